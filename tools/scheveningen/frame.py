# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The frame in which Scheveningen is drawn: metres along the coast (to the north-east) and towards the sea.

The beach lies straight in it, so that areas, gates and streets are rectangles that can be read and checked by hand.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from baken.city.geometry import LocalPlane

if TYPE_CHECKING:
    from collections.abc import Iterable

CITY = Path(__file__).parents[2] / "cities" / "scheveningen"

PLANE = LocalPlane((4.2828, 52.1135))
"""In front of the Kurhaus."""
COAST = math.radians(43.92)
"""The direction of the coast, anticlockwise from east."""

EXTENT = (4.2430, 52.0860, 4.3220, 52.1330)

Point = tuple[float, float]


def degrees(point: Iterable[float]) -> list[float]:
    """Return longitude and latitude of a place in the frame.

    >>> degrees((0, 0))
    [4.2828, 52.1135]
    """
    along, seaward = point
    east = along * math.cos(COAST) - seaward * math.sin(COAST)
    north = along * math.sin(COAST) + seaward * math.cos(COAST)
    longitude, latitude = PLANE.to_degrees((east, north))
    return [round(longitude, 6), round(latitude, 6)]


def framed(position: Iterable[float]) -> Point:
    """Return the place in the frame of longitude and latitude.

    >>> framed((4.2828, 52.1135))
    (0.0, 0.0)
    """
    longitude, latitude = position
    east, north = PLANE.to_metres((longitude, latitude))
    return (
        east * math.cos(COAST) + north * math.sin(COAST),
        -east * math.sin(COAST) + north * math.cos(COAST),
    )


def collection(features: list[dict[str, Any]]) -> str:
    """Return features over a few lines each, so that a fault can name its own line."""
    lines = ",\n".join(_feature(feature) for feature in features)
    return f'{{\n"type": "FeatureCollection",\n"features": [\n{lines}\n]\n}}\n'


def _feature(feature: dict[str, Any]) -> str:
    properties = json.dumps(feature["properties"], indent=1, ensure_ascii=False)
    head = f'{{"type": "Feature", "id": {json.dumps(feature["id"])},'
    return f'{head}\n"properties": {properties},\n"geometry": {json.dumps(feature["geometry"])}}}'
