# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Laws that every condition obeys, whatever its method.

A law takes a way to make a condition and raises :class:`AssertionError` with a sentence when it is broken.
``tests/conformance/conditions`` runs all of :data:`LAWS` over every condition of :mod:`baken.warning.registry`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.warning.protocol import Condition
from baken.warning.specimen import STEP_S, outlook, without_forecast, without_present

if TYPE_CHECKING:
    from baken.warning.outlook import Chances, Float64, Outlook

Make = Callable[[], Condition]
Law = Callable[[Make], None]

_ROWS: Final = 40
_STEPS: Final = 8
_COLUMNS: Final = ("now", "within", "lower", "upper", "peak", "peak_step", "covered_s")
_BY_ROW: Final = (
    "limits",
    "is_below",
    "lead_s",
    "value",
    "standard_error",
    "precondition",
    "quality",
    "doubt",
    "sources",
    "foreseen",
    "forecast_status",
)
_TINY: Final = 1e-9


class LawBrokenError(AssertionError):
    """A condition does not keep a law; the message says which promise is broken."""


def hold(kept: bool | np.bool_, sentence: str) -> None:
    """Raise :class:`LawBrokenError` unless a law is kept."""
    if not kept:
        raise LawBrokenError(sentence)


def some_outlook(seed: int = 1) -> Outlook:
    """Return an outlook on areas in which all kinds of things go on."""
    generator = np.random.default_rng(seed)
    value = generator.uniform(0.0, 1500.0, _ROWS)
    medians = np.maximum(value[:, None] + generator.normal(0.0, 150.0, (_ROWS, _STEPS)).cumsum(axis=1), 0.0)
    return outlook(value, medians, lead_s=3600)


def probabilities_lie_between_their_bounds(make: Make) -> None:
    """Within 0 and 1; the lower bound is not above the probability, nor the probability above the upper."""
    for seed in range(3):
        said = make().chances(some_outlook(seed))
        for one in (said.within, said.lower, said.upper):
            hold(((one >= 0.0) & (one <= 1.0)).all(), "a probability is not within 0 and 1")
        hold((said.lower <= said.within + _TINY).all(), "a probability is below its lower bound")
        hold((said.within <= said.upper + _TINY).all(), "a probability is above its upper bound")
        hold((said.now <= said.within + _TINY).all(), "what is passed now is passed within the lead time")


def a_higher_limit_is_never_more_probable(make: Make) -> None:
    """The probability never rises with a limit that is passed upwards, never falls with one passed downwards."""
    for is_below in (False, True):
        one = replace(some_outlook(), is_below=np.full(_ROWS, is_below))
        by_limit = [make().chances(replace(one, limits=np.full(_ROWS, x))).within for x in (1.0, 300.0, 900.0, 2500.0)]
        rise = np.diff(np.array(by_limit), axis=0) * (1.0 if is_below else -1.0)
        hold((rise >= -_TINY).all(), "a limit that is harder to pass is more probably passed")


def each_row_speaks_for_itself(make: Make) -> None:
    """What is known of one limit changes nothing about another."""
    one = some_outlook()
    alone = make().chances(_row(one, 7))
    hold(_same(alone, make().chances(one), 7), "a limit depends on another one")


def what_is_not_known_is_not_calm(make: Make) -> None:
    """A row of which nothing is known is NaN, and never 0."""
    said = make().chances(without_forecast(without_present(some_outlook())))
    hold(np.isnan(said.within).all() and np.isnan(said.now).all(), "nothing is known, and yet it is called calm")


def the_present_counts_without_a_forecast(make: Make) -> None:
    """Without a forecast the present still warns: far above the limit is certain."""
    far = outlook(np.array([5000.0]), np.full((1, _STEPS), 5000.0))
    said = make().chances(without_forecast(far))
    hold(bool(said.within[0] > 0.99), "a limit that is passed already goes unnoticed without a forecast")


def no_look_beyond_the_lead_time(make: Make) -> None:
    """What is foreseen to begin after the lead time changes nothing."""
    one = some_outlook()
    later = one.foreseen.copy()
    later[:, 3600 // STEP_S :] = 1e6
    said, other = make().chances(one), make().chances(replace(one, foreseen=later))
    hold(np.array_equal(said.within, other.within), "a condition looks beyond the lead time")


def a_longer_lead_time_is_never_less_probable(make: Make) -> None:
    """More time is more occasion."""
    one = some_outlook()
    by_lead = [make().chances(replace(one, lead_s=np.full(_ROWS, s))).within for s in (60, 900, 1800, 3600, 7200)]
    hold((np.diff(np.array(by_lead), axis=0) >= -_TINY).all(), "a longer lead time is less probable")


def the_same_answer_twice(make: Make) -> None:
    """Asked again, and made anew, it says the same, and nothing that it was given is changed."""
    one = some_outlook()
    before = one.foreseen.copy()
    condition = make()
    first, again, anew = condition.chances(one), condition.chances(one), make().chances(one)
    hold(all(_same(first, other, slice(None)) for other in (again, anew)), "the same outlook gives another answer")
    hold(np.array_equal(before, one.foreseen), "the outlook was changed")


def no_limits_is_no_fault(make: Make) -> None:
    """Of no limits, and of no foreseen steps, it says nothing wrong."""
    said = make().chances(outlook(np.empty(0), np.empty((0, _STEPS))))
    hold(said.within.shape == (0,), "no limits gives something")
    said = make().chances(outlook(np.array([5000.0]), np.empty((1, 0))))
    hold(bool(said.within[0] > 0.99), "without foreseen steps the present is forgotten")


def _row(one: Outlook, row: int) -> Outlook:
    return replace(one, **{name: getattr(one, name)[row : row + 1] for name in _BY_ROW})


def _same(one: Chances, other: Chances, rows: int | slice) -> bool:
    pairs: list[tuple[Float64, Float64]] = [(getattr(one, name), getattr(other, name)[rows]) for name in _COLUMNS]
    return all(np.allclose(a, b, rtol=0.0, atol=_TINY, equal_nan=True) for a, b in pairs)


LAWS: Final[tuple[Law, ...]] = (
    probabilities_lie_between_their_bounds,
    a_higher_limit_is_never_more_probable,
    each_row_speaks_for_itself,
    what_is_not_known_is_not_calm,
    the_present_counts_without_a_forecast,
    no_look_beyond_the_lead_time,
    a_longer_lead_time_is_never_less_probable,
    the_same_answer_twice,
    no_limits_is_no_fault,
)
"""Every law."""
