# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""In which forms each register and each draft can be had; the service and the command line both ask here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from baken.errors import BakenError
from baken.registers import algorithms, processing, sensors
from baken.registers.dcat import catalogue
from baken.registers.drafts.dpia import dpia
from baken.registers.drafts.iama import iama
from baken.registers.drafts.model import Draft, DraftKind
from baken.registers.model import Record, Text
from baken.registers.pages.draft_html import draft_html
from baken.registers.pages.draft_markdown import draft_markdown
from baken.registers.pages.processing_html import processing_html

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from baken.governance.model import ProcessingActivity
    from baken.registers.model import Facts

REGISTERS_PATH: Final = "/api/v1/registers"
DRAFTS_PATH: Final = "/api/v1/assessment-drafts"

JSON: Final = "application/json"
_MOST_ACCEPTED: Final = 50


class UnknownFormError(BakenError):
    """A form in which something cannot be had."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a register.

    Attributes
    ----------
    name
        What ``format`` is called, and how a file of it ends.
    make
        ``alone`` for a file that is read without a server.
    """

    name: str
    media_type: str
    make: Callable[[Facts, bool], bytes]


@dataclass(frozen=True, slots=True)
class Register:
    """A public register, its forms with the usual one first."""

    id: str
    title: Text
    standard: str
    forms: tuple[Form, ...]


class FormRecord(Record, frozen=True):
    """A form and where to get it."""

    format: str
    media_type: str
    link: str


class RegisterRecord(Record, frozen=True):
    """A register in the list of registers."""

    id: str
    title: Text
    standard: str
    link: str
    formats: list[FormRecord]


class DraftRecord(Record, frozen=True):
    """A draft in the list of drafts."""

    activity: str
    name: Text
    kind: DraftKind
    title: Text
    answered: int
    partly: int
    open: int
    link: str
    formats: list[FormRecord]


def _json(make: Callable[[Facts], Any]) -> Callable[[Facts, bool], bytes]:
    return lambda facts, _: msgspec.json.encode(make(facts))


def _bytes(make: Callable[[Facts], bytes]) -> Callable[[Facts, bool], bytes]:
    return lambda facts, _: make(facts)


_CSV: Final = "text/csv" + "; header=present"
_HTML: Final = "text/html"

REGISTERS: Final[Mapping[str, Register]] = {
    register.id: register
    for register in (
        Register(
            "sensors",
            sensors.TITLE,
            sensors.STANDARD,
            (
                Form("json", JSON, _json(sensors.sensor_register)),
                Form("geojson", "application/geo+json", _json(sensors.sensors_geojson)),
                Form("csv", _CSV, _bytes(sensors.sensors_csv)),
            ),
        ),
        Register(
            "algorithms",
            algorithms.TITLE,
            algorithms.STANDARD,
            (
                Form("json", JSON, _json(algorithms.algorithm_register)),
                Form("csv", _CSV, _bytes(algorithms.algorithms_csv)),
            ),
        ),
        Register(
            "data-sets",
            catalogue.TITLE,
            catalogue.STANDARD,
            (
                Form("jsonld", "application/ld+json", _bytes(catalogue.catalogue_jsonld)),
                Form("ttl", "text/turtle", _bytes(catalogue.catalogue_turtle)),
            ),
        ),
        Register(
            "processing-activities",
            processing.TITLE,
            processing.STANDARD,
            (
                Form("json", JSON, _json(processing.processing_register)),
                Form("csv", _CSV, _bytes(processing.processing_csv)),
                Form(
                    "html",
                    _HTML,
                    lambda facts, alone: processing_html(processing.processing_register(facts), alone=alone),
                ),
            ),
        ),
    )
}
"""By id."""

DRAFTS: Final = {DraftKind.DPIA: dpia, DraftKind.IAMA: iama}
"""What makes each kind of draft."""


@dataclass(frozen=True, slots=True)
class DraftForm:
    """One form of a draft."""

    name: str
    media_type: str
    make: Callable[[Draft, bool], bytes]


F = TypeVar("F", Form, DraftForm)

DRAFT_FORMS: Final = (
    DraftForm("json", JSON, lambda draft, _: msgspec.json.encode(draft)),
    DraftForm("html", _HTML, lambda draft, alone: draft_html(draft, alone=alone)),
    DraftForm("md", "text/markdown" + "; variant=CommonMark", lambda draft, _: draft_markdown(draft)),
)


def chosen(forms: tuple[F, ...], name: str | None, accept: str = "") -> F:
    """Return the form that was asked for by name, else the one that is accepted most, else the usual one.

    Raises
    ------
    UnknownFormError
        When the name is none of them.

    Examples
    --------
    >>> chosen(DRAFT_FORMS, None, "text/html,*/*;q=0.5").name, chosen(DRAFT_FORMS, "md").name
    ('html', 'md')
    >>> chosen(DRAFT_FORMS, None, "image/png").name
    'json'
    """
    if name is not None:
        found = next((form for form in forms if form.name == name), None)
        if found is None:
            known = ", ".join(form.name for form in forms)
            raise UnknownFormError(f"There is no format {name[:40]!r} of this.", remedy=f"Ask for one of: {known}.")
        return found
    weights = [_weight(form.media_type.split(";")[0], accept) for form in forms]
    best = max(weights)
    return forms[weights.index(best)] if best > 0 else forms[0]


def _weight(media_type: str, accept: str) -> float:
    """Return how much a media type is wanted (RFC 9110, 12.5.1); one that is named counts for more than a star."""
    found = 0.0
    for part in accept.split(",")[:_MOST_ACCEPTED]:
        wanted, *parameters = (p.strip() for p in part.split(";"))
        named = wanted.casefold() == media_type
        if not named and wanted not in ("*/*", media_type.split("/", maxsplit=1)[0] + "/*"):
            continue
        found = max(found, _quality(parameters) * (1.0 if named else 0.5))
    return found


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return min(max(float(parameter[2:]), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def registers_listed() -> list[RegisterRecord]:
    """Return every register with its forms."""
    return [
        RegisterRecord(
            id=r.id,
            title=r.title,
            standard=r.standard,
            link=f"{REGISTERS_PATH}/{r.id}",
            formats=_formats(f"{REGISTERS_PATH}/{r.id}", r.forms),
        )
        for r in REGISTERS.values()
    ]


def drafts_listed(facts: Facts, activities: tuple[ProcessingActivity, ...]) -> list[DraftRecord]:
    """Return every draft of some activities, with how far it has been filled in."""
    return [_draft_record(make(activity, facts)) for activity in activities for make in DRAFTS.values()]


def _draft_record(draft: Draft) -> DraftRecord:
    link = f"{DRAFTS_PATH}/{draft.activity.id}/{draft.kind.value}"
    return DraftRecord(
        activity=draft.activity.id,
        name=draft.activity.name,
        kind=draft.kind,
        title=draft.title,
        answered=draft.summary.answered,
        partly=draft.summary.partly,
        open=draft.summary.open,
        link=link,
        formats=_formats(link, DRAFT_FORMS),
    )


def _formats(link: str, forms: tuple[Form, ...] | tuple[DraftForm, ...]) -> list[FormRecord]:
    return [
        FormRecord(format=f.name, media_type=f.media_type.split(";")[0], link=f"{link}?format={f.name}") for f in forms
    ]
