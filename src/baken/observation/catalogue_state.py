# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the catalogue holds and how it is found: kinds of entity, what refers to what, records with their indices."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, cast

from baken.errors import BakenError
from baken.observation import model


class CatalogueError(BakenError):
    """A change that would leave the catalogue inconsistent."""


class UnknownEntityError(CatalogueError):
    """An entity that does not exist."""


class ConflictError(CatalogueError):
    """A change that contradicts what is there."""


class Kind(StrEnum):
    """The kinds of entity that the catalogue keeps; the value is the SensorThings name."""

    THING = "Thing"
    LOCATION = "Location"
    HISTORICAL_LOCATION = "HistoricalLocation"
    SENSOR = "Sensor"
    OBSERVED_PROPERTY = "ObservedProperty"
    DATASTREAM = "Datastream"
    FEATURE_OF_INTEREST = "FeatureOfInterest"


RECORD: Final[dict[Kind, type[model.Entity]]] = {
    Kind.THING: model.Thing,
    Kind.LOCATION: model.Location,
    Kind.HISTORICAL_LOCATION: model.HistoricalLocation,
    Kind.SENSOR: model.Sensor,
    Kind.OBSERVED_PROPERTY: model.ObservedProperty,
    Kind.DATASTREAM: model.Datastream,
    Kind.FEATURE_OF_INTEREST: model.FeatureOfInterest,
}
"""The record of each kind."""

KIND_OF: Final = {record: kind for kind, record in RECORD.items()}


@dataclass(frozen=True, slots=True)
class Reference:
    """A field of a record that names other entities by id."""

    field: str
    target: Kind
    many: bool = False


REFERENCES: Final[dict[Kind, tuple[Reference, ...]]] = {
    Kind.THING: (Reference("location_ids", Kind.LOCATION, many=True),),
    Kind.LOCATION: (),
    Kind.HISTORICAL_LOCATION: (
        Reference("thing_id", Kind.THING),
        Reference("location_ids", Kind.LOCATION, many=True),
    ),
    Kind.SENSOR: (),
    Kind.OBSERVED_PROPERTY: (),
    Kind.DATASTREAM: (
        Reference("thing_id", Kind.THING),
        Reference("sensor_id", Kind.SENSOR),
        Reference("observed_property_id", Kind.OBSERVED_PROPERTY),
        Reference("feature_of_interest_id", Kind.FEATURE_OF_INTEREST),
    ),
    Kind.FEATURE_OF_INTEREST: (Reference("location_id", Kind.LOCATION),),
}
"""What each kind refers to; every one of them has an index in the other direction."""

ANY_FEATURE: Final = -1
"""Stands for all features of interest, and none, in an erasure."""
UNNAMED_FEATURE: Final = -2
"""Stands for the observations that name no feature of interest, in an erasure."""


def targets(entity: model.Entity, reference: Reference) -> tuple[int, ...]:
    """Return the ids that a record names by one of its references."""
    value = getattr(entity, reference.field)
    if reference.many:
        return cast("tuple[int, ...]", value)
    return () if value is None else (value,)


class State:
    """Records and indices; changed only by :class:`Catalogue`, each step atomic to a reader."""

    def __init__(self) -> None:
        self.records: dict[Kind, dict[int, model.Entity]] = {kind: {} for kind in Kind}
        self.back: dict[tuple[Kind, str], defaultdict[int, dict[int, None]]] = {
            (kind, r.field): defaultdict(dict) for kind in Kind for r in REFERENCES[kind]
        }
        self.next_ids: dict[Kind, int] = dict.fromkeys(Kind, 1)
        self.links: defaultdict[int, dict[int, None]] = defaultdict(dict)
        self.erasures: dict[tuple[int, int], None] = {}

    def put(self, kind: Kind, entity: model.Entity) -> None:
        """Add or replace a record."""
        old = self.records[kind].get(entity.id)
        self.records[kind][entity.id] = entity
        for reference in REFERENCES[kind]:
            before = targets(old, reference) if old is not None else ()
            after = targets(entity, reference)
            if before != after:
                self._reindex((kind, reference.field), entity.id, before, after)

    def drop(self, kind: Kind, number: int) -> None:
        """Take a record out."""
        old = self.records[kind].pop(number)
        for reference in REFERENCES[kind]:
            self._reindex((kind, reference.field), number, targets(old, reference), ())

    def _reindex(self, key: tuple[Kind, str], number: int, before: tuple[int, ...], after: tuple[int, ...]) -> None:
        index = self.back[key]
        for target in before:
            index[target].pop(number, None)
        for target in after:
            index[target][number] = None
