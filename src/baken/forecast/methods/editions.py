# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""Editions: an event goes like its earlier editions did, as much busier or quieter as it has been until now.

For around an event of which earlier editions (or events of its kind) were observed. With :math:`E_i` what was there at
the same time before or after the start of edition i, x the newest value and c = 50 persons, of whom it does not matter
whether they are there or not,

.. math:: \ln(\hat y_h + c) = \sum_i \omega_i \Bigl[\ln(E_i(t + h) + c)
          + e^{-h / \tau} \bigl(\ln(x + c) - \ln(E_i(t) + c)\bigr)\Bigr],

with :math:`\omega_i` how like the edition is and :math:`\tau` = 5 h. The spread on the logarithmic scale is what the
same rule errs when one edition is foreseen from the others, near that time (half an hour and more to both sides),
shrunk to what it errs over the whole event and to an assumption, which alone counts while there is one edition only.
Where estimates have doubts (:attr:`~baken.forecast.model.Known.doubts`) the larger of the doubt of the newest value and
that of the editions' at the time foreseen is added: what was poorly known then is not better known next time.

Around events without an earlier edition, and at all other times, it is the forecaster that it stands on.

Source: the method of analogues, E. N. Lorenz, *Atmospheric predictability as revealed by naturally occurring
analogues*, Journal of the Atmospheric Sciences 26, 1969, 636-646; the size of an audience as one factor on a known
course is common in planning of events (Still 2014).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.methods.nowcast.conformal import ConformalNowcast
from baken.forecast.model import QUANTILES
from baken.forecast.protocol import ForecasterDefinition
from baken.forecast.saved import opened, sealed
from baken.forecast.similar import similar_events
from baken.situation.levels import normal_quantile

if TYPE_CHECKING:
    from baken.forecast.events import PlannedEvent
    from baken.forecast.model import Float64, Int64, Known, QuantileForecast
    from baken.forecast.protocol import Forecaster

FEW: Final = 50.0
"""c: so many persons more or fewer are no difference."""

MEMORY_MIN: Final = 300.0
"""How long an edition stays as much busier or quieter as it is."""

BEFORE_MIN: Final = 240
AFTER_MIN: Final = 180
"""How long around an event it is followed."""

LIKE_ENOUGH: Final = 0.3
"""Events that are less alike tell nothing of the course."""

ASSUMED_WEIGHT: Final = 3.0
"""The assumed spread counts as so many observed errors."""

_NEAR_STEPS: Final = 2
_ASSUMED: Final = (0.15, 0.35)
_Z: Final = normal_quantile(np.array(QUANTILES))


@dataclass(frozen=True, slots=True)
class _Course:
    """Logarithms of what was there around editions, on the clock of today; shape (editions, steps, series).

    Attributes
    ----------
    weight
        Shape (editions,).
    doubt
        Variance of those logarithms by the doubt of the estimates.
    now
        Place of the newest step.
    """

    logs: Float64
    weight: Float64
    doubt: Float64
    now: int


class Editions:
    """A forecaster that knows how earlier editions of an event went.

    Parameters
    ----------
    inner
        Foresees everything else.
    """

    def __init__(self, inner: Forecaster | None = None) -> None:
        self._inner: Forecaster = inner or ConformalNowcast()

    @property
    def definition(self) -> ForecasterDefinition:
        """What it is."""
        inner = self._inner.definition
        return ForecasterDefinition(
            id=f"{inner.id}-editions",
            version=100 + inner.version,
            title=f"{inner.title}; around events as their earlier editions went",
            source="docs/4-warning/README.md; Lorenz (1969), J. Atmos. Sci. 26",
            needs=inner.needs,
        )

    def fit(self, known: Known, *, seed: int = 0) -> None:
        """Let the inner forecaster learn; editions are looked up when they are needed."""
        self._inner.fit(known, seed=seed)

    def update(self, known: Known) -> None:
        """Let the inner forecaster take the newest values."""
        self._inner.update(known)

    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        """Return the inner forecast, and around an event with earlier editions what those lead to expect.

        Invariants: says nothing where the inner forecaster says nothing.
        """
        made = self._inner.forecast(known, lead_steps)
        values = made.values
        for event in known.events:
            found = around(event, known, np.asarray(lead_steps, np.int64))
            if found is not None and made.quantiles == QUANTILES:
                values = np.where(np.isnan(found) | np.isnan(values), values, found)
        return replace(made, values=values, method=self.definition.method)

    def save(self) -> bytes:
        """Return what the inner forecaster learned."""
        return sealed(self.definition, self._inner.save())

    def load(self, saved: bytes) -> None:
        """Take what the inner forecaster learned earlier."""
        self._inner.load(opened(self.definition, saved))


def around(event: PlannedEvent, known: Known, lead_steps: Int64) -> Float64 | None:
    """Return the quantiles that earlier editions lead to expect, shape (series, leads, Q).

    NaN at targets that are not around the event, and of series of which the newest value or all editions are missing;
    None when there is nothing to learn from, or the event is not near.
    """
    panel = known.panel
    target = known.origin_min + (lead_steps - 1) * panel.step_min
    felt = (target >= event.start_min - BEFORE_MIN) & (target < event.end_min + AFTER_MIN)
    if not felt.any() or panel.end_min != known.origin_min or not len(panel):
        return None
    course = _course(event, known, int(lead_steps[-1]))
    if course is None:
        return None
    newest = np.log(panel.values[-1] + FEW)
    middle = _foreseen(course.logs, course.weight, newest, course.now, lead_steps, panel.step_min)
    spread = np.sqrt(_variance(course, lead_steps, panel.step_min) + _doubt(course, known, lead_steps))
    found = np.exp(middle[:, :, None] + spread[:, :, None] * _Z) - FEW
    found = np.where(felt[:, None, None], np.maximum(found, 0.0), np.nan)
    return np.ascontiguousarray(found.transpose(1, 0, 2))


def _course(event: PlannedEvent, known: Known, steps: int) -> _Course | None:
    """Return the editions from a while before the newest step to the last one foreseen."""
    panel = known.panel
    back = (BEFORE_MIN + AFTER_MIN) // panel.step_min
    logs, doubts, weights = [], [], []
    for similar in similar_events(event, known):
        if similar.weight < LIKE_ENOUGH:
            continue
        shift = round((event.start_min - similar.event.start_min) / panel.step_min)
        first = len(panel) - 1 - back - shift
        rows = np.arange(first, first + back + 1 + steps)
        inside = (rows >= 0) & (rows < len(panel))
        rows = np.where(inside, rows, 0)
        values = np.where(inside[:, None], panel.values[rows], np.nan)
        logs.append(np.log(values + FEW))
        doubts.append(_relative(known, rows, values))
        weights.append(similar.weight)
    if not logs:
        return None
    return _Course(np.array(logs), np.array(weights), np.array(doubts), back)


def _relative(known: Known, rows: Int64, values: Float64) -> Float64:
    """Return the variance of the logarithm that the doubt of an estimate gives; 0 where there is no doubt."""
    if known.doubts is None or known.doubts.values.shape != known.panel.values.shape:
        return np.zeros_like(values)
    error = np.nan_to_num(known.doubts.values[rows], nan=0.0)
    return np.asarray(np.log1p((error / (np.nan_to_num(values, nan=0.0) + FEW)) ** 2))


def _foreseen(logs: Float64, weight: Float64, newest: Float64, now: int, lead_steps: Int64, step_min: int) -> Float64:
    """Return the weighted mean of what each edition leads to expect, shape (leads, series); NaN where none does."""
    fading = np.exp(-lead_steps * step_min / MEMORY_MIN)[None, :, None]
    each = logs[:, now + lead_steps] + fading * (newest - logs[:, now])[:, None]
    counts = ~np.isnan(each) * weight[:, None, None]
    total = counts.sum(axis=0)
    mean = (np.nan_to_num(each) * counts).sum(axis=0) / np.maximum(total, 1e-12)
    return np.where(total > 0.0, mean, np.nan)


def _variance(course: _Course, lead_steps: Int64, step_min: int) -> Float64:
    """Return the variance of the errors of one edition foreseen from the others, shape (leads, series)."""
    hours = lead_steps[:, None] * step_min / 60.0
    assumed = _ASSUMED[0] ** 2 + _ASSUMED[1] ** 2 * np.minimum(hours, 4.0) / 2.0
    count, steps, series = course.logs.shape
    if count < 2:
        return np.broadcast_to(assumed, (len(lead_steps), series)) * 2.0
    errors = np.full((count, steps, len(lead_steps), series), np.nan)
    for one in range(count):
        others = np.arange(count) != one
        for now in range(steps):
            ahead = lead_steps[now + lead_steps < steps]
            if len(ahead):
                logs = course.logs[one]
                said = _foreseen(course.logs[others], course.weight[others], logs[now], now, ahead, step_min)
                errors[one, now, : len(ahead)] = (said - logs[now + ahead]) ** 2
    over_all = np.nanmean(np.where(np.isnan(errors), np.nan, errors), axis=(0, 1, 3))[:, None]
    near = errors[:, max(0, course.now - _NEAR_STEPS) : course.now + _NEAR_STEPS + 1]
    many = (~np.isnan(near)).sum(axis=(0, 1))
    total = np.nansum(near, axis=(0, 1))
    prior = 0.5 * (assumed + over_all)
    return np.asarray((total + ASSUMED_WEIGHT * prior) / (many + ASSUMED_WEIGHT) * (1.0 + 1.0 / count))


def _doubt(course: _Course, known: Known, lead_steps: Int64) -> Float64:
    newest = _relative(known, np.array([len(known.panel) - 1]), known.panel.values[-1:])
    then = np.nan_to_num(course.doubt[:, course.now + lead_steps], nan=0.0).max(axis=0)
    return np.asarray(np.maximum(newest, then))
