# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The past of a network is what the live picture estimated, and before that smoothed, once per question."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from baken.service.network_past import NetworkPast
from baken.service.past import Span
from baken.situation.estimator import StationaryEstimator
from baken.situation.history import History
from baken.situation.topology import Topology
from baken.vocabulary.place import Area, AreaKind
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from baken.situation.model import Changes, Index, Int64

NOON = datetime(2026, 8, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
AREAS = [Area(id=x, name=x, kind=AreaKind.SQUARE, usable_area_m2=100.0, polygon=()) for x in ("east", "west")]


class Counting(StationaryEstimator):
    """Says how many rows it was given, in the first area, and which bucket it is, in the second."""

    passed_since_us: int | None = None

    @property
    def memory_us(self) -> int:
        return 7_200_000_000

    def smoothed(self, rows: Changes, moments_us: Int64, *, areas: Index | None = None) -> History:
        del areas
        return self._said(rows, moments_us, 0.0)

    def passed(self, rows: Changes, moments_us: Int64) -> History:
        return self._said(rows, moments_us, 100.0)

    def _said(self, rows: Changes, moments_us: Int64, base: float) -> History:
        shape = (len(moments_us), 2)
        bucket = base + np.arange(len(moments_us), dtype=float)
        persons = np.column_stack([np.full(len(moments_us), float(len(rows))), bucket])
        one, flag = np.ones(shape), np.ones(shape, np.uint8)
        end = np.broadcast_to(moments_us[:, None], shape)
        return History(moments_us, ("east", "west"), persons, one, one, one, one, flag, flag, end)


class Asked:
    """A store that notes what it was asked, and a live picture that began at some moment."""

    def __init__(self, began: datetime | None = None) -> None:
        self.known = 0
        self.spans: list[tuple[int, int]] = []
        self.live = counting()
        self.live.passed_since_us = None if began is None else to_us(began)

    def between(self, start_us: int, end_us: int) -> Changes | None:
        self.spans.append((start_us, end_us))
        return None

    def past(self) -> NetworkPast:
        return NetworkPast(lambda: self.live, counting, self.between, lambda: self.known)  # type: ignore[arg-type, return-value]


def counting() -> Counting:
    return Counting(Topology.of(AREAS, [], []))


def test_rows_are_read_from_the_memory_before_the_first_bucket_to_the_end_of_the_last() -> None:
    asked = Asked()
    found = asked.past().history(Span(NOON, NOON + 3 * HOUR, HOUR))
    assert asked.spans == [(to_us(NOON - 2 * HOUR), to_us(NOON + 3 * HOUR))]
    assert found.time_us.tolist() == [to_us(NOON + i * HOUR) for i in range(3)]
    assert found.end_us[:, 0].tolist() == [to_us(NOON + (i + 1) * HOUR) for i in range(3)]


def test_what_the_live_picture_passed_is_told_as_it_was_and_only_what_lies_before_is_smoothed() -> None:
    asked = Asked(began=NOON + timedelta(minutes=90))
    found = asked.past().history(Span(NOON, NOON + 4 * HOUR, HOUR))
    assert found.time_us.tolist() == [to_us(NOON + i * HOUR) for i in range(4)]
    assert found.persons[:, 1].tolist() == [0.0, 100.0, 101.0, 102.0]


def test_all_that_was_passed_is_never_smoothed() -> None:
    asked = Asked(began=NOON)
    found = asked.past().history(Span(NOON, NOON + 2 * HOUR, HOUR))
    assert found.persons[:, 1].tolist() == [100.0, 101.0]


def test_what_lies_before_is_made_once_until_the_picture_begins_afresh() -> None:
    asked = Asked()
    past = asked.past()
    span = Span(NOON, NOON + HOUR, HOUR)
    assert past.history(span) is past.history(span)
    assert len(asked.spans) == 1
    asked.known = 1
    past.history(span)
    assert len(asked.spans) == 2


def test_one_area_is_a_column_of_the_answer_for_all() -> None:
    asked = Asked()
    past = asked.past()
    span = Span(NOON, NOON + 2 * HOUR, HOUR)
    west = past.history(span, area_id="west")
    assert west.area_ids == ("west",)
    assert west.persons.tolist() == [[0.0], [1.0]]
    past.history(span)
    assert len(asked.spans) == 1


def test_only_the_last_answers_are_kept() -> None:
    asked = Asked()
    past = asked.past()
    for hour in range(20):
        past.history(Span(NOON + hour * HOUR, NOON + (hour + 1) * HOUR, HOUR))
    past.history(Span(NOON + 19 * HOUR, NOON + 20 * HOUR, HOUR))
    assert len(asked.spans) == 20
    past.history(Span(NOON, NOON + HOUR, HOUR))
    assert len(asked.spans) == 21
