# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A small city that is in order, for tests that put something in it out of order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from baken.plugin.scaffold import new_city

if TYPE_CHECKING:
    from pathlib import Path

FILES: Final = ("city.toml", "areas.geojson", "gates.geojson", "streams.toml", "connectors/csv_counts.toml")


def small_city(into: Path) -> Path:
    """Make it in a folder; return its own folder."""
    made = new_city(into, "almere")
    for path in made.rglob("*"):
        if path.is_file():
            text = path.read_text().replace("TODO", "done:")
            path.write_text(re.sub(r"review_by = [0-9-]+", "review_by = 2199-12-31", text))
    return made
