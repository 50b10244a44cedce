# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Small cases worked without the code, and the promised errors held against simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest

from baken.observation.stream import Stream
from baken.situation.estimator import StationaryEstimator
from baken.situation.fundamental_diagram import WALKWAY, FreeFlow
from baken.situation.methods.littles_law import littles_law
from baken.situation.picture import LivePicture
from baken.situation.topology import Topology
from baken.vocabulary.place import Area, AreaKind, Gate
from baken.vocabulary.quantity import Quantity

HOUR_US = 3_600_000_000
LENGTH, WIDTH, INTERVAL = 100.0, 4.0, 3600.0


def street(relative_error: float = 0.1) -> LivePicture:
    """A street of 100 m by 4 m with one gate that counts by the hour."""
    area = Area(
        id="street", name="Street", kind=AreaKind.WALKWAY, usable_area_m2=LENGTH * WIDTH, length_m=LENGTH, polygon=()
    )
    gate = Gate(id="gate", name="Gate", line=(), effective_width_m=WIDTH, area_ids=("street",))
    stream = Stream(
        id="counter",
        name="Counter",
        connector="hand",
        provider_id="1",
        gate_id="gate",
        quantity=Quantity.PEDESTRIAN_COUNT,
        interval_s=INTERVAL,
        stale_after_s=7200.0,
        relative_error=relative_error,
    )
    return LivePicture(StationaryEstimator(Topology.of([area], [gate], [stream])))


def density_of(flow: float, free_speed: float = 1.34) -> float:
    """Return the free-flow density by bisection on Weidmann's formula, written out again."""
    low, high = 1e-9, 1.7
    for _ in range(100):
        rho = (low + high) / 2.0
        speed = free_speed * (1.0 - math.exp(-1.913 * (1.0 / rho - 1.0 / 5.4)))
        low, high = (rho, high) if rho * speed < flow else (low, rho)
    return (low + high) / 2.0


def test_7200_persons_in_an_hour_over_4_m_in_a_street_of_100_m() -> None:
    """2 persons/s, 0.5 /m/s = 30 /m/min; rho = 0.3765 /m2, v = 1.328 m/s, N = 2 * 100 / 1.328 = 150.6 persons.

    var(lambda) = 7201 / 3600**2 + 0.1**2 * 2**2 = 0.04056, sd 0.2014 /s, so sd(q) = 0.05035 /m/s;
    spread of speed 0.5 * 0.26 / 1.34 = 0.09701; together 0.1093; dq/drho = 1.268 m/s there; sd(rho) = 0.0862;
    sd(N) = 34.5.
    """
    picture = street().apply([0], [0], [7200.0], now_us=HOUR_US)
    rho = density_of(0.5)
    assert rho == pytest.approx(0.3765, abs=2e-4)
    assert picture.flow_per_m_min[0] == pytest.approx(30.0)
    assert picture.flow_standard_error[0] == pytest.approx(0.05035 * 60.0, rel=1e-3)
    assert picture.density_per_m2[0] == pytest.approx(rho, rel=1e-6)
    assert picture.persons[0] == pytest.approx(2.0 * LENGTH / (0.5 / rho), rel=1e-6)
    slope = (WALKWAY.flow(np.array([rho + 1e-6]))[0] - WALKWAY.flow(np.array([rho - 1e-6]))[0]) / 2e-6
    assert picture.persons_standard_error[0] == pytest.approx(math.hypot(0.05035, 0.09701) / slope * 400.0, rel=1e-3)
    assert picture.persons_standard_error[0] == pytest.approx(34.5, abs=0.05)
    assert picture.level_likely.tolist() == [2]  # 0.31 <= 0.3765 < 0.43
    assert picture.level.tolist() == [
        3
    ]  # 0.3765 + 1.2816 * 0.0862 = 0.4870, which one of ten cases exceeds, is >= 0.43


def test_an_empty_hour_is_nobody_give_or_take_what_one_person_would_be() -> None:
    picture = street().apply([0], [0], [0.0], now_us=HOUR_US)
    assert picture.persons.tolist() == [0.0]
    assert picture.persons_standard_error[0] == pytest.approx((1.0 / 3600.0) * LENGTH / 1.34, rel=1e-6)
    assert picture.level.tolist() == [1]


@pytest.mark.parametrize("expected_count", [40.0, 600.0, 7200.0, 9000.0])
def test_the_standard_error_is_what_repeating_the_hour_would_show(expected_count: float) -> None:
    """Poisson counts, a sensor of 10 %, a mean speed that differs by 0.26 m/s: simulated and inverted exactly."""
    rng = np.random.default_rng(7)
    n = 4000
    seen = rng.poisson(expected_count, n) * rng.normal(1.0, 0.1, n)
    free_speed = np.maximum(rng.normal(1.34, 0.26, n), 0.6)
    flow = seen / INTERVAL / WIDTH
    persons = [
        density_of(q, v) * LENGTH * WIDTH for q, v in zip(flow, free_speed, strict=True) if q < 0.97 * 1.225 * v / 1.34
    ]
    assert len(persons) > 0.95 * n
    picture = street().apply([0], [0], [expected_count], now_us=HOUR_US)
    spread = np.subtract(*np.percentile(persons, [84.13, 15.87])) / 2.0  # robust: 1 / v has a long tail
    assert picture.persons_standard_error[0] == pytest.approx(spread, rel=0.12)
    assert picture.persons[0] == pytest.approx(np.median(persons), rel=0.05)


def test_littles_law_counts_the_people_of_a_simulated_street() -> None:
    """People arrive at random, walk through at Weidmann's speeds, and are counted inside at every second."""
    rng = np.random.default_rng(11)
    rate, seconds = 0.5, 40_000
    arrival = np.sort(rng.uniform(0.0, seconds, rng.poisson(rate * seconds)))
    speed = np.clip(rng.normal(1.34, 0.26, len(arrival)), 0.5, 2.2)
    leave = arrival + LENGTH / speed
    moments = np.arange(600, seconds)
    inside = np.searchsorted(arrival, moments) - np.searchsorted(np.sort(leave), moments)
    said = littles_law(
        np.array([len(arrival) / seconds]),
        np.array([0.0]),
        np.array([1.0 / WIDTH]),
        np.array([LENGTH]),
        FreeFlow(np.array([0])),
    )
    ratio = inside.mean() / float(said.persons[0])
    assert ratio == pytest.approx(1.0 + (0.26 / 1.34) ** 2, abs=0.03)  # E[1/v] > 1/E[v], the documented 4 %


def test_a_street_and_one_twice_as_long_hold_persons_in_proportion() -> None:
    flow = FreeFlow(np.array([0, 0]))
    said = littles_law(
        np.array([1.0, 1.0]), np.array([0.0, 0.0]), np.array([0.25, 0.25]), np.array([100.0, 200.0]), flow
    )
    assert said.persons[1] == pytest.approx(2.0 * said.persons[0])
