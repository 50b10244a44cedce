# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Passages of public transport at stops, as the Dutch interfaces KV6 and KV78turbo name them: settings and series.

A series is called ``<owner>/<line>/<stop>/<event>``, for example ``HTM/9/3101/departure``, and is the same in both
interfaces, so that a city can change from one to the other.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import msgspec

from baken.plugin.endpoint_settings import read_pushed_or_polled, read_settings
from baken.plugin.live import Inbox, Poll
from baken.plugin.protocol import Field
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from baken.declaration.reader import TableReader
    from baken.plugin.live import Content, Endpoint
    from baken.plugin.protocol import Settings

NO_STOP: Final = "-"
"""Stands for a stop where a message names none: the vehicle is on its way."""

LARGEST_BYTES: Final = 32 * 1024 * 1024

_CODE: Final = re.compile(r"[A-Za-z0-9_.:+-]{1,40}")


class Event(StrEnum):
    """What a delay was found at."""

    ARRIVAL = "arrival"
    DEPARTURE = "departure"
    UNDERWAY = "underway"


class PassageSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Which messages a city gets, and which lines and stops it wants of them.

    Attributes
    ----------
    endpoint
        None for recorded messages.
    lines
        As ``<owner>/<line>``; empty for all.
    stops
        Codes of stops; empty for all.
    """

    endpoint: Inbox | Poll | None = None
    lines: frozenset[str] = frozenset()
    stops: frozenset[str] = frozenset()

    def wants(self, owner: str, line: str, stop: str) -> bool:
        """Tell whether the city asked for this line and stop.

        Examples
        --------
        >>> PassageSettings(lines=frozenset({"HTM/9"})).wants("HTM", "9", "3101")
        True
        """
        return (not self.lines or f"{owner}/{line}" in self.lines) and (not self.stops or stop in self.stops)


def read_passage_settings(settings: Settings, connector: str, endpoint: str, content: Content) -> PassageSettings:
    """Return what a city declared for one of the two interfaces.

    Raises
    ------
    SettingsError
        With every fault and its line.
    """

    def read(top: TableReader) -> PassageSettings:
        lines = frozenset(top.texts("lines", required=False) or ())
        for line in sorted(lines):
            if not all(_CODE.fullmatch(part) for part in line.split("/")) or line.count("/") != 1:
                top.fault("lines", f"{line[:80]!r} is not a line.", 'Write owner and line, for example "HTM/9".')
        stops = frozenset(top.texts("stops", required=False) or ())
        way = read_pushed_or_polled(top, name=endpoint, content=content, interval_s=30.0, largest_bytes=LARGEST_BYTES)
        return PassageSettings(endpoint=way, lines=lines, stops=stops)

    return read_settings(settings, connector, read)


def passage_field(owner: str, line: str, stop: str, event: Event) -> Field | None:
    """Return the series of one event of one line at one stop; None when a code is not one.

    Examples
    --------
    >>> passage_field("HTM", "9", "3101", Event.DEPARTURE).provider_id
    'HTM/9/3101/departure'
    """
    if not all(_CODE.fullmatch(code) for code in (owner, line, stop)):
        return None
    where = f"at stop {stop}" if stop != NO_STOP else "on its way"
    return Field(
        provider_id=f"{owner}/{line}/{stop}/{event.value}",
        name=f"{owner} line {line} {where}: delay, {event.value}",
        quantity=Quantity.SCHEDULE_DELAY,
        unit="s",
        interval_s=0.0,
    )


def field_of(provider_id: str, settings: PassageSettings) -> Field | None:
    """Return the series that a name stands for; None when none can be called so.

    Examples
    --------
    >>> field_of("HTM/9/3101", PassageSettings()) is None
    True
    """
    parts = provider_id.split("/")
    if len(parts) != 4 or parts[3] not in list(Event) or not settings.wants(*parts[:3]):
        return None
    return passage_field(parts[0], parts[1], parts[2], Event(parts[3]))


class PassageConnector:
    """What is the same in every connector of passages: where messages arrive, and which series there can be."""

    def __init__(self, settings: PassageSettings) -> None:
        self._settings = settings

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Return where messages arrive."""
        return () if self._settings.endpoint is None else (self._settings.endpoint,)

    def field_of(self, provider_id: str) -> Field | None:
        """Return the series that ``<owner>/<line>/<stop>/<event>`` stands for."""
        return field_of(provider_id, self._settings)
