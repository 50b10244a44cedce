# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baken.forecast.methods.boosting.model import Boosting
from baken.forecast.methods.boosting.profile import Clock
from baken.forecast.methods.boosting.recursive import (
    REACH_H,
    _columns_of_past,
    can_learn,
    foresee_recursively,
    learn_recursive,
    toward,
)
from baken.forecast.methods.boosting.scene import Past
from baken.forecast.methods.boosting.settings import BoostingSettings
from baken.forecast.methods.boosting.trees import Trees
from baken.forecast.synthetic import known, street

if TYPE_CHECKING:
    from baken.forecast.methods.boosting.profile import Float32
    from baken.forecast.model import Float64, Known

SMALL = BoostingSettings(
    rows_next=3000,
    rows_near=3000,
    rows_far=3000,
    rounds=30,
    lag_rounds=30,
    spread_rounds=30,
    recursive_rows=9000,
    recursive_rounds=80,
    folds=2,
    threads=1,
)
DAYS = 380
WEEK = np.arange(1, 169)
PLACE = np.array([0, 1, 2])


@cache
def whole() -> Known:
    return known(street(DAYS + 7, seed=4))


@cache
def past() -> Past:
    now = whole()
    origin = now.panel.start_min + DAYS * 1440
    return Past.of(replace(now, panel=now.panel.until(origin), origin_min=origin), SMALL, 720)


@cache
def learned() -> Trees:
    one = past()
    return learn_recursive(one.values, one.start_step, one.days, one.clock, SMALL, 1)


def foreseen(values: Float64, trees: Trees | None = None, longest: int = 168) -> Float64:
    one = past()
    return foresee_recursively(trees or learned(), values, PLACE, one.start_step, one.days, one.clock, longest)


def test_a_week_ahead_is_foreseen_better_than_by_repeating_the_last() -> None:
    came = whole().panel.values[DAYS * 24 : DAYS * 24 + 168].T
    last = past().values[-168:].T
    assert np.abs(foreseen(past().values) - came).mean() < 0.95 * np.abs(last - came).mean()


class _Notes(Trees):
    """Notes what it is shown, and foresees what came."""

    def __init__(self) -> None:
        super().__init__("")
        self.shown: list[Float32] = []

    def predict(self, columns: Float32, threads: int) -> Float64:
        self.shown.append(columns)
        assert threads == 1
        return np.asarray(whole().panel.values[DAYS * 24 + len(self.shown) - 1])


def test_what_is_learned_from_is_what_is_shown_hour_by_hour() -> None:
    notes, one = _Notes(), past()
    foreseen(one.values, notes, 30)
    now = whole().panel.values[: (DAYS + 2) * 24]
    for k, shown in enumerate(notes.shown):
        row = np.full(3, DAYS * 24 + k)
        asked = _columns_of_past(now, row, PLACE, one.start_step, one.days, one.clock)
        np.testing.assert_allclose(shown, asked, rtol=1e-5)


def test_what_is_shown_of_an_hour_is_nothing_of_it_or_later() -> None:
    one, row = past(), np.full(3, 300 * 24 + 5)
    other = one.values.copy()
    other[row[0] :] = 9e4
    mine, changed = (
        _columns_of_past(values, row, PLACE, one.start_step, one.days, one.clock) for values in (one.values, other)
    )
    np.testing.assert_allclose(mine, changed, rtol=1e-6)


def test_gaps_are_looked_over_and_a_day_without_counts_is_not_foreseen_as_empty() -> None:
    gap = past().values.copy()
    gap[-30:-2] = np.nan
    found = foreseen(gap)
    assert np.isfinite(found).all()
    assert 0.7 < found.sum() / foreseen(past().values).sum() < 1.4


def test_fewer_leads_are_the_same_leads_and_it_reaches_eight_days() -> None:
    assert np.array_equal(foreseen(past().values, longest=5), foreseen(past().values)[:, :5])
    assert foreseen(past().values, longest=720).shape == (3, REACH_H)


@pytest.mark.parametrize(("step_min", "weeks", "can"), [(60, 52, True), (60, 51, False), (15, 400, False)])
def test_it_takes_a_year_of_hours(step_min: int, weeks: int, can: bool) -> None:
    assert can_learn(Clock(step_min), weeks * 168) is can


@given(
    values=st.lists(st.floats(0.0, 1e5), min_size=11, max_size=11).map(sorted),
    said=st.one_of(st.just(float("nan")), st.floats(0.0, 1e5)),
    share=st.floats(0.0, 1.0),
)
def test_quantiles_that_are_moved_do_not_cross_and_fall_below_nobody(
    values: list[float], said: float, share: float
) -> None:
    leads = np.array([1, 2, 168, 180, 192, 500])
    direct = np.tile(np.array(values), (1, len(leads), 1))
    found = toward(direct, np.full((1, REACH_H), said), leads, share)
    assert (found >= 0.0).all()
    assert (np.diff(found, axis=2) >= -1e-6).all()
    np.testing.assert_allclose(found[:, [0, 4, 5]], direct[:, [0, 4, 5]], rtol=1e-9, atol=1e-9)
    if np.isnan(said):
        np.testing.assert_allclose(found, direct, rtol=1e-9, atol=1e-9)
    else:
        wanted = ((1.0 - share) * np.sqrt(values[5]) + share * np.sqrt(said)) ** 2
        np.testing.assert_allclose(found[0, 1:3, 5], wanted, rtol=1e-9, atol=1e-9)


@cache
def fitted() -> Boosting:
    one = Boosting(SMALL)
    now = whole()
    origin = now.panel.start_min + DAYS * 1440
    one.fit(replace(now, panel=now.panel.until(origin), origin_min=origin), seed=1)
    return one


def test_the_boosting_hears_it_and_keeps_it() -> None:
    now = whole()
    other = Boosting(SMALL)
    other.load(fitted().save())
    deaf = Boosting(replace(SMALL, recursive_share=0.0))
    deaf.load(fitted().save())
    said, again, without = (one.forecast(now, WEEK).values for one in (fitted(), other, deaf))
    assert np.array_equal(said, again)
    assert np.array_equal(said[:, 0], without[:, 0])
    assert not np.allclose(said[:, 1:], without[:, 1:])


def test_a_series_that_came_later_is_foreseen_without_it() -> None:
    now = whole()
    panel = replace(now.panel, series=(replace(now.panel.series[0], id="stream:new"), *now.panel.series[1:]))
    deaf = Boosting(replace(SMALL, recursive_share=0.0))
    deaf.load(fitted().save())
    said, without = (one.forecast(replace(now, panel=panel), WEEK).values for one in (fitted(), deaf))
    np.testing.assert_allclose(said[0], without[0], rtol=1e-9)
    assert not np.allclose(said[1], without[1])
