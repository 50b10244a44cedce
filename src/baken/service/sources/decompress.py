# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Undo compression within bounds: what a few bytes become is counted before it is kept."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

from baken.plugin.live import Content
from baken.service.sources import refusals
from baken.service.sources.said import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

_STEP: Final = 256 * 1024
_GZIP_OR_ZLIB: Final = 47
_RAW: Final = -15
GZIP_MAGIC: Final = b"\x1f\x8b"


class Inflate:
    """Undoes gzip or deflate piece by piece, in steps of bounded size; several members in a row are one document."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(_GZIP_OR_ZLIB)
        self._has_begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what a piece becomes.

        Raises
        ------
        SourceError
            When it is not compressed as it says.
        """
        while data:
            if self._inner.eof:
                self._inner = zlib.decompressobj(_GZIP_OR_ZLIB)
            out = self._decompressed(data)
            if out:
                yield out
            data = self._inner.unconsumed_tail or self._inner.unused_data

    def _decompressed(self, data: bytes) -> bytes:
        try:
            out = self._inner.decompress(data, _STEP)
        except zlib.error as error:
            if self._has_begun:
                raise _damaged() from error
            out = self._as_raw(data)
        self._has_begun = True
        return out

    def _as_raw(self, data: bytes) -> bytes:
        """Some servers mean the bare form when they say ``deflate`` (RFC 9110, section 8.4.1.2)."""
        self._inner = zlib.decompressobj(_RAW)
        try:
            return self._inner.decompress(data, _STEP)
        except zlib.error as error:
            raise _damaged() from error

    def close(self) -> None:
        """Make sure that the end has been reached.

        Raises
        ------
        SourceError
            When it was cut off.
        """
        if self._has_begun and not self._inner.eof:
            raise SourceError("The compressed document was cut off.", "Het gecomprimeerde document is afgebroken.")


class Unpacking:
    """Undoes the gzip of a document that is a ``.gz`` file itself."""

    def __init__(self, content: Content) -> None:
        self._inflate: Inflate | None = None
        self._is_known = content in (Content.ZIP, Content.PROTOBUF)
        self._begun = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what a piece becomes."""
        if not self._is_known:
            self._begun += data
            if len(self._begun) < len(GZIP_MAGIC):
                return
            self._is_known, data, self._begun = True, self._begun, b""
            self._inflate = Inflate() if data.startswith(GZIP_MAGIC) else None
        if self._inflate is None:
            yield data
        else:
            yield from self._inflate.feed(data)

    def close(self) -> None:
        """Make sure that the end has been reached."""
        if self._begun:
            raise refusals.too_short()
        if self._inflate is not None:
            self._inflate.close()


def _damaged() -> SourceError:
    return SourceError(
        "The document is not compressed as it says.", "Het document is niet gecomprimeerd zoals het zegt."
    )
