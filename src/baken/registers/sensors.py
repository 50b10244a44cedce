# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The sensor register, with the fields of the Amsterdam sensor register.

Source: data model of https://sensorenregister.amsterdam.nl (github.com/Amsterdam/iotsignals and Amsterdam/iot-api):
reference, owner, type, location, location description, datastream (what it measures), themes, contains_pi_data,
observation goals (goal, privacy declaration, legal ground), projects, active until. What Amsterdam does not ask is
under ``baken``.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec

from baken.governance.lists import Kind, PersonalData, Purpose
from baken.registers.explained import StandingRecord, standing_record, stopped_on
from baken.registers.here import DATASTREAMS, UNKNOWN_QUANTITY
from baken.registers.model import Text
from baken.registers.owners import owner_of
from baken.registers.tables import Cell, table
from baken.registers.words import ARTICLES, LEGAL_BASES, PURPOSES, QUANTITIES
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from baken.governance.model import ProcessingActivity
    from baken.registers.model import Facts, RegisteredSensor

TITLE: Final = Text("Sensorenregister", "Sensor register")
STANDARD: Final = "Sensorenregister Amsterdam"

TYPES: Final = (
    "Aanwezigheid of nabijheidsensor",
    "Chemiesensor",
    "Dichtheidssensor",
    "Druksensor",
    "Electriciteitssensor",
    "Geluidsensor",
    "Klimaatsensor",
    "Optische / camera sensor",
    "Positie- of verplaatsingsensor",
    "Temperatuursensor",
    "Vloeistof- en gasstroomsensor",
    "Overig",
)
"""Types of sensor of the Amsterdam register, as written there."""

_WEATHER: Final = "Klimaatsensor"
TYPE_OF_KIND: Final = {
    Kind.CAMERA: "Optische / camera sensor",
    Kind.PUBLIC_ORDER_CAMERA: "Optische / camera sensor",
    Kind.REGISTRATION: "Optische / camera sensor",
    Kind.DEVICE_COUNTING: "Aanwezigheid of nabijheidsensor",
}
TYPE_OF_QUANTITY: Final = {
    Quantity.PEDESTRIAN_COUNT: "Aanwezigheid of nabijheidsensor",
    Quantity.PERSONS_PRESENT: "Aanwezigheid of nabijheidsensor",
    Quantity.WALKING_SPEED: "Positie- of verplaatsingsensor",
    Quantity.PANEL_VISITORS: "Overig",
    Quantity.DEVICES_PRESENT: "Aanwezigheid of nabijheidsensor",
    Quantity.EXPECTED_VISITORS: "Overig",
    Quantity.PASSENGERS_ALIGHTED: "Aanwezigheid of nabijheidsensor",
    Quantity.PASSENGERS_BOARDED: "Aanwezigheid of nabijheidsensor",
    Quantity.VEHICLE_OCCUPANCY: "Aanwezigheid of nabijheidsensor",
    Quantity.SCHEDULE_DELAY: "Positie- of verplaatsingsensor",
    Quantity.PLANNED_DEPARTURES: "Overig",
    Quantity.VEHICLE_COUNT: "Aanwezigheid of nabijheidsensor",
    Quantity.VEHICLE_SPEED: "Positie- of verplaatsingsensor",
    Quantity.TRAVEL_TIME: "Positie- of verplaatsingsensor",
    Quantity.PARKING_SPACES_OCCUPIED: "Aanwezigheid of nabijheidsensor",
    Quantity.AIR_TEMPERATURE: "Temperatuursensor",
    Quantity.RELATIVE_HUMIDITY: _WEATHER,
    Quantity.WIND_SPEED: _WEATHER,
    Quantity.WIND_GUST_SPEED: _WEATHER,
    Quantity.WIND_DIRECTION: _WEATHER,
    Quantity.PRECIPITATION_RATE: _WEATHER,
    Quantity.SOUND_PRESSURE_LEVEL: "Geluidsensor",
    Quantity.WATER_LEVEL: "Vloeistof- en gasstroomsensor",
}
_OTHER_TYPE: Final = "Overig"

_ON_FOOT: Final = "Mobiliteit: voetganger"
_THEME_OF_QUANTITY: Final = {
    Quantity.PEDESTRIAN_COUNT: _ON_FOOT,
    Quantity.PERSONS_PRESENT: _ON_FOOT,
    Quantity.WALKING_SPEED: _ON_FOOT,
    Quantity.PANEL_VISITORS: _ON_FOOT,
    Quantity.DEVICES_PRESENT: _ON_FOOT,
    Quantity.VEHICLE_COUNT: "Mobiliteit: auto",
    Quantity.VEHICLE_SPEED: "Mobiliteit: auto",
    Quantity.TRAVEL_TIME: "Mobiliteit: auto",
    Quantity.PARKING_SPACES_OCCUPIED: "Mobiliteit: auto",
}
_THEME_OF_PURPOSE: Final = {
    Purpose.CROWD_SAFETY: "Veiligheid",
    Purpose.PUBLIC_ORDER: "Veiligheid",
    Purpose.EVENT_PLANNING: "Veiligheid",
    Purpose.TRAFFIC_MANAGEMENT: "Mobiliteit",
    Purpose.ENVIRONMENT: "Milieu",
    Purpose.STREET_CLEANING: "Milieu",
    Purpose.HARBOUR_OPERATION: "Mobiliteit",
}


class SensorOwner(msgspec.Struct, frozen=True, kw_only=True):
    """Whose it is; ``name`` is the department or person, which a node does not know, so that of the organisation."""

    organisation: str
    name: str
    email: str
    telephone: str
    website: str


class SensorLocation(msgspec.Struct, frozen=True, kw_only=True):
    """CRS84; null when it has no place."""

    longitude: float | None
    latitude: float | None


class ObservationGoal(msgspec.Struct, frozen=True, kw_only=True):
    """Why it measures, where that is explained, and by what right."""

    observation_goal: str
    privacy_declaration: str
    legal_ground: str


class SensorAddition(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What the register of Amsterdam does not ask and this node knows."""

    processing_activity: str | None
    unit: str
    interval_s: float | None
    precision: str
    datastream: str | None
    standing: StandingRecord


class SensorEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One sensor, with the field names of Amsterdam."""

    reference: str
    owner: SensorOwner
    type: str
    location: SensorLocation
    location_description: str
    regions: list[str]
    datastream: str
    themes: list[str]
    contains_pi_data: bool
    observation_goals: list[ObservationGoal]
    projects: list[str]
    active_until: date | None
    baken: SensorAddition


class SensorRegister(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Every sensor of the city."""

    register: Text
    standard: str
    issued_at: datetime
    publisher: str
    entries: list[SensorEntry]


def sensor_register(facts: Facts) -> SensorRegister:
    """Return the register.

    Invariants: every datastream of the node is in it exactly once; one whose activity has stopped says so.
    """
    names = {area.id: area.name for area in facts.city.areas}
    return SensorRegister(
        register=TITLE,
        standard=STANDARD,
        issued_at=facts.now,
        publisher=facts.controller.name,
        entries=[sensor_entry(sensor, names, facts) for sensor in facts.sensors],
    )


def sensor_entry(sensor: RegisteredSensor, area_names: Mapping[str, str], facts: Facts) -> SensorEntry:
    """Return the entry of one sensor."""
    activity = facts.activity(sensor.activity)
    owner = owner_of(sensor, facts)
    quantity = UNKNOWN_QUANTITY if sensor.quantity is None else QUANTITIES[sensor.quantity]
    return SensorEntry(
        reference=f"{facts.city.id}/{sensor.id}",
        owner=SensorOwner(
            organisation=owner.name, name=owner.name, email=owner.email, telephone="", website=owner.website
        ),
        type=_type_of(sensor, activity),
        location=SensorLocation(longitude=sensor.place.lon, latitude=sensor.place.lat),
        location_description=sensor.place.text.nl or sensor.name,
        regions=_regions(sensor, area_names, facts),
        datastream=f"{sensor.name}: {quantity.nl}",
        themes=_themes(sensor, activity),
        contains_pi_data=activity is not None and activity.personal_data != (PersonalData.NONE,),
        observation_goals=[] if activity is None else [_goal(activity, facts)],
        projects=[],
        active_until=None if activity is None else active_until(activity, facts),
        baken=SensorAddition(
            processing_activity=None if activity is None else activity.uri,
            unit=sensor.unit,
            interval_s=sensor.interval_s,
            precision=sensor.place.precision,
            datastream=None if sensor.datastream_id is None else f"{DATASTREAMS}({sensor.datastream_id})",
            standing=standing_record(None if activity is None else facts.standing(activity.id)),
        ),
    )


def active_until(activity: ProcessingActivity, facts: Facts) -> date:
    """Return the last day on which an activity holds as it is declared now; when it has stopped, the day it did."""
    standing = facts.standing(activity.id)
    stopped = stopped_on(standing, facts)
    if stopped is not None:
        return stopped
    ends = [activity.review_by, *(a.valid_until for a in activity.assessments if a.valid_until is not None)]
    return min(ends)


def sensors_geojson(facts: Facts) -> dict[str, Any]:
    """Return the register as GeoJSON (RFC 7946); a sensor without a place has no geometry."""
    features = []
    for sensor, entry in zip(facts.sensors, sensor_register(facts).entries, strict=True):
        geometry = sensor.place.geometry
        properties = msgspec.to_builtins(entry)
        features.append({"type": "Feature", "id": sensor.id, "geometry": geometry, "properties": properties})
    return {"type": "FeatureCollection", "features": features}


COLUMNS: Final = (
    "reference", "organisation", "email", "website", "type", "longitude", "latitude", "location_description",
    "regions", "datastream", "themes", "contains_pi_data", "observation_goal", "privacy_declaration", "legal_ground",
    "active_until", "processing_activity", "status", "status_reason",
)  # fmt: skip


def sensors_csv(facts: Facts) -> bytes:
    """Return the register as a table, one row per sensor."""
    return table(COLUMNS, (_row(entry) for entry in sensor_register(facts).entries))


def _row(entry: SensorEntry) -> list[Cell]:
    goal = entry.observation_goals[0] if entry.observation_goals else None
    return [
        entry.reference,
        entry.owner.organisation,
        entry.owner.email,
        entry.owner.website,
        entry.type,
        entry.location.longitude,
        entry.location.latitude,
        entry.location_description,
        "; ".join(entry.regions),
        entry.datastream,
        "; ".join(entry.themes),
        entry.contains_pi_data,
        goal.observation_goal if goal else "",
        goal.privacy_declaration if goal else "",
        goal.legal_ground if goal else "",
        entry.active_until.isoformat() if entry.active_until else "",
        entry.baken.processing_activity or "",
        entry.baken.standing.label.nl,
        entry.baken.standing.because.nl,
    ]


def _type_of(sensor: RegisteredSensor, activity: ProcessingActivity | None) -> str:
    of_kind = None if activity is None else TYPE_OF_KIND.get(activity.kind)
    if of_kind is not None:
        return of_kind
    return _OTHER_TYPE if sensor.quantity is None else TYPE_OF_QUANTITY[sensor.quantity]


def _themes(sensor: RegisteredSensor, activity: ProcessingActivity | None) -> list[str]:
    of_quantity = None if sensor.quantity is None else _THEME_OF_QUANTITY.get(sensor.quantity)
    of_purpose = None if activity is None else _THEME_OF_PURPOSE.get(activity.purpose)
    return sorted({theme for theme in (of_quantity, of_purpose) if theme is not None}) or [_OTHER_TYPE]


def _regions(sensor: RegisteredSensor, names: Mapping[str, str], facts: Facts) -> list[str]:
    return [names[i] for i in facts.areas_of(sensor.place) if i in names]


def _goal(activity: ProcessingActivity, facts: Facts) -> ObservationGoal:
    article = ARTICLES[activity.legal_basis].nl
    basis = f"{LEGAL_BASES[activity.legal_basis].nl} ({article})"
    return ObservationGoal(
        observation_goal=f"{PURPOSES[activity.purpose].nl}: {activity.description_nl}",
        privacy_declaration=facts.address(f"/api/v1/processing-activities/{activity.id}"),
        legal_ground=f"{activity.law}; {basis}" if activity.law else basis,
    )
