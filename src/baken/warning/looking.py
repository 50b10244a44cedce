# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Looking: what the picture and the forecast tell of each limit, put in the unit of the limit.

Limits of persons, density and level are all held against persons, which is what is estimated and foreseen: a density
times the usable surface, a level at its break. What neither tells (sound, wind, water, the rate of rise, for how long a
source has been silent) is given beside them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.model import QUANTILES, Status
from baken.situation.levels import breaks_in_persons
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.time import NO_TIME_US
from baken.warning.kinds import KINDS, LimitKind, Side
from baken.warning.model import WarningError
from baken.warning.outlook import Outlook
from baken.warning.probability import passed_now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from baken.situation.model import Picture
    from baken.vocabulary.place import Area
    from baken.warning.model import Limit
    from baken.warning.outlook import Float64, Int64, UInt8

_OF_PERSONS: Final = frozenset({LimitKind.PERSONS, LimitKind.DENSITY, LimitKind.LEVEL})
_OF_FLOW: Final = frozenset({LimitKind.FLOW, LimitKind.OUTFLOW})
_SECONDS_PER_MIN: Final = 60.0


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A forecast of persons per area, on the clock of the world.

    Attributes
    ----------
    values
        Quantiles by area, shape (steps, Q).
    status
        By area; none where it is not there.
    """

    issued_us: int
    step_start_us: Int64
    step_s: int
    values: Mapping[str, Float64]
    status: Mapping[str, Status] = field(default_factory=dict)
    quantiles: tuple[float, ...] = QUANTILES


NOTHING_FORESEEN: Final = Foreseen(NO_TIME_US, np.empty(0, np.int64), 60, {})


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one limit beside the picture: a value, its standard error (NaN: none) and its quality."""

    value: float
    standard_error: float = float("nan")
    quality: QualityFlag = QualityFlag.GOOD
    sources: int = 1


def in_persons(limit: Limit, area: Area) -> float:
    """Return how many persons in an area pass a limit of persons, density or level; NaN where no level is known.

    Raises
    ------
    WarningError
        When the limit is of another kind.

    Examples
    --------
    >>> from baken.vocabulary.place import Area, AreaKind
    >>> from baken.warning.model import Limit
    >>> quay = Area(id="quay", name="Quay", kind=AreaKind.WALKWAY, usable_area_m2=1000.0, polygon=(), length_m=100.0)
    >>> in_persons(Limit(id="quay-orange", area_id="quay", kind=LimitKind.LEVEL, value=4.0, source="Fruin 1971"), quay)
    720.0
    """
    if limit.kind is LimitKind.PERSONS:
        return limit.value
    if limit.kind is LimitKind.DENSITY:
        return limit.value * area.usable_area_m2
    if limit.kind is LimitKind.LEVEL:
        return float(breaks_in_persons([area])[0, int(limit.value) - 2])
    raise WarningError(f"A limit of kind {limit.kind.value} is not about a number of persons.")


class Looking:
    """Looks at the picture and the forecast for the limits of a city."""

    def __init__(self, limits: tuple[Limit, ...], areas: tuple[Area, ...]) -> None:
        there = {area.id: area for area in areas}
        self.limits = limits
        self._of_persons = np.array([limit.kind in _OF_PERSONS for limit in limits], np.bool_)
        self._of_flow = np.array([limit.kind in _OF_FLOW for limit in limits], np.bool_)
        self._per_second = np.array([limit.kind is LimitKind.OUTFLOW for limit in limits], np.bool_)
        self._dense = np.array(
            [(limit.while_density or np.nan) * there[limit.area_id].usable_area_m2 for limit in limits], np.float64
        )
        self._values = np.array(
            [in_persons(one, there[one.area_id]) if one.kind in _OF_PERSONS else one.value for one in limits],
            np.float64,
        )
        self._is_below = np.array([KINDS[limit.kind].side is Side.BELOW for limit in limits], np.bool_)
        self._lead_s = np.array([limit.lead_time_s for limit in limits], np.int64)

    def outlook(
        self, picture: Picture, foreseen: Foreseen = NOTHING_FORESEEN, told: Mapping[str, Told] | None = None
    ) -> Outlook:
        """Return what is known of all limits.

        Parameters
        ----------
        told
            By limit, for the kinds of which the picture tells nothing.
        """
        place = np.array([picture.index_of(limit.area_id) for limit in self.limits], np.intp)
        persons, persons_error = picture.persons[place], picture.persons_standard_error[place]
        scale = np.where(self._per_second, _SECONDS_PER_MIN, 1.0)
        value = np.where(self._of_persons, persons, np.nan)
        error = np.where(self._of_persons, persons_error, np.nan)
        value = np.where(self._of_flow, picture.flow_per_m_min[place] / scale, value)
        error = np.where(self._of_flow, picture.flow_standard_error[place] / scale, error)
        quality = np.where(np.isnan(value), QualityFlag.MISSING, picture.quality[place]).astype(np.uint8)
        sources = _sources(picture)[place]
        doubt = picture.doubt[place]
        self._take(told or {}, value, error, quality, sources, doubt)
        dense = passed_now(persons, persons_error, self._dense, np.zeros(len(place), np.bool_))
        return Outlook(
            at_us=picture.issued_at_us,
            limits=self._values,
            is_below=self._is_below,
            lead_s=self._lead_s,
            value=value,
            standard_error=error,
            precondition=np.where(np.isnan(self._dense), 1.0, dense),
            quality=quality,
            doubt=doubt,
            sources=sources,
            foreseen=self._foreseen(foreseen),
            quantiles=foreseen.quantiles,
            step_start_us=foreseen.step_start_us,
            step_s=foreseen.step_s,
            forecast_status=self._status(foreseen),
            forecast_issued_us=foreseen.issued_us,
        )

    def _take(
        self,
        told: Mapping[str, Told],
        value: Float64,
        error: Float64,
        quality: UInt8,
        sources: Int64,
        doubt: UInt8,
    ) -> None:
        """Put in what is told of limits that the picture tells nothing of."""
        for row, limit in enumerate(self.limits):
            if self._of_persons[row] or self._of_flow[row]:
                continue
            one = told.get(limit.id)
            doubt[row] = 0
            value[row], error[row] = (np.nan, np.nan) if one is None else (one.value, one.standard_error)
            quality[row] = QualityFlag.MISSING if one is None else one.quality
            sources[row] = 0 if one is None else one.sources

    def _foreseen(self, foreseen: Foreseen) -> Float64:
        shape = (len(foreseen.step_start_us), len(foreseen.quantiles))
        found = np.full((len(self.limits), *shape), np.nan)
        for row, limit in enumerate(self.limits):
            if self._of_persons[row] and limit.area_id in foreseen.values:
                found[row] = foreseen.values[limit.area_id]
        return found

    def _status(self, foreseen: Foreseen) -> UInt8:
        found = [foreseen.status.get(limit.area_id, Status.OWN) for limit in self.limits]
        known = [self._of_persons[row] and one.area_id in foreseen.values for row, one in enumerate(self.limits)]
        return np.where(known, found, Status.NONE).astype(np.uint8)


def _sources(picture: Picture) -> Int64:
    """Return on how many streams each area rests, shape (areas,): those linked to it that have not fallen silent."""
    links = picture.topology.links
    newest = picture.newest
    fresh = (newest.end_us + picture.topology.stale_after_us >= picture.issued_at_us) & ~newest.lapsed
    count = np.zeros(len(picture.area_ids), np.int64)
    np.add.at(count, links.area, fresh[links.stream].astype(np.int64))
    return count
