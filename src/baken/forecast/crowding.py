# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""From quantiles to the probability of each level of crowding.

Between two quantiles the distribution is even, beyond the lowest and the highest exponential, with the scale
at which it passes from the outermost quantile but one to the outermost:

.. math:: P(N < b) = p_i + (p_{i+1} - p_i) \frac{b - q_i}{q_{i+1} - q_i}, \qquad
          P(N \ge b) = (1 - p_Q) \exp\left(-(b - q_Q) \frac{\ln((1 - p_{Q-1}) / (1 - p_Q))}{q_Q - q_{Q-1}}\right)

The level that an area *has* is the highest that it reaches with a probability of at least 10 %
(:data:`baken.situation.levels.LIKELY_ENOUGH`); that is the level of the quantile 0.9. The picture shows level 4 already
from 1 % on: a full place that is overlooked now cannot be looked for later, what is foreseen is seen again before it
comes (docs/decisions/0070).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from baken.situation.levels import LIKELY_ENOUGH, level_of

if TYPE_CHECKING:
    from baken.forecast.model import Float64, UInt8


def share_below(values: Float64, limits: Float64, quantiles: tuple[float, ...]) -> Float64:
    """Return how probable it is that fewer than a number of persons are there.

    Parameters
    ----------
    values
        Quantiles, shape (..., Q), not falling.
    limits
        Persons, broadcast to the shape (...).

    Invariants: rises with the limit; 0 for a limit of nobody; NaN where a quantile or the limit is.

    Examples
    --------
    >>> tenths = np.array([10.0, 20.0, 30.0])
    >>> share_below(tenths, np.array([0.0, 5.0, 10.0, 15.0, 30.0, 40.0]), (0.1, 0.5, 0.9)).round(3).tolist()
    [0.0, 0.045, 0.1, 0.3, 0.9, 0.98]
    """
    limit = np.broadcast_to(np.asarray(limits, np.float64), np.broadcast_shapes(values.shape[:-1], np.shape(limits)))
    edges = np.broadcast_to(values, (*limit.shape, values.shape[-1]))
    shares, last = np.array(quantiles), len(quantiles) - 1
    passed = (edges < limit[..., None]).sum(axis=-1)  # how many quantiles lie below the limit
    inside = np.clip(passed, 1, last)
    lower, upper = (np.take_along_axis(edges, (inside - k)[..., None], axis=-1)[..., 0] for k in (1, 0))
    width = upper - lower
    part = np.clip(np.where(width > 1e-9, (limit - lower) / np.maximum(width, 1e-9), 1.0), 0.0, 1.0)
    between = shares[inside - 1] + part * (shares[inside] - shares[inside - 1])
    under = quantiles[0] * _fading(edges[..., 0] - limit, edges[..., 1] - edges[..., 0], quantiles[1] / quantiles[0])
    over = (1.0 - quantiles[last]) * _fading(
        limit - edges[..., last], edges[..., last] - edges[..., last - 1], (1.0 - quantiles[-2]) / (1.0 - quantiles[-1])
    )
    found = np.where(passed == 0, under, np.where(passed > last, 1.0 - over, between))
    found = np.where(limit <= 0.0, 0.0, found)
    return np.where(np.isnan(edges).any(axis=-1) | np.isnan(limit), np.nan, found)


def _fading(distance: Float64, width: Float64, ratio: float) -> Float64:
    """Return what is left at a distance of something that falls by a ratio over a width; 0 or 1 when it has none."""
    away = np.maximum(distance, 0.0) * math.log(ratio) / np.maximum(width, 1e-9)
    return np.asarray(np.exp(-np.minimum(away, 700.0)))


def level_probabilities(values: Float64, breaks: Float64, quantiles: tuple[float, ...]) -> Float64:
    """Return the probability of each level.

    Parameters
    ----------
    values
        Shape (..., Q).
    breaks
        Limits between the levels in persons, shape (4,) or (..., 4).

    Returns
    -------
    Shape (..., 5), adding up to 1; NaN where a limit or a quantile is not known.

    Examples
    --------
    >>> tenths = np.array([[10.0, 20.0, 30.0]])
    >>> level_probabilities(tenths, np.array([5.0, 15.0, 25.0, 30.0]), (0.1, 0.5, 0.9)).round(2).tolist()
    [[0.04, 0.26, 0.4, 0.2, 0.1]]
    """
    below = share_below(values[..., None, :], breaks, quantiles)
    edges = np.concatenate([np.zeros_like(below[..., :1]), below, np.ones_like(below[..., :1])], axis=-1)
    found = np.diff(edges, axis=-1)
    return np.where(np.isnan(found).any(axis=-1, keepdims=True), np.nan, found)


def levels(values: Float64, breaks: Float64, quantiles: tuple[float, ...]) -> tuple[UInt8, UInt8]:
    """Return the level that an area has, and the one in which the median lies; 0 where it is not known.

    Parameters
    ----------
    values
        Shape (..., n, Q).
    breaks
        Shape (n, 4) or (4,).
    """
    cautious = values[..., quantiles.index(round(1.0 - LIKELY_ENOUGH, 6))]
    return level_of(cautious, breaks), level_of(values[..., quantiles.index(0.5)], breaks)
