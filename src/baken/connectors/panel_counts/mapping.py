# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a city says about the counts of a supplier in ``connectors/<id>.toml``: where they arrive, and their form."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from zoneinfo import available_timezones

import msgspec

from baken.connectors.panel_counts.client import CsvForm, is_pointer
from baken.declaration.reader import suggestion
from baken.plugin.endpoint_settings import read_poll, read_settings
from baken.plugin.live import Content, Inbox, Poll
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from baken.declaration.reader import TableReader
    from baken.plugin.protocol import Settings

COUNTS: Final = "counts"
"""The endpoint at which the counts arrive."""

_LARGEST_CELL: Final = 100_000


class Form(StrEnum):
    """How the counts are written."""

    CSV = "csv"
    JSON = "json"


class Stamp(StrEnum):
    """Which end of the interval the time is."""

    START = "start"
    END = "end"


class TimeRule(msgspec.Struct, frozen=True, kw_only=True):
    """How times are written: ``iso`` or a ``strptime`` format, and the zone of those without an offset."""

    form: str
    zone: str
    stamp: Stamp = Stamp.START


class SupplierMapping(msgspec.Struct, frozen=True, kw_only=True):
    """What a city says about the counts of a supplier.

    Attributes
    ----------
    endpoint
        Where they arrive.
    time, zone, value, published
        Headings, or pointers inside a record; ``published`` is empty where the supplier does not say.
    records
        Pointer to the list of records, in JSON.
    interval_s
        Over which the supplier counts.
    smallest_cell
        A smaller count is not delivered, says the supplier; one that is delivered all the same is not taken.
    suppressed, missing
        Words in place of a count: fewer than the smallest cell, or none known. Neither is zero.
    zones
        The zones that are taken; all when empty.
    """

    endpoint: Poll | Inbox
    form: Form
    csv: CsvForm
    decimal: str
    records: str
    time: str
    zone: str
    value: str
    published: str
    times: TimeRule
    quantity: Quantity
    interval_s: float
    smallest_cell: int
    suppressed: frozenset[str]
    missing: frozenset[str]
    zones: frozenset[str]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the headings or pointers that are read."""
        return tuple(name for name in (self.time, self.zone, self.value, self.published) if name)


def read_mapping(settings: Settings, connector: str, quantities: tuple[Quantity, ...]) -> SupplierMapping:
    """Return what a city declared.

    Parameters
    ----------
    quantities
        What the connector may deliver; the first is meant when nothing is said.

    Raises
    ------
    SettingsError
        With every fault and its line.
    """
    return read_settings(settings, connector, lambda top: _mapping(top, quantities))


def _mapping(top: TableReader, quantities: tuple[Quantity, ...]) -> SupplierMapping | None:
    form = top.choice("format", Form)
    fields = top.table("fields")
    times = _times(top)
    interval_s = top.number("interval_s", above=0, high=31 * 86_400)
    smallest = top.integer("smallest_cell", low=1, high=_LARGEST_CELL)
    csv, decimal = _csv(top, form)
    names = _names(fields, form)
    endpoint = _endpoint(top, form)
    records = _records(top, form)
    quantity = _quantity(top, quantities)
    suppressed = _words(top, "suppressed", (f"<{smallest}", f"< {smallest}"))
    missing = _words(top, "missing", ("",))
    zones = top.texts("zones", required=False) or ()
    if form is None or times is None or names is None or endpoint is None or interval_s is None or smallest is None:
        return None
    return SupplierMapping(
        endpoint=endpoint,
        form=form,
        csv=csv,
        decimal=decimal,
        records=records,
        times=times,
        quantity=quantity,
        interval_s=interval_s,
        smallest_cell=smallest,
        suppressed=suppressed,
        missing=missing,
        zones=frozenset(zones),
        **names,
    )


def _endpoint(top: TableReader, form: Form | None) -> Poll | Inbox | None:
    """Return where the counts arrive: fetched when there is a table ``poll``, posted otherwise."""
    content = Content.CSV if form is Form.CSV else Content.JSON
    table = top.table("poll", required=False)
    if table is None:
        return Inbox(name=COUNTS, content=content)
    poll = read_poll(table, name=COUNTS, content=content, interval_s=300)
    table.close()
    return poll


def _names(fields: TableReader | None, form: Form | None) -> dict[str, str] | None:
    if fields is None:
        return None
    found = {key: fields.text(key, required=key != "published") or "" for key in ("time", "zone", "value", "published")}
    for key, name in found.items():
        if form is Form.JSON and name and not (name.startswith("/") and is_pointer(name)):
            fields.fault(
                key, f"{name!r} is not a JSON pointer.", 'Write "/visitors", or "/zone/code" for what is inside.'
            )
    fields.close()
    return found if all(found[key] for key in ("time", "zone", "value")) else None


def _times(top: TableReader) -> TimeRule | None:
    table = top.table("time")
    if table is None:
        return None
    form = table.text("format")
    zone = table.text("zone")
    stamp = table.choice("stamp", Stamp, required=False) or Stamp.START
    table.close()
    if zone is not None and zone not in available_timezones():
        table.fault("zone", f"There is no time zone {zone!r}.", suggestion(zone, ["UTC", "Europe/Amsterdam"]))
    if form is not None and form != "iso" and "%" not in form:
        table.fault("format", f"{form!r} is not a format.", 'Write "iso", or for example "%d-%m-%Y %H:%M".')
    return None if form is None or zone is None else TimeRule(form=form, zone=zone, stamp=stamp)


def _csv(top: TableReader, form: Form | None) -> tuple[CsvForm, str]:
    table = top.table("csv", required=False)
    if table is None:
        return CsvForm(), "."
    if form is not Form.CSV:
        top.fault("csv", "The counts are not in CSV.", 'Remove [csv], or write format = "csv".')
    delimiter = table.any("delimiter") or ","
    if not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '\r\n\0"':
        table.fault("delimiter", "delimiter must be one character.", 'Write delimiter = ";".')
        delimiter = ","
    encoding = table.text("encoding", required=False) or "utf-8"
    try:
        b"a".decode(encoding).encode(encoding)
    except (LookupError, UnicodeError):
        table.fault("encoding", f"There is no encoding {encoding[:40]!r}.", "Write utf-8, latin-1 or cp1252.")
    decimal = table.text("decimal", required=False) or "."
    if decimal not in (".", ","):
        table.fault("decimal", f"{decimal[:5]!r} is not a decimal sign.", 'Write decimal = "." or ",".')
    table.close()
    return CsvForm(delimiter=delimiter, encoding=encoding), decimal


def _records(top: TableReader, form: Form | None) -> str:
    table = top.table("json", required=False)
    if table is None:
        return ""
    if form is not Form.JSON:
        top.fault("json", "The counts are not in JSON.", 'Remove [json], or write format = "json".')
    pointer = table.text("records", required=False) or ""
    if not is_pointer(pointer):
        table.fault("records", f"{pointer[:40]!r} is not a JSON pointer.", 'Write records = "/data/rows".')
    table.close()
    return pointer


def _quantity(top: TableReader, quantities: tuple[Quantity, ...]) -> Quantity:
    quantity = top.choice("counts", Quantity, required=False) or quantities[0]
    if quantity not in quantities:
        known = ", ".join(q.value for q in quantities)
        top.fault("counts", f"This connector does not deliver {quantity.value}.", f"Use one of: {known}.")
    return quantity


def _words(top: TableReader, key: str, default: tuple[str, ...]) -> frozenset[str]:
    value = top.any(key)
    if value is None:
        return frozenset(default)
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        top.fault(key, f"{key} must be a list of texts.", f'Write {key} = ["<15"].')
        return frozenset()
    if key == "suppressed" and any(re.fullmatch(r"[0-9.,]+", word) for word in value):
        top.fault(key, "A number is no word for a suppressed count.", "Ask the supplier for a word or an empty cell.")
    return frozenset(word.strip() for word in value)
