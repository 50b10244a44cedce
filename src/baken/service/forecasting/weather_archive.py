# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Weather archive: every weather forecast as it came, so that a fit and a backtest know what was known then.

What the weather became is not what was foretold, and whoever learns from what it became believes the forecast too much.
A forecast is small (a week in hours is about a kilobyte), is never changed, and goes with the issues of its activity.
Of a radar only what tells of rain is kept: of all the others there is nothing to know.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.errors import BakenError
from baken.forecast.rain import LEARNED_DAYS, RainForecast
from baken.forecast.wall_clock import DAY_MIN
from baken.forecast.weather import STALE_AFTER_MIN, WeatherForecast
from baken.service.forecasting.kept_file import packed, unpacked
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.governance.governing import Governance
    from baken.service.forecasting.kept_file import KeptFile
    from baken.vocabulary.time import Clock

_LOG: Final = logging.getLogger(__name__)

_TOLD: Final = ("temperature_c", "rain_mm", "wind_m_s", "cloud_share")


class WeatherArchive:
    """Weather forecasts of one city in the file of forecasts.

    Invariants
    ----------
    What is given as of a moment is what had been kept of issues until then: nothing that came later has an influence.
    Keeping the same again changes nothing.
    """

    def __init__(self, file: KeptFile) -> None:
        self._file = file

    def keep(self, weather: WeatherForecast, activity: str, kept_at_us: int) -> None:
        """Keep a forecast on behalf of a processing activity; it is on disk when this returns."""
        told = packed(np.stack([getattr(weather, name) for name in _TOLD]))
        row = (weather.issued_min, weather.start_min, kept_at_us, activity, len(weather.temperature_c), told)
        with self._file.writing() as database:
            database.execute(
                "INSERT OR IGNORE INTO weather (issued_min, start_min, kept_at_us, activity, hours, told) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                row,
            )

    def issued_between(self, first_min: int, last_min: int) -> tuple[WeatherForecast, ...]:
        """Return the forecasts that were issued in a period, both ends with it, oldest first."""
        rows = self._file.read(
            "SELECT issued_min, start_min, hours, told FROM weather WHERE issued_min BETWEEN ? AND ? AND step_min = 60 "
            "ORDER BY issued_min, number",
            (first_min, last_min),
        )
        return tuple(
            WeatherForecast(issued, start, *unpacked(told, (len(_TOLD), hours))) for issued, start, hours, told in rows
        )

    def keep_rain(self, rain: RainForecast, activity: str, kept_at_us: int) -> None:
        """Keep what a radar foretold on behalf of a processing activity, if that is rain."""
        if not rain.is_wet:
            return
        told = packed(rain.rain_mm_h)
        row = (rain.issued_min, rain.start_min, kept_at_us, activity, len(rain.rain_mm_h), told, rain.step_min)
        with self._file.writing() as database:
            database.execute(
                "INSERT OR IGNORE INTO weather (issued_min, start_min, kept_at_us, activity, hours, told, step_min) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )

    def rain_known_at(self, origin_min: int) -> tuple[RainForecast, ...]:
        """Return what a radar had foretold of rain at an origin, as far back as is learned from, oldest first."""
        rows = self._file.read(
            "SELECT issued_min, start_min, step_min, hours, told FROM weather WHERE issued_min BETWEEN ? AND ? "
            "AND step_min < 60 ORDER BY issued_min, number",
            (origin_min - LEARNED_DAYS * DAY_MIN, origin_min),
        )
        return tuple(RainForecast(issued, start, step, unpacked(told, (n,))) for issued, start, step, n, told in rows)

    def known_at(self, origin_min: int) -> tuple[WeatherForecast, ...]:
        """Return the forecasts that still say something at an origin."""
        return self.issued_between(origin_min - STALE_AFTER_MIN, origin_min)


class WeatherFollowed:
    """Keeps each weather forecast as it comes; where no activity covers forecasts, nothing is kept."""

    def __init__(self, archive: WeatherArchive, governance: Governance, wall: Clock) -> None:
        self._archive, self._governance, self._wall = archive, governance, wall

    def keep(self, weather: WeatherForecast) -> None:
        """Keep a weather forecast; that it cannot be is logged, and nothing stops for it."""
        self._with_leave(lambda activity, now_us: self._archive.keep(weather, activity, now_us))

    def keep_rain(self, rain: RainForecast) -> None:
        """Keep what a radar foretold, in the same way."""
        self._with_leave(lambda activity, now_us: self._archive.keep_rain(rain, activity, now_us))

    def _with_leave(self, keep: Callable[[str, int], None]) -> None:
        activity = self._governance.coverage.of_forecasts
        if activity is None or not self._governance.for_forecast().activities:
            return
        try:
            keep(activity, to_us(self._wall.now()))
        except BakenError as error:
            _LOG.error("A weather forecast could not be kept: %s", error)
