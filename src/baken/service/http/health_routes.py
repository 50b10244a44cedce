# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The route that tells whether the node and its sources are well."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from litestar import Request, get
from litestar.di import NamedDependency

from baken import __version__
from baken.service.http.access import open_to_all, principal_of, readable
from baken.service.http.bodies import DatastreamsHealth, HealthBody, SourceHealth
from baken.service.node import Node
from baken.situation.model import Picture, UInt8
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.time import NO_TIME_US, from_us

_OPEN: Final = open_to_all("Whoever watches over machines asks this, and it tells of no data.")


@get("/api/v1/health", operation_id="getHealth", tags=["health"], opt=_OPEN, sync_to_thread=False)
def health(node: NamedDependency[Node], request: Request[Any, Any, Any]) -> HealthBody:
    """Return whether the node is well; degraded means that a datastream is stale or silent.

    Which sources there are is told to those who may read what they deliver.
    """
    seen = readable(node, principal_of(request))
    picture = node.live.picture()
    summary = picture.summary()
    state = picture.stream_state()
    names = [stream.connector for stream in node.city.streams]
    return HealthBody(
        status="ok" if summary.streams_fresh == summary.streams else "degraded",
        version=__version__,
        sequence=picture.sequence,
        datastreams=DatastreamsHealth(
            total=summary.streams,
            fresh=summary.streams_fresh,
            stale=summary.streams_stale,
            missing=summary.streams_missing,
        ),
        sources=[_source(name, names, picture, state) for name in sorted(_seen(node, seen))],
    )


def _seen(node: Node, datastreams: frozenset[int]) -> set[str]:
    """Return the connectors of which somebody may read every stream."""
    hidden = {s.connector for s in node.city.streams if node.datastream_ids[s.id] not in datastreams}
    return {s.connector for s in node.city.streams} - hidden


def _source(name: str, names: list[str], picture: Picture, state: UInt8) -> SourceHealth:
    own = np.array([n == name for n in names])
    newest = int(picture.newest.available_at_us[own[picture.topology.declared]].max(initial=NO_TIME_US))
    fresh = int(np.count_nonzero(state[own] == QualityFlag.GOOD))
    word = "ok" if fresh == own.sum() else "partly" if fresh else "lost"
    return SourceHealth(connector=name, state=word, last_available_at=None if newest == NO_TIME_US else from_us(newest))


HEALTH_ROUTES: Final = (health,)
