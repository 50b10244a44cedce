# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How far an import is: one small file per connector, replaced as a whole after each commit."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Self

import msgspec

from baken.governance.whole_file import replace_file
from baken.plugin.protocol import HistoryQuery, Skipped

if TYPE_CHECKING:
    from pathlib import Path


class ImportState(msgspec.Struct, frozen=True, kw_only=True):
    """How far the import of one connector is, and what it did so far.

    Attributes
    ----------
    query
        Digest of what is asked; another set of streams or delays begins a new import.
    position
        Of the last batch that is committed; None when nothing is.
    done
        Values behind that position.
    newest_us
        Newest phenomenon time that is committed.
    """

    query: str
    position: str | None = None
    done: int = 0
    newest_us: int | None = None
    stored: int = 0
    repeated: int = 0
    corrected: int = 0
    missing: int = 0
    skipped: tuple[Skipped, ...] = ()
    finished: bool = False

    @classmethod
    def beginning(cls, query: HistoryQuery) -> Self:
        """Return the state of an import that has not begun."""
        text = msgspec.json.encode((query.series, query.start, query.end))
        return cls(query=hashlib.sha256(text).hexdigest())


class StateFile:
    """The file in which an :class:`ImportState` is kept."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, query: HistoryQuery) -> ImportState:
        """Return the state, or the beginning when there is none, it is of another query, or it cannot be read."""
        beginning = ImportState.beginning(query)
        try:
            state = msgspec.json.decode(self._path.read_bytes(), type=ImportState)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return beginning
        return state if state.query == beginning.query else beginning

    def write(self, state: ImportState) -> None:
        """Replace the file: after a crash it holds this state or the one before."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(self._path, msgspec.json.encode(state))
