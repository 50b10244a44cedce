# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Distributions of scores that fade: one per series and horizon bucket, with those of all series beside them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.methods.conformal.normal_score import normal_levels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.forecast.model import Float64, Int64

BINS: Final = 128
_REACH: Final = 6.0
"""Scores up to sinh(6) = 202: a forecaster may be wrong by far."""
_EDGES: Final = np.linspace(-_REACH, _REACH, BINS + 1)
"""In asinh of the score: a tenth of a score wide in the middle, coarser with distance."""


def bin_of(scores: Float64) -> Int64:
    """Return the place in a histogram of each score."""
    place = (np.arcsinh(scores) + _REACH) * (BINS / (2 * _REACH))
    return np.clip(place, 0, BINS - 1).astype(np.int64)


def pooled(histograms: Float64, *, shrinkage: float, prior: float) -> Float64:
    """Return each histogram with that of all series, and that with a standard normal one.

    Parameters
    ----------
    histograms
        Weight per bin, shape (S, B, N).
    shrinkage
        Weight of all series together, beside one.
    prior
        Weight of the standard normal distribution, beside all series.
    """
    everyone = histograms.sum(axis=0) + prior * _normal_bins()
    everyone /= everyone.sum(axis=-1, keepdims=True)
    return np.asarray(histograms + shrinkage * everyone)


def quantiles_of(histograms: Float64, levels: Sequence[float]) -> Float64:
    """Return the scores at levels, interpolated within a bin, shape (S, B, Q); rising along Q."""
    cumulative = np.cumsum(histograms, axis=-1)
    cumulative /= cumulative[..., -1:]
    result = np.empty((*histograms.shape[:-1], len(levels)))
    for place, level in enumerate(levels):
        upper = np.minimum((cumulative < level).sum(axis=-1), BINS - 1)[..., None]
        above = np.take_along_axis(cumulative, upper, axis=-1)
        below = np.where(upper > 0, np.take_along_axis(cumulative, np.maximum(upper - 1, 0), axis=-1), 0.0)
        share = (level - below) / np.maximum(above - below, 1e-300)
        result[..., place] = np.sinh(_EDGES[upper] + share * (_EDGES[1] - _EDGES[0]))[..., 0]
    return result


@lru_cache(maxsize=1)
def _normal_bins() -> Float64:
    levels = (np.arange(2000) + 0.5) / 2000
    return np.bincount(bin_of(normal_levels(levels.tolist())), minlength=BINS) / 2000.0
