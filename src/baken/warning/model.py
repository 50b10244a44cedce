# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The words of warning: limits, what is known of them, how probable it is that they are passed, and warnings.

Times are microseconds UTC. A probability that cannot be told is NaN, which is not zero: nobody is told that it is calm
because nothing is known.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec

from baken.errors import BakenError
from baken.warning.kinds import Cause, LimitKind, cause_of
from baken.warning.probability import Calibration

SYSTEM: Final = "system"
"""By whom something is done that no person did."""


class WarningError(BakenError):
    """Something about warnings that cannot be done, and why."""


class Severity(StrEnum):
    """How bad it is when the limit is passed, in the words of CAP 1.2."""

    MINOR = "Minor"
    MODERATE = "Moderate"
    SEVERE = "Severe"
    EXTREME = "Extreme"


class WarningState(StrEnum):
    """How far a warning has come."""

    RAISED = "raised"
    """Nobody has looked at it, or it has grown since somebody did."""
    SEEN = "seen"
    """A person has looked at it."""
    HANDLED = "handled"
    """A person has done something about it."""
    CLOSED = "closed"
    """Done with: by a person, or because what was handled is over."""
    EXPIRED = "expired"
    """Over, and nobody did anything about it."""
    FALSE = "false"
    """A person found that there was nothing the matter."""


class DoubtCode(StrEnum):
    """Why a warning is to be taken with care."""

    ONE_SOURCE = "one-source"
    """It rests on one source alone."""
    SUSPECT_SOURCE = "suspect-source"
    """Something that it rests on contradicts physics or its neighbours."""
    NOT_CORROBORATED = "not-corroborated"
    """No neighbour could say whether it is so."""
    STALE_SOURCE = "stale-source"
    """The newest value that it rests on is older than it may be."""
    NO_ESTIMATE = "no-estimate"
    """Of the present nothing is known."""
    NO_FORECAST = "no-forecast"
    """Nothing is foreseen: the probability is that of the present alone."""
    SHORT_FORECAST = "short-forecast"
    """The forecast ends before the lead time does."""
    REFERENCE_FORECAST = "reference-forecast"
    """The method could not tell, and what usually happens stands in."""
    OLD_FORECAST = "old-forecast"
    """The forecast was issued longer ago than it may."""


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """A value in an area that must not be passed without somebody knowing in time.

    Attributes
    ----------
    id
        Permanent kebab-case name within the city.
    value
        In the unit of the kind (:data:`~baken.warning.kinds.KINDS`).
    source
        Who says that this is the limit: a permit, a plan, or the literature.
    lead_time_s
        How long the response needs: somebody must know this long before.
    raise_at
        It warns when the limit is passed within the lead time with at least this probability.
    clear_below
        It is over when the probability is below this; never above ``raise_at``.
    lasting_s
        For how long the probability must be so high before it warns.
    calm_s
        For how long it must be so low before it is over.
    while_density
        Of an outflow: only counts while the density is probably above this, persons/m2, since nobody comes out of an
        empty street either; None for the other kinds.
    stream_id
        Of sound, wind, water and lost sources: which stream; empty for the other kinds.
    """

    id: str
    area_id: str
    kind: LimitKind
    value: float
    source: str
    severity: Severity = Severity.MODERATE
    lead_time_s: int = 1800
    raise_at: float = 0.5
    clear_below: float = 0.25
    lasting_s: int = 0
    calm_s: int = 600
    while_density: float | None = None
    stream_id: str = ""

    @property
    def cause(self) -> Cause:
        """What it is grouped by."""
        return cause_of(self.kind)


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What is thought of one limit at one moment.

    Attributes
    ----------
    probability
        That the limit is passed at some time within the lead time; NaN when it cannot be told.
    lower, upper
        Between which two the probability lies whatever hangs together how
        (:mod:`baken.warning.probability`).
    now
        Probability that it is passed already; NaN when not known.
    value, value_lower, value_upper
        Present value with its 90 % band, in the unit of the kind; NaN when not known.
    peak, peak_at_us
        Highest foreseen median (lowest of what is passed downwards) within the lead time, and when its step begins;
        NaN and the moment of judging when nothing is foreseen.
    doubts
        Why to take it with care.
    method
        Identity and version of the condition.
    uncorrected
        The probability before what came of earlier ones was put in; NaN when it cannot be told, or was not kept.
    correction
        What was put in, with what it rests on.
    """

    limit_id: str
    at_us: int
    probability: float
    lower: float
    upper: float
    now: float
    value: float
    value_lower: float
    value_upper: float
    peak: float
    peak_at_us: int
    doubts: tuple[DoubtCode, ...] = ()
    method: str = ""
    uncorrected: float = float("nan")
    correction: Calibration = msgspec.field(default_factory=Calibration)

    @property
    def is_known(self) -> bool:
        """Whether anything can be told."""
        return self.probability == self.probability


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """One limit of a warning.

    Attributes
    ----------
    since_us
        When it joined.
    first, newest
        What was thought when it joined, and what was thought last.
    ended_us
        When it was over; None while it stands.
    """

    limit: Limit
    since_us: int
    first: Judgement
    newest: Judgement
    ended_us: int | None = None

    @property
    def stands(self) -> bool:
        """Whether it is not over."""
        return self.ended_us is None


class Factor(msgspec.Struct, frozen=True, kw_only=True):
    """One factor of a risk score.

    Attributes
    ----------
    code
        Permanent name, such as ``darkness`` or ``barrier:one-way``.
    factor
        By what the score is multiplied; 1 when it does not apply or is not known.
    applies
        Whether it does; None when that is not known, which is said and not guessed.
    text, text_nl
        What it means, in one line.
    source
        Who says that it is so large.
    """

    code: str
    factor: float
    applies: bool | None
    text: str
    text_nl: str
    source: str


class RiskScore(msgspec.Struct, frozen=True, kw_only=True):
    """A bowtie in one number: threat x aggravating factors x what the barriers let through. An aid, never a decision.

    Attributes
    ----------
    threat
        Highest probability of the limits that stand, times the weight of its severity.
    score
        Product of threat, every aggravating factor and every barrier, at most 1.
    factors, barriers
        Every factor, also those that do not apply or are not known.
    """

    threat: float
    score: float
    factors: tuple[Factor, ...] = ()
    barriers: tuple[Factor, ...] = ()


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One change of state: who did what, when, and why."""

    deed: str
    state: WarningState
    by: str
    at_us: int
    note: str = ""


class WarningRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A warning as it stands: several limits of one cause in one neighbourhood.

    Invariants: ``version`` goes up by one with every event; the state is that of the last step; a warning has at least
    one member, and no limit twice at the same time.

    Attributes
    ----------
    id
        Follows from the first limit and its time alone, so that a replay gives the same.
    version
        For optimistic locking: who wants to change it says which version was seen.
    members
        In the order in which they joined.
    """

    id: str
    version: int
    state: WarningState
    cause: Cause
    raised_at_us: int
    changed_at_us: int
    members: tuple[Member, ...]
    steps: tuple[Step, ...]
    risk: RiskScore | None = None

    @property
    def standing(self) -> tuple[Member, ...]:
        """The members that are not over."""
        return tuple(member for member in self.members if member.stands)

    @property
    def area_ids(self) -> tuple[str, ...]:
        """Every area once, in the order in which they joined."""
        return tuple(dict.fromkeys(member.limit.area_id for member in self.members))

    @property
    def worst(self) -> Member:
        """The member that is most probable of those that stand, of all when none stands."""
        of = self.standing or self.members
        return max(of, key=lambda m: m.newest.probability if m.newest.is_known else -1.0)

    @property
    def doubts(self) -> tuple[DoubtCode, ...]:
        """Every reason for care of the members that stand, each once."""
        of = self.standing or self.members
        return tuple(dict.fromkeys(code for member in of for code in member.newest.doubts))

    @property
    def is_open(self) -> bool:
        """Whether somebody may still have to act on it."""
        return self.state in OPEN


OPEN: Final = frozenset({WarningState.RAISED, WarningState.SEEN, WarningState.HANDLED})
"""States of a warning that is not over."""


class Suppression(msgspec.Struct, frozen=True, kw_only=True):
    """A person's decision that for a while no warning is raised of some areas.

    Attributes
    ----------
    area_ids, kinds
        Of which; empty for all. Not both empty.
    until_us
        It always has an end.
    """

    id: str
    area_ids: tuple[str, ...]
    kinds: tuple[LimitKind, ...]
    reason: str
    by: str
    from_us: int
    until_us: int


class QuietRule(msgspec.Struct, frozen=True, kw_only=True):
    """Hours of the local day at which an area's limits of some kinds do not warn, because they are passed as planned.

    Attributes
    ----------
    from_min, until_min
        Minutes of the local day; over midnight when the first is later.
    kinds
        Empty for all.
    """

    area_ids: tuple[str, ...]
    kinds: tuple[LimitKind, ...]
    from_min: int
    until_min: int
    reason: str


class Inhibition(msgspec.Struct, frozen=True, kw_only=True):
    """While a warning of one limit stands, others that only follow from it are not raised by themselves.

    Attributes
    ----------
    limit_id
        The limit that stands for the cause.
    silences
        The limits that follow from it.
    """

    limit_id: str
    silences: tuple[str, ...]
    reason: str


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """All that a city declared about warnings; ``limits.toml``."""

    limits: tuple[Limit, ...] = ()
    inhibitions: tuple[Inhibition, ...] = ()
    quiet: tuple[QuietRule, ...] = ()
    barriers: tuple[Factor, ...] = ()
