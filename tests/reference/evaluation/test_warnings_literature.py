# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Scores of warnings on tables of the literature."""

from __future__ import annotations

import numpy as np
import pytest

from baken.evaluation.warnings.contingency import Contingency
from baken.evaluation.warnings.probability import brier_decomposition, brier_score

FINLEY = Contingency(28, 72, 23, 2680)
"""Finley's tornado predictions, USA, spring 1884 (Finley 1884, Tornado predictions, Am. Meteorol. J. 1)."""


def test_finleys_tornado_table_has_the_scores_of_the_textbooks() -> None:
    # Jolliffe and Stephenson (2012), chapter 3, and Wilks (2011), example 8.1
    assert FINLEY.total == 2803
    assert pytest.approx(0.549, abs=5e-4) == FINLEY.hit_rate
    assert pytest.approx(0.026, abs=5e-4) == FINLEY.false_alarm_rate
    assert pytest.approx(0.720, abs=5e-4) == FINLEY.false_alarm_ratio
    assert pytest.approx(1.96, abs=5e-3) == FINLEY.bias
    assert pytest.approx(0.228, abs=5e-4) == FINLEY.threat
    assert pytest.approx(0.523, abs=5e-4) == FINLEY.peirce
    assert pytest.approx(0.355, abs=5e-4) == FINLEY.heidke
    assert pytest.approx(0.018, abs=5e-4) == FINLEY.base_rate


def test_never_to_warn_of_tornadoes_is_right_more_often_and_has_no_skill() -> None:
    # Gilbert (1884), Finley's tornado predictions: 98.2 % right by never warning, 96.6 % by Finley
    never = Contingency(0, 0, 51, 2752)
    assert (FINLEY.hits + FINLEY.correct_negatives) / FINLEY.total == pytest.approx(0.966, abs=5e-4)
    assert never.correct_negatives / never.total == pytest.approx(0.982, abs=5e-4)
    assert never.peirce == never.heidke == 0.0


def test_the_brier_score_of_finleys_yes_and_no_is_its_share_of_wrong_answers() -> None:
    said = np.repeat([1.0, 1.0, 0.0, 0.0], [28, 72, 23, 2680])
    happened = np.repeat([True, False, True, False], [28, 72, 23, 2680])
    assert brier_score(said, happened) == pytest.approx((72 + 23) / 2803)
    parts = brier_decomposition(said, happened)
    # by a d - b c: the resolution of two answers follows from the Peirce score, the base rate and how often is warned
    said_yes, base = 100 / 2803, 51 / 2803
    spread = base * (1 - base)
    assert parts.uncertainty == pytest.approx(spread)
    assert parts.resolution == pytest.approx(FINLEY.peirce**2 * spread**2 / (said_yes * (1 - said_yes)))
