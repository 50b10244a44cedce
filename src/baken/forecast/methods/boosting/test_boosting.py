# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from baken.forecast.methods.boosting.drawing import draw, fold_of, horizons
from baken.forecast.methods.boosting.errors import distribution
from baken.forecast.methods.boosting.features import Cases, show
from baken.forecast.methods.boosting.learned import of_last_year
from baken.forecast.methods.boosting.model import Boosting
from baken.forecast.methods.boosting.profile import Clock, Mood
from baken.forecast.methods.boosting.scene import Past, likeness, witnesses
from baken.forecast.methods.boosting.settings import BoostingSettings
from baken.forecast.methods.boosting.tracking import missed, shifted
from baken.forecast.methods.climatology import Climatology
from baken.forecast.model import MEDIAN, QUANTILES, ForecastError, Known, Status
from baken.forecast.synthetic import known, street

SMALL = BoostingSettings(
    rows_next=3000, rows_near=3000, rows_far=3000, rounds=40, lag_rounds=80, spread_rounds=30, folds=2, threads=1
)
WEEK = np.arange(1, 169)
DAYS = 70


@cache
def whole() -> Known:
    return known(street(DAYS + 7, seed=4))


def at(day: int) -> Known:
    now = whole()
    return replace(
        now, panel=now.panel.until(now.panel.start_min + day * 1440), origin_min=now.panel.start_min + day * 1440
    )


@cache
def fitted() -> Boosting:
    one = Boosting(SMALL)
    one.fit(at(DAYS), seed=1)
    return one


def shown_at(now: Known, origin: int, lead: int) -> np.ndarray:
    past = Past.of(now, SMALL)
    look = past.look(np.arange(3))
    scene = past.scene(look, Mood.of(look), np.full((3, 3), 1.0 / 3.0, dtype=np.float32))
    one = np.array([0, 1, 2])
    found = show(scene, Cases(np.full(3, origin), np.full(3, lead), one))
    return np.hstack([found.columns, found.lags])


@pytest.mark.parametrize("lead", [1, 5, 12, 24, 37, 168])
def test_what_is_shown_of_an_origin_is_nothing_of_what_came_after_it(lead: int) -> None:
    origin = 60 * 24 + 14
    now = whole()
    values = now.panel.values.copy()
    values[origin:] = np.random.default_rng(3).uniform(0.0, 1e4, values[origin:].shape)
    other = replace(now, panel=replace(now.panel, values=values))
    assert np.array_equal(shown_at(now, origin, lead), shown_at(other, origin, lead), equal_nan=True)


def test_what_is_learned_from_is_what_is_shown_when_a_forecast_is_made() -> None:
    origin = 60 * 24 + 14
    start = whole().panel.start_min + origin * 60
    cut = replace(whole(), panel=whole().panel.until(start), origin_min=start)
    past = Past.of(cut, SMALL, 168)
    look = past.look(np.arange(3), 168)
    scene = past.scene(look, Mood.of(look), np.full((3, 3), 1.0 / 3.0, dtype=np.float32))
    cases = Cases(np.full(3, origin), np.full(3, 30), np.arange(3))
    found = show(scene, cases)
    assert np.array_equal(np.hstack([found.columns, found.lags]), shown_at(whole(), origin, 30), equal_nan=True)


def test_it_foresees_streets_better_than_the_climatology() -> None:
    truth = whole().panel.values[DAYS * 24 :].T
    own, reference = fitted().forecast(at(DAYS), WEEK), Climatology().forecast(at(DAYS), WEEK)
    next_day = slice(0, 24)
    away = [float(np.abs(one.median - truth)[:, next_day].mean()) for one in (own, reference)]
    assert away[0] < away[1]


def test_its_bands_hold_most_of_what_comes() -> None:
    truth = whole().panel.values[DAYS * 24 :].T
    lower, upper = fitted().forecast(at(DAYS), WEEK).band(0.8)
    assert 0.6 < float(((truth >= lower) & (truth <= upper)).mean()) < 0.95


def test_saved_and_loaded_it_says_the_same() -> None:
    other = Boosting(SMALL)
    other.load(fitted().save())
    found = [one.forecast(at(DAYS), WEEK).values for one in (fitted(), other)]
    assert np.array_equal(found[0], found[1])


def test_a_series_that_is_new_since_the_fit_has_a_forecast() -> None:
    now = at(DAYS)
    newer = replace(now.panel.series[0], id="stream:new")
    panel = replace(now.panel, series=(*now.panel.series, newer), values=now.panel.values[:, [0, 1, 2, 0]])
    found = fitted().forecast(replace(now, panel=panel), WEEK)
    assert np.isfinite(found.values).all()
    assert found.median[3] == pytest.approx(found.median[0], rel=0.25, abs=8.0)


def test_a_series_alone_has_a_forecast_of_what_was_learned_of_all() -> None:
    now = at(DAYS)
    found = fitted().forecast(replace(now, panel=now.panel.take([1])), WEEK)
    assert np.isfinite(found.values).all()


def test_a_series_that_is_silent_for_four_weeks_has_no_forecast_and_the_note_says_so() -> None:
    now = at(DAYS)
    values = now.panel.values.copy()
    values[-29 * 24 :, 1] = np.nan
    found = fitted().forecast(replace(now, panel=replace(now.panel, values=values)), WEEK)
    assert found.status.tolist() == [Status.OWN, Status.NONE, Status.OWN]
    assert "four weeks" in found.notes[1]


def test_three_days_are_too_few_to_learn_from() -> None:
    one, now = Boosting(SMALL), known(street(3))
    one.fit(now)
    with pytest.raises(ForecastError, match="weeks"):
        one.forecast(now, WEEK)


def test_other_steps_than_those_it_learned_are_refused() -> None:
    with pytest.raises(ForecastError, match="60 min"):
        fitted().forecast(known(street(30, step_min=15)), WEEK)


@pytest.mark.parametrize("step_min", [5, 15, 120])
def test_steps_of_any_length_are_learned(step_min: int) -> None:
    now = known(street(35, step_min=step_min, count=2))
    one = Boosting(replace(SMALL, fewest_rows=500, rounds=10, lag_rounds=10, spread_rounds=5))
    one.fit(now)
    leads = np.array([1, 2, 6 * 60 // min(step_min, 60), 24 * 60 // step_min + 1])
    found = one.forecast(now, np.unique(leads))
    assert np.isfinite(found.values).all()
    assert (np.diff(found.values, axis=2) >= 0.0).all()


def test_a_month_ahead_is_foreseen() -> None:
    found = fitted().forecast(at(DAYS), np.array([1, 168, 169, 400, 720]))
    assert np.isfinite(found.values).all()


def test_a_constant_series_is_foreseen_as_it_is() -> None:
    now = at(DAYS)
    values = now.panel.values.copy()
    values[:, 2] = 30.0
    one = Boosting(SMALL)
    flat = replace(now, panel=replace(now.panel, values=values))
    one.fit(flat)
    assert one.forecast(flat, WEEK).median[2] == pytest.approx(np.full(168, 30.0), rel=0.2)


def test_a_street_that_has_come_to_life_since_the_fit_is_followed() -> None:
    now = at(DAYS)
    values = now.panel.values.copy()
    values[-17 * 24 :, 0] *= 1.6
    found = fitted().forecast(replace(now, panel=replace(now.panel, values=values)), WEEK)
    assert found.median[0, 24:].sum() > 1.2 * fitted().forecast(now, WEEK).median[0, 24:].sum()


def test_a_sensor_that_counts_half_for_ten_days_is_followed_whole() -> None:
    now = at(DAYS)
    values = now.panel.values.copy()
    values[-10 * 24 :, 1] *= 0.5
    found = fitted().forecast(replace(now, panel=replace(now.panel, values=values)), WEEK)
    before = fitted().forecast(now, WEEK)
    assert found.median[1, 24:].sum() < 0.65 * before.median[1, 24:].sum()
    assert found.median[0] == pytest.approx(before.median[0], rel=0.15, abs=3.0)


def test_one_festival_among_four_origins_is_no_new_level() -> None:
    missed = np.log(np.array([[1.0, 1.5, 0.7], [1.02, 1.4, 0.6], [3.0, 1.45, 0.65], [0.98, 1.6, 0.7]]))
    assert np.exp(shifted(missed)) == pytest.approx([1.0, 1.4, 0.7])
    assert shifted(missed[:3]).tolist() == [0.0, 0.0, 0.0]


def test_without_origins_of_late_nothing_was_missed() -> None:
    learned, now = fitted()._learned, at(14)
    assert learned is not None
    past = Past.of(now, SMALL)
    look = past.look(np.arange(3), 168)
    scene = past.scene(look, Mood.of(look), np.full((3, 3), 1.0 / 3.0, dtype=np.float32))
    assert missed(learned, scene, past.values, SMALL).tolist() == [1.0, 1.0, 1.0]


def test_past_forecasts_are_of_trees_that_were_kept_from_their_targets() -> None:
    made = fitted().backcasts()
    assert made
    assert all(one.origin_min < at(DAYS).origin_min for one in made)
    assert np.isfinite(made[0].values).all()
    learned = fitted()._learned
    assert learned is not None
    past = Past.of(at(DAYS), SMALL)
    fold = fold_of(np.arange(len(past.values)), past.start_step, past.clock, SMALL)
    assert len(learned.horizons[0].middles) == SMALL.folds == len(np.unique(fold))


def test_drawn_cases_have_an_outcome_and_lie_in_their_horizon() -> None:
    values = at(DAYS).panel.values.copy()
    values[1000:1200] = np.nan
    for horizon in horizons(SMALL):
        cases = draw(values, Clock(60), horizon, np.random.default_rng(1))
        assert np.isfinite(values[cases.target, cases.series]).all()
        assert (cases.lead >= horizon.first_h).all()
        assert (cases.lead <= horizon.last_h).all()


def test_who_is_to_be_heard_next_is_decided_by_the_last_year() -> None:
    week = Clock(60).week
    target = np.array([0, 51, 52, 53, 103]) * week
    cases = Cases(target, np.ones(5, dtype=np.int64), np.zeros(5, dtype=np.int64))
    assert of_last_year(cases, Clock(60)).tolist() == [2, 3, 4]


def test_of_too_many_series_those_with_most_values_are_learned_from() -> None:
    values = np.zeros((100, 5))
    values[:50, 1] = np.nan
    assert witnesses(values, replace(SMALL, most_witnesses=4)).tolist() == [0, 2, 3, 4]


def test_series_that_are_surprised_alike_are_likes() -> None:
    generator = np.random.default_rng(5)
    shared, other = generator.gamma(9.0, 5.0, 1680), generator.gamma(9.0, 5.0, 1680)
    values = np.column_stack([shared, shared * 3.0, other, other * 0.5])
    now = at(DAYS)
    panel = replace(now.panel, series=(now.panel.series[0],) * 4, values=values)
    look = Past.of(replace(now, panel=panel), SMALL).look(np.arange(4))
    assert likeness(look, 1).argmax(axis=1).tolist() == [1, 0, 3, 2]


def test_errors_of_a_part_of_the_day_with_few_values_are_those_of_the_whole_day() -> None:
    scaled = np.random.default_rng(6).normal(size=4000)
    minute = np.where(np.arange(4000) < 20, 60, 720)
    table = distribution(scaled, np.full(4000, 30), minute, 60)
    assert table[3, 0] == pytest.approx(table[3, 4], abs=0.2)
    assert (np.diff(table, axis=2) >= 0.0).all()
    assert table.shape[2] == len(QUANTILES)
    assert abs(table[3, 4, MEDIAN]) < 0.1


def test_ten_days_after_the_clock_of_a_source_jumped_it_foresees_the_same_people() -> None:
    """A row was lost; from there all that came is written an hour early."""
    lost = (DAYS - 10) * 24 + 2
    now = at(DAYS)
    values = np.delete(now.panel.values, lost, axis=0)
    early = replace(now, panel=replace(now.panel, values=values), origin_min=now.origin_min - 60)
    same, other = (fitted().forecast(one, np.arange(1, 25)).median for one in (now, early))
    assert np.abs(other - same).mean() < 0.02 * same.mean()  # with the past as it was written: 0.27
    past = Past.of(early, SMALL)
    assert np.isfinite(past.values).all(axis=1).sum() == len(past.values) - 1  # all but the lost hour
