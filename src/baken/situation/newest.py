# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The newest value of every stream, kept as rows arrive in any order.

Newest is by phenomenon time, never by arrival: a late row does not replace a newer one. A row for the same
phenomenon time with another value is a correction and replaces; the same value again changes nothing. Two things are
kept per stream: its newest *usable* value (good or suspect, a finite number, not negative), and the newest *unusable*
one after it, a lapse, so that a missing, frozen, jumping or impossible value is never used and never hidden.
A correction that makes the newest usable value unusable takes it back; what was before it is not dug up.

Published columns are never changed: every change makes new arrays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from baken.situation.model import Changes, NewestColumns
from baken.vocabulary.quality import USABLE_UP_TO, QualityFlag
from baken.vocabulary.time import NO_TIME_US

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from baken.situation.model import Bool, Index

    UInt8 = NDArray[np.uint8]

_Scalar = TypeVar("_Scalar", bound=np.generic)


class NewestValues:
    """The newest value of each of a fixed number of streams.

    Rows whose ``stream_index`` is the object :attr:`everything` are known to hold every stream once, in order: they are
    taken as they are, and must not be changed afterwards.

    Examples
    --------
    >>> newest = NewestValues(1)
    >>> def row(start, value, flag=0):
    ...     t = np.array([start], dtype=np.int64)
    ...     return Changes(np.array([0]), t, t + 60, np.array([value]), np.array([flag], np.uint8), t + 61)
    >>> newest.apply(row(60, 5.0)).tolist(), newest.apply(row(0, 9.0)).tolist(), newest.apply(row(60, 6.0)).tolist()
    ([0], [], [0])
    >>> newest.columns.value.tolist()
    [6.0]
    """

    def __init__(self, streams: int) -> None:
        self._streams = streams
        self.everything: Index = np.arange(streams)
        self.columns = empty_columns(streams)

    def reset(self) -> None:
        """Forget everything."""
        self.columns = empty_columns(self._streams)

    def apply(self, rows: Changes) -> Index:
        """Take rows and return the streams whose entry changed, each once."""
        is_all = rows.stream_index is self.everything
        if is_all or _is_distinct(rows.stream_index, self._streams):
            return self._apply_distinct(rows, is_all=is_all)
        return self._apply_repeated(_last_offered(rows))

    def _apply_distinct(self, rows: Changes, *, is_all: bool) -> Index:
        if _are_usable(rows):
            return self._apply_usable(rows, is_all=is_all)
        usable = is_usable(rows)
        first = self._apply_unusable(rows.take(~usable))
        return np.concatenate([first, self._apply_usable(rows.take(usable))])

    def _apply_repeated(self, rows: Changes) -> Index:
        """Take rows of which no two are for the same stream and time, rising by stream and time."""
        usable = is_usable(rows)
        bad = rows.take(~usable)
        taken_back = bad.take(bad.start_us == self.columns.start_us[bad.stream_index])
        parts = [
            self._apply_unusable(taken_back),
            self._apply_usable(_newest_of_each(rows.take(usable))),
            self._apply_unusable(_newest_of_each(bad)),
        ]
        return np.unique(np.concatenate(parts))

    def _apply_usable(self, rows: Changes, *, is_all: bool = False) -> Index:
        old = self.columns
        index = rows.stream_index
        before = old.start_us if is_all else old.start_us[index]
        renew = rows.start_us > before
        if not renew.all():
            renew |= (rows.start_us == before) & self._differs(rows)
            if not renew.any():
                return _NO_STREAM
            rows = rows.take(renew)
            index = rows.stream_index
            is_all = False
        if is_all:
            self.columns = NewestColumns(
                rows.start_us,
                rows.end_us,
                rows.result,
                rows.quality,
                rows.available_at_us,
                old.lapse_us,
                old.lapse_quality,
                rows.is_regular and (old.is_regular or not (old.lapse_us > rows.start_us).any()),
            )
            return index
        self.columns = NewestColumns(
            _replaced(old.start_us, index, rows.start_us),
            _replaced(old.end_us, index, rows.end_us),
            _replaced(old.value, index, rows.result),
            _replaced(old.quality, index, rows.quality) if rows.quality.any() or old.quality.any() else old.quality,
            _replaced(old.available_at_us, index, rows.available_at_us),
            old.lapse_us,
            old.lapse_quality,
            old.is_regular and rows.is_regular,
        )
        return index

    def _differs(self, rows: Changes) -> Bool:
        old, index = self.columns, rows.stream_index
        differs: Bool = rows.result != old.value[index]
        differs |= rows.quality != old.quality[index]
        differs |= rows.end_us != old.end_us[index]
        return differs

    def _apply_unusable(self, rows: Changes) -> Index:
        """Note lapses; take back a usable value that turns out unusable."""
        old = self.columns
        index = rows.stream_index
        flag = flag_of(rows)
        usable_at, lapse_at = old.start_us[index], old.lapse_us[index]
        back = rows.start_us == usable_at
        newer = (rows.start_us > lapse_at) & (rows.start_us >= usable_at)
        other = (rows.start_us == lapse_at) & (flag != old.lapse_quality[index]) & (lapse_at > usable_at)
        renew = newer | other | back
        if not renew.any():
            return _NO_STREAM
        lapse_flag = np.where(lapse_at > rows.start_us, old.lapse_quality[index], flag)[renew]
        gone = index[back]
        touched: Index = index[renew]
        noted = np.maximum(rows.start_us, lapse_at)[renew]
        self.columns = NewestColumns(
            _replaced(old.start_us, gone, NO_TIME_US),
            _replaced(old.end_us, gone, NO_TIME_US),
            _replaced(old.value, gone, np.nan),
            _replaced(old.quality, gone, QualityFlag.GOOD),
            _replaced(old.available_at_us, gone, NO_TIME_US),
            _replaced(old.lapse_us, touched, noted),
            _replaced(old.lapse_quality, touched, lapse_flag),
        )
        return touched


_NO_STREAM: Final[Index] = np.empty(0, dtype=np.intp)


def empty_columns(streams: int) -> NewestColumns:
    """Return the columns of streams that have never said anything."""
    never = np.full(streams, NO_TIME_US, dtype=np.int64)
    good = np.zeros(streams, dtype=np.uint8)
    return NewestColumns(never, never, np.full(streams, np.nan), good, never, never, good, is_regular=True)


def _is_distinct(index: Index, streams: int) -> bool:
    """Tell whether no stream occurs twice."""
    if len(index) < 2:
        return True
    marked = np.zeros(streams, dtype=np.bool_)
    marked[index] = True
    return bool(np.count_nonzero(marked) == len(index))


def _are_usable(rows: Changes) -> bool:
    """Tell whether all rows are usable; NaN is its own minimum and maximum, and fails both."""
    lowest, highest = rows.result.min(initial=0.0), rows.result.max(initial=0.0)
    return bool(lowest >= 0.0 and highest < np.inf and (rows.is_regular or rows.quality.max(initial=0) <= USABLE_UP_TO))


def is_usable(rows: Changes) -> Bool:
    """Return which rows may inform an estimate: good or suspect, a finite number, not negative."""
    usable: Bool = (rows.result >= 0.0) & (rows.result < np.inf)  # NaN fails both
    usable &= rows.quality <= USABLE_UP_TO
    return usable


def flag_of(rows: Changes) -> UInt8:
    """Return the flag of unusable rows; one that was called usable is missing (NaN) or out of range."""
    own = np.where(np.isnan(rows.result), QualityFlag.MISSING, QualityFlag.OUT_OF_RANGE)
    return np.where(rows.quality > USABLE_UP_TO, rows.quality, own).astype(np.uint8)


def _last_offered(rows: Changes) -> Changes:
    """Return the last row of every stream and time, rising by stream and time."""
    order = np.lexsort((rows.start_us, rows.stream_index))
    stream, start = rows.stream_index[order], rows.start_us[order]
    last = np.append((stream[1:] != stream[:-1]) | (start[1:] != start[:-1]), True)
    return rows.take(order[last])


def _newest_of_each(rows: Changes) -> Changes:
    """Return the last row of every stream, of rows that rise by stream and time."""
    stream = rows.stream_index
    if len(stream) == 0:
        return rows
    return rows.take(np.append(stream[1:] != stream[:-1], True))


def _replaced(column: NDArray[_Scalar], index: Index, values: NDArray[_Scalar] | float) -> NDArray[_Scalar]:
    if len(index) == 0:
        return column
    new = np.empty_like(column) if len(index) == len(column) else column.copy()
    new[index] = values
    return new
