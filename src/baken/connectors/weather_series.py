# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Series of weather stations: their names (``6330/wind_speed``) and the intervals that their values stand for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from baken.plugin.protocol import Field
from baken.vocabulary.quantity import DEFINITIONS, Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from baken.vocabulary.place import Position

TEN_MINUTES_S: Final = 600.0

OF_TEN_MINUTES: Final[dict[Quantity, float]] = {
    Quantity.AIR_TEMPERATURE: 0.0,
    Quantity.RELATIVE_HUMIDITY: 0.0,
    Quantity.WIND_SPEED: TEN_MINUTES_S,
    Quantity.WIND_GUST_SPEED: TEN_MINUTES_S,
    Quantity.WIND_DIRECTION: TEN_MINUTES_S,
    Quantity.PRECIPITATION_RATE: TEN_MINUTES_S,
}
"""What a ten-minute value of a Dutch station stands for: wind and rain for the ten minutes before its time, the others
for (the last minute before) that time. KNMI, Handbook for the Meteorological Observation."""

STATION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.,:+-]{0,79}")
"""What a station may be called at its provider."""

PLACE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+){0,9}")
"""What a place may be called in the settings, where its name is also the name of an endpoint."""


def weather_field(
    station: str, quantity: Quantity, interval_s: float, name: str = "", position: Position | None = None
) -> Field:
    """Return the series of one quantity at one station."""
    title = DEFINITIONS[quantity].title.lower()
    return Field(
        provider_id=f"{station}/{quantity.value}",
        name=f"{name or station}, {title}",
        quantity=quantity,
        unit=DEFINITIONS[quantity].ucum,
        interval_s=interval_s,
        position=position,
    )


def field_of_name(provider_id: str, interval_of: Mapping[Quantity, float]) -> Field | None:
    """Return the series that a name such as ``6330/wind_speed`` stands for; None for a name that no series can have.

    Examples
    --------
    >>> field_of_name("6330/wind_speed", OF_TEN_MINUTES).interval_s
    600.0
    >>> field_of_name("6330/windspeedBft", OF_TEN_MINUTES)
    """
    station, slash, word = provider_id.rpartition("/")
    quantity = next((q for q in interval_of if q.value == word), None)
    if not slash or quantity is None or not STATION.fullmatch(station):
        return None
    return weather_field(station, quantity, interval_of[quantity])


def start_us(time_us: int, interval_s: float) -> int:
    """Return the start of an interval that ends at the time of a value."""
    return time_us - round(interval_s * 1e6)
