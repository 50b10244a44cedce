# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The picture and what goes into it, as columns.

Two words for "not known", and neither of them is zero: NaN in a column of numbers, ``NO_TIME_US`` in a column of times.
A level that is not known is 0 (:data:`~baken.situation.levels.UNKNOWN_LEVEL`). An area that is empty has 0 persons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from numpy.typing import NDArray

from baken.errors import BakenError
from baken.situation.levels import LIMIT_LEVEL, level_of
from baken.vocabulary.quality import USABLE_UP_TO, QualityFlag
from baken.vocabulary.time import NO_TIME_US

if TYPE_CHECKING:
    from baken.situation.plausibility.plausibility import Doubts
    from baken.situation.topology import Topology

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]
UInt8 = NDArray[np.uint8]
Bool = NDArray[np.bool_]
Index = NDArray[np.intp]


class SituationError(BakenError):
    """Areas, gates and streams from which no picture can be made."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Observations that arrived, one row each, in the order in which they were accepted.

    Attributes
    ----------
    stream_index
        Which stream, shape (n,): for estimators its place in the topology, for history its declared place.
    start_us, end_us
        Phenomenon interval; equal for a value at a moment.
    result
        Value in the unit of the stream; NaN is missing.
    quality
        uint8, values of :class:`~baken.vocabulary.quality.QualityFlag`.
    available_at_us
        When it could have been known.
    is_regular
        True when every row is known to be called good and of the interval that its stream declares.
    """

    stream_index: Index
    start_us: Int64
    end_us: Int64
    result: Float64
    quality: UInt8
    available_at_us: Int64
    is_regular: bool = False

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.stream_index)

    def take(self, rows: NDArray[np.bool_] | Index) -> Changes:
        """Return some of the rows."""
        return Changes(
            self.stream_index[rows],
            self.start_us[rows],
            self.end_us[rows],
            self.result[rows],
            self.quality[rows],
            self.available_at_us[rows],
            self.is_regular,
        )


@dataclass(frozen=True, slots=True)
class NewestColumns:
    """What is known of each stream: its newest usable value, and whether something unusable came after it.

    Arrays of shape (..., streams), never changed after they were published.

    Attributes
    ----------
    start_us, end_us, value, quality, available_at_us
        The newest usable value; ``NO_TIME_US`` and NaN when there never was one.
    lapse_us, lapse_quality
        Phenomenon time and flag of the newest unusable value; ``NO_TIME_US`` when there is none. It counts when it is
        newer than the usable value.
    is_regular
        True when every usable value is known to be good and of its declared interval, and none has lapsed: what follows
        need not look for exceptions.
    """

    start_us: Int64
    end_us: Int64
    value: Float64
    quality: UInt8
    available_at_us: Int64
    lapse_us: Int64
    lapse_quality: UInt8
    is_regular: bool = False

    @property
    def lapsed(self) -> Bool:
        """Where the newest value cannot be used."""
        return self.lapse_us > self.start_us

    def at_moment(self, moment: int) -> NewestColumns:
        """Return the columns of one of several moments, shape (streams,), from columns of shape (moments, streams)."""
        return NewestColumns(
            self.start_us[moment],
            self.end_us[moment],
            self.value[moment],
            self.quality[moment],
            self.available_at_us[moment],
            self.lapse_us[moment],
            self.lapse_quality[moment],
        )


@dataclass(frozen=True, slots=True)
class Estimates:
    """What an estimator says of some areas, in columns of shape (..., areas).

    Attributes
    ----------
    persons, persons_error
        Number of persons present and its standard error.
    flow_per_m_min, flow_error
        Specific flow in persons per metre of width per minute, both directions, and its standard error.
    quality
        uint8, worst flag that matters to the number (see :mod:`baken.situation.estimator`).
    start_us, end_us, available_at_us
        Phenomenon interval and availability of the newest observation that was used.
    """

    persons: Float64
    persons_error: Float64
    flow_per_m_min: Float64
    flow_error: Float64
    quality: UInt8
    start_us: Int64
    end_us: Int64
    available_at_us: Int64


class AreaInput(msgspec.Struct, frozen=True, kw_only=True):
    """One observation behind one estimate, for a person who asks where a number comes from.

    Attributes
    ----------
    stream_index
        Declared place of the stream.
    start_us, end_us
        Phenomenon interval; ``NO_TIME_US`` when the stream has never said anything.
    result
        Value in the unit of the stream; NaN when missing.
    used
        Whether the estimate rests on it.
    """

    stream_index: int
    stream_id: str
    start_us: int
    end_us: int
    result: float
    quality: QualityFlag
    available_at_us: int
    used: bool


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """The picture in one line.

    Attributes
    ----------
    persons, persons_standard_error
        Sum over the areas that may be told. The standard error takes the errors of areas as independent. They are not
        quite: people who walk slowly today walk slowly everywhere, a heat wave or a frozen provider touches
        many sensors at once, and who leaves one area enters the next. Read it as a lower bound. Areas without an
        estimate count nothing, so the sum is not the number of people in the city.
    areas_above_limit
        Areas at level 4 or 5, or with more persons than their declared safe capacity.
    highest_level
        Highest level of any area; 0 when none is known.
    newest_us
        Phenomenon time of the newest observation used; ``NO_TIME_US`` when there is none.
    areas_in_doubt
        Areas of which something speaks against the estimate, or that are high and that nobody could confirm.
    """

    persons: float
    persons_standard_error: float
    areas: int
    areas_known: int
    areas_above_limit: int
    highest_level: int
    streams: int
    streams_fresh: int
    streams_stale: int
    streams_missing: int
    newest_us: int
    areas_in_doubt: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """What is going on in all areas, as it was known at one moment. Immutable; arrays are read only.

    Invariants: columns have one entry per area in the order of ``area_ids``; standard errors are positive where the
    estimate is known; ``level`` is 0 where it is not known; ``quality`` is ``missing`` exactly where
    ``persons`` is NaN, or ``withheld`` where that is so because they are too few to be shown.

    Attributes
    ----------
    sequence
        Goes up by one with every picture that differs from the one before.
    issued_at_us
        The node's time at which the picture was made.
    persons, density_per_m2, flow_per_m_min
        Estimates; each with ``*_standard_error``.
    level, level_probabilities
        The highest level that is at least 10 % likely, and 4 from 1 % on, uint8 1 to 5 or 0, shape (areas,); how
        probable each level is, float64, shape (areas, 5), NaN where not known. The level in which the estimate itself
        lies is :attr:`level_likely`.
    quality
        uint8, values of :class:`~baken.vocabulary.quality.QualityFlag`.
    start_us, end_us, available_at_us
        Phenomenon interval and availability of the newest observation used per area.
    newest
        The observations of all streams behind it, shared between pictures where they did not change.
    below_k
        Per area below how many contributors it is withheld, 0 where it is not; None when none is.
    doubts
        What speaks against it; None when nobody has judged it.
    """

    sequence: int
    issued_at_us: int
    topology: Topology
    persons: Float64
    persons_standard_error: Float64
    density_per_m2: Float64
    density_standard_error: Float64
    flow_per_m_min: Float64
    flow_standard_error: Float64
    level: UInt8
    level_probabilities: Float64
    quality: UInt8
    start_us: Int64
    end_us: Int64
    available_at_us: Int64
    newest: NewestColumns
    doubts: Doubts | None = None
    below_k: Int64 | None = None

    @property
    def doubt(self) -> UInt8:
        """How far each area is to be doubted: values of :class:`~baken.situation.plausibility.doubt.Doubt`."""
        return np.zeros(len(self.level), np.uint8) if self.doubts is None else self.doubts.area

    @property
    def level_likely(self) -> UInt8:
        """The level in which the most likely number lies, the estimate; never above ``level``, 0 where not known."""
        return np.minimum(level_of(self.persons, self.topology.breaks), self.level)

    @property
    def area_ids(self) -> tuple[str, ...]:
        """The areas, in the order of the columns."""
        return self.topology.area_ids

    def index_of(self, area_id: str) -> int:
        """Return the place of an area in the columns.

        Raises
        ------
        SituationError
            When the picture has no such area.
        """
        try:
            return self.topology.area_index[area_id]
        except KeyError:
            raise SituationError(f"There is no area {area_id!r} in the picture.") from None

    def above_limit(self) -> Bool:
        """Return which areas are at level 4 or 5 or hold more persons than their declared safe capacity."""
        return (self.level >= LIMIT_LEVEL) | (self.persons > self.topology.capacity_persons)

    def inputs(self, area_id: str) -> tuple[AreaInput, ...]:
        """Return the observations behind the estimate of one area, in the order of the streams."""
        index = self.index_of(area_id)
        links = self.topology.links.of_areas(np.array([index]))
        if len(links) == 0:
            return ()
        deadline = links.deadlines(links.gather(self.newest))[0]
        used = links.used(deadline, self.issued_at_us)[0]
        if self.quality[index] <= USABLE_UP_TO:  # it rests on what is fresh, perhaps only on the areas around
            used &= deadline >= self.issued_at_us
        order = np.argsort(self.topology.declared[links.stream], kind="stable")
        return tuple(self._input(int(links.stream[i]), used=bool(used[i])) for i in order)

    def _input(self, stream: int, *, used: bool) -> AreaInput:
        newest = self.newest
        lapsed = bool(newest.lapse_us[stream] > newest.start_us[stream])
        shown_lapse = lapsed and not used
        start = int(newest.lapse_us[stream] if shown_lapse else newest.start_us[stream])
        end = start if shown_lapse else int(newest.end_us[stream])
        return AreaInput(
            stream_index=int(self.topology.declared[stream]),
            stream_id=self.topology.stream_ids[stream],
            start_us=start,
            end_us=end,
            result=float("nan") if shown_lapse else float(newest.value[stream]),
            quality=self._input_quality(stream, lapsed=lapsed),
            available_at_us=NO_TIME_US if shown_lapse else int(newest.available_at_us[stream]),
            used=used,
        )

    def _input_quality(self, stream: int, *, lapsed: bool) -> QualityFlag:
        if lapsed:
            return QualityFlag(int(self.newest.lapse_quality[stream]))
        if self.newest.start_us[stream] == NO_TIME_US:
            return QualityFlag.MISSING
        if self.newest.end_us[stream] + self.topology.stale_after_us[stream] < self.issued_at_us:
            return QualityFlag.STALE
        return QualityFlag(int(self.newest.quality[stream]))

    def stream_state(self, now_us: int | None = None) -> UInt8:
        """Return per stream, in declared order, a quality flag: ``good`` when fresh, ``stale`` or ``missing``.

        Missing is a stream that never said anything usable, or whose newest value is unusable; stale is one whose
        newest usable interval ended longer ago than it may.
        """
        now = self.issued_at_us if now_us is None else now_us
        newest = self.newest
        state = np.where(newest.end_us + self.topology.stale_after_us < now, QualityFlag.STALE, QualityFlag.GOOD)
        gone = newest.lapsed | (newest.start_us == NO_TIME_US)
        return np.where(gone, QualityFlag.MISSING, state).astype(np.uint8)[self.topology.place_of]

    def summary(self, now_us: int | None = None) -> Summary:
        """Return the picture in one line; freshness of streams as of ``now_us`` (default: when it was issued)."""
        known = self.quality != QualityFlag.MISSING
        told = ~np.isnan(self.persons)
        streams = np.bincount(self.stream_state(now_us), minlength=len(QualityFlag))
        return Summary(
            persons=float(self.persons[told].sum()),
            persons_standard_error=float(np.sqrt(np.square(self.persons_standard_error[told]).sum())),
            areas=len(known),
            areas_known=int(np.count_nonzero(known)),
            areas_above_limit=int(np.count_nonzero(self.above_limit())),
            highest_level=int(self.level.max(initial=0)),
            streams=len(self.newest.value),
            streams_fresh=int(streams[QualityFlag.GOOD]),
            streams_stale=int(streams[QualityFlag.STALE]),
            streams_missing=int(streams[QualityFlag.MISSING]),
            newest_us=int(self.start_us.max(initial=NO_TIME_US)),
            areas_in_doubt=int(np.count_nonzero(self.doubt)),
        )
