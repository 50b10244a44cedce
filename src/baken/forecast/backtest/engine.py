# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The engine: fits at the beginning of a month, forecasts at each of its origins, and keeps each finished month.

Layout of the folder, per city and model::

    <city>/<model>/fit-2025-01-<fingerprint>.bin    what was learned on 1 January 2025, with its cost beside it (.json)
    <city>/<model>/2025-01-<fingerprint>.parquet    the forecasts of January 2025, their cost in the metadata

A fingerprint tells of code, data until then, plan and seed. A file that is there is finished; an interrupted run goes
on with the month that it was at, and another run of the same takes no time.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from baken.forecast.backtest.contender import Contender, Past
from baken.forecast.backtest.cost import Cost, measured
from baken.forecast.backtest.execution import Executor, Here
from baken.forecast.backtest.fingerprint import digest, history_fingerprint
from baken.forecast.backtest.plan import Plan, WorkItem, first_of_month_min, refit_month
from baken.forecast.backtest.rows import Delivered, read_about, read_rows, write_rows
from baken.forecast.model import ForecastError, QuantileForecast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from baken.forecast.model import History

FORMAT: Final = 1
"""Rises when the files change their form."""
_COST: Final = "baken.cost"
_FITTED: Final = "baken.fitted"


class IssueCost(msgspec.Struct, frozen=True, kw_only=True):
    """What the forecasts of a month cost: all of them, and the origin that took longest.

    Attributes
    ----------
    number
        How many origins were issued.
    longest_s
        Seconds on the clock for the slowest, with updates since the one before; a contender that makes several at once
        has them all in the first.
    """

    all: Cost
    number: int
    longest_s: float


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """One finished work item.

    Attributes
    ----------
    path
        Where its forecasts are; empty when it could not be done.
    was_there
        Whether it had been finished earlier.
    why_not
        Why there are no forecasts; empty when there are.
    """

    item: WorkItem
    path: str = ""
    was_there: bool = False
    why_not: str = ""
    fit: Cost | None = None
    issue: IssueCost | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """Runs any of its work items when it is called; can be pickled, and so be sent to other processes and machines.

    Attributes
    ----------
    folder
        Where finished months are kept; shared by all that run items.
    load
        Gives the history of a city by its name. A function of a module, or a frozen record that can be called: as long
        as two of them are equal, a process loads a city once. (A :func:`functools.partial` is equal to no other.)
    contenders
        Each id once.
    """

    folder: Path
    load: Callable[[str], History]
    contenders: tuple[Contender, ...]
    plan: Plan

    def items(self, cities: Iterable[str]) -> tuple[WorkItem, ...]:
        """Return all pieces of work, those that learn first, so that others need not learn the same beside them."""
        every = [
            (month != refit_month(month, one.refit_months), WorkItem(city, one.id, month))
            for city in cities
            for one in self.contenders
            for month in self.plan.months
        ]
        return tuple(item for _, item in sorted(every, key=lambda each: each[0]))

    def __call__(self, item: WorkItem) -> Done:
        """Return a finished item, from its file when there is one."""
        contender = self._contender(item.model)
        history = _loaded(self.load, item.city)
        month = _Month(self, item, contender, history)
        try:
            return month.found() or month.made()
        except (ForecastError, ImportError) as error:
            return Done(item=item, why_not=str(error))

    def is_done(self, item: WorkItem) -> bool:
        """Tell whether an item was finished earlier."""
        month = _Month(self, item, self._contender(item.model), _loaded(self.load, item.city))
        return month.found() is not None

    def is_fitted(self, item: WorkItem) -> bool:
        """Tell whether what an item starts from was learned earlier."""
        month = _Month(self, item, self._contender(item.model), _loaded(self.load, item.city))
        return month.fit_path().exists()

    def read(self, done: Done) -> Delivered:
        """Return the forecasts of a finished item, wanted origins only."""
        step = _loaded(self.load, done.item.city).panel.step_min
        return read_rows(Path(done.path), step, self.plan.wanted(self.plan.of_month(done.item.month)))

    def _contender(self, model: str) -> Contender:
        for one in self.contenders:
            if one.id == model:
                return one
        raise ForecastError(f"{model} takes no part in this backtest.", remedy="Name one that does.")


def run(
    backtest: Backtest,
    items: Sequence[WorkItem],
    *,
    executor: Executor | None = None,
    progress: Callable[[Done, int, int], None] = lambda _done, _number, _all: None,
) -> tuple[Done, ...]:
    """Return all items finished, in the order given.

    Parameters
    ----------
    progress
        Called after each with what was done, how many are, and of how many.
    """
    finished: dict[WorkItem, Done] = {}
    for done in (executor or Here()).map(backtest, items):
        finished[done.item] = done
        progress(done, len(finished), len(items))
    return tuple(finished[item] for item in items)


@lru_cache(maxsize=2)
def _loaded(load: Callable[[str], History], city: str) -> History:
    return load(city)


@lru_cache(maxsize=64)
def _code(contender: Contender) -> str:
    """Return the fingerprint of a contender, which is a frozen record and so may be remembered."""
    return contender.fingerprint()


@lru_cache(maxsize=64)
def _data(load: Callable[[str], History], city: str, until_min: int) -> str:
    return history_fingerprint(_loaded(load, city), until_min)


@dataclass(frozen=True, slots=True)
class _Month:
    """One work item."""

    test: Backtest
    item: WorkItem
    contender: Contender
    history: History

    @property
    def _fit_month(self) -> str:
        return refit_month(self.item.month, self.contender.refit_months)

    def fit_path(self) -> Path:
        until = first_of_month_min(self._fit_month)
        told = digest(
            FORMAT, _code(self.contender), _data(self.test.load, self.item.city, until), self.test.plan.seed, until
        )
        return self._folder / f"fit-{self._fit_month}-{told}.bin"

    def path(self, plan: Plan) -> Path:
        origins = plan.between(first_of_month_min(self._fit_month), self.item.month)
        wanted = plan.wanted(plan.of_month(self.item.month))
        data = _data(self.test.load, self.item.city, max(origins))
        told = digest(FORMAT, self.fit_path().name, data, origins, wanted, plan.lead_steps, plan.seed)
        return self._folder / f"{self.item.month}-{told}.parquet"

    def found(self) -> Done | None:
        """Return the item when it was finished earlier, with these origins only or with all of them."""
        plan = self.test.plan
        for path in (self.path(replace(plan, only_min=None)), self.path(plan)):
            if path.exists() and (costs := _costs(path)) is not None:
                fit, issue = costs
                return Done(item=self.item, path=str(path), was_there=True, fit=fit, issue=issue)
        return None

    def made(self) -> Done:
        plan = self.test.plan
        fitted, fit_cost = self._fitted()
        first = first_of_month_min(self._fit_month)
        origins = plan.between(first, self.item.month)
        wanted = plan.wanted(plan.of_month(self.item.month))
        forecasts: list[QuantileForecast] = []
        gaps: list[float] = []
        with measured() as spent:
            issued = self.contender.issue(
                fitted, Past(self.history, max(origins)), origins, frozenset(wanted), np.array(plan.lead_steps)
            )
            before = time.perf_counter()
            for forecast in issued:
                forecasts.append(forecast)
                gaps.append(time.perf_counter() - before)
                before = time.perf_counter()
        if tuple(f.origin_min for f in forecasts) != wanted:
            raise ForecastError(
                f"{self.item.model} issued {len(forecasts)} of {len(wanted)} forecasts of {self.item.month}.",
                remedy="Issue one per wanted origin, in order.",
            )
        issue = IssueCost(all=spent.cost, number=len(wanted), longest_s=max(gaps))
        path = self.path(plan)
        about = {_FITTED: msgspec.json.encode(fit_cost).decode(), _COST: msgspec.json.encode(issue).decode()}
        write_rows(path, Delivered.of(forecasts), about)
        return Done(item=self.item, path=str(path), fit=fit_cost, issue=issue)

    def _fitted(self) -> tuple[bytes, Cost]:
        """Return what was learned at the beginning of the month, or earlier when it is not time yet."""
        path = self.fit_path()
        beside = path.with_suffix(".json")
        if path.exists() and beside.exists():
            return path.read_bytes(), msgspec.json.decode(beside.read_bytes(), type=Cost)
        known = self.history.known_at(first_of_month_min(self._fit_month))
        with measured() as spent:
            fitted = self.contender.fit(known, seed=self.test.plan.seed)
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(beside, msgspec.json.encode(spent.cost))
        _write(path, fitted)
        return fitted, spent.cost

    @property
    def _folder(self) -> Path:
        return self.test.folder / self.item.city / self.item.model


def _costs(path: Path) -> tuple[Cost, IssueCost] | None:
    """Return what a finished file says of its cost; None for one that a fault of the disk left without its end."""
    import pyarrow as pa

    try:
        about = read_about(path)
        return msgspec.json.decode(about[_FITTED], type=Cost), msgspec.json.decode(about[_COST], type=IssueCost)
    except (pa.ArrowInvalid, KeyError, msgspec.MsgspecError):
        return None


def _write(path: Path, content: bytes) -> None:
    half = path.with_suffix(f".{os.getpid()}.part")
    half.write_bytes(content)
    half.replace(path)
