# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is recorded of warnings and never changed: warnings follow from it, in this order. Times: microseconds UTC."""

from __future__ import annotations

import msgspec

from baken.warning.kinds import Cause
from baken.warning.model import DoubtCode, Judgement, Member, RiskScore


class Raised(msgspec.Struct, frozen=True, kw_only=True, tag="raised"):
    """A warning began."""

    at_us: int
    warning_id: str
    cause: Cause
    members: tuple[Member, ...]
    risk: RiskScore | None = None


class Updated(msgspec.Struct, frozen=True, kw_only=True, tag="updated"):
    """What is thought of a warning changed, limits joined it, or were over.

    Attributes
    ----------
    members
        All members as they are now.
    grew
        Whether a limit joined: who had seen it has to look again.
    """

    at_us: int
    warning_id: str
    members: tuple[Member, ...]
    grew: bool
    risk: RiskScore | None = None


class Moved(msgspec.Struct, frozen=True, kw_only=True, tag="moved"):
    """Somebody, or the system, changed the state of a warning.

    Attributes
    ----------
    deed
        A word of :class:`~baken.warning.states.Deed`.
    version
        Of the warning, before.
    """

    at_us: int
    warning_id: str
    deed: str
    by: str
    version: int
    note: str = ""


class Withheld(msgspec.Struct, frozen=True, kw_only=True, tag="withheld"):
    """A limit would have warned and did not, and why; once, when it begins.

    Attributes
    ----------
    because
        ``suppression:<id>``, ``quiet:<reason>`` or ``inhibition:<limit>``.
    """

    at_us: int
    limit_id: str
    because: str
    judgement: Judgement


class Blind(msgspec.Struct, frozen=True, kw_only=True, tag="blind"):
    """From now on nothing can be told of a limit (``is_blind``), or something again; a statement, never a silence."""

    at_us: int
    limit_id: str
    is_blind: bool
    doubts: tuple[DoubtCode, ...] = ()


class ClockJumped(msgspec.Struct, frozen=True, kw_only=True, tag="clock-jumped"):
    """The clock went back, or further ahead than judging ever pauses; durations begin anew.

    Attributes
    ----------
    before_us
        What it said at the judging before.
    """

    at_us: int
    before_us: int


WarningEvent = Raised | Updated | Moved | Withheld | Blind | ClockJumped
"""Anything that is recorded."""
