# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The same estimates over history: all moments at once, by the code that makes the live picture.

Law: what history says of a moment is what the live picture says when it is fed with the rows up to that moment. (One
exception: the live picture forgets what was before a value that a correction took back; history does not, because
a store gives it corrected rows only.)
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from baken.situation.levels import shown_level
from baken.situation.links import LinkKind
from baken.situation.model import Changes, Estimates, Float64, Index, Int64, NewestColumns, UInt8
from baken.situation.newest import empty_columns, flag_of, is_usable
from baken.vocabulary.quality import USABLE_UP_TO, QualityFlag
from baken.vocabulary.time import MICROSECONDS_PER_SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from baken.situation.protocol import MemorylessEstimator
    from baken.situation.topology import Topology

_Scalar = TypeVar("_Scalar", bound=np.generic)

_CELLS_AT_ONCE: Final = 250_000
"""Moments times streams that are held in memory at a time: about 60 MB."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """All areas together, one entry per moment: persons in known areas, highest level, how many areas are known."""

    time_us: Int64
    persons: Float64
    highest_level: UInt8
    areas_known: Int64


@dataclass(frozen=True, slots=True)
class History:
    """Estimates per moment and area, arrays of shape (moments, areas); see :class:`~baken.situation.model.Picture`.

    Attributes
    ----------
    time_us
        The moments, shape (moments,).
    area_ids
        The areas, in the order of the columns.
    """

    time_us: Int64
    area_ids: tuple[str, ...]
    persons: Float64
    persons_standard_error: Float64
    density_per_m2: Float64
    flow_per_m_min: Float64
    flow_standard_error: Float64
    level: UInt8
    quality: UInt8
    end_us: Int64

    def timeline(self, *, with_stale: bool = False) -> Timeline:
        """Return all areas together per moment; estimates that are not of that moment are left out by default."""
        counts = self.quality <= (QualityFlag.STALE if with_stale else USABLE_UP_TO)
        return Timeline(
            time_us=self.time_us,
            persons=np.where(counts.any(axis=1), np.where(counts, self.persons, 0.0).sum(axis=1), np.nan),
            highest_level=np.where(counts, self.level, 0).max(axis=1, initial=0).astype(np.uint8),
            areas_known=counts.sum(axis=1),
        )


def history(
    estimator: MemorylessEstimator,
    rows: Changes,
    moments_us: Int64,
    *,
    areas: Index | None = None,
    by_availability: bool = False,
) -> History:
    """Return the estimates at many moments from rows that were observed.

    Parameters
    ----------
    estimator
        Only its definition is used, not what it was fed with.
    rows
        Observations in any order, their streams by declared place, from before the first moment (a stale-after
        longer) to the last.
    moments_us
        Rising; for a bucket [t, t + d) with all that was observed in it, ask for the moment t + d.
    areas
        Only these, rising; all when left out. Only their streams are looked at.
    by_availability
        False: a row counts from the end of its interval, which is what a chart of the past shows. True: from
        when it could have been known, which is what the live picture showed.

    Notes
    -----
    O((rows + moments * streams) log rows) time; memory is bounded by working through moments in blocks.
    """
    moments = np.asarray(moments_us, dtype=np.int64)
    rows = replace(rows, stream_index=estimator.topology.place_of[rows.stream_index])
    if areas is not None:
        estimator, streams = estimator.restricted_to(areas)
        rows = _of_streams(rows, streams)
    topology = estimator.topology
    feed = _Feed(rows, len(topology.stream_ids), by_availability=by_availability)
    step = max(1, _CELLS_AT_ONCE // max(1, len(topology.stream_ids)))
    parts = [
        estimator.evaluate(feed.at(moments[i : i + step]), moments[i : i + step])
        for i in range(0, max(1, len(moments)), step)
    ]
    said = Estimates(**{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Estimates)})
    return History(
        time_us=moments,
        area_ids=topology.area_ids,
        persons=said.persons,
        persons_standard_error=said.persons_error,
        density_per_m2=said.persons / topology.usable_area_m2,
        flow_per_m_min=said.flow_per_m_min,
        flow_standard_error=said.flow_error,
        level=shown_level(said.persons, said.persons_error, topology.breaks),
        quality=said.quality,
        end_us=said.end_us,
    )


def newest_at(rows: Changes, streams: int, moments_us: Int64) -> NewestColumns:
    """Return what was newest of each stream at rising moments, by the end of intervals; shape (moments, streams).

    Parameters
    ----------
    rows
        In any order, streams by number below ``streams``.
    """
    return _Feed(rows, streams, by_availability=False).at(moments_us)


def rows_of_buckets(
    topology: Topology,
    stream_index: Index,
    bucket_start_us: Int64,
    bucket_us: int,
    mean: Float64,
    number: Int64,
) -> Changes:
    """Return aggregates per bucket as rows that :func:`history` takes.

    A count stream of which ``number`` values fell in the bucket was watched for ``number * interval``: its row is the
    total over that time, so that the flow is the mean flow and a longer watch has a smaller error. Other streams give
    their mean, at the end of the bucket.

    Parameters
    ----------
    stream_index, bucket_start_us, mean, number
        Shape (n,): one row per stream and bucket that has a usable value, as a store aggregates them.
    """
    counts = np.zeros(len(topology.stream_ids), dtype=np.bool_)
    counts[topology.links.stream[topology.links.kind == LinkKind.CROSSING]] = True
    place = topology.place_of[stream_index]
    is_count = counts[place]
    watched = number * topology.interval_us[place]
    end = bucket_start_us + np.where(is_count, watched, bucket_us)
    n = len(stream_index)
    return Changes(
        stream_index,
        bucket_start_us,
        end,
        np.where(is_count, mean * number, mean),
        np.zeros(n, dtype=np.uint8),
        np.maximum(end, bucket_start_us + bucket_us),
    )


def hours(first_us: int, last_us: int, step_s: float = 3600.0) -> Int64:
    """Return moments from the first to the last (inclusive), a step apart.

    Examples
    --------
    >>> hours(0, 7_200_000_000).tolist()
    [0, 3600000000, 7200000000]
    """
    return np.arange(first_us, last_us + 1, int(step_s * MICROSECONDS_PER_SECOND), dtype=np.int64)


def _of_streams(rows: Changes, streams: Index) -> Changes:
    """Return the rows of some streams, which are then called 0, 1, 2 …"""
    place = np.searchsorted(streams, rows.stream_index)
    kept = place < len(streams)
    kept[kept] = streams[place[kept]] == rows.stream_index[kept]
    mine = rows.take(kept)
    return Changes(place[kept], mine.start_us, mine.end_us, mine.result, mine.quality, mine.available_at_us)


class _Feed:
    """Rows of many streams, ready to say what was the newest of each at any moment."""

    def __init__(self, rows: Changes, streams: int, *, by_availability: bool) -> None:
        self._streams = streams
        usable = is_usable(rows)
        bad = rows.take(~usable)
        bad = replace(bad, quality=flag_of(bad))
        self._good = _Track(rows.take(usable), streams, by_availability=by_availability)
        self._bad = _Track(bad, streams, by_availability=by_availability)

    def at(self, moments_us: Int64) -> NewestColumns:
        """Return the newest values at each moment, shape (moments, streams)."""
        none = empty_columns(self._streams)
        good, bad = self._good.at(moments_us), self._bad.at(moments_us)
        usable, lapse = self._good.rows, self._bad.rows
        return NewestColumns(
            _pick(usable.start_us, good, none.start_us),
            _pick(usable.end_us, good, none.end_us),
            _pick(usable.result, good, none.value),
            _pick(usable.quality, good, none.quality),
            _pick(usable.available_at_us, good, none.available_at_us),
            _pick(lapse.start_us, bad, none.lapse_us),
            _pick(lapse.quality, bad, none.lapse_quality),
        )


class _Track:
    """Rows sorted by stream and by when they count; per row, which row was then the newest of its stream."""

    def __init__(self, rows: Changes, streams: int, *, by_availability: bool) -> None:
        key = rows.available_at_us if by_availability else rows.end_us
        order = np.lexsort((key, rows.stream_index))  # stable: rows that count from one moment keep their order
        self.rows = rows.take(order)
        self._key = key[order]
        self._stream = self.rows.stream_index
        self._first = np.searchsorted(self._stream, np.arange(streams))
        by_start = np.lexsort((self.rows.start_us, self._stream))
        rank = np.empty(len(order), dtype=np.intp)
        rank[by_start] = np.arange(len(order))
        self._newest = by_start[np.maximum.accumulate(rank)] if len(order) else by_start

    def at(self, moments_us: Int64) -> Index:
        """Return the row that was newest at each moment, shape (moments, streams); -1 where there was none."""
        moments, streams = len(moments_us), len(self._first)
        known_from = np.searchsorted(moments_us, self._key)
        cell = self._stream * (moments + 1) + known_from
        number = np.bincount(cell, minlength=streams * (moments + 1)).reshape(streams, moments + 1)
        known = np.cumsum(number[:, :-1], axis=1)
        if len(self._newest) == 0:
            return np.full((moments, streams), -1, dtype=np.intp)
        place = np.maximum(self._first[:, None] + known - 1, 0)
        return np.where(known > 0, self._newest[place], -1).T


def _pick(column: NDArray[_Scalar], rows: Index, none: NDArray[_Scalar]) -> NDArray[_Scalar]:
    if len(column) == 0:
        return np.broadcast_to(none, rows.shape)
    return np.where(rows >= 0, column[rows], none)
