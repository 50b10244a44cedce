# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from baken.city.load import load
from baken.observation.columns import ObservationColumns
from baken.observation.intake import Intake
from baken.observation.methods.memory_store import MemoryStore
from baken.observation.quality_control import QualityControl
from baken.observation.specimen import GovernedSpecimen
from baken.service.known_store import KnownStore
from baken.service.live import Live
from baken.service.places import find_city
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.time import FixedClock, to_us

NOON = datetime(2025, 12, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class World:
    """Auckland's declarations on an empty store and a clock that is set."""

    def __init__(self, *, is_replay: bool = False) -> None:
        city = load(find_city("auckland"))
        self.ids = {stream.id: 100 + i for i, stream in enumerate(city.streams)}
        self.store, self.clock = MemoryStore(), FixedClock(NOON)
        known = KnownStore(self.store, self.clock) if is_replay else self.store
        self.some = GovernedSpecimen(known)
        self.live = Live(city, self.ids, self.some.store, self.clock, self.some.governance)
        control = QualityControl({self.ids[s.id]: s for s in city.streams})
        self.intake = Intake(self.some.store, control, self.live.committed)
        self.first = self.ids[city.streams[0].id]
        self.changes = 0
        self.live.on_changed = self._changed

    def _changed(self) -> None:
        self.changes += 1

    async def count(self, start: datetime, value: float, datastream_id: int | None = None, **columns: Any) -> None:
        number = self.first if datastream_id is None else datastream_id
        known = to_us(start + HOUR)
        await self.intake.submit(
            ObservationColumns.of(number, [to_us(start)], [value], **{"available_at_us": known, **columns}),
            activity=self.some.observing,
        )

    @property
    def known(self) -> int:
        return int(np.count_nonzero(~np.isnan(self.live.picture().persons)))


async def test_a_committed_observation_changes_only_its_own_area() -> None:
    world = World()
    await world.count(NOON - HOUR, 600.0)
    assert world.known == 1
    assert world.changes == 1


async def test_an_observation_of_a_datastream_that_no_area_has_changes_nothing() -> None:
    world = World()
    for number in (1, 99, 5_000_000):
        await world.count(NOON - HOUR, 600.0, number)
    assert (world.known, world.changes) == (0, 0)


async def test_time_alone_makes_the_picture_stale_and_says_so() -> None:
    world = World()
    await world.count(NOON - HOUR, 600.0)
    world.clock.set(NOON + 12 * HOUR)
    world.live.advance()
    assert QualityFlag.STALE in world.live.picture().quality.tolist()
    assert world.changes == 2


async def test_deleting_observations_takes_them_out_of_the_picture() -> None:
    world = World()
    await world.count(NOON - 2 * HOUR, 300.0)
    await world.count(NOON - HOUR, 600.0)
    before = world.live.picture()
    world.store.delete(world.first, np.array([to_us(NOON - HOUR)]))
    world.live.refresh()
    assert np.nansum(world.live.picture().persons) < np.nansum(before.persons)
    world.store.delete(world.first)
    world.live.refresh()
    assert world.known == 0
    assert world.live.picture().sequence > before.sequence


async def test_the_past_knows_nothing_that_came_later() -> None:
    world = World()
    await world.count(NOON - 3 * HOUR, 100.0)
    await world.count(NOON - HOUR, 600.0)
    await world.count(NOON - 3 * HOUR, 500.0, available_at_us=to_us(NOON))
    early, late = world.live.past(NOON - 2 * HOUR), world.live.past(NOON)
    assert np.nansum(early.persons) < np.nansum(late.persons)
    assert int(early.available_at_us.max()) <= to_us(NOON - 2 * HOUR)
    assert np.isnan(world.live.past(NOON - 4 * HOUR).persons).all()


async def test_going_back_shows_what_was_known_then_under_a_new_epoch() -> None:
    world = World(is_replay=True)
    await world.count(NOON - 3 * HOUR, 100.0)
    epoch, then = world.live.epoch, world.live.picture().persons
    world.clock.set(NOON + 2 * HOUR)
    await world.count(NOON, 900.0)
    world.clock.set(NOON)
    world.live.restart(world.intake)
    assert world.live.epoch != epoch
    np.testing.assert_array_equal(world.live.picture().persons, then)


@pytest.mark.parametrize("is_replay", [True, False])
async def test_a_run_of_frozen_values_is_still_known_after_a_restart(is_replay: bool) -> None:
    world = World(is_replay=is_replay)
    for h in range(9, 5, -1):
        await world.count(NOON - h * HOUR, 50.0)
    world.live.restart(world.intake)
    await world.count(NOON - 5 * HOUR, 50.0)
    assert world.store.last()["quality"].to_pylist() == [int(QualityFlag.FROZEN)]
