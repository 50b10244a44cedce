# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The governance of a city: its activities, parties, agreements and policies, asked about today."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from baken.governance.activities import Activities
from baken.governance.activity_events import SqlActivityEvents
from baken.governance.governing import Governance
from baken.governance.policy.engine import PolicyEngine
from baken.vocabulary.time import SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from baken.city.model import City
    from baken.governance.model import Decision, Principal, Question


@contextlib.contextmanager
def governance_of(
    city: City,
    register: str | None,
    *,
    is_replay: bool = False,
    on_refused: Callable[[Principal, Question, Decision], str] | None = None,
) -> Iterator[Governance]:
    """Open the governance of a city for a block.

    Parameters
    ----------
    register
        URL of the database that knows which activities were withdrawn; None to go by what is declared alone.
    is_replay
        Whether the node shows history.
    on_refused
        Writes a refusal down and returns the reference that the caller is told.

    Raises
    ------
    ActivityEventError
        When the register cannot be used.
    """
    events = None if register is None else SqlActivityEvents(register)
    activities = Activities(city.activities, city.time_zone, events)
    try:
        yield Governance(
            activities,
            city.parties,
            city.agreements,
            city.coverage,
            PolicyEngine.shipped(city.policies),
            SystemClock(),
            is_replay=is_replay,
            on_refused=on_refused,
        )
    finally:
        activities.close()
