# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From events of calendars to how many visitors are expected, per calendar and place, interval by interval."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import numpy as np

from baken.connectors.icalendar_events import client
from baken.connectors.icalendar_events.occurrences import Budget, OccurrenceError, Span, last_end, moment_of, spans_of
from baken.connectors.icalendar_events.settings import CalendarSettings, declared
from baken.declaration.fault import Fault
from baken.plugin.endpoint_settings import read_settings
from baken.plugin.filed_past import FiledPast, LiveWithPast
from baken.plugin.protocol import ConnectorError, Field, SettingsError
from baken.plugin.provider_values import number_of, understood
from baken.plugin.readings import ReadingBuilder
from baken.plugin.recorded import RecordedConnector, recorded_deliveries
from baken.vocabulary.quantity import DEFINITIONS, Quantity
from baken.vocabulary.time import from_us, to_us

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from baken.plugin.live import Delivery, Poll, Reading
    from baken.plugin.protocol import Settings

EVENTS: Final = "events"
SETTINGS_FILE: Final = "icalendar_events.toml"

CANCELLED: Final = "a cancelled event"
TENTATIVE: Final = "a tentative event"
NO_NUMBER: Final = "an event that does not say how many visitors are expected"
NO_PLACE: Final = "an event at a place that the settings do not name"

MOST_VALUES: Final = 200_000
_MOST_VISITORS: Final = 1e7
_EPOCH: Final = datetime(1970, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Planned:
    """An event with what is known of it.

    Attributes
    ----------
    visitors
        NaN where the event does not say.
    places
        Which of the declared places it is at.
    """

    spans: tuple[Span, ...]
    visitors: float
    places: frozenset[str]


@dataclass(frozen=True, slots=True)
class Grid:
    """The intervals for which values are made: so many, from a moment on, each so long."""

    start_us: int
    step_us: int
    steps: int


def connect(settings: Settings) -> IcalendarEvents | FiledPast:
    """Open the calendars that a city named.

    Raises
    ------
    SettingsError
        With every fault of the settings and its line.
    """
    found = read_settings(settings, "icalendar_events", declared)
    missing = [file for _, file in found.files if not (settings.folder / file).is_file()]
    if missing:
        faults = tuple(
            Fault(settings.file or "", 0, f"There is no file {file!r}.", "Write its path, seen from the city folder.")
            for file in missing
        )
        raise SettingsError("Calendars that the settings name are not there.", faults)
    live = IcalendarEvents(found)
    files = [(name, settings.folder / file) for name, file in found.files]
    if not files:
        return live
    return LiveWithPast(live, live, files, live.fields_of_calendars()) if found.polls else FiledPast(live, files)


def from_fixture(path: Path) -> RecordedConnector:
    """Open recorded calendars in place of the provider; in a folder with its settings if they are there."""
    from baken.plugin.protocol import Settings

    found = CalendarSettings(files=((EVENTS, ""),))
    if (path / SETTINGS_FILE).is_file():
        found = read_settings(Settings(folder=path, file=SETTINGS_FILE), "icalendar_events", declared)
    return RecordedConnector(IcalendarEvents(found), recorded_deliveries(path, EVENTS))


class IcalendarEvents:
    """Understands calendars.

    Examples
    --------
    >>> source = IcalendarEvents(CalendarSettings(files=(("permits", "permits.ics"),)))
    >>> source.field_of("permits").quantity.value, source.field_of("permits/pier")
    ('expected_visitors', None)
    """

    def __init__(self, settings: CalendarSettings) -> None:
        self._settings = settings
        self._zone = ZoneInfo(settings.zone)

    @property
    def endpoints(self) -> tuple[Poll, ...]:
        """Return the addresses of the calendars."""
        return self._settings.polls

    def field_of(self, provider_id: str) -> Field | None:
        """Return the series of ``<calendar>`` (all its events) or ``<calendar>/<place>``."""
        calendar, slash, place = provider_id.partition("/")
        is_place = not slash or place in {known.id for known in self._settings.places}
        return self._field(provider_id) if calendar in self._settings.names and is_place else None

    def fields_of_calendars(self) -> tuple[Field, ...]:
        """Return every series that there can be."""
        places = ["", *(f"/{place.id}" for place in self._settings.places)]
        return tuple(self._field(name + place) for name in sorted(self._settings.names) for place in places)

    def read(self, delivery: Delivery) -> Iterator[Reading]:
        """Yield how many visitors a calendar expects around the delivery, as one reading.

        A file that was never delivered (:class:`~baken.plugin.filed_past.FiledPast`) is read as a whole.

        Raises
        ------
        ConnectorError
            When it is no calendar, or larger than is read.
        """
        builder = ReadingBuilder()
        with understood("The calendar"), delivery.open() as stream:
            found = client.read_events(stream.read(client.LARGEST_BYTES + 1), self._settings.properties)
            events = list(self._usable(found, builder))
        calendar = delivery.endpoint or EVENTS
        now = from_us(delivery.received_at_us) if delivery.received_at_us else None
        planned, covered = self._planned(events, calendar, now, builder)
        grid = self._grid(covered, now)
        if grid is not None:
            for place in ("", *(place.id for place in self._settings.places)):
                field = self._field(f"{calendar}/{place}" if place else calendar)
                wanted = [event for event in planned if not place or place in event.places]
                for i, value in enumerate(_expected(wanted, grid).tolist()):
                    builder.add(field, grid.start_us + i * grid.step_us, value, f"step {i + 1}")
        yield builder.reading()

    def _usable(
        self, found: Iterator[client.Event | tuple[str, str]], builder: ReadingBuilder
    ) -> Iterator[client.Event]:
        for event in found:
            if isinstance(event, tuple):
                builder.skip(*event)
            else:
                yield event

    def _planned(
        self, events: Sequence[client.Event], calendar: str, now: datetime | None, builder: ReadingBuilder
    ) -> tuple[list[Planned], tuple[datetime, datetime] | None]:
        """Return the events that take place, and the time that the calendar covers."""
        replaced: dict[str, list[client.When]] = {}
        for event in events:
            if event.replaces is not None:
                replaced.setdefault(event.series, []).append(event.replaces)
        budget, planned = Budget(), []
        covered = _Covered(*self._settings.covers.get(calendar, (None, None)))
        window = self._window(events, now)
        for event in events:
            where = f"event {event.number}"
            left_out = () if event.replaces is not None else tuple(replaced.get(event.series, ()))
            try:
                spans = spans_of(event, self._zone, window, left_out, budget)
                covered.add(moment_of(event.start, self._zone), last_end(event, self._zone, budget), window[1])
            except OccurrenceError as error:
                builder.skip(str(error), where)
                continue
            except (ValueError, OverflowError):
                builder.skip(client.NO_TIME, where)
                continue
            if event.status in ("CANCELLED", "TENTATIVE"):
                builder.skip(CANCELLED if event.status == "CANCELLED" else TENTATIVE, where)
                continue
            places = self._places_of(event)
            visitors = self._visitors_of(event)
            if math.isnan(visitors):
                builder.skip(NO_NUMBER, where)
            if self._settings.places and not places:
                builder.skip(NO_PLACE, where)
            planned.append(Planned(tuple(spans), visitors, places))
        return planned, covered.bounds()

    def _window(self, events: Sequence[client.Event], now: datetime | None) -> tuple[datetime, datetime]:
        """Return the time that is of interest: around a delivery, or what a file can tell of."""
        if now is not None:
            behind = timedelta(seconds=self._settings.behind_s + self._settings.step_s)
            return now - behind, now + timedelta(seconds=self._settings.ahead_s + self._settings.step_s)
        starts = [moment_of(event.start, self._zone) for event in events]
        first = min(starts, default=_EPOCH)
        return first - timedelta(days=1), max(starts, default=first) + timedelta(days=366)

    def _places_of(self, event: client.Event) -> frozenset[str]:
        location = event.location.casefold()
        return frozenset(p.id for p in self._settings.places if any(word in location for word in p.words))

    def _visitors_of(self, event: client.Event) -> float:
        """Return the expected visitors: of the first property that is a number, else of the largest category."""
        for name in self._settings.properties:
            number = number_of(event.numbers.get(name, ""))
            if number is not None and 0 <= number <= _MOST_VISITORS:
                return number
        known = [self._settings.categories.get(word.casefold()) for word in event.categories]
        return max((number for number in known if number is not None), default=math.nan)

    def _grid(self, covered: tuple[datetime, datetime] | None, now: datetime | None) -> Grid | None:
        """Return the whole intervals in which something is known; None when there are none."""
        if covered is None:
            return None
        step = round(self._settings.step_s * 1e6)
        first, last = to_us(covered[0]) // step, -(-to_us(covered[1]) // step)
        if now is not None:
            first = max(first, (to_us(now) - round(self._settings.behind_s * 1e6)) // step)
            last = min(last, (to_us(now) + round(self._settings.ahead_s * 1e6)) // step + 1)
        if (last - first) * (1 + len(self._settings.places)) > MOST_VALUES:
            raise ConnectorError(
                "The calendar covers more time than is read at once.", remedy="Make step_s longer, or the file shorter."
            )
        return Grid(first * step, step, last - first) if last > first else None

    def _field(self, provider_id: str) -> Field:
        return Field(
            provider_id=provider_id,
            name=f"{provider_id}, expected visitors",
            quantity=Quantity.EXPECTED_VISITORS,
            unit=DEFINITIONS[Quantity.EXPECTED_VISITORS].ucum,
            interval_s=self._settings.step_s,
        )


class _Covered:
    """Gathers from when until when a calendar tells what takes place: from its first to its last event."""

    def __init__(self, first: datetime | None, last: datetime | None) -> None:
        self._said = (first, last)
        self._first: datetime | None = None
        self._last: datetime | None = None

    def add(self, first: datetime, last: datetime | None, until: datetime) -> None:
        """Take an event: its first start, its last end (None: for ever), and until when that is of interest."""
        self._first = first if self._first is None else min(self._first, first)
        ends = until if last is None else last
        self._last = ends if self._last is None else max(self._last, ends)

    def bounds(self) -> tuple[datetime, datetime] | None:
        """Return the time that is covered, where anything is."""
        first, last = self._said[0] or self._first, self._said[1] or self._last
        return None if first is None or last is None or last <= first else (first, last)


def _expected(events: Sequence[Planned], grid: Grid) -> NDArray[np.float64]:
    """Return the visitors of all events that take place in each interval: NaN where one of them does not say.

    Between events it is 0: the grid has only intervals that the calendar covers.
    """
    expected = np.zeros(grid.steps, np.float64)
    for event in events:
        touched = np.zeros(grid.steps, np.bool_)
        for span in event.spans:
            first = (to_us(span.start) - grid.start_us) // grid.step_us
            last = -(-(to_us(span.end) - grid.start_us) // grid.step_us)
            touched[max(0, first) : max(0, last)] = True
        expected[touched] += event.visitors
    return np.minimum(expected, _MOST_VISITORS)
