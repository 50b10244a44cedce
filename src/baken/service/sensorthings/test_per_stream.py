# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from baken.observation.columns import ObservationColumns
from baken.observation.methods.memory_store import MemoryStore
from baken.observation.specimen import GovernedSpecimen
from baken.service.sensorthings import per_stream
from baken.service.sensorthings.per_stream import Wanted, read_each

if TYPE_CHECKING:
    from baken.observation.protocol import ObservationQuery

MINUTE_US = 60_000_000


def filled(series: dict[int, list[int]]) -> MemoryStore:
    """Return a store with values at these times, by datastream."""
    store = MemoryStore()
    for number, times in series.items():
        store.append(ObservationColumns.of(number, times, [float(i) for i in range(len(times))], available_at_us=0))
    return store


def keys(table: Any) -> list[tuple[int, int]]:
    times = table["phenomenon_time"].cast("int64").to_pylist()
    return list(zip(table["datastream_id"].to_pylist(), times, strict=True))


times = st.lists(
    st.one_of(st.integers(0, 300), st.integers(0, 10**6)).map(lambda minute: minute * MINUTE_US),
    max_size=60,
    unique=True,
)
bound = st.one_of(st.none(), st.integers(0, 10**6).map(lambda minute: minute * MINUTE_US))


@given(
    st.dictionaries(st.integers(1, 6), times, max_size=6),
    st.integers(1, 12),
    st.booleans(),
    st.tuples(bound, bound),
    st.sampled_from([1, 20_000]),
)
@settings(max_examples=250, deadline=None)
def test_all_at_once_equals_one_by_one(
    series: dict[int, list[int]], limit: int, newest_first: bool, bounds: tuple[int | None, int | None], small: int
) -> None:
    some = GovernedSpecimen(filled(series))
    per_stream._SMALL = small  # type: ignore[misc]  # both ways of grouping
    wanted = Wanted(limit, newest_first, *bounds)
    found = read_each(some.store, (1, 2, 3, 4, 5, 6, 7), wanted, activity=some.reading)
    per_stream._SMALL = 20_000  # type: ignore[misc]
    for number in range(1, 8):
        first, stop = found.places.get(number, (0, 0))
        given_times = sorted(series.get(number, []), reverse=newest_first)
        inside = [
            t for t in given_times if (bounds[0] is None or t >= bounds[0]) and (bounds[1] is None or t < bounds[1])
        ]
        assert keys(found.table.slice(first, stop - first)) == [(number, t) for t in inside[:limit]]


def test_many_regular_datastreams_take_one_read(monkeypatch: Any) -> None:
    store = filled({number: [minute * MINUTE_US for minute in range(500)] for number in range(1, 51)})
    queries: list[ObservationQuery] = []
    read = store.read

    def counted(query: ObservationQuery) -> Any:
        queries.append(query)
        return read(query)

    monkeypatch.setattr(store, "read", counted)
    some = GovernedSpecimen(store)
    found = read_each(some.store, tuple(range(1, 51)), Wanted(5, newest_first=True), activity=some.reading)
    assert len(found.places) == 50
    assert len(queries) == 1
    read_each(some.store, tuple(range(1, 51)), Wanted(1, newest_first=True), activity=some.reading)
    assert len(queries) == 1, "the newest are in memory"
