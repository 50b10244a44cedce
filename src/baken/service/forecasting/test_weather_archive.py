# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The weather archive: as it came, once, never changed, and nothing of what came later."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baken.forecast.model import History
from baken.forecast.rain import RainForecast
from baken.forecast.synthetic import history, street
from baken.forecast.weather import WeatherForecast, as_of
from baken.service.forecasting.store import ForecastStore

if TYPE_CHECKING:
    from pathlib import Path

PANEL = street(20, seed=3, count=1)


def told(issued_min: int, degrees: float) -> WeatherForecast:
    hours = np.full(72, degrees, np.float32).astype(np.float64)
    nothing = np.full(72, np.nan)
    return WeatherForecast(issued_min, issued_min // 60 * 60, hours, 0.0 * hours, hours / 4.0, nothing)


@pytest.fixture
def store(tmp_path: Path) -> ForecastStore:
    return ForecastStore(tmp_path / "forecasts.sqlite")


def test_what_was_foretold_is_read_back_as_it_came_and_is_kept_once(store: ForecastStore) -> None:
    weather = told(600, 21.5)
    for kept_at_us in (1_000, 2_000):
        store.weather.keep(weather, "counting", kept_at_us)
    (found,) = store.weather.known_at(700)
    assert (found.issued_min, found.start_min) == (600, 600)
    for name in ("temperature_c", "rain_mm", "wind_m_s", "cloud_share"):
        assert np.array_equal(getattr(found, name), getattr(weather, name), equal_nan=True)


def test_a_history_with_the_archive_knows_at_each_origin_what_was_foretold_then(store: ForecastStore) -> None:
    first = PANEL.start_min + 10 * 1440
    for day in range(8):
        store.weather.keep(told(first + day * 1440, float(day)), "counting", day)
    archive = store.weather.issued_between(PANEL.start_min, PANEL.end_min)
    whole = history(PANEL)
    past = History(panel=whole.panel, calendar=whole.calendar, weather=archive)
    for day in range(8):
        known = past.known_at(first + day * 1440 + 30).weather
        assert known is not None
        assert known.issued_min == first + day * 1440
        assert known.temperature_c[(first + day * 1440 - known.start_min) // 60] == day
    assert past.known_at(first - 1).weather is None


@given(later=st.lists(st.tuples(st.integers(1, 5000), st.floats(-20, 40)), max_size=6))
def test_what_is_issued_after_an_origin_has_no_influence(
    tmp_path_factory: pytest.TempPathFactory, later: list[tuple[int, float]]
) -> None:
    store = ForecastStore(tmp_path_factory.mktemp("weather") / "forecasts.sqlite")
    store.weather.keep(told(1_000, 10.0), "counting", 1)
    before = as_of(store.weather.issued_between(0, 100_000), 1_200)
    for number, (minutes, degrees) in enumerate(later):
        store.weather.keep(told(1_200 + minutes, degrees), "counting", number)
    after = as_of(store.weather.issued_between(0, 100_000), 1_200)
    store.close()
    assert before is not None
    assert after is not None
    assert np.array_equal(before.temperature_c, after.temperature_c)
    assert before.issued_min == after.issued_min


def test_retention_takes_old_weather_away_with_the_issues_of_its_activity(store: ForecastStore) -> None:
    for at in range(10):
        store.weather.keep(told(600 + at, 20.0), "counting", at)
    assert [(one.activity, one.issues, one.weather) for one in store.held()] == [("counting", 0, 10)]
    assert store.has_before("counting", 5)
    assert store.delete_before(7, "counting", 5)
    assert store.deletions()[7].rows == 5
    assert [one.issued_min for one in store.weather.issued_between(0, 10_000)] == [605, 606, 607, 608, 609]
    assert not store.has_before("counting", 5)


def test_of_a_radar_what_tells_of_rain_is_kept_beside_the_weather_and_goes_with_it(store: ForecastStore) -> None:
    wet, dry = np.linspace(0.0, 11.5, 24), np.zeros(24)
    store.weather.keep(told(600, 20.0), "counting", 1)
    for at in range(4):
        store.weather.keep_rain(RainForecast(600 + 5 * at, 605 + 5 * at, 5, wet if at % 2 else dry), "counting", at)
    assert [(one.issued_min, one.start_min, one.step_min) for one in store.weather.rain_known_at(700)] == [
        (605, 610, 5),
        (615, 620, 5),
    ]
    assert store.weather.rain_known_at(700)[0].rain_mm_h == pytest.approx(wet)
    assert [one.issued_min for one in store.weather.issued_between(0, 700)] == [600]
    assert store.held()[0].weather == 3
    assert store.delete_before(7, "counting", 2)
    assert [one.issued_min for one in store.weather.rain_known_at(700)] == [615]
    assert store.weather.issued_between(0, 700) == ()


@pytest.mark.parametrize("sql", ["UPDATE weather SET hours = 1", "DELETE FROM weather"])
def test_the_database_itself_refuses_to_change_what_was_foretold(
    store: ForecastStore, tmp_path: Path, sql: str
) -> None:
    store.weather.keep(told(600, 20.0), "counting", 1)
    store.close()
    with sqlite3.connect(tmp_path / "forecasts.sqlite") as database, pytest.raises(sqlite3.DatabaseError):
        database.execute(sql)
