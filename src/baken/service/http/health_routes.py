# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The route that tells whether the node and its sources are well."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from litestar import Request, get
from litestar.di import NamedDependency

from baken import __version__
from baken.service.http.access import open_to_all, principal_of
from baken.service.http.bodies import DatastreamsHealth, HealthBody, SourceHealth
from baken.service.http.source_routes import sees_source
from baken.service.node import Node
from baken.service.sources.report import SourceReport
from baken.service.sources.states import NEEDS_NOBODY, SourceState
from baken.situation.model import Picture
from baken.vocabulary.time import NO_TIME_US, from_us

_OPEN: Final = open_to_all("Whoever watches over machines asks this, and it tells of no data.")


@get("/api/v1/health", operation_id="getHealth", tags=["health"], opt=_OPEN, sync_to_thread=False)
def health(node: NamedDependency[Node], request: Request[Any, Any, Any]) -> HealthBody:
    """Return whether the node is well; degraded means that a datastream is stale or silent, or a source is not well.

    Which sources there are is told to those who may read what they deliver.
    """
    may_see = sees_source(node, principal_of(request))
    picture = node.live.picture()
    summary = picture.summary()
    told = node.sources.report(lambda _: True, details=False).sources
    is_well = all(SourceState(source.state) in NEEDS_NOBODY for source in told)
    return HealthBody(
        status="ok" if is_well and summary.streams_fresh == summary.streams else "degraded",
        version=__version__,
        sequence=picture.sequence,
        datastreams=DatastreamsHealth(
            total=summary.streams,
            fresh=summary.streams_fresh,
            stale=summary.streams_stale,
            missing=summary.streams_missing,
        ),
        sources=[
            _source(source, node, picture) for source in told if may_see(node.sources.datastreams_of(source.connector))
        ],
    )


def _source(source: SourceReport, node: Node, picture: Picture) -> SourceHealth:
    own = np.array([s.connector == source.connector for s in node.city.streams])
    newest = int(picture.newest.available_at_us[own[picture.topology.declared]].max(initial=NO_TIME_US))
    return SourceHealth(
        connector=source.connector,
        state=source.state,
        since=source.since,
        sentence=source.sentence,
        sentence_nl=source.sentence_nl,
        last_available_at=None if newest == NO_TIME_US else from_us(newest),
    )


HEALTH_ROUTES: Final = (health,)
