# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Laws that every transport of commands obeys; run against all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.response.model import Command
from baken.response.transitions import CommandState

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from baken.response.protocol import Transport
    from baken.response.reach import Actuator

    Law = Callable[[Transport, Actuator, Actuator], Awaitable[None]]


def command(key: str, actuator: Actuator, preset: str = "slow") -> Command:
    """Return a command that is being sent."""
    return Command(
        key=key,
        state=CommandState.SENDING,
        response_id="r",
        intervention_id="i",
        actuator_id=actuator.id,
        preset=preset,
        asked_at_us=0,
        until_us=60_000_000,
    )


async def what_was_not_delivered_is_not_there(transport: Transport, one: Actuator, other: Actuator) -> None:
    """Nobody is told that a command came through that did not, so that none is lost."""
    assert not await transport.has(command("never", one), one)
    await transport.deliver(command("k", one), one)
    assert not await transport.has(command("never", one), one)


async def what_was_delivered_is_there(transport: Transport, one: Actuator, other: Actuator) -> None:
    """A command that came through is known to have, so that none is sent twice."""
    await transport.deliver(command("k", one), one)
    assert await transport.has(command("k", one), one)


async def actuators_are_told_apart(transport: Transport, one: Actuator, other: Actuator) -> None:
    """What one was told, the other was not."""
    await transport.deliver(command("k1", one), one)
    await transport.deliver(command("k2", other), other)
    assert await transport.has(command("k1", one), one)
    assert await transport.has(command("k2", other), other)


async def the_newest_command_is_there_after_another(transport: Transport, one: Actuator, other: Actuator) -> None:
    """An actuator that is told something new is known to have been."""
    await transport.deliver(command("k1", one), one)
    await transport.deliver(command("k2", one, "one-way"), one)
    assert await transport.has(command("k2", one, "one-way"), one)


async def what_was_said_is_given_once(transport: Transport, one: Actuator, other: Actuator) -> None:
    """Asking what actuators said empties what they said."""
    await transport.deliver(command("k", one), one)
    await transport.has(command("k", one), one)
    transport.said()
    assert transport.said() == ()


async def closing_twice_changes_nothing(transport: Transport, one: Actuator, other: Actuator) -> None:
    """Whoever stops, stops."""
    await transport.deliver(command("k", one), one)
    await transport.close()
    await transport.close()


LAWS: Final[tuple[Law, ...]] = (
    what_was_not_delivered_is_not_there,
    what_was_delivered_is_there,
    actuators_are_told_apart,
    the_newest_command_is_there_after_another,
    what_was_said_is_given_once,
    closing_twice_changes_nothing,
)
"""All of them."""
