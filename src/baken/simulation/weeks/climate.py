# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The weather of a date, drawn around what is usual in its month; a date has one weather, whoever asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.simulation.model import Weather

if TYPE_CHECKING:
    from datetime import date

    from baken.simulation.weeks.declared import Climate

_REMEMBERED: Final = 14
"""Days that weigh in the weather of a day; those before weigh nothing for any persistence below 0.8."""

_LONGEST_DAY: Final = 172
_HALF_RANGE_H: Final = 4.3
"""Half the difference between the longest day and one of twelve hours, at 52 degrees north."""
_NOON_H: Final = 13.5


def weather_of(climate: Climate, day: date, seed: int) -> Weather:
    """Return the weather of a day.

    Meaning: how much warmer it is than usual is an AR(1) process over the days; sunny days are warm, and showers come
    on dull ones. Months are joined by straight lines between their middles.
    """
    rng = np.random.default_rng([seed, 7, day.toordinal()])
    off = anomaly(climate.persistence, day, seed)
    warmest = _of_month(climate.warmest_c, day) + climate.spread_c * off
    coldest = warmest - climate.night_below_c
    sun = float(np.clip(_of_month(climate.sun, day) + 0.15 * off + rng.normal(0.0, 0.15), 0.05, 0.98))
    wet = rng.random() < _of_month(climate.rain_days, day) * (1.3 - sun)
    begins, lasts = rng.uniform(8.0, 21.0), rng.exponential(climate.rain_h)
    strength = rng.exponential(climate.rain_mm_h) if wet else 0.0
    wind = climate.wind_m_s * float(np.exp(rng.normal(0.0, 0.35)))
    rises, sets = _sunlight(day)
    around = ((begins - 0.25, 0.0), (begins, strength), (begins + lasts, strength), (begins + lasts + 0.25, 0.0))
    return Weather(
        temperature_c=((4.0, coldest), (9.0, 0.5 * (coldest + warmest)), (15.0, warmest), (22.0, coldest + 2.0)),
        sun=((rises, 0.0), (rises + 1.5, sun), (sets - 1.5, sun), (sets, 0.0)),
        wind_m_s=((5.0, 0.6 * wind), (14.0, wind), (22.0, 0.7 * wind)),
        rain_mm_h=around if wet else ((0.0, 0.0),),
    )


def anomaly(persistence: float, day: date, seed: int) -> float:
    """Return by how many standard deviations a day is warmer than usual.

    .. math:: a_d = \\sqrt{1 - r^2} \\sum_i r^i e_{d-i}, \\qquad e_d \\sim N(0, 1)

    Each ``e`` is drawn by its date alone.
    """
    ago = np.arange(_REMEMBERED)
    kicks = [np.random.default_rng([seed, 8, day.toordinal() - i]).normal() for i in ago.tolist()]
    return float(np.sqrt(1.0 - min(persistence, 0.99) ** 2) * (min(persistence, 0.99) ** ago @ np.array(kicks)))


def _of_month(by_month: tuple[float, ...], day: date) -> float:
    middles = 15.2 + 30.44 * np.arange(12)
    return float(np.interp(day.timetuple().tm_yday, middles, by_month, period=365.25))


def _sunlight(day: date) -> tuple[float, float]:
    half = 6.0 + 0.5 * _HALF_RANGE_H * float(np.cos(2.0 * np.pi * (day.timetuple().tm_yday - _LONGEST_DAY) / 365.25))
    return _NOON_H - half, _NOON_H + half
