# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The clock of the real file."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from baken.connectors.auckland_counts import client
from baken.connectors.auckland_counts.clock import (
    AMBIGUOUS,
    BACKWARDS,
    FILLER,
    HOUR_US,
    NO_HOUR,
    NONEXISTENT,
    REASONS,
    RowTimes,
    row_times,
)
from baken.vocabulary.time import from_us

AUCKLAND = ZoneInfo("Pacific/Auckland")
NAMES = "date,hour,year,45 Queen Street"


@lru_cache(maxsize=1)
def real() -> tuple[client.HourlyTable, RowTimes]:
    table = client.read_table(client.published_counts())
    return table, row_times(table)


def local_start(row: int) -> datetime:
    return from_us(int(real()[1].start_us[row])).astimezone(AUCKLAND)


def times_of(*rows: str) -> RowTimes:
    return row_times(client.read_table("\n".join((NAMES, *rows)).encode()))


def reasons(times: RowTimes) -> list[str]:
    return [REASONS[code] for code in times.reason.tolist()]


def test_kept_hours_follow_each_other_and_only_five_kinds_of_hours_are_left_out() -> None:
    _, times = real()
    kept = times.start_us[times.reason == 0]
    assert (np.diff(kept) > 0).all()
    gaps = kept[:-1][np.diff(kept) != HOUR_US]
    where = {from_us(int(us)).astimezone(AUCKLAND).strftime("%m-%d %H") for us in gaps.tolist()}
    # After a gap only: the last hour before the two hours called 02:00, once a year in April.
    assert len(gaps) == 7
    assert all(text.startswith("04-") and text.endswith(" 01") for text in where)


def test_first_and_last_hour() -> None:
    assert local_start(0).isoformat() == "2019-01-01T06:00:00+13:00"
    assert local_start(len(real()[0].hour) - 1).isoformat() == "2026-01-01T05:00:00+13:00"


def test_hour_labels_are_the_local_wall_clock_except_where_the_provider_left_an_hour_out() -> None:
    table, times = real()
    kept = np.flatnonzero(times.reason == 0)
    hours = np.array([local_start(int(i)).hour for i in kept])
    moved = kept[hours != table.hour[kept]]
    days = {local_start(int(i)).date() for i in moved}
    week = {date(2023, 9, 24) + timedelta(days=k) for k in range(8)}
    assert days == week | {date(2025, 9, 28) + timedelta(days=k) for k in range(4)}
    assert len(moved) == 171 + 75


def test_date_labels_are_operational_days_except_six() -> None:
    raw = client.published_counts().decode()
    labels = [row["date"] for row in csv.DictReader(io.StringIO(raw))]
    local = real()[1].local_us
    operational = ((local - 6 * HOUR_US) // (24 * HOUR_US)).astype("datetime64[D]").astype(str)
    wrong = [(label, day) for label, day in zip(labels, operational.tolist(), strict=True) if label != day]
    assert len(wrong) == 6
    assert {day for _, day in wrong} == {"2024-09-29", "2025-01-01", "2025-01-02", "2025-01-06"}


@pytest.mark.parametrize("day", [date(2023, 9, 24) + timedelta(days=k) for k in range(7)])
def test_days_after_a_left_out_hour_fit_the_weeks_around_them_once_they_are_moved(day: date) -> None:
    assert best_shift(day) == 0


@pytest.mark.parametrize("day", [date(2025, 9, 28) + timedelta(days=k) for k in range(3)])
def test_the_same_holds_in_2025(day: date) -> None:
    assert best_shift(day) == 0


def best_shift(day: date) -> int:
    """Return by how many hours the course of a day must be moved to fit those of six weeks on either side best."""
    course = np.diff(day_course(day)[1:-1])
    around = [day_course(day + timedelta(days=7 * k)) for k in range(-6, 7) if k]
    typical = np.nanmedian(around, axis=0)
    scores = [fit(course, np.diff(typical[1 + s : 23 + s])) for s in (-1, 0, 1)]
    return int(np.argmax(scores)) - 1


def fit(a: np.ndarray, b: np.ndarray) -> float:
    known = ~np.isnan(a) & ~np.isnan(b)
    return float(np.corrcoef(a[known], b[known])[0, 1])


def day_course(day: date) -> np.ndarray:
    """Return the logarithm of the total count for the 24 hours of a local day."""
    table, times = real()
    course = np.full(24, np.nan)
    for hour in range(24):
        moment = datetime(day.year, day.month, day.day, hour, tzinfo=AUCKLAND).astimezone(UTC)
        us = int(moment.timestamp()) * 1_000_000
        row = int(np.searchsorted(times.start_us, us))
        if times.start_us[row] == us and times.reason[row] == 0:
            course[hour] = np.log1p(np.nansum(table.counts[row]))
    return course


def test_hour_that_did_not_exist_is_skipped() -> None:
    times = times_of("2022-09-24,1:00-1:59,2022,9", "2022-09-24,2:00-2:59,2022,0", "2022-09-24,3:00-3:59,2022,7")
    assert reasons(times) == ["", NONEXISTENT, ""]
    assert np.diff(times.start_us[[0, 2]]).tolist() == [HOUR_US]


def test_hour_that_did_not_exist_and_has_no_row_is_no_gap() -> None:
    times = times_of("2024-09-28,1:00-1:59,2024,9", "2024-09-28,3:00-3:59,2024,7")
    assert reasons(times) == ["", ""]
    assert np.diff(times.start_us).tolist() == [HOUR_US]


def test_hour_that_exists_twice_is_skipped() -> None:
    times = times_of("2025-04-05,1:00-1:59,2025,9", "2025-04-05,2:00-2:59,2025,9", "2025-04-05,3:00-3:59,2025,7")
    assert reasons(times) == ["", AMBIGUOUS, ""]
    assert np.diff(times.start_us[[0, 2]]).tolist() == [3 * HOUR_US]


def test_rows_after_a_left_out_hour_are_moved_until_the_empty_row() -> None:
    times = times_of(
        "2025-09-27,1:00-1:59,2025,9",
        "2025-09-27,2:00-2:59,2025,8",
        "2025-09-27,3:00-3:59,2025,7",
        "2025-09-27,4:00-4:59,2025,",
        "2025-09-27,5:00-5:59,2025,6",
    )
    assert reasons(times) == ["", "", "", FILLER, ""]
    assert np.diff(times.start_us[[0, 1, 2, 4]]).tolist() == [HOUR_US] * 3


def test_counts_in_a_left_out_hour_without_an_empty_row_after_it_move_nothing() -> None:
    times = times_of("2025-09-27,1:00-1:59,2025,9", "2025-09-27,2:00-2:59,2025,8", "2025-09-27,3:00-3:59,2025,7")
    assert reasons(times) == ["", NONEXISTENT, ""]


def test_repeated_rows_and_unreadable_labels_are_named() -> None:
    times = times_of(
        "2025-01-01,7:00-7:59,2025,1",
        "2025-01-01,7:00-7:59,2025,2",
        "someday,8:00-8:59,2025,3",
        "2025-01-01,9:00-9:59,2025,4",
    )
    assert reasons(times) == ["", BACKWARDS, NO_HOUR, ""]
    assert np.diff(times.start_us[[0, 3]]).tolist() == [2 * HOUR_US]


def test_a_hole_of_days_is_crossed_by_the_date() -> None:
    times = times_of("2025-01-01,7:00-7:59,2025,1", "2025-01-05,1:00-1:59,2025,2")
    assert from_us(int(times.start_us[1])).astimezone(AUCKLAND).isoformat() == "2025-01-06T01:00:00+13:00"
