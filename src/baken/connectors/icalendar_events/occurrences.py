# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""When events take place: recurrences (RFC 5545 through ``dateutil``), zones, exceptions; bounded whatever the rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from baken.connectors.icalendar_events.client import Event, When

OFTEN: Final = "recurs more often than once a day, or by a rule that is not understood"
TOO_OLD: Final = "recurs since too long ago"
TOO_MUCH: Final = "the calendar recurs more than is read"
NO_LENGTH: Final = "an event without a length"
TOO_LONG: Final = "an event of more than a year"

MOST_STEPS: Final = 400_000
"""Occurrences that all rules of one calendar are followed for, together; after a month without one, two days
count as one."""

LONGEST: Final = timedelta(days=366)

_PARTS: Final = frozenset(
    {
        "FREQ",
        "INTERVAL",
        "COUNT",
        "UNTIL",
        "BYDAY",
        "BYMONTH",
        "BYMONTHDAY",
        "BYYEARDAY",
        "BYWEEKNO",
        "BYSETPOS",
        "WKST",
    }
)
_FREQUENCIES: Final = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_LAST_YEAR: Final = 2098
_LONGEST_COUNT: Final = timedelta(days=20 * 366)


class OccurrenceError(Exception):
    """Why it cannot be said when an event takes place."""


@dataclass(slots=True)
class Budget:
    """How far rules may still be followed."""

    steps: int = MOST_STEPS

    def take(self, since: datetime, until: datetime) -> None:
        """Follow a rule from one occurrence to the next; raises :class:`OccurrenceError` when it is used up."""
        self.steps -= 1 + max(0, (until - since).days - 31) // 2
        if self.steps < 0:
            raise OccurrenceError(TOO_MUCH)


@dataclass(frozen=True, slots=True)
class Span:
    """One occurrence in UTC."""

    start: datetime
    end: datetime


def spans_of(
    event: Event, zone: ZoneInfo, window: tuple[datetime, datetime], left_out: tuple[When, ...], budget: Budget
) -> list[Span]:
    """Return the occurrences of an event that take place within a window, in order.

    A rule is followed on the wall clock of the event, so that 20:00 stays 20:00 through the year. A time in the hour
    that a clock leaves out is the moment an hour later; of the hour that exists twice the first is meant.

    Parameters
    ----------
    zone
        Of events without one, and of whole days.
    left_out
        Occurrences that others take the place of.

    Raises
    ------
    OccurrenceError
        With the reason why it cannot be said.
    """
    length, (since, until) = _length(event), window
    first, own = _wall(event.start), _zone_of(event, zone)
    excluded = {_key(when, zone) for when in (*event.without, *left_out)}
    starts = {first, *(_wall(_in_zone(when, own)) for when in event.also)}
    if event.rule:
        early = _wall(since.astimezone(own)) - length - timedelta(days=1)
        recurring = _recurring(event.rule, first, _wall(until.astimezone(own)), own, budget)
        starts.update(start for start in recurring if start > early)
    found = []
    for start in sorted(starts):
        span = _span(start, length, own, event)
        if span.end > since and span.start < until and span.start not in excluded and start.date() not in excluded:
            found.append(span)
    return found


def last_end(event: Event, zone: ZoneInfo, budget: Budget) -> datetime | None:
    """Return until when an event takes place, in UTC; None when it recurs for ever.

    Raises
    ------
    OccurrenceError
        As :func:`spans_of`.
    """
    length, own = _length(event), _zone_of(event, zone)
    starts = [_wall(event.start), *(_wall(_in_zone(when, own)) for when in event.also)]
    if event.rule:
        parts = _parts(event.rule)
        if "COUNT" in parts:
            starts.extend(list(_recurring(event.rule, starts[0], starts[0] + _LONGEST_COUNT, own, budget))[-1:])
        elif "UNTIL" in parts:
            starts.append(_until(parts["UNTIL"], own))
        else:
            return None
    return max(_span(start, length, own, event).end for start in starts)


def _zone_of(event: Event, zone: ZoneInfo) -> tzinfo:
    own = event.start.tzinfo if isinstance(event.start, datetime) else None
    return zone if own is None else own


def _span(start: datetime, length: timedelta, own: tzinfo, event: Event) -> Span:
    """Return an occurrence: days go from midnight to midnight on the clock, hours are hours whatever the clock does."""
    begins = start.replace(tzinfo=own).astimezone(UTC)
    ends = (start + length).replace(tzinfo=own).astimezone(UTC) if event.is_all_day else begins + length
    return Span(begins, ends)


def _length(event: Event) -> timedelta:
    if event.end is not None and isinstance(event.end, datetime) is not event.is_all_day:
        length = _difference(event.start, event.end)
    elif event.length is not None:
        length = event.length
    else:
        length = timedelta(days=1) if event.is_all_day else timedelta()
    if length <= timedelta():
        raise OccurrenceError(NO_LENGTH)
    if length > LONGEST:
        raise OccurrenceError(TOO_LONG)
    return length


def _difference(start: When, end: When) -> timedelta:
    """Return how long it is from start to end: on the clock of the world where both have a zone."""
    if isinstance(start, datetime) and isinstance(end, datetime) and start.tzinfo and end.tzinfo:
        return end.astimezone(UTC) - start.astimezone(UTC)
    return _wall(end) - _wall(start)


def _recurring(rule: str, first: datetime, until: datetime, own: tzinfo, budget: Budget) -> Iterator[datetime]:
    """Yield the starts that a rule gives from the first until a time, all on the wall clock.

    A rule that never comes true (30 February) is followed by ``dateutil`` until the year 9999. So it is followed just
    before that year: the calendar of 1901 to 2099 comes again every 28 years, and all of it every 400.
    """
    from dateutil.rrule import rrulestr

    parts = _parts(rule)
    if "UNTIL" in parts:
        until = min(until, _until(parts.pop("UNTIL"), own) + timedelta(seconds=1))
    if until <= first:
        return
    shift = 8000 - 28 * -(-(until.year - 1998) // 28)
    if first.year + shift <= 9900 or until.year > _LAST_YEAR:
        raise OccurrenceError(TOO_OLD)
    budget.take(first, first)
    text = ";".join(f"{key}={value}" for key, value in parts.items())
    left, last = _number(parts.get("COUNT", "")) or -1, first
    try:
        for shifted in rrulestr(text, dtstart=first.replace(year=first.year + shift)):
            start = shifted.replace(year=shifted.year - shift)
            budget.take(last, start)
            if start >= until:
                return
            yield start
            left, last = left - 1, start
    except (ValueError, TypeError, IndexError, KeyError, AttributeError, OverflowError) as error:
        raise OccurrenceError(OFTEN) from error
    if left:  # it was followed until the end of the calendar, for nothing
        budget.take(last, datetime(9999 - shift, 12, 31))  # noqa: DTZ001  # on the wall clock, as the others


def _parts(rule: str) -> dict[str, str]:
    parts = dict(part.upper().partition("=")[::2] for part in rule.split(";") if "=" in part)
    if not set(parts) <= _PARTS or parts.get("FREQ") not in _FREQUENCIES or len(rule) > 2_000:
        raise OccurrenceError(OFTEN)
    if not 0 < _number(parts.get("INTERVAL", "1")) <= 1_000 or not 0 < _number(parts.get("COUNT", "1")) <= 1_000_000:
        raise OccurrenceError(OFTEN)
    return parts


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def _until(text: str, own: tzinfo) -> datetime:
    """Return the last start that a rule allows, on the wall clock of the event."""
    try:
        if len(text) == 8:
            return datetime.combine(datetime.strptime(text, "%Y%m%d").date(), time(23, 59, 59))  # noqa: DTZ007
        if text.endswith("Z"):
            moment = datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            return moment.astimezone(own).replace(tzinfo=None)
        return datetime.strptime(text, "%Y%m%dT%H%M%S")  # noqa: DTZ007
    except (ValueError, OverflowError) as error:
        raise OccurrenceError(OFTEN) from error


def _wall(when: When) -> datetime:
    """Return a time on its own wall clock; midnight for a day."""
    if isinstance(when, datetime):
        return when.replace(tzinfo=None)
    return datetime.combine(when, time())


def _in_zone(when: When, own: tzinfo) -> When:
    if isinstance(when, datetime) and when.tzinfo is not None:
        return when.astimezone(own)
    return when


def moment_of(when: When, zone: ZoneInfo) -> datetime:
    """Return a time in UTC: midnight of a day, and a time without a zone, in the zone of the calendar."""
    wall = when if isinstance(when, datetime) else datetime.combine(when, time())
    return (wall if wall.tzinfo is not None else wall.replace(tzinfo=zone)).astimezone(UTC)


def _key(when: When, zone: ZoneInfo) -> datetime | date:
    """Return what an occurrence is recognised by: its moment, or its day where only a day is said."""
    return moment_of(when, zone) if isinstance(when, datetime) else when
