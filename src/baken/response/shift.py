# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The shift: tasks that partners take up, the log book, and handing over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.governance.lists import Role
from baken.response.desk import Actor, said
from baken.response.errors import ChangedMeanwhileError, NotYoursError, ResponseError, UnknownResponseError
from baken.response.model import Accepted, HandedOver, HandOver, Note, Noted, ResponseEvent, TaskMoved
from baken.response.transitions import ResponseState, TaskState, require_task

if TYPE_CHECKING:
    from baken.response.book import Book

_LONGEST_NOTE = 5_000


def move_task(
    book: Book, task_id: str, state: TaskState, actor: Actor, *, at_us: int, version: int, note: str
) -> tuple[ResponseEvent, ...]:
    """Let somebody acknowledge, do or decline a task: of the party that was asked, or a duty officer for it.

    Raises
    ------
    UnknownResponseError, NotYoursError, ChangedMeanwhileError, TransitionError, ResponseError
        When it cannot be done.
    """
    task = book.task(task_id)
    if actor.who.party != task.party and Role.DUTY_OFFICER not in actor.roles:
        raise UnknownResponseError("There is no such task.")  # of other parties nothing is said
    if task.version != version:
        by = task.steps[-1].by.name if task.steps else "Somebody"
        raise ChangedMeanwhileError(f"{by} was first: this task is {task.state.value} now.", remedy="Look again.")
    if state is TaskState.CANCELLED:
        raise NotYoursError("A task is cancelled by withdrawing its response.", remedy="Decline it, or withdraw.")
    require_task(task.state, state)
    text = said(note, needed=state is TaskState.DECLINED)
    moved = TaskMoved(at_us=at_us, task_id=task.id, version=version + 1, state=state, by=actor.who, note=text)
    return (moved,)


def write(
    book: Book,
    actor: Actor,
    *,
    note_id: str,
    at_us: int,
    text: str,
    response_id: str = "",
    warning_id: str = "",
    area_ids: tuple[str, ...] = (),
    corrects: str = "",
    key: str = "",
) -> tuple[ResponseEvent, ...]:
    """Write in the log book; nothing when the same person wrote under the same key already.

    Raises
    ------
    ResponseError
        When it says nothing, is too long, or is about something that is not there.
    """
    if key and written(book, actor, key) is not None:
        return ()
    kept = text.strip()
    if not kept or len(kept) > _LONGEST_NOTE:
        raise ResponseError(f"A note has 1 to {_LONGEST_NOTE} characters.")
    for piece in range(0, len(kept), 1000):
        said(kept[piece : piece + 1000])
    if response_id:
        book.response(response_id)
    if corrects and corrects not in book.notes:
        raise UnknownResponseError("There is no such note to correct.")
    note = Note(
        id=note_id,
        at_us=at_us,
        by=actor.who,
        text=kept,
        response_id=response_id,
        warning_id=warning_id,
        area_ids=area_ids,
        corrects=corrects,
        key=key,
    )
    return (Noted(at_us=at_us, note=note),)


def written(book: Book, actor: Actor, key: str) -> Note | None:
    """Return what a person wrote under a key."""
    return next((n for n in book.notes.values() if n.key == key and n.by.id == actor.who.id), None)


def hand_over(
    book: Book, actor: Actor, *, hand_over_id: str, at_us: int, text: str, to_account: str = ""
) -> tuple[ResponseEvent, ...]:
    """Tell the next shift how it stands; what is open is noted beside the words.

    Raises
    ------
    ResponseError
        When nothing is said.
    """
    open_ = (*book.open_proposals(), *(r for r in book.in_force() if r.state is not ResponseState.PROPOSED))
    made = HandOver(
        id=hand_over_id,
        version=1,
        at_us=at_us,
        by=actor.who,
        text=said(text, needed=True),
        to_account=to_account,
        response_ids=tuple(response.id for response in open_),
        task_ids=tuple(task.id for task in book.tasks_to_do()),
    )
    return (HandedOver(at_us=at_us, hand_over=made),)


def accept(book: Book, hand_over_id: str, actor: Actor, *, at_us: int) -> tuple[ResponseEvent, ...]:
    """Take over.

    Raises
    ------
    UnknownResponseError, ChangedMeanwhileError, NotYoursError
        When there is none, somebody did already, or it is for somebody else or by oneself.
    """
    found = book.hand_overs.get(hand_over_id)
    if found is None:
        raise UnknownResponseError("There is no such hand-over.")
    if found.accepted_by is not None:
        raise ChangedMeanwhileError(f"{found.accepted_by.name} has taken over already.")
    if found.to_account and found.to_account != actor.who.id:
        raise NotYoursError("This was handed over to somebody else.")
    if found.by.id == actor.who.id:
        raise NotYoursError("Nobody takes over from oneself.", remedy="Ask who comes next.")
    return (Accepted(at_us=at_us, hand_over_id=hand_over_id, by=actor.who),)
