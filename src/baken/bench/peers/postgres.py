# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A PostgreSQL of its own for one bench: made in a temporary folder, on a free port of this machine only."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from baken.bench.registry import BenchError

if TYPE_CHECKING:
    import pwd
    from types import TracebackType

_USERS: Final = ("postgres", "nobody")
_LONGEST_START_S: Final = 30.0


def programs() -> Path | None:
    """Return the folder of PostgreSQL's server programs, the newest where there are several; None without any."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    anywhere = shutil.which("initdb")
    return None if anywhere is None else Path(anywhere).resolve().parent


def free_port() -> int:
    """Return a TCP port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Postgres:
    """A PostgreSQL with the settings of ``initdb``: every commit is synced. A context manager.

    PostgreSQL refuses to run as root; then it runs as the user ``postgres``, or ``nobody``.

    Parameters
    ----------
    bin_folder
        What :func:`programs` found.
    """

    def __init__(self, bin_folder: Path) -> None:
        self._bin = bin_folder
        self.port = free_port()
        self._as_user: dict[str, Any] = {}

    def __enter__(self) -> Self:
        """Make the folder, start the server and wait until it answers."""
        self._folder = Path(tempfile.mkdtemp(prefix="baken-bench-postgres-"))
        if os.geteuid() == 0:
            user = _unprivileged()
            os.chown(self._folder, user.pw_uid, user.pw_gid)
            self._as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        data = self._folder / "data"
        try:
            self._run("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale")
            self._start(data)
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Stop it and remove its folder."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def version(self) -> str:
        """Return what it calls itself."""
        told = self._run("postgres", "--version")
        return told.strip()

    def connect(self) -> Any:
        """Return a psycopg connection as superuser."""
        import psycopg

        return psycopg.connect(host="127.0.0.1", port=self.port, user="postgres", dbname="postgres")

    def table_bytes(self, table: str) -> int:
        """Return what a table and its indexes take on disk."""
        with self.connect() as connection:
            return int(connection.execute("SELECT pg_total_relation_size(%s::regclass)", [table]).fetchone()[0])

    def _run(self, program: str, *arguments: str) -> str:
        told = subprocess.run(  # noqa: S603
            [self._bin / program, *arguments], capture_output=True, text=True, check=False, cwd="/", **self._as_user
        )
        if told.returncode:
            raise BenchError(f"PostgreSQL's {program} failed: {told.stderr.strip()[-500:]}")
        return str(told.stdout)

    def _start(self, data: Path) -> None:
        log = self._folder / "log"
        with log.open("wb") as output:
            self._process = subprocess.Popen(  # noqa: S603
                [self._bin / "postgres", "-D", data, "-p", str(self.port), "-k", self._folder, "-h", "127.0.0.1"],
                stdout=output,
                stderr=output,
                cwd="/",
                **self._as_user,
            )
        end = time.monotonic() + _LONGEST_START_S
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                raise BenchError(f"PostgreSQL did not start: {log.read_text()[-500:]}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        import psycopg

        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True


def _unprivileged() -> pwd.struct_passwd:
    import pwd

    for name in _USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise BenchError("PostgreSQL does not run as root, and there is no other user to run it.")
