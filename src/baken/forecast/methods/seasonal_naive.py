# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Seasonal naive: as a week ago, with the errors that this made in the last weeks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.methods.unlearned import Unlearned
from baken.forecast.model import QUANTILES, QuantileForecast
from baken.forecast.notes import Code, note
from baken.forecast.protocol import ForecasterDefinition
from baken.forecast.quantiles import effective_count, few_values_factor, weighted_quantiles, widened

if TYPE_CHECKING:
    from baken.forecast.model import Float64, Int64, Known

DEFINITION: Final = ForecasterDefinition(
    id="seasonal-naive",
    version=1,
    title="Seasonal naive with a season of a week, and empirical errors per time of the day",
    source="R. J. Hyndman, G. Athanasopoulos (2021), Forecasting: Principles and Practice, 3rd ed., 5.2 and 5.5",
)

WEEKS_BACK: Final = 4
"""So far back the newest value of the same time of the week may lie; an older one is of another season."""

WEEKS_OF_ERRORS: Final = 8
FEWEST_ERRORS: Final = 5

_LARGEST: Final = 2_000_000
"""So many values are sorted at once, to bound the memory."""


class SeasonalNaive(Unlearned):
    """As a week ago; learns nothing."""

    def __init__(self) -> None:
        super().__init__(DEFINITION)

    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        """Return the value of a week before, with the spread of its errors at that time of the day."""
        leads = np.asarray(lead_steps, dtype=np.int64)
        count = len(known.panel.series)
        values = np.empty((count, len(leads), len(QUANTILES)))
        width = max(1, _LARGEST // max(1, len(leads) * 7 * WEEKS_OF_ERRORS))
        for first in range(0, count, width):
            part = list(range(first, min(first + width, count)))
            values[part] = _foreseen(replace(known, panel=known.panel.take(part)), leads)
        notes = tuple(note(Code.NO_VALUES_OF_LAST_WEEKS) if np.isnan(one).all() else "" for one in values)
        return QuantileForecast.of(known, leads, values, method=DEFINITION.method, notes=notes)


def _foreseen(known: Known, leads: Int64) -> Float64:
    middle, weeks = _week_before(known, leads)
    values = middle[..., None] + _errors(known, leads) * np.sqrt(weeks)[..., None]
    return widened(values, np.sqrt(1.0 + _silent_weeks(known))[:, None, None])


def _rows(known: Known, rows: Int64) -> Float64:
    """Return values at rows counted from the origin (-1 is the last before it), shape (*rows, series)."""
    panel = known.panel
    absolute = rows + (known.origin_min - panel.start_min) // panel.step_min
    there = (absolute >= 0) & (absolute < len(panel)) & (rows < 0)
    if not len(panel):
        return np.full((*rows.shape, len(panel.series)), np.nan)
    return np.where(there[..., None], panel.values[np.where(there, absolute, 0)], np.nan)


def _week_before(known: Known, leads: Int64) -> tuple[Float64, Float64]:
    """Return the newest value of the same step of the week, and how many weeks before it was, shape (series, leads)."""
    week = 7 * known.panel.steps_per_day
    ago = np.arange(1, WEEKS_BACK + 1) + ((leads[:, None] - 1) // week)
    found = _rows(known, leads[:, None] - 1 - week * ago)
    known_at = ~np.isnan(found)
    first = np.argmax(known_at, axis=1)
    value = np.take_along_axis(found, first[:, None, :], axis=1)[:, 0, :]
    return value.T, np.take_along_axis(ago, first, axis=1).T.astype(np.float64)


def _errors(known: Known, leads: Int64) -> Float64:
    """Return quantiles of what a week changed at the time of the day of each lead, as likely up as down.

    Shape (series, leads, quantiles).
    """
    per_day = known.panel.steps_per_day
    slots, back = np.unique((leads - 1) % per_day, return_inverse=True)
    days = np.arange(1, 7 * WEEKS_OF_ERRORS + 1)
    rows = slots[None, :] - per_day * days[:, None]
    change = _rows(known, rows) - _rows(known, rows - 7 * per_day)
    both = np.concatenate([change, -change])  # a rise is as likely as a fall
    count = effective_count(change, np.array(1.0))
    spread = weighted_quantiles(both, np.array(1.0)) * few_values_factor(count)
    spread = np.where((count >= FEWEST_ERRORS)[..., None], spread, np.nan)
    return np.asarray(spread[back].transpose(1, 0, 2))[..., : len(QUANTILES)]


def _silent_weeks(known: Known) -> Float64:
    """Return for how many weeks each series had no value before the origin, at most 4."""
    panel = known.panel
    recent = ~np.isnan(panel.since(known.origin_min - WEEKS_BACK * 10080).values)
    behind = (known.origin_min - panel.end_min) / panel.step_min
    silent = np.argmax(recent[::-1], axis=0) + behind if len(recent) else np.full(len(panel.series), np.inf)
    silent = np.where(recent.any(axis=0), silent, np.inf)
    return np.asarray(np.minimum(silent / (7 * panel.steps_per_day), 4.0))
