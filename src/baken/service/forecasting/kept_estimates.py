# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What was estimated before a node started, read and kept under the activity of the picture and no other.

Kept are steps that late rows no longer change, only where the activity declares for how long, and for as long (ADR
0058). What an activity kept that no longer makes the picture is not read.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.wall_clock import DAY_MIN, from_wall_min, to_wall_min
from baken.governance.lists import Layer
from baken.service.forecasting.estimate_store import EstimateStoreError
from baken.vocabulary.time import NO_TIME_US

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from baken.forecast.model import Float64, Panel, Series
    from baken.governance.governing import Governance
    from baken.service.forecasting.estimate_store import EstimateStore

SETTLED_MIN: Final = 240
"""After so long no row changes an estimate any more: the longest window of the filter."""

_AGAIN_MIN: Final = 2 * DAY_MIN
"""Steps of so far back are kept when they were not: for as long as the filter knows its way."""

_LOG: Final = logging.getLogger(__name__)


class KeptEstimates:
    """Steps of one length in the store of estimates.

    Parameters
    ----------
    store
        None where nothing is kept, as in a replay, which has its own past.
    """

    def __init__(self, store: EstimateStore | None, governance: Governance, zone: ZoneInfo, step_min: int) -> None:
        self._store, self._governance, self._zone, self._step_min = store, governance, zone, step_min
        self._is_lost = False

    def first_us(self) -> int | None:
        """Return when the first step begins that is kept; None when none is."""
        extent = None if self._store is None else self._store.extent()
        return None if extent is None else extent[0]

    def before(self, series: tuple[Series, ...], first: int, steps: int) -> Float64:
        """Return what was kept of the estimates of some steps, shape (steps, series); NaN where nothing was."""
        values = np.full((steps, len(series)), np.nan)
        if self._store is None or not steps:
            return values
        begin, end = (self._us(minute) for minute in (first, first + steps * self._step_min))
        names = tuple(one.id for one in series)
        starts, told = self._store.read(names, begin, end, self._step_min, self._activity)
        if len(starts):
            step = (to_wall_min(starts, self._zone) - first) // self._step_min
            inside = (step >= 0) & (step < steps)
            values[step[inside]] = told[inside]
        return values

    def keep(self, panel: Panel) -> int:
        """Keep the steps of a panel that late rows no longer change; return how many.

        That they cannot be kept is told once, and no forecast stops for it: the next time has those of two days.
        """
        declared = self._governance.activity(self._activity)
        if self._store is None or declared is None:
            return 0
        if not any(one.layer is Layer.ESTIMATES for one in declared.retention):
            return 0
        settled = panel.until(panel.end_min - SETTLED_MIN).since(panel.end_min - _AGAIN_MIN)
        rows = np.flatnonzero(np.isfinite(settled.values).any(axis=1))
        starts = np.array([from_wall_min(int(m), self._zone) for m in settled.start_of_steps_min[rows]], np.int64)
        there = starts != NO_TIME_US
        ids = tuple(one.id for one in panel.series)
        try:
            kept = self._store.keep(self._activity, ids, starts[there], panel.step_min, settled.values[rows[there]])
        except EstimateStoreError as error:
            if not self._is_lost:
                _LOG.error("Estimates cannot be kept now: %s", error)
            self._is_lost = True
            return 0
        if self._is_lost:
            _LOG.warning("Estimates are kept again")
        self._is_lost = False
        return kept

    @property
    def _activity(self) -> str:
        return self._governance.coverage.of_picture or ""

    def _us(self, minute: int) -> int:
        """Return when the wall clock shows a minute, or the first after it that it shows."""
        for later in range(0, 181, 5):
            moment = from_wall_min(minute + later, self._zone)
            if moment != NO_TIME_US:
                return moment
        return 0
