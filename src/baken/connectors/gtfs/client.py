# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads the tables of a GTFS timetable out of its zip file, row by row; knows nothing of Baken.

Source: https://gtfs.org/documentation/schedule/reference/.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO, BinaryIO

LARGEST_TABLE_BYTES: Final = 4 * 1024**3
"""Of one table, unzipped; ``stop_times.txt`` of a country takes about 1 GB."""

LONGEST_LINE: Final = 64 * 1024
RAGGED: Final = "another number of fields than the heading"

_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)
"""What comes out of a damaged, encrypted or otherwise unreadable zip file."""


class FeedError(Exception):
    """A file that is no timetable, or one of which a table cannot be read."""


class Feed:
    """The tables of one timetable."""

    def __init__(self, archive: zipfile.ZipFile, problem: Callable[[str, str], None]) -> None:
        self._archive = archive
        self._problem = problem

    def has(self, table: str) -> bool:
        """Tell whether there is such a table."""
        return f"{table}.txt" in self._archive.namelist()

    def rows(self, table: str, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
        """Yield the stripped cells of these columns, row by row; an optional column that is not there is empty.

        Raises
        ------
        FeedError
            When the table or a required column is not there, or what stands in it is no text.
        """
        if not self.has(table):
            raise FeedError(f"there is no {table}.txt")
        try:
            yield from self._rows(table, required, optional)
        except csv.Error as error:
            raise FeedError(f"{table}.txt is no table: {error}") from error
        except _BROKEN as error:
            raise FeedError(f"{table}.txt cannot be read: {error}") from error

    def _rows(self, table: str, required: tuple[str, ...], optional: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        info = self._archive.getinfo(f"{table}.txt")
        if info.file_size > LARGEST_TABLE_BYTES:
            raise FeedError(f"{table}.txt is larger than {LARGEST_TABLE_BYTES} bytes")
        with self._archive.open(info) as raw:
            reader = csv.reader(_lines(raw))
            heading = [cell.strip() for cell in next(reader, [])]
            for column in required:
                if column not in heading:
                    raise FeedError(f"{table}.txt has no column {column}")
            # -1 reads the empty cell that is put behind each row.
            places = [heading.index(c) if c in heading else -1 for c in (*required, *optional)]
            for cells in reader:
                if len(cells) == len(heading):
                    cells.append("")
                    yield tuple([cells[place].strip() for place in places])
                elif cells:
                    self._problem(RAGGED, f"{table}.txt, line {reader.line_num}")


@contextmanager
def opened(stream: BinaryIO, problem: Callable[[str, str], None]) -> Iterator[Feed]:
    """Give the timetable in a zip file.

    Parameters
    ----------
    problem
        Told of each row that cannot be read: reason, and where it stands.

    Raises
    ------
    FeedError
        When it is no zip file.
    """
    try:
        archive = zipfile.ZipFile(stream)
    except _BROKEN as error:
        raise FeedError(f"it is no zip file: {error}") from error
    with archive:
        yield Feed(archive, problem)


def _lines(raw: IO[bytes]) -> Iterator[str]:
    text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise FeedError(f"a line is longer than {LONGEST_LINE} characters")
        yield line
