# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Wall clock: from local times without an offset to UTC, many at once, with summer time made explicit.

In the night that clocks go forward an hour of local times does not exist; in the night that they go back an hour
exists twice. Neither is guessed here: the caller is told and decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_US: Final = 1_000_000
_DAY_S: Final = 86_400
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Instants:
    """Moments that belong to local times.

    Attributes
    ----------
    utc_us
        int64, microseconds since 1970, shape (n,); of an ambiguous time the first of the two, of a time that does
        not exist the moment at which the clock went forward.
    second_us
        int64, as ``utc_us``, but of an ambiguous time the second of the two.
    nonexistent, ambiguous
        bool, shape (n,).
    """

    utc_us: NDArray[np.int64]
    second_us: NDArray[np.int64]
    nonexistent: NDArray[np.bool_]
    ambiguous: NDArray[np.bool_]


def to_utc(local_us: NDArray[np.int64], zone: str) -> Instants:
    """Return the moments of local wall-clock times, given as microseconds since 1970-01-01T00:00 on that clock.

    A local time ``t`` belongs to every stretch of constant offset ``o`` whose moments ``[a, b)`` contain ``t - o``:
    to none in the hour that is left out, to two in the hour that is repeated.

    Examples
    --------
    >>> night = np.array(["2025-04-06T01:30", "2025-04-06T02:30", "2025-09-28T02:30"], "datetime64[us]")
    >>> found = to_utc(night.view(np.int64), "Pacific/Auckland")
    >>> found.ambiguous.tolist(), found.nonexistent.tolist()
    ([False, True, False], [False, False, True])
    """
    if not len(local_us):
        nothing = np.zeros(0, np.bool_)
        none = local_us.astype(np.int64)
        return Instants(none, none.copy(), nothing, nothing.copy())
    first_day = int(local_us.min()) // (_DAY_S * _US) - 2
    last_day = int(local_us.max()) // (_DAY_S * _US) + 3
    starts, offsets = _stretches(zone, first_day, last_day)
    local_starts = starts + offsets
    ends = np.append(starts[1:], np.iinfo(np.int64).max)
    # The last stretch whose local beginning is not after the time, and the one before it.
    later = np.clip(np.searchsorted(local_starts, local_us, side="right") - 1, 0, None)
    earlier = np.clip(later - 1, 0, None)
    in_later = local_us - offsets[later] < ends[later]
    in_earlier = (earlier < later) & (local_us - offsets[earlier] < ends[earlier])
    utc = np.where(in_earlier, local_us - offsets[earlier], local_us - offsets[later])
    nonexistent = ~in_later & ~in_earlier
    utc = np.where(nonexistent, ends[later], utc)
    second = np.where(in_later, local_us - offsets[later], utc)
    return Instants(utc, second, nonexistent, in_later & in_earlier)


@lru_cache(maxsize=16)
def _stretches(zone: str, first_day: int, last_day: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return when each stretch of constant offset begins (UTC, µs) and its offset (µs), over whole UTC days."""
    tz = ZoneInfo(zone)
    starts = [first_day * _DAY_S]
    offsets = [_offset(tz, starts[0])]
    for day in range(first_day, last_day):
        begin, end = day * _DAY_S, (day + 1) * _DAY_S
        while _offset(tz, end) != offsets[-1]:
            begin = _change(tz, max(begin, starts[-1]), end)
            starts.append(begin)
            offsets.append(_offset(tz, begin))
    return np.array(starts, np.int64) * _US, np.array(offsets, np.int64) * _US


def _change(tz: ZoneInfo, low: int, high: int) -> int:
    """Return the first second in (low, high] whose offset differs from that of ``low``."""
    before = _offset(tz, low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(tz, middle) == before else (low, middle)
    return high


def _offset(tz: ZoneInfo, utc_s: int) -> int:
    offset = (_EPOCH + timedelta(seconds=utc_s)).astimezone(tz).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())
