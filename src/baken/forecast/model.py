# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The words of forecasting: series on a panel, what is known at an origin, and a forecast in quantiles.

All times are wall-clock minutes (:mod:`baken.forecast.wall_clock`); a value belongs to the *start* of its step. The
*origin* is the first moment that a forecast knows nothing of: lead 1 is the step that begins at it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Final, Self

import numpy as np
from numpy.typing import NDArray

from baken.errors import BakenError
from baken.forecast.weather import as_of

if TYPE_CHECKING:
    from baken.forecast.calendar import Calendar
    from baken.forecast.events import PlannedEvent
    from baken.forecast.rain import RainForecast
    from baken.forecast.weather import WeatherForecast

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]
UInt8 = NDArray[np.uint8]
Bool = NDArray[np.bool_]

QUANTILES: Final = (0.025, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.975)
"""The quantiles of every forecast: bands of 95 and 80 %, and tenths to score the whole distribution by."""

MEDIAN: Final = QUANTILES.index(0.5)


class ForecastError(BakenError):
    """A forecast that cannot be made, and why."""


class SeriesKind(StrEnum):
    """What is foreseen."""

    COUNT = "count"
    """Persons who pass a stream's cross-section in a step."""
    PERSONS = "persons"
    """Persons in an area, mean over a step."""
    FLOW = "flow"
    """Persons who take a way of a gate in a step."""


class Status(IntEnum):
    """Whose a forecast is, per series."""

    OWN = 0
    """Of the method itself."""
    REFERENCE = 1
    """The method could not tell and the reference stands in."""
    NONE = 2
    """There is none; the note says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One thing that is foreseen.

    Attributes
    ----------
    id
        Unique, lasting: ``stream:<id>``, ``area:<id>``, ``way:<gate>:<from>:<to>``.
    place_id
        The stream, area or gate.
    longitude, latitude
        Degrees; NaN where not known.
    like
        What it is alike to: series of one word may borrow from each other (kind of area, or class of place).
    """

    id: str
    kind: SeriesKind
    place_id: str
    longitude: float = float("nan")
    latitude: float = float("nan")
    like: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """Values of many series at equal steps of the wall clock.

    Attributes
    ----------
    series
        The columns.
    start_min
        Wall-clock minute at which the first step begins; a multiple of the step.
    step_min
        Length of a step: 1, 3, 5, 15, 60 or another divisor of 60, or a multiple of 60 that divides a day.
    values
        Shape (steps, series); NaN is missing, zero is zero.

    Raises
    ------
    ForecastError
        When the shapes or the step do not fit.
    """

    series: tuple[Series, ...]
    start_min: int
    step_min: int
    values: Float64

    def __post_init__(self) -> None:
        """Check the shape."""
        if self.values.ndim != 2 or self.values.shape[1] != len(self.series):
            raise ForecastError(
                f"{len(self.series)} series do not fit values of shape {self.values.shape}.",
                remedy="Give one column per series.",
            )
        if self.step_min < 1 or 1440 % self.step_min or self.start_min % self.step_min:
            raise ForecastError(
                f"Steps of {self.step_min} min from minute {self.start_min} do not divide a day.",
                remedy="Use steps that divide a day, from midnight on.",
            )

    def __len__(self) -> int:
        """Return the number of steps."""
        return len(self.values)

    @property
    def end_min(self) -> int:
        """Return the wall-clock minute at which the last step ends."""
        return self.start_min + len(self.values) * self.step_min

    @property
    def start_of_steps_min(self) -> Int64:
        """Return when each step begins, shape (steps,)."""
        return self.start_min + self.step_min * np.arange(len(self.values), dtype=np.int64)

    @property
    def steps_per_day(self) -> int:
        """Return the number of steps in a day."""
        return 1440 // self.step_min

    def until(self, end_min: int) -> Panel:
        """Return the steps that end by a moment; a view, not a copy."""
        rows = max(0, min(len(self.values), (end_min - self.start_min) // self.step_min))
        return replace(self, values=self.values[:rows])

    def since(self, start_min: int) -> Panel:
        """Return the steps that begin at a moment or later; a view, not a copy."""
        first = min(len(self.values), max(0, -(-(start_min - self.start_min) // self.step_min)))
        return replace(self, start_min=self.start_min + first * self.step_min, values=self.values[first:])

    def take(self, columns: Int64 | list[int]) -> Panel:
        """Return some of the series."""
        chosen = [int(c) for c in columns]
        return replace(self, series=tuple(self.series[c] for c in chosen), values=self.values[:, chosen])


@dataclass(frozen=True, slots=True)
class Earlier:
    """A stretch of a past before the panel: what was there around an earlier edition of an event.

    Attributes
    ----------
    panel
        Of some of the series, in steps of the same length.
    doubts
        Standard errors of the same steps and series; None when they are not known.
    """

    panel: Panel
    doubts: Panel | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that may be used for a forecast: what was known at its origin, and nothing else.

    Attributes
    ----------
    panel
        The steps that had ended at the origin; NaN where a value was missing or had not come yet.
    origin_min
        Wall-clock minute of the origin; the panel ends at it (or earlier, when nothing came since).
    calendar
        Holidays and school holidays: known ahead.
    events
        Planned events that had been announced at the origin.
    weather
        The weather as it was foretold then (:func:`~baken.forecast.weather.as_of`); None when it was not.
    flows
        Fused flows for a nowcast, a panel of ways on the same clock; None when there are none.
    doubts
        Standard errors of the newest values of series that are estimated, on the same clock; None when they are not
        known. With them a nowcast is one of what will truly be, without them one of what will be estimated.
    earlier
        Stretches of a past before the panel, around earlier editions of what is announced.
    rain
        Radar forecasts that had been issued at the origin, in order of issue.
    """

    panel: Panel
    origin_min: int
    calendar: Calendar
    events: tuple[PlannedEvent, ...] = ()
    weather: WeatherForecast | None = None
    flows: Panel | None = None
    doubts: Panel | None = None
    earlier: tuple[Earlier, ...] = ()
    rain: tuple[RainForecast, ...] = ()

    def __post_init__(self) -> None:
        """Check that nothing of after the origin is in it."""
        if self.panel.end_min > self.origin_min:
            raise ForecastError(
                f"The panel ends at minute {self.panel.end_min}, after the origin {self.origin_min}.",
                remedy="Cut it with History.known_at(origin).",
            )
        if any(one.panel.end_min > self.panel.start_min for one in self.earlier):
            raise ForecastError("What was earlier reaches into the panel.", remedy="Give what lies before it.")

    def has_seen(self, minute: int) -> bool:
        """Tell whether a moment that is past lies in what was observed: in the panel, or in a stretch before it."""
        there = any(one.panel.start_min < minute <= one.panel.end_min for one in self.earlier)
        return there or self.panel.start_min < minute <= self.panel.end_min


@dataclass(frozen=True, slots=True)
class History:
    """All that was ever observed, with when it could be known.

    Attributes
    ----------
    available_min
        Wall-clock minute at which each value came, shape of the values; None when each came at the end of its step.
    events, weather, rain
        All that were ever announced or issued; in order of issue.
    """

    panel: Panel
    calendar: Calendar
    events: tuple[PlannedEvent, ...] = ()
    weather: tuple[WeatherForecast, ...] = ()
    flows: Panel | None = None
    available_min: Float64 | None = None
    doubts: Panel | None = None
    rain: tuple[RainForecast, ...] = ()

    def known_at(self, origin_min: int) -> Known:
        """Return what was known at an origin.

        Invariants: a value that became available after the origin has no influence on the result, nor has an event
        announced or a weather forecast issued after it.
        """
        panel = self.panel.until(origin_min)
        if self.available_min is not None:
            came = self.available_min[: len(panel)] <= origin_min
            panel = replace(panel, values=np.where(came, panel.values, np.nan))
        return Known(
            panel=panel,
            origin_min=origin_min,
            calendar=self.calendar,
            events=tuple(e for e in self.events if e.announced_min <= origin_min),
            weather=as_of(self.weather, origin_min),
            flows=None if self.flows is None else self.flows.until(origin_min),
            doubts=None if self.doubts is None else self.doubts.until(origin_min),
            rain=tuple(one for one in self.rain if one.issued_min <= origin_min),
        )


@dataclass(frozen=True, slots=True)
class QuantileForecast:
    """What is foreseen, in quantiles.

    Attributes
    ----------
    series_ids
        The series, S of them.
    lead_steps
        Rising, shape (H,); 1 is the step that begins at the origin.
    values
        Shape (S, H, Q), in persons, not falling along Q and never below zero; NaN where there is none.
    status
        :class:`Status` per series, shape (S,).
    notes
        Per series why it is not the method's own, or what it lacks; empty when nothing is to be said.
    method
        Identity and version of what made it, such as ``boosting/1``.
    quantiles
        Rising, Q of them.
    """

    series_ids: tuple[str, ...]
    origin_min: int
    step_min: int
    lead_steps: Int64
    values: Float64
    status: UInt8
    notes: tuple[str, ...]
    method: str
    quantiles: tuple[float, ...] = field(default=QUANTILES)

    @property
    def target_min(self) -> Int64:
        """Return when each foreseen step begins, shape (H,)."""
        return self.origin_min + (self.lead_steps - 1) * self.step_min

    @property
    def median(self) -> Float64:
        """Return the quantile 0.5, shape (S, H)."""
        return np.asarray(self.values[:, :, self.quantiles.index(0.5)])

    def band(self, share: float) -> tuple[Float64, Float64]:
        """Return the ends of a central band, such as 0.8 or 0.95, shape (S, H) each.

        Raises
        ------
        ForecastError
            When these quantiles are not among those foreseen.
        """
        ends = [round(0.5 * (1.0 - share), 6), round(0.5 * (1.0 + share), 6)]
        if any(end not in self.quantiles for end in ends):
            raise ForecastError(
                f"A band of {share:.0%} is not among the quantiles {self.quantiles}.",
                remedy="Ask for 0.8 or 0.95.",
            )
        lower, upper = (self.values[:, :, self.quantiles.index(end)] for end in ends)
        return lower, upper

    @classmethod
    def of(
        cls,
        known: Known,
        lead_steps: Int64,
        values: Float64,
        *,
        method: str,
        status: UInt8 | None = None,
        notes: tuple[str, ...] | None = None,
    ) -> Self:
        """Return a lawful forecast of raw quantiles: sorted, not below zero, and of unknown status where all is NaN."""
        count = len(known.panel.series)
        lawful = np.maximum(np.sort(values, axis=2), 0.0)
        given = np.zeros(count, dtype=np.uint8) if status is None else status
        given = np.where(np.isnan(lawful).all(axis=(1, 2)), np.uint8(Status.NONE), given).astype(np.uint8)
        return cls(
            series_ids=tuple(s.id for s in known.panel.series),
            origin_min=known.origin_min,
            step_min=known.panel.step_min,
            lead_steps=np.asarray(lead_steps, dtype=np.int64),
            values=lawful,
            status=given,
            notes=notes or ("",) * count,
            method=method,
        )
