# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""KV78turbo: the laws, what has happened and what is still to come, nights, and hostile messages."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from baken.connectors.kv78turbo.connector import Kv78Turbo, connect
from baken.connectors.stop_passages import PassageSettings
from baken.plugin.conformance import LAWS, Law
from baken.plugin.live import Content, Delivery, Inbox, Reading
from baken.plugin.protocol import ConnectorError, Settings
from baken.plugin.subject import Subject
from baken.vocabulary.time import format_us

HERE = Path(__file__).parent
FULL = (HERE / "fixtures" / "full" / "2-passtimes.ctx").read_bytes()


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_connector_keeps_the_law(law: Law) -> None:
    law(Subject.at(HERE))


def read(body: bytes, settings: PassageSettings | None = None) -> Reading:
    (reading,) = Kv78Turbo(settings or PassageSettings()).read(Delivery("passtimes", 0, body))
    return reading


def message(day: str, target: str, actual: str, *, updated: str = "\\0", status: str = "PASSED") -> bytes:
    columns = "DataOwnerCode|OperationDate|LinePlanningNumber|UserStopCode|TripStopStatus|LastUpdateTimeStamp"
    return (
        f"\\GKV8turbo_passtimes|KV8turbo_passtimes|x|||UTF-8|0.1|\r\n\\TDATEDPASSTIME|a|b\r\n"
        f"\\L{columns}|TargetDepartureTime|ExpectedDepartureTime|RecordedDepartureTime\r\n"
        f"SYN|{day}|9|3101|{status}|{updated}|{target}|\\0|{actual}\r\n"
    ).encode()


def delays(reading: Reading) -> dict[str, float]:
    rows = reading.rows
    return {rows.provider_ids[s]: float(x) for s, x in zip(rows.series, rows.result, strict=True)}


def test_recorded_times_are_compared_with_the_planned_ones() -> None:
    assert delays(read(FULL)) == {
        "SYN/9/3102/arrival": 32.0,
        "SYN/9/3102/departure": 35.0,
        "SYN/1/3103/arrival": -5.0,
        "SYN/1/3103/departure": 12.0,
    }


def test_what_is_still_to_come_is_no_observation() -> None:
    reading = read((HERE / "fixtures" / "full" / "1-passtimes.ctx").read_bytes())
    assert delays(reading) == {"SYN/9/3101/departure": 22.0, "SYN/1/3103/arrival": -5.0}
    assert not reading.skipped


def test_what_cannot_be_understood_is_counted_by_reason() -> None:
    reading = read((HERE / "fixtures" / "malformed.ctx").read_bytes())
    assert {s.reason: s.count for s in reading.skipped} == {
        "the trip is cancelled: no quantity fits": 1,
        "another number of fields than columns": 2,
        "the time cannot be read": 2,
        "no owner, line or stop that can be one": 1,
        "the passage lies after its message": 1,
        "a value that is not possible": 1,
    }
    assert len(reading.rows) == 2


@pytest.mark.parametrize(
    ("day", "target", "actual", "delay", "moment"),
    [
        ("2026-07-04", "14:00:10", "14:00:32", 22.0, "2026-07-04T12:00:32Z"),
        ("2026-07-04", "25:10:00", "25:10:30", 30.0, "2026-07-04T23:10:30Z"),
        ("2026-07-04", "23:59:30", "00:00:40", 70.0, "2026-07-04T22:00:40Z"),
        ("2026-07-04", "24:00:10", "23:59:50", -20.0, "2026-07-04T21:59:50Z"),
        # Summer time ends at 03:00 on 25 October and begins at 02:00 on 29 March.
        ("2026-10-25", "08:00:00", "08:01:00", 60.0, "2026-10-25T07:01:00Z"),
        ("2026-10-24", "26:30:00", "26:30:00", 0.0, "2026-10-25T00:30:00Z"),
        ("2026-10-24", "27:30:00", "27:31:00", 60.0, "2026-10-25T01:31:00Z"),
        ("2026-03-29", "08:00:00", "08:00:00", 0.0, "2026-03-29T06:00:00Z"),
        ("2026-03-28", "26:30:00", "26:30:00", 0.0, "2026-03-29T01:30:00Z"),
    ],
)
def test_times_after_midnight_and_in_the_nights_of_summer_time(
    day: str, target: str, actual: str, delay: float, moment: str
) -> None:
    reading = read(message(day, target, actual))
    assert delays(reading) == {"SYN/9/3101/departure": delay}
    assert [format_us(t) for t in reading.rows.phenomenon_time_us.tolist()] == [moment]


def test_only_the_lines_and_stops_that_are_named_are_taken() -> None:
    assert list(delays(read(FULL, PassageSettings(lines=frozenset({"SYN/1"}))))) == [
        "SYN/1/3103/arrival",
        "SYN/1/3103/departure",
    ]
    assert not delays(read(FULL, PassageSettings(stops=frozenset({"9999"}))))


def test_nothing_that_leads_to_a_vehicle_is_taken_over() -> None:
    assert b"|1234" in FULL
    assert "1234" not in str(read(FULL))


def test_other_tables_are_passed_over() -> None:
    body = FULL.replace(b"\\TDATEDPASSTIME", b"\\TGENERALMESSAGEUPDATE")
    assert (delays(read(body)), read(body).skipped) == ({}, ())


def test_a_record_that_lacks_a_column_is_skipped() -> None:
    reading = read(FULL.replace(b"|TripStopStatus|", b"|Status|"))
    assert {s.reason: s.count for s in reading.skipped} == {"a column that is needed is not there": 2}


@pytest.mark.parametrize(
    "body",
    [
        b"<html></html>\n",
        b'{"error": 429}\n',
        FULL[:-60],
        gzip.compress(FULL)[:-30],
        FULL.replace(b"Tekst", b"\xe9\xff\xfe"),
        FULL.decode().encode("utf-16"),
        b"\\G" + b"a" * 200_000 + b"\n",
    ],
)
def test_a_hostile_message_ends_in_words(body: bytes) -> None:
    with pytest.raises(ConnectorError):
        read(body)


def test_an_empty_message_says_nothing() -> None:
    assert len(read(FULL.split(b"\n")[0] + b"\n").rows) == 0


def test_gzip_and_plain_say_the_same() -> None:
    assert delays(read(gzip.compress(FULL))) == delays(read(FULL))


def test_messages_are_pushed_as_text(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("[inbox]\n")
    (endpoint,) = connect(Settings(folder=tmp_path, file="a.toml")).endpoints
    assert isinstance(endpoint, Inbox)
    assert endpoint.content is Content.TEXT


def test_a_name_says_all_that_the_field_needs() -> None:
    for field in read(FULL).fields:
        assert Kv78Turbo(PassageSettings()).field_of(field.provider_id) == field
