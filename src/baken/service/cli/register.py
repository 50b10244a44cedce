# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken register``: the public registers and drafts of assessments of a city, without a server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from baken.errors import BakenError

if TYPE_CHECKING:
    from baken.registers.model import Facts

_REGISTERS: Final = {
    "sensors": "sensors",
    "algorithms": "algorithms",
    "data-sets": "data-sets",
    "dcat": "data-sets",
    "processing": "processing-activities",
}
_DRAFTS: Final = ("dpia", "iama")
_ANY_ADDRESS: Final = "http://localhost:8080"


class RegisterError(BakenError):
    """A register or draft that cannot be made."""


@click.command()
@click.argument("city")
@click.argument("what", type=click.Choice([*_REGISTERS, *_DRAFTS]))
@click.option("--activity", help="For a draft: the processing activity it is about.  [default: the only one]")
@click.option("--format", "form", help="json, geojson, csv, jsonld, ttl, html or md; the usual one by default.")
@click.option("--base-url", default=_ANY_ADDRESS, show_default=True, help="Where the node will be published.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write; otherwise it is printed.")
def command(city: str, what: str, activity: str | None, form: str | None, base_url: str, out: Path | None) -> None:
    """Write a register or a draft from a city folder, as its activities stand today.

    CITY is a folder, or the name of a city that comes with Baken. What was withdrawn at a running node, and sensors
    that came by themselves, are in the registers of that node only.

    \b
    Examples:
      baken register cities/auckland sensors --format csv
      baken register cities/auckland data-sets --format ttl --out catalogue.ttl
      baken register cities/auckland iama --activity open-pedestrian-counts --format html --out iama.html
    """
    from baken.city.load import load
    from baken.plugin.registry import ConnectorRegistry
    from baken.registers.owners import web_address
    from baken.service.places import find_city
    from baken.service.register_facts import facts_of_city

    if not web_address(base_url):
        raise RegisterError(f"{base_url!r} is no web address.", remedy="Write --base-url https://...")
    registry = ConnectorRegistry()
    facts = facts_of_city(load(find_city(city), registry), base_url, registry)
    form = form or (out.suffix.removeprefix(".") or None if out is not None else None)
    document = _draft(facts, what, activity, form) if what in _DRAFTS else _register(facts, what, form)
    if out is None:
        click.echo(document, nl=False)
    else:
        _write(out, document)


def _register(facts: Facts, what: str, form: str | None) -> bytes:
    from baken.registers.forms import REGISTERS, chosen

    return chosen(REGISTERS[_REGISTERS[what]].forms, form).make(facts, True)


def _draft(facts: Facts, what: str, name: str | None, form: str | None) -> bytes:
    from baken.registers.drafts.model import DraftKind
    from baken.registers.forms import DRAFT_FORMS, DRAFTS, chosen

    ids = [a.id for a in facts.activities]
    if name is None and len(ids) == 1:
        name = ids[0]
    activity = facts.activity(name)
    if activity is None:
        said = f"There is no processing activity {name!r}." if name else "A draft is about one processing activity."
        raise RegisterError(said, remedy=f"Give --activity, one of: {', '.join(ids)}.")
    draft = DRAFTS[DraftKind(what)](activity, facts)
    return chosen(DRAFT_FORMS, form).make(draft, True)


def _write(out: Path, document: bytes) -> None:
    try:
        out.write_bytes(document)
    except OSError as error:
        raise RegisterError(f"{out} cannot be written: {error.strerror}.", remedy="Choose another --out.") from error
