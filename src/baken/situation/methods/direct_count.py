# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Direct count: persons in an area from sensors that count who is inside.

Definition
----------
``N = sum(w_i * n_i) / sum(w_i)`` over the streams ``persons_present`` of the area, each of which claims to see the
whole area; ``w_i = 1 / (r_i**2 + 0.0001)`` with ``r_i`` the declared relative error, so that a sensor of 10 % counts
four times as much as one of 20 %, and none as if it were better than 1 %.

Standard error
--------------
``var(n_i) = (r_i * n_i)**2 + 1 / 12``: the declared error, and the rounding to whole persons. Of several sensors the
larger of what these promise and of how far they lie apart (sandwich estimate, :mod:`baken.situation.pooling`).

Assumptions and limits
----------------------
- Each sensor sees the whole usable area. A sensor of a part must be scaled up at its source, with its error.
- Errors of sensors in one area are independent. Two cameras that both lose people in the dark are not.
- A value at a moment stands for the present until it is stale.

Source
------
Weighted mean and its error: JCGM 100:2008, *Guide to the expression of uncertainty in measurement*, clause 5.
Sandwich estimate: H. White, *Econometrica* 48(4), 817-838, 1980.
"""

from __future__ import annotations

from typing import Final

from baken.situation.protocol import MethodDefinition

DIRECT_COUNT: Final = MethodDefinition(
    id="direct-count", title="Persons counted inside the area", source="JCGM 100:2008, clause 5"
)

ROUNDING_VARIANCE: Final = 1.0 / 12.0
"""Variance of rounding to whole persons."""


SMALLEST_RELATIVE_VARIANCE: Final = 1e-4
"""No sensor is weighted as if it were better than 1 %."""


def weight_of_stock(relative_error: float) -> float:
    """Return how much a sensor counts beside others of the same area.

    Examples
    --------
    >>> round(weight_of_stock(0.1)), round(weight_of_stock(0.2)), round(weight_of_stock(0.0))
    (99, 25, 10000)
    """
    return 1.0 / (relative_error * relative_error + SMALLEST_RELATIVE_VARIANCE)
