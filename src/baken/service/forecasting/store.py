# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Store of forecasts: what was issued, as it was issued, for as long as it is kept.

An issue is one row with what holds for all series, and one row per series with its quantiles as an array. The database
itself refuses to change a row, and to take one away other than by a deletion that counts what went in the same commit
(ADR 0048). A process that is killed leaves whole issues only.
"""

from __future__ import annotations

import sqlite3
import threading
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from baken.errors import BakenError
from baken.forecast.lifecycle.trust import Mistrust
from baken.forecast.model import Series, SeriesKind, Status
from baken.service.forecasting.issued import Aside, Foreseen, Issue

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from baken.forecast.model import Float64

_VERSION: Final = 2
_ISSUE: Final = (
    "issued_at_us", "made_at_us", "origin_min", "origin_us", "step_min", "method", "reference", "activity", "series",
    "seconds", "model", "mistrust",
)  # fmt: skip
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


class ForecastStoreError(BakenError):
    """The store of forecasts cannot be opened, read or written."""


@dataclass(frozen=True, slots=True)
class ForecastDeletion:
    """What one run of a deletion took away: issues, and when the oldest and the newest of them were made."""

    rows: int
    first_us: int
    last_us: int


class ForecastStore:
    """Issues in a file; one process writes, from any thread.

    Invariants
    ----------
    What was issued never changes. :meth:`latest` as of a moment gives, at every later time, what it gave then, until
    retention takes it away.

    Raises
    ------
    ForecastStoreError
        By every method, when the file cannot be used.
    """

    def __init__(self, file: Path) -> None:
        self._lock = threading.RLock()
        self._file = file
        try:
            self._database = sqlite3.connect(file, check_same_thread=False, isolation_level=None, timeout=30.0)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = FULL")
            self._database.execute("PRAGMA foreign_keys = ON")
            self._make_tables()
        except sqlite3.Error as error:
            raise self._error("opened", error) from error

    def append(self, issue: Issue, foreseen: Sequence[Foreseen], aside: Aside | None = None) -> Issue:
        """Keep an issue; it is on disk when this returns. Return it with its number.

        Parameters
        ----------
        aside
            What a model said whose forecast is not shown because an alarm stands: how its end is seen.

        Raises
        ------
        ForecastStoreError
            Also when the same method issued for the same origin at the same moment already: nothing is written over.
        """
        with self._lock, self._transaction("written") as database:
            marks = ", ".join("?" * (len(_ISSUE) + 2))
            number = database.execute(
                f"INSERT INTO issue ({', '.join(_ISSUE)}, lead_steps, quantiles) VALUES ({marks})",  # noqa: S608
                (
                    *(getattr(issue, name) for name in _ISSUE),
                    np.asarray(issue.lead_steps, "<i4").tobytes(),
                    np.asarray(issue.quantiles, "<f8").tobytes(),
                ),
            ).lastrowid
            database.executemany(
                "INSERT INTO foreseen VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        number,
                        one.series.id,
                        place,
                        one.series.kind.value,
                        one.series.place_id,
                        int(one.status),
                        one.note,
                        _packed(one.values),
                        _packed(one.reference),
                    )
                    for place, one in enumerate(foreseen)
                ],
            )
            if aside is not None:
                said = [
                    (number, one.series.id, aside.model, _packed(values))
                    for one, values in zip(foreseen, aside.values, strict=True)
                ]
                database.executemany("INSERT INTO aside VALUES (?, ?, ?, ?)", said)
        return replace(issue, number=int(number or 0))

    def latest(self, as_of_us: int) -> Issue | None:
        """Return the issue that was the newest at a moment; None when there was none."""
        return next(iter(self.issues(as_of_us, most=1)), None)

    def issues(self, as_of_us: int, *, most: int) -> tuple[Issue, ...]:
        """Return the issues of a moment and before, newest first."""
        rows = self._read(
            f"SELECT number, lead_steps, quantiles, {', '.join(_ISSUE)} FROM issue WHERE issued_at_us <= ? "  # noqa: S608
            "ORDER BY issued_at_us DESC, number DESC LIMIT ?",
            (as_of_us, most),
        )
        return tuple(_issue(row) for row in rows)

    def issue(self, number: int) -> Issue | None:
        """Return an issue by number; None when it is not kept."""
        rows = self._read(
            f"SELECT number, lead_steps, quantiles, {', '.join(_ISSUE)} FROM issue WHERE number = ?",  # noqa: S608
            (number,),
        )
        return _issue(rows[0]) if rows else None

    def foreseen(self, issue: Issue, series_id: str | None = None) -> tuple[Foreseen, ...]:
        """Return what an issue says of one series or of all, in the order in which they were issued."""
        columns = "series_id, kind, place_id, status, note, shown, beside"
        only = "" if series_id is None else " AND series_id = ?"
        rows = self._read(
            f"SELECT {columns} FROM foreseen WHERE issue = ?{only} ORDER BY place",  # noqa: S608
            (issue.number,) if series_id is None else (issue.number, series_id),
        )
        shape = (len(issue.lead_steps), len(issue.quantiles))
        return tuple(_foreseen(row, shape) for row in rows)

    def said_by(self, model: str, issue: Issue) -> dict[str, tuple[Float64, Float64]]:
        """Return what a model said at an issue, shown or not, and the reference beside it, by series.

        Empty when it said nothing, as when it failed.
        """
        shape = (len(issue.lead_steps), len(issue.quantiles))
        rows = self._read("SELECT series_id, shown, beside FROM foreseen WHERE issue = ?", (issue.number,))
        if issue.model == model:
            return {name: (_unpacked(own, shape), _unpacked(beside, shape)) for name, own, beside in rows}
        aside = dict(
            self._read("SELECT series_id, said FROM aside WHERE issue = ? AND model = ?", (issue.number, model))
        )
        return {
            name: (_unpacked(aside[name], shape), _unpacked(beside, shape)) for name, _, beside in rows if name in aside
        }

    def issues_between(self, first_us: int, last_us: int) -> tuple[Issue, ...]:
        """Return the issues of a period, both ends with it, oldest first."""
        rows = self._read(
            f"SELECT number, lead_steps, quantiles, {', '.join(_ISSUE)} FROM issue "  # noqa: S608
            "WHERE issued_at_us BETWEEN ? AND ? ORDER BY issued_at_us, number",
            (first_us, last_us),
        )
        return tuple(_issue(row) for row in rows)

    def last_origin(self, as_of_us: int) -> int | None:
        """Return the wall-clock minute of the origin of the newest issue of a moment; None when there was none."""
        newest = self.latest(as_of_us)
        return None if newest is None else newest.origin_min

    # -- retention -----------------------------------------------------------------------------------------------

    def delete_before(self, run: int, activity: str, before_us: int, stopping: threading.Event | None = None) -> bool:
        """Take away the issues that an activity made before a moment, and count them in the same commit.

        In batches, each a commit of its own; a run that was interrupted is called again and goes on. Return whether it
        is finished, which it is not when it was asked to stop.
        """
        while True:
            if stopping is not None and stopping.is_set():
                return False
            with self._lock, self._transaction("written") as database:
                due = database.execute(
                    "SELECT number, made_at_us FROM issue WHERE activity = ? AND made_at_us < ? "
                    "ORDER BY made_at_us LIMIT 50",
                    (activity, before_us),
                ).fetchall()
                if not due:
                    return True
                numbers, times = [(row[0],) for row in due], [row[1] for row in due]
                database.execute("INSERT OR IGNORE INTO deleting VALUES (?)", (run,))
                database.executemany("DELETE FROM aside WHERE issue = ?", numbers)
                database.executemany("DELETE FROM foreseen WHERE issue = ?", numbers)
                database.executemany("DELETE FROM issue WHERE number = ?", numbers)
                database.execute("DELETE FROM deleting")
                database.execute(
                    "INSERT INTO deletion VALUES (?, ?, ?, ?) ON CONFLICT (run) DO UPDATE SET "
                    "rows = rows + excluded.rows, first_us = min(first_us, excluded.first_us), "
                    "last_us = max(last_us, excluded.last_us)",
                    (run, len(due), min(times), max(times)),
                )

    def has_before(self, activity: str, before_us: int) -> bool:
        """Tell whether there is anything that an activity made before a moment."""
        sql = "SELECT 1 FROM issue WHERE activity = ? AND made_at_us < ? LIMIT 1"
        return bool(self._read(sql, (activity, before_us)))

    def deletions(self) -> dict[int, ForecastDeletion]:
        """Return what was taken away by each run that was not settled."""
        rows = self._read("SELECT run, rows, first_us, last_us FROM deletion", ())
        return {run: ForecastDeletion(*rest) for run, *rest in rows}

    def settle_deletion(self, run: int) -> None:
        """Forget the count of a run, of which there is a proof now."""
        with self._lock, self._transaction("written") as database:
            database.execute("DELETE FROM deletion WHERE run = ?", (run,))

    def activities(self) -> frozenset[str]:
        """Return the activities that made something of what is kept."""
        return frozenset(row[0] for row in self._read("SELECT DISTINCT activity FROM issue", ()))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    # -- inside --------------------------------------------------------------------------------------------------

    def _make_tables(self) -> None:
        (found,) = self._database.execute("PRAGMA user_version").fetchone()
        if found in (0, 1):
            made = f"{_TABLES if found == 0 else ''}{_ASIDE}"
            self._database.executescript(f"BEGIN IMMEDIATE;{made}PRAGMA user_version = {_VERSION};COMMIT;")
        elif found != _VERSION:
            raise ForecastStoreError(
                f"{self._file} is of version {found}; this program knows version {_VERSION}.",
                remedy="Run a newer version of Baken.",
            )

    def _transaction(self, what: str) -> _Transaction:
        return _Transaction(self._database, lambda error: self._error(what, error))

    def _read(self, sql: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._database.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise self._error("read", error) from error

    def _error(self, done: str, error: sqlite3.Error) -> ForecastStoreError:
        remedy = "Look at the disk and at who may read and write there."
        return ForecastStoreError(f"The forecasts in {self._file} cannot be {done}: {error}.", remedy=remedy)


class _Transaction:
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


def _packed(values: Float64) -> bytes:
    """Return quantiles as single precision, which tells a tenth of a person in a million, packed."""
    return zlib.compress(np.ascontiguousarray(values, "<f4").tobytes(), 1)


def _unpacked(packed: bytes, shape: tuple[int, int]) -> Float64:
    return np.frombuffer(zlib.decompress(packed), "<f4").reshape(shape).astype(np.float64)


def _issue(row: tuple[Any, ...]) -> Issue:
    number, leads, quantiles, *rest = row
    values = dict(zip(_ISSUE, rest, strict=True))
    values["mistrust"] = Mistrust(values["mistrust"])
    return Issue(
        number=number,
        lead_steps=np.frombuffer(leads, "<i4").astype(np.int64),
        quantiles=tuple(np.frombuffer(quantiles, "<f8").tolist()),
        **values,
    )


def _foreseen(row: tuple[Any, ...], shape: tuple[int, int]) -> Foreseen:
    series_id, kind, place_id, status, note, shown, beside = row
    return Foreseen(
        series=Series(id=series_id, kind=SeriesKind(kind), place_id=place_id),
        status=Status(status),
        note=note,
        values=_unpacked(shown, shape),
        reference=_unpacked(beside, shape),
    )
