# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which playbooks a warning brings up, with the evidence, and what their effect is expected to be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from baken.forecast.wall_clock import from_wall_min
from baken.vocabulary.time import from_us

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

    from baken.forecast.events import PlannedEvent
    from baken.response.book import Book
    from baken.response.model import Evidence
    from baken.response.playbook import Conditions, Intervention, Playbook

_BEFORE_US: Final = 3_600_000_000
_AFTER_US: Final = 3 * _BEFORE_US
_DAY_MIN: Final = 1440


def fits(playbook: Playbook, evidence: Evidence) -> bool:
    """Tell whether a warning is of the kind, at the place and as probable as the playbook asks.

    Invariants: never fits what is not known (a probability of NaN); what fits also fits when it is more probable.
    """
    trigger = playbook.trigger
    return (
        not math.isnan(evidence.probability)
        and evidence.probability >= trigger.probability
        and not set(trigger.kinds).isdisjoint(evidence.kinds)
        and not set(trigger.area_ids).isdisjoint(evidence.area_ids)
    )


def hold(conditions: Conditions, at_us: int, zone: ZoneInfo, events: Iterable[PlannedEvent]) -> bool:
    """Tell whether the conditions that the system can see hold at a moment."""
    local = from_us(at_us).astimezone(zone)
    minute = local.hour * 60 + local.minute
    if conditions.from_min != conditions.until_min and not _within(minute, conditions.from_min, conditions.until_min):
        return False
    if conditions.months and local.month not in conditions.months:
        return False
    return not conditions.event_kinds or any(
        event.kind in conditions.event_kinds and _goes_on(event, at_us, zone) for event in events
    )


def is_taken_up(playbook: Playbook, book: Book, warning_id: str) -> bool:
    """Tell whether a playbook needs not be proposed: it is in force, waits for a decision, or was refused for this
    warning."""
    for response in book.responses.values():
        if response.playbook.id != playbook.id:
            continue
        of_this = response.evidence is not None and response.evidence.warning_id == warning_id
        waits = response.state.value == "proposed"
        if response.is_in_force or waits or (of_this and response.state.value == "refused"):
            return True
    return False


def proposed_by(
    evidence: Evidence, playbooks: Iterable[Playbook], book: Book, zone: ZoneInfo, events: Iterable[PlannedEvent]
) -> tuple[Playbook, ...]:
    """Return the playbooks that a warning brings up now, in the order in which the city declares them."""
    known = tuple(events)
    running = {response.playbook.id for response in book.in_force()}
    return tuple(
        playbook
        for playbook in playbooks
        if fits(playbook, evidence)
        and hold(playbook.conditions, evidence.at_us, zone, known)
        and (not playbook.after or not running.isdisjoint(playbook.after))
        and not is_taken_up(playbook, book, evidence.warning_id)
    )


def in_time(playbook: Playbook, evidence: Evidence) -> bool | None:
    """Tell whether the slowest intervention works before the limit is passed; None when that cannot be told."""
    return None if evidence.lead_min is None else playbook.preparation_min <= evidence.lead_min


def effect_sentences(intervention: Intervention) -> tuple[str, str]:
    """Return what an intervention is expected to change, in English and Dutch; that it is not known yet is said.

    Examples
    --------
    >>> from baken.response.specimen import playbook
    >>> effect_sentences(playbook().interventions[0])[0]
    'Not known yet.'
    """
    effect = intervention.effect
    if effect is None:
        return "Not known yet.", "Nog niet bekend."
    change, low, high = (f"{100 * x:+.0f} %".replace("+-", "-") for x in (effect.change, effect.lower, effect.upper))
    return (
        f"{effect.quantity.value}: {change} (between {low} and {high}). Source: {effect.source}",
        f"{effect.quantity.value}: {change} (tussen {low} en {high}). Bron: {effect.source}",
    )


def _within(minute: int, first: int, until: int) -> bool:
    return first <= minute < until if first < until else minute >= first or minute < until % _DAY_MIN


def _goes_on(event: PlannedEvent, at_us: int, zone: ZoneInfo) -> bool:
    begin, end = (from_wall_min(minute, zone) for minute in (event.start_min, event.end_min))
    return begin - _BEFORE_US <= at_us < end + _AFTER_US
