# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fundamental diagram: how fast people walk at a density, and which density goes with a flow.

Weidmann (1993) fitted the mean speed v [m/s] at density rho [persons/m2], from 25 studies:

    v(rho) = v0 * (1 - exp(-gamma * (1 / rho - 1 / rho_jam)))

The specific flow ``q = rho * v(rho)`` [persons/m/s] rises to a capacity and falls again to zero at the jam density, so
every flow below capacity belongs to two densities: free flow and congestion. A count alone cannot tell which.
This module inverts the free-flow branch.

Source
------
U. Weidmann, *Transporttechnik der Fussgaenger*, Schriftenreihe des IVT 90, ETH Zuerich, 2nd edition 1993: level
walkways v0 = 1.34 m/s, standard deviation between persons 0.26 m/s, gamma = 1.913 /m2, rho_jam = 5.4 /m2; stairs,
horizontal speed: up v0 = 0.610 m/s, gamma = 3.722 /m2, capacity 0.85 /m/s; down 0.694, 3.802 and 0.98.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]
Index = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class FundamentalDiagram:
    """Weidmann's relation with one set of constants.

    Attributes
    ----------
    free_speed
        v0 in m/s.
    shape
        gamma in persons/m2.
    jam_density
        rho_jam in persons/m2, where nobody moves.
    relative_spread
        Standard deviation of the walking speed as a share of v0.

    Examples
    --------
    >>> round(WALKWAY.capacity, 3), round(WALKWAY.capacity_density, 2)
    (1.225, 1.75)
    >>> float(WALKWAY.speed(np.array([1.75])).round(2)[0])
    0.7
    """

    free_speed: float
    shape: float
    jam_density: float
    relative_spread: float

    def speed(self, density: Float64) -> Float64:
        """Return the mean speed in m/s at a density in persons/m2; zero from the jam density on."""
        with np.errstate(divide="ignore"):
            gap = self.shape * (1.0 / density - 1.0 / self.jam_density)
        return np.maximum(self.free_speed * -np.expm1(-gap), 0.0)

    def flow(self, density: Float64) -> Float64:
        """Return the specific flow in persons/m/s at a density in persons/m2."""
        return density * self.speed(density)

    def slope(self, density: Float64) -> Float64:
        """Return dq/drho in m/s: how much flow one person/m2 more brings; zero at capacity."""
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            falling = np.exp(-self.shape * (1.0 / density - 1.0 / self.jam_density))
            result = self.free_speed * (1.0 - falling * (1.0 + self.shape / density))
        return np.where(density <= 0.0, self.free_speed, result)

    @property
    def capacity_density(self) -> float:
        """The density in persons/m2 at which the flow is greatest, by bisection of the slope."""
        low, high = 1e-6, self.jam_density
        for _ in range(80):
            middle = (low + high) / 2.0
            low, high = (middle, high) if self.slope(np.array([middle]))[0] > 0.0 else (low, middle)
        return (low + high) / 2.0

    @property
    def capacity(self) -> float:
        """The greatest specific flow in persons/m/s."""
        return float(self.flow(np.array([self.capacity_density]))[0])


_SPREAD: Final = 0.26 / 1.34

WALKWAY: Final = FundamentalDiagram(1.34, 1.913, 5.4, _SPREAD)
"""Level walkways, Weidmann 1993."""

STAIRS: Final = FundamentalDiagram((0.610 + 0.694) / 2.0, (3.722 + 3.802) / 2.0, 5.4, _SPREAD)
"""Stairs, horizontal: half-way between Weidmann's values for up and down, because a count of both directions together
does not say which it was; they lie 7 % either side, well inside the spread."""

DIAGRAMS: Final = (WALKWAY, STAIRS)
"""The diagrams by number, as :class:`FreeFlow` takes them."""


@dataclass(frozen=True, slots=True)
class FreeFlowState:
    """The free-flow state that belongs to a flow; arrays of one shape.

    Attributes
    ----------
    density
        Persons/m2; at most the density at capacity.
    density_error
        Standard error of it, bounded by :attr:`FreeFlow.ambiguity`.
    at_capacity
        True where the flow is not below capacity, so that the density is only known to be that or higher.
    """

    density: Float64
    density_error: Float64
    at_capacity: NDArray[np.bool_]


class FreeFlow:
    """The free-flow branch of several diagrams, inverted by table.

    The table is over ``s = sqrt(1 - q / capacity)``, in which speed and slope are smooth up to and at capacity
    (over q they have a square-root singularity there), so that linear interpolation errs by less than 1e-6.

    Parameters
    ----------
    diagram
        Per place, its number in :data:`DIAGRAMS`.

    Examples
    --------
    >>> state = FreeFlow(np.array([0, 0])).at(np.array([0.5, 2.0]), np.array([0.0, 0.0]))
    >>> state.density.round(3).tolist(), state.at_capacity.tolist()
    ([0.376, 1.751], [False, True])
    """

    def __init__(self, diagram: Index) -> None:
        self._diagram = diagram
        self._offset = diagram * (_CELLS + 2)
        self._inverse_capacity = 1.0 / _CAPACITY[diagram]
        self._capacity = _CAPACITY[diagram]
        self._relative_variance = np.array([d.relative_spread**2 for d in DIAGRAMS])[diagram]
        self.ambiguity: Float64 = _AMBIGUITY[diagram]

    def at(self, flow: Float64, flow_variance: Float64) -> FreeFlowState:
        """Return density and its standard error at a flow in persons/m/s.

        ``var(rho) = (var(q) + (q * sigma_v / v0)**2) / (dq/drho)**2``: the delta method, for the error of the flow
        and for the unknown mean speed of the people who happen to be there. Towards capacity the slope goes to
        zero; the error is bounded by ``(rho_jam - rho_capacity) / sqrt(3)``, the root mean square distance to a
        truth that may lie anywhere between capacity and jam.
        """
        share = flow * self._inverse_capacity
        place = np.maximum(1.0 - share, 0.0)
        np.sqrt(place, out=place)
        place *= _CELLS
        cell = np.fmin(place, _CELLS).astype(np.intp)  # fmin: a NaN flow looks up something and stays NaN below
        place -= cell
        cell += self._offset
        speed = _SPEED_STEP.take(cell)
        speed *= place
        speed += _SPEED.take(cell)
        slope = _SLOPE_STEP.take(cell)
        slope *= place
        slope += _SLOPE.take(cell)
        error = flow * flow
        error *= self._relative_variance
        error += flow_variance
        np.sqrt(error, out=error)
        error /= slope
        return FreeFlowState(np.minimum(flow, self._capacity) / speed, np.minimum(error, self.ambiguity), share >= 1.0)


_CELLS: Final = 2048
_ALMOST_FLAT: Final = 1e-9
"""The slope at capacity: as good as zero, without dividing by it."""


def _branch(diagram: FundamentalDiagram) -> tuple[Float64, Float64]:
    """Return speed and slope at the nodes of the table, one node more than cells at the end."""
    share = 1.0 - np.linspace(0.0, 1.0, _CELLS + 1) ** 2
    low = np.zeros(_CELLS + 1)
    high = np.full(_CELLS + 1, diagram.capacity_density)
    wanted = share * diagram.capacity
    for _ in range(60):
        middle = (low + high) / 2.0
        under = diagram.flow(middle) < wanted
        low, high = np.where(under, middle, low), np.where(under, high, middle)
    density = (low + high) / 2.0
    speed = np.where(density > 0.0, diagram.speed(np.maximum(density, 1e-9)), diagram.free_speed)
    slope = diagram.slope(density)
    slope[0] = _ALMOST_FLAT
    return np.append(speed, speed[-1]), np.append(slope, slope[-1])


_BRANCHES: Final = [_branch(d) for d in DIAGRAMS]
_SPEED: Final = np.concatenate([b[0] for b in _BRANCHES])
_SLOPE: Final = np.concatenate([b[1] for b in _BRANCHES])
_SPEED_STEP: Final = np.diff(_SPEED, append=0.0)
_SLOPE_STEP: Final = np.diff(_SLOPE, append=0.0)
_CAPACITY: Final = np.array([d.capacity for d in DIAGRAMS])
_AMBIGUITY: Final = np.array([(d.jam_density - d.capacity_density) / math.sqrt(3.0) for d in DIAGRAMS])
