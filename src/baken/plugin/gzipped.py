# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Deliveries that may be gzip files: read as what is inside, up to a limit, so that a small file cannot become huge."""

from __future__ import annotations

import gzip
import io
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, cast

from baken.plugin.protocol import ConnectorError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from baken.plugin.live import Delivery

_MAGIC: Final = b"\x1f\x8b"
_BUFFER: Final = 256 * 1024


@contextmanager
def opened(delivery: Delivery, *, largest: int) -> Iterator[BinaryIO]:
    """Give the content of a delivery as a stream; unzipped when it is a gzip file.

    Raises
    ------
    ConnectorError
        While reading: when the gzip file is cut off or damaged, or holds more than ``largest`` bytes.

    Examples
    --------
    >>> from baken.plugin.live import Delivery
    >>> with opened(Delivery("a", 0, gzip.compress(b"inside")), largest=100) as stream:
    ...     stream.read()
    b'inside'
    """
    with delivery.open() as raw:
        zipped = raw.read(2) == _MAGIC
        raw.seek(0)
        if not zipped:
            yield cast("BinaryIO", io.BufferedReader(_Limited(raw, largest), _BUFFER))
            return
        with gzip.GzipFile(fileobj=raw) as content:
            yield cast("BinaryIO", io.BufferedReader(_Limited(cast("BinaryIO", content), largest), _BUFFER))


class _Limited(io.RawIOBase):
    """Reads on until too much has come, and says in words what a damaged file does."""

    def __init__(self, source: BinaryIO, largest: int) -> None:
        self._source = source
        self._largest = largest
        self._left = largest

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer."""
        try:
            data = self._source.read(len(buffer))
        except (EOFError, OSError, zlib.error) as error:
            raise ConnectorError(f"The gzip file is damaged or cut off: {error}.") from error
        self._left -= len(data)
        if self._left < 0:
            raise ConnectorError(f"The delivery holds more than {self._largest} bytes.")
        buffer[: len(data)] = data
        return len(data)
