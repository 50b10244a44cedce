# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The reference signer: what a device, or the gateway of a maker, has to do. A few lines in any language."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final, Self

from baken.observation.authenticity.canonical import canonical_row
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from datetime import datetime

SIGNATURE: Final = "signature"
SIGNING_KEY: Final = "signingKey"
"""Names in an observation's ``parameters``."""


def encode(raw: bytes) -> str:
    """Return bytes as base64url without padding.

    Examples
    --------
    >>> encode(bytes([251, 255])), decode(encode(bytes([251, 255])))
    ('-_8', b'\\xfb\\xff')
    """
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Return the bytes of base64url without padding.

    Raises
    ------
    ValueError
        When it is anything else, also another writing of the same bytes.
    """
    raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    if encode(raw) != text:
        raise ValueError("not base64url without padding")
    return raw


class Signer:
    """Signs the observations of one thing.

    Parameters
    ----------
    secret
        32 bytes: the private key (seed) of RFC 8032.
    key_id
        What the node answered when the public key was registered.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> signer = Signer(bytes(32), "0" * 32)
    >>> at = datetime(2026, 11, 21, 5, tzinfo=UTC)
    >>> sorted(signer.parameters(1, (at, None), 12, result_time=at))
    ['signature', 'signingKey']
    """

    def __init__(self, secret: bytes, key_id: str) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        self._key = Ed25519PrivateKey.from_private_bytes(secret)
        self.key_id = key_id

    @classmethod
    def new(cls, key_id: str = "0" * 32) -> Self:
        """Return a signer with a new key of the machine's random source."""
        import secrets

        return cls(secrets.token_bytes(32), key_id)

    @property
    def public_key(self) -> bytes:
        """The 32 bytes to register."""
        return self._key.public_key().public_bytes_raw()

    @property
    def secret(self) -> bytes:
        """The 32 bytes to keep."""
        return self._key.private_bytes_raw()

    def with_key_id(self, key_id: str) -> Signer:
        """Return the same key under the id that the node gave it."""
        return Signer(self.secret, key_id)

    def parameters(
        self,
        datastream_id: int,
        phenomenon_time: tuple[datetime, datetime | None],
        result: float | None,
        *,
        result_time: datetime,
    ) -> dict[str, str]:
        """Return the ``parameters`` of a signed observation.

        Parameters
        ----------
        phenomenon_time
            Start and end; None as the end of a moment.
        result
            None is missing.
        result_time
            When the device made the value. A correction must have a later one.
        """
        start, end = phenomenon_time
        end_us = None if end is None else to_us(end)
        return self.of_row(datastream_id, to_us(start), end_us, result, to_us(result_time))

    def of_row(
        self, datastream_id: int, start_us: int, end_us: int | None, result: float | None, result_time_us: int
    ) -> dict[str, str]:
        """Return the ``parameters`` of a signed observation, from times in µs since 1970."""
        row = canonical_row(self.key_id, datastream_id, start_us, end_us, result, result_time_us)
        return {SIGNATURE: encode(self._key.sign(row)), SIGNING_KEY: self.key_id}
