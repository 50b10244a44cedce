# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A copy of the set-up alone, in a folder of its own, and the scripts in tools/ as modules."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))


@pytest.fixture
def root() -> Path:
    return ROOT


@pytest.fixture
def bare_copy(tmp_path: Path) -> Path:
    """What a clone has before anything ran: enough of it for the set-up to start and to fail."""
    copy = tmp_path / "clone"
    ignore = shutil.ignore_patterns("node_modules", "__pycache__")
    shutil.copytree(ROOT / "tools", copy / "tools", ignore=ignore)
    for name in ("Makefile", "pyproject.toml", "uv.lock", "hatch_build.py", "README.md"):
        shutil.copy(ROOT / name, copy / name)
    shutil.copytree(ROOT / "LICENSES", copy / "LICENSES")
    shutil.copytree(ROOT / "src" / "baken" / "vocabulary", copy / "src" / "baken" / "vocabulary", ignore=ignore)
    return copy


@pytest.fixture
def uv(root: Path) -> Path:
    """The uv of the set-up."""
    path = root / ".tools" / "bin" / "uv"
    assert path.is_file(), "run 'make setup' first"
    return path
