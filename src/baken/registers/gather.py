# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Gathers what registers are generated from: the city, how its activities stand, and what a node really runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.registers.model import Facts, MethodInUse, RegisteredSensor
from baken.registers.places import NOWHERE, place_at, place_of
from baken.vocabulary.quantity import DEFINITIONS, Quantity, UnknownQuantityError, definition_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from baken.city.model import City
    from baken.governance.activities import Activities
    from baken.observation.model import Datastream, Location, Thing
    from baken.observation.stream import Stream
    from baken.plugin.manifest import Manifest
    from baken.registers.model import Safeguard, SensorPlace
    from baken.situation.protocol import MethodDefinition
    from baken.vocabulary.place import Position

ACTIVITY_PROPERTY = "processingActivity"
"""In which property a datastream that a sensor made by itself carries its activity."""


def gather(
    city: City,
    activities: Activities,
    *,
    now: datetime,
    base_url: str,
    manifests: Mapping[str, Manifest],
    definition_of_area: Callable[[int], MethodDefinition],
    safeguards: Iterable[Safeguard] = (),
    datastream_ids: Mapping[str, int] | None = None,
    others: Iterable[RegisteredSensor] = (),
) -> Facts:
    """Return the facts of a city at a moment.

    Parameters
    ----------
    definition_of_area
        By which method the area at a place in ``city.areas`` is estimated, as the estimator that runs says.
    safeguards
        Security measures that are really on.
    datastream_ids
        Stream id → datastream id, on a node that runs.
    others
        Sensors that are on the node and not in the city folder.
    """
    ids = datastream_ids or {}
    in_force = (activities.at(name, now) for name in activities.ids)
    return Facts(
        city=city,
        sensors=(*declared_sensors(city, ids), *sorted(others, key=lambda s: s.id)),
        activities=tuple(a for a in in_force if a is not None),
        versions=tuple(v for name in activities.ids for v in activities.versions(name)),
        standings={name: activities.standing(name, now) for name in activities.ids},
        methods=methods_in_use(city, definition_of_area),
        manifests=manifests,
        safeguards=tuple(safeguards),
        base_url=base_url.rstrip("/"),
        now=now,
    )


def declared_sensors(city: City, datastream_ids: Mapping[str, int]) -> tuple[RegisteredSensor, ...]:
    """Return each stream of the city folder once, in its order."""
    gates = {gate.id: gate for gate in city.gates}
    areas = {area.id: area for area in city.areas}
    places: dict[tuple[str | None, str | None, Position | None], SensorPlace] = {}

    def place(stream: Stream) -> SensorPlace:
        key = (stream.gate_id, stream.area_id, stream.position)
        if key not in places:
            places[key] = place_of(stream, gates.get(stream.gate_id or ""), areas.get(stream.area_id or ""))
        return places[key]

    return tuple(
        RegisteredSensor(
            id=stream.id,
            name=stream.name,
            activity=city.coverage.of_stream(stream.id, stream.connector),
            quantity=stream.quantity,
            unit=DEFINITIONS[stream.quantity].ucum,
            place=place(stream),
            connector=stream.connector,
            interval_s=stream.interval_s,
            datastream_id=datastream_ids.get(stream.id),
        )
        for stream in city.streams
    )


def undeclared_sensor(
    datastream: Datastream, observed_property: str, thing: Thing | None, locations: Iterable[Location]
) -> RegisteredSensor:
    """Return a datastream that a sensor made by itself, or that the city folder declares no longer.

    Names come from whoever wrote them and are escaped where they are shown.
    """
    interval = datastream.properties.get("intervalS")
    activity = datastream.properties.get(ACTIVITY_PROPERTY)
    name = thing.name if thing is not None else datastream.name
    places = [place for place in (place_at(name, loc.location) for loc in locations) if place is not NOWHERE]
    return RegisteredSensor(
        id=f"datastream-{datastream.id}",
        name=datastream.name,
        activity=activity if isinstance(activity, str) else None,
        quantity=_quantity(observed_property),
        unit=datastream.unit_of_measurement.definition,
        place=places[0] if places else NOWHERE,
        interval_s=float(interval) if isinstance(interval, (int, float)) and not isinstance(interval, bool) else None,
        datastream_id=datastream.id,
    )


def methods_in_use(city: City, definition_of_area: Callable[[int], MethodDefinition]) -> tuple[MethodInUse, ...]:
    """Return every method by which an area of the city is estimated, with those areas; sorted by id.

    An area that no stream informs is estimated by no method and is in none.
    """
    gates = {gate.id: gate.inside for gate in city.gates}
    quantities: dict[str, set[Quantity]] = {}
    for stream in city.streams:
        informed = gates[stream.gate_id] if stream.gate_id is not None else (stream.area_id,)
        for area_id in informed:
            quantities.setdefault(area_id or "", set()).add(stream.quantity)
    found: dict[str, MethodDefinition] = {}
    areas: dict[str, list[str]] = {}
    for i, area in enumerate(city.areas):
        definition = definition_of_area(i)
        if area.id in quantities and definition.id != "none":
            found[definition.id] = definition
            areas.setdefault(definition.id, []).append(area.id)
    return tuple(
        MethodInUse(
            definition=found[name],
            area_ids=tuple(areas[name]),
            quantities=tuple(sorted(set().union(*(quantities[a] for a in areas[name])))),
        )
        for name in sorted(found)
    )


def _quantity(name: str) -> Quantity | None:
    try:
        return definition_of(name).quantity
    except UnknownQuantityError:
        return None
