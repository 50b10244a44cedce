# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What stands in the way of the set-up is said in one sentence; the real Makefile runs, in a copy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

NEEDED = ("sh", "make", "dirname", "cat", "env", "awk")

NO_NETWORK = {
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "ALL_PROXY": "http://127.0.0.1:9",
    "NO_PROXY": "",
    "PIP_INDEX_URL": "https://127.0.0.1:9/simple",
    "PIP_EXTRA_INDEX_URL": "",
    "PIP_FIND_LINKS": "",
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_RETRIES": "0",
    "UV_HTTP_RETRIES": "0",
}


def run_make(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHON", "MAKEFLAGS", "MAKELEVEL")}
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=folder,
        env=kept | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def said(done: subprocess.CompletedProcess[str]) -> str:
    """What a person reads, without make's own closing line."""
    lines = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    return "\n".join(lines).strip()


def only(folder: Path, **programs: str) -> str:
    """A PATH on which there are the programs every machine has, and these shell scripts."""
    folder.mkdir()
    for name in NEEDED:
        found = shutil.which(name)
        assert found, name
        (folder / name).symlink_to(found)
    for name, script in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    return str(folder)


@pytest.mark.parametrize("target", ["demo", "test", "check", "setup"])
def test_old_python_is_one_sentence(bare_copy: Path, tmp_path: Path, target: str) -> None:
    done = run_make(bare_copy, target, PATH=only(tmp_path / "bin", python3="echo 3.9"))
    assert done.returncode != 0
    assert said(done).startswith("Baken needs Python 3.11 or newer; found only 3.9 (")
    assert said(done).count("\n") == 0


def test_no_python_at_all_is_one_sentence(bare_copy: Path, tmp_path: Path) -> None:
    done = run_make(bare_copy, "setup", PATH=only(tmp_path / "bin"))
    assert done.returncode != 0
    assert "found none" in said(done)
    assert "PYTHON=" in said(done)


def test_newer_python_beside_an_old_one_is_used(bare_copy: Path, tmp_path: Path) -> None:
    path = only(tmp_path / "bin", python3="echo 3.9")
    (tmp_path / "bin" / "python3.12").write_text('#!/bin/sh\n[ "$1" = -c ] && echo 3.12 || echo "ran $*"\n')
    (tmp_path / "bin" / "python3.12").chmod(0o755)
    assert "ran tools/set_up.py --browser" in run_make(bare_copy, "setup", PATH=path).stdout


def test_python_can_be_named(bare_copy: Path, tmp_path: Path) -> None:
    old = tmp_path / "old-python"
    old.write_text("#!/bin/sh\necho 3.10\n")
    old.chmod(0o755)
    done = run_make(bare_copy, "setup", f"PYTHON={old}")
    assert done.returncode != 0
    assert f"found only 3.10 ({old})" in said(done)


def test_folder_that_cannot_be_written_is_one_sentence(bare_copy: Path) -> None:
    (bare_copy / ".tools").write_text("in the way, also of root\n")
    done = run_make(bare_copy, "setup", f"PYTHON={sys.executable}")
    assert done.returncode != 0
    assert said(done).startswith("Baken cannot write in ")
    assert said(done).count("\n") == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_folder_of_somebody_else_is_one_sentence(bare_copy: Path) -> None:
    for folder in (bare_copy, *bare_copy.parents[:4]):
        folder.chmod(0o755)
    done = subprocess.run(
        ["sh", "tools/set_up.sh"],
        cwd=bare_copy,
        env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"},
        user=65534,
        group=65534,
        extra_groups=[],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Baken cannot write in ")


def test_no_network_for_uv_is_one_sentence(bare_copy: Path) -> None:
    done = run_make(bare_copy, "setup", f"PYTHON={sys.executable}", **NO_NETWORK)
    assert done.returncode != 0
    assert "could not be fetched from the Python package index: is there a network?" in said(done)
    assert said(done).count("\n") == 0


def test_no_network_for_packages_is_one_sentence(bare_copy: Path, uv: Path, tmp_path: Path) -> None:
    (bare_copy / ".tools" / "bin").mkdir(parents=True)
    shutil.copy(uv, bare_copy / ".tools" / "bin" / "uv")
    empty = {"UV_CACHE_DIR": str(tmp_path / "cache"), "BAKEN_SKIP_WEB": "1"}
    done = run_make(bare_copy, "setup", f"PYTHON={sys.executable}", **NO_NETWORK, **empty)
    assert done.returncode != 0
    assert said(done).startswith("The packages Baken needs could not be downloaded: is there a network")
    assert said(done).count("\n") == 0


def test_help_names_every_target(root: Path) -> None:
    shown = run_make(root, "help").stdout
    for target in ("demo", "test", "check", "setup", "format", "hooks", "wheel", "clean"):
        assert f"make {target} " in shown


def test_continuous_integration_runs_what_the_readme_names(root: Path) -> None:
    lines = (root / ".ci" / "run").read_text().splitlines()
    commands = [line for line in lines if line.startswith("make ")]
    assert commands == ["make test", "make check"]
    assert os.access(root / ".ci" / "run", os.X_OK)
    readme = (root / "README.md").read_text()
    assert all(command in readme for command in commands)
