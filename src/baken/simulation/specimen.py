# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A small place for tests and examples: a beach, a promenade, a square with a tram, and a street."""

from __future__ import annotations

import datetime
from typing import Any, Final

import msgspec

from baken.simulation.city import SimulatedCity
from baken.simulation.model import Demand, Network, Scenario
from baken.vocabulary.place import OUTSIDE, Area, AreaKind, Gate

_WEST: Final = 4.27
_SOUTH: Final = 52.11
_STEP: Final = 0.002


def areas() -> tuple[Area, ...]:
    """Return the four areas, side by side."""
    kinds = (
        ("beach", AreaKind.BEACH, 20_000.0),
        ("promenade", AreaKind.WALKWAY, 4_000.0),
        ("square", AreaKind.SQUARE, 5_000.0),
        ("stop", AreaKind.PLATFORM, 600.0),
    )
    return tuple(
        Area(id=name, name=name.title(), kind=kind, usable_area_m2=m2, polygon=(_ring(i),), capacity_persons=6_000.0)
        for i, (name, kind, m2) in enumerate(kinds)
    )


def gates() -> tuple[Gate, ...]:
    """Return the gates between neighbours, and those to outside."""
    pairs = (
        ("stairs", ("promenade", "beach"), 8.0),
        ("arcade", ("square", "promenade"), 10.0),
        ("kerb", ("stop", "square"), 12.0),
        ("doors", (OUTSIDE, "stop"), 20.0),
        ("street", (OUTSIDE, "square"), 6.0),
    )
    return tuple(
        Gate(id=name, name=name.title(), line=_line(i), effective_width_m=width, area_ids=pair)
        for i, (name, pair, width) in enumerate(pairs)
    )


_NETWORK: Final[dict[str, Any]] = {
    "area": [
        {"id": "beach", "attraction": {"beach": 1.0}, "comfortable_per_m2": 0.4, "most_per_m2": 2.0},
        {"id": "promenade", "attraction": {"stroll": 1.0}, "comfortable_per_m2": 0.6},
        {"id": "square", "attraction": {"stroll": 0.5, "indoors": 1.0}, "sheltered": True},
    ],
    "street": [{"gate": "street"}],
    "stop": [{"id": "terminus", "gate": "doors"}],
    "line": [
        {
            "id": "1",
            "stops": ["terminus"],
            "stop_shares": [1.0],
            "headway_min": [[0, 10]],
            "first_h": 6,
            "last_h": 25,
            "capacity": 150,
        },
        {
            "id": "2",
            "stops": ["terminus"],
            "stop_shares": [1.0],
            "headway_min": [[0, 12]],
            "first_h": 6,
            "last_h": 25,
            "capacity": 150,
            "share": 0.5,
        },
    ],
    "car_park": [
        {"id": "garage", "gate": "street", "spaces": 60, "walk_s": 240, "regulars": 8},
        {"id": "field", "gate": "street", "spaces": 90, "walk_s": 400, "share": 0.5},
    ],
    "cycle_park": [{"id": "racks", "gate": "street", "spaces": 120}],
    "road": [{"id": "avenue", "car_parks": ["garage", "field"]}],
}

_DEMAND: Final[dict[str, Any]] = {
    "shelter": "indoors",
    "activity": [
        {"id": "beach", "dwell_min": 120, "rain_patience_min": 6, "hours": [7, 22.5]},
        {"id": "stroll", "dwell_min": 20},
        {"id": "indoors", "dwell_min": 40},
    ],
    "visitors": [
        {
            "id": "bathers",
            "persons": 4000,
            "days": {"weekday": 0.5, "sunday": 1.0},
            "arrival": [[12, 1.5, 1.0]],
            "stay_h": 4,
            "modes": {"tram": 0.5, "car": 0.2, "bicycle": 0.15, "foot": 0.15},
            "activities": {"beach": 0.8, "stroll": 0.2},
            "taste": {"half_c": 20, "width_c": 2, "sun": 0.5, "rain": 0.5},
            "leaves_in_rain": 0.7,
        },
        {
            "id": "residents",
            "persons": 600,
            "days": {"weekday": 1.0, "sunday": 1.0},
            "arrival": [[4, 1, 0.05], [15, 4, 1.0]],
            "stay_h": 1,
            "modes": {"foot": 1.0},
            "activities": {"stroll": 1.0},
        },
    ],
}

_SCENARIO: Final[dict[str, Any]] = {
    "title": "Specimen",
    "description": "A warm Sunday.",
    "date": datetime.date(2026, 7, 12),
    "day": "sunday",
    "weather": {"temperature_c": [[4, 16], [14, 26], [28, 17]], "sun": [[6, 0.5], [12, 1.0], [21, 0.2]]},
}


def small_city(**changes: Any) -> SimulatedCity:
    """Return the small place; ``network`` and ``demand`` may replace what stands at the top of these files.

    Examples
    --------
    >>> [area.id for area in small_city().areas]
    ['beach', 'promenade', 'square', 'stop']
    """
    network = msgspec.convert({**_NETWORK, **changes.get("network", {})}, Network)
    demand = msgspec.convert({**_DEMAND, **changes.get("demand", {})}, Demand)
    return SimulatedCity.of(areas(), gates(), network, demand)


def small_day(**changes: Any) -> Scenario:
    """Return a warm Sunday in it; whatever is named is another."""
    return msgspec.convert({**_SCENARIO, **changes}, Scenario)


def _ring(place: int) -> tuple[tuple[float, float], ...]:
    south = _SOUTH - place * _STEP
    corners = ((0.0, 0.0), (0.003, 0.0), (0.003, -_STEP), (0.0, -_STEP), (0.0, 0.0))
    return tuple((_WEST + x, south + y) for x, y in corners)


def _line(place: int) -> tuple[tuple[float, float], ...]:
    south = _SOUTH - (place + 1) * _STEP if place < 3 else _SOUTH - 3.5 * _STEP
    west = _WEST + (0.001 if place != 4 else 0.003)
    return ((west, south), (west + 0.0002, south))
