# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The node's own Ed25519 key: what it signs, anybody can check with the public key.

It signs the anchors of the logs and the tombstones of retention. Each kind of statement has a subject of its own, so
that a signature under one can never be shown as a signature under another.

Source: RFC 8032 (Ed25519), RFC 8410 (its form in PEM).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from baken.governance.log.errors import KeyFileError
from baken.governance.log.key_files import read_or_make

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEYS_FOLDER: Final = "keys"
PRIVATE_FILE: Final = "node.key"
PUBLIC_FILE: Final = "node.pub"
PUBLIC_BYTES: Final = 32
_DOMAIN: Final = b"baken signature v1\0"


class PublicKey:
    """The half of the key that everybody may know.

    Attributes
    ----------
    raw
        The 32 bytes of RFC 8032.
    id
        The first 16 hexadecimal digits of the SHA-256 of ``raw``; names the key.

    Examples
    --------
    >>> PublicKey(bytes(32)).id
    '66687aadf862bd77'
    """

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.id = hashlib.sha256(raw).hexdigest()[:16]
        self._key: Ed25519PublicKey | None = None

    @classmethod
    def from_pem(cls, pem: bytes, origin: str = "The public key") -> PublicKey:
        """Return the key in a PEM text.

        Raises
        ------
        KeyFileError
            When it is not an Ed25519 public key.
        """
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        from cryptography.hazmat.primitives.serialization import load_pem_public_key

        try:
            key = load_pem_public_key(pem)
        except ValueError:
            key = None
        if not isinstance(key, Ed25519PublicKey):
            raise KeyFileError(f"{origin} is not an Ed25519 public key in PEM.", remedy="Give the file keys/node.pub.")
        return cls(key.public_bytes_raw())

    def to_pem(self) -> bytes:
        """Return the key as PEM, as ``openssl pkey -pubin`` reads it."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        return self._loaded().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def confirms(self, signature: bytes, statement: bytes, *, subject: str) -> bool:
        """Return whether the holder of the key signed this statement under this subject."""
        from cryptography.exceptions import InvalidSignature

        try:
            self._loaded().verify(signature, message_of(subject, statement))
        except (InvalidSignature, ValueError):
            return False
        return True

    def _loaded(self) -> Ed25519PublicKey:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        if self._key is None:
            self._key = Ed25519PublicKey.from_public_bytes(self.raw)
        return self._key


class NodeKey:
    """The key pair of a node."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = PublicKey(key.public_key().public_bytes_raw())

    @classmethod
    def of(cls, data: Path) -> NodeKey:
        """Return the key of the node whose data folder this is; make it when there is none yet.

        The public half stands beside it in ``keys/node.pub``, to be handed to whoever wants to check.

        Raises
        ------
        KeyFileError
            When the key cannot be read or written, others can read it, or it is not an Ed25519 key.
        """
        folder = data / KEYS_FOLDER
        key = cls._from_pem(read_or_make(folder / PRIVATE_FILE, _new_pem), folder / PRIVATE_FILE)
        public = folder / PUBLIC_FILE
        if not public.is_file():
            public.write_bytes(key.public.to_pem())
        return key

    @classmethod
    def new(cls) -> NodeKey:
        """Return a new key that is kept nowhere."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def _from_pem(cls, pem: bytes, file: Path) -> NodeKey:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        try:
            key = load_pem_private_key(pem, password=None)
        except (ValueError, TypeError):
            key = None
        if not isinstance(key, Ed25519PrivateKey):
            raise KeyFileError(f"{file} is not an Ed25519 key in PEM.", remedy="Put the right file back from a copy.")
        return cls(key)

    def sign(self, statement: bytes, *, subject: str) -> bytes:
        """Return the signature (64 bytes) under a statement about a subject, such as ``log anchor``.

        Examples
        --------
        >>> key = NodeKey.new()
        >>> signature = key.sign(b"12 rows", subject="tombstone")
        >>> key.public.confirms(signature, b"12 rows", subject="tombstone")
        True
        >>> key.public.confirms(signature, b"12 rows", subject="log anchor")
        False
        """
        return self._key.sign(message_of(subject, statement))


def message_of(subject: str, statement: bytes) -> bytes:
    r"""Return what is signed: a fixed beginning, the subject, a zero byte and the statement.

    Examples
    --------
    >>> message_of("tombstone", b"x")
    b'baken signature v1\x00tombstone\x00x'
    """
    if "\0" in subject:
        raise ValueError("A subject has no zero byte in it.")  # it would let a statement pass under another subject
    return b"".join((_DOMAIN, subject.encode(), b"\0", statement))


def read_public_key(file: Path) -> PublicKey:
    """Return the public key in a file.

    Raises
    ------
    KeyFileError
        When it cannot be read or is something else.
    """
    try:
        return PublicKey.from_pem(file.read_bytes(), str(file))
    except OSError as error:
        raise KeyFileError(f"The public key {file} cannot be read: {error.strerror}.") from error


def public_key_of(data: Path) -> PublicKey:
    """Return the public key of the node whose data folder this is."""
    return read_public_key(data / KEYS_FOLDER / PUBLIC_FILE)


def _new_pem() -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
