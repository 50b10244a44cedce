# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Deleting a day out of a large store, with ingest going on meanwhile; and what minimisation costs a read."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import duckdb
import numpy as np

from baken.bench.context import Context, Size
from baken.bench.model import Figure, Report, Target, at_least, at_most
from baken.bench.registry import Bench
from baken.bench.stores import Recipe, columns, copied, prepared
from baken.bench.timing import duration_s, median_ms, take_turns
from baken.governance.minimisation.release import Release
from baken.governance.minimisation.rule import CellRule
from baken.observation.deletion import ROWS_PER_BATCH, DeletionQuery, delete_paced
from baken.observation.methods.duckdb_store import DuckDBStore
from baken.observation.protocol import AggregateQuery, ObservationQuery
from baken.observation.released_store import ReleasedStore
from baken.vocabulary.time import SystemClock, to_us

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pyarrow as pa

LIMIT_DELETION: Final = 20.0
LEAST_INGEST: Final = 0.3
LIMIT_READS: Final = 1.2
LIMIT_IDLE: Final = 1.1
_DAY: Final = timedelta(days=1)
_TYPED: Final = "DELETE FROM observation WHERE phenomenon_time < '{before:%Y-%m-%d %H:%M:%S}'"


def _recipe(context: Context) -> Recipe:
    streams, moments = {Size.FULL: (10_000, 2_000), Size.QUICK: (10_000, 200), Size.TINY: (100, 20)}[context.size]
    return Recipe(streams, moments, step_s=1_800 * (2_000 // moments), seed=context.seed)


def _measure(context: Context) -> Report:
    recipe = _recipe(context)
    context.say("deleting a day")
    typed, alone = _typed_and_ours(recipe, context)
    deleted = _Deleted(recipe, copied(recipe, context, context.work / "ours.duckdb"), context.size)
    context.say("reading with and without minimisation")
    minimised = _minimised(recipe, prepared(recipe, context), context.size)
    left_out = () if context.size is Size.FULL else (f"20,000,000 observations; this run has {recipe.rows:,}.",)
    return Report(
        name=bench.name,
        title=bench.title,
        figures=(*deleted.figures(typed, alone), *minimised[0]),
        targets=(*deleted.targets(typed, alone), *minimised[1]),
        left_out=left_out,
    )


def _typed_and_ours(recipe: Recipe, context: Context) -> tuple[float, float]:
    """Return how long a day takes by the plain statement and by ours, in turns: medians, each on a store of its own.

    The plain statement counts nothing, knows no corrections and makes no batches.
    """
    rounds = {Size.FULL: 5, Size.QUICK: 3, Size.TINY: 1}[context.size]
    typed, ours = [], []
    for _ in range(rounds):
        typed.append(_typed(recipe, copied(recipe, context, context.work / "typed.duckdb")))
        ours.append(_alone(recipe, copied(recipe, context, context.work / "alone.duckdb")))
    return float(np.median(typed)), float(np.median(ours))


def _typed(recipe: Recipe, path: Path) -> float:
    connection = duckdb.connect(str(path))
    try:
        statement = _TYPED.format(before=recipe.moment(0) + _DAY)
        return duration_s(lambda: connection.execute(statement))
    finally:
        connection.close()


def _alone(recipe: Recipe, path: Path) -> float:
    store = DuckDBStore(path)
    try:
        return sum(_all_batches(store, _day(recipe, 1)))
    finally:
        store.close()


def _day(recipe: Recipe, day: int) -> DeletionQuery:
    ids = tuple(range(1, recipe.streams + 1))
    return DeletionQuery(run=day, datastream_ids=ids, before_us=to_us(recipe.moment(0) + day * _DAY))


def _all_batches(store: DuckDBStore, query: DeletionQuery) -> list[float]:
    """Delete all that a query is about; return how long each batch took."""
    took, more = [], True
    while more:
        start = time.perf_counter()
        more = store.delete_before(query)
        took.append(time.perf_counter() - start)
    return took


class _Deleted:
    """A day deleted in batches: what is read before and after, and the next day while observations come in."""

    def __init__(self, recipe: Recipe, path: Path, size: Size) -> None:
        self._recipe = recipe
        self._store = DuckDBStore(path)
        self._rounds = {Size.FULL: 21, Size.QUICK: 11, Size.TINY: 3}[size]
        try:
            before = self._read_s()
            self._batches = _all_batches(self._store, _day(recipe, 1))
            self.rows = self._store.deletions()[1].rows
            self.read_ratio = self._read_s() / before
            self.ingest_ratio = self._ingest_meanwhile()
        finally:
            self._store.close()

    def _read_s(self) -> float:
        end = self._recipe.end
        groups = {i: f"area-{i % 50}" for i in range(1, self._recipe.streams + 1)}
        query = AggregateQuery(groups=groups, start=end - 7 * _DAY, end=end, bucket=timedelta(hours=1))
        took = take_turns({"read": lambda: self._store.aggregate(query)}, rounds=self._rounds, longest_s=8)
        return median_ms(took["read"]) / 1000

    def _ingest_meanwhile(self) -> float:
        """Return the rate of appending while a day is deleted, to the rate without."""
        values = np.ones((1, 1_000))
        arrived = [self._recipe.end]

        def append_for(enough: Callable[[], bool]) -> float:
            rows, seconds = 0, 0.0
            while not enough():
                arrived[0] += timedelta(seconds=1)
                batch = columns(1, values, start=arrived[0], step_s=1)
                start = time.perf_counter()
                self._store.append(batch)
                seconds += time.perf_counter() - start
                rows += len(batch)
            return rows / seconds if seconds else 0.0

        left = iter(range(60))
        alone = append_for(lambda: next(left, None) is None)
        deleting = threading.Thread(target=delete_paced, args=(self._store, _day(self._recipe, 2), threading.Event()))
        deleting.start()
        meanwhile = append_for(lambda: not deleting.is_alive())
        deleting.join()
        return meanwhile / alone if meanwhile else 1.0

    def figures(self, typed_s: float, alone_s: float) -> tuple[Figure, ...]:
        longest = float(np.max(self._batches)) * 1000
        return (
            Figure(name="observations in the store", value=self._recipe.rows),
            Figure(name="observations of the day", value=self.rows),
            Figure(name="a day deleted, with count and corrections", value=alone_s * 1000, unit="ms"),
            Figure(name="a day deleted, typed into DuckDB", value=typed_s * 1000, unit="ms"),
            Figure(name="longest batch", value=longest, unit="ms", note=f"of at most {ROWS_PER_BATCH:,} observations"),
        )

    def targets(self, typed_s: float, alone_s: float) -> tuple[Target, ...]:
        return (
            at_most("a day deleted and counted, to one DELETE typed into DuckDB", alone_s / typed_s, LIMIT_DELETION),
            at_least("ingest while a day is deleted, to ingest alone", self.ingest_ratio, LEAST_INGEST),
            at_most("reads after a day was deleted, to reads before", self.read_ratio, LIMIT_READS),
        )


def _minimised(recipe: Recipe, path: Path, size: Size) -> tuple[tuple[Figure, ...], tuple[Target, ...]]:
    store = DuckDBStore(path)
    try:
        every = range(1, recipe.streams + 1)
        idle, strict = Release({i: CellRule() for i in every}), Release({i: CellRule(k=10) for i in every})
        query = ObservationQuery(start=recipe.end - timedelta(hours=5))

        def reading(release: Release | None) -> Callable[[], pa.Table]:
            source = store if release is None else ReleasedStore(store, lambda: release, SystemClock())
            return lambda: source.read(query)

        rounds = {Size.FULL: 51, Size.QUICK: 31, Size.TINY: 3}[size]
        contenders = {"plain": reading(None), "k = 1": reading(idle), "k = 10": reading(strict)}
        took = {name: median_ms(s) for name, s in take_turns(contenders, rounds=rounds, longest_s=10).items()}
        rows = len(contenders["plain"]())
    finally:
        store.close()
    figures = (
        Figure(name="observations of a read", value=rows),
        Figure(name="read as it is kept", value=took["plain"], unit="ms"),
        Figure(name="read with k = 10", value=took["k = 10"], unit="ms"),
    )
    return figures, (at_most("a read with k = 1, to a read of the store", took["k = 1"] / took["plain"], LIMIT_IDLE),)


bench = Bench("retention", "deleting a day with ingest going on, and reads with minimisation", _measure)
