# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forecasts of the past, made with only what was known then: to learn errors from without waiting for them.

What a model says of the steps it was fitted on is better than what it will say of new ones, so errors to calibrate or
to weigh by must come from a fit that ended before them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import gcd
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

import numpy as np

from baken.forecast.buckets import bucket_of
from baken.forecast.model import QUANTILES, ForecastError

if TYPE_CHECKING:
    from baken.forecast.model import Int64, Known, QuantileForecast
    from baken.forecast.protocol import Forecaster

HELD_OUT_DAYS: Final = 56
"""Eight of each day of the week; more would leave a fit without the season that comes."""

_SHORT_MIN: Final = 360
_MOST_LEADS: Final = 336
_MOST_CELLS: Final = 3_000_000


@runtime_checkable
class Backcasting(Protocol):
    """A forecaster that forecast past origins while it was fitted, out of sample."""

    def backcasts(self) -> tuple[QuantileForecast, ...]:
        """Return the forecasts of rising origins before the last fit, each made without knowledge of its targets.

        Whoever calibrates or weighs this forecaster takes these, and need not fit it twice. Empty when there are none.
        """
        ...


def known_before(known: Known, origin_min: int) -> Known:
    """Return what was known at an earlier origin, as far as it can be told from what is known now.

    Invariants: nothing observed, announced or issued after the earlier origin has an influence on the result. Of
    weather forecasts only the newest is known, so there is none before it was issued. A value that came late is taken
    to have come in time: forecasts of the past are that much better informed than those of then.
    """
    if origin_min >= known.origin_min:
        return known
    weather = known.weather
    return replace(
        known,
        panel=known.panel.until(origin_min),
        origin_min=origin_min,
        events=tuple(event for event in known.events if event.announced_min <= origin_min),
        weather=weather if weather is not None and weather.issued_min <= origin_min else None,
        flows=None if known.flows is None else known.flows.until(origin_min),
        doubts=None if known.doubts is None else known.doubts.until(origin_min),
    )


def past_origins(known: Known, *, count: int, days: int, step_min: int) -> tuple[int, ...]:
    """Return rising origins of the last days, spread so that over time every hour of the day is one.

    Parameters
    ----------
    count
        At most so many.
    days
        Not longer ago than so many days before the origin, and not before the second week of the panel.
    step_min
        Origins begin with a step of so many minutes.

    Examples
    --------
    >>> from baken.forecast.calendar import Calendar
    >>> from baken.forecast.model import Known, Panel
    >>> import numpy as np
    >>> empty = Panel((), 0, 60, np.empty((100 * 24, 0)))
    >>> known = Known(panel=empty, origin_min=100 * 1440, calendar=Calendar())
    >>> [hours // 60 % 24 for hours in past_origins(known, count=4, days=8, step_min=60)]
    [21, 22, 23]
    """
    earliest = max(known.origin_min - days * 1440, known.panel.start_min + 14 * 1440)
    room = known.origin_min - earliest
    if room < step_min or count < 1:
        return ()
    hours = max(1, room // 60 // count)
    while gcd(hours, 24) > 1:
        hours += 1
    apart = -(-hours * 60 // step_min) * step_min
    origins = range(known.origin_min - apart, earliest - 1, -apart)
    return tuple(reversed(origins[:count]))


def leads_to_follow(known: Known, *, horizon_h: int, most_cells: int = _MOST_CELLS) -> Int64:
    """Return the leads up to a horizon, or of each bucket evenly spread ones when these are too many to keep.

    Examples
    --------
    >>> from baken.forecast import synthetic
    >>> leads_to_follow(synthetic.known(synthetic.street(3)), horizon_h=168).size
    168
    >>> leads_to_follow(synthetic.known(synthetic.street(3, step_min=5)), horizon_h=168).size
    336
    """
    step = known.panel.step_min
    leads = np.arange(1, max(1, horizon_h * 60 // step) + 1, dtype=np.int64)
    most = most_cells // max(1, len(known.panel.series) * len(QUANTILES))
    most = min(max(most, 24), _MOST_LEADS)
    if len(leads) <= most:
        return leads
    buckets = bucket_of(leads, step)
    parts = [leads[buckets == bucket] for bucket in np.unique(buckets)]
    left, chosen = most, []
    for done, part in enumerate(parts):  # what a short bucket does not need goes to the longer ones
        share = left // (len(parts) - done)
        chosen.append(part[np.unique(np.linspace(0, len(part) - 1, min(share, len(part))).astype(np.int64))])
        left -= len(chosen[-1])
    return np.concatenate(chosen)


def short_leads(leads: Int64, step_min: int) -> Int64:
    """Return the leads up to six hours, at least one: there the errors of each origin tell something new."""
    return leads[leads * step_min <= max(_SHORT_MIN, int(leads[0]) * step_min)]


@dataclass(frozen=True, slots=True)
class BackcastPlan:
    """Which forecasts of the past are to be made.

    Attributes
    ----------
    full, short
        Rising origins to foresee all leads from, and those up to six hours.
    """

    full: tuple[int, ...]
    short: tuple[int, ...]
    leads: Int64
    short_leads: Int64

    @classmethod
    def of(
        cls, known: Known, *, horizon_h: int = 168, days: int = HELD_OUT_DAYS, full: int = 56, short: int = 112
    ) -> BackcastPlan:
        """Return a plan of bounded cost: few origins for thousands of series, and at most a quarter of the days."""
        days = min(days, len(known.panel) // known.panel.steps_per_day // 4)
        leads = leads_to_follow(known, horizon_h=horizon_h)
        step = known.panel.step_min
        cells = max(1, len(known.panel.series) * len(leads) * len(QUANTILES))
        count = min(full, max(8, 10 * _MOST_CELLS // cells))
        return cls(
            past_origins(known, count=count, days=days, step_min=step),
            past_origins(known, count=short, days=days, step_min=step) if short else (),
            leads,
            short_leads(leads, step),
        )

    @property
    def origins(self) -> tuple[int, ...]:
        """Return all origins, rising."""
        return tuple(sorted({*self.full, *self.short}))


def fit_and_backcast(
    forecaster: Forecaster, known: Known, plan: BackcastPlan, *, seed: int
) -> tuple[QuantileForecast, ...]:
    """Fit to all that is known, and return forecasts of the past that did not know their targets, by rising origins.

    The forecaster is fitted on what was known at the first of the origins, asked at each, and fitted on everything. One
    that makes the forecasts of the plan itself (:class:`Backcasting`) is fitted once. Of one that could not tell before
    now there is nothing.
    """
    if isinstance(forecaster, Backcasting):
        forecaster.fit(known, seed=seed)
        made = forecaster.backcasts()
        if tuple(one.origin_min for one in made) == plan.origins:
            return made
    made = _asked(forecaster, known, plan, seed)
    forecaster.fit(known, seed=seed)
    return made


def _asked(forecaster: Forecaster, known: Known, plan: BackcastPlan, seed: int) -> tuple[QuantileForecast, ...]:
    if not plan.origins:
        return ()
    made, full = [], set(plan.full)
    try:
        forecaster.fit(known_before(known, plan.origins[0]), seed=seed)
        for origin in plan.origins:
            then = known_before(known, origin)
            forecaster.update(then)
            made.append(forecaster.forecast(then, plan.leads if origin in full else plan.short_leads))
    except ForecastError:  # weeks ago there was too little to learn from; now there may be enough
        return ()
    return tuple(made)
