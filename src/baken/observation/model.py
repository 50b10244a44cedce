# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The SensorThings 1.1 entities as frozen records.

Names follow OGC 18-088 in snake case; the wire names live with the HTTP service. Entities that are few (all but
observations) are kept whole in the catalogue; observations are columns in the store
(:mod:`baken.observation.columns`). Relations are ids, so that a record never drags others along.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

Properties = dict[str, Any]
"""Free key/value pairs of an entity, as JSON."""


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """What every catalogue entity has: an integer id that is never given out again."""

    id: int


class Thing(Entity, frozen=True, kw_only=True):
    """Something that carries sensors: a lamp post, a camera mast, a gate."""

    name: str
    description: str
    properties: Properties = msgspec.field(default_factory=dict)
    location_ids: tuple[int, ...] = ()


class Location(Entity, frozen=True, kw_only=True):
    """Where a thing is now; GeoJSON in CRS84."""

    name: str
    description: str
    location: Any
    encoding_type: str = "application/geo+json"
    properties: Properties = msgspec.field(default_factory=dict)


class HistoricalLocation(Entity, frozen=True, kw_only=True):
    """Where a thing was from a moment on."""

    time: datetime
    thing_id: int
    location_ids: tuple[int, ...] = ()


class Sensor(Entity, frozen=True, kw_only=True):
    """The instrument or procedure, with a link to what is known about it."""

    name: str
    description: str
    encoding_type: str
    metadata: Any
    properties: Properties = msgspec.field(default_factory=dict)


class ObservedProperty(Entity, frozen=True, kw_only=True):
    """A quantity of the closed list (:mod:`baken.vocabulary.quantity`); ``name`` is its permanent name."""

    name: str
    definition: str
    description: str
    properties: Properties = msgspec.field(default_factory=dict)


class UnitOfMeasurement(msgspec.Struct, frozen=True):
    """A unit: name and symbol for people, UCUM code as definition."""

    name: str
    symbol: str
    definition: str


class Datastream(Entity, frozen=True, kw_only=True):
    """The observations of one property by one sensor of one thing.

    ``feature_of_interest_id`` is what its observations are about when they name no feature themselves.
    """

    name: str
    description: str
    observation_type: str
    unit_of_measurement: UnitOfMeasurement
    thing_id: int
    sensor_id: int
    observed_property_id: int
    feature_of_interest_id: int | None = None
    observed_area: Any = None
    properties: Properties = msgspec.field(default_factory=dict)


class FeatureOfInterest(Entity, frozen=True, kw_only=True):
    """The part of the world an observation is about.

    ``location_id`` is the location it was made from, when nobody named a feature and the place of the thing was
    taken.
    """

    name: str
    description: str
    feature: Any
    encoding_type: str = "application/geo+json"
    properties: Properties = msgspec.field(default_factory=dict)
    location_id: int | None = None


class Observation(msgspec.Struct, frozen=True, kw_only=True):
    """One value, with what was known about it when.

    Attributes
    ----------
    id
        ``<datastream id>-<phenomenon time in µs>``, and ``-<revision>`` for an earlier value that was corrected.
    phenomenon_time, phenomenon_time_end
        When it was so; the end is None for a moment.
    result
        The value in the unit of the datastream; None is missing, which is not zero.
    result_time
        When the value was made by the sensor or its provider.
    available_at
        When this node could have known it.
    """

    id: str
    datastream_id: int
    phenomenon_time: datetime
    phenomenon_time_end: datetime | None
    result: float | None
    result_time: datetime | None
    available_at: datetime
    quality: str
    feature_of_interest_id: int | None = None
    parameters: Properties | None = None
