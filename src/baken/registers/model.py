# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What registers are generated from, and the words that they share. Names on the wire are camelCase."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from baken.governance.lists import PartyKind
from baken.governance.model import Party, Standing, State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from baken.city.model import City
    from baken.governance.model import Agreement, ProcessingActivity
    from baken.plugin.manifest import Manifest
    from baken.situation.protocol import MethodDefinition
    from baken.vocabulary.quantity import Quantity


class Text(msgspec.Struct, frozen=True):
    """The same in Dutch and in English."""

    nl: str
    en: str


class Record(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """The common form of what a register answers."""


class Term(Record, frozen=True):
    """A value of a closed list, and what it is called."""

    id: str
    label: Text


class SensorPlace(Record, frozen=True):
    """Where a sensor observes.

    Attributes
    ----------
    precision
        ``sensor`` when its own position is known, ``gate`` or ``area`` when only what it observes is; ``unknown``.
    lon, lat
        CRS84; of a gate its middle, of an area a point inside it. None when nowhere.
    geometry
        GeoJSON of the gate, area or position; None when nowhere.
    """

    text: Text
    precision: str
    lon: float | None = None
    lat: float | None = None
    geometry: dict[str, Any] | None = None
    area_id: str | None = None
    gate_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredSensor:
    """One datastream of a node, as the registers see it.

    Attributes
    ----------
    id
        Name of the stream in the city folder; of one that a sensor made by itself ``datastream-<number>``.
    activity
        The activity it belongs to; None when it belongs to none, and then nothing of it comes in.
    connector
        Who delivers it; empty when the sensor does so itself.
    """

    id: str
    name: str
    activity: str | None
    quantity: Quantity | None
    unit: str
    place: SensorPlace
    connector: str = ""
    interval_s: float | None = None
    datastream_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Safeguard:
    """A security measure (GDPR art. 32) that is really on, and how we know.

    Attributes
    ----------
    evidence
        What was looked at: a part of the node that runs, or a rule that a test holds.
    """

    id: str
    text: Text
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodInUse:
    """A method that estimates areas of this city, and which."""

    definition: MethodDefinition
    area_ids: tuple[str, ...]
    quantities: tuple[Quantity, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that registers and drafts are generated from: what was declared, and what really runs.

    Attributes
    ----------
    activities
        One version of each activity, the one in force, sorted by id.
    versions
        Every version of every activity.
    standings
        Of every activity, now.
    base_url
        Where this node is published, without a slash at the end.
    now
        When it was so, for the reader.
    """

    city: City
    sensors: tuple[RegisteredSensor, ...]
    activities: tuple[ProcessingActivity, ...]
    versions: tuple[ProcessingActivity, ...]
    standings: Mapping[str, Standing]
    methods: tuple[MethodInUse, ...]
    manifests: Mapping[str, Manifest]
    safeguards: tuple[Safeguard, ...]
    base_url: str
    now: datetime
    _activity: dict[str, ProcessingActivity] = field(init=False)
    _sensors: dict[str | None, list[RegisteredSensor]] = field(init=False)
    _areas_of_gate: dict[str | None, tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        sensors: dict[str | None, list[RegisteredSensor]] = {}
        for sensor in self.sensors:
            sensors.setdefault(sensor.activity, []).append(sensor)
        object.__setattr__(self, "_activity", {a.id: a for a in self.activities})
        object.__setattr__(self, "_sensors", sensors)
        object.__setattr__(self, "_areas_of_gate", {g.id: g.inside for g in self.city.gates})

    @property
    def controller(self) -> Party:
        """Return the one whose data this node holds."""
        found = next((p for p in self.city.parties if p.is_controller), None)
        if found is not None:
            return found
        authority = self.city.authority
        return Party(id="", name=authority.name, kind=PartyKind.OTHER, contact=authority.contact or authority.website)

    def party(self, party_id: str) -> Party:
        """Return a party by its id; one that is not declared has its id for a name."""
        found = next((p for p in self.city.parties if p.id == party_id), None)
        return found or Party(id=party_id, name=party_id, kind=PartyKind.OTHER)

    def activity(self, activity_id: str | None) -> ProcessingActivity | None:
        """Return the version of an activity that is in force, or None."""
        return None if activity_id is None else self._activity.get(activity_id)

    def standing(self, activity_id: str) -> Standing:
        """Return how an activity stands; one of which nothing is known does not stand."""
        return self.standings.get(activity_id) or Standing(activity=activity_id, state=State.WITHDRAWN)

    def sensors_of(self, activity_id: str) -> tuple[RegisteredSensor, ...]:
        """Return the sensors that belong to an activity."""
        return tuple(self._sensors.get(activity_id, ()))

    def areas_of(self, place: SensorPlace) -> tuple[str, ...]:
        """Return the ids of the areas that a sensor at a place informs, directly or over a gate."""
        own = () if place.area_id is None else (place.area_id,)
        return own + self._areas_of_gate.get(place.gate_id, ())

    def agreements_on(self, activity_id: str) -> tuple[Agreement, ...]:
        """Return the agreements about an activity that have not ended."""
        return tuple(a for a in self.city.agreements if activity_id in a.activities and a.valid_until > self.now)

    def address(self, path: str) -> str:
        """Return the absolute address of a path on this node."""
        return self.base_url + path
