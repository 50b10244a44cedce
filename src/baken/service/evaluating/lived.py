# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Days of a simulated city as they truly were, with and without what was decided, made in a process beside the node.

This is the truth: it goes into the record of an event, which is read when the event is over, and nowhere else.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from baken.city.read_streams import settings_of
from baken.service.evaluating.assembling import STEP_MIN
from baken.service.evaluating.simulated import LIKE_SEEDS, varied
from baken.service.scenarios import CONNECTOR
from baken.simulation.city import SimulatedCity
from baken.simulation.day import MINUTE_US
from baken.simulation.decided import Decided, with_decided
from baken.simulation.making import simulate, start_us
from baken.simulation.model import SimulationError
from baken.simulation.reading import read_scenario

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from baken.city.model import City

Float64 = NDArray[np.float64]

_DAY_US: Final = 1440 * MINUTE_US
MOST_KEPT: Final = 256
"""Days; a city may ask for two hundred like days, and each response on which people act for two more."""


@dataclass(frozen=True, slots=True)
class World:
    """One way in which the day that is played could have been lived.

    Attributes
    ----------
    like
        Number of a like day, which has other people and other weather; None for the day itself.
    decided
        What its people act on.
    """

    folder: Path
    zone: str
    scenario: str
    seed: int
    decided: tuple[Decided, ...] = ()
    like: int | None = None

    @property
    def start_us(self) -> int:
        """Return when its day begins."""
        return start_us(read_scenario(self.folder, self.scenario), self.zone)


def world_of(city: City) -> World | None:
    """Return the day that a simulated city plays, as it is when nobody decides anything; None of any other city."""
    if not city.simulated or not any(stream.connector == CONNECTOR for stream in city.streams):
        return None
    from baken.connectors.simulated_city.declared import read_played

    played = read_played(settings_of(city.folder, CONNECTOR))
    if played.days > 1 or played.date is not None:
        return None  # which of its days an event is on is not told
    return World(folder=city.folder, zone=city.time_zone, scenario=played.scenario, seed=played.seed)


def lived(world: World) -> Float64:
    """Return who was where: mean persons per step of five minutes from the start of the day, shape (steps, areas)."""
    scenario, seed = read_scenario(world.folder, world.scenario), world.seed
    if world.like is not None:
        seed = LIKE_SEEDS + world.like
        scenario = varied(scenario, seed)
    begins = start_us(scenario, world.zone)
    scenario = with_decided(scenario, world.decided, begins, begins + _DAY_US)
    day = simulate(SimulatedCity.read(world.folder), scenario, seed=seed, zone=world.zone)
    minutes = day.persons[1:]
    return np.asarray(minutes.reshape(-1, STEP_MIN, minutes.shape[1]).mean(axis=1), np.float64)


class Worlds:
    """Makes days one after another in a process of lower priority, each once.

    The days that were asked for last are kept; one that was asked for long ago is made again when it is asked again.
    """

    def __init__(self) -> None:
        self._made: dict[World, asyncio.Future[Float64]] = {}
        self._process: ProcessPoolExecutor | None = None

    @property
    def is_asked(self) -> bool:
        """Whether any was asked for."""
        return bool(self._made)

    def begin(self, worlds: Sequence[World]) -> tuple[asyncio.Future[Float64], ...]:
        """Begin to make days that will be asked for, and return what they will be; from the event loop."""
        found = tuple(self._begun(world) for world in worlds)
        over = [world for world, made in self._made.items() if made.done()][: max(0, len(self._made) - MOST_KEPT)]
        for world in over:
            del self._made[world]
        return found

    def _begun(self, world: World) -> asyncio.Future[Float64]:
        made = self._made.pop(world, None)
        if made is None or _is_lost(made):
            made = self._lived_apart(world)
        self._made[world] = made  # at the end: what was asked for longest ago stands first
        return made

    def _lived_apart(self, world: World) -> asyncio.Future[Float64]:
        loop = asyncio.get_running_loop()
        if self._process is not None:
            with contextlib.suppress(BrokenProcessPool):  # somebody ended it: another takes its place
                return loop.run_in_executor(self._process, lived, world)
        spawn = multiprocessing.get_context("spawn")
        self._process = ProcessPoolExecutor(1, mp_context=spawn, initializer=_stand_back)
        return loop.run_in_executor(self._process, lived, world)

    async def all(self, worlds: Sequence[World]) -> tuple[Float64, ...]:
        """Return days, when they are made.

        Raises
        ------
        SimulationError
            When one cannot be simulated, or the process was ended meanwhile.
        """
        begun = self.begin(worlds)
        try:
            # Several may wait for the same day: one who gives up takes it from nobody else.
            return tuple([await asyncio.shield(made) for made in begun])
        except BrokenProcessPool as error:
            raise SimulationError("The process in which days are lived was ended.") from error

    def stop(self) -> None:
        """End what is under way."""
        if self._process is not None:
            for future in self._made.values():
                future.cancel()
            workers = list((self._process._processes or {}).values())  # there is no other way to end them
            self._process.shutdown(wait=False, cancel_futures=True)
            for worker in workers:
                worker.terminate()


def _is_lost(made: asyncio.Future[Float64]) -> bool:
    """Tell whether a day will not come, though it can be made."""
    return made.done() and (made.cancelled() or isinstance(made.exception(), BrokenProcessPool))


def _stand_back() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever began it ends it
    with contextlib.suppress(AttributeError):  # Windows has no such priority
        os.nice(3)
