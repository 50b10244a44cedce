# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a nowcast of five minutes is made from: persons, their doubts and ways of the last four weeks, and editions.

Beside these weeks stand the stretches of earlier years in which an edition of what is announced was observed, as far as
they were kept and may be used: of years in steps of five minutes no panel is made.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.methods.editions import looked_up
from baken.forecast.methods.nowcast.settings import NowcastSettings
from baken.forecast.model import Earlier, Known, Panel
from baken.forecast.rain import showers
from baken.forecast.wall_clock import DAY_MIN
from baken.service.forecasting.estimated import EstimatedSteps
from baken.service.forecasting.issued import NEAR_STEP_MIN
from baken.service.forecasting.kept_estimates import SETTLED_MIN, KeptEstimates
from baken.service.forecasting.panels import is_fine, may_use_areas, series_of_areas, with_weeks

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from zoneinfo import ZoneInfo

    from baken.city.model import City
    from baken.forecast.events import PlannedEvent
    from baken.forecast.model import Series
    from baken.forecast.rain import RainForecast
    from baken.governance.governing import Governance
    from baken.service.forecasting.estimate_store import EstimateStore
    from baken.service.live import Live
    from baken.simulation.weeks.weeks import SimulatedWeeks

DAYS: Final = NowcastSettings().past_days
"""As far as the nowcast looks back."""


class NearReader:
    """Reads what is known in steps of five minutes, and keeps it for the next time.

    Parameters
    ----------
    weeks
        Gives the weeks before the first observation of a simulated city, as soon as they are made.
    kept
        What was estimated before the node started; None where nothing is kept.
    rain
        Gives what a radar foretold.
    """

    def __init__(
        self,
        city: City,
        governance: Governance,
        live: Live,
        zone: ZoneInfo,
        weeks: Callable[[], SimulatedWeeks | None] = lambda: None,
        kept: EstimateStore | None = None,
        rain: Callable[[], tuple[RainForecast, ...]] = tuple,
    ) -> None:
        self._city, self._governance, self._live, self._weeks = city, governance, live, weeks
        self._rain = rain
        self._areas = series_of_areas(city.areas)
        self._errors = tuple(replace(one, id=f"error:{one.id}") for one in self._areas)
        self._estimated = EstimatedSteps(live, city.areas, zone, NEAR_STEP_MIN)
        self._store = KeptEstimates(kept, governance, zone, NEAR_STEP_MIN)
        self._read: tuple[Hashable, Panel] | None = None
        self._stretches: dict[Hashable, Earlier | None] = {}
        self._stretches_before = 0
        self._kept_until = 0

    @property
    def is_possible(self) -> bool:
        """Whether areas are estimated together, often enough, and forecasts may be made of them."""
        return self._live.network is not None and is_fine(self._city.streams) and may_use_areas(self._governance)

    def known(self, origin_min: int) -> Known:
        """Return what is known at an origin, at which the filter has been.

        Raises
        ------
        PurposeError
            When governance changes meanwhile; to be asked again.
        """
        whole = self._panel(origin_min)
        count = len(self._areas)
        persons, errors, ways = (
            whole.take(list(range(*part))) for part in ((0, count), (count, 2 * count), (2 * count, len(whole.series)))
        )
        events = tuple(event for event in self._city.events if event.announced_min <= origin_min)
        rain = tuple(one for one in self._rain() if one.issued_min <= origin_min)
        return Known(
            panel=persons,
            origin_min=origin_min,
            calendar=self._city.calendar,
            events=events,
            flows=ways,
            doubts=replace(errors, series=persons.series),
            earlier=self._earlier((*events, *showers(rain, origin_min)), origin_min, whole.start_min),
            rain=rain,
        )

    def keep_estimates(self) -> int:
        """Keep what late rows no longer change, at most once an hour and never what was simulated; return how many."""
        panel = None if self._read is None else self._read[1]
        if panel is None or self._weeks() is not None or abs(panel.end_min - self._kept_until) < 60:
            return 0
        self._kept_until = panel.end_min
        return self._store.keep(panel)

    # -- inside --------------------------------------------------------------------------------------------------

    def _panel(self, origin_min: int) -> Panel:
        series = (*self._areas, *self._errors, *self._estimated.ways())
        known = (self._governance.epoch, self._live.known_as, series, self._weeks() is None)
        first = (origin_min // DAY_MIN - DAYS) * DAY_MIN
        if self._read is None or self._read[0] != known or self._read[1].end_min > origin_min:
            panel = _from_first_known(self._between(series, first, origin_min))
            self._stretches.clear()
        else:
            before = self._read[1]
            again = max(before.start_min, before.end_min - SETTLED_MIN)
            newer = self._between(series, again, origin_min)
            values = np.concatenate([before.until(again).values, newer.values])
            panel = replace(before, values=values).since(first)
        self._read = known, panel
        return panel

    def _between(self, series: tuple[Series, ...], first: int, last: int) -> Panel:
        steps, count = max(0, (last - first) // NEAR_STEP_MIN), len(self._areas)
        values = np.full((steps, len(series)), np.nan)
        if steps:
            values[:, :count], values[:, count : 2 * count] = self._estimated.persons(first, steps)
            values[:, 2 * count :] = self._estimated.flows(first, steps, len(series) - 2 * count)
            values = np.where(np.isnan(values), self._store.before(series, first, steps), values)
        panel, weeks = Panel(series, first, NEAR_STEP_MIN, values), self._weeks()
        return panel if weeks is None or weeks.finer is None else with_weeks(panel, weeks.finer)

    def _earlier(self, events: tuple[PlannedEvent, ...], origin_min: int, start_min: int) -> tuple[Earlier, ...]:
        """Return the stretches before the panel in which editions were observed, none of which nothing was kept.

        They are read anew every day, with the panel: what retention took away meanwhile is in none.
        """
        if start_min != self._stretches_before:
            self._stretches.clear()
            self._stretches_before = start_min
        found = []
        for first, last in looked_up(events, origin_min, NowcastSettings().horizon_min):
            part = first // NEAR_STEP_MIN * NEAR_STEP_MIN, min(last, start_min) // NEAR_STEP_MIN * NEAR_STEP_MIN
            if part not in self._stretches:
                self._stretches[part] = self._stretch(*part)
            found.append(self._stretches[part])
        return tuple(one for one in found if one is not None)

    def _stretch(self, first: int, last: int) -> Earlier | None:
        if first >= last:
            return None
        told = self._store.before((*self._areas, *self._errors), first, (last - first) // NEAR_STEP_MIN)
        persons, errors = np.split(told, 2, axis=1)
        if np.isnan(persons).all():
            return None
        return Earlier(*(Panel(self._areas, first, NEAR_STEP_MIN, values) for values in (persons, errors)))


def _from_first_known(panel: Panel) -> Panel:
    """Return a panel from the midnight before its first value on."""
    there = np.flatnonzero(np.isfinite(panel.values).any(axis=1))
    first = panel.start_min + panel.step_min * int(there[0]) if len(there) else panel.end_min
    return panel.since(min(first // DAY_MIN * DAY_MIN, panel.end_min))
