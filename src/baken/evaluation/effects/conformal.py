# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""Intervals and p-values from what the same method finds where there was no intervention.

Suppose the intervention changed the mean by :math:`\tau`. Take it away again, and apply the method to every unit in
turn as if that one had had the intervention, with all others as its donors. If days are exchangeable, the unit that
had it is now one among equals: its gap is as likely to be the largest as any other's. So

.. math:: p(\tau) = \frac{\#\{j : |g_j(\tau)| / s_j \ge |g_0(\tau)| / s_0\}}{n + 1}, \qquad
          g_0(\tau) = g_0 - \tau, \quad g_j(\tau) = g_j + w_{j0} \tau

over all :math:`n + 1` units, the first among them, where :math:`w_{j0}` is its weight in what was expected of j. The
interval is every :math:`\tau` with :math:`p(\tau) > 1 - \text{share}`. Gaps are linear in :math:`\tau`, so its ends are
found exactly, without a grid. It holds the truth at least as often as it says, for any number of donors and any
distribution, because it relies on exchangeability and on nothing else; with fewer than ``1 / (1 - share)`` units there
is no such interval.

References
----------
Chernozhukov, Wüthrich and Zhu (2021), An exact and robust conformal inference method for counterfactual and synthetic
controls, JASA 116 (here with days in the place of moments); Abadie, Diamond and Hainmueller (2010), placebos in space;
Vovk, Gammerman and Shafer (2005), Algorithmic Learning in a Random World.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from baken.evaluation.effects.model import Float64, Gaps

_TIE = 1e-9


def p_value(gaps: Gaps, change: float = 0.0) -> float:
    r"""Return how often a gap at least as large would be seen if the change were this one, :math:`p(\tau)`.

    Parameters
    ----------
    change
        In units of scale of the gaps.
    """
    sizes = np.abs(gaps.gap + gaps.leak * change) / gaps.spread
    return float(np.mean(sizes >= sizes[0] * (1.0 - _TIE)))


def interval(gaps: Gaps, share: float) -> tuple[float, float]:
    """Return every change that cannot be rejected, in units of scale; infinite ends where there is no bound.

    Invariants: holds the gap of the first unit; is wider for a larger share; a change inside it has a p-value above
    ``1 - share``, one outside it has not.
    """
    units = len(gaps.gap)
    needed = math.floor((1.0 - share) * units + _TIE)
    if needed < 1:
        return -math.inf, math.inf
    ends = [_between(gaps, j) for j in range(1, units)]
    lower, upper = (np.sort(np.array([each[k] for each in ends])) for k in (0, 1))
    return float(lower[needed - 1]), float(upper[-needed])


def _between(gaps: Gaps, j: int) -> tuple[float, float]:
    """Return the changes for which the gap of unit j is at least as large as that of the first: around the latter's."""
    own, gap, leak = float(gaps.gap[0]), float(gaps.gap[j]), float(gaps.leak[j])
    ratio = float(gaps.spread[0] / gaps.spread[j])
    # |own - t| <= ratio * |gap + leak * t| : the distance grows with slope 1 on the left, ratio * |leak| on the right.
    slope, size = ratio * leak, ratio * gap
    if abs(slope) >= 1.0:
        return -math.inf, math.inf
    ends = ((own - size) / (1.0 + slope), (own + size) / (1.0 - slope))
    return min(ends), max(ends)


def bounds(gaps: Gaps, share: float) -> tuple[float, float]:
    """Return the interval in the unit of what was observed."""
    lower, upper = interval(gaps, share)
    return lower * gaps.level, upper * gaps.level


def placebo_changes(gaps: Gaps) -> Float64:
    """Return what the method finds where there was no intervention, each as if it had the level of the first."""
    return np.asarray(gaps.gap[1:] / gaps.spread[1:] * gaps.spread[0] * gaps.level)
