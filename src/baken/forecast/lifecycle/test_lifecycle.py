# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who issues is decided beyond chance, drift is told from weather, and time is only time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baken.forecast import synthetic
from baken.forecast.lifecycle.comparison import compared, diebold_mariano, student_cdf
from baken.forecast.lifecycle.drift import Alarm, DriftKind, alarms
from baken.forecast.lifecycle.made_up import made_up
from baken.forecast.lifecycle.promotion import decided
from baken.forecast.lifecycle.schedule import (
    Schedule,
    next_issue_us,
    next_refit_us,
    origin_due,
    refit_due,
)
from baken.forecast.lifecycle.scores import OriginScores, mean, scored_together
from baken.forecast.lifecycle.trust import (
    HOUR_US,
    Issue,
    Mistrust,
    Trust,
    issue_budget_s,
    trust_after,
    trust_after_alarms,
    whose,
)
from baken.forecast.methods.climatology import Climatology
from baken.forecast.methods.seasonal_naive import SeasonalNaive
from baken.forecast.model import ForecastError
from baken.forecast.wall_clock import wall_min
from baken.vocabulary.time import to_us

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


# ---------------------------------------------------------------- scores


def test_scores_are_those_of_the_definition() -> None:
    panel = synthetic.street(40)
    history = synthetic.history(panel)
    origins = [panel.start_min + day * 1440 for day in range(30, 36)]
    leads = np.arange(1, 25)
    forecasts = [
        [method.forecast(history.known_at(origin), leads) for origin in origins]
        for method in (Climatology(), SeasonalNaive())
    ]
    ours, _ = scored_together(forecasts, panel)
    values = np.stack([one.values for one in forecasts[0]])
    truth = np.stack([panel.values[day * 24 : day * 24 + 24].T for day in range(30, 36)])
    levels = np.array(forecasts[0][0].quantiles[1:-1])
    error = truth[..., None] - values[..., 1:-1]
    loss = 2 / 9 * np.maximum(levels * error, (levels - 1) * error).sum(axis=(0, 2, 3)) / truth.sum(axis=(0, 2))
    assert ours.wql() == pytest.approx(loss)
    assert ours.mae() == pytest.approx(np.abs(truth - values[..., 5]).mean(axis=(0, 2)))
    held = (truth >= values[..., 1]) & (truth <= values[..., 9])
    assert ours.coverage(0.8) == pytest.approx(held.mean(axis=(0, 2)))
    assert ours.targets(0) == 18


def test_only_what_all_foresaw_and_what_came_is_scored() -> None:
    panel = synthetic.street(32)
    panel.values[30 * 24 + 5, 1] = np.nan
    known = synthetic.history(panel).known_at(panel.start_min + 30 * 1440)
    one = Climatology().forecast(known, np.arange(1, 25))
    other = SeasonalNaive().forecast(known, np.arange(1, 25))
    other.values[0] = np.nan
    first, second = scored_together([[one], [other]], panel)
    assert first.count.sum(axis=(0, 2)).tolist() == second.count.sum(axis=(0, 2)).tolist() == [0, 23, 24]
    assert np.isnan(first.wql()[0])
    assert np.isfinite(mean(first.wql()))


def test_forecasts_of_different_targets_are_refused() -> None:
    panel = synthetic.street(32)
    known = synthetic.known(panel)
    one = Climatology().forecast(known, np.arange(1, 25))
    other = Climatology().forecast(known, np.arange(1, 24))
    with pytest.raises(ForecastError, match="same targets"):
        scored_together([[one], [other]], panel)
    with pytest.raises(ForecastError, match="nothing to score"):
        scored_together([[]], panel)


# ---------------------------------------------------------------- champion and challenger


def test_equal_models_differ_by_chance_as_often_as_the_test_says() -> None:
    generator = np.random.default_rng(1)
    found = 0
    for _ in range(400):
        chance = generator.standard_normal(72)
        hangs = np.convolve(chance, np.ones(4), mode="valid")  # four origins see the same targets
        found += 1.0 - student_cdf(diebold_mariano(hangs, overlap=4), len(hangs) - 1) < 0.05
    assert 0.02 < found / 400 < 0.09


def test_few_origins_prove_nothing() -> None:
    assert np.isnan(diebold_mariano(np.arange(9.0), overlap=1))
    assert compared(made_up(2, seed=1), made_up(2, seed=2)).chance == 1.0


def test_a_better_challenger_takes_over() -> None:
    made = decided(made_up(60, seed=1, noise=0.1), made_up(60, seed=1, loss=0.126, noise=0.1, method="new/1"))
    assert made.promoted
    assert made.comparison.skill == pytest.approx(0.1, abs=0.01)
    assert made.reasons == (f"new/1 has 10.0% less loss than model/1 (chance {made.comparison.chance:.3f}).",)


@pytest.mark.parametrize(
    ("challenger", "why"),
    [
        ({"seed": 2}, "are needed|may be chance"),
        ({"seed": 1, "loss": 0.1395}, "are needed"),
        ({"seed": 1, "loss": 0.12, "by_bucket": (0.9, 0.8, 1.0, 1.0, 1.0)}, "At 1 h it has 1.* more loss"),
        ({"seed": 1, "loss": 0.12, "coverage": 0.6}, "80 % bands hold 60%"),
    ],
    ids=["as good", "hardly better", "worse next hour", "bands too narrow"],
)
def test_a_challenger_that_is_not_clearly_better_does_not(challenger: dict[str, Any], why: str) -> None:
    made = decided(made_up(60, seed=1), made_up(60, **challenger))
    assert not made.promoted
    assert any(re.search(why, reason) for reason in made.reasons)


def test_a_fortnight_is_too_short_to_change_models() -> None:
    made = decided(made_up(14, seed=1), made_up(14, seed=1, loss=0.05))
    assert not made.promoted
    assert "14 days; 28 are needed" in made.reasons[0]


def test_models_scored_on_different_targets_are_not_compared() -> None:
    with pytest.raises(ForecastError, match="different targets"):
        decided(made_up(30, seed=1), made_up(31, seed=1))


# ---------------------------------------------------------------- drift


def backtest() -> tuple[OriginScores, OriginScores]:
    return made_up(200, seed=1, loss=0.12), made_up(200, seed=1, loss=0.15)


def lately(
    *, loss: float = 0.12, coverage: float = 0.8, days: int = 14, seed: int = 9
) -> tuple[OriginScores, OriginScores]:
    return made_up(days, seed=seed, loss=loss, coverage=coverage), made_up(days, seed=seed, loss=0.15)


def raised(**changed: Any) -> list[DriftKind]:
    found: tuple[Alarm, ...] = alarms(backtest(), lately(**changed))
    assert all(alarm.sentence().endswith(".") for alarm in found)
    return [alarm.kind for alarm in found]


def test_a_model_that_is_as_it_was_raises_no_alarm() -> None:
    assert [raised(seed=seed) for seed in range(20)] == [[]] * 20


def test_a_hard_fortnight_for_both_raises_no_alarm() -> None:
    hard = made_up(14, seed=3, loss=0.36), made_up(14, seed=3, loss=0.45)
    assert alarms(backtest(), hard) == ()


def test_a_model_that_gains_nothing_any_more_raises_one() -> None:
    assert raised(loss=0.15) == [DriftKind.SKILL]
    assert raised(loss=0.18) == [DriftKind.SKILL, DriftKind.WORSE_THAN_REFERENCE]


@pytest.mark.parametrize("coverage", [0.6, 0.97])
def test_bands_that_hold_too_little_or_too_much_raise_one(coverage: float) -> None:
    assert raised(coverage=coverage) == [DriftKind.BANDS]


def test_a_few_days_raise_none() -> None:
    assert raised(loss=0.3, days=4) == []
    nothing = made_up(3, seed=1).during(0, 0)
    assert alarms(backtest(), (nothing, nothing)) == ()


def test_without_a_backtest_only_what_is_worse_than_the_reference_raises_one() -> None:
    short = made_up(16, seed=1, loss=0.12), made_up(16, seed=1, loss=0.15)
    assert alarms(short, lately(loss=0.148)) == ()
    assert [alarm.kind for alarm in alarms(short, lately(loss=0.18))] == [DriftKind.WORSE_THAN_REFERENCE]


# ---------------------------------------------------------------- trust


def test_one_fault_shows_the_reference_once() -> None:
    failed, slow, good = Issue(0, 1.0, failed=True), Issue(0, 3.0), Issue(0, 1.0)
    assert whose(Trust(), failed, 2.0) is Mistrust.FAILED
    assert whose(Trust(), slow, 2.0) is Mistrust.TOO_SLOW
    after = trust_after(Trust(), failed, 2.0)
    assert after.is_tried(0)
    assert whose(after, good, 2.0) is Mistrust.NONE
    assert trust_after(after, good, 2.0) == Trust()


def test_three_faults_in_a_row_lay_a_champion_to_rest_ever_longer() -> None:
    trust, now = Trust(), 0
    rests = []
    for _ in range(12):
        trust = trust_after(trust, Issue(now, 9.0), 2.0)
        if not trust.is_tried(now):
            rests.append((trust.resting_until_us - now) / HOUR_US)
            assert whose(trust, None, 2.0) is Mistrust.TOO_SLOW
            now = trust.resting_until_us
    assert rests[:3] == [6.0, 12.0, 24.0]
    assert max(rests) == 168.0
    assert trust_after(trust, Issue(now, 1.0), 2.0) == Trust()


def test_a_champion_that_drifted_is_asked_but_not_shown() -> None:
    trust = trust_after_alarms(Trust(), alarmed=True)
    assert trust.is_tried(0)
    assert whose(trust, Issue(0, 1.0), 2.0) is Mistrust.DRIFTED
    assert whose(trust, Issue(0, 9.0), 2.0) is Mistrust.DRIFTED
    assert whose(trust, Issue(0, 1.0, failed=True), 2.0) is Mistrust.FAILED
    assert whose(trust_after_alarms(trust, alarmed=False), Issue(0, 1.0), 2.0) is Mistrust.NONE
    assert whose(None, None, 2.0) is Mistrust.ABSENT


@given(series=st.integers(0, 10_000), leads=st.integers(1, 2000), every=st.sampled_from([1, 5, 15, 60, 1440]))
def test_a_budget_never_outlasts_the_issue(series: int, leads: int, every: int) -> None:
    assert 0 < issue_budget_s(series, leads, every_min=every) <= 6.0 * every


# ---------------------------------------------------------------- schedule


def utc(text: str) -> int:
    return to_us(datetime.fromisoformat(text).replace(tzinfo=UTC))


def local(text: str) -> int:
    return wall_min(datetime.fromisoformat(text))


def test_an_origin_is_due_once() -> None:
    plan = Schedule()
    due = origin_due(plan, AMSTERDAM, None, utc("2026-07-01T10:05"))
    assert due == local("2026-07-01T12:00")
    assert origin_due(plan, AMSTERDAM, due, utc("2026-07-01T10:59")) is None
    assert origin_due(plan, AMSTERDAM, due, utc("2026-07-01T11:05")) == local("2026-07-01T13:00")


def test_of_what_was_missed_only_the_newest_is_issued() -> None:
    missed = origin_due(Schedule(), AMSTERDAM, local("2026-07-01T08:00"), utc("2026-07-01T10:30"))
    assert missed == local("2026-07-01T12:00")


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 24), ("2026-06-01", 24)])
def test_on_days_of_23_and_25_hours_each_hour_of_the_clock_is_issued_once(day: str, hours: int) -> None:
    plan, issued, last = Schedule(delay_min=0), [], None
    start = datetime.fromisoformat(day).replace(tzinfo=AMSTERDAM).astimezone(UTC)
    last = local(day) - 60
    for minutes in range(0, 25 * 60 + 1, 5):
        moment = start + timedelta(minutes=minutes)
        due = origin_due(plan, AMSTERDAM, last, to_us(moment))
        if due is not None and due < local(day) + 1440:
            issued.append(due)
            last = due
    assert len(issued) == len(set(issued)) == hours


@given(minutes=st.integers(0, 400 * 1440), every=st.sampled_from([5, 15, 60, 720, 1440]), delay=st.sampled_from([0, 3]))
def test_the_next_issue_lies_ahead_and_is_due_when_it_comes(minutes: int, every: int, delay: int) -> None:
    plan = Schedule(issue_every_min=every, delay_min=delay)
    now = utc("2026-01-01T00:00") + minutes * 60_000_000
    last = origin_due(plan, AMSTERDAM, None, now)
    then = next_issue_us(plan, AMSTERDAM, now)
    assert 0 < then - now <= (every + 125) * 60_000_000
    assert origin_due(plan, AMSTERDAM, last, then) is not None


def test_a_model_is_fitted_at_the_first_of_the_month() -> None:
    plan = Schedule()
    assert refit_due(plan, AMSTERDAM, None, utc("2026-07-15T00:00"))
    assert not refit_due(plan, AMSTERDAM, utc("2026-07-01T01:31"), utc("2026-07-31T23:00"))
    assert refit_due(plan, AMSTERDAM, utc("2026-07-01T01:31"), utc("2026-08-01T01:30"))
    assert next_refit_us(plan, AMSTERDAM, utc("2026-12-15T00:00")) == utc("2027-01-01T02:30")


@given(minutes=st.integers(0, 800 * 1440))
def test_the_next_fit_lies_ahead_and_is_due_when_it_comes(minutes: int) -> None:
    plan = Schedule(refit_day=25, refit_minute=150)  # in the hour that is skipped or comes twice, in some years
    now = utc("2026-01-01T00:00") + minutes * 60_000_000
    then = next_refit_us(plan, AMSTERDAM, now)
    assert then > now
    assert refit_due(plan, AMSTERDAM, now, then)
    assert not refit_due(plan, AMSTERDAM, now, then - 1)


@pytest.mark.parametrize(
    "wrong",
    [{"issue_every_min": 7}, {"delay_min": 60}, {"refit_day": 31}, {"refit_minute": 1440}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_times_that_are_not_in_every_day_or_month_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ForecastError):
        Schedule(**wrong)
