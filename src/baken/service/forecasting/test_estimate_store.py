# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What was estimated is kept once, read back by series, and taken away by retention with a count."""

from __future__ import annotations

import sqlite3
import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest

from baken.service.forecasting.estimate_store import EstimateStore, EstimateStoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SERIES = ("area:square", "area:pier", "way:gate:square:pier")
QUARTER_US = 900_000_000
STARTS = QUARTER_US * np.arange(10)
VALUES = np.arange(30.0).reshape(10, 3)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EstimateStore]:
    made = EstimateStore(tmp_path / "estimates.sqlite")
    yield made
    made.close()


def test_what_was_kept_is_read_back_after_a_restart(store: EstimateStore, tmp_path: Path) -> None:
    values = VALUES.copy()
    values[3, 1] = np.nan
    assert store.keep("picture", SERIES, STARTS, 15, values) == 10
    store.close()
    again = EstimateStore(tmp_path / "estimates.sqlite")
    starts, found = again.read(SERIES, int(STARTS[2]), int(STARTS[6]), 15)
    assert starts.tolist() == STARTS[2:6].tolist()
    assert np.array_equal(found, values[2:6], equal_nan=True)
    assert again.extent() == (0, int(STARTS[-1]))
    again.close()


def test_what_was_estimated_first_stays(store: EstimateStore) -> None:
    store.keep("picture", SERIES, STARTS, 15, VALUES)
    assert store.keep("picture", SERIES, STARTS[5:], 15, VALUES[5:] + 100.0) == 0
    assert np.array_equal(store.read(SERIES, 0, QUARTER_US * 99, 15)[1], VALUES)


def test_series_that_came_later_are_unknown_before_and_others_are_left_out(store: EstimateStore) -> None:
    store.keep("picture", SERIES[:2], STARTS[:5], 15, VALUES[:5, :2])
    store.keep("picture", SERIES[::-1], STARTS[5:], 15, VALUES[5:, ::-1])
    _, found = store.read((SERIES[2], SERIES[0]), 0, QUARTER_US * 99, 15)
    assert np.isnan(found[:5, 0]).all()
    assert np.array_equal(found[5:, 0], VALUES[5:, 2])
    assert np.array_equal(found[:, 1], VALUES[:, 0])
    assert not len(store.read(SERIES, 0, QUARTER_US * 99, 60)[0]), "steps of another length are others"


def test_retention_takes_away_by_activity_and_counts(store: EstimateStore) -> None:
    store.keep("picture", SERIES, STARTS, 15, VALUES)
    store.keep("other", SERIES, STARTS + QUARTER_US * 100, 15, VALUES)
    assert store.has_before("picture", int(STARTS[4]))
    assert store.delete_before(7, "picture", int(STARTS[4]))
    (gone,) = store.deletions().values()
    assert (gone.rows, gone.first_us, gone.last_us) == (4, 0, int(STARTS[3]))
    assert not store.has_before("picture", int(STARTS[4]))
    assert store.extent() == (int(STARTS[4]), int(STARTS[-1]) + QUARTER_US * 100)
    store.settle_deletion(7)
    assert store.deletions() == {}


def test_a_deletion_that_is_stopped_goes_on_later(store: EstimateStore) -> None:
    store.keep("picture", SERIES, STARTS, 15, VALUES)
    stopping = threading.Event()
    stopping.set()
    assert not store.delete_before(8, "picture", int(STARTS[-1]) + 1, stopping)
    assert store.delete_before(8, "picture", int(STARTS[-1]) + 1)
    assert store.deletions()[8].rows == 10
    assert store.extent() is None


def test_the_file_refuses_to_change_an_estimate(store: EstimateStore, tmp_path: Path) -> None:
    store.keep("picture", SERIES, STARTS, 15, VALUES)
    with (
        sqlite3.connect(tmp_path / "estimates.sqlite") as database,
        pytest.raises(sqlite3.IntegrityError, match="not changed"),
    ):
        database.execute("UPDATE step SET told = x'00'")


def test_a_file_that_is_none_or_of_a_later_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.sqlite").write_bytes(b"x" * 4096)
    with pytest.raises(EstimateStoreError, match="opened"):
        EstimateStore(tmp_path / "bad.sqlite")
    EstimateStore(tmp_path / "new.sqlite").close()
    with sqlite3.connect(tmp_path / "new.sqlite") as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(EstimateStoreError, match="version 99"):
        EstimateStore(tmp_path / "new.sqlite")
