# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""When a source begins to keep another clock: a day that was written an hour early from some night on.

A feed that forgets summer time, a file of which a row is lost, a device that was set anew: from then on all that
depends on the hour of the day (what is usual, what came last year) is looked up an hour beside. People do not all come
an hour earlier from one day to the next; clocks do.

With p_w(h) the mean over the series of what came in hour h of week w, in units of the mean of that week:

    before = mean of p over the three weeks before w,   after = of the two weeks behind w, as far as they have come
    e_k    = mean_h |after(h) - before(h - k)|,         k = -2 ... 2 hours

The clock jumps by k in week w when e_k <= 0.6 e_0 and four of five series say so by themselves. The moment is the hour
that divides the weeks around it best. Then older values are moved to the clock of now (:func:`on_one_clock`), so that
the past is one past again; which of both clocks is right, nobody has to know.

It is seen after about a week, and dated to half a day or so. It takes all series of a panel together: a single sensor
that is off is not looked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from baken.forecast.model import Float64

_WEEK_H: Final = 168
_BEFORE, _BEHIND = 3, 2
_JUMPS_H: Final = (-2, -1, 1, 2)
_BETTER: Final = 0.6
"""Errors of weeks that are moved are so much smaller at most; beside a true jump about 0.4, else 1.5 and more."""
_AGREE: Final = 0.8
_MOST_CELLS: Final = 4_000_000
"""Of so many values, those of some of the series, taken evenly, say enough; bounds the memory."""
_HOUR_MIN: Final = 60


@dataclass(frozen=True, slots=True)
class ClockJump:
    """From a row on, what came at some hour before comes so many hours later by the clock of the source.

    Attributes
    ----------
    row
        The first on the new clock.
    hours
        Above zero when the source writes later hours than before.
    """

    row: int
    hours: int


def clock_jumps(values: Float64, step_min: int) -> tuple[ClockJump, ...]:
    """Return when the clock of all series jumped, the oldest first; nothing of steps beyond an hour.

    Parameters
    ----------
    values
        Shape (T, S); NaN where not known.

    Examples
    --------
    >>> day = np.array([1.0] * 7 + [9.0, 12.0, 7.0, 8.0, 14.0, 9.0, 6.0, 7.0, 9.0, 15.0, 11.0, 6.0] + [2.0] * 5)
    >>> street = np.tile(day, 140)[:, None]
    >>> clock_jumps(street, 60)
    ()
    >>> late = np.concatenate([street[:1682], street[1681:-1]])  # a row was written twice
    >>> [jump.hours for jump in clock_jumps(late, 60)]
    [1]
    """
    if step_min > _HOUR_MIN or _HOUR_MIN % step_min:
        return ()
    of_hour = _HOUR_MIN // step_min
    weeks = len(values) // (of_hour * _WEEK_H)
    if weeks < _BEFORE + _BEHIND + 1:
        return ()
    first = len(values) - weeks * of_hour * _WEEK_H
    values = values[:, :: max(1, -(-values.size // _MOST_CELLS))]
    shares = _in_units_of_the_week(values[first:].reshape(weeks, _WEEK_H, of_hour, -1))
    city = _mean(shares, 2)
    found = _weeks_that_jump(city, shares)
    return tuple(ClockJump(first + _moment(shares, week, jump) * of_hour, jump) for week, jump in found)


def on_one_clock(values: Float64, jumps: tuple[ClockJump, ...], step_min: int) -> Float64:
    """Return all values on the clock of the newest: what is older than a jump is moved by it.

    Invariants: what is not older than the last jump stays; a value has one place at most; where none comes to lie
    nothing is known.

    Examples
    --------
    >>> on_one_clock(np.arange(6.0)[:, None], (ClockJump(3, -1),), 60)[:, 0].tolist()
    [1.0, 2.0, nan, 3.0, 4.0, 5.0]
    >>> on_one_clock(np.arange(6.0)[:, None], (ClockJump(3, 1),), 60)[:, 0].tolist()
    [nan, 0.0, 1.0, 3.0, 4.0, 5.0]
    """
    if not jumps:
        return values
    found = np.full_like(values, np.nan)
    moved, end, free = 0, len(values), len(values)
    for jump in (*reversed(jumps), ClockJump(0, 0)):
        source = np.arange(jump.row, end)
        source = source[(source + moved >= 0) & (source + moved < free)]
        found[source + moved] = values[source]
        end, free = jump.row, min(free, jump.row + moved)
        moved += jump.hours * _HOUR_MIN // step_min
    return found


def _in_units_of_the_week(values: Float64) -> Float64:
    """Return the mean of each hour over that of its week, shape (weeks, 168, S)."""
    hours = _mean(values, 2)
    level = _mean(hours, 1)
    return hours / np.where(level > 0.0, level, np.nan)[:, None]


def _weeks_that_jump(city: Float64, shares: Float64) -> list[tuple[int, int]]:
    """Return weeks in which the clock jumped and by how many hours, each far enough from the next."""
    weeks = np.arange(_BEFORE, len(city) - 1)
    unmoved = _error(city, weeks, 0)
    ratio = np.stack([_error(city, weeks, jump) for jump in _JUMPS_H]) / np.where(unmoved > 0.0, unmoved, np.nan)
    best = np.where(np.isfinite(ratio), ratio, np.inf).min(axis=0)
    found: list[tuple[int, int]] = []
    for i in np.argsort(best, kind="stable").tolist():
        if best[i] > _BETTER:
            break
        week, jump = int(weeks[i]), _JUMPS_H[int(np.nanargmin(ratio[:, i]))]
        if all(abs(week - other) > _BEHIND for other, _ in found) and _most_agree(shares, week, jump):
            found.append((week, jump))
    return sorted(found)


def _most_agree(shares: Float64, week: int, jump: int) -> bool:
    one = np.array([week])
    moved, unmoved = (_error(shares, one, by)[0] for by in (jump, 0))
    given = np.isfinite(moved) & np.isfinite(unmoved)
    return bool(given.any() and (moved[given] < unmoved[given]).mean() >= _AGREE)


def _error(shares: Float64, weeks: np.ndarray[tuple[int], np.dtype[np.int64]], jump: int) -> Float64:
    """Return e_k of weeks, shape (weeks,) or (weeks, S)."""
    before = _mean(np.stack([shares[weeks - i] for i in range(1, _BEFORE + 1)]), 0)
    behind = _mean(np.stack([shares[np.minimum(weeks + i, len(shares) - 1)] for i in range(1, _BEHIND + 1)]), 0)
    return _mean(np.abs(behind - np.roll(before, jump, axis=1)), 1)


def _moment(shares: Float64, week: int, jump: int) -> int:
    """Return the hour since the first week that divides the weeks around a jump best, over all series."""
    before = _mean(shares[week - _BEFORE : week], 0)
    first, last = week - 1, min(week + 2, len(shares))
    old, new = (_mean(np.abs(shares[first:last] - p), 2).ravel() for p in (before, np.roll(before, jump, axis=0)))
    wrong = np.concatenate([[0.0], np.nan_to_num(old).cumsum()])
    wrong += np.concatenate([np.nan_to_num(new)[::-1].cumsum()[::-1], [0.0]])
    return first * _WEEK_H + int(np.argmin(wrong))


def _mean(values: Float64, axis: int) -> Float64:
    given = np.isfinite(values)
    count = given.sum(axis=axis)
    return np.where(count > 0, np.where(given, values, 0.0).sum(axis=axis) / np.maximum(count, 1), np.nan)
