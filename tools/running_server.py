# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Start a command that serves, learn its address from what it prints, stop it as Ctrl+C does."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import tempfile
import threading
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

GOOD_ENDINGS = (0, 130, -signal.SIGINT)
"""How a command may end that was interrupted: as if done, or as interrupted."""

ADDRESS = re.compile(r"https?://[^\s/]+:\d+/?")


class NotServingError(Exception):
    """The command ended, or was too late, before it said where it serves; the message holds what it said."""


@contextlib.contextmanager
def running_server(
    command: Sequence[str],
    *,
    cwd: Path,
    environment: Mapping[str, str],
    patience_s: float = 120.0,
    good_endings: Sequence[int] = GOOD_ENDINGS,
) -> Iterator[str]:
    """Yield the address (without closing slash) and interrupt the command afterwards.

    Raises
    ------
    NotServingError
        When no address was printed within ``patience_s``, or the command does not end well when it is interrupted.
    """
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            list(command), cwd=cwd, env=dict(environment), text=True, bufsize=1,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, start_new_session=True,
        )  # fmt: skip
        impatience = threading.Timer(patience_s, process.kill)
        impatience.start()
        try:
            yield _address(process, errors)
        finally:
            impatience.cancel()
            _interrupt(process)
        if process.returncode not in good_endings:
            errors.seek(0)
            message = f"Ended with status {process.returncode}: {errors.read()}"
            raise NotServingError(message)


def _address(process: subprocess.Popen[str], errors: IO[str]) -> str:
    stream: IO[str] = process.stdout  # type: ignore[assignment]  # it is a pipe
    said = []
    for line in stream:
        said.append(line)
        found = ADDRESS.search(line)
        if found:
            threading.Thread(target=stream.read, daemon=True).start()
            return found.group().rstrip("/").replace("//localhost:", "//127.0.0.1:")
    errors.seek(0)
    message = f"Serves nothing. It said: {''.join(said)}{errors.read()}"
    raise NotServingError(message)


def _interrupt(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
