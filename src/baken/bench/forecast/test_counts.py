# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The counts, and what of them is no count."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from baken.bench.forecast.masks import not_counts
from baken.bench.forecast.protocol import full_plan, quick_plan, required, unusual
from baken.bench.forecast.truth import auckland, counts_by_row, history_of
from baken.bench.registry import BenchError
from baken.forecast.backtest.plan import first_of_month_min
from baken.forecast.backtest.scoring import truth_at
from baken.forecast.source_clock import clock_jumps

WEEKS = 12


def counts(hours: int = WEEKS * 168) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Return a street with quiet nights: 0 from 2 to 5 h, else more than 20 and never twice the same."""
    hour = np.arange(hours)
    return np.where((hour % 24 >= 2) & (hour % 24 < 5), 0.0, 20.0 + hour % 23)[:, None]


def test_quiet_nights_are_counts() -> None:
    assert not not_counts(counts()).any()


@pytest.mark.parametrize(("hours", "masked"), [(23, 0), (24, 24)])
def test_zeros_of_a_day_are_an_outage_wherever_they_are(hours: int, masked: int) -> None:
    column = np.zeros((4000, 1))
    column[::30] = 1.0
    column[2000:2100] = 1.0
    column[2010 : 2010 + hours] = 0.0
    flags = not_counts(column)
    assert flags[2000:2100].sum() == masked


@pytest.mark.parametrize(("value", "hours", "masked"), [(50.0, 5, True), (50.0, 4, False), (9.0, 30, False)])
def test_a_sensor_that_hangs_is_masked(value: float, hours: int, masked: bool) -> None:
    column = counts()
    column[500 : 500 + hours] = value
    assert bool(not_counts(column)[500 : 500 + hours].all()) is masked


def test_zeros_where_many_were_expected_are_an_outage() -> None:
    column = counts()
    column[11 * 168 + 10 : 11 * 168 + 15] = 0.0  # about 150 persons
    assert np.flatnonzero(not_counts(column)).tolist() == list(range(11 * 168 + 10, 11 * 168 + 15))
    few = counts()
    few[11 * 168 + 10 : 11 * 168 + 12] = 0.0  # about 60
    assert not not_counts(few).any()


def test_a_missing_hour_ends_a_run() -> None:
    column = np.zeros((40, 1))
    column[20] = np.nan
    assert not not_counts(column).any()


def test_the_counts_of_auckland_stand_on_the_clock_of_the_street() -> None:
    panel = auckland().panel
    assert (panel.values.shape, panel.start_min) == ((61_368, 21), first_of_month_min("2019-01") + 6 * 60)
    at = (first_of_month_min("2025-01") - panel.start_min) // 60
    # New Year's Eve: the hour that begins with the fireworks of midnight is the fullest of the night
    night = np.nansum(panel.values[at - 4 : at + 5], axis=1)
    assert int(night.argmax()) == 4
    skipped = (first_of_month_min("2025-09") - panel.start_min) // 60 + 27 * 24 + 2
    twice = (first_of_month_min("2025-04") - panel.start_min) // 60 + 5 * 24 + 2
    assert np.isnan(panel.values[[skipped, twice]]).all()


def test_rows_are_consecutive_hours_and_so_an_hour_early_since_a_night_without_a_row() -> None:
    by_row, by_label = counts_by_row().panel, auckland().panel
    assert (by_row.values.shape, by_row.start_min) == ((61_367, 21), by_label.start_min)
    night = (first_of_month_min("2024-09") - by_row.start_min) // 60 + 28 * 24 + 2
    before, after = slice(night - 500, night), slice(night + 8, night + 500)
    np.testing.assert_array_equal(by_row.values[before], by_label.values[before])
    later = by_label.values[night + 9 : night + 501]
    both = np.isfinite(by_row.values[after]) & np.isfinite(later)  # an outage is told from what is usual, by its clock
    np.testing.assert_array_equal(by_row.values[after][both], later[both])
    assert both.sum() > 0.999 * np.isfinite(later).sum()


def test_seven_years_of_a_real_city_with_its_closures_have_no_jump_and_a_lost_row_is_one() -> None:
    assert clock_jumps(auckland().panel.values, 60) == ()
    panel = counts_by_row().panel
    (found,) = clock_jumps(panel.values, 60)
    lost = (first_of_month_min("2024-09") - panel.start_min) // 60 + 28 * 24 + 2
    assert found.hours == -1
    assert abs(found.row - lost) <= 14  # nights tell little


def test_the_calendar_ahead_has_the_school_holidays_that_the_city_declares() -> None:
    calendar = counts_by_row().calendar
    winter, term, matariki = date(2025, 7, 1), date(2025, 8, 1), date(2025, 6, 20)
    assert [calendar.is_school_holiday(day) for day in (winter, term)] == [True, False]
    assert calendar.holiday(matariki) is not None
    assert all(calendar.knows_schools(date(year, 3, 1)) for year in range(2019, 2026))


def test_the_required_forecasts_are_those_of_the_protocol() -> None:
    # Protocol 1 tells 2,551,668: one hour more of 21 sensors that 14 origins ask for; it does not say which.
    panel, plan = counts_by_row().panel, full_plan(0)
    origins = np.array(plan.origins_min)
    asked = required(panel, origins)
    truth = truth_at(panel, origins, np.array(plan.lead_steps))
    assert int(asked.sum()) == 730 * 21
    assert int((np.isfinite(truth) & asked[:, :, None]).sum()) == 2_551_374


def test_two_per_cent_of_the_hours_are_unusual() -> None:
    panel = counts_by_row().panel
    flags = unusual(panel)
    share = flags.sum(axis=0) / np.isfinite(panel.values[-8766:]).sum(axis=0)
    assert share == pytest.approx(np.full(21, 0.02), abs=2e-3)


def test_a_quick_plan_wants_every_thirtieth_day_of_the_same_origins() -> None:
    quick, full = quick_plan(1), full_plan(1)
    assert quick.origins_min == full.origins_min
    assert len(quick.months) == 11  # none of the thirtieth days lies in February
    assert len(quick.wanted(quick.origins_min)) == 26


def test_another_city_is_not_known_to_the_bench() -> None:
    with pytest.raises(BenchError, match="utrecht"):
        history_of("utrecht")
