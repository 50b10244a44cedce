# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Held against what was published: Fruin 1971, Weidmann 1993, Seyfried 2009, TCQSM."""

from __future__ import annotations

import numpy as np
import pytest

from baken.situation.fundamental_diagram import DIAGRAMS, WALKWAY, FreeFlow, FundamentalDiagram
from baken.situation.levels import SCALES, level_of
from baken.situation.methods.littles_law import littles_law
from baken.vocabulary.place import AreaKind

FT2 = 0.09290304
"""Square metres in a square foot."""


@pytest.mark.parametrize(
    ("kind", "square_feet_per_person"),
    [
        (AreaKind.WALKWAY, (35, 25, 15, 10)),
        (AreaKind.SQUARE, (35, 25, 15, 10)),
        (AreaKind.STAIRS, (20, 15, 10, 7)),
        (AreaKind.PLATFORM, (13, 10, 7, 3)),
    ],
)
def test_levels_begin_at_fruins_areas_per_person(kind: AreaKind, square_feet_per_person: tuple[int, ...]) -> None:
    published = [1.0 / (ft2 * FT2) for ft2 in square_feet_per_person]
    assert SCALES[kind].breaks == pytest.approx(published, abs=0.006)


def test_weidmanns_capacity_is_1_225_per_metre_and_second_at_1_75_per_square_metre() -> None:
    assert WALKWAY.capacity == pytest.approx(1.225, abs=0.001)
    assert WALKWAY.capacity_density == pytest.approx(1.75, abs=0.005)


@pytest.mark.parametrize(
    ("density", "speed"),
    # v = 1.34 (1 - exp(-1.913 (1 / rho - 1 / 5.4))), worked with a pocket calculator
    [(0.5, 1.298), (1.0, 1.058), (1.75, 0.700), (3.0, 0.331), (5.4, 0.0), (6.0, 0.0)],
)
def test_weidmanns_speed_at_a_density(density: float, speed: float) -> None:
    assert float(WALKWAY.speed(np.array([density]))[0]) == pytest.approx(speed, abs=0.002)


@pytest.mark.parametrize(("up", "gamma", "capacity"), [(0.610, 3.722, 0.85), (0.694, 3.802, 0.98)])
def test_weidmanns_stairs_carry_what_he_reports(up: float, gamma: float, capacity: float) -> None:
    assert FundamentalDiagram(up, gamma, 5.4, 0.0).capacity == pytest.approx(capacity, abs=0.01)


@pytest.mark.parametrize(("flow_per_m_min", "density"), [(23, 0.31), (33, 0.43), (49, 0.72), (66, 1.08)])
def test_fruins_flows_at_the_limits_belong_to_about_his_densities(flow_per_m_min: float, density: float) -> None:
    """Two authors, two data sets: Weidmann's density at Fruin's flow lies within 15 % of Fruin's density."""
    state = FreeFlow(np.array([0])).at(np.array([flow_per_m_min / 60.0]), np.array([0.0]))
    assert float(state.density[0]) == pytest.approx(density, rel=0.15)


def test_seyfrieds_bottleneck_flow_is_beyond_what_a_walkway_carries() -> None:
    """1.9 persons/m/s, measured in bottlenecks (Seyfried 2009): at capacity, level 5, and not a free-flow density."""
    said = littles_law(
        np.array([1.9 * 3.0]), np.array([0.0]), np.array([1.0 / 3.0]), np.array([50.0]), FreeFlow(np.array([0]))
    )
    assert said.at_capacity.tolist() == [True]
    density = said.persons / 150.0
    assert float(density[0]) == pytest.approx(WALKWAY.capacity_density)
    assert level_of(density, np.array(SCALES[AreaKind.WALKWAY].breaks)).tolist() == [5]
    assert said.persons_variance[0] ** 0.5 == pytest.approx((5.4 - 1.751) / 3**0.5 * 150.0, rel=1e-3)


@pytest.mark.parametrize("number", range(len(DIAGRAMS)))
def test_the_table_inverts_the_free_flow_branch_to_a_millionth(number: int) -> None:
    diagram = DIAGRAMS[number]
    density = np.concatenate([np.geomspace(1e-6, 0.1, 500), np.linspace(0.1, diagram.capacity_density * 0.9999, 5000)])
    flow = diagram.flow(density)
    state = FreeFlow(np.full(len(flow), number)).at(flow, np.zeros(len(flow)))
    assert np.abs(state.density / density - 1.0).max() < 1e-5
    assert not state.at_capacity.any()


@pytest.mark.parametrize("number", range(len(DIAGRAMS)))
def test_density_rises_with_flow_all_the_way_to_capacity(number: int) -> None:
    flow = np.linspace(0.0, DIAGRAMS[number].capacity * 1.2, 200_001)
    state = FreeFlow(np.full(len(flow), number)).at(flow, np.zeros(len(flow)))
    assert (np.diff(state.density) >= 0.0).all()
    assert state.density[0] == 0.0
