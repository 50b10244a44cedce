# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""How probable it is that a limit is passed at some time within the lead time.

A forecast tells of each step by itself how probable it is that the limit L is passed in it,
:math:`p_h = P(X_h > L)`. What is asked is the probability that it is passed in any of them,

.. math:: P\left(\max_{h \le H} X_h > L\right) = 1 - P(X_0 \le L, \dots, X_H \le L),

with step 0 the present, as estimated. That depends on how the errors of the steps hang together, which no marginal
forecast tells. Two bounds hold whatever that is (Fréchet 1935; Boole):

.. math:: \max_h p_h \;\le\; P \;\le\; \min\left(1, \sum_h p_h\right),

the lower where all steps rise and fall together, the upper where they exclude each other. Both are carried with every
judgement. The estimator between them takes the ranks of the steps as a stationary Gaussian first-order Markov chain (a
Gaussian copula, Sklar 1959):

.. math:: Z_h = \rho Z_{h-1} + \sqrt{1 - \rho^2}\,\varepsilon_h, \qquad X_h > L \iff Z_h > \Phi^{-1}(1 - p_h), \qquad
          \rho = e^{-\Delta / \tau},

with :math:`\Delta` the time between two steps and :math:`\tau` how long an error lasts, learned from the errors of
earlier forecasts. :math:`\tau \to \infty` gives the lower bound, :math:`\tau \to 0` independence,
:math:`1 - \prod_h (1 - p_h)`. The chain is summed on a grid of cells (Kolmogorov's forward equation).

What is assumed: one :math:`\tau` for all, errors that are no more alike in the tail than in the middle (a Gaussian
copula has no tail dependence: where great errors come together the truth lies nearer the lower bound), and that the
forecast is calibrated. Where the last is not so, :class:`Calibration` corrects what earlier warnings showed.

Sources
-------
- M. Fréchet, *Généralisation du théorème des probabilités totales*, Fundamenta Mathematicae 25, 1935, 379-387.
- A. Sklar, *Fonctions de répartition à n dimensions et leurs marges*, Publications de l'Institut de
  Statistique de l'Université de Paris 8, 1959, 229-231.
- P. Pinson, H. Madsen, H. A. Nielsen, G. Papaefthymiou and B. Klöckl, *From probabilistic forecasts to statistical
  scenarios of short-term wind power production*, Wind Energy 12, 2009, 51-62: a Gaussian copula with exponential memory
  over the leads of a forecast.
- J. C. Platt, *Probabilistic outputs for support vector machines*, Advances in Large Margin Classifiers, 1999, 61-74.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from baken.forecast.crowding import share_below
from baken.situation.levels import normal_distribution, normal_quantile

if TYPE_CHECKING:
    from baken.warning.outlook import Bool, Float64

_SMALLEST_ERROR: Final = 1e-9
_REACH: Final = 5.0
_CELLS: Final = 100
_WIDTH: Final = 2.0 * _REACH / _CELLS
_EDGES: Final = np.linspace(-_REACH, _REACH, _CELLS + 1)
_NEGLIGIBLE: Final = 0.002
"""Where even the upper bound is smaller than the grid is exact, the lower one is told and no chain is summed."""


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    r"""Correction of probabilities by what came of earlier ones: :math:`\operatorname{logit} p' = a + b
    \operatorname{logit} p`.

    Attributes
    ----------
    intercept, slope
        a and b; b is positive, so that the order of probabilities never changes. 0 and 1 change nothing.
    source
        From which warnings it was learned.
    moments, episodes, days
        On how many probabilities it rests, in how many spells in which a limit was passed, on how many days; of one
        that changes nothing, how much there was, where that is known.
    """

    intercept: float = 0.0
    slope: float = 1.0
    source: str = "nothing was corrected"
    moments: int = 0
    episodes: int = 0
    days: int = 0

    @property
    def is_identity(self) -> bool:
        """Whether it changes nothing."""
        return self.slope == 1.0 and self.intercept == 0.0

    def __post_init__(self) -> None:
        """Check that the order stays."""
        if not (self.slope > 0.0 and math.isfinite(self.slope) and math.isfinite(self.intercept)):
            raise ValueError("a calibration has a positive slope and a finite intercept")

    def __call__(self, probability: Float64) -> Float64:
        """Return corrected probabilities; 0 and 1 stay as they are, NaN stays NaN.

        Examples
        --------
        >>> Calibration(intercept=0.0, slope=0.5)(np.array([0.0, 0.1, 0.5, 1.0])).round(2).tolist()
        [0.0, 0.25, 0.5, 1.0]
        """
        if self.is_identity:
            return probability
        inside = np.clip(probability, 1e-12, 1.0 - 1e-12)
        odds = self.intercept + self.slope * (np.log(inside) - np.log1p(-inside))
        moved = 1.0 / (1.0 + np.exp(-np.clip(odds, -700.0, 700.0)))
        return np.where((probability <= 0.0) | (probability >= 1.0), probability, moved)


def passed_now(value: Float64, error: Float64, limit: Float64, is_below: Bool) -> Float64:
    """Return how probable it is that a limit is passed already.

    The truth is taken as normal around the estimate, truncated at zero where the estimate is not negative, as for bands
    and levels (:mod:`baken.situation.band`). Without a standard error the value is taken as it is.

    Examples
    --------
    >>> never = np.array([False, False])
    >>> passed_now(np.array([100.0, 80.0]), np.array([10.0, 10.0]), np.array([100.0, 100.0]), never).round(3).tolist()
    [0.5, 0.023]
    """
    spread = np.where(np.isnan(error), _SMALLEST_ERROR, np.maximum(error, _SMALLEST_ERROR))
    below_zero = np.where(value >= 0.0, normal_distribution(np.clip(-value / spread, -8.0, 8.0)), 0.0)
    below = normal_distribution(np.clip((limit - value) / spread, -8.0, 8.0))
    share = np.clip((below - below_zero) / np.maximum(1.0 - below_zero, 1e-12), 0.0, 1.0)
    share = np.where((limit <= 0.0) & (value >= 0.0) & (below_zero > 0.0), 0.0, share)
    exact = np.where(value == limit, 0.0, (value > limit).astype(np.float64))
    above = np.where(spread <= _SMALLEST_ERROR, exact, 1.0 - share)
    below_limit = np.where(spread <= _SMALLEST_ERROR, (value < limit).astype(np.float64), share)
    found = np.where(is_below, below_limit, above)
    return np.where(np.isnan(value) | np.isnan(limit), np.nan, found)


def passed_in_step(foreseen: Float64, limit: Float64, is_below: Bool, quantiles: tuple[float, ...]) -> Float64:
    """Return how probable it is, in each foreseen step by itself, that the limit is passed.

    Parameters
    ----------
    foreseen
        Quantiles, shape (n, steps, Q).
    limit, is_below
        Shape (n,).

    Returns
    -------
    Shape (n, steps); NaN where there is no forecast.
    """
    below = share_below(foreseen, limit[:, None], quantiles)
    return np.where(is_below[:, None], below, 1.0 - below)


def bounds(steps: Float64) -> tuple[Float64, Float64]:
    """Return between which two the probability of any passing lies, whatever hangs together how.

    Parameters
    ----------
    steps
        Probability per step, shape (n, steps); 0 where a step does not count.

    Examples
    --------
    >>> lower, upper = bounds(np.array([[0.1, 0.3, 0.2]]))
    >>> lower.tolist(), upper.round(6).tolist()
    ([0.3], [0.6])
    """
    if steps.shape[1] == 0:
        nothing = np.zeros(len(steps))
        return nothing, nothing
    return steps.max(axis=1), np.minimum(1.0, steps.sum(axis=1))


def passed_at_all(steps: Float64, correlation: Float64) -> Float64:
    """Return the probability that the limit is passed in any step, as a Gaussian Markov chain has it.

    Parameters
    ----------
    steps
        Probability per step, shape (n, steps); 0 where a step does not count.
    correlation
        Of each step with the one before it, shape (steps,); the first is not used.

    Invariants: within :func:`bounds`; rises with every step's probability.

    Examples
    --------
    >>> halves = np.array([[0.5, 0.5]])
    >>> [round(float(passed_at_all(halves, np.array([0.0, rho]))[0]), 3) for rho in (0.0, 0.5, 1.0)]
    [0.75, 0.667, 0.5]
    """
    lower, upper = bounds(steps)
    found = lower.copy()
    wide = np.flatnonzero((upper > _NEGLIGIBLE) & (upper > lower) & (lower < 1.0))
    if len(wide):
        found[wide] = np.clip(_by_chain(steps[wide], correlation), lower[wide], upper[wide])
    return found


def _by_chain(steps: Float64, correlation: Float64) -> Float64:
    below = normal_distribution(_EDGES)
    alive = np.repeat(np.diff(below)[None], len(steps), axis=0)
    alive[:, 0] += below[0]
    alive[:, -1] += 1.0 - below[-1]
    for step in range(steps.shape[1]):
        if step:
            alive = alive @ _transition(round(float(correlation[step]), 4))
        alive *= _survives(steps[:, step])
    return np.asarray(1.0 - alive.sum(axis=1))


def _survives(probability: Float64) -> Float64:
    """Return which part of each cell lies below the threshold of a step, shape (n, cells), by normal mass."""
    place = np.where(probability <= 0.0, _REACH, normal_quantile(1.0 - np.clip(probability, 0.0, 1.0)))
    threshold = np.clip(place, -_REACH, _REACH)[:, None]
    inside = np.clip(threshold, _EDGES[:-1], _EDGES[1:])
    mass = np.diff(normal_distribution(_EDGES))
    part = (normal_distribution(inside.ravel()).reshape(inside.shape) - normal_distribution(_EDGES[:-1])) / mass
    part[probability <= 0.0] = 1.0
    part[probability >= 1.0] = 0.0
    return np.clip(part, 0.0, 1.0)


@lru_cache(maxsize=256)
def _transition(rho: float) -> Float64:
    """Return from each cell into each cell, so that the normal distribution stays as it is (doubly balanced)."""
    spread = math.sqrt(max(1.0 - rho * rho, 0.0))
    if spread < 0.02:
        return np.eye(_CELLS)
    points = _EDGES[:-1, None] + _WIDTH * (np.arange(5) + 0.5) / 5.0
    weights = np.exp(-0.5 * points**2)
    weights /= weights.sum(axis=1, keepdims=True)
    reached = (_EDGES[None, None, :] - rho * points[:, :, None]) / spread
    inside = np.diff(normal_distribution(np.clip(reached, -8.0, 8.0).ravel()).reshape(reached.shape), axis=2)
    table: Float64 = (inside * weights[:, :, None]).sum(axis=1)
    table /= table.sum(axis=1, keepdims=True)
    return table
