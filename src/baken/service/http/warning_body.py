# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From warnings to the bodies of the routes about them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from baken.service.http.warning_bodies import (
    CorrectionBody,
    DraftBody,
    FactorBody,
    JudgementBody,
    MemberBody,
    RiskBody,
    SuppressionBody,
    WarningBody,
    WarningStepBody,
)
from baken.service.notification.from_warning import EVENTS
from baken.vocabulary.time import from_us
from baken.warning.kinds import KINDS
from baken.warning.states import OF_PERSONS, TRANSITIONS
from baken.warning.texts import correction_text, doubt_text, draft
from baken.warning.words import certainty_of, expires_us, severity_of, urgency_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from baken.city.model import City
    from baken.warning.model import Factor, Judgement, Member, RiskScore, Suppression, WarningRecord


def warning_body(
    record: WarningRecord, city: City, now_us: int, *, may_act: bool, names: Mapping[str, str]
) -> WarningBody:
    """Return a warning as it stands; ``names`` are those of accounts."""
    headlines = {language: headline(record, city, language) for language in ("en", "nl")}
    said = record.worst.newest
    return WarningBody(
        id=record.id,
        version=record.version,
        state=record.state.value,
        cause=record.cause.value,
        raised_at=from_us(record.raised_at_us),
        changed_at=from_us(record.changed_at_us),
        is_open=record.is_open,
        area_ids=list(record.area_ids),
        severity=severity_of(record).value,
        urgency=urgency_of(record, now_us).value,
        certainty=certainty_of(record).value,
        probability=_known(said.probability),
        expires_at=from_us(expires_us(record)),
        headline=headlines["en"],
        headline_nl=headlines["nl"],
        doubts=[code.value for code in record.doubts],
        doubt=doubt_text(record.doubts, "en"),
        doubt_nl=doubt_text(record.doubts, "nl"),
        correction=correction_text(said, "en"),
        correction_nl=correction_text(said, "nl"),
        may_do=[deed.value for state, deed in TRANSITIONS if may_act and state is record.state and deed in OF_PERSONS],
        members=[_member(member) for member in record.members],
        steps=[
            WarningStepBody(
                deed=s.deed,
                state=s.state.value,
                by=s.by,
                by_name=names.get(s.by, ""),
                at=from_us(s.at_us),
                note=s.note,
            )
            for s in record.steps
        ],
        risk=None if record.risk is None else _risk(record.risk),
    )


def headline(record: WarningRecord, city: City, language: str) -> str:
    """Return what a warning is called: the first line of its draft, or what it is about."""
    made = draft_body(record, city, language)
    return EVENTS[record.cause][language] if made is None else made.headline


def draft_body(record: WarningRecord, city: City, language: str) -> DraftBody | None:
    """Return the draft for the public; None where there is nothing to tell it."""
    made = draft(record, {area.id: area.name for area in city.areas}, ZoneInfo(city.time_zone), language)
    if made is None:
        return None
    return DraftBody(
        language=made.language,
        code=made.code,
        headline=made.headline,
        description=made.description,
        instruction=made.instruction,
        doubt=made.doubt,
    )


def suppression_body(one: Suppression, names: Mapping[str, str]) -> SuppressionBody:
    """Return a suppression."""
    return SuppressionBody(
        id=one.id,
        area_ids=list(one.area_ids),
        kinds=[kind.value for kind in one.kinds],
        reason=one.reason,
        by=one.by,
        by_name=names.get(one.by, ""),
        from_time=from_us(one.from_us),
        until=from_us(one.until_us),
    )


def _member(member: Member) -> MemberBody:
    limit, kind = member.limit, KINDS[member.limit.kind]
    return MemberBody(
        limit_id=limit.id,
        area_id=limit.area_id,
        kind=limit.kind.value,
        title=kind.title,
        title_nl=kind.title_nl,
        limit=limit.value,
        unit=kind.unit_symbol,
        source=limit.source,
        severity=limit.severity.value,
        lead_time_s=limit.lead_time_s,
        since=from_us(member.since_us),
        ended_at=None if member.ended_us is None else from_us(member.ended_us),
        first=_judgement(member.first),
        newest=_judgement(member.newest),
    )


def _judgement(one: Judgement) -> JudgementBody:
    return JudgementBody(
        at=from_us(one.at_us),
        probability=_known(one.probability),
        lower=_known(one.lower),
        upper=_known(one.upper),
        now=_known(one.now),
        value=_known(one.value),
        value_lower=_known(one.value_lower),
        value_upper=_known(one.value_upper),
        peak=_known(one.peak),
        peak_at=None if math.isnan(one.peak) else from_us(one.peak_at_us),
        doubts=[code.value for code in one.doubts],
        method=one.method,
        uncorrected=_known(one.uncorrected),
        correction=CorrectionBody(
            is_made=not one.correction.is_identity,
            intercept=round(one.correction.intercept, 4),
            slope=round(one.correction.slope, 4),
            moments=one.correction.moments,
            episodes=one.correction.episodes,
            days=one.correction.days,
        ),
    )


def _risk(one: RiskScore) -> RiskBody:
    return RiskBody(threat=one.threat, score=one.score, factors=_factors(one.factors), barriers=_factors(one.barriers))


def _factors(found: Sequence[Factor]) -> list[FactorBody]:
    return [
        FactorBody(code=f.code, factor=f.factor, applies=f.applies, text=f.text, text_nl=f.text_nl, source=f.source)
        for f in found
    ]


def _known(value: float) -> float | None:
    """Return a number with four decimals; None when it is not known."""
    return round(value, 4) if math.isfinite(value) else None
