# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Band: between which two numbers the truth lies with a probability of 90 %.

The truth is taken as normal around the estimate, truncated at zero, as for the probabilities of levels
(:func:`~baken.situation.levels.level_probabilities`), so that band and levels never contradict each other:

    Q(p) = x + s * z(F(-x / s) + p * (1 - F(-x / s)))

with ``x`` the estimate, ``s`` its standard error, F the standard normal distribution and z its inverse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.situation.levels import normal_distribution, normal_quantile

if TYPE_CHECKING:
    from baken.situation.model import Float64

LOWER: Final = 0.05
UPPER: Final = 0.95
"""The band leaves out one truth in twenty on either side."""

_SMALLEST_ERROR: Final = 1e-12


def band90(persons: Float64, standard_error: Float64) -> tuple[Float64, Float64]:
    """Return the lower and the upper end of the 90 % band; NaN where nothing is known.

    Invariants: ``0 <= lower < upper``; far from zero the band is ``x -+ 1.645 s``.

    Examples
    --------
    >>> lower, upper = band90(np.array([1000.0, 0.0, np.nan]), np.array([100.0, 50.0, np.nan]))
    >>> lower.round(1).tolist(), upper.round(1).tolist()
    ([835.5, 3.1, nan], [1164.5, 98.0, nan])
    """
    error = np.maximum(standard_error, _SMALLEST_ERROR)
    below_zero = normal_distribution(-persons / error)
    lower = persons + error * normal_quantile(below_zero + LOWER * (1.0 - below_zero))
    upper = persons + error * normal_quantile(below_zero + UPPER * (1.0 - below_zero))
    return np.maximum(lower, 0.0), np.maximum(upper, 0.0)
