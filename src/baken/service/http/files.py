# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files: the front end and the map, served from an index made at start, so that no path can lead elsewhere.

Text is compressed once and kept. A single byte range is honoured, which PMTiles archives need.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from typing import TYPE_CHECKING, Final, NamedTuple

import anyio

from baken.service.http.asked_headers import knows, takes_gzip

if TYPE_CHECKING:
    from pathlib import Path

    from baken.service.http.asgi import Scope, Send

IMMUTABLE: Final = "public, max-age=31536000, immutable"
REVALIDATE: Final = "no-cache"
_COMPRESSIBLE: Final = ("text/", "application/javascript", "application/json", "application/geo+json", "image/svg+xml")
_MEDIA_TYPES: Final = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".geojson": "application/geo+json",
    ".pmtiles": "application/vnd.pmtiles",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
}
_CHUNK: Final = 1 << 18
_SMALL: Final = 1 << 23


class _Loaded(NamedTuple):
    plain: bytes
    gzipped: bytes | None
    etag: str


class Files:
    """Serves the files below a folder as they were at start.

    Parameters
    ----------
    folder
        Root; links that lead out of it are left out.
    immutable
        Prefix of the paths whose names change with their content.
    """

    def __init__(self, folder: Path, *, immutable: str | None = None) -> None:
        root = folder.resolve()
        self._immutable = immutable
        self._files = {
            path.relative_to(root).as_posix(): path
            for path in sorted(root.rglob("*"))
            if path.is_file() and path.resolve().is_relative_to(root)
        }
        self._loaded: dict[str, _Loaded] = {}

    def __contains__(self, name: str) -> bool:
        """Tell whether there is such a file."""
        return name in self._files

    def names(self) -> list[str]:
        """Return the paths that are served, relative to the folder."""
        return list(self._files)

    async def serve(self, name: str, scope: Scope, send: Send) -> None:
        """Answer a GET or HEAD for one file of the index."""
        path = self._files[name]
        headers = {key.lower(): value for key, value in scope["headers"]}
        answer = {
            "content-type": _MEDIA_TYPES.get(path.suffix)
            or mimetypes.guess_type(path.name)[0]
            or "application/octet-stream",
            "cache-control": IMMUTABLE if self._immutable and name.startswith(self._immutable) else REVALIDATE,
            "accept-ranges": "bytes",
        }
        size = path.stat().st_size
        if b"range" in headers or size > _SMALL:
            await _send_part(path, size, headers.get(b"range"), answer, scope, send)
            return
        loaded = self._load(name, answer["content-type"])
        answer["etag"] = loaded.etag
        answer["vary"] = "accept-encoding"
        if knows(headers.get(b"if-none-match", b""), loaded.etag.encode()):
            await _send(send, 304, answer, b"")
            return
        body = loaded.plain
        if loaded.gzipped is not None and takes_gzip(headers.get(b"accept-encoding", b"")):
            answer["content-encoding"] = "gzip"
            body = loaded.gzipped
        answer["content-length"] = str(len(body))
        await _send(send, 200, answer, b"" if scope["method"] == "HEAD" else body)

    def _load(self, name: str, media_type: str) -> _Loaded:
        if name not in self._loaded:
            plain = self._files[name].read_bytes()
            media = any(media_type.startswith(prefix) for prefix in _COMPRESSIBLE)
            small = gzip.compress(plain, 6, mtime=0) if media and len(plain) > 1024 else None
            etag = f'"{hashlib.sha256(plain).hexdigest()[:20]}"'
            self._loaded[name] = _Loaded(plain, small, etag)
        return self._loaded[name]


def parse_range(header: str, size: int) -> tuple[int, int] | None:
    """Return first and last byte of a single range, or None when it cannot be satisfied.

    Examples
    --------
    >>> parse_range("bytes=0-99", 1000), parse_range("bytes=-100", 1000), parse_range("bytes=990-", 1000)
    ((0, 99), (900, 999), (990, 999))
    >>> parse_range("bytes=1000-", 1000) is None
    True
    """
    unit, _, spec = header.partition("=")
    first, dash, last = spec.strip().partition("-")
    if unit.strip() != "bytes" or not dash or not (first + last).isascii() or not (first or "0").isdigit():
        return None
    if not first:
        if not last.isdigit() or int(last) == 0:
            return None
        return max(0, size - int(last)), size - 1
    if last and not last.isdigit():
        return None
    end = min(int(last), size - 1) if last else size - 1
    return (int(first), end) if int(first) <= end else None


async def _send_part(
    path: Path, size: int, wanted: bytes | None, answer: dict[str, str], scope: Scope, send: Send
) -> None:
    part = (0, size - 1) if wanted is None else parse_range(wanted.decode("latin-1"), size)
    if part is None:
        await _send(send, 416, {**answer, "content-range": f"bytes */{size}"}, b"")
        return
    first, last = part
    answer["content-length"] = str(last - first + 1)
    if wanted is not None:
        answer["content-range"] = f"bytes {first}-{last}/{size}"
    await _start(send, 200 if wanted is None else 206, answer)
    if scope["method"] != "HEAD":
        async with await anyio.open_file(path, "rb") as file:
            await file.seek(first)
            left = last - first + 1
            while left > 0 and (chunk := await file.read(min(_CHUNK, left))):
                left -= len(chunk)
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send(send: Send, status: int, headers: dict[str, str], body: bytes) -> None:
    await _start(send, status, headers)
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def _start(send: Send, status: int, headers: dict[str, str]) -> None:
    raw = [(k.encode(), v.encode()) for k, v in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
