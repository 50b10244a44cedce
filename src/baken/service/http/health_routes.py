# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The route that tells whether the node and its sources are well."""

from __future__ import annotations

from typing import Final

import numpy as np
from litestar import get
from litestar.di import NamedDependency

from baken import __version__
from baken.service.http.bodies import DatastreamsHealth, HealthBody, SourceHealth
from baken.service.node import Node
from baken.situation.model import Picture, UInt8
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.time import NO_TIME_US, from_us


@get("/api/v1/health", operation_id="getHealth", tags=["health"], sync_to_thread=False)
def health(node: NamedDependency[Node]) -> HealthBody:
    """Return whether the node is well; degraded means that a datastream is stale or silent."""
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
        sources=[_source(name, names, picture, state) for name in sorted(set(names))],
    )


def _source(name: str, names: list[str], picture: Picture, state: UInt8) -> SourceHealth:
    own = np.array([n == name for n in names])
    newest = int(picture.newest.available_at_us[own[picture.topology.declared]].max(initial=NO_TIME_US))
    fresh = int(np.count_nonzero(state[own] == QualityFlag.GOOD))
    word = "ok" if fresh == own.sum() else "partly" if fresh else "lost"
    return SourceHealth(connector=name, state=word, last_available_at=None if newest == NO_TIME_US else from_us(newest))


HEALTH_ROUTES: Final = (health,)
