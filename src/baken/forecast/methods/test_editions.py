# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""An event with earlier editions is foreseen as they went; without them nothing is changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from baken.forecast.calendar import Calendar
from baken.forecast.events import PlannedEvent
from baken.forecast.methods.editions import FEW, around
from baken.forecast.model import QUANTILES, Known, Panel, Series, SeriesKind

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


def test_more_doubt_of_the_present_is_a_wider_band() -> None:
    sure = known(1200)
    doubts = replace(sure.panel, values=0.5 * sure.panel.values)
    plain, doubtful = (around(event(3), one, LEADS) for one in (sure, replace(sure, doubts=doubts)))
    assert plain is not None
    assert doubtful is not None
    assert (doubtful[0, :, -1] > 1.2 * plain[0, :, -1]).all()
    assert doubtful[0, :, MEDIAN] == pytest.approx(plain[0, :, MEDIAN])


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
