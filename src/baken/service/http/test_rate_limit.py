# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A bucket lets through what it may, never more, and remembers no more than it may."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baken.service.http.rate_limit import UNLIMITED, Budget, BudgetError, TokenBuckets

GAPS = st.lists(st.floats(0, 3, allow_nan=False), min_size=1, max_size=200)
BUDGETS = st.builds(Budget, st.floats(0.1, 50), st.integers(1, 20))


def passed(gaps: list[float], budget: Budget) -> list[float]:
    buckets, now, times = TokenBuckets(), 1000.0, []
    for gap in gaps:
        now += gap
        if not buckets.take("a", budget, now):
            times.append(now)
    return times


@given(GAPS, BUDGETS)
def test_in_no_span_of_time_more_pass_than_burst_and_rate_allow(gaps: list[float], budget: Budget) -> None:
    times = passed(gaps, budget)
    for first, begin in enumerate(times):
        for last, end in enumerate(times[first:], start=first):
            assert last - first + 1 <= budget.burst + (end - begin) * budget.per_s + 0.001


@given(GAPS, BUDGETS)
def test_who_is_refused_passes_after_the_wait_that_was_told(gaps: list[float], budget: Budget) -> None:
    buckets, now = TokenBuckets(), 1000.0
    for gap in gaps:
        now += gap
        wait = buckets.take("a", budget, now)
        if wait:
            assert buckets.take("a", budget, now + 0.99 * wait) > 0, "not sooner"
            now += wait + 1e-6
            assert buckets.take("a", budget, now) == 0, "and then at once"


@given(st.integers(1, 20))
def test_a_burst_passes_whole_after_a_pause(burst: int) -> None:
    budget = Budget(2.0, burst)
    assert len(passed([0.0] * 50, budget)) == burst
    assert len(passed([0.0] * burst + [burst / 2 + 0.1] + [0.0] * 50, budget)) == 2 * burst


def test_one_identity_does_not_use_up_what_another_has() -> None:
    buckets, one = TokenBuckets(), Budget(1.0)
    assert buckets.take("a", one, 0.0) == 0
    assert buckets.take("a", one, 0.0) == 1
    assert buckets.take("b", one, 0.0) == 0


def test_without_a_limit_nothing_is_remembered() -> None:
    buckets = TokenBuckets()
    assert not any(buckets.take("a", UNLIMITED, 0.0) for _ in range(1000))
    assert len(buckets) == 0


def test_made_up_identities_share_one_bucket_when_there_are_too_many() -> None:
    buckets, slow = TokenBuckets(capacity=100), Budget(0.001, burst=2)
    assert buckets.take("a friend", slow, 0.0) == 0
    through = sum(not buckets.take(f"made up {number}", slow, 0.0) for number in range(10_000))
    assert through == 99 + 2
    assert len(buckets) <= 101
    assert buckets.take("a friend", slow, 0.0) == 0, "who was known keeps an own bucket"


def test_identities_that_are_quiet_make_room() -> None:
    buckets, quick = TokenBuckets(capacity=100), Budget(10.0, burst=1)
    for number in range(100):
        assert buckets.take(("early", number), quick, 0.0) == 0
    assert buckets.take("late", quick, 10.0) == 0
    assert len(buckets) == 1


@pytest.mark.parametrize("figures", [(-1.0, 1), (float("nan"), 1), (float("inf"), 1), (1.0, 0), (1.0, float("nan"))])
def test_a_budget_that_cannot_be_is_refused(figures: tuple[float, float]) -> None:
    with pytest.raises(BudgetError):
        Budget(*figures)
