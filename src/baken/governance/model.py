# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The records of governance: processing activities, parties, agreements, and who acts.

Field names follow GDPR article 30 and the W3C Data Privacy Vocabulary; the closed lists are in
:mod:`baken.governance.lists`.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec

from baken.governance.lists import (
    Action,
    AggregationPlace,
    Assessment,
    DataSubject,
    Kind,
    Layer,
    LegalBasis,
    LevelDetail,
    NoiseKind,
    PartyKind,
    PersonalData,
    Purpose,
    RetentionTrigger,
    Role,
)


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation that takes part.

    Attributes
    ----------
    name_en, name_nl
        What it is called in English and in Dutch, where that is not its name.
    is_controller
        True for exactly one party: the one whose data this node holds (GDPR art. 4 (7)).
    contact
        E-mail address or URL where people can reach it about their data.
    """

    id: str
    name: str
    kind: PartyKind
    is_controller: bool = False
    contact: str = ""
    data_protection_officer: str = ""
    name_en: str = ""
    name_nl: str = ""


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """What another party may see of which activities, for what, and until when.

    Attributes
    ----------
    valid_from, valid_until
        [valid_from, valid_until) in UTC.
    """

    id: str
    party: str
    activities: tuple[str, ...]
    layers: tuple[Layer, ...]
    purposes: tuple[Purpose, ...]
    valid_from: datetime
    valid_until: datetime
    reference: str
    may_export: bool = False


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """A role of the controller, or the public, that may read layers of an activity."""

    role: Role
    layers: tuple[Layer, ...]


class Retention(msgspec.Struct, frozen=True, kw_only=True):
    """How long one layer is kept, and why so long.

    Attributes
    ----------
    period
        None means that the layer is not kept at all: it is never written.
    """

    layer: Layer
    period: timedelta | None
    trigger: RetentionTrigger
    reason: str


class Minimisation(msgspec.Struct, frozen=True, kw_only=True):
    """How little is taken and shown.

    Attributes
    ----------
    aggregated
        Where persons become numbers.
    smallest_cell_s
        Shortest interval that leaves the node, in seconds; 0 when any may.
    k
        Number of contributors below which nothing leaves the node; 1 when nobody contributes.
    noise, epsilon
        Noise on what leaves the node; ``epsilon`` is the privacy loss per released value.
    """

    aggregated: AggregationPlace
    k: int = 1
    smallest_cell_s: float = 0.0
    noise: NoiseKind = NoiseKind.NONE
    epsilon: float | None = None
    explanation: str = ""


class AssessmentReference(msgspec.Struct, frozen=True, kw_only=True):
    """Where an assessment or decision can be found, when it was taken and until when it holds."""

    kind: Assessment
    reference: str
    decided_on: date
    valid_until: date | None = None
    place: str = ""


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """Leave of one activity to be used by another (compatible use, GDPR art. 6 (4)), and the assessment behind it."""

    activity: str
    layers: tuple[Layer, ...]
    reason: str


class Covers(msgspec.Struct, frozen=True, kw_only=True):
    """What belongs to an activity. Each name belongs to exactly one activity of a city."""

    connectors: tuple[str, ...] = ()
    streams: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    forecasts: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    applications: tuple[str, ...] = ()
    responses: tuple[str, ...] = ()
    publications: tuple[str, ...] = ()


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """What the public is told, how late and how coarsely. The defaults are the careful ones.

    Attributes
    ----------
    step_min
        Minutes between two editions; they are aligned with the hour.
    delay_min
        How many minutes pass before the public is told.
    detail
        How finely levels are told.
    forecast_h
        How many hours ahead the public is told; 0 for none.
    smallest_area_m2
        Areas with less usable surface are not told of.
    hold_back
        Areas that are not told of, whatever their size; ``because`` says why, in English and Dutch.
    """

    step_min: int = 15
    delay_min: int = 15
    detail: LevelDetail = LevelDetail.THREE
    forecast_h: int = 0
    smallest_area_m2: float = 0.0
    hold_back: tuple[str, ...] = ()
    because: str = ""
    because_nl: str = ""


class ProcessingActivity(msgspec.Struct, frozen=True, kw_only=True):
    """One version of one processing activity (GDPR art. 30).

    Attributes
    ----------
    id, version
        Together unique; a later version replaces an earlier one from ``valid_from`` on.
    uri
        Versioned URI; what the log of processing refers to.
    legal_basis, law
        Article of the GDPR, and the law or decision that it rests on (text, for example "Gemeentewet art. 172").
    personal_data
        Kinds; exactly ``(NONE,)`` with a reason when there are none.
    uses
        Other activities whose data this one may use: the only way in which data serve another purpose.
    recipients
        Roles of the controller, and the public, that may read; other parties come by agreements.
    transfers
        Countries outside the EEA to which data go, or "none".
    review_by
        The last day on which the activity holds without having been looked at again.
    withdrawn_on, withdrawn_because
        Set when it has been withdrawn in the file.
    publication
        What the public is told; it matters only for the activity that covers publications.
    """

    id: str
    version: int
    uri: str
    name: str
    name_nl: str
    kind: Kind
    purpose: Purpose
    description: str
    description_nl: str
    legal_basis: LegalBasis
    law: str
    controller: str
    processors: tuple[str, ...]
    recipients: tuple[Recipient, ...]
    data_subjects: tuple[DataSubject, ...]
    personal_data: tuple[PersonalData, ...]
    personal_data_reason: str
    minimisation: Minimisation
    retention: tuple[Retention, ...]
    assessments: tuple[AssessmentReference, ...]
    covers: Covers
    uses: tuple[Use, ...]
    oversight: Role
    contact: str
    transfers: str
    valid_from: date
    review_by: date
    register_entries: dict[str, str] = msgspec.field(default_factory=dict)
    withdrawn_on: date | None = None
    withdrawn_because: str = ""
    publication: Publication = Publication()
    file: str = ""

    def retention_of(self, layer: Layer) -> Retention | None:
        """Return how long a layer is kept; None when nothing is declared, and so nothing may be kept."""
        return next((r for r in self.retention if r.layer is layer), None)


class State(StrEnum):
    """Whether an activity holds at a moment, and if not, why not."""

    ACTIVE = "active"
    NOT_YET_VALID = "not-yet-valid"
    REVIEW_OVERDUE = "review-overdue"
    ASSESSMENT_MISSING = "assessment-missing"
    WITHDRAWN = "withdrawn"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How an activity stands at a moment.

    Attributes
    ----------
    since
        From when it stands so; None when that cannot be told.
    until
        When it will change by itself; None when it will not.
    reason, remedy
        Sentences for a person; empty when the activity is active. ``reason_nl`` and ``remedy_nl`` say it in Dutch.
    """

    activity: str
    state: State
    since: datetime | None = None
    until: datetime | None = None
    reason: str = ""
    remedy: str = ""
    reason_nl: str = ""
    remedy_nl: str = ""

    @property
    def is_active(self) -> bool:
        """Return whether data may pass."""
        return self.state is State.ACTIVE


class PrincipalKind(StrEnum):
    """What acts."""

    ANONYMOUS = "anonymous"
    PERSON = "person"
    SENSOR = "sensor"
    NODE = "node"


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """Who acts: a person with roles at a party, a sensor with its key, the node itself, or anybody.

    Attributes
    ----------
    id
        Stable and meaningless outside this node: of an account, a key, or ``anonymous``.
    party
        Id of the party it acts for; empty for anybody.
    activity
        For a sensor: the activity that its datastreams belong to.
    datastreams
        For a sensor: the datastreams it may write; None for the ones of its own thing that it creates.
    authenticated_at
        When the person last proved who they are; for approvals this must be recent.
    assurance
        Authentication context class (``acr``), for example ``mfa``.
    session
        Id of the session, so that an open stream can be ended with it.
    """

    id: str
    kind: PrincipalKind
    roles: frozenset[Role]
    party: str = ""
    name: str = ""
    activity: str = ""
    datastreams: frozenset[int] | None = None
    authenticated_at: datetime | None = None
    assurance: str = ""
    session: str = ""


ANYBODY = Principal(id="anonymous", kind=PrincipalKind.ANONYMOUS, roles=frozenset({Role.PUBLIC}))
"""Whoever has not signed in."""

THE_NODE = Principal(id="node", kind=PrincipalKind.NODE, roles=frozenset({Role.NODE}))
"""The service itself."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """May this principal do this with this layer of this activity, for this purpose, now?

    Attributes
    ----------
    activity
        Whose data; None for what is about no activity, such as accounts.
    used_by
        The activity on whose behalf they are used; the same as ``activity`` unless data serve another one.
    purpose
        For what; None means the purpose of ``used_by``.
    """

    principal: Principal
    action: Action
    activity: str | None = None
    layer: Layer | None = None
    used_by: str | None = None
    purpose: Purpose | None = None


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a question, with the rules that decided and what would change it.

    Attributes
    ----------
    rules
        Ids of the policies that decided (``@id`` in the Cedar files); empty when no rule permits.
    reason, remedy
        Sentences for a person.
    """

    allowed: bool
    rules: tuple[str, ...]
    reason: str
    remedy: str = ""
