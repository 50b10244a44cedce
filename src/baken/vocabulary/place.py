# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Place: areas in which people are, and gates over which they are counted. Coordinates are CRS84 lon, lat."""

from __future__ import annotations

from enum import StrEnum

import msgspec

Position = tuple[float, float]
"""Longitude and latitude in degrees, CRS84."""

Ring = tuple[Position, ...]
"""A closed line: the last position equals the first."""


OUTSIDE = "outside"
"""The id that stands for everywhere that is no area: a gate to or from it is a way into or out of the network."""


class AreaKind(StrEnum):
    """What an area is used for; it decides which level of service applies."""

    WALKWAY = "walkway"
    SQUARE = "square"
    BEACH = "beach"
    PLATFORM = "platform"
    STAIRS = "stairs"
    BUILDING = "building"


class Area(msgspec.Struct, frozen=True, kw_only=True):
    """A bounded place whose number of persons is estimated.

    Attributes
    ----------
    id
        Permanent kebab-case name within the city.
    usable_area_m2
        Surface on which people can stand or walk, obstacles taken off.
    length_m
        Length along the walking direction, for walkways and stairs; the usable width is
        ``usable_area_m2 / length_m``. Zero for other kinds.
    capacity_persons, capacity_source
        How many persons are safe here, and who says so; None when nobody has decided it.
    polygon
        Outer ring first, then holes.
    counted_all_around
        Whether every way in and out has streams that count both directions apart, so that a balance can be kept.
    empty_at_h
        Hour of the local day at which nobody is inside, for example 4.0; None when that cannot be said.
    """

    id: str
    name: str
    kind: AreaKind
    usable_area_m2: float
    polygon: tuple[Ring, ...]
    length_m: float = 0.0
    capacity_persons: float | None = None
    capacity_source: str | None = None
    geometry_source: str = ""
    counted_all_around: bool = False
    empty_at_h: float | None = None


class Gate(msgspec.Struct, frozen=True, kw_only=True):
    """A line over which people are counted.

    Attributes
    ----------
    area_ids
        One area: the gate is a cross-section inside it. Two: people leave the first for the second; one of them may be
        :data:`OUTSIDE`.
    effective_width_m
        Clear width in metres after obstacles and edge effects.
    """

    id: str
    name: str
    line: tuple[Position, ...]
    effective_width_m: float
    area_ids: tuple[str, ...]
    width_source: str = ""

    @property
    def inside(self) -> tuple[str, ...]:
        """The areas of the city that it touches."""
        return tuple(area for area in self.area_ids if area != OUTSIDE)
