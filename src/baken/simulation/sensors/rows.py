# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What sensors delivered, in columns."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]
Index = NDArray[np.intp]
Bool = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rows:
    """Values that sensors told, shape (n,) each.

    Attributes
    ----------
    stream
        Place of the stream among those that were asked.
    start_us, end_us
        Of the interval by the sensor's own clock; equal for a moment.
    available_us
        When it could be known; never before the end.
    value
        NaN where the supplier says that it tells nothing.
    """

    stream: Index
    start_us: Int64
    end_us: Int64
    available_us: Int64
    value: Float64

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.stream)

    def take(self, which: Index | Bool | slice) -> Rows:
        """Return some of the rows, in that order."""
        return Rows(*(getattr(self, f.name)[which] for f in fields(self)))

    @classmethod
    def joined(cls, parts: Sequence[Rows]) -> Self:
        """Return the rows of several sensors, in order of when they could be known."""
        if not parts:
            nothing = np.zeros(0, dtype=np.int64)
            return cls(nothing.astype(np.intp), nothing, nothing, nothing, nothing.astype(np.float64))
        columns = [np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(cls)]
        order = np.argsort(columns[3], kind="stable")
        return cls(*(column[order] for column in columns))
