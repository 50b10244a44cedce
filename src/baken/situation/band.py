# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Band: between which two numbers the truth lies with a probability of 90 %.

The truth is taken as normal around the estimate, truncated at zero, as for the probabilities of levels
(:func:`~baken.situation.levels.level_probabilities`), so that band and levels never contradict each other. Of all
intervals that hold 90 % of it the shortest is told, the one of highest density: symmetric around the estimate where
zero is far, and from zero on where it is not, so that nobody at all is never left out by a rule about tails.

    d = s * z((1 + 0.9 * (1 - F0)) / 2)                     F0 = F(-x / s), the part below zero
    [x - d, x + d]                           where d <= x
    [0, x + s * z(F0 + 0.9 * (1 - F0))]      elsewhere

with ``x`` the estimate, ``s`` its standard error, F the standard normal distribution and z its inverse.

Source: G. E. P. Box and G. C. Tiao, *Bayesian Inference in Statistical Analysis*, 1973, section 2.8 (regions of highest
posterior density).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.situation.levels import normal_distribution, normal_quantile

if TYPE_CHECKING:
    from baken.situation.model import Float64

INSIDE: Final = 0.9
"""How probable it is that the truth lies in the band."""

_SMALLEST_ERROR: Final = 1e-12


def band90(persons: Float64, standard_error: Float64) -> tuple[Float64, Float64]:
    """Return the lower and the upper end of the 90 % band; NaN where nothing is known.

    Invariants: ``0 <= lower <= persons``, ``lower < upper``; far from zero the band is ``x -+ 1.645 s``.

    Examples
    --------
    >>> lower, upper = band90(np.array([1000.0, 100.0, 0.0, np.nan]), np.array([100.0, 100.0, 50.0, np.nan]))
    >>> lower.round(1).tolist(), upper.round(1).tolist()
    ([835.5, 0.0, 0.0, nan], [1164.5, 237.8, 82.2, nan])
    """
    error = np.maximum(standard_error, _SMALLEST_ERROR)
    below_zero = normal_distribution(-persons / error)
    rest = 1.0 - below_zero
    half = error * normal_quantile((1.0 + INSIDE * rest) / 2.0)
    upper = persons + error * normal_quantile(below_zero + INSIDE * rest)
    near_zero = half > persons
    return np.where(near_zero, 0.0 * half, persons - half), np.where(near_zero, upper, persons + half)
