# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands over a real broker: each arrives once, also when the node is killed while it sends."""

from __future__ import annotations

import asyncio
import json
import random
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.responding.street import SIGNS, reach
from tests.sources.broker import Broker

from baken.response.conformance import LAWS
from baken.response.model import Command
from baken.response.protocol import UnreachableError
from baken.response.transitions import CommandState
from baken.service.response.journal import ResponseJournal
from baken.service.response.mqtt import MqttActuators

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

STREET = Path(__file__).with_name("street.py")
KILLS = 5


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    (tmp_path / "broker").mkdir()
    running = Broker(tmp_path / "broker").start()
    yield running
    running.stop()


class Listener:
    """Counts what signs are told, as it arrives."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.more = asyncio.Event()

    async def hear(self, port: int, ready: asyncio.Event) -> None:
        from aiomqtt import Client

        async with Client("127.0.0.1", port, identifier="listener") as client:
            await client.subscribe("signs/+/set", qos=1)
            ready.set()
            async for message in client.messages:
                if not message.retain:
                    self.keys.append(json.loads(bytes(message.payload))["key"])  # type: ignore[arg-type]
                    self.more.set()

    async def until(self, count: int) -> None:
        async with asyncio.timeout(30):
            while len(self.keys) < count:
                self.more.clear()
                await self.more.wait()


@pytest.fixture
async def listener(broker: Broker) -> AsyncIterator[Listener]:
    made, ready = Listener(), asyncio.Event()
    task = asyncio.create_task(made.hear(broker.port, ready))
    await ready.wait()
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def command(key: str, preset: str = "slow") -> Command:
    return Command(
        key=key, state=CommandState.SENDING, response_id="r", intervention_id="i", actuator_id="sign-0", preset=preset,
        asked_at_us=0, until_us=60_000_000,
    )  # fmt: skip


async def test_the_broker_says_which_command_it_has(broker: Broker) -> None:
    things = reach(broker.port)
    one, other = things.actuators[:2]
    first = MqttActuators(things.transport, things, "baken-act-test")
    assert not await first.has(command("k1"), one)
    await first.deliver(command("k1"), one)
    assert await first.has(command("k1"), one)
    assert not await first.has(command("k2"), one)
    assert not await first.has(command("k1"), other)
    second = MqttActuators(things.transport, things, "baken-act-test")
    assert await second.has(command("k1"), one), "also for who comes in its place"
    await first.close()
    await second.close()


async def test_a_broker_obeys_the_laws_of_every_transport(broker: Broker) -> None:
    things = reach(broker.port)
    for number, law in enumerate(LAWS):
        one, other = things.actuators[2 * number : 2 * number + 2]  # the broker keeps what the one before was told
        transport = MqttActuators(things.transport, things, "baken-act-test")
        await law(transport, one, other)
        await transport.close()


async def test_a_sign_that_answers_is_heard(broker: Broker) -> None:
    things = reach(broker.port)
    transport = MqttActuators(things.transport, things, "baken-act-test")
    await transport.deliver(command("k1"), things.actuators[0])
    state = {"key": "k1", "preset": "slow", "byHand": False}
    await broker.publish(("signs/sign-0/state", json.dumps(state).encode()), ("signs/sign-0/state", b"no json"))
    await transport.has(command("k1"), things.actuators[0])  # what was sent before its mark has arrived
    assert [(told.actuator_id, told.key) for told in transport.said()] == [("sign-0", "k1")]
    await transport.close()


async def test_a_broker_that_is_away_is_said_and_found_again(broker: Broker) -> None:
    things = reach(broker.port)
    transport = MqttActuators(things.transport, things, "baken-act-test")
    await transport.deliver(command("k1"), things.actuators[0])
    await asyncio.to_thread(broker.stop)
    with pytest.raises(UnreachableError, match="cannot be reached"):
        await transport.deliver(command("k2"), things.actuators[0])
    await asyncio.to_thread(broker.start)
    assert not await transport.has(command("k2"), things.actuators[0])
    await transport.deliver(command("k2"), things.actuators[0])
    assert await transport.has(command("k2"), things.actuators[0])
    await transport.close()


async def started(folder: Path, port: int, task: str) -> asyncio.subprocess.Process:
    words = (str(STREET), str(folder), str(port), task)
    return await asyncio.create_subprocess_exec(sys.executable, *words, stdout=asyncio.subprocess.PIPE)


@pytest.mark.slow
async def test_killed_while_it_sends_a_node_sends_nothing_twice_and_loses_no_approval(
    broker: Broker, listener: Listener, tmp_path: Path
) -> None:
    chance, approved = random.Random(6), set[str]()
    for _ in range(KILLS):
        before = len(listener.keys)
        process = await started(tmp_path, broker.port, "approve")
        assert process.stdout is not None
        async with asyncio.timeout(60):
            line = (await process.stdout.readline()).decode().split()
        assert line[:1] == ["approved"]
        approved.add(line[1])
        await listener.until(before + chance.randrange(1, SIGNS))
        process.send_signal(signal.SIGKILL)
        await process.wait()
    process = await started(tmp_path, broker.port, "resume")
    assert process.stdout is not None
    async with asyncio.timeout(60):
        assert (await process.stdout.readline()).decode().strip() == "sent"
        await process.wait()
    book = ResponseJournal(f"sqlite:///{tmp_path / 'register.sqlite'}").read()
    assert approved <= {r.id for r in book.responses.values() if r.approved_by is not None}
    sent = {c.key for c in book.commands.values() if c.state is CommandState.SENT}
    superseded = {c.key for c in book.commands.values() if c.state is CommandState.SUPERSEDED}
    assert sent | superseded == set(book.commands)
    await listener.until(len(sent))
    assert Counter(listener.keys) == Counter(sent), "each command that was not superseded arrived exactly once"
    newest = {command.actuator_id: command for command in book.commands.values()}
    assert {c.preset for c in newest.values()} == {"one-way" if KILLS % 2 else "slow"}
    assert {c.state for c in newest.values()} == {CommandState.SENT}
