# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What each stream says about persons: counts on ways, counts of both ways together, and levels.

A *level* is anything that stands for persons who are somewhere at a moment: a camera that looks into an area, a panel
or radio devices in one or several areas, and the occupied spaces of a car park, which stand for the persons who came
through its gate and have not left by it yet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from baken.situation.links import WALKED
from baken.situation.model import Bool, Float64, Index, Int64, SituationError
from baken.vocabulary.quantity import Quantity
from baken.vocabulary.time import MICROSECONDS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.observation.stream import Stream
    from baken.situation.methods.fusion.ways import Ways
    from baken.vocabulary.place import Area, Gate

COUNTS: Final = frozenset({Quantity.PEDESTRIAN_COUNT, Quantity.PASSENGERS_ALIGHTED, Quantity.PASSENGERS_BOARDED})
WALKING_M_PER_S: Final = 1.1
WALKING_ERROR: Final = 0.3
"""Speed of leisure and how little is known of it (Weidmann 1993: 1.10 m/s for leisure, 1.61 for business)."""
STOCKS: Final = frozenset({Quantity.PERSONS_PRESENT, Quantity.PANEL_VISITORS, Quantity.DEVICES_PRESENT})


@dataclass(frozen=True, slots=True)
class Counts:
    """Streams that count who passes, one row per stream, rising by target.

    Attributes
    ----------
    stream
        Place in the topology.
    target
        The way; of a stream that counts both directions, half the index of the gate's first way.
    per_person, bias, relative
        Value per person, relative standard deviation of what is not known of that, relative error of one value.
    kind
        Number of the connector and quantity: two of one kind at one gate are one device that tells two directions.
    """

    stream: Index
    target: Index
    per_person: Float64
    bias: Float64
    relative: Float64
    kind: Index

    def __len__(self) -> int:
        """Return the number of streams."""
        return len(self.stream)

    def is_paired(self, ways: int) -> Bool:
        """Return per way whether one device counts it and its reverse."""
        kinds: list[set[int]] = [set() for _ in range(ways)]
        for way, kind in zip(self.target.tolist(), self.kind.tolist(), strict=True):
            kinds[way].add(kind)
        return np.array([bool(kinds[way] & kinds[way ^ 1]) for way in range(ways)], dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Levels:
    """Streams that tell how many are somewhere, one row per stream.

    Attributes
    ----------
    stream
        Place in the topology.
    areas
        Per row the areas together; empty for a car park.
    way
        For a car park the way inward; -1 otherwise.
    per_person, bias, relative
        As of :class:`Counts`.
    lag_us
        How much later persons pass the gate.
    family
        Rows with the same number come from one supplier and quantity and have one value per person: what is not known
        of that is partly the same.
    """

    stream: Index
    areas: tuple[tuple[int, ...], ...]
    way: Index
    per_person: Float64
    bias: Float64
    relative: Float64
    lag_us: Int64
    family: Index

    def __len__(self) -> int:
        """Return the number of streams."""
        return len(self.stream)


@dataclass(frozen=True, slots=True)
class Turnovers:
    """Areas out of which people are counted: how many leave tells, roughly, how many are there (Little's law).

    Attributes
    ----------
    area
        The area.
    ways
        The ways out of it that have a counter.
    is_all
        Whether every way out has one.
    """

    area: Index
    ways: tuple[Index, ...]
    is_all: Bool

    def __len__(self) -> int:
        """Return the number of areas."""
        return len(self.area)

    @classmethod
    def of(cls, areas: int, ways: Ways, counted: Index) -> Turnovers:
        """Return the areas out of which people are counted."""
        out = [np.flatnonzero(ways.origin == area) for area in range(areas)]
        told = [np.intersect1d(way, counted) for way in out]
        found = [area for area in range(areas) if len(told[area])]
        return cls(
            np.array(found, dtype=np.intp),
            tuple(told[area] for area in found),
            np.array([len(told[area]) == len(out[area]) for area in found], dtype=np.bool_),
        )


@dataclass(frozen=True, slots=True)
class Sources:
    """All streams that say something about persons.

    Attributes
    ----------
    one_way, both_ways, levels
        Streams by what they say.
    turnovers
        One row per area out of which people are counted.
    areas_of
        Per stream, by place in the topology: the areas that it observes directly.
    """

    one_way: Counts
    both_ways: Counts
    levels: Levels
    turnovers: Turnovers
    areas_of: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, areas: Sequence[Area], gates: Sequence[Gate], streams: Sequence[Stream], ways: Ways) -> Sources:
        """Return the sources; ``streams`` in the order of the topology.

        Raises
        ------
        SituationError
            When a stream gives no value per person, or a count names no interval.
        """
        number = {area.id: i for i, area in enumerate(areas)}
        first_way = {gate: i for i, gate in reversed(list(enumerate(ways.gate_ids)))}
        inside = {g.id: number[g.inside[0]] for g in gates if len(g.area_ids) == 1 and g.inside[0] in number}
        inside = {gate: a for gate, a in inside.items() if areas[a].kind in WALKED and areas[a].length_m > 0.0}
        one_way: list[tuple[int, int, Stream]] = []
        both: list[tuple[int, int, Stream]] = []
        levels: list[tuple[int, tuple[int, ...], int, Stream]] = []
        areas_of: list[tuple[int, ...]] = [()] * len(streams)
        for i, stream in enumerate(streams):
            way = first_way.get(stream.gate_id or "")
            if stream.quantity in COUNTS and way is not None:
                _require(stream)
                towards = _direction(stream, way, ways, number)
                if towards is None:
                    both.append((i, way // 2, stream))
                else:
                    one_way.append((i, towards, stream))
            elif stream.quantity in STOCKS and (stream.area_id or stream.catchment):
                names = stream.catchment or (stream.area_id,)
                levels.append((i, tuple(number[n] for n in names if n in number), -1, stream))
            elif stream.quantity is Quantity.PARKING_SPACES_OCCUPIED and way is not None:
                levels.append((i, (), way if ways.destination[way] >= 0 else way ^ 1, stream))
            elif stream.quantity is Quantity.PEDESTRIAN_COUNT and stream.gate_id in inside:
                _require(stream)
                area = inside[stream.gate_id]
                levels.append((i, (area,), -1, _walked_through(stream, areas[area])))
                areas_of[i] = (area,)
                continue
            else:
                continue
            areas_of[i] = levels[-1][1] if stream.quantity in STOCKS else _sides(ways, way or 0)
        counts = _counts(one_way)
        turnovers = Turnovers.of(len(areas), ways, np.unique(counts.target))
        return cls(counts, _counts(both), _levels(levels), turnovers, tuple(areas_of))


def _require(stream: Stream) -> None:
    if not stream.interval_s > 0.0:
        raise SituationError(
            f"Stream {stream.id!r} counts persons but names no interval.", remedy="Give interval_s in seconds."
        )
    if not stream.per_person > 0.0:
        raise SituationError(f"Stream {stream.id!r} gives nothing per person.", remedy="Give per_person above zero.")


def _walked_through(stream: Stream, area: Area) -> Stream:
    """Return a count over a cross-section as a level: Little's law at free flow, N = c / T * L / v."""
    per_person = stream.per_person * stream.interval_s * WALKING_M_PER_S / area.length_m
    error = math.hypot(stream.per_person_error, WALKING_ERROR)
    return msgspec.structs.replace(stream, per_person=per_person, per_person_error=error)


def _sides(ways: Ways, way: int) -> tuple[int, ...]:
    return tuple(int(a) for a in (ways.origin[way], ways.destination[way]) if a >= 0)


def _direction(stream: Stream, way: int, ways: Ways, number: dict[str, int]) -> int | None:
    """Return the way on which a stream counts, or None when it counts both directions together."""
    into = number.get(stream.into or "", -1)
    out_of = number.get(stream.out_of or "", -1)
    for one in (way, way ^ 1):
        if (into >= 0 and ways.destination[one] == into) or (out_of >= 0 and ways.origin[one] == out_of):
            return one
    if stream.quantity is Quantity.PASSENGERS_ALIGHTED:
        return way if ways.destination[way] >= 0 else way ^ 1
    if stream.quantity is Quantity.PASSENGERS_BOARDED:
        return way if ways.origin[way] >= 0 and ways.destination[way] < 0 else way ^ 1
    return None


def _counts(rows: list[tuple[int, int, Stream]]) -> Counts:
    rows = sorted(rows, key=lambda row: (row[1], row[0]))
    kinds: dict[tuple[str, str], int] = {}
    return Counts(
        np.array([row[0] for row in rows], dtype=np.intp),
        np.array([row[1] for row in rows], dtype=np.intp),
        _column([row[2].per_person for row in rows]),
        _column([row[2].per_person_error for row in rows]),
        _column([row[2].relative_error for row in rows]),
        np.array([kinds.setdefault((s.connector, s.quantity.value), len(kinds)) for _, _, s in rows], dtype=np.intp),
    )


def _levels(rows: list[tuple[int, tuple[int, ...], int, Stream]]) -> Levels:
    families: dict[tuple[str, str, float], int] = {}
    family = [families.setdefault((s.connector, s.quantity.value, s.per_person), len(families)) for _, _, _, s in rows]
    return Levels(
        np.array([row[0] for row in rows], dtype=np.intp),
        tuple(row[1] for row in rows),
        np.array([row[2] for row in rows], dtype=np.intp),
        _column([row[3].per_person for row in rows]),
        _column([row[3].per_person_error for row in rows]),
        _column([row[3].relative_error for row in rows]),
        np.rint(_column([row[3].lag_s for row in rows]) * MICROSECONDS_PER_SECOND).astype(np.int64),
        np.array(family, dtype=np.intp),
    )


def _column(values: list[float]) -> Float64:
    return np.array(values, dtype=np.float64)
