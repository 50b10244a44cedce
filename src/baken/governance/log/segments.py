# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The files of a log: one per UTC day, ``2026-11-21.jsonl``; rarely a second one, ``2026-11-21.2.jsonl``."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_LINE: Final = 65_536
MS_PER_DAY: Final = 86_400_000
_NAME: Final = re.compile(r"(\d{4}-\d\d-\d\d)(?:\.([1-9]\d{0,5}))?\.jsonl")


class Segment(msgspec.Struct, frozen=True, order=True):
    """One file of a log.

    Attributes
    ----------
    day
        ``2026-11-21``; when its first entry was written (UTC).
    number
        1, or more when a day has more files.
    """

    day: str
    number: int
    path: Path

    @property
    def name(self) -> str:
        """Return the name of the file."""
        return self.path.name


def segment_of(path: Path) -> Segment | None:
    """Return a file as a segment; None when its name is not one.

    Examples
    --------
    >>> segment_of(Path("2026-11-21.2.jsonl")).number
    2
    >>> segment_of(Path("notes.jsonl")) is None
    True
    """
    match = _NAME.fullmatch(path.name)
    if match is None:
        return None
    try:
        date.fromisoformat(match[1])
    except ValueError:
        return None
    return Segment(match[1], int(match[2] or 1), path)


def segments(folder: Path) -> list[Segment]:
    """Return the segments in a folder, oldest first."""
    if not folder.is_dir():
        return []
    return sorted(s for path in folder.iterdir() if (s := segment_of(path)) is not None)


def name_of(day: str, number: int) -> str:
    """Return the name of a segment.

    Examples
    --------
    >>> name_of("2026-11-21", 1), name_of("2026-11-21", 2)
    ('2026-11-21.jsonl', '2026-11-21.2.jsonl')
    """
    return f"{day}.jsonl" if number == 1 else f"{day}.{number}.jsonl"


def day_of(ms: int) -> str:
    """Return the UTC day of a moment in milliseconds since 1970.

    Examples
    --------
    >>> day_of(0)
    '1970-01-01'
    """
    return datetime.fromtimestamp(ms // 1000, UTC).date().isoformat()


def end_of_day(day: str) -> int:
    """Return when a day ends, in milliseconds since 1970.

    Examples
    --------
    >>> end_of_day("1970-01-01")
    86400000
    """
    return (date.fromisoformat(day).toordinal() - date(1970, 1, 1).toordinal() + 1) * MS_PER_DAY


def lines_from(path: Path, offset: int = 0) -> Iterator[bytes]:
    """Yield the lines of a file from an offset on, each with its newline; what is too long comes in pieces.

    A piece without a newline is either too long, or the end of a file that does not end in one.
    """
    with path.open("rb", buffering=1 << 20) as stream:
        stream.seek(offset)
        while line := stream.readline(LONGEST_LINE):
            yield line
