# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads ``kpis.toml``: the key figures of events, declared before them. The file may be left out."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from baken.city.read_places import PERMANENT_ID
from baken.declaration.document import read_document
from baken.declaration.fault import Fault, Severity
from baken.declaration.reader import TableReader, suggestion
from baken.evaluation.kpis.model import Indicator, Kpi
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from pathlib import Path

    from baken.forecast.events import PlannedEvent

KPIS_FILE: Final = "kpis.toml"
MOST: Final = 1_000

_YEARS: Final = range(1990, 2100)
_DAY: Final = "Write the day on which it was decided, such as 2026-07-31."
_ID: Final = "Write small letters, digits and hyphens."
_LARGEST: Final = 1e9


def read_kpis(
    folder: Path, events: tuple[PlannedEvent, ...], area_ids: frozenset[str], time_zone: str | None, faults: list[Fault]
) -> tuple[Kpi, ...]:
    """Return the key figures of a city; what is at fault is left out, after noting the fault.

    A declaration after its event began is a warning, no fault: it is computed, and marked wherever it is shown.

    Invariants: never raises because of what the file contains.
    """
    if not (folder / KPIS_FILE).exists() and not (folder / KPIS_FILE).is_symlink():
        return ()
    document = read_document(folder, KPIS_FILE, faults)
    if document is None:
        return ()
    top = TableReader(document, (), document.data, faults)
    reader = _Reader({event.id: event for event in events}, area_ids, ZoneInfo(time_zone or "UTC"))
    tables = top.tables("kpi", required=False)
    if len(tables) > MOST:
        top.fault("kpi", f"There are more than {MOST} key figures.", "Leave out those of events long past.")
    found: dict[tuple[str, str], Kpi] = {}
    for table in tables[:MOST]:
        kpi = reader.read(table)
        table.close()
        if kpi is None:
            continue
        if (kpi.event_id, kpi.id) in found:
            table.fault("id", f"There are two key figures {kpi.id!r} of one event.", "Give each an id of its own.")
        found.setdefault((kpi.event_id, kpi.id), kpi)
    top.close()
    return tuple(found.values())


class _Reader:
    """Key figures of events and areas that are there."""

    def __init__(self, events: dict[str, PlannedEvent], area_ids: frozenset[str], zone: ZoneInfo) -> None:
        self._events, self._area_ids, self._zone = events, area_ids, zone

    def read(self, table: TableReader) -> Kpi | None:
        name, event, declared = table.text("id"), self._event(table), self._declared(table)
        title, title_nl, source = table.text("title"), table.text("title_nl"), table.text("source")
        indicator = table.choice("indicator", Indicator)
        target, threshold = (table.number(key, required=False, low=0, high=_LARGEST) for key in ("target", "threshold"))
        places = self._places(table)
        if name is not None and not PERMANENT_ID.fullmatch(name):
            table.fault("id", f"{name[:80]!r} is not a permanent id.", _ID)
            name = None
        if indicator is Indicator.MINUTES_TO_CLEAR and threshold is None:
            table.fault("threshold", "When is a place empty?", "Write the number of persons below which it is.")
            return None
        if None in (name, event, declared, title, title_nl, source, indicator):
            return None
        values: dict[str, Any] = {
            "id": name,
            "event_id": event,
            "indicator": indicator,
            "title": title,
            "title_nl": title_nl,
            "source": source,
            "declared_us": declared,
            "target": target,
            "threshold": threshold,
            "place_ids": places,
        }
        kpi = Kpi(**values)
        self._warn_if_late(table, kpi)
        return kpi

    def _event(self, table: TableReader) -> str | None:
        name = table.text("event")
        if name is not None and name not in self._events:
            table.fault("event", f"There is no event {name[:80]!r}.", suggestion(name, set(self._events)))
            return None
        return name

    def _declared(self, table: TableReader) -> int | None:
        value = table.any("declared")
        if isinstance(value, datetime) or not isinstance(value, date) or value.year not in _YEARS:
            table.fault("declared", "declared must be a day between 1990 and 2100.", _DAY)
            return None
        return to_us(datetime.combine(value, time(), self._zone))

    def _places(self, table: TableReader) -> tuple[str, ...]:
        names = table.texts("areas", required=False) or ()
        for name in names:
            if name not in self._area_ids:
                table.fault("areas", f"There is no area {name[:80]!r}.", suggestion(name, set(self._area_ids)))
        return tuple(name for name in dict.fromkeys(names) if name in self._area_ids)

    def _warn_if_late(self, table: TableReader, kpi: Kpi) -> None:
        declared = datetime.fromtimestamp(kpi.declared_us / 1e6, self._zone)
        wall = round((declared.replace(tzinfo=None) - datetime(1970, 1, 1)).total_seconds() / 60)  # noqa: DTZ001
        if wall >= self._events[kpi.event_id].start_min:
            message = f"{kpi.id} was declared after its event began, and will be marked so."
            table.fault("declared", message, "Declare key figures before the event.", Severity.WARNING)
