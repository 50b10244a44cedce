# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A Baken server as a user would start it, in a process of its own."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Final, Self

from baken.bench.city_folder import ACTIVITY
from baken.bench.registry import BenchError
from baken.service.identity import create_key

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

_PROGRAM: Final = "from baken.service.cli import main; main()"
_LONGEST_STOP_S: Final = 60.0


class BakenServer:
    """``baken serve`` on a free port; a context manager.

    Parameters
    ----------
    program
        Python that ends in ``baken serve``; for a bench that takes a part of the server out to see what it costs.

    Attributes
    ----------
    ready_after_s
        From starting the process until it said that it answers.
    key
        The key of a sensor that may write the datastreams of the city.
    """

    def __init__(self, city: Path, data: Path, *, program: str = _PROGRAM) -> None:
        self._command = [
            sys.executable,
            "-c",
            program,
            "serve",
            str(city),
            "--data",
            str(data),
            "--port",
            "0",
            "--unlimited",
        ]
        self._data = data
        self._log = data.parent / "server.log"
        self.port = 0
        self.key = ""
        self.ready_after_s = 0.0

    @property
    def pid(self) -> int:
        """Return its process id."""
        return self._process.pid

    def __enter__(self) -> Self:
        """Start it and wait until it answers."""
        start = time.perf_counter()
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, stderr=log, text=True)  # noqa: S603
        assert self._process.stdout is not None  # noqa: S101 - it is a pipe
        line = self._process.stdout.readline()
        self.ready_after_s = time.perf_counter() - start
        found = re.search(r":(\d+)/", line)
        if found is None:
            self.__exit__(None, None, None)
            raise BenchError(f"The server did not start: {self._log.read_text()[-2000:].strip()}")
        self.port = int(found[1])
        self.key = create_key(self._data, activity=ACTIVITY, name="Bench")
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Stop it as a user would, so that the store is closed well."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(_LONGEST_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
