# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A running node lets nobody ask without end, whoever they say they are, and believes only its proxy about that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from baken.governance.lists import Role
from baken.service.identity import create_key
from servers import exchange, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

    from servers import BakenServer

SIGN_IN = ("/api/v1/sessions", {"login": "nobody", "password": "not the right one at all"})


@pytest.fixture
def limited(squares: Path, tmp_path: Path) -> Iterator[BakenServer]:
    with serving("serve", squares, "--data", tmp_path / "data", home=tmp_path, limited=True) as server:
        yield server


def assert_too_many(answer: httpx.Response) -> None:
    assert answer.status_code == 429, answer.text
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["api-version"]
    problem = answer.json()
    assert problem["reference"]
    assert answer.headers["retry-after"] in problem["detail"]


def test_guessing_passwords_is_slowed_down_and_looking_is_not(limited: BakenServer) -> None:
    with limited.anonymous() as client:
        answers = [client.post(SIGN_IN[0], json=SIGN_IN[1]) for _ in range(60)]
        assert 401 in {answer.status_code for answer in answers[:5]} | {429}
        assert_too_many(answers[-1])
        assert client.get("/api/v1/picture").status_code == 200


def test_guessing_keys_is_slowed_down_too(limited: BakenServer) -> None:
    with limited.anonymous() as client:
        wrong = {"authorization": "Bearer bk_abcdefghij_wrong"}
        answers = [client.get("/api/v1/picture", headers=wrong) for _ in range(60)]
        assert answers[0].status_code == 401
        assert_too_many(answers[-1])
        assert client.get("/api/v1/picture", headers=limited.credentials).status_code == 200, "a right key still opens"


def test_a_sensor_has_the_limit_of_its_key_and_stops_no_other(limited: BakenServer) -> None:
    assert limited.data is not None
    slow = create_key(limited.data, activity="square-counting", role=Role.SENSOR, rate_per_s=0.5)
    body = {"phenomenonTime": "2025-06-01T00:00:00Z", "result": 1, "Datastream": {"@iot.id": 1}}
    with limited.anonymous() as client:
        shown = {"authorization": f"Bearer {slow}"}
        answers = [client.post("/sta/v1.1/Observations", json=body, headers=shown) for _ in range(15)]
        assert [answer.status_code for answer in answers[:5]] == [201] * 5
        assert_too_many(answers[-1])
        assert client.post("/sta/v1.1/Observations", json=body, headers=limited.credentials).status_code == 201


@pytest.fixture
def behind(squares: Path, tmp_path: Path) -> Iterator[BakenServer]:
    """A node that is told that this machine is its proxy."""
    options = ("--data", tmp_path / "data", "--trusted-proxy", "127.0.0.1")
    with serving("serve", squares, *options, home=tmp_path, limited=True) as server:
        yield server


def as_proxy(client: httpx.Client, caller: str, path: str = "/sta/v1.1", **others: str) -> httpx.Response:
    return client.get(path, headers={"x-forwarded-for": caller, "x-forwarded-proto": "https"} | others)


def test_behind_a_proxy_links_and_cookies_are_for_the_encrypted_line(behind: BakenServer) -> None:
    with behind.anonymous() as client:
        answer = as_proxy(client, "203.0.113.7", **{"x-forwarded-host": "baken.example"})
        assert answer.json()["value"][0]["url"].startswith("https://baken.example/")
        assert client.get("/sta/v1.1").json()["value"][0]["url"].startswith("http://127.0.0.1")
        assert answer.headers["strict-transport-security"].startswith("max-age=31536000")


def test_behind_a_proxy_each_caller_has_an_own_budget(behind: BakenServer) -> None:
    with behind.anonymous() as client:
        for _ in range(60):
            last = client.post(SIGN_IN[0], json=SIGN_IN[1], headers={"x-forwarded-for": "203.0.113.7"})
        assert_too_many(last)
        other = client.post(SIGN_IN[0], json=SIGN_IN[1] | {"login": "x"}, headers={"x-forwarded-for": "203.0.113.8"})
        assert other.status_code == 401
        liar = {"x-forwarded-for": "203.0.113.99, 203.0.113.7"}
        assert_too_many(client.post(SIGN_IN[0], json=SIGN_IN[1], headers=liar))


def test_a_caller_cannot_say_that_it_is_another(live_server: BakenServer) -> None:
    """Without a trusted proxy these headers are words of a stranger."""
    with live_server.anonymous() as client:
        for name in ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"):
            value = "for=1.2.3.4;host=evil.example;proto=https" if name == "forwarded" else "evil.example"
            text = client.get("/sta/v1.1", headers={name: value}).text
            assert "evil.example" not in text
            assert "https://127" not in text


def test_headers_of_a_proxy_that_contradict_each_other_are_refused(behind: BakenServer) -> None:
    head = "GET /sta/v1.1 HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.7\r\nForwarded: for=198.51.100.9\r\n"
    answer = exchange(behind, f"{head}Connection: close\r\n\r\n".encode())
    assert answer.status == 400
    assert b"reference" in answer.body
