# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.evaluation.effects.conformal import interval, p_value
from baken.evaluation.effects.conformance import LAWS, made_up
from baken.evaluation.effects.donors import Spell, Unit, screen
from baken.evaluation.effects.estimating import estimate, placebo_in_time
from baken.evaluation.effects.methods.difference_in_differences import DifferenceInDifferences
from baken.evaluation.effects.methods.issued_forecast import IssuedForecast
from baken.evaluation.effects.methods.synthetic_control import SyntheticControl
from baken.evaluation.effects.model import Comparison, Effect, EffectError, Gaps, Reason
from baken.evaluation.effects.simplex import onto_simplex, simplex_weights

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.evaluation.effects.protocol import EffectMethod

METHODS = (SyntheticControl(), DifferenceInDifferences(), DifferenceInDifferences(in_shares=False), IssuedForecast())


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.id)
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__[4:])
def test_every_method_obeys_every_law(law: Callable[[EffectMethod], None], method: EffectMethod) -> None:
    law(method)


def told(method: EffectMethod, comparison: Comparison) -> Effect:
    effect = estimate(method, comparison)
    assert effect is not None
    return effect


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.id)
def test_a_large_effect_is_found_and_is_about_right(method: EffectMethod) -> None:
    effect = told(method, made_up(11, donors=29, change=-0.5))
    assert effect.is_significant
    assert effect.relative_lower < -0.5 < effect.relative_upper < 0
    assert effect.upper < 0


def test_the_unit_in_the_middle_of_its_donors_is_a_mixture_of_them() -> None:
    steps = np.linspace(0.0, 1.0, 30)
    values = np.array([100 + 50 * steps, 100 + 100 * steps, np.full(30, 100.0), *(100 + k * steps for k in range(8))])
    comparison = Comparison(unit_ids=tuple("abcdefghijk"), values=values, before=20)
    effect = told(SyntheticControl(ridge=0.0), comparison)
    assert effect.change == pytest.approx(0.0, abs=1e-3)
    assert effect.expected == pytest.approx(values[0], rel=1e-4)
    assert sum(weight for _, weight in effect.weights) == pytest.approx(1.0, abs=0.02)


def test_with_few_donors_an_effect_cannot_be_told() -> None:
    effect = told(SyntheticControl(), made_up(12, donors=5, change=-0.5))
    assert effect.why_not == (Reason.TOO_FEW_DONORS,)
    assert (effect.lower, effect.upper) == (-math.inf, math.inf)
    assert not effect.is_significant


def test_with_fewer_than_twenty_units_nothing_is_significant() -> None:
    effect = told(SyntheticControl(), made_up(12, donors=12, change=-0.9))
    assert effect.is_told
    assert effect.upper < 0
    assert not effect.is_significant


def test_a_day_unlike_all_others_is_a_poor_fit() -> None:
    comparison = made_up(13)
    values = comparison.values.copy()
    values[0, : comparison.before] *= np.linspace(0.2, 3.0, comparison.before)
    assert Reason.POOR_FIT in told(SyntheticControl(), replace(comparison, values=values)).why_not


def test_what_went_astray_before_the_intervention_is_no_effect_of_it() -> None:
    comparison = made_up(14, before=24, during=6, noise=0.02)
    values = comparison.values.copy()
    values[0, 18:] *= 0.6
    effect = told(SyntheticControl(), replace(comparison, values=values))
    assert Reason.MOVED_BEFORE in effect.why_not
    assert placebo_in_time(SyntheticControl(), replace(comparison, values=values)) <= 0.05


def test_the_placebo_in_time_is_blind_to_what_came_later() -> None:
    one, other = made_up(15), made_up(15, change=-0.9)
    assert placebo_in_time(SyntheticControl(), one) == placebo_in_time(SyntheticControl(), other)


def test_two_interventions_at_once_cannot_be_told_apart() -> None:
    effect = told(DifferenceInDifferences(), replace(made_up(16), overlapping=("extra-trams",)))
    assert Reason.OVERLAPPING in effect.why_not


def test_donors_that_were_changed_themselves_are_named_as_the_reason() -> None:
    excluded = {f"neighbour {k}": Reason.CONTAMINATED for k in range(8)}
    effect = told(SyntheticControl(), replace(made_up(17, donors=4), excluded=excluded))
    assert effect.why_not == (Reason.CONTAMINATED,)


def test_a_place_where_nobody_was_has_no_effect() -> None:
    comparison = made_up(18)
    values = comparison.values.copy()
    values[0, : comparison.before] = 0.0
    assert Reason.NOBODY_THERE in told(SyntheticControl(), replace(comparison, values=values)).why_not


def test_a_few_missing_values_are_bridged_and_many_are_not() -> None:
    comparison = made_up(19, donors=20)
    values = comparison.values.copy()
    values[0, 3] = values[4, 7] = np.nan
    values[5, 10:20] = np.nan
    effect = told(SyntheticControl(), replace(comparison, values=values))
    assert effect.is_told
    assert effect.donors == 19
    values[0, -6:] = np.nan
    assert told(SyntheticControl(), replace(comparison, values=values)).why_not == (Reason.MISSING_VALUES,)


def test_a_minute_before_is_too_short() -> None:
    assert Reason.TOO_SHORT_BEFORE in told(DifferenceInDifferences(), made_up(20, before=3)).why_not


def test_without_a_forecast_there_is_no_counterfactual_of_it() -> None:
    assert estimate(IssuedForecast(), replace(made_up(21), foreseen=None)) is None


def test_a_comparison_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(EffectError):
        Comparison(unit_ids=("a",), values=np.zeros((2, 4)), before=2)
    with pytest.raises(EffectError):
        Comparison(unit_ids=("a", "b"), values=np.zeros((2, 4)), before=4)
    with pytest.raises(EffectError):
        Comparison(unit_ids=("a", "b"), values=np.zeros((2, 4)), before=2, foreseen=np.zeros((2, 3)))


def test_neighbours_and_other_interventions_are_no_donors() -> None:
    treated = Unit("now", "quay", 0, 100)
    judged = Spell("closed", frozenset({"quay"}), 50, 100, reaches=frozenset({"lane"}))
    candidates = [treated, Unit("lane now", "lane", 0, 100), Unit("lane then", "lane", -900, -800)]
    later = Spell("lights", frozenset({"quay"}), 90, 120)
    found = screen(treated, candidates, judged, [judged, later])
    assert [unit.id for unit in found.donors] == ["lane then"]
    assert found.overlapping == ("lights",)


@settings(max_examples=40)
@given(st.lists(st.floats(-5, 5), min_size=1, max_size=12))
def test_projection_is_on_the_simplex_and_moves_nothing_that_is(point: list[float]) -> None:
    found = onto_simplex(np.array([point]))
    assert found.min() >= 0
    assert found.sum() == pytest.approx(1.0)
    assert onto_simplex(found) == pytest.approx(found)


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(1, 15), st.integers(2, 30))
def test_no_other_mixture_is_nearer(seed: int, number: int, steps: int) -> None:
    rng = np.random.default_rng(seed)
    donors, target = rng.gamma(2.0, 1.0, (number, steps)), rng.gamma(2.0, 1.0, steps)
    weights = simplex_weights(target, donors)
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(1.0)
    slope = donors @ (weights @ donors - target)
    # Karush, Kuhn and Tucker: the slope is least, and equal, wherever there is weight
    assert slope @ weights - slope.min() <= 1e-6 * (target @ target)


def test_one_of_the_donors_is_met_exactly() -> None:
    donors = np.random.default_rng(3).gamma(2.0, 1.0, (6, 40))
    assert simplex_weights(donors[2], donors) == pytest.approx(np.eye(6)[2], abs=1e-3)


def gaps_of(own: float, placebos: list[float], leak: float = 0.0) -> Gaps:
    units = 1 + len(placebos)
    leaks = np.full(units, leak)
    leaks[0] = -1.0
    ones = np.ones(units)
    return Gaps(np.array([own, *placebos]), leaks, ones, ones, ones, ones[1:], 1.0)


def test_the_interval_is_that_of_the_second_largest_placebo_of_nineteen() -> None:
    placebos = [0.01 * k for k in range(1, 20)]
    assert interval(gaps_of(1.0, placebos), 0.9) == pytest.approx((1.0 - 0.18, 1.0 + 0.18))
    assert p_value(gaps_of(1.0, placebos)) == pytest.approx(1 / 20)
    assert interval(gaps_of(1.0, placebos[:8]), 0.9) == (-math.inf, math.inf)


@settings(max_examples=60)
@given(
    st.floats(-2, 2),
    st.lists(st.floats(-2, 2), min_size=10, max_size=30),
    st.floats(-0.6, 0.6),
    st.floats(-3, 3),
)
def test_the_ends_are_those_of_a_grid(own: float, placebos: list[float], leak: float, change: float) -> None:
    gaps = gaps_of(own, placebos, leak)
    lower, upper = interval(gaps, 0.9)
    if min(abs(change - lower), abs(change - upper)) > 1e-6:
        assert (lower < change < upper) == (p_value(gaps, change) > 0.1)
