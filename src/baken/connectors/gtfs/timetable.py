# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Timetable: which departures are planned at which stops, on which service days.

Only what can matter is kept in memory: the trips of services that run within the window, and their departures at the
stops that were asked for. All times of a trip count from noon minus twelve hours of its service day
(:mod:`baken.plugin.service_day`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, available_timezones

from baken.connectors.gtfs.client import Feed, FeedError
from baken.plugin.readings import NO_TIME, NOT_A_NUMBER
from baken.plugin.service_day import LATEST_HOUR, calendar_day, clock_s

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Problem = Callable[[str, str], None]

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAYS_BEFORE: Final = LATEST_HOUR // 24
"""So many service days before a day can still have departures on it."""

MOST_DAYS: Final = 3 * 366
NO_PICKUP: Final = "1"

_ADDED, _REMOVED = "1", "2"
_SHORTEST_HEADWAY_S: Final = 10


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop, or a station to which stops belong."""

    id: str
    name: str
    position: tuple[float, float] | None
    parent: str


@dataclass(slots=True)
class Timetable:
    """What is planned.

    Attributes
    ----------
    zone
        In which the times are written.
    days
        The service days for which the timetable speaks.
    running
        Per service day the services that run.
    departures
        Per stop, route and service the seconds since the start of the service day.
    """

    zone: ZoneInfo
    days: tuple[date, date]
    running: dict[date, set[str]]
    stops: dict[str, Stop]
    routes: dict[str, str]
    departures: dict[tuple[str, str, str], list[int]] = field(default_factory=dict)


@dataclass(slots=True)
class _Trip:
    route: str
    service: str
    first_s: int | None = None
    last_sequence: int = -1
    calls: list[tuple[int, int, str]] = field(default_factory=list)
    """Sequence, departure and stop, where passengers may get on."""
    visits: set[str] = field(default_factory=set)
    """Stops that were asked for, whether or not passengers may get on."""


def read_timetable(feed: Feed, problem: Problem, *, stops: frozenset[str], first: date | None, days: int) -> Timetable:
    """Return what is planned in ``days`` days from ``first`` on; from the first day of the timetable when None.

    Raises
    ------
    FeedError
        When the timetable cannot be read at all.
    """
    calendar = _Calendar(feed, problem)
    bounds = calendar.bounds
    asked = bounds[0] if first is None else first
    begin, end = max(bounds[0], asked), min(bounds[1], asked + timedelta(days=days - 1))
    if end < begin:
        raise FeedError(f"it speaks of {bounds[0]} to {bounds[1]} only, and not of {asked}")
    running = {day: calendar.running(day) for day in _days(begin - timedelta(days=DAYS_BEFORE), end)}
    table = Timetable(
        zone=_zone(feed),
        days=(begin, end),
        running=running,
        stops={stop.id: stop for stop in _stops(feed)},
        routes={route: short or long for route, short, long in feed.rows("routes", ("route_id",), _ROUTE_NAMES)},
    )
    services: set[str] = set().union(*running.values())
    trips = _calls(feed, problem, _trips(feed, services), _wanted(table.stops, stops))
    _fill(table, trips, _frequencies(feed, problem, trips))
    return table


_ROUTE_NAMES: Final = ("route_short_name", "route_long_name")


class _Calendar:
    """On which days which service runs."""

    def __init__(self, feed: Feed, problem: Problem) -> None:
        self._weekly: list[tuple[str, date, date, frozenset[int]]] = []
        self._changes: dict[date, dict[str, bool]] = {}
        if not (feed.has("calendar") or feed.has("calendar_dates")):
            raise FeedError("there is neither calendar.txt nor calendar_dates.txt")
        if feed.has("calendar"):
            for service, start, end, *week in feed.rows(
                "calendar", ("service_id", "start_date", "end_date", *WEEKDAYS)
            ):
                first, last = calendar_day(start), calendar_day(end)
                if first is None or last is None or last < first:
                    problem(NO_TIME, f"calendar.txt, {service}: {start} {end}")
                else:
                    on = frozenset(i for i, day in enumerate(week) if day == "1")
                    self._weekly.append((service, first, last, on))
        if feed.has("calendar_dates"):
            for service, text, kind in feed.rows("calendar_dates", ("service_id", "date", "exception_type")):
                day = calendar_day(text)
                if day is None or kind not in (_ADDED, _REMOVED):
                    problem(NO_TIME, f"calendar_dates.txt, {service}: {text} {kind}")
                else:
                    self._changes.setdefault(day, {})[service] = kind == _ADDED

    @property
    def bounds(self) -> tuple[date, date]:
        """Return the first and the last day of which anything is said."""
        days = [day for _, first, last, _ in self._weekly for day in (first, last)] + list(self._changes)
        if not days:
            raise FeedError("the timetable has no day on which anything runs")
        return min(days), min(max(days), min(days) + timedelta(days=MOST_DAYS))

    def running(self, day: date) -> set[str]:
        """Return the services that run on a day."""
        found = {s for s, first, last, on in self._weekly if first <= day <= last and day.weekday() in on}
        for service, runs in self._changes.get(day, {}).items():
            (found.add if runs else found.discard)(service)
        return found


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _zone(feed: Feed) -> ZoneInfo:
    name = next((zone for (zone,) in feed.rows("agency", ("agency_timezone",))), "")
    if name not in available_timezones():
        raise FeedError(f"agency.txt names no time zone that is known: {name[:60]!r}")
    return ZoneInfo(name)


def _stops(feed: Feed) -> Iterator[Stop]:
    optional = ("stop_name", "stop_lat", "stop_lon", "parent_station")
    for stop, name, latitude, longitude, parent in feed.rows("stops", ("stop_id",), optional):
        yield Stop(stop, name, _position(longitude, latitude), parent)


def _position(longitude: str, latitude: str) -> tuple[float, float] | None:
    try:
        found = float(longitude), float(latitude)
    except ValueError:
        return None
    return found if abs(found[0]) <= 180 and abs(found[1]) <= 90 else None


def _wanted(stops: dict[str, Stop], named: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Return for each stop under which names its departures count: its own and that of its station."""
    wanted: dict[str, tuple[str, ...]] = {}
    for stop in stops.values():
        names = tuple(name for name in (stop.id, stop.parent) if name and (name in named or not named))
        if names:
            wanted[stop.id] = names
    return wanted


def _trips(feed: Feed, services: set[str]) -> dict[str, tuple[str, str]]:
    """Return route and service of the trips of these services; a country has a million of them, with few pairs."""
    pairs: dict[tuple[str, str], tuple[str, str]] = {}
    rows = feed.rows("trips", ("trip_id", "route_id", "service_id"))
    return {
        trip: pairs.setdefault((route, service), (route, service))
        for trip, route, service in rows
        if service in services
    }


def _calls(
    feed: Feed, problem: Problem, known: dict[str, tuple[str, str]], wanted: dict[str, tuple[str, ...]]
) -> dict[str, _Trip]:
    """Return the trips that come to the stops that were asked for, with when they leave them.

    The calls are gone through twice, first for those at the stops and then for the trips that were found, so that of a
    country only the trips of a city are held.
    """
    trips: dict[str, _Trip] = {}
    required = ("trip_id", "stop_id", "stop_sequence", "departure_time")
    for trip_id, stop, sequence, departure, pickup in feed.chosen(
        "stop_times", required, ("pickup_type",), "stop_id", wanted
    ):
        if trip_id not in known:
            continue
        number, seconds = _whole(sequence), clock_s(departure)
        if number is None:
            problem(NOT_A_NUMBER, f"stop_times.txt, {trip_id}: stop_sequence {sequence[:40]!r}")
            continue
        if trip_id not in trips:
            trips[trip_id] = _Trip(*known[trip_id])
        trips[trip_id].visits.update(wanted[stop])
        if pickup == NO_PICKUP:
            continue
        if seconds is None:
            problem(NO_TIME, f"stop_times.txt, {trip_id} at {stop}: {departure[:40]!r}")
            continue
        trips[trip_id].calls.extend((number, seconds, name) for name in wanted[stop])
    for trip_id, _, sequence, departure in feed.chosen("stop_times", required, (), "trip_id", trips, tell=False):
        trip, number, seconds = trips[trip_id], _whole(sequence), clock_s(departure)
        trip.last_sequence = max(trip.last_sequence, -1 if number is None else number)
        if seconds is not None:
            trip.first_s = seconds if trip.first_s is None else min(trip.first_s, seconds)
    return trips


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None


def _frequencies(feed: Feed, problem: Problem, trips: dict[str, _Trip]) -> dict[str, list[int]]:
    """Return for each trip that is repeated when it begins."""
    starts: dict[str, list[int]] = {}
    if not feed.has("frequencies"):
        return starts
    for trip, start, end, headway in feed.rows("frequencies", ("trip_id", "start_time", "end_time", "headway_secs")):
        if trip not in trips:
            continue
        first, last = clock_s(start), clock_s(end)
        step = _whole(headway) or 0
        if first is None or last is None or step < _SHORTEST_HEADWAY_S:
            problem("a frequency that cannot be", f"frequencies.txt, {trip}: {start} {end} {headway}")
            starts.setdefault(trip, [])
        else:
            starts.setdefault(trip, []).extend(range(first, last, step))
    return starts


def _fill(table: Timetable, trips: dict[str, _Trip], starts: dict[str, list[int]]) -> None:
    for trip_id, trip in trips.items():
        for name in trip.visits:
            table.departures.setdefault((name, trip.route, trip.service), [])
        # A trip that is repeated gives the times between its stops; one that is not begins when it says.
        begins = trip.first_s or 0
        for sequence, seconds, name in trip.calls:
            # At its last stop a trip arrives and does not depart.
            if sequence < trip.last_sequence:
                times = [start + seconds - begins for start in starts[trip_id]] if trip_id in starts else [seconds]
                table.departures[name, trip.route, trip.service].extend(times)
