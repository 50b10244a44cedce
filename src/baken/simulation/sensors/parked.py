# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Boards of car parks and cycle parks, and counters of vehicles on roads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from baken.simulation.model import SimulationError
from baken.simulation.sensors.told import thinned
from baken.simulation.weather import along

if TYPE_CHECKING:
    from baken.simulation.model import CarPark, CyclePark
    from baken.simulation.sensors.told import Look

Float64 = NDArray[np.float64]


def board(look: Look) -> Float64:
    """Return the occupied spaces that a board shows: with regular users, counting errors that add up, and jumps."""
    network = look.day.city.network
    for i, park in enumerate(network.car_park):
        if park.id == look.stream.provider_id:
            return _cars(look, park, i)
    for i, rack in enumerate(network.cycle_park):
        if rack.id == look.stream.provider_id:
            return _cycles(look, rack, i)
    known = ", ".join([park.id for park in network.car_park] + [rack.id for rack in network.cycle_park])
    raise SimulationError(
        f"Stream {look.stream.id!r} is of {look.stream.provider_id!r}, which is no car park or cycle park.",
        remedy=f"Use as provider_id one of: {known}.",
    )


def _cars(look: Look, park: CarPark, place: int) -> Float64:
    rng = look.rng
    cars = look.day.cars[:, place].astype(np.float64)
    regulars = park.regulars * look.wander(0.15, 4.0)
    moved = np.abs(np.diff(cars, prepend=cars[:1]))
    missed = np.cumsum(rng.normal(0.0, 0.08, len(cars)) * np.sqrt(moved))
    jump = np.zeros(len(cars))
    if rng.random() < look.flaws.board_jumps:
        at = int(rng.integers(len(cars) // 4, len(cars)))
        # Somebody counts by hand and corrects the board.
        jump[at:] = rng.normal(0.0, 0.04 * park.spaces)
    shown = look.averaged(cars + regulars + missed + jump)
    return np.asarray(np.clip(np.rint(shown), 0.0, float(park.spaces)))


def _cycles(look: Look, rack: CyclePark, place: int) -> Float64:
    cycles = look.day.cycles[:, place] + look.flaws.old_cycles * rack.spaces * look.wander(0.1, 6.0)
    shown = look.averaged(np.minimum(cycles, rack.spaces))
    return np.asarray(np.clip(np.rint(shown * look.noise(len(shown))), 0.0, float(rack.spaces)))


def vehicles(look: Look) -> Float64:
    """Return the vehicles on a road, in or out: those of its car parks, and others."""
    name, _, way = look.stream.provider_id.rpartition("/")
    for road in look.day.city.network.road:
        if road.id == name and way in ("in", "out"):
            parks = [park.id for park in look.day.city.network.car_park]
            mine = [parks.index(park) for park in road.car_parks]
            cars = (look.day.cars_in if way == "in" else look.day.cars_out)[:, mine].sum(axis=1)
            others = look.rng.poisson(np.maximum(along(road.others_per_h, look.day.weather.hours), 0.0) / 60.0)
            return look.summed(thinned(cars + others, min(look.bias(), 1.0), look.rng))
    raise SimulationError(
        f"Stream {look.stream.id!r} is of {look.stream.provider_id!r}, which is no road.",
        remedy='Use "<road>/in" or "<road>/out" as provider_id.',
    )
