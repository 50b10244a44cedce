# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads what a city folder says about its sensors, as plain tables; knows nothing of Baken."""

from __future__ import annotations

import hashlib
import tomllib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_BYTES: Final = 20_000_000
READ: Final = ("city.toml", "areas.geojson", "gates.geojson", "streams.toml", "simulation/**/*.toml")
"""All files on which a simulated day depends."""


class FileError(Exception):
    """A file that is not there, too large, or not TOML."""


def declared_streams(folder: Path, connector: str) -> list[dict[str, Any]]:
    """Return the tables of ``streams.toml`` that name a connector.

    Raises
    ------
    FileError
        When the file is not TOML with streams.
    """
    tables = _table(folder / "streams.toml").get("stream", [])
    if not isinstance(tables, list):
        raise FileError("streams.toml has no [[stream]]")
    return [table for table in tables if isinstance(table, dict) and table.get("connector") == connector]


def time_zone(folder: Path) -> str:
    """Return the time zone that ``city.toml`` names; UTC when there is no such file."""
    path = folder / "city.toml"
    zone = _table(path).get("time_zone", "UTC") if path.exists() else "UTC"
    if not isinstance(zone, str):
        raise FileError("time_zone in city.toml is no text")
    return zone


def fingerprint(folder: Path) -> str:
    """Return what changes when a file changes on which the simulation depends."""
    digest = hashlib.sha256()
    for pattern in READ:
        for path in sorted(folder.glob(pattern)):
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(_bytes(path))
    return digest.hexdigest()[:16]


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_bytes(path).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise FileError(f"{path.name}: {error}") from error


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise FileError(f"{path.name} is larger than {LARGEST_BYTES // 1_000_000} MB")
        return path.read_bytes()
    except OSError as error:
        raise FileError(f"{path.name}: {error.strerror}") from error
