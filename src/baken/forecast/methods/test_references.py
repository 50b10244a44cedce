# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from baken.forecast.methods.climatology import Climatology
from baken.forecast.methods.seasonal_naive import SeasonalNaive
from baken.forecast.model import ForecastError, QuantileForecast, Status
from baken.forecast.synthetic import known, street

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEEK = np.arange(1, 169)
Method = type[Climatology] | type[SeasonalNaive]
METHODS: list[Method] = [Climatology, SeasonalNaive]


@pytest.mark.parametrize("method", METHODS)
def test_bands_hold_as_many_values_as_they_say(method: Method) -> None:
    whole = street(26 * 7 + 7 * 12, count=6, seed=3)
    inside80: list[float] = []
    inside95: list[float] = []
    for week in range(12):
        origin = 26 * 168 + 168 * week
        cut = known(replace(whole, values=whole.values[:origin]))
        found = method().forecast(cut, WEEK)
        truth = whole.values[origin : origin + 168].T
        for share, inside in ((0.8, inside80), (0.95, inside95)):
            lower, upper = found.band(share)
            inside.append(((truth >= lower) & (truth <= upper)).mean())
    assert 0.77 < np.mean(inside80) < 0.86
    assert 0.925 < np.mean(inside95) < 0.98


def test_climatology_is_the_ordinary_week() -> None:
    panel = street(7 * 20, count=1)
    found = Climatology().forecast(known(panel), WEEK).median[0]
    ordinary = np.median(panel.values[-8 * 168 :, 0].reshape(8, 168), axis=0)
    assert np.abs(found - ordinary).sum() < 0.12 * ordinary.sum()


def test_seasonal_naive_is_the_week_before() -> None:
    panel = street(7 * 12)
    np.testing.assert_allclose(SeasonalNaive().forecast(known(panel), WEEK).median, panel.values[-168:].T)


def test_seasonal_naive_takes_the_week_before_that_where_a_value_is_missing_and_says_less() -> None:
    panel = street(7 * 12)
    values = panel.values.copy()
    values[-168 + 5] = np.nan
    whole = SeasonalNaive().forecast(known(panel), WEEK)
    found = SeasonalNaive().forecast(known(replace(panel, values=values)), WEEK)
    np.testing.assert_allclose(found.median[:, 5], panel.values[-336 + 5])
    assert (_width(found)[:, 5] > 1.2 * _width(whole)[:, 5]).all()


def test_leads_beyond_a_week_repeat_the_week_of_climatology() -> None:
    cut = known(street(7 * 12))
    found = Climatology().forecast(cut, np.array([1, 169, 337, 720]))
    np.testing.assert_allclose(found.values[:, 0], found.values[:, 1])
    np.testing.assert_allclose(found.values[:, 0], found.values[:, 2])


def test_three_days_of_history_give_the_time_of_the_day_with_wide_bands() -> None:
    short = Climatology().forecast(known(street(3)), WEEK)
    long = Climatology().forecast(known(street(7 * 20)), WEEK)
    assert (short.status == Status.OWN).all()
    assert "time of the day" in short.notes[0]
    assert np.isfinite(short.values).all()
    relative = [_width(f).sum() / f.median.sum() for f in (short, long)]
    assert relative[0] > relative[1]


@pytest.mark.parametrize("method", METHODS)
def test_a_few_hours_of_history_give_no_forecast_and_a_reason(method: Method) -> None:
    panel = street(1)
    found = method().forecast(known(replace(panel, values=panel.values[:5])), WEEK)
    assert (found.status == Status.NONE).all()
    assert np.isnan(found.values).all()
    assert all("no forecast" in note for note in found.notes)


@pytest.mark.parametrize("method", METHODS)
def test_nothing_at_all_gives_no_forecast(method: Method) -> None:
    panel = street(1)
    found = method().forecast(known(replace(panel, values=panel.values[:0])), WEEK)
    assert (found.status == Status.NONE).all()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("step_min", [1, 3, 5, 15, 60, 120])
def test_any_step_is_served(method: Method, step_min: int) -> None:
    cut = known(street(35, step_min=step_min, count=2, per_hour=4000.0))
    leads = np.unique(np.linspace(1, 2 * 1440 // step_min, 60).astype(int))
    found = method().forecast(cut, leads)
    assert np.isfinite(found.values).all()
    assert found.values.shape == (2, len(leads), 11)


@pytest.mark.parametrize("method", METHODS)
def test_weeks_of_silence_widen_the_band(method: Method) -> None:
    panel = street(7 * 16)
    values = panel.values.copy()
    values[-16 * 24 :, 1] = np.nan
    whole = method().forecast(known(panel), WEEK)
    silent = method().forecast(known(replace(panel, values=values)), WEEK)
    assert np.isfinite(silent.values).all()
    assert _width(silent)[1, :6].sum() > 1.2 * _width(whole)[1, :6].sum()
    np.testing.assert_array_equal(silent.values[0], whole.values[0])


def test_what_never_counted_anybody_is_expected_to_count_nobody() -> None:
    panel = street(7 * 10)
    found = Climatology().forecast(known(replace(panel, values=np.zeros_like(panel.values))), WEEK)
    assert (found.values == 0.0).all()


def test_many_series_are_the_same_as_one_by_one() -> None:
    panel = street(7 * 8, count=150)
    leads = np.arange(1, 169)
    together = Climatology().forecast(known(panel), leads)
    for column in (0, 73, 149):
        alone = Climatology().forecast(known(panel.take([column])), leads)
        np.testing.assert_array_equal(together.values[column], alone.values[0])


@pytest.mark.parametrize("method", METHODS)
def test_what_another_method_saved_is_refused(method: Method) -> None:
    other = next(m for m in METHODS if m is not method)
    with pytest.raises(ForecastError, match="learned by"):
        method().load(other().save())


def _width(found: QuantileForecast) -> NDArray[np.float64]:
    lower, upper = found.band(0.95)
    return np.asarray(upper - lower)
