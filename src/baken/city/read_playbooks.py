# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads ``playbooks/*.toml``: what is agreed beforehand about what is done when. The folder may be left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, Any, Final

from baken.city.read_places import PERMANENT_ID
from baken.city.read_response import known, known_each
from baken.declaration.document import read_document
from baken.declaration.fault import Fault
from baken.declaration.reader import TableReader
from baken.governance.lists import Role
from baken.response.interventions import (
    Advice,
    Channel,
    CloseRoad,
    Deed,
    DynamicSigns,
    ExtraTrams,
    InterventionKind,
    LightsBrighter,
    LightsCalmer,
    OneWayWalking,
    Police,
    PublicMessage,
    Stewards,
    preset_of,
)
from baken.response.playbook import (
    Approval,
    Conditions,
    Cost,
    Exit,
    ExpectedEffect,
    Intervention,
    Playbook,
    Trigger,
)
from baken.warning.kinds import LimitKind

if TYPE_CHECKING:
    from collections.abc import Collection
    from enum import StrEnum
    from pathlib import Path

    from baken.response.reach import Actuator, Reach
    from baken.vocabulary.place import Gate

PLAYBOOKS_FOLDER: Final = "playbooks"
MOST_FILES: Final = 500
MOST_INTERVENTIONS: Final = 50
LONGEST_MIN: Final = 14 * 24 * 60
LARGEST_FILE_BYTES: Final = 200_000
APPROVERS: Final = (Role.DUTY_OFFICER, Role.PLANNER)
"""Roles that the rules let act on responses (``crowd-room-responds``)."""

_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_LONGEST_MESSAGE: Final = 600


@dataclass(frozen=True, slots=True)
class Known:
    """What a playbook can refer to."""

    area_ids: Collection[str]
    gates: tuple[Gate, ...]
    parties: Collection[str]
    reach: Reach


def read_playbooks(folder: Path, known_: Known, faults: list[Fault]) -> tuple[Playbook, ...]:
    """Return the playbooks of a city in the order of their files; one with a fault is left out after noting it.

    Invariants: never raises because of what the files contain.
    """
    inside = folder / PLAYBOOKS_FOLDER
    names = sorted(p.name for p in inside.glob("*.toml")) if inside.is_dir() else []
    if len(names) > MOST_FILES:
        message = f"There are more than {MOST_FILES} playbooks."
        faults.append(Fault(PLAYBOOKS_FOLDER, 0, message, "Nobody knows so many: remove some."))
    found: dict[str, Playbook] = {}
    for name in names[:MOST_FILES]:
        document = read_document(folder, f"{PLAYBOOKS_FOLDER}/{name}", faults, largest=LARGEST_FILE_BYTES)
        if document is None:
            continue
        top = TableReader(document, (), document.data, faults)
        playbook = _playbook(top, known_)
        top.close()
        if playbook is not None and playbook.id in found:
            other = found[playbook.id].file
            top.fault("id", f"The playbook {playbook.id!r} stands in {other} already.", "Give one another id.")
        elif playbook is not None:
            found[playbook.id] = playbook
    return tuple(found.values())


def _playbook(top: TableReader, known_: Known) -> Playbook | None:
    before = len(top.faults)
    name, title, title_nl = _id(top, "id"), top.text("title"), top.text("title_nl")
    trigger = _trigger(top, known_)
    conditions = _conditions(top)
    approval = _approval(top)
    cost = _cost(top)
    exit_ = _exit(top)
    after = top.texts("after", required=False) or ()
    begins = top.boolean("begins_at_once", required=False)
    stands = top.number("stands_min", required=False, low=1, high=LONGEST_MIN)
    interventions = _interventions(top, known_)
    if len(top.faults) > before or not (name and title and title_nl and trigger and approval and exit_):
        return None
    return Playbook(
        id=name,
        title=title,
        title_nl=title_nl,
        trigger=trigger,
        interventions=interventions,
        approval=approval,
        exit=exit_,
        cost=cost,
        conditions=conditions,
        after=tuple(dict.fromkeys(after)),
        begins_at_once=True if begins is None else begins,
        stands_min=60.0 if stands is None else stands,
        file=top.document.file,
    )


def _id(table: TableReader, key: str) -> str | None:
    name = table.text(key)
    if name is not None and not PERMANENT_ID.fullmatch(name):
        table.fault(key, f"{name[:80]!r} is not a permanent id.", "Write small letters, digits and hyphens.")
        return None
    return name


def _trigger(top: TableReader, known_: Known) -> Trigger | None:
    table = top.table("trigger")
    if table is None:
        return None
    kinds = _choices(table, "kinds", LimitKind)
    areas = known_each(table, "area_ids", known_.area_ids, "area")
    probability = table.number("probability", above=0.0, high=0.99)
    table.close()
    if not kinds or not areas or probability is None:
        return None
    return Trigger(kinds=tuple(LimitKind(k) for k in kinds), area_ids=areas, probability=probability)


def _conditions(top: TableReader) -> Conditions:
    table = top.table("conditions", required=False)
    if table is None:
        return Conditions()
    begin, end = _minute(table, "from"), _minute(table, "until")
    if (begin is None) != (end is None):
        table.fault("from" if begin is None else "until", "Hours have a begin and an end.", 'Add it, such as "22:00".')
    if begin is not None and begin == end:
        table.fault("until", "These hours never are: they end when they begin.", "Correct one of the two.")
    months = table.any("months") or []
    good = isinstance(months, list) and all(type(m) is int and 1 <= m <= 12 for m in months)
    if not good or len(set(months)) < len(months):
        table.fault("months", "months must be numbers from 1 to 12, each once.", "Write months = [6, 7, 8].")
        months = []
    events = table.texts("event_kinds", required=False) or ()
    checks, checks_nl = table.texts("checks", required=False) or (), table.texts("checks_nl", required=False) or ()
    if len(checks) != len(checks_nl):
        table.fault("checks", "What a person makes sure of does not stand in both languages.", "Add the other one.")
    table.close()
    return Conditions(
        from_min=begin or 0,
        until_min=end or 0,
        months=tuple(months),
        event_kinds=tuple(dict.fromkeys(events)),
        checks=checks,
        checks_nl=checks_nl,
    )


def _minute(table: TableReader, key: str) -> int | None:
    value = table.any(key)
    if value is None:
        return None
    if isinstance(value, str):
        try:
            value = time.fromisoformat(value)
        except ValueError:
            value = None
    if not isinstance(value, time) or value.tzinfo is not None:
        table.fault(key, f"{key} is not a time of the day.", 'Write it as "22:30".')
        return None
    return value.hour * 60 + value.minute


def _approval(top: TableReader) -> Approval | None:
    table = top.table("approval")
    if table is None:
        return None
    role, again = table.choice("role", Role), table.boolean("re_authenticate")
    if role is not None and role not in APPROVERS:
        names = " or ".join(one.value for one in APPROVERS)
        table.fault("role", f"The rules let no {role.value} approve a response.", f"Write {names}.")
    elif role is Role.PLANNER and again:
        message = "What needs a fresh sign-in is approved by a duty officer (rule duty-officer-approves)."
        table.fault("role", message, 'Write role = "duty-officer", or re_authenticate = false.')
    table.close()
    return None if role is None or again is None else Approval(role=role, re_authenticate=again)


def _cost(top: TableReader) -> Cost | None:
    table = top.table("cost", required=False)
    if table is None:
        return None
    amount, currency, source = table.number("amount", low=0, high=1e9), table.text("currency"), table.text("source")
    if currency is not None and not _CURRENCY.fullmatch(currency):
        table.fault("currency", f"{currency[:80]!r} is not a currency.", "Write three capitals, for example EUR.")
    table.close()
    return Cost(amount=amount, currency=currency, source=source) if amount is not None and currency and source else None


def _exit(top: TableReader) -> Exit | None:
    table = top.table("exit")
    if table is None:
        return None
    below = table.number("probability_below", above=0.0, high=0.99)
    lasting = table.number("for_min", low=0, high=LONGEST_MIN)
    longest = table.number("after_min", above=0, high=LONGEST_MIN)
    table.close()
    if below is None or lasting is None or longest is None:
        return None
    return Exit(probability_below=below, for_min=lasting, after_min=longest)


def _interventions(top: TableReader, known_: Known) -> tuple[Intervention, ...]:
    tables = top.tables("intervention")
    if len(tables) > MOST_INTERVENTIONS or not tables:
        message = f"There are {len(tables)} interventions."
        top.fault("intervention", message, f"Write 1 to {MOST_INTERVENTIONS} of them as [[intervention]].")
    found: list[Intervention] = []
    for table in tables[:MOST_INTERVENTIONS]:
        one = _intervention(table, known_)
        if table.any("kind") in set(InterventionKind):  # of another kind nobody knows which keys it has
            table.close()
        if one is None:
            continue
        if one.id in {other.id for other in found}:
            table.fault("id", f"There are two interventions {one.id!r}.", "Give each an id of its own.")
        found.append(one)
    return tuple(found)


def _intervention(table: TableReader, known_: Known) -> Intervention | None:
    name, title, title_nl = _id(table, "id"), table.text("title"), table.text("title_nl")
    owner = known(table, "owner", known_.parties, "party")
    preparation = table.number("preparation_min", low=0, high=LONGEST_MIN)
    kind = table.choice("kind", InterventionKind)
    effect = _effect(table)
    deed = None if kind is None else _DEEDS[kind](table, known_)
    if deed is not None:
        _check_presets(table, deed, known_.reach)
    if deed is None or preparation is None or not (name and title and title_nl and owner):
        return None
    return Intervention(
        id=name,
        title=title,
        title_nl=title_nl,
        owner=owner,
        preparation_min=preparation,
        deed=deed,
        effect=effect,
    )


def _effect(table: TableReader) -> ExpectedEffect | None:
    inner = table.table("effect", required=False)
    if inner is None:
        return None
    quantity, source = inner.choice("quantity", LimitKind), inner.text("source")
    change, lower, upper = (inner.number(key, low=-1, high=10) for key in ("change", "lower", "upper"))
    inner.close()
    if quantity is None or source is None or change is None or lower is None or upper is None:
        return None
    if not lower <= change <= upper:
        inner.fault("change", "The expected change lies outside its own band.", "Write lower <= change <= upper.")
        return None
    return ExpectedEffect(quantity=quantity, change=change, lower=lower, upper=upper, source=source)


def _extra_trams(table: TableReader, known_: Known) -> Deed | None:
    line = known(table, "line", [one.id for one in known_.reach.lines], "line in response.toml")
    extra = table.number("extra_per_h", above=0, high=60)
    return None if line is None or extra is None else ExtraTrams(line=line, extra_per_h=extra)


def _one_way(table: TableReader, known_: Known) -> Deed | None:
    gate_id = known(table, "gate", [gate.id for gate in known_.gates], "gate")
    gate = next((each for each in known_.gates if each.id == gate_id), None)
    if gate is None:
        table.text("towards")
        return None
    if len(gate.area_ids) != 2:
        table.text("towards")
        table.fault("gate", f"{gate.id} leads from nowhere to nowhere else.", "Name a gate between two areas.")
        return None
    towards = known(table, "towards", gate.area_ids, f"side of {gate.id} called")
    return None if towards is None else OneWayWalking(gate=gate.id, towards=towards)


def _signs(table: TableReader, known_: Known) -> Deed | None:
    names, shows = known_each(table, "actuators", _actuator_ids(known_), "actuator"), table.text("shows")
    return DynamicSigns(actuators=names, shows=shows) if names and shows else None


def _brighter(table: TableReader, known_: Known) -> Deed | None:
    names = known_each(table, "actuators", _actuator_ids(known_), "actuator")
    return LightsBrighter(actuators=names) if names else None


def _calmer(table: TableReader, known_: Known) -> Deed | None:
    names = known_each(table, "actuators", _actuator_ids(known_), "actuator")
    return LightsCalmer(actuators=names) if names else None


def _close_road(table: TableReader, known_: Known) -> Deed | None:
    road = known(table, "road", [one.id for one in known_.reach.roads], "road in response.toml")
    return None if road is None else CloseRoad(road=road)


def _stewards(table: TableReader, known_: Known) -> Deed | None:
    areas, persons = known_each(table, "area_ids", known_.area_ids, "area"), _persons(table)
    return Stewards(area_ids=areas, persons=persons) if areas and persons else None


def _police(table: TableReader, known_: Known) -> Deed | None:
    areas, persons = known_each(table, "area_ids", known_.area_ids, "area"), _persons(table)
    return Police(area_ids=areas, persons=persons) if areas and persons else None


def _persons(table: TableReader) -> int | None:
    return table.integer("persons", low=1, high=10_000)


def _message(table: TableReader, known_: Known) -> Deed | None:
    areas = known_each(table, "area_ids", known_.area_ids, "area")
    advice, channels = table.choice("advice", Advice), _choices(table, "channels", Channel)
    text, text_nl = table.text("text"), table.text("text_nl")
    for key, words in (("text", text), ("text_nl", text_nl)):
        if words is not None and len(words) > _LONGEST_MESSAGE:
            table.fault(key, f"This text has {len(words)} characters.", f"Write at most {_LONGEST_MESSAGE}.")
    if not areas or advice is None or not channels or text is None or text_nl is None:
        return None
    return PublicMessage(
        area_ids=areas, advice=advice, channels=tuple(Channel(c) for c in channels), text=text, text_nl=text_nl
    )


_DEEDS: Final[dict[InterventionKind, Any]] = {
    InterventionKind.EXTRA_TRAMS: _extra_trams,
    InterventionKind.ONE_WAY_WALKING: _one_way,
    InterventionKind.DYNAMIC_SIGNS: _signs,
    InterventionKind.CLOSE_ROAD: _close_road,
    InterventionKind.STEWARDS: _stewards,
    InterventionKind.POLICE: _police,
    InterventionKind.LIGHTS_BRIGHTER: _brighter,
    InterventionKind.LIGHTS_CALMER: _calmer,
    InterventionKind.PUBLIC_MESSAGE: _message,
}


def _actuator_ids(known_: Known) -> list[str]:
    return [one.id for one in known_.reach.actuators]


def _check_presets(table: TableReader, deed: Deed, reach: Reach) -> None:
    preset = preset_of(deed)
    for name in getattr(deed, "actuators", ()):
        thing: Actuator | None = reach.actuator(name)
        if thing is None or preset in thing.presets:
            continue
        message = f"{name} cannot show {preset[:80]!r}."
        table.fault("actuators", message, f"It knows: {', '.join(thing.presets)}.")


def _choices(table: TableReader, key: str, kinds: type[StrEnum]) -> tuple[str, ...]:
    words = table.texts(key) or ()
    known_each(table, key, [kind.value for kind in kinds], key.removesuffix("s"))
    return tuple(word for word in dict.fromkeys(words) if word in {kind.value for kind in kinds})
