# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Store of estimates: what was estimated per step of areas that are estimated together, for a node that starts again.

A row is one step: persons in areas and persons on ways, as they were estimated when the filter had passed them, late
rows included. It is written once and not changed. To estimate weeks anew takes a filter hours; to read them takes
milliseconds. Retention takes steps away by the moment at which they began, and counts them in the same commit.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from baken.errors import BakenError

if TYPE_CHECKING:
    from pathlib import Path

    from baken.forecast.model import Float64, Int64

_VERSION: Final = 1
_BATCH: Final = 2000
_TABLES: Final = """
CREATE TABLE columns (number INTEGER PRIMARY KEY, series TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE step (
    start_us INTEGER NOT NULL, step_min INTEGER NOT NULL, activity TEXT NOT NULL,
    columns INTEGER NOT NULL REFERENCES columns (number), told BLOB NOT NULL, PRIMARY KEY (start_us, step_min)
) STRICT;
CREATE TABLE deletion (
    run INTEGER PRIMARY KEY, rows INTEGER NOT NULL, first_us INTEGER NOT NULL, last_us INTEGER NOT NULL
) STRICT;
CREATE TRIGGER step_stays BEFORE UPDATE ON step BEGIN SELECT RAISE(ABORT, 'an estimate is not changed'); END;
"""

_TAKE: Final = "DELETE FROM step WHERE activity = ? AND start_us <= ?"
_COUNT: Final = (
    "INSERT INTO deletion VALUES (?1, ?2, ?3, ?4) ON CONFLICT (run) DO UPDATE SET "
    "rows = rows + ?2, first_us = min(first_us, ?3), last_us = max(last_us, ?4)"
)


class EstimateStoreError(BakenError):
    """The store of estimates cannot be opened, read or written."""


@dataclass(frozen=True, slots=True)
class EstimateDeletion:
    """What one run of a deletion took away: steps, and when the first and the last of them began."""

    rows: int
    first_us: int
    last_us: int


class EstimateStore:
    """Estimates per step in a file; one process writes, from any thread.

    Raises
    ------
    EstimateStoreError
        By every method, when the file cannot be used.
    """

    def __init__(self, file: Path) -> None:
        self._lock = threading.RLock()
        self._file = file
        try:
            self._database = sqlite3.connect(file, check_same_thread=False, isolation_level=None, timeout=30.0)
            self._database.execute("PRAGMA journal_mode = WAL")
            (found,) = self._database.execute("PRAGMA user_version").fetchone()
            if found == 0:
                self._database.executescript(f"BEGIN IMMEDIATE;{_TABLES}PRAGMA user_version = {_VERSION};COMMIT;")
        except sqlite3.Error as error:
            raise self._error("opened", error) from error
        if found > _VERSION:
            raise EstimateStoreError(
                f"{file} is of version {found}; this program knows version {_VERSION}.",
                remedy="Run a newer version of Baken.",
            )

    def keep(self, activity: str, series: tuple[str, ...], start_us: Int64, step_min: int, values: Float64) -> int:
        """Keep steps that are not kept yet; return how many.

        Parameters
        ----------
        series
            Ids of the columns.
        start_us
            When each step begins, shape (steps,).
        values
            Shape (steps, series); NaN is not known.
        """
        text = json.dumps(series)
        rows = [
            (int(start), step_min, activity, zlib.compress(np.asarray(row, "<f4").tobytes(), 1))
            for start, row in zip(start_us.tolist(), values, strict=True)
        ]
        with self._lock:
            self._write("INSERT OR IGNORE INTO columns (series) VALUES (?)", [(text,)])
            before = self._database.total_changes
            self._write(
                "INSERT OR IGNORE INTO step VALUES (?, ?, ?, (SELECT number FROM columns WHERE series = ?), ?)",
                [(start, step, name, text, told) for start, step, name, told in rows],
            )
            return self._database.total_changes - before

    def read(self, series: tuple[str, ...], first_us: int, last_us: int, step_min: int) -> tuple[Int64, Float64]:
        """Return the steps that begin in [first, last), and their values, NaN of a series that was not estimated then.

        Returns
        -------
        Shape (steps,) and (steps, series).
        """
        rows = self._read(
            "SELECT start_us, series, told FROM step JOIN columns ON columns = number "
            "WHERE step_min = ? AND start_us >= ? AND start_us < ? ORDER BY start_us",
            (step_min, first_us, last_us),
        )
        values = np.full((len(rows), len(series)), np.nan)
        place = {name: number for number, name in enumerate(series)}
        known: dict[str, tuple[list[int], list[int]]] = {}
        for row, (_, text, told) in enumerate(rows):
            if text not in known:
                names = json.loads(text)
                kept = [number for number, name in enumerate(names) if name in place]
                known[text] = kept, [place[names[number]] for number in kept]
            kept, into = known[text]
            values[row, into] = np.frombuffer(zlib.decompress(told), "<f4")[kept]
        return np.array([row[0] for row in rows], np.int64), values

    def extent(self) -> tuple[int, int] | None:
        """Return when the first and the last step begin; None when there is none."""
        first, last = self._read("SELECT min(start_us), max(start_us) FROM step", ())[0]
        return None if first is None else (int(first), int(last))

    # -- retention -----------------------------------------------------------------------------------------------

    def has_before(self, activity: str, before_us: int) -> bool:
        """Tell whether there is anything of an activity from before a moment."""
        asked = "SELECT EXISTS (SELECT 1 FROM step WHERE activity = ? AND start_us < ?)"
        return bool(self._read(asked, (activity, before_us))[0][0])

    def delete_before(self, run: int, activity: str, before_us: int, stopping: threading.Event | None = None) -> bool:
        """Take away the steps of an activity that began before a moment, and count them in the same commit.

        In batches, each a commit of its own; a run that was interrupted is called again and goes on. Return whether it
        is finished, which it is not when it was asked to stop.
        """
        while self.has_before(activity, before_us):
            if stopping is not None and stopping.is_set():
                return False
            with self._lock:
                due = self._read(
                    "SELECT start_us FROM step WHERE activity = ? AND start_us < ? ORDER BY start_us LIMIT ?",
                    (activity, before_us, _BATCH),
                )
                first, last = due[0][0], due[-1][0]
                self._write_all((_TAKE, (activity, last)), (_COUNT, (run, len(due), first, last)))
        return True

    def deletions(self) -> dict[int, EstimateDeletion]:
        """Return what was taken away by each run that was not settled."""
        rows = self._read("SELECT run, rows, first_us, last_us FROM deletion", ())
        return {run: EstimateDeletion(*rest) for run, *rest in rows}

    def settle_deletion(self, run: int) -> None:
        """Forget the count of a run, of which there is a proof now."""
        self._write("DELETE FROM deletion WHERE run = ?", [(run,)])

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    # -- inside --------------------------------------------------------------------------------------------------

    def _read(self, sql: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._database.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise self._error("read", error) from error

    def _write(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        self._write_all(*((sql, row) for row in rows))

    def _write_all(self, *steps: tuple[str, tuple[Any, ...]]) -> None:
        """Do all of some statements, or nothing of them."""
        try:
            with self._lock:
                self._database.execute("BEGIN IMMEDIATE")
                try:
                    for sql, values in steps:
                        self._database.execute(sql, values)
                    self._database.execute("COMMIT")
                except BaseException:
                    self._database.execute("ROLLBACK")
                    raise
        except sqlite3.Error as error:
            raise self._error("written", error) from error

    def _error(self, done: str, error: sqlite3.Error) -> EstimateStoreError:
        remedy = "Look at the disk and at who may read and write there."
        return EstimateStoreError(f"The estimates in {self._file} cannot be {done}: {error}.", remedy=remedy)
