# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The records of what was issued: an issue as a whole, and what it says of one series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from baken.forecast.lifecycle.trust import Mistrust
from baken.forecast.model import QUANTILES, Status
from baken.forecast.wall_clock import from_wall_min
from baken.vocabulary.time import NO_TIME_US

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from baken.forecast.model import Float64, Int64, QuantileForecast, Series


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One issue: all series at one origin, by one method.

    Attributes
    ----------
    number
        Rises with every issue of a node; 0 before it is kept.
    issued_at_us
        When it was issued by the clock of the node, which in a replay is that of the replay; microseconds UTC.
    made_at_us
        The same by the clock of the machine, by which retention runs.
    origin_min, origin_us
        The first moment of which it knew nothing, on the wall clock and in UTC.
    method
        What made it; per series the status says whether it could.
    model
        Id of the fitted model; empty for what learns nothing.
    reference
        What was made beside it to compare with.
    mistrust
        Why the reference is shown in the place of a champion.
    seconds
        How long it took to make.
    activity
        The processing activity on whose behalf it was made.
    """

    issued_at_us: int
    made_at_us: int
    origin_min: int
    origin_us: int
    step_min: int
    lead_steps: Int64
    method: str
    reference: str
    activity: str
    series: int
    seconds: float
    model: str = ""
    mistrust: Mistrust = Mistrust.NONE
    quantiles: tuple[float, ...] = QUANTILES
    number: int = 0

    @property
    def target_min(self) -> Int64:
        """Return when each foreseen step begins on the wall clock, shape (leads,)."""
        return self.origin_min + (self.lead_steps - 1) * self.step_min

    def target_us(self, zone: ZoneInfo) -> Int64:
        """Return when each foreseen step begins in UTC, shape (leads,).

        A step that the clock skips has :data:`~baken.vocabulary.time.NO_TIME_US`; of an hour that comes twice the first
        is meant, as on the wall clock.
        """
        return np.array([from_wall_min(minute, zone) for minute in self.target_min.tolist()], np.int64)

    def place_of(self, moment_us: int, zone: ZoneInfo) -> int | None:
        """Return the place of the step in which a moment lies; None when it was not foreseen.

        Where not every step was foreseen, one stands for those until the next.
        """
        starts = self.target_us(zone)
        there = np.flatnonzero((starts != NO_TIME_US) & (starts <= moment_us))
        return int(there[-1]) if len(there) and moment_us < self.end_us(zone) else None

    def end_us(self, zone: ZoneInfo) -> int:
        """Return until when it foresees, in UTC."""
        starts = self.target_us(zone)
        apart = int(self.lead_steps[-1] - self.lead_steps[-2]) if len(self.lead_steps) > 1 else 1
        return int(starts.max()) + apart * self.step_min * 60_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What an issue says of one series.

    Attributes
    ----------
    values, reference
        Shape (leads, quantiles), persons; NaN where there is none.
    """

    series: Series
    status: Status
    note: str
    values: Float64
    reference: Float64


@dataclass(frozen=True, slots=True)
class Aside:
    """What a model said at an issue that does not show it, because an alarm stands.

    Attributes
    ----------
    values
        Shape (series, leads, quantiles), in the order of the issue.
    """

    model: str
    values: Float64


def foreseen_of(series: tuple[Series, ...], own: QuantileForecast, reference: QuantileForecast) -> tuple[Foreseen, ...]:
    """Return a forecast and its reference per series."""
    return tuple(
        Foreseen(
            series=one,
            status=Status(int(own.status[i])),
            note=own.notes[i],
            values=own.values[i],
            reference=reference.values[i],
        )
        for i, one in enumerate(series)
    )
