# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages over a real broker: none is lost that was committed, and none is acknowledged before."""

from __future__ import annotations

import asyncio
import signal
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.certificates import make_pair
from tests.sources.broker import NAME, PASSWORD, Broker, message
from tests.sources.conftest import city_of, quick, source_of, until, until_state

from baken.observation.protocol import ObservationQuery, StoreError
from baken.service.node import live_node

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from baken.service.node import Node

BEGIN = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=10)


def at(second: int) -> str:
    return (BEGIN + timedelta(seconds=second)).isoformat()


def numbered(*numbers: int) -> list[tuple[str, bytes]]:
    """Return one message per number: so many persons in that second."""
    return [message("north", at(number), number) for number in numbers]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    (tmp_path / "broker").mkdir()
    running = Broker(tmp_path / "broker").start()
    yield running
    running.stop()


def stored(node: Node) -> list[int]:
    """Return the numbers that are in the store, in order of time."""
    permit = node.governance.for_control()
    query = ObservationQuery(datastream_ids=(node.datastream_ids["north-persons"],))
    return sorted(int(value) for value in node.store.read(query, activity=permit)["result"].to_pylist())


async def until_stored(node: Node, wanted: list[int]) -> None:
    """Return when exactly these numbers are in the store."""
    looked, committed = asyncio.Event(), node.intake._on_committed
    assert committed is not None

    def tell(*arguments: Any) -> None:
        committed(*arguments)
        looked.set()

    node.intake._on_committed = tell
    try:
        async with asyncio.timeout(20):
            while stored(node) != wanted:
                await looked.wait()
                looked.clear()
    except TimeoutError:
        pytest.fail(f"{stored(node)} is in the store, and {wanted} should be.")
    finally:
        node.intake._on_committed = committed


async def test_messages_become_observations(broker: Broker, tmp_path: Path) -> None:
    async with live_node(city_of(tmp_path, broker.settings()), tmp_path / "data", pace=quick()) as node:
        await connected(node)
        await broker.publish(*numbered(1, 2, 3))
        await until_stored(node, [1, 2, 3])
        source = await until_state(node, "fresh")
        assert source.delivers == "subscription"
        assert source.details is not None
        assert source.details.endpoints[0].where == "127.0.0.1"


async def connected(node: Node) -> None:
    await until(node, lambda source: source.last_success_at is not None)


async def test_what_is_sent_while_the_node_is_away_arrives_when_it_is_back(broker: Broker, tmp_path: Path) -> None:
    city = city_of(tmp_path, broker.settings())
    async with live_node(city, tmp_path / "data", pace=quick()) as node:
        await connected(node)
        await broker.publish(*numbered(1))
        await until_stored(node, [1])
    await broker.publish(*numbered(2, 3))
    async with live_node(city, tmp_path / "data", pace=quick()) as node:
        await until_stored(node, [1, 2, 3])


async def test_a_broker_dies_and_comes_back_and_nothing_is_lost(broker: Broker, tmp_path: Path) -> None:
    async with live_node(city_of(tmp_path, broker.settings()), tmp_path / "data", pace=quick()) as node:
        await connected(node)
        await broker.publish(*numbered(1))
        await until_stored(node, [1])
        await asyncio.to_thread(broker.stop)
        lost = await until_state(node, "lost")
        assert "the broker cannot be reached" in lost.sentence
        assert "de broker is niet bereikbaar" in lost.sentence_nl
        await asyncio.to_thread(broker.start)
        await broker.publish(*numbered(2, 3))
        await until_stored(node, [1, 2, 3])
        await until_state(node, "fresh")


async def test_a_broker_that_is_killed_is_found_again(broker: Broker, tmp_path: Path) -> None:
    async with live_node(city_of(tmp_path, broker.settings()), tmp_path / "data", pace=quick()) as node:
        await connected(node)
        await asyncio.to_thread(broker.stop, signal.SIGKILL)
        await until_state(node, "lost")
        await asyncio.to_thread(broker.start)
        await until(node, lambda source: source.state != "lost")
        await broker.publish(*numbered(1))
        await until_stored(node, [1])


async def test_a_message_is_acknowledged_only_after_its_commit(
    broker: Broker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with live_node(city_of(tmp_path, broker.settings()), tmp_path / "data", pace=quick()) as node:
        await connected(node)
        submit, failures = node.intake.submit, iter([True, True])

        async def sometimes(*arguments: Any, **rest: Any) -> Any:
            if next(failures, False):
                raise StoreError("The disk is full.")
            return await submit(*arguments, **rest)

        monkeypatch.setattr(node.intake, "submit", sometimes)
        await broker.publish(*numbered(7))
        await until_stored(node, [7])
        source = await until_state(node, "fresh")
        assert source.details is not None
        assert source.details.latest_refusal is not None
        assert "The node could not store it: The disk is full." in source.details.latest_refusal.sentence


async def test_what_cannot_be_understood_does_not_hold_up_what_follows(broker: Broker, tmp_path: Path) -> None:
    settings = broker.settings(largest_bytes=1000)
    async with live_node(city_of(tmp_path, settings), tmp_path / "data", pace=quick()) as node:
        await connected(node)
        huge = ("counts/north", b"[" * 2000)
        await broker.publish(("counts/north", b"\xff\x00"), huge, ("counts/north", b""), *numbered(5))
        await until_stored(node, [5])
        source = await until_state(node, "fresh")
        assert source.details is not None
        assert source.details.latest_refusal is not None
        assert source.details.skipped[0].reason == "the message is larger than the endpoint allows"


async def test_what_is_sent_while_the_activity_is_stopped_never_comes_in(broker: Broker, tmp_path: Path) -> None:
    async with live_node(city_of(tmp_path, broker.settings()), tmp_path / "data", pace=quick()) as node:
        await connected(node)
        await broker.publish(*numbered(1))
        await until_stored(node, [1])
        node.governance.withdraw("square-counting", by="anna", because="A test.")
        await until_state(node, "stopped")
        await broker.publish(*numbered(2, 3))
        before = source_of(node).last_success_at
        node.governance.reinstate("square-counting", by="anna", because="A test.")
        await until(node, lambda source: source.last_success_at != before)
        await broker.publish(*numbered(4))
        await until_stored(node, [1, 4])


async def test_name_and_password_come_from_a_secret(tmp_path: Path) -> None:
    (tmp_path / "broker").mkdir()
    broker = Broker(tmp_path / "broker", with_password=True).start()
    settings = broker.settings(username=NAME, password="${secret:harbour-broker}")
    try:
        async with live_node(city_of(tmp_path, settings), tmp_path / "data", pace=quick()) as node:
            await until_state(node, "misconfigured")
            secrets = tmp_path / "data" / "secrets"
            secrets.mkdir()
            (secrets / "harbour-broker").write_text("wrong")
            lost = await until_state(node, "lost")
            assert "does not accept the name and password" in lost.sentence
            (secrets / "harbour-broker").write_text(PASSWORD)
            await until(node, lambda source: source.state not in ("lost", "misconfigured"))
            await broker.publish(*numbered(1), username=NAME, password=PASSWORD)
            await until_stored(node, [1])
    finally:
        broker.stop()


async def test_only_a_broker_whose_certificate_is_trusted_is_listened_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broker").mkdir()
    pair = make_pair(tmp_path / "broker")
    broker = Broker(tmp_path / "broker", pair=pair).start()
    try:
        async with live_node(city_of(tmp_path, broker.settings(tls=True)), tmp_path / "data", pace=quick()) as node:
            lost = await until_state(node, "lost")
            assert "certificate cannot be trusted" in lost.sentence
            monkeypatch.setenv("SSL_CERT_FILE", str(pair.certificate))
            await until(node, lambda source: source.state not in ("lost", "misconfigured"))
            await connected(node)
    finally:
        broker.stop()
