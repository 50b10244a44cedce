# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads Amsterdam's feed of car parks, GeoJSON as of 2019 and as of the Open Data Platform; knows nothing of Baken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_FEATURES: Final = 20_000


class DocumentError(ValueError):
    """What was delivered is no feed of car parks."""


@dataclass(frozen=True, slots=True)
class Location:
    """One feature, its texts as they stand there; None where there is none.

    Attributes
    ----------
    kind
        ``parkinglocation``, or ``guidancesign`` for a sign that points to one.
    state, status
        ``ok`` or ``error``; ``GETAL``, ``VOL``, ``STORING_…`` (only the newer form has a status).
    short, long
        Free spaces and capacity for visitors, and for season-ticket holders.
    """

    id: str
    name: str
    kind: str
    state: str
    status: str
    published: object
    short: tuple[object, object]
    long: tuple[object, object]
    longitude: object
    latitude: object


def read_locations(raw: bytes) -> Iterator[Location | int]:
    """Yield every feature; of one that is no feature its place.

    Raises
    ------
    DocumentError
        When it is no feature collection.
    msgspec.DecodeError
        When it is no JSON.
    """
    document = msgspec.json.decode(raw)
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise DocumentError("it is no feature collection")
    if len(features) > MOST_FEATURES:
        raise DocumentError(f"it has more than {MOST_FEATURES} features")
    for i, feature in enumerate(features):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        yield _location(feature, properties) if isinstance(properties, dict) else i


def _location(feature: dict[str, Any], properties: dict[str, Any]) -> Location:
    geometry = feature.get("geometry")
    point = geometry.get("coordinates") if isinstance(geometry, dict) else None
    longitude, latitude = point[:2] if isinstance(point, list) and len(point) >= 2 else (None, None)
    return Location(
        id=_text(feature.get("Id", feature.get("id"))),
        name=_text(properties.get("Name")),
        kind=_text(properties.get("Type")),
        state=_text(properties.get("State")),
        status=_text(properties.get("Status")),
        published=properties.get("PubDate"),
        short=(properties.get("FreeSpaceShort"), properties.get("ShortCapacity")),
        long=(properties.get("FreeSpaceLong"), properties.get("LongCapacity")),
        longitude=longitude,
        latitude=latitude,
    )


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) and value.isprintable() and len(value) <= 120 else ""
