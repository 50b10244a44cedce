# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Simulated weeks in a node: only of a simulated city, before its first observation, awaited until they are made."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from baken.city.load import load
from baken.forecast.model import Panel, Series, SeriesKind
from baken.service.forecasting.panels import with_weeks
from baken.service.forecasting.weeks import WeeksBefore, WeeksJob
from baken.service.places import find_city
from baken.simulation.weeks.weeks import SimulatedWeeks

if TYPE_CHECKING:
    import pytest

START = datetime(2026, 8, 14, 4, 1, tzinfo=ZoneInfo("Europe/Amsterdam"))
WEEKS = SimulatedWeeks(
    start_min=240, step_min=60, area_ids=("square",), ways=(("gate", "square", "outside"),), stream_ids=("camera",),
    persons=np.full((48, 1), 7.0), flows=np.full((48, 1), 3.0), counts=np.full((48, 1), 5.0),
)  # fmt: skip


def panel(hours: int, own: int) -> Panel:
    """Return a panel from midnight of which the last hours are known."""
    series = tuple(
        Series(id=name, kind=kind, place_id=name)
        for name, kind in (
            ("stream:camera", SeriesKind.COUNT), ("area:square", SeriesKind.PERSONS), ("area:pier", SeriesKind.PERSONS),
            ("way:gate:square:outside", SeriesKind.FLOW),
        )
    )  # fmt: skip
    values = np.full((hours, 4), np.nan)
    values[hours - own :] = 100.0
    return Panel(series, 0, 60, values)


def test_they_fill_what_lies_before_the_first_observation_and_nothing_else() -> None:
    found = with_weeks(panel(60, own=6), WEEKS).values
    assert np.isnan(found[:4]).all()
    assert found[4:52, 0].tolist() == [5.0] * 48
    assert found[4:52, 1].tolist() == [7.0] * 48
    assert found[4:52, 3].tolist() == [3.0] * 48
    assert np.isnan(found[:54, 2]).all(), "an area of which they say nothing stays unknown"
    assert np.isnan(found[52:54]).all(), "after them only what was observed counts"
    assert (found[54:] == 100.0).all()


def test_what_was_observed_is_never_replaced() -> None:
    assert (with_weeks(panel(60, own=30), WEEKS).values[30:] == 100.0).all()


def test_a_panel_that_begins_later_or_in_other_steps_gets_what_fits() -> None:
    whole = panel(60, own=6)
    assert with_weeks(whole.since(10 * 60), WEEKS).values[:42, 0].tolist() == [5.0] * 42
    assert np.isnan(with_weeks(replace(whole, step_min=30), WEEKS).values[:54]).all()
    assert np.isnan(with_weeks(whole.until(180), WEEKS).values).all()


def test_a_city_that_is_not_simulated_has_none() -> None:
    city = msgspec.structs.replace(load(find_city("scheveningen")), simulated=False)
    assert WeeksJob.of(city, START) is None
    none = WeeksBefore()
    none.make_apart()
    none.make_here()
    assert not none.is_awaited
    assert none.found() is None


def test_the_weeks_of_scheveningen_end_where_its_day_begins() -> None:
    job = WeeksJob.of(load(find_city("scheveningen")), START)
    assert job is not None
    assert job.until.isoformat() == "2026-08-14"
    assert job.step_min == 15
    assert job.weeks.days >= 35
    night = WeeksJob.of(load(find_city("scheveningen")), START + timedelta(hours=23, minutes=58))
    assert night is not None
    assert night.until == job.until


def test_without_them_nobody_waits_for_ever(caplog: pytest.LogCaptureFixture) -> None:
    job = WeeksJob.of(load(find_city("scheveningen")), START)
    assert job is not None
    weeks = WeeksBefore(replace(job, folder=job.folder / "nowhere"))
    before = weeks.is_awaited
    weeks.make_apart()
    assert (before, weeks.is_awaited) == (True, False)
    assert weeks.found() is None
    assert "could not be made" in caplog.text
