# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""The effect of a planned event, learned from similar ones and laid on the forecast of any forecaster.

Definition. Of a past event :math:`i` with :math:`V_i` expected visitors, the effect at a time is what was observed
beyond what is usual there, per expected visitor: :math:`z_i = (y - b) / V_i`, with :math:`b` the median of the same
step of the week in the six weeks before and after, event days left out. Times are matched by how long before the
start, how far through, or how long after the end. What is foreseen for an event of :math:`V` visitors is :math:`V p`,
with

.. math:: p = \frac{\kappa p_0 + \sum_i \omega_i z_i}{\kappa + \sum_i \omega_i}

where :math:`p_0` is the assumption of :mod:`baken.forecast.audience`, which counts as :math:`\kappa = 0.5` events,
and :math:`\omega_i` how like the event is, less where :math:`z_i` is drowned in the ordinary scatter of :math:`b`.
The spread :math:`s^2` is the weighted mean of :math:`(z_i - p)^2` and of the doubt of the assumption; a new event
scatters by :math:`s \sqrt{1 + 1 / (\kappa + \sum \omega)}` as Student's t with :math:`4 + \sum \omega` degrees of
freedom (normal with unknown mean and variance and a conjugate prior: Gelman et al., *Bayesian Data Analysis*, 3rd
ed., 3.3).

It is added, not multiplied: at an hour at which nobody is there a factor says nothing. The band grows by the root of
the sum of squares, as of independent errors. A forecaster that knows events by itself is not served twice: give what
it foresaw of the past as ``expected``, which then takes the place of :math:`b`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.audience import assumed_passing, assumed_presence, audience_of
from baken.forecast.model import QuantileForecast, SeriesKind
from baken.forecast.similar import Similar, similar_events
from baken.forecast.usual import usual

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.forecast.events import PlannedEvent
    from baken.forecast.model import Float64, Int64, Known, Panel
    from baken.forecast.places import Places

AROUND_MIN: Final = 360
"""So long before its start and after its end an event is felt."""

ASSUMPTION_WEIGHT: Final = 0.5
"""An assumption counts as half an event like this one."""

ASSUMED_DOUBT: Final = 0.7
"""Relative standard deviation of what is assumed: audiences of half and double the announced size are both common."""

MOST_SERIES: Final = 500
"""Of more series than this, those outside the areas of an event are not searched for an effect."""

SPLIT_DOUBT: Final = 0.6
"""The same, besides, of how an audience spreads over several areas."""

LEAST_FREEDOM: Final = 4.0
"""Degrees of freedom of an assumption: tails as heavy as of the mean of a handful."""

USUAL_DOUBT: Final = 0.1
"""Share of the usual level by which any event may change a place, besides what is assumed."""

UNKNOWN_DOUBT: Final = 0.5
"""The same where nobody said how many are expected and nothing like it was observed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventEffect:
    """What one event is foreseen to change.

    Attributes
    ----------
    uplift
        Persons more (or fewer) than without it, median, shape (series, leads).
    spread
        Scale of its doubt in persons, same shape; zero where it is not felt.
    freedom
        Degrees of freedom of the doubt, same shape.
    visitors
        Expected; NaN where not even similar events say.
    learned
        Part of it that was learned from observed events, between 0 (all assumed) and 1; mean over where it is felt.
    similar
        The events that it was learned from, the most alike first.
    """

    event: PlannedEvent
    uplift: Float64
    spread: Float64
    freedom: Float64
    visitors: float
    learned: float
    similar: tuple[Similar, ...]

    @property
    def source(self) -> str:
        """Return in one sentence where it comes from.

        Invariants: says "assumed" whenever nothing was learned.
        """
        if self.similar and self.learned > 0:
            count, much = len(self.similar), f"{100 * self.learned:.0f} %"
            return f"Learned for {much} from {count} similar event{'s' * (count > 1)}, else assumed."
        if math.isnan(self.visitors):
            return "Unknown: nobody said how many are expected, and no similar event was observed."
        return f"Assumed from {self.visitors:,.0f} expected visitors: {audience_of(self.event.kind).reason}."

    @property
    def source_nl(self) -> str:
        """Return the same in Dutch."""
        if self.similar and self.learned > 0:
            count, much = len(self.similar), f"{100 * self.learned:.0f} %"
            like = "vergelijkbaar evenement" if count == 1 else "vergelijkbare evenementen"
            return f"Voor {much} geleerd van {count} {like}, voor de rest aangenomen."
        if math.isnan(self.visitors):
            return "Onbekend: niemand zei hoeveel bezoekers er komen, en iets vergelijkbaars is niet waargenomen."
        said = f"{self.visitors:,.0f}".replace(",", ".")
        return f"Aangenomen op grond van {said} verwachte bezoekers: {audience_of(self.event.kind).reason_nl}."


def effect_of(
    event: PlannedEvent, known: Known, lead_steps: Int64, places: Places, *, expected: Panel | None = None
) -> EventEffect:
    """Return what an event is foreseen to change at the leads of a forecast.

    Parameters
    ----------
    expected
        What the forecaster foresaw of the past (its medians), on the clock and series of the known panel.

    Invariants: follows from ``known`` alone, so nothing after the origin has influence; zero further than
    :data:`AROUND_MIN` from the event; the more similar events, the narrower.
    """
    panel = known.panel
    target = known.origin_min + (np.asarray(lead_steps, np.int64) - 1) * panel.step_min
    felt = (target > event.start_min - AROUND_MIN - panel.step_min) & (target < event.end_min + AROUND_MIN)
    shape = (len(panel.series), len(target))
    uplift, spread, freedom = np.zeros(shape), np.zeros(shape), np.full(shape, LEAST_FREEDOM)
    similar = similar_events(event, known)
    visitors = _visitors(event, similar)
    columns = _looked_at(event, known, places)
    effect = EventEffect(
        event=event,
        uplift=uplift,
        spread=spread,
        freedom=freedom,
        visitors=visitors,
        learned=0.0,
        similar=similar,
    )
    if not felt.any() or not len(columns):
        return effect
    if len(columns) < len(panel.series):
        known = replace(known, panel=panel.take(columns))
        expected = None if expected is None else expected.take(columns)
    cells = np.ix_(columns, np.flatnonzero(felt))
    learning = _Learning(event, known, places, similar, visitors, expected)
    uplift[cells], spread[cells], freedom[cells], weight = learning.at(target[felt])
    heard = spread[cells] > 0
    part = weight / (weight + ASSUMPTION_WEIGHT)
    return replace(effect, learned=float(part[heard].mean()) if heard.any() else 0.0)


def _looked_at(event: PlannedEvent, known: Known, places: Places) -> Int64:
    """Return the columns that may be touched: all, or of very many only those in the areas of the event."""
    series = known.panel.series
    if len(series) <= MOST_SERIES or not event.area_ids:
        return np.arange(len(series), dtype=np.int64)
    return np.flatnonzero(places.touched(series, event) > 0).astype(np.int64)


def with_effects(forecast: QuantileForecast, effects: Sequence[EventEffect]) -> QuantileForecast:
    """Return a forecast with the effects of events laid on it.

    Invariants: without effects, and wherever none is felt, nothing changes; quantiles do not cross and are not below
    zero; bands do not become narrower, except against zero; the median moves by the sum of the uplifts.
    """
    if not effects:
        return forecast
    median = forecast.median[:, :, None]
    uplift = np.sum([effect.uplift for effect in effects], axis=0)[:, :, None]
    levels = np.array(forecast.quantiles)
    away = (forecast.values - median) ** 2
    for effect in effects:
        away = away + (student_quantiles(levels, effect.freedom) * effect.spread[:, :, None]) ** 2
    moved = median + uplift + np.sign(levels - 0.5) * np.sqrt(away)
    is_felt = np.any([(effect.spread > 0) | (effect.uplift != 0) for effect in effects], axis=0)[:, :, None]
    values = np.where(is_felt, np.maximum(np.sort(moved, axis=2), 0.0), forecast.values)
    return replace(forecast, values=values, method=f"{forecast.method}+events/1")


def student_quantiles(levels: Float64, freedom: Float64) -> Float64:
    """Return quantiles of Student's t, shape (*freedom, levels), by the expansion in 1/freedom.

    Source: Abramowitz and Stegun (1964), 26.7.5; within 12 % at 2 degrees of freedom and 0.975, better for more.

    Examples
    --------
    >>> student_quantiles(np.array([0.5, 0.9]), np.array([10.0])).round(3).tolist()
    [[0.0, 1.372]]
    """
    z = np.array([NormalDist().inv_cdf(level) for level in levels.tolist()])
    v = np.asarray(freedom)[..., None]
    first, second = (z**3 + z) / 4.0, (5 * z**5 + 16 * z**3 + 3 * z) / 96.0
    return np.asarray(z + first / v + second / v**2)


def _visitors(event: PlannedEvent, similar: Sequence[Similar]) -> float:
    """Return the expected visitors; where nobody said, the weighted mean of similar events; NaN where none says."""
    if event.has_size:
        return event.expected_visitors
    sized = [one for one in similar if one.event.has_size]
    if not sized:
        return math.nan
    return sum(o.weight * o.event.expected_visitors for o in sized) / sum(o.weight for o in sized)


class _Learning:
    """Learns the effect of one event at the times that are asked for."""

    def __init__(
        self,
        event: PlannedEvent,
        known: Known,
        places: Places,
        similar: tuple[Similar, ...],
        visitors: float,
        expected: Panel | None,
    ) -> None:
        self._event, self._known, self._places = event, known, places
        self._visitors, self._expected = visitors, expected
        self._share = places.touched(known.panel.series, event)
        self._busy = tuple((e.start_min - AROUND_MIN, e.end_min + AROUND_MIN) for e in known.events)
        # sizes are only comparable when every event has one; otherwise an event is an event
        self._is_sized = math.isfinite(visitors)
        self._similar = [one for one in similar if one.event.has_size or not self._is_sized]

    def at(self, target: Int64) -> tuple[Float64, Float64, Float64, Float64]:
        """Return uplift, spread, degrees of freedom and weight of what was observed, shape (series, times) each."""
        size = max(self._visitors, 1.0) if self._is_sized else 1.0
        level, _ = usual(self._known.panel, target, self._busy, behind_only=True)
        floor = np.nan_to_num(level)
        inside = self._share[:, None] > 0
        prior = self._assumed(target) * inside
        doubt = UNKNOWN_DOUBT if not self._is_sized else USUAL_DOUBT
        is_split = len(self._event.area_ids) != 1
        relative = math.hypot(ASSUMED_DOUBT, SPLIT_DOUBT if is_split else 0.0)
        scale = np.sqrt((relative * prior * size) ** 2 + (doubt * floor) ** 2 + 1.0) / size
        weight, first, second = np.zeros_like(prior), np.zeros_like(prior), np.zeros_like(prior)
        for one in self._similar:
            seen, part = self._seen(one, target)
            trust = part * one.weight * scale**2 / (scale**2 + seen[1])
            here = np.isfinite(seen[0])
            weight += np.where(here, trust, 0.0)
            first += np.where(here, trust * seen[0], 0.0)
            second += np.where(here, trust * seen[0] ** 2, 0.0)
        total = weight + ASSUMPTION_WEIGHT
        mean = (ASSUMPTION_WEIGHT * prior + first) / total
        # so that without any observed event the spread is the doubt of the assumption
        own = scale**2 / (1.0 + 1.0 / ASSUMPTION_WEIGHT) + (prior - mean) ** 2
        scatter = ASSUMPTION_WEIGHT * own + second - 2 * mean * first + weight * mean**2
        spread = np.sqrt(np.maximum(scatter, 0.0) / total * (1.0 + 1.0 / total))
        # a place outside the event is touched only where that was observed
        is_felt = inside | (weight > 0.5)
        return (
            np.where(is_felt, mean * size, 0.0),
            np.where(is_felt, spread * size, 0.0),
            LEAST_FREEDOM + weight,
            np.where(is_felt, weight, 0.0),
        )

    def _assumed(self, target: Int64) -> Float64:
        """Return the assumed persons per expected visitor, shape (series, times); zero without a size."""
        panel = self._known.panel
        if not self._is_sized:
            return np.zeros((len(panel.series), len(target)))
        step = float(panel.step_min)
        there = assumed_presence(self._event, target.astype(np.float64) + step / 2)
        passing = assumed_passing(self._event, target.astype(np.float64), step)
        rows = [there if one.kind is SeriesKind.PERSONS else passing for one in panel.series]
        return np.asarray(self._share[:, None] * np.array(rows))

    def _seen(self, one: Similar, target: Int64) -> tuple[tuple[Float64, Float64], Float64]:
        """Return effect per visitor at a past event and its error variance, and what the place counts for there.

        A series is its own witness where it played the same part in both events; else the mean of the series that
        played its part then speaks for it, and counts for less.
        """
        panel, past = self._known.panel, one.event
        then = _matched(self._event, past, target)
        row = (then - panel.start_min) // panel.step_min
        inside = (row >= 0) & (row < len(panel))
        values = np.where(inside[:, None], panel.values[np.clip(row, 0, len(panel) - 1)], np.nan).T
        level, error = usual(panel, panel.start_min + row * panel.step_min, self._busy)
        if self._expected is not None:
            place = (then - self._expected.start_min) // self._expected.step_min
            told = (place >= 0) & (place < len(self._expected))
            foreseen = self._expected.values[np.clip(place, 0, len(self._expected) - 1)].T
            level = np.where(told & np.isfinite(foreseen), foreseen, level)
        size = max(past.expected_visitors, 1.0) if self._is_sized else 1.0
        effect, variance = (values - level) / size, (error / size) ** 2
        there = self._places.touched(panel.series, past) > 0
        here = self._share > 0
        own = np.where(there == here, 1.0, 0.0)
        for i in np.flatnonzero(here & ~there):
            like = [k for k in np.flatnonzero(there) if panel.series[k].kind is panel.series[i].kind]
            if like:
                effect[i], variance[i] = _mean(effect[like]), _mean(variance[like])
                own[i] = 0.3
        return (effect, np.nan_to_num(variance, nan=0.0)), own[:, None]


def _mean(rows: Float64) -> Float64:
    """Return the mean of the rows that are there; NaN where none is."""
    there = np.isfinite(rows)
    count = there.sum(axis=0)
    return np.where(count > 0, np.where(there, rows, 0.0).sum(axis=0) / np.maximum(count, 1), np.nan)


def _matched(event: PlannedEvent, past: PlannedEvent, target: Int64) -> Int64:
    """Return the times at a past event that correspond to times at this one."""
    during = past.start_min + (target - event.start_min) * past.duration_min // max(event.duration_min, 1)
    after = past.end_min + (target - event.end_min)
    before = past.start_min + (target - event.start_min)
    return np.where(target < event.start_min, before, np.where(target < event.end_min, during, after)).astype(np.int64)
