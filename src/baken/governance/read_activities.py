# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads ``activities/*.toml``: one version of one processing activity per file, with file, line and remedy."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from baken.declaration.document import read_document
from baken.declaration.fault import Fault
from baken.declaration.reader import TableReader, suggestion
from baken.governance.activity_rules import check_activity
from baken.governance.lists import (
    AggregationPlace,
    Assessment,
    DataSubject,
    Kind,
    Layer,
    LegalBasis,
    NoiseKind,
    PersonalData,
    Purpose,
    RetentionTrigger,
    Role,
)
from baken.governance.minimisation.rule import LEAST_EPSILON, MOST_EPSILON
from baken.governance.model import (
    AssessmentReference,
    Covers,
    Minimisation,
    ProcessingActivity,
    Recipient,
    Retention,
    Use,
)
from baken.governance.read_publication import read_publication

if TYPE_CHECKING:
    from enum import StrEnum
    from pathlib import Path
    from typing import TypeVar

    from baken.declaration.document import Document

    E = TypeVar("E", bound="StrEnum")

ACTIVITIES_FOLDER: Final = "activities"
URI_BASE: Final = "urn:baken:processing-activity"
LARGEST_FILE_BYTES: Final = 200_000
MOST_FILES: Final = 500

ACTIVITY_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PERIOD: Final = re.compile(r"P(?:(\d{1,5})W|(?:(\d{1,5})D)?(?:T(\d{1,6})H)?)")
_NOT_KEPT: Final = "none"
_MANY_K: Final = 1_000_000


def read_activities(folder: Path, city_id: str, faults: list[Fault]) -> tuple[ProcessingActivity, ...]:
    """Return every version of every activity that a city declares, ordered by id and version.

    Invariants: never raises because of what the files contain; a file with a fault yields no activity.
    """
    found: list[ProcessingActivity] = []
    for file in _files(folder, faults):
        document = read_document(folder, file, faults, largest=LARGEST_FILE_BYTES)
        activity = None if document is None else read_activity(document, city_id, faults)
        if activity is not None:
            _once(found, activity, faults)
            found.append(activity)
    return tuple(sorted(found, key=lambda a: (a.id, a.version)))


def _files(folder: Path, faults: list[Fault]) -> list[str]:
    inside = folder / ACTIVITIES_FOLDER
    names = sorted(p.name for p in inside.glob("*.toml")) if inside.is_dir() else []
    if not names:
        message = "No processing activity is declared, so no data may come in or go out."
        faults.append(
            Fault(ACTIVITIES_FOLDER, 0, message, "Declare one in activities/NAME.toml; see docs/city-folder.")
        )
    if len(names) > MOST_FILES:
        faults.append(
            Fault(ACTIVITIES_FOLDER, 0, f"There are more than {MOST_FILES} files.", "Remove what is not used.")
        )
    return [f"{ACTIVITIES_FOLDER}/{name}" for name in names[:MOST_FILES]]


def _once(found: list[ProcessingActivity], activity: ProcessingActivity, faults: list[Fault]) -> None:
    for other in found:
        if (other.id, other.version) == (activity.id, activity.version):
            message = f"Version {activity.version} of {activity.id} stands in {other.file} already."
            faults.append(Fault(activity.file, 1, message, "Give this one a higher version, or remove it."))
        elif other.id == activity.id and (other.version < activity.version) != (other.valid_from < activity.valid_from):
            message = f"Version {activity.version} of {activity.id} does not begin later than version {other.version}."
            faults.append(Fault(activity.file, 1, message, "Order valid_from as the versions."))


def read_activity(document: Document, city_id: str, faults: list[Fault]) -> ProcessingActivity | None:
    """Return one activity, or None after noting why it cannot be."""
    before = len(faults)
    top = TableReader(document, (), document.data, faults)
    activity_id, version = _id(top), top.integer("version", low=1, high=9999)
    withdrawn_on, because = _withdrawn(top)
    values: dict[str, Any] = {
        "name": top.text("name"),
        "name_nl": top.text("name_nl"),
        "kind": top.choice("kind", Kind),
        "purpose": top.choice("purpose", Purpose),
        "description": top.text("description"),
        "description_nl": top.text("description_nl"),
        "legal_basis": top.choice("legal_basis", LegalBasis),
        "law": top.text("law", required=False) or "",
        "controller": top.text("controller"),
        "processors": _names(top, "processors"),
        "recipients": tuple(_recipient(t) for t in top.tables("recipient", required=False)),
        "data_subjects": choices(top, "data_subjects", DataSubject),
        "personal_data": choices(top, "personal_data", PersonalData),
        "personal_data_reason": top.text("personal_data_reason", required=False) or "",
        "minimisation": _minimisation(top),
        "retention": tuple(_retention(t) for t in top.tables("retention")),
        "assessments": tuple(_assessment(t) for t in top.tables("assessment", required=False)),
        "covers": _covers(top),
        "uses": tuple(_use(t) for t in top.tables("use", required=False)),
        "oversight": top.choice("oversight", Role),
        "contact": top.text("contact"),
        "transfers": top.text("transfers"),
        "valid_from": day(top, "valid_from"),
        "review_by": day(top, "review_by"),
        "register_entries": _register_entries(top),
        "publication": read_publication(top),
    }
    top.close()
    if len(faults) > before or activity_id is None or version is None:
        return None
    activity = ProcessingActivity(
        id=activity_id,
        version=version,
        uri=f"{URI_BASE}:{city_id}:{activity_id}:{version}",
        withdrawn_on=withdrawn_on,
        withdrawn_because=because,
        file=document.file,
        **values,
    )
    check_activity(activity, top)
    return activity if len(faults) == before else None


def _id(top: TableReader) -> str | None:
    name = top.text("id")
    if name is not None and not ACTIVITY_ID.fullmatch(name):
        top.fault("id", f"{name[:80]!r} is not a permanent id.", "Use small letters, digits and hyphens.")
    return name


def _names(table: TableReader, key: str) -> tuple[str, ...]:
    """Return a list of texts that may be empty or left out."""
    if table.any(key) in (None, []):
        return ()
    return table.texts(key) or ()


def choices(table: TableReader, key: str, kinds: type[E]) -> tuple[E, ...]:
    """Return one or more words of a closed list."""
    chosen: list[E] = []
    for word in table.texts(key) or ():
        try:
            kind = kinds(word)
        except ValueError:
            table.fault(key, f"{word[:80]!r} is not one of the {key} that are known.", suggestion(word, list(kinds)))
            continue
        if kind in chosen:
            table.fault(key, f"{word!r} stands there twice.", "Remove one.")
        chosen.append(kind)
    return tuple(chosen)


def _layers(table: TableReader) -> tuple[Layer, ...]:
    return choices(table, "layers", Layer)


def _recipient(table: TableReader) -> Recipient | None:
    role, layers = table.choice("role", Role), _layers(table)
    table.close()
    return None if role is None else Recipient(role=role, layers=layers)


def _retention(table: TableReader) -> Retention | None:
    layer, trigger = table.choice("layer", Layer), table.choice("trigger", RetentionTrigger)
    text, reason = table.text("period"), table.text("reason")
    period = None if text is None or text == _NOT_KEPT else duration(table, "period", text)
    table.close()
    if layer is None or trigger is None or text is None or reason is None:
        return None
    return Retention(layer=layer, period=period, trigger=trigger, reason=reason)


def duration(table: TableReader, key: str, text: str) -> timedelta | None:
    """Return an ISO 8601 duration of weeks, days or hours; months and years are refused, having no fixed length."""
    found = _PERIOD.fullmatch(text)
    if found is None or not any(found.groups()):
        table.fault(key, f"{text[:40]!r} is not a period.", 'Write weeks, days or hours: "P4W", "P30D", "PT12H".')
        return None
    weeks, days, hours = (int(x or 0) for x in found.groups())
    period = timedelta(weeks=weeks, days=days, hours=hours)
    if not period:
        table.fault(key, "A period of nothing keeps nothing.", 'Write "none" when the layer is not kept.')
    return period


def _minimisation(top: TableReader) -> Minimisation | None:
    table = top.table("minimisation")
    if table is None:
        return None
    aggregated = table.choice("aggregated", AggregationPlace)
    k = table.integer("k", low=1, high=_MANY_K)
    cell = table.number("smallest_cell_s", required=False, low=0, high=31 * 86_400)
    noise = table.choice("noise", NoiseKind, required=False) or NoiseKind.NONE
    epsilon = table.number("epsilon", required=False, low=LEAST_EPSILON, high=MOST_EPSILON)
    explanation = table.text("explanation")
    if (epsilon is None) != (noise is NoiseKind.NONE):
        table.fault("epsilon", "epsilon goes with noise, and noise with epsilon.", "Give both or neither.")
    table.close()
    if aggregated is None or k is None or explanation is None:
        return None
    return Minimisation(
        aggregated=aggregated, k=k, smallest_cell_s=cell or 0.0, noise=noise, epsilon=epsilon, explanation=explanation
    )


def _assessment(table: TableReader) -> AssessmentReference | None:
    kind, reference, decided = table.choice("kind", Assessment), table.text("reference"), day(table, "decided_on")
    until, place = day(table, "valid_until", required=False), table.text("place", required=False) or ""
    table.close()
    if kind is None or reference is None or decided is None:
        return None
    return AssessmentReference(kind=kind, reference=reference, decided_on=decided, valid_until=until, place=place)


def _use(table: TableReader) -> Use | None:
    activity, layers, reason = table.text("activity"), _layers(table), table.text("reason")
    table.close()
    return None if activity is None or reason is None else Use(activity=activity, layers=layers, reason=reason)


def _covers(top: TableReader) -> Covers:
    table = top.table("covers")
    if table is None:
        return Covers()
    values = {key: _names(table, key) for key in Covers.__struct_fields__}
    table.close()
    return Covers(**values)


def _register_entries(top: TableReader) -> dict[str, str]:
    table = top.table("register_entries", required=False)
    if table is None:
        return {}
    return {key: table.text(key) or "" for key in list(table.data)}


def _withdrawn(top: TableReader) -> tuple[date | None, str]:
    table = top.table("withdrawn", required=False)
    if table is None:
        return None, ""
    on, because = day(table, "on"), table.text("because")
    table.close()
    return on, because or ""


def day(table: TableReader, key: str, *, required: bool = True) -> date | None:
    """Return a calendar day, written as a TOML date."""
    if not table.has(key):
        if required:
            table.fault(None, f"{key} is missing.", f"Add {key} here, as a date: {key} = 2026-01-31.")
        return None
    value = table.any(key)
    if isinstance(value, datetime) or not isinstance(value, date):
        table.fault(key, f"{key} must be a date.", f"Write it without quotes: {key} = 2026-01-31.")
        return None
    return value
