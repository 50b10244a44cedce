# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Foretold: weather forecasts in what a provider delivers, beside its observations and never among them.

Only what has happened comes in as an observation. A connector whose provider also tells what is coming has a second
way to read a delivery, :meth:`ForetellingConnector.read_forecast`: the same series, but only times that lie ahead,
with the moment at which that could be known. The service keeps it as a weather forecast for the forecasters, under
its time of issue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, TypeGuard

import numpy as np

from baken.forecast.rain import RainForecast
from baken.forecast.wall_clock import to_wall_min
from baken.forecast.weather import HOUR_MIN, MOST_HOURS, WeatherForecast
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from numpy.typing import NDArray

    from baken.plugin.live import Delivery, LiveConnector, Reading

RADAR_STEP_MIN: Final = 15
RADAR_AHEAD_MIN: Final = 180
"""Rain in steps so short, no further ahead, is what a radar foretells."""

LEAST_RAIN_MIN: Final = 30
"""An hour of which less than this was foretold has no rain foretold."""

MINUTE_US: Final = 60_000_000

_SLOW: Final = {
    "temperature_c": Quantity.AIR_TEMPERATURE,
    "wind_m_s": Quantity.WIND_SPEED,
}


@dataclass(frozen=True, slots=True)
class Foretold:
    """What one delivery foretells.

    Attributes
    ----------
    issued_us
        When it could be known: when it arrived, or what the provider says if the arrival is not known.
    reading
        Series and rows as those of observations, but all end after ``issued_us``.
    """

    issued_us: int
    reading: Reading


class ForetellingConnector(Protocol):
    """A live connector whose provider also tells what is coming."""

    def read_forecast(self, delivery: Delivery) -> Iterator[Foretold]:
        """Yield what a delivery foretells; nothing when it foretells nothing.

        Invariants: no row of it is also a row of :meth:`~baken.plugin.live.LiveConnector.read`.

        Raises
        ------
        ConnectorError
            When the delivery cannot be understood at all.
        """
        ...


def foretells(connector: LiveConnector | object) -> TypeGuard[ForetellingConnector]:
    """Tell whether a connector also reads forecasts."""
    return hasattr(connector, "read_forecast")


def places_of(foretold: Foretold) -> tuple[str, ...]:
    """Return the places that are spoken of: the names of the series without the quantity."""
    return tuple(dict.fromkeys(name.rpartition("/")[0] for name in foretold.reading.rows.provider_ids))


def weather_of(foretold: Foretold, zone: ZoneInfo, place: str = "") -> WeatherForecast | None:
    """Return a forecast in hours of a city's wall clock; None when it says nothing of temperature, wind or rain.

    Parameters
    ----------
    place
        One of :func:`places_of`; empty for the first.

    Notes
    -----
    Of what changes slowly the first value in an hour counts. Of rain it is the mean of the hour, where at least half
    of it was foretold. Of the hour that comes twice both are taken together; the hour that does not exist is missing.
    Clouds are not foretold by any connector yet.
    """
    chosen = place or next(iter(places_of(foretold)), "")
    rows = foretold.reading.rows
    wanted = {
        field.quantity: i
        for i, field in enumerate(foretold.reading.fields)
        if field.provider_id.rpartition("/")[0] == chosen
    }
    slow = {name: wanted.get(quantity) for name, quantity in _SLOW.items()}
    rain = wanted.get(Quantity.PRECIPITATION_RATE)
    known = np.isfinite(rows.result) & np.isin(rows.series, [i for i in (*slow.values(), rain) if i is not None])
    if not known.any():
        return None
    begins = to_wall_min(rows.phenomenon_time_us, zone)
    hour = begins // HOUR_MIN
    first = int(hour[known].min())
    hours = min(int(hour[known].max()) - first + 1, MOST_HOURS)
    at = hour - first
    usable = known & (at >= 0) & (at < hours)
    values = {
        name: _first_in_hour(at, begins, rows.result, usable & (rows.series == i), hours) for name, i in slow.items()
    }
    length = rows.phenomenon_time_end_us - rows.phenomenon_time_us
    fallen = _mean_in_hour(at, rows.phenomenon_time_us, length, rows.result, usable & (rows.series == rain), hours)
    issued = int(to_wall_min(np.array([foretold.issued_us], np.int64), zone)[0])
    nothing = np.full(hours, np.nan)
    return WeatherForecast(issued, first * HOUR_MIN, values["temperature_c"], fallen, values["wind_m_s"], nothing)


def rain_of(foretold: Foretold, zone: ZoneInfo, place: str = "") -> RainForecast | None:
    """Return what a radar foretells of rain in the next hours; None when it is no radar.

    Parameters
    ----------
    place
        One of :func:`places_of`; empty for the first.

    Notes
    -----
    Steps are as long as most are; what a step is told of twice counts the last time. A step of which nothing is told is
    missing.
    """
    chosen = place or next(iter(places_of(foretold)), "")
    rows = foretold.reading.rows
    rain = [
        i
        for i, field in enumerate(foretold.reading.fields)
        if field.provider_id.rpartition("/")[0] == chosen and field.quantity is Quantity.PRECIPITATION_RATE
    ]
    ahead_us = rows.phenomenon_time_us - foretold.issued_us
    mine = np.isin(rows.series, rain) & (ahead_us < RADAR_AHEAD_MIN * MINUTE_US)
    begins = np.unique(to_wall_min(rows.phenomenon_time_us[mine], zone))
    step = int(np.median(np.diff(begins))) if len(begins) > 1 else 0
    if not 0 < step <= RADAR_STEP_MIN:
        return None
    start = int(begins[0])
    rates = np.full((int(begins[-1]) - start) // step + 1, np.nan)
    rates[(to_wall_min(rows.phenomenon_time_us[mine], zone) - start) // step] = rows.result[mine]
    issued = int(to_wall_min(np.array([foretold.issued_us], np.int64), zone)[0])
    return RainForecast(issued, start, step, rates)


def _first_in_hour(
    at: NDArray[np.int64],
    begins: NDArray[np.int64],
    values: NDArray[np.float64],
    chosen: NDArray[np.bool_],
    hours: int,
) -> NDArray[np.float64]:
    """Return the value with the earliest time in each hour; NaN where there is none."""
    found = np.full(hours, np.nan)
    rows = np.flatnonzero(chosen)
    rows = rows[np.argsort(-begins[rows], kind="stable")]  # the earliest is written last
    found[at[rows]] = values[rows]
    return found


def _mean_in_hour(
    at: NDArray[np.int64],
    begins_us: NDArray[np.int64],
    length_us: NDArray[np.int64],
    values: NDArray[np.float64],
    chosen: NDArray[np.bool_],
    hours: int,
) -> NDArray[np.float64]:
    """Return the mean of each hour of rates, weighted by how long each holds; NaN where too little is known."""
    rows = np.flatnonzero(chosen)
    if not len(rows):
        return np.full(hours, np.nan)
    times = np.unique(begins_us[rows])
    # a rate at a moment holds until the next one
    between = np.median(np.diff(times)) if len(times) > 1 else 0
    minutes = np.where(length_us[rows] > 0, length_us[rows], min(float(between), 3.6e9)) / 60e6
    held, amount = np.zeros(hours), np.zeros(hours)
    np.add.at(held, at[rows], minutes)
    np.add.at(amount, at[rows], minutes * values[rows])
    return np.where(held >= LEAST_RAIN_MIN, amount / np.maximum(held, 1e-9), np.nan)
