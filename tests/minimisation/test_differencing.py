# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The attacks that a privacy officer knows by name, each tried on a node that shows nothing of fewer than ten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise

import numpy as np
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.governance.minimisation.release import Release
from baken.governance.minimisation.rule import CellRule, MinimisationError
from baken.observation.columns import ObservationColumns
from baken.observation.methods.memory_store import MemoryStore
from baken.observation.protocol import AggregateQuery, ObservationQuery
from baken.observation.released_store import ReleasedStore
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.time import FixedClock, to_us

T0 = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
K = 10
SECRET = bytes(range(32))


def at(hours: float) -> int:
    return to_us(T0 + hours * HOUR)


def node(counts: dict[int, list[float]], rule: CellRule = CellRule(k=K)) -> tuple[MemoryStore, ReleasedStore]:  # noqa: B008
    """Return a node with hourly counts by stream, behind a rule."""
    store = MemoryStore()
    for stream, values in counts.items():
        hours = [at(h) for h in range(len(values))]
        store.append(ObservationColumns.of(stream, hours, values, available_at_us=[us + 1 for us in hours]))
    clock = FixedClock(T0 + 1000 * HOUR)
    return store, ReleasedStore(store, lambda: Release(dict.fromkeys(counts, rule), SECRET), clock)


def shown(released: ReleasedStore, **query: object) -> list[float | None]:
    found: list[float | None] = released.read(ObservationQuery(**query))["result"].to_pylist()  # type: ignore[arg-type]
    return found


def total(released: ReleasedStore, streams: tuple[int, ...], start: float, end: float, column: str = "sum") -> float:
    groups = dict.fromkeys(streams, "all")
    query = AggregateQuery(groups=groups, start=T0 + start * HOUR, end=T0 + end * HOUR, bucket=10_000 * HOUR)
    return float(sum(released.aggregate(query)[column].to_pylist()))


def test_small_counts_are_withheld_and_say_so_which_is_neither_missing_nor_zero() -> None:
    _, released = node({1: [0.0, 3.0, 9.0, 10.0, 104.0, float("nan")]})
    table = released.read(ObservationQuery())
    assert table["result"].to_pylist() == [None, None, None, 10.0, 100.0, None]
    labels = [QualityFlag(q).label for q in table["quality"].to_pylist()]
    assert labels == ["withheld"] * 3 + ["good", "good", "good"]
    assert table["parameters"].to_pylist() == ['{"fewerThan":10}'] * 3 + [None] * 3


def test_an_empty_street_looks_like_one_where_somebody_comes_home() -> None:
    _, empty = node({1: [0.0] * 24})
    _, somebody = node({1: [0.0] * 3 + [1.0] + [0.0] * 20})
    assert empty.read(ObservationQuery()).equals(somebody.read(ObservationQuery()))


values = st.lists(st.integers(0, 40).map(float), min_size=2, max_size=12)
windows = st.tuples(st.integers(0, 12), st.integers(0, 12))


@given(a=values, b=values, one=windows, other=windows)
def test_sums_over_any_two_windows_and_streams_differ_by_nothing_or_by_at_least_k(
    a: list[float], b: list[float], one: tuple[int, int], other: tuple[int, int]
) -> None:
    _, released = node({1: a, 2: b})
    sums = [total(released, who, *sorted(w)) for w in (one, other) for who in ((1,), (2,), (1, 2))]
    for x, y in combinations(sums, 2):
        assert abs(x - y) % K == 0


@given(a=values, threshold=st.integers(0, 50))
def test_a_filter_by_value_chooses_among_what_is_shown(a: list[float], threshold: int) -> None:
    _, released = node({1: a})
    kept = released.read(ObservationQuery()).filter(pc.field("result") > threshold)["result"].to_pylist()
    assert kept == [v for v in shown(released) if v is not None and v > threshold]


@given(a=values, b=values)
def test_the_smallest_and_the_largest_are_shown_values(a: list[float], b: list[float]) -> None:
    _, released = node({1: a, 2: b})
    seen = [v for v in shown(released) if v is not None]
    query = AggregateQuery(groups={1: "all", 2: "all"}, start=T0, end=T0 + 100 * HOUR, bucket=1000 * HOUR)
    found = released.aggregate(query).to_pylist()
    assert [(r["minimum"], r["maximum"], r["count"]) for r in found] == (
        [(min(seen), max(seen), len(seen))] if seen else []
    )


@given(a=values, shift=st.integers(0, 5), width=st.integers(1, 6))
def test_shifted_buckets_bring_nothing_to_light(a: list[float], shift: int, width: int) -> None:
    """A history whose buckets are moved by an hour differs from the other one by whole protected hours."""
    _, released = node({1: a})
    for start in range(shift, len(a) + 1):
        moved = total(released, (1,), start + 1, start + 1 + width) - total(released, (1,), start, start + width)
        assert moved % K == 0


@settings(max_examples=60)
@given(first=st.integers(0, 60), corrections=st.lists(st.integers(0, 60), max_size=6))
def test_what_was_shown_before_and_after_a_correction_is_about_counts_at_least_k_apart(
    first: int, corrections: list[int]
) -> None:
    store, released = node({1: [float(first)]})
    truth = [first, *corrections]
    for n, value in enumerate(corrections, 1):
        store.append(ObservationColumns.of(1, [at(0)], [float(value)], available_at_us=at(n)))
    seen: dict[object, set[int]] = {}
    for n in range(len(truth)):
        (row,) = released.read(ObservationQuery(known_at=T0 + n * HOUR + timedelta(microseconds=1))).to_pylist()
        (version,) = [i for i, v in enumerate(truth) if max(i, 1 / 3.6e9) * HOUR == row["available_at"] - T0]
        seen.setdefault(row["result"], set()).add(truth[version])
    versions = sorted({v for group in seen.values() for v in group})
    assert all(b - a >= K for a, b in pairwise(versions))


def test_a_correction_of_one_person_cannot_be_seen_at_all() -> None:
    store, released = node({1: [14.0]})
    before = released.read(ObservationQuery())
    store.append(ObservationColumns.of(1, [at(0)], [15.0], available_at_us=at(5)))
    assert released.read(ObservationQuery()).equals(before)
    assert len(released.history(1, T0)) == 1
    assert len(released.versions(ObservationQuery())) == 0


def test_a_window_that_slides_by_a_minute_sees_nothing_of_a_quarter_of_an_hour_before_it_is_over() -> None:
    minute = timedelta(minutes=1)
    store = MemoryStore()
    clock = FixedClock(T0)
    rule = CellRule(k=K, cell_us=15 * 60_000_000, settling_us=60_000_000)
    released = ReleasedStore(store, lambda: Release({1: rule}), clock)
    seen = []
    for n in range(33):
        us = to_us(T0 + n * minute)
        store.append(ObservationColumns.of(1, [us], [2.0], available_at_us=us + 60_000_000))
        clock.set(T0 + (n + 1) * minute)
        seen.append(tuple(shown(released)))
    assert sorted(set(seen), key=len) == [(), (30.0,), (30.0, 30.0)]
    assert seen.index((30.0,)) == 15


def test_asking_often_does_not_average_noise_away() -> None:
    _, released = node({1: [100.0] * 50}, CellRule(k=1, epsilon=0.1))
    first = shown(released)
    assert all(shown(released) == first for _ in range(5))
    assert shown(released, start=T0 + 7 * HOUR, end=T0 + 8 * HOUR) == first[7:8]
    assert total(released, (1,), 0, 50) == sum(first)  # type: ignore[arg-type]
    assert len(set(first)) > 10


def test_noise_never_shows_fewer_than_k_and_never_a_count_below_k() -> None:
    counts = np.random.default_rng(7).integers(0, 30, 500).astype(float).tolist()
    _, released = node({1: counts}, CellRule(k=K, epsilon=0.2))
    for true, seen in zip(counts, shown(released), strict=True):
        assert seen is None or (seen >= K and seen % K == 0 and true >= K)


def test_noise_without_a_secret_is_refused() -> None:
    with pytest.raises(MinimisationError, match="secret"):
        Release({1: CellRule(k=K, epsilon=1.0)})


def test_what_a_sensor_adds_to_a_count_stays_inside() -> None:
    store = MemoryStore()
    store.append(ObservationColumns.of(1, [at(0)], [40.0], available_at_us=at(1), parameters=('{"in":39,"out":1}',)))
    released = ReleasedStore(store, lambda: Release({1: CellRule(k=K)}), FixedClock(T0 + HOUR))
    assert released.last()["parameters"].to_pylist() == [None]


def test_quantities_that_count_nobody_pass() -> None:
    store, released = node({1: [3.0]}, CellRule())
    assert released.read(ObservationQuery()).equals(store.read(ObservationQuery()))
