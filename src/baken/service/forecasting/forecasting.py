# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forecasting: issues on time by the clock of the node, in a thread of its own, and keeps what was issued.

The picture comes first. Nothing here runs before it is there, nothing heavy is imported before it is needed, and
between two issues there is four times as long a rest as the last one took, so that a quick replay issues less often.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from baken.forecast.lifecycle.schedule import Schedule, next_issue_us, origin_due, refit_due
from baken.forecast.lifecycle.trust import Mistrust
from baken.forecast.wall_clock import wall_min
from baken.forecast.weather import as_of
from baken.governance.lists import Action, Layer
from baken.governance.permit import PurposeError
from baken.service.forecasting.models import candidate
from baken.service.forecasting.standing import State, schedule_of
from baken.service.forecasting.watch import Watch
from baken.service.forecasting.weather_archive import WeatherFollowed
from baken.vocabulary.quantity import Quantity
from baken.vocabulary.time import from_us, to_us

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from baken.city.model import City
    from baken.forecast.model import Known
    from baken.forecast.places import Places
    from baken.forecast.weather import WeatherForecast
    from baken.governance.governing import Governance
    from baken.service.background_log import BackgroundLog
    from baken.service.forecasting.fitting import Fitter
    from baken.service.forecasting.foresight import Foreseer, Foresight, Model, Shown
    from baken.service.forecasting.issued import Issue
    from baken.service.forecasting.models import Models
    from baken.service.forecasting.near_issues import NearIssues
    from baken.service.forecasting.next_hours import NextHours
    from baken.service.forecasting.panels import PanelReader
    from baken.service.forecasting.store import ForecastStore
    from baken.service.forecasting.weeks import WeeksBefore
    from baken.service.sources.weather_kept import WeatherKept
    from baken.vocabulary.time import Clock

AFTER_START_S: Final = 5.0
"""Wall-clock seconds after the first picture before the first issue."""

_DAY_US: Final = 86_400_000_000
_FIT_AGAIN_US: Final = 7 * _DAY_US
_LOG: Final = logging.getLogger(__name__)

FIRST_FIT_S: Final = 600.0
"""No model is fitted before: a node that is started again and again would do nothing else."""

LOOK_S: Final = 1.0
_REST: Final = 4.0


@dataclass(frozen=True, slots=True)
class Explained:
    """The newest issue with all that explains it, as long as the node runs."""

    issue: Issue
    foresight: Foresight


class Forecasting:
    """Issues forecasts of a node on time, and gives what was issued.

    Parameters
    ----------
    panels
        Made when it is needed first, since it brings in what forecasting needs.
    weather
        Gives the weather forecasts of the last days.
    weeks
        Before the day that is played; nothing is issued before they are made.
    fits
        Whether models are fitted here.
    near
        Issues of the next two hours between these; None where there are none.
    on_issued
        Called after an issue, from its thread.
    """

    def __init__(
        self,
        city: City,
        store: ForecastStore,
        governance: Governance,
        clock: Clock,
        wall: Clock,
        panels: Callable[[], PanelReader],
        models: Models,
        background: BackgroundLog,
        *,
        schedule: Schedule | None = None,
        weather: Callable[[], tuple[WeatherForecast, ...]] = tuple,
        weeks: WeeksBefore | None = None,
        fits: bool = False,
        near: NearIssues | None = None,
        on_issued: Callable[[], None] = lambda: None,
    ) -> None:
        self.city, self.store, self.models = city, store, models
        self.zone = ZoneInfo(city.time_zone)
        self.schedule = schedule or schedule_of(city)
        self.on_issued, self.near = on_issued, near
        self.newest: Explained | None = None
        self.watch = Watch(store, models)
        self.governance, self._clock, self._wall, self._background = governance, clock, wall, background
        self._make_panels, self._weather, self._weeks = panels, weather, weeks
        self._panels: PanelReader | None = None
        self._foreseer: Foreseer | None = None
        self._next_hours: NextHours | None = None
        self._failed = False
        self.fits, self._tried_us = fits, 0
        self._fitter: Fitter | None = None
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="forecasting")

    # -- looking -------------------------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """Return how forecasting stands now."""
        if not self.is_declared:
            return State.UNDECLARED
        if self._failed:
            return State.FAILED
        latest = self.latest()
        if latest is None:
            return State.WAITING
        # after a restart the last issue knows of an alarm before the watch has looked again
        drifted = bool(self.watch.alarms) or latest.mistrust is Mistrust.DRIFTED
        return State.DRIFTED if drifted else State.ISSUED

    @property
    def is_declared(self) -> bool:
        """Tell whether there is anything that forecasts may be made from."""
        return bool(self.governance.for_forecast().activities)

    @property
    def number(self) -> int | None:
        """Return the number of the newest issue of any kind since the start; None before it. Costs nothing."""
        near = None if self.near is None else self.near.newest
        found = [one.issue.number for one in (self.newest, near) if one is not None]
        return max(found, default=None)

    def latest(self, as_of: datetime | None = None) -> Issue | None:
        """Return the newest issue of a moment; of now by default, also where the clock of a replay was set back."""
        return self.store.latest(to_us(as_of or self._clock.now()))

    def ahead(self, as_of: datetime | None = None) -> Issue | None:
        """Return what is foreseen of areas at a moment: the newest next two hours, and the newest issue beyond them.

        Only the issue where there are none of the next two hours, or only older ones.
        """
        from baken.service.forecasting.issued import joined

        latest, near = self.latest(as_of), self.nearest(as_of)
        return latest if latest is None or near is None else joined(near, latest)

    def nearest(self, as_of: datetime | None = None) -> Issue | None:
        """Return the newest issue of the next two hours; None where there is none that is newer than the longer one."""
        as_of_us = to_us(as_of or self._clock.now())
        near = None if self.near is None else self.near.latest(as_of_us)
        latest = None if near is None else self.store.latest(as_of_us)
        return None if near is None or latest is None or near.origin_min < latest.origin_min else near

    def foreseen(self, issue: Issue, series_id: str | None = None) -> tuple[Shown, ...]:
        """Return what an issue says of one series or of all, as it may be shown now."""
        from baken.service.forecasting.foresight import Shown

        threshold = self._reader().thresholds()
        return tuple(Shown.of(one, threshold(one.series)) for one in self.store.foreseen(issue, series_id))

    @property
    def awaits_weeks(self) -> bool:
        """Tell whether the weeks before the day that is played are still being made."""
        return self._weeks is not None and self._weeks.is_awaited

    def next_issue(self) -> datetime:
        """Return when the next issue is due, by the clock of the node."""
        return from_us(next_issue_us(self.schedule, self.zone, to_us(self._clock.now())))

    # -- doing ---------------------------------------------------------------------------------------------------

    async def keep(self) -> None:
        """Issue whenever it is due, without end."""
        await asyncio.sleep(AFTER_START_S)
        if self._weeks is not None:
            await asyncio.to_thread(self._weeks.make_apart)
        loop = asyncio.get_running_loop()
        first_fit = loop.time() + FIRST_FIT_S
        while True:
            begun = loop.time()
            if self.is_due():
                await loop.run_in_executor(self._thread, self.issue)
                await asyncio.sleep(_REST * (loop.time() - begun))
            begun = loop.time()
            if self.is_near_due():
                await loop.run_in_executor(self._thread, self.issue_near)
                await asyncio.sleep(_REST * (loop.time() - begun))
            if loop.time() >= first_fit and self.is_fit_due():
                fitting = asyncio.create_task(asyncio.to_thread(self.fit))
                fitting.add_done_callback(_told_of)
            await asyncio.sleep(LOOK_S)

    def is_fit_due(self) -> bool:
        """Tell whether a model should be fitted now: each month, or after a week when an alarm took the last one."""
        now_us = to_us(self._clock.now())
        if not self.fits or self.newest is None or now_us - self._tried_us < _DAY_US or not candidate():
            return False
        last_us = self.models.last_fit_us()
        early = self.watch.is_for_the_reference and last_us is not None and now_us - last_us >= _FIT_AGAIN_US
        return early or refit_due(self.schedule, self.zone, last_us, now_us)

    def fit(self) -> bool:
        """Fit a model on all history, and let it issue if it is better than the reference; tell whether it does.

        Raises
        ------
        PurposeError, ForecastError
            When governance changed meanwhile, or the fit failed; it is tried again on the next day.
        """
        from baken.service.forecasting.fitting import LEAST_HISTORY_DAYS, FitJob, Fitter, days_of

        self._tried_us = to_us(self._clock.now())
        newest = self.newest
        if newest is None or days_of(newest.foresight.known) < LEAST_HISTORY_DAYS:
            return False
        with self._background.processing("fit a forecaster"):
            panel = self._reader().long(newest.issue.origin_min)
        weather = self.store.weather.issued_between(panel.start_min, newest.issue.origin_min)
        self._fitter = Fitter()
        found = self._fitter.fit(FitJob.of(candidate(), self.city, panel, weather, newest.issue, self._tried_us))
        return found is not None and self.models.take(found, self._clock.now())

    def is_due(self) -> bool:
        """Tell whether an issue is due that may be made."""
        return self.is_declared and not self.awaits_weeks and self._origin_due() is not None

    def _origin_due(self) -> int | None:
        now_us = to_us(self._clock.now())
        return origin_due(self.schedule, self.zone, self.store.last_origin(now_us), now_us)

    def issue(self) -> Issue | None:
        """Issue what is due now; None when nothing is, or governance changed meanwhile."""
        with self._lock:
            return self._issue_due()

    def is_near_due(self) -> bool:
        """Tell whether an issue of the next two hours is due that may be made."""
        return self.near is not None and self.is_declared and not self.awaits_weeks and self.near.is_due

    def issue_near(self) -> Issue | None:
        """Issue the next two hours, when that is due; None when it is not, or governance changed meanwhile."""
        with self._lock:
            try:
                kept = None if self.near is None else self.near.issue()
            except PurposeError:
                return None  # asked again at once, under what holds then
        if kept is not None:
            self.on_issued()
        return kept

    def _issue_due(self) -> Issue | None:
        origin = self._origin_due()
        if origin is None:
            return None
        try:
            kept = self._issued(origin)
        except PurposeError:
            return None  # asked again at once, under what holds then
        except Exception:
            self._failed = True
            raise
        self._failed = False
        if kept is not None:
            self.on_issued()
        return kept

    def _issued(self, origin_min: int) -> Issue | None:
        activity = self.governance.coverage.of_forecasts
        if activity is None:
            return None
        from baken.service.forecasting.foresight import to_keep

        with self._background.processing("issue forecasts") as touched:
            known = self.known(origin_min)
            if not known.panel.series or not len(known.panel):
                return None
            self._look_after_the_model(known)
            found = self.foresee(known)
            touched.note(activity, Action.READ, Layer.FORECASTS, len(known.panel.series))
        if self.governance.coverage.of_forecasts != activity or not self.is_declared:
            return None
        kept = self.store.append(
            *to_keep(found, activity, self.zone, to_us(self._clock.now()), to_us(self._wall.now()))
        )
        self._reader().keep_estimates(known.panel)
        self.newest = Explained(kept, found)
        return kept

    def _look_after_the_model(self, known: Known) -> None:
        """Hold what the champion said lately against what came; with an alarm the reference may take its place."""
        now = self._clock.now()
        champion = self.models.champion(now)
        self.watch.look("" if champion is None else champion.id, known.panel, to_us(now))

    def known(self, origin_min: int) -> Known:
        """Return what is known at an origin that is not later than now.

        Raises
        ------
        PurposeError
            When governance changes meanwhile; to be asked again.
        """
        from baken.forecast.model import Known, SeriesKind

        panel = self._reader().read(origin_min)
        ways = [number for number, one in enumerate(panel.series) if one.kind is SeriesKind.FLOW]
        events = tuple(event for event in self.city.events if event.announced_min <= origin_min)
        weather = as_of(self._weather() or self.store.weather.known_at(origin_min), origin_min)
        return Known(
            panel=panel,
            origin_min=origin_min,
            calendar=self.city.calendar,
            events=events,
            weather=weather,
            flows=panel.take(ways) if ways else None,
            doubts=self._reader().doubts(panel),
        )

    def follow(self, weather: WeatherKept) -> None:
        """Keep each weather forecast from now on as it comes, and give back those of before a restart."""
        now_min = wall_min(self._clock.now().astimezone(self.zone))
        weather.recall(self.store.weather.known_at(now_min))
        weather.recall_rain(self.store.weather.rain_known_at(now_min))
        followed = WeatherFollowed(self.store.weather, self.governance, self._wall)
        weather.on_kept, weather.on_rain = followed.keep, followed.keep_rain

    def places(self) -> Places:
        """Return where series observe, so that events reach them."""
        from baken.forecast.places import Places

        return Places.of_city(self.city.areas, self.city.gates, self.city.streams)

    def foresee(self, known: Known, model: Model | None = None) -> Foresight:
        """Return what is foreseen from what is known, by the champion or by a model that is given; keeps nothing."""
        from baken.service.forecasting.foresight import Foreseer, leads_of
        from baken.service.forecasting.next_hours import NextHours, with_next_hours

        foreseer = self._foreseer = self._foreseer or Foreseer(every_min=self.schedule.issue_every_min)
        now = self._clock.now()
        foreseer.use(model or self.models.champion(now))
        foreseer.alarmed(self.watch.is_for_the_reference)
        told = known.weather is not None
        temperature, rain = (
            self._reader().observed(quantity, known.panel) if told else None
            for quantity in (Quantity.AIR_TEMPERATURE, Quantity.PRECIPITATION_RATE)
        )
        leads = leads_of(known.panel.step_min)
        found = foreseer.foresee(known, leads, self.places(), to_us(now), temperature=temperature, rain=rain)
        self._next_hours = self._next_hours or NextHours()
        return with_next_hours(found, self._next_hours, None if self._weeks is None else self._weeks.found())

    def stop(self) -> None:
        """Wait for an issue that is under way, end a fit and the making of weeks, and begin none any more."""
        if self._weeks is not None:
            self._weeks.stop()
        if self._fitter is not None:
            self._fitter.stop()
        self._thread.shutdown(wait=True, cancel_futures=True)

    # -- inside --------------------------------------------------------------------------------------------------

    def _reader(self) -> PanelReader:
        self._panels = self._panels or self._make_panels()
        return self._panels


def _told_of(fitting: asyncio.Task[bool]) -> None:
    """Tell in the log that a fit failed; forecasts are issued all the same."""
    if not fitting.cancelled() and (error := fitting.exception()) is not None:
        _LOG.error("Fitting a forecaster failed: %s", error)
