# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from baken.forecast.calendar import Calendar
from baken.forecast.events import PlannedEvent
from baken.forecast.methods.nowcast.conservation import Seen, moved_on, ratio
from baken.forecast.methods.nowcast.forecaster import Nowcast
from baken.forecast.methods.nowcast.learned import KINDS, Learned, today
from baken.forecast.methods.nowcast.settings import NowcastSettings
from baken.forecast.methods.nowcast.usual import Days
from baken.forecast.methods.nowcast.ways import Ways
from baken.forecast.model import ForecastError, History, Panel, Series, SeriesKind, Status
from baken.forecast.synthetic import START_MIN

if TYPE_CHECKING:
    from baken.forecast.model import Float64, Known

STEP = 15
PER_DAY = 96
LEADS = np.arange(1, 9)
SETTINGS = NowcastSettings()
SQUARE = Series(id="area:square", kind=SeriesKind.PERSONS, place_id="square")
PIER = Series(id="area:pier", kind=SeriesKind.PERSONS, place_id="pier")
WAYS = tuple(
    Series(id=f"way:{gate}:{begins}:{ends}", kind=SeriesKind.FLOW, place_id=gate)
    for gate, begins, ends in (
        ("station", "outside", "square"),
        ("station", "square", "outside"),
        ("head", "square", "pier"),
        ("head", "pier", "square"),
    )
)


def walked(levels: Float64) -> tuple[Float64, Float64]:
    """Return persons per step (mean) and flows of days that differ in level and are alike in shape."""
    hour = np.arange(PER_DAY) * STEP / 60.0
    arrivals = 30.0 * np.exp(-(((hour - 12.0) / 3.0) ** 2))
    now, persons, flows = np.zeros(2), [], []
    for level in levels:
        for come in (arrivals * level).tolist():
            total, passed = np.zeros(2), np.zeros(4)
            for _ in range(STEP):
                rate = np.array([come / STEP * 10.0, 0.02 * now[0], 0.03 * now[0], 0.01 * now[1]])
                after = now + np.array([rate[0] - rate[1] - rate[2] + rate[3], rate[2] - rate[3]])
                total, passed, now = total + 0.5 * (now + after), passed + rate, after
            persons.append(total / STEP)
            flows.append(passed)
    return np.array(persons), np.array(flows)


def city(days: int = 16) -> History:
    """Return a square with a pier, on days of which each is busier or quieter than the last."""
    levels = 1.0 + 0.4 * np.sin(2.3 * np.arange(days))
    persons, flows = walked(levels)
    return History(
        Panel((SQUARE, PIER), START_MIN, STEP, persons), Calendar("NL"), flows=Panel(WAYS, START_MIN, STEP, flows)
    )


def noon(history: History) -> int:
    return history.panel.end_min - 12 * 60


@pytest.fixture(scope="module")
def past() -> History:
    return city()


@pytest.fixture(scope="module")
def method(past: History) -> Nowcast:
    one = Nowcast()
    one.fit(past.known_at(past.panel.end_min - 1440))
    return one


def came(past: History, origin: int) -> Float64:
    row = (origin - past.panel.start_min) // STEP
    return past.panel.values[row : row + 8].T


def test_it_is_closer_than_no_change(past: History, method: Nowcast) -> None:
    errors, same = [], []
    for hours in range(4, 17):
        origin = past.panel.end_min - hours * 60
        known = past.known_at(origin)
        errors.append(np.abs(method.forecast(known, LEADS).median - came(past, origin)).mean())
        same.append(np.abs(known.panel.values[-1][:, None] - came(past, origin)).mean())
    assert np.mean(errors) < 0.3 * np.mean(same)


def test_persons_who_leave_one_area_enter_the_next() -> None:
    ways = Ways.of((SQUARE, PIER), WAYS[2:])
    persons, flows = np.full((1, 4, 2), [[100.0, 50.0]]), np.full((1, 4, 2), [[20.0, 10.0]])
    usual_persons, usual_flows = np.full((1, 12, 2), [[100.0, 50.0]]), np.full((1, 12, 2), [[20.0, 10.0]])
    found, passed = moved_on(Seen(persons, flows, usual_persons, usual_flows), ways, STEP, SETTINGS)
    assert found.sum(axis=2) == pytest.approx(150.0)
    assert found[0, -1, 0] < found[0, 0, 0]
    assert (passed >= 0.0).all()


def test_without_flows_it_follows_the_usual_course_at_the_level_of_today(past: History) -> None:
    one, blind = Nowcast(), replace(past, flows=None)
    one.fit(blind.known_at(past.panel.end_min - 1440))
    origin = noon(past)
    found = one.forecast(blind.known_at(origin), LEADS)
    same = np.abs(blind.known_at(origin).panel.values[-1][:, None] - came(past, origin)).mean()
    assert (found.status == Status.OWN).all()
    assert np.abs(found.median - came(past, origin)).mean() < same


def test_ways_in_the_panel_are_foreseen_too(past: History) -> None:
    assert past.flows is not None
    values = np.hstack([past.panel.values, past.flows.values])
    both = replace(past, panel=replace(past.panel, series=(*past.panel.series, *WAYS), values=values))
    one = Nowcast()
    one.fit(both.known_at(past.panel.end_min - 1440))
    origin = noon(both)
    found, row = one.forecast(both.known_at(origin), LEADS), (origin - past.panel.start_min) // STEP
    truth = past.flows.values[row : row + 8].T
    assert np.abs(found.median[2:] - truth).mean() < 0.25 * truth.mean()


def test_the_audience_leaves_when_the_event_ends(past: History, method: Nowcast) -> None:
    origin = noon(past)
    known = past.known_at(origin)
    crowded = known.panel.values.copy()
    crowded[-6:, 1] += 5000.0
    now = replace(known, panel=replace(known.panel, values=crowded))
    show = PlannedEvent(
        id="show", title="show", kind="concert", announced_min=0, start_min=origin - 120, end_min=origin + 15,
        area_ids=("pier",),
    )  # fmt: skip
    plain, ending = method.forecast(now, LEADS), method.forecast(replace(now, events=(show,)), LEADS)
    assert ending.median[1, -1] < 0.8 * plain.median[1, -1]


def test_an_announced_audience_comes_before_the_beginning(past: History, method: Nowcast) -> None:
    origin = noon(past)
    known = past.known_at(origin)
    show = PlannedEvent(
        id="show", title="show", kind="concert", announced_min=0, start_min=origin + 120, end_min=origin + 240,
        area_ids=("pier",), expected_visitors=2000.0,
    )  # fmt: skip
    plain, full = method.forecast(known, LEADS), method.forecast(replace(known, events=(show,)), LEADS)
    assert plain.median[1, -1] + 300.0 < full.median[1, -1] < plain.median[1, -1] + 1500.0


def test_of_leads_beyond_two_hours_and_of_a_silent_series_it_says_nothing(past: History, method: Nowcast) -> None:
    known = past.known_at(noon(past))
    assert np.isnan(method.forecast(known, np.array([8, 9])).values[:, 1]).all()
    values = known.panel.values.copy()
    values[-3:, 0] = np.nan
    found = method.forecast(replace(known, panel=replace(known.panel, values=values)), LEADS)
    assert found.status.tolist() == [Status.NONE, Status.OWN]
    assert found.notes[0]


def test_not_fitted_or_of_another_step_it_refuses(past: History, method: Nowcast) -> None:
    known: Known = past.known_at(noon(past))
    with pytest.raises(ForecastError, match="nothing"):
        Nowcast().forecast(known, LEADS)
    hours = replace(known, panel=Panel(known.panel.series, START_MIN, 60, known.panel.values[: 24 * 10]))
    with pytest.raises(ForecastError, match="15 minutes"):
        method.forecast(hours, LEADS)


def test_bands_are_wider_on_a_day_on_which_it_errs(past: History, method: Nowcast) -> None:
    known = past.known_at(noon(past))
    values = known.panel.values.copy()
    values[-24:, 0] *= np.random.default_rng(1).uniform(0.3, 1.9, 24)
    odd = method.forecast(replace(known, panel=replace(known.panel, values=values)), LEADS)
    lower, upper = odd.band(0.8)
    low, high = method.forecast(known, LEADS).band(0.8)
    relative = (upper - lower)[0] / odd.median[0]
    assert (relative > 1.3 * (high - low)[0] / method.forecast(known, LEADS).median[0]).all()


def test_what_is_usual_is_not_told_by_the_day_itself() -> None:
    panel = Panel((SQUARE,), START_MIN, 60, np.repeat(np.arange(5.0), 24)[:, None])
    days = Days.of(panel, panel.end_min, 28)
    usual = days.usual(START_MIN // 1440 + 2, SETTINGS)
    assert 0.0 < usual[0, 0] < 4.0
    changed = panel.values.copy()
    changed[48:96] = 1e6
    other = Days.of(replace(panel, values=changed), panel.end_min, 28).usual(START_MIN // 1440 + 2, SETTINGS)
    assert np.array_equal(usual, other)


def test_few_persons_leave_the_ratio_near_one() -> None:
    seen, usual = np.full((1, 4, 2), [[2.0, 200.0]]), np.full((1, 4, 2), [[1.0, 100.0]])
    few, many = ratio(seen, usual, STEP, SETTINGS)[0].tolist()
    assert 1.0 < few < 1.5 < many < 2.0


def test_a_candidate_that_errs_today_weighs_less() -> None:
    weights = np.full((3, 2, 3), 1.0 / 3.0)
    made = np.full((3, 5, 2, 1), 10.0)
    made[0] = 30.0
    found = today(weights, made, np.full((5, 2, 1), 11.0), np.array([0]))
    assert found[0].sum(axis=1) == pytest.approx(1.0)
    assert (found[0, :, 0] < 0.05).all()
    assert np.array_equal(found[1], weights[1])


def test_on_the_first_day_no_size_of_errors_is_known_and_nobody_is_warned_of_it() -> None:
    sizes = np.array([[np.nan, 0.2], [np.nan, 0.4]])
    shapes = np.zeros((len(KINDS), 2, 3)), np.zeros((len(KINDS), 2, 9))
    learned = Learned(STEP, ("area:square", "area:pier"), shapes[0], sizes, shapes[1])
    none = Learned(STEP, (), shapes[0], np.empty((0, 2)), shapes[1])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = learned.sizes_for(("area:pier", "area:new"))
        unknown = none.sizes_for(("area:new",))
    assert found[1, 1] == pytest.approx(1.5 * 0.3)
    assert np.isnan(found[:, 0]).all()
    assert np.isnan(unknown).all()
