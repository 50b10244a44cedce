# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What kind of day a day is, in numbers, and which days of earlier years it is like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from baken.forecast.calendar import Calendar
    from baken.forecast.model import Bool, Float64, Int64

NAMES: Final = (
    "weekday",
    "holiday",
    "since_holiday",
    "until_holiday",
    "off_before",
    "off",
    "off_after",
    "school",
    "school_before",
)
"""The columns of :attr:`Days.columns`."""

YEARS: Final = 2
"""So many earlier years are looked up."""

_NEAR: Final = 3
_FARTHEST: Final = 15
_EPOCH: Final = date(1970, 1, 1)
_SCHOOL_DAYS: Final = 28
_MARGIN: Final = 30
_BLOCK: Final = 64


@dataclass(frozen=True, slots=True)
class Days:
    """A run of days.

    Attributes
    ----------
    first
        Days since 1970-01-01 of the first.
    columns
        Shape (D, names): weekday (Monday 0), public holiday, days since and until one (at most 15), length of the run
        of days off that the day before, the day and the day after lie in (0 for a working day), school holiday, and the
        share of school holidays among the 28 days before; NaN where the city declared none of that time.
    festive
        Day number of the same holiday, or the same distance to it, one and two years before, shape (2, D); -1 when the
        day is not within 3 days of a holiday.
    dated
        Day number of the same date one and two years before, shape (2, D).
    """

    first: int
    columns: Float64
    festive: Int64
    dated: Int64

    @property
    def holidays(self) -> Bool:
        """Return which days are public holidays, shape (D,)."""
        return np.asarray(self.columns[:, NAMES.index("holiday")] > 0)

    @classmethod
    def of(cls, calendar: Calendar, first: int, count: int) -> Days:
        """Return the days from a number of days since 1970-01-01 on.

        Examples
        --------
        >>> from baken.forecast.calendar import Calendar
        >>> eve = (date(2026, 12, 24) - date(1970, 1, 1)).days
        >>> found = Days.of(Calendar("NL"), eve, 2)
        >>> found.columns[:, NAMES.index("off")].tolist()  # Friday and Saturday are Christmas, then comes a Sunday
        [0.0, 3.0]
        >>> date(1970, 1, 1) + timedelta(days=int(found.festive[0, 1]))
        datetime.date(2025, 12, 25)
        """
        blocks = range(first // _BLOCK, (first + count - 1) // _BLOCK + 1)
        found = [_block(calendar, block) for block in blocks]
        skip = slice(first - blocks[0] * _BLOCK, first - blocks[0] * _BLOCK + count)
        return cls(
            first,
            np.concatenate([one.columns for one in found])[skip],
            np.concatenate([one.festive for one in found], axis=1)[:, skip],
            np.concatenate([one.dated for one in found], axis=1)[:, skip],
        )


@lru_cache(maxsize=512)
def _block(calendar: Calendar, block: int) -> Days:
    """Return some of the days since 1970, which are asked for again at every origin."""
    first, count = block * _BLOCK, _BLOCK
    wide = [_EPOCH + timedelta(days=first - _MARGIN + i) for i in range(count + 2 * _MARGIN)]
    holiday = np.array([calendar.holiday(day) is not None for day in wide])
    off = holiday | np.array([calendar.is_weekend(day) for day in wide])
    school = np.array([float(calendar.is_school_holiday(d)) if calendar.knows_schools(d) else np.nan for d in wide])
    runs = _runs(off)
    here = slice(_MARGIN, _MARGIN + count)
    columns = np.column_stack(
        [
            [day.weekday() for day in wide[here]],
            holiday[here],
            _since(holiday)[here],
            _since(holiday[::-1])[::-1][here],
            runs[_MARGIN - 1 : _MARGIN - 1 + count],
            runs[here],
            runs[_MARGIN + 1 : _MARGIN + 1 + count],
            school[here],
            [school[i - _SCHOOL_DAYS : i].mean() for i in range(_MARGIN, _MARGIN + count)],
        ]
    ).reshape(count, len(NAMES))
    festive = np.array([_festive(calendar, day) for day in wide[here]], dtype=np.int64).reshape(count, YEARS)
    dated = np.array([_dated(day) for day in wide[here]], dtype=np.int64).reshape(count, YEARS)
    return Days(first, columns.astype(np.float64), festive.T, dated.T)


def _festive(calendar: Calendar, day: date) -> list[int]:
    if calendar.holiday_around(day, _NEAR) is None:
        return [-1] * YEARS
    found = [(one - _EPOCH).days for one in calendar.analogues(day, YEARS)]
    return (found + [-1] * YEARS)[:YEARS]


def _dated(day: date) -> list[int]:
    return [(_years_before(day, years) - _EPOCH).days for years in range(1, YEARS + 1)]


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def _since(flags: Bool) -> Int64:
    """Return how many days ago a flag was last set, at most 15."""
    place = np.arange(len(flags))
    last = np.maximum.accumulate(np.where(flags, place, -_FARTHEST))
    return np.minimum(place - last, _FARTHEST)


def _runs(flags: Bool) -> Int64:
    """Return the length of the run of set flags that each lies in; 0 where it is not set."""
    edges = np.flatnonzero(np.diff(flags.astype(np.int8), prepend=0, append=0))
    lengths = np.zeros(len(flags), dtype=np.int64)
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        lengths[begin:end] = end - begin
    return lengths
