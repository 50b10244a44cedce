# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Check: every fault of a city folder, each with file, line and remedy."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from baken.city.check_playbooks import check_playbooks
from baken.city.check_simulation import check_simulation
from baken.city.model import City
from baken.city.read_calendar import CALENDAR_FILE, read_calendar, warn_of_unknown_holidays
from baken.city.read_channels import check_leave, read_channels
from baken.city.read_city import CITY_FILE, read_city_file
from baken.city.read_kpis import read_kpis
from baken.city.read_limits import read_limits
from baken.city.read_places import AREAS_FILE, GATES_FILE, PERMANENT_ID, Extent, read_areas, read_gates
from baken.city.read_playbooks import PLAYBOOKS_FOLDER, Known, read_playbooks
from baken.city.read_public import PUBLIC_FILE, check_held_back, read_public
from baken.city.read_response import RESPONSE_FILE, read_response
from baken.city.read_streams import STREAMS_FILE, StreamReader, check_balances
from baken.declaration.document import read_document, read_text
from baken.declaration.fault import Fault, Severity, has_errors
from baken.governance.activities import Activities
from baken.governance.coverage import check_coverage
from baken.governance.policy.city_policies import read_policies
from baken.governance.read_activities import ACTIVITIES_FOLDER, read_activities
from baken.governance.read_parties import PARTIES_FILE, read_parties
from baken.plugin.registry import ConnectorRegistry
from baken.warning.model import Limits

_TODO = "TODO"
_SOON = timedelta(days=60)

if TYPE_CHECKING:
    from pathlib import Path

    from baken.governance.model import ProcessingActivity
    from baken.vocabulary.place import Area, Gate

__all__ = ["Fault", "Severity", "check", "read"]


def check(folder: Path, registry: ConnectorRegistry | None = None) -> list[Fault]:
    """Return every fault of a city folder, ordered by file and line; none when it is in order.

    Invariants: never raises because of what the folder contains.
    """
    city, faults = read(folder, registry)
    if city is not None:
        warn_of_unknown_holidays(folder, city.calendar, faults)
    check_simulation(folder, faults)
    return sorted(faults, key=lambda f: (f.file, f.line, f.message))


def read(folder: Path, registry: ConnectorRegistry | None = None) -> tuple[City | None, list[Fault]]:
    """Return the city, or None when a fault prevents using it, and all faults."""
    faults: list[Fault] = []
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "is not there"
        faults.append(Fault(str(folder), 0, f"The city folder {what}.", "`baken new city NAME` makes one."))
        return None, faults
    values = _read_values(folder, registry or ConnectorRegistry(), faults)
    faults = sorted(set(faults), key=lambda f: (f.file, f.line, f.message))
    if values is None or has_errors(faults):
        return None, faults
    return City(folder=folder, **values), faults


def _read_values(folder: Path, registry: ConnectorRegistry, faults: list[Fault]) -> dict[str, Any] | None:
    values: dict[str, Any] = {"id": _city_id(folder, faults)}
    city = read_document(folder, CITY_FILE, faults)
    if city is not None:
        values |= read_city_file(city, folder, faults)
    view = values.get("map")
    extent = None if view is None else Extent(view.extent)
    areas: tuple[Area, ...] = ()
    gates: tuple[Gate, ...] = ()
    area_ids: frozenset[str] = frozenset()
    gate_ids: frozenset[str] = frozenset()
    document = read_document(folder, AREAS_FILE, faults)
    if document is not None:
        areas, area_ids = read_areas(document, extent, faults)
        if not area_ids and not has_errors(faults):
            faults.append(Fault(AREAS_FILE, 1, "There are no areas.", "Draw at least one area."))
    document = read_document(folder, GATES_FILE, faults)
    if document is not None:
        gates, gate_ids = read_gates(document, extent, areas, area_ids, faults)
    document = read_document(folder, STREAMS_FILE, faults)
    if document is not None:
        reader = StreamReader(folder, area_ids, gate_ids, extent, registry, faults)
        values["streams"] = reader.read(document)
        check_balances(areas, values["streams"], faults)
    country, time_zone = values.get("country"), values.get("time_zone")
    values["calendar"], values["events"] = read_calendar(folder, country, time_zone, area_ids, faults)
    values["kpis"] = read_kpis(folder, values["events"], area_ids, time_zone, faults)
    values |= _read_governance(folder, values, faults)
    limits = read_limits(folder, areas, gates, values.get("streams") or (), faults)
    values |= _read_playbooks(folder, values | {"limits": limits}, area_ids, gates, faults)
    values["limits"] = limits or Limits()
    values["public"] = read_public(folder, areas, faults)
    check_held_back(values["coverage"], values["activities"], area_ids, faults)
    _left_to_do(folder, faults)
    return None if city is None else values | {"areas": areas, "gates": gates}


def _read_governance(folder: Path, values: dict[str, Any], faults: list[Fault]) -> dict[str, Any]:
    """Return activities, parties, agreements and what belongs to which activity."""
    activities = read_activities(folder, values["id"], faults)
    parties, agreements = read_parties(folder, {a.id for a in activities}, faults)
    streams = {stream.id: stream.connector for stream in values.get("streams") or ()}
    controller = next((p.id for p in parties if p.is_controller), "")
    covered = check_coverage(activities, streams, controller, {p.id for p in parties}, faults)
    _warn_of_standing(activities, values.get("time_zone"), faults)
    policies = read_policies(folder, faults)
    channels = read_channels(folder, {p.id for p in parties}, controller, faults)
    check_leave(channels, covered, activities, agreements, faults)
    return {
        "channels": channels,
        "activities": activities,
        "parties": parties,
        "agreements": agreements,
        "coverage": covered,
        "policies": policies,
    }


def _read_playbooks(
    folder: Path, values: dict[str, Any], area_ids: frozenset[str], gates: tuple[Gate, ...], faults: list[Fault]
) -> dict[str, Any]:
    """Return what can be taken hold of, and what is agreed about doing so."""
    parties = {party.id for party in values["parties"]}
    reach = read_response(folder, area_ids, parties, faults)
    known = Known(area_ids, gates, parties, reach)
    playbooks = read_playbooks(folder, known, faults)
    limits = values.get("limits")
    declared = None if limits is None else limits.limits
    check_playbooks(playbooks, gates, values["events"], declared, values["coverage"].of_responses, faults)
    return {"reach": reach, "playbooks": playbooks}


def _warn_of_standing(activities: tuple[ProcessingActivity, ...], time_zone: str | None, faults: list[Fault]) -> None:
    """Warn of activities whose data may not pass today, and of those that have to be looked at again soon."""
    now = datetime.now(UTC)
    register = Activities(activities, time_zone or "UTC")
    for name in register.ids:
        activity, standing = register.at(name, now), register.standing(name, now)
        file = ACTIVITIES_FOLDER if activity is None else activity.file
        if not standing.is_active:
            message = f"The data of {name} may not pass now. {standing.reason}"
            faults.append(Fault(file, 1, message, standing.remedy, Severity.WARNING))
        elif standing.until is not None and standing.until - now < _SOON:
            message = f"How {name} stands changes on {standing.until.date()}."
            faults.append(Fault(file, 1, message, "Review it in time, or its data stop.", Severity.WARNING))


def _left_to_do(folder: Path, faults: list[Fault]) -> None:
    """A city that was begun with ``baken new`` is not ready before its to-dos are done."""
    declared = [
        f"{inside}/{p.name}"
        for inside in (ACTIVITIES_FOLDER, PLAYBOOKS_FOLDER)
        for p in sorted((folder / inside).glob("*.toml"))
    ]
    optional = [file for file in (CALENDAR_FILE, RESPONSE_FILE, PUBLIC_FILE) if (folder / file).is_file()]
    for file in (CITY_FILE, AREAS_FILE, GATES_FILE, STREAMS_FILE, PARTIES_FILE, *optional, *declared):
        text = read_text(folder, file, []) or ""
        for number, line in enumerate(text.splitlines(), 1):
            if _TODO in line:
                what = line.partition(_TODO)[2].strip(' ",') or "this line"
                faults.append(Fault(file, number, f"Left to do: {what[:80]}.", "Do it, and take the mark away."))


def _city_id(folder: Path, faults: list[Fault]) -> str:
    name = folder.resolve().name
    if not PERMANENT_ID.fullmatch(name):
        message = f"The name of the folder, {name!r}, is not a permanent id."
        faults.append(Fault(CITY_FILE, 0, message, "Rename it: small letters, digits and hyphens."))
    return name
