# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Units in which providers of weather write, and how each becomes the unit of its quantity.

``ours = factor * theirs + offset``. A unit that is not listed is refused, never guessed. The Beaufort scale is not
listed: it is a class, not a speed.
"""

from __future__ import annotations

from typing import Final

from baken.vocabulary.quantity import Quantity

Conversion = tuple[float, float]

_SAME: Final = (1.0, 0.0)
_SPEEDS: Final[dict[str, Conversion]] = {
    "m/s": _SAME,
    "km/h": (1 / 3.6, 0.0),
    "kn": (1852 / 3600, 0.0),
    "mph": (0.44704, 0.0),
}

CONVERSIONS: Final[dict[Quantity, dict[str, Conversion]]] = {
    Quantity.AIR_TEMPERATURE: {
        "Cel": _SAME,
        "K": (1.0, -273.15),
        "[degF]": (5 / 9, -160 / 9),
    },
    Quantity.RELATIVE_HUMIDITY: {"%": _SAME, "1": (100.0, 0.0)},
    Quantity.WIND_SPEED: _SPEEDS,
    Quantity.WIND_GUST_SPEED: _SPEEDS,
    Quantity.WIND_DIRECTION: {"deg": _SAME},
    Quantity.PRECIPITATION_RATE: {"mm/h": _SAME, "kg/(m2.s)": (3600.0, 0.0), "[in_i]/h": (25.4, 0.0)},
}
"""Per quantity the UCUM codes that are understood."""

SPELLINGS: Final[dict[str, str]] = {
    "°C": "Cel",
    "degC": "Cel",
    "C": "Cel",
    "celsius": "Cel",
    "degrees Celsius": "Cel",
    "°F": "[degF]",
    "fahrenheit": "[degF]",
    "kelvin": "K",
    "percent": "%",
    "m s-1": "m/s",
    "m.s-1": "m/s",
    "m s^-1": "m/s",
    "m s**-1": "m/s",
    "ms": "m/s",
    "kmh": "km/h",
    "km h-1": "km/h",
    "kt": "kn",
    "knots": "kn",
    "[kn_i]": "kn",
    "mp/h": "mph",
    "[mi_i]/h": "mph",
    "°": "deg",
    "degree": "deg",
    "degrees": "deg",
    "mm h-1": "mm/h",
    "mm/hr": "mm/h",
    "mm.h-1": "mm/h",
    "kg m-2 s-1": "kg/(m2.s)",
    "kg.m-2.s-1": "kg/(m2.s)",
    "kg m**-2 s**-1": "kg/(m2.s)",
}
"""What providers write in place of a UCUM code."""


def conversion_of(quantity: Quantity, unit: str) -> Conversion | None:
    """Return factor and offset from a provider's unit to the one of a quantity; None for a unit that is not known.

    Examples
    --------
    >>> conversion_of(Quantity.AIR_TEMPERATURE, "K"), conversion_of(Quantity.WIND_SPEED, "Bft")
    ((1.0, -273.15), None)
    >>> factor, _ = conversion_of(Quantity.WIND_SPEED, "km/h")
    >>> round(36 * factor, 6)
    10.0
    """
    return CONVERSIONS.get(quantity, {}).get(SPELLINGS.get(unit, unit))


def converted(value: float, conversion: Conversion) -> float:
    """Return a value in our unit, free of the noise of the multiplication.

    Examples
    --------
    >>> converted(293.15, (1.0, -273.15))
    20.0
    """
    factor, offset = conversion
    return round(factor * value + offset, 9)
