# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Learning: from what the picture said later, when enough came of it, of the same method, and never from the future."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import pytest

from baken.warning.judging import Judged, judge
from baken.warning.learning import (
    LEAST_DAYS,
    LEAST_EPISODES,
    MEMORY_DAYS,
    MOST_METHODS,
    DayLearned,
    Learner,
    LearnerState,
    correction_of,
)
from baken.warning.methods.within_lead import WithinLead
from baken.warning.specimen import AT_US, limit, outlook

if TYPE_CHECKING:
    from baken.warning.probability import Calibration

MINUTE_US = 60_000_000
DAY_US = 1440 * MINUTE_US
LIMITS = (limit("square-persons"),)
MIDNIGHT_US = AT_US // DAY_US * DAY_US


def judged(minute: int, persons: float, foreseen: float, calibration: Calibration | None = None) -> Judged:
    """Return what is thought of a limit of a thousand persons, with half an hour to warn in."""
    said = outlook(np.array([persons]), np.full((1, 2), foreseen), at_us=MIDNIGHT_US + minute * MINUTE_US)
    return judge(WithinLead(calibration=calibration), LIMITS, said)


def evenings(learner: Learner, days: range, *, passed: bool, foreseen: float = 950.0, method: str = "m") -> None:
    """Let a limit be foreseen to be nearly reached every day at noon, and be passed a little later on three of four.

    In the morning less is foreseen, and nothing comes of it.
    """
    for day in days:
        for minute in range(0, 240, 5):
            persons = 1500.0 if passed and day % 4 != 3 and 150 <= minute < 180 else 500.0
            said = 850.0 if minute < 60 else foreseen if 120 <= minute < 150 else 300.0
            learner.observe(judged(day * 1440 + 600 + minute, persons, said), method)


ENOUGH = LEAST_EPISODES + LEAST_EPISODES // 3
"""So many days have just enough passings."""


@lru_cache(maxsize=8)
def lesson(*, passed: bool, days: int) -> LearnerState:
    learner = Learner()
    evenings(learner, range(days), passed=passed)
    return learner.state


def taught(*, passed: bool, days: int = ENOUGH) -> Learner:
    return Learner(lesson(passed=passed, days=days))


def test_what_comes_more_often_than_was_said_is_said_with_more_probability() -> None:
    learner = taught(passed=True)
    found = learner.calibration("m")
    assert not found.is_identity
    assert (found.episodes, found.days) == (LEAST_EPISODES, ENOUGH)
    plain, corrected = judged(0, 500.0, 950.0), judged(0, 500.0, 950.0, found)
    assert corrected.judgement(0).probability > plain.judgement(0).probability + 0.1
    assert corrected.judgement(0).uncorrected == plain.judgement(0).probability
    assert corrected.judgement(0).correction == found
    assert plain.judgement(0).correction.is_identity


def test_nothing_is_corrected_before_enough_came_of_it() -> None:
    few = taught(passed=True, days=ENOUGH - 1)
    assert few.calibration("m").is_identity
    evenings(few, range(ENOUGH - 1, ENOUGH), passed=True)
    assert not few.calibration("m").is_identity


def test_one_long_evening_is_no_evidence_however_many_limits_were_passed() -> None:
    said, came = {40: 500}, {40: 400.0}
    one = DayLearned(day=1, said=said, came=came, episodes=5 * LEAST_EPISODES)
    assert correction_of((one,)).is_identity
    days = tuple(msgspec.structs.replace(one, day=day, episodes=LEAST_EPISODES) for day in range(LEAST_DAYS))
    several = tuple(msgspec.structs.replace(one, said={20: 500, 40: 500}, came={20: 10.0, 40: 400.0}) for one in days)
    assert not correction_of(several).is_identity


def test_nothing_is_learned_of_probabilities_that_nothing_came_of_at_all() -> None:
    learner = taught(passed=False, days=20)
    assert learner.calibration("m").is_identity, "without a passing there is nothing to hold them against"
    assert learner.calibration("m").moments > 0


def test_it_goes_on_after_a_restart_with_what_was_kept() -> None:
    before = taught(passed=True)
    again = Learner(msgspec.msgpack.decode(msgspec.msgpack.encode(before.state), type=LearnerState))
    assert again.calibration("m") == before.calibration("m")
    for learner in (before, again):
        evenings(learner, range(20, 24), passed=False)
    assert again.state == before.state


def test_what_another_version_kept_is_not_taken() -> None:
    assert Learner(msgspec.structs.replace(taught(passed=True).state, version=99)).calibration("m").is_identity


def test_another_method_begins_anew_and_the_first_is_remembered() -> None:
    learner = taught(passed=True)
    assert learner.calibration("another estimator").is_identity
    evenings(learner, range(20, 21), passed=True, method="another estimator")
    assert learner.calibration("another estimator").is_identity
    assert learner.calibration("another estimator").episodes == 1
    assert not learner.calibration("m").is_identity, "a forecaster that fails for an hour takes nothing away"


def test_what_is_remembered_is_bounded() -> None:
    learner = Learner()
    for number in range(MOST_METHODS + 3):
        evenings(learner, range(2 * number, 2 * number + 1), passed=True, method=f"m{number}")
    assert len(learner.state.lessons) == MOST_METHODS
    assert "m0" not in learner.state.lessons
    evenings(learner, range(MEMORY_DAYS + 30, MEMORY_DAYS + 31), passed=True, method=f"m{MOST_METHODS + 2}")
    assert len(learner.state.lessons[f"m{MOST_METHODS + 2}"].days) == 1
    assert len(learner.state.waiting) <= 6


def test_what_a_method_taught_that_is_not_used_any_more_is_forgotten_in_time_too() -> None:
    learner = taught(passed=True)
    learner.observe(judged((MEMORY_DAYS - 1) * 1440, 500.0, 300.0), "another estimator")
    assert learner.calibration("m").days == ENOUGH
    learner.observe(judged((MEMORY_DAYS + 2) * 1440, 500.0, 300.0), "another estimator")
    assert [one.day - MIDNIGHT_US // DAY_US for one in learner.state.lessons["m"].days] == list(range(3, ENOUGH))
    assert learner.calibration("m").is_identity, "too little is left to go by"
    learner.observe(judged((MEMORY_DAYS + ENOUGH) * 1440, 500.0, 300.0), "another estimator")
    assert "m" not in learner.state.lessons


def test_after_a_clock_that_was_set_back_the_method_in_use_is_not_the_one_that_is_let_go_of() -> None:
    learner = Learner()
    for number in range(MOST_METHODS):
        evenings(learner, range(9, 10), passed=True, method=f"m{number}")
        learner.observe(judged(0, 500.0, 300.0), f"m{number}")
    evenings(learner, range(2, 3), passed=True, method="new")
    assert "new" in learner.state.lessons


def test_a_probability_waits_until_its_lead_time_is_over() -> None:
    learner = Learner()
    learner.observe(judged(0, 500.0, 950.0), "m")
    for minute in range(1, 30):
        learner.observe(judged(minute, 500.0, 300.0), "m")
    assert not learner.state.lessons
    learner.observe(judged(30, 500.0, 300.0), "m")
    (day,) = learner.state.lessons["m"].days
    assert sum(day.said.values()) == 1


def test_of_a_time_in_which_nothing_was_judged_nothing_is_learned() -> None:
    learner = Learner()
    learner.observe(judged(0, 500.0, 950.0), "m")
    learner.observe(judged(20, 500.0, 300.0), "m")
    learner.observe(judged(31, 500.0, 300.0), "m")
    assert not learner.state.lessons
    unknown = Learner()
    for minute, persons in ((0, 500.0), (10, float("nan")), (20, 500.0), (30, 500.0)):
        unknown.observe(judged(minute, persons, 950.0 if minute == 0 else 300.0), "m")
    assert not unknown.state.lessons, "what the picture could not tell counts for nothing"


def test_a_clock_that_is_set_back_leaves_nothing_of_what_is_still_to_come() -> None:
    learner = taught(passed=True)
    learner.observe(judged(2 * 1440, 500.0, 300.0), "m")
    assert [one.day - MIDNIGHT_US // DAY_US for one in learner.state.lessons["m"].days] == [0, 1, 2]
    assert learner.calibration("m").is_identity


def test_a_moment_has_no_influence_on_the_correction_of_its_own_probabilities() -> None:
    learner = taught(passed=True)
    before = learner.calibration("m")
    last = judged((ENOUGH - 1) * 1440 + 600 + 238, 5000.0, 5000.0)
    learner.observe(last, "m")
    assert learner.calibration("m") == before


@pytest.mark.parametrize("persons", [500.0, 1500.0])
def test_the_same_judgements_teach_the_same(persons: float) -> None:
    one, other = Learner(), Learner()
    for learner in (one, other):
        for minute in range(0, 600, 5):
            learner.observe(judged(minute, persons if minute % 60 > 30 else 100.0, 950.0), "m")
    assert one.state == other.state
