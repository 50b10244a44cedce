# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Screens that listen: a process of its own with any number of connections to the ticks of a server.

It says ``ready`` when each has had its first event, notes when each first hears of every revision of warnings, and
tells that when its standard input ends. Times are those of the monotonic clock of the machine, in nanoseconds, which
processes on one machine share.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Final, Self, cast

import msgspec

from baken.bench.registry import BenchError

if TYPE_CHECKING:
    from types import TracebackType
    from typing import BinaryIO

_FIELD: Final = b'"warnings":'
_LONGEST_FIELD: Final = 40
_FIRST_EVENT_S: Final = 60.0


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What screens heard: by revision of warnings when each first heard of it or of a later one, and how many events
    came in all."""

    at_ns: dict[int, list[int]]
    events: int
    screens: int


class _Screen(asyncio.Protocol):
    """One connection; remembers the newest revision that it heard of."""

    def __init__(self, request: bytes, first: asyncio.Event) -> None:
        self._request, self._first = request, first
        self._rest = b""
        self.heard: dict[int, int] = {}
        self.events = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.Transport", transport).write(self._request)

    def data_received(self, data: bytes) -> None:
        now = time.monotonic_ns()
        data = self._rest + data
        self.events += data.count(b"event: ")
        at = data.rfind(_FIELD)
        if at >= 0:
            digits = data[at + len(_FIELD) : at + _LONGEST_FIELD].split(b"}", 1)[0].split(b",", 1)[0]
            if digits.isdigit():
                self.heard.setdefault(int(digits), now)
        self._rest = data[-len(_FIELD) :] if at < 0 else b""
        if self.events:
            self._first.set()


async def _listen(port: int, screens: int) -> Heard:
    loop = asyncio.get_running_loop()
    request = b"GET /api/v1/ticks HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
    open_ = []
    for _ in range(screens):
        first = asyncio.Event()
        _, screen = await loop.create_connection(lambda first=first: _Screen(request, first), "127.0.0.1", port)  # type: ignore[misc]
        await asyncio.wait_for(first.wait(), _FIRST_EVENT_S)
        open_.append(screen)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)
    revisions = sorted({revision for screen in open_ for revision in screen.heard})
    return Heard(
        at_ns={revision: [at for s in open_ if (at := _when(s.heard, revision)) is not None] for revision in revisions},
        events=sum(screen.events for screen in open_),
        screens=len(open_),
    )


def _when(heard: dict[int, int], revision: int) -> int | None:
    """Return when a screen first heard of a revision, or of a later one.

    Examples
    --------
    >>> _when({3: 10, 5: 30}, 4), _when({3: 10}, 4)
    (30, None)
    """
    return min((at for later, at in heard.items() if later >= revision), default=None)


class Screens:
    """The process with its screens; a context manager."""

    def __init__(self, port: int, screens: int) -> None:
        self._command = [sys.executable, "-m", "baken.bench.listening_process", str(port), str(screens)]
        self.heard = Heard(at_ns={}, events=0, screens=0)

    def __enter__(self) -> Self:
        """Start it, and wait until every screen has had its first event."""
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
        if cast("BinaryIO", self._process.stdout).readline().strip() != b"ready":
            self._process.kill()
            raise BenchError("Not every screen could listen.")
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """End it, and read what was heard."""
        cast("BinaryIO", self._process.stdin).close()
        told = cast("BinaryIO", self._process.stdout).read()
        self._process.wait()
        if told:
            self.heard = msgspec.json.decode(told, type=Heard)


def main(port: int, screens: int) -> None:
    """Listen until standard input ends."""
    try:
        import uvloop
    except ImportError:
        run = asyncio.run
    else:
        run = uvloop.run
    sys.stdout.buffer.write(msgspec.json.encode(run(_listen(port, screens))))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
