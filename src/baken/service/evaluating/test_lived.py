# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Days that several wait for come to each of them, and a process that was ended is no end of it."""

from __future__ import annotations

import asyncio
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import numpy as np
import pytest

from baken.service.evaluating.lived import Float64, World, Worlds
from baken.simulation.model import SimulationError

DAY = World(folder=Path("nowhere"), zone="Europe/Amsterdam", scenario="a-day", seed=1)


class Waited(Worlds):
    """Days that a test makes."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[asyncio.Future[Float64]] = []

    def _lived_apart(self, world: World) -> asyncio.Future[Float64]:
        self.asked.append(asyncio.get_running_loop().create_future())
        return self.asked[-1]


async def test_one_who_gives_up_waiting_takes_the_day_from_nobody_else() -> None:
    worlds = Waited()
    hasty, patient = (asyncio.create_task(worlds.all([DAY])) for _ in range(2))
    await asyncio.sleep(0)
    hasty.cancel()
    await asyncio.sleep(0)
    worlds.asked[0].set_result(np.ones((2, 1)))
    (day,) = await patient
    assert day.tolist() == [[1.0], [1.0]]
    assert len(worlds.asked) == 1


async def test_a_day_whose_process_was_ended_is_made_again_when_it_is_asked_again() -> None:
    worlds = Waited()
    first = asyncio.create_task(worlds.all([DAY]))
    await asyncio.sleep(0)
    worlds.asked[0].set_exception(BrokenProcessPool("It was ended."))
    with pytest.raises(SimulationError):
        await first
    again = asyncio.create_task(worlds.all([DAY]))
    await asyncio.sleep(0)
    worlds.asked[1].set_result(np.zeros((1, 1)))
    assert len(await again) == 1
