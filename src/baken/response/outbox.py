# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The outbox: which command is sent next, and when an actuator may be told something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.response.model import CommandMoved
from baken.response.transitions import CommandState, require_command

if TYPE_CHECKING:
    from collections.abc import Iterable

    from baken.response.model import Command
    from baken.response.reach import Actuator, Reach

_SECOND_US: Final = 1_000_000
_HOUR_US: Final = 3600 * _SECOND_US


def moved(command: Command, state: CommandState, at_us: int, note: str = "") -> CommandMoved:
    """Return that a command came further.

    Raises
    ------
    TransitionError
        When it cannot go there.
    """
    require_command(command.state, state)
    return CommandMoved(at_us=at_us, key=command.key, state=state, note=note)


def superseded(commands: Iterable[Command], at_us: int) -> tuple[CommandMoved, ...]:
    """Return which commands are not sent any more, because a newer one waits for the same actuator."""
    waiting = [one for one in commands if one.state is CommandState.DUE]
    newest = {one.actuator_id: one.key for one in waiting}
    return tuple(
        moved(one, CommandState.SUPERSEDED, at_us, "A newer command took its place.")
        for one in waiting
        if newest[one.actuator_id] != one.key
    )


def may_be_told_from_us(actuator: Actuator, commands: Iterable[Command]) -> int:
    """Return from when an actuator may be told something again, by how often it was told.

    Invariants: two commands are at least ``shortest_interval_s`` apart, and in any hour there are at most
    ``most_per_h``.
    """
    sent = sorted(c.sent_at_us for c in commands if c.actuator_id == actuator.id and c.sent_at_us is not None)
    if not sent:
        return 0
    soonest = sent[-1] + round(actuator.shortest_interval_s * _SECOND_US)
    if len(sent) >= actuator.most_per_h:
        soonest = max(soonest, sent[-actuator.most_per_h] + _HOUR_US)
    return soonest


def to_send(commands: Iterable[Command], reach: Reach, at_us: int) -> tuple[tuple[Command, Actuator], ...]:
    """Return the commands that may be sent now: at most one per actuator, the newest, and none while one is under way.

    Invariants: never a command that was sent before.
    """
    everything = tuple(commands)
    busy = {c.actuator_id for c in everything if c.state is CommandState.SENDING}
    newest = {c.actuator_id: c for c in everything if c.state is CommandState.DUE}
    found = []
    for command in newest.values():
        actuator = reach.actuator(command.actuator_id)
        if actuator is None or actuator.id in busy:
            continue
        if may_be_told_from_us(actuator, everything) <= at_us:
            found.append((command, actuator))
    return tuple(found)


def without_answer(commands: Iterable[Command], reach: Reach, at_us: int) -> tuple[Command, ...]:
    """Return the commands whose actuator should have answered by now; whatever cannot be reached belongs to them."""
    found = []
    for command in commands:
        actuator = reach.actuator(command.actuator_id)
        if command.state not in (CommandState.DUE, CommandState.SENDING, CommandState.SENT):
            continue
        since = command.sent_at_us if command.sent_at_us is not None else command.asked_at_us
        patience_s = 0.0 if actuator is None else actuator.answers_within_s
        if command.sent_at_us is None and actuator is not None:
            patience_s += UNREACHABLE_S
        if at_us >= since + round(patience_s * _SECOND_US):
            found.append(command)
    return tuple(found)


UNREACHABLE_S: Final = 300.0
"""A command that could not be sent for so long is done by hand; a limit to how often counts as that, too."""
