# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who sends slowly, reads slowly or connects often is let go in time, and no request can hide behind another."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

from baken.service.http.connection import BoundedConnection

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PATIENCE_S = 20
GET = b"GET / HTTP/1.1\r\nHost: a\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\n"
CLOSE = b"Connection: close\r\n\r\n"


class Quick(BoundedConnection):
    """As in a running node, but a test need not wait long."""

    head_s, body_pause_s, body_s, reader_s = 0.3, 0.3, 0.9, 0.3
    most_of_one_address = 8


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answer how many bytes came; for /big with more than anybody takes at once."""
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size, more = size + len(message["body"]), message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(2_000 if scope["path"] == "/big" else 0):
        await send({"type": "http.response.body", "body": b"x" * 65_536, "more_body": True})
    await send({"type": "http.response.body", "body": f"{scope['path']}: {size} bytes".encode()})


class Served(uvicorn.Server):
    """A server of this protocol, and what is seen of it."""

    def __init__(self, listening: socket.socket) -> None:
        super().__init__(
            uvicorn.Config(echo, http=Quick, ws="none", lifespan="off", log_level="warning", proxy_headers=False)
        )
        self.port: int = listening.getsockname()[1]
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()

    async def said(self, *parts: bytes, gap_s: float = 0.0) -> bytes:
        """Send parts with pauses; return everything until the connection is closed."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        reading = asyncio.create_task(reader.read())
        try:
            for part in parts:
                writer.write(part)
                await asyncio.wait({reading}, timeout=gap_s)
                if reading.done():
                    break
            return await asyncio.wait_for(reading, PATIENCE_S)
        finally:
            writer.close()

    async def until_nobody_is_left(self) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while self.server_state.connections or self.server_state.tasks:  # noqa: ASYNC110 - uvicorn tells nobody
                await asyncio.sleep(0.01)


@asynccontextmanager
async def served() -> AsyncIterator[Served]:
    listening = socket.create_server(("127.0.0.1", 0))
    server = Served(listening)
    running = asyncio.create_task(server.serve([listening]))
    await server.up.wait()
    try:
        yield server
    finally:
        server.should_exit = True
        await running


def assert_refused(answer: bytes, status: int) -> dict[str, Any]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status), answer[:200]
    assert b"content-type: application/problem+json" in head
    assert b"content-security-policy: default-src 'none'" in head
    problem: dict[str, Any] = json.loads(body)
    assert problem["status"] == status
    return problem


async def test_a_request_is_answered() -> None:
    async with served() as server:
        assert b"/: 3 bytes" in await server.said(POST + b"Content-Length: 3\r\n" + CLOSE + b"abc")
        pipelined = await server.said(GET + b"\r\n" + GET + CLOSE)
        assert pipelined.count(b"/: 0 bytes") == 2
        assert b"/: 0 bytes" in await server.said(b"GET / HTTP/1.0\r\n\r\n")


async def test_who_says_nothing_is_let_go() -> None:
    async with served() as server:
        assert_refused(await server.said(), 408)


@pytest.mark.parametrize("before", [b"", GET + b"\r\n"], ids=["first", "second"])
async def test_a_head_that_comes_byte_by_byte_is_not_waited_for(before: bytes) -> None:
    async with served() as server:
        parts = ([before] if before else []) + [bytes([byte]) for byte in GET * 20]
        answer = await server.said(*parts, gap_s=0.05)
        assert_refused(answer[answer.rindex(b"HTTP/1.1") :], 408)


async def test_a_body_that_stops_coming_is_not_waited_for() -> None:
    async with served() as server:
        assert_refused(await server.said(POST + b"Content-Length: 9\r\n\r\n", b"abc"), 408)


async def test_a_body_that_comes_byte_by_byte_is_not_waited_for_much_longer() -> None:
    async with served() as server:
        assert_refused(await server.said(POST + b"Content-Length: 9999\r\n\r\n", *[b"a"] * 500, gap_s=0.05), 408)
        await server.until_nobody_is_left()


async def test_a_body_in_parts_is_taken() -> None:
    async with served() as server:
        parts = [POST + b"Content-Length: 6\r\n" + CLOSE, *[b"a"] * 6]
        assert b"/: 6 bytes" in await server.said(*parts, gap_s=0.02)


async def test_a_reader_that_takes_nothing_is_let_go() -> None:
    async with served() as server:
        lazy = socket.create_connection(("127.0.0.1", server.port))
        with lazy:
            lazy.sendall(b"GET /big HTTP/1.1\r\nHost: a\r\n\r\n")
            await asyncio.to_thread(lazy.recv, 1)
            await server.until_nobody_is_left()


async def test_one_address_has_so_many_connections_and_no_more() -> None:
    async with served() as server:
        kept = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(8)]
        for _, writer in kept:
            writer.write(GET)  # accepted in order, so all of them are there before the next
        assert_refused(await server.said(GET + CLOSE), 429)
        for _, writer in kept:
            writer.close()
        await server.until_nobody_is_left()
        assert b"200 OK" in await server.said(GET + CLOSE)


HOW_A_BODY_ENDS = {
    "length and chunks": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
    "two lengths": b"Content-Length: 4\r\nContent-Length: 5\r\n",
    "a list of lengths": b"Content-Length: 4, 4\r\n",
    "a length with a sign": b"Content-Length: +4\r\n",
    "a space before the colon": b"Content-Length : 4\r\n",
    "a folded line": b"X: a\r\n Content-Length: 4\r\n",
    "no coding we know": b"Transfer-Encoding: xchunked\r\n",
    "another coding inside": b"Transfer-Encoding: gzip, chunked\r\n",
    "chunks not last": b"Transfer-Encoding: chunked, identity\r\n",
    "chunks twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
    "chunks after a control character": b"Transfer-Encoding: \x0bchunked\r\n",
    "a line ending in a line feed": b"Transfer-Encoding: chunked\n",
}


@pytest.mark.parametrize("framing", HOW_A_BODY_ENDS.values(), ids=HOW_A_BODY_ENDS.keys())
async def test_a_request_cannot_hide_in_the_body_of_another(framing: bytes) -> None:
    hidden = b"0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: a\r\n\r\n"
    async with served() as server:
        answer = await server.said(POST + framing + CLOSE + hidden)
        assert answer.split(b" ")[1] in (b"400", b"501")
        assert b"/hidden" not in answer


async def test_chunks_belong_to_http_1_1() -> None:
    async with served() as server:
        old = b"POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
        assert_refused(await server.said(old), 501)
        assert b"/: 3 bytes" in await server.said(old.replace(b"1.0", b"1.1").replace(b"\r\n\r\n", b"\r\n" + CLOSE, 1))


@pytest.mark.parametrize("hosts", [b"", b"Host: a\r\nHost: b\r\n", b"Host: a\r\nhost: a\r\n"])
async def test_a_request_says_once_whom_it_is_for(hosts: bytes) -> None:
    async with served() as server:
        answer = await server.said(b"POST / HTTP/1.1\r\n" + hosts + b"Content-Length: 3\r\n\r\nabc" + GET + CLOSE)
        assert_refused(answer, 400)
        assert answer.count(b"HTTP/1.1 ") == 1, "and what follows is not looked at"


@pytest.mark.parametrize("method", [b"CONNECT a:443", b"PRI *", b"get /", b"G\x00T /", b"GET /\x7f"])
async def test_a_method_or_target_that_is_none_is_refused(method: bytes) -> None:
    async with served() as server:
        assert_refused(await server.said(method + b" HTTP/1.1\r\nHost: a\r\n\r\n"), 400)


async def test_a_refusal_can_be_found_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async with served() as server:
        with caplog.at_level(logging.WARNING, "baken"):
            problem = assert_refused(await server.said(b"GET / HTTP/1.1\r\n\r\n"), 400)
        assert problem["reference"] in caplog.text
        assert "127.0.0.1" in caplog.text
