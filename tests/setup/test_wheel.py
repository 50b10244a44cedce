# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A wheel is enough: screens and cities are in it, and it runs from an empty environment."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
import urllib.request
import zipfile
from pathlib import Path

import pytest

from running_server import running_server

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]


def run(*command: str | Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "BAKEN_SKIP_WEB"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``uv build`` makes: a source archive, and from it a wheel."""
    folder = tmp_path_factory.mktemp("dist")
    run(ROOT / ".tools" / "bin" / "uv", "build", "--quiet", "--out-dir", folder)
    return folder


@pytest.fixture(scope="module")
def wheel(distributions: Path) -> Path:
    return next(distributions.glob("*.whl"))


def test_wheel_holds_screens_cities_and_licence_but_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "baken/service/static/index.html" in names
    assert {"baken/cities/auckland/city.toml", "baken/cities/scheveningen/city.toml"} <= set(names)
    assert "baken/cities/scheveningen/simulation/scenarios/fireworks-evening.toml" in names
    assert any(name.endswith("licenses/LICENSES/EUPL-1.2.txt") for name in names)
    tests = [name for name in names if re.search(r"(^|/)(test_[^/]*|conftest)\.py$", name)]
    assert not tests


def test_wheel_says_what_it_is_made_of(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    [name] = [name for name in archive.namelist() if name.endswith(".dist-info/sboms/sbom.cdx.json")]
    bill = json.loads(archive.read(name))
    parts = {part["name"] for part in bill["components"]}
    assert (bill["bomFormat"], bill["metadata"]["component"]["name"]) == ("CycloneDX", "baken")
    assert {"litestar", "cryptography", "maplibre-gl", "react"} <= parts


def test_source_archive_holds_the_built_screens_and_their_sources(distributions: Path) -> None:
    with tarfile.open(next(distributions.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"src/baken/service/static/index.html", "web/package-lock.json", "Makefile"} <= names
    assert not [name for name in names if "node_modules" in name]


def test_demonstration_runs_from_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    uv = ROOT / ".tools" / "bin" / "uv"
    locked = tmp_path / "locked.txt"
    run(uv, "export", "--quiet", "--frozen", "--no-dev", "--no-hashes", "--no-emit-project", "--output-file", locked)
    run(uv, "venv", "--quiet", "--python", sys.executable, tmp_path / "venv")
    python = tmp_path / "venv" / "bin" / "python"
    run(uv, "pip", "install", "--quiet", "--python", python, "--constraint", locked, wheel)
    command = [str(tmp_path / "venv" / "bin" / "baken"), "demo", "--no-browser", "--port", "0"]
    nothing_else = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    with running_server(command, cwd=tmp_path, environment=nothing_else) as address:
        page = fetch(f"{address}/").decode()
        scripts = re.findall(r'<script[^>]+src="([^"]+)"', page)
        assert scripts
        assert all(fetch(f"{address}/{script.lstrip('./')}") for script in scripts)
        picture = json.loads(fetch(f"{address}/api/v1/picture"))
        assert picture["areaIds"]


def fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=30) as answer:
        content: bytes = answer.read()
    return content
