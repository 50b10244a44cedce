# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Read the places and the simulation files of a city folder.

Only what a simulation needs: whether the folder as a whole is sound is for ``baken check`` to say.
"""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from baken.simulation.model import Demand, Network, Scenario, SimulationError
from baken.simulation.sensors.model import Imperfections
from baken.vocabulary.place import Area, AreaKind, Gate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FOLDER = "simulation"
_LARGEST_BYTES = 20_000_000
_LARGEST_M2 = 1e9
_WIDEST_M = 10_000.0
_CORNERS = 4

_Record = TypeVar("_Record", Network, Demand, Scenario, Imperfections)
_Place = TypeVar("_Place", Area, Gate)


def read_network(folder: Path) -> Network:
    """Return ``simulation/network.toml`` of a city folder; raises :class:`SimulationError`."""
    return _record(folder / FOLDER / "network.toml", Network)


def read_demand(folder: Path) -> Demand:
    """Return ``simulation/demand.toml`` of a city folder; raises :class:`SimulationError`."""
    return _record(folder / FOLDER / "demand.toml", Demand)


def read_imperfections(folder: Path) -> Imperfections:
    """Return ``simulation/sensors.toml`` of a city folder, or what holds without; raises :class:`SimulationError`."""
    path = folder / FOLDER / "sensors.toml"
    return _record(path, Imperfections) if path.exists() else Imperfections()


def read_scenario(folder: Path, name: str) -> Scenario:
    """Return a scenario of a city folder; raises :class:`SimulationError` that names those that there are."""
    known = scenario_names(folder)
    if name not in known:
        raise SimulationError(f"There is no scenario {name!r}.", remedy=f"Use one of: {', '.join(known) or 'none'}.")
    return _record(folder / FOLDER / "scenarios" / f"{name}.toml", Scenario)


def scenario_names(folder: Path) -> tuple[str, ...]:
    """Return the scenarios of a city folder, in alphabetical order."""
    return tuple(sorted(path.stem for path in (folder / FOLDER / "scenarios").glob("*.toml")))


def read_areas(folder: Path) -> tuple[Area, ...]:
    """Return the areas of ``areas.geojson``, in the order of the file; raises :class:`SimulationError`."""
    return _places(folder / "areas.geojson", _area)


def read_gates(folder: Path) -> tuple[Gate, ...]:
    """Return the gates of ``gates.geojson``, in the order of the file; raises :class:`SimulationError`."""
    return _places(folder / "gates.geojson", _gate)


def read_toml(path: Path) -> dict[str, Any]:
    """Return a TOML file as it stands; raises :class:`SimulationError`."""
    try:
        return tomllib.loads(_text(path))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _faulty(path, str(error)) from error


def _record(path: Path, kind: type[_Record]) -> _Record:
    try:
        return msgspec.convert(read_toml(path), kind)
    except msgspec.ValidationError as error:
        raise _faulty(path, str(error)) from error


def _places(path: Path, make: Callable[[str, dict[str, Any], Any], _Place]) -> tuple[_Place, ...]:
    try:
        features = json.loads(_text(path))["features"]
        return tuple(make(str(f["id"]), f["properties"], f["geometry"]["coordinates"]) for f in features)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise _faulty(path, f"{type(error).__name__}: {error}") from error


def _area(name: str, properties: dict[str, Any], coordinates: Any) -> Area:
    surface = float(properties["usable_area_m2"])
    if not 0.0 < surface < _LARGEST_M2 or len(coordinates[0]) < _CORNERS:
        raise ValueError(f"area {name!r} has no surface")
    return Area(
        id=name,
        name=str(properties["name"]),
        kind=AreaKind(properties["kind"]),
        usable_area_m2=surface,
        capacity_persons=properties.get("capacity_persons"),
        length_m=float(properties.get("length_m") or 0.0),
        polygon=tuple(tuple((float(x), float(y)) for x, y in ring) for ring in coordinates),
    )


def _gate(name: str, properties: dict[str, Any], coordinates: Any) -> Gate:
    width = float(properties["effective_width_m"])
    if not 0.0 < width < _WIDEST_M or not coordinates:
        raise ValueError(f"gate {name!r} has no width")
    return Gate(
        id=name,
        name=str(properties["name"]),
        line=tuple((float(x), float(y)) for x, y in coordinates),
        effective_width_m=width,
        area_ids=tuple(str(area) for area in properties["area_ids"]),
    )


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise _faulty(path, f"it is larger than {_LARGEST_BYTES // 1_000_000} MB")
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise _faulty(path, str(error)) from error


def _faulty(path: Path, why: str) -> SimulationError:
    name = "/".join(path.parts[-2:])
    return SimulationError(
        f"{name} cannot be used: {why}.", remedy="Mend the file; its form is in simulation/README.md."
    )
