# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""When forecasts are issued and models fitted: on the wall clock of the city, as functions of time and nothing else.

A service that was down, or a day of 23 or 25 hours, needs no special case: what is due is asked for with the moment at
which it was last done, and answered with the newest moment that was missed, once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from baken.forecast.model import ForecastError
from baken.forecast.wall_clock import DAY_MIN, from_wall_min, wall_min, wall_time
from baken.vocabulary.time import NO_TIME_US, from_us

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

_LONGEST_GAP_MIN: Final = 180
"""No zone skips more than this when its clock is changed, but for a whole day once in a lifetime."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When forecasts are issued, and when models are fitted.

    Attributes
    ----------
    issue_every_min
        From midnight on; divides a day. Minutes that are skipped when summer time begins are issued when it has begun.
    delay_min
        Issued so long after the origin, so that the values of the last step have come.
    refit_day, refit_minute
        On this day of each month, at this minute of the day: at night, when nobody waits and the clock is not changed.

    Raises
    ------
    ForecastError
        When the times do not divide a day or are not in every month.
    """

    issue_every_min: int = 60
    delay_min: int = 5
    refit_day: int = 1
    refit_minute: int = 3 * 60 + 30

    def __post_init__(self) -> None:
        """Check the times."""
        every = self.issue_every_min
        if every < 1 or DAY_MIN % every or not 0 <= self.delay_min < every:
            raise ForecastError(
                f"Issues every {every} min with a delay of {self.delay_min} min do not divide a day.",
                remedy="Issue every 1, 5, 15, 30, 60, 360, 720 or 1440 minutes, with a shorter delay.",
            )
        if not 1 <= self.refit_day <= 28 or not 0 <= self.refit_minute < DAY_MIN:
            raise ForecastError("The time to fit is not in every month.", remedy="Choose a day from 1 to 28.")


def origin_due(schedule: Schedule, zone: ZoneInfo, last_origin_min: int | None, now_us: int) -> int | None:
    """Return the wall-clock minute of the newest origin that should have been issued and was not; None when none is
    due.

    Of several that were missed only the newest is issued: a forecast that is too late was no forecast.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from zoneinfo import ZoneInfo
    >>> from baken.vocabulary.time import to_us
    >>> now = to_us(datetime(2026, 7, 1, 10, 7, tzinfo=UTC))
    >>> wall_time(origin_due(Schedule(), ZoneInfo("Europe/Amsterdam"), None, now)).isoformat()
    '2026-07-01T12:00:00'
    """
    shown = _wall_now(zone, now_us) - schedule.delay_min
    origin = shown // schedule.issue_every_min * schedule.issue_every_min
    # when winter time begins an hour comes twice: its origins were issued the first time
    return origin if last_origin_min is None or origin > last_origin_min else None


def next_issue_us(schedule: Schedule, zone: ZoneInfo, now_us: int) -> int:
    """Return the first moment after now at which an issue is due, in microseconds UTC."""
    shown = _wall_now(zone, now_us) - schedule.delay_min
    first = shown // schedule.issue_every_min + 1
    for place in range(first, first + DAY_MIN // schedule.issue_every_min + 2):
        moment = _exists(place * schedule.issue_every_min + schedule.delay_min, zone)
        if moment > now_us:
            return moment
    raise ForecastError("The clock of this zone does not go on.", remedy="Check the time zone of the city.")


def refit_due(schedule: Schedule, zone: ZoneInfo, last_fit_us: int | None, now_us: int) -> bool:
    """Tell whether a fit should have begun since the last one; true when there was none."""
    return last_fit_us is None or last_fit_us < _newest_refit_us(schedule, zone, now_us)


def next_refit_us(schedule: Schedule, zone: ZoneInfo, now_us: int) -> int:
    """Return the first moment after now at which a fit is due."""
    return next(moment for moment in _refits(schedule, zone, now_us, range(3)) if moment > now_us)


def _newest_refit_us(schedule: Schedule, zone: ZoneInfo, now_us: int) -> int:
    return max(moment for moment in _refits(schedule, zone, now_us, range(-2, 2)) if moment <= now_us)


def _refits(schedule: Schedule, zone: ZoneInfo, now_us: int, months: range) -> Iterator[int]:
    """Yield the moments of fits in months counted from this one."""
    now = wall_time(_wall_now(zone, now_us))
    for ahead in months:
        month = now.year * 12 + now.month - 1 + ahead
        day = now.replace(year=month // 12, month=month % 12 + 1, day=schedule.refit_day, hour=0, minute=0)
        yield _exists(wall_min(day + timedelta(minutes=schedule.refit_minute)), zone)


def _wall_now(zone: ZoneInfo, now_us: int) -> int:
    return wall_min(from_us(now_us).astimezone(zone))


def _exists(minute: int, zone: ZoneInfo) -> int:
    """Return when the clock shows a minute, or the first one after it that it shows."""
    for later in range(0, _LONGEST_GAP_MIN + 1, 5):
        moment = from_wall_min(minute + later, zone)
        if moment != NO_TIME_US:
            return moment
    raise ForecastError(f"The clock of {zone.key} skips {wall_time(minute)}.", remedy="Choose another time.")
