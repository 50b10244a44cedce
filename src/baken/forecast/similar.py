# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Similar: which past events an event is like, and how much."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from baken.forecast.wall_clock import DAY_MIN

if TYPE_CHECKING:
    from baken.forecast.events import PlannedEvent
    from baken.forecast.model import Known

MOST: Final = 12
"""More events than this add nothing but time."""

LEAST_WEIGHT: Final = 0.05

SAME_KIND: Final = 0.6
"""Another event of the kind counts for so much of an earlier edition of the same one."""

HALF_LIFE_DAYS: Final = 3 * 365
"""Cities and audiences change: three years ago counts half."""

ELSEWHERE: Final = 0.4
"""An event at quite another place still tells when people come and go."""


@dataclass(frozen=True, slots=True)
class Similar:
    """A past event and how much it counts, above 0 and at most 1."""

    event: PlannedEvent
    weight: float


def similar_events(event: PlannedEvent, known: Known) -> tuple[Similar, ...]:
    """Return the past events of the kind, or earlier editions, that had ended at the origin; the most alike first."""
    found = [
        Similar(past, weight)
        for past in known.events
        if past.id != event.id
        and known.has_seen(past.end_min)
        and past.end_min <= event.start_min
        and (weight := likeness(event, past)) >= LEAST_WEIGHT
    ]
    return tuple(sorted(found, key=lambda one: (-one.weight, -one.event.start_min, one.event.id))[:MOST])


def likeness(event: PlannedEvent, past: PlannedEvent) -> float:
    """Return how much a past event tells of an event: the product of kind, size, strength, place, length and age.

    Examples
    --------
    >>> from baken.forecast.events import PlannedEvent
    >>> fair = dict(title="Fair", kind="market", announced_min=0, start_min=0, end_min=60, edition_of="fair")
    >>> likeness(PlannedEvent(id="b", **fair), PlannedEvent(id="a", **fair))
    1.0
    """
    if event.edition_of and event.edition_of == past.edition_of:
        alike = 1.0
    elif event.kind == past.kind:
        alike = SAME_KIND
    else:
        return 0.0
    if event.has_size and past.has_size:
        alike *= _near(event.expected_visitors + 1.0, past.expected_visitors + 1.0)
    if math.isfinite(event.strength) and math.isfinite(past.strength):
        alike *= _near(event.strength + 1.0, past.strength + 1.0)
    alike *= _near(float(max(event.duration_min, 30)), float(max(past.duration_min, 30)))
    age_days = abs(event.start_min - past.start_min) / DAY_MIN
    return float(alike * _common(event.area_ids, past.area_ids) * 0.5 ** (age_days / HALF_LIFE_DAYS))


def _near(one: float, other: float) -> float:
    """Return 1 for equal sizes, 0.6 for one twice the other."""
    return math.exp(-0.5 * (math.log(one / other) / math.log(2.0)) ** 2)


def _common(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """Return the share of areas in common (Jaccard), raised so that another place still counts."""
    if not one and not other:
        return 1.0
    shared = len(set(one) & set(other)) / len(set(one) | set(other))
    return ELSEWHERE + (1.0 - ELSEWHERE) * shared
