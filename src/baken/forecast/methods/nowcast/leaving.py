# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Announced events: those who come for them, and leave at their end."""

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

NEW_SHARE: Final = 0.5
"""Organisers count all who are there, and hope; half of them come for the event."""

_AFTER_MIN: Final = 180
_AHEAD_MIN: Final = 240


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


def coming(known: Known, ways: Ways, origins_min: Int64, minutes: int, seen: Seen) -> Float64 | None:
    """Return the persons who come to each area in each minute for an announced event that is about to begin.

    Of those who were announced :data:`NEW_SHARE` were not there anyway. They come as its kind of audience does, half of
    them evenly over the areas of the event and half to where most are already.

    Returns
    -------
    Shape (origins, minutes, areas); None when no event of known size begins.
    """
    ids = [known.panel.series[column].place_id for column in ways.areas.tolist()]
    there, last = np.nan_to_num(seen.persons[:, -1]), int(origins_min.max()) + minutes
    at = origins_min[:, None] + np.arange(minutes)
    found = None
    for event in known.events:
        audience = audience_of(event.kind)
        mine = np.array([one in event.area_ids for one in ids])
        if audience.stay_min or not event.has_size or not mine.any():
            continue
        if not int(origins_min.min()) < event.start_min < last + _AHEAD_MIN:
            continue
        before = (at - event.start_min).astype(np.float64)
        duration = event.duration_min
        rate = audience.arrived(np.asarray(before + 1.0), duration) - audience.arrived(before, duration)
        full = np.where(mine, there, 0.0)
        full = full / np.maximum(full.sum(axis=1, keepdims=True), 1.0)
        share = 0.5 * full + 0.5 * mine / mine.sum()
        more = NEW_SHARE * event.expected_visitors * rate[:, :, None] * share[:, None, :]
        found = more if found is None else found + more
    return found


def _matters(event: PlannedEvent, origins_min: Int64, minutes: int) -> bool:
    ends = event.end_min
    return bool((ends < int(origins_min.max()) + minutes) and (ends > int(origins_min.min()) - _AFTER_MIN))
