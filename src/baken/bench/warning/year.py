# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Warnings through 2025 of real counts: each sensor's limit is the 99th percentile of its hours of 2024.

Every hour a forecast of the next two is issued, by a method that learns anew each week from the four weeks before, as
it runs on a node. A count is what it is: the present has no error here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.bench.forecast.truth import auckland
from baken.bench.warning.judging import Found, found, play
from baken.evaluation.warnings.episodes import Rule
from baken.forecast.methods.nowcast.conformal import ConformalNowcast
from baken.forecast.model import QUANTILES, Known, Status
from baken.forecast.wall_clock import wall_min
from baken.warning.kinds import LimitKind
from baken.warning.model import Limit
from baken.warning.neighbourhood import Neighbourhood
from baken.warning.outlook import Outlook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from baken.forecast.model import Bool, Float64, History
    from baken.warning.protocol import Condition

HOUR_US: Final = 3_600_000_000
LEAD_H: Final = 2
PERCENTILE: Final = 0.99
RULE: Final = Rule(lead_us=HOUR_US, earliest_us=6 * HOUR_US, window_us=6 * HOUR_US)
WEEK_H: Final = 168
MEMORY_H: Final = 4 * WEEK_H
LEARNED_WEEKS: Final = 13
"""So many weeks before the year tell what the probabilities are worth."""

FIRST_MIN: Final = wall_min(datetime(2025, 1, 1))  # noqa: DTZ001  a wall clock
_YEAR_BEFORE_MIN: Final = wall_min(datetime(2024, 1, 1))  # noqa: DTZ001  a wall clock


@dataclass(frozen=True, slots=True)
class Year:
    """Hours of counts, with what was foreseen at the beginning of each.

    Attributes
    ----------
    values
        Shape (hours, sensors); NaN where nothing was counted.
    foreseen
        Shape (hours, sensors, 2, Q); of the hour that begins then, and the next.
    """

    values: Float64
    foreseen: Float64
    limits: Float64
    names: tuple[str, ...]

    @property
    def passed(self) -> Bool:
        """Whether the limit was passed, shape (hours, sensors)."""
        return np.asarray(np.nan_to_num(self.values, nan=-1.0) > self.limits)

    def quarters(self) -> Iterator[Year]:
        """Give it in parts of thirteen weeks; the last may be shorter."""
        long = LEARNED_WEEKS * WEEK_H
        for begin in range(0, len(self.values), long):
            part = slice(begin, begin + long)
            yield replace(self, values=self.values[part], foreseen=self.foreseen[part])


def foreseen_year(cache: Path, weeks: int, say: Callable[[str], None]) -> tuple[Year, Year]:
    """Return the quarter before 2025 and so many weeks of it, made week by week into the cache."""
    history = auckland()
    first = (FIRST_MIN - history.panel.start_min) // 60
    values = history.panel.values
    before = values[(_YEAR_BEFORE_MIN - history.panel.start_min) // 60 : first]
    limits = np.nanquantile(before, PERCENTILE, axis=0)
    names = tuple(series.place_id for series in history.panel.series)

    def part(begin: int, count: int) -> Year:
        made = [_week(history, begin + k * WEEK_H, cache, say) for k in range(count)]
        return Year(values[begin : begin + count * WEEK_H], np.concatenate(made), limits, names)

    weeks = min(weeks, (len(values) - first) // WEEK_H)
    return part(first - LEARNED_WEEKS * WEEK_H, LEARNED_WEEKS), part(first, weeks)


def is_ready(cache: Path, weeks: int) -> bool:
    """Tell whether that need not be made."""
    panel = auckland().panel
    first = (FIRST_MIN - panel.start_min) // 60
    return all(_file(cache, first + k * WEEK_H).exists() for k in range(-LEARNED_WEEKS, weeks))


def _file(cache: Path, row: int) -> Path:
    return cache / f"auckland-{row}-{ConformalNowcast().definition.version}.npz"


def _week(history: History, row: int, cache: Path, say: Callable[[str], None]) -> Float64:
    path = _file(cache, row)
    if not path.exists():
        say(f"hours of Auckland from {row}")
        cache.mkdir(parents=True, exist_ok=True)
        method, leads = ConformalNowcast(), np.arange(1, LEAD_H + 1)
        method.fit(_known(history, row))
        made = [method.forecast(_known(history, hour), leads).values for hour in range(row, row + WEEK_H)]
        part = path.with_suffix(".part.npz")
        np.savez_compressed(part, values=np.array(made, np.float32))
        part.replace(path)
    with np.load(path) as found_there:
        return np.asarray(found_there["values"], np.float64)


def _known(history: History, row: int) -> Known:
    """Return what was known at the beginning of an hour, four weeks of it."""
    panel = history.panel
    start = panel.start_min + (row - MEMORY_H) * 60
    cut = replace(panel, start_min=start, values=panel.values[row - MEMORY_H : row])
    return Known(panel=cut, origin_min=panel.start_min + row * 60, calendar=history.calendar)


def judge_year(year: Year, condition: Condition) -> Found:
    """Return what came of the warnings of a year, or a part of it."""
    limits = tuple(
        Limit(
            id=f"{name.replace(' ', '-').lower()}-busy",
            area_id=name,
            kind=LimitKind.PERSONS,
            value=float(value),
            source="99th percentile of the hours of 2024",
            lead_time_s=LEAD_H * 3600,
            raise_at=0.35,
            clear_below=0.175,
            calm_s=0,
        )
        for name, value in zip(year.names, year.limits, strict=True)
    )
    played = play(condition, limits, _outlooks(year), Neighbourhood())
    times = HOUR_US * np.arange(1, len(year.values) + 1)
    known = ~np.isnan(year.values)
    return found(played, year.passed, times, LEAD_H * HOUR_US, RULE, join_us=HOUR_US, shortest_us=0, known=known)


def _outlooks(year: Year) -> Iterator[Outlook]:
    count = len(year.names)
    none = np.zeros(count, np.uint8)
    for hour in range(1, len(year.values)):
        at = hour * HOUR_US
        yield Outlook(
            at_us=at,
            limits=year.limits,
            is_below=np.zeros(count, np.bool_),
            lead_s=np.full(count, LEAD_H * 3600, np.int64),
            value=year.values[hour - 1],
            standard_error=np.zeros(count),
            precondition=np.ones(count),
            quality=none,
            doubt=none,
            sources=np.ones(count, np.int64),
            foreseen=year.foreseen[hour],
            quantiles=QUANTILES,
            step_start_us=at + HOUR_US * np.arange(LEAD_H, dtype=np.int64),
            step_s=3600,
            forecast_status=np.full(count, Status.OWN, np.uint8),
            forecast_issued_us=at,
        )
