# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Queues that cannot be: who is served rises and falls with who comes, so nobody waits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baken.situation.methods.fusion import FusionEstimator
from baken.situation.methods.fusion.assumptions import Assumptions
from baken.situation.methods.fusion.queueing import Evidence, Halves, evidence
from baken.situation.methods.fusion.specimen import counter
from baken.situation.picture import LivePicture
from baken.vocabulary.place import Area, AreaKind, Gate

MINUTE_US = 60_000_000
TRAM_MIN = 6
MINUTES = 420
LIES_FROM = 60


def asked(came: list[float], through: list[float], waiting: list[float]) -> Evidence:
    rows = [np.array([values], dtype=np.float64) for values in (came, through, waiting)]
    halves = Halves(rows[0], rows[1], rows[2], np.array([7.5]), np.array([True]))
    assumed = Assumptions()
    return evidence(halves, assumed.turnover_spread, assumed.served_spread, assumed.group_size)


@given(factor=st.floats(2.0, 5.0), grows=st.floats(1.5, 2.5), first=st.floats(50.0, 200.0))
def test_who_is_served_as_they_come_does_not_queue_and_it_is_told_by_how_much_the_counter_is_off(
    factor: float, grows: float, first: float
) -> None:
    through = [first * grows**k for k in range(5)]
    found = asked([factor * x for x in through], through, [10.0 * x for x in through])
    assert found.differs[0] > 2.0
    assert np.exp(found.off[0]) == pytest.approx(factor)


@given(served=st.floats(50.0, 900.0), seed=st.integers(0, 10_000))
def test_a_queue_that_is_served_at_one_pace_is_believed_whoever_comes_behind(served: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    through = (served * np.exp(rng.uniform(-0.1, 0.1, 5))).tolist()
    came = (served * np.array([8.0, 4.0, 2.0, 1.0, 0.5])).tolist()
    assert asked(came, through, [20.0 * served] * 5).differs[0] <= 0.0


def test_when_the_server_stops_the_queue_is_believed() -> None:
    assert asked([400.0, 400.0, 400.0, 400.0, 400.0], [400.0, 390.0, 200.0, 20.0, 1.0], [900.0] * 5).differs[0] == 0.0


def test_a_queue_of_an_hour_is_not_asked() -> None:
    grows = [100.0, 200.0, 400.0, 800.0, 1600.0]
    assert asked([3.0 * x for x in grows], grows, [0.0, 0.0, 0.0, 9000.0, 9000.0]).differs[0] == 0.0


def go_home(minute: int, grows: float, surge: float, per_min: float = 2.0) -> float:
    """Return how many go home per minute: ever more or fewer, and many more for two hours at the end of a show."""
    ends = MINUTES - 150 <= minute < MINUTES - 30
    return per_min * (float(np.exp(grows * minute)) + (surge if ends else 0.0))


def tram_stop(
    seed: int,
    *,
    tells: float = 1.0,
    capacity: int = 10_000,
    grows: float = 0.0,
    surge: float = 0.0,
    per_min: float = 2.0,
) -> tuple[LivePicture, int]:
    """Return the picture of a tram stop beside a square from which people go home, and who really waits.

    From :data:`LIES_FROM` on ``tells`` times as many are counted onto the platform as go there; a tram takes
    ``capacity``.
    """
    areas = [
        Area(id="square", name="", kind=AreaKind.SQUARE, usable_area_m2=9000.0, polygon=()),
        Area(id="stop", name="", kind=AreaKind.PLATFORM, usable_area_m2=1500.0, polygon=()),
    ]
    gates = [
        Gate(id=name, name="", line=(), effective_width_m=12.0, area_ids=pair)
        for name, pair in (("road", ("outside", "square")), ("edge", ("square", "stop")), ("tram", ("outside", "stop")))
    ]
    streams = [
        counter("road", "square"),
        counter("road", "outside", "square"),
        counter("edge", "stop", "square"),
        counter("edge", "square", "stop"),
        counter("tram", "outside", "stop"),
        counter("tram", "stop"),
    ]
    live, rng, waiting = LivePicture(FusionEstimator.of(areas, gates, streams)), np.random.default_rng(seed), 0
    for minute in range(MINUTES):
        goes, comes = int(rng.poisson(go_home(minute, grows, surge, per_min))), int(rng.poisson(3.0))
        waiting += goes
        boards = min(waiting, capacity) if minute % TRAM_MIN == TRAM_MIN - 1 else 0
        waiting -= boards
        counted = goes * (tells if minute >= LIES_FROM else 1.0)
        passed = np.array([goes, comes, counted, comes, boards, comes], dtype=np.float64)
        live.apply(range(6), [minute * MINUTE_US] * 6, passed, now_us=(minute + 1) * MINUTE_US + 1)
    return live, waiting


@pytest.mark.parametrize("seed", range(3))
def test_a_tram_stop_does_not_fill_with_people_whom_only_one_counter_tells(seed: int) -> None:
    false, waiting = tram_stop(seed, tells=3.0, grows=0.008)
    told_falsely = 2.0 * sum(go_home(minute, 0.008, 0.0) for minute in range(LIES_FROM, MINUTES))
    assert abs(false.picture.persons[1] - waiting) < 0.15 * told_falsely


@pytest.mark.parametrize("seed", range(3))
def test_a_real_queue_for_trams_that_are_full_is_believed(seed: int) -> None:
    live, waiting = tram_stop(seed, capacity=60, surge=12.0)
    assert waiting > 500, "or nothing is tested"
    assert live.picture.persons[1] == pytest.approx(waiting, rel=0.3)


@pytest.mark.parametrize("seed", range(3))
def test_people_who_are_counted_too_often_do_not_wait_and_the_counter_is_believed_that_errs_as_declared(
    seed: int,
) -> None:
    """Eight per cent too many of a crowd that goes home for hours would stand on a platform that is empty."""
    live, waiting = tram_stop(seed, tells=1.08, grows=-0.01, per_min=120.0)
    told_falsely = 0.08 * sum(go_home(minute, -0.01, 0.0, 120.0) for minute in range(LIES_FROM, MINUTES))
    assert waiting < 100, "or nothing is tested"
    assert told_falsely > 400, "or nothing is tested"
    assert abs(live.picture.persons[1] - waiting) < 0.4 * told_falsely
    assert not live.estimator._state.withdrawn.any()  # type: ignore[attr-defined]
