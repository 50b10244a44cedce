# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, datetime, timedelta

from baken.governance import specimen
from baken.governance.lists import Layer, RetentionTrigger
from baken.governance.model import Retention
from baken.governance.retention.model import Declaration, Declared
from baken.governance.retention.plan import UNKNOWN_PERIOD, plan, rules_of, rules_of_city, rules_of_nobody

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
CLOCKS = dict.fromkeys(RetentionTrigger, NOW)


def activity(name: str, days: float | None) -> Declaration:
    kept = Retention(
        layer=Layer.OBSERVATIONS,
        period=None if days is None else timedelta(days=days),
        trigger=RetentionTrigger.PHENOMENON_TIME,
        reason="",
    )
    return Declaration.of(specimen.activity(name, retention=(kept,)))


def test_a_job_follows_from_each_declared_period() -> None:
    jobs = {j.rule.layer: j for j in plan(rules_of(activity("a", 30)), CLOCKS)}
    assert jobs[Layer.OBSERVATIONS].until == NOW - timedelta(days=30)


def test_a_layer_without_declaration_and_one_declared_as_not_kept_go_as_a_whole() -> None:
    jobs = {j.rule.layer: j for j in plan(rules_of(activity("a", None)), CLOCKS)}
    assert jobs[Layer.OBSERVATIONS].until is None
    assert jobs[Layer.RAW_PAYLOAD].until is None


def test_phenomenon_time_runs_by_the_clock_of_the_node() -> None:
    replayed = datetime(2025, 12, 31, tzinfo=UTC)
    (job, *_) = plan(rules_of(activity("a", 1)), CLOCKS | {RetentionTrigger.PHENOMENON_TIME: replayed})
    assert job.until == replayed - timedelta(days=1)


def test_an_activity_that_is_gone_keeps_its_last_period() -> None:
    gone = activity("old", 7)
    rules = rules_of_city({"a": activity("a", 1)}, {"old": gone}, {"a", "old"})
    (rule,) = [r for r in rules if r.activity == "old" and r.layer is Layer.OBSERVATIONS]
    assert (rule.period, rule.state) == (timedelta(days=7), Declared.GONE)


def test_data_that_nobody_declared_go_a_month_after_they_were_found() -> None:
    rules = rules_of_nobody("")
    assert plan(rules, CLOCKS, {}) == ()
    assert plan(rules, CLOCKS, {"": NOW - UNKNOWN_PERIOD + timedelta(seconds=1)}) == ()
    (job,) = plan(rules, CLOCKS, {"": NOW - UNKNOWN_PERIOD})
    assert job.until is None
