# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""Is one forecaster better than another beyond chance? The test of Diebold and Mariano with few forecasts.

With ``d_t`` the difference of losses at origin t of n, and forecasts so long that k origins see the same targets:

    S  = mean(d) / sqrt((g_0 + 2 sum over j < k of g_j) / n),   g_j the autocovariances of d
    S* = S sqrt((n + 1 - 2 k + k (k - 1) / n) / n)              compared with Student's t of n - 1 degrees of freedom

Where that sum of autocovariances is not positive, each is weighed by ``1 - j / k`` (Bartlett), which cannot happen to
them.

Source: Diebold and Mariano (1995), Comparing predictive accuracy, JBES 13; Harvey, Leybourne and Newbold (1997),
Testing the equality of prediction mean squared errors, International Journal of Forecasting 13.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from baken.forecast.lifecycle.scores import OriginScores
    from baken.forecast.model import Float64

FEWEST: int = 10
"""With fewer origins than this nothing is beyond chance."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How much better the second of two forecasters is.

    Attributes
    ----------
    skill
        1 - loss of the second / loss of the first, of mean weighted quantile losses; above zero the second is better.
    statistic
        S*; NaN when there are too few origins.
    chance
        Probability of such a difference, or a greater one in favour of the second, if both were equally good.
    """

    skill: float
    statistic: float
    chance: float


def compared(first: OriginScores, second: OriginScores, bucket: int | None = None) -> Comparison:
    """Return how much better the second is, on all leads or those of one bucket.

    The loss of an origin is the mean over series of their quantile loss by their mean number of persons, so that a
    small street counts as much as a large one.
    """
    one, other = (_loss_by_origin(scores, bucket) for scores in (first, second))
    told = np.isfinite(one) & np.isfinite(other)
    if not told.any() or one[told].sum() <= 0.0:
        return Comparison(math.nan, math.nan, 1.0)
    skill = 1.0 - float(other[told].sum() / one[told].sum())
    statistic = diebold_mariano(one[told] - other[told], overlap=_overlap(first, bucket))
    chance = 1.0 if math.isnan(statistic) else 1.0 - student_cdf(statistic, int(told.sum()) - 1)
    return Comparison(skill, statistic, chance)


def diebold_mariano(difference: Float64, *, overlap: int) -> float:
    """Return S*; NaN for fewer than :data:`FEWEST` differences or when none differs.

    Examples
    --------
    >>> round(diebold_mariano(np.tile([1.0, 2.0, 0.0], 10), overlap=1), 2)
    6.6
    """
    n = len(difference)
    overlap = max(1, min(overlap, n // 2))
    if n < FEWEST:
        return math.nan
    centred = difference - difference.mean()
    covariance = np.array([float(centred[j:] @ centred[: n - j]) / n for j in range(overlap)])
    variance = covariance[0] + 2.0 * covariance[1:].sum()
    if variance <= 0.0:
        variance = covariance[0] + 2.0 * ((1.0 - np.arange(1, overlap) / overlap) * covariance[1:]).sum()
    if variance <= 1e-300:
        return math.nan if abs(difference.mean()) < 1e-150 else math.copysign(math.inf, difference.mean())
    few = (n + 1 - 2 * overlap + overlap * (overlap - 1) / n) / n
    return float(difference.mean() / math.sqrt(variance / n) * math.sqrt(max(few, 0.0)))


def student_cdf(value: float, freedom: int) -> float:
    """Return the probability that Student's t is at most a value.

    By the regularised incomplete beta function (Abramowitz and Stegun 1964, 26.7.1 and 26.5.8).

    Examples
    --------
    >>> round(student_cdf(2.228, 10), 3), round(student_cdf(-1.96, 10_000), 3)
    (0.975, 0.025)
    """
    if math.isinf(value):
        return 0.0 if value < 0 else 1.0
    tail = 0.5 * _incomplete_beta(freedom / (freedom + value * value), 0.5 * freedom, 0.5)
    return 1.0 - tail if value > 0 else tail


def _incomplete_beta(x: float, a: float, b: float) -> float:
    if x <= 0.0 or x >= 1.0:
        return float(x >= 1.0)
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - _incomplete_beta(1.0 - x, b, a)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x) - math.log(a)
    )
    # the continued fraction from its end; 200 terms are more than double precision can tell apart here
    fraction = 1.0
    for m in range(200, 0, -1):
        even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        fraction = 1.0 + even / (1.0 + odd / fraction)
    first = -(a + b) * x / (a + 1.0)
    return front / (1.0 + first / fraction)


def _loss_by_origin(scores: OriginScores, bucket: int | None) -> Float64:
    chosen = slice(None) if bucket is None else slice(bucket, bucket + 1)
    loss, count = scores.loss[:, :, chosen].sum(axis=2), scores.count[:, :, chosen].sum(axis=2)
    total = scores.count[:, :, chosen].sum(axis=(0, 2))
    usual = scores.observed[:, :, chosen].sum(axis=(0, 2)) / np.maximum(total, 1.0)
    told = (count > 0.0) & (usual > 0.0)
    relative = np.where(told, loss / np.maximum(count, 1.0) / np.where(usual > 0.0, usual, 1.0), 0.0)
    number = told.sum(axis=1)
    return np.asarray(np.where(number > 0, relative.sum(axis=1) / np.maximum(number, 1), np.nan))


def _overlap(scores: OriginScores, bucket: int | None) -> int:
    """Return of how many origins one after the other the targets overlap."""
    from baken.forecast.buckets import BUCKETS

    if len(scores.origins_min) < 2:
        return 1
    apart = max(1.0, float(np.median(np.diff(scores.origins_min))))
    told = [k for k in range(len(BUCKETS)) if scores.count[:, :, k].any() and bucket in (None, k)]
    horizon = BUCKETS[max(told)].last_h * 60 if told else 60
    return max(1, math.ceil(horizon / apart))
