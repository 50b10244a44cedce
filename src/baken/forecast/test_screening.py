# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from baken.forecast import screening
from baken.forecast.model import SeriesKind
from baken.forecast.screening import screen
from baken.forecast.synthetic import street

if TYPE_CHECKING:
    from baken.forecast.model import Float64, Panel

NOON = -12
"""Panels end at midnight."""


def changed(panel: Panel, values: Float64) -> Panel:
    return replace(panel, values=values)


@pytest.mark.parametrize("step_min", [3, 15, 60])
def test_ordinary_counts_are_not_suspect(step_min: int) -> None:
    for seed in range(4):
        for per_hour in (20.0, 400.0, 8000.0):
            found = screen(street(84, step_min=step_min, seed=seed, per_hour=per_hour, count=4))
            assert not found.suspect.any()
            assert found.reasons == ("",) * 4


def test_a_value_that_stands_still_is_suspect_from_its_first() -> None:
    panel = street(70)
    values = panel.values.copy()
    values[-20:, 1] = values[-20, 1]
    found = screen(changed(panel, values))
    assert found.suspect[:, 1].sum() == 20
    assert found.suspect[-20:, 1].all()
    assert np.isnan(found.panel.values[-20:, 1]).all()
    assert not found.suspect[:, [0, 2]].any()
    assert "stands still" in found.reasons[1]
    assert "2025-03-16 04:00" in found.reasons[1]
    assert found.reasons[0] == ""


def test_a_run_that_never_ends_does_not_excuse_itself() -> None:
    panel = street(70)
    assert screen(changed(panel, np.full_like(panel.values, 50.0))).suspect.all()


def test_counts_of_one_or_two_may_repeat() -> None:
    panel = street(70)
    values = np.random.default_rng(1).poisson(1.2, panel.values.shape).astype(float)
    assert not screen(changed(panel, values)).suspect.any()


def test_zeros_where_many_are_expected_are_an_outage() -> None:
    panel = street(84)
    values = panel.values.copy()
    values[-14:-6, 0] = 0.0
    found = screen(changed(panel, values))
    assert found.suspect[-14:-6, 0].all()
    assert not found.suspect[:-15].any()
    assert found.reasons[0] == ""


def test_zeros_at_the_end_are_told_of() -> None:
    panel = street(84)
    values = panel.values.copy()
    values[-14:, 0] = 0.0
    assert "zeros since 2025-03-30 10:00" in screen(changed(panel, values)).reasons[0]


def test_an_outage_of_months_stays_one() -> None:
    panel = street(280)
    values = panel.values.copy()
    values[-24 * 150 :, 0] = 0.0
    assert screen(changed(panel, values)).suspect[-24 * 150 :, 0].all()


def test_a_quiet_night_is_no_outage() -> None:
    panel = street(84, per_hour=60.0)
    assert (panel.values == 0.0).any()
    assert not screen(panel).suspect.any()


def test_a_series_that_has_always_been_zero_is_believed() -> None:
    panel = street(84)
    assert not screen(changed(panel, np.zeros_like(panel.values))).suspect.any()


@pytest.mark.parametrize(("days", "word"), [(1, "day before again"), (7, "week before again")])
def test_a_day_that_comes_twice_is_suspect(days: int, word: str) -> None:
    panel = street(84)
    values = panel.values.copy()
    values[-24:, 2] = values[-24 - 24 * days : -24 * days or None, 2]
    found = screen(changed(panel, values))
    assert found.suspect[-16:, 2].all()
    assert word in found.reasons[2]


def test_as_seen_no_later_value_makes_an_earlier_one_suspect() -> None:
    panel = street(84)
    values = panel.values.copy()
    values[-40:-20, 1] = values[-40, 1]
    values[-14:-3, 0] = 0.0
    whole = screen(changed(panel, values), as_seen=True).suspect
    for end in (-45, -30, -25, -12, -8, -1):
        cut = changed(panel, values[:end])
        np.testing.assert_array_equal(screen(cut, as_seen=True).suspect[-30:], whole[:end][-30:])
    assert not whole[-40, 1]
    assert whole[-21, 1]


def test_persons_may_stand_still_for_a_night_and_not_for_days() -> None:
    panel = street(30, step_min=15)
    series = tuple(replace(s, kind=SeriesKind.PERSONS) for s in panel.series)
    values = panel.values.copy()
    values[500:532] = 37.0
    values[-4 * 30 :, 0] = 37.0
    found = screen(replace(panel, series=series, values=values))
    assert not found.suspect[500:532].any()
    assert found.suspect[-4 * 30 :, 0].all()


def test_missing_values_are_not_suspect_and_end_runs() -> None:
    panel = street(70)
    values = panel.values.copy()
    values[-100:, 0] = np.nan
    values[-6:, 1] = 80.0
    values[-4, 1] = np.nan
    found = screen(changed(panel, values))
    assert not found.suspect.any()


def test_many_series_are_screened_as_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = street(84, count=7)
    values = panel.values.copy()
    values[-20:, 4] = 70.0
    values[-14:, 5] = 0.0
    together = screen(changed(panel, values))
    monkeypatch.setattr(screening, "_LARGEST", 2 * len(panel))
    apart = screen(changed(panel, values))
    np.testing.assert_array_equal(together.suspect, apart.suspect)
    assert together.reasons == apart.reasons
    assert [bool(reason) for reason in apart.reasons] == [False] * 4 + [True] * 2 + [False]


def test_nothing_is_screened_into_nothing() -> None:
    panel = street(1)
    assert screen(changed(panel, panel.values[:0])).reasons == ("", "", "")
    assert not screen(changed(panel, panel.values[:1])).suspect.any()
