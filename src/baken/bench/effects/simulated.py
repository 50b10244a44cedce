# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Interventions that the simulation plays: the same people live the day with and without, so the true effect is known.

The other cases change the numbers of a place by a share; here people take another way, find a car park out of reach
or a tram that is there, and what that does to the place is whatever follows, also nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.bench.effects.cases import BEFORE_STEPS, DONORS, BuiltIn, errors, foreseen
from baken.bench.effects.days import STEP_MIN, like_day, made_day
from baken.evaluation.effects.model import Comparison
from baken.simulation.interventions import ExtraTrams, OneWayWalking, RoadClosed

if TYPE_CHECKING:
    from pathlib import Path

    from baken.bench.effects.days import Float64
    from baken.simulation.interventions import Intervention

_FIRST_H: Final = 4.0


@dataclass(frozen=True, slots=True)
class Played:
    """One intervention on one kind of day, judged at one place."""

    scenario: str
    area: str
    intervention: Intervention


PLAYED: Final[dict[str, Played]] = {
    "one-way-walking": Played(
        "fireworks-evening",
        "boulevard-kurhaus",
        OneWayWalking(gate="boulevard-midden-kurhaus", towards="boulevard-midden", start_h=22.75, end_h=23.75),
    ),
    "extra-trams": Played(
        "fireworks-evening", "halte-kurhaus", ExtraTrams(line="9", extra_per_h=6.0, start_h=22.75, end_h=24.25)
    ),
    "close-road": Played(
        "warm-sunday",
        "boulevard-midden",
        RoadClosed(
            car_parks=("parkeren-carlton", "parkeren-scheveningseslag"), stays_away=0.6, start_h=12.0, end_h=14.0
        ),
    ),
}


class SimulatedCases:
    """Draws cases of one played intervention from the days of a pool of seeds.

    Parameters
    ----------
    seeds
        Of the days without; the first ``days`` of them are played with the intervention as well.
    """

    def __init__(self, name: str, cache: Path, seeds: tuple[int, ...], areas: tuple[str, ...], *, days: int) -> None:
        played = PLAYED[name]
        self.name, self._scenario = name, played.scenario
        first = round((played.intervention.start_h - _FIRST_H) * 60 / STEP_MIN)
        last = round((played.intervention.end_h - _FIRST_H) * 60 / STEP_MIN)
        span, area = slice(first - BEFORE_STEPS, last), areas.index(played.area)
        self._without = np.stack([like_day(played.scenario, seed, cache).persons[span, area] for seed in seeds])
        made = [made_day(played.scenario, seed, cache, name, played.intervention) for seed in seeds[:days]]
        self._with = np.stack([day.persons[span, area] for day in made])

    @property
    def true_shares(self) -> Float64:
        """Return the true effect of each day, as a share of who would have been there, shape (days,)."""
        would = self._without[: len(self._with), BEFORE_STEPS:].mean(axis=1)
        return np.asarray(self._with[:, BEFORE_STEPS:].mean(axis=1) / would - 1.0)

    def draw(self, number: int, *, seed: int) -> BuiltIn:
        """Return one case: a day with the intervention, beside other days without."""
        rng = np.random.default_rng([seed, number, len(self.name), 7])
        treated = int(rng.integers(len(self._with)))
        others = rng.permutation([k for k in range(len(self._without)) if k != treated])
        chosen = others[: int(rng.choice(DONORS))].tolist()
        truth = np.concatenate([self._with[treated][None], self._without[chosen]])
        told = truth * errors(truth.shape, rng)
        change = float((self._with[treated] - self._without[treated])[BEFORE_STEPS:].mean())
        comparison = Comparison(
            unit_ids=tuple(f"{self._scenario} {k}" for k in (treated, *chosen)),
            values=told,
            before=BEFORE_STEPS,
            foreseen=foreseen(told, self._without[:, BEFORE_STEPS:].mean(axis=0), self._without),
        )
        return BuiltIn(self.name, False, comparison, float(self.true_shares[treated]), change)
