# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the records of responses to the bodies of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from baken.governance.lists import Role
from baken.response.desk import role_fits
from baken.response.execution import opposed
from baken.response.interventions import CloseRoad, OneWayWalking
from baken.response.outbox import may_be_told_from_us
from baken.response.proposing import effect_sentences, in_time
from baken.response.transitions import ResponseDeed, ResponseState, possible_deeds
from baken.service.http.response_bodies import (
    ActuatorBody,
    CommandBody,
    ConflictBody,
    EffectBody,
    EvidenceBody,
    HandOverBody,
    InterventionBody,
    NoteBody,
    PartyNameBody,
    PlaybookBody,
    PresetBody,
    ResponseBody,
    StepBody,
    TaskBody,
)
from baken.vocabulary.time import from_us

if TYPE_CHECKING:
    from baken.governance.model import Party
    from baken.response.book import Book
    from baken.response.model import Command, Evidence, HandOver, Note, Response, Task
    from baken.response.playbook import Intervention, Playbook
    from baken.response.reach import Actuator, Reach


def intervention_body(one: Intervention) -> InterventionBody:
    """Return one intervention."""
    deed = one.deed
    effect = None if one.effect is None else msgspec.structs.asdict(one.effect)
    sentence, sentence_nl = effect_sentences(one)
    parameters = {k: v for k, v in msgspec.to_builtins(deed).items() if k != "type"}
    return InterventionBody(
        id=one.id,
        kind=one.kind.value,
        title=one.title,
        title_nl=one.title_nl,
        owner=one.owner,
        preparation_min=one.preparation_min,
        area_ids=list(getattr(deed, "area_ids", ())),
        gate_ids=[deed.gate] if isinstance(deed, OneWayWalking) else [],
        parameters=parameters | ({"road": deed.road} if isinstance(deed, CloseRoad) else {}),
        effect=None if effect is None else EffectBody(**(effect | {"quantity": effect["quantity"].value})),
        effect_sentence=sentence,
        effect_sentence_nl=sentence_nl,
    )


def playbook_body(playbook: Playbook) -> PlaybookBody:
    """Return a playbook."""
    cost = playbook.cost
    return PlaybookBody(
        id=playbook.id,
        title=playbook.title,
        title_nl=playbook.title_nl,
        kinds=[kind.value for kind in playbook.trigger.kinds],
        area_ids=list(playbook.trigger.area_ids),
        probability=playbook.trigger.probability,
        interventions=[intervention_body(one) for one in playbook.interventions],
        preparation_min=playbook.preparation_min,
        cost="" if cost is None else f"{cost.amount:g} {cost.currency} ({cost.source})",
        checks=list(playbook.conditions.checks),
        checks_nl=list(playbook.conditions.checks_nl),
        exit_probability_below=playbook.exit.probability_below,
        exit_after_min=playbook.exit.after_min,
        approval_role=playbook.approval.role.value,
        re_authenticate=playbook.approval.re_authenticate,
    )


def response_body(
    response: Response,
    book: Book,
    *,
    roles: frozenset[Role],
    party: str,
    is_partner: bool,
    end: tuple[str, str] | None,
) -> ResponseBody:
    """Return a response as somebody in these roles sees it; a partner sees its own tasks only."""
    tasks = [task for task in book.tasks_of(response.id) if not is_partner or task.party == party]
    waits = response.state is ResponseState.PROPOSED or not response.is_in_force
    return ResponseBody(
        id=response.id,
        version=response.version,
        state=response.state.value,
        since=from_us(response.steps[-1].at_us),
        proposed_at=from_us(response.proposed_at_us),
        expires_at=from_us(response.expires_at_us),
        playbook=playbook_body(response.playbook),
        evidence=None if response.evidence is None else _evidence_body(response.evidence, response.playbook),
        may_do=[
            deed.value
            for deed in possible_deeds(response.state, by_person=True)
            if not is_partner and role_fits(response, roles)
        ],
        conflicts=_conflicts(book, response) if waits and response.state is ResponseState.PROPOSED else [],
        should_end=end is not None,
        end_because="" if end is None else end[0],
        end_because_nl="" if end is None else end[1],
        steps=[
            StepBody(
                deed=s.deed, state=s.state.value, by_name=s.by.name, party=s.by.party, at=from_us(s.at_us),
                because=s.because,
            )
            for s in response.steps
        ],
        tasks=[task_body(task, book) for task in tasks],
        commands=[_command_body(command) for command in book.commands_of(response.id)],
    )  # fmt: skip


def _conflicts(book: Book, response: Response) -> list[ConflictBody]:
    return [
        ConflictBody(
            response_id=other.id,
            thing=thing,
            sentence=f"{mine.title!r} is the opposite of {theirs.title!r}, which is {other.state.value}.",
            sentence_nl=f"{mine.title_nl!r} is het tegendeel van {theirs.title_nl!r}, dat al van kracht is.",
        )
        for other, mine, theirs, thing in opposed(book, response)
    ]


def _evidence_body(evidence: Evidence, playbook: Playbook) -> EvidenceBody:
    expected = evidence.expected_at_us
    return EvidenceBody(
        warning_id=evidence.warning_id,
        at=from_us(evidence.at_us),
        kinds=[kind.value for kind in evidence.kinds],
        area_ids=list(evidence.area_ids),
        probability=evidence.probability,
        lower=evidence.lower,
        upper=evidence.upper,
        expected_at=None if expected is None else from_us(expected),
        lead_min=evidence.lead_min,
        in_time=in_time(playbook, evidence),
        sentence=evidence.sentence,
        sentence_nl=evidence.sentence_nl,
        in_doubt=evidence.in_doubt,
        doubts=list(evidence.doubts),
    )


def task_body(task: Task, book: Book) -> TaskBody:
    """Return a task."""
    playbook = book.response(task.response_id).playbook
    steps = [
        StepBody(
            deed=s.state.value, state=s.state.value, by_name=s.by.name, party=s.by.party, at=from_us(s.at_us),
            because=s.note,
        )
        for s in task.steps
    ]  # fmt: skip
    return TaskBody(
        id=task.id,
        version=task.version,
        state=task.state.value,
        response_id=task.response_id,
        response_title=playbook.title,
        response_title_nl=playbook.title_nl,
        party=task.party,
        text=task.text,
        text_nl=task.text_nl,
        asked_at=from_us(task.asked_at_us),
        due_at=from_us(task.due_at_us),
        undoes=task.undoes,
        steps=steps,
    )


def _command_body(command: Command) -> CommandBody:
    return CommandBody(
        key=command.key,
        state=command.state.value,
        actuator_id=command.actuator_id,
        preset=command.preset,
        asked_at=from_us(command.asked_at_us),
        sent_at=None if command.sent_at_us is None else from_us(command.sent_at_us),
        until=from_us(command.until_us),
        reverses=command.reverses,
        note=command.note,
    )


def party_body(party: Party) -> PartyNameBody:
    """Return what a party is called, in each language."""
    name = party.name
    return PartyNameBody(id=party.id, name=name, name_en=party.name_en or name, name_nl=party.name_nl or name)


def note_body(note: Note, book: Book) -> NoteBody:
    """Return an entry of the log book."""
    return NoteBody(
        id=note.id,
        at=from_us(note.at_us),
        by_name=note.by.name,
        party=note.by.party,
        text=note.text,
        response_id=note.response_id,
        warning_id=note.warning_id,
        area_ids=list(note.area_ids),
        corrects=note.corrects,
        corrected_by=[other.id for other in book.notes.values() if other.corrects == note.id],
    )


def hand_over_body(made: HandOver) -> HandOverBody:
    """Return a hand-over."""
    return HandOverBody(
        id=made.id,
        version=made.version,
        at=from_us(made.at_us),
        by_name=made.by.name,
        text=made.text,
        to_account=made.to_account,
        response_ids=list(made.response_ids),
        task_ids=list(made.task_ids),
        accepted_at=None if made.accepted_at_us is None else from_us(made.accepted_at_us),
        accepted_by_name="" if made.accepted_by is None else made.accepted_by.name,
    )


def actuator_body(thing: Actuator, book: Book, reach: Reach) -> ActuatorBody:
    """Return a light or sign with what it was told last."""
    told = [command for command in book.commands.values() if command.actuator_id == thing.id]
    last = told[-1] if told else None
    soonest = may_be_told_from_us(thing, told)
    return ActuatorBody(
        id=thing.id,
        name=thing.name,
        kind=thing.kind.value,
        area_ids=list(thing.area_ids),
        owner=thing.owner,
        presets=list(thing.presets),
        preset_names=[PresetBody(id=p.id, name=p.name, name_nl=p.name_nl) for p in map(reach.preset, thing.presets)],
        normal=thing.normal,
        told=thing.normal if last is None else last.preset,
        state="" if last is None else last.state.value,
        may_be_told_from=from_us(soonest) if soonest else None,
        by_hand=thing.by_hand,
        by_hand_nl=thing.by_hand_nl,
    )


def deed_of(text: str) -> ResponseDeed | None:
    """Return a deed of a person by its name; None when there is none."""
    people = {d for state in ResponseState for d in possible_deeds(state, by_person=True)}
    return next((deed for deed in people if deed.value == text), None)
