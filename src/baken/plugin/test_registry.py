# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which connectors there are, and what happens when one is broken."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import EntryPoint
from typing import TYPE_CHECKING

import pytest

from baken.plugin.manifest import ManifestError, load_manifest
from baken.plugin.protocol import Settings
from baken.plugin.registry import GROUP, BrokenConnectorError, ConnectorRegistry, UnknownConnectorError

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
id = "shop_counts"
title = "Shop counts"
owner = "Somebody"
grade = "emerging"
description = "Counts at shops."
cadence_s = 60
[[observes]]
property = "pedestrian_count"
unit = "{person}"
[provider]
name = "Shops"
"""


def registry_of(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, code: str) -> ConnectorRegistry:
    """Put a package with a connector on the path."""
    package = folder / name
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "connector.py").write_text(code)
    (package / "manifest.toml").write_text(GOOD.replace("shop_counts", name))
    monkeypatch.syspath_prepend(str(folder))
    return ConnectorRegistry([EntryPoint(name, name, GROUP)])


def test_nothing_of_a_connector_is_imported_before_it_is_used() -> None:
    code = (
        "import sys\nfrom baken.plugin.registry import ConnectorRegistry\n"
        "r = ConnectorRegistry()\nassert r.manifest('auckland_counts').title\n"
        "loaded = [m for m in sys.modules if m.startswith('baken.connectors.')]\nassert not loaded, loaded\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_unknown_connector_suggests_the_nearest() -> None:
    with pytest.raises(UnknownConnectorError, match="Did you mean 'auckland_counts'"):
        ConnectorRegistry().manifest("aukland_counts")


def test_connector_whose_package_is_gone_is_named() -> None:
    registry = ConnectorRegistry([EntryPoint("gone", "no_such_package.gone", GROUP)])
    with pytest.raises(BrokenConnectorError, match="'gone' of no_such_package"):
        registry.folder("gone")


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("raise RuntimeError('boom')", "cannot be imported: RuntimeError: boom"),
        ("import no_such_library", "cannot be imported: ModuleNotFoundError"),
        ("def connect(settings): ...", "no function from_fixture"),
        ("def connect(settings): return {}['x']\ndef from_fixture(path): ...", "failed: KeyError"),
    ],
)
def test_broken_connector_is_named_with_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, message: str
) -> None:
    name = f"broken_{abs(hash(code)):x}"
    registry = registry_of(tmp_path, monkeypatch, name, code)
    with pytest.raises(BrokenConnectorError, match=message):
        registry.connect(name, Settings(folder=tmp_path))


@pytest.mark.parametrize(
    ("before", "after", "line", "message"),
    [
        ('id = "shop_counts"', 'id = "Shop"', 2, "not a plug-in id"),
        ('id = "shop_counts"', 'id = "other"', 2, "not the name of the folder"),
        ('grade = "emerging"', 'grade = "perfect"', 5, "'perfect' is not a grade"),
        ("cadence_s = 60", "cadence_s = -1", 7, "cadence_s = -1 is not possible"),
        ("cadence_s = 60", "cadence_s = true", 7, "cadence_s must be a number, not true or false"),
        ('unit = "{person}"', 'unit = "m/s"', 10, "observed in '{person}', not in 'm/s'"),
        ('property = "pedestrian_count"', 'property = "faces"', 9, "'faces' is not a property"),
        ('name = "Shops"', 'name = "Shops"\nextra = 1', 13, "'extra' is not a key"),
        ('owner = "Somebody"\n', "", 1, "owner is missing"),
        ('title = "Shop counts"', "title =", 3, "not TOML"),
    ],
)
def test_faults_of_a_manifest_have_their_line(tmp_path: Path, before: str, after: str, line: int, message: str) -> None:
    folder = tmp_path / "shop_counts"
    folder.mkdir()
    (folder / "manifest.toml").write_text(GOOD.replace(before, after))
    with pytest.raises(ManifestError) as caught:
        load_manifest(folder)
    assert [(f.line, message in f.message) for f in caught.value.faults] == [(line, True)], caught.value


def test_good_manifest_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "shop_counts"
    folder.mkdir()
    (folder / "manifest.toml").write_text(GOOD)
    assert load_manifest(folder).observes[0].unit == "{person}"
