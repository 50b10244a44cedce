# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Permit: leave to do one thing with one layer of the data of some activities, until something changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from baken.errors import BakenError

if TYPE_CHECKING:
    from baken.governance.lists import Action, Layer
    from baken.governance.model import Decision


class RefusedError(BakenError):
    """It may not be done; the decision says by which rule, and the reference finds it in the security log."""

    def __init__(self, decision: Decision, reference: str = "") -> None:
        super().__init__(decision.reason, remedy=decision.remedy)
        self.decision = decision
        self.reference = reference


class PurposeError(BakenError):
    """Data that would be read or written without an activity that allows it."""


class PermitEndedError(PurposeError):
    """What was permitted has changed between asking and doing; asking again tells how it is now."""


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave that governance gave: what is not in it does not exist for whoever holds it.

    Attributes
    ----------
    activities
        Data of these activities may pass.
    used_by
        The activity on whose behalf; None when each serves its own purpose.
    leaves
        True when what is read leaves the node, and so is minimised first.
    datastreams
        Only these; None for no further bound.
    epoch
        The state of governance in which it was given; it ends with it.
    sees_everything
        True for who keeps all things and datastreams: their descriptions exist for it, also where their data do not.
    """

    action: Action
    layer: Layer
    activities: frozenset[str]
    epoch: int
    used_by: str | None = None
    leaves: bool = True
    datastreams: frozenset[int] | None = None
    sees_everything: bool = False
