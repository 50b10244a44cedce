# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Were the probabilities right? Of what is said to happen with 70 %, seven in ten should.

A pair is a probability between 0 and 1 and whether it happened. Pairs of which the probability is NaN are left out;
without any pair the answer is NaN.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]
Bool = NDArray[np.bool_]

_STEPS: Final = 60
_SMALL: Final = 1e-6
_CONVERGED: Final = 1e-10


@dataclass(frozen=True, slots=True)
class BrierParts:
    """The parts of the Brier score; see :func:`brier_decomposition`."""

    reliability: float
    resolution: float
    uncertainty: float

    @property
    def skill(self) -> float:
        r"""Return :math:`(\mathrm{RES} - \mathrm{REL}) / \mathrm{UNC}`: above 0, better than the base rate alone."""
        return (self.resolution - self.reliability) / self.uncertainty if self.uncertainty > 0 else float("nan")


@dataclass(frozen=True, slots=True)
class Diagram:
    """A reliability diagram: per bin how many pairs, their mean probability, and the share that happened.

    Attributes
    ----------
    number, said, happened
        Shape (bins,); NaN for an empty bin.
    lower, upper
        Between which the share lies in 90 % of cases if the probabilities are right (consistency bars).
    """

    number: Float64
    said: Float64
    happened: Float64
    lower: Float64
    upper: Float64


@dataclass(frozen=True, slots=True)
class Line:
    """A line through what was said and what happened: ``happened = intercept + slope * said``.

    Attributes
    ----------
    slope_error
        Standard error of the slope.
    """

    slope: float
    intercept: float
    slope_error: float


def brier_score(said: Float64, happened: Bool) -> float:
    r"""Return the mean squared difference of probability and outcome, :math:`\overline{(p - o)^2}`; lower is better.

    Examples
    --------
    >>> round(brier_score(np.array([0.1, 0.9, 0.8, 0.3]), np.array([False, True, True, False])), 4)
    0.0375

    References
    ----------
    Brier (1950), Verification of forecasts expressed in terms of probability, Monthly Weather Review 78 (here halved,
    as is usual for two outcomes).
    """
    p, o = _pairs(said, happened)
    return float(np.mean((p - o) ** 2)) if len(p) else float("nan")


def brier_decomposition(said: Float64, happened: Bool) -> BrierParts:
    r"""Return reliability, resolution and uncertainty.

    .. math:: \mathrm{BS} = \underbrace{\tfrac1n \sum_k n_k (p_k - \bar o_k)^2}_{\text{reliability}}
              - \underbrace{\tfrac1n \sum_k n_k (\bar o_k - \bar o)^2}_{\text{resolution}}
              + \underbrace{\bar o (1 - \bar o)}_{\text{uncertainty}}

    with one group k for each probability that is said. Round probabilities first where they are all different: else
    every group has one pair, and resolution is all there is.

    Invariants: reliability less resolution plus uncertainty is the Brier score, exactly; none is below zero.

    Examples
    --------
    >>> said, happened = np.array([0.2] * 5 + [0.8] * 5), np.array([1, 0, 0, 0, 0, 1, 1, 1, 1, 0], dtype=bool)
    >>> parts = brier_decomposition(said, happened)
    >>> [round(part, 6) for part in (parts.reliability, parts.resolution, parts.uncertainty)]
    [0.0, 0.09, 0.25]

    References
    ----------
    Murphy (1973), A new vector partition of the probability score, J. Applied Meteorology 12.
    """
    p, o = _pairs(said, happened)
    if not len(p):
        return BrierParts(float("nan"), float("nan"), float("nan"))
    values, group = np.unique(p, return_inverse=True)
    number = np.bincount(group)
    share, mean = np.bincount(group, weights=o) / number, float(o.mean())
    return BrierParts(
        reliability=float(number @ (values - share) ** 2) / len(p),
        resolution=float(number @ (share - mean) ** 2) / len(p),
        uncertainty=mean * (1.0 - mean),
    )


def reliability_diagram(said: Float64, happened: Bool, bins: int = 10) -> Diagram:
    r"""Return the reliability diagram over bins of equal width, with consistency bars.

    Bars are where the share would lie if every probability were right: normal, with the variance
    :math:`\sum p_i (1 - p_i) / n_k^2` of a sum of unequal chances, around the mean probability of the bin.

    Examples
    --------
    >>> diagram = reliability_diagram(np.array([0.05, 0.15, 0.95]), np.array([False, True, True]), bins=2)
    >>> diagram.number.tolist(), diagram.happened.tolist()
    ([2.0, 1.0], [0.5, 1.0])

    References
    ----------
    Bröcker and Smith (2007), Increasing the reliability of reliability diagrams, Weather and Forecasting 22.
    """
    p, o = _pairs(said, happened)
    group = np.minimum((p * bins).astype(np.intp), bins - 1)
    number = np.bincount(group, minlength=bins).astype(np.float64)
    sums = [np.bincount(group, weights=w, minlength=bins) for w in (p, o, p * (1.0 - p))]
    with np.errstate(invalid="ignore", divide="ignore"):
        mean, share, spread = sums[0] / number, sums[1] / number, np.sqrt(sums[2]) / number
    ninety = 1.645
    return Diagram(
        number, mean, share, np.clip(mean - ninety * spread, 0.0, 1.0), np.clip(mean + ninety * spread, 0.0, 1.0)
    )


def calibration_line(said: Float64, happened: Bool) -> Line:
    r"""Return the least-squares line of outcome on probability: slope 1 and intercept 0 when probabilities are right.

    .. math:: \beta = \mathrm{cov}(p, o) / \mathrm{var}(p), \quad \alpha = \bar o - \beta \bar p

    It is the line through the reliability diagram with each bin weighted by its pairs, without the choice of bins. A
    slope below 1 means too bold (what is said is too near to 0 and 1), above 1 too timid. The standard error allows for
    the variance of outcomes that depends on the probability (White 1980).

    Examples
    --------
    >>> line = calibration_line(np.array([0.2] * 5 + [0.8] * 5), np.array([1, 0, 0, 0, 0, 1, 1, 1, 1, 0], dtype=bool))
    >>> round(line.slope, 6), round(line.intercept, 6)
    (1.0, 0.0)

    References
    ----------
    Mincer and Zarnowitz (1969); Seillier-Moiseiwitsch and Dawid (1993), JASA 88; White (1980), Econometrica 48.
    """
    p, o = _pairs(said, happened)
    if len(p) < 2 or float(np.ptp(p)) <= 0:
        return Line(float("nan"), float("nan"), float("nan"))
    centred = p - p.mean()
    total = float(centred @ centred)
    slope = float(centred @ o) / total
    intercept = float(o.mean() - slope * p.mean())
    rest = o - intercept - slope * p
    return Line(slope, intercept, float(np.sqrt(np.sum((centred * rest) ** 2))) / total)


def cox_calibration(said: Float64, happened: Bool) -> Line:
    r"""Return slope and intercept of a logistic regression of the outcome on the log-odds of the probability.

    .. math:: \mathrm{logit}\,P(o = 1) = \alpha + \beta\,\mathrm{logit}\,p

    The tails weigh more than in :func:`calibration_line`. Probabilities of 0 and 1 are taken as one in a million away
    from them.

    Returns
    -------
    NaN where all or none happened, or where probabilities separate the two completely (there is no finite answer).

    Examples
    --------
    >>> said = np.repeat([0.2, 0.5, 0.8], 10)
    >>> happened = np.concatenate([np.arange(10) < k for k in (2, 5, 8)])
    >>> line = cox_calibration(said, happened)
    >>> round(line.slope, 6), round(line.intercept, 6) + 0.0
    (1.0, 0.0)

    References
    ----------
    Cox (1958), Two further applications of a model for binary regression, Biometrika 45.
    """
    p, o = _pairs(said, happened)
    nothing = Line(float("nan"), float("nan"), float("nan"))
    if len(p) < 2 or not 0.0 < o.mean() < 1.0 or _separated(p, o):
        return nothing
    kept = np.clip(p, _SMALL, 1.0 - _SMALL)
    x = np.column_stack([np.ones_like(kept), np.log(kept / (1.0 - kept))])
    weights = np.zeros(2)
    for _ in range(_STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(x @ weights, -500.0, 500.0)))
        curvature = x.T @ (x * (chance * (1.0 - chance))[:, None])
        try:
            step = np.linalg.solve(curvature, x.T @ (o - chance))
        except np.linalg.LinAlgError:
            return nothing
        weights = weights + step
        if np.abs(step).max() < _CONVERGED:
            error = float(np.sqrt(np.linalg.inv(curvature)[1, 1]))
            return Line(float(weights[1]), float(weights[0]), error)
    return nothing


def roc_area(said: Float64, happened: Bool) -> float:
    """Return the chance that what happened had been given a higher probability than what did not; ties count half.

    0.5 is no discrimination. It says nothing about whether probabilities are right, only about their order.

    Examples
    --------
    >>> roc_area(np.array([0.1, 0.4, 0.35, 0.8]), np.array([False, False, True, True]))
    0.75

    References
    ----------
    Mason and Graham (2002), Q. J. R. Meteorol. Soc. 128; the Mann-Whitney statistic.
    """
    p, o = _pairs(said, happened)
    yes, no = np.sort(p[o > 0]), np.sort(p[o == 0])
    if not len(yes) or not len(no):
        return float("nan")
    below = np.searchsorted(no, yes, side="left") + np.searchsorted(no, yes, side="right")
    return float(below.sum()) / (2.0 * len(yes) * len(no))


def _separated(p: Float64, o: Float64) -> bool:
    return bool(p[o == 0].max() <= p[o > 0].min() or p[o > 0].max() <= p[o == 0].min())


def _pairs(said: Float64, happened: Bool) -> tuple[Float64, Float64]:
    p, o = np.asarray(said, dtype=np.float64), np.asarray(happened, dtype=np.float64)
    known = np.isfinite(p)
    p, o = p[known], o[known]
    if len(p) and (p.min() < 0.0 or p.max() > 1.0):
        raise ValueError("a probability lies between 0 and 1")
    return p, o
