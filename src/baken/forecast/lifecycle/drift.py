# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""Drift: is the model still what its backtest said it was?

Two things are watched over windows of two weeks: the skill against the reference (a hard week is hard for both, so it
cancels), and the share of targets that the 80 % band holds. How much both wander without any drift is read from the
backtest itself: the distribution over all windows of the same length in it, which keeps weather, events and the
dependence of days in the picture without assuming any law. An alarm is raised when the newest window lies beyond what
one in a hundred of them did *and* the difference matters.

Windows of two weeks that are looked at every day hang together, so one in a hundred is about one false alarm in four
years; the second condition keeps a very even backtest from raising alarms about nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from baken.forecast.lifecycle.scores import mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.forecast.lifecycle.scores import OriginScores
    from baken.forecast.model import Float64


class DriftKind(StrEnum):
    """What is no longer as it was."""

    SKILL = "skill"
    """The model gains less on the reference than it did."""
    WORSE_THAN_REFERENCE = "worse-than-reference"
    """The model is worse than the reference."""
    BANDS = "bands"
    """Bands hold more or less than they say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftRule:
    """When an alarm is raised.

    Attributes
    ----------
    window_days
        Two of each day of the week: shorter windows wander too much, longer ones tell too late.
    tail
        Share of the windows of the backtest that were as bad.
    least_skill_lost, least_points_off
        What matters: so much less skill, and so many points of coverage from the backtest's.
    least_windows
        With fewer windows in the backtest nothing is known of how much they wander; then only what is worse than the
        reference, by what matters, raises an alarm.
    """

    window_days: int = 14
    tail: float = 0.01
    least_skill_lost: float = 0.05
    least_points_off: float = 5.0
    least_windows: int = 30


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm, with what was expected.

    Attributes
    ----------
    value
        Skill, or share held by the 80 % band, in the newest window.
    usual, limit
        Mean over the windows of the backtest, and the value beyond which an alarm is raised.
    """

    kind: DriftKind
    value: float
    usual: float
    limit: float

    def sentence(self) -> str:
        """Return it in words."""
        if self.kind is DriftKind.BANDS:
            return f"80 % bands held {self.value:.0%} lately; {self.usual:.0%} in the backtest."
        if self.kind is DriftKind.WORSE_THAN_REFERENCE:
            return f"The model had {-self.value:.0%} more loss than the reference lately."
        return f"The model had {self.value:.0%} less loss than the reference lately; {self.usual:.0%} in the backtest."

    def sentence_nl(self) -> str:
        """Return it in Dutch words."""
        if self.kind is DriftKind.BANDS:
            return f"Banden van 80 % hielden de laatste tijd {self.value:.0%}; {self.usual:.0%} in de backtest."
        if self.kind is DriftKind.WORSE_THAN_REFERENCE:
            return f"Het model had de laatste tijd {-self.value:.0%} meer verlies dan de referentie."
        less = f"{self.value:.0%} minder verlies dan de referentie; {self.usual:.0%} in de backtest."
        return f"Het model had de laatste tijd {less}"

    @property
    def is_for_the_reference(self) -> bool:
        """Tell whether the reference is the better one to show: the model is worse, or surer than it may be.

        A model that gains less than it did, or whose bands are wider than they need be, is still better than none.
        """
        narrow = self.kind is DriftKind.BANDS and self.value < self.limit
        return narrow or self.kind is DriftKind.WORSE_THAN_REFERENCE


def alarms(
    backtest: tuple[OriginScores, OriginScores],
    lately: tuple[OriginScores, OriginScores],
    rule: DriftRule | None = None,
) -> tuple[Alarm, ...]:
    """Return the alarms of the newest window.

    Parameters
    ----------
    backtest, lately
        Scores of the model and of the reference on the same targets: of the backtest, and of what was issued since.
        Less than half a window of days raises no alarm.
    """
    rule = rule or DriftRule()
    newest = list(_windows(*lately, rule.window_days, newest_only=True))
    if not newest:
        return ()
    skill, held = newest[0]
    past = np.array(list(_windows(*backtest, rule.window_days)))
    enough = len(past) >= rule.least_windows
    found = []
    if enough:
        usual = float(past[:, 0].mean())
        limit = min(float(np.quantile(past[:, 0], rule.tail)), usual - rule.least_skill_lost)
        if skill < limit:
            found.append(Alarm(DriftKind.SKILL, skill, usual, limit))
    if skill < -rule.least_skill_lost:
        found.append(Alarm(DriftKind.WORSE_THAN_REFERENCE, skill, 0.0, -rule.least_skill_lost))
    return (*found, *_band_alarm(past[:, 1] if enough else np.array([0.8]), held, rule))


def _band_alarm(past: Float64, held: float, rule: DriftRule) -> tuple[Alarm, ...]:
    usual, matters = float(past.mean()), rule.least_points_off / 100.0
    least = min(float(np.quantile(past, rule.tail / 2.0)), usual - matters)
    most = max(float(np.quantile(past, 1.0 - rule.tail / 2.0)), usual + matters)
    if least <= held <= most:
        return ()
    return (Alarm(DriftKind.BANDS, held, usual, least if held < least else most),)


def _windows(
    model: OriginScores, reference: OriginScores, days: int, *, newest_only: bool = False
) -> Iterator[tuple[float, float]]:
    """Yield skill and share held by the 80 % band for windows of origins, a day apart."""
    if not len(model.origins_min):
        return
    first, last = int(model.origins_min[0]), int(model.origins_min[-1])
    ends = np.arange(first + days * 1440, last + 2, 1440) if not newest_only else np.array([last + 1])
    for end in ends:
        inside = (model.origins_min >= end - days * 1440) & (model.origins_min < end)
        if np.ptp(model.origins_min[inside]) < (days // 2 - 1) * 1440:
            continue
        ours, theirs = model.at(inside), reference.at(inside)
        loss = mean(theirs.wql())
        if loss > 0.0:
            yield 1.0 - mean(ours.wql()) / loss, mean(ours.coverage(0.8))
