# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The thread behind a log: brings what was written to the disk soon after, and does chores that have their time."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Final

from baken.governance.log.errors import LogError

if TYPE_CHECKING:
    from collections.abc import Callable

AGAIN_S: Final = 5.0
GATHER_S: Final = 1.0
"""How long writes gather before they are brought to the disk together."""
_LOG: Final = logging.getLogger(__name__)


class Keeper:
    """Calls ``keep`` at most once per gathering time, after something was written; ``chore`` when it is due.

    Parameters
    ----------
    keep
        Brings what was written to the disk.
    chore
        Does what is due and returns in how many seconds it wants to be called again; None when there is nothing.
    """

    def __init__(self, name: str, keep: Callable[[], None], chore: Callable[[], float | None] | None = None) -> None:
        self._keep = keep
        self._chore = chore
        self._is_told = False
        self._something = threading.Event()
        self._closing = threading.Event()
        self._due: float | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def tell(self) -> None:
        """Say that something was written; costs nothing while the thread already knows."""
        if not self._is_told:
            self._is_told = True
            self._something.set()

    def call(self, chore: Callable[[], float | None]) -> None:
        """Give the thread a chore, and let it ask at once when the chore is due."""
        self._chore = chore
        self._something.set()

    def close(self) -> None:
        """End the thread. What was written since is for the caller to keep."""
        self._closing.set()
        self._something.set()
        if self._thread is not threading.current_thread():
            self._thread.join()

    def _run(self) -> None:
        while True:
            self._something.wait(self._patience())
            if self._closing.is_set():
                return
            self._something.clear()
            if self._is_told:
                if self._closing.wait(GATHER_S):
                    return
                self._is_told = False
                self._keep()
            if self._chore is not None:
                self._do(self._chore)

    def _do(self, chore: Callable[[], float | None]) -> None:
        try:
            wish = chore()
        except LogError as error:
            _LOG.error("A chore of a log failed and is tried again: %s", error)
            wish = AGAIN_S
        self._due = None if wish is None else time.monotonic() + wish

    def _patience(self) -> float | None:
        return None if self._due is None else max(0.0, self._due - time.monotonic())
