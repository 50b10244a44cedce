# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""An activity that is withdrawn stops its data at once: at the door, in the picture, in open streams, in caches."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import httpx
import pytest
from tests.event_stream import listening
from tests.people import Person, signed_in
from tests.servers import FIXTURES, BakenServer, serving

from baken.governance.lists import Role
from baken.service.identity import create_key

if TYPE_CHECKING:
    from collections.abc import Iterator

SQUARES = FIXTURES / "cities" / "squares"
ACTIVITY = "/api/v1/processing-activities/square-counting"
WITHDRAWAL = f"{ACTIVITY}/withdrawal"


class Node(NamedTuple):
    """A served city with a privacy officer, and a sensor that counts on the north square."""

    server: BakenServer
    officer: Person
    sensor: dict[str, str]
    path: str

    def client(self, headers: dict[str, str] | None = None) -> httpx.Client:
        return httpx.Client(base_url=self.server.address, timeout=20, headers=headers or {})

    def count(self, second: int, value: int = 40) -> httpx.Response:
        body = {"phenomenonTime": f"2026-01-01T12:00:{second:02d}Z", "result": value}
        return httpx.post(f"{self.server.address}{self.path}", json=body, headers=self.sensor)


@pytest.fixture
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    home = tmp_path_factory.mktemp("withdrawal")
    data = home / "data"
    with serving("serve", SQUARES, "--data", data, home=home) as server:
        officer = signed_in(data, SQUARES, Role.PRIVACY_OFFICER)
        with httpx.Client(base_url=server.address) as client:
            streams = client.get("/sta/v1.1/Datastreams").json()["value"]
        north = next(d["@iot.id"] for d in streams if d["properties"]["streamId"] == "north-persons")
        key = create_key(data, activity="square-counting", datastreams={north})
        path = f"/sta/v1.1/Datastreams({north})/Observations"
        yield Node(server, officer, {"authorization": f"Bearer {key}"}, path)


def persons(client: httpx.Client) -> float | None:
    picture = client.get("/api/v1/picture").json()
    value: float | None = picture["persons"][picture["areaIds"].index("north")]
    return value


def test_a_withdrawal_stops_the_sensor_the_picture_and_what_was_cached(node: Node) -> None:
    with node.client() as anybody, node.client(node.officer.headers) as officer:
        assert node.count(1).status_code == 201
        assert persons(anybody) == 40
        old = anybody.get("/api/v1/picture").json()
        with listening(anybody) as events:
            events.wait("tick")
            answer = officer.post(WITHDRAWAL, json={"because": "The council did not decide this."})
            assert answer.status_code == 200, answer.text
            assert answer.json()["standing"]["state"] == "withdrawn"
            refused = node.count(2)
            assert refused.status_code == 403
            assert "The council did not decide this." in refused.json()["detail"]
        cached = f"/api/v1/picture?sequence={old['sequence']}&epoch={old['epoch']}"
        for path in ("/api/v1/picture", cached, "/api/v1/ticks", "/sta/v1.1/Observations", "/api/v1/timeline"):
            assert anybody.get(path).status_code == 401, path
        register = anybody.get(ACTIVITY).json()["standing"]
        assert (register["isActive"], "The council did not decide this." in register["reason"]) == (False, True)

        assert officer.delete(WITHDRAWAL).json()["standing"]["state"] == "active"
        assert persons(anybody) == 40
        assert node.count(3, 50).status_code == 201
        assert persons(anybody) == 50


def test_an_open_stream_ends_when_its_listener_may_not_see_the_picture_any_more(node: Node) -> None:
    with node.client() as anybody, node.client(node.officer.headers) as officer, listening(anybody) as events:
        events.wait("tick")
        officer.post(WITHDRAWAL, json={"because": "Stop."})
        assert all(event.name in ("tick", "reset", "heartbeat") for event in events)


def test_an_open_stream_ends_with_the_session_of_its_listener(node: Node) -> None:
    listener = signed_in(node.server.data or node.server.city_folder, SQUARES, Role.DUTY_OFFICER)
    with node.client(listener.headers) as client, listening(client) as events:
        events.wait("tick")
        with node.client(listener.headers) as other:
            assert other.delete("/api/v1/sessions/current").is_success
        assert all(event.name in ("tick", "reset", "heartbeat") for event in events)


def test_a_withdrawal_survives_a_restart(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("again")
    data = home / "data"
    with serving("serve", SQUARES, "--data", data, home=home) as server:
        officer = signed_in(data, SQUARES, Role.PRIVACY_OFFICER)
        with httpx.Client(base_url=server.address, headers=officer.headers) as client:
            assert client.post(WITHDRAWAL, json={"because": "Stop."}).status_code == 200
    with (
        serving("serve", SQUARES, "--data", data, home=home) as server,
        httpx.Client(base_url=server.address) as client,
    ):
        assert client.get("/api/v1/picture").status_code == 401
        assert client.get(ACTIVITY).json()["standing"]["state"] == "withdrawn"


@pytest.mark.parametrize("because", ["", "  ", "two\nlines", "x" * 1001])
def test_whoever_stops_an_activity_says_why(node: Node, because: str) -> None:
    with node.client(node.officer.headers) as officer:
        assert officer.post(WITHDRAWAL, json={"because": because}).status_code == 400
        assert officer.get(ACTIVITY).json()["standing"]["isActive"]


def test_only_who_may_stops_an_activity_and_the_logs_know_who_did(node: Node) -> None:
    data = node.server.data
    assert data is not None
    for role in (Role.DUTY_OFFICER, Role.ANALYST, Role.PLANNER):
        with node.client(signed_in(data, SQUARES, role).headers) as client:
            refused = client.post(WITHDRAWAL, json={"because": "I want it."})
            assert refused.status_code == 403, role
            assert refused.json()["reference"]
    with node.client(node.officer.headers) as officer:
        officer.post(WITHDRAWAL, json={"because": "Stop."})
        events = officer.get("/api/v1/security-log").json()["events"]
        kinds = [event["kind"] for event in events]
        assert kinds.count("activity-withdrawn") == 1
        assert kinds.count("refused") == 3


def test_a_withdrawal_needs_the_token_of_the_page(node: Node) -> None:
    cookie = {"cookie": node.officer.headers["cookie"]}
    with node.client(cookie) as forged:
        assert forged.post(WITHDRAWAL, json={"because": "Forged."}).status_code == 403
        assert forged.get(ACTIVITY).json()["standing"]["isActive"]
