# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Laws that every method to estimate an effect must obey."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.evaluation.effects.conformal import bounds, p_value
from baken.evaluation.effects.estimating import estimate
from baken.evaluation.effects.model import Comparison

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.evaluation.effects.model import Gaps
    from baken.evaluation.effects.protocol import EffectMethod


def made_up(
    seed: int, *, donors: int = 19, before: int = 24, during: int = 12, change: float = 0.0, noise: float = 0.05
) -> Comparison:
    """Return days of one kind, each with its own level and peak; the first is changed by a share."""
    rng = np.random.default_rng([seed, 71])
    steps = np.arange(before + during)
    peak = rng.normal(before, 6.0, donors + 1)
    level = 800.0 * np.exp(rng.normal(0.0, 0.3, donors + 1))
    course = level[:, None] * (1.0 + np.exp(-0.5 * ((steps - peak[:, None]) / 10.0) ** 2))
    values = course * np.exp(rng.normal(0.0, noise, course.shape))
    foreseen = course[:, before:] * np.exp(rng.normal(0.0, 0.1, (donors + 1, 1)))
    values[0, before:] *= 1.0 + change
    names = tuple(f"day {k}" for k in range(donors + 1))
    return Comparison(unit_ids=names, values=values, before=before, foreseen=foreseen)


def law_order_of_donors_does_not_matter(method: EffectMethod) -> None:
    """Donors have no order."""
    given = made_up(1)
    order = np.concatenate([[0], 1 + np.random.default_rng(2).permutation(given.donors)])
    foreseen = None if given.foreseen is None else given.foreseen[order]
    names = tuple(given.unit_ids[k] for k in order)
    other = replace(given, unit_ids=names, values=given.values[order], foreseen=foreseen)
    one, two = _gaps(method, given), _gaps(method, other)
    np.testing.assert_allclose(two.gap, one.gap[order], atol=1e-4)
    np.testing.assert_allclose(bounds(two, 0.9), bounds(one, 0.9), rtol=1e-3)


def law_multiplied_values_have_a_multiplied_effect(method: EffectMethod) -> None:
    """Persons or dozens of persons: the share and the p-value are the same."""
    given = made_up(3, change=-0.2)
    foreseen = None if given.foreseen is None else 12.0 * given.foreseen
    one, two = estimate(method, given), estimate(method, replace(given, values=12.0 * given.values, foreseen=foreseen))
    assert one is not None
    assert two is not None
    np.testing.assert_allclose(two.change, 12.0 * one.change, rtol=1e-3)
    np.testing.assert_allclose(two.relative_upper, one.relative_upper, atol=1e-4)
    assert one.p_value == two.p_value


def law_a_change_goes_one_to_one_into_the_effect(method: EffectMethod) -> None:
    """Whoever adds 100 persons to each step finds 100 more, with the same interval around it."""
    given = made_up(4)
    values = given.values.copy()
    values[0, given.before :] += 100.0
    one, two = estimate(method, given), estimate(method, replace(given, values=values))
    assert one is not None
    assert two is not None
    np.testing.assert_allclose(two.change - one.change, 100.0, rtol=1e-6)
    np.testing.assert_allclose([two.lower - one.lower, two.upper - one.upper], 100.0, rtol=1e-6)


def law_what_comes_does_not_choose_who_is_comparable(method: EffectMethod) -> None:
    """Weights and fit before are the same whatever comes after."""
    given = made_up(5)
    values = given.values.copy()
    values[:, given.before :] *= np.random.default_rng(6).uniform(0.2, 3.0, values[:, given.before :].shape)
    one, two = _gaps(method, given), _gaps(method, replace(given, values=values))
    np.testing.assert_array_equal(one.weights, two.weights)
    np.testing.assert_array_equal(one.misfit, two.misfit)
    assert one.level == two.level


def law_the_interval_is_what_the_p_value_does_not_reject(method: EffectMethod) -> None:
    """Just inside an end a change is not rejected, just outside it is."""
    gaps = _gaps(method, made_up(7, change=0.1))
    lower, upper = (end / gaps.level for end in bounds(gaps, 0.9))
    assert lower <= gaps.gap[0] <= upper
    small = 1e-6 * (upper - lower)
    assert p_value(gaps, lower + small) > 0.1 >= p_value(gaps, lower - small)
    assert p_value(gaps, upper - small) > 0.1 >= p_value(gaps, upper + small)


def law_days_that_are_alike_give_an_interval_that_holds_the_truth(method: EffectMethod) -> None:
    """Over 100 days, 90 % intervals hold it 90 % of the time, but for chance; no effect is found in 5 %."""
    held = found = 0
    for seed in range(100):
        given = made_up(1000 + seed, donors=19, before=12, during=6, change=-0.1)
        gaps = _gaps(method, given)
        true = float((given.during[0] - given.during[0] / 0.9).mean())
        lower, upper = bounds(gaps, 0.9)
        held += lower <= true <= upper
        found += p_value(gaps, true / gaps.level) <= 0.05
    assert 0.81 <= held / 100 <= 0.98
    assert found / 100 <= 0.11


LAWS: Final[tuple[Callable[[EffectMethod], None], ...]] = (
    law_order_of_donors_does_not_matter,
    law_multiplied_values_have_a_multiplied_effect,
    law_a_change_goes_one_to_one_into_the_effect,
    law_what_comes_does_not_choose_who_is_comparable,
    law_the_interval_is_what_the_p_value_does_not_reject,
    law_days_that_are_alike_give_an_interval_that_holds_the_truth,
)


def _gaps(method: EffectMethod, comparison: Comparison) -> Gaps:
    gaps = method.gaps(comparison)
    assert gaps is not None, "the method has nothing to go by, though a forecast and donors are there"
    return gaps
