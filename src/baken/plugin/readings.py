# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Readings, put together value by value: what a live connector's ``read`` yields."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.plugin.live import Reading
from baken.plugin.protocol import ProviderRows, SkipLog
from baken.vocabulary.quantity import DEFINITIONS
from baken.vocabulary.time import TimeError, parse_instant, to_us

if TYPE_CHECKING:
    from baken.plugin.protocol import Field

NO_TIME: Final = "the time cannot be read"
NOT_A_NUMBER: Final = "not a number"
NOT_POSSIBLE: Final = "a value that is not possible"

_INTERVAL: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?s")
_YEARS: Final = range(1970, 2200)
_LONGEST_EXAMPLE: Final = 80


class ReadingBuilder:
    """Takes values one by one, each with its series, and counts what is left out.

    Examples
    --------
    >>> from baken.plugin.protocol import Field
    >>> from baken.vocabulary.quantity import Quantity
    >>> square = Field(
    ...     provider_id="a", name="A", quantity=Quantity.PERSONS_PRESENT, unit="{person}", interval_s=60.0
    ... )
    >>> builder = ReadingBuilder()
    >>> builder.add(square, 0, 3.0, "record 1"), builder.add(square, 60_000_000, -1.0, "record 2")
    (True, False)
    >>> reading = builder.reading()
    >>> reading.rows.result.tolist(), reading.rows.available_at_us.tolist(), reading.skipped[0].examples
    ([3.0], [60000000], ('record 2: -1',))
    """

    def __init__(self) -> None:
        self._fields: dict[str, tuple[int, Field]] = {}
        self._rows: list[tuple[int, int, int, int, float]] = []
        self._log = SkipLog()

    def __len__(self) -> int:
        """Return the number of values."""
        return len(self._rows)

    def add(self, field: Field, start_us: int, value: float, where: str, *, available_us: int = 0) -> bool:
        """Take a value in the unit of its series, NaN for missing; one that is not possible is skipped.

        Parameters
        ----------
        where
            Words that lead to it.
        available_us
            When the provider published it; the end of its interval where that is later.
        """
        if not math.isnan(value):
            low, high = DEFINITIONS[field.quantity].possible
            if not low <= value <= high:
                self.skip(NOT_POSSIBLE, f"{where}: {value:g}")
                return False
        place, _ = self._fields.setdefault(field.provider_id, (len(self._fields), field))
        end = start_us + round(field.interval_s * 1e6)
        self._rows.append((place, start_us, end, max(end, available_us), value))
        return True

    def skip(self, reason: str, *examples: str, count: int = 1) -> None:
        """Note values that are left out; of long examples only the beginning is kept."""
        self._log.add(reason, *(example[:_LONGEST_EXAMPLE] for example in examples), count=count)

    def reading(self) -> Reading:
        """Return what was taken."""
        integers = np.array([row[:4] for row in self._rows], np.int64).reshape(-1, 4)
        names = tuple(self._fields)
        rows = ProviderRows(
            provider_ids=names,
            series=integers[:, 0].astype(np.int32),
            phenomenon_time_us=integers[:, 1].copy(),
            phenomenon_time_end_us=integers[:, 2].copy(),
            available_at_us=integers[:, 3].copy(),
            result=np.array([row[4] for row in self._rows], np.float64),
        )
        return Reading(tuple(field for _, field in self._fields.values()), rows, self._log.skipped())


def instant_us(text: object) -> int | None:
    """Return the moment that an ISO 8601 text with a zone names, in µs; None when it names none that can be meant.

    Examples
    --------
    >>> instant_us("2026-07-01T12:00:00+02:00"), instant_us("2026-07-01T12:00:00"), instant_us(7)
    (1782900000000000, None, None)
    """
    if not isinstance(text, str):
        return None
    try:
        moment = parse_instant(text)
    except TimeError:
        return None
    return to_us(moment) if moment.year in _YEARS else None


def interval_word(interval_s: float) -> str:
    """Return how the length of an interval is written in the name of a series.

    Examples
    --------
    >>> interval_word(60.0), interval_word(0.5), interval_word(2_678_400), interval_word(0)
    ('60s', '0.5s', '2678400s', '0s')
    """
    text = f"{interval_s:.6f}".rstrip("0").rstrip(".")
    return f"{text}s"


def interval_of(word: str) -> float | None:
    """Return the length of an interval in seconds from how it is written in a name; None when it is not so written.

    Examples
    --------
    >>> interval_of("60s"), interval_of("060s"), interval_of("-1s"), interval_of("60")
    (60.0, None, None, None)
    """
    if not _INTERVAL.fullmatch(word):
        return None
    interval_s = float(word[:-1])
    return interval_s if interval_word(interval_s) == word else None


def name_part(text: str) -> str:
    """Return a name of the provider so that it holds no slash, which parts the names of series.

    Examples
    --------
    >>> name_part("line 1/2"), name_part("50%")
    ('line 1%2F2', '50%25')
    """
    return text.replace("%", "%25").replace("/", "%2F")
