# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Past: the estimates over a stretch of time, from the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from baken.governance.minimisation.release import Release
from baken.observation.columns import columns_of
from baken.observation.protocol import AggregateQuery, ObservationQuery
from baken.observation.releases import with_stand_ins
from baken.situation.history import History, history, rows_of_buckets
from baken.situation.levels import UNKNOWN_LEVEL
from baken.situation.model import Changes
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.time import from_us, to_us

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from numpy.typing import NDArray

    from baken.governance.permit import Permit
    from baken.observation.governed_store import GovernedStore
    from baken.situation.model import Index
    from baken.situation.protocol import MemorylessEstimator


class Span(NamedTuple):
    """A stretch of time [start, end) in buckets."""

    start: datetime
    end: datetime
    bucket: timedelta


class Past:
    """Reads what was observed and estimates from it, by the method of the live picture.

    Parameters
    ----------
    datastream_ids
        Datastream of each stream, shape (streams,).
    estimator
        Only its definition is used.
    permit
        Gives the leave under which observations are read now.
    releases
        Gives what is withheld now, for which half of k stands in.
    """

    def __init__(
        self,
        store: GovernedStore,
        datastream_ids: NDArray[np.int64],
        estimator: MemorylessEstimator,
        permit: Callable[[], Permit],
        releases: Callable[[], Release] = Release.nothing,
    ) -> None:
        self._store = store
        self._releases = releases
        self._permit = permit
        self._datastream_ids = datastream_ids
        self._estimator = estimator
        order = np.argsort(datastream_ids)
        self._sorted, self._order = datastream_ids[order], order

    def history(self, span: Span, *, area_id: str | None = None) -> History:
        """Return the estimates per bucket, labelled with the start of the bucket.

        A bucket in which no observation ended is not known, however recent the one before.
        """
        topology = self._estimator.topology
        areas = None if area_id is None else np.array([topology.area_index[area_id]])
        streams = np.arange(len(self._datastream_ids)) if areas is None else topology.streams_of(areas)
        bucket_us = int(span.bucket / timedelta(microseconds=1))
        starts = np.arange(to_us(span.start) // bucket_us * bucket_us, to_us(span.end), bucket_us, dtype=np.int64)
        longest_us = int(topology.declared_interval_us(streams).max(initial=0))
        if longest_us >= bucket_us:
            rows = self._observed(streams, starts, bucket_us, longest_us)
        else:
            rows = self._aggregated(streams, starts, bucket_us)
        found = history(self._estimator, rows, starts + bucket_us, areas=areas)
        return _unknown_where_nothing_ended(found, starts, bucket_us, longest_us)

    def _observed(
        self,
        streams: Index,
        starts: NDArray[np.int64],
        bucket_us: int,
        longest_us: int,
    ) -> Changes:
        query = ObservationQuery(
            datastream_ids=tuple(self._datastream_ids[streams].tolist()),
            start=from_us(int(starts[0]) - longest_us),
            end=from_us(int(starts[-1]) + bucket_us),
        )
        rows = with_stand_ins(columns_of(self._store.read(query, activity=self._permit())), self._releases())
        index = self._stream_of(rows.datastream_id)
        declared = rows.phenomenon_time_us + self._estimator.topology.declared_interval_us(index)
        ends = np.where(rows.phenomenon_time_end_us > rows.phenomenon_time_us, rows.phenomenon_time_end_us, declared)
        return Changes(index, rows.phenomenon_time_us, ends, rows.result, rows.quality, rows.available_at_us)

    def _aggregated(self, streams: Index, starts: NDArray[np.int64], bucket_us: int) -> Changes:
        query = AggregateQuery(
            groups={int(i): str(i) for i in self._datastream_ids[streams]},
            start=from_us(int(starts[0])),
            end=from_us(int(starts[-1]) + bucket_us),
            bucket=timedelta(microseconds=bucket_us),
            for_estimates=True,
        )
        table = self._store.aggregate(query, activity=self._permit())
        index = self._stream_of(table["group_name"].cast("int64").to_numpy())
        begun = table["bucket_start"].cast("int64").to_numpy()
        means, numbers = table["mean"].to_numpy(), table["count"].to_numpy()
        return rows_of_buckets(self._estimator.topology, index, begun, bucket_us, means, numbers)

    def _stream_of(self, datastream_ids: NDArray[np.integer]) -> Index:
        place: Index = self._order[np.searchsorted(self._sorted, datastream_ids)]
        return place


def _unknown_where_nothing_ended(found: History, starts: NDArray[np.int64], bucket_us: int, longest_us: int) -> History:
    silent = found.end_us <= (starts + bucket_us - max(bucket_us, longest_us))[:, None]
    return replace(
        found,
        time_us=starts,
        persons=np.where(silent, np.nan, found.persons),
        persons_standard_error=np.where(silent, np.nan, found.persons_standard_error),
        density_per_m2=np.where(silent, np.nan, found.density_per_m2),
        flow_per_m_min=np.where(silent, np.nan, found.flow_per_m_min),
        flow_standard_error=np.where(silent, np.nan, found.flow_standard_error),
        level=np.where(silent, UNKNOWN_LEVEL, found.level).astype(np.uint8),
        quality=np.where(silent, QualityFlag.MISSING, found.quality).astype(np.uint8),
    )
