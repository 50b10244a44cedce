# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Publishing as part of a node."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from baken.publication.edition import Desk
from baken.publication.model import CityTold
from baken.service.http.gateway import common_headers
from baken.service.http.pages import BASEMAP_PATH
from baken.service.places import front_end
from baken.service.publishing.publisher import Publisher
from baken.service.publishing.shelf import Shelf
from baken.service.replay import ReplayClock

if TYPE_CHECKING:
    from baken.city.model import City
    from baken.service.background_log import BackgroundLog
    from baken.service.forecasting.forecasting import Forecasting
    from baken.service.live import Live
    from baken.service.opened import Opened
    from baken.service.publishing.answers import Headers
    from baken.vocabulary.time import Clock

_OPEN: dict[bytes, bytes] = {b"cross-origin-resource-policy": b"cross-origin"}
TEMPLATE: Final = "visit.html"


def publisher_of(
    opened: Opened,
    clock: Clock,
    live: Live,
    forecasting: Forecasting,
    background: BackgroundLog,
) -> Publisher:
    """Return the publisher of a node."""
    city = opened.city
    replay = clock if isinstance(clock, ReplayClock) else None
    told = CityTold(
        id=city.id,
        name=city.name,
        time_zone=city.time_zone,
        languages=city.languages,
        is_simulated=city.simulated,
        is_replay=replay is not None,
    )
    desk = Desk(
        told,
        city.public,
        {area.id: i for i, area in enumerate(city.areas)},
        tuple(one.text for one in city.attribution),
    )
    page_headers, built = common_headers(city.map.basemap.origins), front_end()
    file = None if built is None else built / TEMPLATE
    shelf = Shelf(
        city.public,
        page_headers=page_headers,
        api_headers=_open_headers(page_headers),
        template=file.read_text(encoding="utf-8") if file is not None and file.is_file() else None,
        places=places_geojson(city),
        folder=opened.data / "public",
    )

    def speed() -> float:
        if replay is None:
            return 1.0
        return 0.0 if replay.paused or replay.at_end else replay.speed

    return Publisher(city, desk, shelf, opened.governance, clock, live, forecasting, background, speed)


def _open_headers(headers: Headers) -> Headers:
    """Return the headers of what every other page may read."""
    kept = [(name, _OPEN.get(name, value)) for name, value in headers if name != b"cross-origin-opener-policy"]
    return [*kept, (b"access-control-allow-origin", b"*"), (b"access-control-expose-headers", b"etag, api-version")]


def places_geojson(city: City) -> bytes:
    """Return the places of the public page as GeoJSON (CRS84), each with the outlines of its areas.

    ``view`` (a foreign member, RFC 7946, 6.1) tells which way is up and what of the base map can be drawn under them,
    so that a map can be made from files alone.
    """
    outlines = {area.id: area.polygon for area in city.areas}
    features: list[dict[str, Any]] = [
        {
            "type": "Feature",
            "id": place.id,
            "properties": {"nameNl": place.name.nl, "nameEn": place.name.en, "kind": place.kind.value},
            "geometry": {"type": "MultiPolygon", "coordinates": [outlines[area] for area in place.area_ids]},
        }
        for place in city.public.places
    ]
    ground = city.map.basemap
    layers = {name: f"{BASEMAP_PATH}/{Path(file).name}" for name, file in ground.layers.items()}
    view = {"bearing": city.map.bearing, "layers": layers}
    return msgspec.json.encode({"type": "FeatureCollection", "features": features, "view": view})
