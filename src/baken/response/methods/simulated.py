# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Simulated actuators: they do as they are told, once per key, and say so. Nothing in any street changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.response.protocol import Told, UnreachableError

if TYPE_CHECKING:
    from baken.response.model import Command
    from baken.response.reach import Actuator


class SimulatedActuators:
    """Lights and signs in memory.

    Attributes
    ----------
    shows
        What each shows now.
    effects
        The keys that had an effect, in order.
    unreachable, by_hand
        Actuators that do not answer, and that somebody has taken over; for tests and exercises.
    """

    def __init__(self) -> None:
        self.shows: dict[str, str] = {}
        self.effects: list[str] = []
        self.unreachable: set[str] = set()
        self.by_hand: set[str] = set()
        self._delivered: set[str] = set()
        self._said: list[Told] = []

    async def deliver(self, command: Command, actuator: Actuator) -> None:
        """Switch at once, unless this key was there before."""
        if actuator.id in self.unreachable:
            raise UnreachableError(f"{actuator.name} cannot be reached.", remedy=actuator.by_hand)
        if command.key in self._delivered:
            return
        self._delivered.add(command.key)
        if actuator.id not in self.by_hand:
            self.effects.append(command.key)
            self.shows[actuator.id] = command.preset
        shown = self.shows.get(actuator.id, actuator.normal)
        self._said.append(
            Told(actuator_id=actuator.id, key=command.key, preset=shown, by_hand=actuator.id in self.by_hand)
        )

    async def has(self, command: Command, actuator: Actuator) -> bool:
        """Tell whether the key was delivered; what is only in memory never outlives the process."""
        return command.key in self._delivered

    def said(self) -> tuple[Told, ...]:
        """Return what they said since they were asked last."""
        said, self._said = tuple(self._said), []
        return said

    async def close(self) -> None:
        """Nothing is held open."""
