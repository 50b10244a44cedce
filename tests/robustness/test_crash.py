# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Kill the server while it takes observations in: everything it acknowledged is there, and nothing is half there."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from baken.observation.columns import columns_of
from baken.observation.methods.duckdb_store import DuckDBStore
from baken.observation.protocol import ObservationQuery
from baken.vocabulary.time import to_us
from replaying import wire
from servers import BakenServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

KILLS_PER_LANE = 10
LANES = (1, 2)
"""Seeds; two lanes make the twenty kills, and run side by side."""

BATCH_ROWS = 500
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
LONGEST_LIFE_S = 0.6

Key = tuple[int, int]


def value_at(datastream: int, second: int) -> float:
    """Return the one value that belongs to a datastream and time, so that a torn row would show."""
    return float((datastream * 7919 + second * 31) % 4999)


@dataclass
class Sent:
    """What one client sent, in the units in which it was acknowledged: all of a unit, or none of it."""

    acknowledged: list[list[Key]] = field(default_factory=list)
    unanswered: list[list[Key]] = field(default_factory=list)
    things: list[str] = field(default_factory=list)


class Sender:
    """A client that sends until the server is gone.

    Parameters
    ----------
    first_second
        Where its own seconds begin; no two units ever share a row.
    """

    def __init__(self, datastream: int, first_second: int, send: Callable[[Sender, httpx.Client], None]) -> None:
        self.datastream = datastream
        self.sent = Sent()
        self.seconds = self._seconds(first_second)
        self._send = send

    @staticmethod
    def _seconds(first: int) -> Iterator[int]:
        while True:
            yield first
            first += 1

    def work(self, server: BakenServer) -> None:
        with server.client() as client:
            try:
                while True:
                    self._send(self, client)
            except httpx.TransportError:
                return

    def offer(self, client: httpx.Client, path: str, body: Any, unit: list[Key]) -> None:
        self.sent.unanswered.append(unit)
        answer = client.post(path, json=body)
        assert answer.status_code == 201, answer.text
        self.sent.acknowledged.append(self.sent.unanswered.pop())


def send_single(sender: Sender, client: httpx.Client) -> None:
    second = next(sender.seconds)
    time = wire(BEGIN + timedelta(seconds=second))
    body = {"phenomenonTime": time, "result": value_at(sender.datastream, second)}
    path = f"/sta/v1.1/Datastreams({sender.datastream})/Observations"
    sender.offer(client, path, body, [(sender.datastream, second)])


def send_batch(sender: Sender, client: httpx.Client) -> None:
    unit = [(sender.datastream, next(sender.seconds)) for _ in range(BATCH_ROWS)]
    rows = [[wire(BEGIN + timedelta(seconds=second)), value_at(i, second)] for i, second in unit]
    body = [
        {"Datastream": {"@iot.id": sender.datastream}, "components": ["phenomenonTime", "result"], "dataArray": rows}
    ]
    sender.offer(client, "/sta/v1.1/CreateObservations", body, unit)


def send_thing(sender: Sender, client: httpx.Client) -> None:
    name = f"thing {next(sender.seconds)}"
    answer = client.post("/sta/v1.1/Things", json={"name": name, "description": "Stands somewhere."})
    assert answer.status_code == 201, answer.text
    sender.sent.things.append(name)


def live_and_be_killed(server: BakenServer, senders: list[Sender], life_s: float) -> None:
    """Let all senders work, kill the server in the midst, and wait until they noticed."""
    threads = [threading.Thread(target=sender.work, args=(server,)) for sender in senders]
    death = threading.Timer(life_s, server.process.kill)
    for thread in (*threads, death):
        thread.start()
    for thread in (*threads, death):
        thread.join(60)
        assert not thread.is_alive()
    assert server.process.wait(10) == -9


def stored(data: Path) -> dict[Key, float]:
    store = DuckDBStore(data / "observations.duckdb")
    try:
        rows = columns_of(store.read(ObservationQuery()))
    finally:
        store.close()
    seconds = (rows.phenomenon_time_us - to_us(BEGIN)) // 1_000_000
    found = dict(
        zip(zip(rows.datastream_id.tolist(), seconds.tolist(), strict=True), rows.result.tolist(), strict=True)
    )
    assert len(found) == len(rows), "no row is there twice"
    return found


def read_back(client: httpx.Client, key: Key) -> list[float]:
    datastream, second = key
    query = {"$filter": f"phenomenonTime eq {wire(BEGIN + timedelta(seconds=second))}"}
    answer = client.get(f"/sta/v1.1/Datastreams({datastream})/Observations", params=query)
    return [row["result"] for row in answer.json()["value"]]


@pytest.mark.slow
@pytest.mark.parametrize("seed", LANES)
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(squares: Path, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    data = tmp_path / "data"
    year = 10_000_000
    senders = [
        Sender(1, 0, send_single),
        Sender(1, year, send_batch),
        Sender(3, 0, send_single),
        Sender(2, 0, send_batch),
        Sender(0, 0, send_thing),
    ]
    for _ in range(KILLS_PER_LANE):
        server = BakenServer("serve", squares, "--data", data, home=tmp_path)
        with server.client() as client:
            for sender in senders:  # the last that was acknowledged before the kill is there
                for unit in sender.sent.acknowledged[-1:]:
                    assert read_back(client, unit[-1]) == [value_at(*unit[-1])]
        live_and_be_killed(server, senders, chance.uniform(0, LONGEST_LIFE_S))
    found = stored(data)
    for sender in senders:
        for unit in sender.sent.acknowledged:
            assert all(found.get(key) == value_at(*key) for key in unit), "an acknowledged observation is lost"
        for unit in sender.sent.unanswered:
            there = [key in found for key in unit]
            assert all(there) or not any(there), "a request is half there"
    assert all(value == value_at(*key) for key, value in found.items())
    assert {key for s in senders for unit in (*s.sent.acknowledged, *s.sent.unanswered) for key in unit} >= set(found)
    assert sum(len(sender.sent.acknowledged) for sender in senders) > KILLS_PER_LANE
    assert sum(len(sender.sent.unanswered) for sender in senders) > KILLS_PER_LANE, "killed while requests were open"

    server = BakenServer("serve", squares, "--data", data, home=tmp_path)
    try:
        with server.client() as client:
            query = {"$filter": "startswith(name,'thing ')", "$select": "name", "$top": 10_000}
            kept = {thing["name"] for thing in client.get("/sta/v1.1/Things", params=query).json()["value"]}
    finally:
        server.stop()
    assert set(senders[-1].sent.things) <= kept
