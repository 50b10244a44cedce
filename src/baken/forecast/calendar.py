# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The calendar of a city: public holidays of its country and region, and school holidays that it declares.

Public holidays, those that move with the moon too, come from the library ``holidays``. School holidays are decided by
ministries and schools and are in no library: a city declares them, with where it read them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FIRST_YEAR, _LAST_YEAR = 2000, 2060
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_OBSERVED: Final = " (observed)"
_NEAR_DAYS: Final = 3
"""Days so near to a holiday are looked up by the holiday, others by their date."""

_DAY: Final = timedelta(days=1)
_USUAL_WEEKEND: Final = frozenset({5, 6})


@dataclass(frozen=True, slots=True)
class Calendar:
    """What kind of day a day is.

    Attributes
    ----------
    country, region
        ISO 3166-1 alpha-2 and the part of ISO 3166-2 after the hyphen. A country that the library does not know has no
        holidays, of a region that it does not know those of the whole country hold: :attr:`statement` says so.
    school_holidays
        Pairs of first and last day, declared by the city.
    declared
        Further holidays of the city: day and name.

    Examples
    --------
    >>> Calendar("NL").holiday(date(2026, 4, 27))
    "King's Day"
    >>> Calendar("").holiday(date(2026, 4, 27)) is None
    True
    """

    country: str = ""
    region: str = ""
    school_holidays: tuple[tuple[date, date], ...] = ()
    declared: tuple[tuple[date, str], ...] = field(default=())

    def holiday(self, day: date, language: str = "en") -> str | None:
        """Return the name of the public holiday; None on other days.

        Parameters
        ----------
        language
            ISO 639-1; English, or the country's own, where the library does not have it.

        Examples
        --------
        >>> Calendar("NL").holiday(date(2026, 4, 27), "nl")
        'Koningsdag'
        """
        return _declared(self).get(day) or _found(self.country, self.region, language).days.get(day)

    def is_school_holiday(self, day: date) -> bool:
        """Tell whether the schools are closed for a holiday that the city declared."""
        return any(first <= day <= last for first, last in self.school_holidays)

    def knows_schools(self, day: date) -> bool:
        """Tell whether school holidays of about that time were declared, so that none means none.

        Examples
        --------
        >>> Calendar("NL", school_holidays=((date(2026, 2, 14), date(2026, 2, 22)),)).knows_schools(date(2031, 2, 15))
        False
        """
        near = timedelta(days=120)
        return any(first - near <= day <= last + near for first, last in self.school_holidays)

    def is_weekend(self, day: date) -> bool:
        """Tell whether it is weekend in the country, which is not Saturday and Sunday everywhere."""
        return day.weekday() in _found(self.country, self.region, "en").weekend

    def is_day_off(self, day: date) -> bool:
        """Tell whether most people need not work: weekend or a public holiday."""
        return self.is_weekend(day) or self.holiday(day) is not None

    def is_bridge(self, day: date) -> bool:
        """Tell whether it is the only working day between a holiday and other days off.

        Examples
        --------
        >>> dutch = Calendar("NL")
        >>> dutch.is_bridge(date(2026, 5, 15)), dutch.is_bridge(date(2026, 5, 13))  # Ascension Day is the 14th
        (True, False)
        """
        if self.is_day_off(day) or not (self.is_day_off(day - _DAY) and self.is_day_off(day + _DAY)):
            return False
        return self.holiday(day - _DAY) is not None or self.holiday(day + _DAY) is not None

    def holiday_around(self, day: date, within: int = 7) -> tuple[int, str] | None:
        """Return the nearest public holiday as (days that it lies ahead, name); None when none is so near.

        Negative days lie behind; of two equally near ones the one ahead counts, since people go before they return.

        Examples
        --------
        >>> Calendar("NL").holiday_around(date(2026, 12, 31))
        (1, "New Year's Day")
        >>> Calendar("NL").holiday_around(date(2026, 12, 27))
        (-1, 'Second Day of Christmas')
        """
        for days in range(within + 1):
            for ahead in (days, -days):
                name = self.holiday(day + ahead * _DAY)
                if name is not None:
                    return ahead, name
        return None

    def analogues(self, day: date, most: int = 5) -> tuple[date, ...]:
        """Return the days of earlier years that this day is most like, the latest first.

        A holiday is like the same holiday, wherever it fell; a day within 3 days of one is like the day that lay as far
        from it; any other day is like the day of the same name 52 weeks before, which is the nearest date.

        Examples
        --------
        >>> Calendar("NL").analogues(date(2026, 4, 6), most=2)  # Easter Monday
        (datetime.date(2025, 4, 21), datetime.date(2024, 4, 1))
        >>> Calendar("NL").analogues(date(2026, 12, 31), most=1)
        (datetime.date(2025, 12, 31),)
        >>> Calendar("NL").analogues(date(2026, 6, 17), most=1)
        (datetime.date(2025, 6, 18),)
        """
        near = self.holiday_around(day, _NEAR_DAYS)
        found = [] if near is None else sorted(self._like(day, *near), reverse=True)
        if not found:
            found = [day - timedelta(weeks=round(years * 365.2425 / 7)) for years in range(1, most + 1)]
        return tuple(found[:most])

    def _like(self, day: date, ahead: int, name: str) -> Iterator[date]:
        """Yield the days of earlier years that lay as far from the holiday of this name."""
        anchor = day + ahead * _DAY
        by_name = _by_name(self)
        exact = {d.year: d for d in by_name.get(name, ()) if d < anchor}
        loose = {d.year: d for d in by_name.get(name.removesuffix(_OBSERVED), ()) if d < anchor}
        for year in {**loose, **exact}:
            if year < anchor.year:
                yield exact.get(year, loose.get(year, anchor)) - ahead * _DAY

    @property
    def statement(self) -> str:
        """Return in one sentence which holidays are not known; empty when nothing is amiss.

        Examples
        --------
        >>> Calendar("XX").statement
        "No public holidays of the country 'XX' are known: every day is its day of the week."
        """
        found = _found(self.country, self.region, "en")
        if not found.is_country_known:
            return f"No public holidays of the country {self.country!r} are known: every day is its day of the week."
        if not found.is_region_known:
            return f"No region {self.region!r} of {self.country} is known: only holidays of the whole country count."
        return ""


@dataclass(frozen=True, slots=True)
class _Found:
    days: Mapping[date, str]
    weekend: frozenset[int] = _USUAL_WEEKEND
    is_country_known: bool = True
    is_region_known: bool = True


@lru_cache(maxsize=16)
def _found(country: str, region: str, language: str) -> _Found:
    """Return what the library says; without a language it would take that of the machine."""
    import holidays

    if not _COUNTRY.fullmatch(country):
        return _Found({}, is_country_known=False, is_region_known=not region)
    years = range(_FIRST_YEAR, _LAST_YEAR)
    wanted = _language(country, language)
    try:
        found: Any = holidays.country_holidays(country, subdiv=region or None, years=years, language=wanted)
    except (NotImplementedError, KeyError, AttributeError):
        whole = _found(country, "", language) if region else _Found({}, is_country_known=False)
        return _Found(whole.days, whole.weekend, whole.is_country_known, is_region_known=not region)
    return _Found(dict(found.items()), frozenset(found.weekend) or _USUAL_WEEKEND)


def _language(country: str, language: str) -> str | None:
    """Return the library's name of a language, else English, else what the country has."""
    import holidays

    try:
        known = tuple(holidays.country_holidays(country).supported_languages)
    except (NotImplementedError, KeyError, AttributeError):
        return None
    found = [name for name in known if name.split("_")[0] == language]
    return next(iter([*found, *(name for name in known if name.startswith("en"))]), None)


@lru_cache(maxsize=32)
def _declared(calendar: Calendar) -> Mapping[date, str]:
    return dict(calendar.declared)


@lru_cache(maxsize=32)
def _by_name(calendar: Calendar) -> Mapping[str, tuple[date, ...]]:
    """Return all days of each name; a day with two holidays counts under both."""
    days = dict(_found(calendar.country, calendar.region, "en").days) | dict(calendar.declared)
    named: dict[str, list[date]] = {}
    for day in sorted(days):
        for name in {days[day], *days[day].split("; ")}:
            named.setdefault(name, []).append(day)
    return {name: tuple(found) for name, found in named.items()}
