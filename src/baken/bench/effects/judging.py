# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How often intervals hold what is built in, and how often something is found where nothing is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.evaluation.effects.estimating import estimate
from baken.evaluation.effects.methods.difference_in_differences import DifferenceInDifferences
from baken.evaluation.effects.methods.issued_forecast import IssuedForecast
from baken.evaluation.effects.methods.synthetic_control import SyntheticControl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.bench.effects.cases import BuiltIn
    from baken.evaluation.effects.protocol import EffectMethod

METHODS: Final[tuple[EffectMethod, ...]] = (SyntheticControl(), DifferenceInDifferences(), IssuedForecast())


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one method said of one case.

    Attributes
    ----------
    true_share, share
        What is built in, and what was found.
    holds, holds_change
        Whether the interval holds what is built in: as a share, and in persons.
    width
        Of the interval, as a share.
    """

    method: str
    scenario: str
    is_placebo: bool
    is_chosen: bool
    is_told: bool
    is_significant: bool
    true_share: float
    share: float
    holds: bool
    holds_change: bool
    width: float


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of one method over cases; NaN over none.

    Attributes
    ----------
    told
        Share of the cases in which an effect could be told.
    coverage, coverage_change, error, width
        Of these: how often the interval held the effect as a share and in persons; mean absolute error and mean width.
    found
        Share of these in which the effect was significant.
    """

    number: int
    told: float
    coverage: float
    coverage_change: float
    error: float
    width: float
    found: float


def judge(case: BuiltIn, methods: Sequence[EffectMethod] = METHODS) -> list[Judgement]:
    """Return what every method says of a case."""
    found = []
    for method in methods:
        effect = estimate(method, case.comparison)
        if effect is None:
            continue
        found.append(
            Judgement(
                method=method.id,
                scenario=case.scenario,
                is_placebo=case.is_placebo,
                is_chosen=case.is_chosen,
                is_told=effect.is_told,
                is_significant=effect.is_significant,
                true_share=case.true_share,
                share=effect.relative,
                holds=effect.relative_lower <= case.true_share <= effect.relative_upper,
                holds_change=effect.lower <= case.true_change <= effect.upper,
                width=effect.relative_upper - effect.relative_lower,
            )
        )
    return found


def scores(judgements: Sequence[Judgement]) -> Scores:
    """Return the scores of some judgements."""
    told = [one for one in judgements if one.is_told]

    def mean(values: list[float]) -> float:
        return float(np.mean(values)) if values else float("nan")

    return Scores(
        number=len(judgements),
        told=mean([float(one.is_told) for one in judgements]),
        coverage=mean([float(one.holds) for one in told]),
        coverage_change=mean([float(one.holds_change) for one in told]),
        error=mean([abs(one.share - one.true_share) for one in told]),
        width=mean([one.width for one in told]),
        found=mean([float(one.is_significant) for one in told]),
    )
