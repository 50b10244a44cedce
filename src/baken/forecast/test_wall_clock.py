# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every day has 24 hours on the wall clock."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from baken.forecast.wall_clock import MINUTE_US, from_wall_min, is_twice, to_wall_min, wall_min, wall_time, weekday
from baken.vocabulary.time import NO_TIME_US, from_us, to_us

ZONES = ["Europe/Amsterdam", "Pacific/Auckland", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca", "UTC"]


@pytest.mark.parametrize("zone", ZONES)
def test_moments_of_years_show_what_the_library_shows(zone: str) -> None:
    start = to_us(datetime(2019, 1, 1, tzinfo=UTC))
    moments = start + 37 * MINUTE_US * np.arange(100_000, dtype=np.int64)
    shown = to_wall_min(moments, ZoneInfo(zone))
    for i in [*range(0, 100_000, 997), 99_999]:
        local = from_us(int(moments[i])).astimezone(ZoneInfo(zone))
        assert wall_time(int(shown[i])) == local.replace(tzinfo=None)


@pytest.mark.parametrize("zone", ZONES)
def test_every_hour_of_a_year_goes_there_and_back(zone: str) -> None:
    first = wall_min(datetime.fromisoformat("2026-01-01T00:00"))
    there = [from_wall_min(first + 60 * h, ZoneInfo(zone)) for h in range(8760)]
    exists = [h for h, moment in enumerate(there) if moment != NO_TIME_US]
    back = to_wall_min(np.array([there[h] for h in exists]), ZoneInfo(zone))
    assert back.tolist() == [first + 60 * h for h in exists]
    assert len(exists) >= 8759


def test_the_hour_of_autumn_comes_twice() -> None:
    zone = ZoneInfo("Europe/Amsterdam")
    assert is_twice(wall_min(datetime.fromisoformat("2026-10-25T02:00")), zone)
    assert not is_twice(wall_min(datetime.fromisoformat("2026-10-25T03:00")), zone)
    assert not is_twice(wall_min(datetime.fromisoformat("2026-03-29T02:00")), zone), (
        "the hour of spring does not come at all"
    )


def test_the_days_of_the_week_follow_each_other_before_and_after_1970() -> None:
    days = wall_min(datetime.fromisoformat("1969-12-29T00:00")) + 1440 * np.arange(14)
    assert weekday(days).tolist() == [0, 1, 2, 3, 4, 5, 6] * 2
