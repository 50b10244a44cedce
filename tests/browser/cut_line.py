# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A line to a server that can be cut and mended: what is on it is lost, and nothing new gets through meanwhile."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK = 65536


class Line:
    """Carries bytes between browsers and a server."""

    def __init__(self, port: int) -> None:
        self._server = ("127.0.0.1", port)
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._is_cut = False
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Lose everything that is under way, and let nothing through until it is mended."""
        with self._lock:
            self._is_cut = True
            lost, self._open = self._open, set()
        for one in lost:
            _end(one)

    def mend(self) -> None:
        """Let new connections through again."""
        with self._lock:
            self._is_cut = False

    def close(self) -> None:
        """End the line for good."""
        self.cut()
        self._door.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                browser, _ = self._door.accept()
                try:
                    server = socket.create_connection(self._server, timeout=20)
                except OSError:
                    _end(browser)
                    continue
                server.settimeout(None)
                with self._lock:
                    if not self._is_cut:
                        self._open |= {browser, server}
                if self._is_cut:
                    _end(browser)
                    _end(server)
                    continue
                for one, other in ((browser, server), (server, browser)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(_CHUNK):
                other.sendall(data)
        with self._lock:
            self._open -= {one, other}
        _end(one)
        _end(other)


def _end(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    with contextlib.suppress(OSError):
        one.close()


@contextlib.contextmanager
def line_to(port: int) -> Iterator[Line]:
    """Return a line for a block."""
    line = Line(port)
    try:
        yield line
    finally:
        line.close()
