# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A file of what was kept: it is opened and brought up to date, read and written, and counts what retention takes away.

Every store of this package is one SQLite file of which a commit is on the disk when it returns. What is kept in it, and
what its tables refuse, is up to the store; a deletion is counted in the same commit as it is done, until there is a
proof of it elsewhere (ADR 0048).
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from baken.errors import BakenError
    from baken.forecast.model import Float64

_DELETION: Final = """
CREATE TABLE deletion (
    run INTEGER PRIMARY KEY, rows INTEGER NOT NULL, first_us INTEGER NOT NULL, last_us INTEGER NOT NULL
) STRICT;
"""
"""Every file has it since its first version: what was taken away by runs that were not settled."""

_PATIENCE_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class Deletion:
    """What one run of a deletion took away: how many rows, and the moments of the first and the last of them."""

    rows: int
    first_us: int
    last_us: int


class KeptFile:
    """One file; one process writes, from any thread.

    Parameters
    ----------
    file
        Where it is, or will be.
    versions
        What each version added in SQL; a file of version n has the first n of them.
    holds
        What is in it, as in "The forecasts in … cannot be read".
    error
        How its faults are called.

    Raises
    ------
    BakenError
        Of the kind that was given, by every method, when the file cannot be used; when it is opened also for a file of
        a later version than this program knows.
    """

    def __init__(self, file: Path, *, versions: Sequence[str], holds: str, error: type[BakenError]) -> None:
        self._file = file
        self._holds = holds
        self._kind = error
        self._lock = threading.RLock()
        with self._translated("opened"):
            self._database = sqlite3.connect(file, check_same_thread=False, isolation_level=None, timeout=_PATIENCE_S)
            for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
                self._database.execute(f"PRAGMA {setting}")
            self._bring_up_to_date(versions)

    def read(self, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a question."""
        with self._translated("read"), self._lock:
            return self._database.execute(sql, values).fetchall()

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give a block of which all is written or nothing; nobody else reads or writes meanwhile."""
        with self._translated("written"), self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise

    def compact(self) -> None:
        """Leave nothing of what was deleted in free pages, and one file with nothing beside it: for copies."""
        with self._translated("written"), self._lock:
            self._database.execute("PRAGMA journal_mode = DELETE")
            self._database.execute("VACUUM")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    # -- deletions -----------------------------------------------------------------------------------------------

    def deletions(self) -> dict[int, Deletion]:
        """Return what was taken away by each run that was not settled."""
        rows = self.read("SELECT run, rows, first_us, last_us FROM deletion")
        return {run: Deletion(*rest) for run, *rest in rows}

    def settle_deletion(self, run: int) -> None:
        """Forget the count of a run, of which there is a proof now."""
        with self.writing() as database:
            database.execute("DELETE FROM deletion WHERE run = ?", (run,))

    # -- inside --------------------------------------------------------------------------------------------------

    def _bring_up_to_date(self, versions: Sequence[str]) -> None:
        newest = len(versions)
        (found,) = self._database.execute("PRAGMA user_version").fetchone()
        if found > newest:
            raise self._kind(
                f"{self._file} is of version {found}; this program knows version {newest}.",
                remedy="Run a newer version of Baken.",
            )
        if found < newest:
            added = "".join((_DELETION + versions[0], *versions[1:])[found:])
            self._database.executescript(f"BEGIN IMMEDIATE;{added}PRAGMA user_version = {newest};COMMIT;")

    @contextlib.contextmanager
    def _translated(self, done: str) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._kind(
                f"The {self._holds} in {self._file} cannot be {done}: {error}.",
                remedy="Look at the disk and at who may read and write there.",
            ) from error


def count_deletion(database: sqlite3.Connection, run: int, times: Sequence[int]) -> None:
    """Add to the count of a run rows of these moments (at least one), in the commit that takes them away."""
    database.execute(
        "INSERT INTO deletion VALUES (?, ?, ?, ?) ON CONFLICT (run) DO UPDATE SET "
        "rows = rows + excluded.rows, first_us = min(first_us, excluded.first_us), "
        "last_us = max(last_us, excluded.last_us)",
        (run, len(times), min(times), max(times)),
    )


def packed(values: Float64) -> bytes:
    """Return values as single precision, which tells a tenth of a person in a million, packed.

    Examples
    --------
    >>> unpacked(packed(np.array([[1.5, np.nan]])), (1, 2))
    array([[1.5, nan]])
    """
    return zlib.compress(np.ascontiguousarray(values, "<f4").tobytes(), 1)


def unpacked(content: bytes, shape: tuple[int, ...]) -> Float64:
    """Return what was packed."""
    return np.frombuffer(zlib.decompress(content), "<f4").reshape(shape).astype(np.float64)
