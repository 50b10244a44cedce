# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""The forecast's own scale: a value in normal scores of the raw forecast.

Raw quantiles ``q_k`` at levels ``tau_k`` and the quantiles ``z_k`` of the standard normal distribution at the same
levels make a rising, piecewise linear map ``z -> y``, continued by straight lines beyond the outermost. A value has the
score ``z(y)``; were the raw forecast right, scores would be standard normal, whatever the series, the hour and the
spread. Where the raw forecast is wide a score is many persons, where it is narrow a few: so a correction learned at
noon means something at night, and it may differ above and below (the raw forecast's asymmetry stays).

Because the map rises, rising scores give rising quantiles: corrected quantiles cannot cross.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.forecast.model import Float64


def normal_levels(quantiles: Sequence[float]) -> Float64:
    """Return the quantiles of the standard normal distribution at levels, shape (Q,).

    Examples
    --------
    >>> normal_levels((0.1, 0.5, 0.975)).round(2).tolist()
    [-1.28, 0.0, 1.96]
    """
    normal = NormalDist()
    return np.array([normal.inv_cdf(level) for level in quantiles])


@dataclass(frozen=True, slots=True)
class ScoreMap:
    """Maps between persons and normal scores, for many raw forecasts at once.

    Attributes
    ----------
    scores
        ``z_k``, shape (K,).
    knots
        ``q_k``, strictly rising along the last axis, shape (..., K); NaN where there is no raw forecast.
    """

    scores: Float64
    knots: Float64

    @classmethod
    def of(cls, raw: Float64, quantiles: Sequence[float]) -> ScoreMap:
        """Return the map of raw quantiles, shape (..., K), rising along the last axis.

        A tenth of the standard deviation of a Poisson count is added to the spread, so that the map also rises where a
        forecast claims to be certain.
        """
        scores = normal_levels(quantiles)
        middle = raw[..., int(np.argmin(np.abs(scores)))]
        least = 0.1 * np.sqrt(np.maximum(middle, 0.0) + 1.0)
        return cls(scores, raw + least[..., None] * scores)

    def to_scores(self, values: Float64) -> Float64:
        """Return the normal scores of values in persons, shape (...)."""
        step = np.diff(self.scores)
        slopes = self._outer_slopes()
        result = self.scores[0] + np.minimum(values - self.knots[..., 0], 0.0) / slopes[0]
        for k, width in enumerate(step):
            lower, upper = self.knots[..., k], self.knots[..., k + 1]
            result = result + width * np.clip((values - lower) / (upper - lower), 0.0, 1.0)
        return np.asarray(result + np.maximum(values - self.knots[..., -1], 0.0) / slopes[1])

    def to_values(self, scores: Float64) -> Float64:
        """Return the persons at normal scores, shape (..., J) for scores of shape (..., J)."""
        step = np.diff(self.scores)
        below, above = self._outer_slopes()
        result = self.knots[..., :1] + np.minimum(scores - self.scores[0], 0.0) * below[..., None]
        for k, width in enumerate(step):
            rise = (self.knots[..., k + 1] - self.knots[..., k]) / width
            result = result + np.clip(scores - self.scores[k], 0.0, width) * rise[..., None]
        return np.asarray(result + np.maximum(scores - self.scores[-1], 0.0) * above[..., None])

    def _outer_slopes(self) -> tuple[Float64, Float64]:
        """Return persons per score below the lowest knot and above the highest: at least the mean of that half."""
        middle = int(np.argmin(np.abs(self.scores)))
        below = [(self.knots[..., k] - self.knots[..., 0]) / (self.scores[k] - self.scores[0]) for k in (1, middle)]
        above = [(self.knots[..., -1] - self.knots[..., k]) / (self.scores[-1] - self.scores[k]) for k in (-2, middle)]
        return np.maximum(*below), np.maximum(*above)
