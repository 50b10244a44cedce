# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Spool: a delivery while it comes in, in memory when it is small and in a file when it is large."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import IO, Final

from baken.service.sources.said import SourceError

IN_MEMORY_BYTES: Final = 4 * 1024 * 1024
HEAD_BYTES: Final = 4096


class Spool:
    """Takes bytes up to a limit.

    Parameters
    ----------
    folder
        Where large deliveries wait to be read; they are deleted afterwards.
    largest_bytes
        More than this is refused.
    """

    def __init__(self, folder: Path, largest_bytes: int) -> None:
        self._folder = folder
        self._largest = largest_bytes
        self._parts = bytearray()
        self._file: IO[bytes] | None = None
        self.head = b""
        self.size = 0

    def write(self, data: bytes) -> None:
        """Take more bytes.

        Raises
        ------
        SourceError
            When it becomes more than may come.
        """
        self.size += len(data)
        if self.size > self._largest:
            limit = f"{self._largest / 1e6:,.1f} MB"
            raise SourceError(
                f"The document is larger than {limit}, also after decompression, and was not taken.",
                f"Het document is groter dan {limit}, ook na uitpakken, en is niet aangenomen.",
            )
        if len(self.head) < HEAD_BYTES:
            self.head += data[: HEAD_BYTES - len(self.head)]
        if self._file is not None:
            self._file.write(data)
            return
        self._parts += data
        if len(self._parts) > IN_MEMORY_BYTES:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder, prefix="delivery-")
            self._file = os.fdopen(handle, "wb")
            self._path = Path(name)
            self._file.write(self._parts)
            self._parts.clear()

    def finish(self) -> bytes | Path:
        """Return what came: the bytes, or a file that whoever reads it deletes."""
        if self._file is None:
            return bytes(self._parts)
        self._file.close()
        return self._path

    def discard(self) -> None:
        """Forget what came."""
        self._parts.clear()
        if self._file is not None:
            self._file.close()
            self._path.unlink(missing_ok=True)


def empty_folder(folder: Path) -> None:
    """Delete what an earlier run of the node left behind."""
    for file in folder.glob("delivery-*"):
        file.unlink(missing_ok=True)
