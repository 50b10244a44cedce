# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Climatology of the step of the week: what was there at this time of the week, in the last weeks.

The reference of every forecast and what stands in for one that cannot tell, so it asks for nothing but values: no
holidays, no weather, nothing learned. Half a year of weeks is looked at, recent weeks weigh more, and the quantiles are
those of the values themselves. What was before a shift of level is scaled to the new one
(:mod:`baken.forecast.shifts`). Where there are too few weeks, the same time of all days is taken instead; where there
is no value even of that, there is no forecast.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.methods.unlearned import Unlearned
from baken.forecast.model import QUANTILES, QuantileForecast
from baken.forecast.notes import Code, note
from baken.forecast.protocol import ForecasterDefinition
from baken.forecast.quantiles import (
    effective_count,
    few_values_factor,
    weighted_quantiles,
    widened,
    with_relative_error,
)
from baken.forecast.shifts import Shifts, find_shifts

if TYPE_CHECKING:
    from baken.forecast.model import Float64, Int64, Known, Panel

DEFINITION: Final = ForecasterDefinition(
    id="climatology",
    version=1,
    title="Hour-of-week climatology with empirical quantiles, weighted by recency",
    source="D. S. Wilks (2019), Statistical Methods in the Atmospheric Sciences, 4th ed., section 9.5 (climatology)",
)

WEEKS: Final = 26
"""Half a year: what is older is of the opposite season."""

HALF_LIFE_WEEKS: Final = 4.0
"""The level of a place follows the season, which turns in three months: what counts is six weeks old on average.

Shorter, and too few weeks would carry the quantiles.
"""

DAYS: Final = 28
"""So many days back the time of the day is taken from when there are too few weeks."""

FEWEST_WEEKS: Final = 3
"""With fewer weeks of a step nobody can tell an ordinary Saturday from a special one."""

FEWEST: Final = 2
"""One value has no spread."""

WEEKDAYS_DIFFER: Final = 0.3
"""Relative standard deviation of days of the week among each other, for as long as none has been seen twice.

Shopping streets, offices and beaches differ by a fifth to a half between their quiet and their busy days.
"""

_LARGEST: Final = 2_000_000
"""So many values are sorted at once, to bound the memory."""

_NEIGHBOURS: Final = 2
_NEAR_MIN: Final = 8
"""Steps that begin within so many minutes are of the same quarter of an hour, and are taken together."""


class Climatology(Unlearned):
    """The reference; learns nothing, so what it says before and after a fit is the same."""

    def __init__(self) -> None:
        super().__init__(DEFINITION)

    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        """Return the climatology of all series."""
        leads = np.asarray(lead_steps, dtype=np.int64)
        values = np.empty((len(known.panel.series), len(leads), len(QUANTILES)))
        notes: list[str] = []
        for columns in _portions(known.panel, len(leads)):
            part = _Part.of(known, columns)
            values[columns] = part.quantiles(leads)
            notes.extend(part.notes(values[columns]))
        return QuantileForecast.of(known, leads, values, method=DEFINITION.method, notes=tuple(notes))


@dataclass(frozen=True, slots=True)
class _Part:
    """Some of the series, as rows that end at the origin; what was before a shift of level is scaled to the new one."""

    values: Float64
    weights: Float64
    origin_row: int
    per_day: int
    shifts: Shifts

    @classmethod
    def of(cls, known: Known, columns: slice) -> _Part:
        panel = known.panel
        if columns != slice(0, len(panel.series)):
            panel = panel.take(list(range(columns.start, columns.stop)))
        panel = panel.since(known.origin_min - (WEEKS * 7 + 1) * 1440)
        shifts = find_shifts(replace(known, panel=panel), weeks=WEEKS)
        factor, weights = shifts.factors(panel.start_of_steps_min)
        origin_row = (known.origin_min - panel.start_min) // panel.step_min
        return cls(panel.values * factor, weights, origin_row, panel.steps_per_day, shifts)

    def quantiles(self, leads: Int64) -> Float64:
        """Return raw quantiles, shape (series, leads, quantiles)."""
        slots, back = np.unique((leads - 1) % (7 * self.per_day), return_inverse=True)
        weekly, count = self._of_period(slots, 7 * self.per_day, WEEKS, HALF_LIFE_WEEKS)
        starved = count < FEWEST_WEEKS
        if starved.any():
            daily, more = self._of_period(slots % self.per_day, self.per_day, DAYS, DAYS / 2.0)
            daily = np.where((more < 7.0)[..., None], with_relative_error(daily, WEEKDAYS_DIFFER), daily)
            daily = np.where((more >= FEWEST)[..., None], daily, np.nan)
            weekly = np.where(starved[..., None], daily, weekly)
        unsure = self.shifts.error()
        if unsure.any():
            weekly = with_relative_error(weekly, unsure[None, :])
        spread = widened(weekly, self.not_known_factor()[None, :, None])
        return np.asarray(spread[back].transpose(1, 0, 2))

    def _of_period(self, slots: Int64, period: int, times: int, half_life: float) -> tuple[Float64, Float64]:
        """Return quantiles of the same step of earlier periods, and of how many values they are."""
        ago = np.arange(1, times + 1)
        rows = self.origin_row + slots[None, :] - period * ago[:, None]
        weights = 0.5 ** (ago / half_life)
        near = self._near()
        rows = np.concatenate([rows + offset for offset in near])
        weights = np.tile(weights, len(near))[:, None, None]
        found, weighty = self.at(rows)
        weights = weights * weighty
        count = effective_count(found, weights) / len(near)  # neighbours tell of shape, hardly of other days
        return widened(weighted_quantiles(found, weights), few_values_factor(count)), count

    def _near(self) -> list[int]:
        step_min = 1440 // self.per_day
        reach = min(_NEAR_MIN // step_min, 8)
        return sorted({round(reach * i / _NEIGHBOURS) for i in range(-_NEIGHBOURS, _NEIGHBOURS + 1)})

    def at(self, rows: Int64) -> tuple[Float64, Float64]:
        """Return values at rows and what they weigh, shape (*rows, series); NaN where there are none."""
        shape = (*rows.shape, self.values.shape[1])
        if not len(self.values):
            return np.full(shape, np.nan), np.ones(shape)
        there = (rows >= 0) & (rows < min(len(self.values), self.origin_row))
        safe = np.where(there, rows, 0)
        weights = self.weights[safe] if self.shifts.found else np.ones(1)
        return np.where(there[..., None], self.values[safe], np.nan), weights

    def silent_days(self) -> Float64:
        """Return for how many days before the origin each series has had no value; infinite when never any."""
        seen = ~np.isnan(self.values[: self.origin_row])
        newest = (
            np.where(seen.any(axis=0), len(seen) - np.argmax(seen[::-1], axis=0), -np.inf) if len(seen) else -np.inf
        )
        return np.asarray((self.origin_row - newest * np.ones(self.values.shape[1])) / self.per_day)

    def not_known_factor(self) -> Float64:
        """Return by how much bands are wider for silence, per series.

        A series that has been silent may have changed in the meantime. Its level is taken to walk so that after a week
        without a word it adds as much variance as the values of that time of the week have, up to four times it.
        """
        return np.sqrt(1.0 + np.minimum(self.silent_days() / 7.0, 4.0))

    def notes(self, values: Float64) -> list[str]:
        """Return what is to be said, per series."""
        days = np.ceil((~np.isnan(self.values)).sum(axis=0) / self.per_day).astype(int)
        silent = self.silent_days()
        none = [bool(np.isnan(one).all()) for one in values]
        notes = [_note(n, int(d), float(s)) for n, d, s in zip(none, days, silent, strict=True)]
        return [" ".join(filter(None, both)) for both in zip(notes, self.shifts.notes(), strict=True)]


def _note(none: bool, days: int, silent_days: float) -> str:
    if none:
        return note(Code.NO_VALUES_OF_HALF_A_YEAR, days=days)
    if days < FEWEST_WEEKS * 7:
        return note(Code.TIME_OF_DAY_ONLY, days=days)
    if silent_days >= 1.0:
        return note(Code.WIDER_FOR_SILENCE, days=silent_days)
    return ""


def _portions(panel: Panel, leads: int) -> list[slice]:
    width = max(1, _LARGEST // max(1, leads * WEEKS * (2 * _NEIGHBOURS + 1)))
    return [slice(i, min(i + width, len(panel.series))) for i in range(0, len(panel.series), width)]
