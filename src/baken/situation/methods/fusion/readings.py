# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Readings: what each stream said of each step, for as far back as late rows are still taken.

A ring of cells (steps, streams). A count fills the cells of its interval with its share per step; a level fills the one
of the boundary nearest to the middle of its interval, and, of a car park, so much later as people need to the gate.
A newer interval of the same stream goes before an older one in one cell, and a correction before what it corrects, so
that what the cells hold follows from the rows and not from the order in which they came.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.situation.newest import is_usable
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.time import NO_TIME_US

if TYPE_CHECKING:
    from baken.situation.model import Bool, Changes, Float64, Index, Int64


class Readings:
    """The cells of all streams that say something about persons.

    Parameters
    ----------
    streams
        Number of streams in the topology.
    used
        Those that say something, rising.
    is_level
        Per used stream: whether it tells a level at a moment.
    lag_us
        Per used stream.
    step_us, depth, ahead
        Length of a step, how many past steps are kept, and how many that are still to come.
    """

    def __init__(
        self, streams: int, used: Index, is_level: Bool, lag_us: Int64, step_us: int, depth: int, ahead: int
    ) -> None:
        self._column = np.full(streams, -1, dtype=np.intp)
        self._column[used] = np.arange(len(used))
        self._is_level = is_level
        self._lag_us = lag_us
        self._step_us = step_us
        self._ahead = ahead
        self._depth = depth + ahead
        self._shape = (self._depth, len(used))
        self.reset()

    def of_depth(self, depth: int) -> Readings:
        """Return empty readings of the same streams that keep another number of steps."""
        used = np.flatnonzero(self._column >= 0)
        return Readings(len(self._column), used, self._is_level, self._lag_us, self._step_us, depth, self._ahead)

    def reset(self) -> None:
        """Forget everything."""
        self._value = np.full(self._shape, np.nan)
        self._started = np.full(self._shape, NO_TIME_US, dtype=np.int64)
        self._suspect = np.zeros(self._shape, dtype=np.bool_)
        self._head = _NEVER

    def open_until(self, step: int) -> None:
        """Make room for the cells until a step, and a little further; what lies too far back falls out."""
        head = step + self._ahead
        if head - self._head >= self._depth:
            self.reset()
        else:
            new = np.arange(self._head + 1, head + 1) % self._depth
            self._value[new] = np.nan
            self._started[new] = NO_TIME_US
            self._suspect[new] = False
        self._head = max(head, self._head)

    def cell(self, step: int) -> tuple[Float64, Int64, Bool]:
        """Return values, starts of intervals and doubts of one step, per used stream."""
        row = step % self._depth
        return self._value[row], self._started[row], self._suspect[row]

    def steps_of(self, rows: Changes) -> tuple[Index, Index]:
        """Return the first step that each row touches and the one after the last; streams that are used only."""
        column = self._column[rows.stream_index]
        level = self._is_level[column]
        middle = (rows.start_us + rows.end_us) // 2 + self._lag_us[column]
        count_first = _nearest(rows.start_us, self._step_us)
        count_last = np.maximum(_nearest(rows.end_us, self._step_us), count_first + 1)
        boundary = _nearest(middle, self._step_us)
        first = np.where(level, boundary, count_first)
        return first, np.where(level, boundary + 1, count_last)

    def is_used(self, rows: Changes) -> Bool:
        """Return which rows are of streams that say something about persons."""
        used: Bool = self._column[rows.stream_index] >= 0
        return used

    def write(self, rows: Changes, oldest: int) -> int | None:
        """Write rows, and return the first boundary of which the state changes; None when nothing changed.

        Cells before ``oldest`` stay as they are.
        """
        order = np.argsort(rows.start_us, kind="stable")
        rows = rows.take(order)
        first, last = self.steps_of(rows)
        column = self._column[rows.stream_index]
        level = self._is_level[column]
        steps = last - first
        value = np.where(is_usable(rows), rows.result, np.nan) / np.where(level, 1, steps)
        row = np.repeat(np.arange(len(rows)), steps)
        step = np.repeat(first, steps) + np.arange(len(row)) - np.repeat(np.cumsum(steps) - steps, steps)
        kept = (step >= np.maximum(oldest, self._head - self._depth + 1)) & (step <= self._head)
        at, col = step % self._depth, column[row]
        kept &= rows.start_us[row] >= self._started[at, col]
        row, step, at, col = row[kept], step[kept], at[kept], col[kept]
        suspect = rows.quality[row] == QualityFlag.SUSPECT
        differs = (
            ~_same(value[row], self._value[at, col])
            | (suspect != self._suspect[at, col])
            | (rows.start_us[row] != self._started[at, col])
        )
        if not differs.any():
            return None
        self._value[at, col] = value[row]
        self._started[at, col] = rows.start_us[row]
        self._suspect[at, col] = suspect
        return int((step - level[row])[differs].min())


_NEVER: Final = -(2**62)


def _nearest(time_us: Int64, step_us: int) -> Index:
    nearest: Index = (time_us + step_us // 2) // step_us
    return nearest


def _same(one: Float64, other: Float64) -> Bool:
    same: Bool = (one == other) | (np.isnan(one) & np.isnan(other))
    return same
