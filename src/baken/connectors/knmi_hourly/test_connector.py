# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The KNMI's files of hourly values: units, the hour 24, traces of rain, archives, and what is broken."""

from __future__ import annotations

import io
import math
import zipfile
from pathlib import Path

import pytest

from baken.connectors.knmi_hourly import client
from baken.connectors.knmi_hourly.connector import BROKEN_ROW, FILE, KnmiHourly, connect
from baken.plugin.conformance import LAWS, Law
from baken.plugin.filed_past import FiledPast, LiveWithPast
from baken.plugin.live import Delivery, Poll, has_history, is_live
from baken.plugin.protocol import ConnectorError, HistoryQuery, Series, Settings, SettingsError
from baken.plugin.provider_values import AHEAD
from baken.plugin.readings import NO_TIME, NOT_A_NUMBER, NOT_POSSIBLE
from baken.plugin.subject import Subject
from baken.vocabulary.time import format_us, parse_instant, to_us

HERE = Path(__file__).parent
RECORDED = (
    Path(__file__).parents[5] / "shared" / "data" / "dutch_formats" / "knmi" / "knmi_hourly_240_2025-08-20_24.txt"
)
HEAD = "# STN,YYYYMMDD,   HH,   DD,   FH,   FX,    T,   RH,    U\n"


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_connector_keeps_the_law(law: Law) -> None:
    law(Subject.at(HERE))


def outcome(
    raw: bytes | str, source: KnmiHourly | None = None, received: str = ""
) -> tuple[dict[tuple[str, str], float], dict[str, int]]:
    """Return the values by series and end of interval, and what was skipped."""
    body = raw.encode() if isinstance(raw, str) else raw
    received_us = to_us(parse_instant(received)) if received else 0
    (reading,) = (source or KnmiHourly(live_days=0)).read(Delivery(FILE, received_us, body))
    rows = reading.rows
    ends = zip(rows.series.tolist(), rows.phenomenon_time_end_us.tolist(), strict=True)
    keys = [(rows.provider_ids[i].partition("/")[2], format_us(t)) for i, t in ends]
    return dict(zip(keys, rows.result.tolist(), strict=True)), {s.reason: s.count for s in reading.skipped}


def test_units_are_tenths_and_hour_24_ends_at_midnight_utc() -> None:
    values, left = outcome(HEAD + "  240,20250820,   24,  230,   51,   97,  158,    7,   78\n")
    at = "2025-08-21T00:00:00Z"
    assert values == {
        ("air_temperature", at): 15.8,
        ("relative_humidity", at): 78.0,
        ("wind_speed", at): 5.1,
        ("wind_gust_speed", at): 9.7,
        ("wind_direction", at): 230.0,
        ("precipitation_rate", at): 0.7,
    }
    assert left == {}


def test_trace_of_rain_is_neither_dry_nor_negative() -> None:
    values, left = outcome("# STN,YYYYMMDD,HH,RH\n240,20250820,1,-1\n240,20250820,2,0\n240,20250820,3,-2\n")
    assert list(values.values()) == [0.025, 0.0]
    assert left == {NOT_POSSIBLE: 1}


@pytest.mark.parametrize("cell", ["0", "990", ""])
def test_calm_and_variable_wind_have_no_direction(cell: str) -> None:
    values, _ = outcome(f"# STN,YYYYMMDD,HH,DD\n240,20250820,1,{cell}\n")
    assert [math.isnan(v) for v in values.values()] == [True]


def test_hours_of_a_night_with_a_clock_change_follow_one_another() -> None:
    rows = "".join(f"240,20251026,{h},100\n" for h in range(1, 5))
    assert [t[11:13] for _, t in outcome("# STN,YYYYMMDD,HH,T\n" + rows)[0]] == ["01", "02", "03", "04"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("240,20250820,0,100", NO_TIME),
        ("240,20250820,25,100", NO_TIME),
        ("240,20250820,x,100", NO_TIME),
        ("240,20251341,1,100", NO_TIME),
        ("240,20250820,1,warm", NOT_A_NUMBER),
        ("240,20250820,1,9999", NOT_POSSIBLE),
        ("240,20250820,1", BROKEN_ROW),
        ("240,20250820,1,2,3", BROKEN_ROW),
        ("240,20260820,1,100", AHEAD),
    ],
)
def test_broken_rows_are_skipped_with_a_reason(row: str, reason: str) -> None:
    assert outcome(f"# STN,YYYYMMDD,HH,T\n{row}\n", received="2026-01-01T00:00:00Z") == ({}, {reason: 1})


def test_of_a_delivered_file_only_the_latest_days_are_taken() -> None:
    rows = "".join(f"240,202508{d:02},12,100\n" for d in range(1, 21))
    values, _ = outcome("# STN,YYYYMMDD,HH,T\n" + rows, KnmiHourly())
    assert [t[8:10] for _, t in values] == ["14", "15", "16", "17", "18", "19", "20"]


def archive(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as writer:
        for name, content in members.items():
            writer.writestr(name, content)
    return packed.getvalue()


def test_archive_with_one_file_is_read() -> None:
    assert len(outcome(archive(a=HEAD.encode() + b"240,20250820,24,230,51,97,158,7,78\n"))[0]) == 6


def test_archive_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "LARGEST_TEXT_BYTES", 100_000)
    with pytest.raises(ConnectorError, match="larger than"):
        outcome(archive(a=b" " * 200_000))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html><body>503</body></html>",
        b"240,20250820,24,230\n",
        b"# STN,YYYYMMDD,HH,T\n",
        b"# STN,YYYYMMDD,HH,T,T\n240,20250820,1,1,1\n",
        b"PK\x03\x04 cut off",
        archive(a=b"x", b=b"y"),
        archive(a=b"x" * 10_000)[:-30],
    ],
    ids=["empty", "page", "no columns", "no rows", "columns twice", "broken zip", "two files", "cut off"],
)
def test_what_is_no_such_file_is_refused_in_words(raw: bytes) -> None:
    with pytest.raises(ConnectorError, match="cannot be understood"):
        outcome(raw)


def test_files_of_the_city_are_history(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("# STN,YYYYMMDD,HH,T\n240,20250820,2,100\n240,20250820,1,90\n")
    (tmp_path / "b.txt").write_text("210,20250820,1,80\n")
    (tmp_path / "k.toml").write_text(
        'files = ["a.txt", "b.txt"]\ncolumns = ["STN", "YYYYMMDD", "HH", "T"]\n[[station]]\nnumber = 210\n'
    )
    source = connect(Settings(folder=tmp_path, file="k.toml"))
    assert isinstance(source, LiveWithPast)
    assert [poll.url.rpartition("/")[2] for poll in source.endpoints if isinstance(poll, Poll)] == [
        "uurgeg_210_2021-2030.zip"
    ]
    query = HistoryQuery(series=tuple(Series(provider_id=f.provider_id, interval_s=0.0) for f in source.fields))
    (batch,) = source.history(query)
    assert batch.rows.result.tolist() == [9.0, 8.0, 10.0]
    assert source.size(query) == 3
    assert "210/wind_speed" in {field.provider_id for field in source.fields}


def test_files_alone_are_history_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("# STN,YYYYMMDD,HH,T\n240,20250820,2,100\n")
    (tmp_path / "k.toml").write_text('files = ["a.txt"]\n')
    source = connect(Settings(folder=tmp_path, file="k.toml"))
    assert isinstance(source, FiledPast)
    assert not is_live(source)
    assert has_history(source)
    with pytest.raises(ConnectorError, match="no series"):
        list(source.history(HistoryQuery(series=(Series(provider_id="240/wind_speed", interval_s=0.0),))))


def test_file_that_went_away_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("# STN,YYYYMMDD,HH,T\n240,20250820,2,100\n")
    (tmp_path / "k.toml").write_text('files = ["a.txt"]\n')
    source = connect(Settings(folder=tmp_path, file="k.toml"))
    (tmp_path / "a.txt").unlink()
    assert isinstance(source, FiledPast)
    with pytest.raises(ConnectorError, match="cannot be read"):
        _ = source.fields


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Neither files nor a station"),
        ('files = ["nowhere.txt"]', "no file 'nowhere.txt'"),
        ("[[station]]\nnumber = 0\n", "not possible"),
        ('columns = ["T"]\n[[station]]\nnumber = 1\n', "no station, day and hour"),
    ],
)
def test_faults_of_the_settings_are_said(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "k.toml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        connect(Settings(folder=tmp_path, file="k.toml"))
    assert any(message in fault.message for fault in caught.value.faults)


@pytest.mark.skipif(not RECORDED.is_file(), reason="the recorded samples are not beside the project (../shared/data)")
def test_recorded_hours_of_schiphol() -> None:
    source = KnmiHourly(columns=("STN", "YYYYMMDD", "HH", "T", "RH", "U"), live_days=0)
    values, left = outcome(RECORDED.read_bytes(), source)
    assert len(values) == 360
    assert values["air_temperature", "2025-08-20T01:00:00Z"] == 17.1
    assert min(values.values()) >= 0.0
    assert left == {}
