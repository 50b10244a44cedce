# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Encryption of web push: only the browser that subscribed can read what the push service carries.

A key that both sides can compute from an ephemeral key of ours and the key of the browser (ECDH on P-256), mixed with
the secret of the subscription and a fresh salt, encrypts one record with AES-128-GCM.

Source
------
RFC 8291, Message Encryption for Web Push, section 3; RFC 8188, Encrypted Content-Encoding for HTTP, section 2.
"""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING, Final

from baken.errors import BakenError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

POINT_BYTES: Final = 65
SECRET_BYTES: Final = 16
LARGEST_PLAINTEXT: Final = 3993
"""So that what is sent is at most 4096 bytes, which every push service takes (RFC 8291, section 4)."""

_RECORD_BYTES: Final = 4096
_LAST_RECORD: Final = b"\x02"


class PushKeyError(BakenError):
    """Keys of a subscription that are none."""


def encrypt(
    plaintext: bytes,
    receiver: bytes,
    secret: bytes,
    *,
    salt: bytes | None = None,
    ephemeral: EllipticCurvePrivateKey | None = None,
) -> bytes:
    """Return a body for a push service, with content encoding ``aes128gcm``.

    Parameters
    ----------
    receiver
        Public key of the subscription (``p256dh``), an uncompressed point of 65 bytes.
    secret
        Its authentication secret (``auth``), 16 bytes.
    salt, ephemeral
        Fresh for each message; given only to check against the example of the standard.

    Raises
    ------
    PushKeyError
        When the keys are no keys, or the text is too long.
    """
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    if len(plaintext) > LARGEST_PLAINTEXT:
        raise PushKeyError(f"A push message has at most {LARGEST_PLAINTEXT} bytes.")
    require_keys(receiver, secret)
    salt = salt or os.urandom(16)
    ours = ephemeral or ec.generate_private_key(ec.SECP256R1())
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), receiver)
    point = ours.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = ours.exchange(ec.ECDH(), theirs)
    key, nonce = content_keys(shared, secret, receiver, point, salt)
    header = salt + struct.pack("!LB", _RECORD_BYTES, len(point)) + point
    return header + AESGCM(key).encrypt(nonce, plaintext + _LAST_RECORD, None)


def content_keys(shared: bytes, secret: bytes, receiver: bytes, sender: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """Return the key and the nonce of the one record (RFC 8291, 3.3 and 3.4)."""
    mixed = _derive(shared, salt=secret, info=b"WebPush: info\0" + receiver + sender, length=32)
    key = _derive(mixed, salt=salt, info=b"Content-Encoding: aes128gcm\0", length=16)
    return key, _derive(mixed, salt=salt, info=b"Content-Encoding: nonce\0", length=12)


def require_keys(receiver: bytes, secret: bytes) -> None:
    """Refuse what cannot be the keys of a subscription.

    Raises
    ------
    PushKeyError
        When the point is not on the curve, or the secret has another length.
    """
    from cryptography.hazmat.primitives.asymmetric import ec

    if len(receiver) != POINT_BYTES or len(secret) != SECRET_BYTES:
        raise PushKeyError("The keys of the subscription have another length than those of a browser.")
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), receiver)
    except ValueError as error:
        raise PushKeyError("The public key of the subscription is no point of P-256.") from error


def _derive(material: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), length, salt, info).derive(material)
