# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The secret of a node: 32 random bytes in a file of its own, so that a stolen database alone opens nothing."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from typing import TYPE_CHECKING, Final

from baken.identity.errors import IdentityStoreError

if TYPE_CHECKING:
    from pathlib import Path

_LENGTH: Final = 32
_NONCE_LENGTH: Final = 12


class NodeSecret:
    """Seals what has to be read again, and signs what comes back from browsers.

    Invariants: each purpose has a key of its own, so that what was made for one is worth nothing for another.

    Examples
    --------
    >>> secret = NodeSecret(bytes(32))
    >>> secret.open("totp", secret.seal("totp", b"seed"))
    b'seed'
    >>> secret.is_signed("device", b"a", secret.sign("other", b"a"))
    False
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def seal(self, purpose: str, text: bytes, *, about: bytes = b"") -> bytes:
        """Return the text encrypted (AES-256-GCM), and bound to what it is about."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = secrets.token_bytes(_NONCE_LENGTH)
        return nonce + AESGCM(self._key_for(purpose)).encrypt(nonce, text, about)

    def open(self, purpose: str, sealed: bytes, *, about: bytes = b"") -> bytes:
        """Return what was sealed.

        Raises
        ------
        IdentityStoreError
            When it was sealed with another secret or changed since.
        """
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            return AESGCM(self._key_for(purpose)).decrypt(sealed[:_NONCE_LENGTH], sealed[_NONCE_LENGTH:], about)
        except (InvalidTag, ValueError) as error:
            raise IdentityStoreError(
                "What was encrypted with the secret of this node cannot be read.",
                remedy="Put back the file node.secret that belongs to this database.",
            ) from error

    def sign(self, purpose: str, text: bytes) -> bytes:
        """Return an HMAC-SHA-256."""
        return hmac.new(self._key_for(purpose), text, hashlib.sha256).digest()

    def is_signed(self, purpose: str, text: bytes, signature: bytes) -> bool:
        """Return whether we signed this, in constant time."""
        return hmac.compare_digest(self.sign(purpose, text), signature)

    def _key_for(self, purpose: str) -> bytes:
        return hmac.new(self._key, b"baken identity " + purpose.encode(), hashlib.sha256).digest()


def node_secret(file: Path) -> NodeSecret:
    """Return the secret in a file; the first time it is made, readable for its owner only.

    Raises
    ------
    IdentityStoreError
        When the file cannot be read or made, is not what it should be, or others may read it.
    """
    try:
        with contextlib.suppress(FileExistsError):
            _make(file)
        if os.name == "posix" and file.stat().st_mode & 0o077:
            raise IdentityStoreError(f"Others may read {file}.", remedy=f"Run: chmod 600 {file}")
        key = file.read_bytes()
    except OSError as error:
        raise IdentityStoreError(
            f"The secret of this node, {file}, cannot be used: {error.strerror}.", remedy="Check its permissions."
        ) from error
    if len(key) != _LENGTH:
        raise IdentityStoreError(
            f"{file} does not hold {_LENGTH} bytes.", remedy="Put back the file that belongs to this data folder."
        )
    return NodeSecret(key)


def _make(file: Path) -> None:
    """Write a new secret beside it, and give it its name at once: nobody ever reads half of one."""
    beside = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as new:
            new.write(secrets.token_bytes(_LENGTH))
            new.flush()
            os.fsync(new.fileno())
        os.link(beside, file)
    finally:
        beside.unlink()
