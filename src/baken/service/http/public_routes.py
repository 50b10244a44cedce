# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Routes of what is published, as the interface describes them; :mod:`.public_door` answers nearly all requests."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter

from baken.publication.model import Edition
from baken.service.http.access import open_to_all
from baken.service.http.bodies import GeoJSON
from baken.service.http.media_types import TEXT, written_as
from baken.service.node import Node
from baken.service.publishing.shelf import BUSYNESS, BUSYNESS_CSV, PLACES

_OPEN: Final = open_to_all(
    "What the public is told was decided, and written down, when it was published; who asks makes no difference."
)
Form = Annotated[
    Literal["json", "csv"], QueryParameter(name="format", description="As JSON, or as a table with a row per time.")
]


@get(
    BUSYNESS,
    operation_id="getBusyness",
    operation_class=written_as({"application/json": None, "text/csv": TEXT}),
    tags=["public"],
    opt=_OPEN,
    responses={200: ResponseSpec(Edition, description="The present edition", generate_examples=False)},
    sync_to_thread=False,
)
def busyness(node: NamedDependency[Node], request: Request[Any, Any, Any], form: Form = "json") -> Response[bytes]:
    """Return how busy it is in levels, will be in the coming hours, and what is better: open data for everybody.

    It changes once per edition and is meant to be kept by caches until then; read it from any origin.
    """
    return _answer(node, BUSYNESS_CSV if form == "csv" else BUSYNESS)


@get(
    PLACES,
    operation_id="listPublicPlaces",
    tags=["public"],
    opt=_OPEN,
    responses={
        200: ResponseSpec(
            GeoJSON, media_type="application/geo+json", description="Places as GeoJSON", generate_examples=False
        )
    },
    sync_to_thread=False,
)
def places(node: NamedDependency[Node]) -> Response[bytes]:
    """Return the places that the public is told of as GeoJSON (CRS84)."""
    return _answer(node, PLACES)


def _answer(node: Node, path: str) -> Response[bytes]:
    found, lives_s = node.publisher.answers[path], node.publisher.lives_s()
    headers = {name.decode(): value.decode() for name, value in found.head(lives_s) if name != b"content-type"}
    return Response(found.body, media_type=found.media_type, headers=headers)


PUBLIC_ROUTES: Final = (busyness, places)
