# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The store of forecasts: nothing is written over, and the past reads as it was."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from baken.forecast.model import QUANTILES, Series, SeriesKind, Status
from baken.service.forecasting.database import ForecastStoreError
from baken.service.forecasting.issued import Aside, Foreseen, Issue, joined
from baken.service.forecasting.store import ForecastStore

if TYPE_CHECKING:
    from pathlib import Path

LEADS = np.arange(1, 25)


def issue(at: int, *, origin: int = 600, method: str = "climatology/1", made: int | None = None) -> Issue:
    return Issue(
        issued_at_us=at,
        made_at_us=at if made is None else made,
        origin_min=origin,
        origin_us=origin * 60_000_000,
        step_min=60,
        lead_steps=LEADS,
        method=method,
        reference="climatology/1",
        activity="counting",
        series=2,
        seconds=0.1,
    )


def foreseen(level: float = 100.0) -> tuple[Foreseen, ...]:
    values = level + np.arange(len(QUANTILES)) + np.zeros((len(LEADS), 1))
    return tuple(
        Foreseen(
            series=Series(id=f"area:{name}", kind=SeriesKind.PERSONS, place_id=name),
            status=status,
            note=note,
            values=values if status is not Status.NONE else np.full_like(values, np.nan),
            reference=values / 2,
        )
        for name, status, note in (("quay", Status.OWN, ""), ("pier", Status.NONE, "There is nothing to learn from."))
    )


@pytest.fixture
def store(tmp_path: Path) -> ForecastStore:
    return ForecastStore(tmp_path / "forecasts.sqlite")


def test_an_issue_is_read_back_as_it_was_issued(store: ForecastStore) -> None:
    kept = store.append(issue(1_000), foreseen())
    found = store.latest(1_000)
    assert found is not None
    assert (found.number, found.method, found.quantiles) == (kept.number, "climatology/1", QUANTILES)
    quay, pier = store.foreseen(found)
    assert quay.values == pytest.approx(foreseen()[0].values)
    assert np.isnan(pier.values).all()
    assert (pier.status, pier.note) == (Status.NONE, "There is nothing to learn from.")
    assert store.foreseen(found, "area:pier")[0].series.place_id == "pier"


def test_what_was_issued_at_a_past_moment_stays_what_it_was(store: ForecastStore) -> None:
    store.append(issue(1_000), foreseen(100.0))
    store.append(issue(2_000), foreseen(200.0))
    assert store.latest(999) is None
    before, now = store.latest(1_999), store.latest(2_000)
    assert before is not None
    assert now is not None
    assert store.foreseen(before)[0].values[0, 0] == 100.0
    assert store.foreseen(now)[0].values[0, 0] == 200.0


def test_a_second_issue_at_one_origin_is_a_new_one_and_never_takes_the_place_of_the_first(store: ForecastStore) -> None:
    first = store.append(issue(1_000), foreseen(100.0))
    second = store.append(issue(1_500), foreseen(200.0))
    assert second.number > first.number
    assert [one.number for one in store.issues(5_000, most=9)] == [second.number, first.number]
    with pytest.raises(ForecastStoreError):
        store.append(issue(1_500), foreseen(300.0))
    assert store.foreseen(second)[0].values[0, 0] == 200.0


@pytest.mark.parametrize(
    "sql",
    ["UPDATE issue SET method = 'x'", "UPDATE foreseen SET note = ''", "DELETE FROM issue", "DELETE FROM foreseen"],
)
def test_the_database_itself_refuses_to_change_what_was_issued(store: ForecastStore, tmp_path: Path, sql: str) -> None:
    store.append(issue(1_000), foreseen())
    store.close()
    with sqlite3.connect(tmp_path / "forecasts.sqlite") as database, pytest.raises(sqlite3.DatabaseError):
        database.execute(sql)


def test_retention_takes_away_what_was_made_before_a_moment_and_counts_it(store: ForecastStore) -> None:
    for at in range(1_000, 1_120):
        store.append(issue(at, made=at), foreseen())
    store.append(issue(5_000, made=5_000), foreseen())
    assert store.has_before("counting", 2_000)
    assert store.delete_before(7, "counting", 2_000)
    gone = store.deletions()[7]
    assert (gone.rows, gone.first_us, gone.last_us) == (120, 1_000, 1_119)
    assert [one.issued_at_us for one in store.issues(9_000, most=9)] == [5_000]
    store.settle_deletion(7)
    assert not store.deletions()


def test_what_a_model_said_that_was_not_shown_is_kept_aside_and_goes_with_its_issue(store: ForecastStore) -> None:
    said = np.stack([one.values * 3 for one in foreseen()])
    kept = store.append(issue(1_000), foreseen(), Aside("boosting-1-one", said))
    found = store.said_by("boosting-1-one", kept)
    assert found["area:quay"][0] == pytest.approx(said[0])
    assert found["area:quay"][1] == pytest.approx(foreseen()[0].reference)
    assert store.said_by("another", kept) == {}
    assert store.delete_before(1, "counting", 2_000)
    assert store.said_by("boosting-1-one", kept) == {}


def test_a_file_of_the_first_version_is_read_and_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "forecasts.sqlite"
    before = ForecastStore(file)
    kept = before.append(issue(1_000), foreseen())
    before.close()
    with sqlite3.connect(file) as database:
        database.executescript(
            "DROP TABLE aside; DROP TABLE weather; DROP INDEX issue_by_kind; ALTER TABLE issue DROP COLUMN laid_over; "
            "PRAGMA user_version = 1;"
        )
    after = ForecastStore(file)
    assert after.foreseen(kept)[0].values == pytest.approx(foreseen()[0].values)
    again = after.append(issue(2_000), foreseen(), Aside("one", np.stack([one.values for one in foreseen()])))
    assert set(after.said_by("one", again)) == {"area:quay", "area:pier"}
    assert [one.number for one in after.issues(3_000, most=9)] == [again.number, kept.number]


def test_numbers_are_not_used_again_after_a_deletion(store: ForecastStore) -> None:
    first = store.append(issue(1_000), foreseen())
    store.delete_before(1, "counting", 2_000)
    assert store.append(issue(3_000), foreseen()).number > first.number


def test_a_later_version_of_the_file_is_refused(store: ForecastStore, tmp_path: Path) -> None:
    store.close()
    with sqlite3.connect(tmp_path / "forecasts.sqlite") as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(ForecastStoreError, match="version 99"):
        ForecastStore(tmp_path / "forecasts.sqlite")


WRITER = """
import sys
from pathlib import Path
from baken.service.forecasting.store import ForecastStore
from baken.service.forecasting.test_store import foreseen, issue
store = ForecastStore(Path(sys.argv[1]))
for at in range(1, 100_000):
    store.append(issue(at), foreseen(float(at)))
    print(at, flush=True)
"""


def test_a_process_that_is_killed_leaves_whole_issues_only(tmp_path: Path) -> None:
    file = tmp_path / "forecasts.sqlite"
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(file)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = [int(process.stdout.readline()) for _ in range(20)]
    os.kill(process.pid, signal.SIGKILL)
    said += [int(line) for line in process.stdout if line.strip()]
    process.wait()
    store = ForecastStore(file)
    kept = store.issues(10**9, most=10**6)
    assert {one.issued_at_us for one in kept} >= set(said)
    for one in kept:
        assert next(f.values[0, 0] for f in store.foreseen(one)) == float(one.issued_at_us)
        assert len(store.foreseen(one)) == one.series
    store.append(issue(10**8), foreseen())


def near(at: int, over: int, *, origin: int = 665) -> Issue:
    """Return an issue of the next two hours, five minutes after a longer one was due."""
    return replace(
        issue(at, origin=origin, method="nowcast/1"), step_min=5, lead_steps=np.arange(1, 25), laid_over=over
    )


def test_an_issue_of_the_next_two_hours_is_no_issue_that_stands_by_itself(store: ForecastStore) -> None:
    longer = store.append(issue(1_000), foreseen())
    nearer = store.append(near(2_000, longer.number), foreseen(50.0))
    newest, newest_near = store.latest(3_000), store.latest_near(3_000)
    assert newest is not None
    assert newest_near is not None
    assert (newest.number, newest_near.number, newest_near.laid_over) == (longer.number, nearer.number, longer.number)
    assert store.latest_near(1_500) is None
    assert store.last_origin(3_000) == 600
    assert [one.number for one in store.issues_between(0, 9_000)] == [longer.number]
    assert [one.number for one in store.issues_between(0, 9_000, near=True)] == [nearer.number]


def test_both_are_read_as_one_that_goes_from_short_steps_into_long_ones(store: ForecastStore) -> None:
    longer = store.append(issue(1_000), foreseen())
    both = joined(store.append(near(2_000, longer.number), foreseen(150.0)), longer)
    assert (both.own_leads, both.length_min(0), both.length_min(24)) == (24, 5, 60)
    assert both.target_min[[0, 23, 24, 25]].tolist() == [665, 780, 840, 900], (
        "the hour from 780 on began before the end"
    )
    assert both.lead_min(0) == 5
    assert both.lead_min(24) == 300, "from the origin of the longer one"
    assert both.issue_of(24).number == longer.number
    quay, pier = store.foreseen(both)
    assert quay.values.shape == (len(both.lead_steps), len(QUANTILES))
    assert quay.values[:24] == pytest.approx(foreseen(150.0)[0].values)
    share = quay.values[24:, 5] / foreseen()[0].values[4:, 5]
    assert (share[:-1] > share[1:]).all(), "the level of the two hours fades in what follows"
    assert 1.3 < share[0] < 1.5
    assert share[-1] == pytest.approx(1.0, abs=0.05)
    assert np.isnan(pier.values).all()


def test_a_model_of_its_own_beyond_the_two_hours_is_left_alone(store: ForecastStore) -> None:
    longer = store.append(replace(issue(1_000), model="one"), foreseen())
    both = joined(store.append(near(2_000, longer.number), foreseen(150.0)), longer)
    assert store.foreseen(both, "area:quay")[0].values[24:] == pytest.approx(foreseen()[0].values[4:])
