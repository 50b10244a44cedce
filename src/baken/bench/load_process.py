# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The load generator: a process of its own that sends requests made beforehand, and does as little else as it can.

It reads jobs from standard input and writes outcomes to standard output, each as eight bytes of length and msgpack. It
shares the processors with the server, so whatever it spends is lost to the server: HTTP/1.1 is spoken straight on the
socket, and of an answer only status, length and a count of one text are looked at.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import time
from typing import TYPE_CHECKING, Final, cast

import msgspec

if TYPE_CHECKING:
    from typing import BinaryIO

_HEAD_END: Final = b"\r\n\r\n"
_LAST_CHUNK: Final = b"\r\n0\r\n\r\n"
_LONGEST_WAIT_S: Final = 120.0
_SHOWN: Final = 300


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Requests to send over a number of connections, each used again as soon as its answer is there.

    Attributes
    ----------
    requests
        Whole HTTP/1.1 requests, sent in this order.
    status
        What every answer must have.
    needle, count
        This text must occur exactly so many times in every body; an empty needle is not looked for.
    """

    port: int
    requests: list[bytes]
    connections: int = 1
    status: int = 200
    needle: bytes = b""
    count: int = 0


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a job: how long all of it took, how long each request took, and the first wrong answer."""

    duration_s: float
    latencies_s: list[float]
    body_bytes: int
    fault: str = ""


class _Sending:
    """One job under way, shared by its connections."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.next = 0
        self.latencies: list[float] = []
        self.body_bytes = 0
        self.fault = ""
        self.done = asyncio.Event()

    def take(self) -> bytes | None:
        if self.next >= len(self.job.requests) or self.fault:
            return None
        self.next += 1
        return self.job.requests[self.next - 1]

    def fail(self, fault: str) -> None:
        self.fault = self.fault or fault
        self.done.set()

    def answered(self, head: bytes, body: bytes, took: float) -> None:
        job = self.job
        if int(head[9:12]) != job.status:
            self.fail(f"status {head[9:12].decode()} in place of {job.status}: {body[:_SHOWN]!r}")
        elif job.needle and body.count(job.needle) != job.count:
            found = body.count(job.needle)
            self.fail(f"{job.needle!r} occurs {found} times in place of {job.count}: {body[:_SHOWN]!r}")
        self.latencies.append(took)
        self.body_bytes += len(body)
        if len(self.latencies) == len(job.requests):
            self.done.set()


class _Connection(asyncio.Protocol):
    """One connection: sends, waits for the whole answer, sends the next."""

    def __init__(self, sending: _Sending) -> None:
        self._sending = sending
        self._received = bytearray()
        self._head_length = 0
        self._total = 0
        self._sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def send_next(self) -> None:
        request = self._sending.take()
        if request is not None:
            self._sent_at = time.perf_counter()
            self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._total and not self._read_head():
            return
        if self._is_complete():
            self._finish()

    def connection_lost(self, _exc: Exception | None) -> None:
        if not self._sending.done.is_set():
            self._sending.fail("the server closed the connection")

    def close(self) -> None:
        self._transport.close()

    def _read_head(self) -> bool:
        end = self._received.find(_HEAD_END)
        if end < 0:
            return False
        self._head_length = end + len(_HEAD_END)
        head = bytes(self._received[:end]).lower()
        at = head.find(b"content-length:")
        # -1: the body comes in chunks.
        self._total = -1 if at < 0 else self._head_length + int(head[at + 15 : at + 40].split(b"\r\n", 1)[0])
        return True

    def _is_complete(self) -> bool:
        if self._total < 0:
            return self._received.endswith(_LAST_CHUNK)
        return len(self._received) >= self._total

    def _finish(self) -> None:
        took = time.perf_counter() - self._sent_at
        head, body = bytes(self._received[: self._head_length]), bytes(self._received[self._head_length :])
        self._received = bytearray()
        self._total = 0
        self._sending.answered(head, body, took)
        self.send_next()


async def send(job: Job) -> Outcome:
    """Send a job's requests and return what came of it."""
    loop = asyncio.get_running_loop()
    sending = _Sending(job)
    connections: list[_Connection] = []
    for _ in range(min(job.connections, len(job.requests))):
        _, connection = await loop.create_connection(lambda: _Connection(sending), "127.0.0.1", job.port)
        connections.append(connection)
    gc.collect()
    gc.disable()
    start = time.perf_counter()
    try:
        for connection in connections:
            connection.send_next()
        await asyncio.wait_for(sending.done.wait(), _LONGEST_WAIT_S)
    except TimeoutError:
        sending.fail(f"no answer within {_LONGEST_WAIT_S:g} s")
    duration = time.perf_counter() - start
    gc.enable()
    for connection in connections:
        connection.close()
    return Outcome(
        duration_s=duration, latencies_s=sending.latencies, body_bytes=sending.body_bytes, fault=sending.fault
    )


def read_message(stream: BinaryIO) -> bytes | None:
    """Return the next message, or None when the other side is gone."""
    head = stream.read(8)
    return stream.read(int.from_bytes(head, "big")) if len(head) == 8 else None


def write_message(stream: BinaryIO, message: bytes) -> None:
    """Write one message."""
    stream.write(len(message).to_bytes(8, "big"))
    stream.write(message)
    stream.flush()


def main() -> None:
    """Do jobs until there are no more."""
    try:
        import uvloop
    except ImportError:
        run = asyncio.run
    else:
        run = uvloop.run
    decoder = msgspec.msgpack.Decoder(Job)
    while (message := read_message(sys.stdin.buffer)) is not None:
        outcome = run(send(decoder.decode(message)))
        write_message(sys.stdout.buffer, msgspec.msgpack.encode(outcome))


if __name__ == "__main__":
    main()
