# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How many threads DuckDB uses: several from a large read until the next write, one otherwise.

With several threads the one that asks spins, and takes Python's lock at every turn, until the others are done. A
commit of a hundred rows then costs more than twice the processor time, and the event loop waits.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

WORTH_ROWS: Final = 250_000
"""From about so many scanned rows several threads are quicker; DuckDB divides work by row groups of 122,880."""


class Threads:
    """The number of threads of one database. Changing it takes half a millisecond, so that is done when it must be.

    Parameters
    ----------
    connection
        Used for nothing else.
    most
        How many threads a large read may use.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, most: int) -> None:
        self._connection = connection
        self._most = int(most)
        self._lock = threading.Lock()
        self._large_reads = 0
        self._now = 0
        self._closed = False
        self._set(1)

    @contextmanager
    def for_rows(self, scanned: int) -> Iterator[None]:
        """Use several threads inside the block, if so many rows are worth it."""
        if scanned < WORTH_ROWS:
            yield
            return
        with self._lock:
            self._large_reads += 1
            self._set(self._most)
        try:
            yield
        finally:
            with self._lock:
                self._large_reads -= 1

    def for_writing(self) -> None:
        """Use one thread from now on, unless a large read is under way."""
        if self._now == 1:
            return
        with self._lock:
            if not self._large_reads:
                self._set(1)

    def close(self) -> None:
        """Let the database go; blocks that are still open end in peace."""
        with self._lock:
            self._closed = True
            self._connection.close()

    def _set(self, threads: int) -> None:
        if threads != self._now and not self._closed:
            self._connection.execute(f"SET threads = {threads}")
            self._now = threads
