# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes areas.geojson of cities/scheveningen.

Everything is schematic: positions are right within about 100 m, surfaces, widths and capacities are assumptions.
Nothing here was surveyed and no authority decided it.

    .venv/bin/python tools/scheveningen/places.py
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from frame import CITY, Point, collection, degrees

SCHEMATIC = "Schematic, drawn for this demonstration; not surveyed"
CAPACITY_PER_M2 = {"beach": 0.35, "walkway": 0.9, "square": 0.9, "stairs": 0.9, "platform": 1.5}
"""Persons per usable square metre that are taken as safe in this made-up city, per kind of area."""

PAVEMENT, SAND, FOOT, SEA = 30.0, 54.0, 92.0, 168.0
"""Seaward edges: houses | boulevard | row of beach pavilions | beach | sea."""
PASSAGE_M = 16.0
"""Width of a way between the pavilions to the beach."""


@dataclass(frozen=True)
class Place:
    """An area: its outline in the frame, and the share of it on which people can walk, stand or sit."""

    id: str
    name: str
    kind: str
    ring: tuple[Point, ...]
    usable: float
    length_m: float = 0.0


def box(west: float, east: float, low: float, high: float) -> tuple[Point, ...]:
    """Return the corners of a rectangle: ``west`` to ``east`` along the coast, ``low`` to ``high`` seaward."""
    return ((west, low), (east, low), (east, high), (west, high))


def beach(west: float, east: float, passages: tuple[float, ...]) -> tuple[Point, ...]:
    """Return the sand between pavilions and sea, with the passages that lead to it from the boulevard."""
    ring: list[Point] = [(west, FOOT)]
    for middle in passages:
        a, b = middle - PASSAGE_M / 2, middle + PASSAGE_M / 2
        ring += [(a, FOOT), (a, SAND), (b, SAND), (b, FOOT)]
    return (*ring, (east, FOOT), (east, SEA), (west, SEA))


EMPTY_AT_H = 4.5
"""When nobody is on the sand, the stairs, the platforms and the pier: an hour before first light in summer."""
EMPTY_KINDS = ("beach", "stairs", "platform")

PIER = (105.0, 478.0)
"""The middle of the head of the pier."""


def pier() -> tuple[Point, ...]:
    """Return the deck of the pier with its round head."""
    middle, out = PIER
    turns = [math.radians(15 * k) for k in range(10, -11, -1)]
    head = [(middle + 52 * math.sin(turn), out + 52 * math.cos(turn)) for turn in turns]
    return ((114, SAND), (114, 300), (131, 300), *head, (79, 300), (96, 300), (96, SAND))


BEACHES = (
    ("strand-zuid", "Strand Zuid", -1368, -940, (-1290, -1030)),
    ("strand-scheveningseslag", "Strand Scheveningseslag", -940, -480, (-860, -607, -520)),
    ("strand-kurhaus", "Strand Kurhaus", -480, 94, (-330, -160, 40)),
    ("strand-noord", "Strand Noord", 116, 520, (220, 420)),
    ("strand-zwarte-pad", "Strand Zwarte Pad", 520, 900, (580, 780)),
)

PLACES = (
    *(Place(beach_id, name, "beach", beach(west, east, ways), 0.92) for beach_id, name, west, east, ways in BEACHES),
    Place("boulevard-zuid", "Boulevard Zuid", "walkway", box(-1467, -780, PAVEMENT, SAND), 0.62, 687),
    Place("boulevard-midden", "Boulevard Midden", "walkway", box(-780, -84, PAVEMENT, SAND), 0.62, 696),
    Place("boulevard-kurhaus", "Boulevard Kurhaus", "walkway", box(-84, 162, PAVEMENT, SAND), 0.7, 246),
    Place("boulevard-noord", "Boulevard Noord", "walkway", box(162, 900, PAVEMENT, SAND), 0.62, 738),
    Place("kurhaus-trappen-zuid", "Kurhaustrappen Zuid", "stairs", box(-84, -64, -60, PAVEMENT), 0.5, 90),
    Place("kurhaus-trappen-noord", "Kurhaustrappen Noord", "stairs", box(92, 112, -60, PAVEMENT), 0.6, 90),
    Place("gevers-deynootplein", "Gevers Deynootplein", "square", box(-84, 112, -128, -60), 0.55),
    Place("palaceplein", "Palaceplein", "square", box(112, 162, -128, PAVEMENT), 0.6),
    Place("de-pier", "De Pier", "walkway", pier(), 0.5, 420),
    Place("keizerstraat", "Keizerstraat", "walkway", box(-937, -921, -330, PAVEMENT), 0.7, 360),
    Place("scheveningseslag", "Scheveningseslag", "walkway", box(-619, -595, -96, PAVEMENT), 0.6, 126),
    Place("zwarte-pad", "Zwarte Pad", "walkway", box(560, 600, -142, PAVEMENT), 0.5, 172),
    Place(
        "vissershaven",
        "Vissershaven",
        "walkway",
        ((-1806, -330), (-1770, -330), (-1770, -14), (-1467, -14), (-1467, 42), (-1500, 22), (-1806, 22)),
        0.45,
        640,
    ),
    Place("halte-kurhaus", "Halte Kurhaus", "platform", box(-56, 56, -150, -128), 0.6),
    Place("halte-zwarte-pad", "Halte Zwarte Pad", "platform", box(536, 624, -166, -142), 0.6),
)


def surface(ring: tuple[Point, ...]) -> float:
    """Return the surface within a ring (shoelace formula)."""
    pairs = zip(ring, (*ring[1:], ring[0]), strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


def area_feature(place: Place) -> dict[str, Any]:
    """Return the feature of an area."""
    usable = round(surface(place.ring) * place.usable, -1)
    capacity = round(usable * CAPACITY_PER_M2[place.kind], -1)
    properties = {
        "name": place.name,
        "kind": place.kind,
        "usable_area_m2": usable,
        **({"length_m": place.length_m} if place.length_m else {}),
        "capacity_persons": capacity,
        "capacity_source": f"Assumption for this made-up city: {CAPACITY_PER_M2[place.kind]} persons per usable m2 of "
        f"{place.kind}; no authority decided it",
        **({"empty_at_h": EMPTY_AT_H} if place.kind in EMPTY_KINDS or place.id == "de-pier" else {}),
        "geometry_source": f"{SCHEMATIC}. Taken as usable: {place.usable:.0%} of the outline.",
    }
    ring = [degrees(p) for p in (*place.ring, place.ring[0])]
    return {
        "type": "Feature",
        "id": place.id,
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def features() -> list[dict[str, Any]]:
    """Return the features of the file."""
    return [area_feature(place) for place in PLACES]


def main() -> None:
    """Write areas.geojson."""
    (CITY / "areas.geojson").write_text(collection(features()), encoding="utf-8")


if __name__ == "__main__":
    main()
