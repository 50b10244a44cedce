# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The end of an announced event: those who came for it leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.audience import audience_of

if TYPE_CHECKING:
    from baken.forecast.events import PlannedEvent
    from baken.forecast.methods.nowcast.conservation import Seen
    from baken.forecast.methods.nowcast.ways import Ways
    from baken.forecast.model import Float64, Int64, Known

WALKS_ON_PER_MIN: Final = 0.05
"""Who is on the way home stays twenty minutes in an area: a few hundred metres in a crowd, and a queue."""

_AFTER_MIN: Final = 180


def leaving(known: Known, ways: Ways, origins_min: Int64, minutes: int, seen: Seen) -> Float64 | None:
    """Return the share of those in each area who leave it in each minute because an event ends.

    Who is there beyond the usual came for the event. Of these the share :math:`-\\dot p / p` leaves in a minute, where
    ``p`` is the share of an audience of this kind that is still there (:mod:`baken.forecast.audience`).

    Returns
    -------
    Shape (origins, minutes, areas); None when no event ends.
    """
    ends = [e for e in known.events if _matters(e, origins_min, minutes) and not audience_of(e.kind).stay_min]
    if not ends:
        return None
    ids = [known.panel.series[column].place_id for column in ways.areas.tolist()]
    usual = np.nan_to_num(seen.usual_persons[:, seen.persons.shape[1] - 1])
    there = seen.persons[:, -1]
    extra = np.clip((there - usual) / np.maximum(there, 1.0), 0.0, 1.0)
    found = np.zeros((len(origins_min), minutes, len(ids)))
    at = origins_min[:, None] + np.arange(minutes)
    for event in ends:
        mine = np.array([not event.area_ids or one in event.area_ids for one in ids])
        audience = audience_of(event.kind)
        after = (at - event.start_min).astype(np.float64)
        gone = audience.left(after, event.duration_min)
        next_gone = audience.left(np.asarray(after + 1.0, dtype=np.float64), event.duration_min)
        share = (next_gone - gone) / np.maximum(1.0 - gone, 1e-3)
        walks = np.where((gone > 0.0)[:, :, None] & ~mine, WALKS_ON_PER_MIN, share[:, :, None])
        found = np.maximum(found, np.nan_to_num(walks * extra[:, None, :]))
    return found


def _matters(event: PlannedEvent, origins_min: Int64, minutes: int) -> bool:
    ends = event.end_min
    return bool((ends < int(origins_min.max()) + minutes) and (ends > int(origins_min.min()) - _AFTER_MIN))
