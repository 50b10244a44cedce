# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Kill the server while it serves: whatever was answered stands in the log, and the log is whole."""

from __future__ import annotations

import random
import threading
from typing import TYPE_CHECKING

import httpx
import pytest

from baken.governance.log.node_key import public_key_of
from baken.governance.log.processing_log import processing_folder
from baken.governance.log.reading import LogQuery, oldest
from baken.governance.log.security_log import security_folder
from baken.governance.log.verify import verify
from servers import BakenServer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KILLS_PER_LANE = 10
LANES = (1, 2)
"""Seeds; two lanes make the twenty kills, and run side by side."""

LONGEST_LIFE_S = 0.6


def read_picture(client: httpx.Client, _: int) -> httpx.Response:
    return client.get("/api/v1/picture")


def read_observations(client: httpx.Client, _: int) -> httpx.Response:
    return client.get("/sta/v1.1/Datastreams(1)/Observations?$top=5")


def write_observation(client: httpx.Client, number: int) -> httpx.Response:
    time = f"2024-{1 + number // 2_419_200 % 12:02}-{1 + number // 86_400 % 28:02}T"
    time += f"{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}Z"
    return client.post("/sta/v1.1/Datastreams(2)/Observations", json={"phenomenonTime": time, "result": number % 50})


class Asker:
    """Asks until the server is gone, and notes the spans of what was answered."""

    def __init__(self, ask: Callable[[httpx.Client, int], httpx.Response]) -> None:
        self._ask = ask
        self._number = 0
        self.answered: set[str] = set()
        self.wrong: list[str] = []

    def work(self, server: BakenServer) -> None:
        with server.client() as client:
            while True:
                self._number += 1
                try:
                    answer = self._ask(client, self._number)
                except httpx.TransportError:
                    return
                if answer.status_code not in (200, 201):
                    self.wrong.append(f"{answer.status_code} {answer.text[:200]}")
                self.answered.add(answer.headers["traceresponse"].split("-")[2])


def live_and_be_killed(server: BakenServer, askers: list[Asker], life_s: float) -> None:
    threads = [threading.Thread(target=asker.work, args=(server,)) for asker in askers]
    death = threading.Timer(life_s, server.process.kill)
    for thread in (*threads, death):
        thread.start()
    for thread in (*threads, death):
        thread.join(60)
        assert not thread.is_alive()
    assert server.process.wait(10) == -9


@pytest.mark.slow
@pytest.mark.parametrize("seed", LANES)
def test_every_answer_has_its_record_when_the_server_is_killed(squares: Path, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    data = tmp_path / "data"
    askers = [Asker(ask) for ask in (read_picture, read_observations, write_observation)]
    for _ in range(KILLS_PER_LANE):
        server = BakenServer("serve", squares, "--data", data, home=tmp_path)
        assert server.key
        live_and_be_killed(server, askers, chance.uniform(0.02, LONGEST_LIFE_S))
        for folder in (processing_folder(data), security_folder(data)):
            found = verify(folder, public_key_of(data))
            assert found.is_intact, [str(fault) for fault in found.faults]
    logged = {record["span_id"] for record in oldest(processing_folder(data), LogQuery())}
    for asker in askers:
        assert not asker.wrong
        assert len(asker.answered) > KILLS_PER_LANE
        assert asker.answered <= logged, "an answer without a record"
