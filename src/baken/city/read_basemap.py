# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads what is needed of the map underneath: which layers there are, and that nothing leads out of the folder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from baken.declaration.document import read_document
from baken.declaration.fault import Fault, Severity

if TYPE_CHECKING:
    from pathlib import Path

    from baken.declaration.document import Document
    from baken.declaration.reader import TableReader

BASEMAP_FOLDER: Final = "basemap"

LAYERS: Final = ("water", "land", "green", "roads", "rail", "buildings", "labels")
"""The layers of a schematic map, from the lowest to the highest; each may be left out."""

LARGEST_LAYER_BYTES: Final = 20_000_000


def read_layers(folder: Path, faults: list[Fault]) -> dict[str, str]:
    """Return name and file of every layer of a schematic map, relative to the city folder."""
    layers: dict[str, str] = {}
    basemap = folder / BASEMAP_FOLDER
    if not basemap.is_dir():
        message = "The schematic map has no folder."
        faults.append(Fault(BASEMAP_FOLDER, 0, message, f"Add {BASEMAP_FOLDER}/ with {', '.join(LAYERS)}."))
        return layers
    for name in LAYERS:
        file = f"{BASEMAP_FOLDER}/{name}.geojson"
        path = folder / file
        if path.exists() or path.is_symlink():
            _read_layer(folder, file, faults)
            layers[name] = file
    unknown = [path for path in sorted(basemap.glob("*.geojson")) if path.stem not in LAYERS]
    faults.extend(_unknown_layer(path.stem) for path in unknown)
    if not layers:
        faults.append(Fault(BASEMAP_FOLDER, 0, "The schematic map has no layers.", f"Add {LAYERS[0]}.geojson."))
    return layers


def _unknown_layer(name: str) -> Fault:
    message = f"{name!r} is not a layer of the schematic map."
    remedy = f"Use one of: {', '.join(LAYERS)}."
    return Fault(f"{BASEMAP_FOLDER}/{name}.geojson", 0, message, remedy, Severity.WARNING)


def _read_layer(folder: Path, file: str, faults: list[Fault]) -> None:
    document = read_document(folder, file, faults, largest=LARGEST_LAYER_BYTES)
    if document is not None:
        _check_collection(document, faults)


def _check_collection(document: Document, faults: list[Fault]) -> None:
    data = document.data
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(data, dict) or data.get("type") != "FeatureCollection" or not isinstance(features, list):
        message = "This is not a GeoJSON FeatureCollection."
        faults.append(Fault(document.file, 1, message, 'Begin with {"type": "FeatureCollection", "features": ['))
        return
    for i, feature in enumerate(features):
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        if not isinstance(geometry, dict) or not isinstance(geometry.get("coordinates"), list):
            line = document.line_of(("features", i))
            faults.append(Fault(document.file, line, "The feature has no geometry.", "Draw it or remove it."))


def read_archive(table: TableReader, key: str, url: str, folder: Path, *, may_be_file: bool) -> None:
    """Check the address of tiles: ``https://``, or (for one archive) a file inside the city folder."""
    if re.fullmatch(r"https?://[^\s\"'<>]+", url):
        return
    if not may_be_file:
        table.fault(key, f"{url!r} is not a web address.", "Write it with https:// in front.")
        return
    try:
        path = (folder / url).resolve()
        inside = path.is_relative_to(folder.resolve())
        there = inside and path.is_file()
    except (OSError, ValueError, RuntimeError):
        inside = there = False
    if not inside:
        message = "The path leads out of the city folder."
        table.fault(key, message, "Put the archive inside the folder, or give an https:// address.")
    elif not there:
        table.fault(key, f"There is no file {url!r}.", "Put the archive there, or give an https:// address.")
