# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""New, repeated or corrected: what offered rows are against what a table holds, and against each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isnan
from typing import TYPE_CHECKING, Self

import numpy as np

from baken.observation.protocol import Outcome
from baken.vocabulary.time import NO_TIME_US

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from baken.observation.columns import ObservationColumns


@dataclass(frozen=True, slots=True)
class Current:
    """What a table now holds for some offered rows: whether anything, which value, after how many corrections."""

    known: NDArray[np.bool_]
    value: NDArray[np.float64]
    revision: NDArray[np.int32]

    @classmethod
    def nothing(cls, n: int) -> Self:
        """Return that nothing is held for any of n rows."""
        return cls(np.zeros(n, np.bool_), np.full(n, np.nan), np.zeros(n, np.int32))

    def take_in(self, found: pa.Table) -> None:
        """Note what was found: columns ``row`` (position among the offered), ``result``, ``revision``."""
        rows = found["row"].to_numpy()
        self.known[rows] = True
        self.value[rows] = found["result"].to_numpy()
        self.revision[rows] = found["revision"].to_numpy()


def shares_a_key(rows: ObservationColumns) -> NDArray[np.bool_]:
    """Tell which rows share datastream and phenomenon time with another row of the batch."""
    order = np.lexsort((rows.phenomenon_time_us, rows.datastream_id))
    ids, times = rows.datastream_id[order], rows.phenomenon_time_us[order]
    same = (ids[1:] == ids[:-1]) & (times[1:] == times[:-1])
    shared = np.zeros(len(rows), np.bool_)
    shared[order[1:]] |= same
    shared[order[:-1]] |= same
    return shared


def judge(
    rows: ObservationColumns, shared: NDArray[np.bool_], doubtful: NDArray[np.intp], current: Current
) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """Return outcome and revision of each row.

    Parameters
    ----------
    shared
        Rows that share a key with another one of the batch; they are doubtful too.
    doubtful
        Rising positions of the rows whose key may be held already; all others are new.
    current
        What is held for the doubtful rows.
    """
    outcome, revision = np.zeros(len(rows), np.uint8), np.zeros(len(rows), np.int32)
    offered = rows.result[doubtful]
    same = (current.value == offered) | (np.isnan(current.value) & np.isnan(offered))
    held = np.where(same, Outcome.REPEATED, Outcome.CORRECTED)
    outcome[doubtful] = np.where(current.known, held, Outcome.STORED)
    revision[doubtful] = np.where(current.known & ~same, current.revision + 1, 0)
    if shared.any():
        _judge_in_order(rows, np.flatnonzero(shared), doubtful, current, outcome, revision)
    return outcome, revision


def _judge_in_order(
    rows: ObservationColumns,
    shared: NDArray[np.intp],
    doubtful: NDArray[np.intp],
    current: Current,
    outcome: NDArray[np.uint8],
    revision: NDArray[np.int32],
) -> None:
    """Judge rows that share a key one after the other, each against the one before."""
    held: dict[tuple[int, int], tuple[float, int]] = {}
    for row, place in zip(shared.tolist(), np.searchsorted(doubtful, shared).tolist(), strict=True):
        key = int(rows.datastream_id[row]), int(rows.phenomenon_time_us[row])
        if key not in held and current.known[place]:
            held[key] = float(current.value[place]), int(current.revision[place])
        offered = float(rows.result[row])
        outcome[row], revision[row] = _judge_one(held.get(key), offered)
        if outcome[row] != Outcome.REPEATED:
            held[key] = offered, int(revision[row])


def _judge_one(before: tuple[float, int] | None, offered: float) -> tuple[Outcome, int]:
    if before is None:
        return Outcome.STORED, 0
    value, revision = before
    if value == offered or (isnan(value) and isnan(offered)):
        return Outcome.REPEATED, 0
    return Outcome.CORRECTED, revision + 1


def with_result_time(rows: ObservationColumns) -> ObservationColumns:
    """Give corrections without a result time the moment at which they became known."""
    unknown = rows.result_time_us == NO_TIME_US
    return replace(rows, result_time_us=np.where(unknown, rows.available_at_us, rows.result_time_us))
