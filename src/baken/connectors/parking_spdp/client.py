# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads documents of the Standard for the Publication of Dynamic Parking Data 2.0 (SPDP); knows nothing of Baken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import msgspec

STATIC_KEYS: Final = ("parkingFacilityInformation", "parkingFacilityStaticInformation")
MOST_SPECIFICATIONS: Final = 1_000


class DocumentError(ValueError):
    """What was delivered is no SPDP document."""


@dataclass(frozen=True, slots=True)
class Status:
    """What a dynamic document says of a facility, its values as they stand there; None where there is none."""

    id: str
    name: str
    capacity: object
    vacant: object
    is_open: object
    updated: object


@dataclass(frozen=True, slots=True)
class Specification:
    """A capacity, and from when until when it holds (seconds since 1970; None where the document does not say)."""

    capacity: object
    start: object
    end: object


@dataclass(frozen=True, slots=True)
class Facility:
    """What a static document says of a facility."""

    id: str
    name: str
    specifications: tuple[Specification, ...]
    longitude: object
    latitude: object


def read_document(raw: bytes) -> Status | Facility:
    """Return what a document says: dynamic or static.

    Raises
    ------
    DocumentError
        When it is neither.
    msgspec.DecodeError
        When it is no JSON.
    """
    document = msgspec.json.decode(raw)
    if isinstance(document, dict):
        dynamic = document.get("parkingFacilityDynamicInformation")
        if isinstance(dynamic, dict):
            return _status(dynamic)
        for key in STATIC_KEYS:
            if isinstance(document.get(key), dict):
                return _facility(document[key])
    raise DocumentError("it is neither a dynamic nor a static document of SPDP")


def _status(document: dict[str, Any]) -> Status:
    status = document.get("facilityActualStatus")
    if not isinstance(status, dict):
        raise DocumentError("it has no facilityActualStatus")
    return Status(
        id=_text(document.get("identifier")),
        name=_text(document.get("name")),
        capacity=status.get("parkingCapacity"),
        vacant=status.get("vacantSpaces"),
        is_open=status.get("open"),
        updated=status.get("lastUpdated"),
    )


def _facility(document: dict[str, Any]) -> Facility:
    found = document.get("specifications")
    parts = [part for part in found if isinstance(part, dict)] if isinstance(found, list) else []
    longitude, latitude = _entrance(document.get("accessPoints"))
    return Facility(
        id=_text(document.get("identifier")),
        name=_text(document.get("name")),
        specifications=tuple(
            Specification(part.get("capacity"), part.get("validityStartOfPeriod"), part.get("validityEndOfPeriod"))
            for part in parts[:MOST_SPECIFICATIONS]
        ),
        longitude=longitude,
        latitude=latitude,
    )


def _entrance(points: object) -> tuple[object, object]:
    """Return longitude and latitude of the first way in that has them."""
    for point in points if isinstance(points, list) else []:
        found = point.get("accessPointLocation") if isinstance(point, dict) else None
        for place in found if isinstance(found, list) else [found]:
            if isinstance(place, dict) and "latitude" in place:
                return place.get("longitude"), place.get("latitude")
    return None, None


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) and value.isprintable() and len(value) <= 120 else ""
