# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``django-ogc-sensorthings`` on PostgreSQL, run as its users would: uvicorn with two workers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from http.client import HTTPConnection
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, Self

from baken.bench.peers.postgres import free_port, programs
from baken.bench.registry import BenchError

if TYPE_CHECKING:
    from types import TracebackType

    from baken.bench.peers.postgres import Postgres

ROOT: Final = "/sensorthings/v1.1"
WORKERS: Final = 2
_LONGEST_START_S: Final = 60.0


def why_absent() -> str:
    """Return why this server cannot be compared with here; empty when it can."""
    if any(find_spec(module) is None for module in ("django", "sensorthings", "psycopg", "psycopg_pool")):
        return "the dependency group bench is not installed (uv sync --group bench)"
    if sys.platform == "win32" or programs() is None:
        return "PostgreSQL is not installed (apt-get install postgresql)"
    return ""


class DjangoServer:
    """The server and its tables; a context manager."""

    def __init__(self, postgres: Postgres) -> None:
        self.port = free_port()
        self._environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "baken.bench.peers.django_site",
            "BAKEN_BENCH_POSTGRES_PORT": str(postgres.port),
            "BAKEN_BENCH_DJANGO_PORT": str(self.port),
        }

    def __enter__(self) -> Self:
        """Make the tables by its own migrations, start it and wait until it answers."""
        migrated = subprocess.run(
            [sys.executable, "-m", "django", "migrate", "--verbosity", "0"],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if migrated.returncode:
            raise BenchError(f"Django could not make its tables: {migrated.stderr[-500:]}")
        self._folder = TemporaryDirectory(prefix="baken-bench-django-")
        log = Path(self._folder.name) / "log"
        application = ("-m", "uvicorn", "baken.bench.peers.django_urls:application")
        options = ("--workers", str(WORKERS), "--port", str(self.port), "--no-access-log", "--log-level", "warning")
        with log.open("wb") as output:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, *application, *options],
                env=self._environment,
                stdout=output,
                stderr=output,
            )
        end = time.monotonic() + _LONGEST_START_S
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                told = log.read_text()[-1000:]
                self.__exit__(None, None, None)
                raise BenchError(f"The Django server did not start: {told}")
            time.sleep(0.1)
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Stop it with its workers."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        self._process.wait()
        self._folder.cleanup()

    def _answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", f"{ROOT}/")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()
