# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.observation.columns import ObservationColumns
from baken.observation.conformance import STORE_LAWS, T0, at, outcomes, rows, values
from baken.observation.methods.duckdb_store import DuckDBStore
from baken.observation.methods.memory_store import MemoryStore
from baken.observation.protocol import ObservationQuery, ObservationStore, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(params=["duckdb", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ObservationStore]:
    made: ObservationStore = DuckDBStore(tmp_path / "o.duckdb") if request.param == "duckdb" else MemoryStore()
    yield made
    made.close()


@pytest.mark.parametrize("law", STORE_LAWS, ids=lambda law: law.__name__)
def test_every_store_obeys(law: Callable[[ObservationStore], None], store: ObservationStore) -> None:
    law(store)


def test_a_closed_store_refuses(store: ObservationStore) -> None:
    store.close()
    with pytest.raises(StoreError):
        store.append(rows(1, [0], [1.0]))
    with pytest.raises(StoreError):
        store.read(ObservationQuery())


def test_a_reopened_duckdb_store_knows_what_it_held(tmp_path: Path) -> None:
    first = DuckDBStore(tmp_path / "o.duckdb")
    first.append(rows(1, [0, 1], [1.0, 2.0]))
    first.append(rows(1, [1], [3.0], known=9))
    first.append(rows(70_000, [0], [9.0]))
    before, last = first.read(ObservationQuery()), first.last()
    first.close()
    second = DuckDBStore(tmp_path / "o.duckdb")
    assert second.read(ObservationQuery()).equals(before)
    assert second.last().equals(last)
    assert outcomes(second, rows(1, [0, 1, 1], [1.0, 2.0, 3.0], known=12)) == ["REPEATED", "CORRECTED", "CORRECTED"]
    assert values(second, ObservationQuery(datastream_ids=(1,))) == [1.0, 3.0]
    second.close()


def test_a_second_process_is_told_that_the_file_is_in_use(tmp_path: Path) -> None:
    import subprocess
    import sys

    store = DuckDBStore(tmp_path / "o.duckdb")
    script = (
        "import pathlib, sys; from baken.observation.methods.duckdb_store import DuckDBStore\n"
        "from baken.observation.protocol import StoreError\n"
        "try: DuckDBStore(pathlib.Path(sys.argv[1]))\n"
        "except StoreError as e: print(e)"
    )
    found = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "o.duckdb")], capture_output=True, text=True, check=True
    )
    assert "is in use by process" in found.stdout
    store.close()


offered = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 6), st.sampled_from([0.0, 1.0, 2.0, float("nan")]), st.integers(0, 9)),
    max_size=30,
)


@settings(max_examples=40, deadline=None)
@given(batches=st.lists(offered, max_size=4), known=st.integers(0, 9))
def test_duckdb_and_memory_agree_on_any_history(batches: list[list[tuple[int, int, float, int]]], known: int) -> None:
    duck, memory = DuckDBStore(None), MemoryStore()
    for batch in batches:
        columns = ObservationColumns.of(
            [b[0] for b in batch],
            [at(b[1]) for b in batch],
            [b[2] for b in batch],
            available_at_us=[at(b[3]) for b in batch],
        )
        assert outcomes(duck, columns) == outcomes(memory, columns)
    known_at = T0 + known * (T0.replace(hour=1) - T0)
    for query in (
        ObservationQuery(),
        ObservationQuery(known_at=known_at),
        ObservationQuery(newest_first=True, limit=3, offset=1),
        ObservationQuery(datastream_ids=(0, 2), limit=2),
    ):
        assert duck.read(query).equals(memory.read(query))
        assert duck.count(query) == memory.count(query)
    assert duck.last().equals(memory.last())
    assert duck.last((1, 3), known_at=known_at).equals(memory.last((1, 3), known_at=known_at))
    duck.close()
