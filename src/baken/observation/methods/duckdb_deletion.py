# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How the DuckDB store deletes: values and their corrections together, each commit with the count of what it took."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from baken.observation.deletion import Deletion, DeletionQuery, DeletionTime
from baken.observation.methods import duckdb_sql as sql
from baken.observation.methods.duckdb_literals import filled
from baken.observation.protocol import StoreError
from baken.vocabulary.time import from_us

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    import duckdb
    from numpy.typing import NDArray

    from baken.observation.methods.duckdb_literals import Value

_OLD: Final = {
    DeletionTime.PHENOMENON_TIME: "phenomenon_time < $before AND datastream_id IN (SELECT unnest($ids::INTEGER[]))",
    DeletionTime.AVAILABLE_AT: "available_at < $before AND datastream_id IN (SELECT unnest($ids::INTEGER[]))",
}
_BOUNDS: Final = (
    "SELECT count(*), epoch_us(min(phenomenon_time)), epoch_us(max(phenomenon_time)) FROM observation WHERE {old}"
)
_TAKE: Final = """
CREATE OR REPLACE TEMP TABLE doomed AS
    SELECT datastream_id, phenomenon_time FROM observation WHERE {old} AND phenomenon_time < $until;
CREATE OR REPLACE TEMP TABLE lost AS
    SELECT datastream_id, count(*) AS rows, min(phenomenon_time) AS first_time, max(phenomenon_time) AS last_time
    FROM doomed GROUP BY datastream_id
"""
_TAKE_CORRECTIONS: Final = """
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
_DELETE: Final = "DELETE FROM observation WHERE {old} AND phenomenon_time < $until"
_LOST: Final = "SELECT datastream_id, rows, epoch_us(last_time) AS last_us FROM lost ORDER BY datastream_id"


class Batch(NamedTuple):
    """What one commit took: by datastream how many values, and the newest of them; corrections; whether more is due."""

    ids: NDArray[np.int32]
    rows: NDArray[np.int64]
    last_us: NDArray[np.int64]
    corrections: int
    more: bool


_NOTHING: Final = Batch(np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, np.int64), 0, more=False)


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


def delete_batch(writer: duckdb.DuckDBPyConnection, query: DeletionQuery, *, any_corrected: bool) -> Batch:
    """Delete one batch of what is old, in one commit with its count.

    Raises
    ------
    StoreError
        When it cannot be committed; then nothing of the batch went.
    """
    import duckdb

    try:
        return _delete_batch(writer, query, any_corrected=any_corrected)
    except duckdb.Error as error:
        writer.rollback()
        raise StoreError(
            f"Old observations could not be deleted: {error}.",
            remedy="Nothing of this batch went; look at free disk space. It is tried again.",
        ) from error


def _delete_batch(writer: duckdb.DuckDBPyConnection, query: DeletionQuery, *, any_corrected: bool) -> Batch:
    old = _OLD[query.by]
    values: dict[str, Value | list[Value]] = {
        "before": _naive(query.before_us),
        "ids": list(query.datastream_ids),
        "run": query.run,
    }
    writer.execute("BEGIN")
    due, first_us, last_us = writer.execute(filled(_BOUNDS.format(old=old), values)).fetchone() or (0, 0, 0)
    if not due:
        writer.execute("COMMIT")
        return _NOTHING
    more = due > query.most_rows
    width = max(1, (last_us - first_us + 1) * query.most_rows // due) if more else last_us - first_us + 1
    values["until"] = _naive(first_us + width)
    writer.execute(filled(_TAKE.format(old=old), values))
    corrections = 0
    if any_corrected:
        corrections = _changed(writer.execute(_TAKE_CORRECTIONS))
    else:
        writer.execute("CREATE OR REPLACE TEMP TABLE lost_corrections (datastream_id INTEGER, corrections BIGINT)")
    writer.execute(filled(_COUNT, values))
    writer.execute(filled(_DELETE.format(old=old), values))
    lost = writer.execute(_LOST).to_arrow_table()
    writer.execute("COMMIT")
    columns = (lost[name].to_numpy() for name in ("datastream_id", "rows", "last_us"))
    ids, rows, newest = columns
    return Batch(ids, rows, newest, corrections, more=more)


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
    writer: duckdb.DuckDBPyConnection, ids: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return of those of some datastreams that hold anything, which they are and their oldest phenomenon time."""
    statement = (
        "SELECT datastream_id, epoch_us(min(phenomenon_time)) AS first_us FROM observation "
        "WHERE datastream_id IN (SELECT unnest($ids::INTEGER[])) GROUP BY datastream_id"
    )
    found = writer.execute(filled(statement, {"ids": ids.tolist()})).to_arrow_table()
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
