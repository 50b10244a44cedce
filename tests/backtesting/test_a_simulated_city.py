# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A simulated city can be backtested: on the weeks before the day that it plays."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np

from baken.forecast.model import SeriesKind
from baken.forecast.wall_clock import wall_time
from baken.service.backtesting.history import city_history
from baken.service.backtesting.running import Asked, plan_of
from baken.service.places import find_city

if TYPE_CHECKING:
    from pathlib import Path


def test_its_counts_and_areas_are_known_for_weeks(tmp_path: Path) -> None:
    folder = tmp_path / "scheveningen"
    shutil.copytree(find_city("scheveningen"), folder)
    weeks = folder / "simulation" / "weeks.toml"
    weeks.write_text(weeks.read_text(encoding="utf-8").replace("days = 56", "days = 30"), encoding="utf-8")
    city, history = city_history(folder, tmp_path)
    panel = history.panel
    assert city.simulated
    assert {one.kind for one in panel.series} == {SeriesKind.COUNT, SeriesKind.PERSONS}
    assert wall_time(panel.end_min).isoformat() == "2026-08-14T04:00:00"
    assert np.isfinite(panel.since(panel.start_min + 240).values).all()
    plan = plan_of(panel, Asked(models=("seasonal-naive",), leads_h=24))
    assert len(plan.origins_min) >= 2
