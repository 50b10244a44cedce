# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Execution: which tasks and commands follow from a decision, when a response is done, and how it is undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.response.interventions import actuators_of, preset_of
from baken.response.model import NODE, Command, Commanded, ResponseEvent, Task, TaskGiven, TaskMoved
from baken.response.playbook import opposites
from baken.response.transitions import CommandState, ResponseDeed, TaskState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from baken.response.book import Book
    from baken.response.model import Response
    from baken.response.playbook import Intervention
    from baken.response.reach import Actuator, Reach

_MINUTE_US = 60_000_000
_DONE = (TaskState.DONE, TaskState.CANCELLED)
_REACHED = (CommandState.CONFIRMED, CommandState.SUPERSEDED, CommandState.BY_HAND)

NO_ANSWER: Final = (
    "Set {name} to {preset!r} by hand: it does not answer. {how}",
    "Zet {name} met de hand op {preset!r}: hij antwoordt niet. {how}",
)


def opposed(book: Book, response: Response) -> Iterator[tuple[Response, Intervention, Intervention, str]]:
    """Yield what is in force that cannot be so together with a response: which, by what, and over which object."""
    for other in book.in_force():
        if other.id != response.id:
            for mine, theirs, thing in opposites(response.playbook, other.playbook):
                yield other, mine, theirs, thing


def begun(
    book: Book, response: Response, reach: Reach, at_us: int, machine_us: int, new_id: Callable[[], str]
) -> tuple[ResponseEvent, ...]:
    """Return the commands and tasks with which an execution begins; of one that is taken up again only what is open.

    What has actuators that can be reached is commanded, everything else is a task of its owner.
    """
    done = {task.intervention_id for task in book.tasks_of(response.id) if task.state in _DONE and not task.undoes} | {
        task.intervention_id for task in book.tasks_to_do(response.id)
    }
    told = {(c.intervention_id, c.actuator_id) for c in book.commands_of(response.id) if not c.reverses}
    found: list[ResponseEvent] = []
    for intervention in response.playbook.interventions:
        things = [reach.actuator(name) for name in actuators_of(intervention.deed) if reach.can_command]
        reachable = [thing for thing in things if thing is not None]
        for thing in reachable:
            if (intervention.id, thing.id) not in told:
                preset = preset_of(intervention.deed)
                found.append(_command(response, intervention, thing, preset, machine_us, new_id()))
        if not reachable and intervention.id not in done:
            found.append(TaskGiven(at_us=at_us, task=_task(response, intervention, at_us, new_id())))
    return tuple(found)


def undone(
    book: Book, response: Response, reach: Reach, at_us: int, machine_us: int, new_id: Callable[[], str]
) -> tuple[ResponseEvent, ...]:
    """Return what undoes a response: open tasks are cancelled, done ones get a counterpart, actuators go back.

    An actuator goes back to what another response in force wants of it, or else to normal.
    """
    found: list[ResponseEvent] = []
    interventions = {one.id: one for one in response.playbook.interventions}
    for task in book.tasks_of(response.id):
        if task.undoes or task.state in (TaskState.DECLINED, TaskState.CANCELLED):
            continue
        if task.state is TaskState.OPEN:
            why = "The response was withdrawn."
            found.append(_cancelled(task, at_us, why))
            continue
        if task.state is TaskState.ACKNOWLEDGED:
            found.append(_cancelled(task, at_us, "The response was withdrawn; the counterpart is asked."))
        intervention = interventions.get(task.intervention_id)
        if intervention is not None:
            found.append(TaskGiven(at_us=at_us, task=_task(response, intervention, at_us, new_id(), undoes=True)))
    for command in book.commands_of(response.id):
        thing, intervention = reach.actuator(command.actuator_id), interventions.get(command.intervention_id)
        if command.reverses or thing is None or intervention is None:
            continue
        preset = _wanted_by_others(book, response, thing) or thing.normal
        if preset != command.preset:
            found.append(_command(response, intervention, thing, preset, machine_us, new_id(), reverses=True))
    return tuple(found)


def by_hand(
    book: Book,
    command: Command,
    reach: Reach,
    at_us: int,
    new_id: Callable[[], str],
    *,
    asked: tuple[str, str] = NO_ANSWER,
) -> ResponseEvent:
    """Return the task for the owner of an actuator that does not answer.

    Parameters
    ----------
    asked
        What is asked of them, in English and in Dutch, with ``name``, ``preset`` and ``how`` in it.
    """
    response, thing = book.response(command.response_id), reach.actuator(command.actuator_id)
    name = command.actuator_id if thing is None else thing.name
    how, how_nl = ("", "") if thing is None else (thing.by_hand, thing.by_hand_nl)
    preset = reach.preset(command.preset)
    owner = next((one.owner for one in response.playbook.interventions if one.id == command.intervention_id), "")
    task = Task(
        id=new_id(),
        version=1,
        state=TaskState.OPEN,
        response_id=response.id,
        intervention_id=command.intervention_id,
        party=owner if thing is None else thing.owner,
        text=asked[0].format(name=name, preset=preset.name, how=how).strip(),
        text_nl=asked[1].format(name=name, preset=preset.name_nl, how=how_nl).strip(),
        asked_at_us=at_us,
        due_at_us=at_us,
        undoes=command.reverses,
    )
    return TaskGiven(at_us=at_us, task=task)


def settled(book: Book, response: Response) -> tuple[ResponseDeed, str] | None:
    """Return how an execution ended, and why; None while it goes on."""
    tasks = [task for task in book.tasks_of(response.id) if not task.undoes]
    declined = next((task for task in tasks if task.state is TaskState.DECLINED and _is_newest(task, tasks)), None)
    if declined is not None:
        by = declined.steps[-1] if declined.steps else None
        note = "" if by is None or not by.note else f": {by.note}"
        return ResponseDeed.FAIL, f"{declined.party} declined{note}"
    commands = [command for command in book.commands_of(response.id) if not command.reverses]
    if all(task.state in (*_DONE, TaskState.DECLINED) for task in tasks) and all(
        command.state in _REACHED for command in commands
    ):
        return ResponseDeed.COMPLETE, "Every task is done and every actuator answered."
    return None


def _is_newest(task: Task, tasks: list[Task]) -> bool:
    """Tell whether nobody was asked again since."""
    same = [one.id for one in tasks if (one.intervention_id, one.text) == (task.intervention_id, task.text)]
    return same[-1] == task.id


def _wanted_by_others(book: Book, response: Response, thing: Actuator) -> str:
    for other in book.in_force():
        if other.id == response.id:
            continue
        for intervention in other.playbook.interventions:
            if thing.id in actuators_of(intervention.deed):
                return preset_of(intervention.deed)
    return ""


def _command(
    response: Response,
    intervention: Intervention,
    thing: Actuator,
    preset: str,
    machine_us: int,
    key: str,
    *,
    reverses: bool = False,
) -> Commanded:
    longest_min = min(thing.longest_min, response.playbook.exit.after_min)
    command = Command(
        key=key,
        state=CommandState.DUE,
        response_id=response.id,
        intervention_id=intervention.id,
        actuator_id=thing.id,
        preset=preset,
        asked_at_us=machine_us,
        until_us=machine_us + round(longest_min * _MINUTE_US),
        reverses=reverses,
    )
    return Commanded(at_us=machine_us, command=command)


def _task(response: Response, intervention: Intervention, at_us: int, task_id: str, *, undoes: bool = False) -> Task:
    text, text_nl = intervention.title, intervention.title_nl
    return Task(
        id=task_id,
        version=1,
        state=TaskState.OPEN,
        response_id=response.id,
        intervention_id=intervention.id,
        party=intervention.owner,
        text=f"Undo: {text}" if undoes else text,
        text_nl=f"Beëindig: {text_nl}" if undoes else text_nl,
        asked_at_us=at_us,
        due_at_us=at_us + round(intervention.preparation_min * _MINUTE_US),
        undoes=undoes,
    )


def _cancelled(task: Task, at_us: int, note: str) -> TaskMoved:
    return TaskMoved(
        at_us=at_us, task_id=task.id, version=task.version + 1, state=TaskState.CANCELLED, by=NODE, note=note
    )
