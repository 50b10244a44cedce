# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Mapping: what a city says about its CSV files in ``connectors/csv_counts.toml``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import msgspec

from baken.connectors.csv_counts.client import Form
from baken.declaration.document import read_document
from baken.declaration.fault import Fault, has_errors
from baken.declaration.reader import TableReader, suggestion
from baken.plugin.protocol import Field, Settings, SettingsError
from baken.vocabulary.quantity import DEFINITIONS, Quantity, UnitError, require_unit


class Layout(StrEnum):
    """How the values stand in the table."""

    WIDE = "wide"
    """One row per time, one column per series."""
    LONG = "long"
    """One row per value, with a column that names its series."""


class Order(StrEnum):
    """In which order the rows stand."""

    TIME = "time"
    """By time: read as a stream; a row that goes back in time is skipped."""
    ANY = "any"
    """Anyhow, for example series after series: read as a whole and sorted in memory."""


class Ambiguous(StrEnum):
    """What is done in the night that the clock goes back, with the hour that exists twice."""

    SKIP = "skip"
    FIRST = "first"
    SECOND = "second"
    ORDER = "order"
    """The first time a series comes to it the first, after going back the second."""


class Stamp(StrEnum):
    """Which end of the interval the time in the file is."""

    START = "start"
    END = "end"


class TimeRule(msgspec.Struct, frozen=True, kw_only=True):
    """How times are written.

    Attributes
    ----------
    columns
        Joined by a space before they are read.
    form
        A ``strptime`` format, or ``iso``.
    zone
        Of times that name no offset.
    """

    columns: tuple[str, ...]
    form: str
    zone: str
    ambiguous: Ambiguous = Ambiguous.SKIP
    stamp: Stamp = Stamp.START


class NumberRule(msgspec.Struct, frozen=True, kw_only=True):
    """How numbers are written, and which words mean that there is none."""

    decimal: str = "."
    thousands: str = ""
    missing: tuple[str, ...] = ("",)


class Mapping(msgspec.Struct, frozen=True, kw_only=True):
    """What a city says about its CSV files.

    Attributes
    ----------
    sources
        What names each series in the file, in the order of ``fields``: its column (wide), or what stands in the
        column ``id_column`` (long).
    """

    paths: tuple[Path, ...]
    form: Form
    layout: Layout
    order: Order
    time: TimeRule
    numbers: NumberRule
    fields: tuple[Field, ...]
    sources: tuple[str, ...]
    id_column: str = ""
    value_column: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns that are read: those of the time first."""
        rest = self.sources if self.layout is Layout.WIDE else (self.id_column, self.value_column)
        return (*self.time.columns, *rest)


def read_mapping(settings: Settings) -> Mapping:
    """Return the mapping that a city declared.

    Raises
    ------
    SettingsError
        With every fault and its line.
    """
    faults: list[Fault] = []
    if settings.file is None:
        message = "csv_counts needs to be told what stands in the file."
        fault = Fault("connectors/csv_counts.toml", 0, message, "Add it; README.md of csv_counts has an example.")
        raise SettingsError("The settings are not there.", (fault,))
    document = read_document(settings.folder, settings.file, faults)
    values: dict[str, Any] = {}
    if document is not None:
        values = _values(TableReader(document, (), document.data, faults), settings.folder)
    if has_errors(faults):
        raise SettingsError(f"The settings in {settings.file} have faults.", tuple(faults))
    return Mapping(**values)


def _values(top: TableReader, folder: Path) -> dict[str, Any]:
    layout = top.choice("layout", Layout)
    order = top.choice("order", Order, required=False) or Order.TIME
    values: dict[str, Any] = {
        "paths": _paths(top, folder),
        "form": _form(top),
        "layout": layout,
        "order": order,
        "numbers": _numbers(top),
    }
    if layout is Layout.LONG:
        values["id_column"] = top.text("id_column")
        values["value_column"] = top.text("value_column")
    interval_s = top.number("interval_s", low=0, high=366 * 86_400)
    values["time"] = _time(top)
    values["fields"], values["sources"] = _series(top, interval_s or 0.0)
    top.close()
    return values


def _paths(top: TableReader, folder: Path) -> tuple[Path, ...]:
    names = top.texts("files") or ()
    paths = tuple(folder / name for name in names)
    for name, path in zip(names, paths, strict=True):
        try:
            there = path.is_file()
        except (OSError, ValueError):
            there = False
        if not there:
            top.fault("files", f"There is no file {name!r}.", "Write its path, seen from the city folder.")
    return paths


def _form(top: TableReader) -> Form:
    encoding = top.text("encoding", required=False) or "utf-8"
    try:
        b"a".decode(encoding, "replace")
    except (LookupError, ValueError):
        top.fault("encoding", f"There is no encoding {encoding!r}.", "Write utf-8, latin-1 or cp1252.")
    return Form(
        encoding=encoding,
        delimiter=_character(top, "delimiter", ","),
        quote=_character(top, "quote", '"'),
        skip_lines=top.integer("skip_lines", required=False, low=0, high=10_000) or 0,
    )


def _character(top: TableReader, key: str, default: str) -> str:
    value = top.any(key)
    if value is None:
        return default
    if not isinstance(value, str) or len(value) != 1 or value in "\r\n\0":
        top.fault(key, f"{key} must be one character.", f'Write {key} = {default!r}, or a tab as "\\t".')
        return default
    return value


def _numbers(top: TableReader) -> NumberRule:
    decimal = _character(top, "decimal", ".")
    thousands = top.any("thousands")
    if decimal not in ".,":
        top.fault("decimal", f"{decimal!r} is not a decimal sign.", 'Write decimal = "." or ",".')
    if thousands is not None and thousands not in ("", ",", ".", " ", "'", "\u00a0", "\u202f"):
        top.fault("thousands", "This is not a separator of thousands.", 'Write "." or "," or " " or "\'".')
        thousands = ""
    if thousands and thousands == decimal:
        top.fault("thousands", "Decimal sign and separator of thousands are the same.", "Choose two different ones.")
    missing = top.any("missing")
    if missing is None:
        missing = [""]
    if not isinstance(missing, list) or not all(isinstance(word, str) for word in missing):
        top.fault("missing", "missing must be a list of texts.", 'Write missing = ["", "NA"].')
        missing = [""]
    return NumberRule(decimal=decimal, thousands=thousands or "", missing=tuple(missing))


def _time(top: TableReader) -> TimeRule | None:
    table = top.table("time")
    if table is None:
        return None
    columns = table.texts("columns")
    form = table.text("format")
    zone = table.text("zone")
    if zone is not None and zone not in available_timezones():
        table.fault("zone", f"There is no time zone {zone!r}.", suggestion(zone, ["UTC", "Europe/Amsterdam"]))
    if form is not None and form != "iso" and "%" not in form:
        table.fault("format", f"{form!r} is not a format.", 'Write "iso", or for example "%d-%m-%Y %H:%M".')
    ambiguous = table.choice("ambiguous", Ambiguous, required=False) or Ambiguous.SKIP
    stamp = table.choice("stamp", Stamp, required=False) or Stamp.START
    table.close()
    if columns is None or form is None or zone is None:
        return None
    return TimeRule(columns=columns, form=form, zone=zone, ambiguous=ambiguous, stamp=stamp)


def _series(top: TableReader, interval_s: float) -> tuple[tuple[Field, ...], tuple[str, ...]]:
    fields: list[Field] = []
    sources: list[str] = []
    for table in top.tables("series"):
        source = table.text("source")
        provider_id = table.text("provider_id", required=False) or source
        name = table.text("name", required=False) or provider_id
        quantity = table.choice("property", Quantity)
        unit = table.text("unit")
        table.close()
        if source is None or provider_id is None or name is None or quantity is None or unit is None:
            continue
        try:
            require_unit(quantity, unit)
        except UnitError as error:
            table.fault("unit", error.message, f'Convert the file, or write unit = "{DEFINITIONS[quantity].ucum}".')
        if source in sources or provider_id in [f.provider_id for f in fields]:
            table.fault("source", f"{source!r} is named twice.", "Name each series once.")
        sources.append(source)
        fields.append(Field(provider_id=provider_id, name=name, quantity=quantity, unit=unit, interval_s=interval_s))
    if not fields:
        top.fault("series", "No series is named.", "Add [[series]] with source, property and unit.")
    return tuple(fields), tuple(sources)
