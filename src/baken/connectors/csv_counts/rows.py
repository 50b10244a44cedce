# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rows: what each row of a CSV file says, and why some say nothing that can be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.connectors.csv_counts import client
from baken.connectors.csv_counts.mapping import Ambiguous, Layout, Order, Stamp
from baken.connectors.csv_counts.parsing import NumberParser, TimeParser
from baken.plugin.protocol import SkipLog
from baken.plugin.wallclock import to_utc

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from baken.connectors.csv_counts.mapping import Mapping

NO_TIME: Final = "the time cannot be read"
NO_NUMBER: Final = "not a number"
UNKNOWN: Final = "a series that the mapping does not name"
NONEXISTENT: Final = "the hour did not exist: the clock went forward"
AMBIGUOUS: Final = "the hour is ambiguous: the clock went back"
BACKWARDS: Final = "time goes backwards"
TWICE: Final = "the same time twice for one series"

_DAY_US: Final = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Values:
    """Values of some series: place of the series in the query, start of the interval (µs), value (NaN is missing)."""

    series: NDArray[np.int32]
    start_us: NDArray[np.int64]
    result: NDArray[np.float64]

    def __len__(self) -> int:
        """Return the number of values."""
        return len(self.series)

    def where(self, keep: NDArray[np.bool_] | NDArray[np.intp]) -> Values:
        """Return some of the values."""
        return Values(self.series[keep], self.start_us[keep], self.result[keep])

    def part(self, first: int, last: int) -> Values:
        """Return the values in [first, last)."""
        return self.where(np.arange(first, last))

    def between(self, start_us: int | None, end_us: int | None) -> Values:
        """Return the values whose interval begins in [start, end)."""
        keep = np.ones(len(self), np.bool_)
        if start_us is not None:
            keep &= self.start_us >= start_us
        if end_us is not None:
            keep &= self.start_us < end_us
        return self if keep.all() else self.where(keep)

    def sorted(self, log: SkipLog) -> Values:
        """Return the values by time and series; of the same time twice, the first."""
        order = np.lexsort((self.series, self.start_us))
        by_time = self.where(order)
        twice = np.zeros(len(self), np.bool_)
        twice[1:] = (np.diff(by_time.start_us) == 0) & (np.diff(by_time.series) == 0)
        if twice.any():
            log.add(TWICE, count=int(twice.sum()))
        return by_time.where(~twice)


def joined(parts: list[Values]) -> Values:
    """Return the values of all parts, in order."""
    parts = parts or [Values(np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0))]
    return Values(
        np.concatenate([p.series for p in parts]),
        np.concatenate([p.start_us for p in parts]),
        np.concatenate([p.result for p in parts]),
    )


@dataclass(slots=True)
class _Block:
    """Values whose time is not yet certain."""

    series: list[int]
    time_us: list[int]
    is_local: list[bool]
    result: list[float]
    where: list[str]


class _Nights:
    """Tells the two hours of one name apart by their order: a series that goes back has come to the second."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[int, int, bool]] = {}

    def is_second(self, series: int, local_us: int) -> bool:
        night = local_us // _DAY_US
        before, last_us, second = self._seen.get(series, (night, -1, False))
        second = before == night and (second or local_us <= last_us)
        self._seen[series] = (night, local_us, second)
        return second


class RowReader:
    """Reads the files of a mapping from their beginning.

    Parameters
    ----------
    asked
        What names each asked series in the file → its place in the query.
    """

    def __init__(self, mapping: Mapping, asked: dict[str, int]) -> None:
        self._mapping = mapping
        self._asked = asked
        self._times = TimeParser(mapping.time.form)
        self._numbers = NumberParser(mapping.numbers)
        self._columns = len(mapping.time.columns)
        self._wide = [(asked[s], i) for i, s in enumerate(mapping.sources) if s in asked]
        self._named = frozenset(mapping.sources)
        self._nights = _Nights()
        self._newest_us: int | None = None
        self._newest_of: dict[int, int] = {}
        interval = {asked[s]: f.interval_s for s, f in zip(mapping.sources, mapping.fields, strict=True) if s in asked}
        back = mapping.time.stamp is Stamp.END
        self._shift_us = np.array([round(interval[i] * 1e6) * back for i in range(len(asked))] or [0], np.int64)

    def blocks(self, rows: int, *, first_end: int | None = None) -> Iterator[tuple[Values, SkipLog, int]]:
        """Yield the values of about so many rows, what was skipped in them, and how many rows are behind.

        Parameters
        ----------
        first_end
            After so many rows the first block ends, whatever ``rows`` says.
        """
        block, log, row, end = _Block([], [], [], [], []), SkipLog(), 0, first_end or rows
        for found in client.read_rows(self._mapping.paths, self._mapping.form, self._mapping.columns):
            self._add(found, block, log)
            row += 1
            if row >= end:
                yield self._settle(block, log), log, row
                block, log, end = _Block([], [], [], [], []), SkipLog(), row + rows
        values = self._settle(block, log)
        if len(values) or log.skipped() or row == 0:
            yield values, log, row

    def _add(self, row: client.Row, block: _Block, log: SkipLog) -> None:
        weight = len(self._wide) if self._mapping.layout is Layout.WIDE else 1
        where = f"{row.file} line {row.line}"
        if row.problem:
            log.add(row.problem, where, count=weight)
            return
        text = " ".join(row.cells[: self._columns])
        time = self._times.parse(text)
        if time is None:
            log.add(NO_TIME, f"{where}: {text[:40]!r}", count=weight)
            return
        cells = row.cells[self._columns :]
        for series, cell in self._series_of(cells, where, log):
            value = self._numbers.parse(cell)
            if value is None:
                log.add(NO_NUMBER, f"{where}: {cell[:40]!r}")
                continue
            block.series.append(series)
            block.time_us.append(time[0])
            block.is_local.append(time[1])
            block.result.append(value)
            block.where.append(where)

    def _series_of(self, cells: tuple[str, ...], where: str, log: SkipLog) -> list[tuple[int, str]]:
        if self._mapping.layout is Layout.WIDE:
            return [(series, cells[i]) for series, i in self._wide]
        name = cells[0].strip()
        if name in self._asked:
            return [(self._asked[name], cells[1])]
        if name not in self._named:
            log.add(UNKNOWN, f"{where}: {name[:40]!r}")
        return []

    def _settle(self, block: _Block, log: SkipLog) -> Values:
        """Turn local times into moments and leave out what cannot be placed in time."""
        values = Values(
            np.array(block.series, np.int32), np.array(block.time_us, np.int64), np.array(block.result, np.float64)
        )
        local = np.array(block.is_local, np.bool_)
        moments = to_utc(values.start_us, self._mapping.time.zone)
        second = self._takes_second(values, local & moments.ambiguous)
        utc = np.where(second, moments.second_us, moments.utc_us)
        skip = local & moments.nonexistent
        self._log(log, NONEXISTENT, skip, block.where)
        if self._mapping.time.ambiguous is Ambiguous.SKIP:
            self._log(log, AMBIGUOUS, local & moments.ambiguous, block.where)
            skip |= local & moments.ambiguous
        start = np.where(local, utc, values.start_us) - self._shift_us[values.series]
        kept = ~skip
        placed = Values(values.series, start, values.result).where(kept)
        where = [w for w, k in zip(block.where, kept.tolist(), strict=True) if k]
        return placed if self._mapping.order is Order.ANY else self._in_order(placed, where, log)

    def _takes_second(self, values: Values, ambiguous: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which ambiguous times are the second of the two."""
        rule = self._mapping.time.ambiguous
        if rule is Ambiguous.SECOND:
            return ambiguous
        second = np.zeros(len(values), np.bool_)
        if rule is Ambiguous.ORDER:
            for i in np.flatnonzero(ambiguous).tolist():
                second[i] = self._nights.is_second(int(values.series[i]), int(values.start_us[i]))
        return second

    def _in_order(self, values: Values, where: list[str], log: SkipLog) -> Values:
        if not len(values):
            return values
        before = np.iinfo(np.int64).min if self._newest_us is None else self._newest_us
        newest = np.maximum.accumulate(np.maximum(values.start_us, before))
        backwards = values.start_us < newest
        self._log(log, BACKWARDS, backwards, where)
        twice = self._repeats(values, ~backwards)
        self._log(log, TWICE, twice, where)
        self._newest_us = int(newest[-1])
        return values.where(~(backwards | twice))

    def _repeats(self, values: Values, candidates: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which values stand at a time at which their series has one already."""
        twice = np.zeros(len(values), np.bool_)
        chosen = np.flatnonzero(candidates)
        if not len(chosen):
            return twice
        order = chosen[np.argsort(values.series[chosen], kind="stable")]
        series, time = values.series[order], values.start_us[order]
        is_first = np.concatenate([[True], series[1:] != series[:-1]])
        same = np.concatenate([[False], time[1:] == time[:-1]]) & ~is_first
        for i in np.flatnonzero(is_first).tolist():
            same[i] = self._newest_of.get(int(series[i])) == int(time[i])
        for i in np.flatnonzero(np.append(is_first[1:], True)).tolist():
            self._newest_of[int(series[i])] = int(time[i])
        twice[order] = same
        return twice

    @staticmethod
    def _log(log: SkipLog, reason: str, which: NDArray[np.bool_], where: list[str]) -> None:
        places = np.flatnonzero(which)
        if len(places):
            log.add(reason, *(where[int(i)] for i in places[:3]), count=len(places))
