# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""CSV files as they come: in every form, and hostile."""

from __future__ import annotations

import math
import shutil
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.connectors.csv_counts.connector import CsvCounts, connect, from_fixture
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
from baken.vocabulary.time import format_us

FIXTURES = Path(__file__).parent / "fixtures"

SERIES = """
[[series]]
source = "a"
property = "pedestrian_count"
unit = "{person}"
[[series]]
source = "b"
property = "pedestrian_count"
unit = "{person}"
"""

WIDE = """
files = ["c.csv"]
layout = "wide"
interval_s = 3600
%s
[time]
columns = ["t"]
format = "%s"
zone = "Europe/Amsterdam"
%s
"""


def mapping(top: str = "", form: str = "%Y-%m-%d %H:%M", time: str = "") -> str:
    return WIDE % (top, form, time) + SERIES


def source(folder: Path, content: str | bytes, text: str) -> CsvCounts:
    raw = content.encode() if isinstance(content, str) else content
    (folder / "c.csv").write_bytes(raw)
    (folder / "csv_counts.toml").write_text(text, encoding="utf-8")
    return connect(Settings(folder=folder, file="csv_counts.toml"))


def query(connector: CsvCounts, **rest: object) -> HistoryQuery:
    series = tuple(Series(provider_id=f.provider_id, interval_s=f.interval_s) for f in connector.fields)
    return HistoryQuery(series=series, **rest)  # type: ignore[arg-type]


def read(connector: CsvCounts, **rest: object) -> list[Batch]:
    return list(connector.history(query(connector, **rest)))


def told(batches: list[Batch]) -> list[tuple[str, str, float]]:
    """Return series, start and value of each row."""
    return [
        (b.rows.provider_ids[s], format_us(t), v)
        for b in batches
        for s, t, v in zip(
            b.rows.series.tolist(), b.rows.phenomenon_time_us.tolist(), b.rows.result.tolist(), strict=True
        )
    ]


def skipped(batches: list[Batch]) -> dict[str, int]:
    log = SkipLog()
    for batch in batches:
        log.merge(batch.skipped)
    return {entry.reason: entry.count for entry in log.skipped()}


def outcome(folder: Path, content: str | bytes, text: str = "") -> tuple[list[tuple[str, str, float]], dict[str, int]]:
    batches = read(source(folder, content, text or mapping()))
    return told(batches), skipped(batches)


def test_wide_file_gives_one_value_per_cell(tmp_path: Path) -> None:
    rows, left = outcome(tmp_path, "t,a,b\n2025-07-01 12:00,1,2\n2025-07-01 13:00,3,4\n")
    assert rows == [
        ("a", "2025-07-01T10:00:00Z", 1.0),
        ("b", "2025-07-01T10:00:00Z", 2.0),
        ("a", "2025-07-01T11:00:00Z", 3.0),
        ("b", "2025-07-01T11:00:00Z", 4.0),
    ]
    assert left == {}


def test_empty_is_missing_and_zero_is_zero(tmp_path: Path) -> None:
    rows, _ = outcome(tmp_path, "t,a,b\n2025-07-01 12:00,,0\n")
    assert math.isnan(rows[0][2])
    assert rows[1][2] == 0.0


def test_long_file_gives_one_value_per_row_and_names_strangers(tmp_path: Path) -> None:
    text = mapping('id_column = "s"\nvalue_column = "v"').replace('"wide"', '"long"')
    rows, left = outcome(tmp_path, "t,s,v\n2025-07-01 12:00,b,2\n2025-07-01 12:00,z,9\n2025-07-01 12:00,a,1\n", text)
    assert [(s, v) for s, _, v in rows] == [("b", 2.0), ("a", 1.0)]
    assert left == {"a series that the mapping does not name": 1}


def test_interval_can_be_stamped_at_its_end(tmp_path: Path) -> None:
    rows, _ = outcome(tmp_path, "t,a,b\n2025-07-01 24:00,1,2\n", mapping(time='stamp = "end"'))
    assert rows[0][1] == "2025-07-01T21:00:00Z"


def test_times_with_an_offset_need_no_zone(tmp_path: Path) -> None:
    rows, _ = outcome(tmp_path, "t,a,b\n2025-07-01T12:00:00-05:00,1,2\n", mapping(form="iso"))
    assert rows[0][1] == "2025-07-01T17:00:00Z"


def test_dutch_numbers_with_thousands(tmp_path: Path) -> None:
    text = mapping('delimiter = ";"\ndecimal = ","\nthousands = "."')
    rows, left = outcome(tmp_path, "t;a;b\n2025-07-01 12:00;1.204;12,5\n2025-07-01 13:00;1.20;1,2,3\n", text)
    assert [v for _, _, v in rows] == [1204.0, 12.5]
    assert left == {"not a number": 2}


@pytest.mark.parametrize(
    "cell", ["NaN", "inf", "-inf", "1_000", "\uff11\uff12", "0x10", "1,5", "1e999", "--1", "nan", "True"]
)
def test_what_is_no_plain_number_is_skipped(tmp_path: Path, cell: str) -> None:
    rows, left = outcome(tmp_path, f't,a,b\n2025-07-01 12:00,"{cell}",2\n')
    assert [v for _, _, v in rows] == [2.0]
    assert left == {"not a number": 1}


def test_ragged_rows_are_skipped_and_counted_per_value(tmp_path: Path) -> None:
    rows, left = outcome(tmp_path, "t,a,b\n2025-07-01 12:00,1\n2025-07-01 13:00,3,4\n2025-07-01 14:00,5,6,7\n")
    assert len(rows) == 2
    assert left == {"another number of fields than the heading": 4}


def test_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    rows, left = outcome(tmp_path, b"\xef\xbb\xbft,a,b\r\n2025-07-01 12:00,1,2\r\n")
    assert len(rows) == 2
    assert left == {}


def test_wrong_charset_is_a_reason_not_a_crash(tmp_path: Path) -> None:
    rows, left = outcome(tmp_path, b"t,a,b\n2025-07-01 12:00,1,2\n2025-07-01 13:00,\xe9\xe9n,4\n")
    assert len(rows) == 2
    assert left == {"not text in the declared encoding": 2}


def test_declared_charset_is_used(tmp_path: Path) -> None:
    text = mapping('encoding = "cp1252"').replace('source = "a"', 'source = "Café"')
    rows, _ = outcome(tmp_path, "t,Café,b\n2025-07-01 12:00,1,2\n".encode("cp1252"), text)
    assert rows[0][0] == "Café"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "no heading"),
        ("\n\n", "no heading"),
        ("t,a,a,b\n", "'a' stands twice"),
        ("t,a\n1,2\n", "no column 'b'"),
        ("<html>", "no column 't'"),
    ],
)
def test_file_without_its_columns_is_an_error_in_words(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(ConnectorError, match=message):
        read(source(tmp_path, content, mapping()))


def test_unclosed_quotation_mark_swallows_no_more_than_it_must(tmp_path: Path) -> None:
    content = 't,a,b\n2025-07-01 12:00,1,2\n2025-07-01 13:00,"3,4\n' + "2025-07-01 14:00,5,6\n" * 10_000
    rows, left = outcome(tmp_path, content)
    assert len(rows) >= 2
    assert left["a quotation mark is not closed, or a field is too long"] >= 1


def test_time_going_backwards_is_skipped_with_its_place(tmp_path: Path) -> None:
    batches = read(
        source(tmp_path, "t,a,b\n2025-07-01 12:00,1,2\n2025-07-01 11:00,3,4\n2025-07-01 13:00,5,6\n", mapping())
    )
    assert [v for _, _, v in told(batches)] == [1.0, 2.0, 5.0, 6.0]
    (entry,) = batches[0].skipped
    assert (entry.reason, entry.count, entry.examples[0]) == ("time goes backwards", 2, "c.csv line 3")


def test_same_time_twice_keeps_the_first(tmp_path: Path) -> None:
    rows, left = outcome(tmp_path, "t,a,b\n2025-07-01 12:00,1,2\n2025-07-01 12:00,3,4\n")
    assert [v for _, _, v in rows] == [1.0, 2.0]
    assert left == {"the same time twice for one series": 2}


def test_rows_in_any_order_are_sorted_when_the_mapping_says_so(tmp_path: Path) -> None:
    content = "t,a,b\n2025-07-01 14:00,5,6\n2025-07-01 12:00,1,2\n2025-07-01 13:00,3,4\n2025-07-01 13:00,8,9\n"
    rows, left = outcome(tmp_path, content, mapping('order = "any"'))
    assert [v for _, _, v in rows] == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    assert left == {"the same time twice for one series": 2}


AUTUMN = "t,a,b\n2025-10-26 01:30,1,1\n2025-10-26 02:30,2,2\n2025-10-26 02:30,3,3\n2025-10-26 03:30,4,4\n"


@pytest.mark.parametrize(
    ("rule", "hours", "left"),
    [
        ("skip", ["23:30", "02:30"], {"the hour is ambiguous: the clock went back": 4}),
        ("first", ["23:30", "00:30", "02:30"], {"the same time twice for one series": 2}),
        ("second", ["23:30", "01:30", "02:30"], {"the same time twice for one series": 2}),
        ("order", ["23:30", "00:30", "01:30", "02:30"], {}),
    ],
)
def test_hour_that_exists_twice_is_what_the_mapping_says(
    tmp_path: Path, rule: str, hours: list[str], left: dict[str, int]
) -> None:
    rows, found = outcome(tmp_path, AUTUMN, mapping(time=f'ambiguous = "{rule}"'))
    assert [t[11:16] for s, t, _ in rows if s == "a"] == hours
    assert found == left


def test_quarters_of_the_hour_that_exists_twice_are_told_apart_by_order(tmp_path: Path) -> None:
    quarters = [f"02:{m:02}" for m in (0, 15, 30, 45)] * 2
    content = "t,a,b\n" + "".join(f"2025-10-26 {q},{i},{i}\n" for i, q in enumerate(quarters))
    rows, left = outcome(
        tmp_path, content, mapping("interval_s = 900", time='ambiguous = "order"').replace("interval_s = 3600\n", "")
    )
    times = [t[11:16] for s, t, _ in rows if s == "a"]
    assert times == ["00:00", "00:15", "00:30", "00:45", "01:00", "01:15", "01:30", "01:45"]
    assert left == {}


def test_hour_that_does_not_exist_is_skipped(tmp_path: Path) -> None:
    rows, left = outcome(tmp_path, "t,a,b\n2025-03-30 01:30,1,1\n2025-03-30 02:30,2,2\n2025-03-30 03:30,3,3\n")
    assert [t[11:16] for s, t, _ in rows if s == "a"] == ["00:30", "01:30"]
    assert left == {"the hour did not exist: the clock went forward": 2}


def test_grown_file_is_resumed_and_a_changed_one_refused(tmp_path: Path) -> None:
    first = read(source(tmp_path, "t,a,b\n2025-07-01 12:00,1,2\n", mapping()))
    grown = source(tmp_path, "t,a,b\n2025-07-01 12:00,1,2\n2025-07-01 13:00,3,4\n", mapping())
    assert [v for _, _, v in told(read(grown, after=first[-1].position))] == [3.0, 4.0]
    changed = source(tmp_path, "t,a,b\n2025-07-01 12:00,9,9\n2025-07-01 13:00,3,4\n", mapping())
    with pytest.raises(PositionError):
        read(changed, after=first[-1].position)


def test_several_files_are_read_one_after_the_other(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("b,t,a\n4,2025-07-01 13:00,3\n")
    text = mapping().replace('["c.csv"]', '["c.csv", "d.csv"]')
    rows, _ = outcome(tmp_path, "t,a,b\n2025-07-01 12:00,1,2\n", text)
    assert [v for _, _, v in rows] == [1.0, 2.0, 3.0, 4.0]


def test_large_file_is_read_in_batches_of_bounded_size(tmp_path: Path) -> None:
    lines = [f"{datetime.fromtimestamp(1.7e9 + 3600 * i, UTC):%Y-%m-%dT%H:%M:%SZ},{i},{i + 1}" for i in range(30_000)]
    connector = source(tmp_path, "t,a,b\n" + "\n".join(lines) + "\n", mapping(form="iso"))
    batches = read(connector, batch_rows=10_000)
    assert [len(b.rows) for b in batches] == [10_000] * 6
    assert batches[-1].done == connector.size(query(connector)) == 60_000
    assert float(np.concatenate([b.rows.result for b in batches]).sum()) == sum(2 * i + 1 for i in range(30_000))


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("files = 3", 1, "files must be a list"),
        ('files = ["nowhere.csv"]', 1, "no file 'nowhere.csv'"),
        ('layout = "tall"', 1, "'tall' is not a layout"),
        ('encoding = "rot13"', 1, "no encoding 'rot13'"),
        ('delimiter = ";;"', 1, "delimiter must be one character"),
        ('decimal = "x"', 1, "not a decimal sign"),
        ('decimal = ","\nthousands = ","', 2, "the same"),
        ('[time]\ncolumns = ["t"]\nformat = "iso"\nzone = "Mars/Base"', 4, "no time zone 'Mars/Base'"),
        ('[time]\ncolumns = ["t"]\nformat = "dd-mm"\nzone = "UTC"', 3, "'dd-mm' is not a format"),
        ('[[series]]\nsource = "a"\nproperty = "pedestrian_count"\nunit = "m"', 4, "not in 'm'"),
        ("colour = 1", 1, "'colour' is not a key"),
    ],
)
def test_faults_of_the_mapping_have_their_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    (tmp_path / "csv_counts.toml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        connect(Settings(folder=tmp_path, file="csv_counts.toml"))
    assert any(fault.line == line and message in fault.message for fault in caught.value.faults), caught.value


def test_mapping_that_is_not_there_says_where_it_goes() -> None:
    with pytest.raises(SettingsError, match=r"connectors/csv_counts\.toml"):
        connect(Settings(folder=Path()))


@given(data=st.binary(max_size=400), at=st.integers(0, 300))
@settings(max_examples=150, deadline=None)
def test_whatever_stands_in_the_file_only_rows_and_reasons_come_out(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, at: int
) -> None:
    folder = tmp_path_factory.mktemp("csv")
    shutil.copytree(FIXTURES / "full", folder, dirs_exist_ok=True)
    path = folder / "counts.csv"
    raw = path.read_bytes()
    path.write_bytes(raw[:at] + data + raw[at:])
    try:
        batches = read(from_fixture(folder))
    except ConnectorError:
        return
    assert all(np.isfinite(b.rows.result[~np.isnan(b.rows.result)]).all() for b in batches)
    times = np.concatenate([b.rows.phenomenon_time_us for b in batches] or [np.zeros(0, np.int64)])
    assert (np.diff(times) >= 0).all()
