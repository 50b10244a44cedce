# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which SensorThings server a city reads, and what it means: ``connectors/sensorthings_source.toml``."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

import msgspec

from baken.connectors.sensorthings_source import client
from baken.declaration.reader import suggestion
from baken.plugin.endpoint_settings import read_poll, read_settings
from baken.plugin.live import Content, Poll
from baken.plugin.units import conversion
from baken.vocabulary.quantity import DEFINITIONS, Quantity

if TYPE_CHECKING:
    from baken.declaration.reader import TableReader
    from baken.plugin.protocol import Settings

CONNECTOR: Final = "sensorthings_source"

OF_COUNTS: Final = frozenset({
    Quantity.PEDESTRIAN_COUNT, Quantity.VEHICLE_COUNT, Quantity.PASSENGERS_ALIGHTED, Quantity.PASSENGERS_BOARDED,
    Quantity.PANEL_VISITORS,
})  # fmt: skip
"""These mean nothing without the time over which they were counted."""


class Stamp(StrEnum):
    """Which end of the interval a moment is."""

    START = "start"
    END = "end"


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A datastream of which the city says what it is, read by itself.

    Attributes
    ----------
    unit
        In which its server gives it.
    """

    id: str
    quantity: Quantity
    unit: str


class SourceSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Which server is read, and how.

    Attributes
    ----------
    polls
        Pages of datastreams in order, then one for each of ``named``.
    pages
        How many of them are pages.
    properties
        Definition or name of an observed property there → quantity here.
    interval_s, stamp
        Of counts to which the server gives a moment in place of an interval; None when the city does not say.
    """

    root: str
    polls: tuple[Poll, ...]
    pages: int
    properties: dict[str, Quantity]
    named: dict[str, Named]
    interval_s: float | None
    stamp: Stamp


def read_source(settings: Settings) -> SourceSettings:
    """Return what a city declared.

    Raises
    ------
    SettingsError
        With every fault and its line.
    """
    return read_settings(settings, CONNECTOR, _source)


def _source(top: TableReader) -> SourceSettings | None:
    poll = read_poll(top, name="server", content=Content.JSON, interval_s=60)
    newest = top.integer("newest", required=False, low=1, high=1000) or 10
    per_page = top.integer("per_page", required=False, low=1, high=1000) or 100
    named = _named(top)
    given = top.integer("pages", required=False, low=0, high=50)
    pages = (0 if named else 1) if given is None else given
    condition = top.text("filter", required=False) or ""
    counted_s = top.number("counts_over_s", required=False, above=0, high=31 * 86_400)
    stamp = top.choice("stamp", Stamp, required=False) or Stamp.START
    properties = _properties(top)
    if not pages and not named:
        top.fault("pages", "Nothing would be read.", "Write pages = 1, or name a [[datastream]].")
    if poll is None:
        return None
    root = poll.url.rstrip("/")
    if "?" in root or "#" in root:
        top.fault("url", "url is the root of the server.", "Write https://host/path/v1.1, without a query.")
    addresses = [
        (f"page-{i + 1}", client.datastreams_url(root, page=i, per_page=per_page, newest=newest, condition=condition))
        for i in range(pages)
    ]
    addresses += [(f"datastream-{i + 1}", client.observations_url(root, n, newest=newest)) for i, n in enumerate(named)]
    polls = tuple(msgspec.structs.replace(poll, name=name, url=url) for name, url in addresses)
    return SourceSettings(
        root=root,
        polls=polls,
        pages=pages,
        properties=properties,
        named={f"datastream-{i + 1}": found for i, found in enumerate(named.values())},
        interval_s=counted_s,
        stamp=stamp,
    )


def _named(top: TableReader) -> dict[str, Named]:
    found: dict[str, Named] = {}
    for table in top.tables("datastream", required=False):
        given = table.any("id")
        name = client.identity(given)
        quantity, unit = table.choice("property", Quantity), table.text("unit")
        table.close()
        if not name:
            table.fault("id", "A datastream needs the id that it has on its server.", 'Write id = 7 or id = "abc".')
        if name in found:
            table.fault("id", f"The datastream {name!r} is named twice.", "Name it once.")
        if quantity is None or unit is None or not name:
            continue
        if conversion(unit, quantity) is None:
            message = (
                f"{unit!r} cannot be converted to {DEFINITIONS[quantity].ucum!r}, in which {quantity.value} is kept."
            )
            table.fault("unit", message, "Name the unit by its UCUM code, or another property.")
        found[name] = Named(id=name, quantity=quantity, unit=unit)
    return found


def _properties(top: TableReader) -> dict[str, Quantity]:
    table = top.table("properties", required=False)
    found: dict[str, Quantity] = {}
    if table is None:
        return found
    for name in list(table.data):
        word = table.any(name)
        try:
            found[name] = Quantity(word)
        except ValueError:
            table.fault(
                name, f"{str(word)[:80]!r} is not a quantity.", suggestion(str(word), [q.value for q in Quantity])
            )
    return found
