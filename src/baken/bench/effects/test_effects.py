# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from baken.bench.benches.effects import figures_of, targets_of
from baken.bench.effects.cases import BEFORE_STEPS, Cases, errors
from baken.bench.effects.days import in_steps
from baken.bench.effects.judging import judge, scores
from baken.bench.effects.report import PAGE, PLOT, write_report

if TYPE_CHECKING:
    from pathlib import Path

CASES = Cases.made_up(3)


def test_the_same_numbers_give_the_same_case() -> None:
    one, other = (CASES.draw(5, seed=1, is_placebo=False) for _ in range(2))
    assert one.true_share == other.true_share
    assert np.array_equal(one.comparison.values, other.comparison.values)


def test_a_placebo_has_no_effect_built_in_and_a_case_has() -> None:
    for number in range(10):
        assert CASES.draw(number, seed=1, is_placebo=True).true_change == 0.0
        case = CASES.draw(number, seed=1, is_placebo=False)
        assert case.true_share * case.true_change > 0
        assert case.comparison.before == BEFORE_STEPS


def test_what_is_built_in_is_what_the_treated_day_lost() -> None:
    rng_free = Cases({"flat": np.full((30, 288, 1), 1000.0)})
    case = rng_free.draw(0, seed=1, is_placebo=False)
    assert case.true_change == pytest.approx(1000.0 * case.true_share)


def test_a_chosen_day_is_among_the_busiest_third() -> None:
    level = np.linspace(100.0, 400.0, 30)
    cases = Cases({"flat": np.tile(level[:, None, None], (1, 288, 1))})
    for number in range(10):
        name = cases.draw(number, seed=1, is_placebo=True, is_chosen=True).comparison.unit_ids[0]
        assert int(name.split()[1]) >= 20


def test_errors_are_as_large_as_they_are_said_to_be() -> None:
    found = np.log(errors((4000, 40), np.random.default_rng(1)))
    assert found.mean(axis=1).std() == pytest.approx(np.hypot(0.15, 0.085), abs=0.02)
    assert np.corrcoef(found[:, 0], found[:, 3])[0, 1] > 0.85


def test_steps_are_means_of_five_minutes() -> None:
    assert in_steps(np.arange(10.0)[:, None]).tolist() == [[2.0], [7.0]]


def test_scores_and_report_follow_from_judgements(tmp_path: Path) -> None:
    judgements = [
        one
        for number in range(3)
        for is_placebo in (False, True)
        for one in judge(CASES.draw(number, seed=2, is_placebo=is_placebo))
    ]
    assert 0 <= scores(judgements).told <= 1
    targets = targets_of(judgements)
    assert len(targets) == 9
    assert all(target.value is not None for target in targets)
    write_report(tmp_path, judgements, targets, (0, 1), ("made-up",))
    assert "synthetic-control/1" in (tmp_path / PAGE).read_text(encoding="utf-8")
    assert (tmp_path / PLOT).stat().st_size > 1000


def test_what_was_not_measured_breaks_nothing() -> None:
    assert all(target.holds is None for target in targets_of([]))
    assert all(figure.value is None for figure in figures_of([]))
    assert np.isnan(scores([]).coverage)
