# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A pair of days: the same people with and without the interventions of a scenario, and so the true effect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from baken.simulation.methods.individuals import individuals

if TYPE_CHECKING:
    from baken.simulation.city import SimulatedCity
    from baken.simulation.day import Day
    from baken.simulation.interventions import Intervention
    from baken.simulation.model import Scenario


@dataclass(frozen=True, slots=True)
class Pair:
    """One day twice.

    Invariants: both are equal in every minute before the first intervention begins.
    """

    treated: Day
    untreated: Day

    def effect(self, area: str, start_min: int, end_min: int) -> float:
        """Return by how many persons an area was fuller on average because of the interventions, from one minute to
        another; negative when it was emptier."""
        place = self.treated.city.area_index(area)
        one, other = (day.persons[start_min:end_min, place] for day in (self.treated, self.untreated))
        return float(np.mean(one, dtype=np.float64) - np.mean(other, dtype=np.float64))

    def relative_effect(self, area: str, start_min: int, end_min: int) -> float:
        """Return the same as a share of what it would have been; NaN where nobody would have been there."""
        place = self.treated.city.area_index(area)
        before = float(np.mean(self.untreated.persons[start_min:end_min, place], dtype=np.float64))
        return self.effect(area, start_min, end_min) / before if before > 0.0 else float("nan")


def without(scenario: Scenario) -> Scenario:
    """Return a scenario in which nobody intervenes."""
    return msgspec.structs.replace(scenario, intervention=())


def with_interventions(scenario: Scenario, *interventions: Intervention) -> Scenario:
    """Return a scenario with these interventions, and no others."""
    return msgspec.structs.replace(scenario, intervention=tuple(interventions))


def pair(city: SimulatedCity, scenario: Scenario, *, seed: int, start_us: int) -> Pair:
    """Return the day of a scenario with and without its interventions."""
    treated = individuals(city, scenario, seed=seed, start_us=start_us)
    return Pair(treated, individuals(city, without(scenario), seed=seed, start_us=start_us))
