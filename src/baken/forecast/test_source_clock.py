# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baken.forecast.source_clock import ClockJump, clock_jumps, on_one_clock

WEEK_H = 168
WEEKS = 20
JUMP_ROW = 11 * WEEK_H + 30
HALF_A_DAY_H = 14


def streets(count: int = 6, weeks: int = WEEKS, seed: int = 1) -> np.ndarray:
    """Return hourly counts with a day, a weekend and chance, shape (T, S)."""
    generator = np.random.default_rng(seed)
    hour = np.arange(weeks * WEEK_H)
    peaks = generator.uniform(11.0, 18.0, count)
    day = np.exp(-(((hour[:, None] % 24 - peaks + 12.0) % 24.0 - 12.0) ** 2) / 18.0)
    weekend = np.where(hour[:, None] // 24 % 7 >= 5, generator.uniform(0.4, 1.6, count), 1.0)
    mean = generator.uniform(40.0, 900.0, count) * (0.03 + day * weekend)
    return generator.poisson(mean * generator.gamma(100.0, 0.01, mean.shape)).astype(np.float64)


def written_from(values: np.ndarray, row: int, hours: int) -> np.ndarray:
    """Return what a source writes of which the clock jumps: a row is lost, or written again."""
    if hours < 0:
        return np.concatenate([values[:row], values[row - hours :]])
    return np.concatenate([values[:row], values[row - hours :]])[: len(values)]


@pytest.mark.parametrize("hours", [-2, -1, 1, 2])
def test_a_clock_that_jumps_is_found_with_its_hours_and_about_its_moment(hours: int) -> None:
    (found,) = clock_jumps(written_from(streets(), JUMP_ROW, hours), 60)
    assert found.hours == hours
    assert abs(found.row - JUMP_ROW) <= HALF_A_DAY_H


def test_it_is_seen_within_eight_days() -> None:
    known = written_from(streets(), JUMP_ROW, -1)[: JUMP_ROW + 8 * 24]
    assert [jump.hours for jump in clock_jumps(known, 60)] == [-1]


def test_a_source_that_keeps_universal_time_jumps_twice_a_year_and_the_other_way_each_time() -> None:
    street = streets(weeks=104)
    zone = ZoneInfo("Europe/Amsterdam")
    begin = datetime(2025, 1, 6, tzinfo=UTC)
    hours = [begin + timedelta(hours=h) for h in range(len(street) - 3)]
    offset = np.array([int((h.astimezone(zone).utcoffset() or timedelta(0)).total_seconds()) // 3600 for h in hours])
    found = clock_jumps(street[np.arange(len(hours)) + offset], 60)
    assert [jump.hours for jump in found] == [-1, 1, -1, 1]
    moved = on_one_clock(street[np.arange(len(hours)) + offset], found, 60)
    wanted = street[np.arange(len(hours)) + offset[-1]]
    same = (moved == wanted).all(axis=1)
    assert same.mean() > 0.99


def test_quarters_of_an_hour_tell_the_same() -> None:
    fine = np.repeat(streets(), 4, axis=0)
    (found,) = clock_jumps(np.concatenate([fine[: 4 * JUMP_ROW], fine[4 * JUMP_ROW + 4 :]]), 15)
    assert found.hours == -1
    assert abs(found.row - 4 * JUMP_ROW) <= 4 * HALF_A_DAY_H


def test_half_the_visitors_a_closure_and_one_sensor_that_is_off_are_no_jumps() -> None:
    halved, closed, one = (streets() for _ in range(3))
    halved[JUMP_ROW:] *= 0.5
    closed[JUMP_ROW : JUMP_ROW + 3 * WEEK_H] *= np.where(np.arange(3 * WEEK_H)[:, None] % 24 > 17, 0.02, 0.3)
    one[:-1, 0] = written_from(one[:, :1], JUMP_ROW, -1)[:, 0]
    assert [clock_jumps(values, 60) for values in (halved, closed, one)] == [(), (), ()]


@pytest.mark.parametrize(
    "values",
    [
        np.zeros((10 * WEEK_H, 0)),
        np.zeros((10 * WEEK_H, 2)),
        np.full((10 * WEEK_H, 2), np.nan),
        np.full((10 * WEEK_H, 2), 7.0),
        np.zeros((0, 2)),
        np.random.default_rng(3).poisson(0.05, (60 * WEEK_H, 2)).astype(np.float64),
    ],
    ids=["no series", "nobody", "nothing known", "always the same", "no time", "hardly anybody"],
)
def test_where_no_day_can_be_told_from_the_hours_nothing_jumps(values: np.ndarray) -> None:
    assert clock_jumps(values, 60) == ()


def test_steps_that_are_no_part_of_an_hour_are_left_alone() -> None:
    assert clock_jumps(streets(), 90) == ()
    assert clock_jumps(streets(), 7) == ()


@given(
    rows=st.integers(1, 60),
    jumps=st.lists(
        st.tuples(st.integers(0, 59), st.sampled_from((-2, -1, 1, 2))), max_size=4, unique_by=lambda jump: jump[0]
    ),
)
def test_values_keep_their_order_none_comes_twice_and_the_newest_stay(rows: int, jumps: list[tuple[int, int]]) -> None:
    inside = tuple(ClockJump(*jump) for jump in sorted(jumps) if jump[0] < rows)
    found = on_one_clock(np.arange(float(rows))[:, None], inside, 60)[:, 0]
    last = inside[-1].row if inside else 0
    assert found[last:].tolist() == list(range(last, rows))
    known = found[np.isfinite(found)]
    assert (np.diff(known) > 0.0).all()
    moved = {value - place for place, value in enumerate(found.tolist()) if np.isfinite(value)}
    sums = np.cumsum([0, *(-jump.hours for jump in reversed(inside))])
    assert moved <= set(sums.tolist())
