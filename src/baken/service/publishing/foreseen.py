# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is foreseen, as levels per hour of the city's own day."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.crowding import levels as levels_of
from baken.forecast.model import SeriesKind, Status
from baken.publication.edition import Ahead
from baken.situation.levels import breaks_in_persons
from baken.vocabulary.time import NO_TIME_US, from_us, to_us

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from baken.city.model import City
    from baken.forecast.model import Float64, Int64
    from baken.service.forecasting.forecasting import Forecasting
    from baken.service.forecasting.issued import Issue

_HOUR_US: Final = 3_600_000_000
_QUARTER_US: Final = _HOUR_US // 4


def hours_ahead(now: datetime, zone: ZoneInfo, most_h: int) -> tuple[datetime, ...]:
    """Return the full hours of the city's own clock, from the next one until the end of tomorrow, at most so many.

    Examples
    --------
    >>> from datetime import UTC
    >>> from zoneinfo import ZoneInfo
    >>> evening = datetime(2026, 8, 14, 20, 20, tzinfo=UTC)
    >>> found = hours_ahead(evening, ZoneInfo("Europe/Amsterdam"), 48)
    >>> len(found), found[0].isoformat(), found[-1].isoformat()
    (25, '2026-08-14T21:00:00+00:00', '2026-08-15T21:00:00+00:00')
    """
    local = now.astimezone(zone)
    end = datetime.combine(local.date() + timedelta(days=2), datetime.min.time(), zone)
    # Zones lie whole quarters of an hour apart, and a clock may be changed by half an hour.
    first = to_us(now) // _QUARTER_US + 1
    quarters = (from_us((first + i) * _QUARTER_US) for i in range(4 * (most_h + 1)))
    full = (moment for moment in quarters if moment.astimezone(zone).minute == 0 and moment < end)
    return tuple(itertools.islice(full, most_h))


def ahead_of(forecasting: Forecasting, city: City, now: datetime, known_at: datetime, most_h: int) -> Ahead:
    """Return the levels that had been foreseen by a moment, for the hours that are still to come.

    Parameters
    ----------
    known_at
        An issue of after this moment is not looked at: what is told late is told late altogether.
    """
    issue = forecasting.ahead(known_at)
    hours = hours_ahead(now, forecasting.zone, most_h)
    if issue is None or not hours:
        return Ahead()
    values = _values(forecasting, city, issue)
    highest, likely = levels_of(values, breaks_in_persons(city.areas), issue.quantiles)
    starts = issue.target_us(forecasting.zone)
    steps = [_steps(issue, starts, to_us(hour), forecasting.zone) for hour in hours]
    return Ahead(
        issued_at=from_us(issue.issued_at_us),
        times=hours,
        likely=np.stack([likely[some].max(axis=0, initial=0) for some in steps]).astype(np.uint8),
        up_to=np.stack([np.maximum(highest, likely)[some].max(axis=0, initial=0) for some in steps]).astype(np.uint8),
    )


def _steps(issue: Issue, starts: Int64, hour_us: int, zone: ZoneInfo) -> list[int]:
    """Return which steps of an issue lie in an hour; the one in which it begins when none begins in it."""
    inside = np.flatnonzero((starts != NO_TIME_US) & (starts >= hour_us) & (starts < hour_us + _HOUR_US))
    if len(inside):
        return [int(i) for i in inside]
    place = issue.place_of(hour_us, zone)
    return [] if place is None else [place]


def _values(forecasting: Forecasting, city: City, issue: Issue) -> Float64:
    """Return the quantiles of persons, shape (leads, areas, quantiles); NaN of an area that is not foreseen."""
    found = {
        one.raw.series.place_id: one.raw.values
        for one in forecasting.foreseen(issue)
        if one.raw.series.kind is SeriesKind.PERSONS and one.raw.status is not Status.NONE
    }
    empty = np.full((len(issue.lead_steps), len(issue.quantiles)), np.nan)
    columns: Float64 = np.array([found.get(area.id, empty) for area in city.areas])
    return columns.reshape(len(city.areas), *empty.shape).transpose(1, 0, 2)
