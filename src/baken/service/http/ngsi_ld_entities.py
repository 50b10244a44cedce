# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The picture as NGSI-LD entities ``CrowdFlowObserved``: one per area, one per counter at a gate.

Not known is an attribute that is not there, never a number; how good a value is stands beside it, as properties of the
property (``standardError``) and of the entity (``quality``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from baken.vocabulary.place import OUTSIDE
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.quantity import Quantity
from baken.vocabulary.time import NO_TIME_US, format_us

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.observation.stream import Stream
    from baken.service.node import Node
    from baken.situation.model import Picture

TYPE: Final = "CrowdFlowObserved"
PERSONS: Final = "IE"
"""UN/CEFACT code of persons."""
KILOMETRES_PER_HOUR: Final = "KMH"
"""UN/CEFACT code of the unit that the data model expects of ``averageCrowdSpeed``."""

_CONGESTED_FROM: Final = 4
"""Level of service at which people hinder each other."""


class Attribute(NamedTuple):
    """One attribute of an entity: its kind, its value, and what stands beside the value.

    ``rest`` holds ``unitCode`` and ``observedAt`` as they are, and properties of the property as attributes.
    """

    kind: str
    value: Any
    rest: dict[str, Any]


class Entity(NamedTuple):
    """One entity; its type is always ``CrowdFlowObserved``."""

    id: str
    attributes: dict[str, Attribute]


def entities(node: Node, picture: Picture, readable: frozenset[int]) -> Iterator[Entity]:
    """Yield the areas of a picture, then the counters at gates.

    Parameters
    ----------
    readable
        Datastreams whose observations the caller may read; counters that are not among them are not told of.
    """
    common = _common(node)
    for i, area_id in enumerate(picture.area_ids):
        yield _area(node, picture, i, area_id, common)
    for declared, stream in enumerate(node.city.streams):
        is_counter = stream.gate_id is not None and stream.quantity is Quantity.PEDESTRIAN_COUNT
        if is_counter and node.datastream_ids[stream.id] in readable:
            yield _counter(node, picture, declared, stream, readable, common)


def _common(node: Node) -> dict[str, Attribute]:
    """Return what every entity says: whom it comes from, and that a simulated city is one."""
    about = "Baken, a simulated city: no real persons" if node.city.simulated else "Baken"
    return {"dataProvider": _property(node.city.authority.name), "source": _property(about)}


def _area(node: Node, picture: Picture, i: int, area_id: str, common: dict[str, Attribute]) -> Entity:
    area = next(a for a in node.city.areas if a.id == area_id)
    end = int(picture.end_us[i])
    at = format_us(picture.issued_at_us if end == NO_TIME_US else end)
    found: dict[str, Attribute] = {
        "name": _property(area.name),
        "dateObserved": _property(at),
        "quality": _property(QualityFlag(int(picture.quality[i])).label),
        "location": Attribute("GeoProperty", {"type": "Polygon", "coordinates": area.polygon}, {}),
        **common,
    }
    persons, error, level = float(picture.persons[i]), float(picture.persons_standard_error[i]), int(picture.level[i])
    if persons == persons:
        beside = {"standardError": _property(round(error, 2))} if error == error else {}
        found["peopleCount"] = _property(round(persons), unitCode=PERSONS, observedAt=at, **beside)
    if level:
        found["congested"] = _property(level >= _CONGESTED_FROM)
    return Entity(_urn(node, "area", area_id), found)


def _counter(
    node: Node, picture: Picture, declared: int, stream: Stream, readable: frozenset[int], common: dict[str, Attribute]
) -> Entity:
    gate = next(g for g in node.city.gates if g.id == stream.gate_id)
    newest = _newest(picture, declared)
    found: dict[str, Attribute] = {
        "name": _property(stream.name),
        "quality": _property(newest.quality.label),
        "location": Attribute("GeoProperty", {"type": "LineString", "coordinates": gate.line}, {}),
        **common,
        **{name: _way(node, place) for name, place in (("into", stream.into), ("outOf", stream.out_of)) if place},
    }
    if newest.start_us == NO_TIME_US:
        found["dateObserved"] = _property(format_us(picture.issued_at_us))
        return Entity(_urn(node, "gate", f"{gate.id}:{stream.id}"), found)
    begin, end = format_us(newest.start_us), format_us(newest.end_us)
    found["dateObserved"] = _property(f"{begin}/{end}")
    found |= {"dateObservedFrom": _date(begin), "dateObservedTo": _date(end)}
    if newest.value == newest.value:
        found["peopleCount"] = _property(round(newest.value), unitCode=PERSONS, observedAt=end)
    speed = _speed(node, picture, stream, newest, readable)
    if speed is not None:
        found["averageCrowdSpeed"] = _property(round(speed * 3.6, 3), unitCode=KILOMETRES_PER_HOUR, observedAt=end)
    return Entity(_urn(node, "gate", f"{gate.id}:{stream.id}"), found)


class _Newest(NamedTuple):
    """The newest value of a stream; ``NO_TIME_US`` and NaN when there is none that can be used."""

    start_us: int
    end_us: int
    value: float
    quality: QualityFlag


def _newest(picture: Picture, declared: int) -> _Newest:
    newest, topology = picture.newest, picture.topology
    place = int(topology.place_of[declared])
    start, end = int(newest.start_us[place]), int(newest.end_us[place])
    if newest.lapsed[place]:
        return _Newest(NO_TIME_US, NO_TIME_US, np.nan, QualityFlag(int(newest.lapse_quality[place])))
    if start == NO_TIME_US:
        return _Newest(NO_TIME_US, NO_TIME_US, np.nan, QualityFlag.MISSING)
    is_stale = end + topology.stale_after_us[place] < picture.issued_at_us
    quality = QualityFlag.STALE if is_stale else QualityFlag(int(newest.quality[place]))
    return _Newest(start, end, float(newest.value[place]), quality)


def _speed(node: Node, picture: Picture, counter: Stream, counted: _Newest, readable: frozenset[int]) -> float | None:
    """Return the walking speed in m/s that was observed at the same gate, the same way and over the same time."""
    for declared, stream in enumerate(node.city.streams):
        same_place = (stream.gate_id, stream.into, stream.out_of) == (counter.gate_id, counter.into, counter.out_of)
        if stream.quantity is Quantity.WALKING_SPEED and same_place and node.datastream_ids[stream.id] in readable:
            found = _newest(picture, declared)
            if (found.start_us, found.end_us) == (counted.start_us, counted.end_us) and found.value == found.value:
                return found.value
    return None


def _urn(node: Node, kind: str, name: str) -> str:
    return f"urn:ngsi-ld:{TYPE}:{node.city.id}:{kind}:{name}"


def _way(node: Node, area_id: str) -> Attribute:
    """Return a relationship to the entity of an area; to the city itself for what is no area."""
    target = f"urn:ngsi-ld:City:{node.city.id}" if area_id == OUTSIDE else _urn(node, "area", area_id)
    return Attribute("Relationship", target, {})


def _property(value: Any, **rest: Any) -> Attribute:
    return Attribute("Property", value, rest)


def _date(text: str) -> Attribute:
    return _property({"@type": "DateTime", "@value": text})


# -- representations (ETSI GS CIM 009, 4.5) ------------------------------------------------------------------------


def normalized(entity: Entity) -> dict[str, Any]:
    """Return an entity with the kind of every attribute.

    Examples
    --------
    >>> normalized(Entity("urn:x", {"peopleCount": _property(3, unitCode="IE")}))["peopleCount"]
    {'type': 'Property', 'value': 3, 'unitCode': 'IE'}
    """
    return {"id": entity.id, "type": TYPE, **{name: _full(a) for name, a in entity.attributes.items()}}


def concise(entity: Entity) -> dict[str, Any]:
    """Return an entity in which kinds are left out, and values without anything beside them stand alone.

    Examples
    --------
    >>> concise(Entity("urn:x", {"peopleCount": _property(3, unitCode="IE"), "congested": _property(False)}))
    {'id': 'urn:x', 'type': 'CrowdFlowObserved', 'peopleCount': {'value': 3, 'unitCode': 'IE'}, 'congested': False}
    """
    return {"id": entity.id, "type": TYPE, **{name: _short(a) for name, a in entity.attributes.items()}}


def simplified(entity: Entity) -> dict[str, Any]:
    """Return an entity with values only (``keyValues``).

    Examples
    --------
    >>> simplified(Entity("urn:x", {"peopleCount": _property(3, unitCode="IE")}))
    {'id': 'urn:x', 'type': 'CrowdFlowObserved', 'peopleCount': 3}
    """
    return {"id": entity.id, "type": TYPE, **{name: _plain(a.value) for name, a in entity.attributes.items()}}


def _full(attribute: Attribute) -> dict[str, Any]:
    key = "object" if attribute.kind == "Relationship" else "value"
    rest = {name: _full(v) if isinstance(v, Attribute) else v for name, v in attribute.rest.items()}
    return {"type": attribute.kind, key: attribute.value, **rest}


def _short(attribute: Attribute) -> Any:
    rest = {name: _short(v) if isinstance(v, Attribute) else v for name, v in attribute.rest.items()}
    if attribute.kind == "Relationship":
        return {"object": attribute.value, **rest}
    return {"value": attribute.value, **rest} if rest else attribute.value


def _plain(value: Any) -> Any:
    return value["@value"] if isinstance(value, dict) and "@value" in value else value
