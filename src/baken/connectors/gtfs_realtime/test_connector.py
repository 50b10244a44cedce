# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""GTFS-realtime: the laws, what has happened and what is predicted, how full, hostile messages, and a real feed."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import pytest
from google.transit import gtfs_realtime_pb2

from baken.connectors.gtfs_realtime import client
from baken.connectors.gtfs_realtime.connector import GtfsRealtime, connect, from_fixture
from baken.connectors.gtfs_realtime.settings import RealtimeSettings
from baken.plugin.conformance import LAWS, Law
from baken.plugin.live import Content, Delivery, Poll, Reading
from baken.plugin.protocol import ConnectorError, Settings, SettingsError
from baken.plugin.subject import Subject, query_all
from baken.vocabulary.time import format_us

HERE = Path(__file__).parent
FULL = HERE / "fixtures" / "full"
REAL = HERE.parents[3].parent / "shared" / "data" / "dutch_formats" / "gtfs_rt" / "tripUpdates.pb"
NOON_S = 1_783_166_400


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_connector_keeps_the_law(law: Law) -> None:
    law(Subject.at(HERE))


def read(body: bytes, settings: RealtimeSettings | None = None) -> Reading:
    (reading,) = GtfsRealtime(settings or RealtimeSettings()).read(Delivery("trip-updates", 0, body))
    return reading


def values(reading: Reading) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for series, result in zip(reading.rows.series, reading.rows.result, strict=True):
        found.setdefault(reading.rows.provider_ids[series], []).append(float(result))
    return found


def test_what_happened_at_stops_is_told_and_what_is_predicted_is_not() -> None:
    reading = read((FULL / "1-trip-updates.pb").read_bytes())
    assert values(reading) == {
        "stop/A/departure": [20.0, 0.0],
        "stop/B/arrival": [35.0],
        "stop/B/departure": [30.0],
        "route/9/delay": [15.0],  # the mean of 30 and 0, where the two trips are now
        "route/1/delay": [90.0],
    }
    assert format_us(int(reading.rows.phenomenon_time_us.max())) == "2026-07-04T12:00:00Z"
    assert set(reading.rows.available_at_us.tolist()) == {NOON_S * 1_000_000}


def test_how_full_vehicles_are_is_told_per_route_and_where_they_stand() -> None:
    found = values(read((FULL / "2-vehicle-positions.pb").read_bytes()))
    assert found["stop/A/occupancy"] == [0.45]
    assert found["route/9/occupancy"] == [pytest.approx((0.45 + 1.1) / 2)]
    assert found["route/1/occupancy"] == [0.65]  # of the other vehicle nothing is known
    assert str(found["stop/B/occupancy"]) == "[nan, 0.65]"


def test_every_word_for_how_full_has_a_share_or_is_missing() -> None:
    words = gtfs_realtime_pb2.VehiclePosition.OccupancyStatus.keys()
    assert set(words) == set(client.OCCUPANCY)
    known = [share for share in client.OCCUPANCY.values() if not math.isnan(share)]
    assert known == sorted(known)


def test_alerts_are_counted() -> None:
    (entry,) = read((FULL / "3-alerts.pb").read_bytes()).skipped
    assert (entry.reason, entry.count, entry.examples) == ("an alert: no quantity fits", 1, ("REDUCED_SERVICE",))


def test_what_cannot_be_understood_is_counted_by_reason() -> None:
    reading = read((HERE / "fixtures" / "malformed.pb").read_bytes())
    assert {s.reason: s.count for s in reading.skipped} == {
        "it names no stop": 1,
        "it gives a time without a delay, or a delay without a time": 2,
        "a value that is not possible": 4,
        "the trip is cancelled: no quantity fits": 1,
        "the trip is not in the timetable: it has no delay": 1,
        "an alert: no quantity fits": 1,
    }
    assert values(reading) == {"stop/A/departure": [15.0]}


def test_only_the_stops_and_routes_that_are_named_are_taken() -> None:
    body = (FULL / "1-trip-updates.pb").read_bytes()
    assert list(values(read(body, RealtimeSettings(stops=frozenset({"B"}))))) == ["stop/B/arrival", "stop/B/departure"]
    assert list(values(read(body, RealtimeSettings(routes=frozenset({"9"}))))) == ["route/9/delay"]


def test_what_happened_long_ago_is_not_told_again() -> None:
    body = (FULL / "1-trip-updates.pb").read_bytes()
    assert values(read(body, RealtimeSettings(look_back_s=90.0)))["stop/B/departure"] == [30.0]
    assert "stop/A/departure" not in values(read(body, RealtimeSettings(look_back_s=90.0)))


def test_a_trip_that_has_ended_no_longer_counts_for_its_route() -> None:
    message = gtfs_realtime_pb2.FeedMessage()
    message.ParseFromString((FULL / "1-trip-updates.pb").read_bytes())
    message.header.timestamp = NOON_S + 400
    assert "route/9/delay" not in values(read(message.SerializeToString()))


def test_changes_only_say_nothing_of_a_whole_route() -> None:
    message = gtfs_realtime_pb2.FeedMessage()
    message.ParseFromString((FULL / "1-trip-updates.pb").read_bytes())
    message.header.incrementality = gtfs_realtime_pb2.FeedHeader.DIFFERENTIAL
    assert not [name for name in values(read(message.SerializeToString())) if name.startswith("route/")]


def test_nothing_that_leads_to_a_vehicle_is_taken_over() -> None:
    for file in FULL.iterdir():
        assert "1234" not in str(read(file.read_bytes()))


def test_a_name_says_all_that_the_field_needs() -> None:
    for file in FULL.iterdir():
        for field in read(file.read_bytes()).fields:
            assert GtfsRealtime(RealtimeSettings()).field_of(field.provider_id) == field


@pytest.mark.parametrize(
    "name",
    ["", "stop", "stop/A", "stop/A/delay", "route/9/arrival", "stop//arrival", "stop/A/x/arrival", "stop/%41/arrival"],
)
def test_a_name_that_no_series_can_have_is_none(name: str) -> None:
    assert GtfsRealtime(RealtimeSettings()).field_of(name) is None


@pytest.mark.parametrize("made", [0, 2**63, 2**64 - 1])
def test_a_message_that_was_made_at_no_time_is_refused(made: int) -> None:
    message = gtfs_realtime_pb2.FeedMessage()
    message.header.gtfs_realtime_version = "2.0"
    message.header.timestamp = made
    with pytest.raises(ConnectorError, match="when it was made"):
        read(message.SerializeToString())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>503</body></html>",
        b'{"error": 429}',
        (FULL / "1-trip-updates.pb").read_bytes()[:-7],
        b"\xff" * 100,
        b"\x0a\x00",
        (FULL / "1-trip-updates.pb").read_bytes().replace(b"\x22\x01B", b"\x22\x01\xff"),
    ],
)
def test_a_hostile_message_ends_in_words(body: bytes) -> None:
    with pytest.raises(ConnectorError):
        read(body)


def test_times_that_are_none_do_not_break_a_message() -> None:
    message = gtfs_realtime_pb2.FeedMessage()
    message.ParseFromString((HERE / "fixtures" / "minimal.pb").read_bytes())
    for time in (-(2**63), -1, 0, 2**63 - 1):
        stop = message.entity[0].trip_update.stop_time_update.add(stop_id="Z")
        stop.arrival.time, stop.arrival.delay = time, 5
    assert values(read(message.SerializeToString())) == {"stop/A/departure": [15.0]}


def test_the_library_is_imported_only_when_a_message_is_read() -> None:
    code = "import sys; import baken.connectors.gtfs_realtime.connector; sys.exit('google.protobuf' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_settings_say_what_is_fetched(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(
        'routes = ["9"]\n[vehicle_positions]\nurl = "https://a.example/v.pb"\ninterval_s = 15\n'
    )
    (endpoint,) = connect(Settings(folder=tmp_path, file="a.toml")).endpoints
    assert isinstance(endpoint, Poll)
    assert (endpoint.name, endpoint.interval_s, endpoint.content) == ("vehicle-positions", 15.0, Content.PROTOBUF)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('routes = ["9"]', "Nothing is to be fetched"),
        ('[alerts]\nurl = "https://a.example/"', "No stop and no route"),
        ('routes = ["9"]\n[alerts]', "url is missing"),
        ('routes = ["9"]\n[alert]\nurl = "https://a.example/"', "Did you mean 'alerts'"),
    ],
)
def test_settings_with_faults_are_refused_with_their_line(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "a.toml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        connect(Settings(folder=tmp_path, file="a.toml"))
    assert message in str(caught.value)


@pytest.mark.skipif(not REAL.is_file(), reason="the recorded trip updates are not there (../shared/data)")
def test_a_recorded_feed_is_understood() -> None:
    connector = from_fixture(REAL)
    (batch,) = connector.history(query_all(connector))
    rows = batch.rows
    assert len(rows) > 3_000
    assert {f.provider_id.rpartition("/")[2] for f in connector.fields} == {"arrival", "departure"}
    assert int(rows.phenomenon_time_us.max()) <= 1_417_387_583_000_000 == int(rows.available_at_us.max()) - 90_000_000
    assert -600 < float(rows.result.mean()) < 600
