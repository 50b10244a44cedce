# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files that are there as a whole or not at all, also after a crash or a power failure."""

from __future__ import annotations

import os
from pathlib import Path


def replace_file(path: Path, content: bytes) -> None:
    """Replace a file: after a crash it holds this content or the one before."""
    beside = path.with_suffix(path.suffix + ".part")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make sure that a file that was made or removed in a folder still is so after a power failure."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folders(folder: Path) -> None:
    """Make sure of a folder and of every folder in it, as :func:`sync_folder`; links are not followed."""
    for place, _, _ in os.walk(folder, followlinks=False):
        sync_folder(Path(place))
