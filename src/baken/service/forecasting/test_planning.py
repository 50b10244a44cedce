# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The days ahead: the peak of each, how likely it is to be too full, and nothing where nothing is foreseen."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from baken.forecast.model import QUANTILES
from baken.service.forecasting.planning import PlanDay, area_day, days_ahead
from baken.vocabulary.time import NO_TIME_US, to_us

ZONE = ZoneInfo("Europe/Amsterdam")
HOUR_US = 3_600_000_000
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
SPREAD = np.linspace(0.5, 1.5, len(QUANTILES))
BREAKS = np.array([100.0, 200.0, 300.0, 400.0])
HOURS = to_us(NOON) + HOUR_US * np.arange(24)
TOMORROW = 11
"""Place of the first hour of the next day on the clock of the city."""


def fan(*medians: float) -> np.ndarray:
    every = np.zeros(24)
    every[: len(medians)] = medians
    return every[:, None] * SPREAD


def today() -> PlanDay:
    return days_ahead(NOON, ZONE)[0]


def test_days_begin_at_midnight_of_the_city_and_follow_each_other() -> None:
    days = days_ahead(NOON, ZONE)
    assert len(days) == 8
    assert days[0].from_us == to_us(datetime(2026, 11, 20, 23, tzinfo=UTC))
    assert all(a.to_us == b.from_us for a, b in pairwise(days))


def test_the_peak_is_the_step_with_most_persons_of_that_day_only() -> None:
    values = fan(100, 250, 120)
    values[TOMORROW] = 900 * SPREAD
    seen = area_day(values, values, HOURS, today(), BREAKS, QUANTILES)
    assert seen is not None
    assert seen.peak == 1
    assert seen.median == pytest.approx(250)
    assert seen.lower80 < seen.median < seen.upper80
    tomorrow = area_day(values, values, HOURS, days_ahead(NOON, ZONE)[1], BREAKS, QUANTILES)
    assert tomorrow is not None
    assert (tomorrow.peak, tomorrow.level) == (TOMORROW, 5)


def test_the_risk_may_lie_at_another_hour_than_the_peak() -> None:
    values = fan(250, 240)
    values[1] = 240 + 400 * (np.linspace(-1, 1, len(QUANTILES)).clip(min=-0.5))
    seen = area_day(values, values, HOURS, today(), BREAKS, QUANTILES)
    assert seen is not None
    assert (seen.peak, seen.likely45_at) == (0, 1)
    assert 0.0 < seen.likely45 <= 1.0


def test_of_a_day_beyond_the_forecast_or_withheld_there_is_none() -> None:
    values = fan(10)
    nothing = np.full_like(values, np.nan)
    assert area_day(nothing, values, HOURS, today(), BREAKS, QUANTILES) is None
    assert area_day(values, values, HOURS, days_ahead(NOON, ZONE)[5], BREAKS, QUANTILES) is None


def test_a_step_that_the_clock_skips_is_no_peak() -> None:
    values = fan(100, 900, 200)
    hours = HOURS.copy()
    hours[1] = NO_TIME_US
    seen = area_day(values, values, hours, today(), BREAKS, QUANTILES)
    assert seen is not None
    assert seen.peak == 2


def test_an_area_without_limits_has_a_peak_and_no_level() -> None:
    values = fan(100)
    seen = area_day(values, values, HOURS, today(), np.full(4, np.nan), QUANTILES)
    assert seen is not None
    assert (seen.level, np.isnan(seen.likely45)) == (0, True)
