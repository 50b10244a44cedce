# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A simulated place: its areas, gates, entrances and visitors, checked and as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np
from numpy.typing import NDArray

from baken.simulation.geometry import Ways, find_ways
from baken.simulation.model import AreaUse, Demand, Network, SimulationError
from baken.simulation.reading import read_areas, read_demand, read_gates, read_network
from baken.vocabulary.place import OUTSIDE, Area, AreaKind, Gate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

Float64 = NDArray[np.float64]
Index = NDArray[np.intp]

GREEN_GUIDE_PER_M_MIN: Final = 82.0
"""So many people can walk through a metre of gate in a minute, both directions together."""

_PACE: Final = {AreaKind.BEACH: 0.65, AreaKind.STAIRS: 0.6}
"""Walking speed on sand and on stairs as a share of that on pavement (Weidmann 1993 for stairs)."""


@dataclass(frozen=True, slots=True)
class SimulatedCity:
    """A place in which days can be simulated.

    Attributes
    ----------
    gate_areas
        Shape (gates, 2): the areas of each gate; the number of areas stands for outside.
    uses
        What each area offers, in the order of the areas.
    attraction
        Shape (activities, areas).
    most_persons
        Per area: more cannot get in.
    through_per_min
        Per gate: so many persons can cross in a minute.
    """

    areas: tuple[Area, ...]
    gates: tuple[Gate, ...]
    network: Network
    demand: Demand
    gate_areas: Index
    uses: tuple[AreaUse, ...]
    attraction: Float64
    most_persons: Float64
    through_per_min: Float64
    ways: Ways

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Return the place that a city folder describes.

        Raises
        ------
        SimulationError
            When a file is missing, cannot be understood, or names something that is not there.
        """
        return cls.of(read_areas(folder), read_gates(folder), read_network(folder), read_demand(folder))

    @classmethod
    def of(cls, areas: Sequence[Area], gates: Sequence[Gate], network: Network, demand: Demand) -> Self:
        """Return the place that these records describe; raises :class:`SimulationError`."""
        if not areas or not gates:
            raise SimulationError("A simulated place needs areas and gates.")
        used = {use.id: use for use in network.area}
        uses = tuple(used.get(area.id, AreaUse(id=area.id)) for area in areas)
        _check_network(areas, gates, network)
        _check_demand(demand, used.values())
        gate_areas = _gate_areas(areas, gates)
        pace = np.array([use.pace * _PACE.get(area.kind, 1.0) for use, area in zip(uses, areas, strict=True)])
        surface = np.array([area.usable_area_m2 for area in areas])
        return cls(
            areas=tuple(areas),
            gates=tuple(gates),
            network=network,
            demand=demand,
            gate_areas=gate_areas,
            uses=uses,
            attraction=np.array([[use.attraction.get(a.id, 0.0) for use in uses] for a in demand.activity]),
            most_persons=np.floor(surface * np.array([use.most_per_m2 for use in uses])),
            through_per_min=np.floor(GREEN_GUIDE_PER_M_MIN * np.array([gate.effective_width_m for gate in gates])),
            ways=find_ways(areas, gates, gate_areas, pace),
        )

    def ways_without(self, closed: Sequence[tuple[int, int]]) -> Index:
        """Return the next gate from everywhere to everywhere when gates cannot be passed from one of their areas.

        Where there is no way any more it is the usual one: people wait before the gate. Shape as of
        :attr:`~baken.simulation.geometry.Ways.next_gate`.
        """
        found = find_ways(self.areas, self.gates, self.gate_areas, self._pace(), closed=closed).next_gate
        return np.where(found == -1, self.ways.next_gate, found)

    def _pace(self) -> Float64:
        pairs = zip(self.uses, self.areas, strict=True)
        return np.array([use.pace * _PACE.get(area.kind, 1.0) for use, area in pairs])

    def area_index(self, name: str) -> int:
        """Return the place of an area; raises :class:`SimulationError`."""
        return _place(name, [area.id for area in self.areas], "area")

    def gate_index(self, name: str) -> int:
        """Return the place of a gate; raises :class:`SimulationError`."""
        return _place(name, [gate.id for gate in self.gates], "gate")


def _gate_areas(areas: Sequence[Area], gates: Sequence[Gate]) -> Index:
    index = {area.id: i for i, area in enumerate(areas)} | {OUTSIDE: len(areas)}
    pairs = []
    for gate in gates:
        if len(gate.area_ids) != 2 or gate.area_ids[0] == gate.area_ids[1]:
            raise SimulationError(f"Gate {gate.id!r} must lead from one area to another, or outside.")
        for name in gate.area_ids:
            _place(name, list(index), "area")
        pairs.append([index[name] for name in gate.area_ids])
    return np.array(pairs, dtype=np.intp)


def _check_network(areas: Sequence[Area], gates: Sequence[Gate], network: Network) -> None:
    area_ids = [area.id for area in areas]
    gate_ids = [gate.id for gate in gates]
    for use in network.area:
        _place(use.id, area_ids, "area")
    entrances = [e.gate for each in (network.street, network.stop, network.car_park, network.cycle_park) for e in each]
    for name in entrances:
        if OUTSIDE not in gates[_place(name, gate_ids, "gate")].area_ids:
            raise SimulationError(f"Gate {name!r} does not lead outside, so that nobody can come in by it.")
    if not network.street:
        raise SimulationError("There must be a street: whoever misses the last tram walks.")
    _check_traffic(network)


def _check_traffic(network: Network) -> None:
    stops = [stop.id for stop in network.stop]
    for line in network.line:
        for stop in line.stops:
            _place(stop, stops, "stop")
        if len(line.stops) != len(line.stop_shares):
            raise SimulationError(f"Line {line.id!r} needs one share for each of its stops.")
        if min(value for _, value in line.headway_min) < 1.0:
            raise SimulationError(f"Line {line.id!r} runs more often than every minute.")
    car_parks = [park.id for park in network.car_park]
    for road in network.road:
        for park in road.car_parks:
            _place(park, car_parks, "car park")


def _check_demand(demand: Demand, uses: Iterable[AreaUse]) -> None:
    activities = [activity.id for activity in demand.activity]
    _place(demand.shelter, activities, "activity")
    offered = {name for use in uses for name in use.attraction}
    for name in sorted(offered):
        _place(name, activities, "activity")
    for visitors in demand.visitors:
        for name in visitors.activities:
            _place(name, activities, "activity")
            if name not in offered:
                raise SimulationError(f"No area offers {name!r}, which {visitors.id!r} come for.")


def _place(name: str, known: Sequence[str], what: str) -> int:
    try:
        return known.index(name)
    except ValueError:
        raise SimulationError(
            f"There is no {what} {name!r}.", remedy=f"Use one of: {', '.join(known) or 'none'}."
        ) from None
