# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Receivers on loopback that do whatever a test tells them: HTTP, mail, and what a browser does with a push."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import socket
import ssl
import threading
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import SMTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from baken.service.notification.push_encryption import content_keys

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage

    from tests.certificates import Pair


@dataclass
class Taken:
    """One request that came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Says:
    """What a receiver answers."""

    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    hangs: bool = False
    drips: bool = False


class Receiver:
    """A real HTTP server; ``says`` may be changed at any time, or be a function of what came."""

    def __init__(self, pair: Pair | None = None) -> None:
        self.says: Says | Callable[[Taken], Says] = Says()
        self.taken: queue.Queue[Taken] = queue.Queue()
        self.let_go = threading.Event()
        self._server = _Server(("127.0.0.1", 0), self)
        self.port: int = self._server.server_address[1]
        self._scheme = "http"
        if pair is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(pair.certificate, pair.key)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
            self._scheme = "https"

    @property
    def url(self) -> str:
        host = "localhost" if self._scheme == "https" else "127.0.0.1"
        return f"{self._scheme}://{host}:{self.port}/in"

    def start(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def stop(self) -> None:
        self.let_go.set()
        self._server.shutdown()
        self._server.server_close()

    def next(self, patience_s: float = 20) -> Taken:
        return self.taken.get(timeout=patience_s)

    async def soon(self, patience_s: float = 20) -> Taken:
        return await asyncio.to_thread(self.next, patience_s)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], receiver: Receiver) -> None:
        self.receiver = receiver
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: connections are broken on purpose."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        receiver = self.server.receiver
        length = int(self.headers["content-length"])
        body = self.rfile.read(length)
        if len(body) < length:  # whoever sent it has died
            self.close_connection = True
            return
        taken = Taken(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
        says = receiver.says(taken) if callable(receiver.says) else receiver.says
        receiver.taken.put(taken)
        if says.hangs:
            receiver.let_go.wait(60)
            self.close_connection = True
            return
        self.send_response(says.status)
        for name, value in says.headers.items():
            self.send_header(name, value)
        if says.drips:
            self.send_header("transfer-encoding", "chunked")
            self.end_headers()
            with contextlib.suppress(OSError):
                while not receiver.let_go.wait(0.01):
                    self.wfile.write(b"4\r\nabcd\r\n")
                    self.wfile.flush()
            self.close_connection = True
            return
        if says.status != 204:
            self.send_header("content-length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        self.server.receiver.taken.put(Taken(self.path, {}, b""))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class MailServer:
    """A real mail server (aiosmtpd): what it takes, it keeps; what it says can be changed."""

    def __init__(self, pair: Pair | None = None, *, password: str = "") -> None:
        self.answer = "250 OK"
        self.refused: set[str] = set()
        self.taken: queue.Queue[tuple[str, EmailMessage]] = queue.Queue()
        self.hangs = False
        self._let_go = threading.Event()
        options: dict[str, Any] = {}
        if pair is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(pair.certificate, pair.key)
            options = {"tls_context": context, "require_starttls": True}
        if password:
            expected = password.encode()

            def judge(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
                return AuthResult(success=given.password == expected, handled=False)

            options |= {"authenticator": judge, "auth_required": True}
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port(), **options)

    @property
    def port(self) -> int:
        return self._controller.port

    async def handle_RCPT(self, _s: Any, _session: Any, envelope: Any, address: str, _o: Any) -> str:  # noqa: N802
        if address in self.refused:
            return "550 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.hangs:
            await asyncio.to_thread(self._let_go.wait, 60)
        message = message_from_bytes(envelope.content, policy=SMTP)
        if self.answer.startswith("250"):
            self.taken.put((envelope.rcpt_tos[0], message))
        return self.answer

    def start(self) -> Self:
        self._controller.start()
        return self

    def stop(self) -> None:
        self._let_go.set()
        self._controller.stop()

    async def soon(self) -> tuple[str, EmailMessage]:
        return await asyncio.to_thread(self.taken.get, timeout=20)


class Browser:
    """What a browser keeps of its subscription, and how it reads what comes."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.public = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.secret = bytes(range(16))

    def read(self, body: bytes) -> bytes:
        salt, length = body[:16], body[20]
        sender = body[21 : 21 + length]
        shared = self._key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        key, nonce = content_keys(shared, self.secret, self.public, sender, salt)
        plain = AESGCM(key).decrypt(nonce, body[21 + length :], None)
        assert plain.endswith(b"\x02")
        return plain[:-1]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
