# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baken.observation.columns import ObservationColumns
from baken.observation.intake import Intake
from baken.observation.methods.memory_store import MemoryStore
from baken.observation.protocol import ObservationQuery
from baken.observation.quality_control import QualityControl
from baken.observation.specimen import GovernedSpecimen
from baken.service.replay import ReplayClock, ReplayError, ReplayPlayer
from baken.vocabulary.time import to_us

START = datetime(2025, 12, 24, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Stopwatch:
    def __init__(self) -> None:
        self.s = 0.0

    def __call__(self) -> float:
        return self.s


def make_clock(speed: float = 3600) -> tuple[ReplayClock, Stopwatch]:
    stopwatch = Stopwatch()
    return ReplayClock(START, START + 100 * HOUR, speed=speed, elapsed_s=stopwatch), stopwatch


def recording() -> ObservationColumns:
    starts = [to_us(START + h * HOUR) for h in range(-5, 99)]
    return ObservationColumns.of(
        1,
        starts,
        [float(h) for h in range(-5, 99)],
        available_at_us=[t + to_us(datetime(1970, 1, 1, 1, tzinfo=UTC)) for t in starts],
    )


def test_the_clock_runs_at_its_speed_and_stops_at_the_end() -> None:
    clock, stopwatch = make_clock()
    stopwatch.s = 2
    assert clock.now() == START + 2 * HOUR
    stopwatch.s = 1000
    assert clock.now() == START + 100 * HOUR
    assert clock.at_end


def test_a_paused_clock_stands_still_and_goes_on_from_there() -> None:
    clock, stopwatch = make_clock()
    stopwatch.s = 2
    clock.set(paused=True)
    stopwatch.s = 50
    assert clock.now() == START + 2 * HOUR
    clock.set(paused=False)
    stopwatch.s = 51
    assert clock.now() == START + 3 * HOUR


@given(st.lists(st.tuples(st.floats(0, 5), st.sampled_from([1.0, 60.0, 3600.0, 86400.0]), st.booleans()), max_size=10))
def test_changing_speed_or_pausing_never_moves_the_clock_back(steps: list[tuple[float, float, bool]]) -> None:
    clock, stopwatch = make_clock()
    before = clock.now()
    for wait, speed, paused in steps:
        stopwatch.s += wait
        clock.set(speed=speed, paused=paused)
        assert clock.now() >= before
        before = clock.now()


@pytest.mark.parametrize("speed", [0, -1, 86_401, float("nan"), float("inf")])
def test_an_impossible_speed_is_refused_and_nothing_changes(speed: float) -> None:
    clock, _ = make_clock()
    with pytest.raises(ReplayError):
        clock.set(speed=speed)
    assert clock.speed == 3600


def test_a_moment_outside_the_recording_is_refused() -> None:
    clock, _ = make_clock()
    with pytest.raises(ReplayError, match="outside"):
        clock.set(now=START - HOUR)


async def test_rows_arrive_when_they_were_available_and_not_before() -> None:
    clock, stopwatch = make_clock()
    store = MemoryStore()
    some = GovernedSpecimen(store)
    intake = Intake(some.store, QualityControl({}))
    player = ReplayPlayer(recording(), clock, intake, lambda _: None, lambda rows: (rows, some.observing))
    assert await player.deliver() == 0
    stopwatch.s = 2.5
    assert await player.deliver() == 2
    assert store.last()["result"].to_pylist() == [1.0]
    assert all(t <= clock.now() for t in store.read(ObservationQuery())["available_at"].to_pylist())
    await intake.close()


async def test_going_forward_delivers_all_between_and_going_back_starts_afresh() -> None:
    clock, stopwatch = make_clock()
    store = MemoryStore()
    moved: list[datetime] = []
    some = GovernedSpecimen(store)
    intake = Intake(some.store, QualityControl({}))
    player = ReplayPlayer(recording(), clock, intake, moved.append, lambda rows: (rows, some.observing))
    await player.set(now=START + 10 * HOUR)
    assert store.count(ObservationQuery()) == 10
    assert moved == []
    await player.set(now=START + 4 * HOUR, paused=True)
    assert moved == [START + 4 * HOUR]
    stopwatch.s = 9
    assert await player.deliver() == 0
    await player.set(paused=False)
    stopwatch.s = 11
    assert await player.deliver() == 2
    assert store.count(ObservationQuery()) == 10
    await intake.close()


def test_a_clock_that_is_held_goes_on_as_if_no_time_had_passed() -> None:
    clock, stopwatch = make_clock()
    stopwatch.s = 2
    clock.hold()
    clock.hold()
    stopwatch.s = 60
    assert clock.now() == START + 2 * HOUR
    assert not clock.paused, "nobody paused it"
    clock.release()
    stopwatch.s = 61
    assert clock.now() == START + 3 * HOUR


async def test_what_is_told_anew_replaces_what_was_not_delivered_and_nothing_else() -> None:
    clock, _ = make_clock()
    store = MemoryStore()
    some = GovernedSpecimen(store)
    intake = Intake(some.store, QualityControl({}))
    told: list[ObservationColumns] = []

    async def told_anew() -> ObservationColumns | None:
        return told.pop() if told else None

    player = ReplayPlayer(
        recording(), clock, intake, lambda _: None, lambda rows: (rows, some.observing), told_anew=told_anew
    )
    await player.set(now=START + 3 * HOUR, paused=True)
    assert store.last()["result"].to_pylist() == [2.0]
    other = recording()
    told.append(replace(other, result=other.result + 100.0, available_at_us=other.available_at_us - 1))
    await player.set(now=START + 5 * HOUR)
    seen = store.read(ObservationQuery())
    assert seen["result"].to_pylist() == [0.0, 1.0, 2.0, 103.0, 104.0]
    assert await player.deliver() == 0
    await intake.close()


async def test_a_row_that_should_have_come_before_the_change_comes_late_instead_of_never() -> None:
    clock, _ = make_clock()
    store = MemoryStore()
    some = GovernedSpecimen(store)
    intake = Intake(some.store, QualityControl({}))
    early = recording()
    early = early.take(np.arange(len(early)) != 7)  # hour 2 was not told
    told: list[ObservationColumns] = []

    async def told_anew() -> ObservationColumns | None:
        return told.pop() if told else None

    player = ReplayPlayer(
        early, clock, intake, lambda _: None, lambda rows: (rows, some.observing), told_anew=told_anew
    )
    await player.set(now=START + 5 * HOUR, paused=True)
    assert store.read(ObservationQuery())["result"].to_pylist() == [0.0, 1.0, 3.0, 4.0]
    told.append(recording())
    assert await player.deliver() == 1
    assert store.read(ObservationQuery())["result"].to_pylist() == [0.0, 1.0, 2.0, 3.0, 4.0]
    await intake.close()
