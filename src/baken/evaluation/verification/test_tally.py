# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The sums give what the definitions give, however they are put together."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from baken.evaluation.verification.calibration import coverage, relative_width, reliability
from baken.evaluation.verification.point_errors import bias, mean_absolute_error, mean_absolute_scaled_error
from baken.evaluation.verification.quantile_scores import weighted_quantile_loss
from baken.evaluation.verification.tally import DECILES, Tally

LEVELS = (0.025, *DECILES, 0.975)
RNG = np.random.default_rng(11)
OBSERVED = RNG.gamma(2.0, 50.0, (30, 3, 8)).round()
FORESEEN = np.sort(RNG.gamma(2.0, 50.0, (30, 3, 8, 11)), axis=3)
SCALE = RNG.uniform(20.0, 60.0, (30, 3))
OBSERVED[RNG.random(OBSERVED.shape) < 0.1] = np.nan


def test_scores_per_series_are_those_of_the_definitions() -> None:
    scores = Tally.of(OBSERVED, FORESEEN, LEVELS, SCALE).scores()
    for s in range(3):
        y, q = OBSERVED[:, s], FORESEEN[:, s]
        assert scores.number[s] == np.isfinite(y).sum()
        assert scores.wql[s] == pytest.approx(weighted_quantile_loss(y, q[..., 1:10], DECILES))
        assert scores.mae[s] == pytest.approx(mean_absolute_error(y, q[..., 5]))
        assert scores.bias[s] == pytest.approx(bias(y, q[..., 5]))
        assert scores.mase[s] == pytest.approx(mean_absolute_scaled_error(y, q[..., 5], SCALE[:, s, None]))
        for band, (low, high) in enumerate(((1, 9), (0, 10))):
            assert scores.coverage[band, s] == pytest.approx(coverage(y, q[..., low], q[..., high]))
            assert scores.width[band, s] == pytest.approx(relative_width(y, q[..., low], q[..., high]))


def test_sums_of_parts_are_the_sums_of_the_whole() -> None:
    whole = Tally.of(OBSERVED, FORESEEN, LEVELS, SCALE)
    parts = Tally.of(OBSERVED[:7], FORESEEN[:7], LEVELS, SCALE[:7]) + Tally.of(
        OBSERVED[7:], FORESEEN[7:], LEVELS, SCALE[7:]
    )
    for field in fields(Tally):
        assert getattr(parts, field.name) == pytest.approx(getattr(whole, field.name)), field.name


def test_leads_can_be_chosen() -> None:
    scores = Tally.of(OBSERVED, FORESEEN, LEVELS).scores(np.arange(8) >= 6)
    assert scores.mae[1] == pytest.approx(mean_absolute_error(OBSERVED[:, 1, 6:], FORESEEN[:, 1, 6:, 5]))


def test_the_mean_is_over_series_and_not_over_pairs() -> None:
    observed = np.where(np.arange(3)[None, :, None] == 2, np.nan, OBSERVED)
    observed[5:, 0] = np.nan
    scores = Tally.of(observed, FORESEEN, LEVELS).scores()
    assert np.isnan(scores.wql[2])
    assert scores.mean().wql == pytest.approx((scores.wql[0] + scores.wql[1]) / 2)
    assert scores.mean().number == scores.number.sum()


def test_silence_is_counted_and_not_rewarded() -> None:
    foreseen = FORESEEN.copy()
    foreseen[:4, :, :, 10] = np.nan
    tally = Tally.of(OBSERVED, foreseen, LEVELS)
    assert tally.lacking.sum() == np.isfinite(OBSERVED[:4]).sum()
    assert tally.number.sum() == np.isfinite(OBSERVED[4:]).sum()
    assert tally.scores().mae[0] == pytest.approx(mean_absolute_error(OBSERVED[4:, 0], foreseen[4:, 0, :, 5]))


def test_reliability_is_over_all_pairs() -> None:
    expected = reliability(OBSERVED, FORESEEN)
    assert Tally.of(OBSERVED, FORESEEN, LEVELS).reliability() == pytest.approx(expected)


def test_a_forecast_has_no_skill_over_itself() -> None:
    tally = Tally.of(OBSERVED, FORESEEN, LEVELS)
    assert tally.skill_by_lead(tally) == pytest.approx(np.zeros(8))
