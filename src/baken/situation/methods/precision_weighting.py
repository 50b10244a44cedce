# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Precision weighting: one number from two estimates of the same number of persons.

Definition
----------
    N = (w1 * N1 + w2 * N2) / (w1 + w2),    w_k = 1 / u_k,    u_k = var_k * ((M + 1) / (N_k + 1))**2
    var = S**2 / (w1 + w2),                 M = (N1 + N2) / 2,    S**2 = max(1, (N1 - N2)**2 / (u1 + u2))

The variances are first put at the common value ``M``: errors of counts grow with the count, and the inverse of each
variance at its own value would pull the result to whichever estimate is lower, which is the unsafe side. ``S`` is
Birge's ratio: estimates that lie further apart than their errors allow have errors that were stated too small, and the
result is widened by as much.

Assumptions and limits
----------------------
The two errors are independent. A crossing count at capacity has a wide error, so that a stock then decides.

Source
------
R. T. Birge, The calculation of errors by the method of least squares, *Physical Review* 40, 207-227, 1932; Particle
Data Group, *Review of Particle Physics*, introduction, section 5.2.2 (scale factor S).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.situation.protocol import MethodDefinition

if TYPE_CHECKING:
    from baken.situation.model import Bool, Float64

PRECISION_WEIGHTING: Final = MethodDefinition(
    id="precision-weighting",
    title="Little's law and direct count, weighted by their precision",
    source="Birge 1932; Little 1961; Weidmann 1993",
)

DISAGREEMENT: Final = 3.0
"""Birge's ratio from which the two estimates contradict each other: 0.3 % of cases by chance."""


def precision_weighting(
    first: Float64, first_variance: Float64, second: Float64, second_variance: Float64
) -> tuple[Float64, Float64, Bool]:
    """Return the combined persons, their variance, and where the two contradict each other.

    Examples
    --------
    >>> n, v, contradict = precision_weighting(
    ...     np.array([100.0, 10.0]), np.array([400.0, 1.0]), np.array([100.0, 50.0]), np.array([400.0, 25.0])
    ... )
    >>> n.round(1).tolist(), v.round(1).tolist(), contradict.tolist()
    ([100.0, 28.5], [200.0, 397.7], [False, True])
    """
    middle = (first + second) / 2.0 + 1.0
    u1 = first_variance * np.square(middle / (first + 1.0))
    u2 = second_variance * np.square(middle / (second + 1.0))
    total = u1 + u2
    ratio = np.square(first - second) / total
    variance = u1 * u2 / total * np.maximum(ratio, 1.0)
    return (first * u2 + second * u1) / total, variance, ratio > DISAGREEMENT**2
