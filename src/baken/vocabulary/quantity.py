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
    VEHICLE_COUNT = "vehicle_count"
    PARKING_SPACES_OCCUPIED = "parking_spaces_occupied"
    AIR_TEMPERATURE = "air_temperature"
    WIND_SPEED = "wind_speed"
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

DEFINITIONS: Final[dict[Quantity, QuantityDefinition]] = {
    d.quantity: d
    for d in (
        _define(
            Quantity.PEDESTRIAN_COUNT,
            "Pedestrian count",
            "Persons that crossed a gate during the phenomenon interval, both directions together.",
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
            Quantity.VEHICLE_COUNT,
            "Vehicle count",
            "Motor vehicles that passed during the phenomenon interval.",
            ("{vehicle}", "vehicle", "vehicles"),
            (0.0, _MOST_COUNTED),
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
            Quantity.WIND_SPEED,
            "Wind speed",
            "Mean wind speed at 10 m above ground.",
            ("m/s", "metre per second", "m/s"),
            (0.0, 120.0),
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
