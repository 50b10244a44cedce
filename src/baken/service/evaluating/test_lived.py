# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Days that several wait for come to each of them, and a process that was ended is no end of it."""

from __future__ import annotations

import asyncio
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from baken.service.evaluating.lived import MOST_KEPT, Float64, World, Worlds
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


async def test_days_that_nobody_asks_for_any_more_are_let_go_of() -> None:
    worlds = Waited()
    days = [replace(DAY, seed=seed) for seed in range(2 * MOST_KEPT)]
    for day in days:
        worlds.begin([days[0], day])
        for future in worlds.asked:
            if not future.done():
                future.set_result(np.zeros((1, 1)))
    assert len(worlds.asked) == len(days), "each was made once"
    worlds.begin([days[0], days[-1]])
    assert len(worlds.asked) == len(days), "what is asked for again and again stays, and so does the newest"
    worlds.begin([days[1]])
    assert len(worlds.asked) == len(days) + 1, "what was asked for long ago is made again"


async def test_a_day_that_somebody_waits_for_is_not_let_go_of() -> None:
    worlds = Waited()
    slow = asyncio.create_task(worlds.all([DAY]))
    await asyncio.sleep(0)
    for seed in range(2, 2 * MOST_KEPT):
        worlds.begin([replace(DAY, seed=seed)])
        worlds.asked[-1].set_result(np.zeros((1, 1)))
    again = asyncio.create_task(worlds.all([DAY]))
    await asyncio.sleep(0)
    worlds.asked[0].set_result(np.ones((1, 1)))
    assert [day.item() for (day,) in (await slow, await again)] == [1.0, 1.0]
