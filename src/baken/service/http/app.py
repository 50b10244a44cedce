# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The whole service as one ASGI application, for one node."""

from __future__ import annotations

from typing import Any, Final, cast

from litestar import Litestar, Request, Response, get
from litestar.config.compression import CompressionConfig
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Contact, License

from baken.service.http.access import guard, open_to_all, require_declarations
from baken.service.http.activity_routes import ACTIVITY_ROUTES
from baken.service.http.asgi import Application
from baken.service.http.authentication import Authentication
from baken.service.http.channel_routes import CHANNEL_ROUTES
from baken.service.http.city_routes import CITY_ROUTES
from baken.service.http.compression import WeighedCompression
from baken.service.http.description import complete
from baken.service.http.edr_routes import EDR_ROUTES
from baken.service.http.entrance import Entrance
from baken.service.http.event_routes import EVENT_ROUTES
from baken.service.http.feature_routes import FEATURE_ROUTES
from baken.service.http.forecast_routes import FORECAST_ROUTES
from baken.service.http.gateway import API_VERSION, SENSORTHINGS_PATH, Gateway
from baken.service.http.health_routes import HEALTH_ROUTES
from baken.service.http.history_routes import HISTORY_ROUTES
from baken.service.http.identity_routes import IDENTITY_ROUTES
from baken.service.http.left_out import refuse_null
from baken.service.http.limits import Admission, Limits
from baken.service.http.log_routes import LOG_ROUTES
from baken.service.http.network_routes import NETWORK_ROUTES
from baken.service.http.ngsi_ld_routes import NGSI_LD_ROUTES
from baken.service.http.pages import Pages
from baken.service.http.permission_routes import PERMISSION_ROUTES
from baken.service.http.picture_cache import PictureCache
from baken.service.http.picture_routes import PICTURE_ROUTES
from baken.service.http.planning_routes import PLANNING_ROUTES
from baken.service.http.presence_routes import PRESENCE_ROUTES
from baken.service.http.problems import answer
from baken.service.http.public_door import PublicDoor
from baken.service.http.public_routes import PUBLIC_ROUTES
from baken.service.http.register_routes import REGISTER_ROUTES
from baken.service.http.replay_routes import REPLAY_ROUTES
from baken.service.http.report_routes import REPORT_ROUTES
from baken.service.http.response_routes import RESPONSE_ROUTES
from baken.service.http.retention_routes import RETENTION_ROUTES
from baken.service.http.signing_key_routes import SIGNING_KEY_ROUTES
from baken.service.http.source_routes import SOURCE_ROUTES
from baken.service.http.stopped import stopped_bodies
from baken.service.http.tick_routes import TICK_ROUTES
from baken.service.http.warning_routes import WARNING_ROUTES
from baken.service.node import Node
from baken.service.sensorthings.app import SensorThingsApp

MAX_BODY_BYTES: Final = 1_000_000
_DESCRIPTION: Final = (
    "The live picture of crowding in a city. Follows the NLGov REST API Design Rules. "
    "Observations are at /sta/v1.1, which is OGC SensorThings 1.1, and the picture for context brokers is at "
    "/ngsi-ld/v1, which is ETSI NGSI-LD; both follow their own standards and are not described here."
)


def create_app(node: Node, limits: Limits | None = None) -> Gateway:
    """Return the application that serves a node.

    Routes are grouped by what they are about, one module each; ``node`` is handed to every handler.
    """
    require_declarations(ROUTES)
    pictures = PictureCache(node.live, node.clock, lambda: stopped_bodies(node.governance, node.city))
    web = Litestar(
        route_handlers=ROUTES,
        guards=[guard(node.governance), refuse_null],
        dependencies={
            "node": Provide(lambda: node, sync_to_thread=False),
            "pictures": Provide(lambda: pictures, sync_to_thread=False),
        },
        exception_handlers={Exception: answer},
        openapi_config=_openapi(node),
        compression_config=CompressionConfig(
            backend="gzip", minimum_size=2048, exclude=["/ticks"], middleware_class=WeighedCompression
        ),
        request_max_body_size=MAX_BODY_BYTES,
        logging_config=None,
    )
    sensorthings = SensorThingsApp(
        catalogue=node.catalogue,
        store=node.store,
        intake=node.intake,
        clock=node.clock,
        root_url=SENSORTHINGS_PATH,
        governance=node.governance,
        index=node.activity_index,
        on_erased=node.live.refresh,
        authenticity=node.authenticity,
    )
    entrance = Entrance(
        node.governance, Authentication(node.identity), Admission(limits or Limits()), node.processing_log
    )
    pages = Pages(node.city.folder)
    door = PublicDoor(node.publisher)
    return Gateway(cast("Application", web), sensorthings, pages, entrance, node.city.map.basemap.origins, door)


def _openapi(node: Node) -> OpenAPIConfig:
    authority = node.city.authority
    return OpenAPIConfig(
        title="Baken",
        version=API_VERSION,
        path="/api/v1/documents",
        render_plugins=[],
        use_handler_docstrings=True,
        description=_DESCRIPTION,
        contact=Contact(name=authority.name, url=authority.website or None, email=authority.contact or None),
        license=License(name="EUPL-1.2", identifier="EUPL-1.2"),
    )


@get(
    "/api/v1/openapi.json",
    include_in_schema=False,
    opt=open_to_all("The description of the interface is open (NLGov REST API Design Rules)."),
    sync_to_thread=False,
)
def openapi_document(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
    """Return this API's own description, readable from any origin."""
    headers = {
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
        "cache-control": "no-cache",
    }
    return Response(complete(request.app.openapi_schema.to_schema()), headers=headers, media_type="application/json")


ROUTES: Final = (
    *CITY_ROUTES,
    *PICTURE_ROUTES,
    *HISTORY_ROUTES,
    *NETWORK_ROUTES,
    *FORECAST_ROUTES,
    *PLANNING_ROUTES,
    *EDR_ROUTES,
    *FEATURE_ROUTES,
    *REPLAY_ROUTES,
    *TICK_ROUTES,
    *HEALTH_ROUTES,
    *ACTIVITY_ROUTES,
    *LOG_ROUTES,
    *RESPONSE_ROUTES,
    *REPORT_ROUTES,
    *EVENT_ROUTES,
    *PRESENCE_ROUTES,
    *RETENTION_ROUTES,
    *PERMISSION_ROUTES,
    *REGISTER_ROUTES,
    *IDENTITY_ROUTES,
    *SIGNING_KEY_ROUTES,
    *SOURCE_ROUTES,
    *NGSI_LD_ROUTES,
    *WARNING_ROUTES,
    *CHANNEL_ROUTES,
    *PUBLIC_ROUTES,
    openapi_document,
)
"""Every route of the API; each declares who may use it for what."""
