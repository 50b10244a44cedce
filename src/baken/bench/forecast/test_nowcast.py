# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from baken.bench.forecast.nowcast import AGAINST, METHODS, STEPS, NowcastScores, judge_day, judged
from baken.bench.forecast.simulated_days import HISTORY_DAYS, ORDINARY, STEP_MIN, SUNDAYS, Followed
from baken.bench.fusion.case import PUBLISHED, CaseId
from baken.forecast.model import Panel
from baken.forecast.synthetic import history, street

CASE = CaseId("warm-sunday", 0)


def scores(scenario: str, nowcast: float) -> NowcastScores:
    mae = np.full((len(AGAINST), len(METHODS), STEPS), 10.0)
    mae[:, 0] = nowcast
    return NowcastScores(CaseId(scenario, 0), mae, np.full((2, 2), 0.9))


def test_the_promise_is_a_mean_of_scenarios_and_those_that_break_it_are_named() -> None:
    _, targets = judged([scores("calm", 4.0), scores("calm", 6.0), scores("wild", 8.0)])
    assert [target.value for target in targets] == pytest.approx([0.65, 0.65])
    assert all(target.holds and "not in wild 0.80" in target.note for target in targets)


def test_what_was_not_measured_is_not_kept() -> None:
    figures, targets = judged([], "nothing in the cache")
    assert not figures
    assert [(target.holds, target.note) for target in targets] == [(None, "nothing in the cache")] * 2


def test_days_of_the_past_are_judged_nowhere() -> None:
    assert len(ORDINARY) + len(SUNDAYS) == HISTORY_DAYS
    assert not {case.seed for case in (*ORDINARY, *SUNDAYS)} & {*PUBLISHED, *range(100, 120)}


def test_errors_are_held_against_what_came_after_the_origin() -> None:
    panel = street(16, step_min=STEP_MIN, count=2, per_hour=4000.0)
    truth = Panel(panel.series, panel.start_min, STEP_MIN, panel.values + 50.0)
    minutes = np.repeat(panel.values[-96:], STEP_MIN, axis=0)
    day = Followed(history(panel), truth, panel.end_min - 1440, minutes)
    found = judge_day(CASE, day, every=8)
    assert found.mae[0, 1] == pytest.approx(found.mae[0, 2])
    assert found.mae[0, 0].mean() < found.mae[0, 1].mean()
    assert found.mae[1, 0].mean() > found.mae[0, 0].mean()
    spoiled = panel.values.copy()
    spoiled[-1] += 1e6
    other = judge_day(CASE, replace(day, history=history(replace(panel, values=spoiled))), every=200)
    assert other.mae.shape == (2, len(METHODS), STEPS)
