# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Latches do not flap, whatever the probability does."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from baken.warning.latches import Latches, Thresholds

PROBABILITY = st.one_of(st.floats(0.0, 1.0), st.just(float("nan")))


def thresholds(raise_at: float, clear_below: float, lasting: int, calm: int) -> Thresholds:
    return Thresholds(np.array([raise_at]), np.array([clear_below]), np.array([lasting]), np.array([calm]))


def played(moments: list[tuple[int, float]], rules: Thresholds) -> list[tuple[int, bool]]:
    latch, at, found = Latches.calm(1), 0, []
    for pause, probability in moments:
        at += pause
        latch = latch.after(at, np.array([probability]), rules)
        found.append((at, bool(latch.on[0])))
    return found


MOMENTS = st.lists(st.tuples(st.integers(1, 30), PROBABILITY), max_size=60)


@given(MOMENTS, st.floats(0.1, 1.0), st.floats(0.0, 1.0), st.integers(0, 90), st.integers(0, 90))
def test_it_never_switches_twice_within_its_durations(
    moments: list[tuple[int, float]], raise_at: float, share: float, lasting: int, calm: int
) -> None:
    found = played(moments, thresholds(raise_at, share * raise_at, lasting, calm))
    switches = [
        (at, on) for (_, before), (at, on) in zip([(0, False), *found], found, strict=False) if before is not on
    ]
    for (earlier, on), (later, _) in pairwise(switches):
        assert later - earlier >= (calm if on else lasting)


@given(MOMENTS, st.floats(0.2, 1.0))
def test_what_stays_between_the_thresholds_switches_nothing(moments: list[tuple[int, float]], raise_at: float) -> None:
    low = 0.5 * raise_at
    between = [(pause, low + (raise_at - low) * 0.99 * p if p == p else p) for pause, p in moments]
    assert not any(on for _, on in played(between, thresholds(raise_at, low, 0, 0)))
    begun = played([(1, 1.0), *between], thresholds(raise_at, low, 0, 0))
    assert all(on for _, on in begun)


@given(MOMENTS)
def test_what_is_not_known_switches_nothing(moments: list[tuple[int, float]]) -> None:
    rules = thresholds(0.5, 0.25, 0, 0)
    unknown = [(pause, float("nan")) for pause, _ in moments]
    assert not any(on for _, on in played(unknown, rules))
    assert all(on for _, on in played([(1, 0.9), *unknown], rules))


def test_a_gap_in_what_is_known_does_not_count_as_lasting() -> None:
    rules = thresholds(0.5, 0.25, 60, 60)
    found = played([(1, 0.9), (30, float("nan")), (31, 0.9), (59, 0.9), (1, 0.9)], rules)
    assert [on for _, on in found] == [False, False, False, False, True]


def test_after_a_jump_of_the_clock_what_was_about_to_switch_begins_anew() -> None:
    rules = thresholds(0.5, 0.25, 60, 60)
    about_to = Latches.calm(1).after(0, np.array([0.9]), rules)
    assert about_to.after(10_000, np.array([0.9]), rules).on[0]
    assert not about_to.begun_anew(10_000).after(10_000, np.array([0.9]), rules).on[0]
