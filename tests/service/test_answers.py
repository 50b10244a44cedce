# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What holds for every answer of every part: the agreed headers, and problem documents for refusals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

import pytest

from servers import exchange

if TYPE_CHECKING:
    import httpx

    from servers import BakenServer


class Asked(NamedTuple):
    """A request and the status it must get."""

    status: int
    method: str
    path: str
    body: bytes | None = None


FOUND = (
    Asked(200, "GET", "/"),
    Asked(200, "HEAD", "/"),
    Asked(200, "GET", "/basemap/land.geojson"),
    Asked(200, "GET", "/api/v1/city"),
    Asked(200, "GET", "/api/v1/areas"),
    Asked(200, "GET", "/api/v1/gates"),
    Asked(200, "GET", "/api/v1/picture"),
    Asked(200, "GET", "/api/v1/areas/queen-street-45"),
    Asked(200, "GET", "/api/v1/areas/queen-street-45/history"),
    Asked(200, "GET", "/api/v1/timeline"),
    Asked(200, "GET", "/api/v1/replay"),
    Asked(200, "PATCH", "/api/v1/replay", b"{}"),
    Asked(200, "GET", "/api/v1/health"),
    Asked(200, "GET", "/api/v1/openapi.json"),
    Asked(200, "GET", "/sta/v1.1"),
    Asked(200, "GET", "/sta/v1.1/"),
    Asked(200, "GET", "/sta/v1.1/Datastreams(1)/Observations?$top=1"),
    Asked(204, "OPTIONS", "/sta/v1.1/Things"),
)

REFUSED = (
    Asked(404, "GET", "/nothing-here"),
    Asked(404, "GET", "/assets/"),
    Asked(404, "GET", "/basemap/nothing.geojson"),
    Asked(404, "GET", "/sta/v1.12/Things"),
    Asked(405, "POST", "/", b"{}"),
    Asked(405, "DELETE", "/basemap/land.geojson"),
    Asked(404, "GET", "/api/v1/nothing"),
    Asked(404, "GET", "/api/v2/city"),
    Asked(404, "GET", "/api/"),
    Asked(404, "GET", "/api/v1/areas/nowhere"),
    Asked(404, "GET", "/api/v1/picture?sequence=99999999"),
    Asked(400, "GET", "/api/v1/picture?sequence=one"),
    Asked(400, "GET", "/api/v1/picture?sequence=null"),
    Asked(400, "GET", "/api/v1/picture?sequence=NULL&epoch=1"),
    Asked(400, "GET", "/api/v1/picture?sequence=-1"),
    Asked(400, "GET", "/api/v1/picture?at=today"),
    Asked(400, "GET", "/api/v1/timeline?bucketS=1"),
    Asked(400, "GET", "/api/v1/areas/queen-street-45/history?from=%00"),
    Asked(400, "PATCH", "/api/v1/replay", b"{"),
    Asked(413, "PATCH", "/api/v1/replay", b'{"speed":' + b" " * 2_000_000 + b"1}"),
    Asked(405, "POST", "/api/v1/picture", b"{}"),
    Asked(405, "DELETE", "/api/v1/replay"),
    Asked(404, "GET", "/sta/v1.1/Nothings"),
    Asked(404, "GET", "/sta/v1.1/Things(99999)"),
    Asked(400, "GET", "/sta/v1.1/Things?$top=many"),
    Asked(400, "GET", "/sta/v1.1/Things?$filter=((("),
    Asked(401, "POST", "/sta/v1.1/Observations", b"{"),
    Asked(401, "POST", "/sta/v1.1/CreateObservations", b"{}"),
    Asked(401, "PUT", "/sta/v1.1/Things", b"{}"),
    Asked(405, "GET", "/sta/v1.1/CreateObservations"),
)


def ask(client: httpx.Client, asked: Asked) -> httpx.Response:
    headers = {} if asked.body is None else {"content-type": "application/json"}
    return client.request(asked.method, asked.path, content=asked.body, headers=headers)


def name_of(asked: Asked) -> str:
    return f"{asked.method} {asked.path[:60]}"


@pytest.mark.parametrize("asked", [*FOUND, *REFUSED], ids=name_of)
def test_every_answer_has_the_agreed_headers(replay_client: httpx.Client, asked: Asked) -> None:
    answer = ask(replay_client, asked)
    assert answer.status_code == asked.status, answer.text[:300]
    headers = answer.headers
    assert headers["api-version"].count(".") == 2
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["strict-transport-security"].startswith("max-age=31536000")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] in ("same-origin", "cross-origin")
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cache-control"]
    assert "server" not in headers
    once = [name for name, _ in headers.multi_items()]
    assert len(once) == len(set(once)), "no header comes twice"


@pytest.mark.parametrize("asked", REFUSED, ids=name_of)
def test_every_refusal_is_a_problem_document(replay_client: httpx.Client, asked: Asked) -> None:
    answer = ask(replay_client, asked)
    assert answer.status_code == asked.status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    problem = answer.json()
    assert problem["status"] == asked.status
    assert problem["title"]
    assert "Traceback" not in answer.text
    if asked.status == 405:
        assert answer.headers["allow"]
    if asked.status == 401:
        assert answer.headers["www-authenticate"]


def test_only_the_api_document_may_be_read_from_elsewhere(replay_client: httpx.Client) -> None:
    origin = {"origin": "https://elsewhere.example"}
    document = replay_client.get("/api/v1/openapi.json", headers=origin)
    assert document.headers["access-control-allow-origin"] == "*"
    for path in ("/", "/api/v1/picture", "/sta/v1.1"):
        assert "access-control-allow-origin" not in replay_client.get(path, headers=origin).headers


def test_a_large_answer_is_compressed_for_who_takes_it(replay_client: httpx.Client) -> None:
    zipped = replay_client.get("/api/v1/areas", headers={"accept-encoding": "gzip"})
    plain = replay_client.get("/api/v1/areas", headers={"accept-encoding": "identity"})
    assert zipped.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert zipped.content == plain.content


@pytest.mark.parametrize("refused", ["gzip;q=0", "br, gzip; q=0.0", "deflate"])
def test_who_refuses_gzip_gets_what_can_be_read(replay_client: httpx.Client, refused: str) -> None:
    plain = replay_client.get("/api/v1/areas", headers={"accept-encoding": refused})
    assert "content-encoding" not in plain.headers
    assert plain.json()


def test_a_header_that_is_no_address_is_not_repeated_in_links(replay_server: BakenServer) -> None:
    request = b'GET /sta/v1.1 HTTP/1.1\r\nHost: "><script>\r\nConnection: close\r\n\r\n'
    answer = exchange(replay_server, request)
    assert answer.status in (200, 400)
    assert b"script" not in answer.body


def test_what_a_caller_wrote_is_not_run_by_who_reads_the_refusal(replay_client: httpx.Client) -> None:
    answer = replay_client.get("/api/v1/areas/%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert json.loads(answer.content)["status"] == 404
