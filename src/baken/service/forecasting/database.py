# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The database of forecasts: its tables, which refuse to change what was issued, and one lock around it (ADR 0048)."""

from __future__ import annotations

import sqlite3
import threading
import zlib
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from baken.errors import BakenError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from baken.forecast.model import Float64

_VERSION: Final = 3
_TABLES: Final = """
CREATE TABLE issue (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    issued_at_us INTEGER NOT NULL, made_at_us INTEGER NOT NULL, origin_min INTEGER NOT NULL, origin_us INTEGER NOT NULL,
    step_min INTEGER NOT NULL, method TEXT NOT NULL, reference TEXT NOT NULL, activity TEXT NOT NULL,
    series INTEGER NOT NULL, seconds REAL NOT NULL, model TEXT NOT NULL, mistrust TEXT NOT NULL,
    lead_steps BLOB NOT NULL, quantiles BLOB NOT NULL,
    UNIQUE (origin_min, method, model, issued_at_us)
) STRICT;
CREATE INDEX issue_by_time ON issue (issued_at_us, number);
CREATE TABLE foreseen (
    issue INTEGER NOT NULL REFERENCES issue (number), series_id TEXT NOT NULL, place INTEGER NOT NULL,
    kind TEXT NOT NULL, place_id TEXT NOT NULL, status INTEGER NOT NULL, note TEXT NOT NULL,
    shown BLOB NOT NULL, beside BLOB NOT NULL,
    UNIQUE (issue, series_id)
) STRICT;
CREATE TABLE deletion (
    run INTEGER PRIMARY KEY, rows INTEGER NOT NULL, first_us INTEGER NOT NULL, last_us INTEGER NOT NULL
) STRICT;
CREATE TABLE deleting (run INTEGER PRIMARY KEY) STRICT;
CREATE TRIGGER issue_stays BEFORE UPDATE ON issue BEGIN SELECT RAISE(ABORT, 'an issue is not changed'); END;
CREATE TRIGGER foreseen_stays BEFORE UPDATE ON foreseen BEGIN SELECT RAISE(ABORT, 'a forecast is not changed'); END;
CREATE TRIGGER issue_is_kept BEFORE DELETE ON issue WHEN NOT EXISTS (SELECT 1 FROM deleting)
    BEGIN SELECT RAISE(ABORT, 'an issue is only taken away by retention'); END;
CREATE TRIGGER foreseen_is_kept BEFORE DELETE ON foreseen WHEN NOT EXISTS (SELECT 1 FROM deleting)
    BEGIN SELECT RAISE(ABORT, 'a forecast is only taken away by retention'); END;
"""
_ASIDE: Final = """
CREATE TABLE aside (
    issue INTEGER NOT NULL REFERENCES issue (number), series_id TEXT NOT NULL, model TEXT NOT NULL,
    said BLOB NOT NULL, UNIQUE (issue, series_id)
) STRICT;
CREATE TRIGGER aside_stays BEFORE UPDATE ON aside BEGIN SELECT RAISE(ABORT, 'a forecast is not changed'); END;
CREATE TRIGGER aside_is_kept BEFORE DELETE ON aside WHEN NOT EXISTS (SELECT 1 FROM deleting)
    BEGIN SELECT RAISE(ABORT, 'a forecast is only taken away by retention'); END;
"""
"""Since version 2: what a model said whose forecast was not shown because an alarm stood."""
_WEATHER: Final = """
CREATE TABLE weather (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    issued_min INTEGER NOT NULL, start_min INTEGER NOT NULL, kept_at_us INTEGER NOT NULL, activity TEXT NOT NULL,
    hours INTEGER NOT NULL, told BLOB NOT NULL, UNIQUE (issued_min, start_min, told)
) STRICT;
CREATE INDEX weather_by_time ON weather (issued_min);
CREATE TRIGGER weather_stays BEFORE UPDATE ON weather BEGIN SELECT RAISE(ABORT, 'a forecast is not changed'); END;
CREATE TRIGGER weather_is_kept BEFORE DELETE ON weather WHEN NOT EXISTS (SELECT 1 FROM deleting)
    BEGIN SELECT RAISE(ABORT, 'a forecast is only taken away by retention'); END;
"""
"""Since version 3: the weather as it was foretold."""

_STEPS: Final = (_TABLES, _ASIDE, _WEATHER)
"""What each version added; version n has the first n of them."""


class ForecastStoreError(BakenError):
    """The store of forecasts cannot be opened, read or written."""


class ForecastDatabase:
    """One file; one process writes, from any thread.

    Raises
    ------
    ForecastStoreError
        By every method, when the file cannot be used.
    """

    def __init__(self, file: Path) -> None:
        self.lock = threading.RLock()
        self._file = file
        try:
            self._database = sqlite3.connect(file, check_same_thread=False, isolation_level=None, timeout=30.0)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = FULL")
            self._database.execute("PRAGMA foreign_keys = ON")
            self._make_tables()
        except sqlite3.Error as error:
            raise self._error("opened", error) from error

    def read(self, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a question."""
        try:
            with self.lock:
                return self._database.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise self._error("read", error) from error

    def writing(self) -> Transaction:
        """Return a block of which all is written or nothing; to be entered under the lock."""
        return Transaction(self._database, lambda error: self._error("written", error))

    def compact(self) -> None:
        """Leave nothing of what was deleted in free pages, and one file with nothing beside it: for copies."""
        try:
            with self.lock:
                self._database.execute("PRAGMA journal_mode = DELETE")
                self._database.execute("VACUUM")
        except sqlite3.Error as error:
            raise self._error("written", error) from error

    def close(self) -> None:
        """Close the file."""
        with self.lock:
            self._database.close()

    def _make_tables(self) -> None:
        (found,) = self._database.execute("PRAGMA user_version").fetchone()
        if found > _VERSION:
            raise ForecastStoreError(
                f"{self._file} is of version {found}; this program knows version {_VERSION}.",
                remedy="Run a newer version of Baken.",
            )
        if found < _VERSION:
            made = "".join(_STEPS[found:])
            self._database.executescript(f"BEGIN IMMEDIATE;{made}PRAGMA user_version = {_VERSION};COMMIT;")

    def _error(self, done: str, error: sqlite3.Error) -> ForecastStoreError:
        remedy = "Look at the disk and at who may read and write there."
        return ForecastStoreError(f"The forecasts in {self._file} cannot be {done}: {error}.", remedy=remedy)


class Transaction:
    """All of a block or nothing of it."""

    def __init__(self, database: sqlite3.Connection, error: Callable[[sqlite3.Error], ForecastStoreError]) -> None:
        self._database = database
        self._error = error

    def __enter__(self) -> sqlite3.Connection:
        try:
            self._database.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise self._error(error) from error
        return self._database

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        try:
            self._database.execute("COMMIT" if error is None else "ROLLBACK")
        except sqlite3.Error as failed:
            raise self._error(failed) from failed
        if isinstance(error, sqlite3.Error):
            raise self._error(error) from error


def packed(values: Float64) -> bytes:
    """Return values as single precision, which tells a tenth of a person in a million, packed."""
    return zlib.compress(np.ascontiguousarray(values, "<f4").tobytes(), 1)


def unpacked(content: bytes, shape: tuple[int, int]) -> Float64:
    """Return what was packed."""
    return np.frombuffer(zlib.decompress(content), "<f4").reshape(shape).astype(np.float64)
