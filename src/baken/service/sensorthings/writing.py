# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Entities from JSON into the catalogue: create with everything inside, link, change.

OGC 18-088 §10, requirements ``create-update-delete/create-entity``, ``link-to-existing-entities``, ``deep-insert``,
``update-entity`` and ``update-entity-put``. One change of the catalogue holds the whole: all of it or nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from baken.observation import model
from baken.observation.activity_index import ACTIVITY_PROPERTY, activity_of
from baken.observation.catalogue import RECORD, Change, ConflictError, Kind
from baken.observation.catalogue_rules import place_thing
from baken.service.sensorthings.functions import as_geometry
from baken.service.sensorthings.problem import invalid
from baken.service.sensorthings.schema import FIELDS
from baken.vocabulary.quantity import DEFINITIONS, definition_of
from baken.vocabulary.time import TimeError, parse_instant

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from baken.service.sensorthings.schema import Schema

_REQUIRED: Final = {
    "Thing": ("name",),
    "Location": ("name", "location"),
    "HistoricalLocation": ("time",),
    "Sensor": ("name", "encodingType", "metadata"),
    "Datastream": ("name", "unitOfMeasurement"),
    "FeatureOfInterest": ("name", "feature"),
}
_ABSENT: Final[dict[str, Any]] = {
    "description": "",
    "encodingType": "application/geo+json",
    "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
    "properties": {},
    "observedArea": None,
}
_DERIVED: Final = {"Datastream": frozenset({"phenomenonTime", "resultTime"})}
"""What the service computes itself; clients that send back what they read need not leave it out."""
_ONE: Final[dict[str, tuple[tuple[str, str, Kind], ...]]] = {
    "Datastream": (
        ("Thing", "thing_id", Kind.THING),
        ("Sensor", "sensor_id", Kind.SENSOR),
        ("ObservedProperty", "observed_property_id", Kind.OBSERVED_PROPERTY),
    ),
    "HistoricalLocation": (("Thing", "thing_id", Kind.THING),),
}
_MAX_LENGTH: Final = 20_000
_MAX_NESTING: Final = 6


class Writer:
    """Writes one request into one change.

    Parameters
    ----------
    activity_for
        Returns the processing activity of a new datastream with these properties, or refuses it.

    Attributes
    ----------
    observations
        ``(datastream id, JSON object)`` of the observations that came inside; they are stored after the change.
    """

    def __init__(
        self, schema: Schema, change: Change, now: datetime, activity_for: Callable[[model.Properties], str]
    ) -> None:
        self._activity_for = activity_for
        self._schema = schema
        self._change = change
        self._now = now
        self._depth = 0
        self.observations: list[tuple[int, dict[str, Any]]] = []

    # -- creating --------------------------------------------------------------------------------------------

    def create(self, kind: Kind, body: Any, given: dict[str, int] | None = None) -> Any:
        """Make an entity and what is inside it; return its record.

        Parameters
        ----------
        given
            Ids of related entities that follow from the path, by relation.

        Raises
        ------
        Problem, CatalogueError, UnitError
            When a property or link is wrong or lacking.
        """
        self._depth += 1
        if self._depth > _MAX_NESTING:
            raise invalid("The entities are nested too deeply.")
        body = _object(kind, body)
        given = given or {}
        self._require_known(kind, body)
        insert = self._insert if kind is not Kind.OBSERVED_PROPERTY else self._observed_property
        record = insert(kind, body, given)
        self._depth -= 1
        return record

    def _insert(self, kind: Kind, body: dict[str, Any], given: dict[str, int]) -> Any:
        fields = properties_of(kind, body, complete=True)
        for name, field, target in _ONE.get(kind.value, ()):
            fields[field] = given.get(name) or self._linked(kind, name, target, body)
        if kind is Kind.HISTORICAL_LOCATION:
            fields["location_ids"] = self._many("Locations", Kind.LOCATION, body, given)
        if kind is Kind.DATASTREAM:
            properties = fields["properties"]
            fields["properties"] = properties | {ACTIVITY_PROPERTY: self._activity_for(properties)}
        record: Any = self._change.add(RECORD[kind], **fields)
        if kind is Kind.THING:
            record = self._fill_thing(record, body, given)
        elif kind is Kind.LOCATION:
            for thing in self._many("Things", Kind.THING, body, given):
                place_thing(self._change, self._change.need(Kind.THING, thing), (record.id,), self._now)
        if kind in {Kind.THING, Kind.SENSOR}:
            for datastream in _list("Datastreams", body):
                self.create(Kind.DATASTREAM, datastream, {kind.value: record.id})
        if kind is Kind.DATASTREAM:
            self.observations += [(record.id, _object(None, o)) for o in _list("Observations", body)]
        return record

    def _fill_thing(self, thing: model.Thing, body: dict[str, Any], given: dict[str, int]) -> model.Thing:
        locations = self._many("Locations", Kind.LOCATION, body, given)
        for history in _list("HistoricalLocations", body):
            self.create(Kind.HISTORICAL_LOCATION, history, {"Thing": thing.id})
        return place_thing(self._change, thing, locations, self._now) if locations else thing

    def _observed_property(self, _kind: Kind, body: dict[str, Any], _given: dict[str, int]) -> Any:
        """Return the property of the closed list that a body names, by name or by definition."""
        name, definition = body.get("name"), body.get("definition")
        names = {d.definition: d.quantity.value for d in DEFINITIONS.values()}
        found = names.get(definition) if isinstance(definition, str) and name not in names.values() else name
        quantity = definition_of(str(found if found is not None else name)[:100]).quantity
        known = self._schema.catalogue.all(Kind.OBSERVED_PROPERTY)
        return next(p for p in known if p.name == quantity.value)

    def _linked(self, kind: Kind, name: str, target: Kind, body: dict[str, Any]) -> int:
        value = body.get(name)
        if value is None:
            raise invalid(f"A {kind.value} needs a {name}.", remedy=f'Link one: "{name}": {{"@iot.id": 1}}.')
        return self.link_or_create(name, target, value)

    def current(self, kind: Kind, number: int) -> Any:
        """Return the record as it is now, after whatever changed since it was found."""
        return self._change.need(kind, number)

    def link_or_create(self, name: str, target: Kind, value: Any) -> int:
        """Return the id of a linked entity, or of one made of what stands there."""
        if isinstance(value, dict) and "@iot.id" in value:
            number: int = self._change.need(target, linked_id(name, value)).id
            return number
        created: int = self.create(target, value).id
        return created

    def _many(self, name: str, target: Kind, body: dict[str, Any], given: dict[str, int]) -> tuple[int, ...]:
        if name in given:
            return (given[name],)
        return tuple(dict.fromkeys(self.link_or_create(name, target, value) for value in _list(name, body)))

    def _require_known(self, kind: Kind, body: dict[str, Any]) -> None:
        entity_type = self._schema.types[kind.value]
        known = {*entity_type.properties, *entity_type.navigations, *_DERIVED.get(kind.value, ())}
        for name in body:
            if "@iot." not in name and name not in known:
                raise invalid(f"A {kind.value} has no property {name[:40]!r}.")

    # -- changing --------------------------------------------------------------------------------------------

    def update(self, kind: Kind, record: Any, body: Any, *, replace: bool) -> Any:
        """Change properties and links of an entity; return its record.

        Parameters
        ----------
        replace
            True for PUT: what is left out goes back to what it is when nobody says it. Links stay.
        """
        body = _object(kind, body)
        self._require_known(kind, body)
        if "@iot.id" in body and linked_id(kind.value, body) != record.id:
            raise ConflictError("The @iot.id in the body is another than that in the path; an id never changes.")
        fields = properties_of(kind, body, complete=replace)
        if kind is Kind.OBSERVED_PROPERTY:
            _require_same_quantity(record, fields)
        for name, field, target in _ONE.get(kind.value, ()):
            if body.get(name) is not None:
                fields[field] = self._change.need(target, linked_id(name, body[name])).id
        if kind is Kind.DATASTREAM:
            self._require_same_property(record, fields)
            _keep_activity(record, fields)
        changed = self._change.update(record, **fields)
        return self._relink(kind, changed, body)

    def _relink(self, kind: Kind, record: Any, body: dict[str, Any]) -> Any:
        if kind in {Kind.THING, Kind.HISTORICAL_LOCATION} and "Locations" in body:
            ids = tuple(
                self._change.need(Kind.LOCATION, linked_id("Locations", v)).id for v in _list("Locations", body)
            )
            if ids == record.location_ids:
                return record
            if kind is Kind.THING:
                return place_thing(self._change, record, ids, self._now)
            return self._change.update(record, location_ids=ids)
        if kind is Kind.LOCATION:
            for value in _list("Things", body):
                thing = self._change.need(Kind.THING, linked_id("Things", value))
                if thing.location_ids != (record.id,):
                    place_thing(self._change, thing, (record.id,), self._now)
        return record

    def _require_same_property(self, record: model.Datastream, fields: dict[str, Any]) -> None:
        changed = fields.get("observed_property_id", record.observed_property_id) != record.observed_property_id
        if changed and self._schema.store.extent(record.id, activity=self._schema.permit) is not None:
            raise ConflictError(
                f"Datastream {record.id} has observations, so what it observes cannot change.",
                remedy="Make another datastream.",
            )


def _keep_activity(record: model.Datastream, fields: dict[str, Any]) -> None:
    """Leave a datastream under the activity for which its observations were made."""
    if "properties" not in fields:
        return
    activity = activity_of(record)
    if fields["properties"].get(ACTIVITY_PROPERTY, activity) != activity:
        raise ConflictError(
            f"Datastream {record.id} observes for the processing activity {activity}; that cannot change.",
            remedy="Make another datastream for another purpose.",
        )
    fields["properties"] = fields["properties"] | {ACTIVITY_PROPERTY: activity}


def properties_of(kind: Kind, body: dict[str, Any], *, complete: bool) -> dict[str, Any]:
    """Return the record fields that a body gives, checked.

    Parameters
    ----------
    complete
        Whether required properties must be there and others get their default.
    """
    fields: dict[str, Any] = {}
    for name, field, type_ in FIELDS[kind.value]:
        if body.get(name) is not None:
            fields[field] = _checked(kind, name, type_, body[name])
        elif complete and name in _REQUIRED.get(kind.value, ()):
            raise invalid(f"A {kind.value} needs {name}.")
        elif name in _ABSENT and (complete or name in body):
            fields[field] = _ABSENT[name]
        elif name in body:
            raise invalid(f"{name} of a {kind.value} cannot be null.")
    return fields


def _checked(kind: Kind, name: str, type_: str, value: Any) -> Any:
    if type_ == "string":
        return _text(name, value)
    if type_ == "time":
        try:
            return parse_instant(_text(name, value))
        except TimeError as error:
            raise invalid(f"{name}: {error.message}", remedy=error.remedy) from error
    if name == "unitOfMeasurement":
        return _unit(value)
    if name == "properties" and not isinstance(value, dict):
        raise invalid(f"properties of a {kind.value} must be a JSON object.")
    if type_ == "geometry" and as_geometry(value) is None:
        raise invalid(f"{name} is no GeoJSON geometry.", remedy='Send {"type": "Point", "coordinates": [4.3, 52.1]}.')
    return value


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise invalid(f"{name} must be a text.")
    if len(value) > _MAX_LENGTH:
        raise invalid(f"{name} has more than {_MAX_LENGTH} characters.")
    return value


def _unit(value: Any) -> model.UnitOfMeasurement:
    if not isinstance(value, dict) or not isinstance(value.get("definition"), str):
        raise invalid(
            "unitOfMeasurement needs a definition: the UCUM code of the unit.",
            remedy='Send {"name": "person", "symbol": "persons", "definition": "{person}"}.',
        )
    parts = (_text(f"unitOfMeasurement/{p}", value.get(p) or "") for p in ("name", "symbol", "definition"))
    return model.UnitOfMeasurement(*parts)


def linked_id(name: str, value: Any) -> int:
    """Return the id of a link ``{"@iot.id": 1}``."""
    number = value.get("@iot.id") if isinstance(value, dict) else None
    if isinstance(number, str) and number.isascii() and number.isdigit():
        number = int(number[:12])
    if isinstance(number, bool) or not isinstance(number, int):
        raise invalid(f"{name} must be a link to something that exists.", remedy='Send {"@iot.id": 1}.')
    return number


def _require_same_quantity(record: model.ObservedProperty, fields: dict[str, Any]) -> None:
    for name in ("name", "definition"):
        if fields.get(name, getattr(record, name)) != getattr(record, name):
            raise ConflictError(
                f"The {name} of an observed property cannot change: the list of what may be observed is closed."
            )


def _object(kind: Kind | None, body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise invalid(f"{'An Observation' if kind is None else f'A {kind.value}'} must be a JSON object.")
    return body


def _list(name: str, body: dict[str, Any]) -> list[Any]:
    value = body.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise invalid(f"{name} must be a list.")
    return value
