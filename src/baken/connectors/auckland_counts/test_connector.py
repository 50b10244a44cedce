# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The connector on the real file."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from baken.connectors.auckland_counts import client
from baken.connectors.auckland_counts.connector import SENSORS, connect, from_fixture
from baken.plugin.protocol import (
    Batch,
    ConnectorError,
    HistoryQuery,
    PositionError,
    Series,
    Settings,
    SettingsError,
    SkipLog,
)
from baken.vocabulary.time import to_us


def query(*names: str, **rest: object) -> HistoryQuery:
    series = tuple(Series(provider_id=name, interval_s=3600, delay_s=300) for name in names)
    return HistoryQuery(series=series, **rest)  # type: ignore[arg-type]


def whole(**rest: object) -> list[Batch]:
    return list(connect(Settings(folder=Path())).history(query(*SENSORS, **rest)))


def test_every_value_of_the_file_is_delivered_or_accounted_for() -> None:
    batches = whole()
    log = SkipLog()
    for batch in batches:
        log.merge(batch.skipped)
    delivered = sum(len(b.rows) for b in batches)
    missing = sum(int(np.isnan(b.rows.result).sum()) for b in batches)
    skipped = {entry.reason.split(":")[0]: entry.count for entry in log.skipped()}
    assert delivered + sum(skipped.values()) == 61_367 * 21
    assert (delivered, missing) == (1_288_434, 67_827)
    assert sorted(skipped.values()) == [2 * 21, 4 * 21, 7 * 21]


def test_total_per_sensor_equals_the_file_less_the_skipped_rows() -> None:
    rows = list(csv.DictReader(io.StringIO(client.published_counts().decode())))
    april = {"2019-04-06", "2020-04-04", "2021-04-03", "2022-04-02", "2023-04-01", "2024-04-06", "2025-04-05"}
    kept = [row for row in rows if not (row["hour"] == "2:00-2:59" and row["date"] in april)]
    expected = {name: sum(float(row[name] or 0) for row in kept) for name in SENSORS}
    totals = dict.fromkeys(SENSORS, 0.0)
    for batch in whole():
        values = np.nan_to_num(batch.rows.result)
        sums = np.bincount(batch.rows.series, values, minlength=len(SENSORS))
        for name, total in zip(SENSORS, sums.tolist(), strict=True):
            totals[name] += total
    assert totals == expected


def test_christmas_eve_has_the_counts_of_the_file() -> None:
    # 24 December 2025, 18:00 local daylight time is 05:00 UTC.
    at = datetime(2025, 12, 24, 5, tzinfo=UTC)
    later = datetime(2025, 12, 24, 6, tzinfo=UTC)
    (batch,) = connect(Settings(folder=Path())).history(query(*SENSORS, start=at, end=later))
    rows = csv.DictReader(io.StringIO(client.published_counts().decode()))
    row = next(r for r in rows if r["date"] == "2025-12-24" and r["hour"] == "18:00-18:59")
    assert batch.rows.result.tolist() == [float(row[name]) for name in SENSORS]
    assert set(batch.rows.phenomenon_time_us.tolist()) == {to_us(at)}
    assert set(batch.rows.available_at_us.tolist()) == {to_us(later) + 300_000_000}


def test_resume_gives_the_rows_that_an_uninterrupted_run_gives() -> None:
    end = datetime(2019, 3, 1, tzinfo=UTC)
    batches = whole(end=end, batch_rows=5_000)
    rest = whole(end=end, batch_rows=5_000, after=batches[2].position)
    assert [b.position for b in rest] == [b.position for b in batches[3:]]
    assert all(
        np.array_equal(a.rows.result, b.rows.result, equal_nan=True) for a, b in zip(rest, batches[3:], strict=True)
    )


def test_position_of_another_file_is_refused() -> None:
    with pytest.raises(PositionError, match="not those"):
        whole(after="00000000-5")


def test_unknown_series_is_named() -> None:
    with pytest.raises(ConnectorError, match="99 Queen Street"):
        list(connect(Settings(folder=Path())).history(query("99 Queen Street")))


def test_settings_are_refused_because_there_are_none() -> None:
    with pytest.raises(SettingsError, match="no settings"):
        connect(Settings(folder=Path(), file="connectors/auckland_counts.toml"))


def test_pandas_is_not_imported() -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from baken.connectors.auckland_counts.connector import *\n"
        "from baken.plugin.protocol import *\n"
        "c = connect(Settings(folder=Path()))\n"
        "q = HistoryQuery(series=tuple(Series(provider_id=n, interval_s=3600) for n in SENSORS))\n"
        "assert sum(len(b.rows) for b in c.history(q)) > 1_000_000\n"
        "assert 'pandas' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "heading"),
        (b"a,b\n1,2\n", "heading"),
        (b"date,hour,45 Queen Street,45 Queen Street\n", "twice"),
        (b"date,hour,45 Queen Street\n\xff\xfe\n", "UTF-8"),
    ],
)
def test_file_that_is_no_table_of_counts_is_an_error_in_words(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "counts.csv"
    path.write_bytes(content)
    with pytest.raises(ConnectorError, match=message):
        _ = from_fixture(path).fields


def test_bad_cells_are_skipped_and_the_good_ones_beside_them_kept(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text(
        "date,hour,year,45 Queen Street,30 Queen Street\n"
        "2025-01-01,7:00-7:59,2025,many,5\n"
        "2025-01-01,8:00-8:59,2025,0,-3\n"
        "2025-01-01,9:00-9:59,2025,1\n"
        "2025-01-01,10:00-10:59,2025,,inf\n"
    )
    (batch,) = from_fixture(path).history(query("45 Queen Street", "30 Queen Street"))
    assert [(s.reason, s.count) for s in batch.skipped] == [
        ("the labels of the row cannot be read", 2),
        ("not a count", 3),
    ]
    assert str(batch.rows.result.tolist()) == "[5.0, 0.0, nan]"
