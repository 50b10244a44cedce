# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What was estimated per step: persons in areas with what is not known of them, and who took each way."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.model import Series, SeriesKind
from baken.forecast.wall_clock import from_wall_min, to_wall_min
from baken.service.past import Span
from baken.vocabulary.place import OUTSIDE
from baken.vocabulary.quality import USABLE_UP_TO
from baken.vocabulary.time import MICROSECONDS_PER_SECOND, NO_TIME_US, from_us, to_us

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from baken.forecast.model import Float64
    from baken.service.live import Live
    from baken.vocabulary.place import Area

_AT_ONCE: Final = timedelta(days=60)
_LOOKED_AT_MIN: Final = 5
"""Areas that are estimated together are looked at so often within a step; of others the store knows the mean."""

_MINUTE_US: Final = 60 * MICROSECONDS_PER_SECOND


class EstimatedSteps:
    """Reads the estimates of a node in steps of the wall clock.

    A step has a value when each of the moments in it that are looked at has an estimate that counts. Of areas that are
    estimated together there are only those since the live picture began: to estimate weeks anew would take hours.
    """

    def __init__(self, live: Live, areas: Sequence[Area], zone: ZoneInfo, step_min: int) -> None:
        self._live, self._areas, self._zone, self._step_min = live, tuple(areas), zone, step_min

    def ways(self) -> tuple[Series, ...]:
        """Return the series of ways, in the order of the estimator; none where areas are estimated by themselves."""
        network = self._live.network
        if network is None:
            return ()
        found = network.flows()
        ids = [area.id for area in self._areas]
        kinds = [area.kind.value for area in self._areas]
        ends = zip(found.gate_ids, found.origin.tolist(), found.destination.tolist(), strict=True)
        return tuple(
            Series(
                id=f"way:{gate}:{_of(ids, begin, OUTSIDE)}:{_of(ids, end, OUTSIDE)}",
                kind=SeriesKind.FLOW,
                place_id=gate,
                like=f"{_of(kinds, begin, OUTSIDE)}:{_of(kinds, end, OUTSIDE)}",
            )
            for gate, begin, end in ends
        )

    def persons(self, first: int, steps: int) -> tuple[Float64, Float64]:
        """Return the mean persons per step and their mean standard error, shape (steps, areas)."""
        network = self._live.network
        every = self._step_min if network is None else _LOOKED_AT_MIN
        last = first + steps * self._step_min
        begin = first if network is None else self._passed_since(first, last, network.passed_since_us)
        shape = (steps, len(self._areas))
        total, error, number = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        while begin < last:
            end = min(last, begin + _AT_ONCE // timedelta(minutes=1))
            found = self._live.estimated(
                Span(self.moment(begin), self.moment(end), timedelta(minutes=min(every, self.bucket_min())))
            )
            step = (to_wall_min(found.time_us, self._zone) - first) // self._step_min
            persons = np.where(found.quality <= USABLE_UP_TO, found.persons, np.nan)
            inside = (step >= 0) & (step < steps)
            np.add.at(total, step[inside], np.nan_to_num(persons[inside]))
            np.add.at(error, step[inside], np.nan_to_num(found.persons_standard_error[inside]))
            np.add.at(number, step[inside], np.isfinite(persons[inside]))
            begin = end
        needed = self._step_min // min(every, self.bucket_min())
        whole = number == needed
        return np.where(whole, total / needed, np.nan), np.where(whole, error / needed, np.nan)

    def flows(self, first: int, steps: int, ways: int) -> Float64:
        """Return the persons on each way per step, shape (steps, ways); NaN before the live picture began."""
        values = np.full((steps, ways), np.nan)
        network = self._live.network
        if network is None or not steps or not ways:
            return values
        last = first + steps * self._step_min
        begin = self._passed_since(first, last, network.passed_since_us)
        if begin >= last:
            return values
        every_us = _LOOKED_AT_MIN * _MINUTE_US
        moments = np.arange(to_us(self.moment(begin)) + every_us, to_us(self.moment(last)) + 1, every_us)
        told = network.flows_passed(moments)
        step = (to_wall_min(moments - every_us, self._zone) - first) // self._step_min
        total, number = np.zeros((steps, ways)), np.zeros(steps)
        inside = (step >= 0) & (step < steps) & np.isfinite(told).all(axis=1)
        np.add.at(total, step[inside], told[inside])
        np.add.at(number, step[inside], 1.0)
        whole = number == self._step_min // _LOOKED_AT_MIN
        values[whole] = _LOOKED_AT_MIN * total[whole]
        return values

    def bucket_min(self) -> int:
        """Return the length of buckets of UTC that make up steps of the wall clock also in zones of half an hour."""
        offset = from_us(0).astimezone(self._zone).utcoffset() or timedelta()
        now = self._live.now().astimezone(self._zone).utcoffset() or timedelta()
        fits = all(part % timedelta(minutes=self._step_min) == timedelta() for part in (offset, now))
        return self._step_min if fits else 15

    def moment(self, minute: int) -> datetime:
        """Return when the wall clock shows a minute, or the first one after it that it shows."""
        for later in range(0, 181, 5):
            moment = from_wall_min(minute + later, self._zone)
            if moment != NO_TIME_US:
                return from_us(moment)
        return from_us(to_us(self._live.now()))

    def _passed_since(self, first: int, last: int, since_us: int | None) -> int:
        """Return the first step that begins after a moment, or the end where there is none."""
        if since_us is None:
            return last
        since = int(to_wall_min(np.array([since_us]), self._zone)[0])
        return min(last, max(first, first - (first - since) // self._step_min * self._step_min))


def _of(names: Sequence[str], place: int, otherwise: str) -> str:
    return names[place] if place >= 0 else otherwise
