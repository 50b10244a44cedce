# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The one thing to implement for another way to estimate persons per area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import msgspec

if TYPE_CHECKING:
    from baken.situation.explanation import Explanation
    from baken.situation.history import History
    from baken.situation.model import Changes, Estimates, Float64, Index, Int64, NewestColumns
    from baken.situation.topology import Topology


class MethodDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """What a method is called, and where it was published.

    Attributes
    ----------
    id
        Permanent kebab-case name, used in interfaces.
    version
        Rises when the same observations give other estimates: what was learned of earlier ones is then left alone.
    """

    id: str
    title: str
    source: str
    version: int = 1


class Estimator(Protocol):
    """Turns observations into persons and flow per area.

    One is made from a :class:`~baken.situation.topology.Topology` (areas, gates, streams) and then fed. It may keep any
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

    @property
    def memory_us(self) -> int:
        """How much of the past it wants to be fed with when it begins; 0 when the newest values are enough."""
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

    def explain(self, area_index: int) -> Explanation:
        """Return where the estimate of an area, at the moment of the last :meth:`advance`, comes from."""
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


@dataclass(frozen=True, slots=True)
class GateFlows:
    """Persons who cross gates, in columns of shape (flows,): one row per gate and direction.

    Attributes
    ----------
    gate_ids
        The gate of each row.
    origin, destination
        Index of the area that they leave and of the one that they enter; -1 is outside.
    persons_per_min, standard_error
        Mean over the last step of the estimator.
    """

    gate_ids: tuple[str, ...]
    origin: Index
    destination: Index
    persons_per_min: Float64
    standard_error: Float64


class NetworkEstimator(Estimator, Protocol):
    """An estimator that knows how areas are connected, so that people who leave one enter the next."""

    def flows(self) -> GateFlows:
        """Return who crosses the gates at the moment of the last :meth:`advance`."""
        ...

    def origin_destination(self, minutes: float) -> Float64:
        """Return from where to where people went in the last minutes, shape (areas + 1, areas + 1); last is outside.

        Row: where a person was then; column: where that person is now. Sums of rows and columns are the persons then
        and now.
        """
        ...

    @property
    def passed_since_us(self) -> int | None:
        """From when on :meth:`passed` knows; None when nothing was heard yet."""
        ...

    def passed(self, rows: Changes, moments_us: Int64) -> History:
        """Return what it estimated at rising moments when it passed them, late rows included; unknown elsewhere.

        May be called in another thread than the one that feeds it. ``rows`` are those of the time, for the quality.
        """
        ...

    def flows_passed(self, moments_us: Int64) -> Float64:
        """Return persons per minute who took each way in the minutes before rising moments, shape (moments, ways).

        As it was estimated when they were passed, late rows included, in the order of :meth:`flows`; NaN elsewhere. May
        be called in another thread than the one that feeds it.
        """
        ...

    def smoothed(self, rows: Changes, moments_us: Int64, *, areas: Index | None = None) -> History:
        """Return the estimates at rising moments, each from all rows, also later ones."""
        ...
