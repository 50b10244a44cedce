# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What if it rains at eight, 10,000 more come, or tram 9 is out: a changed forecast beside the first, each change told.

A change of an event (more visitors, another time, called off) is foreseen anew with
:mod:`baken.forecast.event_effects`. Rain, warmth and a line that is out are factors on what is foreseen, each with a
doubt in logarithms; the band grows by the root of the sum of squares. A factor of rain is learned from hours with
rain where there were enough of them, and else assumed (:mod:`baken.forecast.weather_effects`); what is assumed of a
line stands here.

Of the next two hours something else may be shown, that has seen who is there now and knows of the events itself: a
nowcast. Then what a changed event brings more or less is added to that, and factors multiply it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.errors import BakenError
from baken.forecast.event_effects import effect_of, student_quantiles, with_effects
from baken.forecast.events import PlannedEvent
from baken.forecast.weather_effects import rain_factor, warmth_factor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.forecast.event_effects import EventEffect
    from baken.forecast.model import Float64, Known, Panel, QuantileForecast
    from baken.forecast.places import Places

MOST_CHANGES: Final = 20

STAYS_AWAY: Final = 0.4
"""Of those who would have come with a line that is out, so many do not come; the others take another way (assumed)."""

WAITS_LONGER: Final = 0.5
"""On the platforms of a line that is out, so much more wait, per share of the visitors that it carries (assumed)."""

LINE_DOUBT: Final = 0.3
"""Standard deviation, in logarithms, of what a line that is out does; grows with its share."""


class WhatIfError(BakenError):
    """A change that cannot be reckoned with, and why."""


class WhatIfKind(StrEnum):
    """What is supposed."""

    RAIN = "rain"
    """It rains; amount in mm/h."""
    WARMTH = "warmth"
    """It is warmer (or colder) than foreseen; amount in °C."""
    VISITORS = "visitors"
    """More visitors (or fewer) than expected; amount in persons. Of an event, or at areas during a time."""
    LINE_OUT = "line-out"
    """A line does not run; amount is the share of the visitors who come with it, 0 to 1."""
    CANCELLED = "cancelled"
    """An event is called off."""
    MOVED = "moved"
    """An event begins later (or earlier); amount in minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """One change that is supposed.

    Attributes
    ----------
    title
        As the planner wrote it: "rain at 20:00", "10,000 more visitors", "tram 9 out".
    amount
        In the unit of its kind.
    start_min, end_min
        Wall-clock minutes; not used for a change of an event.
    area_ids
        Where; empty for everywhere.
    event_id
        Which event is changed; empty for none.
    """

    kind: WhatIfKind
    title: str
    amount: float = 0.0
    start_min: int = 0
    end_min: int = 0
    area_ids: tuple[str, ...] = ()
    event_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEffect:
    """What one change does by itself, and how that is known.

    Attributes
    ----------
    difference
        Persons more or fewer than in the forecast before, median, shape (series, leads).
    source, source_nl
        In one sentence, in English and Dutch: learned from how many hours or events, or assumed and why.
    is_learned
        Whether data had the larger part in it.
    """

    change: WhatIf
    difference: Float64
    source: str
    source_nl: str
    is_learned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A forecast before and after changes.

    Attributes
    ----------
    difference
        Median after less median before, shape (series, leads).
    """

    before: QuantileForecast
    after: QuantileForecast
    changes: tuple[ChangeEffect, ...]

    @property
    def difference(self) -> Float64:
        """Return how many more are foreseen, median; the changes together, which is not always their sum."""
        return np.asarray(self.after.median - self.before.median)


def what_if(
    forecast: QuantileForecast,
    known: Known,
    places: Places,
    changes: Sequence[WhatIf],
    *,
    rain: Panel | None = None,
    expected: Panel | None = None,
    shown: QuantileForecast | None = None,
) -> Outcome:
    """Return what is foreseen with changes.

    Parameters
    ----------
    forecast
        Without events: they are laid on it here.
    rain
        Observed rain in mm/h, one column, on the clock of the known panel; None when there is none.
    expected
        See :func:`~baken.forecast.event_effects.effect_of`.
    shown
        What is shown of the same series and leads, with events in it; None when that is the forecast with its events.

    Invariants: without changes nothing changes; quantiles do not cross and are not below zero; the forecast before is
    what is shown.

    Raises
    ------
    WhatIfError
        When a change makes no sense.
    """
    _check(changes, known)
    planning = _Planning(forecast, known, places, rain, expected, shown)
    before = planning.with_changes(())
    alone = tuple(planning.alone(change, before) for change in changes)
    return Outcome(before=before, after=planning.with_changes(changes), changes=alone)


_LIMITS: Final[dict[WhatIfKind, tuple[float, float, str]]] = {
    WhatIfKind.RAIN: (0.0, 100.0, "0 to 100 mm/h"),
    WhatIfKind.WARMTH: (-20.0, 20.0, "-20 to 20 °C"),
    WhatIfKind.VISITORS: (-1e7, 1e7, "at most ten million persons"),
    WhatIfKind.LINE_OUT: (0.0, 1.0, "a share of 0 to 1"),
    WhatIfKind.CANCELLED: (-math.inf, math.inf, ""),
    WhatIfKind.MOVED: (-1440.0, 1440.0, "at most a day, in minutes"),
}


def _check(changes: Sequence[WhatIf], known: Known) -> None:
    if len(changes) > MOST_CHANGES:
        raise WhatIfError(f"{len(changes)} changes are too many.", remedy=f"Suppose at most {MOST_CHANGES} at once.")
    ids = {event.id for event in known.events}
    for change in changes:
        low, high, words = _LIMITS[change.kind]
        if not (math.isfinite(change.amount) and low <= change.amount <= high):
            raise WhatIfError(f"{change.amount:g} is no amount of {change.kind.value}.", remedy=f"Give {words}.")
        if change.event_id and change.event_id not in ids:
            raise WhatIfError(f"There is no event {change.event_id[:80]!r}.", remedy="Choose one of the calendar.")
        if not change.event_id and change.kind in (WhatIfKind.CANCELLED, WhatIfKind.MOVED):
            raise WhatIfError(f"Which event is {change.kind.value}?", remedy="Name the event.")
        if not change.event_id and not 0 < change.end_min - change.start_min <= 31 * 1440:
            raise WhatIfError("The change lasts no time, or more than a month.", remedy="Say from when until when.")


@dataclass(frozen=True, slots=True)
class _Factor:
    """What is multiplied: factors and their doubt in logarithms, shape (series, leads), and where they come from."""

    factor: Float64
    doubt: Float64
    source: str
    source_nl: str
    is_learned: bool


class _Planning:
    def __init__(
        self,
        forecast: QuantileForecast,
        known: Known,
        places: Places,
        rain: Panel | None,
        expected: Panel | None,
        shown: QuantileForecast | None,
    ) -> None:
        self._forecast, self._known, self._places = forecast, known, places
        self._rain, self._expected = rain, expected
        self._unchanged = self._with_events(())
        self._shown = shown or self._unchanged

    def with_changes(self, changes: Sequence[WhatIf]) -> QuantileForecast:
        made = _moved_by(self._shown, self._unchanged, self._with_events(changes))
        for change in changes:
            factor = self._factor(change)
            made = made if factor is None else _multiplied(made, factor)
        return made

    def _with_events(self, changes: Sequence[WhatIf]) -> QuantileForecast:
        return with_effects(self._forecast, [self._effect(event) for event in self._events(changes)])

    def alone(self, change: WhatIf, before: QuantileForecast) -> ChangeEffect:
        difference = self.with_changes((change,)).median - before.median
        factor = self._factor(change)
        if factor is not None:
            return ChangeEffect(
                change=change,
                difference=difference,
                source=factor.source,
                source_nl=factor.source_nl,
                is_learned=factor.is_learned,
            )
        changed = [event for event in self._events((change,)) if event not in self._known.events]
        events = changed or [event for event in self._known.events if event.id == change.event_id]
        effect = self._effect(events[0])
        return ChangeEffect(
            change=change,
            difference=difference,
            source=effect.source,
            source_nl=effect.source_nl,
            is_learned=effect.learned > 0.5,
        )

    def _effect(self, event: PlannedEvent) -> EventEffect:
        return effect_of(event, self._known, self._forecast.lead_steps, self._places, expected=self._expected)

    def _events(self, changes: Sequence[WhatIf]) -> list[PlannedEvent]:
        """Return the events that lie ahead, as the changes leave them."""
        events = {event.id: event for event in self._known.events if event.end_min > self._forecast.origin_min - 360}
        for number, change in enumerate(changes):
            event = events.get(change.event_id)
            if change.kind is WhatIfKind.CANCELLED:
                events.pop(change.event_id, None)
            elif change.kind is WhatIfKind.MOVED and event is not None:
                events[event.id] = _moved(event, round(change.amount))
            elif change.kind is WhatIfKind.VISITORS and event is not None:
                visitors = self._effect(event).visitors
                events[event.id] = replace(event, expected_visitors=max(0.0, _or_zero(visitors) + change.amount))
            elif change.kind is WhatIfKind.VISITORS and not change.event_id and change.amount > 0:
                events[f"what-if-{number}"] = _gathering(change, number)
        return list(events.values())

    def _factor(self, change: WhatIf) -> _Factor | None:
        """Return the factor of a change that is one; None for a change of events."""
        panel = self._known.panel
        target = self._forecast.target_min
        inside = np.array([self._is_inside(change, i) for i in range(len(panel.series))])[:, None]
        if change.kind is WhatIfKind.RAIN:
            found = rain_factor(self._known, target, change.amount, (change.start_min, change.end_min), self._rain)
            return _Factor(
                np.where(inside, found.factor, 1.0),
                found.doubt * inside,
                found.source,
                found.source_nl,
                found.is_learned,
            )
        during = ((target + panel.step_min > change.start_min) & (target < change.end_min))[None, :] & inside
        if change.kind is WhatIfKind.WARMTH:
            found = warmth_factor(self._known, target, change.amount)
            return _Factor(
                np.where(during, found.factor, 1.0),
                found.doubt * during,
                found.source,
                found.source_nl,
                is_learned=False,
            )
        if change.kind is WhatIfKind.LINE_OUT:
            return self._line_out(change, during)
        if change.kind is WhatIfKind.VISITORS and not change.event_id and change.amount <= 0:
            return self._fewer(change, during)
        return None

    def _fewer(self, change: WhatIf, during: Float64) -> _Factor:
        """Take persons away in proportion to how many are foreseen in the areas together."""
        foreseen = np.where(during, np.nan_to_num(self._shown.median), 0.0).sum(axis=0, keepdims=True)
        left = np.clip(1.0 + change.amount / np.maximum(foreseen, 1.0), 0.0, 1.0)
        source = "Assumed: those who stay away are missing everywhere in the same proportion."
        source_nl = "Aangenomen: wie wegblijft ontbreekt overal in dezelfde verhouding."
        return _Factor(np.where(during, left, 1.0), np.zeros(during.shape), source, source_nl, is_learned=False)

    def _line_out(self, change: WhatIf, during: Float64) -> _Factor:
        share = change.amount
        waits = np.array([one.like == "platform" for one in self._known.panel.series])[:, None]
        factor = np.where(waits, 1.0 + WAITS_LONGER * share, 1.0 - STAYS_AWAY * share)
        source = (
            f"Assumed: of the {share:.0%} who come with it {STAYS_AWAY:.0%} stay away, the others take another way, "
            f"and on platforms {WAITS_LONGER * share:.0%} more wait."
        )
        source_nl = (
            f"Aangenomen: van de {100 * share:.0f} % die ermee komt blijft {100 * STAYS_AWAY:.0f} % weg, "
            f"de anderen nemen een andere weg, en op perrons wacht {100 * WAITS_LONGER * share:.0f} % meer."
        )
        doubt = np.full(during.shape, LINE_DOUBT * share)
        return _Factor(np.where(during, factor, 1.0), np.where(during, doubt, 0.0), source, source_nl, is_learned=False)

    def _is_inside(self, change: WhatIf, column: int) -> bool:
        areas = self._places.areas(self._known.panel.series[column])
        return not change.area_ids or bool(set(areas) & set(change.area_ids))


def _moved_by(shown: QuantileForecast, unchanged: QuantileForecast, changed: QuantileForecast) -> QuantileForecast:
    """Return what is shown, moved by what changes of events move a forecast by, quantile by quantile."""
    if shown is unchanged:
        return changed
    difference = np.nan_to_num(changed.values - unchanged.values)
    moved = np.maximum(np.sort(shown.values + difference, axis=2), 0.0)
    is_same = (difference == 0.0).all(axis=2, keepdims=True)
    return replace(shown, values=np.where(is_same, shown.values, moved))


def _multiplied(forecast: QuantileForecast, factor: _Factor) -> QuantileForecast:
    """Return a forecast times a factor whose logarithm is in doubt."""
    levels = np.array(forecast.quantiles)
    median = forecast.median[:, :, None]
    times, doubt = factor.factor[:, :, None], factor.doubt[:, :, None]
    z = student_quantiles(levels, np.array(math.inf))
    own = (forecast.values - median) * times
    made = median * times * np.expm1(doubt * z)
    values = median * times + np.sign(levels - 0.5) * np.sqrt(own**2 + made**2)
    touched = (times != 1.0) | (doubt > 0)
    values = np.where(touched, np.maximum(np.sort(values, axis=2), 0.0), forecast.values)
    method = forecast.method if forecast.method.endswith("+what-if/1") else f"{forecast.method}+what-if/1"
    return replace(forecast, values=values, method=method)


def _moved(event: PlannedEvent, minutes: int) -> PlannedEvent:
    parts = tuple(
        replace(part, start_min=part.start_min + minutes, end_min=part.end_min + minutes) for part in event.programme
    )
    return replace(event, start_min=event.start_min + minutes, end_min=event.end_min + minutes, programme=parts)


def _gathering(change: WhatIf, number: int) -> PlannedEvent:
    return PlannedEvent(
        id=f"what-if-{number}",
        title=change.title,
        kind="gathering",
        announced_min=change.start_min,
        start_min=change.start_min,
        end_min=change.end_min,
        area_ids=change.area_ids,
        expected_visitors=change.amount,
        source="what-if",
    )


def _or_zero(number: float) -> float:
    return number if math.isfinite(number) else 0.0
