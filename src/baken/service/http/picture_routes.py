# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Routes about the picture: as it is, as it was, and one area with what it rests on."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, QueryParameter

from baken.service.http.access import principal_of, readable, reads_picture
from baken.service.http.bodies import AreaEstimateBody, PictureBody
from baken.service.http.estimate_body import estimate_body
from baken.service.http.moments import moment
from baken.service.http.picture_body import picture_body
from baken.service.http.picture_cache import PictureCache
from baken.service.http.problems import NotFoundError
from baken.service.http.stopped import stopped_bodies
from baken.service.node import Node
from baken.vocabulary.time import format_instant

_IMMUTABLE: Final = {"cache-control": "private, max-age=3600, immutable"}
"""Kept by the browser that was allowed to see it, and by nothing in between."""
_CHANGING: Final = {"cache-control": "no-cache"}

Sequence = Annotated[
    int | None,
    QueryParameter(
        name="sequence", ge=0, description="The picture with this sequence number; 404 when no longer kept."
    ),
]
Epoch = Annotated[str | None, QueryParameter(name="epoch", max_length=40, description="The epoch of that sequence.")]
At = Annotated[
    str | None,
    QueryParameter(
        name="at", max_length=40, description="The picture as it was known at this moment (ISO 8601 with zone)."
    ),
]


@get(
    "/api/v1/picture",
    operation_id="getPicture",
    tags=["picture"],
    opt=reads_picture(),
    responses={200: ResponseSpec(PictureBody, description="The picture in columns", generate_examples=False)},
)
async def picture(
    node: NamedDependency[Node],
    pictures: NamedDependency[PictureCache],
    sequence: Sequence = None,
    epoch: Epoch = None,
    at: At = None,
) -> Response[bytes]:
    """Return the picture: the present one, a recent one by number (cacheable), or one of the past."""
    if at is not None:
        return _json(await _past(node, at), _CHANGING)
    if sequence is None:
        return _json(pictures.present(), _CHANGING)
    body = pictures.numbered(sequence, epoch)
    if body is None:
        raise NotFoundError(f"Picture {sequence} is not kept any more.", remedy="Ask for the present one.")
    return _json(body, _IMMUTABLE)


async def _past(node: Node, at: str) -> bytes:
    wanted = _been(node, at)
    past = await asyncio.to_thread(node.live.past, wanted)
    stopped = stopped_bodies(node.governance, node.city)
    body = picture_body(past, epoch=node.live.epoch, now=node.clock.now(), at=wanted, stopped=stopped)
    return msgspec.json.encode(body)


def _been(node: NamedDependency[Node], at: str) -> datetime:
    """Return a moment that is not later than now: what a replay has shown before may be stored, and is not known."""
    wanted = moment(at)
    if wanted > node.clock.now():
        raise NotFoundError(f"{format_instant(wanted)} has not been yet.", remedy="Ask for a moment before now.")
    return wanted


def _json(body: bytes, headers: dict[str, str]) -> Response[bytes]:
    return Response(body, media_type="application/json", headers=headers)


@get("/api/v1/areas/{area_id:str}", operation_id="getArea", tags=["picture"], opt=reads_picture())
async def area(
    node: NamedDependency[Node], request: Request[Any, Any, Any], area_id: FromPath[str], at: At = None
) -> AreaEstimateBody:
    """Return the estimate of one area, with the observations and the method it rests on."""
    shown = node.live.picture() if at is None else await asyncio.to_thread(node.live.past, _been(node, at))
    return estimate_body(node, shown, area_id, readable(node, principal_of(request)), is_present=at is None)


PICTURE_ROUTES: Final = (picture, area)
