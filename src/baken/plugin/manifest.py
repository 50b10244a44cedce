# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Manifest: what a plug-in says about itself in its ``manifest.toml``, checked before any of its code runs."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import msgspec

from baken.declaration.document import read_document
from baken.declaration.fault import Fault, FaultyFileError, has_errors
from baken.declaration.reader import TableReader
from baken.errors import BakenError
from baken.vocabulary.quantity import DEFINITIONS, Quantity, UnitError, require_unit

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST: Final = "manifest.toml"

PLUGIN_ID: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
"""A plug-in's permanent id: snake case, because it is also the name of a Python package."""


class Grade(StrEnum):
    """How far a plug-in may be trusted; given by review, not by its author."""

    EMERGING = "emerging"
    """Works for its author; must not issue warnings."""
    OPERATIONAL = "operational"
    """Runs in a municipality and passes every law."""
    REFERENCE = "reference"
    """The example that others follow."""
    RETIRED = "retired"
    """Kept so that old data can be read; not to be used anew."""


class Observes(msgspec.Struct, frozen=True, kw_only=True):
    """One quantity that a connector delivers, in its one UCUM unit."""

    quantity: Quantity
    unit: str


class Standard(msgspec.Struct, frozen=True, kw_only=True):
    """A standard or format, and its version, that the provider speaks."""

    name: str
    version: str
    url: str = ""


class Provider(msgspec.Struct, frozen=True, kw_only=True):
    """Who delivers the data, and the library through which it is read; empty where there is none."""

    name: str
    url: str = ""
    licence: str = ""
    library: str = ""
    library_version: str = ""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a connector says about itself.

    Attributes
    ----------
    id
        Permanent; equals the name of its folder and of its entry point.
    owner
        The person or organisation that answers for it.
    cadence_s
        How often the provider has something new, in seconds; zero for history only.
    """

    id: str
    title: str
    owner: str
    grade: Grade
    description: str
    cadence_s: float
    observes: tuple[Observes, ...]
    standards: tuple[Standard, ...]
    provider: Provider


class ManifestError(FaultyFileError, BakenError):
    """A manifest that cannot be used."""


def load_manifest(folder: Path) -> Manifest:
    """Return the manifest of a plug-in's folder.

    Raises
    ------
    ManifestError
        With every fault, each with its line.
    """
    manifest, faults = read_manifest(folder)
    if manifest is None:
        raise ManifestError(f"The manifest in {folder} has faults.", tuple(faults))
    return manifest


def read_manifest(folder: Path) -> tuple[Manifest | None, list[Fault]]:
    """Return the manifest, or None when something in it is wrong, and all faults."""
    faults: list[Fault] = []
    document = read_document(folder, MANIFEST, faults, largest=100_000)
    if document is None:
        return None, faults
    top = TableReader(document, (), document.data, faults)
    values = {
        "id": _plugin_id(top, folder),
        "title": top.text("title"),
        "owner": top.text("owner"),
        "grade": top.choice("grade", Grade),
        "description": top.text("description"),
        "cadence_s": top.number("cadence_s", low=0.0),
        "observes": _observes(top),
        "standards": tuple(filter(None, (_standard(t) for t in top.tables("standards", required=False)))),
        "provider": _provider(top),
    }
    top.close()
    if has_errors(faults):
        return None, faults
    return Manifest(**values), faults  # type: ignore[arg-type]  # every value is there when there is no fault


def _plugin_id(top: TableReader, folder: Path) -> str | None:
    name = top.text("id")
    if name is None:
        return None
    if not PLUGIN_ID.fullmatch(name):
        top.fault("id", f"{name!r} is not a plug-in id.", "Use snake_case: letters, digits and underscores.")
    elif name != folder.name:
        top.fault("id", f"The id {name!r} is not the name of the folder.", f"Write id = {folder.name!r}.")
    return name


def _observes(top: TableReader) -> tuple[Observes, ...]:
    entries = []
    for table in top.tables("observes"):
        quantity = table.choice("property", Quantity)
        unit = table.text("unit")
        table.close()
        if quantity is None or unit is None:
            continue
        try:
            require_unit(quantity, unit)
        except UnitError as error:
            table.fault("unit", error.message, f"Write unit = {DEFINITIONS[quantity].ucum!r}.")
        entries.append(Observes(quantity=quantity, unit=unit))
    if top.any("observes") == []:
        top.fault("observes", "The connector observes nothing.", "Add [[observes]] with property and unit.")
    return tuple(entries)


def _standard(table: TableReader) -> Standard | None:
    name, version = table.text("name"), table.text("version")
    url = table.text("url", required=False) or ""
    table.close()
    return Standard(name=name, version=version, url=url) if name and version else None


def _provider(top: TableReader) -> Provider | None:
    table = top.table("provider")
    if table is None:
        return None
    name = table.text("name")
    rest = {key: table.text(key, required=False) or "" for key in ("url", "licence", "library", "library_version")}
    table.close()
    return Provider(name=name, **rest) if name else None
