# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Load on a server over HTTP, sent by a process of its own (:mod:`baken.bench.load_process`)."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Final, Self, cast

import msgspec

from baken.bench.load_process import Job, Outcome, read_message, write_message
from baken.bench.registry import BenchError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType
    from typing import BinaryIO

_OUTCOME: Final = msgspec.msgpack.Decoder(Outcome)


class LoadGenerator:
    """The process that sends; a context manager."""

    def __enter__(self) -> Self:
        """Start it."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "baken.bench.load_process"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Stop it."""
        cast("BinaryIO", self._process.stdin).close()
        cast("BinaryIO", self._process.stdout).close()
        self._process.terminate()
        self._process.wait()

    def run(self, job: Job) -> Outcome:
        """Send the requests of a job.

        Raises
        ------
        BenchError
            When an answer is not what the job says.
        """
        write_message(cast("BinaryIO", self._process.stdin), msgspec.msgpack.encode(job))
        answer = read_message(cast("BinaryIO", self._process.stdout))
        if answer is None:
            raise BenchError("The load generator stopped.")
        outcome = _OUTCOME.decode(answer)
        if outcome.fault:
            raise BenchError(f"A server gave a wrong answer: {outcome.fault}.")
        return outcome


def get_request(path: str) -> bytes:
    """Return a GET request of somebody who says nothing about themselves, as most who look at a map.

    Examples
    --------
    >>> get_request("/sta/v1.1/Things(1)").splitlines()[0]
    b'GET /sta/v1.1/Things(1) HTTP/1.1'
    """
    return f"GET {_escaped(path)} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n\r\n".encode()


def post_request(path: str, body: bytes, key: str = "") -> bytes:
    """Return a POST request with a JSON body, and with the key of a sensor when there is one.

    Examples
    --------
    >>> post_request("/a", b"{}", key="bk_1_2").splitlines()[3]
    b'Authorization: Bearer bk_1_2'
    """
    shown = f"Authorization: Bearer {key}\r\n" if key else ""
    head = (
        f"POST {_escaped(path)} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{shown}"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _escaped(path: str) -> str:
    return path.replace(" ", "%20").replace("'", "%27")


def create_observations(groups: Iterable[tuple[int | str, Iterable[tuple[str, float]]]]) -> bytes:
    """Return the body of a CreateObservations request: per datastream its times and results.

    Examples
    --------
    >>> create_observations([(1, [("2024-06-01T00:00:00Z", 5.0)])]).decode()
    '[{"Datastream":{"@iot.id":1},"components":["phenomenonTime","result"],"dataArray":[["2024-06-01T00:00:00Z",5.0]]}]'
    """
    return msgspec.json.encode(
        [
            {
                "Datastream": {"@iot.id": datastream},
                "components": ["phenomenonTime", "result"],
                "dataArray": list(rows),
            }
            for datastream, rows in groups
        ]
    )
