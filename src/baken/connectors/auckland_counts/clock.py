# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The clock of the file: at which moment the hour of each row began.

What the labels say, checked against the file of version 0.1.1 (61,367 rows):

- ``hour`` is the local wall clock and steps by one hour from row to row, over midnight too. ``date`` is the
  *operational* day: it changes at 06:00, so that hours 0 to 5 carry the date of the day before; six labels around
  2024-09-29 and 2025-01-02 to -06 are wrong. The hour is therefore followed from row to row, and the date is used
  for the first row, and again only where the hour jumps without reason.
- Summer time ends (clock back at 03:00): the file has one row for the two hours that are both called 02:00, and in
  most years it holds their sum. It is ambiguous and is skipped.
- Summer time begins (clock forward at 02:00): in 2019 to 2022 the hour that did not exist has a row of zeros, which
  is skipped. In 2024 it has no row (the hour jumps from 1 to 3). In 2023 and 2025 the row *has* counts: the provider
  left the hour out, so that the following rows stand one label too early, until a row that is empty for all sensors
  takes up the slack (2023-10-01 05:00 and 2025-10-01 05:00). Those rows are moved back to where they belong.
  That they are early shows in the counts too: the daily course of those days fits that of the weeks around it best
  when it is moved by one hour.

Row position alone (one hour per row from 2019-01-01 06:00) is one hour early from 2024-09-29 03:00 on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.connectors.auckland_counts.client import NO_LABEL
from baken.plugin.wallclock import to_utc

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from baken.connectors.auckland_counts.client import HourlyTable

ZONE: Final = "Pacific/Auckland"
HOUR_US: Final = 3_600_000_000
DAY_BEGINS: Final = 6
"""The operational day begins at this hour."""
LONGEST_SHIFT_ROWS: Final = 14 * 24
"""An empty row further away than two weeks does not belong to a night that the clock went forward."""

NO_HOUR: Final = "the labels of the row cannot be read"
BACKWARDS: Final = "time goes backwards or repeats"
NONEXISTENT: Final = "the hour did not exist: the clock went forward"
AMBIGUOUS: Final = "the hour is ambiguous: the clock went back"
FILLER: Final = "empty row that makes up for an hour the provider left out"

REASONS: Final = ("", NO_HOUR, BACKWARDS, NONEXISTENT, AMBIGUOUS, FILLER)


@dataclass(frozen=True, slots=True)
class RowTimes:
    """When the hour of each row began.

    Attributes
    ----------
    start_us
        int64, microseconds since 1970, shape (n,), never decreasing; also filled in for rows that are skipped.
    local_us
        int64, the local wall clock of the hour as the label has it, shape (n,).
    reason
        int64, position in :data:`REASONS`, shape (n,); 0 for a row that is kept.
    """

    start_us: NDArray[np.int64]
    local_us: NDArray[np.int64]
    reason: NDArray[np.int64]


def row_times(table: HourlyTable) -> RowTimes:
    """Return when the hour of each row of the file began, and why some rows have to be skipped."""
    local, reason = _follow_hours(table)
    moments = to_utc(local, ZONE)
    start = moments.utc_us.copy()
    kept = reason == 0
    reason[kept & moments.ambiguous] = REASONS.index(AMBIGUOUS)
    for row in np.flatnonzero(kept & moments.nonexistent).tolist():
        filler = _filler_after(row, table.counts)
        if filler is None:
            reason[row] = REASONS.index(NONEXISTENT)
        else:
            start[row:filler] = to_utc(local[row:filler] + HOUR_US, ZONE).utc_us
            reason[filler] = REASONS.index(FILLER)
    return RowTimes(np.maximum.accumulate(start), local, reason)


def _filler_after(row: int, counts: NDArray[np.float64]) -> int | None:
    """Return the empty row that ends a stretch written one hour early, or None when the row begins no such stretch."""
    if not np.nansum(counts[row]) > 0:
        return None
    ahead = counts[row + 1 : row + 1 + LONGEST_SHIFT_ROWS]
    empty = np.flatnonzero(np.isnan(ahead).all(axis=1))
    return row + 1 + int(empty[0]) if len(empty) else None


def _follow_hours(table: HourlyTable) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the wall clock of every row, following the label ``hour`` from row to row."""
    labelled = (table.day + (table.hour < DAY_BEGINS)) * 24 + table.hour
    readable = (table.hour != NO_LABEL) & (table.day != NO_LABEL)
    local = np.zeros(len(labelled), np.int64)
    reason = np.zeros(len(labelled), np.int64)
    previous: int | None = None
    gap = 1
    for i, (ok, label) in enumerate(zip(readable.tolist(), labelled.tolist(), strict=True)):
        if not ok:
            local[i], reason[i] = (previous or 0), REASONS.index(NO_HOUR)
            gap += 1
            continue
        here = label if previous is None else _next_hour(previous, gap, label)
        if previous is not None and here <= previous:
            local[i], reason[i] = previous, REASONS.index(BACKWARDS)
            continue
        local[i] = previous = here
        gap = 1
    return local * HOUR_US, reason


def _next_hour(previous: int, gap: int, label: int) -> int:
    """Return the wall-clock hour of a row that comes ``gap`` rows after ``previous``, by its hour of the day."""
    expected = previous + gap
    ahead = (label - expected) % 24
    if ahead == 0:
        return expected
    skipped = np.array([expected], np.int64) * HOUR_US
    if ahead == 1 and bool(to_utc(skipped, ZONE).nonexistent[0]):
        return expected + 1
    return label
