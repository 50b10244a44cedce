# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Holds the files of ``simulation/`` against their form, each other and the places of a city.

A node reads them when a simulated day is played, and stops at the first fault. Here each of them is told, with its
line. A city without the folder is a real one, of which nothing is asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import msgspec

from baken.declaration.document import read_document
from baken.declaration.fault import Fault, has_errors
from baken.simulation.model import Demand, Network, Scenario, SimulationError
from baken.simulation.reading import FOLDER, read_areas, read_gates
from baken.simulation.sensors.model import Imperfections
from baken.simulation.weeks.declared import FILE, Weeks, is_plain

if TYPE_CHECKING:
    from pathlib import Path

    from baken.declaration.document import Document, KeyPath

_SCENARIOS: Final = "scenarios"
_NEEDED: Final[dict[str, type[Any]]] = {"network.toml": Network, "demand.toml": Demand}
_OPTIONAL: Final[dict[str, type[Any]]] = {"sensors.toml": Imperfections, FILE: Weeks}
_REMEDY: Final = "Its form is in src/baken/simulation/README.md."
_WHERE: Final = re.compile(r"^(?P<what>.*?)(?: - at `\$(?P<path>.*)`)?$", re.DOTALL)
_STEP: Final = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")


def check_simulation(folder: Path, faults: list[Fault]) -> None:
    """Note every fault of the files by which days of a city are simulated."""
    place = folder / FOLDER
    if not place.is_dir():
        return
    files = [name for name in (*_NEEDED, *_OPTIONAL) if name in _NEEDED or (place / name).exists()]
    kinds = _NEEDED | _OPTIONAL
    read = {name: _read(folder, f"{FOLDER}/{name}", kinds[name], faults) for name in files}
    names = sorted(path.stem for path in (place / _SCENARIOS).glob("*.toml"))
    days = {name: _read(folder, f"{FOLDER}/{_SCENARIOS}/{name}.toml", Scenario, faults) for name in names}
    if not days:
        remedy = f"Describe a day in {FOLDER}/{_SCENARIOS}/NAME.toml."
        faults.append(Fault(FOLDER, 0, "There is no scenario, so no day can be simulated.", remedy))
    demand, weeks = read["demand.toml"], read.get(FILE)
    if demand is not None:
        for day in filter(None, days.values()):
            _visitors_of(day, demand[1], faults)
    if weeks is not None:
        _reference_of(weeks, days, faults)
    if not has_errors(faults) and (message := _unfit(folder, read["network.toml"], demand)):
        faults.append(Fault(FOLDER, 0, message, "Let all of its files name the same things."))


def _read(folder: Path, file: str, kind: type[Any], faults: list[Fault]) -> tuple[Document, Any] | None:
    document = read_document(folder, file, faults)
    if document is None:
        return None
    try:
        return document, msgspec.convert(document.data, kind)
    except msgspec.ValidationError as error:
        what, path = _told(str(error))
        faults.append(Fault(file, document.line_of(path), f"{what}.", _REMEDY))
        return None


def _told(message: str) -> tuple[str, KeyPath]:
    """Return what is wrong, and the path of where.

    Examples
    --------
    >>> _told("Expected `int` >= 1 - at `$.visitors[2].persons`")
    ('Expected `int` >= 1, in visitors[2].persons', ('visitors', 2, 'persons'))
    >>> _told("Object missing required field `days`")
    ('Object missing required field `days`', ())
    """
    found = _WHERE.match(message)
    path = (found and found["path"]) or ""
    steps = tuple(int(number) if number else name for name, number in _STEP.findall(path))
    what = found["what"] if found else message
    return (f"{what}, in {path.lstrip('.')}" if path else what), steps


def _visitors_of(day: tuple[Document, Scenario], demand: Demand, faults: list[Fault]) -> None:
    document, scenario = day
    for visitors in demand.visitors:
        if scenario.day not in visitors.days:
            message = f"Visitors {visitors.id!r} have no number for a day of type {scenario.day!r}."
            remedy = f"Use one of: {', '.join(visitors.days)}; or add it in {FOLDER}/demand.toml."
            faults.append(Fault(document.file, document.line_of(("day",)), message, remedy))


def _reference_of(
    weeks: tuple[Document, Weeks], days: dict[str, tuple[Document, Scenario] | None], faults: list[Fault]
) -> None:
    document, declared = weeks
    line = document.line_of(("reference",))
    if declared.reference not in days:
        remedy = f"Use one of: {', '.join(days) or 'none'}."
        faults.append(Fault(document.file, line, f"There is no scenario {declared.reference!r}.", remedy))
    elif (found := days[declared.reference]) is not None and not is_plain(found[1]):
        message = f"The scenario {declared.reference!r} has events, failures or faults, which every week would have."
        faults.append(Fault(document.file, line, message, "Name one without them."))


def _unfit(folder: Path, network: tuple[Document, Any] | None, demand: tuple[Document, Any] | None) -> str:
    """Return why places, network and demand do not make a city; empty when they do."""
    from baken.simulation.city import SimulatedCity

    if network is None or demand is None:
        return ""
    try:
        SimulatedCity.of(read_areas(folder), read_gates(folder), network[1], demand[1])
    except SimulationError as error:
        return error.message
    return ""
