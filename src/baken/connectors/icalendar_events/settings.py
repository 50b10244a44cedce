# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a city says about its calendars in ``connectors/icalendar_events.toml``."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import available_timezones

import msgspec

from baken.declaration.reader import suggestion
from baken.plugin.endpoint_settings import read_poll
from baken.plugin.live import Content, Poll

if TYPE_CHECKING:
    from baken.declaration.reader import TableReader

LARGEST_BYTES: Final = 4 * 1024 * 1024

PROPERTIES: Final = ("X-EXPECTED-VISITORS",)

_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+){0,9}")
_PROPERTY: Final = re.compile(r"[A-Za-z0-9-]{1,60}")
_MOST: Final = 50


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where events may be: an id, and words of which one must stand in the place of an event."""

    id: str
    words: tuple[str, ...]


class CalendarSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How the calendars of a city are to be understood.

    Attributes
    ----------
    polls, files
        Calendars by address, and by name and file.
    step_s
        Length of the interval of every value.
    behind_s, ahead_s
        From how long before a delivery until how long after it values are made.
    properties, categories
        Which property of an event says how many visitors are expected; if none does, what its category stands for.
    covers
        For which time a calendar is complete, where it is longer than from its first to its last event: per name from
        and until, each None where not said.
    """

    polls: tuple[Poll, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    zone: str = "Europe/Amsterdam"
    step_s: float = 900.0
    behind_s: float = 7_200.0
    ahead_s: float = 0.0
    properties: tuple[str, ...] = PROPERTIES
    categories: dict[str, float] = msgspec.field(default_factory=dict)
    places: tuple[Place, ...] = ()
    covers: dict[str, tuple[datetime | None, datetime | None]] = msgspec.field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        """Return the names of all calendars."""
        return frozenset(poll.name for poll in self.polls) | {name for name, _ in self.files}


def declared(top: TableReader) -> CalendarSettings:
    """Return what a city declared, after noting what is wrong in it."""
    polls: list[Poll] = []
    files: list[tuple[str, str]] = []
    covers: dict[str, tuple[datetime | None, datetime | None]] = {}
    tables = top.tables("calendar")
    for table in tables[:_MOST]:
        name = _name(table, "name")
        file = table.text("file", required=False)
        poll = None if file is not None else _poll(table, name)
        bounds = _moment(table, "covers_from"), _moment(table, "covers_until")
        table.close()
        if name is None:
            continue
        covers[name] = bounds
        polls.extend([] if poll is None else [poll])
        files.extend([] if file is None else [(name, file)])
    if not 0 < len(tables) <= _MOST or len(covers) < len([t for t in tables if t.has("name")]):
        top.fault(
            "calendar", f"Name 1 to {_MOST} calendars, each once.", "Add [[calendar]] with name, and url or file."
        )
    step = top.number("step_s", required=False, low=60, high=86_400) or 900.0
    if 86_400 % step:
        top.fault("step_s", "A day is no whole number of such steps.", "Write for example 900 or 3600.")
    behind, ahead = (top.number(key, required=False, low=0, high=366 * 24) for key in ("behind_h", "ahead_h"))
    properties, categories = _visitors(top)
    return CalendarSettings(
        polls=tuple(polls),
        files=tuple(files),
        zone=_zone(top),
        step_s=step,
        behind_s=7_200.0 if behind is None else behind * 3600,
        ahead_s=0.0 if ahead is None else ahead * 3600,
        properties=properties,
        categories=categories,
        places=_places(top),
        covers=covers,
    )


def _poll(table: TableReader, name: str | None) -> Poll | None:
    return read_poll(
        table,
        name=name or "",
        content=Content.CALENDAR,
        interval_s=900.0,
        lowest_interval_s=60.0,
        largest_bytes=LARGEST_BYTES,
    )


def _visitors(top: TableReader) -> tuple[tuple[str, ...], dict[str, float]]:
    table = top.table("visitors", required=False)
    if table is None:
        return PROPERTIES, {}
    properties = table.texts("properties", required=False) or ()
    if not all(map(_PROPERTY.fullmatch, properties)):
        table.fault("properties", "This is no name of a property.", "Write for example X-EXPECTED-VISITORS.")
    part = table.table("categories", required=False)
    found = {} if part is None else {key: part.number(key, low=0, high=1e7) for key in part.data}
    if not properties and not found:
        table.fault(None, "Nothing says how many visitors are expected.", "Add properties or [visitors.categories].")
    table.close()
    return tuple(name.upper() for name in properties), {
        key.strip().casefold(): number for key, number in found.items() if number is not None
    }


def _places(top: TableReader) -> tuple[Place, ...]:
    found = []
    for table in top.tables("place", required=False)[:_MOST]:
        name, words = _name(table, "id"), table.texts("locations")
        table.close()
        if name is not None and words is not None:
            found.append(Place(id=name, words=tuple(word.strip().casefold() for word in words)))
    if len({place.id for place in found}) < len(found):
        top.fault("place", "A place is named twice.", "Give each an id of its own.")
    return tuple(found)


def _name(table: TableReader, key: str) -> str | None:
    name = table.text(key)
    if name is not None and not _NAME.fullmatch(name):
        table.fault(key, f"{name[:80]!r} is not a name.", "Use small letters, digits and hyphens.")
        return None
    return name


def _zone(top: TableReader) -> str:
    zone = top.text("zone", required=False) or "Europe/Amsterdam"
    if zone not in available_timezones():
        top.fault("zone", f"There is no time zone {zone!r}.", suggestion(zone, ["UTC", "Europe/Amsterdam"]))
        return "UTC"
    return zone


def _moment(table: TableReader, key: str) -> datetime | None:
    value = table.any(key)
    if value is None:
        return None
    if not isinstance(value, datetime) or value.tzinfo is None or not 1970 < value.year < 2100:
        table.fault(key, f"{key} must be a moment with an offset.", f"Write {key} = 2026-06-01T00:00:00Z.")
        return None
    return value.astimezone(UTC)
