# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where things are on this machine: shipped cities, the data folder, the built front end."""

from __future__ import annotations

import os
import sys
from importlib import resources
from pathlib import Path
from typing import Final

from baken.errors import BakenError
from baken.service.unfinished_restore import require_placed

PACKAGE: Final = Path(str(resources.files("baken")))


class PlaceError(BakenError):
    """A folder that is needed is not there or cannot be used."""


def shipped_cities() -> Path:
    """Return the folder of the cities that come with Baken: in the wheel, or in the checkout."""
    inside = PACKAGE / "cities"
    return inside if inside.is_dir() else PACKAGE.parent.parent / "cities"


def find_city(name: str) -> Path:
    """Return the folder of a city: a path, or the name of one that comes with Baken.

    Raises
    ------
    PlaceError
        Naming the cities that are there.
    """
    path = Path(name)
    if path.is_dir():
        return path
    shipped = shipped_cities()
    if "/" not in name.rstrip("/") and (shipped / name).is_dir():
        return shipped / name
    if name.startswith("cities/") and (shipped / path.name).is_dir():
        return shipped / path.name
    there = sorted(p.name for p in shipped.iterdir() if (p / "city.toml").is_file()) if shipped.is_dir() else []
    known = f"Give its folder, or one of: {', '.join(there)}." if there else "Give its folder."
    raise PlaceError(f"There is no city {name!r}.", remedy=known)


def default_data_folder(city: str) -> Path:
    """Return where a city's observations are kept when nothing else is said."""
    if override := os.environ.get("BAKEN_DATA"):
        return Path(override) / city
    if sys.platform == "darwin":
        return Path("~/Library/Application Support/baken").expanduser() / city
    return Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share").expanduser() / "baken" / city


def make_data_folder(folder: Path) -> Path:
    """Make the folder, and prove that it can be written.

    Raises
    ------
    PlaceError
        With what to do.
    UnfinishedRestoreError
        When a back-up is only partly back in it.
    """
    require_placed(folder)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # what is in it is for its owner
        probe = folder / ".writable"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        raise PlaceError(
            f"The data folder {folder} cannot be written: {error.strerror}.",
            remedy="Choose another one with --data, or change its permissions.",
        ) from error
    return folder


def front_end() -> Path | None:
    """Return the folder of the built front end, or None when it was not built."""
    static = PACKAGE / "service" / "static"
    return static if (static / "index.html").is_file() else None


def observations_file(data: Path) -> Path:
    """Return the file of observations in a data folder."""
    return data / "observations.duckdb"


def estimates_file(data: Path) -> Path:
    """Return the file of estimates per step in a data folder."""
    return data / "estimates.sqlite"


def forecasts_file(data: Path) -> Path:
    """Return the file of issued forecasts in a data folder."""
    return data / "forecasts.sqlite"


def models_folder(data: Path) -> Path:
    """Return the folder of fitted models in a data folder."""
    return data / "models"


def register_url(data: Path) -> str:
    """Return the SQLAlchemy address of the register in a data folder."""
    return f"sqlite:///{data / 'register.sqlite'}"
