# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Panels: counts on the wall clock, missing where they are not whole, also on the two days with another hour."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from baken.forecast.wall_clock import wall_min
from baken.observation.stream import Stream
from baken.service.forecasting.panels import CountRows, counted, step_of
from baken.vocabulary.quantity import Quantity
from baken.vocabulary.time import to_us

ZONE = ZoneInfo("Europe/Amsterdam")


def stream(name: str, interval_s: float, quantity: Quantity = Quantity.PEDESTRIAN_COUNT) -> Stream:
    return Stream(
        id=name, name=name, connector="c", provider_id=name, quantity=quantity, interval_s=interval_s, stale_after_s=60
    )


def test_steps_are_quarters_only_where_every_count_tells_them_apart() -> None:
    assert step_of([stream("a", 60), stream("b", 900)]) == 15
    assert step_of([stream("a", 60), stream("b", 3600)]) == 60
    assert step_of([stream("a", 0, Quantity.PERSONS_PRESENT)]) == 15


def test_what_is_no_count_of_persons_or_does_not_divide_a_step_is_no_series() -> None:
    streams = [stream("a", 60), stream("b", 7200), stream("c", 60, Quantity.VEHICLE_COUNT), stream("d", 420)]
    assert [s.id for s in counted(streams, 60)] == ["a"]


def rows_of(first: str, hours: int, moments: list[datetime], interval_s: float, number: list[float]) -> np.ndarray:
    start = wall_min(datetime.fromisoformat(first))
    rows = CountRows(start, hours, 60, np.array([interval_s]))
    us = np.array([to_us(m) for m in moments], np.int64)
    rows.add(np.zeros(len(us), np.int64), us, np.full(len(us), 10.0), np.array(number), ZONE)
    return rows.values()[:, 0]


def test_a_step_is_missing_when_an_interval_of_it_is() -> None:
    moments = [datetime(2026, 7, 1, hour, tzinfo=UTC) for hour in (10, 11, 12)]
    found = rows_of("2026-07-01T12:00", 3, moments, 900, [4, 3, 4])
    assert found[[0, 2]].tolist() == [10.0, 10.0]
    assert np.isnan(found[1])


def test_the_hour_that_comes_twice_and_the_one_that_does_not_have_no_value() -> None:
    autumn = [datetime(2026, 10, 25, hour, tzinfo=UTC) for hour in range(4)]
    found = rows_of("2026-10-25T01:00", 4, autumn, 3600, [1, 1, 1, 1])
    assert np.isnan(found).tolist() == [True, True, False, False]  # 01:00 lies before the rows, 02:00 comes twice
    spring = [datetime(2026, 3, 29, hour, tzinfo=UTC) for hour in range(3)]
    found = rows_of("2026-03-29T01:00", 4, spring, 3600, [1, 1, 1])
    assert np.isnan(found).tolist() == [False, True, False, False]


@pytest.mark.parametrize("number", [0.0, 2.0])
def test_more_than_all_intervals_is_no_value_either(number: float) -> None:
    assert np.isnan(rows_of("2026-07-01T12:00", 1, [datetime(2026, 7, 1, 10, tzinfo=UTC)], 3600, [number]))
