# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Plausibility: all tests together, for a picture. It judges; it never changes a value.

Laws: a value that contradicts nobody is not doubted; a doubted value is still used and shown, with the doubt; an area
at a level of 4 or more has quality ``good`` and no doubt only if a neighbour of a sensor of it was asked and agrees.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.situation.history import newest_at
from baken.situation.newest import is_usable
from baken.situation.plausibility.agreement import Agreement, Compared
from baken.situation.plausibility.balance import Balance
from baken.situation.plausibility.doubt import (
    NOBODY_TO_ASK,
    Doubt,
    DoubtReason,
    of_balance,
    of_drift,
    of_neighbours,
    of_width,
    without_numbers,
)
from baken.situation.plausibility.graph import neighbours_of
from baken.situation.plausibility.width import Width
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.time import NO_TIME_US

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from baken.observation.stream import Stream
    from baken.situation.model import Bool, Changes, Float64, Int64, NewestColumns, Picture, UInt8
    from baken.situation.plausibility.balance import Imbalance
    from baken.situation.topology import Topology
    from baken.vocabulary.place import Area, Gate, Position


@dataclass(frozen=True, slots=True)
class Doubts:
    """What speaks against a picture.

    Attributes
    ----------
    area
        uint8, values of :class:`~baken.situation.plausibility.doubt.Doubt`, shape (areas,).
    stream_is_doubted
        Shape (streams,), in the order of the topology.
    tells_numbers
        Whether the reasons may name values; not where values of few people are withheld.
    """

    topology: Topology
    newest: NewestColumns
    area: UInt8
    stream_is_doubted: Bool
    compared: Compared
    is_too_much: Bool
    per_m_min: Float64
    most_per_m_min: Float64
    imbalances: Mapping[int, Imbalance]
    tells_numbers: bool = True

    def about_stream(self, declared: int) -> tuple[DoubtReason, ...]:
        """Return the reasons to doubt one stream, by its declared place."""
        i = int(self.topology.place_of[declared])
        if not self.stream_is_doubted[i]:
            return ()
        found = []
        compared = self.compared
        if self.is_too_much[i]:
            found.append(of_width(declared, float(self.per_m_min[i]), float(self.most_per_m_min[i])))
        if compared.deviates[i]:
            value, expected = float(self.newest.value[i]), float(compared.expected[i])
            found.append(of_neighbours(declared, value, expected, float(compared.score[i]), int(compared.asked[i])))
        if compared.drifts[i]:
            found.append(of_drift(declared, float(compared.drift[i])))
        return self._told(found)

    def _told(self, reasons: list[DoubtReason]) -> tuple[DoubtReason, ...]:
        return tuple(reasons if self.tells_numbers else map(without_numbers, reasons))

    def about_area(self, index: int) -> tuple[DoubtReason, ...]:
        """Return the reasons to doubt one area: those of its streams, and its own."""
        if self.area[index] == Doubt.NONE:
            return ()
        links = self.topology.links
        streams = sorted(set(self.topology.declared[links.stream[links.area == index]].tolist()))
        found = [reason for i in streams for reason in self.about_stream(i)]
        if (imbalance := self.imbalances.get(index)) is not None:
            found.append(of_balance(imbalance.inside, imbalance.most, imbalance.score))
        if self.area[index] == Doubt.NOT_CORROBORATED:
            found.append(NOBODY_TO_ASK)
        return self._told(found)


class Plausibility:
    """Learns what is usual from what arrives, and says what speaks against a picture.

    Parameters
    ----------
    areas, gates, streams
        As the city declares them, in that order.
    """

    def __init__(
        self, topology: Topology, areas: Sequence[Area], gates: Sequence[Gate], streams: Sequence[Stream]
    ) -> None:
        self._topology = topology
        neighbours = neighbours_of(topology, _positions(areas, gates, streams))
        self._agreement = Agreement(neighbours, topology.interval_us, topology.stale_after_us)
        self._width = Width(topology)
        self._balance = Balance(areas, streams)
        self._rhythm_us, self._rhythm = np.unique(topology.interval_us, return_inverse=True)
        self._half_us = np.maximum(self._rhythm_us // 2, 1)
        self._begin()

    def forget(self) -> None:
        """Know nothing: after a jump of the replay clock."""
        self._agreement.forget()
        self._balance.forget()
        self._begin()

    def _begin(self) -> None:
        self._latest_us = np.full(len(self._rhythm_us), NO_TIME_US)
        self._learned_at_us = self._latest_us.copy()

    # -- feeding ---------------------------------------------------------------------------------------------

    def take(self, rows: Changes, newest: NewestColumns, *, now_us: int, utc_offset_us: int = 0) -> None:
        """Take rows that are about to become the newest, streams by declared place; ``newest`` is what was before.

        What was newest is learned from when a later interval begins somewhere: by then the neighbours have answered. So
        it is learned from once or twice per interval, however the rows arrive.
        """
        rhythm = self._rhythm[self._topology.place_of[rows.stream_index]]
        np.maximum.at(self._latest_us, rhythm, np.minimum(rows.start_us, now_us))
        if (self._latest_us >= self._learned_at_us + self._half_us).any():
            over = newest.start_us + self._half_us[self._rhythm] <= self._latest_us[self._rhythm]
            self._agreement.learn(newest, over, utc_offset_us=utc_offset_us)
            self._learned_at_us = self._latest_us.copy()
        if not self._balance.is_empty:
            count = np.where(is_usable(rows), rows.result, np.nan)
            said = zip(rows.stream_index.tolist(), rows.start_us.tolist(), count.tolist(), strict=True)
            self._balance.take(said, utc_offset_us=utc_offset_us)

    def prime(self, rows: Changes, moments_us: Int64, *, utc_offset_us: int = 0) -> None:
        """Learn from history as if it had arrived: what was newest at each of some rising moments."""
        rows = replace(rows, stream_index=self._topology.place_of[rows.stream_index])
        for first in range(0, len(moments_us), _MOMENTS_AT_ONCE):
            then = newest_at(rows, len(self._topology.stream_ids), moments_us[first : first + _MOMENTS_AT_ONCE])
            for i in range(len(then.start_us)):
                self._agreement.learn(then.at_moment(i), utc_offset_us=utc_offset_us)

    # -- judging ---------------------------------------------------------------------------------------------

    def judge(self, picture: Picture, *, utc_offset_us: int = 0) -> Picture:
        """Return the picture with its doubts, and with quality ``suspect`` where something contradicts it."""
        doubts = self.doubts(picture, utc_offset_us=utc_offset_us)
        lowered = (doubts.area == Doubt.DOUBTED) & (picture.quality == QualityFlag.GOOD)
        quality = np.where(lowered, np.uint8(QualityFlag.SUSPECT), picture.quality)
        for column in (quality, doubts.area):
            column.flags.writeable = False
        return replace(picture, quality=quality, doubts=doubts)

    def doubts(self, picture: Picture, *, utc_offset_us: int = 0) -> Doubts:
        """Return what speaks against a picture."""
        newest, topology = picture.newest, self._topology
        compared = self._agreement.compare(newest, picture.issued_at_us, utc_offset_us)
        too_much = self._width.is_impossible(newest)
        doubted = too_much | compared.deviates | compared.drifts
        imbalances = {i: a.imbalance for i, a in self._balance.accounts.items() if a.imbalance is not None}
        return Doubts(
            topology=topology,
            newest=newest,
            area=self._of_areas(picture, doubted, compared.agrees & ~too_much, imbalances),
            stream_is_doubted=doubted,
            compared=compared,
            is_too_much=too_much,
            per_m_min=self._width.per_m_min(newest),
            most_per_m_min=self._width.most,
            imbalances=imbalances,
        )

    def _of_areas(self, picture: Picture, doubted: Bool, confirmed: Bool, imbalances: Mapping[int, Imbalance]) -> UInt8:
        links = self._topology.links
        areas = len(self._topology.area_ids)
        has_doubted = np.bincount(links.area[doubted[links.stream]], minlength=areas) > 0
        has_confirmed = np.bincount(links.area[confirmed[links.stream]], minlength=areas) > 0
        has_doubted &= picture.quality != QualityFlag.MISSING
        has_doubted[list(imbalances)] = True  # also where nothing else is known
        alone = picture.above_limit() & ~has_confirmed
        return np.where(
            has_doubted, np.uint8(Doubt.DOUBTED), np.where(alone, np.uint8(Doubt.NOT_CORROBORATED), np.uint8(0))
        )


_MOMENTS_AT_ONCE: Final = 24


def _positions(areas: Sequence[Area], gates: Sequence[Gate], streams: Sequence[Stream]) -> list[Position | None]:
    """Return where each stream observes: as declared, or the middle of its gate or area."""
    lines = {gate.id: gate.line for gate in gates}
    outlines = {area.id: area.polygon[0] for area in areas if area.polygon}
    found: list[Position | None] = []
    for stream in streams:
        points = lines.get(stream.gate_id or "") or outlines.get(stream.area_id or "") or ()
        middle = None
        if points:
            longitudes, latitudes = zip(*points, strict=True)
            middle = (sum(longitudes) / len(points), sum(latitudes) / len(points))
        found.append(stream.position or middle)
    return found
