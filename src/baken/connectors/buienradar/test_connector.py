# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Buienradar: the feed in both versions, rain texts, and the broken variants that were recorded."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from baken.connectors.buienradar.connector import FEED, NO_ARRIVAL, NO_STATION, Buienradar, connect
from baken.plugin.conformance import LAWS, Law
from baken.plugin.live import Content, Delivery
from baken.plugin.protocol import ConnectorError, Settings, SettingsError
from baken.plugin.provider_values import AHEAD, FORECAST, HOUR_TWICE, NO_HOUR
from baken.plugin.readings import NO_TIME, NOT_A_NUMBER, NOT_POSSIBLE
from baken.plugin.subject import Subject
from baken.vocabulary.time import format_us, parse_instant, to_us

HERE = Path(__file__).parent
RECORDED = Path(__file__).parents[5] / "shared" / "data" / "dutch_formats" / "buienradar"


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_connector_keeps_the_law(law: Law) -> None:
    law(Subject.at(HERE))


def feed(**values: object) -> bytes:
    station = {"stationid": 6330, "timestamp": "2026-07-11T12:00:00", **values}
    return json.dumps({"actual": {"stationmeasurements": [station]}}).encode()


def outcome(
    raw: bytes, received: str = "", endpoint: str = FEED
) -> tuple[dict[tuple[str, str], float], dict[str, int]]:
    """Return the values by series and end of interval, and what was skipped."""
    received_us = to_us(parse_instant(received)) if received else 0
    (reading,) = Buienradar().read(Delivery(endpoint, received_us, raw))
    rows = reading.rows
    ends = zip(rows.series.tolist(), rows.phenomenon_time_end_us.tolist(), strict=True)
    keys = [(rows.provider_ids[i], format_us(t)) for i, t in ends]
    return dict(zip(keys, rows.result.tolist(), strict=True)), {s.reason: s.count for s in reading.skipped}


def test_values_come_in_our_units_under_the_number_of_the_station() -> None:
    values, left = outcome(feed(temperature=21.4, windspeed=5.69, windgusts=9.73, winddirectiondegrees=215))
    at = "2026-07-11T10:00:00Z"
    assert values == {
        ("6330/air_temperature", at): 21.4,
        ("6330/wind_speed", at): 5.69,
        ("6330/wind_gust_speed", at): 9.73,
        ("6330/wind_direction", at): 215.0,
    }
    assert left == {}


def test_beaufort_is_never_a_speed() -> None:
    assert outcome(feed(windspeedBft=4)) == ({}, {})


def test_null_is_missing_and_zero_is_dry() -> None:
    values, _ = outcome(feed(temperature=None, precipitation=0.0))
    assert math.isnan(values["6330/air_temperature", "2026-07-11T10:00:00Z"])
    assert values["6330/precipitation_rate", "2026-07-11T10:00:00Z"] == 0.0


@pytest.mark.parametrize(
    ("values", "reason", "count"),
    [
        ({"temperature": "warm"}, NOT_A_NUMBER, 1),
        ({"temperature": 99.0, "humidity": -1}, NOT_POSSIBLE, 2),
        ({"stationid": "Arcen"}, NO_STATION, 1),
        ({"stationid": 6330.5}, NO_STATION, 1),
        ({"timestamp": "12:00"}, NO_TIME, 1),
        ({"timestamp": None}, NO_TIME, 1),
        ({"timestamp": "2026-10-25T02:30:00"}, HOUR_TWICE, 1),
        ({"timestamp": "2026-03-29T02:30:00"}, NO_HOUR, 1),
    ],
)
def test_what_cannot_be_used_is_skipped_with_its_reason(values: dict[str, object], reason: str, count: int) -> None:
    assert outcome(feed(**values)) == ({}, {reason: count})


def test_station_ahead_of_the_delivery_is_no_observation() -> None:
    assert outcome(feed(temperature=20.0), received="2026-07-11T09:00:00Z") == ({}, {AHEAD: 1})


@pytest.mark.parametrize(("received", "utc"), [("2026-10-25T00:35:00Z", "00:30"), ("2026-10-25T01:35:00Z", "01:30")])
def test_hour_that_exists_twice_is_the_latest_before_the_arrival(received: str, utc: str) -> None:
    values, _ = outcome(feed(timestamp="2026-10-25T02:30:00", temperature=8.0), received=received)
    assert list(values) == [("6330/air_temperature", f"2026-10-25T{utc}:00Z")]


def test_rain_text_gives_what_is_now_and_leaves_the_forecast_out() -> None:
    raw = b"000|11:55\r\n077|12:00\r\n109|12:05\r\n141|12:10\r\n"
    values, left = outcome(raw, "2026-07-11T10:01:00Z", "rain-boulevard")
    assert values == {
        ("boulevard/precipitation_rate", "2026-07-11T09:55:00Z"): 0.0,
        ("boulevard/precipitation_rate", "2026-07-11T10:00:00Z"): 0.1,
    }
    assert left == {FORECAST: 2}


def test_rain_text_over_midnight_belongs_to_the_day_that_is_nearest() -> None:
    values, left = outcome(b"109|23:55\n109|00:00\n109|00:05", "2026-07-10T22:01:00Z", "rain-x")
    assert [time for _, time in values] == ["2026-07-10T21:55:00Z", "2026-07-10T22:00:00Z"]
    assert set(values.values()) == {1.0}
    assert left == {FORECAST: 1}


def test_rain_text_says_nothing_without_a_day() -> None:
    assert outcome(b"077|10:05", "", "rain-x") == ({}, {NO_ARRIVAL: 1})


def test_broken_lines_of_a_rain_text_are_skipped() -> None:
    raw = b"wet|12:00\n-77|12:00\n300|12:00\n077|25:00\n077\n"
    assert outcome(raw, "2026-07-11T10:01:00Z", "rain-x") == ({}, {NOT_A_NUMBER: 3, NO_TIME: 2})


@pytest.mark.parametrize(
    ("endpoint", "raw"),
    [
        (FEED, b""),
        (FEED, b"<html><body>503</body></html>"),
        (FEED, b'<!DOCTYPE x [<!ENTITY a "b">]><buienradarnl>&a;</buienradarnl>'),
        (FEED, b"<buienradarnl><weerstation><stationcode>1"),
        (FEED, b'{"actual": {}}'),
        (FEED, b'{"actual": ' + b"[" * 100_000),
        (FEED, b"\xff\xfe\x00"),
        ("rain-x", b""),
        ("rain-x", b"<html>|<b>|</b></html>"),
        ("rain-x", b"\xff\xfe\x00"),
        ("rain-x", b"077|10:05\n" * 5000),
    ],
)
def test_delivery_of_another_kind_is_refused_in_words(endpoint: str, raw: bytes) -> None:
    with pytest.raises(ConnectorError):
        outcome(raw, endpoint=endpoint)


def test_places_and_version_are_those_that_the_city_declared(tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_text(
        'url = "https://data.buienradar.nl/1.0/feed/xml"\n[[rain]]\nid = "pier"\nlongitude = 4.28\nlatitude = 52.117\n'
    )
    feed_poll, rain = connect(Settings(folder=tmp_path, file="b.toml")).endpoints
    assert (feed_poll.name, feed_poll.content) == (FEED, Content.XML)
    assert (rain.name, rain.content, rain.url.partition("?")[2]) == ("rain-pier", Content.TEXT, "lat=52.12&lon=4.28")


def test_faults_of_the_settings_have_their_line(tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_text('feed = 3\n[[rain]]\nid = "6330"\nlongitude = 400\nlatitude = 52\n')
    with pytest.raises(SettingsError) as caught:
        connect(Settings(folder=tmp_path, file="b.toml"))
    assert {fault.line for fault in caught.value.faults} == {1, 3, 4}


def test_settings_that_leave_nothing_to_fetch_are_a_fault(tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_text("feed = false\n")
    with pytest.raises(SettingsError, match="Nothing is left to fetch"):
        connect(Settings(folder=tmp_path, file="b.toml"))


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded samples are not beside the project (../shared/data)")
class TestRecorded:
    @pytest.mark.parametrize(
        ("name", "stations", "temperatures"), [("buienradar", 52, 35), ("buienradar_nofc", 52, 35), ("test", 50, 34)]
    )
    def test_feed(self, name: str, stations: int, temperatures: int) -> None:
        values, left = outcome((RECORDED / f"{name}.json").read_bytes())
        found = {series for series, _ in values}
        assert len({series.partition("/")[0] for series in found}) == stations
        assert sum(s.endswith("/air_temperature") and not math.isnan(v) for (s, _), v in values.items()) == temperatures
        assert left == {}

    def test_feed_in_which_fields_are_missing(self) -> None:
        values, left = outcome((RECORDED / "buienradar_missing.json").read_bytes())
        assert len({series for series, _ in values if series.endswith("/air_temperature")}) == 51
        assert left == {}

    def test_feed_that_is_no_json(self) -> None:
        with pytest.raises(ConnectorError, match="cannot be understood"):
            outcome((RECORDED / "buienradar_nojson.json").read_bytes())

    def test_feed_of_version_1(self) -> None:
        values, left = outcome((RECORDED / "buienradar_v1.xml").read_bytes())
        assert values["6391/wind_gust_speed", "2017-05-18T22:20:00Z"] == 4.4
        assert math.isnan(values["6275/precipitation_rate", "2017-05-18T22:20:00Z"])
        assert left == {}

    def test_rain_text(self) -> None:
        values, left = outcome((RECORDED / "raintext77.txt").read_bytes(), "2026-07-11T10:01:00Z", "rain-x")
        assert set(values.values()) == {0.1}
        assert len(values) + left[FORECAST] == 288
