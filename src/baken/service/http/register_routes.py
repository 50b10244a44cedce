# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Routes of the public registers and of the drafts of assessments: all generated at the moment they are asked for."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, cast

from litestar import Request, Response, get
from litestar.datastructures import CacheControlHeader
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from baken.governance.lists import Action
from baken.governance.model import Principal, Question
from baken.registers.algorithms import AlgorithmRegister
from baken.registers.drafts.model import Draft, DraftKind
from baken.registers.forms import (
    DRAFT_FORMS,
    DRAFTS,
    REGISTERS,
    DraftRecord,
    RegisterRecord,
    chosen,
    drafts_listed,
    registers_listed,
)
from baken.registers.here import HereRecord, here
from baken.registers.model import Facts
from baken.registers.pages.page import STYLESHEET_PATH, stylesheet
from baken.registers.processing import ArticleThirty, ProcessingRegister, article_thirty
from baken.registers.sensors import SensorRegister
from baken.service.http.access import access, open_to_all, principal_of
from baken.service.http.origins import public_address
from baken.service.http.problems import InvalidInputError, NotFoundError
from baken.service.node import Node
from baken.service.register_facts import facts_of_node

_REGISTER: Final = access(Action.READ_REGISTER)
"""Registers are for everybody, by a rule that no city can take away."""
_DRAFTS: Final = access(Action.READ_DRAFT)
_DRAFT: Final = access(Action.READ_DRAFT, in_path="activity_id")
_REVALIDATE: Final = CacheControlHeader(no_cache=True)

_ORIGIN: Final = re.compile(r"https?://(?:[a-z0-9](?:[a-z0-9.-]{0,252})|\[[0-9a-f:]{2,39}\])(?::\d{1,5})?")
_NOWHERE: Final = "http://localhost"
_MOST_RADIUS_M: Final = 5_000

Format = Annotated[
    str | None, QueryParameter(name="format", max_length=20, description="Form of the answer; else Accept decides.")
]
Longitude = Annotated[
    float | None, QueryParameter(name="lon", ge=-180, le=180, description="Longitude (CRS84); together with lat.")
]
Latitude = Annotated[
    float | None, QueryParameter(name="lat", ge=-90, le=90, description="Latitude (CRS84); together with lon.")
]
RadiusM = Annotated[
    int, QueryParameter(name="radiusM", ge=1, le=_MOST_RADIUS_M, description="How far around the place, in metres.")
]


@get(
    "/api/v1/registers",
    operation_id="listRegisters",
    tags=["registers"],
    opt=_REGISTER,
    cache_control=_REVALIDATE,
    sync_to_thread=False,
)
def registers() -> list[RegisterRecord]:
    """Return the public registers, and in which forms each can be had."""
    return registers_listed()


@get(
    "/api/v1/registers/here",
    operation_id="getWhatIsMeasuredHere",
    tags=["registers"],
    opt=_REGISTER,
    cache_control=_REVALIDATE,
    sync_to_thread=True,
)
def measured_here(
    node: NamedDependency[Node],
    request: Request[Any, Any, Any],
    lon: Longitude = None,
    lat: Latitude = None,
    radius_m: RadiusM = 250,
) -> HereRecord:
    """Return what the city measures: every sensor, or those around a place with the nearest first."""
    if (lon is None) != (lat is None):
        raise InvalidInputError("lon and lat belong together.", remedy="Give both, or none for the whole city.")
    around = None if lon is None or lat is None else (lon, lat)
    return here(_facts(node, request), around, float(radius_m))


@get(
    "/api/v1/registers/sensors",
    operation_id="getSensorRegister",
    tags=["registers"],
    opt=_REGISTER,
    cache_control=_REVALIDATE,
    sync_to_thread=True,
)
def sensors(
    node: NamedDependency[Node], request: Request[Any, Any, Any], form: Format = None
) -> Response[SensorRegister]:
    """Return the sensor register with the fields of Amsterdam's: json, geojson or csv."""
    return cast("Response[SensorRegister]", _register("sensors", node, request, form))


@get(
    "/api/v1/registers/algorithms",
    operation_id="getAlgorithmRegister",
    tags=["registers"],
    opt=_REGISTER,
    cache_control=_REVALIDATE,
    sync_to_thread=True,
)
def algorithms(
    node: NamedDependency[Node], request: Request[Any, Any, Any], form: Format = None
) -> Response[AlgorithmRegister]:
    """Return the algorithm register by publication standard 1.0: json or csv."""
    return cast("Response[AlgorithmRegister]", _register("algorithms", node, request, form))


@get(
    "/api/v1/registers/data-sets",
    operation_id="getDataSetCatalogue",
    tags=["registers"],
    media_type="application/ld+json",
    opt=_REGISTER,
    cache_control=_REVALIDATE,
    sync_to_thread=True,
)
def data_sets(
    node: NamedDependency[Node], request: Request[Any, Any, Any], form: Format = None
) -> Response[dict[str, Any]]:
    """Return the catalogue of data sets and services by DCAT-AP-NL 3.0: jsonld or ttl."""
    return cast("Response[dict[str, Any]]", _register("data-sets", node, request, form))


@get(
    "/api/v1/registers/processing-activities",
    operation_id="getProcessingRegister",
    tags=["registers"],
    opt=_REGISTER,
    cache_control=_REVALIDATE,
    sync_to_thread=True,
)
def processing(
    node: NamedDependency[Node], request: Request[Any, Any, Any], form: Format = None
) -> Response[ProcessingRegister]:
    """Return the register of processing (GDPR art. 30): json, csv or html."""
    return cast("Response[ProcessingRegister]", _register("processing-activities", node, request, form))


@get(
    "/api/v1/processing-activities/{activity_id:str}/versions/{version:int}",
    operation_id="getProcessingActivityVersion",
    tags=["registers"],
    opt=_REGISTER,
    cache_control=_REVALIDATE,
    sync_to_thread=True,
)
def activity_version(
    node: NamedDependency[Node], request: Request[Any, Any, Any], activity_id: FromPath[str], version: FromPath[int]
) -> ArticleThirty:
    """Return one version of a processing activity: what its URI stands for."""
    found = next(
        (v for v in node.governance.activities.versions(activity_id) if v.version == version),
        None,
    )
    if found is None:
        raise NotFoundError(
            f"There is no version {version} of a processing activity {activity_id[:80]!r}.",
            remedy="GET /api/v1/registers/processing-activities lists them.",
        )
    return article_thirty(found, _facts(node, request))


@get(
    STYLESHEET_PATH,
    include_in_schema=False,
    opt=open_to_all("It only says how documents look."),
    sync_to_thread=False,
)
def print_stylesheet() -> Response[bytes]:
    """Return how documents look."""
    return Response(
        stylesheet(), media_type="text/css; charset=utf-8", headers={"cache-control": "public, max-age=3600"}
    )


@get(
    "/api/v1/assessment-drafts",
    operation_id="listAssessmentDrafts",
    tags=["registers"],
    opt=_DRAFTS,
    sync_to_thread=True,
)
def drafts(node: NamedDependency[Node], request: Request[Any, Any, Any]) -> list[DraftRecord]:
    """Return every draft of an assessment, and how far it has been filled in."""
    facts = _facts(node, request)
    principal = principal_of(request)
    readable = tuple(a for a in facts.activities if _may_read_draft(node, principal, a.id))
    return drafts_listed(facts, readable)


@get(
    "/api/v1/assessment-drafts/{activity_id:str}/{kind:str}",
    operation_id="getAssessmentDraft",
    tags=["registers"],
    opt=_DRAFT,
    sync_to_thread=True,
)
def draft(
    node: NamedDependency[Node],
    request: Request[Any, Any, Any],
    activity_id: FromPath[str],
    kind: FromPath[DraftKind],
    form: Format = None,
) -> Response[Draft]:
    """Return a draft of a DPIA or an IAMA of one activity: json, html or md."""
    facts = _facts(node, request)
    activity = facts.activity(activity_id)
    if activity is None:
        raise NotFoundError(f"There is no processing activity {activity_id[:80]!r}.")
    form_of = chosen(DRAFT_FORMS, form, request.headers.get("accept", ""))
    body = form_of.make(DRAFTS[kind](activity, facts), False)
    return cast("Response[Draft]", _answer(body, form_of.name, form_of.media_type, f"{kind.value}-{activity_id}"))


def _may_read_draft(node: Node, principal: Principal, activity_id: str) -> bool:
    question = Question(principal=principal, action=Action.READ_DRAFT, activity=activity_id)
    return node.governance.decide(question).allowed


def _register(name: str, node: Node, request: Request[Any, Any, Any], form: str | None) -> Response[bytes]:
    form_of = chosen(REGISTERS[name].forms, form, request.headers.get("accept", ""))
    body = form_of.make(_facts(node, request), False)
    return _answer(body, form_of.name, form_of.media_type, f"{node.city.id}-{name}")


def _answer(body: bytes, form: str, media_type: str, name: str) -> Response[bytes]:
    headers = {"vary": "Accept"}
    if form != "html":
        headers["content-disposition"] = f'inline; filename="{name}.{form}"'
    return Response(body, media_type=media_type, headers=headers)


def _facts(node: Node, request: Request[Any, Any, Any]) -> Facts:
    found = public_address(request.scope, node.identity.settings.public_origin)
    address = found if _ORIGIN.fullmatch(found) else _NOWHERE
    return facts_of_node(node, address)


REGISTER_ROUTES: Final = (
    registers,
    measured_here,
    sensors,
    algorithms,
    data_sets,
    processing,
    activity_version,
    print_stylesheet,
    drafts,
    draft,
)
