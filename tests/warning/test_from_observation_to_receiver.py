# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From an observation to a warning, to who is told of it and to what people do about it; also over a kill."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from tests.limited import RETENTION, count, limit_persons
from tests.notification.conftest import SQUARES
from tests.notification.receivers import Receiver
from tests.notification.test_served import with_channels
from tests.people import signed_in
from tests.servers import serving
from tests.waiting import until

from baken.governance.lists import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.people import Person


@pytest.fixture(scope="module")
def police() -> Iterator[Receiver]:
    running = Receiver().start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, police: Receiver) -> Path:
    home = tmp_path_factory.mktemp("warning")
    city = with_channels(Path(shutil.copytree(SQUARES, home / "squares")), police.port)
    limit_persons(city)
    activity = city / "activities" / "square-counting.toml"
    activity.write_text(activity.read_text(encoding="utf-8").replace("\n[covers]\n", RETENTION), encoding="utf-8")
    return home


def served(home: Path) -> Any:
    return serving("serve", home / "squares", "--data", home / "data", home=home)


def events(receiver: Receiver, number: int) -> list[dict[str, Any]]:
    return [json.loads(receiver.next().body) for _ in range(number)]


def test_a_full_square_is_a_warning_that_is_told_seen_and_closed_also_over_a_kill(home: Path, police: Receiver) -> None:
    with served(home) as server:
        officer = signed_in(home / "data", home / "squares", Role.DUTY_OFFICER)
        planner = signed_in(home / "data", home / "squares", Role.ANALYST)
        with httpx.Client(base_url=server.address, timeout=20) as client:
            with server.client() as sensor:
                count(sensor, 180)
            warning = raised(client, officer)
            assert (warning["severity"], warning["certainty"], warning["state"]) == ("Severe", "Observed", "raised")
            assert warning["mayDo"], "a duty officer acts on it"
            [told] = events(police, 1)
            assert (told["subject"], told["data"]["change"]) == (warning["id"], "raised")
            assert told["data"]["status"] == "Exercise"
            assert told["data"]["probability"] > 0.9
            assert client.get("/api/v1/warnings").status_code == 401
            assert client.get("/api/v1/warnings", headers=planner.headers).status_code == 403
            see(client, officer, warning)
        server.process.kill()
        server.process.wait(20)
    with served(home) as server, httpx.Client(base_url=server.address, timeout=20) as client:
        [after] = client.get("/api/v1/warnings", headers=officer.headers).json()["warnings"]
        assert (after["id"], after["state"]) == (warning["id"], "seen"), "what was done before the kill holds"
        draft = client.get(f"/api/v1/warnings/{after['id']}/draft?language=nl", headers=officer.headers).json()
        assert draft["headline"].startswith("Het ")
        body = {"deed": "close", "note": "Stewards are there."}
        newest = current(client, officer, after["id"])
        closed = post(client, officer, newest, body)
        assert closed.status_code == 200, closed.text
        assert closed.json()["state"] == "closed"
        [told] = events(police, 1)
        assert (told["data"]["change"], told["data"]["messageType"]) == ("closed", "Update")
        assert told["data"]["earlier"] == [f"{warning['id']}.1"]
        assert police.taken.empty(), "nothing is told twice"


def raised(client: httpx.Client, officer: Person) -> dict[str, Any]:
    found: list[dict[str, Any]] = until(
        lambda: client.get("/api/v1/warnings?isOpen=true", headers=officer.headers).json()["warnings"]
    )
    return found[0]


def current(client: httpx.Client, officer: Person, warning_id: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/warnings/{warning_id}", headers=officer.headers)
    found: dict[str, Any] = answer.json()
    assert answer.headers["etag"] == f'"{found["version"]}"'
    return found


def post(client: httpx.Client, officer: Person, warning: dict[str, Any], body: dict[str, str]) -> httpx.Response:
    headers = officer.headers | {"if-match": f'"{warning["version"]}"'}
    return client.post(f"/api/v1/warnings/{warning['id']}/steps", json=body, headers=headers)


def see(client: httpx.Client, officer: Person, warning: dict[str, Any]) -> None:
    """Say that it was seen: once, with the version that was looked at."""
    path = f"/api/v1/warnings/{warning['id']}/steps"
    assert client.post(path, json={"deed": "see"}, headers=officer.headers).status_code == 428
    assert post(client, officer, warning, {"deed": "raise"}).status_code == 400
    assert post(client, officer, warning | {"version": 99}, {"deed": "see"}).status_code == 412
    for _ in range(5):  # a judgement may come in between; then the version is another
        warning = current(client, officer, warning["id"])
        answer = post(client, officer, warning, {"deed": "see"})
        if answer.status_code == 200:
            break
    assert answer.json()["state"] == "seen"
    assert post(client, officer, warning, {"deed": "see"}).status_code in (409, 412)
    assert (
        client.post("/api/v1/warnings/nothing/steps", json={"deed": "see"}, headers=officer.headers).status_code == 404
    )


def test_a_suppression_has_a_reason_and_an_end(home: Path) -> None:
    with served(home) as server, httpx.Client(base_url=server.address, timeout=20) as client:
        officer = signed_in(home / "data", home / "squares", Role.DUTY_OFFICER)
        path, now = "/api/v1/warning-suppressions", datetime.now(UTC)

        def ask(**changes: Any) -> int:
            wish = {"areaIds": ["north"], "reason": "A march", "until": (now + timedelta(hours=2)).isoformat()}
            return client.post(path, json=wish | changes, headers=officer.headers).status_code

        assert ask(reason="") == 400
        assert ask(reason="  ") == 400
        assert ask(areaIds=[]) == 400
        assert ask(areaIds=["moon"]) == 400
        assert ask(kinds=["colour"]) == 400
        assert ask(until=(now + timedelta(hours=30)).isoformat()) == 400
        assert ask(until=(now - timedelta(hours=1)).isoformat()) == 400
        assert ask() == 201
        [found] = client.get(path, headers=officer.headers).json()["suppressions"]
        assert (found["areaIds"], found["reason"]) == (["north"], "A march")
        assert client.delete(f"{path}/{found['id']}", headers=officer.headers).status_code == 204
        assert client.delete(f"{path}/{found['id']}", headers=officer.headers).status_code == 404
        assert client.get(path, headers=officer.headers).json()["suppressions"] == []
