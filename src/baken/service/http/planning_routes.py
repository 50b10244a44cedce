# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Routes about the days ahead: a plan per area and day, and what would be if something changed.

What is supposed is reckoned from the newest issue and goes nowhere else: nothing of it is kept.
"""

from __future__ import annotations

import asyncio
import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from baken.errors import BakenError
from baken.forecast.wall_clock import from_wall_min, to_wall_min
from baken.observation.intake import OverloadedError
from baken.service.http.access import reads_forecasts
from baken.service.http.forecast_body import STATUS, issue_body
from baken.service.http.planning_bodies import (
    AreaDayBody,
    AreaPlanBody,
    ChangeEffectBody,
    ChangeRequest,
    PlanBody,
    PlanDayBody,
    PlannedEventBody,
    StaffingBody,
    StewardsBody,
    WhatIfBody,
    WhatIfRequest,
)
from baken.service.http.problems import InvalidInputError, NotFoundError, exactly
from baken.service.node import Node
from baken.vocabulary.time import from_us, to_us

if TYPE_CHECKING:
    from baken.forecast.events import PlannedEvent
    from baken.forecast.model import Float64, QuantileForecast
    from baken.forecast.what_if import ChangeEffect, WhatIf
    from baken.service.forecasting.foresight import Shown
    from baken.service.forecasting.issued import Issue
    from baken.service.forecasting.planning import AreaDay, PlanDay

MOST_AT_ONCE: Final = 3
"""Reckonings that wait for their turn; more are asked to come back."""

_NOTHING: Final = "No forecast has been issued yet."
_NOTHING_NL: Final = "Er is nog geen verwachting uitgegeven."


@get("/api/v1/forecast-plan", operation_id="getForecastPlan", tags=["forecasts"], opt=reads_forecasts())
async def forecast_plan(node: NamedDependency[Node]) -> PlanBody:
    """Return the days ahead: per area the peak, how likely it is to be too full, stewards; and what is planned."""
    return await asyncio.to_thread(_plan, node)


@post(
    "/api/v1/forecasts/what-if",
    operation_id="supposeChanges",
    tags=["forecasts"],
    opt=reads_forecasts(),
    status_code=200,
)
async def what_if(
    node: NamedDependency[Node], request: Request[Any, Any, Any], data: JSONBody[WhatIfRequest]
) -> WhatIfBody:
    """Return what would be foreseen if it rained, more came, a line were out, or an event were moved or called off."""
    wish = exactly(await request.body(), type(data))
    if not wish.changes:
        raise InvalidInputError("Nothing is supposed.", remedy="Give at least one change.")
    async with _Turn(node):
        return await asyncio.to_thread(_supposed, node, wish)


class _Turn:
    """One reckoning of a node at a time; a few may wait."""

    _locks: Final[dict[int, tuple[asyncio.Lock, list[int]]]] = {}

    def __init__(self, node: Node) -> None:
        self._lock, self._waiting = self._locks.setdefault(id(node), (asyncio.Lock(), [0]))

    async def __aenter__(self) -> None:
        if self._waiting[0] >= MOST_AT_ONCE:
            raise OverloadedError("Too much is supposed at this moment.", remedy="Try again in a moment.")
        self._waiting[0] += 1
        try:
            await self._lock.acquire()
        except BaseException:
            self._waiting[0] -= 1
            raise

    async def __aexit__(self, *_: object) -> None:
        self._waiting[0] -= 1
        self._lock.release()


def _plan(node: Node) -> PlanBody:
    from baken.service.forecasting.planning import days_ahead

    forecasting, now = node.forecasting, node.clock.now()
    days = days_ahead(now, forecasting.zone)
    issue = forecasting.latest()
    return PlanBody(
        now=now,
        issue=None if issue is None else issue_body(issue),
        sentence=_NOTHING if issue is None else "",
        sentence_nl=_NOTHING_NL if issue is None else "",
        staffing=_staffing(node),
        days=[_day_body(node, day) for day in days],
        areas=[] if issue is None else _areas(node, issue, days, forecasting.foreseen(issue)),
        events=[_event_body(node, event) for event in _events(node, days)],
    )


def _staffing(node: Node) -> StaffingBody | None:
    planning = node.city.planning
    if planning is None:
        return None
    return StaffingBody(persons_per_steward=planning.persons_per_steward, source=planning.source)


def _day_body(node: Node, day: PlanDay) -> PlanDayBody:
    calendar = node.city.calendar
    return PlanDayBody(
        date=day.day,
        day_off=calendar.is_day_off(day.day),
        name=calendar.holiday(day.day, "en"),
        name_nl=calendar.holiday(day.day, "nl"),
        from_=from_us(day.from_us),
        to=from_us(day.to_us),
    )


def _events(node: Node, days: tuple[PlanDay, ...]) -> list[PlannedEvent]:
    """Return the events of the days ahead that had been announced by now."""
    zone = node.forecasting.zone
    first, last, now = (
        int(to_wall_min(np.array([us]), zone)[0]) for us in (days[0].from_us, days[-1].to_us, to_us(node.clock.now()))
    )
    return [e for e in node.city.events if e.start_min < last and e.end_min > first and e.announced_min <= now]


def _event_body(node: Node, event: PlannedEvent) -> PlannedEventBody:
    zone = node.forecasting.zone
    return PlannedEventBody(
        id=event.id,
        title=event.title,
        kind=event.kind,
        start=from_us(from_wall_min(event.start_min, zone)),
        end=from_us(from_wall_min(event.end_min, zone)),
        area_ids=list(event.area_ids),
        expected_visitors=event.expected_visitors if event.has_size else None,
        source=event.source,
    )


def _areas(node: Node, issue: Issue, days: tuple[PlanDay, ...], foreseen: tuple[Shown, ...]) -> list[AreaPlanBody]:
    """Return every area of the city with its days, in the order of the city."""
    from baken.forecast.model import SeriesKind
    from baken.service.forecasting.planning import area_day
    from baken.situation.levels import breaks_in_persons

    found = {one.raw.series.place_id: one for one in foreseen if one.raw.series.kind is SeriesKind.PERSONS}
    target_us = issue.target_us(node.forecasting.zone)
    breaks = breaks_in_persons(node.city.areas)

    def day_of(one: Shown | None, limits: Float64, day: PlanDay) -> AreaDayBody | None:
        if one is None:
            return None
        seen = area_day(one.values, one.raw.values, target_us, day, limits, issue.quantiles)
        return None if seen is None else _area_day_body(node, seen, target_us.tolist(), STATUS[one.raw.status])

    return [
        AreaPlanBody(area_id=area.id, days=[day_of(found.get(area.id), breaks[i], day) for day in days])
        for i, area in enumerate(node.city.areas)
    ]


def _area_day_body(node: Node, day: AreaDay, target_us: list[int], status: str) -> AreaDayBody:
    from baken.service.forecasting.planning import stewards_for

    planning = node.city.planning
    lower, median, upper = (round(x, 1) for x in (day.lower80, day.median, day.upper80))
    return AreaDayBody(
        peak_at=from_us(target_us[day.peak]),
        median=median,
        lower80=lower,
        upper80=upper,
        level=day.level or None,
        probability45=None if math.isnan(day.likely45) else round(day.likely45, 4),
        probability45_at=None if math.isnan(day.likely45) else from_us(target_us[day.likely45_at]),
        status=status,
        stewards=None
        if planning is None
        else StewardsBody(
            lower=stewards_for(lower, planning.persons_per_steward),
            median=stewards_for(median, planning.persons_per_steward),
            upper=stewards_for(upper, planning.persons_per_steward),
        ),
    )


def _supposed(node: Node, wish: WhatIfRequest) -> WhatIfBody:
    from baken.forecast.what_if import WhatIfError
    from baken.forecast.what_if import what_if as reckoned
    from baken.service.forecasting.planning import days_ahead

    forecasting = node.forecasting
    newest = forecasting.newest
    latest = forecasting.latest()
    if newest is None or latest is None or newest.issue.number != latest.number:
        raise NotFoundError(
            "Nothing was issued since the start, so there is nothing to suppose changes of.",
            remedy="Ask again after the next issue.",
        )
    foresight, issue = newest.foresight, newest.issue
    changes = [_change(node, change) for change in wish.changes]
    try:
        outcome = reckoned(foresight.before, foresight.known, forecasting.places(), changes, shown=foresight.shown)
    except WhatIfError as error:
        raise InvalidInputError(error.message, remedy=error.remedy) from error
    shown = forecasting.foreseen(issue)
    days = days_ahead(node.clock.now(), forecasting.zone)
    return WhatIfBody(
        issue=issue_body(issue),
        before=_areas(node, issue, days, _as(shown, outcome.before)),
        after=_areas(node, issue, days, _as(shown, outcome.after)),
        changes=[_effect_body(node, issue, shown, effect) for effect in outcome.changes],
    )


def _change(node: Node, change: ChangeRequest) -> WhatIf:
    from baken.forecast.what_if import WhatIf

    areas = {area.id for area in node.city.areas}
    for area_id in change.area_ids:
        if area_id not in areas:
            raise InvalidInputError(f"There is no area {area_id[:80]!r}.", remedy="Choose areas of this city.")
    try:
        start, end = (
            0 if moment is None else int(to_wall_min(np.array([to_us(moment)]), node.forecasting.zone)[0])
            for moment in (change.start, change.end)
        )
    except (OverflowError, ValueError, BakenError) as error:
        raise InvalidInputError("A time lies outside the calendar.", remedy="Give times of the days ahead.") from error
    return WhatIf(
        kind=change.kind,
        title=change.title[:200] or change.kind.value,
        amount=change.amount,
        start_min=start,
        end_min=end,
        area_ids=tuple(change.area_ids),
        event_id=change.event_id,
    )


def _as(shown: tuple[Shown, ...], forecast: QuantileForecast) -> tuple[Shown, ...]:
    """Return a forecast as it may be shown: withheld below the k that holds for each series now."""
    from dataclasses import replace

    from baken.service.forecasting.foresight import Shown

    return tuple(Shown.of(replace(one.raw, values=forecast.values[i]), one.k) for i, one in enumerate(shown))


def _effect_body(node: Node, issue: Issue, shown: tuple[Shown, ...], effect: ChangeEffect) -> ChangeEffectBody:
    from baken.forecast.model import SeriesKind

    is_area = np.array([one.raw.series.kind is SeriesKind.PERSONS for one in shown])
    k = max((one.k for one in shown), default=1)
    together = np.nansum(effect.difference[is_area], axis=0) if is_area.any() else np.zeros(len(issue.lead_steps))
    target_us = issue.target_us(node.forecasting.zone)
    together = np.where(target_us > 0, together, 0.0)
    most = int(np.argmax(np.abs(together)))
    return ChangeEffectBody(
        title=effect.change.title,
        kind=effect.change.kind.value,
        difference=float(np.round(together[most] / k) * k),
        difference_at=from_us(int(target_us[most])),
        source=effect.source,
        source_nl=effect.source_nl,
        is_learned=bool(effect.is_learned),
    )


PLANNING_ROUTES: Final = (forecast_plan, what_if)
