# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a provider posts is taken once, from who may, and every refusal says why; over HTTP, on a running server."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from tests.servers import BakenServer, serving
from tests.sources.conftest import city_of

from baken.governance.lists import Role
from baken.service.identity import create_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

PATH = "/api/v1/sources/live_sensors/post"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BakenServer]:
    home = tmp_path_factory.mktemp("inbox")
    city = city_of(home, "[inbox]\nlargest_bytes = 10000\n")
    with serving("serve", city, "--data", home / "data", home=home) as running:
        yield running


@pytest.fixture
def client(server: BakenServer) -> Iterator[httpx.Client]:
    with server.client() as opened:
        yield opened


def body(*rows: tuple[str, float | None], time: str = "", do: str = "") -> bytes:
    moment = time or datetime.now(UTC).isoformat()
    listed = [{"place": place, "time": moment, "persons": persons} for place, persons in rows]
    return json.dumps({"rows": listed, "do": do}).encode()


def post(client: httpx.Client, sent: bytes, path: str = PATH) -> tuple[int, Any]:
    answer = client.post(path, content=sent, headers={"content-type": "application/json"})
    return answer.status_code, answer.json()


def source(client: httpx.Client) -> Any:
    return next(s for s in client.get("/api/v1/sources").json()["sources"] if s["connector"] == "live_sensors")


def test_what_is_posted_is_an_observation_and_the_same_again_changes_nothing(client: httpx.Client) -> None:
    sent = body(("north", 321), ("nowhere", 4))
    status, first = post(client, sent)
    assert status == 202
    assert first["rowsTaken"] == 1
    assert first["unknownSeries"] == {"count": 1, "examples": ["nowhere"]}
    assert not first["isRepeat"]
    status, again = post(client, sent)
    assert status == 202
    assert again == {**first, "isRepeat": True}
    found = client.get("/sta/v1.1/Observations", params={"$filter": "result eq 321"}).json()["value"]
    assert len(found) == 1


def test_a_good_value_beside_a_bad_one_is_taken_and_the_bad_one_named(client: httpx.Client) -> None:
    status, answer = post(client, body(("north", 5), ("south", -1)))
    assert status == 202
    assert answer["rowsTaken"] == 1
    assert answer["skipped"] == [{"reason": "not a number of persons", "count": 1, "examples": ["row 1: -1.0"]}]


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        (body(("north", -1)), 400, "No value could be taken: not a number of persons (1)."),
        (b"[1]", 400, "It is not a message"),
        (b"<html><title>Hello</title></html>", 400, 'a web page called "Hello" instead of JSON'),
        (b"", 400, "nothing instead of JSON"),
        (b"[" + b" " * 20_000, 413, "may have 10,000 bytes"),
        (body(do="crash"), 400, "The connector has a fault (ZeroDivisionError)"),
        (body(("north", 5), time="2400-01-01T00:00:00Z"), 400, "the time lies in the future"),
    ],
    ids=["negative", "no message", "a page", "nothing", "large", "crash", "future"],
)
def test_what_cannot_be_taken_is_answered_with_the_reason(
    client: httpx.Client, sent: bytes, status: int, words: str
) -> None:
    got, problem = post(client, sent)
    assert (got, problem["status"]) == (status, status)
    assert words in problem["detail"]
    if status == 400:
        assert source(client)["details"]["latestRefusal"]["sentence"]


@pytest.mark.parametrize("path", ["/api/v1/sources/live_sensors/nobody", "/api/v1/sources/nobody/post"])
def test_an_inbox_that_is_not_there_is_not_found(client: httpx.Client, path: str) -> None:
    assert post(client, body(("north", 1)), path)[0] == 404


def test_nobody_posts_without_a_key(server: BakenServer) -> None:
    with server.anonymous() as client:
        assert post(client, body(("north", 1)))[0] == 401


def test_a_sensor_posts_for_its_own_datastreams_only(server: BakenServer, client: httpx.Client) -> None:
    assert server.data is not None
    ids = {s["streamId"]: s["datastreamId"] for s in source(client)["streams"]}
    key = create_key(server.data, activity="square-counting", role=Role.SENSOR, datastreams={ids["north-persons"]})
    with server.anonymous() as sensor:
        sensor.headers["authorization"] = f"Bearer {key}"
        status, answer = post(sensor, body(("north", 7), ("south", 8)))
        assert status == 202
        assert (answer["rowsTaken"], answer["rowsNotAdmitted"]) == (1, 1)


def test_what_everybody_is_told_of_a_source_has_no_details(server: BakenServer, client: httpx.Client) -> None:
    assert source(client)["details"]["endpoints"][0]["kind"] == "inbox"
    with server.anonymous() as anybody:
        told = source(anybody)
        assert told["details"] is None
        assert told["delivers"] == "inbox"
        assert told["sentence"]
        answer = anybody.get("/api/v1/sources")
        assert answer.headers["cache-control"] == "no-store"
        health = anybody.get("/api/v1/health").json()
        assert {s["connector"] for s in health["sources"]} == {"live_sensors", "square_sensors"}
