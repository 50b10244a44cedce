# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Planning: the days ahead as a planner reads them: per area the peak of a day, how likely it is to be too full, and
how many stewards go with it.

Definition. The peak of a day is the foreseen step with the highest median; of equal ones the first. The probability of
level 4 or 5 is the highest of any step of the day, which may be another one. Stewards are ``ceil(persons / persons per
steward)`` at the peak, for the median and for both ends of the band of 80 %.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.crowding import level_probabilities
from baken.forecast.crowding import levels as levels_of
from baken.situation.levels import LIMIT_LEVEL
from baken.vocabulary.time import NO_TIME_US, to_us

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    from baken.forecast.model import Float64, Int64

DAYS: Final = 8
"""Today and a week ahead."""

LOWER, MEDIAN, UPPER = 0.1, 0.5, 0.9


@dataclass(frozen=True, slots=True)
class PlanDay:
    """A day of the city: from midnight to midnight on its clock, 23 to 25 hours."""

    day: date
    from_us: int
    to_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaDay:
    """What is foreseen of one area on one day.

    Attributes
    ----------
    peak
        Place of the peak among the leads.
    median, lower80, upper80
        Persons at the peak.
    level
        Highest level that is at least 10 % likely at the peak; 0 where the area has no levels.
    likely45
        The highest probability of level 4 or 5 at any step of the day; NaN where the area has no levels.
    likely45_at
        Place of that step among the leads.
    """

    peak: int
    median: float
    lower80: float
    upper80: float
    level: int
    likely45: float
    likely45_at: int


def days_ahead(now: datetime, zone: ZoneInfo, days: int = DAYS) -> tuple[PlanDay, ...]:
    """Return the days from today on, by the clock of the city.

    Examples
    --------
    >>> from datetime import UTC
    >>> from zoneinfo import ZoneInfo
    >>> autumn = days_ahead(datetime(2026, 10, 24, 22, tzinfo=UTC), ZoneInfo("Europe/Amsterdam"), 1)
    >>> autumn[0].day.isoformat(), (autumn[0].to_us - autumn[0].from_us) // 3_600_000_000
    ('2026-10-25', 25)
    """
    today = now.astimezone(zone).date()

    def midnight(day: date) -> int:
        return to_us(datetime.combine(day, time(), tzinfo=zone))

    found = [today + timedelta(days=i) for i in range(days)]
    return tuple(PlanDay(day, midnight(day), midnight(day + timedelta(days=1))) for day in found)


def area_day(
    shown: Float64, raw: Float64, target_us: Int64, day: PlanDay, breaks: Float64, quantiles: tuple[float, ...]
) -> AreaDay | None:
    """Return what is foreseen of one area on one day; None when nothing is, or nothing of it may be told.

    Parameters
    ----------
    shown, raw
        Persons as they may be told and as they were foreseen, shape (leads, quantiles), NaN where there is none.
    target_us
        When each step begins, shape (leads,).
    breaks
        Limits between the levels in persons, shape (4,), NaN where there are none.

    Invariants: ``lower80 <= median <= upper80``; a day of which some steps are foreseen has a peak among them.
    """
    of_day = (target_us != NO_TIME_US) & (target_us >= day.from_us) & (target_us < day.to_us)
    middle = np.where(of_day, shown[:, quantiles.index(MEDIAN)], np.nan)
    if not np.isfinite(middle).any():
        return None
    peak = int(np.nanargmax(middle))
    level, _ = levels_of(raw[peak], breaks, quantiles)
    likely = level_probabilities(raw, breaks, quantiles)[:, LIMIT_LEVEL - 1 :].sum(axis=1)
    likely = np.where(of_day, likely, np.nan)
    at = int(np.nanargmax(likely)) if np.isfinite(likely).any() else peak
    return AreaDay(
        peak=peak,
        median=float(middle[peak]),
        lower80=float(shown[peak, quantiles.index(LOWER)]),
        upper80=float(shown[peak, quantiles.index(UPPER)]),
        level=int(level),
        likely45=float(likely[at]),
        likely45_at=at,
    )


def stewards_for(persons: float, persons_per_steward: int) -> int:
    """Return how many stewards go with a number of persons, rounded up.

    Examples
    --------
    >>> stewards_for(0, 250), stewards_for(250, 250), stewards_for(251, 250)
    (0, 1, 2)
    """
    return math.ceil(max(persons, 0.0) / persons_per_steward)
