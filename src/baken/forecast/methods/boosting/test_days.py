# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date

import numpy as np

from baken.forecast.calendar import Calendar
from baken.forecast.methods.boosting.days import NAMES, Days

EPOCH = date(1970, 1, 1)
DUTCH = Calendar("NL", school_holidays=((date(2026, 7, 18), date(2026, 8, 30)),))


def number(day: date) -> int:
    return (day - EPOCH).days


def column(days: Days, name: str) -> list[float]:
    return [float(x) for x in np.nan_to_num(days.columns[:, NAMES.index(name)], nan=-1.0)]


def test_days_do_not_depend_on_where_a_run_begins() -> None:
    first = number(date(2026, 4, 1))
    whole, part = Days.of(DUTCH, first, 200), Days.of(DUTCH, first + 70, 40)
    assert np.array_equal(whole.columns[70:110], part.columns, equal_nan=True)
    assert np.array_equal(whole.festive[:, 70:110], part.festive)


def test_easter_is_like_easter_and_an_ordinary_day_like_no_holiday() -> None:
    days = Days.of(DUTCH, number(date(2026, 4, 6)), 1)
    assert days.festive[:, 0].tolist() == [number(date(2025, 4, 21)), number(date(2024, 4, 1))]
    assert Days.of(DUTCH, number(date(2026, 6, 17)), 1).festive.tolist() == [[-1], [-1]]


def test_the_date_of_a_leap_day_is_the_28th() -> None:
    days = Days.of(DUTCH, number(date(2024, 2, 29)), 1)
    assert days.dated[:, 0].tolist() == [number(date(2023, 2, 28)), number(date(2022, 2, 28))]


def test_a_long_weekend_is_one_run_of_days_off() -> None:
    days = Days.of(Calendar("NZ"), number(date(2026, 4, 2)), 6)  # Maundy Thursday to the Tuesday after Easter
    assert column(days, "off") == [0.0, 4.0, 4.0, 4.0, 4.0, 0.0]
    assert column(days, "off_before") == [0.0, 0.0, 4.0, 4.0, 4.0, 4.0]
    assert column(days, "off_after") == [4.0, 4.0, 4.0, 4.0, 0.0, 0.0]


def test_school_holidays_that_nobody_declared_are_not_known() -> None:
    assert column(Days.of(DUTCH, number(date(2026, 7, 17)), 2), "school") == [0.0, 1.0]
    assert column(Days.of(DUTCH, number(date(2031, 7, 17)), 1), "school") == [-1.0]
    assert column(Days.of(Calendar("XX"), number(date(2026, 7, 17)), 1), "holiday") == [0.0]
