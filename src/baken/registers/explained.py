# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A processing activity explained to somebody who never heard of it, in Dutch and in English."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from baken.governance.lists import AggregationPlace, Layer, NoiseKind, PersonalData, Role
from baken.governance.model import State
from baken.registers.model import Record, Term, Text
from baken.registers.periods import duration, iso_period, retention_text
from baken.registers.words import ARTICLES, PLACES, ROLES, STATES, listed, term, words

if TYPE_CHECKING:
    from baken.governance.model import Minimisation, Party, ProcessingActivity, Standing
    from baken.registers.model import Facts

NO_ACTIVITY = "no-activity"
"""State of a sensor that belongs to no activity: nothing of it comes in."""


class PartyRecord(Record, frozen=True):
    """An organisation, and where it can be reached about data."""

    id: str
    name: str
    kind: Term
    contact: str
    data_protection_officer: str


class StandingRecord(Record, frozen=True):
    """Whether data pass now, since when, until when, and if not, why not."""

    state: str
    active: bool
    label: Text
    because: Text
    since: datetime | None = None
    until: datetime | None = None


class LegalBasisRecord(Record, frozen=True):
    """Why it is lawful."""

    id: str
    label: Text
    article: Text
    law: str


class PersonalDataRecord(Record, frozen=True):
    """Which data about persons are touched, and why so or why not."""

    any: bool
    kinds: list[Term]
    because: str


class MinimisationRecord(Record, frozen=True):
    """How little is taken and shown."""

    aggregated: Term
    k: int
    smallest_cell_s: float
    noise: Term
    epsilon: float | None
    text: Text
    explanation: str


class RetentionRecord(Record, frozen=True):
    """How long one layer is kept; ``period`` is ISO 8601, null when it is not kept."""

    layer: Term
    period: str | None
    text: Text
    reason: str


class RecipientRecord(Record, frozen=True):
    """Who may read what; another party comes by an agreement, with its reference and its end."""

    who: Text
    layers: list[Term]
    by_agreement: bool = False
    reference: str = ""
    since: datetime | None = None
    until: datetime | None = None


class AssessmentRecord(Record, frozen=True):
    """An assessment or decision that this rests on."""

    kind: Term
    reference: str
    decided_on: date
    valid_until: date | None = None
    place: str = ""


class UseRecord(Record, frozen=True):
    """Another activity that may use these data, and why that is compatible."""

    activity: str
    name: Text
    layers: list[Term]
    reason: str


class ActivityRecord(Record, frozen=True):
    """One processing activity, as the public may know it."""

    id: str
    version: int
    uri: str
    link: str
    name: Text
    description: Text
    kind: Term
    purpose: Term
    legal_basis: LegalBasisRecord
    controller: PartyRecord
    processors: list[PartyRecord]
    personal_data: PersonalDataRecord
    data_subjects: list[Term]
    minimisation: MinimisationRecord
    retention: list[RetentionRecord]
    recipients: list[RecipientRecord]
    assessments: list[AssessmentRecord]
    used_by: list[UseRecord]
    transfers: Text
    contact: str
    oversight: Term
    valid_from: date
    review_by: date
    standing: StandingRecord
    sensors: list[str]
    register_entries: dict[str, str]


def party_record(party: Party) -> PartyRecord:
    """Return a party for a register."""
    return PartyRecord(
        id=party.id,
        name=party.name,
        kind=term(party.kind),
        contact=party.contact,
        data_protection_officer=party.data_protection_officer,
    )


def standing_record(standing: Standing | None) -> StandingRecord:
    """Return a standing for a register; None is that of what belongs to no activity."""
    if standing is None:
        return StandingRecord(
            state=NO_ACTIVITY,
            active=False,
            label=Text("gestopt: hoort bij geen verwerking", "stopped: belongs to no processing activity"),
            because=Text(
                "Deze sensor hoort bij geen verwerkingsactiviteit, dus er komt niets van binnen.",
                "This sensor belongs to no processing activity, so nothing of it comes in.",
            ),
        )
    return StandingRecord(
        state=standing.state.value,
        active=standing.is_active,
        label=STATES[standing.state],
        because=Text(standing.reason_nl or standing.reason, standing.reason),
        since=standing.since,
        until=standing.until,
    )


def is_public(activity: ProcessingActivity, layer: Layer) -> bool:
    """Return whether everybody may read a layer of an activity."""
    return any(r.role is Role.PUBLIC and layer in r.layers for r in activity.recipients)


def explained(activity: ProcessingActivity, facts: Facts) -> ActivityRecord:
    """Return everything of an activity that a register tells."""
    return ActivityRecord(
        id=activity.id,
        version=activity.version,
        uri=activity.uri,
        link=f"/api/v1/processing-activities/{activity.id}",
        name=Text(activity.name_nl, activity.name),
        description=Text(activity.description_nl, activity.description),
        kind=term(activity.kind),
        purpose=term(activity.purpose),
        legal_basis=LegalBasisRecord(
            id=activity.legal_basis.value,
            label=words(activity.legal_basis),
            article=ARTICLES[activity.legal_basis],
            law=activity.law,
        ),
        controller=party_record(facts.party(activity.controller)),
        processors=[party_record(facts.party(p)) for p in activity.processors],
        personal_data=PersonalDataRecord(
            any=activity.personal_data != (PersonalData.NONE,),
            kinds=[term(p) for p in activity.personal_data],
            because=activity.personal_data_reason,
        ),
        data_subjects=[term(s) for s in activity.data_subjects],
        minimisation=_minimisation(activity.minimisation),
        retention=[
            RetentionRecord(layer=term(r.layer), period=iso_period(r.period), text=retention_text(r), reason=r.reason)
            for r in activity.retention
        ],
        recipients=recipients(activity, facts),
        assessments=[
            AssessmentRecord(
                kind=term(a.kind),
                reference=a.reference,
                decided_on=a.decided_on,
                valid_until=a.valid_until,
                place=a.place,
            )
            for a in activity.assessments
        ],
        used_by=_used_by(activity, facts),
        transfers=transfers_text(activity.transfers),
        contact=activity.contact,
        oversight=term(activity.oversight),
        valid_from=activity.valid_from,
        review_by=activity.review_by,
        standing=standing_record(facts.standing(activity.id)),
        sensors=[s.id for s in facts.sensors_of(activity.id)],
        register_entries=dict(sorted(activity.register_entries.items())),
    )


def recipients(activity: ProcessingActivity, facts: Facts) -> list[RecipientRecord]:
    """Return who may read: roles of the controller and the public, then other parties by agreement."""
    found = [RecipientRecord(who=ROLES[r.role], layers=[term(x) for x in r.layers]) for r in activity.recipients]
    for agreement in facts.agreements_on(activity.id):
        name = facts.party(agreement.party).name
        found.append(
            RecipientRecord(
                who=Text(name, name),
                layers=[term(x) for x in agreement.layers],
                by_agreement=True,
                reference=agreement.reference,
                since=agreement.valid_from,
                until=agreement.valid_until,
            )
        )
    return found


def minimisation_text(minimisation: Minimisation) -> Text:
    """Return in sentences where persons become numbers, and below how many nothing is shown."""
    place = PLACES[minimisation.aggregated]
    if minimisation.aggregated is AggregationPlace.NOT_NEEDED:
        parts = [Text("Er hoeft niets over personen tot getallen te worden.", "Nothing is about a person.")]
    else:
        parts = [Text(f"Personen worden getallen {place.nl}.", f"Persons become numbers {place.en}.")]
    if minimisation.k > 1:
        parts.append(
            Text(
                f"Getallen over minder dan {minimisation.k} personen worden niet getoond.",
                f"Numbers about fewer than {minimisation.k} persons are not shown.",
            )
        )
    if minimisation.smallest_cell_s > 0:
        cell = duration(minimisation.smallest_cell_s)
        parts.append(Text(f"De kortste periode is {cell.nl}.", f"The shortest period is {cell.en}."))
    if minimisation.noise is not NoiseKind.NONE:
        noise = words(minimisation.noise)
        parts.append(
            Text(
                f"Er wordt ruis toegevoegd: {noise.nl}, epsilon {minimisation.epsilon}.",
                f"Noise is added: {noise.en}, epsilon {minimisation.epsilon}.",
            )
        )
    return Text(" ".join(p.nl for p in parts), " ".join(p.en for p in parts))


def who_reads(activity: ProcessingActivity, facts: Facts) -> Text:
    """Return the recipients in one phrase."""
    return listed((r.who for r in recipients(activity, facts)), Text("niemand", "nobody"))


def transfers_text(transfers: str) -> Text:
    """Return to which countries outside the EEA data go.

    Examples
    --------
    >>> transfers_text("none").nl, transfers_text("Japan (adequacy decision)").en
    ('geen', 'Japan (adequacy decision)')
    """
    return Text("geen", "none") if transfers.strip().casefold() == "none" else Text(transfers, transfers)


def stopped_on(standing: Standing, facts: Facts) -> date | None:
    """Return on which day of the city something that had begun has stopped; None when it goes on or is not known."""
    stopped = standing.state in (State.WITHDRAWN, State.REVIEW_OVERDUE, State.ASSESSMENT_MISSING)
    if not stopped or standing.since is None:
        return None
    return standing.since.astimezone(ZoneInfo(facts.city.time_zone)).date()


def _minimisation(minimisation: Minimisation) -> MinimisationRecord:
    return MinimisationRecord(
        aggregated=term(minimisation.aggregated),
        k=minimisation.k,
        smallest_cell_s=minimisation.smallest_cell_s,
        noise=term(minimisation.noise),
        epsilon=minimisation.epsilon,
        text=minimisation_text(minimisation),
        explanation=minimisation.explanation,
    )


def _used_by(activity: ProcessingActivity, facts: Facts) -> list[UseRecord]:
    return [
        UseRecord(
            activity=other.id,
            name=Text(other.name_nl, other.name),
            layers=[term(x) for x in use.layers],
            reason=use.reason,
        )
        for other in facts.activities
        for use in other.uses
        if use.activity == activity.id
    ]
