# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""Weights of members, by the quantile loss that their average would have had.

The loss of one series in one horizon bucket, with weights w on the simplex and F the members' quantiles:

    L(w) = 2 / (Q sum y) sum over targets and tau of pinball_tau(y, sum_m w_m F_m)

is convex in w: the average is linear in w and the pinball loss is convex. Exponentiated gradient (Kivinen and Warmuth
1997) stays on the simplex by itself: ``w_m <- w_m exp(-eta g_m)``, divided by the sum. First the weights of all series
together are sought, from equal ones; then those of each series, where leaving the common ones is charged with

    lambda KL(w_s || w),   lambda = penalty / days

so that few days keep a series with the others. All losses are relative to that of equal weights, which makes step and
penalty the same for all series and units.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.forecast.model import Bool, Float64

STEPS: Final = 120
RATE: Final = 1.5
"""Of the first step; it falls with the square root of the number of steps."""
PENALTY: Final = 4.0
"""After eight weeks, going from halves to 0.7 and 0.3 (a divergence of 0.08) must win 0.6 % of the loss."""
FLOOR: Final = 1e-4
"""No member is ever ruled out: it must be able to come back."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What members foresaw of targets of one bucket, and what came.

    Attributes
    ----------
    quantiles
        Shape (M, S, N, Q); NaN where a member says nothing.
    observed
        Shape (S, N); NaN where missing.
    """

    quantiles: Float64
    observed: Float64


def learned(trial: Trial, levels: Sequence[float], days: float) -> Float64:
    """Return weights per member and series, shape (M, S), each column not below zero and summing to one.

    Only targets that all members foresaw are compared; a series without any gets the common weights, and without any
    series all members are equal.
    """
    members, series = trial.quantiles.shape[:2]
    loss = _Loss.of(trial, np.asarray(levels))
    equal = np.full((members, series), 1.0 / members)
    if not loss.told.any():
        return equal
    common = equal
    for step in range(STEPS):
        slope = loss.slope(common)[:, loss.told].mean(axis=1, keepdims=True)
        common = _stepped(common, np.broadcast_to(slope, common.shape), step)
    own = common
    penalty = PENALTY / max(days, 1.0)
    for step in range(STEPS):
        # the derivative of KL(w || common), but for a constant that normalising takes away
        charge = penalty * np.log(own / common)
        own = _stepped(own, loss.slope(own) + charge, step)
    return np.asarray(np.where(loss.told, own, common))


@dataclass(frozen=True, slots=True)
class _Loss:
    """Targets that all members foresaw, with a weight that makes the loss relative to that of equal weights."""

    quantiles: Float64
    observed: Float64
    weight: Float64
    levels: Float64
    told: Bool

    @classmethod
    def of(cls, trial: Trial, levels: Float64) -> _Loss:
        both = np.isfinite(trial.observed) & np.isfinite(trial.quantiles).all(axis=(0, 3))
        quantiles = np.where(both[None, :, :, None], trial.quantiles, 0.0)
        observed = np.where(both, trial.observed, 0.0)
        error = observed[..., None] - quantiles.mean(axis=0)
        loss = np.maximum(levels * error, (levels - 1.0) * error).sum(axis=(1, 2))
        told = loss > 0.0
        return cls(quantiles, observed, np.where(told, 1.0 / np.where(told, loss, 1.0), 0.0), levels, told)

    def slope(self, weights: Float64) -> Float64:
        """Return the derivative of the relative loss by each weight, shape (M, S)."""
        average = np.einsum("ms,msnq->snq", weights, self.quantiles)
        sign = (self.observed[..., None] < average) - self.levels
        return np.asarray(np.einsum("snq,msnq->ms", sign, self.quantiles) * self.weight)


def _stepped(weights: Float64, slope: Float64, step: int) -> Float64:
    rate = RATE / np.sqrt(step + 1.0)
    moved = weights * np.exp(-rate * np.clip(slope - slope.mean(axis=0), -5.0, 5.0))
    moved = np.maximum(moved / moved.sum(axis=0), FLOOR)
    return np.asarray(moved / moved.sum(axis=0))
