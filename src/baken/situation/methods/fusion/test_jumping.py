# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Counters that jump: nobody beside them sees what they tell."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baken.situation.methods.fusion import FusionEstimator
from baken.situation.methods.fusion.assumptions import Assumptions
from baken.situation.methods.fusion.jumping import ANY, steps
from baken.situation.methods.fusion.specimen import counter
from baken.situation.picture import LivePicture
from baken.vocabulary.place import Area, AreaKind, Gate

if TYPE_CHECKING:
    from baken.situation.model import Float64

MINUTE_US = 60_000_000
NAMES = ("outside", "street", "square", "quay", "pier")
APART = (np.zeros((8, 8)), np.zeros((8, 8)))
BLOCKS = ANY.before + ANY.after
JUMPS, ENDS = 90, 210


def blocks(seed: int, usual: float = 300.0) -> Float64:
    """Return what eight ways count, each at its own pace, all busier by and by."""
    rng = np.random.default_rng(seed)
    pace = usual * rng.uniform(0.5, 2.0, (8, 1)) * np.exp(0.02 * np.arange(BLOCKS))
    passed: Float64 = rng.poisson(pace).astype(np.float64)
    return passed


def chances(passed: Float64) -> Float64:
    odds = steps(passed, ANY.before, Assumptions(), APART).odds(Assumptions()) * Assumptions().jump_odds
    chance: Float64 = odds / (1.0 + odds)
    return chance


@given(seed=st.integers(0, 10_000), way=st.integers(0, 7), factor=st.floats(2.5, 5.0))
def test_one_counter_that_tells_several_times_as_many_stands_off_by_that_factor(
    seed: int, way: int, factor: float
) -> None:
    passed = blocks(seed)
    passed[way, ANY.before :] *= factor
    assert steps(passed, ANY.before, Assumptions(), APART).off[way] == pytest.approx(np.log(factor), abs=0.35)
    assert chances(passed)[way] > 0.5
    assert np.delete(chances(passed), way).max() < Assumptions().jump_least


@given(seed=st.integers(0, 10_000), factor=st.floats(0.2, 5.0))
def test_when_all_ways_become_busier_at_once_none_stands_off(seed: int, factor: float) -> None:
    passed = blocks(seed)
    passed[:, ANY.before :] *= factor
    assert chances(passed).max() < Assumptions().jump_least


@given(seed=st.integers(0, 10_000), way=st.integers(0, 7))
def test_a_few_persons_more_on_a_quiet_way_are_no_jump(seed: int, way: int) -> None:
    passed = blocks(seed)
    passed[way] = np.where(np.arange(BLOCKS) < ANY.before, 1.0, 3.0)
    assert chances(passed)[way] < Assumptions().jump_least


@given(seed=st.integers(0, 10_000), way=st.integers(0, 7), factor=st.floats(10.0, 100.0))
def test_a_rush_that_is_more_than_any_counter_is_off_is_believed(seed: int, way: int, factor: float) -> None:
    passed = blocks(seed)
    passed[way, ANY.before :] *= factor
    assert chances(passed)[way] < Assumptions().jump_least


def quay(seed: int, told: dict[str, float], *, minutes: int = 200, busier: float = 1.0) -> LivePicture:
    """Return the picture of a street to a pier with a counter at every gate; ``told`` times what passes one of them."""
    ways = [
        Area(id=name, name="", kind=AreaKind.WALKWAY, usable_area_m2=4000.0, length_m=300.0, polygon=())
        for name in NAMES[1:-1]
    ]
    areas = [*ways, Area(id="pier", name="", kind=AreaKind.BUILDING, usable_area_m2=9000.0, polygon=())]
    pairs = list(pairwise(NAMES))
    gates = [Gate(id=b, name="", line=(), effective_width_m=8.0, area_ids=(a, b)) for a, b in pairs]
    streams = [counter(b, into, out_of) for a, b in pairs for into, out_of in ((b, a), (a, b))]
    live, rng = LivePicture(FusionEstimator.of(areas, gates, streams)), np.random.default_rng(seed)
    for minute in range(minutes):
        passing = rng.poisson(40.0, len(streams)).astype(np.float64)
        if JUMPS <= minute < ENDS:
            passing[::2] = rng.poisson(40.0 * busier, len(pairs))
            passing = np.array([told.get(s.id, 1.0) * n for s, n in zip(streams, passing, strict=True)])
        start = [minute * MINUTE_US] * len(streams)
        live.apply(range(len(streams)), start, passing, now_us=(minute + 1) * MINUTE_US + 1)
    return live


@pytest.mark.parametrize("seed", range(3))
def test_a_pier_of_which_the_only_counter_triples_does_not_fill_with_people_who_are_not_there(seed: int) -> None:
    honest, false = quay(seed, {}).picture, quay(seed, {"pier-to-pier": 3.0}).picture
    counted_falsely = 80.0 * (200 - JUMPS)
    assert abs(false.persons[3] - honest.persons[3]) < 0.15 * counted_falsely
    assert false.persons_standard_error[3] > 1.3 * honest.persons_standard_error[3], "and it is said that it is doubted"


@pytest.mark.parametrize("seed", range(3))
def test_a_crowd_that_passes_all_counters_on_its_way_is_believed(seed: int) -> None:
    usual, busy = quay(seed, {}).picture, quay(seed, {}, busier=3.0).picture
    assert busy.persons[3] - usual.persons[3] > 0.9 * 80.0 * (200 - JUMPS)


def test_a_counter_that_tells_the_truth_again_is_believed_again() -> None:
    live = quay(0, {"pier-to-pier": 3.0}, minutes=330)
    told = live.estimator.flows().persons_per_min[6]  # type: ignore[attr-defined]
    assert told == pytest.approx(40.0, rel=0.5)
