# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Quantiles of few and unequally weighty values, and bands that are made wider where less is known."""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.model import MEDIAN, QUANTILES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.forecast.model import Float64

_SCORES: Final = np.linspace(-4.0, 4.0, 161)
_SHARES: Final = np.array([NormalDist().cdf(z) for z in _SCORES])


def weighted_quantiles(values: Float64, weights: Float64, quantiles: tuple[float, ...] = QUANTILES) -> Float64:
    """Return quantiles along the first axis, with weights.

    The i-th of the sorted values stands at the share ``(w_1 + ... + w_i - w_i / 2) / (w_1 + ... + w_n)`` (Hazen), and
    between them it is linear. Beyond the outermost value it goes on in proportion to the normal score: as far from the
    median as that value, times the score of the quantile over the score of the value's share.

    Parameters
    ----------
    values
        Shape (n, ...); NaN is left out.
    weights
        Broadcast to the shape of the values; zero leaves a value out.

    Returns
    -------
    Shape (..., quantiles); NaN where there is no value.

    Examples
    --------
    >>> weighted_quantiles(np.array([3.0, 1.0, np.nan, 2.0]), np.array(1.0), (0.25, 0.5, 0.75)).tolist()
    [1.25, 2.0, 2.75]
    """
    weighty = np.where(np.isnan(values), 0.0, weights)
    taken = np.where(weighty > 0.0, values, np.nan)
    order = np.argsort(taken, axis=0)
    rising = np.take_along_axis(taken, order, axis=0)
    weighty = np.take_along_axis(weighty, order, axis=0)
    share = np.cumsum(weighty, axis=0) - 0.5 * weighty
    total = weighty.sum(axis=0)
    share /= np.where(total > 0.0, total, 1.0)
    count = (weighty > 0.0).sum(axis=0)
    last = np.maximum(count - 1, 0)
    found = []
    for quantile in quantiles:
        above = np.minimum(((share < quantile) & (weighty > 0.0)).sum(axis=0), last)
        below = np.maximum(above - 1, 0)
        (v0, v1), (p0, p1) = (
            [np.take_along_axis(a, i[None], axis=0)[0] for i in (below, above)] for a in (rising, share)
        )
        part = np.clip((quantile - p0) / np.where(p1 > p0, p1 - p0, 1.0), 0.0, 1.0)
        found.append(v0 + part * (v1 - v0))
    outer = [np.take_along_axis(share, i[None], axis=0)[0] for i in (np.zeros_like(last), last)]
    return _beyond(np.stack(found, axis=-1), quantiles, outer[0], outer[1])


def mixture(parts: Sequence[Float64], shares: Sequence[float]) -> Float64:
    """Return the quantiles of what follows one of several forecasts, each with its probability.

    Each quantile stands for the probability between the middles to its neighbours.

    Parameters
    ----------
    parts
        Shape (..., quantiles) each, at :data:`~baken.forecast.model.QUANTILES`.
    shares
        Of each part; their sum is 1.

    Examples
    --------
    >>> few, many = np.linspace(90.0, 110.0, 11), np.linspace(900.0, 1100.0, 11)
    >>> mixture([few, many], [0.85, 0.15])[[0, 5, 8, 9, 10]].round().tolist()
    [90.0, 102.0, 109.0, 967.0, 1067.0]
    """
    between = np.convolve(QUANTILES, (0.5, 0.5), mode="valid")
    mass = np.diff(between, prepend=0.0, append=1.0)
    points = np.concatenate([np.moveaxis(part, -1, 0) for part in parts])
    weights = np.concatenate([share * mass for share in shares])
    return weighted_quantiles(points, weights.reshape(-1, *[1] * (points.ndim - 1)))


def _beyond(found: Float64, quantiles: tuple[float, ...], first: Float64, last: Float64) -> Float64:
    """Return quantiles whose share lies beyond the first or last value moved outwards, from the median."""
    if 0.5 not in quantiles:
        return found
    middle = found[..., quantiles.index(0.5)]
    for i, quantile in enumerate(quantiles):
        outermost = np.minimum(first, 0.4) if quantile < 0.5 else np.maximum(last, 0.6)
        out = quantile < outermost if quantile < 0.5 else quantile > outermost
        if out.any():
            z = NormalDist().inv_cdf(min(max(quantile, 1e-4), 1.0 - 1e-4))
            ratio = np.where(out, z / np.interp(outermost, _SHARES, _SCORES), 1.0)
            found[..., i] = middle + (found[..., i] - middle) * ratio
    return found


def effective_count(values: Float64, weights: Float64) -> Float64:
    """Return how many equally weighty values the values along the first axis are worth: ``(sum w)^2 / sum w^2`` (Kish).

    Examples
    --------
    >>> float(effective_count(np.array([5.0, 7.0, np.nan]), np.array(0.5)))
    2.0
    """
    weighty = np.where(np.isnan(values), 0.0, weights)
    total, squares = weighty.sum(axis=0), (weighty**2).sum(axis=0)
    return np.asarray(np.where(squares > 0.0, total**2 / np.where(squares > 0.0, squares, 1.0), 0.0))


def few_values_factor(count: Float64, quantiles: tuple[float, ...] = QUANTILES) -> Float64:
    """Return by how much a band of few values is too narrow for the next one, shape (..., quantiles).

    Of ``n`` values that scatter normally, the next lies within ``t * s * sqrt(1 + 1/n)`` of their mean, with Student's
    ``t`` of ``n - 1`` degrees of freedom in place of the normal ``z``; the factor is ``t / z * sqrt(1 + 1/n)``, where
    ``t`` is expanded in ``1 / (n - 1)`` (Abramowitz and Stegun 1964, 26.7.5).

    Examples
    --------
    >>> few_values_factor(np.array([3.0, 10.0, 1000.0]), (0.975,)).round(2).ravel().tolist()
    [2.46, 1.21, 1.0]
    """
    n = np.maximum(np.asarray(count, dtype=np.float64), 2.0)
    freedom = n - 1.0
    factors = []
    for quantile in quantiles:
        z = NormalDist().inv_cdf(quantile) if quantile != 0.5 else 1e-9
        first = (z**2 + 1.0) / 4.0
        second = (5.0 * z**4 + 16.0 * z**2 + 3.0) / 96.0
        third = (3.0 * z**6 + 19.0 * z**4 + 17.0 * z**2 - 15.0) / 384.0
        ratio = 1.0 + first / freedom + second / freedom**2 + third / freedom**3
        factors.append(ratio * np.sqrt(1.0 + 1.0 / n))
    return np.stack(factors, axis=-1)


def widened(values: Float64, factor: Float64) -> Float64:
    """Return quantiles spread about their median by factors that are broadcast to them.

    Examples
    --------
    >>> rising = np.arange(11.0)
    >>> widened(rising, np.array(2.0))[[0, 5, 10]].tolist()
    [-5.0, 5.0, 15.0]
    """
    middle = values[..., MEDIAN : MEDIAN + 1]
    return np.asarray(middle + (values - middle) * factor)


def with_relative_error(values: Float64, error: Float64 | float) -> Float64:
    """Return quantiles of which the level is not certain: deviations of both kinds are added by their squares.

    Parameters
    ----------
    values
        Shape (..., quantiles) at :data:`~baken.forecast.model.QUANTILES`.
    error
        Relative standard deviation of the level, broadcast to all but the last axis.

    Examples
    --------
    >>> sure = np.full(11, 100.0)
    >>> with_relative_error(sure, 0.1).round(1)[[0, 5, 10]].tolist()
    [80.4, 100.0, 119.6]
    """
    middle = values[..., MEDIAN : MEDIAN + 1]
    scores = np.array([NormalDist().inv_cdf(q) for q in QUANTILES])
    unsure = np.asarray(error, dtype=np.float64)[..., None] * scores * middle
    return np.asarray(middle + np.sign(scores) * np.hypot(values - middle, unsure))
