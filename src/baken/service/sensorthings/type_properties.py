# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How the filter language finds the properties of an entity: its own, inside JSON, and through relations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from baken.observation.catalogue import Kind
from baken.observation.model import Datastream
from baken.observation.protocol import ObservationQuery
from baken.service.sensorthings import filter as f
from baken.service.sensorthings.predicate import Accessor
from baken.service.sensorthings.problem import invalid
from baken.service.sensorthings.schema import Row, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.service.sensorthings.schema import EntityType, Navigation, Property, Schema

MAX_JOINED: Final = 200_000
"""How many observations a filter on another entity type may look at."""


class TypeProperties:
    """Finds the properties of one entity type, through its relations; see :class:`~.predicate.Properties`."""

    def __init__(self, schema: Schema, entity_type: EntityType) -> None:
        self._schema = schema
        self._type = entity_type
        self._read: dict[tuple[bool, int], list[Row]] = {}

    def accessor(self, path: f.Path) -> Accessor:
        """Return how to read a path."""
        return self._walk(self._type, path.segments, path)

    def _walk(self, entity_type: EntityType, segments: tuple[str, ...], path: f.Path) -> Accessor:
        name, rest = segments[0], segments[1:]
        if name in {"id", "@iot.id"} and not rest:
            return Accessor(lambda e: e.id, many=False, type="id")
        if name in entity_type.properties:
            return _inside(entity_type.properties[name], rest)
        navigation = entity_type.navigations.get(name)
        if navigation is None or not rest:
            raise f.FilterError(f"{entity_type.name} has no property {name!r}", path.position)
        return self._through(navigation, rest, path)

    def _through(self, navigation: Navigation, rest: tuple[str, ...], path: f.Path) -> Accessor:
        target = self._schema.types[navigation.target]
        inner = self._walk(target, rest, path)
        if navigation.ids is None:
            own, each = self._observations, _each(inner)
            return Accessor(lambda e: tuple(v for row in own(e) for v in each(row)), many=True, type=inner.type)
        records = self._schema.catalogue
        ids, kind, get = navigation.ids, Kind(navigation.target), inner.get

        def found(entity: Any) -> list[Any]:
            return [r for i in ids(entity) if (r := records.get(kind, i)) is not None]

        if inner.many or navigation.many:
            each = _each(inner)
            return Accessor(lambda e: tuple(v for r in found(e) for v in each(r)), many=True, type=inner.type)
        return Accessor(lambda e: next((get(r) for r in found(e)), None), many=False, type=inner.type)

    def _observations(self, entity: Any) -> list[Row]:
        """Return the observations of a datastream or about a feature of interest, each read once per request."""
        is_datastream = isinstance(entity, Datastream)
        key = (is_datastream, entity.id)
        if key not in self._read:
            ids = (entity.id,) if is_datastream else self._schema.catalogue.observing(entity.id)
            left = MAX_JOINED - sum(map(len, self._read.values()))
            query = ObservationQuery(datastream_ids=ids, limit=left + 1)
            rows = rows_of(self._schema.store.read(query, activity=self._schema.permit))
            if len(rows) > left:
                raise invalid(
                    f"The filter would look at more than {MAX_JOINED} observations.",
                    remedy="Ask Observations with this filter, and $expand=Datastream.",
                )
            of = self._schema.feature_of
            self._read[key] = rows if is_datastream else [r for r in rows if of(r) == entity.id]
        return self._read[key]


def _each(accessor: Accessor) -> Callable[[Any], tuple[Any, ...]]:
    """Return a function that reads one value or many as a tuple."""
    get = accessor.get
    return get if accessor.many else lambda entity: (get(entity),)


def _inside(found: Property, keys: tuple[str, ...]) -> Accessor:
    """Read inside a JSON property, ``properties/owner/name``; null where there is nothing."""
    value = found.value
    if not keys:
        return Accessor(value, many=False, type=found.type)

    def get(record: Any) -> Any:
        part = value(record)
        if isinstance(part, msgspec.Struct):
            part = msgspec.structs.asdict(part)
        for key in keys:
            if isinstance(part, list) and key.isdigit() and int(key) < len(part):
                part = part[int(key)]
            elif isinstance(part, dict):
                part = part.get(key)
            else:
                return None
        return part

    return Accessor(get, many=False, type="json")
