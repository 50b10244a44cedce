# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Simulated days that are alike as days of a real city are: of one kind, with another crowd and other weather each
time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from baken.bench.fusion.case import bench_city
from baken.service.evaluating.simulated import varied
from baken.simulation.city import SimulatedCity
from baken.simulation.making import simulate
from baken.simulation.pair import with_interventions
from baken.simulation.reading import read_scenario

if TYPE_CHECKING:
    from pathlib import Path

    from baken.simulation.interventions import Intervention

Float64 = NDArray[np.float64]

SCENARIOS: Final = ("ordinary-day", "warm-sunday", "fireworks-evening", "tram-failure", "sudden-rain")
STEP_MIN: Final = 5
_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class LikeDay:
    """One day of a kind: persons per area, mean over steps of five minutes from the start of the day, (steps,
    areas)."""

    scenario: str
    seed: int
    persons: Float64

    @property
    def id(self) -> str:
        """Return what it is called."""
        return f"{self.scenario} {self.seed}"


def like_day(scenario: str, seed: int, cache: Path) -> LikeDay:
    """Return a day from the cache, or make it (about a second)."""
    return made_day(scenario, seed, cache)


def made_day(
    scenario: str, seed: int, cache: Path, name: str = "", intervention: Intervention | None = None
) -> LikeDay:
    """Return a day from the cache, or make it; with an intervention, the same people live it."""
    path = _path(scenario, seed, cache, name)
    if not path.exists():
        city = bench_city()
        day_of = varied(read_scenario(city.folder, scenario), seed)
        if intervention is not None:
            day_of = with_interventions(day_of, intervention)
        day = simulate(SimulatedCity.read(city.folder), day_of, seed=seed, zone=city.time_zone)
        cache.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part.npz")
        np.savez_compressed(part, persons=in_steps(day.persons[1:]).astype(np.float32))
        part.replace(path)
    with np.load(path) as found:
        return LikeDay(scenario, seed, found["persons"].astype(np.float64))


def is_made(scenario: str, seed: int, cache: Path, name: str = "") -> bool:
    """Return whether a day is in the cache."""
    return _path(scenario, seed, cache, name).exists()


def _path(scenario: str, seed: int, cache: Path, name: str) -> Path:
    return cache / f"{scenario}{f'-{name}' if name else ''}-{seed}-v{_VERSION}.npz"


def in_steps(minutes: NDArray[np.int32] | Float64) -> Float64:
    """Return means over steps of minutes, shape (steps, areas)."""
    return np.asarray(minutes.reshape(-1, STEP_MIN, minutes.shape[1]).mean(axis=1), np.float64)
