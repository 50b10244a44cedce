# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How many threads DuckDB uses: one for all that is small, several for a while when much must be read.

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

WORTH_ROWS: Final = 1_000_000
"""From about so many scanned rows several threads are quicker, although starting them takes half a millisecond."""


class Threads:
    """The number of threads of one database.

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
        self._reads = 0
        self._set(1)

    @contextmanager
    def for_rows(self, scanned: int) -> Iterator[None]:
        """Use several threads inside the block, if so many rows are worth it."""
        if scanned < WORTH_ROWS or self._most == 1:
            yield
            return
        self._change(1)
        try:
            yield
        finally:
            self._change(-1)

    def close(self) -> None:
        """Let the database go; blocks that are still open end in peace."""
        with self._lock:
            self._most = 1
            self._connection.close()

    def _change(self, reads: int) -> None:
        with self._lock:
            if self._most == 1:
                return
            before, self._reads = self._reads, self._reads + reads
            if (before == 0) != (self._reads == 0):
                self._set(self._most if self._reads else 1)

    def _set(self, threads: int) -> None:
        self._connection.execute(f"SET threads = {threads}")
