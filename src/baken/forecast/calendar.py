# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The calendar of a city: public holidays of its country and region, and school holidays that it declares."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

_FIRST_YEAR, _LAST_YEAR = 2000, 2060


@dataclass(frozen=True, slots=True)
class Calendar:
    """What kind of day a day is.

    Attributes
    ----------
    country, region
        ISO 3166-1 alpha-2 and the part of ISO 3166-2 after the hyphen; a country that is not known has no holidays.
    school_holidays
        Pairs of first and last day, declared by the city.
    declared
        Further holidays of the city: day and name.

    Examples
    --------
    >>> from datetime import date
    >>> Calendar("NL").holiday(date(2026, 4, 27))
    "King's Day"
    >>> Calendar("").holiday(date(2026, 4, 27)) is None
    True
    """

    country: str = ""
    region: str = ""
    school_holidays: tuple[tuple[date, date], ...] = ()
    declared: tuple[tuple[date, str], ...] = field(default=())

    def holiday(self, day: date) -> str | None:
        """Return the name of the public holiday; None on other days."""
        declared = dict(self.declared)
        return declared.get(day) or _holidays(self.country, self.region).get(day)

    def is_school_holiday(self, day: date) -> bool:
        """Tell whether the schools are closed for a holiday that the city declared."""
        return any(first <= day <= last for first, last in self.school_holidays)


@lru_cache(maxsize=8)
def _holidays(country: str, region: str) -> dict[date, str]:
    import holidays

    try:
        years = range(_FIRST_YEAR, _LAST_YEAR)
        found = holidays.country_holidays(country, subdiv=region or None, years=years)
    except (NotImplementedError, KeyError):
        return {}  # a country or region that the library does not know: no holidays, not an error
    return dict(found.items())
