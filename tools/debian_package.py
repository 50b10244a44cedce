# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Download Debian's packages and unpack them in a folder of the project: nothing is installed, no rights are needed.

Standard library only, for it works before the environment is there.
"""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def can_unpack() -> bool:
    """Say whether this machine has Debian's tools."""
    return bool(shutil.which("apt-get") and shutil.which("dpkg-deb"))


def fetch(folder: Path, wanted: Callable[[], bool]) -> bool:
    """Make the folder and download into it; asks again with a fresh list of packages when that fails."""
    folder.mkdir(parents=True, exist_ok=True)
    if wanted():
        return True
    run(["apt-get", "--quiet=2", "update"])  # a machine that never asked knows no packages
    return wanted()


def download(package: str, folder: Path) -> bool:
    """Fetch a package from Debian's own servers, which apt verifies."""
    done = run(["apt-get", "--quiet=2", "download", package], folder=folder)
    return done is not None and done.returncode == 0


def extract_all(folder: Path) -> None:
    """Unpack every package that was downloaded into a folder, and remove the packages themselves."""
    for package in sorted(folder.glob("*.deb")):
        run(["dpkg-deb", "--extract", str(package), str(folder)])
        package.unlink()


def run(command: list[str], *, folder: Path | None = None) -> subprocess.CompletedProcess[str] | None:
    """Run a command without standard input and keep what it says; ``None`` when it cannot be run."""
    try:
        return subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=300,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
