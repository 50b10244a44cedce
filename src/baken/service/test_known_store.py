# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from baken.observation.conformance import HOUR, STORE_LAWS, T0, at, rows, values
from baken.observation.methods.duckdb_store import DuckDBStore
from baken.observation.methods.memory_store import MemoryStore
from baken.observation.protocol import AggregateQuery, Extent, ObservationQuery
from baken.service.known_store import KnownStore
from baken.vocabulary.time import FixedClock

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.observation.protocol import ObservationStore


@pytest.mark.parametrize("law", STORE_LAWS, ids=lambda law: law.__name__)
def test_seen_from_after_everything_it_is_a_store_like_any_other(law: Callable[[ObservationStore], None]) -> None:
    law(KnownStore(MemoryStore(), FixedClock(T0 + timedelta(days=365))))


@pytest.mark.parametrize("make", [MemoryStore, lambda: DuckDBStore(None)], ids=["memory", "duckdb"])
def test_nothing_is_read_that_came_later(make: Callable[[], ObservationStore]) -> None:
    clock = FixedClock(T0 + 2 * HOUR)
    store = KnownStore(make(), clock)
    store.append(rows(1, [0, 1, 2, 3], [1.0, 2.0, 3.0, 4.0]))
    store.append(rows(1, [0], [9.0], known=3))
    later = T0 + 50 * HOUR
    whole = AggregateQuery(groups={1: "a"}, start=T0, end=later, bucket=timedelta(days=1), known_at=later)
    assert values(store, ObservationQuery()) == [1.0, 2.0]
    assert values(store, ObservationQuery(known_at=later)) == [1.0, 2.0]
    assert values(store, ObservationQuery(known_at=T0 + HOUR)) == [1.0]
    assert store.count(ObservationQuery()) == 2
    assert store.last(known_at=later)["result"].to_pylist() == [2.0]
    assert store.history(1, T0)["result"].to_pylist() == [1.0]
    assert store.aggregate(whole)["sum"].to_pylist() == [3.0]
    assert store.extent(1) == Extent(2, at(0), at(1))
    clock.set(later)
    assert values(store, ObservationQuery()) == [9.0, 2.0, 3.0, 4.0]
    store.close()


def test_a_datastream_of_which_nothing_was_known_has_no_extent() -> None:
    store = KnownStore(MemoryStore(), FixedClock(T0))
    store.append(rows(1, [5], [1.0]))
    assert store.extent(1) is None
    assert len(store.last()) == 0
