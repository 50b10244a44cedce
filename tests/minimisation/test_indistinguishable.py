# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Nobody can tell two worlds apart whose cells lie in the same ranges: the strongest form of "safe by difference".

A world is what sensors really counted. In the other world each count is another one that is protected to the same, and
counts are corrected that the first world did not correct, by less than k. Whatever is asked of both nodes, the answers
must be the same, to the byte: then no computation on any number of answers finds out which world it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.governance.minimisation.release import Release
from baken.governance.minimisation.rule import CellRule
from baken.observation.columns import ObservationColumns
from baken.observation.methods.duckdb_store import DuckDBStore
from baken.observation.methods.memory_store import MemoryStore
from baken.observation.protocol import AggregateQuery, ObservationQuery, ObservationStore
from baken.observation.released_store import ReleasedStore
from baken.vocabulary.time import FixedClock, to_us

T0 = datetime(2026, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
K = 10
MERGED = 3
RULES = {1: CellRule(k=K), 2: CellRule(k=K), MERGED: CellRule(k=K, cell_us=5 * 60_000_000, settling_us=60_000_000)}
"""Streams 1 and 2 have a cell per observation, stream 3 a cell per five minutes; stream 4 is about nobody."""


def minute(n: float) -> int:
    return to_us(T0 + n * MINUTE)


@dataclass(frozen=True)
class Row:
    """One count, and what it was corrected to and when (in minutes after its start)."""

    stream: int
    at: int
    value: float
    corrections: tuple[tuple[int, float], ...] = ()


def store_of(world: list[Row], store: ObservationStore) -> ObservationStore:
    versions = [(row.at + 1.0, row.stream, row.at, row.value) for row in world]
    versions += [(row.at + 1.0 + after, row.stream, row.at, v) for row in world for after, v in row.corrections]
    for known, stream, at, value in sorted(versions):
        store.append(ObservationColumns.of(stream, [minute(at)], [value], available_at_us=minute(known)))
    return store


def in_the_same_range(value: float, draw: Any) -> float:
    """Return another count that is protected to the same."""
    if value != value:
        return value
    if value < K:
        return float(draw(st.integers(0, K - 1)))
    shown = int(value / K + 0.5) * K
    return float(draw(st.integers(max(K, shown - K // 2), shown + K // 2 - 1)))


counts = st.one_of(st.integers(0, 60).map(float), st.just(float("nan")))


@st.composite
def twins(draw: Any) -> tuple[list[Row], list[Row]]:
    """Return two worlds that are the same to anybody outside."""
    one, other = [], []
    times = draw(st.lists(st.tuples(st.sampled_from([1, 2, 4]), st.integers(0, 30)), unique=True, max_size=20))
    for stream, at in times:
        value = draw(counts)
        twin = value if stream == 4 else in_the_same_range(value, draw)
        unseen: tuple[tuple[int, float], ...] = ()
        if stream != 4 and twin == twin:
            near = st.integers(max(0, int(twin) - K + 1), int(twin) + K - 1)
            unseen = tuple((after, float(draw(near))) for after in draw(st.lists(st.integers(1, 9), max_size=3)))
        one.append(Row(stream, at, value))
        other.append(Row(stream, at, twin, unseen))
    for cell in draw(st.lists(st.integers(0, 5), unique=True, max_size=6)):
        total = float(draw(st.integers(0, 60)))
        one += spread(total, cell, draw)
        other += spread(in_the_same_range(total, draw), cell, draw)
    return one, other


def spread(total: float, cell: int, draw: Any) -> list[Row]:
    """Return the counts per minute of one cell of the merged stream, at any of its minutes."""
    times = sorted(draw(st.sets(st.integers(0, 4), min_size=1)))
    cuts = sorted(draw(st.integers(0, int(total))) for _ in times[1:])
    parts = np.diff([0, *cuts, int(total)])
    return [Row(MERGED, 5 * cell + at, float(part)) for at, part in zip(times, parts, strict=True)]


moments = st.one_of(st.none(), st.integers(-2, 50).map(lambda n: T0 + n * MINUTE))
streams = st.one_of(st.none(), st.sets(st.integers(1, 4)).map(lambda s: tuple(sorted(s))))


@st.composite
def questions(draw: Any) -> Any:
    """Return a question as a function of a released store, with an answer that can be compared."""
    kind = draw(st.sampled_from(["read", "filter", "last", "aggregate", "count", "history", "extent"]))
    query = ObservationQuery(
        datastream_ids=draw(streams),
        start=draw(moments),
        end=draw(moments),
        known_at=draw(moments),
        newest_first=draw(st.booleans()),
        limit=draw(st.one_of(st.none(), st.integers(0, 5))),
        offset=draw(st.integers(0, 2)),
    )
    threshold, stream, at = draw(st.integers(0, 60)), draw(st.integers(1, 4)), T0 + draw(st.integers(0, 30)) * MINUTE
    bucket = draw(st.sampled_from([MINUTE, 5 * MINUTE, 7 * MINUTE, 60 * MINUTE]))
    groups = draw(st.dictionaries(st.integers(1, 4), st.sampled_from(["a", "b"]), max_size=4))
    over = AggregateQuery(
        groups=groups,
        start=query.start or T0,
        end=query.end or T0 + 60 * MINUTE,
        bucket=bucket,
        known_at=query.known_at,
        for_estimates=draw(st.booleans()),
    )
    return {
        "read": lambda s: s.read(query).to_pylist(),
        "filter": lambda s: s.read(query).filter(pc.field("result") > threshold).to_pylist(),
        "last": lambda s: s.last(query.datastream_ids, known_at=query.known_at).to_pylist(),
        "aggregate": lambda s: s.aggregate(over).to_pylist(),
        "count": lambda s: s.count(query),
        "history": lambda s: s.history(stream, at).to_pylist(),
        "extent": lambda s: s.extent(stream),
    }[kind]


@settings(max_examples=300, deadline=None)
@given(worlds=twins(), asked=st.lists(questions(), min_size=1, max_size=8), now=st.integers(0, 60))
def test_no_question_tells_two_worlds_apart(worlds: tuple[list[Row], list[Row]], asked: list[Any], now: int) -> None:
    clock = FixedClock(T0 + now * MINUTE)
    one, other = (ReleasedStore(store_of(w, MemoryStore()), lambda: Release(RULES), clock) for w in worlds)
    for question in asked:
        assert question(one) == question(other)


@settings(max_examples=40, deadline=None)
@given(worlds=twins(), asked=st.lists(questions(), min_size=1, max_size=8), now=st.integers(0, 60))
def test_the_embedded_store_releases_what_the_store_in_memory_does(
    worlds: tuple[list[Row], list[Row]], asked: list[Any], now: int
) -> None:
    clock = FixedClock(T0 + now * MINUTE)
    duck = DuckDBStore(None)
    one = ReleasedStore(store_of(worlds[1], duck), lambda: Release(RULES), clock)
    other = ReleasedStore(store_of(worlds[1], MemoryStore()), lambda: Release(RULES), clock)
    for question in asked:
        assert question(one) == question(other)
    duck.close()


def test_a_store_without_rules_hands_on_the_very_tables() -> None:
    store = store_of([Row(1, 0, 3.0), Row(4, 1, 2.0)], MemoryStore())
    released = ReleasedStore(store, lambda: Release({4: CellRule()}), FixedClock(T0))
    assert released.read(ObservationQuery()).equals(store.read(ObservationQuery()))
    assert isinstance(released.last(), pa.Table)
    assert released.last()["result"].to_pylist() == [3.0, 2.0]
