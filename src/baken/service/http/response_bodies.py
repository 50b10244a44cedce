# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bodies of the API about responses; camelCase on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec

from baken.service.http.bodies import Body

Text = Annotated[str, msgspec.Meta(max_length=5000)]
Id = Annotated[str, msgspec.Meta(max_length=100)]


class EffectBody(Body, frozen=True):
    """What an intervention is expected to change, as a share of what it would be without."""

    quantity: str
    change: float
    lower: float
    upper: float
    source: str


class InterventionBody(Body, frozen=True):
    """One thing that is proposed; ``parameters`` follow from its kind. No effect is one that is not known yet."""

    id: str
    kind: str
    title: str
    title_nl: str
    owner: str
    preparation_min: float
    area_ids: list[str]
    gate_ids: list[str]
    parameters: dict[str, Any]
    effect: EffectBody | None
    effect_sentence: str
    effect_sentence_nl: str


class PlaybookBody(Body, frozen=True):
    """What is agreed beforehand about one situation."""

    id: str
    title: str
    title_nl: str
    kinds: list[str]
    area_ids: list[str]
    probability: float
    interventions: list[InterventionBody]
    preparation_min: float
    cost: str
    checks: list[str]
    checks_nl: list[str]
    exit_probability_below: float
    exit_after_min: float
    approval_role: str
    re_authenticate: bool


class PlaybooksBody(Body, frozen=True):
    """Every playbook of the city; not declared where no processing activity covers responses."""

    is_declared: bool
    playbooks: list[PlaybookBody]


class EvidenceBody(Body, frozen=True):
    """Why something is proposed: the warning as it stood then."""

    warning_id: str
    at: datetime
    kinds: list[str]
    area_ids: list[str]
    probability: float
    lower: float | None
    upper: float | None
    expected_at: datetime | None
    lead_min: float | None
    in_time: bool | None
    sentence: str
    sentence_nl: str
    in_doubt: bool
    doubts: list[str]


class StepBody(Body, frozen=True):
    """Who did what, when, and why."""

    deed: str
    state: str
    by_name: str
    party: str
    at: datetime
    because: str


class TaskBody(Body, frozen=True):
    """What a party is asked to do; times by the clock of the node."""

    id: str
    version: int
    state: str
    response_id: str
    response_title: str
    response_title_nl: str
    party: str
    text: str
    text_nl: str
    asked_at: datetime
    due_at: datetime
    undoes: bool
    steps: list[StepBody]


class CommandBody(Body, frozen=True):
    """What an actuator is told; times by the clock of the machine."""

    key: str
    state: str
    actuator_id: str
    preset: str
    asked_at: datetime
    sent_at: datetime | None
    until: datetime
    reverses: bool
    note: str


class ConflictBody(Body, frozen=True):
    """What is in force and wants the opposite of the same object."""

    response_id: str
    thing: str
    sentence: str
    sentence_nl: str


class ResponseBody(Body, frozen=True):
    """One use of a playbook. ``mayDo`` is what the caller's roles let do now; a fresh sign-in may still be asked."""

    id: str
    version: int
    state: str
    since: datetime
    proposed_at: datetime
    expires_at: datetime
    playbook: PlaybookBody
    evidence: EvidenceBody | None
    may_do: list[str]
    conflicts: list[ConflictBody]
    should_end: bool
    end_because: str
    end_because_nl: str
    steps: list[StepBody]
    tasks: list[TaskBody]
    commands: list[CommandBody]


class PartyNameBody(Body, frozen=True):
    """What a party is called that owns interventions and tasks; in English and Dutch where it is called otherwise."""

    id: str
    name: str
    name_en: str
    name_nl: str


class ResponsesBody(Body, frozen=True):
    """Responses, newest first; ``revision`` rises with everything that happens."""

    now: datetime
    revision: int
    is_declared: bool
    responses: list[ResponseBody]
    parties: list[PartyNameBody]


class NewResponseRequest(Body, frozen=True, forbid_unknown_fields=True):
    """A playbook that a person proposes, and why."""

    playbook_id: Id
    because: Text = ""


class DecisionRequest(Body, frozen=True, forbid_unknown_fields=True):
    """What a person decides, and why: approve, refuse, begin, complete, fail or withdraw."""

    deed: Id
    because: Text = ""


class TasksBody(Body, frozen=True):
    """Tasks, newest first; a partner gets those of its own party."""

    now: datetime
    tasks: list[TaskBody]


class TaskChange(Body, frozen=True, forbid_unknown_fields=True):
    """How far a task has come: acknowledged, done or declined."""

    state: Id
    note: Text = ""


class NoteBody(Body, frozen=True):
    """An entry of the log book; ``correctedBy`` names the later entries that correct it."""

    id: str
    at: datetime
    by_name: str
    party: str
    text: str
    response_id: str
    warning_id: str
    area_ids: list[str]
    corrects: str
    corrected_by: list[str]


class LogBookBody(Body, frozen=True):
    """Entries of the log book, newest first."""

    now: datetime
    entries: list[NoteBody]


class NewNoteRequest(Body, frozen=True, forbid_unknown_fields=True):
    """An entry for the log book. Sent again under the same key it is the same entry."""

    text: Text
    response_id: Id = ""
    warning_id: Id = ""
    area_ids: Annotated[list[Id], msgspec.Meta(max_length=200)] = msgspec.field(default_factory=list)
    corrects: Id = ""
    key: Id = ""


class HandOverBody(Body, frozen=True):
    """How a shift told the next one how it stands, and what was open then."""

    id: str
    version: int
    at: datetime
    by_name: str
    text: str
    to_account: str
    response_ids: list[str]
    task_ids: list[str]
    accepted_at: datetime | None
    accepted_by_name: str


class HandOversBody(Body, frozen=True):
    """Hand-overs, newest first."""

    now: datetime
    hand_overs: list[HandOverBody]


class NewHandOverRequest(Body, frozen=True, forbid_unknown_fields=True):
    """How it stands, in the words of who leaves."""

    text: Text
    to_account: Id = ""


class PresetBody(Body, frozen=True):
    """Words for what an actuator can be told."""

    id: str
    name: str
    name_nl: str


class ActuatorBody(Body, frozen=True):
    """A light or sign: what it was told last, what it is asked, and how it is switched by hand."""

    id: str
    name: str
    kind: str
    area_ids: list[str]
    owner: str
    presets: list[str]
    preset_names: list[PresetBody]
    normal: str
    told: str
    state: str
    may_be_told_from: datetime | None
    by_hand: str
    by_hand_nl: str


class ActuatorsBody(Body, frozen=True):
    """Every actuator, and how they are reached: none, simulated or mqtt."""

    transport: str
    actuators: list[ActuatorBody]
