# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the laws of estimators look at: an estimator to make, a city, and what was observed in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from baken.situation.picture import LivePicture
from baken.situation.topology import Topology

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from baken.observation.stream import Stream
    from baken.situation.model import Picture
    from baken.situation.protocol import Estimator
    from baken.vocabulary.place import Area, Gate


@dataclass(frozen=True, slots=True)
class City:
    """Areas, gates and streams."""

    areas: tuple[Area, ...]
    gates: tuple[Gate, ...]
    streams: tuple[Stream, ...]

    def topology(self) -> Topology:
        """Return it as arrays."""
        return Topology.of(self.areas, self.gates, self.streams)


Maker = Callable[[City], "Estimator"]


@dataclass(frozen=True, slots=True)
class Observed:
    """Rows for :meth:`~baken.situation.picture.LivePicture.apply`; equal lengths."""

    stream_index: NDArray[np.intp]
    start_us: NDArray[np.int64]
    result: NDArray[np.float64]
    quality: NDArray[np.uint8]

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Observed:
        """Return some rows."""
        return Observed(self.stream_index[rows], self.start_us[rows], self.result[rows], self.quality[rows])


@dataclass(frozen=True, slots=True)
class Case:
    """An estimator to make, a city, what was observed and when it is looked at."""

    make: Maker
    city: City
    observed: Observed
    now_us: int

    def live(self) -> LivePicture:
        """Return an empty live picture."""
        return LivePicture(self.make(self.city))

    def picture(self, observed: Observed | None = None) -> Picture:
        """Return the picture after all rows at once."""
        rows = self.observed if observed is None else observed
        return fed(self.live(), rows, self.now_us)


def fed(live: LivePicture, rows: Observed, now_us: int) -> Picture:
    """Feed rows and return the picture."""
    return live.apply(rows.stream_index, rows.start_us, rows.result, quality=rows.quality, now_us=now_us)
