# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Nowcast of the next two hours.

The median is a weighted mean of three candidates: conservation of persons over areas and ways
(:mod:`.conservation`), what is usual at this time of the day at today's level, and no change; what each weighs per lead
is learned from forecasts of the past. Bands come from the errors of those, wider on a day on which errors are larger.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.methods.nowcast.candidates import Past, candidates
from baken.forecast.methods.nowcast.learned import Learned, combined, kinds_of, scale_of, today
from baken.forecast.methods.nowcast.settings import NowcastSettings
from baken.forecast.model import QUANTILES, ForecastError, QuantileForecast, Status
from baken.forecast.notes import Code, note
from baken.forecast.protocol import ForecasterDefinition
from baken.forecast.saved import opened, sealed
from baken.forecast.wall_clock import DAY_MIN

if TYPE_CHECKING:
    from baken.forecast.model import Float64, Int64, Known

DEFINITION: Final = ForecasterDefinition(
    id="nowcast",
    version=1,
    title="Conservation of persons over areas and ways, combined with the usual course of the day",
    source="docs/3-forecast/nowcast.md; Daganzo (1994), The cell transmission model, Transportation Research B 28(4)",
)

_MOST_CELLS: Final = 6_000_000
_FURTHEST_MIN: Final = 60
_WIDEST: Final = 3.0
_PRIOR_TODAY: Final = 2.0
"""So many forecasts with usual errors stand beside those of today."""


class Nowcast:
    """Foresees the next two hours; of later leads it says nothing."""

    def __init__(self, settings: NowcastSettings | None = None) -> None:
        self._settings = settings or NowcastSettings()
        self._learned: Learned | None = None

    @property
    def definition(self) -> ForecasterDefinition:
        """What it is."""
        return DEFINITION

    def fit(self, known: Known, *, seed: int = 0) -> None:
        """Learn weights and errors from forecasts of the last weeks, each held against days other than its own."""
        past = Past.of(known, self._settings)
        steps = self._steps(known)
        origins = self._past_origins(known, past, steps)
        made = candidates(past, origins, steps, self._settings)
        self._learned = self._with_bands(Learned.of(known.panel, made, _truth(past, origins, steps)), known, origins)

    def update(self, known: Known) -> None:
        """Do nothing: errors of today are looked at when it is asked."""

    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        """Return the nowcast; NaN for leads beyond two hours, and where the newest values are missing.

        Raises
        ------
        ForecastError
            When it learned nothing, or of steps of another length.
        """
        learned = self._learned
        if learned is None or learned.step_min != known.panel.step_min:
            what = "nothing" if learned is None else f"of steps of {learned.step_min} minutes"
            raise ForecastError(f"The nowcast has learned {what}.", remedy="Fit it on this panel.")
        leads = np.asarray(lead_steps, dtype=np.int64)
        values = np.full((len(known.panel.series), len(leads), len(QUANTILES)), np.nan)
        within = leads <= learned.weights.shape[1]
        if within.any() and len(known.panel):
            values[:, within] = self._foreseen(known, learned)[:, leads[within] - 1]
        silent = np.isnan(values).all(axis=(1, 2))
        missing = note(Code.NEWEST_MISSING)
        return QuantileForecast.of(
            known,
            leads,
            values,
            method=self.definition.method,
            status=np.where(silent, Status.NONE, Status.OWN).astype(np.uint8),
            notes=tuple(missing if one else "" for one in silent.tolist()),
        )

    def save(self) -> bytes:
        """Return what was learned."""
        return sealed(self.definition, b"" if self._learned is None else self._learned.to_bytes())

    def load(self, saved: bytes) -> None:
        """Take what was learned earlier."""
        content = opened(self.definition, saved)
        try:
            self._learned = Learned.from_bytes(content) if content else None
        except (KeyError, ValueError, TypeError) as error:
            raise ForecastError("What the nowcast learned is damaged.", remedy="Fit it anew.") from error

    def _with_bands(self, learned: Learned, known: Known, origins_min: Int64) -> Learned:
        """Return what was learned with what bands are made of; here the errors as they are."""
        del known, origins_min
        return replace(learned, errors=np.empty((0, 0, 0)))

    def _steps(self, known: Known) -> int:
        return max(1, self._settings.horizon_min // known.panel.step_min)

    def _foreseen(self, known: Known, learned: Learned) -> Float64:
        """Return quantiles of all steps, shape (series, steps, quantiles)."""
        past, steps = Past.of(known, self._settings), learned.weights.shape[1]
        kinds, step = kinds_of(known.panel), known.panel.step_min
        every = max(step, -(-15 // step) * step)
        ago = every * np.arange(self._settings.today_steps, -1, -1, dtype=np.int64)
        origins = known.origin_min - ago
        every_one, came = candidates(past, origins, steps, self._settings), _truth(past, origins[:-1], steps)
        made = combined(every_one, today(learned.weights, every_one[:, :-1], came, kinds)[kinds])
        sizes = learned.sizes_for(tuple(s.id for s in known.panel.series))
        middle = made[-1].T
        error = (came - made[:-1]) / scale_of(made[:-1]) / np.maximum(sizes.T, 1e-9)
        offsets = self._offsets(learned, error, ago[:-1].astype(np.float64), kinds)
        return np.asarray(
            middle[:, :, None] + self._in_persons((scale_of(middle) * sizes)[:, :, None] * offsets, middle, known)
        )

    def _offsets(self, learned: Learned, errors: Float64, ages_min: Float64, kinds: Int64) -> Float64:
        """Return how far quantiles lie from the median, in usual sizes of errors, shape (series, steps, quantiles)."""
        del ages_min
        return np.asarray(learned.shape[kinds] * self._today(errors)[:, None, None])

    def _in_persons(self, offsets: Float64, middle: Float64, known: Known) -> Float64:
        """Return how far quantiles lie from the median, in persons."""
        del middle, known
        return offsets

    def _today(self, errors: Float64) -> Float64:
        """Return how much larger the errors of the last hours are than usual, per series; at least 1."""
        given = ~np.isnan(errors)
        total, count = np.where(given, np.abs(errors), 0.0).sum(axis=(0, 1)), given.sum(axis=(0, 1))
        many = _PRIOR_TODAY * errors.shape[1]
        return np.asarray(np.clip((total + many) / (count + many), 1.0, _WIDEST))

    def _past_origins(self, known: Known, past: Past, steps: int) -> Int64:
        step = known.panel.step_min
        apart = max(step, -(-self._settings.apart_min // step) * step)
        last = known.origin_min - steps * step
        first = past.panel.start_min + (DAY_MIN if len(past.panel.values) > 2 else 0)
        origins = np.arange(last, first, -apart, dtype=np.int64)[::-1]
        cells = max(1, 3 * steps * (past.panel.values.shape[2] + past.flows.values.shape[2]))
        return _fewer(origins, max(1, -(-len(origins) * cells // _MOST_CELLS)), apart)


def _fewer(origins_min: Int64, times: int, apart_min: int) -> Int64:
    """Return so many times fewer origins: at most an hour apart, and of fewer days where that is not enough.

    How large errors are today is told from earlier ones of two hours and a half
    (:func:`~baken.forecast.methods.nowcast.adapting.scored`): origins that lie further apart have none.

    Examples
    --------
    >>> half_hours = np.arange(0, 8 * 1440, 30)
    >>> _fewer(half_hours, 2, 30)[:3].tolist(), len(_fewer(half_hours, 2, 30))
    ([0, 60, 120], 192)
    >>> np.unique(_fewer(half_hours, 6, 30) // 1440).tolist(), np.diff(_fewer(half_hours, 6, 30))[:2].tolist()
    ([1, 4, 7], [60, 60])
    """
    within = min(times, max(1, _FURTHEST_MIN // apart_min))
    every = -(-times // within)
    every += every % 7 == 0  # else all of them would be one day of the week
    chosen = origins_min[::within]
    last = int(origins_min[-1]) // DAY_MIN if len(origins_min) else 0
    return np.asarray(chosen[(last - chosen // DAY_MIN) % every == 0])


def _truth(past: Past, origins_min: Int64, steps: int) -> Float64:
    """Return what came, shape (origins, steps, series); NaN where it is not known yet."""
    return past.panel.rows(origins_min[:, None] + past.panel.step_min * np.arange(steps))
