# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baken.situation.levels import (
    LIKELY_ENOUGH,
    LIMIT_LEVEL,
    LIMIT_LIKELY_ENOUGH,
    SCALES,
    breaks_in_persons,
    cautious,
    expected_level,
    level_of,
    level_probabilities,
    normal_distribution,
    shown_level,
)
from baken.vocabulary.place import Area, AreaKind


def area(kind: AreaKind, capacity: float | None = None) -> Area:
    return Area(id="x", name="X", kind=kind, usable_area_m2=200.0, polygon=(), capacity_persons=capacity)


def test_every_kind_of_area_has_a_scale_that_rises_and_names_its_source() -> None:
    assert set(SCALES) == set(AreaKind)
    for scale in SCALES.values():
        assert list(scale.breaks) == sorted(scale.breaks)
        assert scale.source
        assert scale.decided_by


@pytest.mark.parametrize("kind", [AreaKind.BEACH, AreaKind.BUILDING])
def test_without_a_declared_capacity_the_level_is_unknown_and_not_one(kind: AreaKind) -> None:
    breaks = breaks_in_persons([area(kind)])
    assert level_of(np.array([5.0]), breaks).tolist() == [0]
    assert np.isnan(level_probabilities(np.array([5.0]), np.array([1.0]), breaks)).all()


def test_level_five_of_a_beach_begins_at_its_declared_capacity() -> None:
    breaks = breaks_in_persons([area(AreaKind.BEACH, 1000.0)])
    levels = [int(level_of(np.array([n]), breaks)[0]) for n in (0.0, 399.0, 400.0, 999.0, 1000.0)]
    assert levels == [1, 1, 2, 4, 5]


def test_levels_of_a_table_of_times_and_areas_keep_its_shape() -> None:
    breaks = breaks_in_persons([area(AreaKind.WALKWAY), area(AreaKind.BEACH), area(AreaKind.PLATFORM)])
    persons = np.array([[10.0, 5.0, 1000.0], [math.nan, 5.0, 10.0]])
    assert level_of(persons, breaks).tolist() == [[1, 0, 5], [0, 0, 1]]
    assert level_probabilities(persons, np.ones((2, 3)), breaks).shape == (2, 3, 5)


def test_the_table_of_the_normal_distribution_is_right_to_three_in_a_hundred_million() -> None:
    z = np.linspace(-9.0, 9.0, 20_001)
    exact = np.array([0.5 * math.erfc(-x / math.sqrt(2.0)) for x in z])
    assert np.abs(normal_distribution(z) - exact).max() < 3e-8


def test_probabilities_of_a_precise_estimate_are_those_of_its_level() -> None:
    breaks = np.array(SCALES[AreaKind.WALKWAY].breaks)
    p = level_probabilities(np.array([0.5]), np.array([1e-6]), breaks)[0]
    assert p.round(9).tolist() == [0.0, 0.0, 1.0, 0.0, 0.0]


def test_an_estimate_of_nobody_has_no_probability_below_zero() -> None:
    breaks = np.array(SCALES[AreaKind.WALKWAY].breaks)
    p = level_probabilities(np.array([0.0]), np.array([0.31]), breaks)[0]
    assert p.sum() == pytest.approx(1.0)
    assert p[0] == pytest.approx(0.6827, abs=1e-4)  # half-normal: within one standard error


def test_the_expected_level_moves_with_the_probabilities() -> None:
    breaks = np.array(SCALES[AreaKind.WALKWAY].breaks)
    density = np.linspace(0.0, 2.0, 50)
    mean, error = expected_level(level_probabilities(density, np.full(50, 0.1), breaks))
    assert (np.diff(mean) >= 0.0).all()
    assert (error >= 0.0).all()


QUAY = breaks_in_persons([area(AreaKind.WALKWAY)])
persons = st.floats(0.0, 1e4)
errors = st.floats(0.0, 1e3)


def caution(estimate: float, standard_error: float) -> float:
    return float(cautious(np.array([estimate]), np.array([standard_error]))[0])


def shown(estimate: float, standard_error: float) -> int:
    return int(shown_level(np.array([estimate]), np.array([standard_error]), QUAY)[0])


@given(persons, persons, errors)
def test_more_persons_are_never_a_lower_level(one: float, other: float, error: float) -> None:
    fewer, more = sorted((one, other))
    assert shown(fewer, error) <= shown(more, error)


@given(persons, errors, errors)
def test_to_know_less_exactly_is_never_a_lower_level(estimate: float, one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert shown(estimate, less) <= shown(estimate, more)


@given(persons, errors)
def test_the_level_is_never_below_that_of_the_estimate(estimate: float, error: float) -> None:
    assert caution(estimate, error) >= estimate
    assert shown(estimate, error) >= level_of(np.array([estimate]), QUAY)[0]


@given(persons, st.sampled_from([0.0, math.nan]))
def test_without_an_error_the_level_is_that_of_the_number(estimate: float, error: float) -> None:
    assert caution(estimate, error) == pytest.approx(estimate, rel=0, abs=1e-99)
    assert shown(estimate, error) == level_of(np.array([estimate]), QUAY)[0]


@pytest.mark.parametrize("error", [0.0, 50.0, math.nan])
def test_of_an_unknown_number_the_level_stays_unknown(error: float) -> None:
    assert math.isnan(caution(math.nan, error))
    assert shown(math.nan, error) == 0
    without_capacity = breaks_in_persons([area(AreaKind.BEACH)])
    assert shown_level(np.array([50.0]), np.array([error]), without_capacity).tolist() == [0]


@given(persons, st.floats(0.1, 1e3))
def test_the_number_is_reached_in_one_of_ten_cases(estimate: float, error: float) -> None:
    """By the error function, of the normal distribution truncated at zero."""
    above = math.erfc((caution(estimate, error) - estimate) / error / math.sqrt(2.0))
    assert above / math.erfc(-estimate / error / math.sqrt(2.0)) == pytest.approx(LIKELY_ENOUGH, abs=3e-6)


@given(persons, st.floats(0.1, 1e3))
def test_the_level_is_the_highest_that_its_probabilities_call_likely_enough(estimate: float, error: float) -> None:
    shares = level_probabilities(np.array([estimate]), np.array([error]), QUAY)[0]
    enough = np.where(np.arange(1, 6) == LIMIT_LEVEL, LIMIT_LIKELY_ENOUGH, LIKELY_ENOUGH)
    reached = np.cumsum(shares[::-1])[::-1] - enough
    level = shown(estimate, error)
    assert reached[level - 1] >= -1e-5
    assert (reached[level:] <= 1e-5).all()
