# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""States, breaker and pace do what they say, whatever happens in whatever order."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baken.service.sources.breaker import Breaker, BreakerState
from baken.service.sources.pace import Pace, next_slot_s
from baken.service.sources.said import SourceError, UnusableSourceError
from baken.service.sources.states import TRANSITIONS, Happening, SourceState, worst
from baken.service.sources.tally import MOST_REASONS, OTHER_REASONS, Tally
from baken.service.sources.watch import Watch
from baken.vocabulary.time import FixedClock

PACE = Pace(chance=random.Random(1))


@pytest.mark.parametrize("state", SourceState)
@pytest.mark.parametrize("happening", Happening)
def test_everything_that_can_happen_leads_somewhere(state: SourceState, happening: Happening) -> None:
    assert TRANSITIONS[state][happening] in SourceState


@pytest.mark.parametrize("happening", [h for h in Happening if h is not Happening.MAY_AGAIN])
def test_what_is_stopped_stays_stopped_whatever_comes(happening: Happening) -> None:
    assert TRANSITIONS[SourceState.STOPPED][happening] is SourceState.STOPPED


@pytest.mark.parametrize("state", [s for s in SourceState if s is not SourceState.STOPPED])
def test_a_delivery_makes_everything_well_again(state: SourceState) -> None:
    assert TRANSITIONS[state][Happening.DELIVERED] is SourceState.FRESH


def test_one_more_miss_does_not_make_a_lost_source_less_lost() -> None:
    assert TRANSITIONS[SourceState.LOST][Happening.MISSED] is SourceState.LOST


def test_a_source_is_as_bad_as_its_worst_endpoint() -> None:
    assert worst([]) is SourceState.WAITING
    assert worst([SourceState.WAITING, SourceState.FRESH]) is SourceState.WAITING
    assert worst(SourceState) is SourceState.MISCONFIGURED


def test_breaker_opens_after_three_failures_and_one_success_closes_it() -> None:
    breaker = Breaker(PACE)
    for now_s in (0.0, 10.0):
        breaker.failed(now_s)
        assert breaker.state(now_s) is BreakerState.CLOSED
    until_s = breaker.failed(20.0, retry_after_s=100.0)
    assert until_s == 120.0
    assert breaker.state(119.0) is BreakerState.OPEN
    assert breaker.state(120.0) is BreakerState.HALF_OPEN
    assert breaker.failed(120.0, retry_after_s=50.0) == 170.0
    assert breaker.state(169.0) is BreakerState.OPEN
    breaker.succeeded()
    assert breaker.state(0.0) is BreakerState.CLOSED


@given(st.integers(1, 10_000), st.integers(0, 1000))
def test_delays_have_full_jitter_and_are_bounded(failures: int, seed: int) -> None:
    pace = Pace(first_s=2.0, longest_s=900.0, chance=random.Random(seed))
    assert 0.0 <= pace.delay_s(failures) <= min(900.0, 2.0 * 2.0 ** (min(failures, 12) - 1))


def test_delays_are_spread_over_all_that_they_may_be() -> None:
    pace = Pace(chance=random.Random(3))
    delays = [pace.delay_s(6) for _ in range(2000)]
    assert min(delays) < 2
    assert max(delays) > 62
    assert 30 < sum(delays) / len(delays) < 34


@given(
    st.floats(1e9, 3e9),
    st.floats(0.05, 86_400),
    st.text(max_size=5),
)
def test_slots_are_on_a_grid_that_never_drifts(now_s: float, interval_s: float, name: str) -> None:
    slot = next_slot_s(now_s, interval_s, name)
    assert -1e-3 <= slot - now_s <= interval_s + 1e-3
    assert next_slot_s(slot + 1e-3 * interval_s, interval_s, name) == pytest.approx(slot + interval_s, abs=2e-3)


def watch() -> Watch:
    return Watch("a/b", "poll", "host", FixedClock(datetime(2026, 1, 1, tzinfo=UTC)), PACE, lambda: None)


def test_it_is_logged_once_when_lost_and_once_when_back(caplog: pytest.LogCaptureFixture) -> None:
    watched = watch()
    watched.delivered(news=True)
    for _ in range(9):
        watched.failed(SourceError("It is away.", "Het is weg."))
    watched.stopped()
    watched.may_again()
    watched.failed(SourceError("It is away.", "Het is weg."))
    for _ in range(3):
        watched.delivered(news=False)
    assert [r.getMessage() for r in caplog.records] == ["The source a/b is lost: It is away.", "The source a/b is back"]


def test_what_cannot_be_tried_is_misconfigured_until_it_delivers() -> None:
    watched = watch()
    watched.failed(UnusableSourceError("The secret is not there.", "Het geheim is er niet."))
    assert watched.state is SourceState.MISCONFIGURED
    watched.delivered(news=True)
    assert watched.state.value == "fresh"


def test_a_tally_stays_small_when_reasons_never_repeat() -> None:
    tally = Tally()
    for i in range(10_000):
        tally.skip(f"reason {i}", "x" * 10_000)
        tally.name_unknown(f"series {i}")
    assert len(tally.skipped) == MOST_REASONS + 1
    assert tally.skipped[-1].reason == OTHER_REASONS
    assert sum(entry.count for entry in tally.skipped) == 10_000
    assert max(len(example) for entry in tally.skipped for example in entry.examples) == 200
    assert tally.unknown == (10_000, tuple(f"series {i}" for i in range(5)))
