# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Recurrences, held against ``dateutil`` as it is, without the bounds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.connectors.icalendar_events.client import Event
from baken.connectors.icalendar_events.occurrences import Budget, last_end, spans_of

ZONE = ZoneInfo("UTC")

RULES = [
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3;COUNT=9",
    "FREQ=WEEKLY;BYDAY=MO,SA",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;WKST=SU",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=MONTHLY;BYMONTHDAY=29,30,31",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE;BYSETPOS=2",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
    "FREQ=YEARLY;BYWEEKNO=53;BYDAY=SU",
    "FREQ=YEARLY;BYYEARDAY=366",
]


def event(rule: str, start: datetime) -> Event:
    return Event(
        number=1,
        series="a",
        start=start,
        end=None,
        length=timedelta(hours=1),
        rule=rule,
        without=(),
        also=(),
        replaces=None,
        status="",
        location="",
        categories=(),
        numbers={},
    )


@given(
    rule=st.sampled_from(RULES),
    start=st.datetimes(datetime(1971, 1, 1), datetime(2060, 1, 1)),  # noqa: DTZ001
    days=st.integers(1, 5_000),
)
@settings(max_examples=150, deadline=None)
def test_bounded_recurrences_are_those_of_dateutil(rule: str, start: datetime, days: int) -> None:
    begin = start.replace(microsecond=0, tzinfo=UTC)
    until = begin + timedelta(days=days)
    expected = set(takewhile(lambda moment: moment < until, rrulestr(rule, dtstart=begin))) | {begin}
    found = [span.start for span in spans_of(event(rule, begin), ZONE, (begin, until), (), Budget())]
    assert found == sorted(expected)


@pytest.mark.parametrize(
    ("rule", "last"),
    [
        ("FREQ=DAILY;COUNT=3", datetime(2026, 7, 13, 11, tzinfo=UTC)),
        ("FREQ=WEEKLY;UNTIL=20260720T100000Z", datetime(2026, 7, 20, 11, tzinfo=UTC)),
        ("FREQ=WEEKLY", None),
        ("", datetime(2026, 7, 11, 11, tzinfo=UTC)),
    ],
)
def test_end_of_a_series_is_known_where_its_rule_says_so(rule: str, last: datetime | None) -> None:
    assert last_end(event(rule, datetime(2026, 7, 11, 10, tzinfo=UTC)), ZONE, Budget()) == last
