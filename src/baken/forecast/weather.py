# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Weather forecasts with their issue time, so that a backtest sees what was foreseen and not what came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baken.forecast.model import Float64


@dataclass(frozen=True, slots=True)
class WeatherForecast:
    """One forecast of the weather of a city, in hours of the wall clock.

    Attributes
    ----------
    issued_min
        Wall-clock minute at which it could be known.
    start_min
        When its first hour begins.
    temperature_c, rain_mm, wind_m_s, cloud_share
        Per hour, shape (hours,); NaN where it says nothing.
    """

    issued_min: int
    start_min: int
    temperature_c: Float64
    rain_mm: Float64
    wind_m_s: Float64
    cloud_share: Float64
