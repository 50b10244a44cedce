# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The real ``baken`` command in a process of its own: started, read, stopped, killed."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import tomllib
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import httpx

from baken.governance.lists import Role
from baken.service.identity import create_key

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests" / "fixtures"
PLUGINS = FIXTURES / "plugins"
BAKEN = Path(sys.executable).parent / "baken"

ANNOUNCEMENT = re.compile(r"Baken shows (?P<city>.+) at (?P<address>https?://\S+:\d+)/")


CONNECTIONS: Final = httpx.Limits(keepalive_expiry=1.0)
"""A connection that is idle for longer is not used again: the server may be closing it at that moment."""


class Answer(NamedTuple):
    """What came back for bytes that were sent; names of headers in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class NotServingError(Exception):
    """The command ended before it said where it serves; the message is what it said instead."""


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a command that leaves nothing outside ``home`` and knows the tests' connector."""
    own = {"HOME": str(home), "BAKEN_DATA": str(home / "data"), "PYTHONPATH": str(PLUGINS), "BROWSER": "true"}
    left = {name: value for name, value in os.environ.items() if not name.startswith(("BAKEN_", "PYTEST_", "XDG_"))}
    return left | own


def run_baken(*arguments: str | Path, home: Path, patience_s: float = 60) -> subprocess.CompletedProcess[str]:
    """Run a command that ends by itself."""
    return subprocess.run(
        [BAKEN, *map(str, arguments)], cwd=home, env=environment(home), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=patience_s, check=False,
    )  # fmt: skip


class BakenServer:
    """One running ``baken serve``, ``baken replay`` or ``baken demo``, on a free port or on the given one.

    Attributes
    ----------
    address
        Without a closing slash.
    city_folder, data
        What it serves; ``data`` is None when the server keeps nothing.
    """

    def __init__(
        self, *arguments: str | Path, home: Path, patience_s: float = 60, port: int = 0, limited: bool = False
    ) -> None:
        words = [str(argument) for argument in arguments]
        self.city_folder = Path(words[1])
        self.data = Path(words[words.index("--data") + 1]) if "--data" in words else None
        words += ["--port", str(port), *([] if limited else ["--unlimited"])]
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 - lives as long as the process
        self.process = subprocess.Popen(
            [BAKEN, *words], cwd=home, env=environment(home), text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self._errors, start_new_session=True,
        )  # fmt: skip
        impatience = threading.Timer(patience_s, self.process.kill)
        impatience.start()
        try:
            found = ANNOUNCEMENT.match(self.process.stdout.readline())  # type: ignore[union-attr]  # it is a pipe
        finally:
            impatience.cancel()
        if found is None:
            self.kill()
            raise NotServingError(self.said())
        self.city, self.address = found["city"], found["address"].replace("localhost", "127.0.0.1")
        self.port = int(self.address.rsplit(":", 1)[1])
        self.stdout = self.process.stdout

    def said(self) -> str:
        """Return what the process wrote to its error stream until now."""
        self._errors.seek(0)
        return self._errors.read()

    def stop(self, patience_s: float = 20) -> int:
        """Interrupt the process as Ctrl+C does, and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(patience_s)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def kill(self) -> None:
        """Kill the process: it cannot finish anything."""
        self.process.kill()
        self.process.wait()

    @cached_property
    def key(self) -> str:
        """Return the key of an integration, which may read and write whatever there is; made when first needed."""
        assert self.data is not None, "a server that keeps nothing knows no keys"
        return create_key(self.data, activity=main_activity(self.city_folder), role=Role.ADMINISTRATOR, name="Tests")

    @property
    def credentials(self) -> dict[str, str]:
        """Return the headers that show the key; none for a server that keeps nothing."""
        return {} if self.data is None else {"authorization": f"Bearer {self.key}"}

    def client(self, timeout_s: float = 20) -> httpx.Client:
        """Return a client for this server that may do everything."""
        return httpx.Client(base_url=self.address, timeout=timeout_s, headers=self.credentials, limits=CONNECTIONS)

    def anonymous(self, timeout_s: float = 20) -> httpx.Client:
        """Return a client for this server that says nothing about itself."""
        return httpx.Client(base_url=self.address, timeout=timeout_s, limits=CONNECTIONS)


def main_activity(city_folder: Path) -> str:
    """Return the activity of a city that its first connector belongs to."""
    for file in sorted((city_folder / "activities").glob("*.toml")):
        activity = tomllib.loads(file.read_text(encoding="utf-8"))
        if activity["covers"].get("connectors"):
            return str(activity["id"])
    message = f"No activity of {city_folder} covers a connector."
    raise LookupError(message)


@contextmanager
def serving(*arguments: str | Path, home: Path, port: int = 0, limited: bool = False) -> Iterator[BakenServer]:
    """Run a server for a block; it is interrupted at the end, whatever happens.

    Parameters
    ----------
    limited
        With the limits to how often one may ask; most tests ask as often as they can.
    """
    server = BakenServer(*arguments, home=home, port=port, limited=limited)
    try:
        yield server
    finally:
        server.stop()


def exchange(server: BakenServer, request: bytes, *, patience_s: float = 15) -> Answer:
    """Send bytes as they are, which no client library would, and read one answer."""
    with socket.create_connection(("127.0.0.1", server.port), patience_s) as connection:
        connection.sendall(request)
        return read_answer(connection, head=request.startswith(b"HEAD "))


def read_answer(connection: socket.socket, *, head: bool = False) -> Answer:
    """Read one answer from a connection."""
    response = http.client.HTTPResponse(connection, method="HEAD" if head else "GET")
    response.begin()
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, headers, response.read())
