# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Puts the streams that a city declares into the catalogue, once, with ids that stay.

A declared thing is found back by what its city calls it (``streamId``, ``providerId``, ``gateId`` … in
``properties``), so that starting again, or declaring a better name, changes no id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from baken.observation import model
from baken.observation.activity_index import ACTIVITY_PROPERTY
from baken.observation.catalogue import RECORD, Catalogue, Change, Kind
from baken.observation.catalogue_rules import place_thing
from baken.vocabulary.quantity import DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from baken.observation.stream import Stream
    from baken.vocabulary.place import Area, Gate, Position

MEASUREMENT: Final = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
"""The observation type of a number."""


def ensure_streams(
    catalogue: Catalogue,
    streams: Iterable[Stream],
    gates: Iterable[Gate] = (),
    areas: Iterable[Area] = (),
    *,
    now: datetime,
    activity_of: Callable[[Stream], str],
) -> dict[str, int]:
    """Create or update what each declared stream needs; return stream id → datastream id.

    Parameters
    ----------
    activity_of
        The processing activity that each stream belongs to.

    Invariants
    ----------
    Doing it twice changes nothing. A stream that is no longer declared keeps its datastream and its observations.
    """
    streams = tuple(streams)
    with catalogue.change() as change:
        city = _City(catalogue, change, gates, areas, now, activity_of)
        return {stream.id: city.datastream(stream) for stream in streams}


class _City:
    """One run of :func:`ensure_streams`: what exists by its name in the city, and the change under way."""

    def __init__(
        self,
        catalogue: Catalogue,
        change: Change,
        gates: Iterable[Gate],
        areas: Iterable[Area],
        now: datetime,
        activity_of: Callable[[Stream], str],
    ) -> None:
        self._change = change
        self._now = now
        self._activity_of = activity_of
        self._gates = {gate.id: gate for gate in gates}
        self._areas = {area.id: area for area in areas}
        self._properties = {p.name: p.id for p in catalogue.all(Kind.OBSERVED_PROPERTY)}
        self._found = {
            kind: _by_name(catalogue, kind, keys)
            for kind, keys in (
                (Kind.DATASTREAM, ("streamId",)),
                (Kind.THING, ("connector", "providerId")),
                (Kind.LOCATION, ("connector", "providerId")),
                (Kind.SENSOR, ("connector",)),
                (Kind.FEATURE_OF_INTEREST, ("gateId", "areaId")),
            )
        }

    def datastream(self, stream: Stream) -> int:
        d = DEFINITIONS[stream.quantity]
        names = {
            "streamId": stream.id,
            "gateId": stream.gate_id,
            "areaId": stream.area_id,
            ACTIVITY_PROPERTY: self._activity_of(stream),
        }
        return self._ensure(
            Kind.DATASTREAM,
            (stream.id,),
            name=stream.name,
            description=f"{d.title} at {stream.name}.",
            observation_type=MEASUREMENT,
            unit_of_measurement=model.UnitOfMeasurement(d.unit_name, d.unit_symbol, d.ucum),
            thing_id=self._thing(stream),
            sensor_id=self._sensor(stream.connector),
            observed_property_id=self._properties[stream.quantity.value],
            feature_of_interest_id=self._feature(stream),
            properties={k: v for k, v in names.items() if v is not None} | {"intervalS": stream.interval_s},
        )

    def _thing(self, stream: Stream) -> int:
        key = {"connector": stream.connector, "providerId": stream.provider_id}
        number = self._ensure(
            Kind.THING,
            tuple(key.values()),
            name=stream.name,
            description=f"Sensor {stream.provider_id} of {stream.connector}.",
            properties=key,
        )
        position = stream.position or self._position(stream)
        if position is not None:
            location = self._ensure(
                Kind.LOCATION,
                tuple(key.values()),
                name=stream.name,
                description=f"Where {stream.name} is.",
                location={"type": "Point", "coordinates": list(position)},
                properties=key,
            )
            thing = self._change.need(Kind.THING, number)
            if thing.location_ids != (location,):
                place_thing(self._change, thing, (location,), self._now)
        return number

    def _sensor(self, connector: str) -> int:
        return self._ensure(
            Kind.SENSOR,
            (connector,),
            name=connector,
            description=f"What the connector {connector} reads.",
            encoding_type="text/plain",
            metadata=f"See the README of the connector {connector}.",
            properties={"connector": connector},
        )

    def _feature(self, stream: Stream) -> int | None:
        place = self._gates.get(stream.gate_id or "") or self._areas.get(stream.area_id or "")
        if place is None:
            return None
        is_gate = stream.gate_id is not None and place is self._gates.get(stream.gate_id)
        return self._ensure(
            Kind.FEATURE_OF_INTEREST,
            (place.id, None) if is_gate else (None, place.id),
            name=place.name,
            description="The gate over which is counted." if is_gate else "The area that is observed.",
            feature=_geometry(place),
            properties={"gateId" if is_gate else "areaId": place.id},
        )

    def _position(self, stream: Stream) -> Position | None:
        gate = self._gates.get(stream.gate_id or "")
        area = self._areas.get(stream.area_id or "")
        line = gate.line if gate is not None else area.polygon[0] if area is not None else ()
        if not line:
            return None
        return (sum(p[0] for p in line) / len(line), sum(p[1] for p in line) / len(line))

    def _ensure(self, kind: Kind, key: tuple[str | None, ...], **fields: Any) -> int:
        number = self._found[kind].get(key)
        if number is None:
            number = self._change.add(RECORD[kind], **fields).id
            self._found[kind][key] = number
        else:
            entity = self._change.need(kind, number)
            fields["properties"] = entity.properties | fields["properties"]
            self._change.update(entity, **fields)
        return number


def _by_name(catalogue: Catalogue, kind: Kind, keys: tuple[str, ...]) -> dict[tuple[str | None, ...], int]:
    found: dict[tuple[str | None, ...], int] = {}
    for entity in catalogue.all(kind):
        key = tuple(entity.properties.get(k) for k in keys)
        if any(part is not None for part in key):
            found.setdefault(key, entity.id)
    return found


def _geometry(place: Gate | Area) -> dict[str, Any]:
    if hasattr(place, "line"):
        return {"type": "LineString", "coordinates": [list(p) for p in place.line]}
    return {"type": "Polygon", "coordinates": [[list(p) for p in ring] for ring in place.polygon]}
