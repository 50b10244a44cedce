# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""Reads CTX, the text with bars of KV78turbo, line by line; knows nothing of Baken.

A message has one line ``\G`` (what it is and when it was made), and tables: ``\T`` with the name, ``\L`` with the names
of the columns, then a line per record. ``\0`` means that there is no value; ``\i``, ``\p``, ``\r`` and ``\n`` stand
for backslash, bar and line ends. Source: BISON, koppelvlak 7 and 8 turbo.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

PASSAGES: Final = "DATEDPASSTIME"

LONGEST_LINE: Final = 64 * 1024
_ESCAPES: Final = {"\\i": "\\", "\\p": "|", "\\r": "\r", "\\n": "\n", "\\0": ""}
_ESCAPE: Final = re.compile(r"\\[ipr0n]")


class MessageError(Exception):
    """A text that is no CTX at all."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a table by the names of its columns, or what is wrong with it.

    Attributes
    ----------
    made
        When the message says that it was made; empty when it does not.
    """

    made: str
    table: str
    line: int
    values: dict[str, str]
    problem: str = ""


def read_records(stream: BinaryIO) -> Iterator[Record]:
    """Yield the records of a message.

    Raises
    ------
    MessageError
        When it does not begin as CTX does, is no UTF-8, or ends in the middle of a line.
    """
    made, table = "", ""
    columns: list[str] = []
    for number, line in enumerate(_lines(stream), 1):
        if number == 1:
            made = _made(line)
        elif line.startswith("\\T"):
            table, columns = line[2:].split("|")[0], []
        elif line.startswith("\\L"):
            columns = line[2:].split("|")
        elif line:
            yield _record(made, table, number, columns, line)


def _lines(stream: BinaryIO) -> Iterator[str]:
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    try:
        while line := text.readline(LONGEST_LINE):
            if not line.endswith("\n"):
                raise MessageError("a line is not ended: the message is cut off, or a line is too long")
            yield line.rstrip("\r\n").replace("\ufeff", "")
    except UnicodeDecodeError as error:
        raise MessageError(f"it is not UTF-8: {error}") from error
    finally:
        # The stream belongs to the caller.
        text.detach()


def _made(line: str) -> str:
    if not line.startswith("\\G"):
        raise MessageError(f"it begins with {line[:40]!r}, not with \\G")
    parts = line.split("|")
    return parts[7] if len(parts) > 7 else ""


def _record(made: str, table: str, number: int, columns: list[str], line: str) -> Record:
    cells = line.split("|")
    if not columns:
        return Record(made, table, number, {}, "a record without names of columns before it")
    if len(cells) != len(columns):
        return Record(made, table, number, {}, "another number of fields than columns")
    values = {name: _plain(cell) for name, cell in zip(columns, cells, strict=True)}
    return Record(made, table, number, values)


def _plain(cell: str) -> str:
    return _ESCAPE.sub(lambda found: _ESCAPES[found[0]], cell) if "\\" in cell else cell
