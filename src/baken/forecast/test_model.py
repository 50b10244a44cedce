# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is known at an origin, and what a forecast promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from baken.forecast.calendar import Calendar
from baken.forecast.events import PlannedEvent
from baken.forecast.model import (
    QUANTILES,
    ForecastError,
    History,
    Known,
    Panel,
    QuantileForecast,
    Series,
    SeriesKind,
    Status,
)
from baken.forecast.wall_clock import wall_min

NOON = wall_min(datetime.fromisoformat("2026-06-01T12:00"))


def panel(steps: int = 48) -> Panel:
    series = tuple(Series(id=f"stream:{n}", kind=SeriesKind.COUNT, place_id=n) for n in "ab")
    return Panel(series, NOON - 24 * 60, 60, np.arange(2.0 * steps).reshape(steps, 2))


def test_what_came_after_the_origin_is_not_known() -> None:
    known = History(panel(), Calendar()).known_at(NOON)
    assert known.panel.end_min == NOON
    assert len(known.panel) == 24


def test_a_value_that_came_late_is_missing_until_it_came() -> None:
    whole = panel()
    came = np.repeat((whole.start_of_steps_min + 60)[:, None], 2, axis=1).astype(np.float64)
    came[23, 1] = NOON + 30
    history = History(whole, Calendar(), available_min=came)
    assert np.isnan(history.known_at(NOON).panel.values[23]).tolist() == [False, True]
    assert not np.isnan(history.known_at(NOON + 60).panel.values[23]).any()


def test_an_event_is_known_from_its_announcement_on() -> None:
    event = PlannedEvent(
        id="e", title="Concert", kind="concert", announced_min=NOON, start_min=NOON + 600, end_min=NOON + 720
    )
    history = History(panel(), Calendar(), events=(event,))
    assert history.known_at(NOON - 60).events == ()
    assert history.known_at(NOON).events == (event,)


def test_a_panel_of_after_the_origin_is_refused() -> None:
    with pytest.raises(ForecastError, match="after the origin"):
        Known(panel=panel(), origin_min=NOON, calendar=Calendar())


@pytest.mark.parametrize(("step", "start"), [(0, 0), (7, 0), (60, 30)], ids=["none", "seven minutes", "half past"])
def test_steps_that_do_not_divide_a_day_are_refused(step: int, start: int) -> None:
    with pytest.raises(ForecastError, match="do not divide a day"):
        replace(panel(), step_min=step, start_min=start)


def test_a_forecast_is_sorted_and_not_below_zero_and_says_where_there_is_none() -> None:
    known = History(panel(), Calendar()).known_at(NOON)
    raw = np.tile(np.linspace(5.0, -5.0, len(QUANTILES)), (2, 3, 1))
    raw[1] = np.nan
    made = QuantileForecast.of(known, np.array([1, 2, 3]), raw, method="test/1")
    assert (np.diff(made.values[0], axis=1) >= 0).all()
    assert made.values[0].min() == 0.0
    assert made.status.tolist() == [Status.OWN, Status.NONE]
    assert made.target_min.tolist() == [NOON, NOON + 60, NOON + 120]
    lower, upper = made.band(0.8)
    assert (lower[0] <= made.median[0]).all()
    assert (made.median[0] <= upper[0]).all()
    with pytest.raises(ForecastError, match="not among the quantiles"):
        made.band(0.5)
