# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from baken.governance.log.storms import MOST_STORMS, WINDOW_MS, Storms


def reference() -> str:
    return "R"


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 3_000)), max_size=300))
def test_whatever_happens_the_counts_add_up(events: list[tuple[int, int]]) -> None:
    storms: Storms[int] = Storms()
    now, told, written = 0, 0, 0
    for who, pause in events:
        now += pause
        for t in [*storms.overdue(now), storms.note(who, who, now, reference)]:
            told += t.count
            written += t.count > 0
    told += sum(t.count for t in storms.all())
    assert told == len(events)


def test_a_thousand_a_second_become_a_handful_of_lines() -> None:
    storms: Storms[str] = Storms()
    counts = [storms.note("x", "e", now, reference).count for now in range(WINDOW_MS)]
    lines = [c for c in counts if c]
    rest = storms.overdue(WINDOW_MS)
    assert len(lines) == 14
    assert sum(lines) + sum(t.count for t in rest) == WINDOW_MS
    assert (rest[0].first, rest[0].last) == (8192, WINDOW_MS - 1)


def test_different_callers_do_not_hide_behind_each_other() -> None:
    storms: Storms[str] = Storms()
    assert [storms.note(who, who, 0, reference).count for who in "abc"] == [1, 1, 1]


def test_ever_new_callers_do_not_fill_the_memory() -> None:
    storms: Storms[int] = Storms()
    told = 0
    for who in range(5 * MOST_STORMS):
        told += sum(t.count for t in storms.overdue(0)) + storms.note(who, who, 0, reference).count
    assert told == 5 * MOST_STORMS
    assert len(storms.all()) == 0


def test_the_patience_is_that_of_the_oldest_window() -> None:
    storms: Storms[str] = Storms()
    assert storms.patience_s(0) is None
    storms.note("a", "e", 0, reference)
    storms.note("b", "e", 4_000, reference)
    assert storms.patience_s(4_000) == (WINDOW_MS - 4_000) / 1000
