# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from baken.forecast.methods.climatology import Climatology
from baken.forecast.shifts import _first_shifts, day_sigma, find_shifts
from baken.forecast.synthetic import known, street

if TYPE_CHECKING:
    from baken.forecast.model import Float64, Known

WEEK = np.arange(1, 169)
DAYS = 150


@cache
def shifted(ratio: float, days: int, *, step_min: int = 60, seed: int = 4) -> Known:
    """Return streets of which the second has had another level for some days."""
    panel = street(DAYS + 14, seed=seed, step_min=step_min)
    values = panel.values.copy()
    values[DAYS * panel.steps_per_day :, 1] = np.round(values[DAYS * panel.steps_per_day :, 1] * ratio)
    return known(replace(panel, values=values[: (DAYS + days) * panel.steps_per_day]))


def scattering(days: int, series: int, *, normal: bool, seed: int) -> Float64:
    """Return levels of days that scatter by 15 %, and of which half is still there the day after."""
    generator = np.random.default_rng(seed)
    shape = (days, series)
    chance = generator.normal(size=shape) if normal else generator.standard_t(5, shape) / np.sqrt(5.0 / 3.0)
    levels = np.zeros(shape)
    for day in range(days):
        levels[day] = 0.5 * levels[day - 1] + 0.15 * np.sqrt(0.75) * chance[day]
    return levels


def found_within(jump: float, days: int, series: int = 400) -> float:
    """Return the share of series in which a jump is found within so many days, where it is."""
    levels = scattering(130, series, normal=True, seed=11)
    levels[100:] += np.log(jump)
    seen = np.zeros(series, dtype=np.bool_)
    for after in range(3, days + 1):
        cut = levels[: 100 + after]
        seen |= np.abs(_first_shifts(cut, day_sigma(cut)) - 100) <= 2
    return float(seen.mean())


@pytest.mark.parametrize("ratio", [0.5, 0.05, 2.0])
def test_a_shift_is_found_within_five_days_and_its_day_and_ratio_told(ratio: float) -> None:
    found = find_shifts(shifted(ratio, 5)).found
    assert [shift.column for shift in found] == [1]
    at = shifted(ratio, 5).panel.start_min + DAYS * 1440
    assert abs(found[0].since_min - at) <= 1440
    assert found[0].ratio == pytest.approx(ratio, rel=0.3)


def test_four_of_five_halvings_are_found_in_three_days_and_nine_of_ten_in_five() -> None:
    assert found_within(0.5, 3) > 0.75
    assert found_within(0.5, 5) > 0.88
    assert found_within(0.05, 3) > 0.98


@pytest.mark.parametrize(("normal", "most"), [(True, 1 / 20), (False, 1 / 3)])
def test_chance_is_seldom_taken_for_a_shift(normal: bool, most: float) -> None:
    levels = scattering(365 + 28, 800, normal=normal, seed=5)
    assert (_first_shifts(levels, day_sigma(levels)) >= 0).mean() < most


@pytest.mark.parametrize("step_min", [15, 60])
def test_ordinary_streets_have_hardly_a_shift(step_min: int) -> None:
    """In 20 years of streets, at the stated odds, there is half a shift."""
    found = find_shifts(known(street(182, seed=1, step_min=step_min, count=40))).found
    assert len(found) <= 2


def test_a_parade_of_one_day_is_no_shift() -> None:
    panel = street(DAYS)
    values = panel.values.copy()
    values[-5 * 24 : -4 * 24] *= 6.0
    assert find_shifts(known(replace(panel, values=values))).found == ()


def test_there_and_back_are_two_shifts_that_cancel() -> None:
    panel = street(DAYS + 40, seed=4)
    values = panel.values.copy()
    values[DAYS * 24 : (DAYS + 20) * 24, 1] *= 0.3
    found = find_shifts(known(replace(panel, values=values))).found
    assert [shift.column for shift in found] == [1, 1]
    assert found[0].ratio * found[1].ratio == pytest.approx(1.0, rel=0.25)


def test_a_gap_is_no_shift() -> None:
    panel = street(DAYS)
    values = panel.values.copy()
    values[-40 * 24 : -15 * 24] = np.nan
    assert find_shifts(known(replace(panel, values=values))).found == ()


def test_climatology_follows_a_shift_within_days() -> None:
    for ratio in (0.5, 2.0):
        now = shifted(ratio, 5)
        truth = shifted(ratio, 12).panel.values[-168:].T
        found = Climatology().forecast(now, WEEK)
        error = np.abs(found.median[1] - truth[1]).sum() / truth[1].sum()
        assert error < 0.35
        assert f"Since {'2025-06'}" in found.notes[1]
        assert found.notes[0] == ""


def test_what_is_known_from_few_days_has_a_wider_band() -> None:
    lower, upper = Climatology().forecast(shifted(0.5, 4), WEEK).band(0.95)
    median = Climatology().forecast(shifted(0.5, 4), WEEK).median
    relative = (upper - lower).sum(axis=1) / median.sum(axis=1)
    assert relative[1] > 1.1 * relative[[0, 2]].max()
    assert find_shifts(shifted(0.5, 4)).error()[1] > find_shifts(shifted(0.5, 14)).error()[1] > 0.0


def test_a_shift_is_told_in_words() -> None:
    notes = find_shifts(shifted(0.5, 5)).notes()
    assert "fewer" in notes[1]
    assert "times as many" in find_shifts(shifted(2.0, 5)).notes()[1]


def test_nothing_known_is_no_shift() -> None:
    panel = street(1)
    assert find_shifts(known(replace(panel, values=panel.values[:0]))).found == ()
    empty = known(replace(street(60), values=np.full((60 * 24, 3), np.nan)))
    assert find_shifts(empty).found == ()
