# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads the KNMI's files of hourly values (``uurgegevens``), plain or zipped; knows nothing of Baken."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import BinaryIO

LARGEST_TEXT_BYTES: Final = 64 * 1024 * 1024
"""Of an unzipped file; ten years of one station are 12 MB."""

FIRST_COLUMNS: Final = ("STN", "YYYYMMDD")
HOURS: Final = ("HH", "H", "hour")

_LONGEST_LINE: Final = 4_000
_ROW: Final = re.compile(r"\s*\d{1,6}\s*,\s*\d{8}\s*,")
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,15}")


class DocumentError(ValueError):
    """What was delivered is no file of hourly values."""


@dataclass(frozen=True, slots=True)
class Row:
    """One hour of one station.

    Attributes
    ----------
    day, hour
        As they stand there: ``20250820``, and ``1`` (00 to 01 h UTC) to ``24``.
    values
        Texts by the name of their column; empty where there is no value.
    """

    line: int
    station: str
    day: str
    hour: str
    values: Mapping[str, str]


def text_of(stream: BinaryIO) -> Iterator[str]:
    """Yield the lines of a file, or of the one text in a zip archive.

    Raises
    ------
    DocumentError
        When the archive is broken, holds something else, or unpacks to more than is bearable.
    """
    raw = stream.read(LARGEST_TEXT_BYTES + 1)
    if raw[:2] == b"PK":
        raw = _unpacked(raw)
    if len(raw) > LARGEST_TEXT_BYTES:
        raise DocumentError(f"it is larger than {LARGEST_TEXT_BYTES} bytes")
    yield from raw.decode("utf-8-sig", "replace").splitlines()


def read_rows(lines: list[str], columns: tuple[str, ...] = ()) -> Iterator[Row | tuple[int, str]]:
    """Yield every row; of one that is broken its line number and its beginning.

    The line that names the columns (``# STN,YYYYMMDD,   HH,   DD, …``) says what stands where.

    Parameters
    ----------
    columns
        What stands where in a file without such a line.

    Raises
    ------
    DocumentError
        When there is neither such a line nor ``columns``, or no row at all.
    """
    names, has_rows = columns, False
    for number, line in enumerate(lines, 1):
        if _ROW.match(line):
            if not names:
                raise DocumentError("it does not name its columns")
            has_rows = True
            yield _row(number, line, names)
        else:
            names = _columns(line) or names
    if not has_rows:
        raise DocumentError("it has no rows")


def newest_day(lines: list[str]) -> str:
    """Return the latest day (``YYYYMMDD``) of any row; empty when there is none."""
    return max((line.split(",", 2)[1].strip() for line in lines if _ROW.match(line)), default="")


def _row(number: int, line: str, names: tuple[str, ...]) -> Row | tuple[int, str]:
    cells = [cell.strip() for cell in line.split(",")] if len(line) <= _LONGEST_LINE else []
    if len(cells) == len(names) + 1 and not cells[-1]:
        cells.pop()  # some files close each row with a comma
    if len(cells) != len(names):
        return number, line[:60]
    values = dict(zip(names, cells, strict=True))
    hour = next((values[name] for name in HOURS if name in values), "")
    return Row(number, values["STN"], values["YYYYMMDD"], hour, values)


def _columns(line: str) -> tuple[str, ...]:
    cells = tuple(cell.strip() for cell in line.lstrip("# \t").split(",")) if len(line) <= _LONGEST_LINE else ()
    if cells[:2] != FIRST_COLUMNS:
        return ()
    cells = cells[:-1] if cells[-1] == "" else cells
    if not all(map(_NAME.fullmatch, cells)) or len(set(cells)) < len(cells):
        raise DocumentError("the names of its columns cannot be read")
    return cells


def _unpacked(raw: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            if len(names) != 1:
                raise DocumentError(f"the archive holds {len(names)} files instead of one")
            with archive.open(names[0]) as member:
                return member.read(LARGEST_TEXT_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise DocumentError("the archive is broken") from error
