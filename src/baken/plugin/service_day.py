# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Times of timetables: hours that run on after midnight, counted from noon minus twelve hours of a service day.

A timetable says 25:10 for ten past one in the night after its service day. The hours are counted from noon minus twelve
hours of that day (not from midnight), so that on days on which summer time begins or ends the times in the daytime are
right: https://gtfs.org/documentation/schedule/reference/#field-types.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

LATEST_HOUR: Final = 72
"""No trip of one service day goes on for longer."""

_CLOCK: Final = re.compile(r"\s*([0-9]{1,2}):([0-5][0-9]):([0-5][0-9])\s*")


def day_start_us(day: date, zone: ZoneInfo) -> int:
    """Return the moment from which the times of a service day count: noon minus twelve hours.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from baken.vocabulary.time import format_us
    >>> format_us(day_start_us(date(2026, 7, 4), ZoneInfo("Europe/Amsterdam")))
    '2026-07-03T22:00:00Z'
    >>> format_us(day_start_us(date(2026, 10, 25), ZoneInfo("Europe/Amsterdam")))  # the night with two hours more
    '2026-10-24T23:00:00Z'
    """
    noon = datetime.combine(day, time(12), zone).astimezone(UTC)
    return to_us(noon - timedelta(hours=12))


def clock_s(text: str) -> int | None:
    """Return the seconds since the start of the service day that ``HH:MM:SS`` stands for; None when it stands for none.

    Examples
    --------
    >>> clock_s("25:10:00"), clock_s("7:05:30"), clock_s("7:65:00"), clock_s("")
    (90600, 25530, None, None)
    """
    found = _CLOCK.fullmatch(text)
    if found is None or int(found[1]) >= LATEST_HOUR:
        return None
    return int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3])


def calendar_day(text: str) -> date | None:
    """Return the day that ``YYYYMMDD`` or ``YYYY-MM-DD`` stands for; None when it stands for none.

    Examples
    --------
    >>> calendar_day("20260704"), calendar_day("2026-07-04"), calendar_day("20261345")
    (datetime.date(2026, 7, 4), datetime.date(2026, 7, 4), None)
    """
    digits = text.strip().replace("-", "")
    if len(digits) != 8 or not (digits.isascii() and digits.isdecimal()):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
