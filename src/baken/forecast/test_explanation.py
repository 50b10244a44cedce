# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A forecast explains itself: factors that multiply to what is foreseen, in words and figures."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.forecast.calendar import Calendar
from baken.forecast.event_effects import effect_of, with_effects
from baken.forecast.events import PlannedEvent
from baken.forecast.explanation import Basis, Cause, Explainer, Explanation
from baken.forecast.model import QUANTILES, Known, Panel, QuantileForecast, Series, SeriesKind, Status
from baken.forecast.places import Places
from baken.forecast.protocol import ForecasterDefinition
from baken.forecast.wall_clock import wall_min, wall_time
from baken.forecast.weather import WeatherForecast, temperature_at
from baken.forecast.wording import LANGUAGES

if TYPE_CHECKING:
    from baken.forecast.model import Int64

ORIGIN = wall_min(datetime.fromisoformat("2026-08-15T06:00"))  # a Saturday
BEACH = Series(id="area:beach", kind=SeriesKind.PERSONS, place_id="beach", like="beach")
LEADS = np.arange(1, 49)
LOUD = {5: 1.2, 6: 1.4}
"""By how much the days of the weekend are busier."""

PLAIN = ForecasterDefinition(id="plain", version=1, title="Plain", source="test")


@dataclass
class Plain:
    """A forecaster whose causes are known: Saturday 20 %, warmth 35 %, fireworks 54 %, a holiday 30 %."""

    definition: ForecasterDefinition = PLAIN
    asked: int = 0

    def fit(self, known: Known, *, seed: int = 0) -> None:
        pass

    def update(self, known: Known) -> None:
        pass

    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        self.asked += 1
        target = known.origin_min + (np.asarray(lead_steps) - 1) * 60
        level = np.array([1000.0 * LOUD.get(wall_time(int(t)).weekday(), 1.0) for t in target])
        if known.weather is not None:
            level *= np.where(temperature_at(known.weather, target, 60) > 22, 1.35, 1.0)
        for event in known.events:
            level *= np.where((target >= event.start_min) & (target < event.end_min), 1.54, 1.0)
        level *= [1.3 if known.calendar.holiday(wall_time(int(t)).date()) else 1.0 for t in target]
        spread = np.linspace(0.8, 1.2, len(QUANTILES))
        return QuantileForecast.of(known, lead_steps, level[None, :, None] * spread, method=self.definition.method)

    def save(self) -> bytes:
        return b""

    def load(self, saved: bytes) -> None:
        pass


def history(weeks: int = 20, level: float = 1000.0) -> Panel:
    start = ORIGIN - weeks * 7 * 1440
    hours = start + 60 * np.arange(weeks * 168)
    values = np.array([level * LOUD.get(wall_time(int(t)).weekday(), 1.0) for t in hours])
    return Panel((BEACH,), start, 60, values[:, None])


def event(hour: int = 21, **more: object) -> PlannedEvent:
    start = ORIGIN + (hour - 6) * 60
    values = {"id": "f", "title": "Vuurwerk", "kind": "fireworks", "announced_min": 0, "start_min": start}
    return PlannedEvent(**{**values, "end_min": start + 60, **more})  # type: ignore[arg-type]


def known(panel: Panel | None = None, **more: object) -> Known:
    values = {"origin_min": ORIGIN, "calendar": Calendar("NL"), **more}
    return Known(panel=history() if panel is None else panel, **values)  # type: ignore[arg-type]


def warm(value: float = 24.0, rain: float = 0.0) -> WeatherForecast:
    row = np.full(72, value)
    return WeatherForecast(ORIGIN, ORIGIN, row, np.full(72, rain), row, row)


def product(made: Explanation) -> float:
    return made.baseline * math.prod(c.factor for c in made.contributions)


def test_it_says_saturday_warmth_and_fireworks_in_both_languages() -> None:
    state = known(weather=warm(), events=(event(),))
    plain = Plain()
    made = Explainer(plain.forecast(state, LEADS), state, forecaster=plain).explain(0, 15)
    assert made.figures("en") == "Saturday +20 %, 24 °C +35 %, fireworks +54 %"
    assert made.figures("nl") == "zaterdag +20 %, 24 °C +35 %, vuurwerk +54 %"
    assert made.baseline == 1000
    assert made.median == pytest.approx(1000 * 1.2 * 1.35 * 1.54)
    said = made.sentence("en")
    assert said.startswith("2,495 expected at 21:00 (80 % between ")
    assert said.endswith("Usually 1,000 at this hour; Saturday +20 %, 24 °C +35 %, fireworks +54 %.")
    assert made.sentence("nl").startswith("2.495 verwacht om 21:00 (80 % tussen ")
    assert [c.cause for c in made.contributions][-1] is Cause.REST


def test_a_holiday_is_named_in_the_language_of_the_reader() -> None:
    origin = wall_min(datetime.fromisoformat("2026-04-27T06:00"))
    panel = replace(history(), start_min=history().start_min + origin - ORIGIN)
    state = known(panel, origin_min=origin)
    plain = Plain()
    made = Explainer(plain.forecast(state, LEADS), state, forecaster=plain).explain(0, 3)
    assert "King's Day +30 %" in made.figures("en")
    assert "Koningsdag +30 %" in made.figures("nl")
    assert "day after King's Day" in {
        c.words["en"]
        for c in Explainer(plain.forecast(state, LEADS), state, forecaster=plain).explain(0, 25).contributions
    }


def test_the_forecaster_is_asked_again_once_and_not_for_every_step() -> None:
    state = known(weather=warm(), events=(event(),))
    plain = Plain()
    made = Explainer(plain.forecast(state, LEADS), state, forecaster=plain)
    for lead in range(len(LEADS)):
        made.explain(0, lead)
    assert plain.asked == 5


def test_rain_is_told_with_the_temperature() -> None:
    state = known(weather=warm(24, 2.5))
    plain = Plain()
    words = Explainer(plain.forecast(state, LEADS), state, forecaster=plain).explain(0, 5).figures("nl")
    assert "24 °C / regen 2,5 mm/u +35 %" in words


def test_events_that_were_laid_on_are_told_with_where_they_come_from() -> None:
    first = event(area_ids=("beach",), expected_visitors=900.0)
    other = replace(first, id="m", kind="market", expected_visitors=500.0)
    state = known(events=(first, other))
    plain = Plain()
    before = plain.forecast(replace(state, events=()), LEADS)
    effects = [effect_of(one, state, LEADS, Places()) for one in (first, other)]
    laid = with_effects(before, effects)
    made = Explainer(laid, state, laid_on=effects, before=before).explain(0, 15)
    told = [c for c in made.contributions if c.cause is Cause.EVENT]
    assert [c.words["en"] for c in told] == ["fireworks", "market"]
    assert all(c.basis is Basis.ASSUMED for c in told)
    assert product(made) == pytest.approx(made.median, rel=1e-9)
    ratio = math.prod(c.factor for c in told)
    assert ratio == pytest.approx(laid.median[0, 15] / before.median[0, 15], rel=1e-6)


def test_without_the_forecaster_a_holiday_is_compared_with_those_of_earlier_years() -> None:
    origin = wall_min(datetime.fromisoformat("2026-12-25T06:00"))
    weeks = 54 * 4
    panel = replace(history(weeks), start_min=origin - weeks * 7 * 1440)
    values = panel.values.copy()
    for year in (2023, 2024, 2025):
        row = (wall_min(datetime(year, 12, 25)) - panel.start_min) // 60  # noqa: DTZ001
        values[row : row + 24] *= 0.4
    state = known(replace(panel, values=values), origin_min=origin)
    made = Explainer(Plain().forecast(state, LEADS), state).explain(0, 4)
    day = next(c for c in made.contributions if c.cause is Cause.HOLIDAY)
    assert day.words["nl"] == "Eerste kerstdag"
    assert 0.4 < day.factor < 0.7, "three years say so, and are shrunk"


def test_a_week_that_was_quieter_is_told() -> None:
    panel = history()
    values = panel.values.copy()
    values[-168:] *= 0.7
    state = known(replace(panel, values=values))
    made = Explainer(Plain().forecast(state, LEADS), state).explain(0, 5)
    assert "niveau van de laatste week -30 %" in made.figures("nl")
    assert "everything else" in made.figures("en"), "the forecaster did not follow it"


def test_without_a_past_nothing_is_compared() -> None:
    nothing = replace(history(1), values=np.full((168, 1), np.nan))
    state = known(nothing)
    made = Explainer(Plain().forecast(state, LEADS), state).explain(0, 5)
    assert made.contributions == ()
    assert "no past" in made.sentence("en")
    assert product(made) == made.median
    empty = known(history().until(history().start_min))
    assert not Explainer(Plain().forecast(empty, LEADS), empty).explain(0, 5).has_past


def test_no_forecast_is_said_with_its_reason() -> None:
    state = known()
    none = replace(
        Plain().forecast(state, LEADS),
        values=np.full((1, 48, 11), np.nan),
        status=np.array([Status.NONE], np.uint8),
        notes=("The sensor is frozen.",),
    )
    made = Explainer(none, state).explain(0, 5)
    assert made.sentence("en") == "There is no forecast for 11:00. The sensor is frozen."
    assert made.sentence("nl").startswith("Er is geen verwachting voor 11:00.")


@settings(max_examples=80, deadline=None)
@given(
    st.floats(0, 5000),
    st.floats(0, 5000),
    st.integers(0, 47),
    st.booleans(),
    st.booleans(),
    st.one_of(st.none(), st.floats(0, 1e5)),
    st.sampled_from(["NL", "NZ", "XX"]),
)
def test_the_factors_times_the_baseline_are_the_median(
    level: float, usual: float, lead: int, asks: bool, is_warm: bool, visitors: float | None, country: str
) -> None:
    laid = () if visitors is None else (event(area_ids=("beach",), expected_visitors=visitors),)
    weather = warm() if is_warm else None
    state = known(history(10, usual), weather=weather, events=laid, calendar=Calendar(country))
    plain = Plain()
    own = plain.forecast(state, LEADS)
    before = replace(own, values=own.values * level / 1000.0)
    effects = [effect_of(one, state, LEADS, Places()) for one in laid]
    after = with_effects(before, effects)
    made = Explainer(after, state, forecaster=plain if asks else None, laid_on=effects, before=before).explain(0, lead)
    assert product(made) == pytest.approx(made.median, rel=1e-9, abs=1e-9)
    assert all(c.factor >= 0 and math.isfinite(c.factor) for c in made.contributions)
    for language in LANGUAGES:
        assert "nan" not in made.sentence(language)
        assert all(c.text(language) for c in made.contributions)
    # what is left out of the words is less than rounding
    told = [c.factor for c in made.contributions if abs(c.factor - 1) >= 0.005]
    assert made.baseline * math.prod(told) == pytest.approx(made.median, rel=0.035, abs=0.01)
