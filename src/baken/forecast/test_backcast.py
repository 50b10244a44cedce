# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forecasts of the past know nothing of what came, and their number is bounded."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baken.forecast import synthetic
from baken.forecast.backcast import BackcastPlan, fit_and_backcast, known_before, past_origins
from baken.forecast.events import PlannedEvent
from baken.forecast.methods.climatology import Climatology
from baken.forecast.model import ForecastError, Int64, Known, QuantileForecast
from baken.forecast.weather import WeatherForecast

DAY = 1440


@dataclass
class Watched(Climatology):
    """Notes what it is shown."""

    shown: list[tuple[str, int]] = field(default_factory=list)
    needs_days: int = 0

    def fit(self, known: Known, *, seed: int = 0) -> None:
        self.shown.append(("fit", known.panel.end_min))

    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        if len(known.panel) < self.needs_days * 24:
            raise ForecastError("too few days")
        self.shown.append((f"forecast {len(lead_steps)}", known.panel.end_min))
        return super().forecast(known, lead_steps)


@dataclass
class LooksBackItself(Watched):
    origins: tuple[int, ...] = ()

    def backcasts(self) -> tuple[QuantileForecast, ...]:
        known = synthetic.known(synthetic.street(80))
        return tuple(Climatology().forecast(known_before(known, origin), np.arange(1, 5)) for origin in self.origins)


def known(days: int = 80) -> Known:
    return synthetic.known(synthetic.street(days))


def test_what_was_known_before_holds_nothing_of_later() -> None:
    now = known(10)
    origin = now.origin_min - 3 * DAY

    def event(announced: int) -> PlannedEvent:
        return PlannedEvent(
            id=f"e{announced}", title="", kind="market", announced_min=announced, start_min=now.origin_min, end_min=0
        )

    hours = np.zeros(24)
    weather = WeatherForecast(origin + 1, origin, hours, hours, hours, hours)
    now = replace(now, events=(event(origin), event(origin + 1)), weather=weather, flows=now.panel)
    then = known_before(now, origin)
    assert then.panel.end_min == then.origin_min == origin
    assert [one.announced_min for one in then.events] == [origin]
    assert then.weather is None
    assert then.flows is not None
    assert then.flows.end_min == origin
    assert known_before(now, now.origin_min) is now


@given(count=st.integers(1, 100), days=st.integers(1, 100), step_min=st.sampled_from([1, 5, 15, 60, 120]))
def test_origins_are_few_rising_past_and_at_every_hour_in_the_end(count: int, days: int, step_min: int) -> None:
    panel = synthetic.street(1).since(0)
    now = Known(
        panel=replace(panel, step_min=step_min, values=np.empty((60 * DAY // step_min, 3))),
        origin_min=panel.start_min + 60 * DAY,
        calendar=known(1).calendar,
    )
    origins = past_origins(now, count=count, days=days, step_min=step_min)
    assert len(origins) <= count
    assert list(origins) == sorted(set(origins))
    assert all(now.origin_min - days * DAY <= origin < now.origin_min for origin in origins)
    assert all(origin % step_min == 0 for origin in origins)
    if len(origins) >= 24 and step_min == 60:
        assert len({origin // 60 % 24 for origin in origins}) == 24


def test_a_forecaster_is_fitted_before_it_is_asked_and_then_on_everything() -> None:
    watched, now = Watched(), known()
    plan = BackcastPlan.of(now, horizon_h=24)
    made = fit_and_backcast(watched, now, plan, seed=1)
    assert watched.shown[0] == ("fit", plan.origins[0])
    assert watched.shown[-1] == ("fit", now.origin_min)
    assert [one.origin_min for one in made] == list(plan.origins)
    assert {asked for asked, _ in watched.shown[1:-1]} == {"forecast 24", "forecast 6"}
    assert min(plan.origins) >= now.origin_min - 20 * DAY  # a quarter of what is known


def test_one_that_looks_back_itself_is_fitted_once() -> None:
    now = known()
    plan = BackcastPlan.of(now, horizon_h=24)
    itself = LooksBackItself(origins=plan.origins)
    assert len(fit_and_backcast(itself, now, plan, seed=1)) == len(plan.origins)
    assert itself.shown == [("fit", now.origin_min)]
    other = LooksBackItself(origins=plan.origins[:3])
    assert len(fit_and_backcast(other, now, plan, seed=1)) == len(plan.origins)
    assert [what for what, _ in other.shown].count("fit") == 3


def test_of_one_that_could_not_tell_then_there_is_nothing() -> None:
    watched, now = Watched(needs_days=70), known()
    assert fit_and_backcast(watched, now, BackcastPlan.of(now, horizon_h=24), seed=1) == ()
    assert watched.shown[-1] == ("fit", now.origin_min)


@pytest.mark.parametrize(("count", "step_min"), [(5000, 60), (3, 5), (1, 1)])
def test_a_plan_is_bounded_for_many_series_and_short_steps(count: int, step_min: int) -> None:
    panel = synthetic.street(1, step_min=step_min, count=count)
    long = replace(panel, values=np.zeros((100 * panel.steps_per_day, count), dtype=np.float16))
    plan = BackcastPlan.of(synthetic.known(long))
    numbers = count * 11 * (len(plan.full) * len(plan.leads) + len(plan.short) * len(plan.short_leads))
    assert numbers <= 70_000_000
    assert 24 <= len(plan.leads) <= 336
    assert plan.leads[-1] == 168 * 60 // step_min
