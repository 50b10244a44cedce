# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Specimen: a small governance to try things on, in examples, tests and benches. No node ever runs with it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec

from baken.governance.activities import Activities
from baken.governance.coverage import coverage
from baken.governance.governing import Governance
from baken.governance.lists import (
    AggregationPlace,
    DataSubject,
    Kind,
    Layer,
    LegalBasis,
    PartyKind,
    PersonalData,
    Purpose,
    RetentionTrigger,
    Role,
)
from baken.governance.model import (
    Agreement,
    Covers,
    Minimisation,
    Party,
    Principal,
    PrincipalKind,
    ProcessingActivity,
    Recipient,
    Retention,
)
from baken.governance.policy.engine import PolicyEngine
from baken.vocabulary.time import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from baken.governance.policy.rules import PolicyFile
    from baken.vocabulary.time import Clock

NOW: Final = datetime(2026, 6, 1, 12, tzinfo=UTC)
CONTROLLER: Final = Party(id="municipality", name="Municipality", kind=PartyKind.MUNICIPALITY, is_controller=True)
POLICE: Final = Party(id="police", name="Police", kind=PartyKind.POLICE)

ADMINISTRATOR: Final = Principal(
    id="administrator",
    kind=PrincipalKind.PERSON,
    roles=frozenset({Role.ADMINISTRATOR}),
    party="municipality",
    activity="counting",
    authenticated_at=NOW,
)
"""May do everything with the activity ``counting`` that an administrator may."""

_STAFF: Final = (Role.DUTY_OFFICER, Role.ANALYST, Role.PLANNER, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR)
_OPEN: Final = (Layer.OBSERVATIONS, Layer.ESTIMATES)


def activity(name: str = "counting", **changes: Any) -> ProcessingActivity:
    """Return an activity about nobody that everybody may read, with some fields changed.

    Examples
    --------
    >>> activity("parking", purpose=Purpose.TRAFFIC_MANAGEMENT).purpose.value
    'traffic-management'
    """
    plain = ProcessingActivity(
        id=name,
        version=1,
        uri=f"urn:baken:processing-activity:specimen:{name}:1",
        name=name.capitalize(),
        name_nl=name.capitalize(),
        kind=Kind.COUNTING,
        purpose=Purpose.CROWD_SAFETY,
        description="A specimen.",
        description_nl="Een voorbeeld.",
        legal_basis=LegalBasis.PUBLIC_TASK,
        law="Gemeentewet art. 172",
        controller=CONTROLLER.id,
        processors=(),
        recipients=tuple(Recipient(role=role, layers=_OPEN) for role in (Role.PUBLIC, *_STAFF)),
        data_subjects=(DataSubject.NOBODY,),
        personal_data=(PersonalData.NONE,),
        personal_data_reason="Numbers only.",
        minimisation=Minimisation(aggregated=AggregationPlace.IN_SENSOR, explanation="Numbers only."),
        retention=(
            Retention(
                layer=Layer.OBSERVATIONS,
                period=timedelta(days=365),
                trigger=RetentionTrigger.PHENOMENON_TIME,
                reason="A year, to see seasons.",
            ),
        ),
        assessments=(),
        covers=Covers(connectors=(name,), indicators=("persons", "density", "flow", "level") * (name == "counting")),
        uses=(),
        oversight=Role.PRIVACY_OFFICER,
        contact="privacy@city.example",
        transfers="none",
        valid_from=date(2020, 1, 1),
        review_by=date(2099, 12, 31),
    )
    return msgspec.structs.replace(plain, **changes)


def governance(
    activities: Iterable[ProcessingActivity] | None = None,
    *,
    agreements: Iterable[Agreement] = (),
    clock: Clock | None = None,
    policies: Sequence[PolicyFile] = (),
) -> Governance:
    """Return a governance over some activities; over the one of :func:`activity` when none are given."""
    declared = tuple(activities) if activities is not None else (activity(),)
    parties, covered, engine = (CONTROLLER, POLICE), coverage(declared, []), PolicyEngine.shipped(policies)
    return Governance(Activities(declared), parties, agreements, covered, engine, clock or FixedClock(NOW))
