# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a key of a sensor is written: ``bk_<id>_<secret><checksum>``.

``bk_`` and the checksum let programs that look for leaked secrets find one and know that it is one, without asking us.
The regular expression is ``bk_k[0-9a-f]{16}_[0-9A-Za-z]{49}``. Devices that know only HTTP Basic send the id as user
name, and ``<secret><checksum>`` or the whole key as password.
"""

from __future__ import annotations

import binascii
import secrets
from typing import Final, NamedTuple

PREFIX: Final = "bk_"
_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SECRET_LENGTH: Final = 43
"""62 ** 43 is just above 2 ** 256."""
_CHECKSUM_LENGTH: Final = 6
_ID_LENGTH: Final = 17


class KeyText(NamedTuple):
    """The two parts of a key: which one it is, and what proves it (with its checksum)."""

    id: str
    secret: str

    def __str__(self) -> str:
        """Return the key as a sensor shows it."""
        return f"{PREFIX}{self.id}_{self.secret}"


def new_key_text(key_id: str | None = None) -> KeyText:
    """Return a new key of 256 random bits.

    Parameters
    ----------
    key_id
        Of the key that gets a new secret; None for a new key.
    """
    number = key_id or "k" + secrets.token_hex(8)
    secret = _base62(secrets.randbits(256), _SECRET_LENGTH)
    return KeyText(number, secret + _checksum(number, secret))


def read_key_text(text: str) -> KeyText | None:
    """Return the parts of a key, or None when it is none or was mistyped.

    Examples
    --------
    >>> key = new_key_text()
    >>> read_key_text(str(key)) == key
    True
    >>> read_key_text(str(key)[:-1] + ("a" if str(key)[-1] != "a" else "b")) is None
    True
    """
    number, _, secret = text.removeprefix(PREFIX).partition("_")
    if not text.startswith(PREFIX) or len(number) != _ID_LENGTH or len(secret) != _SECRET_LENGTH + _CHECKSUM_LENGTH:
        return None
    if not text.isascii() or secret[_SECRET_LENGTH:] != _checksum(number, secret[:_SECRET_LENGTH]):
        return None
    return KeyText(number, secret)


def _checksum(number: str, secret: str) -> str:
    return _base62(binascii.crc32(f"{PREFIX}{number}_{secret}".encode()), _CHECKSUM_LENGTH)


def _base62(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, digit = divmod(number, 62)
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))
