# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Champion and challenger: another model takes over only when it is better beyond chance, and nowhere clearly worse.

Whoever changes models at every lucky month follows chance, and its users see forecasts change for no reason. A
reference that is as good as a champion is preferred by the same rule turned round: what is simpler needs no proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from baken.forecast.buckets import BUCKETS
from baken.forecast.lifecycle.comparison import Comparison, compared
from baken.forecast.lifecycle.scores import mean
from baken.forecast.model import ForecastError

if TYPE_CHECKING:
    from baken.forecast.lifecycle.scores import OriginScores


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionRule:
    """When a challenger replaces a champion.

    Attributes
    ----------
    least_skill
        It must win so much of the loss: less is not worth a change that users see.
    chance
        Probability of such a win, or of such a loss in one bucket, that is no longer taken for chance.
    least_days
        Rolling origins must span so many days: every day of the week four times.
    worst_bucket
        In no bucket may it lose more than this, when that is beyond chance.
    coverage_points
        Its 80 % bands may miss 80 % by so many points, or by what the champion misses it.
    """

    least_skill: float = 0.01
    chance: float = 0.05
    least_days: int = 28
    worst_bucket: float = 0.02
    coverage_points: float = 5.0


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the challenger replaces the champion, and why.

    Attributes
    ----------
    reasons
        One sentence each; what speaks against it when it is not promoted.
    """

    promoted: bool
    comparison: Comparison
    reasons: tuple[str, ...]


def decided(champion: OriginScores, challenger: OriginScores, rule: PromotionRule | None = None) -> Decision:
    """Return whether the challenger replaces the champion.

    Parameters
    ----------
    champion, challenger
        Scores on the same targets (:func:`~baken.forecast.lifecycle.scores.scored_together`), of origins that neither
        was fitted or chosen on.

    Raises
    ------
    ForecastError
        When they were scored on different targets.
    """
    rule = rule or PromotionRule()
    if not np.array_equal(champion.count, challenger.count):
        raise ForecastError("Champion and challenger were scored on different targets.", remedy="Score them together.")
    whole = compared(champion, challenger)
    against = [*_too_little(champion, whole, rule), *_worse_buckets(champion, challenger, rule)]
    against += _worse_bands(champion, challenger, rule)
    if against:
        return Decision(False, whole, tuple(against))
    won = f"{challenger.method} has {whole.skill:.1%} less loss than {champion.method} (chance {whole.chance:.3f})."
    return Decision(True, whole, (won,))


def _too_little(champion: OriginScores, whole: Comparison, rule: PromotionRule) -> list[str]:
    origins = champion.origins_min
    days = 1 + int(origins[-1] - origins[0]) // 1440 if len(origins) else 0
    if days < rule.least_days:
        return [f"It was compared over {days} days; {rule.least_days} are needed."]
    if not whole.skill >= rule.least_skill:
        return [f"It has {whole.skill:.1%} less loss; {rule.least_skill:.1%} are needed."]
    if whole.chance > rule.chance:
        return [f"Its {whole.skill:.1%} less loss may be chance (probability {whole.chance:.2f})."]
    return []


def _worse_buckets(champion: OriginScores, challenger: OriginScores, rule: PromotionRule) -> list[str]:
    worse = []
    for place, bucket in enumerate(BUCKETS):
        lost = compared(challenger, champion, place)
        # how much more the challenger loses, of the champion's loss
        more = 1.0 / (1.0 - lost.skill) - 1.0 if lost.skill < 1.0 else np.inf
        if champion.targets(place) and more > rule.worst_bucket and lost.chance < rule.chance:
            worse.append(f"At {bucket.name} it has {more:.1%} more loss (chance {lost.chance:.3f}).")
    return worse


def _worse_bands(champion: OriginScores, challenger: OriginScores, rule: PromotionRule) -> list[str]:
    missed = [100.0 * abs(mean(scores.coverage(0.8)) - 0.8) for scores in (champion, challenger)]
    if missed[1] > max(rule.coverage_points, missed[0]):
        return [f"Its 80 % bands hold {mean(challenger.coverage(0.8)):.0%}."]
    return []
