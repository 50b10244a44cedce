# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Parsing: from the texts in cells to times and numbers, without guessing."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from baken.connectors.csv_counts.mapping import NumberRule

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_REMEMBERED: Final = 100_000
_YEARS: Final = range(1900, 2200)


class TimeParser:
    """Reads times; remembers what it has read, because series share their times.

    Examples
    --------
    >>> TimeParser("%d-%m-%Y %H:%M").parse("31-12-2025 24:00")
    (1767225600000000, True)
    >>> TimeParser("iso").parse("2025-01-01T00:00:00+01:00")
    (1735686000000000, False)
    """

    def __init__(self, form: str) -> None:
        self._form = form
        self._known: dict[str, tuple[int, bool] | None] = {}

    def parse(self, text: str) -> tuple[int, bool] | None:
        """Return microseconds since 1970, and whether they are of a local clock; None when it is no time."""
        if text not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[text] = self._parse(text.strip())
        return self._known[text]

    def _parse(self, text: str) -> tuple[int, bool] | None:
        moment = self._moment(text) or self._midnight(text)
        if moment is None or moment.year not in _YEARS:
            return None
        is_local = moment.tzinfo is None
        moment = moment.replace(tzinfo=UTC) if is_local else moment.astimezone(UTC)
        return (moment - _EPOCH) // _MICROSECOND, is_local

    def _moment(self, text: str) -> datetime | None:
        try:
            return datetime.fromisoformat(text) if self._form == "iso" else datetime.strptime(text, self._form)  # noqa: DTZ007
        except (ValueError, OverflowError):
            return None

    def _midnight(self, text: str) -> datetime | None:
        """Read the hour 24 as midnight of the next day."""
        for found in re.finditer("24", text):
            moment = self._moment(text[: found.start()] + "00" + text[found.end() :])
            if moment is not None and (moment.hour, moment.minute) == (0, 0) and moment.year < max(_YEARS):
                return moment + timedelta(days=1)
        return None


class NumberParser:
    """Reads numbers; a word that means missing is NaN, and anything else that is no number is None.

    Examples
    --------
    >>> from baken.connectors.csv_counts.mapping import NumberRule
    >>> parser = NumberParser(NumberRule(decimal=",", thousands=".", missing=("", "x")))
    >>> [parser.parse(text) for text in ("1.234,5", "0", "x", "1.23", "NaN")]
    [1234.5, 0.0, nan, None, None]
    """

    def __init__(self, rule: NumberRule) -> None:
        decimal = re.escape(rule.decimal)
        whole = r"[0-9]+"
        if rule.thousands:
            group = re.escape(rule.thousands)
            whole = rf"(?:[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]+)"
        self._number = re.compile(rf"[+-]?{whole}(?:{decimal}[0-9]+)?(?:[eE][+-]?[0-9]{{1,3}})?")
        self._missing = frozenset(word.strip() for word in rule.missing)
        self._decimal, self._thousands = rule.decimal, rule.thousands

    def parse(self, text: str) -> float | None:
        """Return the number, NaN for missing, None for what is neither."""
        text = text.strip()
        if text in self._missing:
            return math.nan
        if not self._number.fullmatch(text):
            return None
        if self._thousands:
            text = text.replace(self._thousands, "")
        value = float(text.replace(self._decimal, "."))
        return value if math.isfinite(value) else None
