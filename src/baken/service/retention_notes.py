# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What retention has to remember between runs: declarations, what is under way, and how the last run went."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from baken.errors import BakenError
from baken.governance.retention.model import Declaration, Tombstone
from baken.governance.retention.proofs import FOLDER
from baken.governance.whole_file import replace_file

if TYPE_CHECKING:
    from pathlib import Path

T = TypeVar("T", bound=msgspec.Struct)

_DECLARED: Final = "declared.json"
_UNDER_WAY: Final = "under-way.json"
_LAST_RUN: Final = "last-run.json"


class RetentionNoteError(BakenError):
    """A note of retention cannot be read or written."""


class Remembered(msgspec.Struct, frozen=True, kw_only=True):
    """Every activity there ever was, as it was declared last; and since when there are data of others."""

    declared: dict[str, Declaration] = msgspec.field(default_factory=dict)
    noticed: dict[str, datetime] = msgspec.field(default_factory=dict)


class LayerRun(msgspec.Struct, frozen=True, kw_only=True):
    """How the last run went for one layer of one activity."""

    at: datetime
    outcome: str
    rows: int = 0


class LastRun(msgspec.Struct, frozen=True, kw_only=True):
    """How the last run went; layers by ``activity/layer``."""

    at: datetime
    layers: dict[str, LayerRun] = msgspec.field(default_factory=dict)


class RetentionNotes:
    """The notes in a data folder, each replaced as a whole."""

    def __init__(self, data: Path) -> None:
        self._folder = data / FOLDER

    def remembered(self) -> Remembered:
        """Return what was declared and noticed before."""
        return self._read(_DECLARED, Remembered) or Remembered()

    def remember(self, remembered: Remembered) -> None:
        """Keep what is declared and noticed."""
        if remembered != self.remembered():
            self._write(_DECLARED, remembered)

    def under_way(self) -> Tombstone | None:
        """Return the draft of the tombstone of a deletion that was begun and not finished."""
        return self._read(_UNDER_WAY, Tombstone)

    def begin(self, draft: Tombstone) -> None:
        """Note a deletion before it begins."""
        self._write(_UNDER_WAY, draft)

    def finish(self) -> None:
        """Note that what was under way is done and proved."""
        (self._folder / _UNDER_WAY).unlink(missing_ok=True)

    def last_run(self) -> LastRun | None:
        """Return how the last run went."""
        return self._read(_LAST_RUN, LastRun)

    def ran(self, run: LastRun) -> None:
        """Keep how a run went."""
        self._write(_LAST_RUN, run)

    def _read(self, name: str, kind: type[T]) -> T | None:
        try:
            return msgspec.json.decode((self._folder / name).read_bytes(), type=kind)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
            raise RetentionNoteError(
                f"{self._folder / name} cannot be read: {error}.", remedy="Put it back from a copy, or remove it."
            ) from error

    def _write(self, name: str, note: Any) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            replace_file(self._folder / name, msgspec.json.encode(note))
        except OSError as error:
            raise RetentionNoteError(f"{self._folder / name} cannot be written: {error.strerror}.") from error
