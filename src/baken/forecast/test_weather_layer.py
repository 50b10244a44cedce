# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A forecast that follows the weather that is foretold, as far as weather mattered here before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.forecast.calendar import Calendar
from baken.forecast.explanation import Basis, Cause, Explainer
from baken.forecast.model import Known, Panel, QuantileForecast, Series, SeriesKind
from baken.forecast.test_event_effects import BEACH, LEADS, ORIGIN, TOWN, base, usual_day
from baken.forecast.weather import WeatherForecast
from baken.forecast.weather_layer import WeatherEffect, warmth_gamma, weather_effect, with_weather

SKY = (Series(id="sky", kind=SeriesKind.COUNT, place_id="sky"),)
NOON = 6
"""The lead that begins at noon."""


def year(gamma: float = 0.06, weeks: int = 52, seed: int = 0, wet: float = 0.0) -> tuple[Known, Panel, Panel]:
    """Return a past in which the beach follows the warmth of the day and the town does not, and that weather."""
    hours = np.arange(ORIGIN // 60 - weeks * 168, ORIGIN // 60)
    random = np.random.default_rng(seed)
    of_day = 18 + random.normal(0, 4, weeks * 7 + 2)
    warm = of_day[(hours - hours[0]) // 24] + 3 * np.sin((hours % 24 - 9) / 24 * 2 * np.pi)
    above = of_day[(hours - hours[0]) // 24] - 18
    noise = random.normal(0, 0.1, (len(hours), 2))
    values = np.column_stack([usual_day(hours) * np.exp(gamma * above), 2 * usual_day(hours)]) * np.exp(noise)
    start = int(hours[0]) * 60
    known = Known(panel=Panel((BEACH, TOWN), start, 60, values), origin_min=ORIGIN, calendar=Calendar())
    rain = np.where(random.random(len(hours)) < wet, 2.0, 0.0)
    return known, Panel(SKY, start, 60, warm[:, None]), Panel(SKY, start, 60, rain[:, None])


def foretold(known: Known, warm: float, rain: float = 0.0) -> Known:
    row = np.full(96, warm)
    return replace(known, weather=WeatherForecast(ORIGIN - 60, ORIGIN - 720, row, np.full(96, rain), row, row * 0))


def width(forecast: QuantileForecast) -> np.ndarray:
    lower, upper = forecast.band(0.8)
    return upper - lower


def made(warm: float, rain: float = 0.0, gamma: float = 0.06) -> tuple[Known, WeatherEffect]:
    known, sky, wet = year(gamma)
    known = foretold(known, warm, rain)
    effect = weather_effect(known, LEADS, temperature=sky, rain=wet)
    assert effect is not None
    return known, effect


def test_what_warmth_did_is_learned_from_days() -> None:
    known, sky, _ = year(0.06)
    gamma, doubt, days = warmth_gamma(known, sky)
    assert gamma[0] == pytest.approx(0.06, abs=0.01)
    assert abs(gamma[1]) < 0.006
    assert (days > 300).all()
    before, at_first, none = warmth_gamma(known, None)
    assert before.tolist() == [0.08, 0.0]
    assert (doubt < at_first).all()
    assert (none == 0).all()


def test_a_warm_day_fills_the_beach_and_not_the_town() -> None:
    known, effect = made(28.0)
    assert effect.warmer_c[NOON] == pytest.approx(28 - 20, abs=4)
    wanted = np.exp(0.06 * effect.warmer_c[NOON])
    assert effect.factor[0, NOON] == pytest.approx(wanted, rel=0.15)
    assert effect.factor[1, NOON] == pytest.approx(1.0, abs=0.06)
    assert effect.source.startswith("Learned from 3")
    assert effect.source_nl.startswith("Geleerd van 3")
    after = with_weather(base(known), effect)
    assert after.median == pytest.approx(base(known).median * effect.factor)
    assert after.method == "test/1+weather/1"
    relative = width(after) / after.median >= width(base(known)) / base(known).median - 1e-9
    assert relative.all()


def test_rain_beyond_the_usual_takes_people_away() -> None:
    _, dry = made(18.0)
    _, rainy = made(18.0, rain=5.0)
    assert rainy.factor[0, NOON] < 0.6 * dry.factor[0, NOON]


def test_without_a_forecast_or_without_observed_weather_there_is_no_layer() -> None:
    known, sky, _ = year(weeks=10)
    assert weather_effect(known, LEADS, temperature=sky) is None
    assert weather_effect(foretold(known, 25), LEADS) is None
    assert with_weather(base(known), None) is not None
    assert np.array_equal(with_weather(base(known), None).values, base(known).values)


def test_hours_of_which_nothing_is_foretold_keep_their_forecast() -> None:
    known, sky, rain = year(weeks=20)
    row = np.full(12, 28.0)
    known = replace(known, weather=WeatherForecast(ORIGIN - 60, ORIGIN, row, row * 0, row, row * 0))
    effect = weather_effect(known, LEADS, temperature=sky, rain=rain)
    after = with_weather(base(known), effect)
    assert np.array_equal(after.values[:, 14:], base(known).values[:, 14:])
    assert not np.array_equal(after.values[:, :10], base(known).values[:, :10])


def test_weather_after_the_origin_is_not_looked_at() -> None:
    known, sky, rain = year(weeks=20)
    known = foretold(known, 25)
    later = replace(sky, values=np.vstack([sky.values, np.full((200, 1), 99.0)]))
    one = weather_effect(known, LEADS, temperature=sky, rain=rain)
    two = weather_effect(known, LEADS, temperature=later, rain=rain)
    assert one is not None
    assert two is not None
    assert np.array_equal(one.factor, two.factor)


def test_the_explanation_names_the_weather_that_was_laid_on() -> None:
    known, effect = made(28.0)
    before = base(known)
    after = with_weather(before, effect)
    told = Explainer(after, known, weather=effect, before=before).explain(0, NOON)
    weather = next(c for c in told.contributions if c.cause is Cause.WEATHER)
    assert weather.words["nl"] == "28 °C"
    assert weather.basis is Basis.LEARNED
    assert weather.factor == pytest.approx(effect.factor[0, NOON])
    assert told.baseline * np.prod([c.factor for c in told.contributions]) == pytest.approx(told.median)


@settings(max_examples=30, deadline=None)
@given(st.floats(-20, 45), st.floats(0, 60), st.floats(0, 3000), st.integers(1, 12), st.booleans())
def test_whatever_is_foretold_the_forecast_keeps_the_laws(
    warm: float, rain: float, level: float, weeks: int, has_rain: bool
) -> None:
    known, sky, wet = year(weeks=weeks, wet=0.1)
    known = foretold(known, warm, rain)
    effect = weather_effect(known, LEADS, temperature=sky, rain=wet if has_rain else None)
    after = with_weather(base(known, level), effect)
    assert np.isfinite(after.values).all()
    assert (np.diff(after.values, axis=2) >= 0).all()
    assert (after.values >= 0).all()
    assert effect is not None
    assert ((effect.factor > 0.2) & (effect.factor < 4.6)).all()
