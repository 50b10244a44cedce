# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from baken.city.check_simulation import check_simulation

if TYPE_CHECKING:
    from baken.declaration.fault import Fault

CITY = Path(__file__).parents[3] / "cities" / "scheveningen"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the places and the simulation of Scheveningen, to be spoiled."""
    shutil.copytree(CITY / "simulation", tmp_path / "simulation")
    for name in ("areas.geojson", "gates.geojson"):
        shutil.copy(CITY / name, tmp_path / name)
    return tmp_path


def check(folder: Path) -> list[Fault]:
    faults: list[Fault] = []
    check_simulation(folder, faults)
    return faults


def spoil(folder: Path, name: str, old: str, new: str) -> int:
    """Replace a text of a file, and return the line on which it stands."""
    file = folder / "simulation" / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def only(faults: list[Fault]) -> Fault:
    (fault,) = faults
    return fault


def test_the_simulation_of_scheveningen_is_in_order(folder: Path) -> None:
    assert check(folder) == []


def test_a_real_city_is_asked_for_nothing(tmp_path: Path) -> None:
    assert check(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("days = 56", "days = 0", "Expected `int` >= 1"),
        ("days = 56", "days = 'many'", "Expected `int`"),
        ('reference = "warm-sunday"', 'reference = "no-day"', "no scenario 'no-day'"),
        ('reference = "warm-sunday"', 'reference = "fireworks-evening"', "events, failures or faults"),
        ("[climate]", "[climates]", "climate"),
        ("spread_c = ", "spread_c = -", "in climate.spread_c"),
        ("days = 56", "days = = 56", ""),
    ],
)
def test_what_is_wrong_with_the_weeks_is_told_with_its_line(folder: Path, old: str, new: str, said: str) -> None:
    line = spoil(folder, "weeks.toml", old, new)
    fault = only(check(folder))
    assert fault.file == "simulation/weeks.toml"
    assert said in fault.message
    assert fault.line in (line, 1)
    assert fault.line == line or "climates" in new


@pytest.mark.parametrize("name", ["network.toml", "demand.toml"])
def test_a_file_that_every_simulation_needs_is_missed(folder: Path, name: str) -> None:
    (folder / "simulation" / name).unlink()
    assert only(check(folder)).file == f"simulation/{name}"


def test_weeks_and_flaws_need_not_be_there(folder: Path) -> None:
    (folder / "simulation" / "weeks.toml").unlink()
    assert check(folder) == []


def test_a_day_of_a_type_that_visitors_do_not_know_is_told_at_its_line(folder: Path) -> None:
    text = (folder / "simulation" / "scenarios" / "warm-sunday.toml").read_text(encoding="utf-8")
    old = next(line for line in text.splitlines() if line.startswith("day = "))
    line = spoil(folder, "scenarios/warm-sunday.toml", old, 'day = "doomsday"')
    faults = check(folder)
    assert faults
    assert {(fault.file, fault.line) for fault in faults} == {("simulation/scenarios/warm-sunday.toml", line)}
    assert "doomsday" in faults[0].message


def test_every_fault_is_told_at_once(folder: Path) -> None:
    spoil(folder, "weeks.toml", "days = 56", "days = 0")
    (folder / "simulation" / "scenarios" / "broken.toml").write_text("date = 3", encoding="utf-8")
    assert {fault.file for fault in check(folder)} == {"simulation/weeks.toml", "simulation/scenarios/broken.toml"}


def test_an_entrance_that_is_no_gate_of_the_city_is_told(folder: Path) -> None:
    text = (folder / "simulation" / "network.toml").read_text(encoding="utf-8")
    gate = next(line for line in text.splitlines() if line.startswith("gate = "))
    spoil(folder, "network.toml", gate, 'gate = "no-gate"')
    assert "no-gate" in only(check(folder)).message


def test_a_simulation_without_a_day_is_none(folder: Path) -> None:
    shutil.rmtree(folder / "simulation" / "scenarios")
    (folder / "simulation" / "weeks.toml").unlink()
    assert "no scenario" in only(check(folder)).message
