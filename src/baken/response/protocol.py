# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The one thing to implement to reach actuators in another way.

A command is delivered at most once: whoever implements this can be stopped at any moment, and is then asked by
:meth:`Transport.has` whether what it was doing when it was stopped had come through.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

from baken.errors import BakenError

if TYPE_CHECKING:
    from baken.response.model import Command
    from baken.response.reach import Actuator


class UnreachableError(BakenError):
    """An actuator, or what leads to it, cannot be reached now; nothing was delivered."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What an actuator says about itself.

    Attributes
    ----------
    key
        Of the command that it carried out last; empty when none.
    by_hand
        Whether somebody has taken it over: it does not listen then.
    """

    actuator_id: str
    key: str
    preset: str
    by_hand: bool = False


class Transport(Protocol):
    """Brings commands to actuators.

    Invariants: the effect of a key happens at most once, however often it is delivered; ``has`` never says yes of a key
    that was not delivered.
    """

    async def deliver(self, command: Command, actuator: Actuator) -> None:
        """Hand a command over; it is on its way for good when this returns.

        Raises
        ------
        UnreachableError
            When that was not possible.
        """
        ...

    async def has(self, command: Command, actuator: Actuator) -> bool:
        """Tell whether a command came through that was being delivered when the node stopped.

        Raises
        ------
        UnreachableError
            When that cannot be told now.
        """
        ...

    def said(self) -> tuple[Told, ...]:
        """Return what actuators said since this was asked last."""
        ...

    async def close(self) -> None:
        """Let go of whatever is held open."""
        ...
