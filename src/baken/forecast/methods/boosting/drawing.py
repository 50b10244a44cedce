# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which cases of the past are learned from, and which of them together are left out in turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.methods.boosting.features import Cases

if TYPE_CHECKING:
    from baken.forecast.methods.boosting.profile import Clock
    from baken.forecast.methods.boosting.settings import BoostingSettings
    from baken.forecast.model import Float64, Int64

FIRST_WEEKS: Final = 2
"""Before the third week nothing is usual yet."""

_TRIES: Final = 3

_LEADS_OF_HOUR: Final = 4
"""Each hour of a series is foreseen from so many origins at most: more would say the same again."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """Leads that are learned together.

    Attributes
    ----------
    first_h, last_h
        Leads, in hours, that are drawn; `serves_h` is the last hour that the models are asked for.
    """

    name: str
    first_h: int
    last_h: int
    serves_h: int
    rows: int


def horizons(settings: BoostingSettings) -> tuple[Horizon, ...]:
    """Return the next hour, the next day and beyond.

    The models of what lies beyond a day are shown leads from two hours on: what holds for tomorrow holds for the day
    after, and the more so.
    """
    return (
        Horizon("next", 1, 1, 1, settings.rows_next),
        Horizon("near", 1, 24, 24, settings.rows_near),
        Horizon("far", 2, 168, 720, settings.rows_far),
    )


def draw(values: Float64, clock: Clock, horizon: Horizon, generator: np.random.Generator) -> Cases:
    """Return cases of any hour of the day of which the outcome is known.

    Leads are drawn so that each doubling of the lead is met about equally often, mixed with all leads equally: near
    ones are few, and each differs from the next.
    """
    first, last = FIRST_WEEKS * clock.week, len(values)
    wanted = _TRIES * horizon.rows
    origin = generator.integers(first, max(first + 1, last), wanted)
    lead = _leads(clock, horizon, wanted, generator)
    series = generator.integers(0, values.shape[1], wanted)
    target = origin + lead - 1
    good = (target < last) & (origin < last)
    good[good] = np.isfinite(values[target[good], series[good]])
    most = min(horizon.rows, _LEADS_OF_HOUR * int(np.isfinite(values).sum()) // clock.hour)
    chosen = np.flatnonzero(good)[:most]
    return Cases(origin[chosen], lead[chosen], series[chosen])


def fold_of(target: Int64, start_step: int, clock: Clock, settings: BoostingSettings) -> Int64:
    """Return the fold of each target row; blocks of days are dealt out in turn."""
    return np.asarray((start_step + target) // (clock.day * settings.fold_days) % settings.folds)


def _leads(clock: Clock, horizon: Horizon, count: int, generator: np.random.Generator) -> Int64:
    first = (horizon.first_h - 1) * clock.hour + 1
    last = max(first, horizon.last_h * 60 // clock.step_min)
    even = generator.integers(first, last + 1, count)
    doubling = np.exp(generator.uniform(np.log(first), np.log(last + 1), count)).astype(np.int64)
    return np.where(generator.random(count) < 0.5, even, np.clip(doubling, first, last))
