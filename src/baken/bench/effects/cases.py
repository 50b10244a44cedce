# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cases: a place on a simulated day with a change that is built in, and the like days it is compared with.

What is compared is not the truth but what a picture would have told: each place on each day has a bias of its own,
and an error that wanders, as large as those of the fused picture on 42 simulated days (bias 11 % in the median,
wandering 10 % with a correlation of 0.85 over a quarter of an hour).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from baken.bench.effects.days import STEP_MIN, like_day
from baken.evaluation.effects.model import Comparison

if TYPE_CHECKING:
    from pathlib import Path

    from baken.bench.effects.days import Float64

BEFORE_STEPS: Final = 36
"""Three hours before the intervention."""

SHARES: Final = (-0.5, -0.3, -0.2, -0.1, -0.05, 0.1, 0.25)
"""Changes that are built in: what is added to the persons who would be there, as a share of them."""

_BIAS: Final = 0.15
_WANDERS: Final = 0.10
_KEEPS: Final = 0.85 ** (STEP_MIN / 15.0)
_LENGTHS: Final = (6, 12, 24)
_HOURS: Final = (10.0, 21.5)
_FIRST_H: Final = 4.0
DONORS: Final = (19, 24, 29)
"""How many like days a case is compared with."""

_FEWEST_PERSONS: Final = 100.0
_RAMP_STEPS: Final = 2
_BUSY_SHARE: Final = 1.0 / 3.0


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """One case.

    Attributes
    ----------
    is_chosen
        Whether its day was chosen for being among the busiest third, as days are on which somebody intervenes.
    true_share, true_change
        The effect that is built in: as a share of the persons who would have been there, and in persons.
    """

    scenario: str
    is_chosen: bool
    comparison: Comparison
    true_share: float
    true_change: float
    is_placebo: bool = False


class Cases:
    """Draws cases from the days of a pool of seeds.

    Parameters
    ----------
    days
        Per scenario the persons of its days, shape (days, steps, areas).
    """

    def __init__(self, days: dict[str, Float64]) -> None:
        self._days = days

    @classmethod
    def read(cls, cache: Path, seeds: tuple[int, ...], scenarios: tuple[str, ...]) -> Self:
        """Return the cases of simulated days; methods were tuned on days of other seeds."""
        return cls({name: np.stack([like_day(name, seed, cache).persons for seed in seeds]) for name in scenarios})

    @classmethod
    def made_up(cls, seed: int) -> Self:
        """Return cases of days that mean nothing, without a simulation."""
        rng = np.random.default_rng(seed)
        course = 500.0 + 400.0 * np.sin(np.linspace(0.0, np.pi, 24 * 60 // STEP_MIN))
        return cls({"made-up": course[None, :, None] * np.exp(rng.normal(0.0, 0.1, (30, 1, 3)))})

    def draw(self, number: int, *, seed: int, is_placebo: bool, is_chosen: bool = False) -> BuiltIn:
        """Return one case; the same numbers give the same case."""
        rng = np.random.default_rng([seed, number, is_placebo, is_chosen])
        scenario = str(rng.choice(sorted(self._days)))
        days = self._days[scenario]
        length = int(rng.choice(_LENGTHS))
        first, last = (round((hour - _FIRST_H) * 60 / STEP_MIN) for hour in _HOURS)
        start = int(rng.integers(first, last))
        window = slice(start, start + length)
        usual = days[:, start - BEFORE_STEPS : start + length].mean(axis=(0, 1))
        area = int(rng.choice(np.flatnonzero(usual >= _FEWEST_PERSONS)))
        course = days[:, start - BEFORE_STEPS : start + length, area]
        share = 0.0 if is_placebo else float(rng.choice(SHARES))
        treated, donors = _roles(course, rng, is_chosen=is_chosen)
        truth = course[[treated, *donors]]
        ramp = np.minimum(1.0, np.arange(1, length + 1) / _RAMP_STEPS)
        would = truth[0, BEFORE_STEPS:].copy()
        change = share * ramp * would
        truth[0, BEFORE_STEPS:] += change
        told = truth * errors(truth.shape, rng)
        comparison = Comparison(
            unit_ids=tuple(f"{scenario} {k}" for k in (treated, *donors)),
            values=told,
            before=BEFORE_STEPS,
            foreseen=foreseen(told, days[:, window, area].mean(axis=0), course),
        )
        true_share, true_change = float(change.sum() / would.sum()), float(change.mean())
        return BuiltIn(scenario, is_chosen, comparison, true_share, true_change, is_placebo)


def errors(shape: tuple[int, ...], rng: np.random.Generator) -> Float64:
    """Return what a picture makes of each value, as a factor: a bias per unit, and an error that wanders over steps."""
    bias = rng.normal(0.0, _BIAS, (shape[0], 1))
    shocks = rng.normal(0.0, 1.0, shape)
    wander = np.empty(shape)
    wander[:, 0] = shocks[:, 0]
    for step in range(1, shape[1]):
        wander[:, step] = _KEEPS * wander[:, step - 1] + np.sqrt(1.0 - _KEEPS**2) * shocks[:, step]
    return np.asarray(np.exp(bias + _WANDERS * wander))


def _roles(course: Float64, rng: np.random.Generator, *, is_chosen: bool) -> tuple[int, list[int]]:
    number = len(course)
    busy = np.argsort(-course[:, :BEFORE_STEPS].mean(axis=1))[: max(1, round(number * _BUSY_SHARE))]
    treated = int(rng.choice(busy if is_chosen else number))
    others = rng.permutation([k for k in range(number) if k != treated])
    return treated, others[: int(rng.choice(DONORS))].tolist()


def foreseen(told: Float64, usual: Float64, course: Float64) -> Float64:
    """Return a plain forecast at the start of the intervention: the usual course, times how busy the last hour was."""
    last = slice(BEFORE_STEPS - 60 // STEP_MIN, BEFORE_STEPS)
    level = told[:, last].mean(axis=1) / max(float(course[:, last].mean()), 1e-9)
    return np.asarray(level[:, None] * usual[None, :])
