# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Routes about movement: who crosses the gates now, and from where to where people went."""

from __future__ import annotations

from typing import Annotated, Final

import numpy as np
from litestar import get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from numpy.typing import NDArray

from baken.service.http.access import reads_picture
from baken.service.http.network_bodies import FlowsBody, OriginDestinationBody
from baken.service.http.picture_body import numbers
from baken.service.http.problems import NotFoundError
from baken.service.node import Node
from baken.vocabulary.place import OUTSIDE

Minutes = Annotated[
    float, QueryParameter(name="minutes", ge=1, le=720, description="How long ago they were at the origin.")
]


@get("/api/v1/flows", operation_id="listFlows", tags=["picture"], opt=reads_picture())
async def flows(node: NamedDependency[Node]) -> FlowsBody:
    """Return who crosses each gate in each direction now; nothing in a city whose areas are estimated one by one."""
    network = node.live.network
    now = node.clock.now()
    if network is None:
        return FlowsBody(now=now, gate_ids=[], origin=[], destination=[], persons_per_min=[], standard_error=[])
    found, places = network.flows(), _places(node)
    least = _thresholds(node)
    few = found.persons_per_min < np.maximum(least[found.origin], least[found.destination])
    return FlowsBody(
        now=now,
        gate_ids=list(found.gate_ids),
        origin=[places[i] for i in found.origin.tolist()],
        destination=[places[i] for i in found.destination.tolist()],
        persons_per_min=numbers(np.where(few, np.nan, found.persons_per_min), 2),
        standard_error=numbers(np.where(few, np.nan, found.standard_error), 2),
    )


@get("/api/v1/origin-destination", operation_id="getOriginDestination", tags=["picture"], opt=reads_picture())
async def origin_destination(node: NamedDependency[Node], minutes: Minutes = 60.0) -> OriginDestinationBody:
    """Return from where to where people went in the last minutes; estimates, in which nobody is followed."""
    network = node.live.network
    if network is None:
        raise NotFoundError("This city's areas are estimated one by one; movement between them is not known.")
    least = _thresholds(node)
    moved = network.origin_destination(minutes)
    told = np.where(moved < np.maximum(least[:, None], least[None, :]), np.nan, moved)
    return OriginDestinationBody(
        now=node.clock.now(), minutes=minutes, place_ids=_places(node), persons=[numbers(row, 1) for row in told]
    )


def _places(node: Node) -> list[str]:
    """Return the areas, and outside as the last, so that -1 names it."""
    return [*node.live.picture().area_ids, OUTSIDE]


def _thresholds(node: Node) -> NDArray[np.float64]:
    """Return below how many persons nothing is told per place; 0 where everything may be told."""
    k = np.append(node.live.area_thresholds, 1)
    return np.where(k > 1, k, 0).astype(np.float64)


NETWORK_ROUTES: Final = (flows, origin_destination)
