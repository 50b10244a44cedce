# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads ``response.toml``: roads, lines and actuators that a response can take hold of. The file may be left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from baken.city.read_places import PERMANENT_ID
from baken.declaration.document import read_document
from baken.declaration.reader import TableReader, suggestion
from baken.response.interventions import BRIGHTER, CALMER
from baken.response.reach import Actuator, ActuatorKind, Line, Preset, Reach, Road, Transport, TransportKind
from baken.simulation.model import SimulationError
from baken.simulation.reading import FOLDER, read_network

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from baken.declaration.fault import Fault

RESPONSE_FILE: Final = "response.toml"
MOST_THINGS: Final = 2_000
MOST_PRESETS: Final = 50
_MOST_TOLD: Final = 20

_TOPIC: Final = re.compile(r"[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+){0,15}")
_PRESET: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_HOST: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_SECRET: Final = re.compile(r"\$\{secret:[a-z0-9][a-z0-9._-]{0,99}\}")
_LOCAL: Final = ("localhost", "127.0.0.1")


def read_response(folder: Path, area_ids: Collection[str], parties: Collection[str], faults: list[Fault]) -> Reach:
    """Return what a city can take hold of; what is at fault is left out, after noting the fault.

    Invariants: never raises because of what the file contains.
    """
    file = folder / RESPONSE_FILE
    if not file.exists() and not file.is_symlink():
        return Reach()
    document = read_document(folder, RESPONSE_FILE, faults)
    if document is None:
        return Reach()
    top = TableReader(document, (), document.data, faults)
    seen: set[str] = set()
    roads = [
        Road(id=name, name=title, car_parks=parks)
        for name, title, parks in _named(top, "road", seen, _car_parks(folder))
    ]
    lines = [Line(id=name, name=title) for name, title, _ in _named(top, "line", seen)]
    transport = _transport(top)
    actuators = [
        one
        for one in (_actuator(t, area_ids, parties, seen, transport) for t in _entries(top, "actuator"))
        if one is not None
    ]
    _no_topic_twice(top, actuators)
    presets = _words(top, {preset for one in actuators for preset in one.presets})
    top.close()
    return Reach(
        roads=tuple(roads), lines=tuple(lines), actuators=tuple(actuators), presets=presets, transport=transport
    )


def _words(top: TableReader, told: Collection[str]) -> tuple[Preset, ...]:
    """Return the words for presets, of those that something can be told."""
    found: dict[str, Preset] = {}
    for table in _entries(top, "preset"):
        preset, name, name_nl = table.text("id"), table.text("name"), table.text("name_nl")
        table.close()
        if preset is None or name is None or name_nl is None:
            continue
        if preset not in told:
            table.fault("id", f"Nothing can be told {preset[:80]!r}.", suggestion(preset, sorted(told)))
        elif preset in found:
            table.fault("id", f"The preset {preset!r} has words already.", "Give each preset its words once.")
        else:
            found[preset] = Preset(id=preset, name=name, name_nl=name_nl)
    return tuple(found.values())


def _car_parks(folder: Path) -> tuple[str, ...] | None:
    """Return the car parks that a simulated city knows; None of a real one, and where its files are at fault."""
    try:
        return tuple(park.id for park in read_network(folder).car_park) if (folder / FOLDER).is_dir() else None
    except SimulationError:
        return None  # baken check says what is wrong with them


def _named(
    top: TableReader, key: str, seen: set[str], car_parks: tuple[str, ...] | None = None
) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return id, name and car parks of what is no actuator; only a road has car parks."""
    found = []
    for table in _entries(top, key):
        name, title = _id(table, seen), table.text("name")
        parks = (table.texts("car_parks", required=False) or ()) if key == "road" else ()
        if len(set(parks)) < len(parks):
            table.fault("car_parks", "One car park is named twice.", "Name each once.")
        if car_parks is not None:
            for park in sorted(set(parks) - set(car_parks)):
                remedy = suggestion(park, list(car_parks))
                table.fault("car_parks", f"Nobody in the simulation parks at {park[:80]!r}.", remedy)
        table.close()
        if name is not None and title is not None:
            found.append((name, title, tuple(dict.fromkeys(parks))))
    return found


def _id(table: TableReader, seen: set[str]) -> str | None:
    name = table.text("id")
    if name is None:
        return None
    if not PERMANENT_ID.fullmatch(name):
        table.fault("id", f"{name[:80]!r} is not a permanent id.", "Write small letters, digits and hyphens.")
        return None
    if name in seen:
        table.fault("id", f"There are two things {name!r}.", "Give each an id of its own.")
        return None
    seen.add(name)
    return name


def _transport(top: TableReader) -> Transport:
    table = top.table("transport", required=False)
    if table is None:
        return Transport()
    kind = table.choice("kind", TransportKind) or TransportKind.NONE
    if kind is not TransportKind.MQTT:
        table.close()
        return Transport(kind=kind)
    host = table.text("host") or ""
    if host and not _HOST.fullmatch(host):
        table.fault("host", f"{host[:80]!r} is not a host.", "Write a name or address without scheme and port.")
        host = ""
    tls = table.boolean("tls", required=False)
    tls = True if tls is None else tls
    if not tls and host and host not in _LOCAL:
        table.fault("tls", "Commands would go over the network unprotected.", "Write tls = true.")
    port = table.integer("port", required=False, low=1, high=65_535) or (8883 if tls else 1883)
    username, password = (table.text(key, required=False) or "" for key in ("username", "password"))
    if password and not _SECRET.fullmatch(password):
        remedy = "Write ${secret:some-name} here, and the password into the file some-name in the folder for secrets."
        table.fault("password", "A password stands in the city folder.", remedy)
        password = ""
    table.close()
    return Transport(kind=kind, host=host, port=port, tls=tls, username=username, password=password)


def _actuator(
    table: TableReader, area_ids: Collection[str], parties: Collection[str], seen: set[str], transport: Transport
) -> Actuator | None:
    name, title = _id(table, seen), table.text("name")
    kind = table.choice("kind", ActuatorKind)
    owner = known(table, "owner", parties, "party")
    places = known_each(table, "area_ids", area_ids, "area")
    presets, normal = _presets(table, kind)
    by_hand, by_hand_nl = table.text("by_hand"), table.text("by_hand_nl")
    topic = table.text("topic", required=transport.kind is TransportKind.MQTT) or ""
    if topic and not _TOPIC.fullmatch(topic):
        table.fault("topic", f"{topic[:80]!r} is not a topic.", "Write names with / between, without wildcards.")
        topic = ""
    interval = table.number("shortest_interval_s", required=False, low=1, high=86_400)
    most = table.integer("most_per_h", required=False, low=1, high=360)
    longest = table.integer("longest_min", required=False, low=1, high=1440)
    answers = table.number("answers_within_s", required=False, low=1, high=600)
    table.close()
    if None in (name, title, kind, owner, normal, by_hand, by_hand_nl) or not presets:
        return None
    return Actuator(
        id=name or "",
        name=title or "",
        kind=kind or ActuatorKind.SIGN,
        area_ids=places,
        owner=owner or "",
        presets=presets,
        normal=normal or "",
        by_hand=by_hand or "",
        by_hand_nl=by_hand_nl or "",
        topic=topic,
        shortest_interval_s=30.0 if interval is None else interval,
        most_per_h=most or 12,
        longest_min=longest or 240,
        answers_within_s=20.0 if answers is None else answers,
    )


def _presets(table: TableReader, kind: ActuatorKind | None) -> tuple[tuple[str, ...], str | None]:
    presets = table.texts("presets") or ()
    for preset in presets[:MOST_PRESETS]:
        if not _PRESET.fullmatch(preset):
            table.fault("presets", f"{preset[:80]!r} is not a preset.", "Write small letters, digits and hyphens.")
    if len(presets) > MOST_PRESETS or len(set(presets)) < len(presets):
        table.fault("presets", "There are too many presets, or one is named twice.", "Name each once.")
    normal = table.text("normal")
    if normal is not None and presets and normal not in presets:
        message = f"{normal[:80]!r} is none of its presets, so that nothing could be undone."
        table.fault("normal", message, suggestion(normal, list(presets)))
        return presets, None
    if kind is ActuatorKind.LIGHT and presets and not {BRIGHTER, CALMER} & set(presets):
        table.fault("presets", "This light cannot be made brighter or calmer.", f'Add "{BRIGHTER}" or "{CALMER}".')
    return presets, normal


def _no_topic_twice(top: TableReader, actuators: list[Actuator]) -> None:
    seen: set[str] = set()
    for one in actuators:
        if one.topic and one.topic in seen:
            top.fault("actuator", f"Two actuators listen under {one.topic!r}.", "Give each a topic of its own.")
        seen.add(one.topic)


def _entries(top: TableReader, key: str) -> list[TableReader]:
    tables = top.tables(key, required=False)
    if len(tables) > MOST_THINGS:
        top.fault(key, f"There are more than {MOST_THINGS} entries.", "Leave out what is never used.")
    return tables[:MOST_THINGS]


def known(table: TableReader, key: str, names: Collection[str], what: str) -> str | None:
    """Return a name that is there; note a fault for another one."""
    name = table.text(key)
    if name is not None and name not in names:
        table.fault(key, f"There is no {what} {name[:80]!r}.", suggestion(name, list(names)))
        return None
    return name


def known_each(
    table: TableReader, key: str, names: Collection[str], what: str, *, required: bool = True
) -> tuple[str, ...]:
    """Return names that are there, each once; note a fault for each other one."""
    found = table.texts(key, required=required) or ()
    unknown = [name for name in found if name not in names]
    for name in unknown[:_MOST_TOLD]:
        table.fault(key, f"There is no {what} {name[:80]!r}.", suggestion(name, list(names)))
    if len(set(found)) < len(found):
        table.fault(key, f"One {what} is named twice.", "Name each once.")
    return tuple(name for name in dict.fromkeys(found) if name in names)
