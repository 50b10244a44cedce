# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Numbers and moments as people of a language write them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

_MINUS: Final = "−"  # noqa: RUF001 - a minus sign, as wide as a plus
_MONTHS: Final = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "nl": (
        *("januari", "februari", "maart", "april", "mei", "juni"),
        *("juli", "augustus", "september", "oktober", "november", "december"),
    ),
}


@dataclass(frozen=True, slots=True)
class Writing:
    """How numbers and moments are written.

    Examples
    --------
    >>> dutch = Writing("nl", "Europe/Amsterdam")
    >>> dutch.number(12345.6), dutch.share(0.256, sign=True), dutch.clock(0)
    ('12.346', '+26 %', '01:00')
    """

    language: str
    time_zone: str

    def number(self, value: float | None, digits: int = 0, *, sign: bool = False) -> str:
        """Return a number; a dash for none."""
        if value is None or math.isnan(value):
            return "–"  # noqa: RUF001
        if math.isinf(value):
            return "∞" if value > 0 else f"{_MINUS}∞"
        rounded = round(value, digits) + 0.0
        text = format(abs(rounded), f",.{digits}f")
        if self.language == "nl":
            text = text.replace(",", " ").replace(".", ",").replace(" ", ".")
        before = _MINUS if rounded < 0 else "+" if sign and rounded > 0 else ""
        return before + text

    def share(self, value: float | None, digits: int = 0, *, sign: bool = False) -> str:
        """Return a share in percent."""
        text = self.number(None if value is None else 100.0 * value, digits, sign=sign)
        return text if value is None or not math.isfinite(value) else f"{text} %"

    def clock(self, moment_us: int | None) -> str:
        """Return the time of day."""
        return "–" if moment_us is None else f"{self._local(moment_us):%H:%M}"  # noqa: RUF001

    def day(self, moment_us: int) -> str:
        """Return the day in words."""
        local = self._local(moment_us)
        return f"{local.day} {_MONTHS[self.language][local.month - 1]} {local.year}"

    def moment(self, moment_us: int) -> str:
        """Return day and time."""
        return f"{self.day(moment_us)}, {self.clock(moment_us)}"

    def hours(self, from_us: int, until_us: int) -> list[int]:
        """Return the full hours of the clock from one moment to another."""
        hour = 3_600_000_000
        offset = self._local(from_us).utcoffset()
        shift = 0 if offset is None else round(offset.total_seconds() * 1e6) % hour
        first = -(-(from_us + shift) // hour) * hour - shift
        return list(range(first, until_us + 1, hour))

    def _local(self, moment_us: int) -> datetime:
        return datetime.fromtimestamp(moment_us / 1e6, UTC).astimezone(ZoneInfo(self.time_zone))
