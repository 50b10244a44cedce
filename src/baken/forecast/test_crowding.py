# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Levels from quantiles: they add up, agree with the quantiles, and say nothing where nothing is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from baken.forecast.crowding import level_probabilities, levels, share_below
from baken.forecast.model import QUANTILES

BREAKS = np.array([50.0, 100.0, 150.0, 200.0])
QUANTILE_ROWS = arrays(np.float64, len(QUANTILES), elements=st.floats(0, 1_000)).map(np.sort)


@given(QUANTILE_ROWS)
def test_probabilities_add_up_to_one_and_none_is_negative(values: np.ndarray) -> None:
    found = level_probabilities(values, BREAKS, QUANTILES)
    assert found.sum() == pytest.approx(1.0)
    assert (found >= -1e-12).all()


@given(QUANTILE_ROWS)
def test_a_level_is_had_exactly_when_it_is_reached_with_a_tenth(values: np.ndarray) -> None:
    level, likely = (int(one[0]) for one in levels(values[None, :], BREAKS, QUANTILES))
    reached = np.cumsum(level_probabilities(values, BREAKS, QUANTILES)[::-1])[::-1]
    assert reached[level - 1] >= 0.1 - 1e-9
    assert level == 5 or reached[level] <= 0.1 + 1e-9
    assert likely <= level


def test_a_quantile_is_below_its_own_share() -> None:
    values = np.linspace(10.0, 110.0, len(QUANTILES))
    assert share_below(values, values, QUANTILES) == pytest.approx(np.array(QUANTILES))


def test_what_is_certain_lies_in_one_level() -> None:
    assert level_probabilities(np.full(len(QUANTILES), 120.0), BREAKS, QUANTILES) == pytest.approx([0, 0, 1, 0, 0])
    assert level_probabilities(np.zeros(len(QUANTILES)), BREAKS, QUANTILES) == pytest.approx([1, 0, 0, 0, 0])


def test_without_a_forecast_or_a_scale_no_level_is_told() -> None:
    nothing = np.full(len(QUANTILES), np.nan)
    assert np.isnan(level_probabilities(nothing, BREAKS, QUANTILES)).all()
    assert np.isnan(level_probabilities(np.full(len(QUANTILES), 5.0), np.full(4, np.nan), QUANTILES)).all()
    assert [int(one[0]) for one in levels(nothing[None, :], BREAKS, QUANTILES)] == [0, 0]
