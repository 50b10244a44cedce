# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The algorithm register, with the fields of the Algoritmeregister publication standard 1.0.

Source: https://github.com/MinBZK/Algoritmeregister-Publicatiestandaard, chapter 2, and the schema ``v1_0`` of
MinBZK/Algoritmeregister: names, lengths, closed values and which fields are required. In Dutch, as the standard asks.

What a node cannot know (whether the algorithm is proportionate) stays empty, and is named in ``open_fields``.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

import msgspec

from baken.governance.lists import Assessment, Kind, PersonalData, Purpose
from baken.governance.model import State
from baken.registers.explained import StandingRecord, standing_record, stopped_on
from baken.registers.laws import address_of
from baken.registers.method_words import FORECAST, FORECAST_ID, FORECAST_SOURCE, METHODS
from baken.registers.model import Text
from baken.registers.owners import mail_address, web_address
from baken.registers.tables import Cell, table
from baken.registers.words import ARTICLES, ASSESSMENTS, KINDS, LEGAL_BASES, PURPOSES, QUANTITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from baken.governance.model import ProcessingActivity
    from baken.registers.model import Facts, MethodInUse

TITLE: Final = Text("Algoritmeregister", "Algorithm register")
STANDARD: Final = "Algoritmeregister publicatiestandaard 1.0"

IN_USE: Final = "In gebruik"
IN_DEVELOPMENT: Final = "In ontwikkeling"
OUT_OF_USE: Final = "Buiten gebruik"
STATUSES: Final = (IN_DEVELOPMENT, IN_USE, OUT_OF_USE)

IMPACTFUL: Final = "Impactvolle algoritmes"
OTHER: Final = "Overige algoritmes"
PUBLICATION_CATEGORIES: Final = ("Hoog-risico AI-systeem", IMPACTFUL, OTHER)

THEMES: Final = {
    Purpose.CROWD_SAFETY: "Openbare orde en veiligheid",
    Purpose.TRAFFIC_MANAGEMENT: "Verkeer",
    Purpose.EVENT_PLANNING: "Cultuur en recreatie",
    Purpose.PUBLIC_ORDER: "Openbare orde en veiligheid",
    Purpose.ENVIRONMENT: "Natuur en milieu",
    Purpose.HARBOUR_OPERATION: "Verkeer",
    Purpose.STREET_CLEANING: "Ruimte en infrastructuur",
    Purpose.PUBLIC_INFORMATION: "Organisatie en bedrijfsvoering",
    Purpose.RESEARCH: "Onderwijs en wetenschap",
    Purpose.SERVICE_OPERATION: "Organisatie en bedrijfsvoering",
}
"""Theme (of the government's list) per purpose."""

LONGEST: Final = {
    "name": 100, "description_short": 350, "organization": 100, "begin_date": 7, "end_date": 7, "contact_email": 500,
    "website": 500, "url": 500, "goal": 2500, "proportionality": 2500, "human_intervention": 2500, "risks": 2500,
    "lawful_basis": 2500, "process_index_url": 500, "impacttoetsen": 2500, "source_data": 2500,
    "methods_and_models": 5000, "provider": 200, "publiccode": 500, "source_id": 100, "tags": 2500,
}  # fmt: skip
"""Longest text per field, in characters."""

IN_SENSOR: Final = frozenset({Kind.CAMERA, Kind.PUBLIC_ORDER_CAMERA, Kind.DEVICE_COUNTING, Kind.PANEL})
"""Kinds in which a supplier's algorithm makes a number of a person before anything reaches this node."""

_HUMAN: Final = (
    "Het algoritme beslist niets. De uitkomst is een getal met een onzekerheid op een scherm. Een medewerker "
    "beoordeelt het, kan ervan afwijken en besluit zelf of er iets gebeurt. Bij elk getal is te zien uit welke "
    "waarnemingen het komt."
)
_CONTROL: Final = (
    "Elke waarneming wordt bij binnenkomst beoordeeld (ontbrekend, buiten bereik, vastgelopen, sprong, verouderd); wat "
    "niet deugt telt niet mee en dat is te zien. Elke schatting heeft een standaardfout en een kwaliteitsvlag. "
)

_FORECAST_CONTROL: Final = (
    "Elke verwachting heeft een marge en staat naast een eenvoudige referentie; zij wordt bewaard zoals zij is "
    "uitgegeven en later naast de werkelijkheid gelegd. Een model dat niet beter is dan de referentie, faalt of "
    "slechter wordt, wordt niet gebruikt. "
)


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """A title and an address."""

    title: str
    link: str


class AlgorithmAddition(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What the standard does not ask and this node knows.

    Attributes
    ----------
    open_fields
        Fields that only a person can fill in.
    to_confirm
        Fields that were derived and that a person has to confirm.
    """

    processing_activity: str | None
    method: str | None
    method_source: str
    area_ids: list[str]
    standing: StandingRecord
    open_fields: list[str]
    to_confirm: list[str]


class AlgorithmEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One algorithm, with the field names of the standard."""

    name: str
    description_short: str
    organization: str
    category: list[str]
    status: str
    begin_date: str
    end_date: str
    contact_email: str
    website: str
    publication_category: str
    url: str
    goal: str
    proportionality: str
    human_intervention: str
    risks: str
    lawful_basis: str
    lawful_basis_grouping: list[Reference]
    process_index_url: str
    impacttoetsen_grouping: list[Reference]
    impacttoetsen: str
    source_data: str
    source_data_grouping: list[Reference]
    methods_and_models: str
    provider: str
    publiccode: str
    lang: str = "nld"
    standard_version: str = "1.0"
    source_id: str
    tags: str
    baken: AlgorithmAddition


class AlgorithmRegister(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Every algorithm in use."""

    register: Text
    standard: str
    issued_at: datetime
    publisher: str
    entries: list[AlgorithmEntry]


def algorithm_register(facts: Facts) -> AlgorithmRegister:
    """Return the register.

    Invariants: every method that estimates an area is in it exactly once, and so is every activity in which a supplier
    makes numbers of persons, and what foresees, where an activity covers forecasts; one whose activity has stopped is
    out of use.
    """
    return AlgorithmRegister(
        register=TITLE,
        standard=STANDARD,
        issued_at=facts.now,
        publisher=facts.controller.name,
        entries=[
            *(_of_method(method, facts) for method in facts.methods),
            *_of_forecasts(facts),
            *(_of_sensor(a, facts) for a in facts.activities if a.kind in IN_SENSOR),
        ],
    )


def fit(text: str, longest: int) -> str:
    """Return a text that fits, cut at a word and marked so.

    Examples
    --------
    >>> fit("one two three", 9), fit("one two", 9)
    ('one two…', 'one two')
    """
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,.;") + "…"


def _of_method(method: MethodInUse, facts: Facts) -> AlgorithmEntry:
    activity = facts.activity(facts.city.coverage.of_picture)
    definition = method.definition
    words = METHODS.get(definition.id)
    working = words.working.nl if words is not None else definition.title
    limits = words.limits.nl if words is not None else ""
    estimated = frozenset(method.area_ids)
    areas = [a.name for a in facts.city.areas if a.id in estimated]
    inputs = "; ".join(QUANTITIES[q].nl for q in method.quantities)
    sensors = [s for s in facts.sensors if not estimated.isdisjoint(facts.areas_of(s.place))]
    names = ", ".join(s.name for s in sensors)
    return _entry(
        activity,
        facts,
        source_id=f"{facts.city.id}/{definition.id}",
        name=words.name.nl if words is not None else definition.title,
        short=f"{working.split('. ')[0].rstrip('.')}. Gebruikt voor {len(areas)} gebied(en) in {facts.city.name}.",
        risks=_CONTROL + limits,
        source_data=f"Invoer: {inputs}. Sensoren: {names}.",
        working=f"{working} Gebieden: {', '.join(areas)}. Bron: {definition.source}.",
        provider="Baken contributors (open source)",
        addition=(definition.id, definition.source, list(method.area_ids)),
        open_fields=["proportionality"],
    )


def _of_forecasts(facts: Facts) -> Iterator[AlgorithmEntry]:
    """Yield what foresees; nothing where no activity covers forecasts."""
    activity = facts.activity(facts.city.coverage.of_forecasts)
    if activity is None:
        return
    yield _entry(
        activity,
        facts,
        source_id=f"{facts.city.id}/{FORECAST_ID}",
        name=FORECAST.name.nl,
        short=f"{FORECAST.working.nl.split('. ')[0]}. Gebruikt voor {len(facts.city.areas)} gebied(en).",
        risks=_FORECAST_CONTROL + FORECAST.limits.nl,
        source_data="Invoer: tellingen en schattingen van eerder, feestdagen, schoolvakanties, evenementen en weer.",
        working=FORECAST.working.nl,
        provider="Baken contributors (open source)",
        addition=(FORECAST_ID, FORECAST_SOURCE, [area.id for area in facts.city.areas]),
        open_fields=["proportionality"],
    )


def _of_sensor(activity: ProcessingActivity, facts: Facts) -> AlgorithmEntry:
    suppliers = ", ".join(facts.party(p).name for p in activity.processors)
    names = ", ".join(s.name for s in facts.sensors_of(activity.id))
    return _entry(
        activity,
        facts,
        source_id=f"{facts.city.id}/{activity.id}/sensor",
        name=f"Personen tellen: {activity.name_nl}",
        short=f"{activity.description_nl} Van personen wordt een getal gemaakt voordat het hier aankomt.",
        risks=f"{activity.minimisation.explanation} {activity.personal_data_reason}",
        source_data=f"Invoer: {KINDS[activity.kind].nl}. Sensoren: {names}.",
        working="",
        provider=suppliers,
        addition=(None, "", []),
        open_fields=["proportionality", "methods_and_models", *([] if suppliers else ["provider"])],
    )


def _entry(
    activity: ProcessingActivity | None,
    facts: Facts,
    *,
    source_id: str,
    name: str,
    short: str,
    risks: str,
    source_data: str,
    working: str,
    provider: str,
    addition: tuple[str | None, str, list[str]],
    open_fields: list[str],
) -> AlgorithmEntry:
    party = facts.controller if activity is None else facts.party(activity.controller)
    contact = party.contact if activity is None else activity.contact
    standing = None if activity is None else facts.standing(activity.id)
    method, source, area_ids = addition
    texts = {
        "name": name,
        "description_short": short,
        "organization": party.name,
        "begin_date": _month(_first_day(activity, facts)),
        "end_date": _month(None if standing is None else stopped_on(standing, facts)),
        "contact_email": mail_address(contact) or web_address(contact) or party.contact,
        "website": _declared_page(activity) or web_address(contact) or facts.city.authority.website,
        "url": facts.address("/api/v1/registers/algorithms"),
        "goal": "" if activity is None else _goal(activity),
        "proportionality": "",
        "human_intervention": _HUMAN,
        "risks": risks,
        "lawful_basis": "" if activity is None else _basis(activity),
        "process_index_url": "" if activity is None else facts.address(f"/api/v1/processing-activities/{activity.id}"),
        "impacttoetsen": "" if activity is None else _explained_assessments(activity),
        "source_data": source_data,
        "methods_and_models": working,
        "provider": provider,
        "publiccode": "",
        "source_id": source_id,
        "tags": "drukte, crowdmanagement" if activity is None else f"drukte, {PURPOSES[activity.purpose].nl}",
    }
    return AlgorithmEntry(
        **{key: fit(text, LONGEST[key]) for key, text in texts.items()},
        category=[] if activity is None else [THEMES[activity.purpose]],
        status=_status(standing.state if standing else None),
        publication_category=_publication_category(activity),
        lawful_basis_grouping=_laws(activity),
        impacttoetsen_grouping=_assessments(activity),
        source_data_grouping=[
            Reference(title="Sensorenregister", link=facts.address("/api/v1/registers/sensors")),
            Reference(title="Datasets", link=facts.address("/api/v1/registers/data-sets")),
        ],
        baken=AlgorithmAddition(
            processing_activity=None if activity is None else activity.uri,
            method=method,
            method_source=source,
            area_ids=area_ids,
            standing=standing_record(standing),
            open_fields=open_fields,
            to_confirm=["publication_category", "category"],
        ),
    )


def _declared_page(activity: ProcessingActivity | None) -> str:
    return "" if activity is None else web_address(activity.register_entries.get("algorithm", ""))


def _status(state: State | None) -> str:
    if state is State.ACTIVE:
        return IN_USE
    return IN_DEVELOPMENT if state is State.NOT_YET_VALID else OUT_OF_USE


def _publication_category(activity: ProcessingActivity | None) -> str:
    """Impactful where persons are touched on the way or public order is the aim; never a high-risk AI system.

    Annex III of the AI Act names no counting of people; what would be high-risk (biometrics, profiling) cannot be
    declared here.
    """
    if activity is None:
        return OTHER
    touched = activity.personal_data != (PersonalData.NONE,) or activity.purpose is Purpose.PUBLIC_ORDER
    return IMPACTFUL if touched else OTHER


def _first_day(activity: ProcessingActivity | None, facts: Facts) -> date | None:
    if activity is None:
        return None
    return min(v.valid_from for v in facts.versions if v.id == activity.id)


def _month(day: date | None) -> str:
    return "" if day is None else f"{day:%Y-%m}"


def _goal(activity: ProcessingActivity) -> str:
    return f"Doel: {PURPOSES[activity.purpose].nl}. {activity.description_nl}"


def _basis(activity: ProcessingActivity) -> str:
    article = f"{LEGAL_BASES[activity.legal_basis].nl} ({ARTICLES[activity.legal_basis].nl})"
    return f"{activity.law}; {article}." if activity.law else f"{article}."


def _laws(activity: ProcessingActivity | None) -> list[Reference]:
    found = None if activity is None else address_of(activity.law)
    return [] if found is None else [Reference(title=found[0], link=found[1])]


def _assessments(activity: ProcessingActivity | None) -> list[Reference]:
    if activity is None:
        return []
    done = [a for a in activity.assessments if a.kind is not Assessment.MAYORS_DECISION]
    return [Reference(title=ASSESSMENTS[a.kind].nl, link=web_address(a.reference)) for a in done]


def _explained_assessments(activity: ProcessingActivity) -> str:
    done = {a.kind for a in activity.assessments}
    parts = [f"{ASSESSMENTS[a.kind].nl}: {a.reference} ({a.decided_on.isoformat()})." for a in activity.assessments]
    if Assessment.DPIA not in done and activity.personal_data == (PersonalData.NONE,):
        parts.append(f"Geen DPIA: er zijn geen persoonsgegevens. {activity.personal_data_reason}")
    return " ".join(parts)


LISTS: Final = ("category", "lawful_basis_grouping", "impacttoetsen_grouping", "source_data_grouping")


def algorithms_csv(facts: Facts) -> bytes:
    """Return the register as a table, one row per algorithm, with the columns of the standard."""
    columns = [name for name in AlgorithmEntry.__struct_fields__ if name != "baken"]
    return table(columns, (_row(entry, columns) for entry in algorithm_register(facts).entries))


def _row(entry: AlgorithmEntry, columns: Iterable[str]) -> list[Cell]:
    return [_joined(getattr(entry, name)) if name in LISTS else getattr(entry, name) for name in columns]


def _joined(values: Iterable[str | Reference]) -> str:
    return "; ".join(v if isinstance(v, str) else f"{v.title} <{v.link}>".removesuffix(" <>") for v in values)
