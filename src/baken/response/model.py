# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The words of response: proposals with their evidence, decisions, tasks, commands, notes and hand-overs.

Times are microseconds UTC. Everything that happens is an event that never changes; what stands follows from the events
(:mod:`baken.response.book`). Events of people carry the clock of the node, which in a replay is that of the replay;
events of commands carry the clock of the machine, because an actuator lives in real time.
"""

from __future__ import annotations

import msgspec

from baken.response.playbook import Playbook
from baken.response.transitions import (
    IN_FORCE,
    CommandState,
    ResponseDeed,
    ResponseState,
    TaskState,
)
from baken.warning.kinds import LimitKind


class Who(msgspec.Struct, frozen=True, kw_only=True):
    """Who did something: a person by the id of the account and the name at that time, or the node.

    Attributes
    ----------
    party
        For which party; empty for the node.
    """

    id: str
    name: str
    party: str = ""

    @property
    def is_person(self) -> bool:
        """Whether it is not the node."""
        return self.id != NODE.id


NODE = Who(id="node", name="Baken")
"""The service itself."""


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Why something is proposed: the warning as it stood then.

    Attributes
    ----------
    probability
        That the limit is passed within the lead time; with ``lower`` and ``upper`` whatever hangs together how.
    expected_at_us
        When it is passed, as far as that can be told; None when it is so already, or not foreseen.
    lead_min
        Minutes that are left until then, as of the evidence.
    in_doubt, doubts
        Whether the warning rests on something that is doubted, and on what.
    """

    warning_id: str
    at_us: int
    kinds: tuple[LimitKind, ...]
    area_ids: tuple[str, ...]
    probability: float
    sentence: str
    sentence_nl: str
    lower: float | None = None
    upper: float | None = None
    expected_at_us: int | None = None
    lead_min: float | None = None
    in_doubt: bool = False
    doubts: tuple[str, ...] = ()


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One change of a response: who did what, when, and why."""

    deed: str
    state: ResponseState
    by: Who
    at_us: int
    because: str = ""


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """One use of a playbook, from proposal to end.

    Invariants: ``version`` goes up by one with every step; ``state`` is that of the last step.

    Attributes
    ----------
    playbook
        As it was when this was proposed; a later change of the file does not touch it.
    evidence
        None when a person proposed it without a warning.
    expires_at_us
        When it expires if nobody decides.
    """

    id: str
    version: int
    state: ResponseState
    playbook: Playbook
    steps: tuple[Step, ...]
    proposed_at_us: int
    expires_at_us: int
    evidence: Evidence | None = None

    @property
    def is_in_force(self) -> bool:
        """Whether it holds its objects."""
        return self.state in IN_FORCE

    @property
    def approved_by(self) -> Step | None:
        """The step with which it was approved."""
        return next((step for step in self.steps if step.deed == ResponseDeed.APPROVE.value), None)

    @property
    def in_force_from_us(self) -> int | None:
        """When its execution began first; None when it never did."""
        return next((step.at_us for step in self.steps if step.deed == ResponseDeed.BEGIN.value), None)

    @property
    def in_force_until_us(self) -> int | None:
        """When it was withdrawn; None when it was not."""
        return next((step.at_us for step in self.steps if step.deed == ResponseDeed.WITHDRAW.value), None)


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a party is asked to do for a response.

    Attributes
    ----------
    due_at_us
        When it has to work.
    undoes
        Whether it undoes what an earlier task did.
    steps
        Who acknowledged, did or declined it.
    """

    id: str
    version: int
    state: TaskState
    response_id: str
    intervention_id: str
    party: str
    text: str
    text_nl: str
    asked_at_us: int
    due_at_us: int
    undoes: bool = False
    steps: tuple[TaskStep, ...] = ()


class TaskStep(msgspec.Struct, frozen=True, kw_only=True):
    """One change of a task."""

    state: TaskState
    by: Who
    at_us: int
    note: str = ""


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """Something that an actuator is told, once.

    Attributes
    ----------
    key
        Of this command alone: an actuator that has seen it does nothing when it sees it again.
    until_us
        When the actuator goes back to normal by itself.
    reverses
        Whether it undoes what a response did.
    asked_at_us, sent_at_us
        By the clock of the machine.
    """

    key: str
    state: CommandState
    response_id: str
    intervention_id: str
    actuator_id: str
    preset: str
    asked_at_us: int
    until_us: int
    reverses: bool = False
    sent_at_us: int | None = None
    note: str = ""


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the log book, in free words. It is never changed: a correction is a new one that names it.

    Attributes
    ----------
    key
        Chosen by who wrote it, so that a note that is sent twice is one note.
    """

    id: str
    at_us: int
    by: Who
    text: str
    response_id: str = ""
    warning_id: str = ""
    area_ids: tuple[str, ...] = ()
    corrects: str = ""
    key: str = ""


class HandOver(msgspec.Struct, frozen=True, kw_only=True):
    """One shift tells the next how it stands.

    Attributes
    ----------
    to_account
        To whom; empty for whoever accepts it.
    response_ids, task_ids
        What was open then, as the system saw it.
    accepted_at_us, accepted_by
        None while nobody did.
    """

    id: str
    version: int
    at_us: int
    by: Who
    text: str
    to_account: str = ""
    response_ids: tuple[str, ...] = ()
    task_ids: tuple[str, ...] = ()
    accepted_at_us: int | None = None
    accepted_by: Who | None = None


# -- events --------------------------------------------------------------------------------------------------------


class Proposed(msgspec.Struct, frozen=True, kw_only=True, tag="proposed"):
    """A playbook was proposed."""

    at_us: int
    response_id: str
    playbook: Playbook
    by: Who
    expires_at_us: int
    because: str = ""
    evidence: Evidence | None = None


class Decided(msgspec.Struct, frozen=True, kw_only=True, tag="decided"):
    """A response got a step; ``version`` is what it becomes."""

    at_us: int
    response_id: str
    version: int
    deed: ResponseDeed
    by: Who
    because: str = ""


class TaskGiven(msgspec.Struct, frozen=True, kw_only=True, tag="task-given"):
    """A party is asked to do something."""

    at_us: int
    task: Task


class TaskMoved(msgspec.Struct, frozen=True, kw_only=True, tag="task-moved"):
    """A task got a step; ``version`` is what it becomes."""

    at_us: int
    task_id: str
    version: int
    state: TaskState
    by: Who
    note: str = ""


class Commanded(msgspec.Struct, frozen=True, kw_only=True, tag="commanded"):
    """An actuator is to be told something: the outbox."""

    at_us: int
    command: Command


class CommandMoved(msgspec.Struct, frozen=True, kw_only=True, tag="command-moved"):
    """A command came further."""

    at_us: int
    key: str
    state: CommandState
    note: str = ""


class Noted(msgspec.Struct, frozen=True, kw_only=True, tag="noted"):
    """Somebody wrote in the log book."""

    at_us: int
    note: Note


class HandedOver(msgspec.Struct, frozen=True, kw_only=True, tag="handed-over"):
    """A shift handed over."""

    at_us: int
    hand_over: HandOver


class Accepted(msgspec.Struct, frozen=True, kw_only=True, tag="accepted"):
    """The next shift took over."""

    at_us: int
    hand_over_id: str
    by: Who


ResponseEvent = Proposed | Decided | TaskGiven | TaskMoved | Commanded | CommandMoved | Noted | HandedOver | Accepted
"""What is recorded, in this order, and never changed."""
