# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Periods in words: how long something is kept, and how often a sensor observes."""

from __future__ import annotations

from datetime import timedelta  # noqa: TC003 - the examples use it
from typing import TYPE_CHECKING, Final

from baken.registers.model import Text
from baken.registers.words import TRIGGERS

if TYPE_CHECKING:
    from baken.governance.model import Retention

_HOUR_S: Final = 3_600
_DAY_S: Final = 86_400
_YEAR_DAYS: Final = 365
_MONTH_DAYS: Final = 30

NOT_KEPT: Final = Text("wordt niet bewaard", "not kept")

_UNITS: Final = (
    (_DAY_S, ("dag", "dagen"), ("day", "days")),
    (_HOUR_S, ("uur", "uur"), ("hour", "hours")),
    (60, ("minuut", "minuten"), ("minute", "minutes")),
    (1, ("seconde", "seconden"), ("second", "seconds")),
)


def duration(seconds: float) -> Text:
    """Return a length of time in its largest whole unit.

    Examples
    --------
    >>> duration(3600).nl, duration(86_400 * 400).en, duration(90).nl, duration(0.5).en
    ('1 uur', '400 days', '90 seconden', '0.5 seconds')
    """
    for size, (one_nl, many_nl), (one_en, many_en) in _UNITS:
        if seconds >= size and seconds % size == 0:
            number = int(seconds // size)
            return Text(
                f"{number} {one_nl if number == 1 else many_nl}", f"{number} {one_en if number == 1 else many_en}"
            )
    return Text(f"{seconds:g} seconden".replace(".", ","), f"{seconds:g} seconds")


def kept_for(period: timedelta) -> Text:
    """Return how long something is kept, with years or months beside many days.

    Examples
    --------
    >>> kept_for(timedelta(days=400)).nl, kept_for(timedelta(hours=12)).en
    ('400 dagen (ruim 1 jaar)', '12 hours')
    >>> kept_for(timedelta(days=90)).en
    '90 days (3 months)'
    """
    exact = duration(period.total_seconds())
    if period.days >= _YEAR_DAYS:
        number, rest = divmod(period.days, _YEAR_DAYS)
        unit = Text("jaar", "year" if number == 1 else "years")
    elif period.days >= 2 * _MONTH_DAYS:
        number, rest = divmod(period.days, _MONTH_DAYS)
        unit = Text("maanden", "months")
    else:
        return exact
    more = Text("ruim ", "over ") if rest else Text("", "")
    return Text(f"{exact.nl} ({more.nl}{number} {unit.nl})", f"{exact.en} ({more.en}{number} {unit.en})")


def retention_text(retention: Retention) -> Text:
    """Return in one phrase how long a layer is kept and from when that runs."""
    if retention.period is None:
        return NOT_KEPT
    length, trigger = kept_for(retention.period), TRIGGERS[retention.trigger]
    return Text(f"{length.nl} {trigger.nl}", f"{length.en} {trigger.en}")


def every(interval_s: float | None) -> Text:
    """Return how often a sensor observes.

    Examples
    --------
    >>> every(3600).nl, every(300).en, every(0).nl
    ('elk uur', 'every 5 minutes', 'op losse momenten')
    """
    if interval_s is None or interval_s <= 0:
        return Text("op losse momenten", "at moments")
    length = duration(interval_s)
    number_nl, unit_nl = length.nl.split(" ", 1)
    number_en, unit_en = length.en.split(" ", 1)
    if number_nl == "1":
        return Text(f"elk {unit_nl}" if unit_nl == "uur" else f"elke {unit_nl}", f"every {unit_en}")
    return Text(f"elke {number_nl} {unit_nl}", f"every {number_en} {unit_en}")


def iso_period(period: timedelta | None) -> str | None:
    """Return a period as ISO 8601, in days or else in hours; None when nothing is kept.

    Examples
    --------
    >>> iso_period(timedelta(days=400)), iso_period(timedelta(hours=12)), iso_period(timedelta(minutes=5))
    ('P400D', 'PT12H', 'PT300S')
    """
    if period is None:
        return None
    seconds = period.total_seconds()
    if seconds and seconds % _DAY_S == 0:
        return f"P{int(seconds // _DAY_S)}D"
    if seconds and seconds % _HOUR_S == 0:
        return f"PT{int(seconds // _HOUR_S)}H"
    return f"PT{seconds:g}S"
