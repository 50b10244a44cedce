# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Counts as a street has them, made up by seed: to test what forecasts must survive, not to show how well they do."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import numpy as np

from baken.forecast.calendar import Calendar
from baken.forecast.model import Float64, History, Known, Panel, Series, SeriesKind
from baken.forecast.wall_clock import minute_of_day, wall_min, weekday

START_MIN: Final = wall_min(datetime(2025, 1, 6))  # noqa: DTZ001 - a wall clock has no zone
"""A Monday."""


def street(days: int, *, step_min: int = 60, count: int = 3, seed: int = 0, per_hour: float = 400.0) -> Panel:
    """Return counts of some streets: two peaks a day, busier Saturdays, days that differ, and chance.

    The level of a day wanders with a standard deviation of 15 % and half of that is still there the day after; the
    counts scatter about the level by chance (negative binomial, 8 % besides Poisson).
    """
    generator = np.random.default_rng(seed)
    start = START_MIN + step_min * np.arange(days * 1440 // step_min, dtype=np.int64)
    hour = minute_of_day(start) / 60.0
    shape = np.exp(-(((hour - 12.5) / 2.5) ** 2)) + 0.8 * np.exp(-(((hour - 17.5) / 1.8) ** 2)) + 0.02
    by_day = np.array([0.9, 0.95, 1.0, 1.0, 1.1, 1.3, 0.8])[weekday(start)]
    level = np.repeat(np.exp(_wandering(generator, days, count)), 1440 // step_min, axis=0)
    scale = per_hour * step_min / 60.0 * np.linspace(0.5, 1.5, count)
    mean = (shape * by_day)[:, None] * level * scale * generator.gamma(150.0, 1.0 / 150.0, (len(start), count))
    values = generator.poisson(mean).astype(np.float64)
    series = tuple(
        Series(
            id=f"stream:s{i}",
            kind=SeriesKind.COUNT,
            place_id=f"s{i}",
            longitude=4.28 + 0.001 * i,
            latitude=52.11,
            like="street",
        )
        for i in range(count)
    )
    return Panel(series, START_MIN, step_min, values)


def history(panel: Panel) -> History:
    """Return a panel with a calendar and nothing else."""
    return History(panel, Calendar("NL"))


def known(panel: Panel) -> Known:
    """Return all of a panel as known at its end."""
    return history(panel).known_at(panel.end_min)


def _wandering(generator: np.random.Generator, days: int, count: int) -> Float64:
    chance = generator.normal(0.0, 0.15 * np.sqrt(1.0 - 0.5**2), (days, count))
    level = np.zeros((days, count))
    for day in range(days):
        level[day] = (0.5 * level[day - 1] if day else 0.0) + chance[day]
    return level
