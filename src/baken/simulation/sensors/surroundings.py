# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Weather, tide, trams and programme: what is observed around the crowd."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from baken.simulation.model import SimulationError
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from baken.simulation.sensors.told import Look

Float64 = NDArray[np.float64]

_TIDE_H: Final = 12.42


def weather(look: Look) -> Float64:
    """Return what a weather station tells."""
    day, rng = look.day.weather, look.rng
    n = look.day.minutes
    gusty = day.wind_m_s * np.clip(rng.normal(1.0, 0.08, n), 0.6, 1.4)
    columns = {
        Quantity.AIR_TEMPERATURE: day.temperature_c + rng.normal(0.0, 0.1, n),
        Quantity.WIND_SPEED: gusty,
        Quantity.WIND_GUST_SPEED: gusty * 1.5,
        Quantity.WIND_DIRECTION: np.mod(250.0 + rng.normal(0.0, 12.0, n), 360.0),
        Quantity.PRECIPITATION_RATE: np.where(day.rain_mm_h > 0.0, day.rain_mm_h * rng.gamma(25.0, 0.04, n), 0.0),
        Quantity.RELATIVE_HUMIDITY: np.clip(day.humidity + rng.normal(0.0, 1.0, n), 0.0, 100.0),
        Quantity.WATER_LEVEL: np.cos(2.0 * np.pi * (day.hours - 2.5) / _TIDE_H),
    }
    exact = columns[look.stream.quantity]
    return np.round(look.averaged(np.append(exact, exact[-1])), 2)


def announced(look: Look) -> Float64:
    """Return how many visitors the organisers announced for what happens today."""
    hours = look.day.weather.hours
    total = np.zeros(len(hours) + 1)
    for event in look.day.scenario.event:
        if event.announced is not None:
            total[np.append(hours, hours[-1]) < event.end_h] += event.announced
    return look.averaged(total)


def trams(look: Look) -> Float64:
    """Return how full, or how late, the last tram was that left; missing until one has left."""
    name = look.stream.provider_id
    lines, stops = look.day.city.network.line, look.day.city.network.stop
    for number, call in enumerate(look.day.calls):
        if f"{lines[call.line].id}@{stops[call.stop].id}" == name:
            mine = look.day.departures[look.day.departures[:, 1] == number]
            capacity = lines[call.line].capacity
            is_share = look.stream.quantity is Quantity.VEHICLE_OCCUPANCY
            value = mine[:, 2] / capacity if is_share else mine[:, 3]
            last = np.searchsorted(mine[:, 0], np.arange(look.day.minutes + 1), side="right") - 1
            told: Float64 = np.where(last >= 0, np.append(value, 0.0)[last], np.nan).astype(np.float64)
            at = slice(1, None, look.minutes) if look.stream.interval_s == 0 else slice(0, -1, look.minutes)
            return np.asarray(np.round(told[at], 2))
    raise SimulationError(f"Stream {look.stream.id!r} is of {name!r}: use '<line>@<stop>' as provider_id.")
