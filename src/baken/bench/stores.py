# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Large stores with made-up counts: made once, kept in the cache, copied for whoever writes in them."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import duckdb
import numpy as np

from baken.observation.columns import Float64, ObservationColumns
from baken.observation.methods import duckdb_sql
from baken.observation.methods.duckdb_store import DuckDBStore
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from pathlib import Path

    from baken.bench.context import Context

FIRST: Final = datetime(2024, 6, 1, tzinfo=UTC)
"""The first phenomenon time of every made-up series; nothing made up lies in the future."""

_ROWS_PER_APPEND: Final = 200_000
_RECIPE_VERSION: Final = 2


@dataclass(frozen=True, slots=True)
class Recipe:
    """A store of so many datastreams (ids from 1) with so many values each, one every ``step_s`` seconds.

    Rows lie in the file as they would have arrived: all datastreams of one moment, then those of the next.
    """

    streams: int
    moments: int
    step_s: int
    seed: int

    @property
    def rows(self) -> int:
        """Return how many observations there are."""
        return self.streams * self.moments

    @property
    def end(self) -> datetime:
        """Return the moment after the last one."""
        return self.moment(self.moments)

    def moment(self, number: int) -> datetime:
        """Return a phenomenon time by its place in the series."""
        return FIRST + timedelta(seconds=number * self.step_s)

    @property
    def name(self) -> str:
        """Return a name that is another one when the file would be."""
        made_of = (self, _RECIPE_VERSION, duckdb.__version__, duckdb_sql.CREATE_TABLES)
        return f"{self.rows}-{hashlib.sha256(repr(made_of).encode()).hexdigest()[:12]}.duckdb"


def counts(rng: np.random.Generator, streams: int, moments: int) -> Float64:
    """Return made-up counts of persons, shape (moments, streams): each stream around its own mean.

    Examples
    --------
    >>> counts(np.random.default_rng(1), 3, 2).shape
    (2, 3)
    """
    means = rng.uniform(2.0, 80.0, streams)
    return rng.poisson(means, (moments, streams)).astype(np.float64)


def columns(first: int, values: Float64, *, start: datetime, step_s: int) -> ObservationColumns:
    """Return counts of shape (moments, streams) as rows, datastream ids from ``first``, available after one step."""
    moments, streams = values.shape
    step_us = step_s * 1_000_000
    times = np.repeat(to_us(start) + np.arange(moments) * step_us, streams)
    return ObservationColumns.of(
        np.tile(np.arange(first, first + streams, dtype=np.int32), moments),
        times,
        values.ravel(),
        available_at_us=times + step_us,
    )


def is_prepared(recipe: Recipe, context: Context) -> bool:
    """Return whether the file of a recipe is in the cache."""
    return (context.cache / recipe.name).exists()


def prepared(recipe: Recipe, context: Context) -> Path:
    """Return the file of a recipe in the cache, made when it is not there; never write in it."""
    path = context.cache / recipe.name
    if not is_prepared(recipe, context):
        context.say(f"making a store of {recipe.rows:,} observations")
        unfinished = context.work / recipe.name
        _make(recipe, unfinished)
        shutil.move(unfinished, path)
    return path


def copied(recipe: Recipe, context: Context, target: Path) -> Path:
    """Return a copy of a prepared store that may be written in."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(prepared(recipe, context), target)
    return target


def _make(recipe: Recipe, path: Path) -> None:
    rng = np.random.default_rng(recipe.seed)
    moments_per_append = max(1, _ROWS_PER_APPEND // recipe.streams)
    store = DuckDBStore(path)
    try:
        for first in range(0, recipe.moments, moments_per_append):
            moments = min(moments_per_append, recipe.moments - first)
            # The same means for every part: the series would otherwise jump.
            values = counts(np.random.default_rng(recipe.seed), recipe.streams, 1).repeat(moments, axis=0)
            values += rng.integers(0, 12, values.shape)
            store.append(columns(1, values, start=recipe.moment(first), step_s=recipe.step_s))
    finally:
        store.close()
