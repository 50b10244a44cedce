# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Playbooks: what is agreed beforehand about what is done when, by whom, and who decides on it."""

from __future__ import annotations

import msgspec

from baken.governance.lists import Role
from baken.response.interventions import Claim, Deed, InterventionKind, are_opposite, kind_of
from baken.warning.kinds import LimitKind


class ExpectedEffect(msgspec.Struct, frozen=True, kw_only=True):
    """What an intervention is expected to change, and who says so.

    Attributes
    ----------
    quantity
        Of what.
    change, lower, upper
        As a share of what it would be without: -0.3 is 30 % less; between ``lower`` and ``upper`` with a probability of
        90 %.
    source
        A study, an evaluation of an earlier time, or an assumption, which then says that it is one.
    """

    quantity: LimitKind
    change: float
    lower: float
    upper: float
    source: str


class Intervention(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a playbook proposes.

    Attributes
    ----------
    owner
        The party that carries it out.
    preparation_min
        How long the owner needs from being asked until it works.
    effect
        None when it is not known yet.
    """

    id: str
    title: str
    title_nl: str
    owner: str
    preparation_min: float
    deed: Deed
    effect: ExpectedEffect | None = None

    @property
    def kind(self) -> InterventionKind:
        """What is done."""
        return kind_of(self.deed)


class Trigger(msgspec.Struct, frozen=True, kw_only=True):
    """Which warning brings a playbook up.

    Attributes
    ----------
    kinds, area_ids
        A limit of one of these kinds in one of these areas.
    probability
        That the limit is passed, at least.
    """

    kinds: tuple[LimitKind, ...]
    area_ids: tuple[str, ...]
    probability: float


class Conditions(msgspec.Struct, frozen=True, kw_only=True):
    """Under which conditions a playbook may be proposed; what is empty always holds.

    Attributes
    ----------
    from_min, until_min
        Minutes of the local day; over midnight when the first is later. Both 0: the whole day.
    months
        1 to 12.
    event_kinds
        While an event of one of these kinds goes on, or within an hour before or three after.
    checks, checks_nl
        What the system cannot see: a person makes sure of it before approving.
    """

    from_min: int = 0
    until_min: int = 0
    months: tuple[int, ...] = ()
    event_kinds: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    checks_nl: tuple[str, ...] = ()


class Exit(msgspec.Struct, frozen=True, kw_only=True):
    """When a response should end; the system says so, a person withdraws it.

    Attributes
    ----------
    probability_below, for_min
        The probability that the limit is passed has been below this for so long.
    after_min
        At the latest.
    """

    probability_below: float
    for_min: float
    after_min: float


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """Who approves, and whether they prove anew who they are."""

    role: Role
    re_authenticate: bool


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What one use costs, and who says so; currency as ISO 4217."""

    amount: float
    currency: str
    source: str


class Playbook(msgspec.Struct, frozen=True, kw_only=True):
    """What is agreed about one situation.

    Attributes
    ----------
    after
        Playbooks of which one must be in force before this one is proposed.
    begins_at_once
        Whether an approval also begins the execution.
    stands_min
        A proposal that nobody decided on for so long expires.
    file
        Where it was read from.
    """

    id: str
    title: str
    title_nl: str
    trigger: Trigger
    interventions: tuple[Intervention, ...]
    approval: Approval
    exit: Exit
    cost: Cost | None = None
    conditions: Conditions = Conditions()
    after: tuple[str, ...] = ()
    begins_at_once: bool = True
    stands_min: float = 60.0
    file: str = ""

    @property
    def preparation_min(self) -> float:
        """The time that the slowest intervention needs."""
        return max((one.preparation_min for one in self.interventions), default=0.0)

    @property
    def claims(self) -> tuple[tuple[Intervention, Claim], ...]:
        """All that it lays hold of."""
        return tuple((one, claim) for one in self.interventions for claim in one.deed.claims)


def opposites(one: Playbook, other: Playbook) -> tuple[tuple[Intervention, Intervention, str], ...]:
    """Return the pairs of interventions of two playbooks that cannot both be in force, and over which object.

    Invariants: symmetric but for the order within a pair.
    """
    return tuple(
        (mine, theirs, claim.thing)
        for mine, claim in one.claims
        for theirs, counter in other.claims
        if are_opposite(claim, counter)
    )
