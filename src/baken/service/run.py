# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Run a node under uvicorn: take the port, say where it is, stop cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import functools
import os
import signal
import socket
import sys
import webbrowser
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click
import pyarrow as pa
import uvicorn

from baken.errors import BakenError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Iterator
    from contextlib import AbstractAsyncContextManager

    from baken.service.node import Node

T = TypeVar("T")


class PortError(BakenError):
    """The address cannot be listened on."""


def take_port(host: str, port: int, *, any_port: bool = False) -> socket.socket:
    """Return a listening socket.

    Parameters
    ----------
    any_port
        Take a free port when the wished one is in use.

    Raises
    ------
    PortError
        When the port is in use, not allowed, or the address is not of this machine.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        taken = socket.socket(family, socket.SOCK_STREAM)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((host, port))
        taken.listen(2048)
    except PermissionError as error:
        raise PortError(f"Port {port} may not be used by this user.", remedy="Choose one above 1023.") from error
    except OSError as error:
        if any_port and error.errno == errno.EADDRINUSE:
            return take_port(host, 0)
        if error.errno == errno.EADDRINUSE:
            raise PortError(
                f"Port {port} on {host} is in use.", remedy="Stop the other program, or choose another with --port."
            ) from error
        raise PortError(f"{host}:{port} cannot be listened on: {error.strerror or error}.") from error
    return taken


def run(
    open_node: Callable[[], AbstractAsyncContextManager[Node]],
    *,
    host: str,
    port: int,
    open_browser: bool = False,
    any_port: bool = False,
) -> None:
    """Serve a node until it is interrupted.

    Prints one line ``Baken shows <city> at <address>`` when it answers.

    Raises
    ------
    KeyboardInterrupt
        When it was interrupted from the keyboard, after everything has been closed. A request to terminate is met in
        the same way, and ends normally.
    """
    listening = take_port(host, port, any_port=any_port)
    pa.enable_signal_handlers(False)  # it would make an error of its own of Ctrl+C while a connector reads a file
    try:
        interrupted = uvicorn_run(_serve(open_node, listening, host=host, open_browser=open_browser))
    finally:
        listening.close()
    if interrupted:
        raise KeyboardInterrupt


def uvicorn_run(serving: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine on the quickest event loop there is, and return what it returns."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run(serving)
    return uvloop.run(serving)


class _AnnouncingServer(uvicorn.Server):
    """Says so once it answers, and lets its listeners go before it waits for requests to end."""

    def __init__(
        self, config: uvicorn.Config, announce: Callable[[], None], let_go: Callable[[], Awaitable[None]]
    ) -> None:
        super().__init__(config)
        self._announce = announce
        self._let_go = let_go
        self.interrupted = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._announce()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Note the signals, and do not raise them again at the end: the node still has to close what it holds."""
        with super().capture_signals():
            yield
            self.interrupted = signal.SIGINT in self._captured_signals
            self._captured_signals.clear()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._let_go()
        await super().shutdown(sockets)


async def _serve(
    open_node: Callable[[], AbstractAsyncContextManager[Node]],
    listening: socket.socket,
    *,
    host: str,
    open_browser: bool,
) -> bool:
    """Serve; return whether it was interrupted from the keyboard."""
    from baken.service.http.app import create_app

    async with open_node() as node:
        config = uvicorn.Config(
            create_app(node),
            access_log=False,
            http=_connection(),
            lifespan="off",  # what the application needs, the node has opened
            log_level="warning",
            timeout_graceful_shutdown=2,
            server_header=False,
            date_header=True,
            h11_max_incomplete_event_size=65_536,
        )
        address = _address(host, listening)
        announce = functools.partial(_announce, node.city.name, address, open_browser=open_browser)
        server = _AnnouncingServer(config, announce, node.ticks.close)
        await server.serve(sockets=[listening])
    return server.interrupted


def _connection() -> type[asyncio.Protocol] | Literal["auto"]:
    """Return how HTTP is spoken: with our limits where httptools is there, else with those of uvicorn and h11."""
    try:
        from baken.service.http.connection import BoundedConnection
    except ImportError:
        return "auto"
    return BoundedConnection


def _address(host: str, listening: socket.socket) -> str:
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::", "::1") else host  # noqa: S104 - only for display
    return f"http://{shown}:{listening.getsockname()[1]}/"


def _announce(city: str, address: str, *, open_browser: bool) -> None:
    click.echo(f"Baken shows {city} at {address}")
    click.echo("Stop with Ctrl+C.")
    sys.stdout.flush()
    has_screen = sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if open_browser and has_screen:
        webbrowser.open(address)
