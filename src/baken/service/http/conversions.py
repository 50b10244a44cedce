# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From city records to bodies and GeoJSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from baken import __version__
from baken.city.model import BasemapKind
from baken.service.http.bodies import (
    AttributionBody,
    AuthorityBody,
    BasemapBody,
    CityBody,
    GeoJSON,
    LevelsBody,
    MapBody,
)
from baken.service.http.gateway import SENSORTHINGS_PATH
from baken.service.http.pages import BASEMAP_PATH
from baken.situation.levels import SCALES
from baken.vocabulary.quantity import DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from baken.city.model import Basemap, City
    from baken.observation.stream import Stream
    from baken.vocabulary.place import Area, Gate


def city_body(city: City, *, mode: str) -> CityBody:
    """Return what a screen must know of a city before it can draw anything."""
    view = city.map
    return CityBody(
        id=city.id,
        name=city.name,
        languages=list(city.languages),
        time_zone=city.time_zone,
        country=city.country,
        simulated=city.simulated,
        mode=mode,
        map=MapBody(
            extent=view.extent,
            centre=view.centre,
            zoom=view.zoom,
            pitch=view.pitch,
            bearing=view.bearing,
            basemap=_basemap_body(view.basemap),
        ),
        attribution=[AttributionBody(text=a.text, url=a.url, licence=a.licence) for a in city.attribution],
        authority=AuthorityBody(
            name=city.authority.name, contact=city.authority.contact, website=city.authority.website
        ),
        kinds=level_bodies(),
        version=__version__,
    )


def _basemap_body(basemap: Basemap) -> BasemapBody:
    url = basemap.url
    if basemap.kind is BasemapKind.PMTILES and url is not None and "://" not in url:
        url = f"{BASEMAP_PATH}/{url.removeprefix('basemap/')}"
    layers = {name: f"{BASEMAP_PATH}/{file.removeprefix('basemap/')}" for name, file in basemap.layers.items()}
    return BasemapBody(kind=basemap.kind.value, layers=layers, url=url)


def level_bodies() -> dict[str, LevelsBody]:
    """Return how each area kind is graded."""
    return {
        kind.value: LevelsBody(breaks=list(scale.breaks), quantity=scale.quantity, source=scale.source)
        for kind, scale in SCALES.items()
    }


def datastream_link(datastream_id: int) -> str:
    """Return the SensorThings address of a datastream on this node."""
    return f"{SENSORTHINGS_PATH}/Datastreams({datastream_id})"


def _stream_body(stream: Stream, datastream_ids: Mapping[str, int]) -> dict[str, Any]:
    number = datastream_ids[stream.id]
    return {
        "id": number,
        "streamId": stream.id,
        "name": stream.name,
        "observedProperty": stream.quantity.value,
        "unit": DEFINITIONS[stream.quantity].ucum,
        "position": stream.position,
        "intervalS": stream.interval_s,
        "staleAfterS": stream.stale_after_s,
        "selfLink": datastream_link(number),
    }


def areas_geojson(city: City, datastream_ids: Mapping[str, int]) -> GeoJSON:
    """Return the areas with the datastreams that inform each, directly or over its gates.

    Parameters
    ----------
    datastream_ids
        Of the streams that may be told of; others are left out.
    """
    areas_of_gate = {gate.id: gate.inside for gate in city.gates}

    def informs(stream: Stream, area: Area) -> bool:
        return stream.area_id == area.id or (stream.gate_id is not None and area.id in areas_of_gate[stream.gate_id])

    return _collection(
        _feature(
            area.id,
            {"type": "Polygon", "coordinates": area.polygon},
            {
                "name": area.name,
                "kind": area.kind.value,
                "usableAreaM2": area.usable_area_m2,
                "lengthM": area.length_m or None,
                "capacityPersons": area.capacity_persons,
                "capacitySource": area.capacity_source,
                "geometrySource": area.geometry_source,
                "datastreams": [
                    _stream_body(s, datastream_ids) for s in city.streams if s.id in datastream_ids and informs(s, area)
                ],
            },
        )
        for area in city.areas
    )


def gates_geojson(city: City, datastream_ids: Mapping[str, int]) -> GeoJSON:
    """Return the gates with the datastreams that count over each."""
    return _collection(_gate_feature(gate, city, datastream_ids) for gate in city.gates)


def _gate_feature(gate: Gate, city: City, datastream_ids: Mapping[str, int]) -> dict[str, Any]:
    return _feature(
        gate.id,
        {"type": "LineString", "coordinates": gate.line},
        {
            "name": gate.name,
            "effectiveWidthM": gate.effective_width_m,
            "widthSource": gate.width_source,
            "areaIds": gate.area_ids,
            "datastreams": [
                _stream_body(s, datastream_ids) for s in city.streams if s.id in datastream_ids and s.gate_id == gate.id
            ],
        },
    )


def _feature(identity: str, geometry: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "id": identity, "geometry": geometry, "properties": properties}


def _collection(features: Iterable[dict[str, Any]]) -> GeoJSON:
    return {"type": "FeatureCollection", "features": list(features)}
