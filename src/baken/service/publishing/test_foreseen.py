# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is foreseen is told by the hours of the city's own clock, however far that is from UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from baken.service.publishing.foreseen import hours_ahead

NOW = datetime(2026, 8, 14, 10, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Europe/Amsterdam", "13:00"),
        ("Asia/Kolkata", "16:00"),
        ("Asia/Kathmandu", "17:00"),
        ("America/St_Johns", "08:00"),
        ("Australia/Lord_Howe", "21:00"),
        ("Pacific/Chatham", "00:00"),
    ],
)
def test_the_hours_are_full_on_the_clock_of_the_city(name: str, first: str) -> None:
    zone = ZoneInfo(name)
    told = hours_ahead(NOW, zone, 6)
    assert f"{told[0].astimezone(zone):%H:%M}" == first
    assert {moment.astimezone(zone).minute for moment in told} == {0}
    assert [later - sooner for sooner, later in pairwise(told)] == [timedelta(hours=1)] * 5
    assert timedelta() < told[0] - NOW <= timedelta(hours=1)


@pytest.mark.parametrize("minute", [0, 30])
def test_an_hour_that_has_just_begun_is_not_ahead(minute: int) -> None:
    zone = ZoneInfo("Asia/Kolkata")
    now = datetime(2026, 8, 14, 10, minute, tzinfo=UTC)
    assert hours_ahead(now, zone, 1)[0].astimezone(zone).hour == 16 + (minute == 30)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("Australia/Lord_Howe", "2026-04-04"),
        ("Australia/Lord_Howe", "2026-10-03"),
        ("Europe/Amsterdam", "2026-10-24"),
        ("Europe/Amsterdam", "2026-03-28"),
    ],
)
def test_where_the_clock_is_changed_every_hour_of_it_is_told_and_no_half_one(name: str, day: str) -> None:
    zone = ZoneInfo(name)
    evening = datetime.fromisoformat(f"{day}T20:10").replace(tzinfo=zone)
    told = [moment.astimezone(zone) for moment in hours_ahead(evening.astimezone(UTC), zone, 48)]
    assert {moment.minute for moment in told} == {0}
    assert (told[0].hour, told[-1].hour) == (21, 23)
    skipped = {2} if day in ("2026-10-03", "2026-03-28") else set()
    assert {moment.hour for moment in told} == set(range(24)) - skipped
