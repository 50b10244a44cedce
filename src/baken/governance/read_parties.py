# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads ``parties.toml``: who takes part in this city, and what was agreed with whom."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from baken.declaration.document import read_document
from baken.declaration.reader import TableReader, suggestion
from baken.governance.lists import Layer, PartyKind, Purpose
from baken.governance.model import Agreement, Party
from baken.governance.read_activities import ACTIVITY_ID, choices, day

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from baken.declaration.fault import Fault

PARTIES_FILE: Final = "parties.toml"


def read_parties(
    folder: Path, activity_ids: Collection[str], faults: list[Fault]
) -> tuple[tuple[Party, ...], tuple[Agreement, ...]]:
    """Return parties and agreements; a fault for each that is not as it must be."""
    document = read_document(folder, PARTIES_FILE, faults)
    if document is None:
        return (), ()
    top = TableReader(document, (), document.data, faults)
    parties = [p for p in (_party(t) for t in top.tables("party")) if p is not None]
    _check_parties(parties, top)
    ids = {party.id for party in parties}
    controller = next((p.id for p in parties if p.is_controller), "")
    tables = top.tables("agreement", required=False)
    agreements = [a for a in (_agreement(t, ids - {controller}, activity_ids) for t in tables) if a is not None]
    for i, agreement in enumerate(agreements):
        if agreement.id in {a.id for a in agreements[:i]}:
            top.fault("agreement", f"There are two agreements {agreement.id!r}.", "Give one another id.")
    top.close()
    return tuple(parties), tuple(agreements)


def _check_parties(parties: list[Party], top: TableReader) -> None:
    for i, party in enumerate(parties):
        if party.id in {p.id for p in parties[:i]}:
            top.fault("party", f"There are two parties {party.id!r}.", "Give one another id.")
    if sum(party.is_controller for party in parties) != 1:
        message = "A node serves one controller, so exactly one party has controller = true."
        top.fault("party", message, "Run a node of its own for each controller.")


def _party(table: TableReader) -> Party | None:
    name_id, name, kind = table.text("id"), table.text("name"), table.choice("kind", PartyKind)
    controller = table.boolean("controller", required=False) or False
    contact = table.text("contact", required=controller) or ""
    officer = table.text("data_protection_officer", required=False) or ""
    name_en, name_nl = (table.text(key, required=False) or "" for key in ("name_en", "name_nl"))
    table.close()
    if name_id is not None and not ACTIVITY_ID.fullmatch(name_id):
        table.fault("id", f"{name_id[:80]!r} is not a permanent id.", "Use small letters, digits and hyphens.")
    if name_id is None or name is None or kind is None:
        return None
    return Party(
        id=name_id,
        name=name,
        kind=kind,
        is_controller=controller,
        contact=contact,
        data_protection_officer=officer,
        name_en=name_en,
        name_nl=name_nl,
    )


def _agreement(table: TableReader, parties: Collection[str], activity_ids: Collection[str]) -> Agreement | None:
    name_id, party, reference = table.text("id"), table.text("party"), table.text("reference")
    activities = table.texts("activities") or ()
    layers, purposes = choices(table, "layers", Layer), choices(table, "purposes", Purpose)
    first, last = day(table, "valid_from"), day(table, "valid_until")
    may_export = table.boolean("may_export", required=False) or False
    table.close()
    if party is not None and party not in parties:
        table.fault("party", f"There is no other party {party[:80]!r}.", suggestion(party, list(parties)))
    for activity in activities:
        if activity not in activity_ids:
            message = f"There is no processing activity {activity[:80]!r}."
            table.fault("activities", message, suggestion(activity, list(activity_ids)))
    if first is not None and last is not None and last <= first:
        table.fault("valid_until", "The agreement ends before it begins.", "Exchange the dates.")
    if name_id is None or party is None or reference is None or first is None or last is None:
        return None
    return Agreement(
        id=name_id,
        party=party,
        activities=activities,
        layers=layers,
        purposes=purposes,
        valid_from=_midnight(first),
        valid_until=_midnight(last),
        reference=reference,
        may_export=may_export,
    )


def _midnight(day_: date) -> datetime:
    return datetime(day_.year, day_.month, day_.day, tzinfo=UTC)
