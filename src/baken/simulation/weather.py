# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The weather of a simulated day, minute by minute, and how willing it makes people to come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from baken.simulation.bounds import Curve
    from baken.simulation.model import Taste, Weather

Float64 = NDArray[np.float64]


def along(curve: Curve, hours: Float64 | float) -> Float64:
    """Return the values of a curve.

    Examples
    --------
    >>> along(((10.0, 0.0), (12.0, 4.0)), np.array([9.0, 11.0, 13.0])).tolist()
    [0.0, 2.0, 4.0]
    """
    points = np.array(sorted(curve), dtype=np.float64).reshape(-1, 2)
    return np.asarray(np.interp(hours, points[:, 0], points[:, 1]))


@dataclass(frozen=True, slots=True)
class WeatherOfDay:
    """The true weather per minute, shape (minutes,).

    Attributes
    ----------
    hours
        Hour of the local day at each minute; goes on after 24.
    rain_load
        Minutes of rain of at least 1 mm/h since the beginning; lighter rain counts by its share.
    """

    hours: Float64
    temperature_c: Float64
    sun: Float64
    wind_m_s: Float64
    rain_mm_h: Float64
    humidity: Float64
    rain_load: Float64

    @classmethod
    def of(cls, weather: Weather, hours: Float64, rng: np.random.Generator) -> Self:
        """Return the weather of a scenario, a little different with every seed.

        It is up to 0.8 °C warmer or colder; rain begins some minutes earlier or later.
        """
        shift_h = rng.normal(0.0, 4.0 / 60.0)
        rain = np.maximum(along(weather.rain_mm_h, hours - shift_h), 0.0)
        return cls(
            hours=hours,
            temperature_c=along(weather.temperature_c, hours) + np.clip(rng.normal(0.0, 0.4), -0.8, 0.8),
            sun=np.clip(along(weather.sun, hours), 0.0, 1.0),
            wind_m_s=np.maximum(along(weather.wind_m_s, hours), 0.0),
            rain_mm_h=rain,
            humidity=np.clip(along(weather.humidity, hours), 0.0, 100.0),
            rain_load=np.cumsum(np.minimum(rain, 1.0)),
        )

    def willingness(self, taste: Taste) -> Float64:
        """Return how willing people of a taste are to come at each minute, 0 to 1.

        They go by the temperature of the warmest hour of the day, by what the sky does now, and by the worst rain of
        the coming half hour, which a forecast tells.
        """
        warm = 1.0 / (1.0 + np.exp(-(self.temperature_c.max() - taste.half_c) / taste.width_c))
        sunny = 1.0 - taste.sun * (1.0 - self.sun)
        return np.asarray(
            warm
            * np.maximum(sunny, 0.0)
            * np.exp(-taste.rain * _coming(self.rain_mm_h, 30))
            * np.exp(-taste.wind * np.maximum(self.wind_m_s - 6.0, 0.0))
        )


def _coming(values: Float64, minutes: int) -> Float64:
    """Return the largest value of the minutes that come."""
    padded = np.concatenate([values, np.full(minutes, values[-1])])
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, minutes + 1).max(axis=1))
