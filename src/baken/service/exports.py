# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Exports: files that the node made for somebody, kept for a while, each with a list of what it contains."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec

from baken.errors import BakenError
from baken.governance.lists import Layer
from baken.governance.whole_file import replace_file

if TYPE_CHECKING:
    from pathlib import Path

FOLDER: Final = "exports"
_LIST: Final = ".contents.json"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class ExportError(BakenError):
    """A file cannot be exported, or its list of contents cannot be read."""


class ExportContent(msgspec.Struct, frozen=True, kw_only=True):
    """What a file contains of one activity; ``first`` and ``last`` are phenomenon times."""

    activity: str
    layer: Layer
    rows: int
    first: datetime | None = None
    last: datetime | None = None


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """One file, when it was made and what it contains."""

    name: str
    made_at: datetime
    bytes: int
    contents: tuple[ExportContent, ...]


class Exports:
    """The exported files in a data folder."""

    def __init__(self, data: Path) -> None:
        self.folder = data / FOLDER

    def add(self, name: str, content: bytes, contents: tuple[ExportContent, ...], *, now: datetime) -> Export:
        """Keep a file. Its list is written first, so that no file is there without one.

        Raises
        ------
        ExportError
            When the name is no plain file name, or the file cannot be written.
        """
        if not _NAME.fullmatch(name) or name.endswith(_LIST):
            raise ExportError(f"{name!r} is no name for an exported file.")
        export = Export(name=name, made_at=now, bytes=len(content), contents=contents)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            replace_file(self.folder / (name + _LIST), msgspec.json.encode(export))
            replace_file(self.folder / name, content)
        except OSError as error:
            raise ExportError(f"{name} cannot be written: {error.strerror}.") from error
        return export

    def all(self) -> tuple[Export, ...]:
        """Return the list of every file, by name."""
        if not self.folder.is_dir():
            return ()
        return tuple(self._read(path) for path in sorted(self.folder.glob(f"*{_LIST}")))

    def unlisted(self) -> tuple[Path, ...]:
        """Return files that nobody listed: they were not put there by the node, or their list is gone."""
        if not self.folder.is_dir():
            return ()
        listed = {export.name for export in self.all()}
        files = (path for path in self.folder.iterdir() if path.is_file() and not path.name.endswith(_LIST))
        return tuple(sorted(path for path in files if path.name not in listed))

    def remove(self, name: str) -> None:
        """Remove a file, and then its list."""
        try:
            (self.folder / name).unlink(missing_ok=True)
            (self.folder / (name + _LIST)).unlink(missing_ok=True)
        except OSError as error:
            raise ExportError(f"{name} cannot be removed: {error.strerror}.") from error

    def _read(self, path: Path) -> Export:
        try:
            return msgspec.json.decode(path.read_bytes(), type=Export)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ExportError(f"The list {path} cannot be read: {error}.", remedy="Remove it and its file.") from error
