# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import numpy as np
import pytest

from baken.forecast.methods.boosting.profile import SHARE, Clock, Lookback, Mood

HOURS = Clock(60)
WEEK = 168


def weeks_of(levels: list[float]) -> np.ndarray:
    """Return one series that is the same in every hour of a week."""
    return np.repeat(np.array(levels), WEEK)[:, None]


def look(values: np.ndarray, clock: Clock = HOURS) -> Lookback:
    return Lookback.of(values, np.zeros(len(values) + clock.week, dtype=np.bool_), clock)


def test_what_is_usual_of_a_steady_street_is_what_comes() -> None:
    found = look(weeks_of([50.0] * 9))
    assert found.usual[8 * WEEK :, 0] == pytest.approx(np.full(2 * WEEK, 50.0))


def test_one_festival_moves_the_usual_by_less_than_a_third() -> None:
    found = look(weeks_of([50.0] * 7 + [500.0]))
    assert found.usual[-1, 0] < 50.0 * 1.33


def test_a_street_that_lost_half_its_people_is_followed_within_five_weeks() -> None:
    found = look(weeks_of([100.0] * 8 + [50.0] * 5))
    assert found.usual[-1, 0] < 62.0


def test_nothing_younger_than_a_week_before_is_usual() -> None:
    values = np.random.default_rng(1).gamma(4.0, 20.0, (10 * WEEK, 2))
    other = values.copy()
    other[-30:] = 1e6  # whoever looked at it would see it
    ahead = slice(10 * WEEK, 11 * WEEK - 30)
    assert np.array_equal(look(values).usual[ahead], look(other).usual[ahead])


def test_short_steps_are_smoothed_without_a_look_past_the_origin() -> None:
    clock = Clock(15)
    values = np.random.default_rng(2).gamma(4.0, 20.0, (5 * clock.week, 1))
    cut = values[: 4 * clock.week]
    known = slice(4 * clock.week, 5 * clock.week)
    assert np.array_equal(look(values, clock).usual[known], look(cut, clock).usual[known])


def test_public_holidays_are_not_usual() -> None:
    values = weeks_of([50.0] * 8 + [10.0])
    holiday = np.zeros(10 * WEEK, dtype=np.bool_)
    holiday[8 * WEEK : 9 * WEEK] = True
    assert Lookback.of(values, holiday, HOURS).usual[-1, 0] == pytest.approx(50.0)


def test_at_night_a_share_of_the_level_is_due_so_that_three_persons_are_no_surprise() -> None:
    values = weeks_of([100.0] * 9)
    values[3::24] = 0.0
    values[-21] = 3.0
    found, end = look(values), np.array([len(values) - 20])
    assert found.due[end[0] - 1, 0] == pytest.approx(SHARE * found.level[end[0] - 1, 0])
    assert found.ratio(end - 1, end, np.array([0]))[0] < 1.0


def test_missing_values_count_neither_as_come_nor_as_due() -> None:
    values = weeks_of([50.0] * 10)
    values[-12:-6] = np.nan
    values[-6:] = 100.0
    end, series = np.array([len(values)]), np.array([0])
    assert 1.9 < look(values).ratio(end - 12, end, series)[0] <= 2.0
    assert np.isnan(look(values).ratio(end - 12, end - 6, series)[0])


def test_a_large_series_does_not_outvote_a_small_one() -> None:
    values = np.hstack([weeks_of([1000.0] * 9 + [1000.0]), weeks_of([10.0] * 9 + [20.0])])
    end = np.array([10 * WEEK])
    assert Mood.of(look(values)).ratio(end - 1, end)[0] == pytest.approx(1.4, abs=0.15)


def test_only_wanted_rows_are_looked_up() -> None:
    values = weeks_of([50.0] * 9)
    wanted = np.arange(9 * WEEK, 10 * WEEK)
    found = Lookback.of(values, np.zeros(10 * WEEK, dtype=np.bool_), HOURS, wanted)
    assert np.isnan(found.usual[: 9 * WEEK]).all()
    assert np.array_equal(found.usual[wanted], look(values).usual[wanted])
