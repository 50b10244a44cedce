# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""KV6: the laws, what is taken and what is left behind, hostile messages, and a real one where it is there."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest

from baken.connectors.kv6 import client
from baken.connectors.kv6.connector import Kv6, connect, from_fixture
from baken.connectors.stop_passages import PassageSettings
from baken.plugin.conformance import LAWS, Law
from baken.plugin.live import Delivery, Inbox, Poll, Reading
from baken.plugin.protocol import ConnectorError, Settings, SettingsError
from baken.plugin.subject import Subject, query_all
from baken.plugin.xml import elements
from baken.vocabulary.time import parse_instant, to_us

HERE = Path(__file__).parent
REAL = HERE.parents[3].parent / "shared" / "data" / "dutch_formats" / "kv6" / "xml.xml"
FULL = (HERE / "fixtures" / "full" / "2-posinfo.xml").read_bytes()


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_connector_keeps_the_law(law: Law) -> None:
    law(Subject.at(HERE))


def read(body: bytes, settings: PassageSettings | None = None) -> Reading:
    (reading,) = Kv6(settings or PassageSettings()).read(Delivery("posinfo", 0, body))
    return reading


def delays(reading: Reading) -> dict[str, float]:
    rows = reading.rows
    return {rows.provider_ids[s]: float(x) for s, x in zip(rows.series, rows.result, strict=True)}


def test_each_event_becomes_the_delay_of_its_line_and_stop() -> None:
    assert delays(read(FULL)) == {
        "SYN/9/3101/underway": 75.0,
        "SYN/9/3102/arrival": -15.0,
        "SYN/9/3102/underway": 0.0,
        "SYN/9/3102/departure": 5.0,
    }


def test_a_delay_before_departure_belongs_to_no_stop() -> None:
    assert delays(read((HERE / "fixtures" / "full" / "1-posinfo.xml").read_bytes()))["SYN/9/-/underway"] == 60.0


def test_a_value_is_known_when_its_message_was_made() -> None:
    rows = read(FULL).rows
    sent = to_us(parse_instant("2026-07-04T14:04:15+02:00"))
    assert set(rows.available_at_us.tolist()) == {sent}
    assert int(rows.phenomenon_time_us.max()) == sent - 15_000_000


def test_only_the_lines_and_stops_that_are_named_are_taken() -> None:
    assert not delays(read(FULL, PassageSettings(lines=frozenset({"SYN/1"}))))
    of_stop = read(FULL, PassageSettings(lines=frozenset({"SYN/9"}), stops=frozenset({"3101"})))
    assert list(delays(of_stop)) == ["SYN/9/3101/underway"]


def test_nothing_that_leads_to_a_vehicle_or_driver_is_taken_over() -> None:
    body = FULL.replace(b"<journeynumber>35<", b"<journeynumber>777<")
    assert b"<vehiclenumber>1234<" in body
    told = str([client.decode(event) for event in elements(io.BytesIO(body), *client.EVENTS)]) + str(read(body))
    assert "3102" in told
    assert "1234" not in told
    assert "777" not in told


def test_what_cannot_be_understood_is_counted_by_reason() -> None:
    reading = read((HERE / "fixtures" / "malformed.xml").read_bytes())
    assert {s.reason: s.count for s in reading.skipped} == {
        "not a number": 2,
        "a value that is not possible": 1,
        "no owner, line or stop that can be one": 3,
        "the time cannot be read": 2,
    }
    assert delays(reading) == {"SYN/9/3101/departure": 35.0}


@pytest.mark.parametrize(
    "name", ["", "HTM", "HTM/9/3101", "HTM/9/3101/passing", "HTM//3101/arrival", "HTM/9/3 1/arrival"]
)
def test_a_name_that_no_series_can_have_is_none(name: str) -> None:
    assert Kv6(PassageSettings()).field_of(name) is None


def test_a_name_says_all_that_the_field_needs() -> None:
    for field in read(FULL).fields:
        assert Kv6(PassageSettings()).field_of(field.provider_id) == field
        assert Kv6(PassageSettings(lines=frozenset({"HTM/1"}))).field_of(field.provider_id) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html></html>",
        b"<VV_TM_RES/>",
        FULL[:-60],
        gzip.compress(FULL)[:-30],
        FULL.replace(b"SYN", b"\xe9\xff\xfe"),
        b'<!DOCTYPE VV_TM_PUSH [<!ENTITY x "y">]><VV_TM_PUSH>&x;</VV_TM_PUSH>',
        b'{"error": 429}',
    ],
)
def test_a_hostile_message_ends_in_words(body: bytes) -> None:
    with pytest.raises(ConnectorError):
        read(body)


def test_gzip_and_plain_say_the_same() -> None:
    assert delays(read(gzip.compress(FULL))) == delays(read(FULL))


def test_messages_are_pushed_or_fetched(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('lines = ["HTM/9"]\n[inbox]\n')
    (endpoint,) = connect(Settings(folder=tmp_path, file="a.toml")).endpoints
    assert isinstance(endpoint, Inbox)
    (tmp_path / "a.toml").write_text('[poll]\nurl = "https://relay.example.org/kv6.xml"\n')
    (endpoint,) = connect(Settings(folder=tmp_path, file="a.toml")).endpoints
    assert isinstance(endpoint, Poll)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "how messages arrive"),
        ('[inbox]\n[poll]\nurl = "https://a.example/"', "how messages arrive"),
        ('[inbox]\nurl = "https://a.example/"', "not a key that is known"),
        ('lines = ["9"]\n[inbox]', "a.toml:1: error: '9' is not a line"),
        ("[poll]", "url is missing"),
    ],
)
def test_settings_with_faults_are_refused_with_their_line(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "a.toml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        connect(Settings(folder=tmp_path, file="a.toml"))
    assert message in str(caught.value)


@pytest.mark.skipif(not REAL.is_file(), reason="the recorded KV6 message is not there (../shared/data)")
def test_a_recorded_message_is_understood() -> None:
    connector = from_fixture(REAL)
    names = {field.provider_id for field in connector.fields}
    assert {"CXX/W053/stop1/departure", "CXX/W053/stop2/arrival", "CXX/W055/54200150/underway"} <= names
    rows = [row for batch in connector.history(query_all(connector)) for row in batch.rows.result.tolist()]
    assert {-24.0, -20.0, 70.0} <= set(rows)
