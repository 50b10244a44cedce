# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The band holds 90 % of the truncated normal distribution, and is the shortest that does."""

from __future__ import annotations

from math import erf, sqrt

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from baken.situation.band import INSIDE, band90

persons = st.floats(0.0, 1e5)
errors = st.floats(0.1, 1e4)


def mass(lower: float, upper: float, x: float, s: float) -> float:
    """The probability between two numbers of a normal distribution truncated at zero, by the error function."""

    def below(value: float) -> float:
        return 0.5 * (1.0 + erf((value - x) / s / sqrt(2.0)))

    return (below(upper) - below(lower)) / (1.0 - below(0.0))


def ends(x: float, s: float) -> tuple[float, float]:
    lower, upper = band90(np.array([x]), np.array([s]))
    return float(lower[0]), float(upper[0])


@given(persons, errors)
def test_the_band_holds_nine_truths_in_ten(x: float, s: float) -> None:
    assert abs(mass(*ends(x, s), x, s) - INSIDE) < 1e-4


@given(persons, errors)
def test_the_estimate_lies_in_the_band_and_nothing_below_zero(x: float, s: float) -> None:
    lower, upper = ends(x, s)
    assert 0.0 <= lower <= x < upper


@given(persons, errors, st.floats(-0.5, 0.5))
def test_no_other_interval_of_nine_in_ten_is_shorter(x: float, s: float, shift: float) -> None:
    lower, upper = ends(x, s)
    moved = max(0.0, lower + shift * s)
    high = upper + 10.0 * s
    low = moved
    if mass(moved, high, x, s) < INSIDE:
        return  # so far up there are no nine in ten any more
    for _ in range(60):
        middle = (low + high) / 2.0
        low, high = (middle, high) if mass(moved, middle, x, s) < INSIDE else (low, middle)
    assert high - moved >= (upper - lower) - 1e-3 * s


def test_of_what_is_not_known_there_is_no_band() -> None:
    lower, upper = band90(np.array([np.nan]), np.array([np.nan]))
    assert np.isnan(lower).all()
    assert np.isnan(upper).all()


def test_nobody_at_all_is_in_the_band_when_zero_is_near() -> None:
    assert ends(20.0, 15.0)[0] == 0.0
    assert ends(40.0, 15.0)[0] > 0.0
