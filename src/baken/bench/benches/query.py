# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads of the store against the same SQL typed directly into DuckDB, on a copy of the same file in the same process.

A copy, because a file belongs to one database: DuckDB would otherwise work with the settings of the store, and not with
its own.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import duckdb
import numpy as np
import pyarrow as pa

from baken.bench.context import Context, Size
from baken.bench.model import Figure, Report, Target, at_most
from baken.bench.registry import Bench, BenchError
from baken.bench.stores import Recipe, copied, prepared
from baken.bench.timing import median_ms, percentile_ms, take_turns
from baken.observation.methods.duckdb_store import DuckDBStore
from baken.observation.protocol import AggregateQuery, ObservationQuery
from baken.vocabulary.quality import USABLE_UP_TO

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LIMIT: Final = 1.5
AREAS: Final = 50
DAYS: Final = 30

_LAST: Final = """
SELECT datastream_id, max(phenomenon_time) AS phenomenon_time, arg_max(result, phenomenon_time) AS result
FROM observation GROUP BY datastream_id ORDER BY datastream_id
"""
_DAY: Final = """
SELECT * FROM observation
WHERE datastream_id = {stream} AND phenomenon_time >= '{start:%Y-%m-%d %H:%M:%S}'
    AND phenomenon_time < '{end:%Y-%m-%d %H:%M:%S}'
ORDER BY phenomenon_time
"""
_HOURLY: Final = """
SELECT area, time_bucket(INTERVAL 1 HOUR, phenomenon_time) AS bucket_start, count(result) AS count,
    avg(result) AS mean, min(result) AS minimum, max(result) AS maximum, sum(result) AS sum
FROM observation JOIN area_of USING (datastream_id)
WHERE phenomenon_time >= '{start:%Y-%m-%d %H:%M:%S}' AND phenomenon_time < '{end:%Y-%m-%d %H:%M:%S}'
    AND quality <= {usable} AND result IS NOT NULL
GROUP BY ALL ORDER BY area, bucket_start
"""


def _recipe(context: Context) -> Recipe:
    streams, moments = {Size.FULL: (10_000, 2_000), Size.QUICK: (10_000, 200), Size.TINY: (100, 20)}[context.size]
    # Thirty days must fit in every size.
    return Recipe(streams, moments, step_s=1_800 * (2_000 // moments), seed=context.seed)


class _Reads:
    """The three reads, each in two ways: through the store, and as SQL typed by hand."""

    def __init__(self, recipe: Recipe, path: Path, copy: Path) -> None:
        self._store = DuckDBStore(path)
        self._direct = duckdb.connect(str(copy))
        self._stream = recipe.streams // 2
        self._start = recipe.moment(recipe.moments // 20)
        self._areas = {i: f"area-{i % AREAS:02}" for i in range(1, recipe.streams + 1)}
        areas = pa.table({"datastream_id": list(self._areas), "area": list(self._areas.values())})
        self._direct.register("areas", areas)
        self._direct.execute(
            "CREATE TEMP TABLE area_of AS SELECT datastream_id::INTEGER AS datastream_id, area FROM areas"
        )

    def close(self) -> None:
        self._direct.close()
        self._store.close()

    def both_ways(self) -> dict[str, tuple[Callable[[], pa.Table], Callable[[], pa.Table]]]:
        """Return each read, through the store and typed by hand."""
        day_end, month_end = self._start + timedelta(days=1), self._start + timedelta(days=DAYS)
        day = ObservationQuery(datastream_ids=(self._stream,), start=self._start, end=day_end)
        hourly = AggregateQuery(groups=self._areas, start=self._start, end=month_end, bucket=timedelta(hours=1))
        return {
            f"last value of {len(self._areas):,} streams": (self._store.last, self._typed(_LAST)),
            "one day of one stream": (
                lambda: self._store.read(day),
                self._typed(_DAY.format(stream=self._stream, start=self._start, end=day_end)),
            ),
            f"hourly mean of {AREAS} areas over {DAYS} days": (
                lambda: self._store.aggregate(hourly),
                self._typed(_HOURLY.format(start=self._start, end=month_end, usable=int(USABLE_UP_TO))),
            ),
        }

    def _typed(self, statement: str) -> Callable[[], pa.Table]:
        return lambda: self._direct.execute(statement).to_arrow_table()


def _measure(context: Context) -> Report:
    recipe = _recipe(context)
    reads = _Reads(recipe, prepared(recipe, context), copied(recipe, context, context.work / "copy.duckdb"))
    try:
        figures: list[Figure] = [Figure(name="observations in the store", value=recipe.rows)]
        targets: list[Target] = []
        for name, (ours, typed) in reads.both_ways().items():
            context.say(name)
            _require_same(name, ours(), typed())
            took = take_turns({"ours": ours, "typed": typed}, rounds=_ROUNDS[context.size], longest_s=12)
            figures += _figures(name, took)
            ratio = median_ms(took["ours"]) / median_ms(took["typed"])
            targets.append(at_most(f"{name}, to the same SQL typed into DuckDB", ratio, LIMIT))
    finally:
        reads.close()
    left_out = () if context.size is Size.FULL else (f"20,000,000 observations; this run has {recipe.rows:,}.",)
    return Report(name=bench.name, title=bench.title, figures=tuple(figures), targets=tuple(targets), left_out=left_out)


def _figures(name: str, took: dict[str, list[float]]) -> list[Figure]:
    rounds = len(took["ours"])
    return [
        Figure(
            name=f"{name}: Baken, median", value=median_ms(took["ours"]), unit="ms", note=f"{rounds} times, in turns"
        ),
        Figure(name=f"{name}: Baken, p99", value=percentile_ms(took["ours"], 99), unit="ms"),
        Figure(name=f"{name}: DuckDB, median", value=median_ms(took["typed"]), unit="ms"),
    ]


def _require_same(name: str, ours: pa.Table, typed: pa.Table) -> None:
    """Hold the two ways against each other, so that they are known to do the same."""
    column = "mean" if "mean" in typed.column_names else "result"
    same = np.allclose(ours[column].to_numpy(), typed[column].to_numpy())
    if not same:
        raise BenchError(f"Baken and DuckDB do not give the same {name}.")


_ROUNDS: Final = {Size.FULL: 101, Size.QUICK: 51, Size.TINY: 3}

bench = Bench("query", "reads of the store against the same SQL typed into DuckDB", _measure)
