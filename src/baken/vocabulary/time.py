# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Time: UTC inside, the city's zone only at the edge, and every time says which time it is.

Columns hold times as int64 microseconds since 1970-01-01T00:00:00Z (``*_us``); records hold aware
:class:`datetime.datetime`.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from baken.errors import BakenError

MICROSECONDS_PER_SECOND: Final = 1_000_000

NO_TIME_US: Final = -(2**63)
"""Missing in a column of times; equal to NumPy's NaT."""

EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(9999, 12, 31, tzinfo=UTC)

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class TimeError(BakenError):
    """A time that cannot be understood, or that has no zone."""


def to_us(moment: datetime) -> int:
    """Return a moment as microseconds since 1970-01-01T00:00:00Z.

    Raises
    ------
    TimeError
        When the moment has no zone: a wall-clock time is not a moment.

    Examples
    --------
    >>> to_us(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
    1000000
    """
    if moment.tzinfo is None:
        raise TimeError(f"{moment.isoformat()} has no time zone.", remedy="Add Z or an offset such as +02:00.")
    return (moment - _EPOCH) // _MICROSECOND


def from_us(us: int) -> datetime:
    """Return microseconds since 1970 as an aware moment in UTC.

    Examples
    --------
    >>> from_us(1_000_000).isoformat()
    '1970-01-01T00:00:01+00:00'
    """
    return _EPOCH + timedelta(microseconds=us)


def parse_instant(text: str) -> datetime:
    """Return the moment that an ISO 8601 text with a zone names, in UTC.

    Raises
    ------
    TimeError
        When the text is not ISO 8601 or names no zone.

    Examples
    --------
    >>> parse_instant("2025-12-24T18:00:00+13:00").isoformat()
    '2025-12-24T05:00:00+00:00'
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise TimeError(f"{text!r} is not an ISO 8601 time.", remedy="Write 2025-12-24T06:00:00Z.") from error
    if moment.tzinfo is None:
        raise TimeError(f"{text!r} has no time zone.", remedy="Add Z or an offset such as +02:00.")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise TimeError(f"{text!r} lies outside the calendar.") from error


def format_instant(moment: datetime) -> str:
    """Return a moment as ISO 8601 in UTC, with as many decimals as it needs and a closing Z.

    Examples
    --------
    >>> format_instant(datetime(2025, 12, 24, 5, tzinfo=UTC))
    '2025-12-24T05:00:00Z'
    >>> format_instant(from_us(1_500_000))
    '1970-01-01T00:00:01.500Z'
    """
    moment = moment.astimezone(UTC)
    precision = "seconds" if not moment.microsecond else "microseconds"
    if moment.microsecond and moment.microsecond % 1000 == 0:
        precision = "milliseconds"
    return moment.isoformat(timespec=precision).replace("+00:00", "Z")


def format_us(us: int) -> str:
    """Return microseconds since 1970 as ISO 8601 in UTC.

    Examples
    --------
    >>> format_us(0)
    '1970-01-01T00:00:00Z'
    """
    return format_instant(from_us(us))


class Clock(Protocol):
    """Tells what time it is on this node: the wall clock, or the clock of a replay."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class SystemClock:
    """The wall clock of the machine.

    Examples
    --------
    >>> SystemClock().now().tzinfo is UTC
    True
    """

    def now(self) -> datetime:
        """Return the present moment."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is set; for tests and for reading history.

    Examples
    --------
    >>> clock = FixedClock(datetime(2025, 1, 1, tzinfo=UTC))
    >>> clock.now().year
    2025
    """

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        """Return the moment the clock was set to."""
        return self._moment

    def set(self, moment: datetime) -> None:
        """Set the clock."""
        self._moment = moment


def monotonic_s() -> float:
    """Return seconds that only go forward, for measuring how long something took."""
    return time.monotonic()
