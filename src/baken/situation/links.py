# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which stream informs which area, and how values of several streams become one: index arrays, made once.

A *link* is a stream that informs an area. A *group* is the links of one kind in one area: its crossings (counts at
its cross-sections) or its stocks (persons present). Links are sorted by area and kind, so that a group and an area are
runs of consecutive links and sums over them are ``np.add.reduceat``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from baken.situation.methods.direct_count import weight_of_stock
from baken.situation.methods.littles_law import weight_of_gate
from baken.situation.model import Float64, Index, Int64, NewestColumns, SituationError
from baken.vocabulary.place import AreaKind
from baken.vocabulary.quantity import Quantity
from baken.vocabulary.time import MICROSECONDS_PER_SECOND, NO_TIME_US

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.observation.stream import Stream
    from baken.vocabulary.place import Area, Gate

Bool = NDArray[np.bool_]

WALKED: Final = frozenset({AreaKind.WALKWAY, AreaKind.STAIRS})
"""Kinds of area through which people walk along a length, so that crossings say how many are inside."""


class LinkKind(IntEnum):
    """How a stream informs an area."""

    CROSSING = 0
    """Counts persons over a cross-section of the area."""
    STOCK = 1
    """Counts persons inside the area."""


@dataclass(frozen=True, slots=True)
class Links:
    """Links of some areas, sorted by area and kind; per link, per group and per area.

    Attributes
    ----------
    stream, area, kind
        Per link: index of the stream, index of the area, :class:`LinkKind`.
    weight
        Per link: inverse of the relative variance that its declaration promises (see the methods). Fixed, so that
        an estimate never falls because a count rose, and a sensor is not believed more because it counts less.
    relative_variance
        Per link: square of the declared relative error.
    inverse_width
        Per link: 1 / effective width of the gate in m; 0 for stocks.
    stale_after_us, interval_us
        Per link: as its stream declares.
    group_start, group_area_slot, group_kind
        Per group: its first link, the place of its area in ``areas``, its kind.
    areas, area_start
        The areas that have a link, rising, and the first link of each.
    is_aligned
        Whether link i is of stream i, so that nothing needs to be gathered.
    """

    stream: Index
    area: Index
    kind: Index
    weight: Float64
    relative_variance: Float64
    inverse_width: Float64
    stale_after_us: Int64
    interval_us: Int64
    group_start: Index = field(init=False)
    group_kind: Index = field(init=False)
    group_of: Index = field(init=False)
    group_area_slot: Index = field(init=False)
    areas: Index = field(init=False)
    area_start: Index = field(init=False)
    area_of: Index = field(init=False)
    is_aligned: bool = field(init=False)

    def __post_init__(self) -> None:
        new_area = _begins(self.area)
        new_group = new_area | _begins(self.kind)
        area_of = np.cumsum(new_area) - 1
        group_start = np.flatnonzero(new_group)
        for name, value in (
            ("group_start", group_start),
            ("group_kind", self.kind[group_start]),
            ("group_of", np.cumsum(new_group) - 1),
            ("group_area_slot", area_of[group_start]),
            ("areas", self.area[new_area]),
            ("area_start", np.flatnonzero(new_area)),
            ("area_of", area_of),
            ("is_aligned", bool((self.stream == np.arange(len(self.stream))).all())),
        ):
            object.__setattr__(self, name, value)

    def __len__(self) -> int:
        """Return the number of links."""
        return len(self.stream)

    def of_areas(self, areas: Index) -> Links:
        """Return the links of these areas only; areas without links have none."""
        wanted = np.zeros(1 + int(max(self.area.max(initial=-1), areas.max(initial=-1))), dtype=np.bool_)
        wanted[areas] = True
        return self.where(wanted[self.area])

    def where(self, keep: Bool) -> Links:
        """Return some of the links."""
        return Links(
            self.stream[keep],
            self.area[keep],
            self.kind[keep],
            self.weight[keep],
            self.relative_variance[keep],
            self.inverse_width[keep],
            self.stale_after_us[keep],
            self.interval_us[keep],
        )

    def gather(self, newest: NewestColumns) -> NewestColumns:
        """Return the newest values of the stream of every link, shape (..., links)."""
        s = slice(0, len(self)) if self.is_aligned else self.stream
        return NewestColumns(
            newest.start_us[..., s],
            newest.end_us[..., s],
            newest.value[..., s],
            newest.quality[..., s],
            newest.available_at_us[..., s],
            newest.lapse_us[..., s],
            newest.lapse_quality[..., s],
            newest.is_regular,
        )

    def deadlines(self, newest: NewestColumns) -> tuple[Int64, int]:
        """Return until when the newest value of each link is fresh, shape (..., links), and the first of these.

        A value is fresh until its interval ended ``stale_after`` ago or, when something unusable came after it, until
        just before that; a link of which nothing is known is not fresh since long ago.
        """
        deadline: Int64 = newest.end_us + self.stale_after_us
        if not newest.is_regular and (lapsed := newest.lapsed).any():
            deadline = np.where(lapsed, np.minimum(deadline, newest.lapse_us - 1), deadline)
        first = int(deadline.min())
        if first < _LONG_AGO_US:
            deadline[newest.start_us == NO_TIME_US] = NO_TIME_US
        return deadline, first

    def used(self, deadline: Int64, now_us: int | Int64) -> tuple[Bool, Bool]:
        """Return which links inform the estimate, shape (..., links), and which areas are fresh, (..., areas).

        Fresh links inform their area. An area without any fresh link keeps what the one that was fresh last told (its
        value is known, and is flagged stale). So what is used follows from the newest values and the time
        alone, not from how they arrived.
        """
        last = np.maximum.reduceat(deadline, self.area_start, axis=-1)
        now = np.asarray(now_us, dtype=np.int64)[..., None]
        used: Bool = (deadline >= np.minimum(last, now)[..., self.area_of]) & (deadline != NO_TIME_US)
        return used, last >= now


_LONG_AGO_US: Final = NO_TIME_US // 2


def _begins(column: Index) -> Bool:
    begins = np.ones(len(column), dtype=np.bool_)
    np.not_equal(column[1:], column[:-1], out=begins[1:])
    return begins


def links_of(
    areas: Sequence[Area], gates: dict[str, Gate], streams: Sequence[Stream], area_index: dict[str, int]
) -> Links:
    """Return which stream informs which area, as a city declares it.

    Raises
    ------
    SituationError
        When a gate has no width, a counting stream no interval, or something is named that does not exist.
    """
    rows: list[tuple[int, int, int, float, float, float, float, float]] = []
    for i, stream in enumerate(streams):
        if stream.per_person != 1.0:
            continue  # of a share of the persons only: what one area says by itself does not tell how large a share
        if stream.quantity is Quantity.PERSONS_PRESENT and stream.area_id is not None:
            rows.append(_stock(i, stream, _known(area_index, stream.area_id, "area", stream)))
        elif stream.quantity is Quantity.PEDESTRIAN_COUNT and stream.gate_id is not None and not _is_one_way(stream):
            gate = gates[_known_gate(gates, stream)]
            for area_id in gate.inside:
                area = _known(area_index, area_id, "area", stream)
                if areas[area].kind in WALKED and areas[area].length_m > 0.0:
                    rows.append(_crossing(i, stream, gate, area))
    rows.sort(key=lambda row: (row[1], row[2], row[0]))
    columns = list(zip(*rows, strict=True)) or [()] * 8
    stream_, area_, kind_ = (np.array(column, dtype=np.intp) for column in columns[:3])
    weight, variance, width = (np.array(column, dtype=np.float64) for column in columns[3:6])
    return Links(
        stream_, area_, kind_, weight, variance, width, microseconds(list(columns[6])), microseconds(list(columns[7]))
    )


def _is_one_way(stream: Stream) -> bool:
    return stream.into is not None or stream.out_of is not None


def _crossing(
    index: int, stream: Stream, gate: Gate, area: int
) -> tuple[int, int, int, float, float, float, float, float]:
    width = gate.effective_width_m
    if not width > 0.0:
        raise SituationError(f"Gate {gate.id!r} has no width.", remedy="Give effective_width_m in metres.")
    if not stream.interval_s > 0.0:
        raise SituationError(
            f"Stream {stream.id!r} counts persons but names no interval.", remedy="Give interval_s in seconds."
        )
    variance = stream.relative_error**2
    weight = weight_of_gate(stream.relative_error, width, stream.interval_s)
    return index, area, LinkKind.CROSSING, weight, variance, 1.0 / width, stream.stale_after_s, stream.interval_s


def _stock(index: int, stream: Stream, area: int) -> tuple[int, int, int, float, float, float, float, float]:
    variance = stream.relative_error**2
    weight = weight_of_stock(stream.relative_error)
    return index, area, LinkKind.STOCK, weight, variance, 0.0, stream.stale_after_s, stream.interval_s


def _known(index: dict[str, int], name: str, what: str, stream: Stream) -> int:
    if name not in index:
        raise SituationError(f"Stream {stream.id!r} observes {what} {name!r}, which does not exist.")
    return index[name]


def _known_gate(gates: dict[str, Gate], stream: Stream) -> str:
    if stream.gate_id is None or stream.gate_id not in gates:
        raise SituationError(f"Stream {stream.id!r} observes gate {stream.gate_id!r}, which does not exist.")
    return stream.gate_id


def microseconds(seconds: list[float]) -> Int64:
    """Return durations as whole microseconds."""
    return np.rint(np.array(seconds, dtype=np.float64) * MICROSECONDS_PER_SECOND).astype(np.int64)
