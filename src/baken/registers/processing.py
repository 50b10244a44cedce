# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The register of processing: GDPR article 30 (1) of the controller, and 30 (2) of each processor.

Activities without personal data are in it too, marked so: the register shows everything that is done with data, and
that nothing was left out.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from baken.governance.lists import PersonalData
from baken.registers.explained import (
    LegalBasisRecord,
    PartyRecord,
    PersonalDataRecord,
    RecipientRecord,
    RetentionRecord,
    StandingRecord,
    explained,
    party_record,
    transfers_text,
)
from baken.registers.model import Record, Term, Text
from baken.registers.tables import Cell, table

if TYPE_CHECKING:
    from baken.governance.model import ProcessingActivity
    from baken.registers.model import Facts

TITLE: Final = Text("Register van verwerkingsactiviteiten", "Register of processing activities")
STANDARD: Final = "AVG artikel 30"


class MeasureRecord(Record, frozen=True):
    """A measure of security that is on (art. 30 (1) (g)), and how we know."""

    id: str
    text: Text
    evidence: str


class VersionRecord(Record, frozen=True):
    """One version of an activity."""

    version: int
    uri: str
    valid_from: date
    in_force: bool
    link: str


class ArticleThirty(Record, frozen=True):
    """One activity, with the items of article 30 (1) in their order.

    Attributes
    ----------
    under_gdpr
        False when nothing is about a person; then article 30 does not ask for the entry.
    controller
        (a) name and contact of the controller and of its data protection officer.
    joint_controllers, representative
        (a) There are none: one node serves one controller, within the Union.
    purposes
        (b).
    data_subjects, personal_data
        (c).
    recipients
        (d), with processors.
    transfers
        (e) countries outside the EEA and the safeguards, or "none".
    time_limits
        (f).
    security_measures
        (g).
    """

    id: str
    version: int
    uri: str
    link: str
    name: Text
    description: Text
    under_gdpr: bool
    controller: PartyRecord
    joint_controllers: list[PartyRecord]
    representative: PartyRecord | None
    purposes: list[Term]
    data_subjects: list[Term]
    personal_data: PersonalDataRecord
    recipients: list[RecipientRecord]
    processors: list[PartyRecord]
    transfers: Text
    time_limits: list[RetentionRecord]
    security_measures: list[MeasureRecord]
    legal_basis: LegalBasisRecord
    minimisation: Text
    standing: StandingRecord
    versions: list[VersionRecord]


class ProcessorEntry(Record, frozen=True):
    """What one processor does for the controller, with the items of article 30 (2)."""

    processor: PartyRecord
    on_behalf_of: PartyRecord
    categories: list[Text]
    activities: list[str]
    transfers: list[Text]
    security_measures: list[MeasureRecord]
    note: Text


class ProcessingRegister(Record, frozen=True):
    """Every processing activity of the controller, and what others do for it."""

    register: Text
    standard: str
    issued_at: datetime
    controller: PartyRecord
    entries: list[ArticleThirty]
    processors: list[ProcessorEntry]


_NOTE: Final = Text(
    "Dit zijn de maatregelen van deze dienst; de verwerker vult zijn eigen maatregelen aan.",
    "These are the measures of this service; the processor adds its own.",
)


def processing_register(facts: Facts) -> ProcessingRegister:
    """Return the register.

    Invariants: every activity of the city is in it exactly once, in the version in force; each processor once.
    """
    return ProcessingRegister(
        register=TITLE,
        standard=STANDARD,
        issued_at=facts.now,
        controller=party_record(facts.controller),
        entries=[article_thirty(a, facts) for a in facts.activities],
        processors=_processors(facts),
    )


def article_thirty(activity: ProcessingActivity, facts: Facts) -> ArticleThirty:
    """Return the entry of one version of an activity."""
    told = explained(activity, facts)
    return ArticleThirty(
        id=told.id,
        version=told.version,
        uri=told.uri,
        link=told.link,
        name=told.name,
        description=told.description,
        under_gdpr=activity.personal_data != (PersonalData.NONE,),
        controller=told.controller,
        joint_controllers=[],
        representative=None,
        purposes=[told.purpose],
        data_subjects=told.data_subjects,
        personal_data=told.personal_data,
        recipients=told.recipients,
        processors=told.processors,
        transfers=told.transfers,
        time_limits=told.retention,
        security_measures=measures(facts),
        legal_basis=told.legal_basis,
        minimisation=told.minimisation.text,
        standing=told.standing,
        versions=versions(activity.id, facts),
    )


def versions(activity_id: str, facts: Facts) -> list[VersionRecord]:
    """Return every version of an activity, oldest first."""
    in_force = facts.activity(activity_id)
    return [
        VersionRecord(
            version=v.version,
            uri=v.uri,
            valid_from=v.valid_from,
            in_force=in_force is not None and v.version == in_force.version,
            link=f"/api/v1/processing-activities/{v.id}/versions/{v.version}",
        )
        for v in sorted(facts.versions, key=lambda v: v.version)
        if v.id == activity_id
    ]


def measures(facts: Facts) -> list[MeasureRecord]:
    """Return the measures of security that are on."""
    return [MeasureRecord(id=m.id, text=m.text, evidence=m.evidence) for m in facts.safeguards]


def _processors(facts: Facts) -> list[ProcessorEntry]:
    found = sorted({p for a in facts.activities for p in a.processors})
    return [_processor(name, [a for a in facts.activities if name in a.processors], facts) for name in found]


def _processor(name: str, activities: list[ProcessingActivity], facts: Facts) -> ProcessorEntry:
    return ProcessorEntry(
        processor=party_record(facts.party(name)),
        on_behalf_of=party_record(facts.controller),
        categories=[Text(a.description_nl, a.description) for a in activities],
        activities=[a.id for a in activities],
        transfers=[transfers_text(t) for t in sorted({a.transfers for a in activities})],
        security_measures=measures(facts),
        note=_NOTE,
    )


COLUMNS: Final = (
    "id", "version", "name", "under_gdpr", "controller", "controller_contact", "data_protection_officer", "purpose",
    "legal_basis", "law", "data_subjects", "personal_data", "recipients", "processors", "transfers", "time_limits",
    "security_measures", "minimisation", "status", "status_reason", "uri",
)  # fmt: skip


def processing_csv(facts: Facts) -> bytes:
    """Return the entries of article 30 (1) as a table in Dutch, one row per activity."""
    return table(COLUMNS, (_row(entry) for entry in processing_register(facts).entries))


def _row(entry: ArticleThirty) -> list[Cell]:
    return [
        entry.id,
        entry.version,
        entry.name.nl,
        entry.under_gdpr,
        entry.controller.name,
        entry.controller.contact,
        entry.controller.data_protection_officer,
        "; ".join(p.label.nl for p in entry.purposes),
        f"{entry.legal_basis.label.nl} ({entry.legal_basis.article.nl})",
        entry.legal_basis.law,
        "; ".join(s.label.nl for s in entry.data_subjects),
        "; ".join(k.label.nl for k in entry.personal_data.kinds),
        "; ".join(r.who.nl for r in entry.recipients),
        "; ".join(p.name for p in entry.processors),
        entry.transfers.nl,
        "; ".join(f"{r.layer.label.nl}: {r.text.nl}" for r in entry.time_limits),
        "; ".join(m.text.nl for m in entry.security_measures),
        entry.minimisation.nl,
        entry.standing.label.nl,
        entry.standing.because.nl,
        entry.uri,
    ]
