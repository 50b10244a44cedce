# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What README.md of a connector shows can be copied into a city: settings that open, and streams that it knows."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from baken.plugin.live import is_live
from baken.plugin.protocol import Settings
from baken.plugin.registry import ConnectorRegistry

REGISTRY = ConnectorRegistry()
TESTS = Path(__file__).parents[2]
NEEDS_A_CITY = frozenset({"simulated_city"})
"""These open only in a city folder with more than their settings; that city's own tests open them."""

BLOCK = re.compile(r"```toml\n(.*?)```", re.DOTALL)

SHOWN = [
    (name, blocks)
    for name in REGISTRY.names()
    if not REGISTRY.folder(name).is_relative_to(TESTS)
    and name not in NEEDS_A_CITY
    and len(blocks := BLOCK.findall((REGISTRY.folder(name) / "README.md").read_text(encoding="utf-8"))) >= 2
    and f"connectors/{name}.toml" in blocks[0]
]
"""Connectors whose first example is their settings, with all examples."""


def with_files(folder: Path, name: str, settings: Any) -> None:
    """Put a file in the place of each that the settings name; what is in it plays no part in opening them."""
    for table in settings.values() if isinstance(settings, dict) else settings:
        if isinstance(table, (dict, list)):
            with_files(folder, name, table)
        elif isinstance(table, str) and re.fullmatch(r"data/[\w.-]+", table):
            (folder / "data").mkdir(exist_ok=True)
            (folder / table).touch()


@pytest.mark.parametrize(("name", "blocks"), SHOWN, ids=[name for name, _ in SHOWN])
def test_example_in_the_readme_opens_and_names_series_that_the_connector_knows(
    name: str, blocks: list[str], tmp_path: Path
) -> None:
    with_files(tmp_path, name, tomllib.loads(blocks[0]))
    (tmp_path / f"{name}.toml").write_text(blocks[0], encoding="utf-8")
    source = REGISTRY.connect(name, Settings(folder=tmp_path, file=f"{name}.toml"))
    streams = [s for block in blocks[1:] for s in tomllib.loads(block).get("stream", []) if s["connector"] == name]
    if not is_live(source):
        return
    for stream in streams:
        field = source.field_of(stream["provider_id"])
        assert field is not None, f"{name} does not know {stream['provider_id']!r}."
        told = (stream["observed_property"], stream["unit"], float(stream.get("interval_s", 0)))
        assert told == (field.quantity.value, field.unit, field.interval_s)


def test_examples_of_live_connectors_are_among_them() -> None:
    assert {"buienradar", "edr_coverage", "icalendar_events", "parking_spdp"} <= {name for name, _ in SHOWN}
