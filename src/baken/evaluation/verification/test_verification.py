# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reference values: worked by hand, from the publications, or against another way to the same number."""

from __future__ import annotations

import math

import numpy as np
import pytest

from baken.evaluation.verification.calibration import coverage, relative_width, reliability
from baken.evaluation.verification.point_errors import (
    bias,
    mean_absolute_error,
    mean_absolute_scaled_error,
    seasonal_scale,
)
from baken.evaluation.verification.quantile_scores import (
    crps_from_quantiles,
    interval_score,
    quantile_loss,
    weighted_interval_score,
    weighted_quantile_loss,
)

DECILES = tuple(round(0.1 * k, 1) for k in range(1, 10))
PAIRED = (0.025, *DECILES, 0.975)


def test_the_median_has_half_the_absolute_error_as_quantile_loss() -> None:
    observed, foreseen = np.array([3.0, 8.0, 0.0]), np.array([5.0, 2.0, 0.0])
    assert quantile_loss(observed, foreseen, 0.5).tolist() == [1.0, 3.0, 0.0]


def test_the_quantile_loss_is_least_at_the_quantile() -> None:
    observed = np.random.default_rng(1).gamma(2.0, 50.0, 20_000)
    for quantile in (0.1, 0.5, 0.975):
        true = np.quantile(observed, quantile)
        at = [quantile_loss(observed, np.full_like(observed, true + move), quantile).mean() for move in (-9, 0, 9)]
        assert at[1] == min(at)


def test_one_number_for_all_deciles_has_the_relative_absolute_error_as_wql() -> None:
    observed, point = np.array([10.0, 30.0]), np.array([14.0, 24.0])
    foreseen = np.repeat(point[:, None], 9, axis=1)
    assert weighted_quantile_loss(observed, foreseen, DECILES) == pytest.approx((4.0 + 6.0) / 40.0)


def test_wql_leaves_out_pairs_that_lack_something_and_their_weight() -> None:
    observed = np.array([10.0, np.nan, 1000.0])
    foreseen = np.array([[8.0, 12.0], [1.0, 2.0], [np.nan, 900.0]])
    alone = weighted_quantile_loss(observed[:1], foreseen[:1], (0.1, 0.9))
    assert weighted_quantile_loss(observed, foreseen, (0.1, 0.9)) == alone == pytest.approx(0.04)


def test_wql_of_nothing_is_not_a_number() -> None:
    assert math.isnan(weighted_quantile_loss(np.array([np.nan]), np.ones((1, 2)), (0.1, 0.9)))
    assert math.isnan(weighted_quantile_loss(np.zeros(3), np.ones((3, 2)), (0.1, 0.9)))


def test_crps_of_a_normal_distribution_comes_near_its_closed_form() -> None:
    # Gneiting and Raftery (2007), equation 21: of N(0, 1) at y it is y(2F(y)-1) + 2f(y) - 1/sqrt(pi)
    levels = (np.arange(2000) + 0.5) / 2000
    draws = np.sort(np.random.default_rng(7).standard_normal(400_000))
    quantiles = np.quantile(draws, levels)
    for y in (0.0, 1.0, -2.0):
        cdf, density = 0.5 * (1 + math.erf(y / math.sqrt(2))), math.exp(-y * y / 2) / math.sqrt(2 * math.pi)
        expected = y * (2 * cdf - 1) + 2 * density - 1 / math.sqrt(math.pi)
        assert crps_from_quantiles(np.array([y]), quantiles[None], tuple(levels))[0] == pytest.approx(
            expected, abs=0.01
        )


def test_crps_of_equally_likely_values_is_that_of_the_ensemble() -> None:
    values, y = np.array([1.0, 4.0, 4.0, 9.0]), 6.0
    expected = np.abs(values - y).mean() - 0.5 * np.abs(values[:, None] - values).mean()
    levels = (0.125, 0.375, 0.625, 0.875)
    assert crps_from_quantiles(np.array([y]), values[None], levels)[0] == pytest.approx(expected)


def test_denser_quantiles_in_the_tail_do_not_count_for_more() -> None:
    observed, foreseen = np.array([7.0]), np.array([[7.0, 7.0, 2.0]])
    dense = crps_from_quantiles(observed, foreseen, (0.01, 0.02, 0.5))
    sparse = crps_from_quantiles(observed, foreseen[:, 1:], (0.02, 0.5))
    assert dense == pytest.approx(sparse)


def test_the_interval_score_is_the_width_and_a_fine_of_two_by_alpha() -> None:
    lower, upper = np.array([10.0] * 3), np.array([20.0] * 3)
    assert interval_score(np.array([15.0, 8.0, 21.0]), lower, upper, 0.95) == pytest.approx([10.0, 90.0, 50.0])


def test_the_weighted_interval_score_is_that_of_bracher() -> None:
    rng = np.random.default_rng(3)
    observed, foreseen = rng.gamma(2.0, 50.0, 40), np.sort(rng.gamma(2.0, 50.0, (40, 11)), axis=1)
    total = 0.5 * np.abs(observed - foreseen[:, 5])
    for k in range(5):
        alpha = 2 * PAIRED[k]
        total += 0.5 * alpha * interval_score(observed, foreseen[:, k], foreseen[:, 10 - k], 1 - alpha)
    assert weighted_interval_score(observed, foreseen, PAIRED) == pytest.approx(total / 5.5)


def test_errors_leave_out_what_is_missing_on_either_side() -> None:
    observed, foreseen = np.array([1.0, np.nan, 3.0]), np.array([2.0, 5.0, np.nan])
    assert mean_absolute_error(observed, foreseen) == bias(observed, foreseen) == 1.0
    assert math.isnan(mean_absolute_error(observed[1:], foreseen[1:]))


def test_repeating_the_season_has_a_scaled_error_of_one_on_the_time_of_its_scale() -> None:
    values = np.random.default_rng(5).gamma(2.0, 50.0, (700, 3))
    scale = seasonal_scale(values, 168)
    for series in range(3):
        error = mean_absolute_scaled_error(values[168:, series], values[:-168, series], scale[series])
        assert error == pytest.approx(1.0)


def test_a_scale_of_nothing_or_of_a_constant_gives_no_scaled_error() -> None:
    assert np.isnan(seasonal_scale(np.full(400, np.nan), 168))
    constant = seasonal_scale(np.full(400, 7.0), 168)
    assert math.isnan(mean_absolute_scaled_error(np.array([7.0]), np.array([8.0]), constant))


def test_both_ends_belong_to_a_band() -> None:
    observed = np.array([0.0, 10.0, 10.1, -0.1])
    assert coverage(observed, np.zeros(4), np.full(4, 10.0)) == 0.5
    assert relative_width(np.array([10.0, 10.0]), np.zeros(2), np.full(2, 5.0)) == 0.5


def test_true_quantiles_lie_on_the_diagonal() -> None:
    observed = np.random.default_rng(9).gamma(2.0, 50.0, 50_000)
    foreseen = np.tile(np.quantile(observed, DECILES), (len(observed), 1))
    assert reliability(observed, foreseen) == pytest.approx(DECILES, abs=1e-4)
