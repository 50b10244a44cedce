# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fills the tables of the Django server as quickly as PostgreSQL can, with the rows that Baken got over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
from pyarrow import csv

from baken.bench.requests import texts

if TYPE_CHECKING:
    from datetime import datetime

    from baken.bench.peers.peer import Peer
    from baken.bench.peers.postgres import Postgres
    from baken.observation.columns import Float64

_PREFIX: Final = "sensorthings_v1_1_django_backend"
TABLE: Final = f"{_PREFIX}_observation"
_FIRST_ID: Final = 0x018F_D000_0000_7000_8000_0000_0000_0000
"""Version 7, as the server gives out itself: ids rise, so that its index fills from one side."""
_COPY: Final = (
    f"COPY {TABLE} (id, phenomenon_time_begin, result, result_time, datastream_id, feature_of_interest_id) "
    "FROM STDIN (FORMAT csv)"
)
_MOMENTS_PER_PART: Final = 1_000


def fill(postgres: Postgres, peer: Peer, values: Float64, *, start: datetime, step_s: int) -> None:
    """Store values of shape (moments, datastreams), then let PostgreSQL take stock.

    Foreign keys are not checked row by row, which changes only how long this takes.
    """
    moments, streams = values.shape
    ids = np.asarray(peer.ids)
    features = _features(postgres, peer)
    times = np.asarray(texts(start, moments, step_s))
    with postgres.connect() as connection:
        connection.execute("SET session_replication_role = replica")
        with connection.cursor().copy(_COPY) as copy:
            for first in range(0, moments, _MOMENTS_PER_PART):
                part = slice(first, min(first + _MOMENTS_PER_PART, moments))
                n = (part.stop - first) * streams
                numbers = [f"{_FIRST_ID + first * streams + i:032x}" for i in range(n)]
                when = np.repeat(times[part], streams)
                repeated = part.stop - first
                columns = [
                    numbers,
                    when,
                    values[part].ravel(),
                    when,
                    np.tile(ids, repeated),
                    np.tile(features, repeated),
                ]
                copy.write(_csv(columns))
    with postgres.connect() as connection:
        connection.autocommit = True
        connection.execute(f"VACUUM ANALYZE {TABLE}")
        connection.execute("CHECKPOINT")


def _csv(columns: list[object]) -> memoryview:
    sink = pa.BufferOutputStream()
    table = pa.table({str(i): pa.array(column) for i, column in enumerate(columns)})
    csv.write_csv(table, sink, csv.WriteOptions(include_header=False, quoting_style="none"))
    return memoryview(sink.getvalue())


def _features(postgres: Postgres, peer: Peer) -> list[str]:
    """Return the feature of interest that the server made for each datastream at its first observation.

    That observation is then removed.
    """
    with postgres.connect() as connection:
        found = connection.execute(f"SELECT datastream_id, feature_of_interest_id FROM {TABLE}").fetchall()  # noqa: S608
        connection.execute(f"TRUNCATE {TABLE}")
    feature_of = {str(datastream): str(feature) for datastream, feature in found}
    return [feature_of[str(key)] for key in peer.ids]
