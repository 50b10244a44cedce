# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Write the binary fixtures of the connectors gtfs and gtfs_realtime: a made-up tram between a centre and a beach.

Run it after a change here: ``python tools/transport_fixtures.py``. A test compares what it would write with what is
stored.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from google.transit import gtfs_realtime_pb2

CONNECTORS = Path(__file__).resolve().parent.parent / "src" / "baken" / "connectors"
NOON_S = 1_783_166_400
"""2026-07-04T12:00:00Z, a Saturday."""

AGENCY = """\
agency_id,agency_name,agency_url,agency_timezone
SYN,Synthetic,https://example.org,Europe/Amsterdam
"""
STOPS = """\
stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station
ST,Kurhaus,52.1130,4.2810,1,
A,Kurhaus spoor 1,52.1131,4.2811,0,ST
B,Zwarte Pad,52.1150,4.2850,0,
C,Centrum,52.0800,4.3100,0,
"""
ROUTES = """\
route_id,agency_id,route_short_name,route_long_name,route_type
r9,SYN,9,Centrum - Strand,0
r1,SYN,1,Strand - Centrum,0
"""
TRIPS = """\
route_id,service_id,trip_id
r9,weekend,t1
r9,weekend,t2
r9,weekend,night
r1,weekend,loop
r1,week,w1
"""
CALL_COLUMNS = "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type\n"
CALLS = f"""{CALL_COLUMNS}\
t1,10:00:00,10:00:00,A,1,0
t1,10:04:00,10:05:00,B,2,0
t1,10:20:00,10:20:00,C,3,0
t2,10:10:00,10:10:00,A,1,0
t2,10:14:00,10:15:00,B,2,1
t2,10:30:00,10:30:00,C,3,0
night,25:10:00,25:10:00,A,1,0
night,25:20:00,25:20:00,B,2,0
night,25:40:00,25:40:00,C,3,0
loop,12:00:00,12:00:00,A,1,
loop,12:06:00,12:06:00,B,2,
loop,12:20:00,12:20:00,C,3,
w1,08:00:00,08:00:00,A,1,0
w1,08:20:00,08:20:00,C,2,0
"""
BROKEN_CALLS = """\
t1,10:04
t1,10:04:00,noon,B,2,0
t1,10:04:00,10:04:00,B,second,0
t1,10:04:00,,B,2,0
ghost,10:04:00,10:04:00,B,2,0
"""
FREQUENCIES = "trip_id,start_time,end_time,headway_secs\nloop,12:00:00,13:00:00,600\n"
DATES = "service_id,date,exception_type\n"
SMALL_CALLS = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"


def calendar(first: str, last: str) -> str:
    """Return a calendar with a service on weekdays and one in the weekend."""
    return (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        f"week,1,1,1,1,1,0,0,{first},{last}\nweekend,0,0,0,0,0,1,1,{first},{last}\n"
    )


def timetables() -> dict[str, dict[str, str]]:
    """Return the tables of each timetable by the name of its file."""
    common = {"agency": AGENCY, "stops": STOPS, "routes": ROUTES}
    no_pickup = f"{CALL_COLUMNS}t1,10:00:00,10:00:00,A,1,1\nt1,10:20:00,10:20:00,C,3,0\n"
    return {
        "full/timetable.zip": common
        | {
            "calendar": calendar("20260703", "20260705"),
            "calendar_dates": f"{DATES}weekend,20260705,2\n",
            "trips": TRIPS,
            "stop_times": CALLS,
            "frequencies": FREQUENCIES,
        },
        "minimal.zip": {
            "agency": AGENCY,
            "stops": "stop_id\nA\nB\n",
            "routes": "route_id\nr9\n",
            "calendar_dates": f"{DATES}once,20260704,1\n",
            "trips": "route_id,service_id,trip_id\nr9,once,t1\n",
            "stop_times": f"{SMALL_CALLS}t1,10:00:00,10:00:00,A,1\nt1,10:04:00,10:04:00,B,2\n",
        },
        "zero.zip": common | {"calendar": calendar("20260704", "20260704"), "trips": TRIPS, "stop_times": no_pickup},
        "stale.zip": common | {"calendar": calendar("20250704", "20250706"), "trips": TRIPS, "stop_times": CALLS},
        "malformed/timetable.zip": common
        | {
            "stops": STOPS + 'D,"Plein, met komma",north,4.3\n',
            "calendar": calendar("20260704", "20260704") + "broken,1,1,1,1,1,1,1,20261399,20260704\n",
            "calendar_dates": f"{DATES}weekend,tomorrow,1\nweekend,20260704,7\n",
            "trips": TRIPS,
            "stop_times": CALLS + BROKEN_CALLS,
            "frequencies": FREQUENCIES + "t2,12:00:00,13:00:00,0\nghost,12:00:00,13:00:00,600\n",
        },
    }


def zipped(tables: dict[str, str]) -> bytes:
    """Return a timetable as a zip file that is the same each time."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name, text in tables.items():
            info = zipfile.ZipInfo(f"{name}.txt", (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)
    return body.getvalue()


def message(made_s: int = NOON_S) -> Any:
    """Return a message without entities."""
    made = gtfs_realtime_pb2.FeedMessage()
    made.header.gtfs_realtime_version = "2.0"
    made.header.timestamp = made_s
    return made


Event = tuple[int | None, int | None] | None
"""Time (seconds since 1970) and delay of an arrival or a departure."""


def trip(
    into: Any, route: str, calls: list[tuple[str, Event, Event]], *, delay: int | None = None, state: str = ""
) -> None:
    """Add a trip with its arrivals and departures at stops."""
    entity = into.entity.add(id=f"e{len(into.entity)}")
    update = entity.trip_update
    update.trip.trip_id = f"SYN-{len(into.entity)}"
    update.vehicle.id = "1234"
    if route:
        update.trip.route_id = route
    if state:
        update.trip.schedule_relationship = gtfs_realtime_pb2.TripDescriptor.ScheduleRelationship.Value(state)
    if delay is not None:
        update.delay = delay
    for sequence, (stop, arrival, departure) in enumerate(calls, 1):
        call = update.stop_time_update.add(stop_sequence=sequence)
        if stop:
            call.stop_id = stop
        for name, said in (("arrival", arrival), ("departure", departure)):
            for what, value in zip(("time", "delay"), said or (), strict=False):
                if value is not None:
                    setattr(getattr(call, name), what, value)


def vehicle(
    into: Any, route: str, stop: str, *, is_at: bool, word: str = "", percent: int | None = None, at_s: int = NOON_S
) -> None:
    """Add a vehicle that tells how full it is."""
    kinds = gtfs_realtime_pb2.VehiclePosition
    said = into.entity.add(id=f"e{len(into.entity)}").vehicle
    said.vehicle.id = "1234"
    said.position.latitude, said.position.longitude = 52.1, 4.28
    said.trip.trip_id, said.trip.route_id, said.stop_id = "SYN-1", route, stop
    said.current_status = kinds.STOPPED_AT if is_at else kinds.IN_TRANSIT_TO
    said.timestamp = at_s
    if word:
        said.occupancy_status = kinds.OccupancyStatus.Value(word)
    if percent is not None:
        said.occupancy_percentage = percent


def alert(into: Any) -> None:
    """Add an alert."""
    into.entity.add(id="a").alert.effect = gtfs_realtime_pb2.Alert.REDUCED_SERVICE


def messages() -> dict[str, Any]:
    """Return each message by the name of its file."""
    t = NOON_S
    updates, positions, alerts, minimal = message(), message(t + 30), message(t + 40), message()
    zero, stale, malformed = message(), message(t - 86_400), message()
    trip(updates, "9", [("A", None, (t - 300, 20)), ("B", (t - 60, 35), (t - 40, 30)), ("C", (t + 200, 30), None)])
    trip(updates, "9", [("A", None, (t - 100, 0)), ("B", (t + 60, 10), None)])
    trip(updates, "1", [], delay=90)
    vehicle(positions, "9", "A", is_at=True, word="FEW_SEATS_AVAILABLE", at_s=t + 20)
    vehicle(positions, "9", "B", is_at=False, percent=110, at_s=t + 25)
    vehicle(positions, "1", "B", is_at=True, word="NO_DATA_AVAILABLE", at_s=t + 10)
    vehicle(positions, "1", "B", is_at=True, word="STANDING_ROOM_ONLY", at_s=t + 15)
    alert(alerts)
    trip(minimal, "", [("A", None, (t - 20, 15))])
    trip(zero, "9", [("A", None, (t - 20, 0)), ("B", (t + 20, 0), None)])
    vehicle(zero, "9", "A", is_at=True, word="EMPTY")
    trip(stale, "9", [("A", None, (t - 86_420, 15)), ("B", (t - 86_360, 15), None)])
    broken: list[tuple[str, Event, Event]] = [("", (t - 10, 15), None), ("B", (t - 5, None), (None, 15))]
    trip(malformed, "9", [("A", None, (t - 20, 15)), *broken, ("C", (t - 4, 999_999), None)])
    trip(malformed, "9", [("A", None, (t - 30, 5))], state="CANCELED")
    trip(malformed, "9", [("A", None, (t - 25, 5))], state="ADDED")
    trip(malformed, "9", [], delay=-999_999)
    alert(malformed)
    vehicle(malformed, "9", "A", is_at=True, percent=2000)
    return {
        "full/1-trip-updates.pb": updates,
        "full/2-vehicle-positions.pb": positions,
        "full/3-alerts.pb": alerts,
        "minimal.pb": minimal,
        "zero.pb": zero,
        "stale.pb": stale,
        "malformed.pb": malformed,
    }


def main() -> None:
    """Write all fixtures."""
    for name, tables in timetables().items():
        (CONNECTORS / "gtfs" / "fixtures" / name).write_bytes(zipped(tables))
    for name, said in messages().items():
        body = said.SerializeToString(deterministic=True)
        (CONNECTORS / "gtfs_realtime" / "fixtures" / name).write_bytes(body)


if __name__ == "__main__":
    main()
