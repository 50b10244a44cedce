# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Play what was told minute by minute, in the order in which it could be known, and note what a method says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from baken.observation.columns import ObservationColumns
from baken.observation.quality_control import QualityControl
from baken.situation.band import band90
from baken.situation.estimators import EstimationMethod, estimator_of, knows_network
from baken.situation.picture import LivePicture

if TYPE_CHECKING:
    from baken.city.model import City
    from baken.simulation.day import Day
    from baken.simulation.sensors.rows import Rows
    from baken.situation.protocol import GateFlows

Float64 = NDArray[np.float64]
UInt8 = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Heard:
    """Rows that became known in one minute, checked by quality control.

    Attributes
    ----------
    quality
        A :class:`~baken.vocabulary.quality.QualityFlag` per row.
    """

    rows: Rows
    quality: UInt8


@dataclass(frozen=True, slots=True)
class Said:
    """What a method said of every minute, shape (minutes, areas); row t is of the moment at which minute t ends.

    Attributes
    ----------
    level
        The level that is shown, 0 where none is.
    took_s
        Seconds that the method needed.
    """

    persons: Float64
    lower: Float64
    upper: Float64
    level: UInt8
    took_s: float = 0.0


class Answer(NamedTuple):
    """What a method says of one moment, shape (areas,): persons, the ends of the 90 % band, and the level it shows.

    NaN, and level 0, where nothing is known.
    """

    persons: Float64
    lower: Float64
    upper: Float64
    level: UInt8


class Method(Protocol):
    """Something that hears rows and says how many persons are in each area."""

    def hear(self, heard: Heard, now_us: int) -> Answer:
        """Return what is to be said of a moment."""
        ...


class PictureMethod:
    """An estimator behind the live picture, fed as a node feeds it."""

    def __init__(self, city: City, method: EstimationMethod) -> None:
        estimator = estimator_of(method, city.areas, city.gates, city.streams, zone=ZoneInfo(city.time_zone))
        self._estimator = estimator
        self._live = LivePicture(estimator)

    def flows(self) -> GateFlows:
        """Return who crosses the gates at the moment of what was said last; of the network filter only.

        Raises
        ------
        TypeError
            When the method knows no flows.
        """
        if not knows_network(self._estimator):
            raise TypeError("Only the network filter knows who crosses the gates.")
        return self._estimator.flows()

    def standard_error(self) -> Float64:
        """Return the standard error of the persons that were said last, shape (areas,)."""
        return self._live.picture.persons_standard_error

    @classmethod
    def fusion(cls, city: City) -> PictureMethod:
        """Return the network filter."""
        return cls(city, EstimationMethod.FUSION)

    @classmethod
    def stationary(cls, city: City) -> PictureMethod:
        """Return the estimator that takes each area by itself."""
        return cls(city, EstimationMethod.STATIONARY)

    def hear(self, heard: Heard, now_us: int) -> Answer:
        """Return what the picture says."""
        rows = heard.rows
        picture = self._live.apply(
            rows.stream,
            rows.start_us,
            rows.value,
            now_us=now_us,
            quality=heard.quality,
            available_at_us=rows.available_us,
            end_us=rows.end_us,
        )
        lower, upper = band90(picture.persons, picture.persons_standard_error)
        return Answer(picture.persons, lower, upper, picture.level)


def play(city: City, rows: Rows, start_us: int, minutes: int, method: Method) -> Said:
    """Return what a method says of each minute from the rows that were known when it ended."""
    control = QualityControl(dict(enumerate(city.streams)))
    ends = start_us + 60_000_000 * np.arange(1, minutes + 1, dtype=np.int64)
    cuts = np.concatenate([[0], np.searchsorted(rows.available_us, ends, side="right")])
    shape = (minutes, len(city.areas))
    said = Said(np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape, np.nan), np.zeros(shape, np.uint8))
    for minute in range(minutes):
        part = rows.take(slice(cuts[minute], cuts[minute + 1]))
        heard = Heard(part, _checked(control, part))
        answer = method.hear(heard, int(ends[minute]))
        said.persons[minute], said.lower[minute], said.upper[minute], said.level[minute] = answer
    return said


def _checked(control: QualityControl, rows: Rows) -> UInt8:
    columns = ObservationColumns.of(
        rows.stream.astype(np.int32),
        rows.start_us,
        rows.value,
        available_at_us=rows.available_us,
        phenomenon_time_end_us=rows.end_us,
    )
    return control.examine(columns).quality


def truth_of(day: Day, minutes: int) -> Float64:
    """Return the persons who really were there at the end of each minute, shape (minutes, areas)."""
    return day.persons[1 : minutes + 1].astype(np.float64)
