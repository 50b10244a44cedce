# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A made-up city with ten weeks of counts that follow hour and weekday, so that what comes can be foreseen."""

from __future__ import annotations

import math
import random
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from baken.plugin.scaffold import new_city

if TYPE_CHECKING:
    from pathlib import Path

WEEKS: Final = 10
FIRST: Final = datetime(2025, 6, 2)  # noqa: DTZ001 - local time of the city, as its counters write it
FRIDAY_NOON: Final = "2025-08-01T12:00"
"""Eight weeks and a half after the first count: the next day is a Saturday."""
PEAK_PER_H: Final = 15_000
SEED: Final = 5

FAIR: Final = """
[[event]]
id = "fair-2025"
title = "Summer fair"
kind = "fair"
start = "2025-08-02T13:00"
end = "2025-08-02T18:00"
area_ids = ["main-street"]
expected_visitors = 90
announced_on = 2025-06-01
source = "Made up"
"""
PLANNING: Final = '\n[planning]\npersons_per_steward = 25\nsource = "Made up"\n'


def foreseen_city(into: Path) -> Path:
    """Make the city in a folder, and return its own folder."""
    city = new_city(into, "almere")
    for path in city.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8").replace("TODO ", "").replace("TODO", "done")
            text = re.sub(r"valid_from = [0-9-]+", "valid_from = 2025-01-01", text)
            path.write_text(re.sub(r"review_by = [0-9-]+", "review_by = 2199-12-31", text), encoding="utf-8")
    _change(city / "city.toml", '"2025-07-01T08:00"', f'"{FRIDAY_NOON}"')
    _change(city / "city.toml", "speed = 600", "speed = 1")
    with (city / "city.toml").open("a", encoding="utf-8") as settings:
        settings.write(PLANNING)
    (city / "calendar.toml").write_text(FAIR.lstrip(), encoding="utf-8")
    (city / "data" / "counts.csv").write_text(counts(), encoding="utf-8")
    return city


def counts() -> str:
    """Return the counts of ten weeks, hour by hour: most in the afternoon, half as many again at the weekend."""
    chance, rows = random.Random(SEED), ["time,main street"]
    for hour in range(WEEKS * 168):
        at = FIRST + timedelta(hours=hour)
        usual = 0.02 + math.exp(-(((at.hour - 15) / 3.5) ** 2))
        weekend = 1.5 if at.weekday() >= 5 else 1.0
        rows.append(f"{at.isoformat()},{PEAK_PER_H / 1.5 * usual * weekend * chance.lognormvariate(0, 0.12):.0f}")
    return "\n".join(rows) + "\n"


def _change(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, (path.name, before, text.count(before))
    path.write_text(text.replace(before, after), encoding="utf-8")
