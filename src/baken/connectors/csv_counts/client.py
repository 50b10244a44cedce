# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads CSV files row by row, and goes on after a row that is broken; knows nothing of Baken."""

from __future__ import annotations

import csv
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BROKEN: Final = "a quotation mark is not closed, or a field is too long"
RAGGED: Final = "another number of fields than the heading"
NOT_TEXT: Final = "not text in the declared encoding"

HEAD_BYTES: Final = 65_536
"""The beginning of a file by which it is recognised when it has grown."""

_CHUNK: Final = 1 << 20


class FileError(Exception):
    """A file that cannot be read as a table at all."""


@dataclass(frozen=True, slots=True)
class Form:
    """How the files are written."""

    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    skip_lines: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: its cells in the order that was asked for, or what is wrong with it."""

    file: str
    line: int
    cells: tuple[str, ...]
    problem: str = ""


def read_rows(paths: tuple[Path, ...], form: Form, columns: tuple[str, ...]) -> Iterator[Row]:
    """Yield the rows of all files, one after the other, with the cells of these columns.

    Raises
    ------
    FileError
        When a file is not there, has no heading, lacks a column or has one twice.
    """
    for path in paths:
        try:
            with path.open(encoding=_codec(form), errors="surrogateescape", newline="") as file:
                for _ in range(form.skip_lines):
                    next(file, None)
                reader = csv.reader(file, delimiter=form.delimiter, quotechar=form.quote)
                yield from _rows(path.name, reader, form, columns)
        except (OSError, UnicodeError) as error:
            raise FileError(f"{path.name} cannot be read: {error}") from error


def _rows(name: str, reader: Iterator[list[str]], form: Form, columns: tuple[str, ...]) -> Iterator[Row]:
    heading = _heading(name, reader)
    places = _places(name, heading, columns)
    line_num = _LineNumber(reader, form.skip_lines)
    while True:
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Row(name, line_num(), (), BROKEN)
            continue
        if not fields or fields == [""]:
            continue
        if len(fields) != len(heading):
            yield Row(name, line_num(), (), RAGGED)
            continue
        cells = tuple([fields[i] for i in places])
        yield Row(name, line_num(), cells, NOT_TEXT if any(_is_broken_text(c) for c in cells) else "")


class _LineNumber:
    """Tells on which line of the file a reader is."""

    def __init__(self, reader: object, skipped: int) -> None:
        self._reader = reader
        self._skipped = skipped

    def __call__(self) -> int:
        return int(getattr(self._reader, "line_num", 0)) + self._skipped


def _heading(name: str, reader: Iterator[list[str]]) -> list[str]:
    try:
        heading = [field.strip() for field in next(reader, [])]
    except csv.Error as error:
        raise FileError(f"the heading of {name} cannot be read: {error}") from error
    if not any(heading):
        raise FileError(f"{name} has no heading")
    return heading


def _places(name: str, heading: list[str], columns: tuple[str, ...]) -> tuple[int, ...]:
    for column in columns:
        if column not in heading:
            there = ", ".join(repr(h) for h in heading[:20])
            raise FileError(f"{name} has no column {column!r}, only {there}")
        if heading.count(column) > 1:
            raise FileError(f"the column {column!r} stands twice in the heading of {name}")
    return tuple(heading.index(column) for column in columns)


def _is_broken_text(cell: str) -> bool:
    return not cell.isascii() and any(0xDC80 <= ord(c) <= 0xDCFF for c in cell)


def _codec(form: Form) -> str:
    return "utf-8-sig" if form.encoding.lower().replace("_", "-") in {"utf-8", "utf8"} else form.encoding


def count_lines(paths: tuple[Path, ...]) -> int:
    """Return about how many rows there are: line ends, less one heading per file."""
    lines = 0
    for path in paths:
        last = b""
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                lines += chunk.count(b"\n")
                last = chunk[-1:]
        lines += last not in (b"\n", b"") or 0
        lines -= 1
    return max(0, lines)


def fingerprint(paths: tuple[Path, ...], size: int | None = None) -> str:
    """Return what tells these files from others, from the beginning of the first.

    Parameters
    ----------
    size
        So many bytes of the beginning; None for as many as there are, up to :data:`HEAD_BYTES`.
    """
    with paths[0].open("rb") as file:
        head = file.read(HEAD_BYTES if size is None else size)
    return f"{len(head)}.{zlib.crc32(head):08x}"
