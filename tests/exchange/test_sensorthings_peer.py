# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""One node reads another: what a running node of ours says over SensorThings, the connector understands wholly."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from baken.connectors.sensorthings_source.connector import SensorThingsSource, connect
from baken.plugin.live import Delivery
from baken.plugin.protocol import Settings
from baken.vocabulary.time import format_us, parse_instant, to_us
from servers import FIXTURES, BakenServer, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

    from baken.plugin.live import Reading

NOW = "2026-11-20T12:00:00Z"
FIRST, SECOND, THIRD = "2026-11-20T11:00:00Z", "2026-11-20T11:05:00Z", "2026-11-20T11:10:00Z"


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BakenServer]:
    home = tmp_path_factory.mktemp("peer")
    with serving("serve", FIXTURES / "cities" / "squares", "--data", home / "data", home=home) as server:
        yield server


@pytest.fixture(scope="module")
def client(peer: BakenServer) -> Iterator[httpx.Client]:
    with peer.client() as client:
        yield client


def source(folder: Path, address: str, rest: str = "") -> SensorThingsSource:
    (folder / "sensorthings_source.toml").write_text(f'url = "{address}/sta/v1.1"\n{rest}', encoding="utf-8")
    return connect(Settings(folder=folder, file="sensorthings_source.toml"))


def fetched(connector: SensorThingsSource, client: httpx.Client) -> list[Reading]:
    """Return what the connector makes of each of its endpoints, fetched as they stand."""
    readings: list[Reading] = []
    for poll in connector.endpoints:
        answer = client.get(poll.url).raise_for_status()
        delivery = Delivery(poll.name, to_us(parse_instant(NOW)), answer.content)
        readings.extend(connector.read(delivery))
    return readings


def told(readings: list[Reading]) -> dict[tuple[str, str], float]:
    return {
        (r.rows.provider_ids[s], format_us(t)): v
        for r in readings
        for s, t, v in zip(
            r.rows.series.tolist(), r.rows.phenomenon_time_us.tolist(), r.rows.result.tolist(), strict=True
        )
    }


def test_every_datastream_of_a_node_is_understood(tmp_path: Path, client: httpx.Client) -> None:
    streams = client.get("/sta/v1.1/Datastreams?$expand=ObservedProperty&$top=100").raise_for_status().json()["value"]
    sent: dict[tuple[str, str], float] = {}
    for stream in streams:
        number = stream["@iot.id"]
        quantity = stream["ObservedProperty"]["definition"].rsplit("/", 1)[1]
        minutes = 5 if quantity == "pedestrian_count" else 0
        for time, until, result in ((FIRST, SECOND, 0), (SECOND, THIRD, 40 + number)):
            body = {"phenomenonTime": f"{time}/{until}" if minutes else time, "result": result}
            client.post(f"/sta/v1.1/Datastreams({number})/Observations", json=body).raise_for_status()
            sent[f"{number}/{quantity}/{60 * minutes}s", time] = float(result)
    readings = fetched(source(tmp_path, str(client.base_url)), client)
    assert [entry for reading in readings for entry in reading.skipped] == []
    assert told(readings) == sent
    assert len({name for name, _ in sent}) == len(streams) > 1


def test_pages_together_are_the_whole(tmp_path: Path, client: httpx.Client) -> None:
    address = str(client.base_url)
    whole = told(fetched(source(tmp_path, address), client))
    pages = fetched(source(tmp_path, address, "per_page = 1\npages = 20"), client)
    assert told(pages) == whole
    few = fetched(source(tmp_path, address, "per_page = 1"), client)
    assert [entry.reason for reading in few for entry in reading.skipped] == [
        "there are more pages than the settings read"
    ]


def test_one_datastream_by_itself_is_understood(tmp_path: Path, client: httpx.Client) -> None:
    rest = '[[datastream]]\nid = 1\nproperty = "persons_present"\nunit = "{person}"'
    found = told(fetched(source(tmp_path, str(client.base_url), rest), client))
    assert found[("1/persons_present/0s", SECOND)] == 41.0
    assert not any(math.isnan(value) for value in found.values())
