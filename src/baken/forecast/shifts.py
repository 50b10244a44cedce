# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""Shifts of level: a lockdown, a rebuilt square, a sensor that was moved or counts half; found within days.

For every day ``d``, the 24 hours that end at the hour of the origin, ``x_d = ln(sum y / sum b)`` tells how busy it was
relative to the ordinary week ``b`` (the median of each step of the week over half a year). It stands around a level,
the median of the 28 days before. The level has shifted when the last ``n`` days, for ``n`` from 3 to 14, are

- away from it on average by more than ``z s_n``, where ``s_n`` is the standard deviation of that difference for days
  that scatter by ``sigma`` and of which half is still there the day after,
- all on one side, and none less than 0.4 of the average: a parade of one day is no shift,
- and by a quarter at least: what is less is followed by the weight of recent weeks.

``sigma`` is of the series itself: the median absolute difference between days a week apart. This is a test of the
generalised likelihood ratio for a change of the mean at an unknown moment (M. Basseville, I. V. Nikiforov 1993,
*Detection of Abrupt Changes*, section 2.4), made robust. With ``z = 4`` it takes chance for a shift once in 40 years
of a series whose days scatter normally, and once in four years where they do with heavy tails (Student's t with five
degrees of freedom); where days scatter by 15 %, four of five halvings are found in 3 days and nine of ten in 5. Tests
hold it to that.

What is known from before is not thrown away: the shape of the week mostly stays. It is scaled by the ratio of the
levels and weighs less, and the error of a ratio that is known from few days goes into the band.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.notes import Code, note
from baken.forecast.wall_clock import wall_time

if TYPE_CHECKING:
    from baken.forecast.calendar import Calendar
    from baken.forecast.model import Bool, Float64, Int64, Known

SPANS: Final = (3, 4, 5, 7, 10, 14)
"""Days that may show a shift: three at least, so that a weekend is none."""

Z: Final = 4.0
"""See above; with two sides, six spans and 365 days a year."""

LASTING: Final = 0.5
"""Share of a day's deviation that is still there the day after."""

LEAST: Final = float(np.log(1.25))
ONE_SIDED: Final = 0.4
LEVEL_DAYS: Final = 28
FEWEST_DAYS: Final = 3
LEAST_SIGMA: Final = 0.05
"""Counters themselves are not better than 5 %."""
UNKNOWN_SIGMA: Final = 0.2
MOST_SHIFTS: Final = 8
WEIGHT_BEFORE: Final = 0.25
"""What was before a shift tells of the shape of a week, but the shape may have changed too: it counts for a quarter."""

_MEDIAN_PENALTY: Final = np.pi / 2.0
"""The variance of a median of normal values, relative to that of their mean."""


@dataclass(frozen=True, slots=True)
class Shift:
    """One shift of one series.

    Attributes
    ----------
    column
        Of the panel.
    since_min
        Wall-clock minute from which the new level holds.
    ratio
        New level over old.
    error
        Standard deviation of the logarithm of the ratio.
    """

    column: int
    since_min: int
    ratio: float
    error: float

    @property
    def words(self) -> str:
        """Return it in words."""
        since = f"{wall_time(self.since_min):%Y-%m-%d}"
        if self.ratio >= 1.0:
            return note(Code.MORE_SINCE, since=since, times=self.ratio)
        return note(Code.FEWER_SINCE, since=since, share=1.0 - self.ratio)


@dataclass(frozen=True, slots=True)
class Shifts:
    """All shifts of a panel, the oldest first.

    Attributes
    ----------
    day_sigma
        Standard deviation of the logarithm of a day's total, per series.
    """

    origin_min: int
    found: tuple[Shift, ...]
    day_sigma: Float64

    def factors(self, start_min: Int64) -> tuple[Float64, Float64]:
        """Return by what values of the past are to be multiplied, and how much they weigh, shape (steps, series)."""
        shape = (len(start_min), len(self.day_sigma))
        factor, weight = np.ones(shape), np.ones(shape)
        for shift in self.found:
            before = int(np.searchsorted(start_min, shift.since_min))
            factor[:before, shift.column] *= shift.ratio
            weight[:before, shift.column] = WEIGHT_BEFORE
        return factor, weight

    def error(self) -> Float64:
        """Return the standard deviation of the logarithm of the newest ratio, per series; 0 without a shift."""
        errors = np.zeros(len(self.day_sigma))
        for shift in self.found:
            errors[shift.column] = shift.error
        return errors

    def notes(self) -> tuple[str, ...]:
        """Return the shift of each series in the last 28 days in words; empty without one."""
        words = [""] * len(self.day_sigma)
        for shift in self.found:
            if shift.since_min >= self.origin_min - LEVEL_DAYS * 1440:
                words[shift.column] = shift.words
        return tuple(words)


def find_shifts(known: Known, *, weeks: int = 26) -> Shifts:
    """Return the shifts of the last weeks, from what is known and nothing else.

    Days with a public holiday tell nothing of a level, and are left out.
    """
    days = _day_levels(known, weeks)
    days[_holidays(known.calendar, known.origin_min, len(days))] = np.nan
    sigma = day_sigma(days)
    at: list[list[int]] = [[] for _ in sigma]
    segment, columns = days.copy(), np.arange(days.shape[1])
    for _ in range(MOST_SHIFTS):
        first = _first_shifts(segment[:, columns], sigma[columns])
        columns, first = columns[first >= 0], first[first >= 0]
        for column, day in zip(columns.tolist(), first.tolist(), strict=True):
            at[column].append(day)
            segment[:day, column] = np.nan
    found = [
        _shift(known, days[before:after, column], column, (before, day, len(days)), float(sigma[column]))
        for column, shifted in enumerate(at)
        for before, day, after in zip([0, *shifted], shifted, [*shifted[1:], len(days)], strict=False)
    ]
    return Shifts(known.origin_min, tuple(sorted(found, key=lambda s: s.since_min)), sigma)


def day_sigma(days: Float64) -> Float64:
    """Return the robust standard deviation of day levels, shape (days, series) to (series,)."""
    change = np.abs(days[7:] - days[:-7])
    middle = _median(change)
    enough = (~np.isnan(change)).sum(axis=0) >= 10
    return np.where(enough, np.maximum(1.4826 * middle / np.sqrt(2.0), LEAST_SIGMA), UNKNOWN_SIGMA)


def mean_variance(days: Float64 | float) -> Float64:
    """Return the variance of the mean of so many days, relative to that of one, when half of a deviation lasts a day.

    For ``n`` days of an AR(1) process with coefficient ``r`` it is
    ``(1 + r) / (1 - r) / n - 2 r (1 - r^n) / (n (1 - r))^2``.

    Examples
    --------
    >>> float(mean_variance(1.0))
    1.0
    >>> float(mean_variance(2.0))
    0.75
    """
    n = np.maximum(np.asarray(days, dtype=np.float64), 1.0)
    r = LASTING
    return np.asarray((1.0 + r) / (1.0 - r) / n - 2.0 * r * (1.0 - r**n) / (n * (1.0 - r)) ** 2)


def _first_shifts(days: Float64, sigma: Float64) -> Int64:
    """Return the day from which each series has another level, at the first moment that shows it; -1 when none does."""
    count, width = days.shape
    level, known_days = _levels_before(days)
    unsure = _MEDIAN_PENALTY * mean_variance(known_days)
    total, given = (_cumulative(x) for x in (np.nan_to_num(days), ~np.isnan(days)))
    first_seen, since = np.full(width, count + 1), np.full(width, -1)
    lowest = highest = days
    for span in range(2, min(max(SPANS), count - FEWEST_DAYS) + 1):
        lowest, highest = np.fmin(lowest[:-1], days[span - 1 :]), np.fmax(highest[:-1], days[span - 1 :])
        if span not in SPANS:
            continue
        rows = count - span + 1
        have = given[span:] - given[:-span]
        mean = (total[span:] - total[:-span]) / np.maximum(have, 1.0) - level[:rows]
        toward = np.where(mean > 0.0, lowest - level[:rows], level[:rows] - highest)
        error = sigma * np.sqrt(mean_variance(span) + unsure[:rows])
        alarm = (np.abs(mean) > np.maximum(Z * error, LEAST)) & (toward >= ONE_SIDED * np.abs(mean))
        alarm &= (have >= max(FEWEST_DAYS, span - 1)) & (known_days[:rows] >= FEWEST_DAYS)
        start = np.argmax(alarm, axis=0)
        seen = np.where(alarm.any(axis=0), start + span, count + 1)
        since = np.where(seen < first_seen, start, since)
        first_seen = np.minimum(first_seen, seen)
    return since


def _cumulative(values: Float64 | Bool) -> Float64:
    """Return sums of all rows before each, shape (rows + 1, columns)."""
    return np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0, dtype=np.float64)])


def _levels_before(days: Float64) -> tuple[Float64, Float64]:
    """Return the median of the 28 days before each day, and of how many days it is; shape (days, series)."""
    padded = np.concatenate([np.full((LEVEL_DAYS, days.shape[1]), np.nan), days[:-1]])
    windows = np.lib.stride_tricks.sliding_window_view(padded, LEVEL_DAYS, axis=0)
    return _median(np.moveaxis(windows, 2, 0)), np.asarray((~np.isnan(windows)).sum(axis=2), dtype=np.float64)


def _shift(known: Known, days: Float64, column: int, rows: tuple[int, int, int], sigma: float) -> Shift:
    """Return the shift of a series whose days from the shift before to the shift after are given.

    ``rows`` are that of the first of these days, that of the shift, and how many rows there are in all. The ratio is of
    the 28 days before and after.
    """
    first, day, count = rows
    before, after = days[max(0, day - first - LEVEL_DAYS) : day - first], days[day - first :][:LEVEL_DAYS]
    before, after = before[~np.isnan(before)], after[~np.isnan(after)]
    error = sigma * np.sqrt(_MEDIAN_PENALTY * float(mean_variance(len(before)) + mean_variance(len(after))))
    since = known.origin_min - (count - day) * 1440
    return Shift(column, since, float(np.exp(np.median(after) - np.median(before))), float(error))


def _day_levels(known: Known, weeks: int) -> Float64:
    """Return the logarithm of each day's total over that of the ordinary week, shape (days, series); NaN if unknown."""
    panel = known.panel
    end = (known.origin_min - panel.start_min) // panel.step_min
    weeks = max(2, min(weeks, -(-end // (7 * panel.steps_per_day))))
    rows = weeks * 7 * panel.steps_per_day
    recent = panel.values[max(0, end - rows) : end]
    values = np.full((rows, len(panel.series)), np.nan)
    late = end - len(panel) if end > len(panel) else 0
    if len(recent):
        values[rows - late - len(recent) : rows - late] = recent
    by_week = values.reshape(weeks, -1, len(panel.series))
    ordinary = np.broadcast_to(_median(by_week), by_week.shape)
    day = (weeks * 7, panel.steps_per_day, len(panel.series))
    both = ~np.isnan(by_week)
    expected = np.where(both, ordinary, 0.0).reshape(day).sum(axis=1)
    seen = np.where(both, by_week, 0.0).reshape(day).sum(axis=1)
    whole = np.nan_to_num(ordinary).reshape(day).sum(axis=1)
    enough = (expected > 0.5 * whole) & (expected > 0.0)
    return np.where(enough, np.log((seen + 1.0) / (expected + 1.0)), np.nan)


def _holidays(calendar: Calendar, origin_min: int, days: int) -> Bool:
    """Return on which of the days that end at the origin there is a public holiday."""
    origin = wall_time(origin_min)
    free = {}
    for ago in range(days + 1):
        day = (origin - timedelta(days=ago, minutes=1)).date()
        free[ago] = calendar.holiday(day) is not None
    touches_two = origin_min % 1440 != 0
    return np.array([free[ago] or (touches_two and free[ago + 1]) for ago in range(days - 1, -1, -1)], dtype=np.bool_)


def _median(values: Float64) -> Float64:
    """Return the median along the first axis, missing values left out; NaN where there is none."""
    rising = np.sort(values, axis=0)
    count = (~np.isnan(values)).sum(axis=0)
    ends = [np.maximum(i, 0)[None] for i in ((count - 1) // 2, count // 2)]
    ends[1] = np.minimum(ends[1], len(values) - 1)
    lower, upper = (np.take_along_axis(rising, i, axis=0)[0] for i in ends)
    return np.where(count > 0, 0.5 * (lower + upper), np.nan)
