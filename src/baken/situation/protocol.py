# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The one thing to implement for another way to estimate persons per area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

if TYPE_CHECKING:
    from baken.situation.links import Topology
    from baken.situation.model import Changes, Estimates, Index, Int64, NewestColumns


class MethodDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """What a method is called, and where it was published.

    Attributes
    ----------
    id
        Permanent kebab-case name, used in interfaces.
    """

    id: str
    title: str
    source: str


class Estimator(Protocol):
    """Turns observations into persons and flow per area.

    One is made from a :class:`~baken.situation.links.Topology` (areas, gates, streams) and then fed. It may keep any
    state: the stationary methods need none beyond the newest value of each stream, a filter over the network keeps its
    mean and covariance, steps it in :meth:`advance` and takes late rows in :meth:`update`. Laws that each
    implementation passes are in :mod:`baken.situation.conformance`. Calls come from one thread at a time.

    Invariants: estimates are a function of what was fed and of the time, never of how it was cut into batches;
    nothing is estimated for an area that is not in what :meth:`update` or :meth:`advance` returned since the last
    :meth:`estimate`.
    """

    @property
    def topology(self) -> Topology:
        """The areas, gates and streams it was made from."""
        ...

    def definition_of(self, area_index: int) -> MethodDefinition:
        """Return by which method an area is estimated, for the reader."""
        ...

    def reset(self) -> None:
        """Forget every observation, as after a jump in a replay."""
        ...

    def update(self, offered: Changes, newest: NewestColumns, renewed: Index) -> Index:
        """Take observations and return the areas whose estimate they may change, rising.

        Parameters
        ----------
        offered
            Every accepted row, also late ones and ones that are not usable.
        newest
            The newest values of all streams after these rows.
        renewed
            Streams whose entry in ``newest`` is another than before; may be empty.
        """
        ...

    def advance(self, now_us: int) -> Index:
        """Step to a moment, not before the last, and return the areas whose estimate that changes, rising."""
        ...

    def estimate(self, areas: Index) -> Estimates:
        """Return the estimates of some areas at the moment of the last :meth:`advance`, in the order asked."""
        ...


class MemorylessEstimator(Estimator, Protocol):
    """An estimator whose estimates depend on the newest values and the time only, so that history is one call."""

    def restricted_to(self, areas: Index) -> tuple[MemorylessEstimator, Index]:
        """Return an estimator of some areas only, in that order, and the streams it needs, in its order."""
        ...

    def evaluate(self, newest: NewestColumns, now_us: int | Int64) -> Estimates:
        """Return the estimates of all areas, shape (..., areas), from newest values of shape (..., streams).

        ``now_us`` has the leading shape ``...``.
        """
        ...
