# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""Seasonal exponential smoothing: each step of the week follows its own past, and the newest deviation fades.

Counts are stretched by ``g(y) = ln(1 + y / 44)``: below 44 persons a step their chance scatter (Poisson) is larger than
the 15 % by which days differ, and ``g`` is nearly straight there; above, it is a logarithm. In ``g``

.. math:: \hat g_{t+h} = p_{t+h} + \varphi^{h} (g_t - p_t)

where ``p`` is the optimised simple exponential smoothing of each step of the week (``statsforecast``) and ``phi`` the
correlation of its errors from one step to the next. The quantiles are those of the errors that the same made at rolling
origins of the last weeks before the fit, per class of leads, relative to the error of the series.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.buckets import BUCKETS, bucket_of
from baken.forecast.model import QUANTILES, ForecastError, QuantileForecast, Status
from baken.forecast.notes import Code, note
from baken.forecast.protocol import ForecasterDefinition
from baken.forecast.saved import arrays_from_bytes, arrays_to_bytes, opened, sealed

if TYPE_CHECKING:
    from typing import Any

    from baken.forecast.model import Float64, Int64, Known, Panel

DEFINITION: Final = ForecasterDefinition(
    id="seasonal-smoothing",
    version=1,
    title="Seasonal exponential smoothing, optimised, with an autoregressive error (statsforecast)",
    source="R. J. Hyndman, A. B. Koehler, J. K. Ord, R. Snyder (2008), Forecasting with Exponential Smoothing, ch. 2",
    needs="statistics",
)

MEMORY_WEEKS: Final = 16
"""A season and a month: smoothing has forgotten what is older."""

FEWEST_WEEKS: Final = 3
"""With fewer, a step of the week has no past to smooth."""

EVEN: Final = 44.0
"""Persons a step of which Poisson scatter is 15 %: ``1 / 0.15^2``."""

ORIGIN_EVERY_H: Final = 37
"""Rolling origins go through all hours of the day, since 37 and 24 have no common divisor."""

ORIGIN_DAYS: Final = 28
MOST_SERIES: Final = 100
"""Errors relative to the series' own are alike: so many series tell enough of them."""

LARGEST_PERSISTENCE: Final = 0.98
SHORTEST_STEP_MIN: Final = 15


class SeasonalSmoothing:
    """Learns how wrong it is; what it foresees follows from the values themselves."""

    def __init__(self) -> None:
        self._model = _model()
        self._errors: Float64 | None = None

    @property
    def definition(self) -> ForecasterDefinition:
        """What it is."""
        return DEFINITION

    def fit(self, known: Known, *, seed: int = 0) -> None:
        """Learn the quantiles of its relative errors per class of leads, at rolling origins."""
        self._errors = None
        panel = known.panel
        if panel.step_min < SHORTEST_STEP_MIN:
            return
        every = max(1, len(panel.series) // MOST_SERIES)
        some = panel.take(list(range(0, len(panel.series), every)))
        found = [self._relative_errors(some, origin) for origin in _origins(panel)]
        if found:
            self._errors = _quantiles_of([np.concatenate(of_class) for of_class in zip(*found, strict=True)])

    def update(self, known: Known) -> None:
        """Do nothing: the newest values are in what it is asked with."""

    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        """Return smoothed weeks with the newest deviation fading."""
        leads = np.asarray(lead_steps, dtype=np.int64)
        panel = known.panel
        count = len(panel.series)
        values = np.full((count, len(leads), len(QUANTILES)), np.nan)
        notes = [note(Code.STEPS_TOO_SHORT, minutes=SHORTEST_STEP_MIN)] * count
        if self._errors is not None and panel.step_min >= SHORTEST_STEP_MIN:
            late = (known.origin_min - panel.end_min) // panel.step_min
            for column in range(count):
                one = self._smoothed(panel, column)
                notes[column] = "" if one else note(Code.TOO_FEW_WEEKS, weeks=FEWEST_WEEKS)
                if one:
                    values[column] = one.quantiles(leads + late, self._errors, panel.step_min)
        status = np.full(count, Status.OWN, dtype=np.uint8)
        return QuantileForecast.of(known, leads, values, method=DEFINITION.method, status=status, notes=tuple(notes))

    def save(self) -> bytes:
        """Return the quantiles of errors."""
        return sealed(DEFINITION, arrays_to_bytes({} if self._errors is None else {"errors": self._errors}))

    def load(self, saved: bytes) -> None:
        """Take the quantiles of errors."""
        arrays = arrays_from_bytes(opened(DEFINITION, saved))
        errors = arrays.get("errors")
        if errors is not None and errors.shape != (len(BUCKETS), len(QUANTILES)):
            raise ForecastError("The errors that were kept do not fit the classes of leads.", remedy="Fit it anew.")
        self._errors = errors

    def _smoothed(self, panel: Panel, column: int) -> _Smoothed | None:
        """Return a series smoothed up to its end; None when it has too little."""
        recent = panel.since(panel.end_min - MEMORY_WEEKS * 10080)
        stretched = np.log1p(recent.values[:, column] / EVEN)
        week = 7 * panel.steps_per_day
        if (~np.isnan(stretched)).sum() < FEWEST_WEEKS * week:
            return None
        found = self._model(week).forecast(_filled(stretched, week, panel.steps_per_day), week, fitted=True)
        return _Smoothed.of(stretched, np.asarray(found["mean"]), np.asarray(found["fitted"]))

    def _relative_errors(self, panel: Panel, origin_min: int) -> list[Float64]:
        """Return errors over the series' own error, of the leads of each class, at one origin of the past."""
        before, after = panel.until(origin_min), panel.since(origin_min)
        leads = np.arange(1, min(len(after), 2 * 7 * panel.steps_per_day) + 1)
        bucket = bucket_of(leads, panel.step_min)
        errors: list[list[Float64]] = [[] for _ in BUCKETS]
        for column in range(len(panel.series)):
            one = self._smoothed(before, column)
            if one is None:
                continue
            away = (np.log1p(after.values[: len(leads), column] / EVEN) - one.middle(leads)) / one.error
            for i in range(len(BUCKETS)):
                errors[i].append(away[(bucket == i) & ~np.isnan(away)])
        return [np.concatenate([np.zeros(0), *some]) for some in errors]


class _Smoothed:
    """A series as it is smoothed up to the end of its panel.

    ``week`` is what it goes on with, from the step after the end; ``newest`` its newest deviation, ``age`` steps old.
    """

    def __init__(self, week: Float64, newest: float, age: int, persistence: float, error: float) -> None:
        self.week, self.newest, self.age = week, newest, age
        self.persistence, self.error = persistence, error

    @classmethod
    def of(cls, values: Float64, week: Float64, fitted: Float64) -> _Smoothed:
        away = values - fitted
        rows = np.flatnonzero(~np.isnan(away))
        age, newest = (len(away) - int(rows[-1]), float(away[rows[-1]])) if len(rows) else (1, 0.0)
        before, after = away[:-1], away[1:]
        both = ~np.isnan(before) & ~np.isnan(after)
        square = float((before[both] ** 2).sum())
        persistence = float((before[both] * after[both]).sum()) / square if square > 0.0 else 0.0
        error = float(np.sqrt(np.nanmean(away**2))) if len(rows) else 1.0
        return cls(week, newest, age, min(max(persistence, 0.0), LARGEST_PERSISTENCE), max(error, 1e-3))

    def middle(self, leads: Int64) -> Float64:
        """Return the stretched forecast for leads after the end of the panel."""
        fading = self.newest * self.persistence ** (leads + self.age - 1.0)
        return np.asarray(self.week[(leads - 1) % len(self.week)] + fading)

    def quantiles(self, leads: Int64, errors: Float64, step_min: int) -> Float64:
        """Return quantiles in persons, shape (leads, quantiles); of a silent one the leads are from its last word."""
        spread = errors[bucket_of(leads + self.age - 1, step_min)] * self.error
        return np.asarray(EVEN * np.expm1(np.maximum(self.middle(leads)[:, None] + spread, 0.0)))


def _origins(panel: Panel) -> list[int]:
    """Return rolling origins of the last four weeks that have enough before them, the oldest first."""
    step = ORIGIN_EVERY_H * 60 // panel.step_min * panel.step_min
    last = panel.end_min - 1440
    first = max(last - ORIGIN_DAYS * 1440, panel.start_min + FEWEST_WEEKS * 10080)
    return list(range(last, first - 1, -step))[::-1]


def _quantiles_of(errors: list[Float64]) -> Float64 | None:
    """Return quantiles per class of leads; a class that was never reached has those of the one before, once wider."""
    table = np.full((len(BUCKETS), len(QUANTILES)), np.nan)
    for bucket, some in enumerate(errors):
        if len(some) >= len(QUANTILES):
            table[bucket] = np.quantile(some, QUANTILES)
        elif bucket:
            table[bucket] = table[bucket - 1] * np.sqrt(2.0)
    # farther ahead is never surer: few origins may say otherwise by chance
    for bucket in range(1, len(BUCKETS)):
        narrower = np.abs(table[bucket]) < np.abs(table[bucket - 1])
        table[bucket] = np.where(narrower, table[bucket - 1], table[bucket])
    return None if np.isnan(table).any() else np.sort(table, axis=1)


def _filled(values: Float64, week: int, day: int) -> Float64:
    """Return values with gaps filled by the median of their step of the week, else of the day, else of all."""
    filled = values.copy()
    step = np.arange(len(values))
    for period in (week, day, 1):
        gaps = np.isnan(filled)
        if not gaps.any():
            break
        padded = np.full(-(-len(values) // period) * period, np.nan)
        padded[: len(values)] = values
        by_step = padded.reshape(-1, period)
        known = ~np.isnan(by_step).all(axis=0)
        usual = np.full(period, np.nan)
        usual[known] = np.nanmedian(by_step[:, known], axis=0)
        filled[gaps] = usual[step[gaps] % period]
    return filled


def _model() -> Any:
    try:
        from statsforecast.models import SeasonalExponentialSmoothingOptimized
    except ImportError as error:
        raise ForecastError(
            "Seasonal smoothing needs what is not installed (statsforecast).",
            remedy='Install it with pip install "baken[statistics]".',
        ) from error
    return SeasonalExponentialSmoothingOptimized
