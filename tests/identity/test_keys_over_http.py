# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keys of sensors on a real server: shown as a device can, for its own datastreams, until they end."""

from __future__ import annotations

import base64
import json
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from baken.governance.lists import Role
from people import signed_in
from servers import main_activity, run_baken

if TYPE_CHECKING:
    from pathlib import Path

    from servers import BakenServer

_PATIENCE_S = 20


def key_command(server: BakenServer, home: Path, *words: str) -> str:
    """Run ``baken key`` beside the server, and return what it printed."""
    where = ("--city", str(server.city_folder), "--data", str(server.data))
    done = run_baken("key", words[0], *where, *words[1:], home=home)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def own_permissions(server: BakenServer, authorization: str) -> int:
    answer = httpx.get(f"{server.address}/api/v1/own-permissions", headers={"authorization": authorization})
    return answer.status_code


def basic(name: str, password: str) -> str:
    return f"Basic {base64.b64encode(f'{name}:{password}'.encode()).decode()}"


@pytest.fixture
def key(shared_server: BakenServer, tmp_path: Path) -> str:
    return key_command(shared_server, tmp_path, "create", "--activity", main_activity(shared_server.city_folder))


def test_key_from_the_command_line_works_at_once_in_a_running_server(shared_server: BakenServer, key: str) -> None:
    number, secret = key.removeprefix("bk_").split("_")
    for shown in (f"Bearer {key}", f"bearer {key}", basic(number, secret), basic("anything", key)):
        assert own_permissions(shared_server, shown) == 200, shown


def test_what_is_no_right_key_is_refused_and_says_so(shared_server: BakenServer, key: str) -> None:
    number, secret = key.removeprefix("bk_").split("_")
    wrong = [
        "Bearer", f"Bearer {key}x", f"Bearer {key[:-1]}", f"Bearer x{key}", f"Digest {key}", key, "Basic",
        "Basic !!!", basic(number, secret[:-1]), basic("k" * 17, secret), basic("", ""),
        f"Bearer {key} {key}", "Bearer " + "a" * 20_000,
    ]  # fmt: skip
    for shown in wrong:
        answer = httpx.get(f"{shared_server.address}/api/v1/own-permissions", headers={"authorization": shown})
        assert answer.status_code == 401, shown
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert answer.headers["content-type"] == "application/problem+json"


def test_two_authorizations_are_none(shared_server: BakenServer, key: str) -> None:
    headers = [("authorization", f"Bearer {key}"), ("authorization", f"Bearer {key}")]
    assert httpx.get(f"{shared_server.address}/api/v1/own-permissions", headers=headers).status_code == 401


def test_revoked_key_ends_in_a_running_server(shared_server: BakenServer, key: str, tmp_path: Path) -> None:
    assert own_permissions(shared_server, f"Bearer {key}") == 200
    key_command(shared_server, tmp_path, "revoke", key.split("_")[1])
    deadline = time.monotonic() + _PATIENCE_S
    while own_permissions(shared_server, f"Bearer {key}") == 200:
        assert time.monotonic() < deadline


def test_rotated_key_leaves_no_gap(shared_server: BakenServer, key: str, tmp_path: Path) -> None:
    new = key_command(shared_server, tmp_path, "rotate", key.split("_")[1])
    assert new != key
    assert own_permissions(shared_server, f"Bearer {key}") == own_permissions(shared_server, f"Bearer {new}") == 200


def test_list_of_keys_opens_nothing(shared_server: BakenServer, key: str, tmp_path: Path) -> None:
    listed = key_command(shared_server, tmp_path, "list", "--json")
    assert key.split("_")[2] not in listed
    [own] = [entry for entry in json.loads(listed) if entry["id"] == key.split("_")[1]]
    assert own["datastreams"] is None


def test_key_for_what_is_not_there_is_not_made(shared_server: BakenServer, tmp_path: Path) -> None:
    where = ("--city", shared_server.city_folder, "--data", str(shared_server.data))
    activity = main_activity(shared_server.city_folder)
    wrong = (
        ("--activity", "nothing"),
        ("--activity", activity, "--streams", "nothing"),
        ("--activity", activity, "--thing", "999999"),
    )
    for words in wrong:
        done = run_baken("key", "create", *where, *words, home=tmp_path)
        assert done.returncode == 3
        assert "Traceback" not in done.stderr


def test_sensor_writes_its_own_datastream_and_no_other(shared_server: BakenServer, tmp_path: Path) -> None:
    with shared_server.client() as client:
        streams: list[dict[str, Any]] = client.get("/sta/v1.1/Datastreams?$top=2&$orderby=id").json()["value"]
    own, other = streams
    activity = own["properties"]["processingActivity"]
    key = key_command(shared_server, tmp_path, "create", "--activity", activity, "--streams", str(own["@iot.id"]))
    moment = f"2026-11-{20:02}T0{time.time_ns() % 10}:00:00Z"

    def write(datastream: int) -> httpx.Response:
        body = {"phenomenonTime": moment, "result": 1, "Datastream": {"@iot.id": datastream}}
        headers = {"authorization": f"Bearer {key}"}
        return httpx.post(f"{shared_server.address}/sta/v1.1/Observations", json=body, headers=headers)

    assert write(own["@iot.id"]).status_code == 201
    refused, unknown = write(other["@iot.id"]), write(999_999)
    assert refused.status_code == unknown.status_code >= 400, "it tells which datastreams there are"


def test_key_opens_no_accounts_and_no_keys(shared_server: BakenServer, key: str) -> None:
    integration = shared_server.key
    for shown in (key, integration):
        for path in ("accounts", "keys", "sessions", "second-factors"):
            headers = {"authorization": f"Bearer {shown}"}
            answer = httpx.get(f"{shared_server.address}/api/v1/{path}", headers=headers)
            assert answer.status_code in (401, 403), path


def test_administrator_makes_rotates_and_revokes_keys_on_the_screen(shared_server: BakenServer) -> None:
    administrator = signed_in(shared_server.data, shared_server.city_folder, Role.ADMINISTRATOR)
    with httpx.Client(base_url=f"{shared_server.address}/api/v1", headers=administrator.headers) as client:
        body = {"name": "Mast", "activity": main_activity(shared_server.city_folder), "ratePerS": 5.0}
        made = client.post("/keys", json=body).json()
        assert own_permissions(shared_server, f"Bearer {made['secret']}") == 200
        assert made["secret"] not in client.get("/keys").text
        path = f"/keys/{made['key']['id']}"
        new = client.post(f"{path}/rotation", json={"graceS": 0}).json()["secret"]
        assert own_permissions(shared_server, f"Bearer {made['secret']}") == 401
        assert own_permissions(shared_server, f"Bearer {new}") == 200
        assert client.delete(path).status_code == 204
        assert own_permissions(shared_server, f"Bearer {new}") == 401
        assert client.delete("/keys/k0000000000000000").status_code == 404


def test_only_administrators_see_accounts_and_keys(shared_server: BakenServer) -> None:
    for role in (Role.ANALYST, Role.DUTY_OFFICER, Role.PLANNER, Role.PRIVACY_OFFICER):
        person = signed_in(shared_server.data, shared_server.city_folder, role)
        for path in ("accounts", "keys"):
            answer = httpx.get(f"{shared_server.address}/api/v1/{path}", headers=person.headers)
            assert answer.status_code == 403, (role, path)


def test_account_from_the_command_line(shared_server: BakenServer, tmp_path: Path) -> None:
    where = ("--city", str(shared_server.city_folder), "--data", str(shared_server.data))
    login = f"console-{time.time_ns()}"
    done = run_baken("account", "create", *where, login, "--name", "Bo", "--role", "planner", home=tmp_path)
    assert done.returncode == 0, done.stderr
    token = done.stdout.strip().partition("#")[2]
    answer = httpx.post(f"{shared_server.address}/api/v1/one-time-links/inspection", json={"token": token})
    assert (answer.status_code, answer.json()["login"]) == (200, login)
    assert run_baken("account", "disable", *where, login, home=tmp_path).returncode == 0
    assert login in run_baken("account", "list", *where, home=tmp_path).stdout
    assert run_baken("account", "remove", *where, login, home=tmp_path).returncode == 0
    assert run_baken("account", "link", *where, login, home=tmp_path).returncode == 3
