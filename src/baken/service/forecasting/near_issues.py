# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Issues of the next two hours: every five minutes, in steps of five minutes, laid over the newest longer issue.

A limit is passed by the fullest moment, and what happens between two hours is not left for the next one (ADR 0069). It
is made where areas are estimated together from counts of five minutes or shorter, of areas only. Where the nowcast can
tell nothing of an area, what the longer issue said stands in its place, and says so. What was issued is kept and never
changed, as every issue.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.lifecycle.schedule import Schedule, origin_due
from baken.forecast.model import QuantileForecast, SeriesKind, Status
from baken.forecast.notes import Code, note
from baken.forecast.registry import forecaster
from baken.governance.lists import Action, Layer
from baken.service.forecasting.issued import NEAR_STEP_MIN, Issue, foreseen_of
from baken.service.forecasting.next_hours import HORIZON_MIN, NextHours, with_near
from baken.vocabulary.time import monotonic_s, to_us

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from baken.forecast.model import Float64, Known
    from baken.governance.governing import Governance
    from baken.service.background_log import BackgroundLog
    from baken.service.forecasting.issued import Foreseen
    from baken.service.forecasting.near_panels import NearReader
    from baken.service.forecasting.next_hours import Near
    from baken.service.forecasting.store import ForecastStore
    from baken.vocabulary.time import Clock

METHOD: Final = "nowcast-conformal-editions"
SCHEDULE: Final = Schedule(issue_every_min=NEAR_STEP_MIN, delay_min=1)
"""A minute after the origin, when the quickest counters have told of it."""

BUDGET_S: Final = 10.0
"""So long may one take: a thirtieth of the time between two."""

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NearExplained:
    """The newest issue with all that explains it; ``near`` is None where the nowcast could tell nothing."""

    issue: Issue
    known: Known
    near: Near | None


class NearIssues:
    """Issues of the next two hours of a node.

    Parameters
    ----------
    reader
        Made when it is needed first.
    """

    def __init__(
        self,
        store: ForecastStore,
        governance: Governance,
        clock: Clock,
        wall: Clock,
        reader: Callable[[], NearReader],
        background: BackgroundLog,
        zone: ZoneInfo,
    ) -> None:
        self.newest: NearExplained | None = None
        self._store, self._governance, self._clock, self._wall = store, governance, clock, wall
        self._make_reader, self._background, self._zone = reader, background, zone
        self._reader: NearReader | None = None
        self._hours = NextHours(lambda: forecaster(METHOD))
        self._was_slow = False

    def latest(self, as_of_us: int) -> Issue | None:
        """Return the newest issue of a moment; None when there was none."""
        return self._store.latest_near(as_of_us)

    def origin_due(self) -> int | None:
        """Return the origin that is due: not before that of the longer issue, and only where there is one."""
        now_us = to_us(self._clock.now())
        longer, last = self._store.latest(now_us), self._store.latest_near(now_us)
        origin = origin_due(SCHEDULE, self._zone, None if last is None else last.origin_min, now_us)
        return None if longer is None or origin is None or origin < longer.origin_min else origin

    @property
    def is_due(self) -> bool:
        """Whether an issue is due that can be made here."""
        return self.origin_due() is not None and self._panels().is_possible

    def issue(self) -> Issue | None:
        """Issue what is due now; None when nothing is, or nothing as fine can be told, or governance changed meanwhile.

        Raises
        ------
        PurposeError, ForecastStoreError
            And then nothing was kept.
        """
        origin = self.origin_due()
        activity = self._governance.coverage.of_forecasts
        longer = self._store.latest(to_us(self._clock.now()))
        reader = self._panels()
        if origin is None or activity is None or longer is None or not reader.is_possible:
            return None
        begun = monotonic_s()
        with self._background.processing("issue forecasts of the next two hours") as touched:
            known = reader.known(origin)
            if not len(known.panel):
                return None
            under, reference = _refined(longer, self._store.foreseen(longer), known)
            near = self._hours.foresee(known, under)
            shown = with_near(under, near)
            touched.note(activity, Action.READ, Layer.FORECASTS, len(known.panel.series))
        if self._governance.coverage.of_forecasts != activity:
            return None
        seconds = monotonic_s() - begun
        issue = Issue.of(
            shown,
            self._zone,
            issued_at_us=to_us(self._clock.now()),
            made_at_us=to_us(self._wall.now()),
            reference=longer.reference,
            activity=activity,
            seconds=seconds,
            model=longer.model,
            mistrust=longer.mistrust,
            laid_over=longer.number,
        )
        kept = self._store.append(issue, foreseen_of(known.panel.series, shown, reference))
        reader.keep_estimates()
        self.newest = NearExplained(kept, known, near)
        self._mind(seconds)
        return kept

    # -- inside --------------------------------------------------------------------------------------------------

    def _panels(self) -> NearReader:
        self._reader = self._reader or self._make_reader()
        return self._reader

    def _mind(self, seconds: float) -> None:
        """Say once that it takes too long, and once that it does no longer."""
        is_slow = seconds > BUDGET_S
        if is_slow != self._was_slow:
            said = "takes %.1f s, more than %.0f s" if is_slow else "takes %.1f s again, less than %.0f s"
            _LOG.warning(f"An issue of the next two hours {said}", seconds, BUDGET_S)
        self._was_slow = is_slow


def _refined(longer: Issue, foreseen: tuple[Foreseen, ...], known: Known) -> tuple[QuantileForecast, QuantileForecast]:
    """Return what a longer issue and its reference say of the steps of the next two hours: that of the step around."""
    step = known.panel.step_min
    leads = np.arange(1, HORIZON_MIN // step + 1, dtype=np.int64)
    place = np.searchsorted(longer.target_min, known.origin_min + (leads - 1) * step, side="right") - 1
    told = {one.series.id: one for one in foreseen if one.series.kind is SeriesKind.PERSONS}
    nothing = np.full((len(leads), len(longer.quantiles)), np.nan)
    each = [told.get(one.id) for one in known.panel.series]

    def forecast(values: list[Float64], method: str) -> QuantileForecast:
        return QuantileForecast(
            series_ids=tuple(one.id for one in known.panel.series),
            origin_min=known.origin_min,
            step_min=step,
            lead_steps=leads,
            values=np.array(values).reshape(len(each), *nothing.shape),
            status=np.array([Status.NONE if one is None else one.status for one in each], np.uint8),
            notes=tuple(note(Code.NOT_IN_ISSUE) if one is None else one.note for one in each),
            method=method,
            quantiles=longer.quantiles,
        )

    own = forecast([nothing if one is None else one.values[place] for one in each], longer.method.split(" ")[0])
    beside = forecast([nothing if one is None else one.reference[place] for one in each], longer.reference)
    return own, beside
