# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Position and area queries of OGC API Environmental Data Retrieval over the forecast, answered as CoverageJSON.

The form of OGC 19-086r6 is followed for one collection, without claiming conformance: positions are answered by the
area in which they lie, areas by those that they touch.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Annotated, Any, Final, NamedTuple

import numpy as np
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import QueryParameter

from baken.forecast.model import Bool, Int64
from baken.service.http.access import reads_forecasts
from baken.service.http.edr_query import interval_of, point_of, ring_of
from baken.service.http.forecast_body import of_areas, there
from baken.service.http.problems import InvalidInputError, NotFoundError
from baken.service.node import Node
from baken.vocabulary.place import Area
from baken.vocabulary.time import format_instant, from_us

_MEDIA_TYPE: Final = "application/prs.coverage+json"
_PATH: Final = "/api/v1/edr/collections/forecast"
_SHARES: Final = {
    "persons": 0.5,
    "personsLower80": 0.1,
    "personsUpper80": 0.9,
    "personsLower95": 0.025,
    "personsUpper95": 0.975,
}
_WORDS: Final = {
    "persons": "Persons in the area, median of the forecast",
    "personsLower80": "Persons, lower end of the 80 % band",
    "personsUpper80": "Persons, upper end of the 80 % band",
    "personsLower95": "Persons, lower end of the 95 % band",
    "personsUpper95": "Persons, upper end of the 95 % band",
}

_COVERAGES: Final = ResponseSpec(
    dict[str, Any], media_type=_MEDIA_TYPE, description="Coverages", generate_examples=False
)

Coords = Annotated[
    str, QueryParameter(name="coords", max_length=20_000, description="Well-known text: longitude and latitude, CRS84.")
]
Datetime = Annotated[
    str | None,
    QueryParameter(name="datetime", max_length=100, description="A moment, or start/end with .. for an open end."),
]
Names = Annotated[
    str | None, QueryParameter(name="parameter-name", max_length=400, description="Parameters, with commas between.")
]


class _Asked(NamedTuple):
    """Which parameters, and of which moments."""

    names: list[str]
    is_then: Callable[[Int64], Bool]


@get(_PATH, operation_id="getForecastCollection", tags=["forecasts"], opt=reads_forecasts())
async def collection(node: NamedDependency[Node]) -> dict[str, Any]:
    """Describe the collection: where, when, and which parameters."""
    issue = await asyncio.to_thread(node.forecasting.ahead)
    time = None
    if issue is not None:
        end = from_us(issue.end_us(node.forecasting.zone))
        time = {"interval": [[format_instant(from_us(issue.origin_us)), format_instant(end)]], "trs": "Gregorian"}
    west, south, east, north = node.city.map.extent
    space = {"bbox": [[west, south, east, north]], "crs": "OGC:CRS84"}
    return {
        "id": "forecast",
        "title": f"Forecast of persons, {node.city.name}",
        "extent": {"spatial": space} | ({} if time is None else {"temporal": time}),
        "data_queries": {
            kind: {"link": {"href": f"{_PATH}/{kind}", "rel": "data", "variables": {"query_type": kind}}}
            for kind in ("position", "area")
        },
        "crs": ["OGC:CRS84"],
        "output_formats": ["CoverageJSON"],
        "parameter_names": {name: _parameter(name) for name in _SHARES},
        "links": [{"href": _PATH, "rel": "self", "type": "application/json"}],
    }


@get(
    f"{_PATH}/position",
    operation_id="getForecastAtPosition",
    tags=["forecasts"],
    opt=reads_forecasts(),
    responses={200: _COVERAGES},
)
async def position(
    node: NamedDependency[Node], coords: Coords, when: Datetime = None, names: Names = None
) -> Response[bytes]:
    """Return the forecast of the area in which a position lies, as CoverageJSON."""
    at, asked = point_of(coords), _Asked(_names(names), interval_of(when))
    found = [area for area in node.city.areas if covers(area, at)]
    if not found:
        raise NotFoundError("No area lies there.", remedy="GET /api/v1/areas tells where the areas are.")
    return _coverages(await asyncio.to_thread(_of, node, found[:1], asked))


@get(
    f"{_PATH}/area",
    operation_id="getForecastInArea",
    tags=["forecasts"],
    opt=reads_forecasts(),
    responses={200: _COVERAGES},
)
async def area(
    node: NamedDependency[Node], coords: Coords, when: Datetime = None, names: Names = None
) -> Response[bytes]:
    """Return the forecasts of the areas that a polygon touches, as a collection in CoverageJSON."""
    from shapely import Polygon

    ring, asked = Polygon(ring_of(coords)), _Asked(_names(names), interval_of(when))
    if not ring.is_valid:
        raise InvalidInputError("The polygon crosses itself.", remedy="Give its corners in order.")
    found = [one for one in node.city.areas if _shape(one).intersects(ring)]
    if not found:
        raise NotFoundError("No area lies there.", remedy="GET /api/v1/areas tells where the areas are.")
    return _coverages(await asyncio.to_thread(_of, node, found, asked))


def covers(area: Area, at: tuple[float, float]) -> bool:
    """Tell whether a position lies in an area."""
    from shapely import Point

    return bool(_shape(area).covers(Point(at)))


def _shape(area: Area) -> Any:
    from shapely import Polygon

    return Polygon(area.polygon[0], area.polygon[1:]) if area.polygon else Polygon()


def _coverages(body: dict[str, Any]) -> Response[bytes]:
    return Response(
        json.dumps(body, allow_nan=False).encode(), media_type=_MEDIA_TYPE, headers={"cache-control": "no-cache"}
    )


def _of(node: Node, areas: list[Area], asked: _Asked) -> dict[str, Any]:
    issue = node.forecasting.ahead()
    if issue is None:
        raise NotFoundError("No forecast has been issued yet.", remedy="GET /api/v1/forecasts tells when one is due.")
    times = issue.target_us(node.forecasting.zone)
    chosen = there(node, issue, 720) & asked.is_then(times)
    if not chosen.any():
        raise NotFoundError("Nothing is foreseen then.", remedy=f"GET {_PATH} tells from when to when.")
    _, values, _ = of_areas(node, issue)
    place = {one.id: k for k, one in enumerate(node.city.areas)}
    axis = [format_instant(from_us(us)) for us in times[chosen].tolist()]
    found = []
    for one in areas:
        mine = values[place[one.id]][chosen]
        ranges = {name: _range(mine[:, issue.quantiles.index(_SHARES[name])]) for name in asked.names}
        found.append(_coverage(one, axis, ranges))
    return {
        "type": "CoverageCollection",
        "domainType": "PolygonSeries",
        "parameters": {name: _parameter(name) for name in asked.names},
        "referencing": _referencing(),
        "coverages": found,
        "baken:issuedAt": format_instant(from_us(issue.issued_at_us)),
    }


def _names(names: str | None) -> list[str]:
    if names is None:
        return list(_SHARES)
    asked = [name.strip() for name in names.split(",") if name.strip()]
    unknown = [name for name in asked if name not in _SHARES]
    if unknown or not asked:
        raise InvalidInputError(
            f"There is no parameter {', '.join(unknown)!r}.", remedy=f"Choose: {', '.join(_SHARES)}."
        )
    return asked


def _coverage(area: Area, axis: list[str], ranges: dict[str, Any]) -> dict[str, Any]:
    rings = [[list(corner) for corner in ring] for ring in area.polygon]
    return {
        "type": "Coverage",
        "id": area.id,
        "domain": {
            "type": "Domain",
            "domainType": "PolygonSeries",
            "axes": {
                "t": {"values": axis},
                "composite": {"dataType": "polygon", "coordinates": ["x", "y"], "values": [rings]},
            },
        },
        "ranges": ranges,
    }


def _range(column: np.ndarray) -> dict[str, Any]:
    values = [None if x != x else x for x in np.round(column, 1).tolist()]
    return {"type": "NdArray", "dataType": "float", "axisNames": ["t"], "shape": [len(values)], "values": values}


def _parameter(name: str) -> dict[str, Any]:
    return {
        "type": "Parameter",
        "description": {"en": _WORDS[name]},
        "unit": {"symbol": {"value": "{person}", "type": "http://www.opengis.net/def/uom/UCUM/"}},
        "observedProperty": {
            "id": "https://baken.example/def/quantity/persons_present",
            "label": {"en": "Persons present"},
        },
    }


def _referencing() -> list[dict[str, Any]]:
    return [
        {
            "coordinates": ["x", "y"],
            "system": {"type": "GeographicCRS", "id": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"},
        },
        {"coordinates": ["t"], "system": {"type": "TemporalRS", "calendar": "Gregorian"}},
    ]


EDR_ROUTES: Final = (collection, position, area)
