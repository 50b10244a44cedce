# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keeps two processes from writing the same log at once."""

from __future__ import annotations

import contextlib
import fcntl
import os
from typing import TYPE_CHECKING, Final

from baken.governance.log.errors import LogError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK_FILE: Final = ".lock"


class Guard:
    """A lock on a folder; used by one thread at a time.

    Parameters
    ----------
    shared
        Take it for each write only, so that another process can write in between; else for as long as it is open.

    Raises
    ------
    LogError
        When another process has the folder for itself.
    """

    def __init__(self, folder: Path, *, shared: bool) -> None:
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        self._shared = shared
        self._depth = 0
        self._file = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o640)
        if shared:
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._file)
            raise LogError(
                f"Another process writes the log {folder}.", remedy="Stop the other server on this data folder."
            ) from error

    @contextlib.contextmanager
    def held(self) -> Iterator[bool]:
        """Hold the lock; gives whether others may have written since it was held last."""
        if not self._shared or self._depth:
            yield False
            return
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self._depth += 1
        try:
            yield True
        finally:
            self._depth -= 1
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go."""
        os.close(self._file)
