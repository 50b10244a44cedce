# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Weather forecasts with their issue time, so that a backtest sees what was foreseen and not what came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from baken.forecast.model import Float64, Int64

HOUR_MIN: Final = 60
BRIDGED_H: Final = 3
"""Between two hours so far apart what changes slowly is taken to change evenly; across more it is missing."""

STALE_AFTER_MIN: Final = 48 * 60
"""A forecast that was issued longer ago says nothing any more."""

MOST_HOURS: Final = 24 * 40

_QUANTITIES: Final = ("temperature_c", "rain_mm", "wind_m_s", "cloud_share")


@dataclass(frozen=True, slots=True)
class WeatherForecast:
    """One forecast of the weather of a city, in hours of the wall clock.

    Attributes
    ----------
    issued_min
        Wall-clock minute at which it could be known.
    start_min
        When its first hour begins.
    temperature_c, wind_m_s, cloud_share
        At the beginning of each hour, shape (hours,); NaN where it says nothing.
    rain_mm
        In each hour, shape (hours,).
    """

    issued_min: int
    start_min: int
    temperature_c: Float64
    rain_mm: Float64
    wind_m_s: Float64
    cloud_share: Float64

    @property
    def end_min(self) -> int:
        """Return when its last hour ends."""
        return self.start_min + HOUR_MIN * len(self.temperature_c)


def as_of(forecasts: Iterable[WeatherForecast], origin_min: int) -> WeatherForecast | None:
    """Return what was foretold at an origin: of each quantity and hour what the newest forecast says that says
    anything.

    So a rain radar that looks two hours ahead does not hide the model that looks a week ahead. Its ``issued_min`` is
    the newest. None when nothing was issued in the 48 hours before.

    Invariants: a forecast that was issued after the origin has no influence.

    Examples
    --------
    >>> day, radar = np.full(24, 20.0), np.full(2, np.nan)
    >>> model = WeatherForecast(0, 0, day, day * 0, day, day * 0)
    >>> nowcast = WeatherForecast(60, 60, radar, np.array([4.0, 2.0]), radar, radar)
    >>> found = as_of([model, nowcast], 90)
    >>> found.issued_min, found.rain_mm[:4].tolist(), float(found.temperature_c[1])
    (60, [0.0, 4.0, 2.0, 0.0], 20.0)
    """
    issued = [w for w in forecasts if origin_min - STALE_AFTER_MIN <= w.issued_min <= origin_min]
    if not issued:
        return None
    issued.sort(key=lambda w: w.issued_min)
    newest = issued[-1]
    if len(issued) == 1:
        return newest
    phase = newest.start_min % HOUR_MIN
    same = [w for w in issued if w.start_min % HOUR_MIN == phase]
    start = min(w.start_min for w in same)
    hours = min((max(w.end_min for w in same) - start) // HOUR_MIN, MOST_HOURS)
    merged = {name: np.full(hours, np.nan) for name in _QUANTITIES}
    for forecast in same:  # the newest last, so that it has the last word
        first = (forecast.start_min - start) // HOUR_MIN
        for name, into in merged.items():
            says = getattr(forecast, name)[: max(hours - first, 0)]
            here = slice(first, first + len(says))
            into[here] = np.where(np.isfinite(says), says, into[here])
    return WeatherForecast(newest.issued_min, start, *(merged[name] for name in _QUANTITIES))


def temperature_at(weather: WeatherForecast, start_min: Int64, step_min: int) -> Float64:
    """Return °C in the middle of steps; NaN where it says nothing.

    Examples
    --------
    >>> hours = np.array([10.0, 20.0, np.nan, 16.0])
    >>> weather = WeatherForecast(0, 0, hours, hours, hours, hours)
    >>> temperature_at(weather, np.array([0, 15, 60, 300]), 30).round(1).tolist()
    [12.5, 15.0, 19.5, nan]
    """
    return _between(weather.temperature_c, weather.start_min, start_min, step_min)


def wind_at(weather: WeatherForecast, start_min: Int64, step_min: int) -> Float64:
    """Return m/s in the middle of steps; NaN where it says nothing."""
    return _between(weather.wind_m_s, weather.start_min, start_min, step_min)


def cloud_at(weather: WeatherForecast, start_min: Int64, step_min: int) -> Float64:
    """Return the share of the sky that is clouded in the middle of steps; NaN where it says nothing."""
    return _between(weather.cloud_share, weather.start_min, start_min, step_min)


def rain_at(weather: WeatherForecast, start_min: Int64, step_min: int) -> Float64:
    """Return the mean rain in mm/h during steps; NaN where it does not speak of the whole step.

    Invariants: the rain of the steps of a day is the rain of its hours.

    Examples
    --------
    >>> hours = np.array([2.0, 0.0, np.nan])
    >>> weather = WeatherForecast(0, 0, hours, hours, hours, hours)
    >>> rain_at(weather, np.array([0, 30, 45, 90, 120]), 30).tolist()
    [2.0, 2.0, 1.0, 0.0, nan]
    """
    starts = np.asarray(start_min, np.float64) - weather.start_min
    edges = HOUR_MIN * np.arange(len(weather.rain_mm) + 1, dtype=np.float64)
    known = np.isfinite(weather.rain_mm)
    fallen = np.concatenate([[0.0], np.cumsum(np.where(known, weather.rain_mm, 0.0))])
    told = np.concatenate([[0.0], np.cumsum(known * float(HOUR_MIN))])
    ends = starts + step_min
    rain = np.interp(ends, edges, fallen) - np.interp(starts, edges, fallen)
    spoken = np.interp(ends, edges, told) - np.interp(starts, edges, told)
    return np.where(spoken >= step_min - 1e-6, rain * HOUR_MIN / step_min, np.nan)


def _between(values: Float64, first_min: int, start_min: Int64, step_min: int) -> Float64:
    """Return values in the middle of steps, even between two hours that are not too far apart."""
    at = (np.asarray(start_min, np.float64) + step_min / 2 - first_min) / HOUR_MIN
    there = np.flatnonzero(np.isfinite(values))
    if not len(there):
        return np.full(at.shape, np.nan)
    after = np.clip(np.searchsorted(there, at, side="left"), 0, len(there) - 1)
    before = np.clip(np.searchsorted(there, at, side="right") - 1, 0, len(there) - 1)
    gap = there[after] - there[before]
    # the last value stands for its hour
    inside = (at >= there[0]) & (at <= there[-1] + 1.0) & (gap <= BRIDGED_H)
    return np.where(inside, np.interp(at, there, values[there]), np.nan)


def missing_hours(weather: WeatherForecast | None, first_min: int, last_min: int) -> int:
    """Return of how many hours of a period the temperature or the rain is not foretold.

    Examples
    --------
    >>> missing_hours(None, 0, 600)
    10
    """
    starts = np.arange(first_min, last_min, HOUR_MIN, dtype=np.int64)
    if weather is None:
        return len(starts)
    told = np.isfinite(temperature_at(weather, starts, HOUR_MIN)) & np.isfinite(rain_at(weather, starts, HOUR_MIN))
    return int((~told).sum())
