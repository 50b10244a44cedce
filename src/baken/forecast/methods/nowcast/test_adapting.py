# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Bands of the nowcast: they hold what they say on odd days too, see nothing ahead, and know what nobody estimates."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baken.forecast.calendar import Calendar
from baken.forecast.methods.nowcast.adapting import (
    quantiles_of,
    scored,
    size_today,
    student4,
    widened,
    with_doubts,
)
from baken.forecast.methods.nowcast.conformal import ConformalNowcast
from baken.forecast.methods.nowcast.forecaster import Nowcast
from baken.forecast.methods.nowcast.learned import KINDS
from baken.forecast.methods.nowcast.settings import NowcastSettings
from baken.forecast.methods.nowcast.test_nowcast import LEADS, STEP, city, noon
from baken.forecast.model import QUANTILES, Known, Panel, Series, SeriesKind

if TYPE_CHECKING:
    from baken.forecast.model import Float64, History

SETTINGS = NowcastSettings()
STEPS, SERIES = 8, 6
PERSONS = np.full(SERIES, KINDS.index(SeriesKind.PERSONS))
LOW, HIGH = QUANTILES.index(0.1), QUANTILES.index(0.9)


def weeks(days: int, odd: float, seed: int = 0) -> tuple[Float64, np.ndarray]:
    """Return errors of origins half an hour apart, larger on every third day; and the origins."""
    rng = np.random.default_rng(seed)
    size = np.where(np.arange(days) % 3 == 2, odd, 1.0)[:, None, None, None]
    errors = size * rng.normal(0.0, 1.25, (days, 48, STEPS, SERIES))
    return errors.reshape(-1, STEPS, SERIES), 30 * np.arange(days * 48)


def held(odd: float, *, adapts: bool) -> float:
    """Return the share of errors of an odd day that lie in bands learned from weeks with other days."""
    errors, origins = weeks(15, 1.0)
    scores = scored(errors, origins, STEP, PERSONS, SETTINGS)
    shape = quantiles_of(scores, PERSONS)[PERSONS]
    today, times = weeks(1, 1.0, seed=1)
    today = odd * today
    inside = []
    for number in range(6, 40):
        ages = (times[number] - times[number - 5 : number]).astype(float)
        ended = STEP * np.arange(1, STEPS + 1)[None, :] <= ages[:, None]
        known = np.where(ended[:, :, None], today[number - 5 : number], np.nan)
        size = size_today(known, ages, PERSONS, SETTINGS) if adapts else np.ones((STEPS, SERIES))
        band = widened(shape, size, replace(SETTINGS, growth=0.0))
        came = today[number].T
        inside.append((came >= band[:, :, LOW]) & (came <= band[:, :, HIGH]))
    return float(np.mean(inside))


def test_bands_hold_on_a_day_on_which_errors_are_two_and_a_half_times_as_large() -> None:
    assert held(2.5, adapts=False) < 0.5
    assert held(2.5, adapts=True) == pytest.approx(0.8, abs=0.05)
    assert held(1.0, adapts=True) == pytest.approx(0.8, abs=0.04)


@given(st.integers(3, 47), st.floats(0.1, 100.0))
def test_a_score_knows_nothing_of_what_came_later(number: int, factor: float) -> None:
    errors, origins = weeks(1, 1.0)
    before = scored(errors, origins, STEP, PERSONS, SETTINGS)
    changed = errors.copy()
    targets = origins[:, None] + STEP * np.arange(1, STEPS + 1)
    changed[targets > origins[number]] *= factor  # all that ended after this origin
    changed[number] = errors[number]
    after = scored(changed, origins, STEP, PERSONS, SETTINGS)
    assert np.allclose(before[number], after[number], equal_nan=True)


def test_one_area_that_errs_does_not_widen_the_others_much() -> None:
    errors = np.ones((8, STEPS, SERIES))
    errors[:, :, 0] = 6.0
    found = size_today(errors, np.full(8, 15.0), PERSONS, SETTINGS)
    assert (found[:, 0] > 3.0).all()
    assert (found[:, 1:] < 1.6).all()


def test_errors_of_the_second_hour_widen_the_second_hour() -> None:
    errors = np.ones((8, STEPS, SERIES))
    errors[:, STEPS // 2 :] = 3.0
    found = size_today(errors, np.full(8, 15.0), PERSONS, SETTINGS)
    assert (found[STEPS // 2 :] > 1.3 * found[: STEPS // 2]).all()


def test_without_errors_of_today_they_are_the_usual_ones() -> None:
    unknown = np.full((8, STEPS, SERIES), np.nan)
    assert (size_today(unknown, np.full(8, 15.0), PERSONS, SETTINGS) == 1.0).all()


@lru_cache(maxsize=1)
def learned() -> Float64:
    errors, origins = weeks(6, 2.0)
    return np.asarray(quantiles_of(scored(errors, origins, STEP, PERSONS, SETTINGS), PERSONS)[PERSONS])


@given(st.floats(0.7, 5.0))
def test_quantiles_stay_in_order_however_large_errors_are(size: float) -> None:
    offsets = widened(learned(), np.full((STEPS, SERIES), size), SETTINGS)
    assert (np.diff(offsets, axis=2) >= 0.0).all()
    told = with_doubts(offsets, np.full((SERIES, STEPS), 100.0), doubted(20.0), SETTINGS)
    assert (np.diff(told, axis=2) >= 0.0).all()
    assert (np.abs(told) >= np.abs(offsets) - 1e-9).all()


def doubted(error: float) -> Known:
    """Return areas with hundred persons each, estimated with such a standard error."""
    series = tuple(Series(id=f"area:{i}", kind=SeriesKind.PERSONS, place_id=str(i)) for i in range(SERIES))
    panel = Panel(series, 0, STEP, np.full((96, SERIES), 100.0))
    doubts = Panel(series, 88 * STEP, STEP, np.full((8, SERIES), error))
    return Known(panel, 96 * STEP, Calendar(), doubts=doubts)


def test_an_estimate_that_is_not_sure_widens_the_first_quarter_of_an_hour_most() -> None:
    nothing = 1e-9 * np.sign(np.array(QUANTILES) - 0.5) * np.ones((SERIES, STEPS, 1))
    told = with_doubts(nothing, np.full((SERIES, STEPS), 100.0), doubted(10.0), SETTINGS)[0, :, HIGH]
    assert told[0] == pytest.approx(10.84, rel=0.05)
    assert (np.diff(told) < 0.0).all()
    none = replace(doubted(10.0), doubts=None)
    assert np.array_equal(with_doubts(nothing, np.full((SERIES, STEPS), 100.0), none, SETTINGS), nothing)


def test_quantiles_of_student_are_those_of_the_table() -> None:
    """Abramowitz and Stegun (1964), table 26.10, with four degrees of freedom, over the standard deviation."""
    table = np.array([0.741, 1.533, 2.132, 2.776, 3.747]) / np.sqrt(2.0)
    assert student4(np.array([0.75, 0.9, 0.95, 0.975, 0.99])) == pytest.approx(table, rel=1e-3)


@pytest.fixture(scope="module")
def past() -> History:
    return city()


def test_its_median_is_that_of_the_nowcast_and_doubts_change_only_bands(past: History) -> None:
    plain, one = Nowcast(), ConformalNowcast()
    for method in (plain, one):
        method.fit(past.known_at(past.panel.end_min - 1440))
    known = past.known_at(noon(past))
    said = one.forecast(known, LEADS)
    assert np.array_equal(said.median, plain.forecast(known, LEADS).median)
    doubts = replace(known.panel, values=0.1 * known.panel.values)
    wider = one.forecast(replace(known, doubts=doubts), LEADS)
    assert np.array_equal(wider.median, said.median)
    (low, high), (lower, upper) = said.band(0.8), wider.band(0.8)
    assert (upper - lower > high - low).all()


def test_what_one_learned_the_other_refuses(past: History) -> None:
    one = ConformalNowcast()
    one.fit(past.known_at(past.panel.end_min - 1440))
    known, again = past.known_at(noon(past)), ConformalNowcast()
    again.load(one.save())
    assert np.array_equal(again.forecast(known, LEADS).values, one.forecast(known, LEADS).values)
    with pytest.raises(Exception, match="nowcast"):
        Nowcast().load(one.save())


def test_bands_of_a_city_with_many_series_are_learned_of_fewer_days_and_never_of_no_width(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    past = city(40)
    known = past.known_at(noon(past))
    widths = []
    for most in (6_000_000, 30_000):
        monkeypatch.setattr("baken.forecast.methods.nowcast.forecaster._MOST_CELLS", most)
        method = ConformalNowcast()
        method.fit(known)
        lower, upper = method.forecast(known, np.arange(1, 9)).band(0.8)
        widths.append(upper - lower)
    assert (widths[1] > 0.0).all()
    assert 0.4 < float(np.median(widths[1] / widths[0])) < 2.5
