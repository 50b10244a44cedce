# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads logs while they are written: newest first in pages, or from a moment on in the order of writing.

Nothing is indexed. Sequences and times grow from line to line, so a place in a file is found by halving it; what is
read for one page is bounded, so that a question that fits little costs several small pages instead of one long one.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from baken.governance.log.entry import EntryKind, read_entry
from baken.governance.log.segments import LONGEST_LINE, day_of, lines_from, segments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from baken.governance.log.segments import Segment

PAGE_BYTES: Final = 32_000_000
"""How much is read for one page at most."""
_BLOCK: Final = 262_144
_SLACK_MS: Final = 60_000
"""By how much times may go back from one line to a later one: a clock that was set, counts that were written later."""

_SEQUENCE: Final = re.compile(rb'\{"sequence":(\d{1,18}),')
_TIME: Final = re.compile(rb',"(?:end_time|at)":(\d{1,18})[,}]')

Record = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogQuery:
    """Which records are asked for.

    Attributes
    ----------
    start, end
        Milliseconds since 1970, [start, end): when a processing ended, or a security event happened.
    contains
        Bytes that must stand in a line; a quick sieve before ``fits``.
    fits
        Looks at a whole record.
    """

    start: int | None = None
    end: int | None = None
    contains: bytes = b""
    fits: Callable[[Record], bool] | None = None

    def wants(self, record: Record) -> bool:
        """Return whether a record is asked for."""
        at: int = record.get("end_time") or record.get("at") or 0
        if (self.start is not None and at < self.start) or (self.end is not None and at >= self.end):
            return False
        return self.fits is None or self.fits(record)


@dataclass(frozen=True, slots=True)
class LogPage:
    """Records, newest first.

    Attributes
    ----------
    before
        Ask for what is before this sequence to go on; None when there is nothing more.
    """

    records: list[Record]
    before: int | None


def newest(
    folder: Path, query: LogQuery, *, before: int | None = None, limit: int = 100, budget: int = PAGE_BYTES
) -> LogPage:
    """Return the newest records that fit, before a sequence.

    A page can hold fewer than ``limit``, even none, and still have more before it: then the budget was read.
    """
    found: list[Record] = []
    for segment in reversed(segments(folder)):
        if query.end is not None and segment.day > day_of(query.end + _SLACK_MS):
            continue
        if query.start is not None and segment.day < day_of(query.start - _SLACK_MS):
            break
        for line in lines_back(segment.path, _end_of(segment, before, query.end)):
            budget -= len(line)
            sequence = _number(_SEQUENCE, line)
            if sequence is None:
                continue
            if _is_before(line, query.start):
                return LogPage(found, None)
            record = wanted(line, query)
            if record is not None:
                found.append(record)
            if len(found) >= limit or budget <= 0:
                return LogPage(found, sequence if sequence > 1 else None)
    return LogPage(found, None)


def oldest(folder: Path, query: LogQuery) -> Iterator[Record]:
    """Yield the records that fit, in the order of writing."""
    for segment in segments(folder):
        if query.end is not None and segment.day > day_of(query.end + _SLACK_MS):
            return
        if query.start is not None and segment.day < day_of(query.start - _SLACK_MS):
            continue
        offset = 0 if query.start is None else first_at_least(segment.path, _TIME, query.start - _SLACK_MS)
        for line in lines_from(segment.path, offset):
            record = wanted(line, query)
            if record is not None:
                yield record
            elif query.end is not None and (_number(_TIME, line) or 0) > query.end + _SLACK_MS:
                return


def wanted(line: bytes, query: LogQuery) -> Record | None:
    """Return the record in a line, when it is one that is asked for."""
    if b'"entry":"record"' not in line[:64] or query.contains not in line:
        return None
    entry = read_entry(line)
    if entry is None or entry.kind != EntryKind.RECORD:
        return None
    record = entry.members()
    return record if record and query.wants(record) else None


def lines_back(path: Path, end: int | None = None) -> Iterator[bytes]:
    """Yield the lines of a file from the last to the first, each with its newline; half a line at the end is left out.

    Parameters
    ----------
    end
        Where to begin, in bytes; the end of the file by default.
    """
    with path.open("rb") as stream:
        at = stream.seek(0, os.SEEK_END) if end is None else end
        tail = b""  # of a line whose beginning has not been read yet
        while at > 0:
            begin = max(0, at - _BLOCK)
            stream.seek(begin)
            data, at = stream.read(at - begin) + tail, begin
            cut = data.find(b"\n") + 1 if at else 0
            if at and (not cut or cut > LONGEST_LINE):
                tail = data if not cut and len(data) <= LONGEST_LINE else b""  # what is too long is no line
                cut = cut or len(data)
            else:
                tail = data[:cut]
            lines = data[cut:].split(b"\n")
            yield from (line + b"\n" for line in reversed(lines[:-1]))


def first_at_least(path: Path, key: re.Pattern[bytes], value: int) -> int:
    """Return where the first line begins whose number is at least a value, in bytes; the size when there is none.

    Parameters
    ----------
    key
        Finds the number in a line; lines without one are looked past.
    """
    with path.open("rb") as stream:
        low, high = 0, stream.seek(0, os.SEEK_END)
        while low < high:
            middle = (low + high) // 2
            begin, number = _line_from(stream, middle, key)
            if number is None or number >= value:
                high = middle
            else:
                low = max(middle + 1, begin)
        return _line_from(stream, low, key)[0]


def _line_from(stream: Any, at: int, key: re.Pattern[bytes]) -> tuple[int, int | None]:
    """Return where the first line with a number begins at or behind a place, and the number."""
    stream.seek(max(0, at - 1))
    if at and stream.read(1) != b"\n":
        stream.readline()
    while True:
        begin = stream.tell()
        line = stream.readline(LONGEST_LINE)
        if not line:
            return begin, None
        number = _number(key, line)
        if number is not None:
            return begin, number


def _end_of(segment: Segment, before: int | None, end: int | None) -> int | None:
    """Return up to where a file is of interest, in bytes; None for all of it."""
    by_sequence = None if before is None else first_at_least(segment.path, _SEQUENCE, before)
    by_time = None if end is None else first_at_least(segment.path, _TIME, end + _SLACK_MS)
    ends = [e for e in (by_sequence, by_time) if e is not None]
    return min(ends) if ends else None


def _is_before(line: bytes, start: int | None) -> bool:
    if start is None:
        return False
    at = _number(_TIME, line)
    return at is not None and at < start - _SLACK_MS


def _number(key: re.Pattern[bytes], line: bytes) -> int | None:
    match = key.search(line) if key is _TIME else key.match(line)
    return None if match is None else int(match[1])
