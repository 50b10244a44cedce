# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a node knows of its limits at a moment: the picture, the newest forecast, and what streams say of the rest."""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.model import SeriesKind, Status
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.time import NO_TIME_US
from baken.warning.kinds import LimitKind
from baken.warning.looking import NOTHING_FORESEEN, Foreseen, Looking, Told

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.city.model import City
    from baken.service.forecasting.forecasting import Forecasting
    from baken.service.forecasting.issued import Issue
    from baken.situation.model import Picture
    from baken.situation.protocol import MethodDefinition
    from baken.warning.outlook import Float64, Outlook

RISE_OVER_US: Final = 600_000_000
"""The rate of rise is that of the last ten minutes."""

_MINUTE_US: Final = 60_000_000
_SECOND_US: Final = 1_000_000


class NodeLooking:
    """Looks at what a node knows; to be asked by one thread, in the order of time.

    Parameters
    ----------
    estimator
        Gives by which method an area is estimated, by its place in the city.
    """

    def __init__(self, city: City, forecasting: Forecasting, estimator: Callable[[int], MethodDefinition]) -> None:
        self._city = city
        self._limits = city.limits.limits
        self._looking = Looking(self._limits, city.areas)
        self._forecasting = forecasting
        self._lead_us = max((limit.lead_time_s for limit in self._limits), default=0) * _SECOND_US
        self._streams = {stream.id: place for place, stream in enumerate(city.streams)}
        self._past: deque[tuple[int, Float64, Float64]] = deque()
        self._issue: int | None = None
        self._foreseen = NOTHING_FORESEEN
        self._estimator, self._made_by = estimator, ""
        limited = {limit.area_id for limit in self._limits}
        self._areas = tuple(place for place, area in enumerate(city.areas) if area.id in limited)

    def outlook(self, picture: Picture) -> Outlook:
        """Return what is known of all limits as of a picture."""
        self._remember(picture)
        return self._looking.outlook(picture, self._near(picture.issued_at_us), self._told(picture))

    def method(self) -> str:
        """Return by which way of estimating and foreseeing the last outlook was found, of which something is learned.

        Of a longer issue its method as a whole, of the next two hours that of the nowcast.
        """
        return f"{self._made_by} {' '.join(self._estimated_by())}"

    def _estimated_by(self) -> list[str]:
        found = {self._estimator(area) for area in self._areas}
        return sorted(f"{one.id}/{one.version}" for one in found)

    # -- the forecast --------------------------------------------------------------------------------------------

    def _near(self, now_us: int) -> Foreseen:
        """Return of the newest issue the steps that lie within the longest lead time.

        Of the next two hours, in their shorter steps, where these reach as far; else of the longer issue.
        """
        issue = self._newest(now_us) if self._forecasting.is_declared else None
        self._made_by = "" if issue is None else issue.method.split(" ")[-1] if issue.laid_over else issue.method
        if issue is None:
            self._issue, self._foreseen = None, NOTHING_FORESEEN
            return self._foreseen
        if issue.number != self._issue:
            shown = [o for o in self._forecasting.foreseen(issue) if o.raw.series.kind is SeriesKind.PERSONS]
            self._foreseen = Foreseen(
                issued_us=issue.issued_at_us,
                step_start_us=issue.target_us(self._forecasting.zone),
                step_s=issue.step_min * 60,
                values={one.raw.series.place_id: one.values for one in shown},
                status={one.raw.series.place_id: Status(one.raw.status) for one in shown},
                quantiles=issue.quantiles,
            )
            self._issue = issue.number
        return _within(self._foreseen, now_us, self._lead_us)

    def _newest(self, now_us: int) -> Issue | None:
        near = self._forecasting.nearest()
        if near is not None and near.end_us(self._forecasting.zone) >= now_us + self._lead_us:
            return near
        return self._forecasting.latest()

    # -- what the picture does not tell --------------------------------------------------------------------------

    def _remember(self, picture: Picture) -> None:
        now_us = picture.issued_at_us
        if self._past and self._past[-1][0] > now_us:
            self._past.clear()  # the clock was set back
        if not self._past or now_us - self._past[-1][0] >= _MINUTE_US:
            self._past.append((now_us, picture.persons, picture.persons_standard_error))
        while len(self._past) > 1 and self._past[1][0] <= now_us - RISE_OVER_US:
            self._past.popleft()

    def _told(self, picture: Picture) -> dict[str, Told]:
        end_us = np.full(len(self._city.streams), NO_TIME_US, np.int64)
        value = np.full(len(self._city.streams), np.nan)
        end_us[picture.topology.declared], value[picture.topology.declared] = (
            picture.newest.end_us,
            picture.newest.value,
        )
        found: dict[str, Told] = {}
        for limit in self._limits:
            if limit.kind is LimitKind.RISE:
                told = self._rise(picture, picture.index_of(limit.area_id))
            elif limit.stream_id in self._streams:
                place = self._streams[limit.stream_id]
                told = self._of_stream(limit.kind, int(end_us[place]), float(value[place]), place, picture)
            else:
                continue
            if told is not None:
                found[limit.id] = told
        return found

    def _rise(self, picture: Picture, area: int) -> Told | None:
        then_us, persons, error = self._past[0]
        minutes = (picture.issued_at_us - then_us) / _MINUTE_US
        if minutes < RISE_OVER_US / _MINUTE_US / 2:
            return None
        rise = float(picture.persons[area] - persons[area]) / minutes
        spread = math.hypot(float(picture.persons_standard_error[area]), float(error[area])) / minutes
        return None if math.isnan(rise) else Told(rise, spread)

    def _of_stream(self, kind: LimitKind, end_us: int, value: float, place: int, picture: Picture) -> Told | None:
        if kind is LimitKind.SOURCE_LOST:
            return None if end_us == NO_TIME_US else Told((picture.issued_at_us - end_us) / _SECOND_US)
        if end_us == NO_TIME_US or math.isnan(value):
            return None
        is_old = picture.issued_at_us - end_us > self._city.streams[place].stale_after_s * _SECOND_US
        return Told(value, quality=QualityFlag.STALE if is_old else QualityFlag.GOOD)


def _within(foreseen: Foreseen, now_us: int, lead_us: int) -> Foreseen:
    """Return the steps that end after now and begin within a lead time."""
    start = foreseen.step_start_us
    chosen = (start != NO_TIME_US) & (start + foreseen.step_s * _SECOND_US > now_us) & (start <= now_us + lead_us)
    if not chosen.any():
        return NOTHING_FORESEEN
    return Foreseen(
        issued_us=foreseen.issued_us,
        step_start_us=start[chosen],
        step_s=foreseen.step_s,
        values={area: values[chosen] for area, values in foreseen.values.items()},
        status=foreseen.status,
        quantiles=foreseen.quantiles,
    )
