# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Routes about what is foreseen: per area and stream, as a picture of a moment ahead, and what it was made by."""

from __future__ import annotations

import asyncio
import math
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from baken.forecast.lifecycle.store import StoredModel
from baken.forecast.model import SeriesKind, Status
from baken.forecast.notes import told
from baken.forecast.registry import REFERENCE
from baken.service.forecasting.foresight import HORIZON_H
from baken.service.forecasting.issued import NEAR_STEP_MIN, Issue
from baken.service.forecasting.standing import State
from baken.service.forecasting.wording import sentences
from baken.service.http.access import reads_forecasts
from baken.service.http.forecast_bodies import (
    AlarmBody,
    ChampionBody,
    ContributionBody,
    ForecastBody,
    ForecastExplanationBody,
    ForecastPictureBody,
    ForecastsBody,
    ForecastSeriesBody,
    ForecastTimelineBody,
    ModelBody,
    ModelCardBody,
    ModelsBody,
    NextHoursBody,
)
from baken.service.http.forecast_body import (
    STATUS,
    forecast_body,
    forecast_picture_body,
    issue_body,
    timeline_body,
    way_name,
)
from baken.service.http.moments import moment
from baken.service.http.problems import InvalidInputError, NotFoundError
from baken.service.node import Node
from baken.vocabulary.time import format_instant, from_us, to_us

if TYPE_CHECKING:
    from baken.forecast.explanation import Explainer

_MOST_ISSUES: Final = 48
_FOLDERS: Final = {SeriesKind.PERSONS: "areas", SeriesKind.COUNT: "streams", SeriesKind.FLOW: "ways"}

Hours = Annotated[int, QueryParameter(name="hours", ge=1, le=720, description="How many hours ahead at most.")]
AsOf = Annotated[
    str | None,
    QueryParameter(
        name="asOf", max_length=40, description="What had been issued by this moment (ISO 8601 with zone); default now."
    ),
]
At = Annotated[
    str, QueryParameter(name="at", max_length=40, description="A moment that is foreseen (ISO 8601 with zone).")
]


@get("/api/v1/forecasts", operation_id="listForecasts", tags=["forecasts"], opt=reads_forecasts())
async def forecasts(node: NamedDependency[Node]) -> ForecastsBody:
    """Return what is foreseen, by what, and when the next issue comes."""
    return await asyncio.to_thread(_forecasts, node)


def _forecasts(node: Node) -> ForecastsBody:
    forecasting = node.forecasting
    now, due = node.clock.now(), forecasting.next_issue()
    issues = forecasting.store.issues(to_us(now), most=_MOST_ISSUES)
    latest = issues[0] if issues else None
    state = forecasting.state
    alarms = forecasting.watch.alarms
    sentence, sentence_nl = sentences(state, due, alarms, fits=forecasting.fits, awaits_weeks=forecasting.awaits_weeks)
    next_refit = forecasting.models.next_fit(forecasting.schedule, forecasting.zone, now) if forecasting.fits else None
    return ForecastsBody(
        now=now,
        state=state.value,
        sentence=sentence,
        sentence_nl=sentence_nl,
        issue_every_min=forecasting.schedule.issue_every_min,
        step_min=latest.step_min if latest else forecasting.schedule.issue_every_min,
        horizon_h=HORIZON_H,
        next_issue=due,
        next_refit=next_refit,
        latest=issue_body(latest) if latest else None,
        explained=None if forecasting.newest is None else forecasting.newest.issue.number,
        next_hours=_next_hours(node),
        issues=[issue_body(one) for one in issues],
        champion=_champion(node, now),
        mistrust=latest.mistrust.value if latest else "",
        alarms=[
            AlarmBody(
                kind=one.kind.value,
                value=round(one.value, 4),
                usual=round(one.usual, 4),
                limit=round(one.limit, 4),
                sentence=one.sentence(),
                sentence_nl=one.sentence_nl(),
            )
            for one in alarms
        ],
        reference=REFERENCE,
        series=[] if latest is None or state is State.UNDECLARED else _series(node, latest),
    )


def _next_hours(node: Node) -> NextHoursBody | None:
    near = node.forecasting.near
    if near is None or not node.forecasting.is_declared:
        return None
    latest = node.forecasting.nearest()
    return NextHoursBody(
        issue_every_min=NEAR_STEP_MIN,
        step_min=NEAR_STEP_MIN,
        latest=None if latest is None else issue_body(latest),
        explained=None if near.newest is None else near.newest.issue.number,
    )


def _champion(node: Node, now: datetime) -> ChampionBody | None:
    champion = node.forecasting.models.champion(now)
    record = None if champion is None else node.forecasting.models.record(champion.id)
    if record is None:
        return None
    card = f"/api/v1/forecast-models/{record.id}"
    return ChampionBody(id=record.id, method=record.method, fitted_at=from_us(record.fitted_at_us), model_card=card)


def _series(node: Node, issue: Issue) -> list[ForecastSeriesBody]:
    names = {area.id: area.name for area in node.city.areas} | {s.id: s.name for s in node.city.streams}
    return [
        ForecastSeriesBody(
            series_id=one.series.id,
            kind=one.series.kind.value,
            place_id=one.series.place_id,
            name=way_name(node.city, one.series.id) or names.get(one.series.place_id, one.series.place_id),
            status=STATUS[one.status],
            note=one.note,
            note_nl=told(one.note, "nl"),
            link=f"/api/v1/forecasts/{_FOLDERS[one.series.kind]}/{one.series.id.partition(':')[2]}",
        )
        for one in node.forecasting.store.foreseen(issue)
    ]


@get("/api/v1/forecasts/areas/{area_id:str}", operation_id="getAreaForecast", tags=["forecasts"], opt=reads_forecasts())
async def area_forecast(
    node: NamedDependency[Node], area_id: FromPath[str], hours: Hours = HORIZON_H, as_of: AsOf = None
) -> ForecastBody:
    """Return how many persons are foreseen in an area, in quantiles, with the probability of each level."""
    return await asyncio.to_thread(_forecast, node, _area(node, area_id), hours, as_of)


@get(
    "/api/v1/forecasts/streams/{stream_id:str}",
    operation_id="getStreamForecast",
    tags=["forecasts"],
    opt=reads_forecasts(),
)
async def stream_forecast(
    node: NamedDependency[Node], stream_id: FromPath[str], hours: Hours = HORIZON_H, as_of: AsOf = None
) -> ForecastBody:
    """Return how many persons are foreseen to pass a stream's cross-section per step, in quantiles."""
    return await asyncio.to_thread(_forecast, node, _stream(node, stream_id), hours, as_of)


@get("/api/v1/forecasts/ways/{way_id:str}", operation_id="getWayForecast", tags=["forecasts"], opt=reads_forecasts())
async def way_forecast(
    node: NamedDependency[Node], way_id: FromPath[str], hours: Hours = HORIZON_H, as_of: AsOf = None
) -> ForecastBody:
    """Return how many persons are foreseen to take a way of a gate per step, in quantiles.

    A way is its gate, the area that is left and the area that is entered, with colons between.
    """
    return await asyncio.to_thread(_forecast, node, _way(node, way_id), hours, as_of)


def _way(node: Node, way_id: str) -> tuple[str, ...]:
    name = way_name(node.city, f"way:{way_id}")
    if not name:
        raise NotFoundError(f"There is no way {way_id!r}.", remedy="GET /api/v1/forecasts lists what is foreseen.")
    return f"way:{way_id}", SeriesKind.FLOW.value, way_id.partition(":")[0], name


def _area(node: Node, area_id: str) -> tuple[str, ...]:
    for area in node.city.areas:
        if area.id == area_id:
            return f"area:{area_id}", SeriesKind.PERSONS.value, area_id, area.name
    raise NotFoundError(f"There is no area {area_id!r}.", remedy="GET /api/v1/areas lists them.")


def _stream(node: Node, stream_id: str) -> tuple[str, ...]:
    for stream in node.city.streams:
        if stream.id == stream_id:
            return f"stream:{stream_id}", SeriesKind.COUNT.value, stream_id, stream.name
    raise NotFoundError(f"There is no stream {stream_id!r}.", remedy="GET /api/v1/forecasts lists what is foreseen.")


def _forecast(node: Node, name: tuple[str, ...], hours: int, as_of: str | None) -> ForecastBody:
    issue = _issue(node, as_of, of_areas=name[1] == SeriesKind.PERSONS.value)
    shown = () if issue is None else node.forecasting.foreseen(issue, name[0])
    return forecast_body(node, issue, shown[0] if shown else None, name, hours)


def _issue(node: Node, as_of: str | None, *, of_areas: bool) -> Issue | None:
    """Return the newest issue of a moment that is not later than now; of areas with the newest next two hours."""
    asked = node.forecasting.ahead if of_areas else node.forecasting.latest
    if as_of is None:
        return asked()
    wanted = moment(as_of)
    if wanted > node.clock.now():
        raise InvalidInputError(f"{format_instant(wanted)} has not been yet.", remedy="Ask for a moment before now.")
    return asked(wanted)


@get("/api/v1/forecast-picture", operation_id="getForecastPicture", tags=["forecasts"], opt=reads_forecasts())
async def forecast_picture(node: NamedDependency[Node], at: At, as_of: AsOf = None) -> ForecastPictureBody:
    """Return the picture of a moment ahead, in columns as the picture of now."""
    wanted = moment(at)
    return await asyncio.to_thread(_picture, node, wanted, as_of)


def _picture(node: Node, wanted: datetime, as_of: str | None) -> ForecastPictureBody:
    issue = _issue(node, as_of, of_areas=True)
    if issue is None:
        raise NotFoundError("No forecast has been issued yet.", remedy="GET /api/v1/forecasts tells when one is due.")
    place = issue.place_of(to_us(wanted), node.forecasting.zone)
    if place is None:
        first, last = from_us(issue.origin_us), from_us(issue.end_us(node.forecasting.zone))
        raise NotFoundError(
            f"{format_instant(wanted)} is not foreseen.",
            remedy=f"Ask for a moment from {format_instant(first)} to before {format_instant(last)}.",
        )
    return forecast_picture_body(node, issue, place, wanted)


@get("/api/v1/forecast-timeline", operation_id="getForecastTimeline", tags=["forecasts"], opt=reads_forecasts())
async def forecast_timeline(
    node: NamedDependency[Node], hours: Hours = HORIZON_H, as_of: AsOf = None
) -> ForecastTimelineBody:
    """Return the whole city ahead: persons in all areas together, and the highest level of any area."""
    return await asyncio.to_thread(lambda: timeline_body(node, _issue(node, as_of, of_areas=True), hours))


@get(
    "/api/v1/forecasts/areas/{area_id:str}/explanation",
    operation_id="explainAreaForecast",
    tags=["forecasts"],
    opt=reads_forecasts(),
)
async def area_explanation(node: NamedDependency[Node], area_id: FromPath[str], at: At) -> ForecastExplanationBody:
    """Return why so many persons are foreseen in an area at a moment, of the newest issue of this node."""
    return await asyncio.to_thread(_explanation, node, _area(node, area_id)[0], moment(at))


@get(
    "/api/v1/forecasts/streams/{stream_id:str}/explanation",
    operation_id="explainStreamForecast",
    tags=["forecasts"],
    opt=reads_forecasts(),
)
async def stream_explanation(node: NamedDependency[Node], stream_id: FromPath[str], at: At) -> ForecastExplanationBody:
    """Return why so many persons are foreseen to pass at a moment, of the newest issue of this node."""
    return await asyncio.to_thread(_explanation, node, _stream(node, stream_id)[0], moment(at))


def _explanation(node: Node, series_id: str, wanted: datetime) -> ForecastExplanationBody:
    forecasting = node.forecasting
    issue = forecasting.ahead() if series_id.startswith("area:") else forecasting.latest()
    place = None if issue is None else issue.place_of(to_us(wanted), forecasting.zone)
    if issue is None or place is None:
        raise _unexplained()
    shown = forecasting.foreseen(issue, series_id)
    if not shown or shown[0].raw.status is Status.NONE or bool(shown[0].few[place]):
        raise NotFoundError("Nothing may be told of it.", remedy="GET /api/v1/forecasts tells why.")
    explainer, column, lead = _explainer(node, issue, place, series_id)
    found = explainer.explain(column, lead)
    few = shown[0].k > 1
    baseline, median, lower, upper = (
        None if few else _number(value) for value in (found.baseline, found.median, found.lower, found.upper)
    )
    return ForecastExplanationBody(
        series_id=series_id,
        time=from_us(int(issue.target_us(node.forecasting.zone)[place])),
        baseline=baseline,
        median=median,
        lower80=lower,
        upper80=upper,
        sentence="" if few else found.sentence("en"),
        sentence_nl="" if few else found.sentence("nl"),
        contributions=[
            ContributionBody(
                cause=one.cause.value,
                factor=round(one.factor, 4),
                words=one.words["en"],
                words_nl=one.words["nl"],
                basis=one.basis.value,
            )
            for one in found.contributions
        ],
    )


def _explainer(node: Node, issue: Issue, place: int, series_id: str) -> tuple[Explainer, int, int]:
    """Return what explains a place among the leads of an issue, with the column and the lead that it is asked for."""
    from baken.forecast.explanation import Explainer

    newest, near = node.forecasting.newest, node.forecasting.near
    if issue.laid_over and place < issue.own_leads:
        told = None if near is None else near.newest
        if told is not None and told.issue.number == issue.number and told.near is not None:
            column = told.near.said.series_ids.index(series_id)
            if told.near.covers(column, place):
                return Explainer(told.near.said, told.known, forecaster=told.near.made_by), column, place
        raise _unexplained()
    whole = issue if issue.beyond is None else issue.beyond
    if newest is None or newest.issue.number != whole.number:
        raise _unexplained()
    made, lead = newest.foresight, place if issue.beyond is None else place - issue.own_leads + issue.beyond_from
    column = made.shown.series_ids.index(series_id)
    if made.near is not None and made.near.covers(column, lead):
        return Explainer(made.near.said, made.known, forecaster=made.near.made_by), column, lead
    laid = Explainer(
        made.shown,
        made.known,
        forecaster=made.made_by,
        weather=made.weather,
        laid_on=made.effects,
        before=made.bare,
    )
    return laid, column, lead


def _unexplained() -> NotFoundError:
    return NotFoundError(
        "There is no explanation of that moment.",
        remedy="Ask about a moment of the newest issue; GET /api/v1/forecasts tells which.",
    )


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 1)


@get("/api/v1/forecast-models", operation_id="listForecastModels", tags=["forecasts"], opt=reads_forecasts())
async def models(node: NamedDependency[Node]) -> ModelsBody:
    """Return the fitted models of this node, newest first."""
    found = await asyncio.to_thread(node.forecasting.models.all)
    champion = node.forecasting.models.champion_id()
    return ModelsBody(models=[_model(one, champion) for one in found])


def _model(record: StoredModel, champion: str) -> ModelBody:
    return ModelBody(
        id=record.id,
        method=record.method,
        fitted_at=from_us(record.fitted_at_us),
        series=record.series,
        size=record.size,
        is_champion=record.id == champion,
        link=f"/api/v1/forecast-models/{record.id}",
    )


@get(
    "/api/v1/forecast-models/{model_id:str}", operation_id="getForecastModel", tags=["forecasts"], opt=reads_forecasts()
)
async def model(node: NamedDependency[Node], model_id: FromPath[str]) -> ModelCardBody:
    """Return a fitted model with its card: what it learned from, how good it was, and where it is weak."""
    found = await asyncio.to_thread(node.forecasting.models.record, model_id)
    if found is None:
        raise NotFoundError(f"There is no model {model_id!r}.", remedy="GET /api/v1/forecast-models lists them.")
    card = await asyncio.to_thread(node.forecasting.models.card, model_id)
    return ModelCardBody(model=_model(found, node.forecasting.models.champion_id()), card=card)


FORECAST_ROUTES: Final = (
    forecasts,
    area_forecast,
    stream_forecast,
    way_forecast,
    forecast_picture,
    forecast_timeline,
    area_explanation,
    stream_explanation,
    models,
    model,
)
