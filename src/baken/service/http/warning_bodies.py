# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bodies of the API about warnings; camelCase on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from baken.service.http.bodies import Body

Text = Annotated[str, msgspec.Meta(max_length=2000)]
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class CorrectionBody(Body, frozen=True):
    """What came of earlier probabilities, put in: logit p' = intercept + slope logit p.

    ``isMade`` is false while that is too little to go by: then both numbers change nothing, and ``moments``,
    ``episodes`` and ``days`` tell how much it is.
    """

    is_made: bool
    intercept: float
    slope: float
    moments: int
    episodes: int
    days: int


class JudgementBody(Body, frozen=True):
    """What is thought of a limit; what cannot be told is null.

    ``uncorrected`` is the probability before what came of earlier ones was put in.
    """

    at: datetime
    probability: float | None
    lower: float | None
    upper: float | None
    now: float | None
    value: float | None
    value_lower: float | None
    value_upper: float | None
    peak: float | None
    peak_at: datetime | None
    doubts: list[str]
    method: str
    uncorrected: float | None
    correction: CorrectionBody


class MemberBody(Body, frozen=True):
    """One limit of a warning."""

    limit_id: str
    area_id: str
    kind: str
    title: str
    title_nl: str
    limit: float
    unit: str
    source: str
    severity: str
    lead_time_s: int
    since: datetime
    ended_at: datetime | None
    first: JudgementBody
    newest: JudgementBody


class WarningStepBody(Body, frozen=True):
    """Who did what, and when; ``by`` is ``system`` for what nobody did. No name of who has no account any more."""

    deed: str
    state: str
    by: str
    by_name: str
    at: datetime
    note: str


class FactorBody(Body, frozen=True):
    """One factor of the risk score; ``applies`` is null when that is not known."""

    code: str
    factor: float
    applies: bool | None
    text: str
    text_nl: str
    source: str


class RiskBody(Body, frozen=True):
    """A bowtie in one number: an aid, never a decision."""

    threat: float
    score: float
    factors: list[FactorBody]
    barriers: list[FactorBody]


class DraftBody(Body, frozen=True):
    """A draft for the public in one language; a person decides."""

    language: str
    code: str
    headline: str
    description: str
    instruction: str
    doubt: str


class WarningBody(Body, frozen=True):
    """A warning as it stands; ``version`` is what a change names in ``If-Match``."""

    id: str
    version: int
    state: str
    cause: str
    raised_at: datetime
    changed_at: datetime
    is_open: bool
    area_ids: list[str]
    severity: str
    urgency: str
    certainty: str
    probability: float | None
    expires_at: datetime
    headline: str
    headline_nl: str
    doubts: list[str]
    doubt: str
    doubt_nl: str
    correction: str
    correction_nl: str
    may_do: list[str]
    members: list[MemberBody]
    steps: list[WarningStepBody]
    risk: RiskBody | None


class WarningsBody(Body, frozen=True):
    """Warnings, newest first; ``blind`` are the limits of which nothing can be told now.

    Attributes
    ----------
    judged_at
        Of which moment the picture was judged last; null before the first time.
    """

    now: datetime
    judged_at: datetime | None
    revision: int
    is_declared: bool
    is_simulated: bool
    warnings: list[WarningBody]
    blind: list[str]


class WarningStepRequest(Body, frozen=True, forbid_unknown_fields=True):
    """What somebody does about a warning: see, handle, take-up, close or deny."""

    deed: Annotated[str, msgspec.Meta(max_length=20)]
    note: Text = ""


class SuppressionBody(Body, frozen=True):
    """A decision that for a while no warning is raised of some areas or kinds."""

    id: str
    area_ids: list[str]
    kinds: list[str]
    reason: str
    by: str
    by_name: str
    from_time: datetime = msgspec.field(name="from")
    until: datetime


class SuppressionsBody(Body, frozen=True):
    """What is suppressed now."""

    now: datetime
    suppressions: list[SuppressionBody]


class NewSuppressionRequest(Body, frozen=True, forbid_unknown_fields=True):
    """Of which areas and kinds, why, and until when: within 24 hours."""

    until: datetime
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
    area_ids: Annotated[list[Id], msgspec.Meta(max_length=1000)] = msgspec.field(default_factory=list)
    kinds: Annotated[list[Id], msgspec.Meta(max_length=20)] = msgspec.field(default_factory=list)
