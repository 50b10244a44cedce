# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Quantities: the closed list of what may be observed, each with its one UCUM unit.

A quantity that is not in this list cannot enter the system; adding one is a change of code that is reviewed.
Units are UCUM codes (https://ucum.org), so that a value can be converted without guessing.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec

from baken.errors import BakenError


class UnitError(BakenError):
    """A unit that is not the one in which a quantity is observed here."""


class UnknownQuantityError(BakenError):
    """A quantity that is not in the closed list."""


class Quantity(StrEnum):
    """What may be observed. The value is the permanent name, used in files, in URLs and in the store."""

    PEDESTRIAN_COUNT = "pedestrian_count"
    PERSONS_PRESENT = "persons_present"
    WALKING_SPEED = "walking_speed"
    PANEL_VISITORS = "panel_visitors"
    DEVICES_PRESENT = "devices_present"
    EXPECTED_VISITORS = "expected_visitors"
    PASSENGERS_ALIGHTED = "passengers_alighted"
    PASSENGERS_BOARDED = "passengers_boarded"
    VEHICLE_OCCUPANCY = "vehicle_occupancy"
    SCHEDULE_DELAY = "schedule_delay"
    PLANNED_DEPARTURES = "planned_departures"
    VEHICLE_COUNT = "vehicle_count"
    VEHICLE_SPEED = "vehicle_speed"
    TRAVEL_TIME = "travel_time"
    PARKING_SPACES_OCCUPIED = "parking_spaces_occupied"
    AIR_TEMPERATURE = "air_temperature"
    RELATIVE_HUMIDITY = "relative_humidity"
    WIND_SPEED = "wind_speed"
    WIND_GUST_SPEED = "wind_gust_speed"
    WIND_DIRECTION = "wind_direction"
    PRECIPITATION_RATE = "precipitation_rate"
    SOUND_PRESSURE_LEVEL = "sound_pressure_level"
    WATER_LEVEL = "water_level"


class QuantityDefinition(msgspec.Struct, frozen=True):
    """What a quantity means, in which unit, and which values are physically possible.

    Attributes
    ----------
    quantity
        The permanent name.
    title
        Its name for people.
    description
        What exactly is counted or measured.
    ucum
        The one UCUM code in which it is stored.
    unit_name, unit_symbol
        The unit for people.
    definition
        URI that defines the quantity.
    possible
        Lowest and highest possible value (inclusive), in the unit; outside is ``out-of-range``.
    """

    quantity: Quantity
    title: str
    description: str
    ucum: str
    unit_name: str
    unit_symbol: str
    definition: str
    possible: tuple[float, float]


_HOME: Final = "https://baken.example/def/quantity/"
_MOST_COUNTED: Final = 1e7
"""More persons, vehicles or spaces than any city has in one place: a larger number is a fault, not an observation."""


def _define(
    quantity: Quantity,
    title: str,
    description: str,
    unit: tuple[str, str, str],
    possible: tuple[float, float],
) -> QuantityDefinition:
    ucum, unit_name, unit_symbol = unit
    return QuantityDefinition(
        quantity, title, description, ucum, unit_name, unit_symbol, _HOME + quantity.value, possible
    )


_PERSON = ("{person}", "person", "persons")
_SECOND = ("s", "second", "s")

DEFINITIONS: Final[dict[Quantity, QuantityDefinition]] = {
    d.quantity: d
    for d in (
        _define(
            Quantity.PEDESTRIAN_COUNT,
            "Pedestrian count",
            "Persons that crossed a gate during the phenomenon interval: both directions together, or one where the "
            "stream says into or out of which area.",
            _PERSON,
            (0.0, _MOST_COUNTED),
        ),
        _define(
            Quantity.PERSONS_PRESENT,
            "Persons present",
            "Persons inside an area at the phenomenon time.",
            _PERSON,
            (0.0, _MOST_COUNTED),
        ),
        _define(
            Quantity.WALKING_SPEED,
            "Walking speed",
            "Mean speed of pedestrians at a gate.",
            ("m/s", "metre per second", "m/s"),
            (0.0, 15.0),
        ),
        _define(
            Quantity.PANEL_VISITORS,
            "Panel visitors",
            "Members of a panel, for example of users of an app, inside an area during the phenomenon interval; a "
            "small share of all who are there.",
            _PERSON,
            (0.0, _MOST_COUNTED),
        ),
        _define(
            Quantity.DEVICES_PRESENT,
            "Devices present",
            "Radio devices (Wi-Fi, Bluetooth) inside an area during the phenomenon interval, counted by the supplier; "
            "not persons.",
            ("{device}", "device", "devices"),
            (0.0, _MOST_COUNTED),
        ),
        _define(
            Quantity.EXPECTED_VISITORS,
            "Expected visitors",
            "Persons that an organiser expects at an event, stated beforehand.",
            _PERSON,
            (0.0, _MOST_COUNTED),
        ),
        _define(
            Quantity.PASSENGERS_ALIGHTED,
            "Passengers alighted",
            "Passengers that got off, or checked out, at a stop during the phenomenon interval.",
            _PERSON,
            (0.0, _MOST_COUNTED),
        ),
        _define(
            Quantity.PASSENGERS_BOARDED,
            "Passengers boarded",
            "Passengers that got on, or checked in, at a stop during the phenomenon interval.",
            _PERSON,
            (0.0, _MOST_COUNTED),
        ),
        _define(
            Quantity.VEHICLE_OCCUPANCY,
            "Vehicle occupancy",
            "Share of the places of a public transport vehicle that is taken; above 1 when it is overfull.",
            ("1", "share", ""),
            (0.0, 5.0),
        ),
        _define(
            Quantity.SCHEDULE_DELAY,
            "Schedule delay",
            "How much later than planned a vehicle passes a stop; negative when it is early.",
            _SECOND,
            (-7_200.0, 86_400.0),
        ),
        _define(
            Quantity.PLANNED_DEPARTURES,
            "Planned departures",
            "Departures of public transport from a stop that the timetable plans for the phenomenon interval, stated "
            "beforehand.",
            ("{departure}", "departure", "departures"),
            (0.0, 100_000.0),
        ),
        _define(
            Quantity.VEHICLE_COUNT,
            "Vehicle count",
            "Motor vehicles that passed during the phenomenon interval.",
            ("{vehicle}", "vehicle", "vehicles"),
            (0.0, _MOST_COUNTED),
        ),
        _define(
            Quantity.VEHICLE_SPEED,
            "Vehicle speed",
            "Mean speed of motor vehicles over the phenomenon interval.",
            ("km/h", "kilometre per hour", "km/h"),
            (0.0, 300.0),
        ),
        _define(
            Quantity.TRAVEL_TIME,
            "Travel time",
            "Mean time that motor vehicles need for a stretch of road.",
            _SECOND,
            (0.0, 86_400.0),
        ),
        _define(
            Quantity.PARKING_SPACES_OCCUPIED,
            "Parking spaces occupied",
            "Occupied spaces of a car park or cycle park at the phenomenon time.",
            ("{space}", "parking space", "spaces"),
            (0.0, _MOST_COUNTED),
        ),
        _define(
            Quantity.AIR_TEMPERATURE,
            "Air temperature",
            "Air temperature at 1.5 m above ground.",
            ("Cel", "degree Celsius", "°C"),
            (-90.0, 60.0),
        ),
        _define(
            Quantity.RELATIVE_HUMIDITY,
            "Relative humidity",
            "Relative humidity of the air at 1.5 m above ground.",
            ("%", "percent", "%"),
            (0.0, 110.0),
        ),
        _define(
            Quantity.WIND_SPEED,
            "Wind speed",
            "Mean wind speed at 10 m above ground.",
            ("m/s", "metre per second", "m/s"),
            (0.0, 120.0),
        ),
        _define(
            Quantity.WIND_GUST_SPEED,
            "Wind gust speed",
            "Highest gust of the phenomenon interval at 10 m above ground.",
            ("m/s", "metre per second", "m/s"),
            (0.0, 150.0),
        ),
        _define(
            Quantity.WIND_DIRECTION,
            "Wind direction",
            "Direction from which the wind comes, clockwise from north.",
            ("deg", "degree", "°"),
            (0.0, 360.0),
        ),
        _define(
            Quantity.PRECIPITATION_RATE,
            "Precipitation rate",
            "Precipitation per hour.",
            ("mm/h", "millimetre per hour", "mm/h"),
            (0.0, 400.0),
        ),
        _define(
            Quantity.SOUND_PRESSURE_LEVEL,
            "Sound pressure level",
            "A-weighted equivalent sound pressure level over the phenomenon interval.",
            ("dB[SPL]", "decibel sound pressure", "dB(A)"),
            (0.0, 194.0),
        ),
        _define(
            Quantity.WATER_LEVEL,
            "Water level",
            "Water level above the national datum.",
            ("m", "metre", "m"),
            (-20.0, 20.0),
        ),
    )
}


def definition_of(name: str) -> QuantityDefinition:
    """Return the definition of the quantity with this permanent name.

    Raises
    ------
    UnknownQuantityError
        When the closed list has no such quantity.

    Examples
    --------
    >>> definition_of("pedestrian_count").ucum
    '{person}'
    """
    try:
        return DEFINITIONS[Quantity(name)]
    except ValueError as error:
        known = ", ".join(q.value for q in Quantity)
        raise UnknownQuantityError(
            f"{name!r} is not a quantity that may be observed.", remedy=f"Use one of: {known}."
        ) from error


def require_unit(quantity: Quantity, ucum: str) -> None:
    """Refuse a unit that is not the one of the quantity.

    Raises
    ------
    UnitError
        When the unit differs; nothing is converted silently.

    Examples
    --------
    >>> require_unit(Quantity.WIND_SPEED, "m/s")
    """
    expected = DEFINITIONS[quantity].ucum
    if ucum != expected:
        raise UnitError(
            f"{quantity.value} is observed in {expected!r}, not in {ucum!r}.",
            remedy=f"Convert the values at the source and declare {expected!r}.",
        )
