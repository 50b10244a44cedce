# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from baken.forecast.calendar import Calendar
from baken.forecast.methods.boosting.days import Days
from baken.forecast.methods.boosting.features import Cases, Scene
from baken.forecast.methods.boosting.lags import CALENDAR, show_lags
from baken.forecast.methods.boosting.profile import Clock, Lookback, Mood
from baken.forecast.synthetic import known, street

HOURS = Clock(60)
WEEKS = 10
LIKES = np.ones((1, 1), dtype=np.float32)


def scene_of(values: np.ndarray, clock: Clock = HOURS, calendar: Calendar | None = None) -> Scene:
    """Return a scene that begins on Monday 5 January 1970."""
    start = 4 * clock.day
    days = Days.of(calendar or known(street(3)).calendar, 4, len(values) // clock.day + 40)
    look = Lookback.of(values, np.zeros(len(values) + clock.week, dtype=np.bool_), clock)
    return Scene.of(look, Mood.of(look), days, LIKES, start)


def counted(clock: Clock = HOURS) -> np.ndarray:
    """Return a series that tells by each value which row it is."""
    return np.arange(WEEKS * clock.week, dtype=np.float64)[:, None]


def shown(
    values: np.ndarray, origin: int, lead: int, clock: Clock = HOURS, calendar: Calendar | None = None
) -> np.ndarray:
    columns, level = show_lags(scene_of(values, clock, calendar), Cases(*(np.array([x]) for x in (origin, lead, 0))))
    unit = np.where(np.arange(columns.shape[1]) < columns.shape[1] - len(CALENDAR), level[0], 1.0)
    return np.asarray(columns[0] * unit)


def test_the_last_hours_days_and_weeks_are_those_that_are_known() -> None:
    origin, lead = 9 * 168 + 14, 30
    target = origin + lead - 1
    found = shown(counted(), origin, lead)
    assert found[:5] == pytest.approx([origin - ago for ago in (1, 2, 3, 4, 6)], rel=1e-6)
    assert found[5:9] == pytest.approx([target - 24 * days for days in (2, 3, 4, 5)], rel=1e-6)
    assert found[9:11] == pytest.approx([target - 48 - 1, target - 48 + 1], rel=1e-6)
    assert found[11:15] == pytest.approx([target - 168 * weeks for weeks in (1, 2, 3, 4)], rel=1e-6)


def test_the_hour_beside_is_missing_where_it_has_not_ended() -> None:
    origin, lead = 9 * 168 + 14, 24
    found = shown(counted(), origin, lead)
    assert found[5] == pytest.approx(origin - 1)
    assert np.isnan(found[10])


def test_steps_of_a_quarter_of_an_hour_are_taken_together_by_the_hour() -> None:
    clock = Clock(15)
    origin = 9 * clock.week
    assert shown(counted(clock), origin, 4, clock)[0] == pytest.approx(origin - 2.5, rel=1e-6)


def test_the_day_of_the_year_and_the_hours_are_of_the_wall_clock() -> None:
    found = shown(counted(), 8 * 168 + 6, 10)[-len(CALENDAR) :]
    found = found[[CALENDAR.index(name) for name in ("hour", "weekday", "day_of_year", "hour_of_origin", "lead_h")]]
    assert found.tolist() == [15.0, 0.0, 60.0, 6.0, 10.0]  # Monday 2 March 1970


def test_a_school_holiday_that_the_city_declared_is_told_and_undeclared_ones_are_not_known() -> None:
    school = (date(1970, 3, 2), date(1970, 3, 8))
    place = -len(CALENDAR) + CALENDAR.index("school")
    target_in, target_before = 8 * 168, 8 * 168 - 24
    declared = Calendar("NL", school_holidays=(school,))
    assert [shown(counted(), t - 9, 10, calendar=declared)[place] for t in (target_in, target_before)] == [1.0, 0.0]
    assert np.isnan(shown(counted(), target_in - 9, 10, calendar=Calendar("NL"))[place])


def test_twice_as_many_people_look_the_same() -> None:
    values = np.random.default_rng(1).gamma(4.0, 20.0, (WEEKS * 168, 1))
    cases = Cases(*(np.array([x]) for x in (9 * 168 + 3, 50, 0)))
    one, two = (show_lags(scene_of(factor * values), cases)[0] for factor in (1.0, 2.0))
    assert np.allclose(one, two, equal_nan=True, atol=0.02)  # what is usual has bounds of whole persons
