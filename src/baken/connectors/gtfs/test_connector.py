# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""GTFS: the laws, service days and nights, what counts as a departure, and hostile files."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from baken.connectors.gtfs.connector import Gtfs, GtfsSettings, connect
from baken.plugin.conformance import LAWS, Law
from baken.plugin.live import Delivery, Poll
from baken.plugin.protocol import ConnectorError, Settings, SettingsError, SkipLog
from baken.plugin.subject import Subject
from baken.vocabulary.time import format_us, parse_instant, to_us

HERE = Path(__file__).parent
FULL = (HERE / "fixtures" / "full" / "timetable.zip").read_bytes()

AGENCY = "agency_timezone\nEurope/Amsterdam\n"
SMALL = {
    "agency": AGENCY,
    "stops": "stop_id,stop_name\nA,Strand\nB,Centrum\n",
    "routes": "route_id,route_short_name\nr9,9\n",
    "calendar_dates": "service_id,date,exception_type\ns,20260704,1\n",
    "trips": "route_id,service_id,trip_id\nr9,s,t1\n",
    "stop_times": "trip_id,departure_time,stop_id,stop_sequence\nt1,10:00:00,A,1\nt1,10:20:00,B,2\n",
}


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_connector_keeps_the_law(law: Law) -> None:
    law(Subject.at(HERE))


def zipped(**tables: str | bytes) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (SMALL | tables).items():
            archive.writestr(f"{name}.txt", text)
    return body.getvalue()


def departures(body: bytes, settings: GtfsSettings | None = None, *, at: str = "") -> dict[str, dict[str, int]]:
    """Return per series how many departures there are in each interval that has any."""
    received = to_us(parse_instant(at)) if at else 0
    found: dict[str, dict[str, int]] = {}
    for reading in Gtfs(settings or GtfsSettings()).read(Delivery("timetable", received, body)):
        rows = reading.rows
        for name in rows.provider_ids:
            found[name] = {}
        for series, start, count in zip(rows.series, rows.phenomenon_time_us, rows.result, strict=True):
            if count:
                found[rows.provider_ids[series]][format_us(int(start))] = int(count)
    return found


def skipped(body: bytes) -> dict[str, int]:
    log = SkipLog()
    for reading in Gtfs(GtfsSettings()).read(Delivery("timetable", 0, body)):
        log.merge(reading.skipped)
    return {entry.reason: entry.count for entry in log.skipped()}


def test_departures_are_counted_per_stop_route_and_quarter() -> None:
    found = departures(FULL)
    assert found["A/r9"] == {
        "2026-07-04T08:00:00Z": 2,  # 10:00 and 10:10
        "2026-07-04T23:00:00Z": 1,  # 25:10
    }
    assert found["B/r9"] == {"2026-07-04T08:00:00Z": 1, "2026-07-04T23:15:00Z": 1}  # nobody may get on trip t2
    assert found["C/r9"] == {}  # the last stop is an arrival


def test_trips_that_are_repeated_are_counted_each_time() -> None:
    assert departures(FULL)["B/r1"] == {
        f"2026-07-04T{time}:00Z": number for time, number in (("10:00", 1), ("10:15", 2), ("10:30", 1), ("10:45", 2))
    }


def test_a_station_counts_what_leaves_from_its_stops() -> None:
    found = departures(FULL, GtfsSettings(stops=frozenset({"ST"})))
    assert set(found) == {"ST/r9", "ST/r1", "ST/*"}
    assert found["ST/*"]["2026-07-04T08:00:00Z"] == 2


def test_changes_of_the_calendar_are_followed() -> None:
    days = {start[:10] for start in departures(FULL)["A/*"]}
    assert days == {"2026-07-03", "2026-07-04"}  # Friday's service; Sunday was taken out


def test_an_interval_without_departures_is_zero_and_a_day_outside_the_calendar_is_not_told() -> None:
    (reading,) = Gtfs(GtfsSettings(stops=frozenset({"A"}))).read(Delivery("timetable", 0, zipped()))
    rows = reading.rows
    assert len(rows) == 2 * 96
    assert float(rows.result.sum()) == 2.0
    assert format_us(int(rows.phenomenon_time_us.min())) == "2026-07-03T22:00:00Z"
    assert format_us(int(rows.phenomenon_time_end_us.max())) == "2026-07-04T22:00:00Z"


@pytest.mark.parametrize(
    ("day", "time", "moment", "intervals"),
    [
        ("20261025", "10:00:00", "2026-10-25T09:00:00Z", 100),  # winter time again since 03:00
        ("20261025", "01:00:00", "2026-10-25T00:00:00Z", 100),  # noon minus twelve hours is 01:00 summer time
        ("20260329", "10:00:00", "2026-03-29T08:00:00Z", 92),
        ("20260704", "24:00:00", "", 96),  # on the next day, which the calendar does not tell
    ],
)
def test_service_days_in_the_nights_of_summer_time(day: str, time: str, moment: str, intervals: int) -> None:
    body = zipped(
        calendar_dates=f"service_id,date,exception_type\ns,{day},1\n",
        stop_times=f"trip_id,departure_time,stop_id,stop_sequence\nt1,{time},A,1\nt1,48:20:00,B,2\n",
    )
    assert departures(body)["A/r9"] == ({moment: 1} if moment else {})
    (reading,) = Gtfs(GtfsSettings(stops=frozenset({"A"}))).read(Delivery("timetable", 0, body))
    assert len(reading.rows) == 2 * intervals


def test_the_night_of_the_day_before_belongs_to_today() -> None:
    body = zipped(
        calendar_dates="service_id,date,exception_type\ns,20260704,1\nother,20260705,1\n",
        stop_times="trip_id,departure_time,stop_id,stop_sequence\nt1,25:10:00,A,1\nt1,25:20:00,B,2\n",
    )
    at = "2026-07-06T08:00:00Z"  # the days told begin with the 5th
    assert departures(body, at=at)["A/r9"] == {"2026-07-04T23:00:00Z": 1}


def test_days_are_told_from_the_day_before_the_delivery_on() -> None:
    week = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    body = zipped(
        calendar=f"{week}s,1,1,1,1,1,1,1,20260101,20261231\n", calendar_dates="service_id,date,exception_type\n"
    )
    found = departures(body, GtfsSettings(days=2), at="2026-07-04T10:00:00Z")["A/r9"]
    assert list(found) == ["2026-07-03T08:00:00Z", "2026-07-04T08:00:00Z", "2026-07-05T08:00:00Z"]


def test_a_timetable_that_has_ended_is_an_error_in_words() -> None:
    with pytest.raises(ConnectorError, match="speaks of 2026-07-04 to 2026-07-04 only"):
        departures(zipped(), at="2027-01-01T00:00:00Z")


def test_what_cannot_be_understood_is_counted_by_reason() -> None:
    assert skipped((HERE / "fixtures" / "malformed" / "timetable.zip").read_bytes()) == {
        "another number of fields than the heading": 2,
        "the time cannot be read": 5,
        "not a number": 1,
        "a frequency that cannot be": 1,
    }


def test_slashes_in_names_are_escaped_and_found_again() -> None:
    body = zipped(
        stops="stop_id\nA/1\nB\n",
        stop_times="trip_id,departure_time,stop_id,stop_sequence\nt1,10:00:00,A/1,1\nt1,10:20:00,B,2\n",
    )
    name = "A%2F1/r9"
    assert name in departures(body)
    field = Gtfs(GtfsSettings()).field_of(name)
    assert field is not None
    assert field.provider_id == name


@pytest.mark.parametrize("name", ["", "A", "A/", "/r9", "A/r9/x", "A/\x00", "A%2f1/r9"])
def test_a_name_that_no_series_can_have_is_none(name: str) -> None:
    assert Gtfs(GtfsSettings()).field_of(name) is None


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "no zip file"),
        (b"<html></html>", "no zip file"),
        (FULL[: len(FULL) // 2], "no zip file"),
        (zipped(agency="agency_timezone\nMars/Olympus\n"), "no time zone"),
        (zipped(agency="agency_name\nx\n"), "no column agency_timezone"),
        (zipped(stops=b"stop_id,stop_name\n\xff\xfe,x\n"), "cannot be read"),
        (zipped(trips=""), "no column trip_id"),
        (zipped(stop_times="trip_id," + "a" * 200_000), "longer than"),
        (zipped(calendar_dates="service_id,date,exception_type\n"), "no day"),
    ],
)
def test_a_hostile_file_ends_in_words(body: bytes, message: str) -> None:
    with pytest.raises(ConnectorError, match=message):
        departures(body)


def test_a_table_that_is_damaged_inside_the_zip_ends_in_words() -> None:
    at = FULL.index(b"stop_times.txt") + 40
    with pytest.raises(ConnectorError, match=r"stop_times\.txt cannot be read"):
        departures(FULL[:at] + b"\xff" * 30 + FULL[at + 30 :])


def test_settings_say_what_is_fetched(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(
        'url = "https://gtfs.example.org/nl.zip"\nstops = ["A"]\ncount_over_s = 300\ndays = 3\n'
    )
    (endpoint,) = connect(Settings(folder=tmp_path, file="a.toml")).endpoints
    assert isinstance(endpoint, Poll)
    assert (endpoint.name, endpoint.interval_s) == ("timetable", 21_600.0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('url = "https://a.example/"', "stops is missing"),
        ('url = "https://a.example/"\nstops = ["A"]\ncount_over_s = 700', "a.toml:3"),
        ('stops = ["A"]', "url is missing"),
        ('url = "https://a.example/"\nstops = ["A"]\ndays = 90', "a.toml:3"),
    ],
)
def test_settings_with_faults_are_refused_with_their_line(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "a.toml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        connect(Settings(folder=tmp_path, file="a.toml"))
    assert message in str(caught.value)
