# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is forecast in a backtest: when from, how far ahead, and how often is learned anew."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from baken.forecast.model import ForecastError
from baken.forecast.wall_clock import DAY_MIN, wall_min, wall_time

if TYPE_CHECKING:
    from collections.abc import Iterable

MONTHS_A_YEAR: Final = 12


class WorkItem(NamedTuple):
    """The smallest piece of a backtest: one model in one month of one city. Pieces do not depend on each other."""

    city: str
    model: str
    month: str
    """``2025-01``: the month of the origins, on the wall clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which forecasts are made, of every model the same.

    Attributes
    ----------
    origins_min
        Wall-clock minutes, rising.
    lead_steps
        Rising; 1 is the step that begins at the origin.
    seed
        Of every random number.
    only_min
        Of the origins, those of which a forecast is wanted; None for all. Models are told of the other origins just the
        same, so that what is forecast does not depend on what else is wanted.

    Raises
    ------
    ForecastError
        When there are no origins or leads, or they do not rise.
    """

    origins_min: tuple[int, ...]
    lead_steps: tuple[int, ...]
    seed: int = 0
    only_min: frozenset[int] | None = None

    def __post_init__(self) -> None:
        """Check that origins and leads rise."""
        for name, numbers in (("Origins", self.origins_min), ("Leads", self.lead_steps)):
            if not numbers or any(b <= a for a, b in itertools.pairwise(numbers)):
                raise ForecastError(f"{name} of a backtest must be there and rise.", remedy="Sort them, each once.")
        if self.lead_steps[0] < 1:
            raise ForecastError("A lead of a backtest is below 1.", remedy="Lead 1 begins at the origin.")

    @property
    def months(self) -> tuple[str, ...]:
        """Return the months with wanted origins, in order."""
        return tuple(dict.fromkeys(month_of(origin) for origin in self.wanted(self.origins_min)))

    def of_month(self, month: str) -> tuple[int, ...]:
        """Return the origins of a month, wanted or not."""
        return tuple(origin for origin in self.origins_min if month_of(origin) == month)

    def between(self, first_min: int, last_month: str) -> tuple[int, ...]:
        """Return the origins from a moment to the end of a month, wanted or not."""
        end = next_month_min(last_month)
        return tuple(origin for origin in self.origins_min if first_min <= origin < end)

    def wanted(self, origins_min: Iterable[int]) -> tuple[int, ...]:
        """Return those of some origins of which a forecast is wanted."""
        return tuple(o for o in origins_min if self.only_min is None or o in self.only_min)


def daily_origins(first: date, last: date, hours: tuple[int, ...]) -> tuple[int, ...]:
    """Return origins at some hours of every day, both days included.

    Examples
    --------
    >>> [wall_time(o).isoformat() for o in daily_origins(date(2025, 1, 1), date(2025, 1, 1), (6, 14))]
    ['2025-01-01T06:00:00', '2025-01-01T14:00:00']
    """
    start = wall_min(datetime.combine(first, datetime.min.time()))
    return tuple(
        start + day * DAY_MIN + hour * 60 for day in range((last - first).days + 1) for hour in sorted(set(hours))
    )


def month_of(origin_min: int) -> str:
    """Return the month of a moment.

    Examples
    --------
    >>> month_of(0)
    '1970-01'
    """
    return f"{wall_time(origin_min):%Y-%m}"


def first_of_month_min(month: str) -> int:
    """Return the minute at which a month begins.

    Examples
    --------
    >>> first_of_month_min("1970-02")
    44640
    """
    return wall_min(datetime.strptime(month, "%Y-%m"))  # noqa: DTZ007 - a wall clock has no zone


def next_month_min(month: str) -> int:
    """Return the minute at which a month has ended.

    Examples
    --------
    >>> wall_time(next_month_min("2025-12")).isoformat()
    '2026-01-01T00:00:00'
    """
    year, number = (int(part) for part in month.split("-"))
    return first_of_month_min(f"{year + number // MONTHS_A_YEAR:04}-{number % MONTHS_A_YEAR + 1:02}")


def refit_month(month: str, every_months: int) -> str:
    """Return in which month was last learned anew, counted from January; on its first day, from what came before it.

    Examples
    --------
    >>> refit_month("2025-06", 1), refit_month("2025-06", 3)
    ('2025-06', '2025-04')
    """
    year, number = (int(part) for part in month.split("-"))
    return f"{year:04}-{(number - 1) // every_months * every_months + 1:02}"
