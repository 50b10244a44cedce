# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How the DuckDB store deletes: values and their corrections together, each commit with the count of what it took."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa

from baken.observation.deletion import Deletion, DeletionQuery, DeletionTime
from baken.observation.methods import duckdb_sql as sql
from baken.observation.methods.duckdb_literals import filled
from baken.observation.protocol import StoreError
from baken.vocabulary.time import LATEST, from_us

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    import duckdb
    from numpy.typing import NDArray

    from baken.observation.methods.duckdb_literals import Value

_OLD: Final = {
    DeletionTime.PHENOMENON_TIME: "phenomenon_time < $before",
    DeletionTime.AVAILABLE_AT: "available_at < $before",
}
_OURS: Final = " AND datastream_id IN (SELECT datastream_id FROM deletion_ids)"
_BOUNDS: Final = (
    "SELECT count(*), epoch_us(min(phenomenon_time)), epoch_us(max(phenomenon_time)) FROM observation WHERE {old}"
)
_LOSE: Final = """
CREATE OR REPLACE TEMP TABLE lost AS
    SELECT datastream_id, count(*) AS rows, min(phenomenon_time) AS first_time, max(phenomenon_time) AS last_time
    FROM observation WHERE {old} AND phenomenon_time < $until GROUP BY datastream_id
"""
_LOSE_CORRECTIONS: Final = """
CREATE OR REPLACE TEMP TABLE doomed AS
    SELECT datastream_id, phenomenon_time FROM observation WHERE {old} AND phenomenon_time < $until;
CREATE OR REPLACE TEMP TABLE lost_corrections AS
    SELECT datastream_id, count(*) AS corrections
    FROM correction SEMI JOIN doomed USING (datastream_id, phenomenon_time) GROUP BY datastream_id;
DELETE FROM correction USING doomed
    WHERE correction.datastream_id = doomed.datastream_id AND correction.phenomenon_time = doomed.phenomenon_time
"""
_COUNT: Final = """
INSERT INTO deletion SELECT $run, datastream_id, rows, coalesce(corrections, 0), first_time, last_time
    FROM lost LEFT JOIN lost_corrections USING (datastream_id)
"""
_COUNT_UNCORRECTED: Final = "INSERT INTO deletion SELECT $run, datastream_id, rows, 0, first_time, last_time FROM lost"
_DELETE: Final = "DELETE FROM observation WHERE {old} AND phenomenon_time < $until"
_LOST: Final = "SELECT datastream_id, rows, epoch_us(last_time) AS last_us FROM lost ORDER BY datastream_id"


class Batch(NamedTuple):
    """What one commit took: by datastream how many values, and the newest of them; corrections; whether more is due.

    ``from_us`` and ``until_us`` are between which phenomenon times it was.
    """

    ids: NDArray[np.int32]
    rows: NDArray[np.int64]
    last_us: NDArray[np.int64]
    corrections: int
    from_us: int
    until_us: int
    more: bool


_NOTHING: Final = Batch(np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, np.int64), 0, 0, 0, more=False)


def delete_rows(
    writer: duckdb.DuckDBPyConnection, datastream_id: int, phenomenon_times_us: NDArray[np.int64] | None
) -> int:
    """Delete values of a datastream, all or of these times, with their corrections; return how many went."""
    times = None if phenomenon_times_us is None else [_naive(int(us)) for us in phenomenon_times_us]
    where = sql.delete_condition(datastream_id, times)
    writer.execute("BEGIN")
    gone = 0
    for table in ("observation", "correction"):
        row = writer.execute(f"DELETE FROM {table} WHERE {where}").fetchone()
        gone += 0 if row is None else int(row[0])
    writer.execute("COMMIT")
    return gone


class Deleting:
    """Deletes in batches with one connection; keeps the ids of the datastreams in a table from batch to batch."""

    def __init__(self, writer: duckdb.DuckDBPyConnection) -> None:
        self._writer = writer
        self._ids: tuple[int, ...] | None = None
        self._touched: dict[int, set[int]] = {}

    def touched(self, run: int) -> NDArray[np.int32]:
        """Return, once, the datastreams of which a run took something since this file was opened."""
        return np.array(sorted(self._touched.pop(run, ())), np.int32)

    def batch(self, query: DeletionQuery, *, is_everything: bool, any_corrected: bool) -> Batch:
        """Delete one batch of what is old, in one commit with its count.

        Parameters
        ----------
        is_everything
            Whether the query is about every datastream there is.

        Raises
        ------
        StoreError
            When it cannot be committed; then nothing of the batch went.
        """
        import duckdb

        try:
            if not is_everything:
                self._hold(query.datastream_ids)
            self._writer.execute("BEGIN")
            found = self._batch(query, is_everything=is_everything, any_corrected=any_corrected)
            self._writer.execute("COMMIT")
        except duckdb.Error as error:
            with contextlib.suppress(duckdb.Error):
                self._writer.rollback()
            raise StoreError(
                f"Old observations could not be deleted: {error}.",
                remedy="Nothing of this batch went; look at free disk space. It is tried again.",
            ) from error
        self._touched.setdefault(query.run, set()).update(found.ids.tolist())
        return found

    def _hold(self, ids: tuple[int, ...]) -> None:
        """Let the table ``deletion_ids`` hold these ids; thousands of them in each statement take longer than it."""
        if ids == self._ids:
            return
        self._writer.register("offered_ids", pa.table({"datastream_id": pa.array(ids, pa.int32())}))
        try:
            self._writer.execute("CREATE OR REPLACE TEMP TABLE deletion_ids AS FROM offered_ids")
        finally:
            self._writer.unregister("offered_ids")
        self._ids = ids

    def _batch(self, query: DeletionQuery, *, is_everything: bool, any_corrected: bool) -> Batch:
        old = _OLD[query.by] + ("" if is_everything else _OURS)
        values: dict[str, Value] = {"before": _naive(query.before_us), "run": query.run}
        run = self._writer.execute
        due, first_us, last_us = run(filled(_BOUNDS.format(old=old), values)).fetchone() or (0, 0, 0)
        if not due:
            return _NOTHING
        more = due > query.most_rows
        width = max(1, (last_us - first_us + 1) * query.most_rows // due) if more else last_us - first_us + 1
        values["until"] = _naive(first_us + width)
        run(filled(_LOSE.format(old=old), values))
        corrections = _changed(run(filled(_LOSE_CORRECTIONS.format(old=old), values))) if any_corrected else 0
        run(filled(_COUNT if any_corrected else _COUNT_UNCORRECTED, values))
        run(filled(_DELETE.format(old=old), values))
        lost = run(_LOST).to_arrow_table()
        ids, rows, newest = (lost[name].to_numpy() for name in ("datastream_id", "rows", "last_us"))
        return Batch(ids, rows, newest, corrections, first_us, first_us + width, more=more)


def deletions(cursor: duckdb.DuckDBPyConnection) -> dict[int, Deletion]:
    """Return what runs have deleted."""
    found = cursor.execute(
        "SELECT run, sum(rows)::BIGINT, sum(corrections)::BIGINT, list(DISTINCT datastream_id ORDER BY datastream_id), "
        "epoch_us(min(first_time)), epoch_us(max(last_time)) FROM deletion GROUP BY run ORDER BY run"
    ).fetchall()
    return {
        run: Deletion(rows=rows, corrections=corrections, datastreams=tuple(ids), first_us=first, last_us=last)
        for run, rows, corrections, ids, first, last in found
    }


def settle(writer: duckdb.DuckDBPyConnection, run: int) -> None:
    """Drop the count of a run."""
    writer.execute(filled("DELETE FROM deletion WHERE run = $run", {"run": run}))


def first_times(
    cursor: duckdb.DuckDBPyConnection, batch: Batch, held: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return where datastreams begin now, of which the older part was deleted up to a batch.

    They are looked for just behind the batch first, where DuckDB need not look at the whole table.

    Parameters
    ----------
    held
        Which of them hold anything still.
    """
    near = _naive(batch.until_us + _NEAR * (batch.until_us - batch.from_us))
    ids, first_us = _first_times(cursor, held, near)
    rest = np.setdiff1d(held, ids)
    if not len(rest):
        return ids, first_us
    more_ids, more_us = _first_times(cursor, rest, LATEST.replace(tzinfo=None))
    return np.concatenate([ids, more_ids]), np.concatenate([first_us, more_us])


_NEAR: Final = 4


def _first_times(
    cursor: duckdb.DuckDBPyConnection, ids: NDArray[np.int32], before: datetime
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    statement = (
        "SELECT datastream_id, epoch_us(min(phenomenon_time)) AS first_us FROM observation "
        "WHERE phenomenon_time < $before AND datastream_id IN (SELECT unnest($ids::INTEGER[])) GROUP BY datastream_id"
    )
    found = cursor.execute(filled(statement, {"ids": ids.tolist(), "before": before})).to_arrow_table()
    return found["datastream_id"].to_numpy(), found["first_us"].to_numpy()


def copy(cursor: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Copy the tables, as one transaction sees them, into a new file."""
    place = str(path).replace("'", "''")
    name = str((cursor.execute("SELECT current_database()").fetchone() or ("",))[0]).replace('"', '""')
    cursor.execute(f"ATTACH '{place}' AS copied")
    try:
        cursor.execute(f'COPY FROM DATABASE "{name}" TO copied')
        cursor.execute("CHECKPOINT copied")
    finally:
        cursor.execute("DETACH copied")


def _changed(result: duckdb.DuckDBPyConnection) -> int:
    row = result.fetchone()
    return 0 if row is None else int(row[0])


def _naive(us: int) -> datetime:
    return from_us(us).replace(tzinfo=None)
