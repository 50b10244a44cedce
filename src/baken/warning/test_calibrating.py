# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A correction is found where there is one, and none is made up."""

from __future__ import annotations

import numpy as np
import pytest

from baken.evaluation.warnings.probability import brier_score, calibration_line
from baken.warning.calibrating import learned
from baken.warning.probability import Calibration

DRAWS = 60_000


def drawn(intercept: float, slope: float, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    said = generator.beta(0.6, 1.4, DRAWS)
    true = Calibration(intercept=intercept, slope=slope)(said)
    return said, generator.random(DRAWS) < true


@pytest.mark.parametrize(("intercept", "slope"), [(0.0, 1.0), (-0.5, 1.8), (0.7, 0.6)])
def test_what_was_wrong_is_found(intercept: float, slope: float) -> None:
    found = learned(*drawn(intercept, slope), source="drawn")
    assert found.intercept == pytest.approx(intercept, abs=0.08)
    assert found.slope == pytest.approx(slope, abs=0.08)


def test_corrected_probabilities_are_calibrated_on_other_draws() -> None:
    found = learned(*drawn(-0.5, 1.8), source="drawn")
    said, happened = drawn(-0.5, 1.8, seed=2)
    line = calibration_line(found(said), happened)
    assert line.slope == pytest.approx(1.0, abs=0.03)
    assert brier_score(found(said), happened) < brier_score(said, happened)


def test_nothing_is_learned_of_too_little() -> None:
    said = np.linspace(0.1, 0.9, 40)
    assert learned(said, np.arange(40) > 35, "few") == Calibration()
    assert learned(np.full(100, 0.5), np.arange(100) > 50, "all the same") == Calibration()
    assert learned(np.full(100, np.nan), np.arange(100) > 50, "unknown") == Calibration()
