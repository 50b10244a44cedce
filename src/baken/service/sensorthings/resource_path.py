# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Resource paths: ``Things(1)/Datastreams(2)/Observations``, ``Things(1)/name/$value``, ``Things/$ref``.

OGC 18-088 §9.2, requirement ``resource-path/resource-path-to-entities``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from baken.observation.catalogue import Kind
from baken.service.sensorthings.planning import Scope, parse_observation_id
from baken.service.sensorthings.problem import Problem, not_found
from baken.service.sensorthings.schema import SET_OF, EntityType, Schema, rows_of

if TYPE_CHECKING:
    import pyarrow as pa

    from baken.service.sensorthings.observations import ObservationReader
    from baken.service.sensorthings.schema import Navigation

_SEGMENT: Final = re.compile(r"([A-Za-z]+)(?:\((?:(\d{1,18})|'([^'/]{1,60})')\))?", re.ASCII)
_MAX_SEGMENTS: Final = 12
_LARGEST_ID: Final = 2**31 - 1
EVERYTHING: Final = Scope()


@dataclass(frozen=True, slots=True)
class Resource:
    """What a path names.

    Attributes
    ----------
    record
        The entity, when it names one: a catalogue record or a :class:`~.schema.Row`.
    table
        The observation as the store gave it, when it names one.
    parent, navigation
        The entity and relation through which a collection was reached; None for an entity set.
    scope
        Which observations, when it names a collection of them.
    tail
        A property, and then perhaps keys inside it.
    suffix
        ``$value``, ``$ref`` or empty.
    """

    type: EntityType
    record: Any = None
    table: pa.Table | None = None
    parent: Any = None
    parent_type: EntityType | None = None
    navigation: Navigation | None = None
    scope: Scope = EVERYTHING
    tail: tuple[str, ...] = ()
    suffix: str = ""

    @property
    def is_collection(self) -> bool:
        """Tell whether it names several entities."""
        return self.record is None

    def path(self, root: str) -> str:
        """Return the URL of the entity or collection."""
        if self.record is not None:
            return self_link(root, self.type, self.record)
        if self.parent is not None and self.parent_type is not None and self.navigation is not None:
            return f"{self_link(root, self.parent_type, self.parent)}/{self.navigation.name}"
        return f"{root}/{self.type.set_name}"


def self_link(root: str, entity_type: EntityType, record: Any) -> str:
    """Return the URL of an entity; the id of an observation is text and stands in quotes."""
    number = record.id
    return f"{root}/{SET_OF[entity_type.name]}({number!r})"


class Resolver:
    """Finds what a path names."""

    def __init__(self, schema: Schema, reader: ObservationReader) -> None:
        self._schema = schema
        self._reader = reader

    def resolve(self, path: str) -> Resource:
        """Return what a path below the service root names.

        Raises
        ------
        Problem
            404 when there is nothing there.
        """
        segments = path.strip("/").split("/")
        if len(segments) > _MAX_SEGMENTS:
            raise not_found("The path has too many segments.")
        first, number = _parsed(segments[0])
        entity_type = self._schema.of_set(first)
        if entity_type is None:
            raise not_found(f"There is no entity set {first[:40]!r}.")
        resource = Resource(entity_type)
        if number is not None:
            resource = self._entity(entity_type, number)
        for i, segment in enumerate(segments[1:], 1):
            if segment.startswith("$"):
                return _suffixed(resource, segment, last=i == len(segments) - 1)
            resource = self._step(resource, segment)
        return resource

    def _step(self, resource: Resource, segment: str) -> Resource:
        if resource.tail:
            return _tail(resource, segment)
        if resource.is_collection:
            raise not_found(f"{segment[:40]!r} cannot follow a collection.")
        if segment in resource.type.properties or segment == "@iot.id":
            return _tail(resource, segment)
        name, number = _parsed(segment)
        navigation = resource.type.navigations.get(name)
        if navigation is None:
            raise not_found(f"{resource.type.name} has no property or relation {segment[:40]!r}.")
        target = self._schema.types[navigation.target]
        if not navigation.many:
            if number is not None:
                raise not_found(f"{name} is one entity and takes no id.")
            return self._single(resource, navigation, target)
        if number is None:
            return Resource(
                target,
                parent=resource.record,
                parent_type=resource.type,
                navigation=navigation,
                scope=_scope(resource),
            )
        member = self._entity(target, number)
        self._require_related(resource, navigation, member)
        return member

    def _single(self, resource: Resource, navigation: Navigation, target: EntityType) -> Resource:
        numbers = navigation.ids(resource.record) if navigation.ids else ()
        record = self._schema.catalogue.get(Kind(target.name), numbers[0]) if numbers else None
        if record is None:
            raise not_found(f"This {resource.type.name} has no {navigation.name}.")
        return Resource(target, record)

    def _entity(self, entity_type: EntityType, number: str) -> Resource:
        if entity_type.kind is None:
            return self._observation(entity_type, number)
        record = self._schema.catalogue.get(entity_type.kind, int(number)) if number.isdigit() else None
        if record is None:
            raise not_found(f"There is no {entity_type.name} with id {number}.")
        return Resource(entity_type, record)

    def _observation(self, entity_type: EntityType, number: str) -> Resource:
        key = parse_observation_id(number)
        if key is not None and self._schema.catalogue.datastream(key[0]) is not None:
            table = self._reader.one(*key)
            if len(table):
                return Resource(entity_type, rows_of(table)[0]._replace(revision=key[2]), table)
        raise not_found(f"There is no Observation with id {number!r}.")

    def _require_related(self, resource: Resource, navigation: Navigation, member: Resource) -> None:
        if navigation.ids is not None:
            related = member.record.id in navigation.ids(resource.record)
        elif resource.type.kind is Kind.DATASTREAM:
            related = member.record.datastream_id == resource.record.id
        else:
            related = self._schema.feature_of(member.record) == resource.record.id
        if not related:
            raise not_found(
                f"{member.type.name} {member.record.id} does not belong to {resource.type.name} {resource.record.id}."
            )


def _parsed(segment: str) -> tuple[str, str | None]:
    found = _SEGMENT.fullmatch(segment)
    if found is None:
        raise not_found(f"The path segment {segment[:60]!r} is not understood.")
    name, number, text = found.groups()
    if number is not None and int(number) > _LARGEST_ID:
        raise not_found(f"There is no {name} with id {number}.")
    return name, number if number is not None else text


def _tail(resource: Resource, segment: str) -> Resource:
    return replace(resource, tail=(*resource.tail, segment))


def _suffixed(resource: Resource, suffix: str, *, last: bool) -> Resource:
    fits = (suffix == "$value" and resource.tail) or (suffix == "$ref" and not resource.tail)
    if not (fits and last):
        raise Problem(404, f"{suffix[:20]!r} cannot stand here in a path.")
    return replace(resource, suffix=suffix)


def _scope(resource: Resource) -> Scope:
    if resource.type.kind is Kind.DATASTREAM:
        return Scope(datastream_id=resource.record.id)
    if resource.type.kind is Kind.FEATURE_OF_INTEREST:
        return Scope(feature_id=resource.record.id)
    return Scope()
