# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bodies of the routes about the days ahead. Null is not known, or none; never zero."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - a field has the name
from datetime import datetime

import msgspec

from baken.forecast.what_if import WhatIfKind
from baken.service.http.bodies import Body
from baken.service.http.forecast_bodies import IssueBody


class StaffingBody(Body, frozen=True):
    """On how many persons one steward is planned, and who says so."""

    persons_per_steward: int
    source: str


class PlanDayBody(Body, frozen=True):
    """A day of the city; ``name`` is that of a public holiday."""

    date: Date
    day_off: bool
    name: str | None
    name_nl: str | None
    from_: datetime = msgspec.field(name="from")
    to: datetime


class StewardsBody(Body, frozen=True):
    """How many stewards go with the persons at the peak: median, and both ends of the band of 80 %."""

    lower: int
    median: int
    upper: int


class AreaDayBody(Body, frozen=True):
    """The peak of an area on a day; ``probability45`` is the highest of any step of the day, at ``probability45At``."""

    peak_at: datetime
    median: float
    lower80: float
    upper80: float
    level: int | None
    probability45: float | None
    probability45_at: datetime | None = msgspec.field(name="probability45At")
    status: str
    stewards: StewardsBody | None


class AreaPlanBody(Body, frozen=True):
    """An area with one entry per day of the plan; null where nothing is foreseen or may be told."""

    area_id: str
    days: list[AreaDayBody | None]


class PlannedEventBody(Body, frozen=True):
    """An event of the city's calendar."""

    id: str
    title: str
    kind: str
    start: datetime
    end: datetime
    area_ids: list[str]
    expected_visitors: float | None
    source: str


class PlanBody(Body, frozen=True):
    """The days ahead. Where nothing was issued yet, ``sentence`` says so, and there are days and events only."""

    now: datetime
    issue: IssueBody | None
    sentence: str
    sentence_nl: str
    staffing: StaffingBody | None
    days: list[PlanDayBody]
    areas: list[AreaPlanBody]
    events: list[PlannedEventBody]


class ChangeRequest(Body, frozen=True, forbid_unknown_fields=True):
    """One change that is supposed: a time and places, or an event. The amount is in the unit of its kind."""

    kind: WhatIfKind
    title: str = ""
    amount: float = 0.0
    start: datetime | None = None
    end: datetime | None = None
    area_ids: list[str] = msgspec.field(default_factory=list)
    event_id: str = ""


class WhatIfRequest(Body, frozen=True, forbid_unknown_fields=True):
    """What is supposed, all of it together."""

    changes: list[ChangeRequest]


class ChangeEffectBody(Body, frozen=True):
    """What one change does by itself: persons more or fewer in all areas, at the step where that is most, and how it
    is known."""

    title: str
    kind: str
    difference: float
    difference_at: datetime
    source: str
    source_nl: str
    is_learned: bool


class WhatIfBody(Body, frozen=True):
    """The days ahead before and after all changes together, and what each does by itself."""

    issue: IssueBody
    before: list[AreaPlanBody]
    after: list[AreaPlanBody]
    changes: list[ChangeEffectBody]
