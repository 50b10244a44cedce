# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What does the city measure here? Every sensor, what for, by what right, for how long, and how to object."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from baken.registers.explained import (
    ActivityRecord,
    PartyRecord,
    StandingRecord,
    explained,
    party_record,
    standing_record,
)
from baken.registers.model import Record, SensorPlace, Text
from baken.registers.owners import owner_of
from baken.registers.periods import every
from baken.registers.places import distance_m
from baken.registers.words import QUANTITIES

if TYPE_CHECKING:
    from baken.registers.model import Facts, RegisteredSensor
    from baken.vocabulary.place import Position

DATASTREAMS: Final = "/sta/v1.1/Datastreams"


class CityRecord(Record, frozen=True):
    """The city of a register."""

    id: str
    name: str
    simulated: bool


class AuthorityRecord(Record, frozen=True):
    """Who supervises the protection of personal data."""

    name: str
    url: str


class ObjectingRecord(Record, frozen=True):
    """How to object, and where to complain."""

    text: Text
    contact: str
    data_protection_officer: str
    authority: AuthorityRecord | None


class AroundRecord(Record, frozen=True):
    """Around where was asked."""

    lon: float
    lat: float
    radius_m: float


class SensorRecord(Record, frozen=True):
    """One sensor, for who stands beside it."""

    id: str
    name: str
    activity: str | None
    observes: Text
    observed_property: str | None
    unit: str
    place: SensorPlace
    owner: str
    interval: Text
    standing: StandingRecord
    datastream: str | None
    distance_m: float | None = None


class HereRecord(Record, frozen=True):
    """What the city measures, everywhere or around a place."""

    city: CityRecord
    issued_at: datetime
    at: AroundRecord | None
    controller: PartyRecord
    objecting: ObjectingRecord
    sensors: list[SensorRecord]
    activities: list[ActivityRecord]


SUPERVISORS: Final = {
    "NL": AuthorityRecord(
        name="Autoriteit Persoonsgegevens",
        url="https://www.autoriteitpersoonsgegevens.nl/een-tip-of-klacht-indienen-bij-de-ap",
    ),
    "BE": AuthorityRecord(name="Gegevensbeschermingsautoriteit", url="https://www.gegevensbeschermingsautoriteit.be/"),
}
"""Supervisory authority (GDPR art. 51) per country, ISO 3166-1 alpha-2."""

UNKNOWN_QUANTITY: Final = Text("niet bekend", "not known")


def here(facts: Facts, around: Position | None = None, radius_m: float = 250.0) -> HereRecord:
    """Return every sensor with what it is for; around a position the nearest first.

    Invariants: without a position each sensor of the node is in it exactly once, and so is each activity.
    """
    if around is None:
        sensors = [sensor_record(sensor, facts) for sensor in facts.sensors]
        activities = facts.activities
    else:
        sensors = _near(facts, around, radius_m)
        activities = tuple(a for a in facts.activities if a.id in {s.activity for s in sensors})
    return HereRecord(
        city=CityRecord(id=facts.city.id, name=facts.city.name, simulated=facts.city.simulated),
        issued_at=facts.now,
        at=None if around is None else AroundRecord(lon=around[0], lat=around[1], radius_m=radius_m),
        controller=party_record(facts.controller),
        objecting=objecting(facts),
        sensors=sensors,
        activities=[explained(a, facts) for a in activities],
    )


def sensor_record(sensor: RegisteredSensor, facts: Facts, distance: float | None = None) -> SensorRecord:
    """Return one sensor."""
    activity = facts.activity(sensor.activity)
    return SensorRecord(
        id=sensor.id,
        name=sensor.name,
        activity=None if activity is None else activity.id,
        observes=UNKNOWN_QUANTITY if sensor.quantity is None else QUANTITIES[sensor.quantity],
        observed_property=None if sensor.quantity is None else sensor.quantity.value,
        unit=sensor.unit,
        place=sensor.place,
        owner=owner_of(sensor, facts).name,
        interval=every(sensor.interval_s),
        standing=standing_record(None if activity is None else facts.standing(activity.id)),
        datastream=None if sensor.datastream_id is None else f"{DATASTREAMS}({sensor.datastream_id})",
        distance_m=distance,
    )


def objecting(facts: Facts) -> ObjectingRecord:
    """Return how to object (GDPR art. 21) and where to complain (art. 77)."""
    party = facts.controller
    authority = SUPERVISORS.get(facts.city.country)
    where = authority.name if authority is not None else ""
    return ObjectingRecord(
        text=Text(
            f"U kunt vragen welke gegevens er zijn, en bezwaar maken, bij {party.name}. "
            "U krijgt binnen een maand antwoord. "
            f"Bent u het daarmee niet eens, dan kunt u een klacht indienen bij {where or 'de toezichthouder'}.",
            f"You can ask which data there are, and object, at {party.name}. You get an answer within a month. "
            f"If you do not agree, you can complain to {where or 'the supervisory authority'}.",
        ),
        contact=party.contact,
        data_protection_officer=party.data_protection_officer,
        authority=authority,
    )


def _near(facts: Facts, around: Position, radius_m: float) -> list[SensorRecord]:
    found: list[tuple[float, RegisteredSensor]] = []
    for sensor in facts.sensors:
        if sensor.place.lon is None or sensor.place.lat is None:
            continue
        distance = distance_m(around, (sensor.place.lon, sensor.place.lat))
        if distance <= radius_m:
            found.append((distance, sensor))
    found.sort(key=lambda pair: (pair[0], pair[1].id))
    return [sensor_record(sensor, facts, round(distance, 1)) for distance, sensor in found]
