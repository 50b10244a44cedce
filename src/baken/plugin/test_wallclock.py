# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Local times to moments, held against the standard library."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.plugin.wallclock import to_utc
from baken.vocabulary.time import to_us

ZONES = ("Europe/Amsterdam", "Pacific/Auckland", "Australia/Lord_Howe", "America/New_York", "UTC", "Asia/Kathmandu")


FIRST = datetime(1975, 1, 1)  # noqa: DTZ001 - a local time has no zone
LAST = datetime(2037, 1, 1)  # noqa: DTZ001
NEW_YEAR = datetime(2025, 1, 1)  # noqa: DTZ001


def as_us(local: datetime) -> int:
    return to_us(local.replace(tzinfo=UTC))


@given(st.lists(st.datetimes(FIRST, LAST), min_size=1, max_size=20), st.sampled_from(ZONES))
@settings(max_examples=80, deadline=None)
def test_agrees_with_the_standard_library(times: list[datetime], zone: str) -> None:
    found = to_utc(np.array([as_us(t) for t in times], np.int64), zone)
    for i, time in enumerate(times):
        first = time.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
        second = time.replace(tzinfo=ZoneInfo(zone), fold=1).astimezone(UTC)
        exists = first.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == time
        assert bool(found.nonexistent[i]) == (not exists)
        assert bool(found.ambiguous[i]) == (exists and first != second)
        if exists:
            assert (found.utc_us[i], found.second_us[i]) == (to_us(first), to_us(second))


@pytest.mark.parametrize("zone", ZONES[:4])
def test_every_minute_of_a_year_is_right(zone: str) -> None:
    minutes = [NEW_YEAR + timedelta(minutes=7 * i) for i in range(365 * 24 * 60 // 7)]
    found = to_utc(np.array([as_us(t) for t in minutes], np.int64), zone)
    expected = np.array([to_us(t.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)) for t in minutes])
    exists = ~found.nonexistent
    assert (found.utc_us[exists] == expected[exists]).all()
    assert 0 < found.ambiguous.sum() < 20


def test_no_times_are_no_moments() -> None:
    assert len(to_utc(np.zeros(0, np.int64), "UTC").utc_us) == 0
