# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The wall clock of a city: people follow it, and so do forecasts.

Steps are numbered in minutes of local wall-clock time since 1970-01-01T00:00, so that every day has 24 hours and the
same hour of the week is always 168 hours away. Two hours a year need care: the one that does not exist in spring has no
value, and of the one that happens twice in autumn nobody knows which of the two is meant, so it has none either.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from baken.vocabulary.time import NO_TIME_US, from_us, to_us

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]

MINUTE_US: Final = 60_000_000
DAY_MIN: Final = 1440
WEEK_MIN: Final = 7 * DAY_MIN
_QUARTER_US: Final = 15 * MINUTE_US
_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall clock has no zone
_MONDAY_MIN: Final = -3 * DAY_MIN
"""1970-01-01 was a Thursday; the Monday before it began so many minutes earlier."""


def to_wall_min(moment_us: Int64, zone: ZoneInfo) -> Int64:
    """Return what the wall clock shows at moments in UTC, in minutes.

    Parameters
    ----------
    moment_us
        Microseconds since 1970-01-01T00:00Z, any shape.

    Examples
    --------
    >>> from datetime import UTC
    >>> from zoneinfo import ZoneInfo
    >>> noon = to_us(datetime(2026, 7, 1, 12, tzinfo=UTC))
    >>> wall_time(int(to_wall_min(np.array([noon]), ZoneInfo("Europe/Amsterdam"))[0])).isoformat()
    '2026-07-01T14:00:00'
    """
    quarters, place = np.unique(np.asarray(moment_us, dtype=np.int64) // _QUARTER_US, return_inverse=True)

    def offset_min(quarter: int) -> int:
        offset = from_us(quarter * _QUARTER_US).astimezone(zone).utcoffset() or timedelta()
        return offset // timedelta(minutes=1)

    return np.asarray(moment_us) // MINUTE_US + _by_change(quarters, offset_min)[place].reshape(np.shape(moment_us))


def _by_change(rising: Int64, value_of: Callable[[int], int]) -> Int64:
    """Return a value per rising number that seldom changes, by halving: a zone has two changes a year."""
    found = np.empty(len(rising), dtype=np.int64)

    def fill(first: int, last: int) -> None:
        found[first], found[last] = value_of(int(rising[first])), value_of(int(rising[last]))
        # two changes may cancel within half a year, not within a fortnight
        if found[first] == found[last] and rising[last] - rising[first] < 14 * 96:
            found[first : last + 1] = found[first]
        elif last - first > 1:
            middle = (first + last) // 2
            fill(first, middle)
            fill(middle, last)

    if len(rising):
        fill(0, len(rising) - 1)
    return found


def from_wall_min(wall_min: int, zone: ZoneInfo) -> int:
    """Return the moment in UTC, in microseconds, at which the wall clock shows a time.

    Of a time that comes twice the first is meant; one that does not exist is :data:`NO_TIME_US`.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> skipped = wall_min(datetime(2026, 3, 29, 2, 30))
    >>> from_wall_min(skipped, ZoneInfo("Europe/Amsterdam")) == NO_TIME_US
    True
    """
    local = wall_time(wall_min).replace(tzinfo=zone)
    moment = to_us(local)
    there = from_us(moment).astimezone(zone)
    return moment if there.replace(tzinfo=None) == wall_time(wall_min) else NO_TIME_US


def is_twice(wall_min: int, zone: ZoneInfo) -> bool:
    """Tell whether the wall clock shows a time twice.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> is_twice(wall_min(datetime(2026, 10, 25, 2, 30)), ZoneInfo("Europe/Amsterdam"))
    True
    """
    local = wall_time(wall_min).replace(tzinfo=zone)
    later = local.replace(fold=1)
    return local.utcoffset() != later.utcoffset() and from_wall_min(wall_min, zone) != NO_TIME_US


def wall_min(local: datetime) -> int:
    """Return minutes of the wall clock since 1970-01-01T00:00 of a local time without zone.

    Examples
    --------
    >>> wall_min(datetime(1970, 1, 2))
    1440
    """
    return (local.replace(tzinfo=None) - _EPOCH) // timedelta(minutes=1)


def wall_time(minutes: int) -> datetime:
    """Return the local time without zone that is so many minutes after 1970-01-01T00:00.

    Examples
    --------
    >>> wall_time(1440).isoformat()
    '1970-01-02T00:00:00'
    """
    return _EPOCH + timedelta(minutes=minutes)


def minute_of_day(wall: Int64) -> Int64:
    """Return 0 to 1439."""
    return np.asarray(wall) % DAY_MIN


def day_number(wall: Int64) -> Int64:
    """Return days since 1970-01-01."""
    return np.asarray(wall) // DAY_MIN


def weekday(wall: Int64) -> Int64:
    """Return 0 (Monday) to 6 (Sunday).

    Examples
    --------
    >>> int(weekday(np.array(wall_min(datetime(2026, 11, 21)))))
    5
    """
    return (np.asarray(wall) - _MONDAY_MIN) // DAY_MIN % 7


def minute_of_week(wall: Int64) -> Int64:
    """Return 0 (Monday 00:00) to 10,079."""
    return (np.asarray(wall) - _MONDAY_MIN) % WEEK_MIN
