# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""TLS: only what the guidelines of the Dutch NCSC call good, and a certificate that is renewed while the node runs.

Source: NCSC-NL, IT Security Guidelines for Transport Layer Security (TLS), version 2.1 (2021).
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import stat
from pathlib import Path
from typing import Any, Final

from baken.errors import BakenError

_LOG: Final = logging.getLogger(__name__)

CIPHERS: Final = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""Of TLS 1.2: forward secrecy and authenticated encryption. Those of TLS 1.3 are all good."""

LOOK_AGAIN_S: Final = 10.0
"""How often the files are looked at."""

_OTHERS: Final = stat.S_IRWXO
_LONGEST_PLACE: Final = 1_000


class TlsError(BakenError):
    """A certificate or key that cannot be used."""


class Certificate:
    """A certificate with its key, read from two files and read again when they change.

    Connections that stand keep what they were made with; later ones get the newer certificate. A pair that does not fit
    together, as it is in the midst of a renewal, is left alone until it does.

    Parameters
    ----------
    certificate, key
        In PEM: the certificate with those that vouch for it, and the private key without a pass phrase.

    Raises
    ------
    TlsError
        When they cannot be used, or everybody on this machine can read the key.
    """

    def __init__(self, certificate: Path, key: Path) -> None:
        self._files = (certificate, key)
        self._seen = self._look()
        self._newest = self.context = context_of(certificate, key)
        self.context.sni_callback = self._with_newest

    def refresh(self) -> bool:
        """Read the files again when they have changed; return whether there is a newer certificate now."""
        seen = self._look()
        if seen == self._seen:
            return False
        try:
            self._newest = context_of(*self._files)
        except TlsError as error:
            _LOG.warning("The certificate stays as it was: %s", error)
            return False
        finally:
            self._seen = seen
        _LOG.warning("The certificate was renewed from %s.", self._files[0])
        return True

    async def watch(self) -> None:
        """Look at the files again and again."""
        while True:
            await asyncio.sleep(LOOK_AGAIN_S)
            await asyncio.to_thread(self.refresh)

    def _look(self) -> tuple[tuple[int, int, int] | None, ...]:
        return tuple(_standing_of(file) for file in self._files)

    def _with_newest(self, connection: Any, _name: str | None, _context: ssl.SSLContext) -> None:
        connection.context = self._newest


def context_of(certificate: Path, key: Path) -> ssl.SSLContext:
    """Return the settings of TLS for a server.

    Raises
    ------
    TlsError
        When the files cannot be read, do not fit together, or the key can be read by everybody.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(CIPHERS)
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION | ssl.OP_CIPHER_SERVER_PREFERENCE
    context.set_alpn_protocols(["http/1.1"])
    try:
        if key.stat().st_mode & _OTHERS:
            raise TlsError(f"Everybody on this machine can read {key}.", remedy=f"Say: chmod o-rwx {key}")
        context.load_cert_chain(certificate, key, password=_no_pass_phrase)
    except ssl.SSLError as error:
        reason = (error.reason or "they are not PEM").replace("_", " ").lower()
        raise TlsError(
            f"{certificate} and {key} cannot be used: {reason}.",
            remedy="Both must be PEM and belong together, and the key must have no pass phrase.",
        ) from error
    except OSError as error:
        raise TlsError(f"{_place(error.filename or certificate)} cannot be read: {error.strerror}.") from error
    return context


def _place(file: object) -> str:
    """Return the name of a file; not what somebody gave in its place, which may be the key itself."""
    text = str(file)
    return "What was given as certificate or key" if "--" in text or len(text) > _LONGEST_PLACE else text


def _no_pass_phrase() -> str:
    """Answer in place of the person whom OpenSSL would ask on the terminal."""
    return ""


def _standing_of(file: Path) -> tuple[int, int, int] | None:
    """Return what changes when a file is written or replaced; None when it is not there."""
    try:
        found = file.stat()
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_ino, found.st_size)
