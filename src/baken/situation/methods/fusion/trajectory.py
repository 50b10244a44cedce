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
    >>> kept.note(5, (one, one, one, one))
    >>> kept.at(np.array([299_000_000, 300_000_000, 599_000_000, 600_000_000])).persons.ravel().tolist()
    [nan, 1.0, 1.0, nan]
    """

    def __init__(self, step_us: int) -> None:
        self._step_us = step_us
        self._every = max(1, EVERY_US // step_us)
        self._longest = _LONGEST_US // step_us
        self._noted: dict[int, tuple[Float64, Float64, Float64, Float64]] = {}

    def is_due(self, boundary: int) -> bool:
        """Tell whether a boundary is one of those that are kept."""
        return boundary % self._every == 0

    def note(self, boundary: int, columns: tuple[Float64, Float64, Float64, Float64]) -> None:
        """Keep persons, their error, specific flow and its error of all areas, in place of earlier ones."""
        self._noted[boundary] = columns
        if len(self._noted) * self._every > self._longest:
            self._noted.pop(min(self._noted))

    def forget(self) -> None:
        """Forget the way."""
        self._noted = {}

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
        place = np.searchsorted(kept * self._step_us, moments_us, side="right") - 1
        for row, number in enumerate(place.tolist()):
            if number < 0 or (kept[number] + self._every) * self._step_us <= moments_us[row]:
                continue
            for column, values in zip(told, noted[int(kept[number])], strict=True):
                column[row] = values
        persons, error, flow, flow_error = told
        return Smoothed(persons, np.square(error), flow, flow_error)
