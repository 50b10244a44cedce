# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From what is known at an origin to what the features are looked up in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.methods.boosting.days import YEARS, Days
from baken.forecast.methods.boosting.features import Scene
from baken.forecast.methods.boosting.profile import LEVEL_DAYS, Clock, Lookback, Mood
from baken.forecast.source_clock import clock_jumps, on_one_clock

if TYPE_CHECKING:
    from baken.forecast.methods.boosting.profile import Float32
    from baken.forecast.methods.boosting.settings import BoostingSettings
    from baken.forecast.model import Bool, Float64, Int64, Known

BACK_DAYS: Final = 17
"""So far back lie the origins from which it is asked what would have been said."""

_LIKENESS_DAYS: Final = 540
_YEAR_DAYS: Final = 364
_MARGIN_DAYS: Final = 5


@dataclass(frozen=True, slots=True)
class Past:
    """Values of all series up to the origin, and the calendar of their time and of what is foreseen.

    Attributes
    ----------
    values
        Shape (T, S); the row T would begin at the origin. All on the clock of the newest.
    start_step
        Steps from 1970-01-01T00:00 to the first row.
    """

    clock: Clock
    values: Float64
    start_step: int
    days: Days

    @classmethod
    def of(cls, known: Known, settings: BoostingSettings, longest: int = 1) -> Past:
        """Return the past that is looked at, for leads of so many steps."""
        panel, clock = known.panel, Clock(known.panel.step_min)
        if panel.step_min < settings.fine_step_min:
            panel = panel.since(known.origin_min - settings.fine_weeks * 7 * 1440)
        start = int(panel.start_min) // panel.step_min
        count = max(0, int(known.origin_min) // panel.step_min - start)
        values = np.full((count, len(panel.series)), np.nan)
        values[: len(panel)] = panel.values[:count]
        values = on_one_clock(values, clock_jumps(values, panel.step_min), panel.step_min)
        first = start // clock.day
        days = (start + count + max(longest, clock.week)) // clock.day - first + 1
        return cls(clock, values, start, Days.of(known.calendar, first, days))

    @property
    def holiday(self) -> Bool:
        """Return which rows are of public holidays, shape (T + week,)."""
        rows = np.arange(len(self.values) + self.clock.week)
        return self.days.holidays[(self.start_step + rows) // self.clock.day - self.days.first]

    def wanted(self, longest: int) -> Int64:
        """Return the rows of which a forecast from the end wants to know what was usual."""
        clock, end = self.clock, len(self.values)
        spans = [(end - (LEVEL_DAYS + BACK_DAYS) * clock.day, end + clock.week)]
        for year in range(1, YEARS + 1):
            row = end - year * _YEAR_DAYS * clock.day
            spans.append((row - (BACK_DAYS + _MARGIN_DAYS) * clock.day, row + longest + _MARGIN_DAYS * clock.day))
        rows = [np.arange(max(0, a), min(max(0, b), end + clock.week)) for a, b in spans]
        return np.unique(np.concatenate(rows))

    def look(self, columns: Int64, longest: int | None = None) -> Lookback:
        """Return the look back of some series; of all rows when it is not for a forecast."""
        wanted = None if longest is None else self.wanted(longest)
        return Lookback.of(self.values[:, columns], self.holiday, self.clock, wanted)

    def scene(self, look: Lookback, mood: Mood, likes: Float32) -> Scene:
        """Return what features are looked up in."""
        return Scene.of(look, mood, self.days, likes, self.start_step)


def witnesses(values: Float64, settings: BoostingSettings) -> Int64:
    """Return the series that are learned from: all, or those with most values when they are too many."""
    most = min(settings.most_witnesses, max(1, settings.most_cells // max(1, len(values))))
    if values.shape[1] <= most:
        return np.arange(values.shape[1])
    return np.sort(np.argsort(-np.isfinite(values).sum(axis=0), kind="stable")[:most])


def likeness(look: Lookback, count: int) -> Float32:
    """Return weights of the series by which each is surprised alike, shape (S, S), rows adding up to one.

    The weights are the correlations of the relative surprises, of the few that are most alike.
    """
    rows = slice(max(0, len(look.values) - _LIKENESS_DAYS * look.clock.day), len(look.values))
    came, due = look.came[rows], look.due[rows]
    surprise = np.where(due > 0.0, np.clip(came / np.where(due > 0.0, due, 1.0), 0.2, 4.0) - 1.0, 0.0)
    surprise -= surprise.mean(axis=0)
    size = np.sqrt((surprise**2).sum(axis=0))
    alike = (surprise.T @ surprise) / np.maximum(np.outer(size, size), 1e-9)
    np.fill_diagonal(alike, -1.0)
    kept = np.zeros_like(alike)
    for i, row in enumerate(alike):
        best = np.argsort(-row, kind="stable")[: min(count, len(row) - 1)]
        kept[i, best] = np.maximum(row[best], 0.01)
    total = kept.sum(axis=1, keepdims=True)
    return np.where(total > 0.0, kept / np.where(total > 0.0, total, 1.0), 1.0 / max(1, len(kept))).astype(np.float32)
