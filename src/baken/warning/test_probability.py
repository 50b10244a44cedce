# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The probability that a limit is passed: within its bounds, monotone, and right where the answer is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from baken.forecast.model import QUANTILES
from baken.warning.probability import Calibration, bounds, passed_at_all, passed_in_step, passed_now

STEPS = arrays(np.float64, (3, 6), elements=st.floats(0.0, 1.0))
RHO = st.floats(0.0, 0.999)


@given(STEPS, RHO)
@settings(max_examples=60)
def test_any_passing_lies_between_the_bounds_of_frechet(steps: np.ndarray, rho: float) -> None:
    lower, upper = bounds(steps)
    found = passed_at_all(steps, np.full(6, rho))
    assert (found >= lower - 1e-12).all()
    assert (found <= upper + 1e-12).all()


@given(STEPS, STEPS, RHO)
@settings(max_examples=60)
def test_more_probable_steps_are_never_less_probable_together(one: np.ndarray, other: np.ndarray, rho: float) -> None:
    fewer, more = np.minimum(one, other), np.maximum(one, other)
    correlation = np.full(6, rho)
    assert (passed_at_all(fewer, correlation) <= passed_at_all(more, correlation) + 1e-9).all()


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.7, 0.9, 0.99])
def test_two_steps_agree_with_the_orthant_probability_of_sheppard(rho: float) -> None:
    """P(Z1 < 0, Z2 < 0) = 1/4 + arcsin(rho) / 2 pi (W. F. Sheppard, 1899)."""
    found = passed_at_all(np.full((1, 2), 0.5), np.array([0.0, rho]))
    assert found[0] == pytest.approx(0.75 - math.asin(rho) / (2.0 * math.pi), abs=0.003)


def test_independent_steps_multiply() -> None:
    steps = np.array([[0.1, 0.2, 0.3, 0.05]])
    assert passed_at_all(steps, np.zeros(4))[0] == pytest.approx(1.0 - 0.9 * 0.8 * 0.7 * 0.95, abs=0.002)


@pytest.mark.parametrize("rho", [0.5, 0.9, 0.98])
def test_a_chain_of_eight_agrees_with_simulation(rho: float) -> None:
    generator = np.random.default_rng(4)
    steps = generator.uniform(0.0, 0.4, (1, 8))
    draws = 200_000
    from baken.situation.levels import normal_quantile

    thresholds = normal_quantile(1.0 - steps[0])
    z, passed = generator.standard_normal(draws), np.zeros(draws, np.bool_)
    for step in range(8):
        if step:
            z = rho * z + math.sqrt(1.0 - rho * rho) * generator.standard_normal(draws)
        passed |= z > thresholds[step]
    assert passed_at_all(steps, np.full(8, rho))[0] == pytest.approx(passed.mean(), abs=0.006)


def test_errors_that_last_make_a_passing_less_probable_than_errors_that_do_not() -> None:
    steps = np.full((1, 8), 0.2)
    by_memory = [passed_at_all(steps, np.full(8, rho))[0] for rho in (0.0, 0.5, 0.9, 0.99)]
    assert by_memory == sorted(by_memory, reverse=True)


def test_the_present_is_judged_as_the_band_and_the_levels_judge_it() -> None:
    from baken.situation.levels import level_probabilities

    breaks = np.array([200.0, 400.0, 600.0, 1000.0])
    value, error = np.array([930.0]), np.array([90.0])
    found = passed_now(value, error, np.array([1000.0]), np.array([False]))
    assert found == pytest.approx(level_probabilities(value, error, breaks)[:, 4], abs=1e-6)


@pytest.mark.parametrize(("value", "below", "expected"), [(10.0, False, 0.0), (10.0, True, 0.0), (10.1, False, 1.0)])
def test_a_value_without_an_error_is_taken_as_it_is(value: float, below: bool, expected: float) -> None:
    found = passed_now(np.array([value]), np.array([np.nan]), np.array([10.0]), np.array([below]))
    assert found[0] == expected


def test_a_level_below_the_datum_is_no_number_of_persons_and_may_be_negative() -> None:
    found = passed_now(np.array([-2.0]), np.array([0.1]), np.array([-2.0]), np.array([False]))
    assert found[0] == pytest.approx(0.5, abs=1e-6)


def test_upwards_and_downwards_add_up_to_one() -> None:
    foreseen = np.linspace(0.1, 2.0, len(QUANTILES))[None, None, :]
    limit = np.array([0.8])
    up, down = (passed_in_step(foreseen, limit, np.array([below]), QUANTILES) for below in (False, True))
    assert up + down == pytest.approx(1.0)


@given(st.floats(-3.0, 3.0), st.floats(0.05, 4.0), arrays(np.float64, 9, elements=st.floats(0.0, 1.0)))
def test_a_calibration_keeps_the_order_and_the_ends(a: float, b: float, p: np.ndarray) -> None:
    moved = Calibration(intercept=a, slope=b)(np.sort(p))
    assert (np.diff(moved) >= -1e-12).all()
    assert Calibration(intercept=a, slope=b)(np.array([0.0, 1.0])).tolist() == [0.0, 1.0]


@pytest.mark.parametrize("slope", [0.0, -1.0, math.inf, math.nan])
def test_a_calibration_that_turns_the_order_round_is_refused(slope: float) -> None:
    with pytest.raises(ValueError, match="positive slope"):
        Calibration(slope=slope)
