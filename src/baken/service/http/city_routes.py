# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Routes about the city itself: what it is, its areas and its gates. They change only when the node restarts."""

from __future__ import annotations

from typing import Final

from litestar import get
from litestar.datastructures import CacheControlHeader
from litestar.di import NamedDependency

from baken.service.http.bodies import CityBody, GeoJSON
from baken.service.http.conversions import areas_geojson, city_body, gates_geojson
from baken.service.node import Node

_REVALIDATE: Final = CacheControlHeader(no_cache=True)


@get("/api/v1/city", operation_id="getCity", tags=["city"], cache_control=_REVALIDATE, sync_to_thread=False)
def city(node: NamedDependency[Node]) -> CityBody:
    """Return the deployment that this node serves."""
    return city_body(node.city, mode=node.mode)


@get("/api/v1/areas", operation_id="listAreas", tags=["city"], cache_control=_REVALIDATE, sync_to_thread=False)
def areas(node: NamedDependency[Node]) -> GeoJSON:
    """Return the areas as GeoJSON (CRS84), with the datastreams that inform each."""
    return areas_geojson(node.city, node.datastream_ids)


@get("/api/v1/gates", operation_id="listGates", tags=["city"], cache_control=_REVALIDATE, sync_to_thread=False)
def gates(node: NamedDependency[Node]) -> GeoJSON:
    """Return the gates as GeoJSON (CRS84), with the datastreams that count over each."""
    return gates_geojson(node.city, node.datastream_ids)


CITY_ROUTES: Final = (city, areas, gates)
