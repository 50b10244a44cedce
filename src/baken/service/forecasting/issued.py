# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The records of what was issued: an issue as a whole, and what it says of one series."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.lifecycle.trust import Mistrust
from baken.forecast.model import QUANTILES, Status
from baken.forecast.wall_clock import from_wall_min
from baken.service.forecasting.carrying import LOOKED_AT_MIN, carried, ratio_of
from baken.vocabulary.time import NO_TIME_US

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from baken.forecast.model import Float64, Int64, QuantileForecast, Series

NEAR_STEP_MIN: Final = 5
"""The next two hours are foreseen in steps of five minutes where estimates are as fine, and made anew as often."""


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
    laid_over
        Number of the issue that this one, of the next two hours, is laid over; 0 of one that stands by itself.
    beyond, beyond_from
        What tells of later steps, of an issue that was :func:`joined`, and the place of the first of them among its
        leads; None of one as it was issued.
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
    laid_over: int = 0
    beyond: Issue | None = None
    beyond_from: int = 0

    @classmethod
    def of(
        cls,
        shown: QuantileForecast,
        zone: ZoneInfo,
        *,
        issued_at_us: int,
        made_at_us: int,
        reference: str,
        activity: str,
        seconds: float,
        model: str,
        mistrust: Mistrust,
        laid_over: int = 0,
    ) -> Issue:
        """Return what holds for all series of a forecast."""
        return cls(
            issued_at_us=issued_at_us,
            made_at_us=made_at_us,
            origin_min=shown.origin_min,
            origin_us=from_wall_min(shown.origin_min, zone),
            step_min=shown.step_min,
            lead_steps=shown.lead_steps,
            method=shown.method,
            reference=reference,
            activity=activity,
            series=len(shown.series_ids),
            seconds=seconds,
            model=model,
            mistrust=mistrust,
            quantiles=shown.quantiles,
            laid_over=laid_over,
        )

    @property
    def own_leads(self) -> int:
        """Return how many of its leads are its own; the others are those of what lies beyond."""
        others = 0 if self.beyond is None else len(self.beyond.lead_steps) - self.beyond_from
        return len(self.lead_steps) - others

    def issue_of(self, place: int) -> Issue:
        """Return the issue that tells of a place among the leads."""
        return self if self.beyond is None or place < self.own_leads else self.beyond

    def length_min(self, place: int) -> int:
        """Return how long the step at a place among the leads is, in minutes."""
        return self.issue_of(place).step_min

    def lead_min(self, place: int) -> int:
        """Return the minutes from the origin of the issue that tells of a place to the end of its step there."""
        one = self.issue_of(place)
        own = place if one is self else place - self.own_leads + self.beyond_from
        return int(one.lead_steps[own]) * one.step_min

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


def joined(near: Issue, later: Issue) -> Issue:
    """Return the steps of an issue of the next two hours, and from its end on those of the one that goes further.

    Leads are counted in the steps of the first; where a few minutes lie between the two, its last step stands for them.
    """
    end_min = int(near.target_min[-1]) + near.step_min
    first = int(np.searchsorted(later.target_min, end_min))
    leads = (later.target_min[first:] - near.origin_min) // near.step_min + 1
    return replace(near, lead_steps=np.concatenate([near.lead_steps, leads]), beyond=later, beyond_from=first)


def both_told(near: Foreseen, later: Foreseen | None, issue: Issue) -> Foreseen:
    """Return what a joined issue says of a series: NaN beyond where the later one says nothing of it.

    Where beyond the two hours no model but the reference tells, the level of these hours is carried on.
    """
    own, count = issue.own_leads, len(issue.lead_steps) - issue.own_leads
    if later is None or issue.beyond is None:
        nothing = np.full((count, near.values.shape[1]), np.nan)
        values, reference = nothing, nothing
    else:
        values, reference = later.values[issue.beyond_from :], later.reference[issue.beyond_from :]
        if not issue.beyond.model:
            values = _carried(near, later, issue)
    return replace(
        near,
        values=np.concatenate([near.values[:own], values]),
        reference=np.concatenate([near.reference[:own], reference]),
    )


def _carried(near: Foreseen, later: Foreseen, issue: Issue) -> Float64:
    """Return the later steps with the level of the last half hour of the nearer ones."""
    assert issue.beyond is not None  # noqa: S101 - whoever asks has seen that it is there
    own, middle = issue.own_leads, issue.quantiles.index(0.5)
    last = np.arange(max(0, own - LOOKED_AT_MIN // issue.step_min), own)
    same = np.searchsorted(issue.beyond.target_min, issue.target_min[last], side="right") - 1
    ratio = ratio_of(near.values[None, last, middle], later.values[None, same, middle])
    minutes = (issue.lead_steps[own:] - issue.lead_steps[own - 1]) * float(issue.step_min)
    return np.asarray(carried(later.values[None, issue.beyond_from :], ratio, minutes)[0])


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
