# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from baken.service.ticks import LONGEST_LAG, Standing, Ticks, encode

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

NOW = datetime(2025, 1, 1, tzinfo=UTC)


def parse(event: bytes) -> tuple[str, dict[str, Any]]:
    lines = dict(line.split(": ", 1) for line in event.decode().strip().splitlines())
    return lines["event"], {**msgspec.json.decode(lines["data"]), "id": lines.get("id")}


class World:
    def __init__(self) -> None:
        self.sequence, self.epoch, self.sources = 5, "a", 1

    def standing(self) -> Standing:
        return Standing(self.sequence, self.epoch, NOW, NOW, sources=self.sources)


@pytest.fixture
async def world() -> AsyncIterator[tuple[World, Ticks]]:
    world = World()
    ticks = Ticks(world.standing, shortest_tick_s=0.01, heartbeat_s=0.02)
    yield world, ticks
    await ticks.close()


async def next_of(kind: str, events: AsyncIterator[bytes]) -> dict[str, Any]:
    async with asyncio.timeout(5):
        async for event in events:
            name, data = parse(event)
            if name == kind:
                return data
    raise AssertionError(kind)


async def test_a_listener_hears_at_once_where_things_stand(world: tuple[World, Ticks]) -> None:
    assert (await next_of("tick", world[1].listen()))["id"] == "a:5"


async def test_a_quiet_city_still_has_a_heartbeat_without_an_id(world: tuple[World, Ticks]) -> None:
    assert (await next_of("heartbeat", world[1].listen()))["id"] is None


async def test_a_change_of_sources_is_told_at_once_and_hides_no_missed_picture(world: tuple[World, Ticks]) -> None:
    state, ticks = world
    events = ticks.listen()
    assert (await next_of("tick", events))["sources"] == 1
    state.sources = 2
    ticks.changed()
    told = await next_of("sources", events)
    assert (told["sources"], told["sequence"], told["id"]) == (2, 5, None)
    assert (await next_of("heartbeat", events))["sources"] == 2


async def test_a_newer_picture_is_told_once(world: tuple[World, Ticks]) -> None:
    state, ticks = world
    events = ticks.listen()
    await next_of("tick", events)
    state.sequence = 9
    ticks.changed()
    ticks.changed()
    assert (await next_of("tick", events))["sequence"] == 9
    ticks.changed()
    beat = await next_of("heartbeat", events)
    assert beat["sequence"] == 9


async def test_a_listener_that_comes_back_is_told_what_it_missed(world: tuple[World, Ticks]) -> None:
    assert (await next_of("tick", world[1].listen("a:2")))["missed"] == 2
    assert (await next_of("tick", world[1].listen("a:5")))["missed"] == 0


@pytest.mark.parametrize("last", ["b:5", "a:6", "nonsense", "", "a:-1", "a:1e3", "a:²"])
async def test_a_listener_from_another_epoch_starts_afresh(world: tuple[World, Ticks], last: str) -> None:
    assert (await next_of("reset", world[1].listen(last)))["sequence"] == 5


async def test_a_new_epoch_tells_listeners_to_start_afresh(world: tuple[World, Ticks]) -> None:
    state, ticks = world
    events = ticks.listen()
    await next_of("tick", events)
    state.epoch = "b"
    ticks.changed()
    assert (await next_of("reset", events))["epoch"] == "b"


async def test_listeners_are_counted_down_when_they_leave(world: tuple[World, Ticks]) -> None:
    events = world[1].listen()
    await next_of("tick", events)
    assert world[1].listeners == 1
    await events.aclose()  # type: ignore[attr-defined]
    assert world[1].listeners == 0


async def test_events_that_are_sent_together_are_all_heard(world: tuple[World, Ticks]) -> None:
    state, ticks = world
    events = ticks.listen()
    await next_of("tick", events)
    waiting = asyncio.ensure_future(anext(events))
    await asyncio.sleep(0)
    for state.sequence in (6, 7, 8):
        ticks._send(encode("tick", state.standing()))
    heard = [await waiting, await anext(events), await anext(events)]
    assert [parse(event)[1]["sequence"] for event in heard] == [6, 7, 8]


async def test_a_listener_that_is_too_slow_is_let_go(world: tuple[World, Ticks]) -> None:
    state, ticks = world
    events = ticks.listen()
    await next_of("tick", events)
    for _ in range(LONGEST_LAG + 1):
        ticks._send(encode("heartbeat", state.standing()))
    assert [event async for event in events] == []
    assert ticks.listeners == 0


async def test_closing_lets_every_listener_go(world: tuple[World, Ticks]) -> None:
    ticks = world[1]
    early = ticks.listen()
    await next_of("tick", early)
    await ticks.close()
    late = [event async for event in ticks.listen()]
    assert [parse(event)[0] for event in late] == ["tick"]
    assert "tick" not in [parse(event)[0] async for event in early]


async def test_who_may_hear_is_asked_anew_with_every_event(world: tuple[World, Ticks]) -> None:
    _, ticks = world
    events = ticks.listen()
    await next_of("tick", events)
    ticks.may_hear.add("staff")
    await next_of("heartbeat", events)
    assert "staff" not in ticks.may_hear
