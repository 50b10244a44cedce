# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the public is told is declared, with the careful values for whatever nobody declared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from baken.governance import specimen
from baken.governance.coverage import check_coverage
from baken.governance.lists import Layer, LevelDetail, Role
from baken.governance.model import Covers, Publication, Recipient, Use
from baken.governance.read_activities import read_activities

if TYPE_CHECKING:
    from baken.declaration.fault import Fault
    from baken.governance.model import ProcessingActivity

SQUARES = Path(__file__).parents[3] / "tests" / "fixtures" / "cities" / "squares"
GOOD = (SQUARES / "activities" / "square-counting.toml").read_text()
RECIPIENT = '[[recipient]]\nrole = "public"\nlayers = ["publications"]\n\n'
COVERS = "[covers]\n"
PUBLISHES = GOOD.replace(COVERS, f'{RECIPIENT}{COVERS}publications = ["levels"]\n')
DECLARED = """
[publication]
step_min = 10
delay_min = 20
detail = "five"
forecast_h = 36
smallest_area_m2 = 500
hold_back = ["north"]
because = "It is small."
because_nl = "Het is klein."
"""


def read(folder: Path, text: str) -> tuple[ProcessingActivity | None, list[Fault]]:
    (folder / "activities").mkdir(exist_ok=True)
    (folder / "activities" / "a.toml").write_text(text)
    faults: list[Fault] = []
    found = read_activities(folder, "squares", faults)
    return (found[0] if found else None), faults


def test_who_declares_nothing_tells_the_public_late_coarsely_and_nothing_of_what_is_to_come(tmp_path: Path) -> None:
    activity, faults = read(tmp_path, PUBLISHES)
    assert faults == []
    assert activity is not None
    careful = activity.publication
    assert (careful.step_min, careful.delay_min, careful.detail, careful.forecast_h) == (15, 15, LevelDetail.THREE, 0)


def test_what_is_declared_is_read(tmp_path: Path) -> None:
    activity, faults = read(tmp_path, PUBLISHES + DECLARED)
    assert faults == []
    assert activity is not None
    assert activity.publication == Publication(
        step_min=10,
        delay_min=20,
        detail=LevelDetail.FIVE,
        forecast_h=36,
        smallest_area_m2=500.0,
        hold_back=("north",),
        because="It is small.",
        because_nl="Het is klein.",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (PUBLISHES + DECLARED.replace("step_min = 10", "step_min = 7"), "7 minutes are no part of the hour"),
        (PUBLISHES + DECLARED.replace("step_min = 10", "step_min = 0"), "step_min = 0 is not possible"),
        (PUBLISHES + DECLARED.replace("delay_min = 20", "delay_min = -1"), "delay_min = -1 is not possible"),
        (PUBLISHES + DECLARED.replace('"five"', '"persons"'), "'persons' is not a detail"),
        (PUBLISHES + DECLARED.replace("forecast_h = 36", "forecast_h = 400"), "forecast_h = 400 is not possible"),
        (PUBLISHES + DECLARED.replace('because_nl = "Het is klein."', ""), "It is not said why areas are held back"),
        (PUBLISHES + DECLARED + "exact = true\n", "'exact' is not a key"),
        (GOOD + DECLARED, "covers no publication"),
        (PUBLISHES.replace(RECIPIENT, ""), "the public is no recipient"),
        (PUBLISHES.replace("k = 1", "k = 1\nsmallest_cell_s = 3600"), "finer than the smallest cell"),
    ],
)
def test_what_cannot_be_is_a_fault_with_a_remedy(tmp_path: Path, text: str, message: str) -> None:
    activity, faults = read(tmp_path, text)
    assert activity is None
    assert any(message in fault.message and fault.remedy for fault in faults), faults


def publishing(**changes: object) -> ProcessingActivity:
    told = (Recipient(role=Role.PUBLIC, layers=(Layer.PUBLICATIONS,)),)
    return specimen.activity("telling", covers=Covers(publications=("levels",)), recipients=told, **changes)


def messages(*activities: ProcessingActivity) -> list[str]:
    faults: list[Fault] = []
    check_coverage(activities, {}, "municipality", ["municipality"], faults)
    return [fault.message for fault in faults]


def test_estimates_of_another_activity_are_published_only_with_leave() -> None:
    refused = messages(specimen.activity(), publishing())
    assert any("estimates of counting, which telling may not use" in message for message in refused)
    leave = (Use(activity="counting", layers=(Layer.ESTIMATES,), reason="It tells no more than levels."),)
    assert messages(specimen.activity(), publishing(uses=leave)) == []


def test_forecasts_ask_for_leave_of_their_own() -> None:
    covers = Covers(connectors=("counting",), indicators=("persons", "density", "flow", "level"), forecasts=("counts",))
    leave = (Use(activity="counting", layers=(Layer.ESTIMATES,), reason="It tells no more than levels."),)
    ahead = publishing(uses=leave, publication=Publication(forecast_h=12))
    assert any("forecasts of counting" in message for message in messages(specimen.activity(covers=covers), ahead))


def test_only_levels_can_be_published() -> None:
    found = messages(specimen.activity(), publishing(), specimen.activity("x", covers=Covers(publications=("faces",))))
    assert any("publications of 'faces', of which there are none" in message for message in found)
