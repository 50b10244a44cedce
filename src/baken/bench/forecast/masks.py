# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What of the counts is no count: frozen sensors and outages, by the fixed rules of protocol 1.

These rules look at what comes after as well, so that truth is clean; they are part of the protocol and given to every
model alike. A node in use has to find out by itself, from the past only: that is :mod:`baken.forecast.screening`.
Partial outages and level shifts stay in: they are part of the task.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator

Float64 = NDArray[np.float64]
Bool = NDArray[np.bool_]

WEEK_H: Final = 168
LONGEST_ZEROS_H: Final = 24
"""Zeros for so many hours or longer are an outage."""
FROZEN_H: Final = 5
FROZEN_FROM: Final = 10.0
"""So many equal values of at least so much in a row are a sensor that hangs."""
WEEKS_BEFORE: Final = 8
EXPECTED: Final = 100.0
"""Zeros where so many persons were to be expected are an outage."""


def not_counts(counts: Float64) -> Bool:
    """Return which hourly values are masked: never scored, never input.

    - runs of zeros of 24 h or longer;
    - five or more equal values of at least 10 in a row;
    - runs of zeros where the medians of the same hours of the week, over the eight weeks before, add up to 100 persons
      or more.

    Parameters
    ----------
    counts
        Shape (hours, series), on the wall clock; NaN is missing and ends a run.

    Examples
    --------
    >>> not_counts(np.array([[3.0], [20.0], [20.0], [20.0], [20.0], [20.0], [0.0], [0.0]])).ravel().tolist()
    [False, True, True, True, True, True, False, False]
    """
    masked = np.zeros(counts.shape, dtype=np.bool_)
    for series in range(counts.shape[1]):
        column = counts[:, series]
        for first, last in _equal_runs(column):
            masked[first:last, series] = _is_masked(column, first, last)
    return masked


def _is_masked(column: Float64, first: int, last: int) -> bool:
    value, hours = column[first], last - first
    if value > 0:
        return bool(value >= FROZEN_FROM and hours >= FROZEN_H)
    return bool(hours >= LONGEST_ZEROS_H or _expected(column, first, last) >= EXPECTED)


def _expected(column: Float64, first: int, last: int) -> float:
    """Return the sum over a run of the medians of the same hour of the week over the weeks before."""
    weeks = np.arange(first, last) - WEEK_H * np.arange(1, WEEKS_BEFORE + 1)[:, None]
    before = np.where(weeks >= 0, column[np.maximum(weeks, 0)], np.nan)
    known = before[:, np.isfinite(before).any(axis=0)]
    if np.nansum(known.max(axis=0, initial=0.0, where=np.isfinite(known))) < EXPECTED:
        return 0.0  # a median is not above the largest: most runs are quiet nights and end here
    return float(np.nanmedian(known, axis=0).sum()) if known.size else 0.0


def _equal_runs(column: Float64) -> Iterator[tuple[int, int]]:
    """Yield where runs of equal values begin and have ended that may be masked: of zeros, or long enough to hang."""
    edges = np.concatenate([[0], np.flatnonzero(column[1:] != column[:-1]) + 1, [len(column)]])
    first, last = edges[:-1], edges[1:]
    may = (column[first] == 0) | (last - first >= FROZEN_H)
    yield from zip(first[may].tolist(), last[may].tolist(), strict=True)
