# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The SQL of the DuckDB store. Made from fixed fragments; values are only put in by :func:`filled`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from baken.observation.methods.duckdb_groups import TABLE as GROUP_TABLE
from baken.observation.methods.duckdb_literals import filled
from baken.vocabulary.quality import USABLE_UP_TO
from baken.vocabulary.time import from_us, to_us

if TYPE_CHECKING:
    from datetime import datetime

    from baken.observation.protocol import AggregateQuery, ObservationQuery

_COLUMNS: Final = (
    "datastream_id, phenomenon_time, phenomenon_time_end, result, result_time, available_at, quality, "
    "feature_of_interest_id, parameters"
)
_TYPES: Final = (
    "datastream_id INTEGER NOT NULL, phenomenon_time TIMESTAMP NOT NULL, phenomenon_time_end TIMESTAMP, "
    "result DOUBLE, result_time TIMESTAMP, available_at TIMESTAMP NOT NULL, quality UTINYINT NOT NULL, "
    "feature_of_interest_id INTEGER, parameters VARCHAR"
)

CREATE_TABLES: Final = f"""
CREATE TABLE IF NOT EXISTS observation ({_TYPES});
CREATE TABLE IF NOT EXISTS correction ({_TYPES}, revision INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS deletion (run BIGINT NOT NULL, datastream_id INTEGER NOT NULL, rows BIGINT NOT NULL,
    corrections BIGINT NOT NULL, first_time TIMESTAMP NOT NULL, last_time TIMESTAMP NOT NULL);
"""

_EXTENT: Final = (
    "datastream_id, count(*) AS count, epoch_us(min(phenomenon_time)) AS first_us, "
    "epoch_us(max(phenomenon_time)) AS last_us"
)
EXTENTS: Final = f"SELECT {_EXTENT} FROM observation GROUP BY datastream_id"
EXTENT_OF_ONE: Final = f"SELECT {_EXTENT} FROM observation WHERE datastream_id = $id GROUP BY datastream_id"
CORRECTED_EXTENTS: Final = f"SELECT {_EXTENT} FROM correction GROUP BY datastream_id"
CORRECTED_EXTENT_OF_ONE: Final = f"SELECT {_EXTENT} FROM correction WHERE datastream_id = $id GROUP BY datastream_id"

# Joining on the maximum lets DuckDB skip the row groups that cannot hold it; arg_max over every column cannot.
NEWEST: Final = f"""
SELECT {_COLUMNS} FROM observation SEMI JOIN (
    SELECT datastream_id, max(phenomenon_time) AS phenomenon_time FROM observation GROUP BY datastream_id
) USING (datastream_id, phenomenon_time)
"""
NEWEST_OF_ONE: Final = f"""
SELECT {_COLUMNS} FROM observation WHERE datastream_id = $id
ORDER BY phenomenon_time DESC LIMIT 1
"""
NEWEST_CORRECTIONS: Final = f"SELECT {_COLUMNS} FROM correction ORDER BY phenomenon_time, revision"
NEWEST_CORRECTION_OF_ONE: Final = f"""
SELECT {_COLUMNS} FROM correction WHERE datastream_id = $id ORDER BY phenomenon_time, revision
"""

CURRENT_VALUES: Final = """
SELECT row, result, 0::INTEGER AS revision FROM observation JOIN offered
ON datastream_id = i AND phenomenon_time = make_timestamp(us)
WHERE phenomenon_time BETWEEN $earliest AND $latest
"""
CURRENT_CORRECTIONS: Final = """
SELECT row, arg_max(struct_pack(v := result), revision).v AS result, max(revision) AS revision
FROM correction JOIN offered ON datastream_id = i AND phenomenon_time = make_timestamp(us)
GROUP BY row
"""

HISTORY: Final = f"""
SELECT {_COLUMNS} FROM (
    SELECT {_COLUMNS}, 0 AS revision FROM observation WHERE datastream_id = $id AND phenomenon_time = $time
    UNION ALL
    SELECT {_COLUMNS}, revision FROM correction WHERE datastream_id = $id AND phenomenon_time = $time
) ORDER BY revision
"""


def _condition(
    parameters: dict[str, Any], query: ObservationQuery, start: datetime | None, end: datetime | None
) -> str:
    """Return the WHERE clause for ids, times and knowledge, and note its values in ``parameters``."""
    parts = []
    if query.datastream_ids is not None:
        if len(query.datastream_ids) == 1:
            parts.append("datastream_id = $id")
            parameters["id"] = query.datastream_ids[0]
        else:
            parts.append("datastream_id IN (SELECT unnest($ids::INTEGER[]))")
            parameters["ids"] = list(query.datastream_ids)
    for name, moment, test in (("start", start, ">="), ("end", end, "<")):
        if moment is not None:
            parts.append(f"phenomenon_time {test} ${name}")
            parameters[name] = naive(moment)
    if query.known_at is not None:
        parts.append("available_at <= $known_at")
        parameters["known_at"] = naive(query.known_at)
    return " AND ".join(parts) or "true"


def _valid_rows(condition: str, *, corrections: bool) -> str:
    """Return a sub-query for the rows that are valid under a condition, with corrections where asked."""
    if not corrections:
        return f"SELECT {_COLUMNS} FROM observation WHERE {condition}"
    return f"""
    WITH latest AS (
        SELECT {_COLUMNS} FROM correction WHERE {condition}
        QUALIFY row_number() OVER (PARTITION BY datastream_id, phenomenon_time ORDER BY revision DESC) = 1
    )
    SELECT {_COLUMNS} FROM observation ANTI JOIN latest USING (datastream_id, phenomenon_time) WHERE {condition}
    UNION ALL SELECT {_COLUMNS} FROM latest
    """


def read(
    query: ObservationQuery, start: datetime | None, end: datetime | None, *, corrections: bool
) -> tuple[str, dict[str, Any]]:
    """Return statement and parameters that read the valid rows of [start, end) in order."""
    parameters: dict[str, Any] = {}
    rows = _valid_rows(_condition(parameters, query, start, end), corrections=corrections)
    direction = "DESC" if query.newest_first else "ASC"
    statement = f"SELECT * FROM ({rows}) ORDER BY phenomenon_time {direction}, datastream_id"
    if query.limit is not None:
        statement += " LIMIT $limit"
        parameters["limit"] = query.limit
    if query.offset:
        statement += " OFFSET $offset"
        parameters["offset"] = query.offset
    return statement, parameters


def versions(query: ObservationQuery, *, corrected_only: bool) -> tuple[str, dict[str, Any]]:
    """Return statement and parameters that read first values and corrections with their revision."""
    parameters: dict[str, Any] = {}
    condition = _condition(parameters, query, query.start, query.end)
    only = "SEMI JOIN correction USING (datastream_id, phenomenon_time)" if corrected_only else ""
    return (
        f"""
        SELECT {_COLUMNS}, 0::INTEGER AS revision FROM observation {only} WHERE {condition}
        UNION ALL SELECT {_COLUMNS}, revision FROM correction WHERE {condition}
        ORDER BY datastream_id, phenomenon_time, revision
        """,
        parameters,
    )


def count(query: ObservationQuery) -> tuple[str, dict[str, Any]]:
    """Return statement and parameters that count the valid rows: a correction does not add one."""
    parameters: dict[str, Any] = {}
    condition = _condition(parameters, query, query.start, query.end)
    if query.known_at is None:
        return f"SELECT count(*) AS n FROM observation WHERE {condition}", parameters
    return f"SELECT count(*) AS n FROM ({_valid_rows(condition, corrections=True)})", parameters


def last_known(*, corrections: bool) -> str:
    """Return the statement for the newest row of each datastream as it was known at ``$known_at``."""
    condition = "available_at <= $known_at AND ($ids IS NULL OR datastream_id IN (SELECT unnest($ids::INTEGER[])))"
    valid = _valid_rows(condition, corrections=corrections)
    return f"""
    WITH valid AS MATERIALIZED ({valid})
    SELECT {_COLUMNS} FROM valid SEMI JOIN (
        SELECT datastream_id, max(phenomenon_time) AS phenomenon_time FROM valid GROUP BY datastream_id
    ) USING (datastream_id, phenomenon_time)
    ORDER BY datastream_id
    """


def aggregate(query: AggregateQuery, *, corrections: bool) -> tuple[str, dict[str, Any]]:
    """Return statement and parameters that aggregate usable values per group code of ``group_of`` and bucket."""
    parameters: dict[str, Any] = {
        "start": naive(query.start),
        "end": naive(query.end),
        "bucket": query.bucket,
        "origin": from_us(0).replace(tzinfo=None),
    }
    condition = "phenomenon_time >= $start AND phenomenon_time < $end"
    if query.known_at is not None:
        condition += " AND available_at <= $known_at"
        parameters["known_at"] = naive(query.known_at)
    rows = _valid_rows(condition, corrections=corrections)
    return (
        f"""
        SELECT group_code, time_bucket($bucket::INTERVAL, phenomenon_time, $origin::TIMESTAMP) AS bucket_start,
            count(result) AS count, avg(result) AS mean, min(result) AS minimum, max(result) AS maximum,
            sum(result) AS sum
        FROM ({rows}) JOIN {GROUP_TABLE} USING (datastream_id)
        WHERE quality <= {int(USABLE_UP_TO)} AND result IS NOT NULL
        GROUP BY ALL ORDER BY group_code, bucket_start
        """,
        parameters,
    )


def delete_condition(datastream_id: int, times: list[datetime] | None) -> str:
    """Return the condition for the rows of a datastream, all or of these times."""
    if times is None:
        return filled("datastream_id = $id", {"id": datastream_id})
    condition = "datastream_id = $id AND phenomenon_time IN (SELECT unnest($times::TIMESTAMP[]))"
    return filled(condition, {"id": datastream_id, "times": times})


def naive(moment: datetime) -> datetime:
    """Return a moment as the table has it: in UTC, without saying so."""
    return from_us(to_us(moment)).replace(tzinfo=None)
