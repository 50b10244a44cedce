# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Warnings of a bench are judged by what was true, at the moments at which somebody had to decide."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from baken.bench.fusion.case import bench_city
from baken.bench.warning.days import made_up_day
from baken.bench.warning.judging import Found, Played, found
from baken.bench.warning.report import write_report
from baken.bench.warning.scenarios import judge_day, limits_of_city
from baken.evaluation.warnings.episodes import Alarm, Rule
from baken.evaluation.warnings.probability import calibration_line
from baken.situation.levels import normal_distribution
from baken.warning.methods.share_of_limit import ShareOfLimit
from baken.warning.methods.within_lead import WithinLead

if TYPE_CHECKING:
    from pathlib import Path

RULE = Rule(lead_us=2, earliest_us=6, window_us=4)
TIMES = np.arange(1, 21)
PASSED = np.zeros((20, 1), np.bool_)
PASSED[9:12] = True  # the steps that end at 10, 11 and 12


def played(raised: int, closed: int) -> Played:
    at = np.arange(1, 18)
    stands = ((at >= raised) & (at < closed))[:, None]
    now = PASSED[at - 1].astype(np.float64)
    return Played(at, stands.astype(np.float64), now, stands, ((Alarm(raised, closed),),), (("w",),))


def judged(one: Played) -> Found:
    return found(one, PASSED, TIMES, 3, RULE, join_us=0, shortest_us=0)


def test_an_alarm_in_time_is_a_hit_and_its_lead_is_told() -> None:
    one = judged(played(7, 13))
    assert (one.episodes.hits, one.episodes.misses, one.episodes.false_alarms) == (1, 0, 0)
    assert one.leads_s.tolist() == [3e-6]


def test_an_alarm_for_nothing_is_false_and_leaves_the_episode_missed() -> None:
    one = judged(played(14, 16))
    assert (one.episodes.hits, one.episodes.misses, one.episodes.false_alarms) == (0, 1, 1)


def test_a_warning_is_false_when_none_of_its_alarms_was_right() -> None:
    at, nothing = np.arange(1, 18), np.zeros((17, 2), np.bool_)
    alarms = ((Alarm(7, 13),), (Alarm(7, 13), Alarm(14, 16)))
    calm = nothing.astype(np.float64)
    one = Played(at, calm, calm, nothing, alarms, (("w",), ("w", "other")))
    passed = np.concatenate([PASSED, np.zeros_like(PASSED)], axis=1)
    said = found(one, passed, TIMES, 3, RULE, join_us=0, shortest_us=0)
    assert (said.alarms, said.warnings, said.false_warnings) == (3, 2, 1)
    assert said.episodes.false_alarms == 2


def test_moments_at_which_it_is_passed_already_are_not_asked() -> None:
    one = judged(played(7, 13))
    for pairs in (one.said, one.in_hindsight):  # the picture was right
        assert len(pairs.happened) == 17 - 3  # but for 10, 11 and 12
        assert int(pairs.happened.sum()) == 3  # 7, 8 and 9
    assert (one.moments.hits, one.moments.misses, one.moments.false_alarms) == (3, 0, 0)


def test_moments_of_which_the_truth_is_not_known_are_left_out() -> None:
    known = np.ones((20, 1), np.bool_)
    known[4] = False
    one = found(played(7, 13), PASSED, TIMES, 3, RULE, join_us=0, shortest_us=0, known=known)
    assert len(one.said.happened) < 14


def test_a_picture_that_says_passed_when_it_is_not_is_asked_in_hindsight_only() -> None:
    right = played(7, 13)
    now = right.now.copy()
    now[14] = 0.9
    one = judged(replace(right, now=now))
    assert len(one.said.happened) == 17 - 4
    assert len(one.in_hindsight.happened) == 17 - 3


def test_probabilities_that_are_right_are_found_right_although_nobody_knows_the_present() -> None:
    rng = np.random.default_rng(7)
    moments, width = 400, 60
    level = rng.normal(0.0, 1.0, width)
    truth = np.empty((moments, width))
    for row in range(moments):
        truth[row] = level = 0.8 * level + 0.6 * rng.normal(0.0, 1.0, width)
    read = truth + rng.normal(0.0, 0.5, truth.shape)
    limit, gain = 1.0, 1.0 / 1.25
    now = 1.0 - normal_distribution((limit - gain * read) / np.sqrt(0.2))
    draws = gain * read[None] + np.sqrt(0.2) * rng.normal(0.0, 1.0, (100, 1, 1))
    ahead = normal_distribution((limit - 0.8 * draws) / 0.6)
    within = 1.0 - np.mean(np.where(draws > limit, 0.0, ahead), axis=0)
    at = np.arange(1, moments + 1)
    calm, none = np.zeros(truth.shape, np.bool_), tuple(() for _ in range(width))
    one = found(Played(at, within, now, calm, none, none), truth > limit, at, 1, RULE, join_us=0, shortest_us=0)
    line = calibration_line(one.said.probability, one.said.happened)
    assert line.slope == pytest.approx(1.0, abs=0.05)
    assert calibration_line(one.in_hindsight.probability, one.in_hindsight.happened).slope < 0.9


def test_results_of_days_add_up() -> None:
    both = judged(played(7, 13)) + judged(played(14, 16))
    assert (both.episodes.hits, both.episodes.misses, both.alarms) == (1, 1, 2)
    assert len(both.leads_s) == 2


@pytest.fixture(scope="module")
def ours_and_rule() -> tuple[Found, Found]:
    day = made_up_day(len(bench_city().areas))
    return judge_day(day, WithinLead()), judge_day(day, ShareOfLimit())


def test_what_is_foreseen_as_it_comes_is_warned_of_in_time(ours_and_rule: tuple[Found, Found]) -> None:
    ours, rule = ours_and_rule
    assert ours.episodes.hits == len(limits_of_city()[0])
    assert ours.episodes.hits > rule.episodes.hits
    assert ours.moments.peirce > rule.moments.peirce
    assert ours.warnings < ours.alarms, "areas of one cause are one warning"


def test_the_report_has_a_table_and_every_promise(ours_and_rule: tuple[Found, Found], tmp_path: Path) -> None:
    write_report(tmp_path, {"all scenarios": ours_and_rule}, (), ("a night",))
    text = (tmp_path / "warning-results.md").read_text(encoding="utf-8")
    assert "| all scenarios | ours |" in text
    assert "## Reliability: all scenarios" in text
    assert "- a night" in text
