# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""OGC API Features over what a node knows of areas, and the same rows as CSV and GeoParquet.

Part 1, Core and GeoJSON (OGC 17-069r4). To take rows away is to export them: for each collection governance is asked
whether this caller may export that layer of the activity behind it, and the log says how many rows went to whom.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Final
from urllib.parse import urlencode

import msgspec
import numpy as np
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import ResponseSpec
from litestar.openapi.spec import OpenAPIType, Schema
from litestar.params import FromPath, QueryParameter

from baken.governance.lists import Action
from baken.observation.governed_store import TOUCHED
from baken.service.exporting.collections import COLLECTIONS, HISTORY
from baken.service.exporting.formats import About, csv_of, features_of, geoparquet_of
from baken.service.exporting.of_node import IN_THREADS, MOST_ROWS, table_of
from baken.service.exporting.rows import moment_in
from baken.service.exporting.table import Collection, Table
from baken.service.exporting.wish import Wish, chosen
from baken.service.http.access import exports, open_to_all
from baken.service.http.edr_query import bounds_of, box_of
from baken.service.http.media_types import OBJECT, TEXT, written_as
from baken.service.http.moments import LONGEST_BUCKET_S, SHORTEST_BUCKET_S
from baken.service.http.problems import InvalidInputError, NotFoundError
from baken.service.http.signed_in import AnyRequest
from baken.service.node import Node
from baken.vocabulary.time import format_instant

PATH: Final = "/api/v1/features"
_GEOJSON: Final = "application/geo+json"
_CSV: Final = "text/csv; header=present"
_PARQUET: Final = "application/vnd.apache.parquet"
_CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_CONFORMS: Final = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
)
_OPEN: Final = open_to_all("It says which collections there are, and nothing of what is in them.")
_ASKED: Final = frozenset({"bbox", "datetime", "limit", "offset", "bucketS", "f"})


_ROWS: Final = written_as(
    {_GEOJSON: OBJECT, _CSV.split(";")[0]: TEXT, _PARQUET: Schema(type=OpenAPIType.STRING, content_media_type=_PARQUET)}
)


class Format(StrEnum):
    """How rows are written."""

    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"


Bbox = Annotated[
    str | None,
    QueryParameter(name="bbox", max_length=200, description="Only areas that touch it: west,south,east,north (CRS84)."),
]
Datetime = Annotated[
    str | None,
    QueryParameter(
        name="datetime", max_length=100, description="Only what holds then: a moment, or start/end with .. for open."
    ),
]
Limit = Annotated[
    int | None,
    QueryParameter(
        name="limit", ge=1, le=MOST_ROWS, description=f"Most rows; 100 as GeoJSON, {MOST_ROWS} as a file by default."
    ),
]
Offset = Annotated[int, QueryParameter(name="offset", ge=0, le=10_000_000, description="So many rows are left out.")]
BucketS = Annotated[
    int,
    QueryParameter(
        name="bucketS", ge=SHORTEST_BUCKET_S, le=LONGEST_BUCKET_S, description="Of history: length of a row in seconds."
    ),
]
As = Annotated[Format, QueryParameter(name="f", description="json (GeoJSON), csv, or parquet (GeoParquet 1.1).")]


@get(PATH, operation_id="getFeaturesLanding", tags=["features"], opt=_OPEN)
async def landing(node: NamedDependency[Node]) -> dict[str, Any]:
    """Say what this interface gives, and where."""
    return {
        "title": f"{node.city.name}: features",
        "description": "Situation, history, forecast and warnings of areas, as features and as files.",
        "links": [
            _link(PATH, "self", "application/json"),
            _link("/api/v1/openapi.json", "service-desc", "application/vnd.oai.openapi+json;version=3.1"),
            _link(f"{PATH}/conformance", "conformance", "application/json"),
            _link(f"{PATH}/collections", "data", "application/json"),
        ],
    }


@get(f"{PATH}/conformance", operation_id="getFeaturesConformance", tags=["features"], opt=_OPEN)
async def conformance() -> dict[str, list[str]]:
    """Say which parts of the standard are followed."""
    return {"conformsTo": list(_CONFORMS)}


@get(f"{PATH}/collections", operation_id="listFeatureCollections", tags=["features"], opt=_OPEN)
async def collections(node: NamedDependency[Node]) -> dict[str, Any]:
    """List the collections."""
    return {
        "collections": [_described(node, one) for one in COLLECTIONS.values()],
        "links": [_link(f"{PATH}/collections", "self", "application/json")],
    }


def _collection(of: Collection) -> HTTPRouteHandler:
    """Return the route that describes a collection."""

    @get(
        f"{PATH}/collections/{of.id}",
        operation_id=f"describe{of.title}Features",
        name=f"collection {of.id}",
        tags=["features"],
        opt=_OPEN,
        description=f"Describe the collection: its columns, their units, and where its rows are. {of.description}",
    )
    async def collection(node: NamedDependency[Node]) -> dict[str, Any]:
        return _described(node, of)

    return collection


def _items(of: Collection) -> HTTPRouteHandler:
    """Return the route to the rows of a collection; each declares of its own what is exported."""

    @get(
        f"{PATH}/collections/{of.id}/items",
        operation_id=f"list{of.title}Features",
        name=f"items of {of.id}",
        tags=["features"],
        opt=exports(of.layer),
        operation_class=_ROWS,
        description=of.description,
    )
    async def items(
        node: NamedDependency[Node],
        request: AnyRequest,
        bbox: Bbox = None,
        when: Datetime = None,
        limit: Limit = None,
        offset: Offset = 0,
        bucket_s: BucketS = 3600,
        form: As = Format.JSON,
    ) -> Response[bytes]:
        _require_known(request)
        first_us, last_us = bounds_of(when)
        wish = Wish(box_of(bbox), first_us, last_us)
        table = await table_of(node, of, wish, bucket_s)
        most = limit or (100 if form is Format.JSON else MOST_ROWS)

        def answered() -> Response[bytes]:
            found = chosen(table, wish)
            page = found.take(np.arange(offset, min(len(found), offset + most)))
            _note(node, page)
            return _written(node, request, page, len(found), offset, form)

        return await IN_THREADS.run(answered)

    return items


def _item(of: Collection) -> HTTPRouteHandler:
    """Return the route to one row of a collection."""

    @get(
        f"{PATH}/collections/{of.id}/items/{{feature_id:str}}",
        operation_id=f"get{of.title}Feature",
        name=f"item of {of.id}",
        tags=["features"],
        opt=exports(of.layer),
        responses={
            200: ResponseSpec(dict[str, Any], media_type=_GEOJSON, description="A feature", generate_examples=False)
        },
        description=f"One row. {of.description}",
    )
    async def item(node: NamedDependency[Node], feature_id: FromPath[str], bucket_s: BucketS = 3600) -> Response[bytes]:
        begun_us = moment_in(feature_id)
        ids: list[str] = []
        if of is not HISTORY or begun_us is not None:
            table = await table_of(node, of, Wish(None, begun_us, begun_us), bucket_s)
            ids = list(table.values[of.columns[0].name])
        if feature_id not in ids:
            raise NotFoundError(
                f"There is no feature {feature_id[:80]!r} in {of.id} now.",
                remedy=f"GET {PATH}/collections/{of.id}/items.",
            )
        page = table.take(np.array([ids.index(feature_id)]))
        _note(node, page)
        (feature,) = features_of(page)
        here = f"{PATH}/collections/{of.id}"
        feature["links"] = [
            _link(f"{here}/items/{feature_id}?bucketS={bucket_s}", "self", _GEOJSON),
            _link(here, "collection", "application/json"),
        ]
        return _answer(msgspec.json.encode(feature), _GEOJSON)

    return item


def _require_known(request: AnyRequest) -> None:
    """Refuse a parameter that would be passed over in silence, as the standard asks."""
    unknown = sorted(set(request.query_params) - _ASKED)
    if unknown:
        raise InvalidInputError(
            f"There is no parameter {unknown[0][:80]!r}.", remedy=f"Choose from: {', '.join(sorted(_ASKED))}."
        )


def _note(node: Node, page: Table) -> None:
    """Let the log know how many rows of which activity are taken away."""
    touched, activity = TOUCHED.get(), node.governance.coverage.of_layer(page.collection.layer)
    if touched is not None and activity is not None:
        touched.note(activity, Action.EXPORT, page.collection.layer, len(page))


def _written(node: Node, request: AnyRequest, page: Table, matched: int, offset: int, form: Format) -> Response[bytes]:
    name = f"{node.city.id}-{page.collection.id}"
    if form is Format.CSV:
        return _file(csv_of(page), _CSV, f"{name}.csv", matched, len(page))
    if form is Format.PARQUET:
        return _file(geoparquet_of(page, about(node, page.collection)), _PARQUET, f"{name}.parquet", matched, len(page))
    body = {
        "type": "FeatureCollection",
        "timeStamp": format_instant(node.clock.now()),
        "numberMatched": matched,
        "numberReturned": len(page),
        "links": _page_links(request, page, matched, offset),
        "features": features_of(page),
    }
    return _answer(msgspec.json.encode(body), _GEOJSON)


def about(node: Node, of: Collection) -> About:
    """Return what a file of a collection says of itself."""
    activity = node.governance.activity(node.governance.coverage.of_layer(of.layer) or "")
    return About(
        city=node.city.id,
        activity="" if activity is None else activity.uri,
        made_at=node.clock.now(),
        attribution="; ".join(one.text for one in node.city.attribution),
        is_simulated=node.city.simulated,
    )


def _page_links(request: AnyRequest, page: Table, matched: int, offset: int) -> list[dict[str, str]]:
    here = f"{PATH}/collections/{page.collection.id}"
    asked = {name: value for name, value in request.query_params.items() if name not in ("offset", "f")}
    links = [_link(_address(f"{here}/items", asked | {"offset": str(offset)}), "self", _GEOJSON)]
    if offset + len(page) < matched and len(page):
        links.append(_link(_address(f"{here}/items", asked | {"offset": str(offset + len(page))}), "next", _GEOJSON))
    links += [
        _link(_address(f"{here}/items", asked | {"f": form.value}), "alternate", media)
        for form, media in ((Format.CSV, _CSV), (Format.PARQUET, _PARQUET))
    ]
    return [*links, _link(here, "collection", "application/json")]


def _address(path: str, asked: dict[str, Any]) -> str:
    return f"{path}?{urlencode(asked)}"


def _described(node: Node, of: Collection) -> dict[str, Any]:
    here = f"{PATH}/collections/{of.id}"
    return {
        "id": of.id,
        "title": of.title,
        "description": of.description,
        "extent": {"spatial": {"bbox": [list(node.city.map.extent)], "crs": _CRS84}},
        "itemType": "feature",
        "crs": [_CRS84],
        "columns": [
            {"name": one.name, "type": one.form.value, "unit": one.unit, "description": one.meaning}
            for one in of.columns
        ],
        "links": [
            _link(here, "self", "application/json"),
            _link(f"{here}/items", "items", _GEOJSON),
            _link(f"{here}/items?f=csv", "items", _CSV),
            _link(f"{here}/items?f=parquet", "items", _PARQUET),
        ],
    }


def _link(address: str, relation: str, media_type: str) -> dict[str, str]:
    return {"href": address, "rel": relation, "type": media_type}


def _file(content: bytes, media_type: str, name: str, matched: int, returned: int) -> Response[bytes]:
    answer = _answer(content, media_type)
    answer.headers["content-disposition"] = f'attachment; filename="{name}"'
    answer.headers["ogc-numbermatched"] = str(matched)
    answer.headers["ogc-numberreturned"] = str(returned)
    return answer


def _answer(content: bytes, media_type: str) -> Response[bytes]:
    return Response(content, media_type=media_type, headers={"cache-control": "no-store"})


FEATURE_ROUTES: Final = (
    landing,
    conformance,
    collections,
    *(make(one) for one in COLLECTIONS.values() for make in (_collection, _items, _item)),
)
