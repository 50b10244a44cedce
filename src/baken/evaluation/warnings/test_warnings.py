# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baken.evaluation.warnings.contingency import Contingency
from baken.evaluation.warnings.episodes import (
    Alarm,
    Episode,
    Judged,
    Rule,
    episodes_of,
    judge,
    judge_moments,
    quiet_windows,
)
from baken.evaluation.warnings.lead_time import lead_quantiles, share_warned_by
from baken.evaluation.warnings.probability import (
    brier_decomposition,
    brier_score,
    calibration_line,
    cox_calibration,
    reliability_diagram,
    roc_area,
)

Spells = list[tuple[int, int]]

RULE = Rule(lead_us=30, earliest_us=180, window_us=60)
DAY = 1440

counts = st.integers(0, 1000)
pairs = st.lists(st.tuples(st.integers(0, 10), st.booleans()), min_size=1, max_size=200)
spells = st.lists(st.tuples(st.integers(0, DAY), st.integers(1, 200)), max_size=6)


def of_day(episodes: list[Episode], alarms: list[Alarm], rule: Rule = RULE) -> Judged:
    return judge(episodes, alarms, rule, from_us=0, until_us=DAY)


def test_a_warning_in_time_is_a_hit() -> None:
    judged = of_day([Episode(600, 660)], [Alarm(570, 665)])
    assert judged.contingency.hits == 1
    assert judged.contingency.false_alarms == 0
    assert judged.lead_us.tolist() == [30.0]


def test_a_warning_a_minute_too_late_for_the_response_is_a_miss_and_no_false_alarm() -> None:
    judged = of_day([Episode(600, 660)], [Alarm(571, 665)])
    assert (judged.contingency.hits, judged.contingency.misses, judged.contingency.false_alarms) == (0, 1, 0)
    assert judged.is_late.tolist() == [True]


def test_a_warning_during_the_episode_has_a_lead_below_zero() -> None:
    judged = of_day([Episode(600, 660)], [Alarm(610, 665)])
    assert judged.lead_us.tolist() == [-10.0]
    assert judged.is_late.tolist() == [True]


def test_a_warning_that_was_closed_before_the_onset_helps_nobody() -> None:
    judged = of_day([Episode(600, 660)], [Alarm(500, 590)])
    assert (judged.contingency.hits, judged.contingency.misses) == (0, 1)
    assert math.isnan(judged.lead_us[0])


def test_a_warning_of_hours_before_speaks_of_something_else() -> None:
    judged = of_day([Episode(600, 660)], [Alarm(400, 700)])
    assert judged.contingency.hits == 0


def test_a_second_warning_of_an_episode_is_neither_hit_nor_false_alarm() -> None:
    judged = of_day([Episode(600, 660)], [Alarm(560, 700), Alarm(620, 700)])
    assert (judged.contingency.hits, judged.contingency.false_alarms) == (1, 0)


def test_one_long_warning_may_be_in_time_for_two_episodes() -> None:
    judged = of_day([Episode(600, 620), Episode(680, 700)], [Alarm(560, 710)])
    assert judged.contingency.hits == 2


def test_quiet_windows_follow_from_the_truth_only() -> None:
    episodes = [Episode(600, 660)]
    windows = quiet_windows(episodes, RULE, from_us=0, until_us=DAY)
    assert all(b <= 600 - RULE.earliest_us or a >= 660 for a, b in windows)
    assert of_day(episodes, []).contingency.correct_negatives == len(windows)
    two_in_one = of_day(episodes, [Alarm(900, 905), Alarm(906, 910)]).contingency
    assert (two_in_one.false_alarms, two_in_one.correct_negatives) == (2, len(windows) - 1)


def test_a_day_without_anything_has_only_correct_negatives() -> None:
    table = of_day([], []).contingency
    assert table == Contingency(0, 0, 0, DAY // 60)
    assert math.isnan(table.hit_rate)
    assert math.isnan(table.false_alarm_ratio)


def test_a_lead_beyond_the_earliest_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="lead"):
        Rule(lead_us=200, earliest_us=180, window_us=60)


@given(spells, spells, st.integers(0, 180), st.integers(0, 180))
def test_a_longer_lead_never_gives_more_hits(truth: Spells, warned: Spells, one: int, other: int) -> None:
    episodes = joined(truth)
    alarms = [Alarm(start, start + length) for start, length in warned]
    short, long = (of_day(episodes, alarms, Rule(lead, 180, 60)) for lead in sorted((one, other)))
    assert long.contingency.hits <= short.contingency.hits
    assert short.contingency.hits + short.contingency.misses == sum(e.start_us < DAY for e in episodes)
    assert not (short.is_hit & short.is_late).any()


@given(spells)
def test_who_warns_of_every_episode_in_time_and_else_never_is_perfect(truth: Spells) -> None:
    episodes = [e for e in joined(truth) if 60 <= e.start_us < DAY]
    alarms = [Alarm(e.start_us - 45, e.end_us) for e in episodes]
    table = of_day(episodes, alarms).contingency
    assert table.misses == table.false_alarms == 0


def joined(truth: list[tuple[int, int]]) -> list[Episode]:
    passed = np.zeros(DAY + 300, dtype=bool)
    for start, length in truth:
        passed[start : start + length] = True
    return list(episodes_of(passed, np.arange(len(passed))))


@given(st.lists(st.booleans(), max_size=60), st.integers(0, 5), st.integers(0, 5))
def test_episodes_are_apart_in_order_and_long_enough(passed: list[bool], join: int, shortest: int) -> None:
    found = episodes_of(np.array(passed, dtype=bool), np.arange(len(passed)), join_us=join, shortest_us=shortest)
    for one, other in pairwise(found):
        assert other.start_us - one.end_us > join
    assert all(e.end_us - e.start_us >= max(shortest, 1) for e in found)
    if join == shortest == 0:
        assert sum(e.end_us - e.start_us for e in found) == sum(passed)


def test_moments_leave_out_what_is_above_the_limit_or_not_known() -> None:
    passed = np.array([0, 0, 1, 1, 0, 0], dtype=bool)
    stands = np.ones(6, dtype=bool)
    assert judge_moments(stands, passed, 1) == Contingency(1, 2, 0, 0)
    known = np.array([1, 1, 1, 1, 1, 0], dtype=bool)
    assert judge_moments(stands, passed, 1, step_is_known=known) == Contingency(1, 1, 0, 0)
    with pytest.raises(ValueError, match="lead"):
        judge_moments(stands, passed, 6)


@given(counts, counts, counts, counts)
def test_peirce_is_hit_rate_less_false_alarm_rate_and_swaps_sign_with_the_answer(
    a: int, b: int, c: int, d: int
) -> None:
    table, contrary = Contingency(a, b, c, d), Contingency(c, d, a, b)
    if a + c and b + d:
        assert table.peirce == pytest.approx(-contrary.peirce)
        assert -1 <= table.peirce <= 1
        determinant = (a * d - b * c) / ((a + c) * (b + d))
        assert table.peirce == pytest.approx(determinant)


@given(counts, counts, counts, counts)
def test_tables_add_as_their_counts_do(a: int, b: int, c: int, d: int) -> None:
    table = Contingency(a, b, c, d)
    assert (table + table).total == 2 * table.total
    assert table + Contingency(0, 0, 0, 0) == table


def test_a_count_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="never below zero"):
        Contingency(1, 2, 3, -1)


def test_always_never_and_chance_have_no_skill() -> None:
    assert Contingency(10, 90, 0, 0).peirce == 0.0
    assert Contingency(0, 0, 10, 90).peirce == 0.0
    assert Contingency(5, 45, 5, 45).peirce == Contingency(5, 45, 5, 45).heidke == 0.0


def test_the_lead_curve_counts_what_was_never_warned_of() -> None:
    lead = np.array([60.0, np.nan, 20.0, -5.0])
    assert share_warned_by(lead, [-10, 0, 30, 90]).tolist() == [0.75, 0.5, 0.25, 0.0]
    assert np.isnan(share_warned_by(np.array([]), [0])).all()
    assert lead_quantiles(lead, (0.0, 1.0)).tolist() == [-5.0, 60.0]
    assert np.isnan(lead_quantiles(np.array([np.nan]))).all()


@given(pairs)
def test_the_parts_of_the_brier_score_add_up_to_it(given_pairs: list[tuple[int, bool]]) -> None:
    said = np.array([p / 10 for p, _ in given_pairs])
    happened = np.array([o for _, o in given_pairs])
    parts = brier_decomposition(said, happened)
    assert parts.reliability - parts.resolution + parts.uncertainty == pytest.approx(brier_score(said, happened))
    assert min(parts.reliability, parts.resolution, parts.uncertainty) >= 0


def test_right_probabilities_have_a_line_of_slope_one_in_both_regressions() -> None:
    rng = np.random.default_rng(5)
    said = rng.beta(0.7, 1.5, 40_000)
    happened = rng.random(40_000) < said
    line, cox = calibration_line(said, happened), cox_calibration(said, happened)
    assert line.slope == pytest.approx(1.0, abs=4 * line.slope_error)
    assert cox.slope == pytest.approx(1.0, abs=4 * cox.slope_error)
    assert line.intercept == pytest.approx(0.0, abs=0.01)


def test_too_bold_probabilities_have_a_slope_below_one_and_timid_ones_above() -> None:
    rng = np.random.default_rng(6)
    truth = rng.uniform(0.2, 0.8, 40_000)
    happened = rng.random(40_000) < truth
    bold, timid = np.clip(0.5 + 1.6 * (truth - 0.5), 0, 1), 0.5 + 0.5 * (truth - 0.5)
    assert calibration_line(bold, happened).slope == pytest.approx(1 / 1.6, abs=0.05)
    assert calibration_line(timid, happened).slope == pytest.approx(2.0, abs=0.1)
    assert cox_calibration(bold, happened).slope < 1 < cox_calibration(timid, happened).slope


def test_the_diagram_of_right_probabilities_lies_in_its_bars_nine_times_in_ten() -> None:
    rng, inside, number = np.random.default_rng(7), 0, 0
    for _ in range(60):
        said = rng.random(2000)
        diagram = reliability_diagram(said, rng.random(2000) < said)
        inside += int(((diagram.happened >= diagram.lower) & (diagram.happened <= diagram.upper)).sum())
        number += 10
    assert 0.85 < inside / number < 0.95


def test_what_cannot_be_regressed_is_not_a_number() -> None:
    same, separated = np.full(5, 0.3), np.array([0.1, 0.2, 0.8, 0.9])
    assert math.isnan(calibration_line(same, np.array([1, 0, 0, 1, 0], dtype=bool)).slope)
    assert math.isnan(cox_calibration(separated, np.array([0, 0, 1, 1], dtype=bool)).slope)
    assert math.isnan(cox_calibration(separated, np.zeros(4, dtype=bool)).slope)
    assert math.isnan(roc_area(separated, np.ones(4, dtype=bool)))
    assert math.isnan(brier_score(np.array([np.nan]), np.array([True])))


def test_a_probability_above_one_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        brier_score(np.array([1.2]), np.array([True]))
