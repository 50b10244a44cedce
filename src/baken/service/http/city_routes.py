# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Routes about the city itself: what it is, its areas and its gates. They change only when the node restarts."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, get
from litestar.datastructures import CacheControlHeader
from litestar.di import NamedDependency

from baken.service.http.access import open_to_all, principal_of, readable
from baken.service.http.bodies import CityBody, GeoJSON
from baken.service.http.conversions import areas_geojson, city_body, gates_geojson
from baken.service.node import Node

_REVALIDATE: Final = CacheControlHeader(no_cache=True, private=True)
_OPEN: Final = open_to_all("Name, map and places of a city are public, and say nothing of what is observed there.")


@get("/api/v1/city", operation_id="getCity", tags=["city"], opt=_OPEN, cache_control=_REVALIDATE, sync_to_thread=False)
def city(node: NamedDependency[Node]) -> CityBody:
    """Return the deployment that this node serves."""
    return city_body(node.city, mode=node.mode)


@get(
    "/api/v1/areas", operation_id="listAreas", tags=["city"], opt=_OPEN, cache_control=_REVALIDATE, sync_to_thread=False
)
def areas(node: NamedDependency[Node], request: Request[Any, Any, Any]) -> GeoJSON:
    """Return the areas as GeoJSON (CRS84), with the datastreams that inform each and that the caller may read."""
    return areas_geojson(node.city, _seen(node, request))


@get(
    "/api/v1/gates", operation_id="listGates", tags=["city"], opt=_OPEN, cache_control=_REVALIDATE, sync_to_thread=False
)
def gates(node: NamedDependency[Node], request: Request[Any, Any, Any]) -> GeoJSON:
    """Return the gates as GeoJSON (CRS84), with the datastreams that count over each and that the caller may read."""
    return gates_geojson(node.city, _seen(node, request))


def _seen(node: Node, request: Request[Any, Any, Any]) -> dict[str, int]:
    seen = readable(node, principal_of(request))
    return {name: number for name, number in node.datastream_ids.items() if number in seen}


CITY_ROUTES: Final = (city, areas, gates)
