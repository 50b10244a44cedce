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
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from typing import IO, BinaryIO

LARGEST_TABLE_BYTES: Final = 4 * 1024**3
"""Of one table, unzipped; ``stop_times.txt`` of a country takes about 1 GB."""

LONGEST_LINE: Final = 64 * 1024
_BLOCK_BYTES: Final = 1024 * 1024
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
        try:
            heading = self._heading(table, required)
            yield from self._rows(table, heading, (*required, *optional))
        except csv.Error as error:
            raise FeedError(f"{table}.txt is no table: {error}") from error
        except _BROKEN as error:
            raise FeedError(f"{table}.txt cannot be read: {error}") from error

    def chosen(
        self,
        table: str,
        required: tuple[str, ...],
        optional: tuple[str, ...],
        column: str,
        values: Collection[str],
        *,
        tell: bool = True,
    ) -> Iterator[tuple[str, ...]]:
        """Yield the stripped cells of rows with one of these values in a column; for tables of millions of rows.

        Parameters
        ----------
        tell
            Whether rows that cannot be read are problems; not when the table is read a second time.

        Raises
        ------
        FeedError
            As :meth:`rows`.
        """
        import pyarrow as pa

        try:
            heading = self._heading(table, required)
            yield from self._chosen(table, heading, (*required, *optional), column, values, tell=tell)
        except pa.ArrowException as error:
            raise FeedError(f"{table}.txt is no table: {str(error)[:200]}") from error
        except _BROKEN as error:
            raise FeedError(f"{table}.txt cannot be read: {error}") from error

    def _chosen(
        self,
        table: str,
        heading: list[str],
        columns: tuple[str, ...],
        column: str,
        values: Collection[str],
        *,
        tell: bool,
    ) -> Iterator[tuple[str, ...]]:
        import pyarrow as pa
        import pyarrow.compute as pc
        from pyarrow import csv as arrow_csv

        def ragged(row: Any) -> str:
            if tell:
                self._problem(RAGGED, f"{table}.txt, line {row.number}")
            return "skip"

        there = [name for name in columns if name in heading]
        wanted = pa.array(sorted(values), pa.string())
        with self._archive.open(f"{table}.txt") as raw:
            reader = arrow_csv.open_csv(
                raw,
                read_options=arrow_csv.ReadOptions(
                    use_threads=False, block_size=_BLOCK_BYTES, column_names=heading, skip_rows=1
                ),
                parse_options=arrow_csv.ParseOptions(invalid_row_handler=ragged),
                convert_options=arrow_csv.ConvertOptions(
                    include_columns=there, column_types=dict.fromkeys(there, pa.string()), strings_can_be_null=False
                ),
            )
            for batch in reader:
                found = batch.filter(pc.is_in(pc.utf8_trim_whitespace(batch[column]), value_set=wanted))
                cells = [found[name].to_pylist() if name in there else [""] * len(found) for name in columns]
                yield from zip(*([cell.strip() for cell in column] for column in cells), strict=True)

    def _heading(self, table: str, required: tuple[str, ...]) -> list[str]:
        if not self.has(table):
            raise FeedError(f"there is no {table}.txt")
        info = self._archive.getinfo(f"{table}.txt")
        if info.file_size > LARGEST_TABLE_BYTES:
            raise FeedError(f"{table}.txt is larger than {LARGEST_TABLE_BYTES} bytes")
        with self._archive.open(info) as raw:
            heading = [cell.strip() for cell in next(csv.reader(_lines(raw)), [])]
        for column in required:
            if column not in heading:
                raise FeedError(f"{table}.txt has no column {column}")
        return heading

    def _rows(self, table: str, heading: list[str], columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        # -1 reads the empty cell that is put behind each row.
        places = [heading.index(c) if c in heading else -1 for c in columns]
        with self._archive.open(f"{table}.txt") as raw:
            reader = csv.reader(_lines(raw))
            next(reader, None)
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
