# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Little's law: persons in a walkway from counts at its cross-sections.

Definition
----------
With ``c`` persons counted in ``T`` seconds over a cross-section of effective width ``b`` [m] of an area of length
``L`` [m]:

    lambda = c / T                        persons/s through the area
    q      = lambda / b                   persons/m/s, specific flow
    rho    : rho * v(rho) = q             persons/m2, free-flow branch of Weidmann's diagram
    N      = lambda * L / v = rho * b * L persons, Little's law: arrivals per second times seconds inside

Several cross-sections: ``lambda`` is the weighted mean of their ``c / T`` and ``1 / b`` of their ``1 / b``, for the
law speaks of the flow through the whole length, of which each gate is a sample. The weights are fixed by the
declarations (:class:`~baken.situation.links.Links`), not by the values: an inverse variance of each own value would
favour whichever gate counts least.

Standard error
--------------
``var(lambda)`` of one gate is ``(c + 1) / T**2 + (r * lambda)**2``: Poisson (one is added so that a count of nothing
is not taken for certainty) and the declared relative error ``r`` of the sensor. Of several it is the larger of what
these promise and of how far they lie apart (sandwich estimate). Then ``var(rho) = (var(q) + (q * sigma_v / v0)**2) /
(dq/drho)**2`` (delta method). Weidmann's spread between persons, 0.26 m/s of 1.34, stands for what is not known about
the mean speed of the people present; it is not divided by the root of their number, because the mean itself differs by
purpose (business 1.61, commuting 1.49, shopping 1.16, leisure 1.10 m/s in the same source, standard deviation 0.25).

Assumptions and limits
----------------------
- Stationary within the interval: as many come as go, and the flow is even. An hourly count hides the peaks in it.
- Everybody walks through. Who stands, sits or queues is inside longer and is not seen: a lower bound where people stay.
- Free flow. A count below capacity belongs to a congested density too, and a count alone cannot tell which. Falling
  counts may be a crowd that got stuck. Use a density or speed sensor where that may happen.
- At or above capacity (1.225 persons/m/s on the level at 1.75 /m2) no free-flow density exists: the density is put at
  capacity, its error spans the way to the jam, and the quality is suspect.
- ``E[1/v] > 1/E[v]``: with Weidmann's spread the mean time inside is 4 % longer than ``L / v``. Not corrected; it is
  small beside the standard error.

Source
------
J. D. C. Little, A proof for the queuing formula L = lambda W, *Operations Research* 9(3), 383-387, 1961.
U. Weidmann, *Transporttechnik der Fussgaenger*, IVT 90, ETH Zuerich 1993.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.situation.protocol import MethodDefinition

if TYPE_CHECKING:
    from baken.situation.fundamental_diagram import FreeFlow
    from baken.situation.model import Bool, Float64

LITTLES_LAW: Final = MethodDefinition(
    id="littles-law",
    title="Little's law on counts at cross-sections, with walking speed by density",
    source="Little 1961; Weidmann 1993",
)

_SECONDS_PER_MINUTE: Final = 60.0


@dataclass(frozen=True, slots=True)
class WalkedThrough:
    """What counts at cross-sections say of areas; arrays of one shape."""

    persons: Float64
    persons_variance: Float64
    flow_per_m_min: Float64
    flow_error: Float64
    at_capacity: Bool


REFERENCE_FLOW: Final = 23.0 / 60.0
"""Specific flow in persons/m/s at which gates are weighted: Fruin's walkway A/B limit, where level 2 begins."""


def weight_of_gate(relative_error: float, width_m: float, interval_s: float) -> float:
    """Return how much a gate counts beside others of the same area: 1 / relative variance at the reference flow.

    ``1 / (r**2 + 1 / c)`` with ``c`` the count that the reference flow would give in one interval.

    Examples
    --------
    >>> round(weight_of_gate(0.1, 4.0, 3600.0)), round(weight_of_gate(0.1, 4.0, 60.0))
    (98, 48)
    """
    expected = REFERENCE_FLOW * width_m * interval_s
    return 1.0 / (relative_error * relative_error + 1.0 / expected)


def littles_law(
    crossings_per_s: Float64,
    variance: Float64,
    inverse_width: Float64,
    length_m: Float64,
    free_flow: FreeFlow,
) -> WalkedThrough:
    """Return persons and specific flow from the rate at which people pass.

    Parameters
    ----------
    crossings_per_s, variance
        lambda in persons/s, both directions, and its variance; NaN where not known.
    inverse_width
        1 / effective width, per m.
    length_m
        Length along the walking direction in m.
    free_flow
        The fundamental diagram of every area.

    Examples
    --------
    A walkway of 100 m by 4 m over which 1,800 persons pass in an hour: 0.5 /s, 0.125 /m/s, 0.0933 /m2, 37 persons.

    >>> from baken.situation.fundamental_diagram import FreeFlow
    >>> one = np.array([0])
    >>> said = littles_law(
    ...     np.array([0.5]), np.array([0.0]), np.array([0.25]), np.array([100.0]), FreeFlow(one)
    ... )
    >>> said.persons.round(1).tolist(), said.flow_per_m_min.tolist(), said.at_capacity.tolist()
    ([37.3], [7.5], [False])
    """
    flow = crossings_per_s * inverse_width
    flow_variance = variance * inverse_width * inverse_width
    state = free_flow.at(flow, flow_variance)
    walked = length_m / inverse_width
    error = walked * state.density_error
    return WalkedThrough(
        persons=walked * state.density,
        persons_variance=error * error,
        flow_per_m_min=flow * _SECONDS_PER_MINUTE,
        flow_error=np.sqrt(flow_variance) * _SECONDS_PER_MINUTE,
        at_capacity=state.at_capacity,
    )
