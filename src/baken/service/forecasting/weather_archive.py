# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Weather archive: every weather forecast as it came, so that a fit and a backtest know what was known then.

What the weather became is not what was foretold, and whoever learns from what it became believes the forecast too much.
A forecast is small (a week in hours is about a kilobyte), is never changed, and goes with the issues of its activity.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.errors import BakenError
from baken.forecast.weather import STALE_AFTER_MIN, WeatherForecast
from baken.service.forecasting.kept_file import packed, unpacked
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
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
            "SELECT issued_min, start_min, hours, told FROM weather WHERE issued_min BETWEEN ? AND ? "
            "ORDER BY issued_min, number",
            (first_min, last_min),
        )
        return tuple(
            WeatherForecast(issued, start, *unpacked(told, (len(_TOLD), hours))) for issued, start, hours, told in rows
        )

    def known_at(self, origin_min: int) -> tuple[WeatherForecast, ...]:
        """Return the forecasts that still say something at an origin."""
        return self.issued_between(origin_min - STALE_AFTER_MIN, origin_min)


class WeatherFollowed:
    """Keeps each weather forecast as it comes; where no activity covers forecasts, nothing is kept."""

    def __init__(self, archive: WeatherArchive, governance: Governance, wall: Clock) -> None:
        self._archive, self._governance, self._wall = archive, governance, wall

    def keep(self, weather: WeatherForecast) -> None:
        """Keep a weather forecast; that it cannot be is logged, and nothing stops for it."""
        activity = self._governance.coverage.of_forecasts
        if activity is None or not self._governance.for_forecast().activities:
            return
        try:
            self._archive.keep(weather, activity, to_us(self._wall.now()))
        except BakenError as error:
            _LOG.error("A weather forecast could not be kept: %s", error)
