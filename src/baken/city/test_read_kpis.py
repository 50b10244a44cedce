# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from baken.city.read_kpis import KPIS_FILE, read_kpis
from baken.declaration.fault import Fault, Severity
from baken.evaluation.kpis.model import Indicator, Kpi, Side
from baken.forecast.events import PlannedEvent
from baken.forecast.wall_clock import wall_min

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
[[kpi]]
id = "stairs"
event = "fireworks"
indicator = "minutes-above-limit"
areas = ["stairs"]
target = 10
title = "Stairs within their limit"
title_nl = "Trappen binnen de grens"
declared = 2026-07-31
source = "Safety plan"
"""


def read(folder: Path, text: str) -> tuple[tuple[Kpi, ...], list[Fault]]:
    from datetime import datetime

    (folder / KPIS_FILE).write_text(text)
    start = wall_min(datetime(2026, 8, 14, 22, 15))  # noqa: DTZ001
    event = PlannedEvent(
        id="fireworks", title="Fireworks", kind="fireworks", announced_min=0, start_min=start, end_min=start + 30
    )
    faults: list[Fault] = []
    return read_kpis(folder, (event,), frozenset({"stairs", "quay"}), "Europe/Amsterdam", faults), faults


def test_a_key_figure_is_read_as_it_is_declared(tmp_path: Path) -> None:
    found, faults = read(tmp_path, GOOD)
    assert not faults
    (kpi,) = found
    assert (kpi.indicator, kpi.side, kpi.target, kpi.place_ids) == (
        Indicator.MINUTES_ABOVE_LIMIT, Side.OUTCOME, 10.0, ("stairs",),
    )  # fmt: skip
    assert kpi.declared_us == 1_785_448_800_000_000


def test_a_city_without_the_file_has_no_key_figures(tmp_path: Path) -> None:
    assert read_kpis(tmp_path, (), frozenset(), None, []) == ()


def test_a_declaration_after_the_start_is_a_warning_and_is_kept(tmp_path: Path) -> None:
    found, faults = read(tmp_path, GOOD.replace("2026-07-31", "2026-08-15"))
    assert len(found) == 1
    assert [fault.severity for fault in faults] == [Severity.WARNING]
    assert faults[0].line == 10


@pytest.mark.parametrize(
    ("was", "becomes", "message"),
    [
        ('"fireworks"', '"firework"', "no event"),
        ('["stairs"]', '["stair"]', "no area"),
        ("minutes-above-limit", "happiness", "happiness"),
        ("2026-07-31", '"yesterday"', "day between"),
        ("minutes-above-limit", "minutes-to-clear", "empty"),
        ('"stairs"\nevent', '"Stairs!"\nevent', "permanent id"),
        ("target = 10", "target = -1", "target"),
        ("target = 10", "side = 'output'", "side"),
        (GOOD, GOOD + GOOD, "two key figures"),
        (GOOD, "kpi = 3", "kpi"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, was: str, becomes: str, message: str) -> None:
    _, faults = read(tmp_path, GOOD.replace(was, becomes, 1))
    assert faults
    assert any(message in fault.message for fault in faults), faults
    assert all(fault.line > 0 and fault.remedy for fault in faults)
