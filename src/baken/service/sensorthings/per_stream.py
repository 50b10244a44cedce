# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The newest (or first) observations of many datastreams at once: a few reads for all, never one for each.

What the store keeps in memory of every datastream (how many, first, last) tells how far back one has to look for so
many rows. Datastreams that have to be looked for in the same stretch of time are read together; those that turn out
to have gaps are looked for further back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from baken.observation.columns import SCHEMA
from baken.observation.protocol import ObservationQuery
from baken.vocabulary.time import from_us

if TYPE_CHECKING:
    from baken.governance.permit import Permit
    from baken.observation.governed_store import GovernedStore

_MARGIN: Final = 1.5
_GROWTH: Final = 8
_LOOSE: Final = 4
_SMALL: Final = 20_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Up to ``limit`` rows of each datastream with phenomenon time in [start_us, end_us)."""

    limit: int
    newest_first: bool
    start_us: int | None = None
    end_us: int | None = None


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Where to look for the rows of one datastream: [low, high) inside [first, last), about ``rate`` rows per µs."""

    datastream_id: int
    first: int
    last: int
    low: int
    high: int
    rate: float

    @property
    def whole(self) -> bool:
        return self.low <= self.first and self.high >= self.last


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of several datastreams in one table, and where those of each begin and end; without rows: not named."""

    table: pa.Table
    places: dict[int, tuple[int, int]]


def read_each(store: GovernedStore, datastream_ids: tuple[int, ...], wanted: Wanted, *, activity: Permit) -> Found:
    """Return the rows of each datastream in the wanted order.

    Examples
    --------
    >>> from baken.observation.columns import ObservationColumns
    >>> from baken.observation.methods.memory_store import MemoryStore
    >>> from baken.observation.specimen import GovernedSpecimen
    >>> some = GovernedSpecimen(MemoryStore())
    >>> rows = ObservationColumns.of([1, 1, 2], [0, 5, 3], [1.0, 2.0, 3.0], available_at_us=9)
    >>> _ = some.store.append(rows, activity=some.observing)
    >>> found = read_each(some.store, (1, 2, 3), Wanted(limit=1, newest_first=True), activity=some.reading)
    >>> found.places, found.table["result"].to_pylist()
    ({1: (0, 1), 2: (1, 2)}, [2.0, 3.0])
    """
    unbounded = wanted.start_us is None and wanted.end_us is None
    if wanted.limit == 1 and wanted.newest_first and unbounded:
        table = store.last(datastream_ids, activity=activity)
        return Found(table, {i: (n, n + 1) for n, i in enumerate(table["datastream_id"].to_pylist())})
    parts: list[pa.Table] = []
    places: dict[int, tuple[int, int]] = {}
    at = 0
    stretches = _stretches(store, datastream_ids, wanted, activity)
    while stretches:
        wider: list[_Stretch] = []
        for group in _groups(stretches):
            tables = _read_group(store, group, wanted, activity)
            for stretch in group:
                table = tables[stretch.datastream_id]
                if len(table) < wanted.limit and not stretch.whole:
                    wider.append(_wider(stretch, wanted))
                elif len(table):
                    parts.append(table)
                    places[stretch.datastream_id] = (at, at + len(table))
                    at += len(table)
        stretches = wider
    return Found(pa.concat_tables(parts) if parts else SCHEMA.empty_table(), places)


def _stretches(
    store: GovernedStore, datastream_ids: tuple[int, ...], wanted: Wanted, activity: Permit
) -> list[_Stretch]:
    stretches = []
    for number in datastream_ids:
        extent = store.extent(number, activity=activity)
        if extent is None:
            continue
        first, last = extent.first_us, extent.last_us + 1
        rate = extent.count / (last - first)
        first = first if wanted.start_us is None else max(first, wanted.start_us)
        last = last if wanted.end_us is None else min(last, wanted.end_us)
        if first < last:
            width = int((wanted.limit * _MARGIN + 16) / rate) + 1
            stretches.append(_at_end(number, (first, last), width, rate, wanted))
    return stretches


def _at_end(number: int, bounds: tuple[int, int], width: int, rate: float, wanted: Wanted) -> _Stretch:
    first, last = bounds
    if wanted.newest_first:
        return _Stretch(number, first, last, max(last - width, first), last, rate)
    return _Stretch(number, first, last, first, min(first + width, last), rate)


def _wider(stretch: _Stretch, wanted: Wanted) -> _Stretch:
    width = (stretch.high - stretch.low) * _GROWTH
    return _at_end(stretch.datastream_id, (stretch.first, stretch.last), width, stretch.rate, wanted)


def _groups(stretches: list[_Stretch]) -> list[list[_Stretch]]:
    """Put together what can be read together without reading much that nobody asked for."""
    ordered = sorted(stretches, key=lambda s: s.low)
    groups: list[list[_Stretch]] = []
    low = high = rate = needed = 0.0
    for stretch in ordered:
        own = (stretch.high - stretch.low) * stretch.rate
        together = (max(high, stretch.high) - low) * (rate + stretch.rate)
        if groups and together <= max(_SMALL, _LOOSE * (needed + own)):
            groups[-1].append(stretch)
            high, rate, needed = max(high, stretch.high), rate + stretch.rate, needed + own
        else:
            groups.append([stretch])
            low, high, rate, needed = stretch.low, stretch.high, stretch.rate, own
    return groups


def _read_group(store: GovernedStore, group: list[_Stretch], wanted: Wanted, activity: Permit) -> dict[int, pa.Table]:
    query = ObservationQuery(
        datastream_ids=tuple(s.datastream_id for s in group),
        start=from_us(min(s.low for s in group)),
        end=from_us(max(s.high for s in group)),
        newest_first=wanted.newest_first,
        limit=wanted.limit if len(group) == 1 else None,
    )
    table = store.read(query, activity=activity)
    ids = table["datastream_id"].to_numpy()
    wanted_ids = np.array([s.datastream_id for s in group], np.int32)
    order = np.argsort(ids, kind="stable")
    table, ids = table.take(order), ids[order]
    starts = np.searchsorted(ids, wanted_ids, "left").tolist()
    ends = np.searchsorted(ids, wanted_ids, "right").tolist()
    return {
        stretch.datastream_id: _inside(table.slice(start, end - start), stretch).slice(0, wanted.limit)
        for stretch, start, end in zip(group, starts, ends, strict=True)
    }


def _inside(table: pa.Table, stretch: _Stretch) -> pa.Table:
    """Leave out what the group's stretch holds and this datastream's does not, so that no gap is jumped."""
    times = table["phenomenon_time"].cast(pa.int64()).to_numpy()
    inside = (times >= stretch.low) & (times < stretch.high)
    return table if inside.all() else table.filter(pa.array(inside))
