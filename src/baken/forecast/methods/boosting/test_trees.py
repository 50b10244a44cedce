# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from baken.forecast.methods.boosting.features import Shown
from baken.forecast.methods.boosting.lags import CALENDAR
from baken.forecast.methods.boosting.network import Network
from baken.forecast.methods.boosting.trees import SHARES, Middle, Trees, best_share, to_ratio


@dataclass
class Says(Trees):
    """Trees that say one number."""

    value: float

    def predict(self, columns: np.ndarray, threads: int) -> np.ndarray:
        return np.full(len(columns), self.value)


@dataclass(frozen=True)
class Adds(Network):
    """A network that always foresees as much more than what is usual."""

    value: float = 0.0

    def predict(self, columns: np.ndarray) -> np.ndarray:
        return np.full(len(columns), self.value)


def adds(value: float) -> Adds:
    return Adds(np.zeros(0, np.float32), np.zeros(0, np.float32), (), value)


def shown(base: np.ndarray, level: float) -> Shown:
    count = len(base)
    none = np.empty((count, 0), dtype=np.float32)
    return Shown((), none, base, base / level, np.ones((count, len(CALENDAR)), dtype=np.float32))


def test_the_middle_is_the_mean_of_what_all_three_say_in_the_same_unit() -> None:
    base, level = np.array([50.0, 200.0]), 100.0
    cases = shown(base, level)
    ratio = float(to_ratio(np.array([121.0]), np.array([100.0]))[0])
    found = Middle(Says(ratio), Says(1.2), adds(0.1), 0.6).predict(cases, 1)
    # the first says 1.21 times what is usual, the second 1.44 times the level, the third 0.1 more in roots of the level
    third = (np.sqrt(base / level) + 0.1) ** 2 * level
    each = to_ratio(base * 1.21, base), to_ratio(np.full(2, 144.0), base), to_ratio(third, base)
    assert found == pytest.approx(0.4 * each[0] + 0.3 * each[1] + 0.3 * each[2])
    assert cases.level == pytest.approx([level, level])


def test_a_network_that_says_less_than_nothing_says_nothing() -> None:
    each = Middle(Says(0.0), Says(1.0), adds(-5.0)).each(shown(np.array([100.0]), 100.0), 1)
    assert each[2] == pytest.approx([-1.0])


def test_the_others_have_the_less_to_say_the_worse_they_are_and_the_first_is_always_heard() -> None:
    generator = np.random.default_rng(2)
    cases, outcome = shown(np.full(4000, 80.0), 80.0), generator.normal(0.0, 0.2, 4000)
    good, bad, worse = (outcome + generator.normal(0.0, size, 4000) for size in (0.1, 0.4, 0.4))
    assert best_share(np.stack([good, good + 0.5, good + 0.5]), outcome, cases) == 0.0
    assert 0.0 <= best_share(np.stack([good, bad, worse]), outcome, cases) <= 0.2
    assert best_share(np.stack([bad, good, good]), outcome, cases) == SHARES[-1] < 1.0


def test_what_is_about_as_good_is_heard_and_one_broken_case_does_not_decide() -> None:
    generator = np.random.default_rng(3)
    cases, outcome = shown(np.full(4000, 80.0), 80.0), generator.normal(0.0, 0.2, 4000)
    each = outcome + generator.normal(0.0, 0.2, 4000) + generator.normal(0.0, 0.02, (3, 4000))
    assert best_share(each, outcome, cases) == SHARES[-1]
    each[1, 7] = 1000.0  # says a million times what is usual
    assert best_share(each, outcome, cases) == SHARES[-1]
