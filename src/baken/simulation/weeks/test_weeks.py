# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Simulated weeks: nobody is lost, a date is one day, and the season, the weather and the sensors are in them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import pytest

from baken.forecast.calendar import Calendar
from baken.forecast.wall_clock import wall_time
from baken.observation.stream import Stream
from baken.simulation.model import SimulationError
from baken.simulation.specimen import small_city, small_day
from baken.simulation.weeks.climate import anomaly, weather_of
from baken.simulation.weeks.declared import Climate, Weeks, read_weeks
from baken.simulation.weeks.journeys import Journeys
from baken.simulation.weeks.weeks import SimulatedWeeks, day_type, simulated_weeks
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from pathlib import Path

CLIMATE = Climate(warmest_c=(8.0,) * 5 + (22.0,) * 3 + (8.0,) * 4, sun=(0.5,) * 12, rain_days=(0.3,) * 12)
UNTIL = date(2026, 8, 14)
COUNTER = Stream(
    id="in", name="in", connector="simulated_city", provider_id="in", quantity=Quantity.PEDESTRIAN_COUNT,
    gate_id="doors", into="stop", interval_s=300, stale_after_s=900, per_person=0.95, per_person_error=0.05,
)  # fmt: skip


@lru_cache(maxsize=1)
def journeys() -> Journeys:
    return Journeys.of(small_city(), small_day(), seed=3)


@lru_cache(maxsize=4)
def weeks(days: int = 7, until: date = UNTIL, seed: int = 0) -> SimulatedWeeks:
    declared = Weeks(days=days, reference="warm", climate=CLIMATE, seed=seed)
    return simulated_weeks(
        small_city(), declared, small_day(), (COUNTER,), until=until, calendar=Calendar("NL"), step_min=15
    )


def test_each_party_once_is_the_day_itself() -> None:
    day = journeys().day
    persons, crossings = journeys().taken(np.ones(len(journeys().parties), np.intp))
    assert (persons == day.persons).all()
    assert (crossings == day.crossings).all()


def test_nobody_is_lost_or_halved_on_another_day() -> None:
    day = journeys().again(small_city(), small_day(crowding=0.4), seed=1, start_us=0)
    assert day.persons.min() >= 0
    change = np.zeros((day.minutes, 5), np.int64)
    for gate, (first, second) in enumerate(day.city.gate_areas.tolist()):
        moved = day.crossings[:, gate, 0] - day.crossings[:, gate, 1]
        change[:, second] += moved
        change[:, first] -= moved
    assert (np.diff(day.persons, axis=0) == change[:, :4]).all()
    assert day.visitors == pytest.approx(0.4 * journeys().day.visitors, rel=0.3)


def test_cold_and_rain_keep_bathers_away() -> None:
    cold = small_day(weather={"temperature_c": [[4, 9], [14, 13]], "rain_mm_h": [[10, 1]]})
    bathing = [
        journeys().again(small_city(), scenario, seed=1, start_us=0).persons[:, 0].max()
        for scenario in (cold, small_day())
    ]
    assert bathing[0] < 0.1 * bathing[1]


def test_a_date_is_one_day_whatever_day_follows() -> None:
    one, other = weeks(), weeks(6, UNTIL - timedelta(days=1))
    assert np.array_equal(one.persons[:-96], other.persons)
    assert np.array_equal(one.counts[:-96], other.counts)
    assert not np.array_equal(one.persons, weeks(seed=1).persons)


def test_they_end_where_the_day_begins_and_have_every_step() -> None:
    found = weeks()
    assert wall_time(found.start_min + len(found.persons) * 15).isoformat() == "2026-08-14T04:00:00"
    assert found.days == 7
    assert found.persons.shape == (672, 4)
    assert found.flows.shape == (672, 10)
    assert found.ways[:2] == (("stairs", "promenade", "beach"), ("stairs", "beach", "promenade"))
    assert np.isfinite(found.counts).all()


def test_counts_are_what_the_sensor_tells_of_those_who_pass() -> None:
    found = weeks()
    passed = found.flows[:, found.ways.index(("doors", "outside", "stop"))]
    assert found.counts[:, 0].sum() == pytest.approx(0.95 * passed.sum(), rel=0.25)
    assert np.corrcoef(found.counts[:, 0], passed)[0, 1] > 0.98


def test_persons_of_a_step_follow_from_who_comes_and_goes() -> None:
    found = weeks()
    into = [k for k, way in enumerate(found.ways) if way[2] == "beach"]
    out = [k for k, way in enumerate(found.ways) if way[1] == "beach"]
    day = slice(0, 96)
    stock = np.cumsum((found.flows[day][:, into] - found.flows[day][:, out]).sum(axis=1))
    assert np.abs(found.persons[day, 0] - stock).max() < 0.25 * stock.max() + 20.0


def test_summer_is_fuller_than_winter() -> None:
    assert weeks(until=date(2026, 2, 14)).persons[:, 0].max() < 0.3 * weeks().persons[:, 0].max()


def test_one_warm_day_follows_another() -> None:
    days = [date(2026, 1, 1) + timedelta(days=i) for i in range(900)]
    found = np.array([anomaly(0.65, day, 0) for day in days])
    assert found.std() == pytest.approx(1.0, abs=0.12)
    assert np.corrcoef(found[1:], found[:-1])[0, 1] == pytest.approx(0.65, abs=0.08)
    assert weather_of(CLIMATE, days[3], 0) == weather_of(CLIMATE, days[3], 0)


def test_days_are_named_as_the_visitors_name_them() -> None:
    city, dutch = small_city(), Calendar("NL")
    assert day_type(date(2026, 8, 15), dutch, city) == "sunday", "no visitors of this city know a Saturday"
    assert day_type(date(2026, 4, 27), dutch, city) == "sunday"
    assert day_type(date(2026, 8, 14), dutch, city) == "weekday"


def test_a_day_on_which_something_happens_is_no_reference() -> None:
    failing = small_day(line_failure=[{"line": "1", "start_h": 10, "end_h": 12}])
    declared = Weeks(days=1, reference="x", climate=CLIMATE)
    with pytest.raises(SimulationError, match="reference"):
        simulated_weeks(small_city(), declared, failing, (), until=UNTIL, calendar=Calendar(), step_min=15)


def test_the_file_is_read_or_refused_and_need_not_be_there(tmp_path: Path) -> None:
    assert read_weeks(tmp_path) is None
    (tmp_path / "simulation").mkdir()
    file = tmp_path / "simulation" / "weeks.toml"
    file.write_text('days = 0\nreference = "x"\n', encoding="utf-8")
    with pytest.raises(SimulationError, match=r"weeks\.toml"):
        read_weeks(tmp_path)
    climate = "".join(f"{key} = {list(value)}\n" for key, value in msgspec.to_builtins(CLIMATE).items() if key in
                      ("warmest_c", "sun", "rain_days"))  # fmt: skip
    file.write_text(f'days = 3\nreference = "x"\n[climate]\n{climate}', encoding="utf-8")
    found = read_weeks(tmp_path)
    assert found is not None
    assert found.climate == CLIMATE
