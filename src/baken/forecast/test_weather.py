# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Weather as it was foretold: from hours to steps, and from many forecasts to what was known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from baken.forecast.weather import WeatherForecast, as_of, missing_hours, rain_at, temperature_at, wind_at

rain = arrays(np.float64, st.integers(1, 48), elements=st.floats(0, 60))
steps = st.sampled_from([1, 3, 5, 15, 60, 180])


def forecast(issued: int, start: int, hours: int = 24, value: float = 10.0) -> WeatherForecast:
    row = np.full(hours, value)
    return WeatherForecast(issued, start, row, row.copy(), row.copy(), row / 100)


@settings(max_examples=100, deadline=None)
@given(rain, steps)
def test_the_rain_of_the_steps_is_the_rain_of_the_hours(hours: np.ndarray, step: int) -> None:
    weather = WeatherForecast(0, 600, hours, hours, hours, hours)
    begins = 600 + np.arange(0, 60 * len(hours), step)
    told = rain_at(weather, begins, step)
    whole = begins + step <= weather.end_min
    assert np.isfinite(told[whole]).all()
    assert np.isnan(told[~whole]).all()
    covered = (len(hours) * 60 // step) * step
    fallen = np.interp(covered, 60 * np.arange(len(hours) + 1), np.concatenate([[0], np.cumsum(hours)]))
    assert told[whole].sum() * step / 60 == pytest.approx(fallen, abs=1e-6)


@settings(max_examples=100, deadline=None)
@given(arrays(np.float64, st.integers(1, 40), elements=st.one_of(st.floats(-30, 40), st.just(np.nan))), steps)
def test_temperature_lies_between_the_hours_around_it_and_is_missing_where_they_are(
    hours: np.ndarray, step: int
) -> None:
    weather = WeatherForecast(0, 0, hours, hours, hours, hours)
    begins = np.arange(-600, 60 * len(hours) + 600, step)
    told = temperature_at(weather, begins, step)
    if np.isfinite(hours).any():
        assert np.nanmin(hours) - 1e-9 <= np.nanmin(told, initial=np.nanmin(hours))
        assert np.nanmax(told, initial=np.nanmax(hours)) <= np.nanmax(hours) + 1e-9
    else:
        assert np.isnan(told).all()
    assert np.isnan(told[(begins + step / 2 < 0) | (begins + step / 2 > 60 * len(hours) + 1)]).all()


def test_a_gap_of_many_hours_is_not_bridged() -> None:
    hours = np.array([10.0, np.nan, np.nan, 16.0, np.nan, np.nan, np.nan, np.nan, 20.0])
    weather = WeatherForecast(0, 0, hours, hours, hours, hours)
    told = wind_at(weather, np.array([75, 255, 450]), 30)
    assert told[0] == pytest.approx(13.0)
    assert np.isnan(told[1:]).tolist() == [True, True]


def test_missing_hours_are_counted() -> None:
    assert missing_hours(forecast(0, 0, 24), 0, 24 * 60) == 0
    assert missing_hours(forecast(0, 0, 24), 12 * 60, 36 * 60) == 12


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 5000), st.integers(0, 60), st.integers(1, 60), st.floats(0, 30)),
        min_size=1,
        max_size=6,
    ),
    st.integers(0, 6000),
    st.floats(0, 30),
)
def test_a_forecast_issued_after_the_origin_changes_nothing(
    rows: list[tuple[int, int, int, float]], origin: int, other: float
) -> None:
    issued = [forecast(at, 60 * start, hours, value) for at, start, hours, value in rows]
    changed = [w if w.issued_min <= origin else forecast(w.issued_min, w.start_min, 7, other) for w in issued]
    one, two = as_of(issued, origin), as_of(changed, origin)
    assert (one is None) == (two is None)
    if one is not None and two is not None:
        assert np.array_equal(one.rain_mm, two.rain_mm, equal_nan=True)
        assert one.issued_min == max(w.issued_min for w in issued if w.issued_min <= origin)


def test_each_hour_is_what_the_newest_forecast_of_it_says() -> None:
    old, new = forecast(0, 0, 48, 10.0), forecast(600, 600, 12, 20.0)
    found = as_of([new, old], 700)
    assert found is not None
    assert found.temperature_c.tolist() == [10.0] * 10 + [20.0] * 12 + [10.0] * 26


def test_a_forecast_of_days_ago_is_no_forecast_any_more() -> None:
    assert as_of([forecast(0, 0, 240)], 3 * 1440) is None
    assert as_of([], 0) is None
