# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a push service knows who sends: a token signed with a key that the browser saw when it subscribed.

Source: RFC 8292, Voluntary Application Server Identification (VAPID) for Web Push; RFC 7518, ES256.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import msgspec

from baken.governance.log.key_files import read_or_make
from baken.governance.log.node_key import KEYS_FOLDER

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

KEY_FILE: Final = "push.key"
TOKEN_S: Final = 12 * 3600
_HALF: Final = 32


class PushKey:
    """The key with which this node shows itself to push services.

    Attributes
    ----------
    public
        The uncompressed point that a browser needs to subscribe (``applicationServerKey``), base64url.
    """

    def __init__(self, key: EllipticCurvePrivateKey) -> None:
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        self._key = key
        self.public = encoded(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    @classmethod
    def of(cls, data: Path) -> PushKey:
        """Return the key of the node whose data folder this is; make it when there is none yet.

        Raises
        ------
        KeyFileError
            When it cannot be read or written, or others can read it.
        """
        from cryptography.hazmat.primitives.asymmetric import ec

        raw = read_or_make(data / KEYS_FOLDER / KEY_FILE, _new)
        return cls(ec.derive_private_key(int.from_bytes(raw, "big"), ec.SECP256R1()))

    def authorization(self, endpoint: str, subject: str, *, now_s: int) -> str:
        """Return the header ``Authorization`` for an endpoint.

        Parameters
        ----------
        subject
            Where the push service reaches whoever sends: ``mailto:`` or ``https:``.
        """
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
        from cryptography.hazmat.primitives.hashes import SHA256

        parts = urlsplit(endpoint)
        claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": now_s + TOKEN_S, "sub": subject}
        head = encoded(msgspec.json.encode({"typ": "JWT", "alg": "ES256"}))
        signed = f"{head}.{encoded(msgspec.json.encode(claims))}"
        r, s = decode_dss_signature(self._key.sign(signed.encode(), ec.ECDSA(SHA256())))
        signature = encoded(r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big"))
        return f"vapid t={signed}.{signature}, k={self.public}"


def encoded(raw: bytes) -> str:
    """Return bytes as base64url without padding.

    Examples
    --------
    >>> encoded(b"??>")
    'Pz8-'
    """
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Return the bytes of base64url, with or without padding.

    Raises
    ------
    ValueError
        When it is something else.
    """
    text = text.rstrip("=")
    if not text.isascii() or any(c not in _ALPHABET for c in text):
        raise ValueError("not base64url")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


_ALPHABET: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def _new() -> bytes:
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value.to_bytes(_HALF, "big")
