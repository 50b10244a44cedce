# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Counts of a panel's supplier as they come: in every form, and hostile."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.connectors.panel_counts.connector import connect
from baken.plugin.conformance import LAWS, Law
from baken.plugin.live import Content, Delivery, Inbox, Poll, Reading
from baken.plugin.protocol import ConnectorError, Settings, SettingsError
from baken.plugin.subject import Subject
from baken.vocabulary.time import format_us, parse_instant, to_us

if TYPE_CHECKING:
    from baken.connectors.panel_counts.supplied import SuppliedCounts

HERE = Path(__file__).parent

CSV = """
format = "csv"
interval_s = 900
smallest_cell = 15
%s
[fields]
time = "t"
zone = "z"
value = "n"
[time]
format = "%s"
zone = "Europe/Amsterdam"
%s
"""


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_connector_keeps_the_law(law: Law) -> None:
    law(Subject.at(HERE))


def panel(folder: Path, top: str = "", form: str = "iso", rest: str = "", text: str = "") -> SuppliedCounts:
    (folder / "panel_counts.toml").write_text(text or CSV % (top, form, rest), encoding="utf-8")
    return connect(Settings(folder=folder, file="panel_counts.toml"))


def read(connector: SuppliedCounts, raw: str | bytes, received: str = "") -> Reading:
    at = to_us(parse_instant(received)) if received else 0
    body = raw.encode() if isinstance(raw, str) else raw
    (reading,) = connector.read(Delivery("counts", at, body))
    return reading


def told(reading: Reading) -> list[tuple[str, str, float]]:
    rows = reading.rows
    return [
        (rows.provider_ids[s], format_us(t), v)
        for s, t, v in zip(rows.series.tolist(), rows.phenomenon_time_us.tolist(), rows.result.tolist(), strict=True)
    ]


def skipped(reading: Reading) -> dict[str, int]:
    return {entry.reason: entry.count for entry in reading.skipped}


def test_suppressed_is_missing_and_zero_is_zero(tmp_path: Path) -> None:
    reading = read(panel(tmp_path), "t,z,n\n2026-07-05T15:00,a,<15\n2026-07-05T15:15,a,0\n2026-07-05T15:30,a,15\n")
    values = [v for _, _, v in told(reading)]
    assert math.isnan(values[0])
    assert values[1:] == [0.0, 15.0]
    assert skipped(reading) == {}


def test_count_below_the_stated_smallest_cell_is_never_taken(tmp_path: Path) -> None:
    reading = read(panel(tmp_path), "t,z,n\n2026-07-05T15:00,a,14\n2026-07-05T15:15,a,1\n2026-07-05T15:30,a,20\n")
    assert [v for _, _, v in told(reading)] == [20.0]
    assert skipped(reading) == {"fewer than the smallest cell that the supplier states": 2}


def test_local_time_is_of_the_declared_zone_and_the_stamp_of_the_declared_end(tmp_path: Path) -> None:
    content = "t,z,n\n5-7-2026 15:15,a,20\n"
    (start,) = told(read(panel(tmp_path, form="%d-%m-%Y %H:%M"), content))
    (end,) = told(read(panel(tmp_path, form="%d-%m-%Y %H:%M", rest='stamp = "end"'), content))
    assert (start[1], end[1]) == ("2026-07-05T13:15:00Z", "2026-07-05T13:00:00Z")


NIGHT = "t,z,n\n2026-10-25T01:45,a,20\n2026-10-25T02:30,a,30\n2026-03-29T02:30,a,40\n2026-10-25T02:30+01:00,a,50\n"


@pytest.mark.parametrize(
    ("received", "hour"), [("", ""), ("2026-10-25T00:50:00Z", "00:30"), ("2026-10-25T01:50:00Z", "01:30")]
)
def test_night_that_the_clock_goes_back_is_not_guessed(tmp_path: Path, received: str, hour: str) -> None:
    reading = read(panel(tmp_path), NIGHT, received)
    times = [t[11:16] for _, t, v in told(reading) if v == 30.0]
    assert times == ([hour] if hour else [])
    assert skipped(reading)["the hour did not exist: the clock went forward"] == 1
    assert ("the hour is ambiguous: the clock went back" in skipped(reading)) == (not hour)


def test_time_that_has_not_been_is_skipped(tmp_path: Path) -> None:
    reading = read(panel(tmp_path), "t,z,n\n2026-07-05T15:00Z,a,20\n", "2026-07-05T14:00:00Z")
    assert told(reading) == []
    assert len(skipped(reading)) == 1


def test_same_time_twice_keeps_the_first_and_order_does_not_matter(tmp_path: Path) -> None:
    content = "t,z,n\n2026-07-05T15:15Z,a,20\n2026-07-05T15:00Z,a,30\n2026-07-05T15:15Z,a,40\n"
    reading = read(panel(tmp_path), content)
    assert [v for _, _, v in told(reading)] == [20.0, 30.0]
    assert skipped(reading) == {"the same time twice for one zone": 1}


def test_only_declared_zones_are_taken(tmp_path: Path) -> None:
    connector = panel(tmp_path, 'zones = ["a"]')
    reading = read(connector, "t,z,n\n2026-07-05T15:15Z,a,20\n2026-07-05T15:15Z,b,20\n")
    assert [z for z, _, _ in told(reading)] == ["a"]
    assert skipped(reading) == {"a zone that the settings do not name": 1}
    assert connector.field_of("b") is None


def test_dutch_decimals_are_read_when_declared(tmp_path: Path) -> None:
    text = CSV % ("", "iso", "[csv]\ndelimiter = ';'\ndecimal = ','")
    reading = read(panel(tmp_path, text=text), "t;z;n\n2026-07-05T15:15Z;a;20,5\n2026-07-05T15:30Z;a;1.204\n")
    assert [v for _, _, v in told(reading)] == [20.5]
    assert skipped(reading) == {"not a number": 1}


def test_published_time_is_when_it_could_be_known(tmp_path: Path) -> None:
    text = CSV.replace('value = "n"', 'value = "n"\npublished = "p"') % ("", "iso", "")
    rows = read(panel(tmp_path, text=text), "t,z,n,p\n2026-07-05T15:00Z,a,20,2026-07-05T15:40Z\n").rows
    assert [format_us(t) for t in rows.available_at_us.tolist()] == ["2026-07-05T15:40:00Z"]


JSON = """
format = "json"
interval_s = 900
smallest_cell = 15
[fields]
time = "/when"
zone = "/place/code"
value = "/visitors"
[time]
format = "iso"
zone = "UTC"
[json]
records = "/data"
"""


def test_records_in_json_are_read_by_pointers(tmp_path: Path) -> None:
    rows = [{"when": "2026-07-05T15:00Z", "place": {"code": 7}, "visitors": n} for n in (20, None, True, -20)]
    reading = read(panel(tmp_path, text=JSON), json.dumps({"data": [*rows, "row", {}]}))
    assert told(reading) == [("7", "2026-07-05T15:00:00Z", 20.0)]
    assert sum(skipped(reading).values()) == 4


@pytest.mark.parametrize(
    "raw",
    [b"", b"\n", b"t,z\n1,2\n", b"t,z,n,n\n", b"<html>502</html>", b"t,z,n\n\xff\xfe", b't,z,n\n"a', b"t,z,n\n\x00"],
    ids=repr,
)
def test_what_is_not_the_declared_table_is_an_error_in_words(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(ConnectorError, match="cannot be understood"):
        read(panel(tmp_path), raw)


@pytest.mark.parametrize("raw", ["", "{", "[]", "{}", '{"data": 3}', '{"data": [{"visitors": 3}]}', "[" * 100_000])
def test_json_without_what_was_declared_is_an_error_in_words(tmp_path: Path, raw: str) -> None:
    with pytest.raises(ConnectorError, match="cannot be understood"):
        read(panel(tmp_path, text=JSON), raw)


def test_delivery_that_tells_of_single_persons_is_refused_whole(tmp_path: Path) -> None:
    content = "t,z,n,panelist_id\n2026-07-05T15:00Z,a,20,7\n"
    with pytest.raises(ConnectorError, match="whole delivery is refused"):
        read(panel(tmp_path), content)


def test_counts_are_fetched_when_there_is_an_address_and_posted_otherwise(tmp_path: Path) -> None:
    rest = '[poll]\nurl = "https://panel.example.org/x.csv"\n[poll.headers]\nAuthorization = "${secret:panel}"'
    (poll,) = panel(tmp_path, rest=rest).endpoints
    assert isinstance(poll, Poll)
    assert (poll.content, poll.headers) == (Content.CSV, {"Authorization": "${secret:panel}"})
    assert panel(tmp_path).endpoints == (Inbox(name="counts", content=Content.CSV),)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"csv"', '"xlsx"', "'xlsx' is not a format"),
        ("smallest_cell = 15", "", "smallest_cell is missing"),
        ("smallest_cell = 15", 'smallest_cell = 15\nsuppressed = ["7"]', "no word for a suppressed count"),
        ('time = "t"', "", "time is missing"),
        ('"Europe/Amsterdam"', '"Europe/Amstrdam"', "no time zone"),
        ('"iso"', '"dd-mm"', "is not a format"),
        ("interval_s = 900", 'interval_s = 900\ncounts = "wind_speed"', "does not deliver wind_speed"),
        ("interval_s = 900", "interval_s = 900\ncolour = 1", "'colour' is not a key"),
        ('zone = "z"', 'zone = "z"\nwho = "x"', "'who' is not a key"),
    ],
)
def test_faults_of_the_mapping_are_told(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = CSV % ("", "iso", "")
    assert old in text
    with pytest.raises(SettingsError) as caught:
        panel(tmp_path, text=text.replace(old, new, 1))
    assert any(message in fault.message for fault in caught.value.faults), caught.value


@given(data=st.binary(max_size=200), at=st.integers(0, 60))
@settings(max_examples=150, deadline=None)
def test_whatever_stands_in_the_file_only_counts_and_reasons_come_out(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, at: int
) -> None:
    connector = panel(tmp_path_factory.mktemp("panel"))
    raw = b"t,z,n\n2026-07-05T15:00Z,a,20\n2026-07-05T15:15Z,b,30\n"
    try:
        reading = read(connector, raw[:at] + data + raw[at:])
    except ConnectorError:
        return
    assert all(math.isnan(v) or v == 0 or 15 <= v <= 1e7 for _, _, v in told(reading))


@given(value=st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists, max_leaves=4))
@settings(max_examples=100, deadline=None)
def test_whatever_stands_in_a_record_only_counts_and_reasons_come_out(
    tmp_path_factory: pytest.TempPathFactory, value: Any
) -> None:
    connector = panel(tmp_path_factory.mktemp("panel"), text=JSON)
    good = {"when": "2026-07-05T15:00Z", "place": {"code": "a"}, "visitors": 20}
    for key in good:
        raw = json.dumps({"data": [good | {key: value}, good]})
        try:
            reading = read(connector, raw)
        except ConnectorError:
            continue
        assert all(math.isnan(v) or v == 0 or 15 <= v <= 1e7 for _, _, v in told(reading))
