# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Units of others: into the one unit in which a quantity is observed here, or refused.

A unit is named by its UCUM code, by the last part of a QUDT or UCUM address, or by its UN/CEFACT code
(Recommendation 20, which NGSI-LD uses as ``unitCode``). What is not in the table is not guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from baken.vocabulary.quantity import DEFINITIONS, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable

_COUNTED: Final = frozenset({"{person}", "{device}", "{vehicle}", "{space}"})
_NUMBER: Final = frozenset({"1", "", "{count}", "{number}", "{#}", "{tot}"})
"""UCUM for a number of anything: what is counted is said by the quantity."""

_SAME: Final[dict[str, frozenset[str]]] = {
    "{person}": frozenset({"IE", "{persons}", "{people}", "{pedestrian}", "{pedestrians}", "{visitor}", "{visitors}"}),
    "{device}": frozenset({"{devices}"}),
    "{vehicle}": frozenset({"{vehicles}", "{car}", "{cars}"}),
    "{space}": frozenset({"{spaces}", "{parking_space}"}),
    "Cel": frozenset({"°C", "degC", "C", "celsius", "degrees Celsius", "DegreeCelsius", "DEG_C", "CEL"}),
    "K": frozenset({"kelvin", "Kelvin", "KEL"}),
    "[degF]": frozenset({"°F", "fahrenheit", "DegreeFahrenheit", "DEG_F", "FAH"}),
    "%": frozenset({"percent", "Percent", "PERCENT", "P1"}),
    "1": frozenset({"UNITLESS", "Unitless", "NUM", "C62"}),
    "m/s": frozenset({"ms", "m s-1", "m.s-1", "m s^-1", "m s**-1", "M-PER-SEC", "MeterPerSecond", "MTS"}),
    "km/h": frozenset({"kmh", "km h-1", "km.h-1", "KiloM-PER-HR", "KilometerPerHour", "KMH"}),
    "[kn_i]": frozenset({"kn", "kt", "knots", "KN", "Knot", "KNT"}),
    "[mi_i]/h": frozenset({"mph", "mp/h", "MI-PER-HR", "MilePerHour", "HM"}),
    "m": frozenset({"Meter", "Metre", "MTR"}),
    "cm": frozenset({"CentiM", "Centimeter", "CMT"}),
    "mm": frozenset({"MilliM", "Millimeter", "MMT"}),
    "mm/h": frozenset({"mm h-1", "mm.h-1", "mm/hr", "MilliM-PER-HR", "H67"}),
    "kg/(m2.s)": frozenset({"kg m-2 s-1", "kg.m-2.s-1", "kg m**-2 s**-1", "KiloGM-PER-M2-SEC"}),
    "mm/min": frozenset({"MilliM-PER-MIN"}),
    "s": frozenset({"SEC", "SecondTime", "Second"}),
    "min": frozenset({"MIN", "MinuteTime", "Minute"}),
    "h": frozenset({"HR", "Hour", "HUR"}),
    "deg": frozenset({"°", "degree", "degrees", "DEG", "DegreeAngle", "DD"}),
    "dB[SPL]": frozenset({"dB", "dB(A)", "dBA", "DECIBEL", "2N"}),
}

_INTO: Final[dict[tuple[str, str], tuple[float, float, float]]] = {
    ("km/h", "m/s"): (1, 3.6, 0),
    ("[kn_i]", "m/s"): (1852, 3600, 0),
    ("[mi_i]/h", "m/s"): (0.44704, 1, 0),
    ("m/s", "km/h"): (3.6, 1, 0),
    ("[mi_i]/h", "km/h"): (1.609344, 1, 0),
    ("K", "Cel"): (1, 1, -273.15),
    ("[degF]", "Cel"): (5, 9, -160 / 9),
    ("cm", "m"): (1, 100, 0),
    ("mm", "m"): (1, 1000, 0),
    ("mm/min", "mm/h"): (60, 1, 0),
    ("kg/(m2.s)", "mm/h"): (3600, 1, 0),
    ("min", "s"): (60, 1, 0),
    ("h", "s"): (3600, 1, 0),
    ("1", "%"): (100, 1, 0),
    ("%", "1"): (1, 100, 0),
}

_CODE_OF: Final[dict[str, str]] = {other: code for code, others in _SAME.items() for other in others}
_KNOWN: Final = frozenset(_SAME) | _NUMBER | {d.ucum for d in DEFINITIONS.values()}


@dataclass(frozen=True, slots=True)
class Conversion:
    """``value x times / over + offset`` is the value in the unit of the quantity.

    Division where the factor is no binary number, so that -35 cm are -0.35 m and nothing near it.
    """

    times: float = 1.0
    over: float = 1.0
    offset: float = 0.0

    def __call__(self, value: float) -> float:
        """Return a value in the unit of the quantity."""
        return value * self.times / self.over + self.offset


def conversion(unit: str, quantity: Quantity) -> Conversion | None:
    """Return how to convert from a unit to the one of a quantity; None when it is of another kind or not known.

    Examples
    --------
    >>> round(conversion("KMH", Quantity.WALKING_SPEED)(5.4), 3)
    1.5
    >>> round(conversion("http://qudt.org/vocab/unit/DEG_F", Quantity.AIR_TEMPERATURE)(212), 3)
    100.0
    >>> conversion("{person}", Quantity.DEVICES_PRESENT) is None
    True
    """
    wanted = DEFINITIONS[quantity].ucum
    code = _code(unit)
    if code == wanted or (wanted in _COUNTED and code in _NUMBER):
        return Conversion()
    found = _INTO.get((code, wanted))
    return None if found is None else Conversion(*found)


def first_known(units: Iterable[str]) -> str | None:
    """Return the first of several names of one unit that is in the table; None when none is.

    Examples
    --------
    >>> first_known(["https://example.org/units/celsius-wiki", "°C"])
    '°C'
    """
    return next((unit for unit in units if unit.strip() and _code(unit) in _KNOWN), None)


def _code(unit: str) -> str:
    text = unit.strip()
    if "://" in text or text.startswith(("ucum:", "unit:", "qudt:")):
        text = text.replace("#", "/").replace(":", "/").rstrip("/").rsplit("/", 1)[-1]
    return _CODE_OF.get(text, text)
