# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads ``calendar.toml``: the region of the holidays, school holidays, further holidays and events.

The file may be left out; then only the public holidays of the country of ``city.toml`` count.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from baken.city.read_city import CITY_FILE
from baken.city.read_places import PERMANENT_ID
from baken.declaration.document import read_document
from baken.declaration.fault import Fault, Severity
from baken.declaration.reader import TableReader, suggestion
from baken.forecast.calendar import Calendar
from baken.forecast.events import PlannedEvent, ProgrammePart
from baken.forecast.wall_clock import from_wall_min, wall_min
from baken.vocabulary.time import NO_TIME_US

if TYPE_CHECKING:
    from pathlib import Path

CALENDAR_FILE: Final = "calendar.toml"

MOST_ENTRIES: Final = 5_000
MOST_PARTS: Final = 200
MOST_VISITORS: Final = 10_000_000
LONGEST_EVENT: Final = timedelta(days=92)
LONGEST_SCHOOL_HOLIDAY: Final = timedelta(days=120)

_REGION: Final = re.compile(r"[A-Z0-9]{1,3}")
_YEARS: Final = range(1990, 2100)
_TIME: Final = 'Write a local time such as "2026-08-14T22:15".'
_DATE: Final = "Write a day such as 2026-08-14."


def read_calendar(
    folder: Path, country: str | None, time_zone: str | None, area_ids: frozenset[str], faults: list[Fault]
) -> tuple[Calendar, tuple[PlannedEvent, ...]]:
    """Return the calendar and the events of a city; what is at fault is left out, after noting the fault.

    Invariants: never raises because of what the file contains.
    """
    if not (folder / CALENDAR_FILE).exists() and not (folder / CALENDAR_FILE).is_symlink():
        return Calendar(country or ""), ()
    document = read_document(folder, CALENDAR_FILE, faults)
    if document is None:
        return Calendar(country or ""), ()
    top = TableReader(document, (), document.data, faults)
    region = top.text("region", required=False) or ""
    if region and not _REGION.fullmatch(region):
        top.fault("region", f"{region[:80]!r} is not a region.", "Write what follows NL- in ISO 3166-2, such as ZH.")
        region = ""
    schools = _schools(top)
    declared = _declared(top)
    calendar = Calendar(country or "", region, schools, declared)
    events = _Events(top, ZoneInfo(time_zone or "UTC"), area_ids).read()
    top.close()
    return calendar, events


def warn_of_unknown_holidays(folder: Path, calendar: Calendar, faults: list[Fault]) -> None:
    """Warn when the library knows no holidays of the country or region; loads the library, which takes its time."""
    if not calendar.statement:
        return
    file, key = (CALENDAR_FILE, "region") if calendar.region else (CITY_FILE, "country")
    document = read_document(folder, file, faults)
    line = 0 if document is None else document.line_of((key,))
    remedy = f"Correct it, or declare the holidays in {CALENDAR_FILE} as [[holiday]] with date and name."
    faults.append(Fault(file, line, calendar.statement, remedy, Severity.WARNING))


def _schools(top: TableReader) -> tuple[tuple[date, date], ...]:
    """Return the school holidays, each with its source; ``checked = false`` says that nobody held it against that."""
    found: list[tuple[date, date]] = []
    for table in _entries(top, "school_holiday"):
        table.text("name")
        table.text("source")
        table.boolean("checked", required=False)
        first, last = _day(table, "first"), _day(table, "last")
        table.close()
        if first is None or last is None:
            continue
        if not first <= last <= first + LONGEST_SCHOOL_HOLIDAY:
            most = LONGEST_SCHOOL_HOLIDAY.days
            table.fault("last", f"From {first} to {last} is no school holiday.", f"Write 1 to {most} days.")
        elif any(first <= end and begin <= last for begin, end in found):
            table.fault("first", "This school holiday overlaps another one.", "Declare each day once.")
        else:
            found.append((first, last))
    return tuple(sorted(found))


def _declared(top: TableReader) -> tuple[tuple[date, str], ...]:
    found: dict[date, str] = {}
    for table in _entries(top, "holiday"):
        day, name = _day(table, "date"), table.text("name")
        table.close()
        if day is not None and name is not None:
            if day in found:
                table.fault("date", f"{day} is declared twice.", "Keep one of the two.")
            found[day] = name
    return tuple(sorted(found.items()))


class _Events:
    """Events of a city: each id once, at areas that are there, at times that exist."""

    def __init__(self, top: TableReader, zone: ZoneInfo, area_ids: frozenset[str]) -> None:
        self._top = top
        self._zone = zone
        self._area_ids = area_ids

    def read(self) -> tuple[PlannedEvent, ...]:
        found: dict[str, PlannedEvent] = {}
        for table in _entries(self._top, "event"):
            event = self._event(table)
            table.close()
            if event is None:
                continue
            if event.id in found:
                table.fault("id", f"There are two events {event.id!r}.", "Give each an id of its own.")
            found.setdefault(event.id, event)
        return tuple(sorted(found.values(), key=lambda e: (e.start_min, e.id)))

    def _event(self, table: TableReader) -> PlannedEvent | None:
        name, kind = self._word(table, "id"), self._word(table, "kind")
        title, source = table.text("title"), table.text("source")
        edition_of = self._word(table, "edition_of") if table.has("edition_of") else ""
        announced, span = self._announced(table), self._span(table, LONGEST_EVENT)
        areas, visitors = self._areas(table), _visitors(table)
        programme = self._programme(table, span)
        if name is None or kind is None or title is None or source is None:
            return None
        if announced is None or span is None or edition_of is None:
            return None
        if announced > span[0]:
            message = "It was announced after it began, so no forecast can have known of it."
            table.fault("announced_on", message, "Write when it became known.", Severity.WARNING)
        return PlannedEvent(
            id=name,
            title=title,
            kind=kind,
            announced_min=announced,
            start_min=span[0],
            end_min=span[1],
            area_ids=areas,
            expected_visitors=visitors,
            programme=programme,
            edition_of=edition_of,
            source=source,
        )

    def _programme(self, table: TableReader, span: tuple[int, int] | None) -> tuple[ProgrammePart, ...]:
        parts = []
        for part in _entries(table, "programme", MOST_PARTS):
            title, within, areas = part.text("title"), self._span(part, LONGEST_EVENT), self._areas(part)
            visitors = _visitors(part)
            part.close()
            if title is None or within is None or span is None:
                continue
            if not span[0] <= within[0] < within[1] <= span[1]:
                part.fault("start", "This part lies outside the time of its event.", "Correct one of the two.")
                continue
            parts.append(
                ProgrammePart(
                    title=title,
                    start_min=within[0],
                    end_min=within[1],
                    area_ids=areas,
                    expected_visitors=visitors,
                )
            )
        return tuple(sorted(parts, key=lambda p: (p.start_min, p.title)))

    def _word(self, table: TableReader, key: str) -> str | None:
        """Return a permanent id."""
        word = table.text(key)
        if word is not None and not PERMANENT_ID.fullmatch(word):
            table.fault(key, f"{word[:80]!r} is not a permanent id.", "Write small letters, digits and hyphens.")
            return None
        return word

    def _areas(self, table: TableReader) -> tuple[str, ...]:
        names = table.texts("area_ids", required=False) or ()
        for name in names:
            if name not in self._area_ids:
                table.fault("area_ids", f"There is no area {name[:80]!r}.", suggestion(name, set(self._area_ids)))
        if len(set(names)) < len(names):
            table.fault("area_ids", "An area is named twice.", "Name each once.")
        return tuple(name for name in dict.fromkeys(names) if name in self._area_ids)

    def _span(self, table: TableReader, longest: timedelta) -> tuple[int, int] | None:
        start, end = self._moment(table, "start"), self._moment(table, "end")
        if start is None or end is None:
            return None
        if not 0 < end - start <= longest // timedelta(minutes=1):
            message = f"It ends before it begins, or lasts more than {longest.days} days."
            table.fault("end", message, "Write when it begins and ends; after midnight is the next day.")
            return None
        return start, end

    def _moment(self, table: TableReader, key: str) -> int | None:
        """Return the wall-clock minute of a time that exists in the city."""
        value = _parsed(table.any(key))
        if not isinstance(value, datetime) or value.year not in _YEARS:
            table.fault(key, f"{key} must be a local time between 1990 and 2100.", _TIME)
            return None
        if value.tzinfo is not None:
            value = value.astimezone(self._zone)
        minute = wall_min(value)
        if from_wall_min(minute, self._zone) == NO_TIME_US:
            table.fault(key, f"{key} does not exist: the clock goes forward then.", "Write an hour later.")
            return None
        return minute

    def _announced(self, table: TableReader) -> int | None:
        """Return from when it was known: the end of a day, or a time."""
        value = _parsed(table.any("announced_on"))
        if isinstance(value, date) and not isinstance(value, datetime) and value.year in _YEARS:
            return wall_min(datetime.combine(value, time()) + timedelta(days=1))
        if isinstance(value, datetime) and value.year in _YEARS:
            return wall_min(value.astimezone(self._zone) if value.tzinfo is not None else value)
        table.fault("announced_on", "announced_on must be the day on which it became known.", _DATE)
        return None


def _visitors(table: TableReader) -> float:
    number = table.number("expected_visitors", required=False, low=0, high=MOST_VISITORS)
    return math.nan if number is None else number


def _day(table: TableReader, key: str) -> date | None:
    value = _parsed(table.any(key))
    if isinstance(value, datetime) or not isinstance(value, date) or value.year not in _YEARS:
        table.fault(key, f"{key} must be a day between 1990 and 2100.", _DATE)
        return None
    return value


def _parsed(value: Any) -> Any:
    """Return the time that a text says, or the value as it is."""
    if not isinstance(value, str):
        return value
    for kind in (date, datetime):
        try:
            return kind.fromisoformat(value)
        except ValueError:
            continue
    return None


def _entries(top: TableReader, key: str, most: int = MOST_ENTRIES) -> list[TableReader]:
    tables = top.tables(key, required=False)
    if len(tables) > most:
        top.fault(key, f"There are more than {most} entries.", "Leave out what is long past.")
    return tables[:most]
