# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import numpy as np
import pytest

from baken.governance.minimisation.noise import cumulative, geometric, keyed_uniform

N = 400_000
SECRET = bytes(range(32))


def noise(epsilon: float, secret: bytes = SECRET) -> np.ndarray:
    cells = np.arange(N)
    return geometric(keyed_uniform(secret, cells % 97, cells * 60_000_000), epsilon)


def expected(epsilon: float, x: np.ndarray) -> np.ndarray:
    a = np.exp(-epsilon)
    shares: np.ndarray = (1 - a) / (1 + a) * a ** np.abs(x)
    return shares


@pytest.mark.parametrize("epsilon", [0.1, 0.5, 1.0, 3.0])
def test_noise_over_cells_has_the_two_sided_geometric_distribution(epsilon: float) -> None:
    values = noise(epsilon)
    reach = max(int(5 / epsilon), 2)
    x = np.arange(-reach, reach + 1)
    seen = np.array([(values == i).sum() for i in x])
    wanted = expected(epsilon, x) * N
    statistic = float((np.square(seen - wanted) / wanted).sum())
    # Far into the tail of the chi-square distribution; the draw is fixed, so this passes always or never.
    assert statistic < len(x) + 5 * np.sqrt(2 * len(x))


@pytest.mark.parametrize("epsilon", [0.1, 1.0])
def test_noise_is_distributed_like_that_of_opendp(epsilon: float) -> None:
    dp = pytest.importorskip("opendp.prelude", reason="the development tools are not installed")
    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T="i64")), dp.l1_distance(T="i64")
    measurement = space >> dp.m.then_laplace(scale=1 / epsilon)
    theirs = np.array(measurement([0] * 50_000))
    ours = noise(epsilon)[:50_000]
    support = np.arange(-200, 201)
    distance = np.abs(
        np.searchsorted(np.sort(theirs), support, side="right") - np.searchsorted(np.sort(ours), support, side="right")
    ).max()
    # Kolmogorov and Smirnov: beyond this once in a million runs.
    assert distance / 50_000 < 2.7 * np.sqrt(2 / 50_000)


@pytest.mark.parametrize("epsilon", [0.05, 1.0])
def test_one_contributor_changes_the_probability_of_any_result_by_at_most_e_to_the_epsilon(epsilon: float) -> None:
    steps = np.diff(cumulative(epsilon)).astype(np.float64) / 2.0**64
    probable = steps[steps > 1e-9]
    assert (np.abs(np.diff(np.log(probable))) <= epsilon * (1 + 1e-6)).all()


def test_the_same_cell_gets_the_same_noise_and_another_node_gets_another() -> None:
    assert (noise(1.0) == noise(1.0)).all()
    same = (noise(1.0) == noise(1.0, bytes(32))).mean()
    assert same == pytest.approx((expected(1.0, np.arange(-40, 41)) ** 2).sum(), abs=0.005)


def test_neighbouring_cells_have_independent_noise() -> None:
    values = noise(0.2).astype(np.float64)
    for lag in (1, 97):
        assert abs(np.corrcoef(values[:-lag], values[lag:])[0, 1]) < 0.01
