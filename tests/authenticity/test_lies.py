# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Lies told to real counts, through the connector; ``baken bench doubt`` measures the same at length."""

from __future__ import annotations

import numpy as np
import pytest

from baken.bench.benches import doubt

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def told() -> tuple[doubt.Found, dict[str, doubt.Seen]]:
    return doubt.honest_and_lying(doubt.Street(200 * 24), each=20, seed=3)


@pytest.mark.parametrize(
    ("lie", "share"),
    [
        ("ten times as many", 0.9),
        ("dead (zero)", 0.9),
        ("frozen", 0.9),
        ("hours shuffled", 0.85),
        ("clock 12 h off", 0.85),
    ],
)
def test_most_lies_are_seen_within_a_day(
    told: tuple[doubt.Found, dict[str, doubt.Seen]], lie: str, share: float
) -> None:
    seen = told[1][lie]
    assert seen.lies >= 10
    assert seen.in_a_day >= share * seen.lies


def test_honest_values_are_seldom_doubted(told: tuple[doubt.Found, dict[str, doubt.Seen]]) -> None:
    honest = told[0]
    known = ~np.isnan(honest.expected[90 * 24 :])
    assert known.mean() > 0.9
    assert (honest.deviates | honest.drifts)[90 * 24 :][known].mean() < 0.03


def test_swapped_sensors_are_seen_more_often_than_the_truth_is_doubted(
    told: tuple[doubt.Found, dict[str, doubt.Seen]],
) -> None:
    swapped, truth = told[1]["swapped with another"], told[1]["no lie at all"]
    assert swapped.in_a_day > 2 * truth.in_a_day
