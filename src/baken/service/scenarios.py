# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Scenarios of a simulated city: which there are, and a city folder in which one of them is played."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from baken.city.read_streams import settings_file
from baken.errors import BakenError
from baken.simulation.reading import read_scenario, scenario_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.simulation.model import Scenario

CONNECTOR: Final = "simulated_city"

_BEFORE_H: Final = 1.75
"""How long before something happens a demonstration begins: long enough to see it coming."""
_ELSE_H: Final = 11.0
_QUARTER_H: Final = 0.25
_REAL_RAIN_MM_H: Final = 1.0


class NoScenariosError(BakenError):
    """A scenario was asked of a city that is not simulated."""


def scenarios(folder: Path) -> dict[str, Scenario]:
    """Return the scenarios of a city by id; none where a city is not simulated.

    Raises
    ------
    SimulationError
        When the file of one cannot be used.
    """
    return {name: read_scenario(folder, name) for name in scenario_names(folder)}


def begins(scenario: Scenario) -> datetime:
    """Return the local time at which a demonstration of a scenario begins: before the first thing that happens.

    That is an event, a line that fails, a sensor that is made to lie, or real rain; where nothing does, eleven o'clock.
    """
    happens = [event.start_h for event in scenario.event]
    happens += [failure.start_h for failure in scenario.line_failure]
    happens += [fault.start_h for fault in scenario.sensor_fault]
    happens += [hour for hour, rate in scenario.weather.rain_mm_h if rate >= _REAL_RAIN_MM_H]
    later = [hour for hour in happens if hour > scenario.start_h + _BEFORE_H]
    hour = min(later) - _BEFORE_H if later else _ELSE_H
    rounded = hour // _QUARTER_H * _QUARTER_H
    return datetime.combine(scenario.date, time()) + timedelta(hours=rounded)


@contextlib.contextmanager
def staged(folder: Path, scenario: str, seed: int) -> Iterator[Path]:
    """Yield a copy of a city folder, of the same name, in which this scenario is played; removed afterwards.

    Raises
    ------
    NoScenariosError
        When the city is not simulated.
    SimulationError
        When it has no such scenario; names those that there are.
    """
    if not scenario_names(folder):
        message = f"{folder.resolve().name} is not simulated, so it has no scenarios."
        raise NoScenariosError(message, remedy="Leave --scenario and --seed out, or choose a simulated city.")
    read_scenario(folder, scenario)
    with tempfile.TemporaryDirectory(prefix="baken-scenario-") as place:
        copy = Path(place) / folder.resolve().name
        shutil.copytree(folder, copy)
        settings = copy / settings_file(CONNECTOR)
        settings.parent.mkdir(exist_ok=True)
        settings.write_text(f'scenario = "{scenario}"\nseed = {seed}\n', encoding="utf-8")
        yield copy
