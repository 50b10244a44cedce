# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bodies about processing activities; camelCase on the wire."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from baken.service.http.bodies import Body

if TYPE_CHECKING:
    from baken.governance.model import ProcessingActivity, Standing

_DAY = timedelta(days=1)


class StandingBody(Body, frozen=True):
    """Whether the data of an activity may pass now, since when, until when, and why not."""

    state: str
    is_active: bool
    since: datetime | None
    until: datetime | None
    reason: str
    reason_nl: str
    remedy: str
    remedy_nl: str


class RecipientBody(Body, frozen=True):
    """A role that may read layers."""

    role: str
    layers: list[str]


class RetentionBody(Body, frozen=True):
    """How long a layer is kept; no days when it is not kept at all."""

    layer: str
    days: float | None
    trigger: str
    reason: str


class MinimisationBody(Body, frozen=True):
    """How little is taken and shown."""

    aggregated: str
    k: int
    smallest_cell_s: float
    noise: str
    epsilon: float | None
    explanation: str


class AssessmentBody(Body, frozen=True):
    """Where an assessment or decision can be found, and until when it holds."""

    kind: str
    reference: str
    decided_on: date
    valid_until: date | None
    place: str


class UseBody(Body, frozen=True):
    """Leave to use the data of another activity."""

    activity: str
    layers: list[str]
    reason: str


class ActivityBody(Body, frozen=True):
    """One processing activity in the version that is in force."""

    id: str
    version: int
    versions: list[int]
    uri: str
    name: str
    name_nl: str
    kind: str
    purpose: str
    description: str
    description_nl: str
    legal_basis: str
    law: str
    controller: str
    processors: list[str]
    recipients: list[RecipientBody]
    data_subjects: list[str]
    personal_data: list[str]
    personal_data_reason: str
    minimisation: MinimisationBody
    retention: list[RetentionBody]
    assessments: list[AssessmentBody]
    covers: dict[str, list[str]]
    uses: list[UseBody]
    oversight: str
    contact: str
    transfers: str
    valid_from: date
    review_by: date
    register_entries: dict[str, str]
    standing: StandingBody


class ActivitiesBody(Body, frozen=True):
    """Every processing activity of this node."""

    activities: list[ActivityBody]


class WithdrawalRequest(Body, frozen=True, forbid_unknown_fields=True):
    """Why an activity is withdrawn, or goes on again."""

    because: str


class OwnPermissionsBody(Body, frozen=True):
    """Which actions the caller may do, with at least one activity or with the service itself."""

    may: list[str]


def standing_body(standing: Standing) -> StandingBody:
    """Return the body of a standing."""
    return StandingBody(
        state=standing.state.value,
        is_active=standing.is_active,
        since=standing.since,
        until=standing.until,
        reason=standing.reason,
        reason_nl=standing.reason_nl,
        remedy=standing.remedy,
        remedy_nl=standing.remedy_nl,
    )


def activity_body(activity: ProcessingActivity, standing: Standing, versions: list[int]) -> ActivityBody:
    """Return the body of an activity."""
    m = activity.minimisation
    return ActivityBody(
        id=activity.id,
        version=activity.version,
        versions=versions,
        uri=activity.uri,
        name=activity.name,
        name_nl=activity.name_nl,
        kind=activity.kind.value,
        purpose=activity.purpose.value,
        description=activity.description,
        description_nl=activity.description_nl,
        legal_basis=activity.legal_basis.value,
        law=activity.law,
        controller=activity.controller,
        processors=list(activity.processors),
        recipients=[RecipientBody(role=r.role.value, layers=[x.value for x in r.layers]) for r in activity.recipients],
        data_subjects=[s.value for s in activity.data_subjects],
        personal_data=[p.value for p in activity.personal_data],
        personal_data_reason=activity.personal_data_reason,
        minimisation=MinimisationBody(
            aggregated=m.aggregated.value,
            k=m.k,
            smallest_cell_s=m.smallest_cell_s,
            noise=m.noise.value,
            epsilon=m.epsilon,
            explanation=m.explanation,
        ),
        retention=[
            RetentionBody(
                layer=r.layer.value,
                days=None if r.period is None else r.period / _DAY,
                trigger=r.trigger.value,
                reason=r.reason,
            )
            for r in activity.retention
        ],
        assessments=[
            AssessmentBody(
                kind=a.kind.value,
                reference=a.reference,
                decided_on=a.decided_on,
                valid_until=a.valid_until,
                place=a.place,
            )
            for a in activity.assessments
        ],
        covers={name: list(getattr(activity.covers, name)) for name in activity.covers.__struct_fields__},
        uses=[UseBody(activity=u.activity, layers=[x.value for x in u.layers], reason=u.reason) for u in activity.uses],
        oversight=activity.oversight.value,
        contact=activity.contact,
        transfers=activity.transfers,
        valid_from=activity.valid_from,
        review_by=activity.review_by,
        register_entries=dict(activity.register_entries),
        standing=standing_body(standing),
    )
