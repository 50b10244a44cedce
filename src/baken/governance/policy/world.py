# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""World: what is so at the moment of a question. The engine looks at nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from baken.errors import BakenError
from baken.governance.model import Agreement, Party, ProcessingActivity, Standing, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime


class PolicyError(BakenError):
    """Rules, or the facts that they are held against, that cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What is so at the moment of a question.

    Attributes
    ----------
    now
        Real time, also in a replay.
    controller
        Id of the party whose data this node holds.
    activity, standing
        The activity of an id in the version that holds now, None when there is no such activity; and how it stands.
    agreements
        All that were made, also those that have ended: the rules look at the dates.
    activities, parties
        Only for explanations: which activities there are, and what parties are called.
    replaying
        Whether the node replays history.

    Raises
    ------
    PolicyError
        When there is no controller: everybody without a party would act for it.
    """

    now: datetime
    controller: str
    activity: Callable[[str], ProcessingActivity | None]
    standing: Callable[[str], Standing]
    agreements: tuple[Agreement, ...] = ()
    activities: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    replaying: bool = False

    def __post_init__(self) -> None:
        if not self.controller:
            raise PolicyError("A world without a controller.", remedy="Name the party whose data this node holds.")
        if self.now.tzinfo is None:
            raise PolicyError("A world at a moment without a time zone.", remedy="Give it in UTC.")

    @classmethod
    def of(
        cls,
        activities: Iterable[ProcessingActivity],
        *,
        now: datetime,
        controller: str,
        states: Mapping[str, State] | None = None,
        agreements: tuple[Agreement, ...] = (),
        parties: tuple[Party, ...] = (),
        replaying: bool = False,
    ) -> World:
        """Return a world of these activities, each active unless ``states`` says otherwise."""
        known = {activity.id: activity for activity in activities}
        found = states or {}

        def standing(name: str) -> Standing:
            return Standing(activity=name, state=found.get(name, State.ACTIVE))

        return cls(
            now=now,
            controller=controller,
            activity=known.get,
            standing=standing,
            agreements=agreements,
            activities=tuple(known),
            parties=parties,
            replaying=replaying,
        )

    def party_name(self, name: str) -> str:
        """Return what a party is called; its id when that is not known."""
        return next((party.name for party in self.parties if party.id == name), name)
