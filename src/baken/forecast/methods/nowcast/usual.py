# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is usual at a time of the day: a weighted mean of other days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from baken.forecast.wall_clock import DAY_MIN, weekday

if TYPE_CHECKING:
    from baken.forecast.methods.nowcast.settings import NowcastSettings
    from baken.forecast.model import Float64, Int64, Panel


@dataclass(frozen=True, slots=True)
class Days:
    """Values by day and step of the day.

    Attributes
    ----------
    first
        Number of the first day since 1970-01-01.
    values
        Shape (days, steps of a day, series); NaN is missing.
    """

    first: int
    step_min: int
    values: Float64

    @classmethod
    def of(cls, panel: Panel, origin_min: int, days: int) -> Days:
        """Return the last days of a panel, the day of the origin included, and nothing from the origin on."""
        last = (origin_min - 1) // DAY_MIN
        first = max(last - days, panel.start_min // DAY_MIN) if len(panel) else last
        recent = panel.until(origin_min).since(first * DAY_MIN)
        per_day = panel.steps_per_day
        values = np.full(((last - first + 1) * per_day, len(panel.series)), np.nan)
        begin = (recent.start_min - first * DAY_MIN) // panel.step_min
        if len(recent):
            values[begin : begin + len(recent)] = recent.values
        return cls(first, panel.step_min, values.reshape(last - first + 1, per_day, len(panel.series)))

    @property
    def start_min(self) -> int:
        """Return when the first step begins."""
        return self.first * DAY_MIN

    def rows(self, start_min: Int64) -> Float64:
        """Return values of steps that begin at some minutes, shape (*start_min, series); NaN outside."""
        flat = self.values.reshape(self.values.shape[0] * self.values.shape[1], self.values.shape[2])
        row = (np.asarray(start_min) - self.start_min) // self.step_min
        there = (row >= 0) & (row < len(flat))
        return np.where(there[..., None], flat[np.where(there, row, 0)], np.nan)

    def usual(self, day: int, settings: NowcastSettings) -> Float64:
        """Return the weighted mean of all days but one and the one after it, shape (steps of a day, series).

        Without them, for what is foreseen after midnight belongs to the day after. Days weigh half after a while, and
        more when they are of the same kind (Monday to Friday, Saturday, Sunday). NaN where no other day has a value.
        """
        numbers = self.first + np.arange(len(self.values))
        kinds = np.maximum(weekday(numbers * DAY_MIN), 4)
        same = kinds == max(int(weekday(np.array(day * DAY_MIN))), 4)
        weight = 0.5 ** (np.abs(day - numbers) / settings.half_life_days) * np.where(same, settings.same_kind, 1.0)
        weight[(numbers == day) | (numbers == day + 1)] = 0.0
        given = ~np.isnan(self.values)
        total = np.tensordot(weight, np.where(given, self.values, 0.0), axes=1)
        count = np.tensordot(weight, given.astype(np.float64), axes=1)
        return np.where(count > 0.0, total / np.maximum(count, 1e-12), np.nan)
