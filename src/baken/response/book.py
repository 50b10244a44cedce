# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The book: how everything stands, folded from the events in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from baken.response.errors import UnknownResponseError
from baken.response.model import (
    Accepted,
    Command,
    Commanded,
    CommandMoved,
    Decided,
    HandedOver,
    HandOver,
    Note,
    Noted,
    Proposed,
    Response,
    ResponseEvent,
    Step,
    Task,
    TaskGiven,
    TaskMoved,
    TaskStep,
)
from baken.response.transitions import CommandState, ResponseState, TaskState, after

if TYPE_CHECKING:
    from collections.abc import Iterable

_NOT_OVER = (CommandState.DUE, CommandState.SENDING, CommandState.SENT)
_TO_DO = (TaskState.OPEN, TaskState.ACKNOWLEDGED)


class Book:
    """Responses, tasks, commands, notes and hand-overs as they stand.

    Invariants: the same events in the same order give the same book; :meth:`apply` never does anything else than what
    the events say.

    Attributes
    ----------
    revision
        How many events it holds.
    """

    def __init__(self, events: Iterable[ResponseEvent] = ()) -> None:
        self.revision = 0
        self.responses: dict[str, Response] = {}
        self.tasks: dict[str, Task] = {}
        self.commands: dict[str, Command] = {}
        self.notes: dict[str, Note] = {}
        self.hand_overs: dict[str, HandOver] = {}
        for event in events:
            self.apply(event)

    def copy(self) -> Book:
        """Return a book that stands as this one does now; the records in it never change."""
        other = Book()
        other.revision = self.revision
        other.responses, other.tasks, other.commands = dict(self.responses), dict(self.tasks), dict(self.commands)
        other.notes, other.hand_overs = dict(self.notes), dict(self.hand_overs)
        return other

    # -- reading -------------------------------------------------------------------------------------------------

    def response(self, name: str) -> Response:
        """Return a response.

        Raises
        ------
        UnknownResponseError
            When there is none.
        """
        found = self.responses.get(name)
        if found is None:
            raise UnknownResponseError("There is no such response.")
        return found

    def task(self, name: str) -> Task:
        """Return a task; raises :class:`UnknownResponseError`."""
        found = self.tasks.get(name)
        if found is None:
            raise UnknownResponseError("There is no such task.")
        return found

    def in_force(self) -> tuple[Response, ...]:
        """Return the responses that hold objects."""
        return tuple(one for one in self.responses.values() if one.is_in_force)

    def open_proposals(self) -> tuple[Response, ...]:
        """Return what waits for a decision."""
        return tuple(one for one in self.responses.values() if one.state is ResponseState.PROPOSED)

    def tasks_of(self, response_id: str) -> tuple[Task, ...]:
        """Return the tasks of a response, in the order in which they were given."""
        return tuple(task for task in self.tasks.values() if task.response_id == response_id)

    def commands_of(self, response_id: str) -> tuple[Command, ...]:
        """Return the commands of a response, in the order in which they were asked."""
        return tuple(one for one in self.commands.values() if one.response_id == response_id)

    def tasks_to_do(self, response_id: str = "") -> tuple[Task, ...]:
        """Return the tasks that nobody has done or declined yet."""
        return tuple(
            task
            for task in self.tasks.values()
            if task.state in _TO_DO and (not response_id or task.response_id == response_id)
        )

    def commands_under_way(self) -> tuple[Command, ...]:
        """Return the commands that are due, being sent, or not answered yet."""
        return tuple(command for command in self.commands.values() if command.state in _NOT_OVER)

    # -- folding -------------------------------------------------------------------------------------------------

    def apply(self, event: ResponseEvent) -> None:
        """Take an event in."""
        self.revision += 1
        match event:
            case Proposed():
                self.responses[event.response_id] = _proposed(event)
            case Decided():
                self.responses[event.response_id] = _decided(self.responses[event.response_id], event)
            case TaskGiven():
                self.tasks[event.task.id] = event.task
            case TaskMoved():
                self.tasks[event.task_id] = _task_moved(self.tasks[event.task_id], event)
            case Commanded():
                self.commands[event.command.key] = event.command
            case CommandMoved():
                self.commands[event.key] = _command_moved(self.commands[event.key], event)
            case Noted():
                self.notes[event.note.id] = event.note
            case HandedOver():
                self.hand_overs[event.hand_over.id] = event.hand_over
            case Accepted():
                self.hand_overs[event.hand_over_id] = _accepted(self.hand_overs[event.hand_over_id], event)


def _proposed(event: Proposed) -> Response:
    first = Step(deed="propose", state=ResponseState.PROPOSED, by=event.by, at_us=event.at_us, because=event.because)
    return Response(
        id=event.response_id,
        version=1,
        state=ResponseState.PROPOSED,
        playbook=event.playbook,
        steps=(first,),
        proposed_at_us=event.at_us,
        expires_at_us=event.expires_at_us,
        evidence=event.evidence,
    )


def _decided(before: Response, event: Decided) -> Response:
    state = after(before.state, event.deed, by_person=event.by.is_person)
    step = Step(deed=event.deed.value, state=state, by=event.by, at_us=event.at_us, because=event.because)
    return msgspec.structs.replace(before, version=event.version, state=state, steps=(*before.steps, step))


def _task_moved(before: Task, event: TaskMoved) -> Task:
    step = TaskStep(state=event.state, by=event.by, at_us=event.at_us, note=event.note)
    return msgspec.structs.replace(before, version=event.version, state=event.state, steps=(*before.steps, step))


def _command_moved(before: Command, event: CommandMoved) -> Command:
    sent = event.at_us if event.state is CommandState.SENT else before.sent_at_us
    return msgspec.structs.replace(before, state=event.state, sent_at_us=sent, note=event.note or before.note)


def _accepted(before: HandOver, event: Accepted) -> HandOver:
    return msgspec.structs.replace(before, version=before.version + 1, accepted_at_us=event.at_us, accepted_by=event.by)
