# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The states of a response, of a task and of a command, each as one table: from which state a deed leads where.

``approved``, ``executing``, ``executed`` and ``failed`` are in force: what failed half-way may still hold a sign or a
street, so it keeps its objects until a person withdraws it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from baken.errors import BakenError


class ResponseState(StrEnum):
    """How far a response has come."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    EXECUTING = "executing"
    EXECUTED = "executed"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    EXPIRED = "expired"
    FAILED = "failed"


class ResponseDeed(StrEnum):
    """What somebody, or the node, does with a response."""

    APPROVE = "approve"
    REFUSE = "refuse"
    EXPIRE = "expire"
    BEGIN = "begin"
    COMPLETE = "complete"
    FAIL = "fail"
    WITHDRAW = "withdraw"


class By(StrEnum):
    """Who may do it."""

    PERSON = "person"
    NODE = "node"
    EITHER = "either"


class TransitionError(BakenError):
    """A deed that is not possible in the present state."""


IN_FORCE: Final = frozenset(
    {ResponseState.APPROVED, ResponseState.EXECUTING, ResponseState.EXECUTED, ResponseState.FAILED}
)
FINAL: Final = frozenset({ResponseState.WITHDRAWN, ResponseState.REFUSED, ResponseState.EXPIRED})

TRANSITIONS: Final[dict[tuple[ResponseState, ResponseDeed], tuple[ResponseState, By]]] = {
    (ResponseState.PROPOSED, ResponseDeed.APPROVE): (ResponseState.APPROVED, By.PERSON),
    (ResponseState.PROPOSED, ResponseDeed.REFUSE): (ResponseState.REFUSED, By.PERSON),
    (ResponseState.PROPOSED, ResponseDeed.EXPIRE): (ResponseState.EXPIRED, By.NODE),
    (ResponseState.APPROVED, ResponseDeed.BEGIN): (ResponseState.EXECUTING, By.EITHER),
    (ResponseState.APPROVED, ResponseDeed.FAIL): (ResponseState.FAILED, By.EITHER),
    (ResponseState.APPROVED, ResponseDeed.WITHDRAW): (ResponseState.WITHDRAWN, By.PERSON),
    (ResponseState.EXECUTING, ResponseDeed.COMPLETE): (ResponseState.EXECUTED, By.EITHER),
    (ResponseState.EXECUTING, ResponseDeed.FAIL): (ResponseState.FAILED, By.EITHER),
    (ResponseState.EXECUTING, ResponseDeed.WITHDRAW): (ResponseState.WITHDRAWN, By.PERSON),
    (ResponseState.EXECUTED, ResponseDeed.FAIL): (ResponseState.FAILED, By.EITHER),
    (ResponseState.EXECUTED, ResponseDeed.WITHDRAW): (ResponseState.WITHDRAWN, By.PERSON),
    (ResponseState.FAILED, ResponseDeed.BEGIN): (ResponseState.EXECUTING, By.PERSON),
    (ResponseState.FAILED, ResponseDeed.WITHDRAW): (ResponseState.WITHDRAWN, By.PERSON),
}
"""The one table; what is not in it is not possible."""


def after(state: ResponseState, deed: ResponseDeed, *, by_person: bool) -> ResponseState:
    """Return the state after a deed.

    Raises
    ------
    TransitionError
        When the table does not have it, or it is for others to do.

    Examples
    --------
    >>> after(ResponseState.PROPOSED, ResponseDeed.APPROVE, by_person=True).value
    'approved'
    """
    found = TRANSITIONS.get((state, deed))
    if found is None:
        possible = ", ".join(sorted(d.value for d in possible_deeds(state, by_person=by_person))) or "nothing any more"
        raise TransitionError(
            f"What is {state.value} cannot be given the step {deed.value!r}.", remedy=f"Possible: {possible}."
        )
    end, by = found
    if by is not By.EITHER and (by is By.PERSON) is not by_person:
        who = "a person" if by is By.PERSON else "the service itself"
        raise TransitionError(f"Only {who} gives a response the step {deed.value!r}.")
    return end


def possible_deeds(state: ResponseState, *, by_person: bool) -> tuple[ResponseDeed, ...]:
    """Return what can be done in a state, in the order of the table."""
    wanted = By.PERSON if by_person else By.NODE
    return tuple(deed for (at, deed), (_, by) in TRANSITIONS.items() if at is state and by in (wanted, By.EITHER))


class TaskState(StrEnum):
    """How far a task has come."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    DONE = "done"
    DECLINED = "declined"
    CANCELLED = "cancelled"


TASK_TRANSITIONS: Final[dict[TaskState, tuple[TaskState, ...]]] = {
    TaskState.OPEN: (TaskState.ACKNOWLEDGED, TaskState.DONE, TaskState.DECLINED, TaskState.CANCELLED),
    TaskState.ACKNOWLEDGED: (TaskState.DONE, TaskState.DECLINED, TaskState.CANCELLED),
    TaskState.DONE: (),
    TaskState.DECLINED: (),
    TaskState.CANCELLED: (),
}
"""To where a task can go; only the node cancels."""


class CommandState(StrEnum):
    """How far a command to an actuator has come."""

    DUE = "due"
    """To be sent as soon as the actuator may be told something."""
    SENDING = "sending"
    """It was decided to send it now; after a crash the broker is asked whether it has it."""
    SENT = "sent"
    """The broker has it."""
    CONFIRMED = "confirmed"
    """The actuator says that it did."""
    BY_HAND = "by-hand"
    """It did not answer, or somebody has taken it over: its owner was asked."""
    SUPERSEDED = "superseded"
    """A newer command for the same actuator took its place before it was sent."""


COMMAND_TRANSITIONS: Final[dict[CommandState, tuple[CommandState, ...]]] = {
    CommandState.DUE: (CommandState.SENDING, CommandState.SUPERSEDED, CommandState.BY_HAND),
    CommandState.SENDING: (CommandState.SENT, CommandState.BY_HAND),
    CommandState.SENT: (CommandState.CONFIRMED, CommandState.BY_HAND),
    CommandState.BY_HAND: (CommandState.CONFIRMED,),
    CommandState.CONFIRMED: (),
    CommandState.SUPERSEDED: (),
}
"""To where a command can go. Nothing leads back to ``due``: what was sent is not sent again."""


def require_task(state: TaskState, end: TaskState) -> None:
    """Make sure that a task can go there.

    Raises
    ------
    TransitionError
        When it cannot.
    """
    if end not in TASK_TRANSITIONS[state]:
        raise TransitionError(f"A task that is {state.value} cannot become {end.value}.")


def require_command(state: CommandState, end: CommandState) -> None:
    """Make sure that a command can go there.

    Raises
    ------
    TransitionError
        When it cannot.
    """
    if end not in COMMAND_TRANSITIONS[state]:
        raise TransitionError(f"A command that is {state.value} cannot become {end.value}.")
