# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The way that the filter came: its estimates at some of the boundaries that it passed.

What stands here is what was estimated from all that was known of that time when the filter last passed it, late rows
too; unlike what is smoothed it uses nothing of afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.situation.methods.fusion.smoother import Smoothed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.situation.model import Float64, Int64

EVERY_US: Final = 300_000_000
"""Every five minutes is enough for a time bar."""
_LONGEST_US: Final = 48 * 3_600_000_000


class Trajectory:
    """Keeps columns of areas at boundaries that lie :data:`EVERY_US` apart, for two days.

    Examples
    --------
    >>> kept = Trajectory(60_000_000)
    >>> kept.is_due(4), kept.is_due(5)
    (False, True)
    >>> one = np.ones(1)
    >>> kept.note(5, (one, one, one, one), np.array([2.0, 3.0]))
    >>> kept.at(np.array([299_000_000, 300_000_000, 599_000_000, 600_000_000])).persons.ravel().tolist()
    [nan, 1.0, 1.0, nan]
    >>> kept.flows_at(np.array([300_000_000, 600_000_000]), 2).tolist()
    [[2.0, 3.0], [nan, nan]]
    """

    def __init__(self, step_us: int) -> None:
        self._step_us = step_us
        self._every = max(1, EVERY_US // step_us)
        self._longest = _LONGEST_US // step_us
        self._noted: dict[int, tuple[Float64, Float64, Float64, Float64]] = {}
        self._flows: dict[int, Float64] = {}

    @property
    def every(self) -> int:
        """How many steps lie between two boundaries that are kept."""
        return self._every

    def is_due(self, boundary: int) -> bool:
        """Tell whether a boundary is one of those that are kept."""
        return boundary % self._every == 0

    def note(self, boundary: int, columns: tuple[Float64, Float64, Float64, Float64], flows: Float64) -> None:
        """Keep columns in place of earlier ones.

        Parameters
        ----------
        columns
            Persons, their error, specific flow and its error of all areas.
        flows
            Persons per minute who took each way since the boundary that was kept before.
        """
        self._noted[boundary], self._flows[boundary] = columns, flows.astype(np.float32)
        if len(self._noted) * self._every > self._longest:
            oldest = min(self._noted)
            del self._noted[oldest], self._flows[oldest]

    def forget(self) -> None:
        """Forget the way."""
        self._noted, self._flows = {}, {}

    def since_us(self) -> int | None:
        """Return from when on the way is known; None when nothing is."""
        noted = dict(self._noted)
        return min(noted) * self._step_us if noted else None

    def at(self, moments_us: Int64) -> Smoothed:
        """Return what was estimated last before each moment; NaN where that is longer ago than a step of this."""
        noted = dict(self._noted)  # one copy, so that it may be asked in another thread than the one that steps
        kept = np.array(sorted(noted), dtype=np.int64)
        areas = len(next(iter(noted.values()))[0]) if noted else 0
        told = [np.full((len(moments_us), areas), np.nan) for _ in range(4)]
        for row, number in self._before(kept, moments_us):
            for column, values in zip(told, noted[number], strict=True):
                column[row] = values
        persons, error, flow, flow_error = told
        return Smoothed(persons, np.square(error), flow, flow_error)

    def flows_at(self, moments_us: Int64, ways: int) -> Float64:
        """Return persons per minute on each way before each moment, shape (moments, ways); NaN where not known."""
        noted = dict(self._flows)
        found = np.full((len(moments_us), ways), np.nan)
        for row, number in self._before(np.array(sorted(noted), dtype=np.int64), moments_us):
            found[row] = noted[number]
        return found

    def _before(self, kept: Int64, moments_us: Int64) -> Iterator[tuple[int, int]]:
        """Yield the places of moments, and the boundary that was kept last before each."""
        place = np.searchsorted(kept * self._step_us, moments_us, side="right") - 1
        for row, number in enumerate(place.tolist()):
            if number >= 0 and (kept[number] + self._every) * self._step_us > moments_us[row]:
                yield row, int(kept[number])
