# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A forecaster around another: says the same, with bands that hold what they promise.

Conformal prediction is right for exchangeable errors. Errors of crowds are not: they follow the season, last for days,
grow when a square is rebuilt, and those of one week's forecasts hang together. So the distribution of errors fades,
moves with their present size, and is corrected by what was missed (:mod:`.calibration`). What remains: coverage holds
in the long run and per bucket, not for one day; a kind of day that never was (a first festival) is not covered by any
of it.

After ``fit`` it is calibrated at once: a first fit ends weeks before what is known ends, forecasts of origins since
then are made with only what was known at each, and then everything is fitted. A forecaster that does so itself
(:class:`~baken.forecast.backcast.Backcasting`) is fitted once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from baken.forecast.backcast import (
    Backcasting,
    BackcastPlan,
    fit_and_backcast,
    known_before,
    leads_to_follow,
    short_leads,
)
from baken.forecast.buckets import BUCKETS, bucket_of
from baken.forecast.methods.conformal.calibration import Calibration
from baken.forecast.methods.conformal.followed import Followed, errors_now_known
from baken.forecast.methods.conformal.normal_score import ScoreMap
from baken.forecast.methods.conformal.saved import Saved, read, write
from baken.forecast.methods.conformal.settings import ConformalSettings
from baken.forecast.model import QUANTILES, ForecastError, QuantileForecast
from baken.forecast.protocol import ForecasterDefinition

if TYPE_CHECKING:
    from baken.forecast.model import Float64, Int64, Known
    from baken.forecast.protocol import Forecaster

VERSION = 1
_AT_ONCE = 500_000


class ConformalForecaster:
    """Calibrates the quantiles of a forecaster, per series and horizon bucket.

    Parameters
    ----------
    base
        The forecaster to calibrate; this one owns it from now on.

    Invariants: of a forecaster that was never fitted, nothing is changed; status and notes are those of the forecaster;
    where it says nothing, nothing is said; quantiles do not cross.

    Source: Gibbs and Candes (2021), Adaptive conformal inference under distribution shift, NeurIPS; Angelopoulos,
    Candes and Tibshirani (2023), Conformal PID control for time series prediction, NeurIPS.
    """

    def __init__(self, base: Forecaster, settings: ConformalSettings | None = None) -> None:
        self._base = base
        self._settings = settings or ConformalSettings()
        self._series_ids: tuple[str, ...] = ()
        self._calibration: Calibration | None = None
        self._followed: list[Followed] = []
        self._last: tuple[Known, QuantileForecast] | None = None

    @property
    def definition(self) -> ForecasterDefinition:
        """What it is; its version rises with that of what it calibrates."""
        base = self._base.definition
        return ForecasterDefinition(
            id=f"{base.id}-conformal",
            version=100 * VERSION + base.version,
            title=f"{base.title}, with adaptive conformal bands",
            source="Gibbs and Candes 2021; Angelopoulos, Candes and Tibshirani 2023",
            needs=base.needs,
        )

    def fit(self, known: Known, *, seed: int = 0) -> None:
        """Fit the forecaster, and learn its errors from forecasts of the last weeks that did not know their targets."""
        self._followed, self._last = [], None
        self._series_ids = tuple(series.id for series in known.panel.series)
        past = self._fit_and_backcast(known, seed)
        first = past[0].origin_min if past else known.origin_min
        calibration = Calibration.nothing(len(self._series_ids), len(QUANTILES), first)
        # twice over the same errors: how large they are must be known before their distribution means something
        for again in (False, True):
            self._calibration = calibration.with_sizes_only() if again else calibration
            self._calibration.as_of_min = first
            self._followed = []
            for raw in past:
                self._learn(known_before(known, raw.origin_min))
                self._follow(raw)
        self._learn(known)

    def update(self, known: Known) -> None:
        """Learn from the forecasts whose targets have become known, and follow the one of this origin."""
        self._base.update(known)
        self._last = None
        if self._calibration is None or self._series_ids != tuple(series.id for series in known.panel.series):
            return
        self._learn(known)
        leads = self._leads_to_follow(known)
        if leads is not None:
            try:
                raw = self._base.forecast(known, leads)
            except ForecastError:
                return  # who asks for a forecast hears why there is none
            self._follow(raw)
            self._last = (known, raw)

    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        """Return the calibrated forecast."""
        raw = self._raw(known, np.asarray(lead_steps, dtype=np.int64))
        if self._calibration is None or raw.series_ids != self._series_ids or raw.quantiles != QUANTILES:
            return replace(raw, method=self.definition.method)
        buckets = self._buckets(raw.lead_steps, raw.step_min)
        values = self._calibrated(raw, buckets)
        made = QuantileForecast.of(
            known, raw.lead_steps, values, method=self.definition.method, status=raw.status, notes=raw.notes
        )
        return replace(made, status=raw.status)

    def save(self) -> bytes:
        """Return the forecaster and what was learned of its errors."""
        followed = tuple(self._followed)
        return write(self.definition, Saved(self._series_ids, self._base.save(), self._calibration, followed))

    def load(self, saved: bytes) -> None:
        """Take a forecaster and what was learned of its errors."""
        found = read(self.definition, saved)
        self._base.load(found.base)
        self._series_ids = found.series_ids
        self._calibration, self._followed, self._last = found.calibration, list(found.followed), None

    # ---------------------------------------------------------------- errors

    def _fit_and_backcast(self, known: Known, seed: int) -> tuple[QuantileForecast, ...]:
        """Fit to everything, and return forecasts of the past that did not know their targets, by rising origins."""
        if isinstance(self._base, Backcasting):
            self._base.fit(known, seed=seed)
            return self._base.backcasts()
        settings = self._settings
        plan = BackcastPlan.of(
            known,
            horizon_h=settings.horizon_h,
            days=settings.held_out_days,
            full=settings.backcasts,
            short=settings.short_backcasts,
        )
        return fit_and_backcast(self._base, known, plan, seed=seed)

    def _learn(self, known: Known) -> None:
        if self._calibration is None:
            return
        errors = errors_now_known(self._followed, known.panel, QUANTILES)
        self._calibration.learn(errors, known.origin_min, QUANTILES, self._settings)
        step = known.panel.step_min
        self._followed = [one for one in self._followed if not one.is_over(known.origin_min, step)]

    def _follow(self, raw: QuantileForecast) -> None:
        if self._calibration is None or raw.quantiles != QUANTILES or not len(raw.lead_steps):
            return
        buckets = self._buckets(raw.lead_steps, raw.step_min)
        self._followed.append(
            Followed(
                raw.origin_min,
                raw.lead_steps,
                buckets,
                raw.values.astype(np.float32),
                self._calibration.scale(raw.target_min, buckets, self._settings).astype(np.float32),
                self._calibration.thresholds(QUANTILES, self._settings).astype(np.float32),
                np.zeros(raw.values.shape[:2], dtype=np.bool_),
            )
        )

    def _calibrated(self, raw: QuantileForecast, buckets: Int64) -> Float64:
        """Return calibrated quantiles, some series at a time to bound the memory."""
        values = np.empty_like(raw.values)
        if self._calibration is None:
            return raw.values
        scale = self._calibration.scale(raw.target_min, buckets, self._settings)
        thresholds = self._calibration.thresholds(QUANTILES, self._settings)
        width = max(1, _AT_ONCE // max(1, raw.values[0].size)) if len(values) else 1
        for first in range(0, len(values), width):
            part = slice(first, first + width)
            scores = self._calibration.issued(thresholds, scale, buckets, QUANTILES, part)
            values[part] = ScoreMap.of(raw.values[part], QUANTILES).to_values(scores)
        return values

    # ---------------------------------------------------------------- leads

    def _raw(self, known: Known, leads: Int64) -> QuantileForecast:
        """Return the forecast to calibrate: the one that was just followed, when it is the very same question."""
        if self._last is not None and self._last[0] is known and np.array_equal(self._last[1].lead_steps, leads):
            return self._last[1]
        return self._base.forecast(known, leads)

    def _leads_to_follow(self, known: Known) -> Int64 | None:
        """Return the leads to follow from this origin; None when another was followed just before."""
        leads = leads_to_follow(known, horizon_h=self._settings.horizon_h)
        full = [one.origin_min for one in self._followed if one.leads[-1] == leads[-1]]
        if not full or known.origin_min - max(full) >= self._settings.full_apart_min:
            return leads
        newest = max(one.origin_min for one in self._followed)
        apart = known.origin_min - newest
        step = known.panel.step_min
        return short_leads(leads, step) if apart >= max(self._settings.short_apart_min, step) else None

    def _buckets(self, leads: Int64, step_min: int) -> Int64:
        """Return the bucket of each lead; what lies beyond the followed leads is corrected as the last of them."""
        last = int(bucket_of(np.array([max(1, self._settings.horizon_h * 60 // step_min)]), step_min)[0])
        return np.minimum(bucket_of(leads, step_min), min(last, len(BUCKETS) - 1))
