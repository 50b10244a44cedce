# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""JSON and SensorThings messages of a real Mosquitto become observations, by the shipped connector."""

from __future__ import annotations

import asyncio
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.sources.broker import Broker
from tests.sources.conftest import SQUARES, quick, source_of

from baken.observation.protocol import ObservationQuery
from baken.service.node import live_node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.service.node import Node

BEGIN = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=10)
JSON_TOPIC, STA_TOPIC = "counters/north/now", "v1.1/Datastreams(7)/Observations"

RULES = f"""
[[topic]]
filter = "counters/+/now"
property = "persons_present"
unit = "{{person}}"
interval_s = 0
value = "/count"
time = "/at"

[[topic]]
filter = "{STA_TOPIC}"
form = "sensorthings"
property = "persons_present"
unit = "{{person}}"
interval_s = 0
"""


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    (tmp_path / "broker").mkdir()
    running = Broker(tmp_path / "broker").start()
    yield running
    running.stop()


def city_of(folder: Path, port: int) -> Path:
    """Make a city of the four squares, two of which are counted over MQTT."""
    city = Path(shutil.copytree(SQUARES, folder / "squares"))
    streams = (city / "streams.toml").read_text(encoding="utf-8").split("[[stream]]")
    for i, part in enumerate(streams):
        for place, name in (("north", f"{JSON_TOPIC}#/count"), ("south", f"{STA_TOPIC}#/result")):
            if f'provider_id = "{place}"' in part:
                named = part.replace(f'provider_id = "{place}"', f'provider_id = "{name}"')
                streams[i] = named.replace("square_sensors", "mqtt")
    (city / "streams.toml").write_text("[[stream]]".join(streams), encoding="utf-8")
    (city / "connectors").mkdir(exist_ok=True)
    head = f'host = "127.0.0.1"\nport = {port}\ntls = false\n'
    (city / "connectors" / "mqtt.toml").write_text(head + RULES, encoding="utf-8")
    activity = city / "activities" / "square-counting.toml"
    text = activity.read_text(encoding="utf-8").replace('["square_sensors"]', '["square_sensors", "mqtt"]')
    activity.write_text(text, encoding="utf-8")
    return city


def at(second: int) -> str:
    return (BEGIN + timedelta(seconds=second)).isoformat()


def stored(node: Node, stream: str) -> list[float]:
    permit = node.governance.for_control()
    query = ObservationQuery(datastream_ids=(node.datastream_ids[stream],))
    return sorted(node.store.read(query, activity=permit)["result"].to_pylist())


async def until(node: Node, wanted: Any) -> None:
    """Return when something holds; looks whenever a screen would be told to look."""
    looked, changed = asyncio.Event(), node.sources.on_changed

    def tell() -> None:
        changed()
        looked.set()

    node.sources.on_changed = tell
    try:
        async with asyncio.timeout(20):
            while not wanted():
                try:
                    await asyncio.wait_for(looked.wait(), 0.05)
                except TimeoutError:
                    continue
                looked.clear()
    finally:
        node.sources.on_changed = changed


async def test_messages_of_both_kinds_become_observations_and_bad_ones_are_named(
    broker: Broker, tmp_path: Path
) -> None:
    async with live_node(city_of(tmp_path, broker.port), tmp_path / "data", pace=quick()) as node:
        details = lambda: source_of(node, "mqtt").details  # noqa: E731 - looked at again and again
        await until(node, lambda: all(e.last_success_at is not None for e in details().endpoints))
        await broker.publish(
            (JSON_TOPIC, json.dumps({"at": at(1), "count": 17}).encode()),
            (STA_TOPIC, json.dumps({"phenomenonTime": at(1), "result": 0, "resultTime": at(2)}).encode()),
            (JSON_TOPIC, json.dumps({"at": at(2), "count": -17}).encode()),
            (JSON_TOPIC, b"<html>502</html>"),
            (JSON_TOPIC, json.dumps({"at": at(3), "count": 18}).encode()),
        )
        await until(node, lambda: stored(node, "north-persons") == [17.0, 18.0])
        await until(node, lambda: stored(node, "south-persons") == [0.0])
        await until(node, lambda: any(s.reason == "a value that is not possible" for s in details().skipped))
