# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""States: the one table of what may become of a warning, by whose deed."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from baken.warning.model import SYSTEM, WarningError, WarningState

_R, _S, _H = WarningState.RAISED, WarningState.SEEN, WarningState.HANDLED
_C, _E, _F = WarningState.CLOSED, WarningState.EXPIRED, WarningState.FALSE


class Deed(StrEnum):
    """What is done to a warning."""

    GROW = "grow"
    """Another limit joined; who had seen it has to look again."""
    SEE = "see"
    """A person looks at it."""
    HANDLE = "handle"
    """A person does something about it, or approves a response to it."""
    TAKE_UP = "take-up"
    """What was done did not help, or was withdrawn: it asks for attention again."""
    CLOSE = "close"
    """It is done with."""
    EXPIRE = "expire"
    """It is over, and nobody did anything about it."""
    DENY = "deny"
    """A person found that nothing was the matter; also afterwards."""


TRANSITIONS: Final[dict[tuple[WarningState, Deed], WarningState]] = {
    (_R, Deed.GROW): _R,
    (_S, Deed.GROW): _R,
    (_H, Deed.GROW): _R,
    (_R, Deed.SEE): _S,
    (_R, Deed.HANDLE): _H,
    (_S, Deed.HANDLE): _H,
    (_H, Deed.TAKE_UP): _S,
    (_R, Deed.CLOSE): _C,
    (_S, Deed.CLOSE): _C,
    (_H, Deed.CLOSE): _C,
    (_R, Deed.EXPIRE): _E,
    (_S, Deed.EXPIRE): _E,
    (_R, Deed.DENY): _F,
    (_S, Deed.DENY): _F,
    (_H, Deed.DENY): _F,
    (_C, Deed.DENY): _F,
    (_E, Deed.DENY): _F,
}
"""From which state which deed leads where. What is not here may not be done. A false warning stays false."""

OF_THE_SYSTEM: Final = frozenset({Deed.GROW, Deed.EXPIRE, Deed.CLOSE})
"""Deeds that the system may do by itself; closing only what somebody handled."""

OF_PERSONS: Final = frozenset({Deed.SEE, Deed.HANDLE, Deed.TAKE_UP, Deed.CLOSE, Deed.DENY})
"""Deeds that a person may do."""

NEED_A_NOTE: Final = frozenset({Deed.TAKE_UP, Deed.DENY})
"""Deeds that need a reason. So does closing what nobody handled."""


class TransitionError(WarningError):
    """Something that may not be done to a warning in its state."""


def after(state: WarningState, deed: Deed, *, by: str, note: str = "") -> WarningState:
    """Return the state after a deed.

    Raises
    ------
    TransitionError
        When the table has no such transition, when it is not for who does it, or when its reason is missing.

    Examples
    --------
    >>> after(WarningState.RAISED, Deed.SEE, by="a.jansen").value
    'seen'
    """
    found = TRANSITIONS.get((state, deed))
    if found is None:
        may = ", ".join(d.value for (s, d) in TRANSITIONS if s is state and d in OF_PERSONS)
        remedy = f"It may be: {may}." if may else "Nothing more can be done to it."
        raise TransitionError(f"A warning that is {state.value} cannot be: {deed.value}.", remedy=remedy)
    if not by.strip():
        raise TransitionError("Nobody is named who does it.", remedy="Say who.")
    if deed not in (OF_THE_SYSTEM if by == SYSTEM else OF_PERSONS):
        who = "a person" if by == SYSTEM else "the system"
        raise TransitionError(f"Only {who} may do that to a warning: {deed.value}.")
    unhandled = deed is Deed.CLOSE and state is not WarningState.HANDLED
    if by == SYSTEM and unhandled:
        raise TransitionError("The system closes only what somebody handled.", remedy="Let it expire.")
    if (deed in NEED_A_NOTE or unhandled) and not note.strip():
        raise TransitionError(f"To do that to a warning needs a reason: {deed.value}.", remedy="Write why.")
    return found
