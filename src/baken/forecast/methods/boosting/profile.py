# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""What was usual at a time of the week, as seen a week before, and what came instead.

For every step t and series s, of the values y of the same step of the eight weeks before (public holidays left out):

    m(t)  their median
    E(t)  sum_k 0.85^k c(y(t - k weeks)) / sum_k 0.85^k,   c(y) = min(max(y, m/2), 2 m + 3)

so that one festival or one broken week moves it little, while a rebuilt square is followed within weeks. E(t) uses
nothing younger than a week before t; it is known for each step of the week ahead. Ratios of what came to what was
usual are taken of sums over windows, from running sums, so that a window of any length costs the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from baken.forecast.model import Bool, Float64, Int64

Float32 = NDArray[np.float32]

WEEKS: Final = 8
FADING: Final = 0.85
LEVEL_DAYS: Final = 28
LEAST: Final = 0.1
"""Persons per step: a level below it is taken for it, so that nothing is divided by nothing."""
SHARE: Final = 0.05
"""Below this share of the level the usual value is taken for it: nobody can be surprised by three persons at night."""

_CHUNK: Final = 2_000_000
_SMOOTH_MIN: Final = 30


@dataclass(frozen=True, slots=True)
class Clock:
    """How many steps there are in an hour (one at least), a day and a week."""

    step_min: int

    @property
    def hour(self) -> int:
        """Return the steps of an hour."""
        return max(1, 60 // self.step_min)

    @property
    def day(self) -> int:
        """Return the steps of a day."""
        return 1440 // self.step_min

    @property
    def week(self) -> int:
        """Return the steps of a week."""
        return 7 * self.day

    def steps(self, hours: int) -> int:
        """Return the steps of some hours, one at least."""
        return max(1, hours * 60 // self.step_min)


@dataclass(frozen=True, slots=True)
class Lookback:
    """Series as a forecast looks back at them. Rows go on for a week after the newest value.

    Attributes
    ----------
    values, ordinary
        What came, and the same without public holidays, shape (N, S).
    usual
        E, shape (N, S); NaN where it was not asked for or nothing was known.
    level
        Mean of the 28 days before a row, at least 0.1, shape (N, S).
    came, due
        The value, and the usual value or a twentieth of the level if that is more, of steps of which both are known;
        else zero, shape (N, S).
    seen_sum, usual_sum, strayed_sum
        Running sums of both and of the size of their difference, shape (N + 1, S).
    total, given
        Running sums of all values, and of how many there are, shape (N + 1, S).
    """

    clock: Clock
    values: Float32
    ordinary: Float32
    usual: Float32
    level: Float32
    came: Float32
    due: Float32
    seen_sum: Float64
    usual_sum: Float64
    strayed_sum: Float64
    total: Float64
    given: Float64

    @classmethod
    def of(cls, values: Float64, holiday: Bool, clock: Clock, wanted: Int64 | None = None) -> Lookback:
        """Return the look back at values.

        Parameters
        ----------
        values
            Shape (T, S), up to the origin.
        holiday
            Which of the T + week rows are of public holidays.
        wanted
            Rows at which the usual value is wanted; None for all.
        """
        count = values.shape[1]
        wide = np.full((len(values) + clock.week, count), np.nan, dtype=np.float32)
        wide[: len(values)] = values
        ordinary = wide.copy()
        ordinary[holiday] = np.nan
        level = _level(wide, LEVEL_DAYS * clock.day)
        usual = _usual(ordinary, clock, np.arange(len(wide)) if wanted is None else wanted)
        both = np.isfinite(wide) & np.isfinite(usual)
        came = np.where(both, wide, np.float32(0.0))
        # the level of a row knows all that came before it: it is only for rows that lie before an origin
        due = np.where(both, np.maximum(usual, np.float32(SHARE) * level), np.float32(0.0))
        given = np.isfinite(wide)
        total, count = running(np.where(given, wide, np.float32(0.0))), running(given.astype(np.float32))
        return cls(
            clock,
            wide,
            ordinary,
            usual,
            level,
            came,
            due,
            running(came),
            running(due),
            running(np.abs(came - due)),
            total,
            count,
        )

    def mean(self, begin: Int64, end: Int64, series: Int64) -> Float64:
        """Return the mean value between rows; NaN where there is none."""
        begin, end = np.maximum(begin, 0), np.maximum(end, 0)
        count = self.given[end, series] - self.given[begin, series]
        total = self.total[end, series] - self.total[begin, series]
        return np.where(count > 0.0, total / np.where(count > 0.0, count, 1.0), np.nan)

    def ratio(self, begin: Int64, end: Int64, series: Int64) -> Float64:
        """Return what came between rows, over what was usual; NaN where nothing of it is known."""
        begin, end = np.maximum(begin, 0), np.maximum(end, 0)
        came = self.seen_sum[end, series] - self.seen_sum[begin, series]
        due = self.usual_sum[end, series] - self.usual_sum[begin, series]
        return shrunk_ratio(came, due, SHARE * self.level[np.minimum(end, len(self.level) - 1), series])

    def strayed(self, begin: Int64, end: Int64, series: Int64) -> Float64:
        """Return the mean distance from the usual, over what was usual."""
        begin = np.maximum(begin, 0)
        due = self.usual_sum[end, series] - self.usual_sum[begin, series]
        away = self.strayed_sum[end, series] - self.strayed_sum[begin, series]
        return np.where(due > 0.0, away / np.where(due > 0.0, due, 1.0), np.nan)


@dataclass(frozen=True, slots=True)
class Mood:
    """All witnesses together, each in units of its level, so that a large one does not outvote the others.

    Attributes
    ----------
    seen_sum, usual_sum
        Running sums, shape (N + 1,), of what came and of what was usual.
    share
        Mean value over level, shape (N,); NaN where nothing is known.
    seen, usual
        The terms of each witness, shape (N, W): zero where either is not known.
    """

    seen_sum: Float64
    usual_sum: Float64
    share: Float32
    seen: Float32
    usual: Float32

    @classmethod
    def of(cls, look: Lookback) -> Mood:
        """Return the mood of the series of a look back; four times the usual is the most that one may shout."""
        seen = (np.minimum(look.came, 4.0 * look.due) / look.level).astype(np.float32)
        usual = (look.due / look.level).astype(np.float32)
        given = np.isfinite(look.values)
        total = np.where(given, look.values / look.level, 0.0).sum(axis=1)
        share = np.where(given.any(axis=1), total / np.maximum(given.sum(axis=1), 1), np.nan)
        return cls(running(seen.sum(axis=1)), running(usual.sum(axis=1)), share.astype(np.float32), seen, usual)

    def ratio(self, begin: Int64, end: Int64) -> Float64:
        """Return what came between rows, over what was usual; NaN where nothing of it is known."""
        begin, end = np.maximum(begin, 0), np.maximum(end, 0)
        due = self.usual_sum[end] - self.usual_sum[begin]
        return shrunk_ratio(self.seen_sum[end] - self.seen_sum[begin], due, SHARE)


def running(terms: NDArray[np.floating]) -> Float64:
    """Return running sums along the first axis that begin with zero, so that differences are sums of windows."""
    first = np.zeros((1, *terms.shape[1:]))
    return np.concatenate([first, np.cumsum(terms, axis=0, dtype=np.float64)])


def shrunk_ratio(came: Float64, due: Float64, floor: Float64 | Float32 | float) -> Float64:
    """Return a ratio drawn to one by a little of both; NaN where nothing was due.

    Examples
    --------
    >>> shrunk_ratio(np.array([30.0, 0.0]), np.array([10.0, 0.0]), 10.0).tolist()
    [2.0, nan]
    """
    return np.where(due > 0.0, (came + floor) / np.where(due > 0.0, due + floor, 1.0), np.nan)


def _level(values: Float32, window: int) -> Float32:
    given = np.isfinite(values)
    total, count = running(np.where(given, values, 0.0)), running(given.astype(np.float32))
    end = np.arange(len(values))
    begin = np.maximum(end - window, 0)
    mean = (total[end] - total[begin]) / np.maximum(count[end] - count[begin], 1.0)
    return np.maximum(mean, LEAST).astype(np.float32)


def _usual(ordinary: Float32, clock: Clock, wanted: Int64) -> Float32:
    """Return E at the wanted rows, NaN at others."""
    found = np.full(ordinary.shape, np.nan, dtype=np.float32)
    smooth = _smoothed(ordinary, clock)
    width = max(1, _CHUNK // (WEEKS * max(1, ordinary.shape[1])))
    for first in range(0, len(wanted), width):
        rows = wanted[first : first + width]
        # the last week is taken as it is: its smoothed end would look past the origin
        past = [_at(ordinary if k == 1 else smooth, rows - k * clock.week) for k in range(1, WEEKS + 1)]
        found[rows] = _robust_mean(np.stack(past))
    return found


def _at(values: Float32, rows: Int64) -> Float32:
    return np.where((rows >= 0)[:, None], values[np.maximum(rows, 0)], np.float32(np.nan))


def _robust_mean(past: Float32) -> Float32:
    given = np.isfinite(past)
    rising, count = np.sort(past, axis=0), given.sum(axis=0)
    lower, upper = (
        np.take_along_axis(rising, np.clip(i, 0, WEEKS - 1)[None], axis=0)[0] for i in ((count - 1) // 2, count // 2)
    )
    median = 0.5 * (lower + upper)
    weight = np.where(given, FADING ** np.arange(len(past))[:, None, None], 0.0)
    near = np.where(given, np.clip(past, 0.5 * median, 2.0 * median + 3.0), 0.0)
    total = weight.sum(axis=0)
    mean = (near * weight).sum(axis=0) / np.where(total > 0.0, total, 1.0)
    return np.where(total > 0.0, mean, np.nan).astype(np.float32)


def _smoothed(values: Float32, clock: Clock) -> Float32:
    """Return means over half an hour before and after, for steps so short that a single one says little."""
    half = _SMOOTH_MIN // clock.step_min
    if half < 1:
        return values
    given = np.isfinite(values)
    total, count = running(np.where(given, values, 0.0)), running(given.astype(np.float32))
    row = np.arange(len(values))
    begin, end = np.maximum(row - half, 0), np.minimum(row + half + 1, len(values))
    known = count[end] - count[begin]
    return np.where(known > 0, (total[end] - total[begin]) / np.maximum(known, 1.0), np.nan).astype(np.float32)
