# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads planned observations, a page at a time.

Pages continue where the last one ended, so a late page costs as little as the first. What the store cannot judge is
judged in pieces of bounded size, and no request may look at more than :data:`MAX_SCANNED` rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from baken.observation.columns import SCHEMA
from baken.observation.protocol import ObservationQuery
from baken.service.sensorthings import filter as f
from baken.service.sensorthings.functions import as_sort_key
from baken.service.sensorthings.planning import Planner
from baken.service.sensorthings.predicate import compile_node
from baken.service.sensorthings.problem import Problem, invalid
from baken.service.sensorthings.schema import Schema, rows_of
from baken.service.sensorthings.type_properties import TypeProperties
from baken.vocabulary.time import from_us

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.service.sensorthings.options import Options
    from baken.service.sensorthings.planning import Plan
    from baken.vocabulary.time import Clock

MAX_SCANNED: Final = 5_000_000
"""How many rows one request may look at when a condition cannot be narrowed down."""
MAX_SORTED: Final = 300_000
"""How many rows one request may sort by something else than phenomenon time."""
_CHUNK: Final = 20_000
_MICROSECOND: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Page:
    """Some observations, and where the next page begins: a place to seek, or how many to skip."""

    table: pa.Table
    seek: tuple[int, int] | None = None
    skip: int | None = None


class ObservationReader:
    """Reads what a plan says."""

    def __init__(self, schema: Schema, clock: Clock) -> None:
        self.planner = Planner(schema, clock)
        self._schema = schema
        self._store = schema.store
        self._clock = clock
        self._own = TypeProperties(schema, schema.types["Observation"])

    def page(self, plan: Plan, options: Options) -> Page:
        """Return one page, in the order that was asked (phenomenon time when none was)."""
        if plan.nothing or options.page == 0:
            return Page(SCHEMA.empty_table())
        newest_first = time_order(options)
        if newest_first is None:
            return self._sorted_page(plan, options)
        if plan.rest is None:
            return self._plain_page(plan, options, newest_first=newest_first)
        return self._filtered_page(plan, options, newest_first=newest_first)

    def count(self, plan: Plan) -> int:
        """Return how many observations meet a plan."""
        if plan.nothing:
            return 0
        if plan.rest is None:
            return self._store.count(_query(plan), activity=self._schema.permit)
        return sum(len(_met(plan, chunk)) for chunk, _ in self._chunks(plan, None, newest_first=False))

    def one(self, datastream_id: int, time_us: int, revision: int = 0) -> pa.Table:
        """Return one observation as a table of one row, or of none."""
        time = from_us(time_us)
        if revision:
            return self._store.history(datastream_id, time, activity=self._schema.permit).slice(revision - 1, 1)
        return self._store.read(
            ObservationQuery(datastream_ids=(datastream_id,), start=time, end=time + _MICROSECOND, limit=1),
            activity=self._schema.permit,
        )

    def _plain_page(self, plan: Plan, options: Options, *, newest_first: bool) -> Page:
        query = _from(_query(plan, newest_first=newest_first), options.seek)
        skip = 0 if options.seek else options.skip
        query = replace(query, limit=options.page + 1, offset=query.offset + skip)
        table = self._store.read(query, activity=self._schema.permit)
        if len(table) <= options.page:
            return Page(table)
        table = table.slice(0, options.page)
        return Page(table, seek=_place_after(table, options.page, options.seek))

    def _filtered_page(self, plan: Plan, options: Options, *, newest_first: bool) -> Page:
        wanted, skip = options.page, 0 if options.seek else options.skip
        parts: list[pa.Table] = []
        place = options.seek
        for chunk, before in self._chunks(plan, options.seek, newest_first=newest_first):
            met = _met(plan, chunk)
            met, skip = met[skip:], max(skip - len(met), 0)
            if len(met) > wanted:
                if wanted:
                    place = _place_after(chunk, int(met[wanted - 1]) + 1, before)
                    parts.append(chunk.take(met[:wanted]))
                return Page(pa.concat_tables(parts), seek=place)
            if len(met):
                place = _place_after(chunk, int(met[-1]) + 1, before)
                parts.append(chunk.take(met))
                wanted -= len(met)
        return Page(pa.concat_tables(parts) if parts else SCHEMA.empty_table())

    def _sorted_page(self, plan: Plan, options: Options) -> Page:
        keys = [(compile_node(o.expression, self._own, self._clock).of, o.descending) for o in options.orderby]
        parts = []
        total = 0
        for chunk, _ in self._chunks(plan, None, newest_first=False):
            parts.append(chunk.take(_met(plan, chunk)) if plan.rest is not None else chunk)
            total += len(parts[-1])
            if total > MAX_SORTED:
                raise _too_broad(f"More than {MAX_SORTED} observations would have to be sorted.")
        table = pa.concat_tables(parts) if parts else SCHEMA.empty_table()
        rows = rows_of(table)
        order = list(range(len(rows)))
        for read, descending in reversed(keys):
            order.sort(key=lambda i: as_sort_key(read(rows[i])), reverse=descending)
        stop = options.skip + options.page
        table = table.take(pa.array(order[options.skip : stop], pa.int64()))
        return Page(table, skip=stop if len(order) > stop else None)

    def _chunks(
        self, plan: Plan, seek: tuple[int, int] | None, *, newest_first: bool
    ) -> Iterator[tuple[pa.Table, tuple[int, int] | None]]:
        """Yield the rows the store can narrow down to in pieces, each with the place where it begins."""
        scanned = 0
        query = _query(plan, newest_first=newest_first)
        while not plan.nothing:
            chunk = self._store.read(replace(_from(query, seek), limit=_CHUNK), activity=self._schema.permit)
            if len(chunk):
                yield chunk, seek
            if len(chunk) < _CHUNK:
                return
            scanned += len(chunk)
            if scanned >= MAX_SCANNED:
                raise _too_broad(f"{scanned} observations were looked at without an end.")
            seek = _place_after(chunk, len(chunk), seek)


def time_order(options: Options) -> bool | None:
    """Return whether the newest comes first, or None when the order is not that of phenomenon time."""
    if not options.orderby:
        return False
    first = options.orderby[0]
    if not (isinstance(first.expression, f.Path) and first.expression.segments == ("phenomenonTime",)):
        return None
    later = (o for o in options.orderby[1:])
    by_id = all(isinstance(o.expression, f.Path) and o.expression.segments[-1] in {"id", "@iot.id"} for o in later)
    return first.descending if by_id else None


def _query(plan: Plan, *, newest_first: bool = False) -> ObservationQuery:
    return ObservationQuery(
        datastream_ids=plan.datastream_ids, start=plan.start, end=plan.end, newest_first=newest_first
    )


def _from(query: ObservationQuery, seek: tuple[int, int] | None) -> ObservationQuery:
    if seek is None:
        return query
    try:
        moment = from_us(seek[0])
        after = moment + _MICROSECOND
    except OverflowError as error:
        raise invalid("$skiptoken is not one that this service gave.") from error
    if query.newest_first:
        return replace(query, end=after if query.end is None else min(after, query.end), offset=seek[1])
    return replace(query, start=moment if query.start is None else max(moment, query.start), offset=seek[1])


def _place_after(table: pa.Table, rows: int, before: tuple[int, int] | None) -> tuple[int, int]:
    """Return the place after so many rows of a table that began at the place ``before``."""
    times = table["phenomenon_time"].slice(0, rows).cast(pa.int64()).to_numpy()
    last = int(times[-1])
    same = int(np.count_nonzero(times == last))
    if before is not None and before[0] == last:
        same += before[1]
    return last, same


def _met(plan: Plan, chunk: pa.Table) -> Any:
    if plan.mask is not None:
        return np.flatnonzero(plan.mask(chunk))
    test = plan.rest
    if test is None:
        return np.arange(len(chunk))
    return np.flatnonzero(np.fromiter((test(row) for row in rows_of(chunk)), np.bool_, len(chunk)))


def _too_broad(message: str) -> Problem:
    return invalid(message, remedy="Narrow it down by phenomenonTime or by datastream.")
