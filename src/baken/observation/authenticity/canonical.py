# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The canonical row: the 72 bytes that a device signs for one observation.

A fixed layout, big-endian, so that it can be made with one ``struct.pack`` in Python and a few stores in C, and needs
no rules about decimals, spaces or the order of names:

====== ===== ==========================================================================================
offset bytes
====== ===== ==========================================================================================
0      16    ``baken-obs-v1`` in ASCII and four zero bytes: what is signed, and in which version
16     16    id of the signing key, which the node gave out (written as 32 hexadecimal digits)
32     8     id of the Datastream, unsigned
40     8     start of the phenomenon time, µs since 1970-01-01T00:00:00Z, signed
48     8     end of the phenomenon time; ``-2**63`` for a moment
56     8     result, IEEE 754 binary64; ``+0.0`` for both zeros; ``7ff8000000000000`` for missing
64     8     result time, µs; always there
====== ===== ==========================================================================================

The key id is random, 128 bits, and known to one node only: it binds a row to the node and the thing, so that a
signature is worth nothing anywhere else.
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.errors import BakenError
from baken.vocabulary.time import NO_TIME_US

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.observation.columns import Float64, Int32, Int64

DOMAIN: Final = b"baken-obs-v1\0\0\0\0"
ROW_BYTES: Final = 72

_ROW: Final = struct.Struct(">16s16sQqqdq")
_COLUMNS: Final = np.dtype(
    [
        ("domain", "S16"),
        ("key", "V16"),
        ("datastream", ">u8"),
        ("start", ">i8"),
        ("end", ">i8"),
        ("result", ">u8"),
        ("result_time", ">i8"),
    ]
)
_MISSING_BITS: Final = 0x7FF8000000000000
_KEY_ID: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)


class CanonicalRowError(BakenError):
    """A value that cannot be part of a signed observation."""


def is_key_id(text: object) -> bool:
    """Tell whether a value is the id of a signing key: 32 lower-case hexadecimal digits.

    Examples
    --------
    >>> is_key_id("00" * 16), is_key_id("0" * 31), is_key_id(7)
    (True, False, False)
    """
    return isinstance(text, str) and _KEY_ID.fullmatch(text) is not None


def canonical_row(
    key_id: str, datastream_id: int, start_us: int, end_us: int | None, result: float | None, result_time_us: int
) -> bytes:
    """Return the bytes to sign for one observation.

    Parameters
    ----------
    end_us
        None for a moment.
    result
        None (or NaN) is missing.

    Raises
    ------
    CanonicalRowError
        When the key id is no key id, or a number does not fit.

    Examples
    --------
    >>> row = canonical_row("000102030405060708090a0b0c0d0e0f", 1, 0, 60_000_000, 12.5, 61_000_000)
    >>> row.hex()[64:]
    '00000000000000010000000000000000000000000393870040290000000000000000000003a2c940'
    """
    if not is_key_id(key_id):
        raise CanonicalRowError(f"{key_id!r} is no id of a signing key.", remedy="It has 32 hexadecimal digits.")
    value = float("nan") if result is None else float(result)
    end = NO_TIME_US if end_us is None else end_us
    bits = _MISSING_BITS if value != value else struct.unpack(">Q", struct.pack(">d", value + 0.0))[0]
    number = struct.unpack(">d", struct.pack(">Q", bits))[0]
    try:
        return _ROW.pack(DOMAIN, bytes.fromhex(key_id), datastream_id, start_us, end, number, result_time_us)
    except struct.error as error:
        raise CanonicalRowError(f"A number of the observation does not fit: {error}.") from error


def canonical_rows(
    key_ids: Sequence[str],
    datastream_id: Int32,
    start_us: Int64,
    end_us: Int64,
    result: Float64,
    result_time_us: Int64,
) -> list[bytes]:
    """Return the bytes to sign for many observations; ``NO_TIME_US`` as end is a moment, NaN is missing.

    Examples
    --------
    >>> one = lambda x, dtype: np.array([x], dtype)
    >>> rows = canonical_rows(["ff" * 16], one(7, np.int32), one(5, np.int64), one(NO_TIME_US, np.int64),
    ...     one(-0.0, np.float64), one(6, np.int64))
    >>> rows == [canonical_row("ff" * 16, 7, 5, None, 0.0, 6)]
    True
    """
    table = np.zeros(len(key_ids), _COLUMNS)
    table["domain"] = DOMAIN
    table["key"] = np.frombuffer(bytes.fromhex("".join(key_ids)), "V16")
    table["datastream"] = datastream_id
    table["start"] = start_us
    table["end"] = end_us
    missing = np.isnan(result)
    table["result"] = np.where(missing, np.uint64(_MISSING_BITS), (result + 0.0).view(np.uint64))
    table["result_time"] = result_time_us
    whole = table.tobytes()
    return [whole[i : i + ROW_BYTES] for i in range(0, len(whole), ROW_BYTES)]
