# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The live picture: fed with observations, always ready to be looked at."""

from __future__ import annotations

import threading
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from baken.situation.levels import level_probabilities, shown_level
from baken.situation.model import Changes, Estimates, Index, Int64, Picture, SituationError, UInt8
from baken.situation.newest import NewestValues, empty_columns
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.time import NO_TIME_US

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from baken.situation.protocol import Estimator
    from baken.situation.topology import Topology

_Column = NDArray[Any]


class LivePicture:
    """Keeps the picture of a city while observations arrive.

    Writers (:meth:`apply`, :meth:`at`, :meth:`reset`) may be called from any thread and wait for each other;
    :attr:`picture` is one read of a reference, never waits, and what it returns never changes.

    Invariants: the picture follows from the newest values and the time, so it does not matter how the observations
    were cut into batches; :attr:`Picture.sequence` goes up by one with every picture that differs from the
    one before, and stays when nothing changed; it never goes back, also not at a reset.

    Examples
    --------
    >>> from baken.observation.stream import Stream
    >>> from baken.situation.estimator import StationaryEstimator
    >>> from baken.situation.topology import Topology
    >>> from baken.vocabulary.place import Area, AreaKind
    >>> from baken.vocabulary.quantity import Quantity
    >>> square = Area(id="square", name="Square", kind=AreaKind.SQUARE, usable_area_m2=500.0, polygon=())
    >>> camera = Stream(id="camera", name="Camera", connector="x", provider_id="1", area_id="square",
    ...     quantity=Quantity.PERSONS_PRESENT, interval_s=0, stale_after_s=300, relative_error=0.1)
    >>> live = LivePicture(StationaryEstimator(Topology.of([square], [], [camera])))
    >>> live.picture.sequence, live.picture.persons.tolist()
    (0, [nan])
    >>> picture = live.apply([0], [0], [250.0], now_us=1_000_000)
    >>> picture.sequence, picture.persons.tolist(), picture.density_per_m2.tolist(), picture.level.tolist()
    (1, [250.0], [0.5], [3])
    >>> live.apply([0], [0], [250.0], now_us=2_000_000).sequence
    1
    >>> later = live.at(301_000_000)
    >>> later.sequence, later.persons.tolist(), QualityFlag(later.quality[0]).label
    (2, [250.0], 'stale')
    """

    def __init__(self, estimator: Estimator) -> None:
        self._estimator = estimator
        self._topology = estimator.topology
        self._newest = NewestValues(len(self._topology.stream_ids))
        self._arrivals = _Arrivals(self._topology, self._newest.everything)
        self._lock = threading.Lock()
        self._picture = _unknown(self._topology, 0, NO_TIME_US)

    @property
    def picture(self) -> Picture:
        """The picture as it is now known; immutable."""
        return self._picture

    @property
    def estimator(self) -> Estimator:
        """What turns observations into estimates."""
        return self._estimator

    def reset(self, now_us: int = NO_TIME_US) -> Picture:
        """Forget every observation, as after a jump of the replay clock; returns the empty picture."""
        with self._lock:
            self._newest.reset()
            self._estimator.reset()
            self._picture = _unknown(self._topology, self._picture.sequence + 1, now_us)
            return self._picture

    def apply(
        self,
        stream_index: Sequence[int] | Index,
        start_us: Sequence[int] | Int64,
        result: ArrayLike,
        *,
        now_us: int,
        quality: Sequence[int] | UInt8 | None = None,
        available_at_us: Sequence[int] | Int64 | None = None,
        end_us: Sequence[int] | Int64 | None = None,
    ) -> Picture:
        """Take n observations and return the picture that follows.

        Parameters
        ----------
        stream_index
            Declared place of each observation's stream, shape (n,). The same stream may occur more than once.
        start_us, end_us
            Phenomenon time in µs; without ``end_us``, or where it is ``NO_TIME_US``, the interval is the one that
            the stream declares.
        result
            Values in the unit of the stream; NaN is missing.
        quality
            :class:`~baken.vocabulary.quality.QualityFlag` per value; good when left out.
        available_at_us
            When each could have been known; ``now_us`` when left out.
        now_us
            The node's time, which decides what is stale.

        Raises
        ------
        SituationError
            When a stream index does not exist; then nothing is taken.
        """
        rows = self._changes(stream_index, start_us, end_us, result, quality, available_at_us, now_us)
        with self._lock:
            renewed = self._newest.apply(rows)
            touched = self._estimator.update(rows, self._newest.columns, renewed)
            expired = self._estimator.advance(now_us)
            touched = self._union(touched, expired)
            if len(touched) > 0 or len(renewed) > 0:
                self._renew(touched, now_us, is_certain=len(renewed) > 0)
            return self._picture

    def at(self, now_us: int) -> Picture:
        """Return the picture at a moment: areas whose newest usable interval ended too long ago become stale.

        The picture is another one, with the next sequence number, only when that changes it.
        """
        with self._lock:
            expired = self._estimator.advance(now_us)
            if len(expired) > 0:
                self._renew(expired, now_us, is_certain=False)
            return self._picture

    def _union(self, one: Index, other: Index) -> Index:
        if len(one) == 0 or len(other) == 0 or one is other:
            return one if len(one) > 0 else other
        marked = np.zeros(len(self._topology.area_ids), dtype=np.bool_)
        marked[one] = marked[other] = True
        return np.flatnonzero(marked)

    def _changes(
        self,
        stream_index: Sequence[int] | Index,
        start_us: Sequence[int] | Int64,
        end_us: Sequence[int] | Int64 | None,
        result: ArrayLike,
        quality: Sequence[int] | UInt8 | None,
        available_at_us: Sequence[int] | Int64 | None,
        now_us: int,
    ) -> Changes:
        index, order = self._arrivals.of(np.asarray(stream_index, dtype=np.intp))
        n = len(index)
        start = np.asarray(start_us, dtype=np.int64)
        end = None if end_us is None else np.asarray(end_us, dtype=np.int64)
        value = np.asarray(result, dtype=np.float64)
        flag = np.zeros(n, dtype=np.uint8) if quality is None else np.asarray(quality, dtype=np.uint8)
        available = np.full(n, now_us) if available_at_us is None else np.asarray(available_at_us, dtype=np.int64)
        if order is not None:
            start, value = start[order], value[order]
            end = None if end is None else end[order]
            flag = flag if quality is None else flag[order]
            available = available if available_at_us is None else available[order]
        is_regular = end is None and quality is None
        return Changes(index, start, self._ends(index, start, end), value, flag, available, is_regular)

    def _ends(self, index: Index, start: Int64, end: Int64 | None) -> Int64:
        """Return the end of every interval; the declared length where it is not given or not positive."""
        interval = self._topology.interval_us
        declared: Int64 = start + (interval if index is self._arrivals.everything else interval[index])
        return declared if end is None else np.where(end > start, end, declared)

    def _renew(self, areas: Index, now_us: int, *, is_certain: bool) -> None:
        """Publish the picture with new estimates for some areas, if it differs or is certain to."""
        old = self._picture
        said = self._estimator.estimate(areas)
        picture = self._painted(said, areas, now_us)
        if is_certain or not _is_same(old, picture):
            self._picture = picture

    def _painted(self, said: Estimates, areas: Index, now_us: int) -> Picture:
        old, topology = self._picture, self._topology
        is_whole = len(areas) == len(topology.area_ids)
        surface, breaks = topology.usable_area_m2, topology.breaks
        if not is_whole:
            surface, breaks = surface[areas], breaks[areas]
        columns: tuple[Any, ...] = (
            said.persons,
            said.persons_error,
            said.persons / surface,
            said.persons_error / surface,
            said.flow_per_m_min,
            said.flow_error,
            shown_level(said.persons, said.persons_error, breaks),
            level_probabilities(said.persons, said.persons_error, breaks),
            said.quality,
            said.start_us,
            said.end_us,
            said.available_at_us,
        )
        if not is_whole:
            columns = tuple(
                _with(getattr(old, name), areas, column) for name, column in zip(_COLUMNS, columns, strict=True)
            )
        for column in columns:
            column.flags.writeable = False
        return Picture(
            sequence=old.sequence + 1,
            issued_at_us=now_us,
            topology=topology,
            newest=self._newest.columns,
            **dict(zip(_COLUMNS, columns, strict=True)),
        )


class _Arrivals:
    """From declared places to places in the topology; remembers the last batch, for pollers ask in the same order.

    When a batch holds every stream once it is put in the order of the topology, and all that follows is contiguous.
    """

    def __init__(self, topology: Topology, everything: Index) -> None:
        self._place_of = topology.place_of
        self.everything = everything
        self._last: tuple[Index, Index, Index | None] = (self.everything[:0], self.everything[:0], None)

    def of(self, declared: Index) -> tuple[Index, Index | None]:
        """Return the places of a batch and, when it holds every stream once, which row goes to each place."""
        last, index, order = self._last
        if np.array_equal(declared, last):
            return index, order
        if int(declared.view(np.uintp).max(initial=0)) >= len(self.everything):
            raise SituationError("An observation names a stream that the picture does not have.")
        index = self._place_of.take(declared)
        order = None
        if len(index) == len(self.everything):
            order = np.full(len(index), -1, dtype=np.intp)
            order[index] = self.everything
            order = order if int(order.min(initial=0)) >= 0 else None
        index = index if order is None else self.everything
        self._last = (declared.copy(), index, order)
        return index, order


_NO_COLUMNS: Final = frozenset({"sequence", "issued_at_us", "topology", "newest", "doubts", "below_k"})
_COLUMNS: Final = tuple(f.name for f in fields(Picture) if f.name not in _NO_COLUMNS)


def _with(column: _Column, areas: Index, values: _Column) -> _Column:
    new = column.copy()
    new[areas] = values
    return new


def _is_same(one: Picture, other: Picture) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name), equal_nan=name not in _EXACT) for name in _DECISIVE
    )


_EXACT: Final = frozenset({"quality", "start_us", "end_us", "available_at_us"})
_DECISIVE: Final = ("quality", "persons", "persons_standard_error", "flow_per_m_min", "start_us", "end_us")


def _unknown(topology: Topology, sequence: int, now_us: int) -> Picture:
    """Return the picture of a city from which nothing was ever heard."""
    n = len(topology.area_ids)
    never = np.full(n, NO_TIME_US, dtype=np.int64)
    nothing = np.full(n, np.nan)
    return Picture(
        sequence=sequence,
        issued_at_us=now_us,
        topology=topology,
        persons=nothing,
        persons_standard_error=nothing,
        density_per_m2=nothing,
        density_standard_error=nothing,
        flow_per_m_min=nothing,
        flow_standard_error=nothing,
        level=np.zeros(n, dtype=np.uint8),
        level_probabilities=np.full((n, 5), np.nan),
        quality=np.full(n, QualityFlag.MISSING, dtype=np.uint8),
        start_us=never,
        end_us=never,
        available_at_us=never,
        newest=empty_columns(len(topology.stream_ids)),
    )
