# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The picture as NGSI-LD entities ``CrowdFlowObserved``: one per area, one per counter at a gate.

Not known is an attribute that is not there, never a number; how good a value is stands beside it, as properties of the
property (``standardError``) and of the entity (``quality``).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from baken.vocabulary.place import OUTSIDE
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.quantity import Quantity
from baken.vocabulary.time import NO_TIME_US, format_us

if TYPE_CHECKING:
    from collections.abc import Callable

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


class View:
    """The entities of one picture, as one caller may see them; each is made when it is asked for.

    Parameters
    ----------
    readable
        Datastreams whose observations the caller may read; counters that are not among them are not told of.
    """

    def __init__(self, node: Node, picture: Picture, readable: frozenset[int]) -> None:
        self._node, self._picture = node, picture
        self._common = _common(node)
        self._area_of = {area.id: area for area in node.city.areas}
        self._gate_of = {gate.id: gate for gate in node.city.gates}
        self._makers: dict[str, Callable[[], Entity]] = {}
        self._speeds: dict[_Way, int] = {}
        self.activity_of: dict[str, str] = {}
        for i, area_id in enumerate(picture.area_ids):
            self._makers[_urn(node, "area", area_id)] = partial(self._area, i, area_id)
        for declared, stream in enumerate(node.city.streams):
            if stream.gate_id is not None and node.datastream_ids[stream.id] in readable:
                self._add_at_gate(declared, stream)

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids of all entities: areas first, then counters at gates, as the city declares them."""
        return tuple(self._makers)

    def entity(self, entity_id: str) -> Entity:
        """Return one of them."""
        return self._makers[entity_id]()

    def _add_at_gate(self, declared: int, stream: Stream) -> None:
        if stream.quantity is Quantity.WALKING_SPEED:
            self._speeds.setdefault(_way_of(stream), declared)
        if stream.quantity is Quantity.PEDESTRIAN_COUNT:
            name = _urn(self._node, "gate", f"{stream.gate_id}:{stream.id}")
            self._makers[name] = partial(self._counter, name, declared, stream)
            activity = self._node.city.coverage.of_stream(stream.id, stream.connector)
            self.activity_of |= {} if activity is None else {name: activity}

    def _area(self, i: int, area_id: str) -> Entity:
        picture, area = self._picture, self._area_of[area_id]
        end = int(picture.end_us[i])
        at = format_us(picture.issued_at_us if end == NO_TIME_US else end)
        found: dict[str, Attribute] = {
            "name": _property(area.name),
            "dateObserved": _property(at),
            "quality": _property(QualityFlag(int(picture.quality[i])).label),
            "location": Attribute("GeoProperty", {"type": "Polygon", "coordinates": area.polygon}, {}),
            **self._common,
        }
        persons, error = float(picture.persons[i]), float(picture.persons_standard_error[i])
        if persons == persons:
            beside = {"standardError": _property(round(error, 2))} if error == error else {}
            found["peopleCount"] = _property(round(persons), unitCode=PERSONS, observedAt=at, **beside)
        if picture.level[i]:
            found["congested"] = _property(int(picture.level[i]) >= _CONGESTED_FROM)
        return Entity(_urn(self._node, "area", area_id), found)

    def _counter(self, name: str, declared: int, stream: Stream) -> Entity:
        newest, line = _newest(self._picture, declared), self._gate_of[stream.gate_id or ""].line
        found: dict[str, Attribute] = {
            "name": _property(stream.name),
            "quality": _property(newest.quality.label),
            "location": Attribute("GeoProperty", {"type": "LineString", "coordinates": line}, {}),
            **self._common,
            **{n: self._place(place) for n, place in (("into", stream.into), ("outOf", stream.out_of)) if place},
        }
        if newest.start_us == NO_TIME_US:
            found["dateObserved"] = _property(format_us(self._picture.issued_at_us))
            return Entity(name, found)
        begin, end = format_us(newest.start_us), format_us(newest.end_us)
        found["dateObserved"] = _property(f"{begin}/{end}")
        found |= {"dateObservedFrom": _date(begin), "dateObservedTo": _date(end)}
        if newest.value == newest.value:
            found["peopleCount"] = _property(round(newest.value), unitCode=PERSONS, observedAt=end)
        speed = self._speed(stream, newest)
        if speed == speed:
            found["averageCrowdSpeed"] = _property(round(speed * 3.6, 3), unitCode=KILOMETRES_PER_HOUR, observedAt=end)
        return Entity(name, found)

    def _speed(self, counter: Stream, counted: _Newest) -> float:
        """Return the walking speed in m/s that was observed at the same gate, the same way, over the same time."""
        declared = self._speeds.get(_way_of(counter))
        if declared is None:
            return np.nan
        found = _newest(self._picture, declared)
        return found.value if (found.start_us, found.end_us) == (counted.start_us, counted.end_us) else np.nan

    def _place(self, area_id: str) -> Attribute:
        """Return a relationship to the entity of an area; to the city itself for what is no area."""
        city = f"urn:ngsi-ld:City:{self._node.city.id}"
        return Attribute("Relationship", city if area_id == OUTSIDE else _urn(self._node, "area", area_id), {})


_Way = tuple[str | None, str | None, str | None]
"""A gate, into what, out of what."""


def _way_of(stream: Stream) -> _Way:
    return stream.gate_id, stream.into, stream.out_of


def _common(node: Node) -> dict[str, Attribute]:
    """Return what every entity says: whom it comes from, and that a simulated city is one."""
    about = "Baken, a simulated city: no real persons" if node.city.simulated else "Baken"
    return {"dataProvider": _property(node.city.authority.name), "source": _property(about)}


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


def _urn(node: Node, kind: str, name: str) -> str:
    return f"urn:ngsi-ld:{TYPE}:{node.city.id}:{kind}:{name}"


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
