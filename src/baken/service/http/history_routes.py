# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Routes about what was: one area over time, and the whole city over time."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Annotated, Final

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from baken.service.http.access import reads_picture
from baken.service.http.bodies import HistoryBody, TimelineBody
from baken.service.http.moments import LONGEST_BUCKET_S, SHORTEST_BUCKET_S, span
from baken.service.http.picture_body import labels, levels, moments, numbers
from baken.service.http.problems import NotFoundError
from baken.service.node import Node
from baken.situation.band import band90

_DAY: Final = timedelta(days=1)

From = Annotated[str | None, QueryParameter(name="from", max_length=40, description="Start (ISO 8601 with zone).")]
To = Annotated[
    str | None, QueryParameter(name="to", max_length=40, description="End, exclusive; never later than now.")
]
BucketS = Annotated[
    int,
    QueryParameter(
        name="bucketS", ge=SHORTEST_BUCKET_S, le=LONGEST_BUCKET_S, description="Length of a bucket in seconds."
    ),
]


@get("/api/v1/areas/{area_id:str}/history", operation_id="getAreaHistory", tags=["history"], opt=reads_picture())
async def area_history(
    node: NamedDependency[Node], area_id: FromPath[str], start: From = None, end: To = None, bucket_s: BucketS = 3600
) -> HistoryBody:
    """Return one area over time, in columns, as it is known now."""
    if area_id not in {a.id for a in node.city.areas}:
        raise NotFoundError(f"There is no area {area_id!r}.", remedy="GET /api/v1/areas lists them.")
    asked = span(start, end, bucket_s, now=node.clock.now(), default=_DAY)
    found = await asyncio.to_thread(node.live.history, asked, area_id)
    column = found.area_ids.index(area_id)
    lower, upper = band90(found.persons[:, column], found.persons_standard_error[:, column])
    return HistoryBody(
        area_id=area_id,
        bucket_s=bucket_s,
        time=[t for t in moments(found.time_us) if t is not None],
        persons=numbers(found.persons[:, column], 2),
        persons_standard_error=numbers(found.persons_standard_error[:, column], 2),
        persons_lower=numbers(lower, 2),
        persons_upper=numbers(upper, 2),
        density_per_m2=numbers(found.density_per_m2[:, column], 5),
        flow_per_m_min=numbers(found.flow_per_m_min[:, column]),
        level=levels(found.level[:, column]),
        quality=labels(found.quality[:, column]),
    )


@get("/api/v1/timeline", operation_id="getTimeline", tags=["history"], opt=reads_picture())
async def timeline(
    node: NamedDependency[Node], start: From = None, end: To = None, bucket_s: BucketS = 3600
) -> TimelineBody:
    """Return the whole city over time: persons in all known areas together, and the highest level of any area."""
    asked = span(start, end, bucket_s, now=node.clock.now(), default=_DAY)
    together = (await asyncio.to_thread(node.live.history, asked)).timeline()
    return TimelineBody(
        bucket_s=bucket_s,
        time=[t for t in moments(together.time_us) if t is not None],
        persons=numbers(together.persons, 1),
        level=levels(together.highest_level),
        areas_known=together.areas_known.tolist(),
    )


HISTORY_ROUTES: Final = (area_history, timeline)
