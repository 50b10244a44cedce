# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""What sensors write when they fail: values that stand still, values that come again, and zeros for an outage.

Each rule asks how likely it is that people made these values, and nothing is set for a city:

Standing still
    Of two counts with a mean of ``m`` persons that happen by chance, both are the same with probability
    ``p = 1 / (2 sqrt(pi m))`` (two Poisson numbers). A run of ``n`` equal values above zero has the odds ``p^(n-1)``.
    How much oftener than that a series repeats itself in ordinary times (rounding, spaces of a car park) is taken from
    the series: each run counts once, so a run that never ends does not excuse itself.
Coming again
    The same for values that equal those of a day or a week before.
Zeros for an outage
    A run of zeros where the medians of the same step of the week, over the eight weeks before the run, add up to 100
    persons. Had only a tenth of the usual persons come, nobody at all would still have the odds ``exp(-10)``.

Runs are suspect whose odds are below once in a thousand years of steps. A number of persons, other than a count of
passages, may stand still for a night without a fault: it is suspect from a whole day on; and to expect 100 persons of
it is to expect them for an hour each.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.model import SeriesKind
from baken.forecast.notes import Code, note
from baken.forecast.wall_clock import wall_time

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from baken.forecast.model import Bool, Float64, Int64, Known, Panel

YEARS: Final = 1000
"""So seldom a run may be taken for a fault by chance, in years of one series."""

WEEKS_BEFORE: Final = 8
"""The median of eight weeks bears an outage of nearly four."""

EXPECTED: Final = 100.0
"""Persons that a run of zeros has to be missing; see above."""

_LARGEST: Final = 4_000_000
"""So many values are screened at once, to bound the memory."""

_STANDS, _AGAIN_DAY, _AGAIN_WEEK, _ZEROS = 1, 2, 3, 4
_CODES: Final = {
    _STANDS: Code.STANDS_STILL,
    _AGAIN_DAY: Code.DAY_AGAIN,
    _AGAIN_WEEK: Code.WEEK_AGAIN,
    _ZEROS: Code.NOTHING_BUT_ZEROS,
}


@dataclass(frozen=True, slots=True)
class Screened:
    """A panel without what is suspect.

    Attributes
    ----------
    panel
        Suspect values are missing.
    suspect
        Which, shape (steps, series).
    reasons
        Per series what is suspect of its newest values, in words; empty when nothing is.
    """

    panel: Panel
    suspect: Bool
    reasons: tuple[str, ...]


def screen(panel: Panel, *, as_seen: bool = False) -> Screened:
    """Return a panel without the values that sensors write when they fail.

    Parameters
    ----------
    as_seen
        Take a value only for suspect from the step on at which that could be told: as a forecast of then saw it. Else
        whole runs are taken, for what is known now tells of their beginning too.

    Invariants: no value after a step has an influence on whether it is suspect when ``as_seen``; without, no value
    after the end of the panel has.
    """
    suspect = np.zeros(panel.values.shape, dtype=np.bool_)
    reasons: list[str] = []
    width = max(1, _LARGEST // max(1, len(panel)))
    for first in range(0, len(panel.series), width):
        some = slice(first, first + width)
        part = replace(panel, series=panel.series[some], values=panel.values[:, some])
        suspect[:, some], words = _screened(part, as_seen=as_seen)
        reasons.extend(words)
    clean = replace(panel, values=np.where(suspect, np.nan, panel.values)) if suspect.any() else panel
    return Screened(clean, suspect, tuple(reasons))


def _screened(panel: Panel, *, as_seen: bool) -> tuple[Bool, tuple[str, ...]]:
    """Return which values are suspect, and why the newest of each series are."""
    rule = np.zeros(panel.values.shape, dtype=np.uint8)
    since = np.zeros(panel.values.shape, dtype=np.int32)

    def take(code: int, runs: _Runs, suspect: Bool) -> None:
        rows, columns = runs.row[suspect], runs.column[suspect]
        new = rule[rows, columns] == 0
        rule[rows[new], columns[new]] = code
        since[rows[new], columns[new]] = runs.first[suspect][new]

    day = panel.steps_per_day
    for code, lag in ((_STANDS, 1), (_AGAIN_DAY, day), (_AGAIN_WEEK, 7 * day)):
        if lag < len(panel) and (lag > 1 or code == _STANDS):
            take(code, *_repeating(panel, lag, as_seen=as_seen))
    take(_ZEROS, *_outages(panel, np.where(rule > 0, np.nan, panel.values), as_seen=as_seen))
    return rule > 0, _reasons(panel, rule, since)


def screen_known(known: Known) -> tuple[Known, tuple[str, ...]]:
    """Return what is known without what is suspect, and why of each series whose newest values are."""
    found = screen(known.panel)
    return replace(known, panel=found.panel), found.reasons


def _repeating(panel: Panel, lag: int, *, as_seen: bool) -> tuple[_Runs, Bool]:
    """Return the runs of values that repeat those of some steps before, and where they do so beyond chance."""
    values = panel.values
    same = np.zeros(values.shape, dtype=np.bool_)
    np.equal(values[lag:], values[:-lag], out=same[lag:])
    if lag == 1:
        same &= values > 0.0
    runs = _Runs.of(same)
    here = values[runs.row, runs.column]
    positive = here > 0.0
    chance = np.where(positive, _chance(here, positive) * _oftener(values, runs)[runs.column], 1.0)
    amount = runs.sums(-np.log(np.where(positive, np.minimum(chance, 0.9), 1.0)), as_seen=as_seen)
    suspect = amount > np.log(YEARS * 365.25 * panel.steps_per_day)
    if lag == 1:
        stock = np.array([s.kind == SeriesKind.PERSONS for s in panel.series], dtype=np.bool_)
        suspect &= ~stock[runs.column] | (runs.sums(np.ones(len(here)), as_seen=as_seen) >= panel.steps_per_day)
        if not as_seen:
            return runs.with_the_value_before(suspect)
    return runs, suspect


def _chance(values: Float64, positive: Bool) -> Float64:
    """Return the chance that a count repeats another by accident."""
    return np.minimum(0.5 / np.sqrt(np.pi * np.where(positive, values, 1.0)), 0.5)


def _oftener(values: Float64, runs: _Runs) -> Float64:
    """Return how much oftener than by chance the values of each series begin to repeat, at least 1.

    Runs count once; one more is taken to have happened and one more to have been expected, so that few tell little.
    """
    begins = np.flatnonzero(runs.begins)
    rows, columns = runs.row[begins], runs.column[begins]
    positive = values[rows, columns] > 0.0
    begun = np.bincount(columns[positive], minlength=values.shape[1])
    expected = _chance(values, values > 0.0)
    expected[~(values > 0.0)] = 0.0
    total = expected.sum(axis=0) - np.bincount(
        runs.column, weights=expected[runs.row, runs.column], minlength=values.shape[1]
    )
    return np.asarray(np.maximum((begun + 1.0) / (np.maximum(total, 0.0) + 1.0), 1.0))


def _outages(panel: Panel, values: Float64, *, as_seen: bool) -> tuple[_Runs, Bool]:
    """Return the runs of zeros, and where they stand for an outage."""
    runs = _Runs.of(panel.values == 0.0)
    missing = _expected(values, runs.row, runs.column, runs.first, 7 * panel.steps_per_day)
    per_person = np.array([panel.step_min / 60.0 if s.kind == SeriesKind.PERSONS else 1.0 for s in panel.series])
    return runs, runs.sums(missing * per_person[runs.column], as_seen=as_seen) >= EXPECTED


def _expected(values: Float64, row: Int64, column: Int64, first: Int64, week: int) -> Float64:
    """Return the median of the same step of the week over the weeks before each run; 0 where nothing is known."""
    newest = row - ((row - first) // week + 1) * week
    weeks = newest[None, :] - week * np.arange(WEEKS_BEFORE)[:, None]
    before = np.where(weeks >= 0, values[np.maximum(weeks, 0), column[None, :]], np.nan)
    rising = np.sort(before, axis=0)
    count = WEEKS_BEFORE - np.isnan(before).sum(axis=0)
    lower, upper = (np.maximum(i, 0) for i in ((count - 1) // 2, count // 2))
    ends = [np.take_along_axis(rising, i[None, :], axis=0)[0] for i in (lower, np.minimum(upper, WEEKS_BEFORE - 1))]
    return np.where(count > 0, 0.5 * (ends[0] + ends[1]), 0.0)


@dataclass(frozen=True, slots=True)
class _Runs:
    """The steps that are in runs, series after series and in the order of time.

    Attributes
    ----------
    row, column
        Which steps.
    begins
        Where a run begins.
    first
        The row at which the run of each step began.
    """

    row: Int64
    column: Int64
    begins: Bool
    first: Int64

    @classmethod
    def of(cls, member: Bool) -> _Runs:
        """Find the runs of members, shape (steps, series)."""
        column, row = np.nonzero(member.T)
        begins = np.ones(len(row), dtype=np.bool_)
        begins[1:] = (row[1:] != row[:-1] + 1) | (column[1:] != column[:-1])
        return cls(row, column, begins, row[begins][np.cumsum(begins) - 1] if len(row) else row)

    def sums(self, amounts: Float64, *, as_seen: bool) -> Float64:
        """Return per step the sum of amounts over its run: up to this step when ``as_seen``, else the whole run."""
        if not len(self.row):
            return np.zeros(0)
        number = np.cumsum(self.begins) - 1
        starts = np.flatnonzero(self.begins)
        if not as_seen:
            return np.asarray(np.add.reduceat(amounts, starts)[number])
        total = np.cumsum(amounts)
        return np.asarray(total - (total - amounts)[starts][number])

    def with_the_value_before(self, suspect: Bool) -> tuple[_Runs, Bool]:
        """Return the runs with the step before each of them, which is as suspect as its run."""
        starts = np.flatnonzero(self.begins)
        first = np.insert(self.first - 1, starts, self.row[starts] - 1)
        longer = _Runs(
            np.insert(self.row, starts, self.row[starts] - 1),
            np.insert(self.column, starts, self.column[starts]),
            np.insert(np.zeros(len(self.row), dtype=np.bool_), starts, True),
            first,
        )
        return longer, np.insert(suspect, starts, suspect[starts])


def _reasons(panel: Panel, rule: NDArray[np.uint8], since: NDArray[np.int32]) -> tuple[str, ...]:
    given = ~np.isnan(panel.values)
    words = []
    for column in range(len(panel.series)):
        rows = np.flatnonzero(given[:, column])
        newest = int(rows[-1]) if len(rows) else 0
        code = int(rule[newest, column]) if len(rows) else 0
        begun = wall_time(panel.start_min + int(since[newest, column]) * panel.step_min) if code else None
        words.append(
            note(_CODES[code], value=float(panel.values[newest, column]), since=f"{begun:%Y-%m-%d %H:%M}")
            if code
            else ""
        )
    return tuple(words)
