# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import importlib.util
import sys
from datetime import timedelta

import pyarrow as pa

import baken.service.without_pandas
from baken.observation.columns import ObservationColumns
from baken.observation.methods.duckdb_store import DuckDBStore
from baken.observation.protocol import AggregateQuery, ObservationQuery
from baken.vocabulary.time import from_us

store = DuckDBStore(None)
store.append(ObservationColumns.of(1, [0], [3.0], available_at_us=5))
store.append(ObservationColumns.of(1, [0], [4.0], available_at_us=6))
start, end = from_us(0), from_us(10)
assert store.read(ObservationQuery(datastream_ids=(1, 2), start=start, known_at=end))["result"].to_pylist() == [4.0]
query = AggregateQuery(groups={1: "a"}, start=start, end=end, bucket=timedelta(hours=1))
assert store.aggregate(query)["mean"].to_pylist() == [4.0]
assert len(store.last(known_at=end)) == 1
assert store.delete(1) == 2
store.close()
table = pa.table({"a": pa.array([1, 2])})
assert "pandas" not in sys.modules
if importlib.util.find_spec("pandas") is not None:
    frame = table.to_pandas()
    assert frame["a"].tolist() == [1, 2]
    assert pa.Table.from_pandas(frame)["a"].to_pylist() == [1, 2]
"""


def test_the_store_does_not_import_pandas_and_arrow_still_converts_to_it() -> None:
    subprocess.run([sys.executable, "-c", PROGRAM], check=True)
