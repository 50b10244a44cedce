# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Holds playbooks against each other and against the rest of a city: what can never be, contradicts, or goes round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.declaration.fault import Fault, Severity
from baken.response.interventions import Claim, OneWayWalking, are_opposite
from baken.response.playbook import opposites

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from baken.forecast.events import PlannedEvent
    from baken.response.playbook import Playbook
    from baken.vocabulary.place import Gate
    from baken.warning.model import Limit

FURTHEST_MIN: Final = 7 * 24 * 60
"""Nothing is foreseen further ahead."""


def check_playbooks(
    playbooks: Sequence[Playbook],
    gates: Sequence[Gate],
    events: Iterable[PlannedEvent],
    limits: Sequence[Limit] | None,
    of_responses: str | None,
    faults: list[Fault],
) -> None:
    """Note what is wrong with playbooks that are well-formed each by itself.

    Parameters
    ----------
    limits
        None when it is not known what the city warns of, so that nothing can be said about triggers.
    of_responses
        The processing activity that covers responses.
    """
    kinds = {event.kind for event in events}
    for playbook in playbooks:
        _can_trigger(playbook, limits, kinds, faults)
        _ends_after_it_begins(playbook, faults)
        _contradicts_itself(playbook, faults)
        _lets_nobody_out(playbook, gates, faults)
    _follow(playbooks, faults)
    _contradict_each_other(playbooks, faults)
    if playbooks and of_responses is None:
        message = "Playbooks belong to no processing activity, so no response is kept and none is proposed."
        remedy = 'List responses = ["playbooks", "log-book"] in the [covers] of one activity.'
        faults.append(Fault(playbooks[0].file, 1, message, remedy))


def _can_trigger(
    playbook: Playbook, limits: Sequence[Limit] | None, event_kinds: set[str], faults: list[Fault]
) -> None:
    trigger, needed = playbook.trigger, playbook.preparation_min
    if needed > FURTHEST_MIN:
        message = f"It takes {needed:g} min to prepare, and nothing is foreseen more than {FURTHEST_MIN} min ahead."
        faults.append(Fault(playbook.file, 1, message, "Split off what has to be arranged earlier."))
    unknown = [kind for kind in playbook.conditions.event_kinds if kind not in event_kinds]
    if unknown and len(unknown) == len(playbook.conditions.event_kinds):
        message = f"It is proposed at events of kind {', '.join(unknown)} only, and calendar.toml has none."
        faults.append(Fault(playbook.file, 1, message, "Correct the kind, or declare the event.", Severity.WARNING))
    if limits is None:
        return
    mine = [one for one in limits if one.kind in trigger.kinds and one.area_id in trigger.area_ids]
    if not mine:
        message = "It can never be proposed: there is no limit of its kinds in its areas."
        faults.append(Fault(playbook.file, 1, message, "Declare one in limits.toml, or change the trigger."))
        return
    longest = max(one.lead_time_s for one in mine) / 60.0
    if needed > longest:
        message = (
            f"It takes {needed:g} min to prepare, and the limits that trigger it warn at most {longest:g} min ahead."
        )
        faults.append(Fault(playbook.file, 1, message, "Give them a longer lead time, or prepare faster."))
        return
    late = [one.id for one in mine if one.lead_time_s / 60.0 < needed]
    if late:
        message = f"It takes {needed:g} min to prepare, and {', '.join(late[:5])} warns later than that."
        remedy = "Give those limits a longer lead time, or accept that it comes too late for them."
        faults.append(Fault(playbook.file, 1, message, remedy, Severity.WARNING))


def _ends_after_it_begins(playbook: Playbook, faults: list[Fault]) -> None:
    if playbook.exit.probability_below > playbook.trigger.probability:
        message = "It would end as soon as it begins: it ends below a probability at which it is proposed."
        faults.append(Fault(playbook.file, 1, message, "Let probability_below be less than that of the trigger."))
    if playbook.exit.after_min <= playbook.preparation_min:
        message = "It ends before it is prepared."
        faults.append(Fault(playbook.file, 1, message, "Let after_min be longer than the preparation."))


def _contradicts_itself(playbook: Playbook, faults: list[Fault]) -> None:
    claims: list[tuple[str, Claim]] = []
    for intervention, claim in playbook.claims:
        for name, other in claims:
            if are_opposite(claim, other):
                message = f"{intervention.id!r} is the opposite of {name!r}: {claim.thing}."
                faults.append(Fault(playbook.file, 1, message, "Keep one of the two."))
        claims.append((intervention.id, claim))


def _lets_nobody_out(playbook: Playbook, gates: Sequence[Gate], faults: list[Fault]) -> None:
    """An area of which every gate is one-way inwards is a trap, and one that all lead out of cannot be reached."""
    towards = {i.deed.gate: i.deed.towards for i in playbook.interventions if isinstance(i.deed, OneWayWalking)}
    ways = {gate.id: gate.area_ids for gate in gates if len(gate.area_ids) == 2}
    for area in sorted({area for name in towards for area in ways.get(name, ())} - {"outside"}):
        around = [name for name, pair in ways.items() if area in pair]
        if all(towards.get(name) == area for name in around):
            message = f"Nobody could leave {area}: every gate of it is one-way inwards."
            faults.append(Fault(playbook.file, 1, message, "Leave one gate open in both directions, or turn one."))


def _follow(playbooks: Sequence[Playbook], faults: list[Fault]) -> None:
    """What follows another one must be there, and not come round to itself."""
    by_id = {playbook.id: playbook for playbook in playbooks}
    for playbook in playbooks:
        for name in playbook.after:
            if name not in by_id:
                message = f"It follows {name[:80]!r}, and there is no such playbook."
                faults.append(Fault(playbook.file, 1, message, "Write the id of another playbook of this city."))
    startable = {p.id for p in playbooks if not p.after}
    while True:
        more = {p.id for p in playbooks if p.id not in startable and not startable.isdisjoint(p.after)}
        if not more:
            break
        startable |= more
    for playbook in playbooks:
        known = [name for name in playbook.after if name in by_id]
        if playbook.id not in startable and known and len(known) == len(playbook.after):
            message = f"It can never be proposed: it follows {', '.join(known)}, which wait for it in turn."
            faults.append(Fault(playbook.file, 1, message, "Let one of them begin by itself."))


def _contradict_each_other(playbooks: Sequence[Playbook], faults: list[Fault]) -> None:
    """Two that one warning can bring up at once and that contradict each other: a person will have to choose."""
    for i, one in enumerate(playbooks):
        for other in playbooks[i + 1 :]:
            if set(one.trigger.kinds).isdisjoint(other.trigger.kinds):
                continue
            if set(one.trigger.area_ids).isdisjoint(other.trigger.area_ids):
                continue
            for mine, theirs, thing in opposites(one, other)[:1]:
                message = f"One warning can bring up this and {other.id}, and {mine.id!r} is the opposite of "
                message += f"{theirs.id!r} there ({thing})."
                remedy = "Give them other triggers or conditions; as it is, only one of the two can be approved."
                faults.append(Fault(one.file, 1, message, remedy, Severity.WARNING))
