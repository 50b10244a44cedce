# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The checks before a commit find a fault, without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def repository(root: Path, tmp_path: Path) -> Path:
    """A new repository with our hooks, our environment and one file."""
    for name in (".pre-commit-config.yaml", "pyproject.toml"):
        shutil.copy(root / name, tmp_path / name)
    (tmp_path / ".venv").symlink_to(root / ".venv")
    (tmp_path / "module.py").write_text('"""A module."""\n\nx = {  "a":1 }\n')
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "module.py", ".pre-commit-config.yaml"], cwd=tmp_path, check=True)
    return tmp_path


def run_hooks(folder: Path, skip: str) -> subprocess.CompletedProcess[str]:
    no_network = {"HTTPS_PROXY": "http://127.0.0.1:9", "PRE_COMMIT_HOME": str(folder / "cache"), "SKIP": skip}
    command = [".venv/bin/pre-commit", "run", "--files", "module.py"]
    return subprocess.run(command, cwd=folder, env=os.environ | no_network, capture_output=True, text=True, check=False)


def test_hooks_put_a_file_in_form(repository: Path) -> None:
    first = run_hooks(repository, skip="layers,front-end,licences")
    assert first.returncode == 1, first.stdout + first.stderr
    assert 'x = {"a": 1}' in (repository / "module.py").read_text()
    again = run_hooks(repository, skip="layers,front-end,licences")
    assert again.returncode == 0, again.stdout + again.stderr


def test_hooks_notice_a_missing_licence(repository: Path) -> None:
    done = run_hooks(repository, skip="format,lint,layers,front-end")
    assert done.returncode == 1
    assert "module.py" in done.stdout
