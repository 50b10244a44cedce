# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages: everything that is a file: the front end at / and the city's map at /basemap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from baken.service.http.files import Files
from baken.service.http.problems import MEDIA_TYPE, Problem
from baken.service.places import front_end

if TYPE_CHECKING:
    from pathlib import Path

    from baken.service.http.asgi import Receive, Scope, Send

BASEMAP_PATH: Final = "/basemap"
_SCREENS: Final = {
    "": "index.html",
    "sign-in": "account.html",
    "first-sign-in": "account.html",
    "account": "account.html",
    "governance": "governance.html",
    "measures-here": "public.html",
    "registers": "public.html",
}
_NOT_BUILT: Final = "The front end was not built; run make setup. The API is described at /api/v1/openapi.json."


def file_of(path: str) -> str:
    """Return the file behind a path without its first slash: a screen answers for every address that begins with it.

    Examples
    --------
    >>> file_of(""), file_of("governance/activities/pedestrian-counting"), file_of("assets/index-1.js")
    ('index.html', 'governance.html', 'assets/index-1.js')
    """
    return _SCREENS.get(path.partition("/")[0], path)


class Pages:
    """An ASGI application over two folders.

    Parameters
    ----------
    city_folder
        Its ``basemap`` is served under /basemap.
    """

    def __init__(self, city_folder: Path) -> None:
        built, maps = front_end(), city_folder / "basemap"
        self._pages = None if built is None else Files(built, immutable="assets/")
        self._maps = Files(maps) if maps.is_dir() else None

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope["path"].lstrip("/")
        inside_map = path.startswith("basemap/")
        folder = self._maps if inside_map else self._pages
        name = path.removeprefix("basemap/") if inside_map else file_of(path)
        if scope["method"] not in ("GET", "HEAD"):
            await _refuse(send, 405, "Method Not Allowed", "Only GET and HEAD.", [(b"allow", b"GET, HEAD")])
        elif folder is not None and name in folder:
            await folder.serve(name, scope, send)
        else:
            detail = _NOT_BUILT if not path and self._pages is None else f"There is nothing at /{path[:200]}."
            await _refuse(send, 404, "Not Found", detail, [])


async def _refuse(send: Send, status: int, title: str, detail: str, headers: list[tuple[bytes, bytes]]) -> None:
    body = msgspec.json.encode(Problem(status, title, detail))
    headers = [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode()), *headers]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
