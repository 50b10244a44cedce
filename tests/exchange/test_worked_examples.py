# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The settings and streams that the connectors' own pages show work as they stand there."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from baken.plugin.live import is_live
from baken.plugin.protocol import Settings
from baken.plugin.registry import ConnectorRegistry
from baken.vocabulary.quantity import Quantity, require_unit
from servers import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from baken.plugin.live import LiveConnector

REGISTRY = ConnectorRegistry()
CONNECTORS = ROOT / "src" / "baken" / "connectors"
MINE = ("crowd_camera", "device_counts", "mqtt", "ngsi_ld", "panel_counts", "sensorthings_source")
BLOCK = re.compile(r"^```toml\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(name: str) -> list[str]:
    return BLOCK.findall((CONNECTORS / name / "README.md").read_text(encoding="utf-8"))


def connected(name: str, folder: Path) -> LiveConnector:
    """Return a connector with the settings that its page shows."""
    (text,) = [block for block in blocks(name) if block.startswith(f"# cities/<name>/connectors/{name}.toml")]
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    connector = REGISTRY.connect(name, Settings(folder=folder, file=f"{name}.toml"))
    assert is_live(connector)
    return connector


def streams(name: str) -> list[dict[str, Any]]:
    return [s for block in blocks(name) if "[[stream]]" in block for s in tomllib.loads(block)["stream"]]


@pytest.mark.parametrize("name", MINE)
def test_settings_of_the_page_can_be_used(name: str, tmp_path: Path) -> None:
    assert connected(name, tmp_path).endpoints


@pytest.mark.parametrize("name", MINE)
def test_stream_of_the_page_is_what_the_connector_says_of_its_name(name: str, tmp_path: Path) -> None:
    shown = streams(name)
    assert shown
    for stream in shown:
        field = connected(name, tmp_path).field_of(stream["provider_id"])
        assert field is not None, stream["provider_id"]
        assert (field.quantity, field.unit) == (Quantity(stream["observed_property"]), stream["unit"])
        require_unit(field.quantity, stream["unit"])
        assert field.interval_s == stream["interval_s"]
        assert {"stale_after_s", "relative_error", "error_source", "name", "id"} <= stream.keys()
