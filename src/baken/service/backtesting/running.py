# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which forecasts of a city's past are made, and how they are run."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from baken.forecast.backtest.contender import OwnForecaster
from baken.forecast.backtest.counts import CountsFolder
from baken.forecast.backtest.engine import Backtest, run
from baken.forecast.backtest.execution import Here, Processes
from baken.forecast.backtest.plan import Plan
from baken.forecast.model import ForecastError
from baken.forecast.registry import REFERENCE, forecaster
from baken.forecast.wall_clock import DAY_MIN, wall_min, wall_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from baken.forecast.backtest.engine import Done
    from baken.forecast.backtest.execution import Executor
    from baken.forecast.model import History, Panel

LEARN_DAYS: Final = 28
"""The first origin has at least so much behind it."""
USUAL_DAYS: Final = 92
"""So many days are taken when nobody says from when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which forecasts are asked for.

    Attributes
    ----------
    models
        Ids of :data:`baken.forecast.registry.FORECASTERS`; the reference always takes part beside them.
    first, last
        Days of the first and last origins; None for the last :data:`USUAL_DAYS` of which all can be scored.
    origins
        Minutes of the day.
    leads_h
        How far ahead, hours.
    """

    models: tuple[str, ...]
    first: date | None = None
    last: date | None = None
    origins: tuple[int, ...] = (360, 840)
    leads_h: int = 168
    seed: int = 0

    @property
    def taking_part(self) -> tuple[str, ...]:
        """Return the models with the reference, each once."""
        return tuple(dict.fromkeys((*self.models, REFERENCE)))


def default_cache() -> Path:
    """Return where finished months are kept when nothing else is said."""
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "baken" / "backtest"


def require_models(names: Iterable[str]) -> None:
    """Hold that every model is there.

    Raises
    ------
    ForecastError
        Naming those that are, or the extra that has to be installed.
    """
    for name in names:
        forecaster(name)


def plan_of(panel: Panel, asked: Asked) -> Plan:
    """Return the plan of what is asked for, of a history.

    Raises
    ------
    ForecastError
        When days lie outside of what is known, or origins do not lie on a step.
    """
    first, last = _days(panel, asked)
    if any(minute % panel.step_min for minute in asked.origins):
        raise ForecastError(
            f"Origins do not lie on steps of {panel.step_min} min.", remedy="Take whole hours, such as 06:00,14:00."
        )
    days = range((last - first).days + 1)
    begin = _minute(first)
    origins = tuple(begin + day * DAY_MIN + minute for day in days for minute in sorted(set(asked.origins)))
    inside = tuple(origin for origin in origins if origin < panel.end_min)
    steps = max(1, asked.leads_h * 60 // panel.step_min)
    return Plan(origins_min=inside, lead_steps=tuple(range(1, steps + 1)), seed=asked.seed)


def _days(panel: Panel, asked: Asked) -> tuple[date, date]:
    """Return first and last day of origins, held against what is known."""
    earliest = wall_time(panel.start_min + LEARN_DAYS * DAY_MIN).date()
    latest = wall_time(panel.end_min - panel.step_min - min(asked.origins)).date()
    known = f"Counts are known from {wall_time(panel.start_min):%Y-%m-%d} to {wall_time(panel.end_min):%Y-%m-%d %H:%M}"
    if earliest > latest:
        raise ForecastError(
            f"{known}: too little to learn from, since the first origin needs {LEARN_DAYS} days behind it.",
            remedy="Import more history, or simulate more days.",
        )
    scored = wall_time(panel.end_min - asked.leads_h * 60 - max(asked.origins)).date()
    last = asked.last or max(earliest, min(latest, scored))
    first = asked.first or max(earliest, last - timedelta(days=USUAL_DAYS - 1))
    outside = next((day for day in (asked.first, asked.last) if day and not earliest <= day <= latest), None)
    if outside is not None:
        raise ForecastError(
            f"{outside} lies outside of what can be forecast again. {known}.",
            remedy=f"Take days from {earliest} to {latest}.",
        )
    if first > last:
        raise ForecastError(f"{first} lies after {last}.", remedy="Give --from before --to.")
    return first, last


def backtest_of(city: str, history: History, asked: Asked, cache: Path) -> Backtest:
    """Write the counts of a city into the cache, and return its backtest, which any process or machine can run."""
    plan = plan_of(history.panel, asked)
    counts = CountsFolder(cache.resolve() / "counts")
    counts.write(city, history)
    contenders = tuple(OwnForecaster(name) for name in asked.taking_part)
    return Backtest(folder=cache.resolve() / "months", load=counts, contenders=contenders, plan=plan)


def executor_of(processes: int, spark: str | None) -> Executor:
    """Return what runs the work items."""
    if spark is not None:
        from baken.forecast.backtest.spark import OnSpark

        return OnSpark(spark)
    return Here() if processes == 1 else Processes(processes)


def run_all(
    backtest: Backtest, city: str, executor: Executor, progress: Callable[[int, int | None], None]
) -> tuple[Done, ...]:
    """Run every piece of a city, telling how many are done and of how many."""
    items = backtest.items([city])
    progress(0, len(items))
    return run(backtest, items, executor=executor, progress=lambda _, number, every: progress(number, every))


def _minute(day: date) -> int:
    return wall_min(datetime.combine(day, datetime.min.time()))
