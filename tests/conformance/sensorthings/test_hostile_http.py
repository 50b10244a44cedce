# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Requests as they should not be, over real connections, and many at once."""

from __future__ import annotations

import asyncio
import http.client
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

THING = {
    "name": "Mast",
    "Datastreams": [
        {
            "name": "Counts",
            "unitOfMeasurement": {"name": "person", "symbol": "persons", "definition": "{person}"},
            "Sensor": {"name": "Eye", "encodingType": "text/plain", "metadata": "none"},
            "ObservedProperty": {"name": "pedestrian_count"},
        }
    ],
}


def raw(url: str, request: bytes) -> bytes:
    """Return the first line of the answer to these bytes."""
    where = urlsplit(url)
    with socket.create_connection((where.hostname, where.port), timeout=20) as connection:
        connection.sendall(request)
        return connection.makefile("rb").readline()


def head(target: bytes, *lines: bytes, method: bytes = b"GET") -> bytes:
    return b"\r\n".join([method + b" /sta/v1.1" + target + b" HTTP/1.1", b"Host: x", *lines, b"", b""])


@pytest.mark.parametrize(
    ("request_bytes", "statuses"),
    [
        (head(b"/%2e%2e/%2e%2e/etc/passwd"), {404}),
        (head(b"/Things(1)/../../../etc/passwd"), {404}),
        (head(b"/Things%00"), {404}),
        (head(b"/Things%FF%FE"), {404}),
        (head(b"/Things('%27%20or%201=1--')"), {404}),
        (head(b"/Things?%24filter=%FF"), {400}),
        (head(b"/Things?$filter=" + b"(" * 7000), {400}),
        (head(b"/Things?" + b"&" * 5000), {200}),
        (head(b"/Things?$top=1", b"X-Odd: " + b"a" * 5000), {200}),
        (head(b"/Things", b"Content-Length: -5", method=b"POST"), {400}),
        (head(b"/Things", b"Content-Length: 99999999999999999999", method=b"POST"), {400, 413}),
        (head(b"/Things", b"Content-Type: \xff\xfe", b"Content-Length: 2", method=b"POST") + b"{}", {400, 415}),
        (head(b"/Things", b"Transfer-Encoding: nonsense", method=b"POST") + b"{}", {400, 501}),
        (b"GET /sta/v1.1/Things HTTP/1.0\r\n\r\n", {200}),
        (b"\x16\x03\x01\x00", {400}),
    ],
)
def test_odd_requests_get_an_answer(sensorthings_url: str, request_bytes: bytes, statuses: set[int]) -> None:
    if request_bytes.startswith(b"\x16"):
        request_bytes += b"\r\n\r\n"
    status = raw(sensorthings_url, request_bytes).split(b" ")[1]
    assert int(status) in statuses


@pytest.mark.parametrize("announced", [True, False])
def test_100_mb_are_refused_while_they_come(sensorthings_url: str, announced: bool) -> None:
    where = urlsplit(sensorthings_url)
    connection = http.client.HTTPConnection(where.netloc, timeout=20)
    headers = {"content-type": "application/json"}
    if announced:
        headers["content-length"] = str(100 * 1024**2)
    sent = 0

    def body() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 1
            yield b" " * 1024**2

    try:
        connection.request("POST", where.path + "/CreateObservations", body(), headers, encode_chunked=not announced)
    except (BrokenPipeError, ConnectionResetError):
        assert sent < 100
    response = connection.getresponse()
    assert response.status == 413
    connection.close()
    assert httpx.get(sensorthings_url).status_code == 200


async def test_many_senders_at_once_are_all_kept(sensorthings_url: str) -> None:
    async with httpx.AsyncClient(base_url=sensorthings_url + "/", timeout=30) as client:
        things = await asyncio.gather(*(client.post("Things", json=THING) for _ in range(20)))
        assert [t.status_code for t in things] == [201] * 20
        links = {t.headers["location"] for t in things}
        assert len(links) == 20
        streams = [
            (await client.get(f"{link}/Datastreams")).json()["value"][0]["@iot.id"] for link in sorted(links)[:5]
        ]
        posts = [
            client.post(
                f"Datastreams({stream})/Observations",
                json={"phenomenonTime": f"2025-01-01T00:{minute:02}:00Z", "result": minute},
            )
            for stream in streams
            for minute in range(20)
        ]
        answers = await asyncio.gather(*posts)
        assert {a.status_code for a in answers} == {201}
        for stream in streams:
            found = (await client.get(f"Datastreams({stream})/Observations?$count=true")).json()
            assert found["@iot.count"] == 20
            assert [o["result"] for o in found["value"]] == list(range(20))
