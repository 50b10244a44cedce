# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads the records of a supplier from CSV or JSON; knows nothing of Baken.

A record is a flat table of the names that were asked for to what stands there. In CSV a name is a heading; in JSON it
is a pointer (RFC 6901) inside one record, such as ``/zone/code``.
"""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

RAGGED: Final = "another number of fields than the heading"

_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,6}")
_BOM: Final = "\ufeff"


class RecordsError(Exception):
    """What was delivered is not the table that was declared."""


class _Nothing:
    """Stands for a value that is not there, which is not null."""


NOTHING: Final = _Nothing()


@dataclass(frozen=True, slots=True)
class CsvForm:
    """How a CSV file is written."""

    delimiter: str = ","
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Record:
    """One record.

    Attributes
    ----------
    where
        Words that lead to it.
    values
        What stands under each name that was asked for; only those that are there.
    everything
        All that stands in the record, asked for or not.
    problem
        Why it cannot be read; empty when it can.
    """

    where: str
    values: dict[str, Any]
    everything: Mapping[str, Any]
    problem: str = ""


def csv_records(raw: bytes, form: CsvForm, names: tuple[str, ...]) -> Iterator[Record]:
    """Yield the rows of a CSV file.

    Raises
    ------
    RecordsError
        When it is no text, has no heading, lacks a column or has one twice, or a quotation mark is not closed.
    """
    try:
        text = raw.decode(form.encoding).removeprefix(_BOM)
    except (UnicodeError, LookupError) as error:
        raise RecordsError(f"it is not text in {form.encoding}") from error
    if "\0" in text:
        raise RecordsError("it holds a zero byte")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=form.delimiter, strict=True)
    try:
        heading = [cell.strip() for cell in next(reader, [])]
        _check(heading, names)
        for row in reader:
            if row not in ([], [""]):
                yield _row(row, heading, names, f"line {reader.line_num}")
    except csv.Error as error:
        raise RecordsError(f"near line {reader.line_num}: {error}") from error


def _check(heading: list[str], names: tuple[str, ...]) -> None:
    for name in names:
        if heading.count(name) > 1:
            raise RecordsError(f"the column {name!r} stands twice in the heading")
        if name not in heading:
            there = ", ".join(repr(cell[:40]) for cell in heading[:12])
            raise RecordsError(f"there is no column {name!r}, only {there}")


def _row(row: list[str], heading: list[str], names: tuple[str, ...], where: str) -> Record:
    if len(row) != len(heading):
        return Record(where, {}, {str(i): cell for i, cell in enumerate(row)}, RAGGED)
    # A heading that stands twice must not hide one of its cells.
    everything = {f"{cell}#{i}" if cell in heading[:i] else cell: row[i] for i, cell in enumerate(heading)}
    return Record(where, {name: everything[name] for name in names}, everything)


def json_records(raw: bytes, pointer: str, names: tuple[str, ...]) -> Iterator[Record]:
    """Yield the records of the list that stands at a pointer; the empty pointer is the whole document.

    Raises
    ------
    RecordsError
        When it is no JSON, there is no list at the pointer, or no record has what was asked for.
    """
    document = parsed(raw)
    records = resolved(document, pointer)
    if not isinstance(records, list):
        raise RecordsError(f"there is no list at {pointer!r}")
    records = [record for record in records if isinstance(record, dict)]
    values = [{name: found for name in names if (found := resolved(record, name)) is not NOTHING} for record in records]
    for name in names:
        if records and not any(name in part for part in values):
            raise RecordsError(f"no record has {name!r}")
    for i, (record, part) in enumerate(zip(records, values, strict=True)):
        yield Record(f"record {i + 1}", part, record)


def parsed(raw: bytes) -> Any:
    """Return a JSON document.

    Raises
    ------
    RecordsError
        When it is none.
    """
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise RecordsError("it is no JSON") from error


def resolved(document: Any, pointer: str) -> Any:
    """Return what a JSON pointer (RFC 6901) leads to; :data:`NOTHING` where there is nothing.

    Examples
    --------
    >>> resolved({"a/b": [{"n": 3}]}, "/a~1b/0/n"), resolved({}, "/a") is NOTHING
    (3, True)
    """
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(document, dict):
            document = document.get(key, NOTHING)
        elif isinstance(document, list) and _INDEX.fullmatch(key) and int(key) < len(document):
            document = document[int(key)]
        else:
            return NOTHING
    return document


def is_pointer(text: str) -> bool:
    """Tell whether a text is a JSON pointer.

    Examples
    --------
    >>> is_pointer(""), is_pointer("/a/0"), is_pointer("a"), is_pointer("/a~2")
    (True, True, False, False)
    """
    return (text == "" or text.startswith("/")) and not re.search(r"~(?![01])", text)
