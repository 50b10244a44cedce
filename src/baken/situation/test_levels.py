# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import math

import numpy as np
import pytest

from baken.situation.levels import (
    SCALES,
    breaks_in_persons,
    expected_level,
    level_of,
    level_probabilities,
    normal_distribution,
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
