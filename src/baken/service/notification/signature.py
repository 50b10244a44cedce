# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signatures under HTTP requests: RFC 9421 with Ed25519, over a digest of the body by RFC 9530.

Asymmetric, so that a receiver can prove to others who sent a warning, and no secret has to be shared with anybody. The
key is one of its own (``keys/notification.key``): what the node's other key signs can never pass for a warning.

Source
------
RFC 9421, HTTP Message Signatures, sections 2.5 and 3.3.6; RFC 9530, Digest Fields; RFC 8941, Structured Field Values.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from baken.governance.log.key_files import read_or_make
from baken.governance.log.node_key import KEYS_FOLDER, PublicKey

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_FILE: Final = "notification.key"
LABEL: Final = "baken"
COVERED: Final = ("@method", "@target-uri", "content-type", "content-digest")
"""What is signed: what is asked of whom, and with which content."""


class NotificationKey:
    """The key with which requests are signed.

    Examples
    --------
    >>> from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    >>> key = NotificationKey(Ed25519PrivateKey.from_private_bytes(bytes(32)))
    >>> sorted(key.headers("POST", "https://a.example/in", b"{}", "application/json", created=1618884473))
    ['content-digest', 'signature', 'signature-input']
    """

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = PublicKey(key.public_key().public_bytes_raw())

    @classmethod
    def of(cls, data: Path) -> NotificationKey:
        """Return the key of the node whose data folder this is; make it when there is none yet.

        Raises
        ------
        KeyFileError
            When it cannot be read or written, or others can read it.
        """
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        raw = read_or_make(data / KEYS_FOLDER / KEY_FILE, lambda: Ed25519PrivateKey.generate().private_bytes_raw())
        return cls(Ed25519PrivateKey.from_private_bytes(raw))

    def headers(self, method: str, url: str, body: bytes, content_type: str, *, created: int) -> dict[str, str]:
        """Return the headers that sign a request."""
        covered = {
            "@method": method,
            "@target-uri": url,
            "content-type": content_type,
            "content-digest": content_digest(body),
        }
        parameters = signature_parameters(COVERED, created=created, key_id=self.public.id)
        signature = self._key.sign(signature_base(covered, parameters).encode())
        return {
            "content-digest": covered["content-digest"],
            "signature-input": f"{LABEL}={parameters}",
            "signature": f"{LABEL}=:{base64.b64encode(signature).decode()}:",
        }


def content_digest(body: bytes) -> str:
    """Return the digest of a body (RFC 9530).

    Examples
    --------
    >>> content_digest(b'{"hello": "world"}')
    'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:'
    """
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def signature_parameters(covered: Sequence[str], *, created: int, key_id: str) -> str:
    """Return which parts are covered, when it was signed, and with which key (RFC 9421, 2.3)."""
    parts = " ".join(f'"{name}"' for name in covered)
    return f'({parts});created={created};keyid="{key_id}";alg="ed25519"'


def signature_base(covered: Mapping[str, str], parameters: str) -> str:
    """Return what is signed (RFC 9421, 2.5): one line for each covered part, and one for the parameters."""
    lines = [f'"{name}": {value}' for name, value in covered.items()]
    return "\n".join([*lines, f'"@signature-params": {parameters}'])


def confirms(public: PublicKey, headers: Mapping[str, str], method: str, url: str, body: bytes) -> bool:
    """Tell whether a request was signed with a key: what a receiver does, and our tests."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    label, _, parameters = headers["signature-input"].partition("=")
    signature = base64.b64decode(headers["signature"].removeprefix(f"{label}=:").removesuffix(":"))
    if headers["content-digest"] != content_digest(body) or not urlsplit(url).scheme:
        return False
    values = {"@method": method, "@target-uri": url}
    names = parameters[parameters.index("(") + 1 : parameters.index(")")].replace('"', "").split()
    covered = {name: values.get(name) or headers[name] for name in names}
    if not set(COVERED) <= set(covered):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public.raw).verify(signature, signature_base(covered, parameters).encode())
    except InvalidSignature:
        return False
    return True
