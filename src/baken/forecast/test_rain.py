# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Showers are found in what a radar foretold; which come is learned of what it foretold before."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baken.forecast.rain import (
    LASTS_MIN,
    RAINING_MM_H,
    STALE_MIN,
    RainForecast,
    assumed_probability,
    showers,
)

if TYPE_CHECKING:
    from baken.forecast.events import PlannedEvent

STEP, STEPS, DAY = 5, 24, 1440


def issue(at: int, begins: int | None, lasts: int = 40, rate: float = 8.0) -> RainForecast:
    """Return a radar forecast in which it rains from a minute on."""
    starts = at + STEP * np.arange(STEPS)
    wet = np.zeros(STEPS, np.bool_) if begins is None else (starts >= begins) & (starts < begins + lasts)
    return RainForecast(at, at, STEP, np.where(wet, rate, 0.0))


def course(begins: int, *, comes: bool, first: int, seen_min: int = 60, lost_min: int = 20) -> list[RainForecast]:
    """Return the issues around a shower that is seen an hour ahead, and that comes or is lost from sight."""
    found = []
    for at in range(first, begins + 120, STEP):
        seen = begins - seen_min <= at and (comes or at < begins - lost_min)
        found.append(issue(at, begins if seen else None))
    return found


def announced(issues: list[RainForecast], origin: int) -> list[PlannedEvent]:
    return [one for one in showers(issues, origin) if one.start_min >= origin]


def test_a_shower_is_announced_with_when_how_strong_and_how_likely() -> None:
    (shower,) = showers([issue(600, 630)], 600)
    assert (shower.start_min, shower.end_min, shower.announced_min) == (630, 630 + LASTS_MIN, 600)
    assert shower.strength == pytest.approx(8.0 * 40 / 60)
    assert shower.probability == pytest.approx(assumed_probability(30))
    assert shower.start_error_min == pytest.approx(7.0)


def test_a_shower_that_came_is_certain_and_began_when_it_did() -> None:
    found = showers(course(900, comes=True, first=700), 1000)
    assert [(one.start_min, one.probability, one.start_error_min) for one in found] == [(900, 1.0, 0.0)]


def test_a_shower_that_goes_on_is_not_announced_once_more() -> None:
    found = showers(course(900, comes=True, first=700), 920)
    assert [(one.start_min, one.probability) for one in found] == [(900, 1.0)]


def test_a_shower_that_is_lost_from_sight_is_none() -> None:
    issues = course(900, comes=False, first=700)
    assert announced(issues, 870)
    assert showers(issues, 890) == ()


def test_drizzle_and_a_few_minutes_of_rain_are_no_shower() -> None:
    assert showers([issue(600, 630, rate=0.9 * RAINING_MM_H)], 600) == ()
    assert showers([issue(600, 630, lasts=5)], 600) == ()


def test_a_radar_that_is_silent_for_long_says_nothing_of_what_comes() -> None:
    issues = [issue(600, 650)]
    assert announced(issues, 600 + STALE_MIN)
    assert not announced(issues, 600 + STALE_MIN + STEP)


@pytest.mark.parametrize(("comes", "learned"), [(True, "more"), (False, "less")])
def test_how_likely_it_is_that_a_shower_comes_is_learned(comes: bool, learned: str) -> None:
    past = [one for day in range(8) for one in course(day * DAY + 800, comes=comes, first=day * DAY + 600)]
    today = 8 * DAY + 800
    (shower,) = announced([*past, *course(today, comes=True, first=today - 120)], today - 40)
    assumed = assumed_probability(40)
    expected = ((8.0 if comes else 0.0) + 4.0 * assumed) / 12.0
    assert shower.probability == pytest.approx(expected)
    assert (shower.probability > assumed) is (learned == "more")


def test_an_announcement_that_is_repeated_is_learned_of_once() -> None:
    seldom = course(800, comes=False, first=600, seen_min=60, lost_min=35)
    often = [one for one in seldom for _ in range(3)]
    later = issue(2000, 2040)
    said = [announced([*issues, later], 2000)[0].probability for issues in (seldom, often)]
    assert said[0] == said[1] < assumed_probability(40)


@given(
    later=st.lists(st.tuples(st.integers(1, 300), st.integers(0, 200), st.floats(0.0, 50.0)), max_size=6),
    origin=st.integers(700, 1000),
)
def test_an_issue_of_after_the_origin_has_no_influence(later: list[tuple[int, int, float]], origin: int) -> None:
    before = [one for one in course(900, comes=True, first=700) if one.issued_min <= origin]
    after = sorted((issue(origin + at, origin + at + ahead, rate=rate) for at, ahead, rate in later), key=_issued)
    assert showers([*before, *after], origin) == showers(before, origin)


def _issued(one: RainForecast) -> int:
    return one.issued_min


@given(rates=st.lists(st.floats(0.0, 80.0) | st.just(float("nan")), min_size=0, max_size=40), ahead=st.integers(0, 30))
def test_of_whatever_rates_showers_lie_apart_and_are_as_likely_as_anything_can_be(
    rates: list[float], ahead: int
) -> None:
    found = showers([RainForecast(600, 600 + ahead, STEP, np.array(rates))], 600)
    assert all(0.0 < one.probability <= 1.0 and one.strength >= 0.0 for one in found)
    starts = [one.start_min for one in found]
    assert all(later - sooner > 30 for sooner, later in itertools.pairwise(starts))
