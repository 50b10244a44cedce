# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""In which state a source is, as one table of transitions."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable


class SourceState(StrEnum):
    """What somebody who looks at the screen has to know of a source, from best to worst."""

    FRESH = "fresh"
    """It delivers."""
    WAITING = "waiting"
    """Nothing has come yet, and nothing is wrong."""
    LATE = "late"
    """An attempt failed, or nothing new has come when it should have."""
    LOST = "lost"
    """It failed several times in a row; it is asked again ever more rarely."""
    STOPPED = "stopped"
    """Its processing activity is stopped, so nothing is fetched."""
    MISCONFIGURED = "misconfigured"
    """Settings, a secret or the connector itself are wrong: only a person can mend it."""


class Happening(StrEnum):
    """What can happen to a source."""

    DELIVERED = "delivered"
    """Something came and was understood; that nothing has changed is a delivery too."""
    MISSED = "missed"
    """What was due did not come, or could not be understood."""
    GAVE_OUT = "gave-out"
    """The last of so many misses in a row that the breaker opens."""
    WAS_STOPPED = "was-stopped"
    """Its activity was stopped."""
    MAY_AGAIN = "may-again"
    """Its activity stands again."""
    UNUSABLE = "unusable"
    """It cannot even be tried."""


_S, _H = SourceState, Happening
_HEALTHY: Final = {
    _H.DELIVERED: _S.FRESH,
    _H.MISSED: _S.LATE,
    _H.GAVE_OUT: _S.LOST,
    _H.WAS_STOPPED: _S.STOPPED,
    _H.UNUSABLE: _S.MISCONFIGURED,
}
TRANSITIONS: Final[dict[SourceState, dict[Happening, SourceState]]] = {
    _S.WAITING: {**_HEALTHY, _H.MAY_AGAIN: _S.WAITING},
    _S.FRESH: {**_HEALTHY, _H.MAY_AGAIN: _S.FRESH},
    _S.LATE: {**_HEALTHY, _H.MAY_AGAIN: _S.LATE},
    _S.LOST: {**_HEALTHY, _H.MISSED: _S.LOST, _H.MAY_AGAIN: _S.LOST},
    # What was under way when it was stopped does not start it again.
    _S.STOPPED: {**dict.fromkeys(Happening, _S.STOPPED), _H.MAY_AGAIN: _S.WAITING},
    _S.MISCONFIGURED: {**_HEALTHY, _H.MISSED: _S.LATE, _H.MAY_AGAIN: _S.MISCONFIGURED},
}
"""Every state, and for everything that can happen the state after it."""

NEEDS_NOBODY: Final = frozenset({SourceState.FRESH, SourceState.WAITING, SourceState.STOPPED})
"""In these states nothing is wrong that somebody could mend."""


def worst(states: Iterable[SourceState]) -> SourceState:
    """Return the worst of several states; of none that nothing has come yet.

    Examples
    --------
    >>> worst([SourceState.FRESH, SourceState.LOST, SourceState.LATE])
    <SourceState.LOST: 'lost'>
    """
    order = list(SourceState)
    return max(states, key=order.index, default=SourceState.WAITING)
