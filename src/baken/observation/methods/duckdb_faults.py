# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What DuckDB says when a file cannot be opened, in words that a person can act upon."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from baken.observation.protocol import StoreError

if TYPE_CHECKING:
    from pathlib import Path

_HOLDER: Final = re.compile(r"\(PID (\d+)\)")


def cannot_open(path: Path | None, error: Exception) -> StoreError:
    """Return the error of a store file that cannot be opened.

    Examples
    --------
    >>> from pathlib import Path
    >>> said = OSError('IO Error: Could not set lock on file "a": Conflicting lock is held in python (PID 71).')
    >>> str(cannot_open(Path("a.duckdb"), said))
    'The store a.duckdb is in use by process 71. Stop it, or choose another data folder.'
    """
    said = str(error)
    if "lock" in said.lower():
        holder = _HOLDER.search(said)
        by = f"process {holder[1]}" if holder else "another process"
        return StoreError(f"The store {path} is in use by {by}.", remedy="Stop it, or choose another data folder.")
    if "not a valid DuckDB" in said:
        return StoreError(
            f"The store {path} is damaged or no store.", remedy="Restore it from a copy, or choose another data folder."
        )
    first = said.splitlines()[0].rstrip(".!") if said else type(error).__name__
    return StoreError(f"The store {path} cannot be opened: {first}.", remedy="Run: baken doctor.")
