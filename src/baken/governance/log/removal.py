# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What retention takes away from the beginning of a log, as its tombstone says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.governance.log.anchor import Removed
from baken.governance.log.entry import read_entry
from baken.governance.log.errors import LogError
from baken.governance.log.segments import LONGEST_LINE, lines_from

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from baken.governance.log.segments import Segment


def what_goes(log: str, old: Sequence[Segment], until: str, because: str, at: int) -> Removed:
    """Return the statement about files that are to go, the oldest first.

    Raises
    ------
    LogError
        When they are damaged: nobody signs for what cannot be read.
    """
    begin, end = read_entry(next(lines_from(old[0].path), b"")), read_entry(_last_line(old[-1].path))
    if begin is None or end is None:
        raise LogError("The oldest log files are damaged and are not removed.", remedy="See baken log verify.")
    entries = end.sequence - begin.sequence + 1
    return Removed(log, end.sequence, end.hash.hex(), len(old), entries, until, because, at)


def _last_line(path: Path) -> bytes:
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - LONGEST_LINE))
        lines = stream.read().splitlines(keepends=True)
    return lines[-1] if lines else b""
