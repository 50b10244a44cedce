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
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

import click
import pyarrow as pa
import uvicorn

from baken.errors import BakenError
from baken.simulation.reading import scenario_names

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Iterator
    from contextlib import AbstractAsyncContextManager

    from baken.service.http.asgi import Application
    from baken.service.http.tls import Certificate
    from baken.service.listening import Listening
    from baken.service.node import Node

_FILES_OF_OUR_OWN: Final = 128
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
    listening: Listening,
    open_browser: bool = False,
    any_port: bool = False,
) -> None:
    """Serve a node until it is interrupted.

    Prints one line ``Baken shows <city> at <address>`` when it answers.

    Raises
    ------
    ExposureError, ProxyError, TlsError
        When others could reach the node in a way in which they may not.
    KeyboardInterrupt
        When it was interrupted from the keyboard, after everything has been closed. A request to terminate is met in
        the same way, and ends normally.
    """
    listening.check()
    certificate = _certificate(listening)
    taken = take_port(listening.host, listening.port, any_port=any_port)
    pa.enable_signal_handlers(False)  # it would make an error of its own of Ctrl+C while a connector reads a file
    try:
        interrupted = uvicorn_run(_serve(open_node, taken, listening, certificate, open_browser=open_browser))
    finally:
        taken.close()
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
    taken: socket.socket,
    listening: Listening,
    certificate: Certificate | None,
    *,
    open_browser: bool,
) -> bool:
    """Serve; return whether it was interrupted from the keyboard."""
    from baken.service.http.app import create_app
    from baken.service.http.limits import limits_without

    async with open_node() as node:
        application = create_app(node, limits_without(rates=listening.is_unlimited))
        config = uvicorn.Config(
            _behind_proxies(application, listening),
            access_log=False,
            http=_connection(listening),
            ws="none",
            lifespan="off",  # what the application needs, the node has opened
            log_level="warning",
            proxy_headers=False,  # uvicorn would believe anybody on this machine
            ssl_context_factory=None if certificate is None else lambda _config, _default: certificate.context,
            timeout_graceful_shutdown=2,
            server_header=False,
            date_header=True,
            h11_max_incomplete_event_size=65_536,
        )
        address = _address(listening, taken)
        link = node.identity.first_link(address.rstrip("/"))
        announce = functools.partial(_announce, node, address, link, open_browser=open_browser)
        server = _AnnouncingServer(config, announce, node.ticks.close)
        watching = None if certificate is None else asyncio.create_task(certificate.watch())
        try:
            await server.serve(sockets=[taken])
        finally:
            if watching is not None:
                watching.cancel()
    return server.interrupted


def _certificate(listening: Listening) -> Certificate | None:
    if listening.certificate is None or listening.key is None:
        return None
    from baken.service.http.tls import Certificate

    return Certificate(listening.certificate, listening.key)


def _behind_proxies(application: Application, listening: Listening) -> Application:
    if not listening.proxies:
        return application
    from baken.service.http.proxy import BehindProxy, TrustedProxies

    return BehindProxy(application, TrustedProxies(listening.proxies), only=listening.only_by_proxy)


def _connection(listening: Listening) -> type[asyncio.Protocol] | Literal["auto"]:
    """Return how HTTP is spoken: with our limits where httptools is there, else with those of uvicorn and h11."""
    try:
        from baken.service.http.connection import MOST_CONNECTIONS, BoundedConnection
    except ImportError:
        return "auto"
    from baken.service.http.proxy import TrustedProxies

    class Connection(BoundedConnection):
        most_connections = _room_for_connections(MOST_CONNECTIONS)
        most_of_one_address = most_connections if listening.is_unlimited else BoundedConnection.most_of_one_address
        is_proxy = staticmethod(TrustedProxies(listening.proxies).trusts)

    return Connection


def _room_for_connections(most: int) -> int:
    """Return how many connections there is room for, files of our own left aside; more room is asked for first."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return most
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wished = most + _FILES_OF_OUR_OWN
    if soft < wished:
        with contextlib.suppress(ValueError, OSError):
            more = wished if hard == resource.RLIM_INFINITY else min(wished, hard)
            resource.setrlimit(resource.RLIMIT_NOFILE, (more, hard))
            soft = more
    return max(16, min(most, soft - _FILES_OF_OUR_OWN))


def _address(listening: Listening, taken: socket.socket) -> str:
    here = ("127.0.0.1", "0.0.0.0", "::", "::1", "")  # noqa: S104 - only for display
    shown = "localhost" if listening.host in here else listening.host
    shown = f"[{shown}]" if ":" in shown else shown
    return f"{'https' if listening.has_tls else 'http'}://{shown}:{taken.getsockname()[1]}/"


def _announce(node: Node, address: str, link: str | None, *, open_browser: bool) -> None:
    click.echo(f"Baken shows {node.city.name} at {address}")
    if node.city.simulated and scenario_names(node.city.folder):
        click.echo(_simulated(node))
    if link is not None:
        click.echo(f"Nobody has an account yet. To be the administrator, open once: {link}")
    click.echo("Stop with Ctrl+C.")
    sys.stdout.flush()
    has_screen = sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if open_browser and has_screen:
        webbrowser.open(address)


def _simulated(node: Node) -> str:
    if node.player is not None:
        return "It is simulated: nobody in it exists, and no sensor in it is real."
    return (
        "It is a simulated city: no sensor delivers by itself, so it stays empty until somebody sends it observations. "
        f"To see one of its days, run: baken demo {node.city.folder}"
    )
