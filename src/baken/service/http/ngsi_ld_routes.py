# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The picture for context brokers: NGSI-LD (ETSI GS CIM 009), to be read only.

Paths, parameters, media types and refusals are those of that standard and not of the NLGov REST API Design Rules, so
the routes stand outside the OpenAPI document, as SensorThings does (ADR 0036).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from baken.governance.lists import Action, Layer
from baken.observation.governed_store import TOUCHED
from baken.service.http.access import principal_of, readable, reads_picture
from baken.service.http.ngsi_ld_entities import TYPE, Entity, View, concise, normalized, simplified
from baken.service.http.ngsi_ld_query import (
    CONTEXT,
    CORE_CONTEXT,
    LD_JSON,
    Asked,
    NgsiLdError,
    Representation,
    asked_entities,
    asked_entity,
    asked_nothing,
)
from baken.service.http.problems import MEDIA_TYPE, Problem
from baken.service.node import Node
from baken.service.reference import REFERENCE

if TYPE_CHECKING:
    from collections.abc import Callable

NGSI_LD_PATH: Final = "/ngsi-ld/v1"

_CONTEXT_LINK: Final = f'<{CONTEXT}>; rel="http://www.w3.org/ns/json-ld#context"; type="{LD_JSON}"'
_FORMS: Final[dict[Representation, Callable[[Entity], dict[str, Any]]]] = {
    Representation.NORMALIZED: normalized,
    Representation.CONCISE: concise,
    Representation.SIMPLIFIED: simplified,
}
_PHRASES: Final = {400: "Bad Request", 404: "Not Found", 406: "Not Acceptable", 422: "Unprocessable Entity"}

AnyRequest = Request[Any, Any, Any]


@get(f"{NGSI_LD_PATH}/entities", include_in_schema=False, opt=reads_picture(), sync_to_thread=True)
def ngsi_ld_entities(node: NamedDependency[Node], request: AnyRequest) -> Response[bytes]:
    """Return the entities that the caller may see, a page at a time."""
    try:
        asked = asked_entities(request.query_params.multi_items(), request.headers)
    except NgsiLdError as error:
        return _refusal(error)
    view = _view(node, request)
    ids = _ids(view, asked)
    page = [_chosen(view, name, asked) for name in ids[asked.offset : asked.offset + asked.limit]]
    _note_observations(view, page)
    headers = {"NGSILD-Results-Count": str(len(ids))} if asked.counts else {}
    links = _page_links(request, asked, len(ids))
    return _answer([_with_context(_FORMS[asked.representation](e), asked) for e in page], asked, links, headers)


@get(f"{NGSI_LD_PATH}/entities/{{entity_id:str}}", include_in_schema=False, opt=reads_picture(), sync_to_thread=True)
def ngsi_ld_entity(node: NamedDependency[Node], request: AnyRequest, entity_id: FromPath[str]) -> Response[bytes]:
    """Return one entity."""
    try:
        asked = asked_entity(request.query_params.multi_items(), request.headers)
    except NgsiLdError as error:
        return _refusal(error)
    view = _view(node, request)
    if not _ids(view, msgspec.structs.replace(asked, ids=frozenset({entity_id}))):
        sentence = f"There is no entity {entity_id[:200]!r} that you may see."
        return _refusal(NgsiLdError("ResourceNotFound", 404, sentence))
    found = _chosen(view, entity_id, asked)
    _note_observations(view, [found])
    return _answer(_with_context(_FORMS[asked.representation](found), asked), asked)


@get(f"{NGSI_LD_PATH}/types", include_in_schema=False, opt=reads_picture(), sync_to_thread=True)
def ngsi_ld_types(node: NamedDependency[Node], request: AnyRequest) -> Response[bytes]:
    """Return the types of the entities that there are: one."""
    try:
        asked = asked_nothing(request.query_params.multi_items(), request.headers)
    except NgsiLdError as error:
        return _refusal(error)
    body = {"id": f"urn:ngsi-ld:EntityTypeList:{node.city.id}", "type": "EntityTypeList", "typeList": [TYPE]}
    return _answer(_with_context(body, asked), asked)


def _view(node: Node, request: AnyRequest) -> View:
    return View(node, node.live.picture(), readable(node, principal_of(request)))


def _ids(view: View, asked: Asked) -> list[str]:
    """Return the ids of what is asked for, in their order; with ``attrs`` only of what has one of them."""
    ids = [name for name in view.ids if asked.is_of_type and (asked.ids is None or name in asked.ids)]
    if asked.attributes is None:
        return ids
    return [name for name in ids if not asked.attributes.isdisjoint(view.entity(name).attributes)]


def _chosen(view: View, entity_id: str, asked: Asked) -> Entity:
    """Return an entity with the attributes that are asked for."""
    found = view.entity(entity_id)
    if asked.attributes is None:
        return found
    return Entity(found.id, {name: a for name, a in found.attributes.items() if name in asked.attributes})


def _note_observations(view: View, found: list[Entity]) -> None:
    """Note whose observations are given away: those of counters at gates are no estimates."""
    touched = TOUCHED.get()
    for entity in found:
        activity = view.activity_of.get(entity.id)
        if touched is not None and activity is not None:
            touched.note(activity, Action.READ, Layer.OBSERVATIONS, 1)


def _with_context(body: dict[str, Any], asked: Asked) -> dict[str, Any]:
    """Return a body with its ``@context`` inside, where the media type wants it there."""
    return {**body, "@context": [CONTEXT, CORE_CONTEXT]} if asked.media_type == LD_JSON else body


def _page_links(request: AnyRequest, asked: Asked, total: int) -> list[str]:
    """Return links to the page before and the page after, which hold for the same query."""
    rest = [(name, value) for name, value in request.query_params.multi_items() if name not in ("offset", "limit")]
    links = []
    for relation, offset in (("prev", asked.offset - asked.limit), ("next", asked.offset + asked.limit)):
        if asked.limit and (asked.offset > 0 if relation == "prev" else offset < total):
            query = urlencode([*rest, ("limit", asked.limit), ("offset", max(0, offset))], safe=":,")
            links.append(f'<{NGSI_LD_PATH}/entities?{query}>; rel="{relation}"')
    return links


def _answer(
    body: Any, asked: Asked, links: list[str] | None = None, headers: dict[str, str] | None = None
) -> Response[bytes]:
    links = [*(links or []), *([] if asked.media_type == LD_JSON else [_CONTEXT_LINK])]
    found = {"cache-control": "no-cache, private", "vary": "Accept", **(headers or {})}
    if links:
        found["link"] = ", ".join(links)
    return Response(msgspec.json.encode(body), media_type=asked.media_type, headers=found)


def _refusal(error: NgsiLdError) -> Response[bytes]:
    problem = Problem(error.status, _PHRASES[error.status], str(error), type=error.kind, reference=REFERENCE.get())
    return Response(msgspec.json.encode(problem), status_code=error.status, media_type=MEDIA_TYPE)


NGSI_LD_ROUTES: Final = (ngsi_ld_entities, ngsi_ld_entity, ngsi_ld_types)
