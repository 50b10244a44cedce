# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""An event with earlier editions is foreseen as they went; without them nothing is changed."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pytest

from baken.forecast.calendar import Calendar
from baken.forecast.events import PlannedEvent
from baken.forecast.methods.editions import FEW, Editions, around
from baken.forecast.model import QUANTILES, Known, Panel, QuantileForecast, Series, SeriesKind
from baken.forecast.notes import Code, note
from baken.forecast.protocol import ForecasterDefinition

STEP, DAY = 15, 1440
LEADS = np.arange(1, 9)
SERIES = (
    Series(id="area:square", kind=SeriesKind.PERSONS, place_id="square"),
    Series(id="area:stop", kind=SeriesKind.PERSONS, place_id="stop"),
)
START = 20 * 60
MEDIAN = QUANTILES.index(0.5)


def evening(size: float) -> np.ndarray:
    """Return a day of quarters: an audience on the square from eight to ten, and at the stop after it."""
    minute = STEP * np.arange(DAY // STEP)
    square = np.interp(minute, [0, 1080, 1200, 1320, 1335, 1440], [50, 100, 5000, 5000, 200, 50])
    stop = np.interp(minute, [0, 1320, 1335, 1380, 1440], [10, 10, 3000, 500, 20])
    return size * np.stack([square, stop], axis=1)


def event(day: int, name: str = "show", **changes: object) -> PlannedEvent:
    values: dict[str, object] = {
        "id": f"{name}-{day}",
        "title": name,
        "kind": "fireworks",
        "announced_min": 0,
        "start_min": day * DAY + START,
        "end_min": day * DAY + 1320,
        "edition_of": name,
    }
    return PlannedEvent(**(values | changes))  # type: ignore[arg-type]


def known(at_min: int, sizes: tuple[float, ...] = (1.0, 1.1, 0.9), today: float = 1.2) -> Known:
    days = [evening(size) for size in (*sizes, today)]
    panel = Panel(SERIES, 0, STEP, np.concatenate(days)[: (len(sizes) * DAY + at_min) // STEP])
    events = tuple(event(day) for day in range(len(sizes) + 1))
    return Known(panel=panel, origin_min=panel.end_min, calendar=Calendar("NL"), events=events)


def test_the_rush_to_the_stop_is_foreseen_while_nobody_is_there_yet() -> None:
    now = known(1290)
    found = around(event(3), now, LEADS)
    assert found is not None
    assert now.panel.values[-1, 1] < 20.0
    assert found[1, 3, MEDIAN] > 2000.0
    assert found[0, 3, MEDIAN] < 1000.0


def test_today_is_as_much_busier_as_it_has_been_until_now() -> None:
    at = 1200
    found = around(event(3), known(at), LEADS)
    assert found is not None
    truth = evening(1.2)[at // STEP : at // STEP + 8, 0]
    assert found[0, :, MEDIAN] == pytest.approx(truth, rel=0.1)


def doubted(share: float, days: slice = slice(None), today: float = 1.2) -> np.ndarray:
    """Return the medians and upper ends on the square when estimates of some days may be off by a share."""
    sure = known(1200, today=today)
    doubts = np.zeros_like(sure.panel.values)
    doubts[days] = share * sure.panel.values[days]
    found = around(event(3), replace(sure, doubts=replace(sure.panel, values=doubts)), LEADS)
    assert found is not None
    return np.asarray(found[0][:, [MEDIAN, -1]])


NEWEST = slice(-1, None)


def test_more_doubt_is_a_wider_band() -> None:
    sure, doubtful = doubted(0.0), doubted(0.5)
    assert (doubtful[:, 1] / doubtful[:, 0] > 1.2 * sure[:, 1] / sure[:, 0]).all()


@pytest.mark.parametrize("today", [0.5, 2.0])
def test_a_present_that_is_in_doubt_is_believed_less_than_the_editions(today: float) -> None:
    usual, sure, some, much = (doubted(0.0, today=1.0), *(doubted(d, NEWEST, today) for d in (0.0, 0.5, 5.0)))
    apart = [np.abs(np.log(one[:, 0] / usual[:, 0])) for one in (sure, some, much)]
    assert (apart[0] > apart[1]).all()
    assert (apart[1] > apart[2]).all()


def test_an_edition_that_was_poorly_seen_counts_less() -> None:
    first = slice(0, DAY // STEP)
    wrong = known(1200, sizes=(3.0, 1.0, 1.0), today=1.0)
    doubts = np.zeros_like(wrong.panel.values)
    doubts[first] = wrong.panel.values[first]
    doubts[-1] = 5.0 * wrong.panel.values[-1]
    newest_only = np.where(np.arange(len(doubts))[:, None] < len(doubts) - 1, 0.0, doubts)
    said = []
    for values in (newest_only, doubts):
        found = around(event(3), replace(wrong, doubts=replace(wrong.panel, values=values)), LEADS)
        assert found is not None
        said.append(found[0, 3, MEDIAN])
    assert said[1] < 0.9 * said[0]


def test_editions_that_agree_give_a_narrow_band_but_never_a_line() -> None:
    sure = doubted(0.0, today=1.0)
    assert (sure[:, 1] > 1.1 * sure[:, 0]).all()


def test_a_rush_of_ten_minutes_is_foreseen_in_steps_of_five_and_lost_in_quarters() -> None:
    minute = np.arange(DAY)
    course = np.where((minute >= 1320) & (minute < 1330), 9000.0, 3000.0)
    highest = []
    for step in (5, 15):
        days = np.tile(course.reshape(-1, step).mean(axis=1), 4)[:, None]
        origin = 3 * DAY + 1290
        panel = Panel(SERIES[:1], 0, step, days[: origin // step])
        now = replace(known(1290), panel=panel, origin_min=origin)
        found = around(event(3), now, np.arange(1, 61 // step + 1))
        assert found is not None
        highest.append(found[0, :, MEDIAN].max())
    assert highest[0] == pytest.approx(9000.0, rel=0.01)
    assert highest[1] == pytest.approx(7000.0, rel=0.01)


def test_one_edition_alone_tells_the_course_with_the_assumed_spread() -> None:
    alone = known(1290, sizes=(1.0,))
    found = around(event(1), alone, LEADS)
    assert found is not None
    assert found[1, 3, MEDIAN] > 2000.0
    assert (np.diff(found, axis=2) >= 0.0).all()


@pytest.mark.parametrize(
    "events", [(event(3),), tuple(event(day, name=f"other-{day}", kind=f"kind-{day}") for day in range(4))]
)
def test_without_an_earlier_edition_it_says_nothing(events: tuple[PlannedEvent, ...]) -> None:
    assert around(events[-1], replace(known(1290), events=events), LEADS) is None


def test_far_from_the_event_it_says_nothing() -> None:
    assert around(event(3), known(600), LEADS) is None


def test_an_edition_that_was_not_observed_counts_for_nothing() -> None:
    whole = known(1290)
    holes = whole.panel.values.copy()
    holes[DAY // STEP : 2 * DAY // STEP] = np.nan
    found = around(event(3), replace(whole, panel=replace(whole.panel, values=holes)), LEADS)
    assert found is not None
    assert np.isfinite(found).all()
    assert found[1, 3, MEDIAN] > 2000.0


def test_an_edition_that_was_seen_is_followed_also_beside_one_that_was_not() -> None:
    whole = known(1290, sizes=(1.0, 1.1))
    holes = whole.panel.values.copy()
    holes[: DAY // STEP] = np.nan
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = around(event(2), replace(whole, panel=replace(whole.panel, values=holes)), LEADS)
    assert found is not None
    assert np.isfinite(found).all()
    assert found[1, 3, MEDIAN] > 2000.0


class Nothing:
    """A forecaster that foresees nobody, so that what is said around events stands alone."""

    definition = ForecasterDefinition(id="nothing", version=1, title="", source="")

    def fit(self, known: Known, *, seed: int = 0) -> None:
        """Learn nothing."""

    def update(self, known: Known) -> None:
        """Learn nothing."""

    def forecast(self, known: Known, lead_steps: np.ndarray) -> QuantileForecast:
        values = np.zeros((len(known.panel.series), len(lead_steps), len(QUANTILES)))
        return QuantileForecast.of(known, lead_steps, values, method="nothing/1")

    def save(self) -> bytes:
        return b""

    def load(self, saved: bytes) -> None:
        """Take nothing."""


@pytest.mark.parametrize("turned", [False, True])
def test_an_event_without_editions_takes_nothing_away_from_what_is_told_of_another(turned: bool) -> None:
    whole = known(1290)
    new = event(3, name="opening", kind="opening")
    events = (new, *whole.events) if turned else (*whole.events, new)
    found = Editions(Nothing()).forecast(replace(whole, events=events), LEADS)
    assert set(found.notes) == {note(Code.EDITIONS, editions=3)}
    alone = Editions(Nothing()).forecast(replace(whole, events=(new,)), LEADS)
    assert set(alone.notes) == {note(Code.NO_EDITION)}


def test_a_series_without_a_newest_value_gets_none() -> None:
    whole = known(1290)
    silent = whole.panel.values.copy()
    silent[-1, 0] = np.nan
    found = around(event(3), replace(whole, panel=replace(whole.panel, values=silent)), LEADS)
    assert found is not None
    assert np.isnan(found[0]).all()
    assert np.isfinite(found[1]).all()


def test_what_few_persons_do_is_no_difference() -> None:
    assert FEW == 50.0
    found = around(event(3), known(1290, today=0.0), LEADS)
    assert found is not None
    assert (found >= 0.0).all()
