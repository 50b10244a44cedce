# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The stationary estimator: what the newest observations of an area say of it, each area by itself.

Walkways and stairs with counts at cross-sections by Little's law, areas with sensors of who is inside by direct
count, areas with both by precision weighting. It looks at one area at a time and has no memory but the newest values:
a network filter that conserves people replaces it behind the same protocol.

Quality of an estimate, the first that holds:

``missing``
    No stream of the area ever had a usable value: nothing is known, all numbers are NaN.
``stale``, ``frozen``, ``spike``, ``out-of-range``
    No stream is fresh; the numbers are those of the last that was. The flag is that of the unusable value that came
    instead; ``stale`` when its time is up or when the source says that it has no value.
``suspect``
    It rests on fresh values, but one of them is suspect, or another stream of the area is lost (unusable, stale or
    never heard), or the flow is at capacity, or two methods contradict each other.
``good``
    Every stream of the area is fresh and good.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from baken.situation.explanation import Carrier, Explanation
from baken.situation.fundamental_diagram import FreeFlow
from baken.situation.links import LinkKind, Links
from baken.situation.methods.direct_count import DIRECT_COUNT
from baken.situation.methods.littles_law import LITTLES_LAW, WalkedThrough, littles_law
from baken.situation.methods.precision_weighting import PRECISION_WEIGHTING, precision_weighting
from baken.situation.model import Bool, Changes, Estimates, Float64, Index, Int64, NewestColumns, UInt8
from baken.situation.newest import empty_columns
from baken.situation.pooling import Pool, Pooled
from baken.situation.protocol import MethodDefinition
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.time import NO_TIME_US

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from baken.situation.topology import Topology

_Scalar = TypeVar("_Scalar", bound=np.generic)

NO_METHOD: Final = MethodDefinition(id="none", title="No stream informs this area", source="")

_METHODS: Final = {
    frozenset[int](): NO_METHOD,
    frozenset[int]((LinkKind.CROSSING,)): LITTLES_LAW,
    frozenset[int]((LinkKind.STOCK,)): DIRECT_COUNT,
    frozenset[int]((LinkKind.CROSSING, LinkKind.STOCK)): PRECISION_WEIGHTING,
}

_ALL_AT_ONCE: Final = 0.25
"""From this share of areas on, computing all of them is quicker than picking."""


class StationaryEstimator:
    """Estimates every area from the newest values of its own streams.

    Parameters
    ----------
    topology
        Areas, gates and streams.
    kinds
        Which kinds of link to use; all by default.
    """

    def __init__(self, topology: Topology, kinds: Collection[LinkKind] = tuple(LinkKind)) -> None:
        self._kinds = tuple(kinds)
        if set(kinds) != set(LinkKind):
            topology = topology.with_links(topology.links.where(np.isin(topology.links.kind, list(kinds))))
        self._topology = topology
        self._all = _Areas(topology, topology.links)
        self.reset()

    @property
    def topology(self) -> Topology:
        """The areas, gates and streams it was made from."""
        return self._topology

    @property
    def memory_us(self) -> int:
        """The newest values are enough."""
        return 0

    def explain(self, area_index: int) -> Explanation:
        """Return where the estimate of an area comes from.

        Persons who were counted inside are measured; what Little's law makes of crossings is modelled, for the flow was
        measured and the time that people stay was not; an old value that still stands is assumed.
        """
        links = self._all.links.of_areas(np.array([area_index]))
        area_id = self._topology.area_ids[area_index]
        if len(links) == 0:
            return Explanation(area_id=area_id, measured_share=0.0, modelled_share=0.0, assumed_share=1.0)
        used, fresh = links.used(links.deadlines(links.gather(self._newest))[0], self._now_us)
        weight = np.where(used, links.weight, 0.0)
        total = float(weight.sum())
        if total == 0.0 or not fresh[0]:
            return Explanation(area_id=area_id, measured_share=0.0, modelled_share=0.0, assumed_share=1.0)
        inside = float(weight[links.kind == LinkKind.STOCK].sum()) / total
        carriers = [
            Carrier(
                stream_index=int(self._topology.declared[stream]),
                stream_id=self._topology.stream_ids[stream],
                share=float(weight[i]) / total,
            )
            for i, stream in enumerate(links.stream.tolist())
            if used[i]
        ]
        return Explanation(
            area_id=area_id,
            measured_share=inside,
            modelled_share=1.0 - inside,
            assumed_share=0.0,
            carriers=tuple(sorted(carriers, key=lambda carrier: -carrier.share)),
        )

    def definition_of(self, area_index: int) -> MethodDefinition:
        """Return by which method an area is estimated."""
        links = self._all.links
        kinds = set(links.kind[links.area == area_index].tolist())
        return _METHODS[frozenset(kinds)]

    def restricted_to(self, areas: Index) -> tuple[StationaryEstimator, Index]:
        """Return an estimator of some areas only, and which streams it needs, in its order."""
        topology, streams = self._topology.restricted_to(areas)
        return StationaryEstimator(topology, self._kinds), streams

    def reset(self) -> None:
        """Forget every observation."""
        self._newest = empty_columns(len(self._topology.stream_ids))
        self._now_us = NO_TIME_US
        self._next_us = _NEVER

    def update(self, offered: Changes, newest: NewestColumns, renewed: Index) -> Index:
        """Take the newest values and return the areas that depend on those that were renewed."""
        del offered  # stationary: only the newest value of a stream matters
        self._newest = newest
        if len(renewed) > _ALL_AT_ONCE * len(newest.value):
            self._next_us = NO_TIME_US
        elif len(renewed) > 0:
            fresh_until = _first_change(_rows_of(newest, renewed), self._topology.stale_after_us[renewed], self._now_us)
            self._next_us = min(self._next_us, fresh_until)
        return self._topology.areas_informed_by(renewed)

    def advance(self, now_us: int) -> Index:
        """Step to a moment and return all areas if a value may have become stale since, else none."""
        before, self._now_us = self._now_us, now_us
        if before <= now_us <= self._next_us:
            return _NONE
        self._next_us = NO_TIME_US
        return self._all.links.areas

    def estimate(self, areas: Index) -> Estimates:
        """Return the estimates of some areas now."""
        total = len(self._topology.area_ids)
        if self._next_us == NO_TIME_US or len(areas) > _ALL_AT_ONCE * total:
            said, self._next_us = self._all.evaluate(self._newest, self._now_us)
            return said if len(areas) == total else _rows(said, areas)
        part = _Areas(self._topology, self._all.links.of_areas(areas))
        return _rows(part.evaluate(self._newest, self._now_us)[0], areas)

    def evaluate(self, newest: NewestColumns, now_us: int | Int64) -> Estimates:
        """Return the estimates of all areas, shape (..., areas), from columns of shape (..., streams)."""
        return self._all.evaluate(newest, now_us)[0]


_NEVER: Final = int(np.iinfo(np.int64).max)
_NONE: Final[Index] = np.empty(0, dtype=np.intp)


class _Areas:
    """The areas that some links inform, and what is needed to evaluate them; made once for a set of links."""

    def __init__(self, topology: Topology, links: Links) -> None:
        self.links = links
        self._total = len(topology.area_ids)
        self._pool = Pool(links) if len(links) else None
        walked = links.group_kind == LinkKind.CROSSING
        self._crossings = slice(None) if walked.all() else np.flatnonzero(walked)
        self._stocks = np.flatnonzero(~walked) if walked.any() else slice(None)
        self._walked_slot = links.group_area_slot[walked]
        self._stock_slot = links.group_area_slot[~walked]
        walked_area = links.areas[self._walked_slot]
        self._length = topology.length_m[walked_area]
        self._free_flow = FreeFlow(topology.stairs[walked_area])
        self._size = np.diff(links.area_start, append=len(links))
        shortest = np.minimum.reduceat(links.interval_us, links.area_start) if len(links) else links.interval_us
        self._shortest_interval = shortest
        self._is_everywhere = len(links.areas) == self._total

    def evaluate(self, newest: NewestColumns, now_us: int | Int64) -> tuple[Estimates, int]:
        """Return estimates of all areas of the city, and until when at the latest they hold if nothing arrives.

        Areas without links are missing.
        """
        if self._pool is None:
            return _nothing((*np.shape(now_us), self._total)), _NEVER
        at_links = self.links.gather(newest)
        deadline, until = self.links.deadlines(at_links)
        latest = now_us if isinstance(now_us, int) else int(now_us.max())
        use = None
        if until < latest:
            use = self.links.used(deadline, now_us)
            until = _first_change(at_links, self.links.stale_after_us, latest)
        used = None if use is None or use[0].all() else use[0]
        is_declared = self._pool.has_declared_intervals(at_links)
        pooled = self._pool.of(at_links, used, is_declared=is_declared)
        walked = self._walked(pooled)
        persons, variance, doubtful = self._persons(pooled, walked)
        linked = Estimates(
            persons,
            np.sqrt(variance),
            walked.flow_per_m_min,
            walked.flow_error,
            self._quality(at_links, use, doubtful, now_us),
            *self._times(at_links, used, is_declared=is_declared),
        )
        return (linked if self._is_everywhere else self._everywhere(linked)), until

    def _walked(self, pooled: Pooled) -> WalkedThrough:
        """Return what the crossings say, per area that has links; NaN where they say nothing."""
        shape = (*pooled.mean.shape[:-1], len(self.links.areas))
        if len(self._walked_slot) == 0:
            nothing = np.full(shape, np.nan)
            return WalkedThrough(nothing, nothing, nothing, nothing, np.zeros(shape, dtype=np.bool_))
        at = self._crossings
        said = littles_law(
            pooled.mean[..., at],
            pooled.variance[..., at],
            pooled.inverse_width[..., at],
            self._length,
            self._free_flow,
        )
        slots = self._walked_slot
        return WalkedThrough(
            self._at_slots(said.persons, slots, np.nan),
            self._at_slots(said.persons_variance, slots, np.nan),
            self._at_slots(said.flow_per_m_min, slots, np.nan),
            self._at_slots(said.flow_error, slots, np.nan),
            self._at_slots(said.at_capacity, slots, 0),
        )

    def _persons(self, pooled: Pooled, walked: WalkedThrough) -> tuple[Float64, Float64, Bool]:
        """Return persons, variance and whether they are doubtful, per area that has links."""
        persons, variance, doubtful = walked.persons, walked.persons_variance, walked.at_capacity
        if len(self._stock_slot) == 0:
            return persons, variance, doubtful
        inside = self._at_slots(pooled.mean[..., self._stocks], self._stock_slot, np.nan)
        inside_variance = self._at_slots(pooled.variance[..., self._stocks], self._stock_slot, np.nan)
        if len(self._walked_slot) == 0:
            return inside, inside_variance, doubtful
        both, both_variance, contradict = precision_weighting(persons, variance, inside, inside_variance)
        unknown = np.isnan(both)  # one of the two says nothing: the other one alone
        if not unknown.any():
            return both, both_variance, doubtful | contradict
        only = np.isnan(persons)
        alone, alone_variance = np.where(only, inside, persons), np.where(only, inside_variance, variance)
        return (
            np.where(unknown, alone, both),
            np.where(unknown, alone_variance, both_variance),
            doubtful | contradict,
        )

    def _at_slots(self, values: NDArray[_Scalar], slots: Index, fill: float) -> NDArray[_Scalar]:
        """Return the values of some of the linked areas as a column of all linked areas."""
        if len(slots) == len(self.links.areas):
            return values
        column = np.full((*values.shape[:-1], len(self.links.areas)), fill, dtype=values.dtype)
        column[..., slots] = values
        return column

    def _quality(
        self, newest: NewestColumns, use: tuple[Bool, Bool] | None, doubtful: Bool, now_us: int | Int64
    ) -> UInt8:
        start = self.links.area_start
        if use is None and (newest.is_regular or not newest.quality.any()):
            return doubtful.astype(np.uint8) * np.uint8(QualityFlag.SUSPECT)
        used, fresh = use or (np.True_, np.True_)
        suspect = np.where(used, newest.quality, QualityFlag.SUSPECT)  # a link that is not used is a lost sensor
        flag = np.maximum.reduceat(suspect, start, axis=-1)
        flag = np.maximum(flag, doubtful * np.uint8(QualityFlag.SUSPECT))
        if fresh.all():
            return flag.astype(np.uint8)
        lapse = np.where(self._says_why(newest, now_us), newest.lapse_quality, QualityFlag.STALE)
        why = np.maximum.reduceat(np.where(used, lapse, 0), start, axis=-1)
        flag = np.where(fresh, flag, why)
        known = np.logical_or.reduceat(used, start, axis=-1)
        return np.where(known, flag, QualityFlag.MISSING).astype(np.uint8)

    def _says_why(self, newest: NewestColumns, now_us: int | Int64) -> Bool:
        """Return where an unusable value, and not age or silence, is why a link is not fresh."""
        now = np.asarray(now_us, dtype=np.int64)[..., None]
        in_time = newest.end_us + self.links.stale_after_us >= now
        says: Bool = newest.lapsed & in_time & (newest.lapse_quality < QualityFlag.STALE)
        return says

    def _times(self, newest: NewestColumns, used: Bool | None, *, is_declared: bool) -> tuple[Int64, Int64, Int64]:
        """Return start, end and availability of the newest observation that was used per area."""
        end_us = newest.end_us if used is None else np.where(used, newest.end_us, NO_TIME_US)
        last = self._last(end_us)
        older = end_us != np.repeat(last, self._size, axis=-1)
        if not older.any():
            start = last - self._shortest_interval if is_declared else self._last(newest.start_us)
            return start, last, self._last(newest.available_at_us)
        return (
            self._last(np.where(older, NO_TIME_US, newest.start_us)),
            last,
            self._last(np.where(older, NO_TIME_US, newest.available_at_us)),
        )

    def _last(self, times_us: Int64) -> Int64:
        return np.maximum.reduceat(times_us, self.links.area_start, axis=-1)

    def _everywhere(self, linked: Estimates) -> Estimates:
        """Return columns of the linked areas as columns of all areas."""
        everywhere = _nothing((*linked.persons.shape[:-1], self._total))
        for name in _COLUMNS:
            getattr(everywhere, name)[..., self.links.areas] = getattr(linked, name)
        return everywhere


_NEWEST: Final = tuple(f.name for f in fields(NewestColumns) if f.name != "is_regular")
_COLUMNS: Final = tuple(column.name for column in fields(Estimates))


def _nothing(shape: tuple[int, ...]) -> Estimates:
    """Return estimates of areas of which nothing is known."""
    missing = np.full(shape, QualityFlag.MISSING, dtype=np.uint8)
    n1, n2, n3, n4 = (np.full(shape, np.nan) for _ in range(4))
    t1, t2, t3 = (np.full(shape, NO_TIME_US, dtype=np.int64) for _ in range(3))
    return Estimates(n1, n2, n3, n4, missing, t1, t2, t3)


def _first_change(newest: NewestColumns, stale_after_us: Int64, now_us: int) -> int:
    """Return the first moment, not before now, after which something is no longer fresh, or its lapse is old."""
    ends = newest.end_us + stale_after_us
    lapsed = newest.lapsed
    if lapsed.any():
        return min(_first(ends, now_us), _first(newest.lapse_us[lapsed] - 1, now_us))
    return _first(ends, now_us)


def _first(deadline: Int64, now_us: int) -> int:
    """Return the first of some moments that is not before now."""
    first = int(deadline.min(initial=_NEVER))
    return first if first >= now_us else int(deadline[deadline >= now_us].min(initial=_NEVER))


def _rows_of(newest: NewestColumns, streams: Index) -> NewestColumns:
    columns = {name: getattr(newest, name)[streams] for name in _NEWEST}
    return NewestColumns(**columns, is_regular=newest.is_regular)


def _rows(said: Estimates, areas: Index) -> Estimates:
    return Estimates(**{name: getattr(said, name)[..., areas] for name in _COLUMNS})
