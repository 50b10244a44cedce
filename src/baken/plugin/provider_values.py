# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Numbers and times as providers write them, and one way in which a document that makes no sense is refused."""

from __future__ import annotations

import contextlib
import math
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from baken.plugin.protocol import ConnectorError
from baken.plugin.wallclock import to_utc

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.plugin.readings import ReadingBuilder
    from baken.vocabulary.place import Position

AHEAD: Final = "the time lies after the delivery's own: a clock is ahead"
FORECAST: Final = "a forecast, which is no observation"
PASSED: Final = "a time that has passed, which is no forecast"
HOUR_TWICE: Final = "the hour is ambiguous: the clock went back"
NO_HOUR: Final = "the hour did not exist: the clock went forward"

CLOCK_TOLERANCE_US: Final = 120_000_000
"""So far may the clock of a provider be ahead of ours."""

_NUMBER: Final = re.compile(r"[+-]?(\d{1,15}(\.\d{0,15})?|\.\d{1,15})")
_NO_VALUE: Final = frozenset({"", "-", "--", "null"})
_WALL_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001  # a time on a wall clock has no zone


@contextlib.contextmanager
def understood(what: str) -> Iterator[None]:
    """Turn what the parser of a provider's document raises into words.

    A client knows nothing of ours, so it raises ``ValueError`` with what is wrong, or what its parser raises.

    Raises
    ------
    ConnectorError
        In place of them.
    """
    try:
        yield
    except (ValueError, ArithmeticError, RecursionError, msgspec.DecodeError) as error:
        said = " ".join(str(error).split())[:200]
        raise ConnectorError(
            f"{what} cannot be understood: {said}.", remedy="Look at what the provider delivers at this address."
        ) from error


def number_of(value: object) -> float | None:
    """Return a number, written as one or as plain text; NaN where there is none; None where it is something else.

    Examples
    --------
    >>> number_of(3), number_of("19"), number_of("-"), number_of(None), number_of("many"), number_of(True)
    (3.0, 19.0, nan, nan, None, None)
    """
    if value is None:
        return math.nan
    if isinstance(value, str):
        text = value.strip()
        if text.lower() in _NO_VALUE:
            return math.nan
        return float(text) if text.isascii() and _NUMBER.fullmatch(text) else None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def is_ahead(start_us: int, received_us: int) -> bool:
    """Tell whether a time lies after the delivery that holds it; never where the arrival is not known (zero).

    Examples
    --------
    >>> is_ahead(10**15, 9 * 10**14), is_ahead(10**15, 0)
    (True, False)
    """
    return received_us > 0 and start_us > received_us + CLOCK_TOLERANCE_US


def local_instant_us(text: object, form: str, zone: str, near_us: int = 0) -> int | str:
    """Return the moment of a wall-clock time without an offset, in µs, or the reason why there is none.

    Of an hour that exists twice, the latest that is not after the arrival of the delivery is meant.

    Parameters
    ----------
    form
        As :meth:`datetime.datetime.strptime` takes it.
    near_us
        When the delivery arrived; zero where that is not known.

    Examples
    --------
    >>> local_instant_us("2026-07-01T12:00", "%Y-%m-%dT%H:%M", "Europe/Amsterdam")
    1782900000000000
    >>> local_instant_us("2026-10-25T02:30", "%Y-%m-%dT%H:%M", "Europe/Amsterdam")
    'the hour is ambiguous: the clock went back'
    """
    try:
        wall = datetime.strptime(text, form) if isinstance(text, str) else None  # noqa: DTZ007
    except ValueError:
        wall = None
    if wall is None or not 1970 < wall.year < 2200:
        return "the time cannot be read"
    found = to_utc(np.array([(wall - _WALL_EPOCH) // timedelta(microseconds=1)], np.int64), zone)
    if found.nonexistent[0]:
        return NO_HOUR
    if not found.ambiguous[0]:
        return int(found.utc_us[0])
    if not near_us:
        return HOUR_TWICE
    second = int(found.second_us[0])
    return second if not is_ahead(second, near_us) else int(found.utc_us[0])


def position_of(longitude: object, latitude: object) -> Position | None:
    """Return a place on earth; None where the numbers name none.

    Examples
    --------
    >>> position_of("4.9", 52.4), position_of(0, 0), position_of(None, 52)
    ((4.9, 52.4), None, None)
    """
    x, y = number_of(longitude), number_of(latitude)
    if x is None or y is None or not (-180 <= x <= 180 and -90 <= y <= 90) or (x == 0 and y == 0):
        return None
    return x, y


def take_time(found: int | str, where: str, builder: ReadingBuilder, received_us: int) -> int | None:
    """Return a moment that may be used; otherwise None, after noting why not."""
    if isinstance(found, str):
        builder.skip(found, where)
        return None
    if is_ahead(found, received_us):
        builder.skip(AHEAD, where)
        return None
    return found
