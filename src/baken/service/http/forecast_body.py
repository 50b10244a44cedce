# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From what was issued to the bodies of the routes about forecasts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from baken.forecast.crowding import level_probabilities
from baken.forecast.crowding import levels as levels_of
from baken.forecast.model import SeriesKind, Status
from baken.forecast.notes import Code, told
from baken.forecast.notes import note as said
from baken.service.http.forecast_bodies import (
    ForecastBody,
    ForecastPictureBody,
    ForecastSummaryBody,
    ForecastTimelineBody,
    IssueBody,
    ReferenceBody,
)
from baken.service.http.picture_body import levels, numbers, probabilities
from baken.situation.levels import LIMIT_LEVEL, breaks_in_persons
from baken.vocabulary.place import OUTSIDE
from baken.vocabulary.time import NO_TIME_US, from_us

if TYPE_CHECKING:
    from datetime import datetime

    from baken.city.model import City
    from baken.forecast.model import Bool, Float64
    from baken.service.forecasting.foresight import Shown
    from baken.service.forecasting.issued import Issue
    from baken.service.node import Node

STATUS = {Status.OWN: "own", Status.REFERENCE: "reference", Status.NONE: "none"}
BAND_SHARE = 0.8


def way_name(city: City, series_id: str) -> str:
    """Return what a way is called: its gate, and where it leads to; empty when it is none of a city."""
    parts = series_id.split(":")
    gate = next((one for one in city.gates if parts[1:2] == [one.id]), None)
    if gate is None or len(parts) != 4 or parts[0] != "way" or parts[2] == parts[3]:
        return ""
    names = {area.id: area.name for area in city.areas if area.id in gate.area_ids} | {OUTSIDE: OUTSIDE}
    ends = [names.get(end) for end in parts[2:]]
    return "" if None in ends else f"{gate.name}: {ends[0]} \u2192 {ends[1]}"


def issue_body(issue: Issue) -> IssueBody:
    """Return the body of an issue."""
    return IssueBody(
        number=issue.number,
        issued_at=from_us(issue.issued_at_us),
        origin=from_us(issue.origin_us),
        method=issue.method,
        model=issue.model,
        reference=issue.reference,
        mistrust=issue.mistrust.value,
        series=issue.series,
        leads=len(issue.lead_steps),
        seconds=round(issue.seconds, 3),
    )


def forecast_body(
    node: Node, issue: Issue | None, shown: Shown | None, name: tuple[str, ...], hours: int
) -> ForecastBody:
    """Return what was issued of one series; with nothing in it where nothing was.

    Parameters
    ----------
    name
        Id of the series, its kind, its place, and the name of that.
    """
    series_id, kind, place_id, called = name
    note = "" if shown is None else shown.raw.note
    status = Status.NONE if shown is None else shown.raw.status
    if shown is None:
        note = said(Code.NOT_ISSUED if issue is None else Code.NOT_IN_ISSUE)
    columns: dict[str, Any] = _nothing()
    if issue is not None and shown is not None and status is not Status.NONE:
        columns = _columns(node, issue, shown, hours)
    return ForecastBody(
        series_id=series_id,
        kind=kind,
        place_id=place_id,
        name=called,
        now=node.clock.now(),
        status=STATUS[status],
        note=note,
        note_nl=told(note, "nl"),
        issue=None if issue is None else issue_body(issue),
        step_min=None if issue is None else issue.step_min,
        **columns,
    )


def _nothing() -> dict[str, Any]:
    names = (
        "time lead median lower80 upper80 lower95 upper95 quantiles values level level_likely level_probability below_k"
    )
    return {"reference": None} | {name: [] for name in names.split()}


def there(node: Node, issue: Issue, hours: int) -> Bool:
    """Return which leads are told: of so many hours, and that the clock shows."""
    within: Bool = issue.lead_steps * issue.step_min <= hours * 60
    shown: Bool = issue.target_us(node.forecasting.zone) != NO_TIME_US
    return within & shown


def _columns(node: Node, issue: Issue, shown: Shown, hours: int) -> dict[str, Any]:
    chosen = there(node, issue, hours)
    values, beside = shown.values[chosen], shown.reference[chosen]
    at = {q: issue.quantiles.index(q) for q in (0.025, 0.1, 0.5, 0.9, 0.975)}
    times = issue.target_us(node.forecasting.zone)[chosen]
    return {
        "time": [from_us(us) for us in times.tolist()],
        "lead": issue.lead_steps[chosen].tolist(),
        "median": numbers(values[:, at[0.5]], 1),
        "lower80": numbers(values[:, at[0.1]], 1),
        "upper80": numbers(values[:, at[0.9]], 1),
        "lower95": numbers(values[:, at[0.025]], 1),
        "upper95": numbers(values[:, at[0.975]], 1),
        "quantiles": list(issue.quantiles),
        "values": [None if row[0] != row[0] else row for row in np.round(values, 1).tolist()],
        "reference": ReferenceBody(
            method=issue.reference,
            median=numbers(beside[:, at[0.5]], 1),
            lower80=numbers(beside[:, at[0.1]], 1),
            upper80=numbers(beside[:, at[0.9]], 1),
        ),
        "below_k": [shown.k if few else None for few in shown.few[chosen].tolist()],
        **_levels(node, issue, shown, chosen),
    }


def _levels(node: Node, issue: Issue, shown: Shown, chosen: Bool) -> dict[str, Any]:
    if shown.raw.series.kind is not SeriesKind.PERSONS:
        return {"level": [], "level_likely": [], "level_probability": []}
    areas = [area for area in node.city.areas if area.id == shown.raw.series.place_id]
    breaks = breaks_in_persons(areas)[0] if areas else np.full(4, np.nan)
    raw = shown.raw.values[chosen]
    level, likely = levels_of(raw, breaks, issue.quantiles)
    return {
        "level": levels(level),
        "level_likely": levels(likely),
        "level_probability": probabilities(level_probabilities(raw, breaks, issue.quantiles)),
    }


def of_areas(node: Node, issue: Issue) -> tuple[list[Shown | None], Float64, Float64]:
    """Return what was issued of each area, in the order of the city, shown and raw, shape (areas, leads, quantiles)."""
    found = {one.raw.series.place_id: one for one in node.forecasting.foreseen(issue) if _is_area(one)}
    empty = np.full((len(issue.lead_steps), len(issue.quantiles)), np.nan)
    shown = [found.get(area.id) for area in node.city.areas]
    values = np.array([empty if one is None else one.values for one in shown]).reshape(len(shown), *empty.shape)
    raw = np.array([empty if one is None else one.raw.values for one in shown]).reshape(len(shown), *empty.shape)
    return shown, values, raw


def _is_area(one: Shown) -> bool:
    return one.raw.series.kind is SeriesKind.PERSONS


def forecast_picture_body(node: Node, issue: Issue, place: int, at: datetime) -> ForecastPictureBody:
    """Return the picture of the step at a place in an issue."""
    shown, every, every_raw = of_areas(node, issue)
    values, raw = every[:, place], every_raw[:, place]
    column = {q: values[:, issue.quantiles.index(q)] for q in (0.025, 0.1, 0.5, 0.9, 0.975)}
    breaks = breaks_in_persons(node.city.areas)
    level, likely = levels_of(raw, breaks, issue.quantiles)
    beside = np.array(
        [np.nan if one is None else one.reference[place, issue.quantiles.index(0.5)] for one in shown], np.float64
    )
    start_us = int(issue.target_us(node.forecasting.zone)[place])
    return ForecastPictureBody(
        now=node.clock.now(),
        at=at,
        time=from_us(start_us),
        time_end=from_us(start_us + issue.length_min(place) * 60_000_000),
        issue=issue_body(issue.issue_of(place)),
        band_share=BAND_SHARE,
        summary=_summary(column[0.5], level),
        area_ids=[area.id for area in node.city.areas],
        persons_forecast=numbers(column[0.5], 1),
        persons_lower=numbers(column[0.1], 1),
        persons_upper=numbers(column[0.9], 1),
        persons_lower95=numbers(column[0.025], 1),
        persons_upper95=numbers(column[0.975], 1),
        persons_reference=numbers(beside, 1),
        density_per_m2=numbers(column[0.5] / np.array([area.usable_area_m2 for area in node.city.areas]), 5),
        level=levels(level),
        level_likely=levels(likely),
        level_probability=probabilities(level_probabilities(raw, breaks, issue.quantiles)),
        status=["none" if one is None else STATUS[one.raw.status] for one in shown],
        note=["" if one is None else one.raw.note for one in shown],
        note_nl=["" if one is None else told(one.raw.note, "nl") for one in shown],
        below_k=[one.k if one is not None and bool(one.few[place]) else None for one in shown],
    )


def _summary(persons: Float64, level: Any) -> ForecastSummaryBody:
    known = np.isfinite(persons)
    return ForecastSummaryBody(
        persons=round(float(persons[known].sum()), 1) if known.any() else None,
        areas=len(persons),
        areas_foreseen=int(known.sum()),
        areas_above_limit=int((level >= LIMIT_LEVEL).sum()),
        highest_level=int(level.max(initial=0)) or None,
    )


def timeline_body(node: Node, issue: Issue | None, hours: int) -> ForecastTimelineBody:
    """Return the whole city ahead; empty where nothing was issued."""
    now = node.clock.now()
    if issue is None:
        return ForecastTimelineBody(
            now=now, issue=None, step_min=None, time=[], persons=[], level=[], areas_foreseen=[]
        )
    chosen = there(node, issue, hours)
    _, every, every_raw = of_areas(node, issue)
    median = every[:, chosen, issue.quantiles.index(0.5)]
    level, _ = levels_of(every_raw[:, chosen].transpose(1, 0, 2), breaks_in_persons(node.city.areas), issue.quantiles)
    known = np.isfinite(median)
    return ForecastTimelineBody(
        now=now,
        issue=issue_body(issue),
        step_min=issue.step_min,
        time=[from_us(us) for us in issue.target_us(node.forecasting.zone)[chosen].tolist()],
        persons=numbers(np.where(known.any(axis=0), np.where(known, median, 0.0).sum(axis=0), np.nan), 1),
        level=levels(level.max(axis=1, initial=0)),
        areas_foreseen=known.sum(axis=0).tolist(),
    )
