# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads events from iCalendar files (RFC 5545) with the library ``icalendar``; knows nothing of Baken.

Of the texts of an event only its place and its categories are taken; what it is called and who organises it is never
read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_BYTES: Final = 4 * 1024 * 1024
MOST_EVENTS: Final = 5_000
MOST_COMPONENTS: Final = 15_000
LONGEST_LINE: Final = 20_000
MOST_DATES: Final = 2_000
YEARS: Final = range(1970, 2099)

NO_TIME: Final = "the time cannot be read"
NO_ZONE: Final = "a time zone that is not known"
NO_RULE: Final = "a recurrence that cannot be read"
LATER_ONES: Final = "a change of all later occurrences is not understood"
NO_EVENT: Final = "an event that cannot be read"

When = date | datetime
"""A day, a moment, or a time on a wall clock."""


class DocumentError(ValueError):
    """What was delivered is no calendar, or more than is read."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event, or one changed occurrence of an event that recurs.

    Attributes
    ----------
    number
        Its place in the file.
    series
        What the occurrences of one event have in common.
    start, end
        A day for an event of whole days; without a zone for the zone of the calendar. ``end`` is None where
        there is none.
    rule
        As it stands there (``FREQ=WEEKLY;BYDAY=SA``); empty when the event does not recur.
    without, also
        Occurrences that are left out and added.
    replaces
        Which occurrence of the series this one takes the place of.
    numbers
        Texts of the properties that were asked for.
    """

    number: int
    series: str
    start: When
    end: When | None
    length: timedelta | None
    rule: str
    without: tuple[When, ...]
    also: tuple[When, ...]
    replaces: When | None
    status: str
    location: str
    categories: tuple[str, ...]
    numbers: dict[str, str]

    @property
    def is_all_day(self) -> bool:
        """Tell whether the event takes whole days."""
        return not isinstance(self.start, datetime)


class _BrokenError(Exception):
    """Why an event cannot be used."""


def read_events(raw: bytes, properties: tuple[str, ...] = ()) -> Iterator[Event | tuple[str, str]]:
    """Yield every event; of one that cannot be used the reason and its place.

    Parameters
    ----------
    properties
        Names of further properties whose texts are wanted, such as ``X-EXPECTED-VISITORS``.

    Raises
    ------
    DocumentError
        When it is no calendar, is cut off, or is larger than is read.
    UnicodeDecodeError
        When it is not in UTF-8, as RFC 5545 prescribes.
    """
    text = _checked(raw)
    from icalendar import Calendar

    try:
        calendars = Calendar.from_ical(text, multiple=True)
        events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    except Exception as error:  # the library raises what it likes on what it does not understand
        said = f"it cannot be read as iCalendar ({type(error).__name__})"
        raise DocumentError(said) from error
    if len(events) > MOST_EVENTS:
        raise DocumentError(f"it has more than {MOST_EVENTS} events")
    for number, event in enumerate(events, 1):
        try:
            yield _readable(number, event, properties)
        except _BrokenError as error:
            yield str(error), f"event {number}"


def _checked(raw: bytes) -> str:
    """Return the text of a calendar without its time zones: those that are known have a name, others are refused.

    Definitions of time zones recur as well, and their rules could be made to take for ever.
    """
    if len(raw) > LARGEST_BYTES:
        raise DocumentError(f"it is larger than {LARGEST_BYTES} bytes")
    text = raw.decode("utf-8-sig")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((line.strip().upper() for line in lines if line.strip()), "")
    last = next((line.strip().upper() for line in reversed(lines) if line.strip()), "")
    if first != "BEGIN:VCALENDAR":
        raise DocumentError("it does not begin as a calendar")
    if last != "END:VCALENDAR":
        raise DocumentError("it is cut off")
    if "\0" in text:
        raise DocumentError("it holds characters that are not text")
    return "\r\n".join(_kept(lines))


def _kept(lines: list[str]) -> Iterator[str]:
    components, length, is_zone = 0, 0, False
    for line in lines:
        length = length + len(line) if line[:1] in (" ", "\t") else len(line)
        if length > LONGEST_LINE:
            raise DocumentError("it has a line that is too long")
        word = line.strip().upper()
        if word.startswith("BEGIN:"):
            components += 1
            if components > MOST_COMPONENTS:
                raise DocumentError(f"it has more than {MOST_COMPONENTS} parts")
        is_zone = is_zone or word == "BEGIN:VTIMEZONE"
        if not is_zone and line:
            yield line
        is_zone = is_zone and word != "END:VTIMEZONE"


def _readable(number: int, event: Any, properties: tuple[str, ...]) -> Event:
    try:
        return _event(number, event, properties)
    except _BrokenError:
        raise
    except Exception as error:  # as above, at the first use of a broken property
        raise _BrokenError(NO_EVENT) from error


def _event(number: int, event: Any, properties: tuple[str, ...]) -> Event:
    start = _when(event, "DTSTART")
    if start is None:
        raise _BrokenError(NO_TIME)
    replaced = _first(event, "RECURRENCE-ID")
    if replaced is not None and str(replaced.params.get("RANGE", "")).upper() == "THISANDFUTURE":
        raise _BrokenError(LATER_ONES)
    rule = _first(event, "RRULE")
    if isinstance(event.get("RRULE"), list):
        raise _BrokenError(NO_RULE)
    length = _first(event, "DURATION")
    return Event(
        number=number,
        series=str(_first(event, "UID") or f"event {number}")[:500],
        start=start,
        end=_when(event, "DTEND"),
        length=None if length is None else _length(length),
        rule="" if rule is None else _rule(rule),
        without=tuple(_dates(event, "EXDATE")),
        also=tuple(_dates(event, "RDATE")),
        replaces=_when(event, "RECURRENCE-ID"),
        status=_text(event, "STATUS").upper(),
        location=_text(event, "LOCATION"),
        categories=tuple(_categories(event)),
        numbers={name: _text(event, name) for name in properties if name in event},
    )


def _first(event: Any, name: str) -> Any:
    value = event.get(name)
    return value[0] if isinstance(value, list) and value else value


def _when(event: Any, name: str) -> When | None:
    value = _first(event, name)
    return None if value is None else _known(value)


def _known(value: Any) -> When:
    """Return a time whose zone is known; a name of a zone that led to no zone is none."""
    try:
        found = value.dt
    except Exception as error:  # a broken property raises what the library likes
        raise _BrokenError(NO_TIME) from error
    if not isinstance(found, date) or found.year not in YEARS:
        raise _BrokenError(NO_TIME)
    if isinstance(found, datetime) and found.tzinfo is None and value.params.get("TZID"):
        raise _BrokenError(NO_ZONE)
    return found


def _length(value: Any) -> timedelta:
    try:
        found = value.dt
    except Exception as error:  # as above
        raise _BrokenError(NO_TIME) from error
    if not isinstance(found, timedelta):
        raise _BrokenError(NO_TIME)
    return found


def _rule(value: Any) -> str:
    try:
        return str(value.to_ical().decode("ascii"))
    except Exception as error:  # as above
        raise _BrokenError(NO_RULE) from error


def _dates(event: Any, name: str) -> Iterator[When]:
    found = event.get(name)
    count = 0
    for group in found if isinstance(found, list) else [] if found is None else [found]:
        for value in group.dts:
            count += 1
            if count > MOST_DATES:
                raise _BrokenError(NO_RULE)
            if not isinstance(value.dt, tuple):
                yield _known(value)


def _categories(event: Any) -> Iterator[str]:
    found = event.get("CATEGORIES")
    for group in found if isinstance(found, list) else [] if found is None else [found]:
        yield from (str(word).strip() for word in list(group.cats)[:50])


def _text(event: Any, name: str) -> str:
    value = _first(event, name)
    return "" if value is None else str(value).strip()[:500]
