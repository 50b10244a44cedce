# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What kind of day a day is, and which earlier days it is like."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.forecast.calendar import Calendar, _found
from baken.forecast.events import PlannedEvent, editions, events_from_expected, overlapping

DUTCH, AUCKLAND = Calendar("NL"), Calendar("NZ", "AUK")
days = st.dates(date(2006, 1, 1), date(2050, 12, 31))
calendars = st.sampled_from([DUTCH, AUCKLAND, Calendar("DE", "BY"), Calendar("AE"), Calendar("XX"), Calendar("")])


@pytest.mark.parametrize(
    ("day", "name"), [(date(2019, 4, 22), "Easter Monday"), (date(2025, 6, 20), "Matariki"), (date(2025, 1, 27), None)]
)
def test_movable_and_regional_holidays_are_known(day: date, name: str | None) -> None:
    assert AUCKLAND.holiday(day) == (name or "Auckland Anniversary Day")
    assert (Calendar("NZ").holiday(day) is None) == (name is None)


def test_names_do_not_depend_on_the_language_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "nl")
    _found.cache_clear()
    assert DUTCH.holiday(date(2026, 12, 26)) == "Second Day of Christmas"
    assert DUTCH.holiday(date(2026, 12, 26), "nl") == "Tweede kerstdag"
    assert AUCKLAND.holiday(date(2026, 12, 26), "nl") == "Boxing Day", "New Zealand has no Dutch names"


@settings(max_examples=150, deadline=None)
@given(calendars, days)
def test_days_off_bridges_and_holidays_agree(calendar: Calendar, day: date) -> None:
    around = calendar.holiday_around(day, 4)
    assert (around is not None and around[0] == 0) == (calendar.holiday(day) is not None)
    if around is not None:
        assert calendar.holiday(day + timedelta(days=around[0])) == around[1]
    if calendar.is_bridge(day):
        assert not calendar.is_day_off(day)
        assert calendar.is_day_off(day - timedelta(days=1))
        assert calendar.is_day_off(day + timedelta(days=1))


@settings(max_examples=150, deadline=None)
@given(calendars, days)
def test_analogues_lie_in_the_past_and_are_the_same_kind_of_day(calendar: Calendar, day: date) -> None:
    found = calendar.analogues(day)
    assert all(earlier < day for earlier in found)
    assert list(found) == sorted(found, reverse=True)
    near = calendar.holiday_around(day, 3)
    for earlier in found:
        there = None if near is None else calendar.holiday(earlier + timedelta(days=near[0]))
        is_like = near is not None and there is not None and near[1].removesuffix(" (observed)") in there
        assert is_like or earlier.weekday() == day.weekday()


def test_the_same_day_of_a_year_without_holidays_is_52_weeks_away() -> None:
    assert Calendar("").analogues(date(2026, 11, 21), 2) == (date(2025, 11, 22), date(2024, 11, 23))


def test_a_country_with_friday_and_saturday_off_has_its_own_weekend() -> None:
    egypt = Calendar("EG")
    assert egypt.is_weekend(date(2026, 6, 19))  # a Friday
    assert not egypt.is_weekend(date(2026, 6, 21))  # a Sunday


@pytest.mark.parametrize("country", ["", "XX", "nl", "utils", "N", "registry", "\x00", "NL "])
def test_an_unknown_country_has_no_holidays_and_says_so(country: str) -> None:
    calendar = Calendar(country)
    assert not any(calendar.holiday(date(2026, 1, 1) + timedelta(days=n)) for n in range(365))
    assert "No public holidays" in calendar.statement
    assert calendar.is_weekend(date(2026, 11, 21))


def test_an_unknown_region_keeps_the_holidays_of_the_country_and_says_so() -> None:
    assert Calendar("NZ", "QQ").holiday(date(2025, 4, 25)) == "Anzac Day"
    assert "No region 'QQ' of NZ" in Calendar("NZ", "QQ").statement
    assert Calendar("NZ", "AUK").statement == ""


def test_declared_school_holidays_know_how_far_they_reach() -> None:
    calendar = Calendar("NL", school_holidays=((date(2026, 7, 18), date(2026, 8, 30)),))
    assert calendar.is_school_holiday(date(2026, 7, 18))
    assert calendar.is_school_holiday(date(2026, 8, 30))
    assert not calendar.is_school_holiday(date(2026, 8, 31))
    assert calendar.knows_schools(date(2026, 10, 1))
    assert not calendar.knows_schools(date(2028, 8, 1)), "nothing was declared about that year"


def event(name: str, start: int, edition_of: str = "") -> PlannedEvent:
    return PlannedEvent(
        id=name, title=name, kind="market", announced_min=0, start_min=start, end_min=start + 60, edition_of=edition_of
    )


def test_editions_are_the_earlier_ones_of_the_same_name() -> None:
    events = [event("a", 0, "fair"), event("b", 100, "fair"), event("c", 50), event("d", 300, "fair")]
    assert [e.id for e in editions(events, events[3])] == ["b", "a"]
    assert editions(events, events[2]) == ()
    assert [e.id for e in overlapping(events, 55, 101)] == ["a", "c", "b"]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([0.0, 50.0, 80.0, math.nan]), min_size=1, max_size=40))
def test_events_made_of_observations_hold_exactly_the_hours_with_visitors(expected: list[float]) -> None:
    hours = 60 * np.arange(len(expected), dtype=np.int64)
    made = events_from_expected("permits", hours, np.array(expected), step_min=60, available_min=hours - 600)
    held = {h: e.expected_visitors for e in made for h in range(e.start_min, e.end_min, 60)}
    assert held == {int(h): v for h, v in zip(hours, expected, strict=True) if v > 0}
    assert len({e.id for e in made}) == len(made)
    assert all(e.announced_min < e.start_min for e in made)
