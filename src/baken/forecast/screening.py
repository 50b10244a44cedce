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
from numpy.typing import NDArray

from baken.forecast.model import SeriesKind
from baken.forecast.wall_clock import wall_time

if TYPE_CHECKING:
    from baken.forecast.model import Float64, Int64, Known, Panel

Bool = NDArray[np.bool_]

YEARS: Final = 1000
"""So seldom a run may be taken for a fault by chance, in years of one series."""

WEEKS_BEFORE: Final = 8
"""The median of eight weeks bears an outage of nearly four."""

EXPECTED: Final = 100.0
"""Persons that a run of zeros has to be missing; see above."""

_STANDS, _AGAIN_DAY, _AGAIN_WEEK, _ZEROS = 1, 2, 3, 4
_WORDS: Final = {
    _STANDS: "The value has been {value:g} without change since {since}: it stands still.",
    _AGAIN_DAY: "The values since {since} are those of the day before again.",
    _AGAIN_WEEK: "The values since {since} are those of the week before again.",
    _ZEROS: "Nothing but zeros since {since}, where at least 100 persons were to be expected.",
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
    rule = np.zeros(panel.values.shape, dtype=np.uint8)
    since = np.zeros(panel.values.shape, dtype=np.int32)
    week = 7 * panel.steps_per_day
    for code, lag in ((_STANDS, 1), (_AGAIN_DAY, panel.steps_per_day), (_AGAIN_WEEK, week)):
        if lag < len(panel) and (lag > 1 or code == _STANDS):
            _note(rule, since, code, _repeating(panel, lag, as_seen=as_seen))
    _note(rule, since, _ZEROS, _outages(panel, np.where(rule > 0, np.nan, panel.values), as_seen=as_seen))
    suspect = rule > 0
    values = np.where(suspect, np.nan, panel.values)
    return Screened(replace(panel, values=values), suspect, _reasons(panel, rule, since))


def screen_known(known: Known) -> tuple[Known, tuple[str, ...]]:
    """Return what is known without what is suspect, and why of each series whose newest values are."""
    found = screen(known.panel)
    return replace(known, panel=found.panel), found.reasons


def _note(rule: NDArray[np.uint8], since: NDArray[np.int32], code: int, found: tuple[Bool, Int64]) -> None:
    suspect = found[0] & (rule == 0)
    rule[suspect] = code
    since[suspect] = found[1][suspect]


def _repeating(panel: Panel, lag: int, *, as_seen: bool) -> tuple[Bool, Int64]:
    """Return where values repeat those of some steps before beyond chance, and the row at which the run began."""
    values = panel.values
    same = np.zeros(values.shape, dtype=np.bool_)
    same[lag:] = values[lag:] == values[:-lag]
    if lag == 1:
        same &= values > 0.0
    runs = _Runs.of(same, before=1 if lag == 1 else 0)
    surprise = np.where(same, -np.log(_chance(values, same)), 0.0)
    amount = runs.so_far(surprise) if as_seen else runs.whole(surprise)
    suspect = runs.inside & (amount > np.log(YEARS * 365.25 * panel.steps_per_day)) & (same | (not as_seen))
    stock = np.array([s.kind == SeriesKind.PERSONS for s in panel.series])
    if lag == 1 and stock.any():
        length = runs.so_far(np.ones(values.shape)) if as_seen else runs.whole(np.ones(values.shape))
        suspect &= ~stock | (length > panel.steps_per_day)
    return suspect, runs.first


def _chance(values: Float64, same: Bool) -> Float64:
    """Return the chance that a value repeats another by accident, per value; 1 for zeros."""
    positive = values > 0.0
    by_chance = np.where(positive, 0.5 / np.sqrt(np.pi * np.where(positive, values, 1.0)), 1.0)
    by_chance = np.minimum(by_chance, 0.5 + 0.5 * ~positive)
    begins = positive & ~same
    goes_on = np.zeros_like(begins)
    goes_on[:-1] = begins[:-1] & same[1:]
    often = (goes_on.sum(axis=0) + 1.0) / (np.where(begins, by_chance, 0.0).sum(axis=0) + 1.0)
    return np.where(positive, np.minimum(by_chance * np.maximum(often, 1.0), 0.9), 1.0)


def _outages(panel: Panel, values: Float64, *, as_seen: bool) -> tuple[Bool, Int64]:
    """Return where zeros stand for an outage, and the row at which the run began."""
    zero = panel.values == 0.0
    runs = _Runs.of(zero)
    row, column = np.nonzero(zero)
    missing = np.zeros(values.shape)
    missing[row, column] = _expected(values, row, column, runs.first[row, column], 7 * panel.steps_per_day)
    per_person = np.array([panel.step_min / 60.0 if s.kind == SeriesKind.PERSONS else 1.0 for s in panel.series])
    missing *= per_person
    amount = runs.so_far(missing) if as_seen else runs.whole(missing)
    return zero & (amount >= EXPECTED), runs.first


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
    """Runs of steps per series: whether a step is in one, and the first and last row of its run."""

    inside: Bool
    first: Int64
    last: Int64

    @classmethod
    def of(cls, member: Bool, *, before: int = 0) -> _Runs:
        """Find the runs of members; ``before`` takes so many steps before a run into it."""
        inside = member.copy()
        if before:
            inside[:-before] |= member[before:]
        rows = np.arange(len(member))[:, None]
        # a run begins where its first step is none that follows: at the step before the first member, or at that
        begin = np.where(inside & ~member, rows, -1) if before else np.where(~member, rows + 1, -1)
        first = np.maximum.accumulate(np.maximum(begin, 0), axis=0)
        going_on = np.zeros_like(member)
        going_on[:-1] = member[1:]
        ends = np.where(~going_on, rows, len(member) - 1)
        last = np.minimum.accumulate(ends[::-1], axis=0)[::-1]
        return cls(inside, first, np.asarray(last))

    def so_far(self, amounts: Float64) -> Float64:
        """Return the sum of amounts from the first step of a run to each step of it."""
        total = np.cumsum(np.where(self.inside, amounts, 0.0), axis=0)
        before = np.where(self.first > 0, np.take_along_axis(total, np.maximum(self.first - 1, 0), axis=0), 0.0)
        return np.where(self.inside, total - before, 0.0)

    def whole(self, amounts: Float64) -> Float64:
        """Return the sum over the whole run, at each step of it."""
        so_far = self.so_far(amounts)
        return np.where(self.inside, np.take_along_axis(so_far, self.last, axis=0), 0.0)


def _reasons(panel: Panel, rule: NDArray[np.uint8], since: NDArray[np.int32]) -> tuple[str, ...]:
    given = ~np.isnan(panel.values)
    words = []
    for column in range(len(panel.series)):
        rows = np.flatnonzero(given[:, column])
        newest = int(rows[-1]) if len(rows) else 0
        code = int(rule[newest, column]) if len(rows) else 0
        begun = wall_time(panel.start_min + int(since[newest, column]) * panel.step_min) if code else None
        words.append(
            _WORDS[code].format(value=panel.values[newest, column], since=f"{begun:%Y-%m-%d %H:%M}") if code else ""
        )
    return tuple(words)
