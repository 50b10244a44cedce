# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A real Mosquitto on a free port of loopback: started, killed, started again with what it kept."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

import find_or_install_broker

if TYPE_CHECKING:
    from tests.certificates import Pair

NAME, PASSWORD = "harbour", "a password of the harbour"


class Broker:
    """One broker; what it keeps for clients survives a stop, as on a real machine."""

    def __init__(self, folder: Path, *, with_password: bool = False, pair: Pair | None = None) -> None:
        program = find_or_install_broker.find()
        if program is None:
            pytest.skip(find_or_install_broker.HOW_TO_GET_IT)
        self._program = program
        self._folder = folder
        self.port = free_port()
        lines = [
            f"listener {self.port} 127.0.0.1",
            "persistence true",
            f"persistence_location {folder}/",
            f"allow_anonymous {'false' if with_password else 'true'}",
        ]
        if os.geteuid() == 0:
            lines.append("user root")
        if with_password:
            (folder / "passwords").write_text(f"{NAME}:{hashed(PASSWORD)}\n")
            (folder / "passwords").chmod(0o600)
            lines.append(f"password_file {folder}/passwords")
        if pair is not None:
            lines += [f"certfile {pair.certificate}", f"keyfile {pair.key}"]
        (folder / "broker.conf").write_text("\n".join(lines) + "\n")
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> Self:
        """Run it, and return when it listens."""
        self._process = subprocess.Popen(
            [self._program, "-c", self._folder / "broker.conf", "-v"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stderr is not None
        said = []
        for line in self._process.stderr:
            said.append(line)
            if " running" in line:
                return self
        pytest.fail("Mosquitto does not run:\n" + "".join(said))

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(20)
            assert self._process.stderr is not None
            self._process.stderr.close()
            self._process = None

    def settings(self, **rest: Any) -> str:
        """Return settings of the live sensors that listen to it."""
        asked = {"host": "127.0.0.1", "port": self.port, "topic": "counts/+", "tls": False} | rest
        return "[mqtt]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in asked.items())

    async def publish(self, *messages: tuple[str, bytes], **rest: Any) -> None:
        """Publish messages with QoS 1; returns when the broker has them."""
        from aiomqtt import Client

        async with Client("127.0.0.1", self.port, **rest) as client:
            for topic, body in messages:
                await client.publish(topic, body, qos=1)


def message(place: str, time: str, persons: float) -> tuple[str, bytes]:
    """Return the topic and body of one count."""
    return f"counts/{place}", json.dumps({"rows": [{"place": place, "time": time, "persons": persons}]}).encode()


def hashed(password: str) -> str:
    """Return a password as Mosquitto keeps it: PBKDF2 with SHA-512."""
    salt = b"twelve bytes"
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, 101)
    return f"$7$101${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


def free_port() -> int:
    """Return a port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
