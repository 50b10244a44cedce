# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Warnings as a node would have raised them, and what became of them, of episodes and of moments.

The warner is the one of the product (:class:`~baken.warning.warner.Warner`), with its hysteresis; only silences and
persons are missing. Definitions of hits and false alarms are those of :mod:`baken.evaluation.warnings`.

A probability is held against what it speaks of: that the limit is passed at some time from the moment to the end of the
lead time. The moments are those at which the *picture* does not say that it is passed already. Whoever leaves out the
moments at which it *truly* is passed picks moments by their outcome: of those at which it was right to be nearly sure
only the unlucky ones are left, and a forecaster that is right is found too bold (the forecaster's dilemma). Of counts
without error both are the same.

Source: S. Lerch, T. L. Thorarinsdottir, F. Ravazzolo, T. Gneiting, *Forecaster's dilemma: extreme events and forecast
evaluation*, Statistical Science 32(1), 2017, 106-127.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from baken.evaluation.warnings.contingency import Contingency
from baken.evaluation.warnings.episodes import Alarm, Rule, episodes_of, judge
from baken.evaluation.warnings.probability import calibration_line
from baken.warning.judging import judge as judge_limits
from baken.warning.learning import SEEN
from baken.warning.model import Limits
from baken.warning.record import standing_periods
from baken.warning.warner import Warner

if TYPE_CHECKING:
    from collections.abc import Iterable

    from baken.evaluation.warnings.probability import Line
    from baken.forecast.model import Bool, Float64, Int64
    from baken.warning.events import WarningEvent
    from baken.warning.model import Limit
    from baken.warning.neighbourhood import Neighbourhood
    from baken.warning.outlook import Outlook
    from baken.warning.protocol import Condition

NOTHING = Contingency(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Played:
    """What a condition said of a course of moments.

    Attributes
    ----------
    at_us
        Shape (moments,).
    probability, now, stands
        That each limit is passed within its lead time, that it is passed already (NaN where not known), and whether an
        alarm stands, shape (moments, limits).
    alarms
        Per limit.
    warning_ids
        Of which warning each alarm was a part: of one cause in one neighbourhood.
    """

    at_us: Int64
    probability: Float64
    now: Float64
    stands: Bool
    alarms: tuple[tuple[Alarm, ...], ...]
    warning_ids: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Probabilities, and whether what they speak of happened; shape (n,)."""

    probability: Float64 = field(default_factory=lambda: np.empty(0))
    happened: Bool = field(default_factory=lambda: np.empty(0, np.bool_))

    def __add__(self, other: Pairs) -> Pairs:
        """Return both together."""
        return Pairs(
            np.concatenate([self.probability, other.probability]), np.concatenate([self.happened, other.happened])
        )

    @property
    def line(self) -> Line:
        """What happened as a straight line of what was said."""
        return calibration_line(self.probability, self.happened)


@dataclass(frozen=True, slots=True)
class Found:
    """What came of it; adds up over days.

    Attributes
    ----------
    episodes, moments
        Tables over episodes and over moments.
    leads_s
        How long before each episode it was warned of; NaN when never, below zero when after its onset.
    said
        Of every moment at which the picture does not say that a limit is passed already, and whether it is passed at
        some time from then to the end of the lead time.
    in_hindsight
        The same of every moment at which it was truly not passed, which nobody knew.
    alarms, warnings, false_warnings
        How many alarms of a limit there were, in how many warnings, and of how many of these no alarm was right.
    """

    episodes: Contingency = NOTHING
    moments: Contingency = NOTHING
    leads_s: Float64 = field(default_factory=lambda: np.empty(0))
    said: Pairs = field(default_factory=Pairs)
    in_hindsight: Pairs = field(default_factory=Pairs)
    alarms: int = 0
    warnings: int = 0
    false_warnings: int = 0

    def __add__(self, other: Found) -> Found:
        """Return both together."""
        return Found(
            self.episodes + other.episodes,
            self.moments + other.moments,
            np.concatenate([self.leads_s, other.leads_s]),
            self.said + other.said,
            self.in_hindsight + other.in_hindsight,
            self.alarms + other.alarms,
            self.warnings + other.warnings,
            self.false_warnings + other.false_warnings,
        )


def play(condition: Condition, limits: tuple[Limit, ...], outlooks: Iterable[Outlook], area: Neighbourhood) -> Played:
    """Return what would have been warned of."""
    warner = Warner(Limits(limits=limits), area)
    events: list[WarningEvent] = []
    at, probability, already, stands = [], [], [], []
    place = {limit.id: row for row, limit in enumerate(limits)}
    for outlook in outlooks:
        judged = judge_limits(condition, limits, outlook)
        events += warner.judge(judged)
        at.append(judged.at_us)
        probability.append(judged.chances.within)
        already.append(judged.chances.now)
        now = np.zeros(len(limits), np.bool_)
        now[[place[m.limit.id] for record in warner.ledger.open for m in record.standing]] = True
        stands.append(now)
    alarms: list[list[Alarm]] = [[] for _ in limits]
    names: list[list[str]] = [[] for _ in limits]
    for period in standing_periods(events):
        closed = at[-1] if period.ended_us is None else period.ended_us
        alarms[place[period.limit_id]].append(Alarm(period.raised_us, closed))
        names[place[period.limit_id]].append(period.warning_id)
    return Played(
        np.array(at, np.int64),
        np.array(probability),
        np.array(already),
        np.array(stands),
        tuple(tuple(one) for one in alarms),
        tuple(tuple(one) for one in names),
    )


def found(
    played: Played,
    passed: Bool,
    times_us: Int64,
    lead_us: int,
    rule: Rule,
    *,
    join_us: int,
    shortest_us: int,
    known: Bool | None = None,
) -> Found:
    """Return what came of the warnings of a course.

    Parameters
    ----------
    passed
        Whether each limit is truly passed, shape (times, limits), at times of a finer or the same grid.
    lead_us
        Lead time of the limits: until when a moment's probability is held against the truth.
    known
        Whether the truth is known, same shape; None where it always is.
    """
    table, leads = NOTHING, []
    right: dict[str, bool] = {}
    begin, end = int(played.at_us[0]), int(played.at_us[-1])
    for row, alarms in enumerate(played.alarms):
        episodes = episodes_of(passed[:, row], times_us, join_us=join_us, shortest_us=shortest_us)
        judged = judge(episodes, alarms, rule, from_us=begin + rule.lead_us, until_us=end)
        table += judged.contingency
        leads.append(judged.lead_us)
        for name, is_false in zip(played.warning_ids[row], judged.is_false.tolist(), strict=True):
            right[name] = right.get(name, False) or not is_false
    now, soon, sure = _moments(played.at_us, passed, times_us, lead_us, known)
    told = sure & ~np.isnan(played.probability)
    cells = [(told & ~now & a & b).sum() for a, b in _cells(played.stands, soon)]
    asked, calm = told & ~(played.now >= SEEN), told & ~now
    return Found(
        table,
        Contingency(*(float(cell) for cell in cells)),
        np.concatenate(leads) / 1e6 if leads else np.empty(0),
        Pairs(played.probability[asked], (now | soon)[asked]),
        Pairs(played.probability[calm], soon[calm]),
        sum(len(one) for one in played.alarms),
        len(right),
        sum(not one for one in right.values()),
    )


def _cells(stands: Bool, soon: Bool) -> tuple[tuple[Bool, Bool], ...]:
    return (stands, soon), (stands, ~soon), (~stands, soon), (~stands, ~soon)


def _moments(at_us: Int64, passed: Bool, times_us: Int64, lead_us: int, known: Bool | None) -> tuple[Bool, Bool, Bool]:
    """Return of each moment and limit: whether it is passed, whether it will be within the lead, whether that is known.

    The value of a time is that of the step that ends at it.
    """
    count = np.zeros((len(times_us) + 1, passed.shape[1]), np.int64)
    np.cumsum(passed, axis=0, out=count[1:])
    unknown = np.zeros_like(count)
    if known is not None:
        np.cumsum(~known, axis=0, out=unknown[1:])
    here = np.searchsorted(times_us, at_us, side="right")
    until = np.searchsorted(times_us, at_us + lead_us, side="right")
    inside = (at_us + lead_us <= times_us[-1])[:, None]
    now = count[here] > count[np.maximum(here - 1, 0)]
    soon = count[until] > count[here]
    sure = (unknown[until] == unknown[np.maximum(here - 1, 0)]) & inside
    return now, soon, np.asarray(sure)
