# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The gateway: one ASGI application that every request passes before it reaches its part.

Here it is found out who asks, whether they ask too much, and to which trace the request belongs; here the records of
what was done with data are written, before the answer leaves; and here every answer gets the agreed headers.

SensorThings goes past the web framework, because it has its own resource paths and its hot route takes thousands of
requests a second; so do files. The API under /api is served by Litestar.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from baken.service.http.asgi import Application, Message, Receive, Scope, Send
    from baken.service.http.entrance import Entrance
    from baken.service.http.public_door import PublicDoor

API_VERSION: Final = "1.0.0"
SENSORTHINGS_PATH: Final = "/sta/v1.1"

_NEVER: Final = (
    "accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer",
    "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
_PASSKEYS: Final = "publickey-credentials-create=(self), publickey-credentials-get=(self)"
_PERMISSIONS: Final = ", ".join([*(f"{feature}=()" for feature in _NEVER), _PASSKEYS]).encode()


def content_security_policy(tile_origins: tuple[str, ...] = ()) -> str:
    """Return the policy of every answer: nothing from elsewhere but the map tiles a city configured.

    Examples
    --------
    >>> "https://tiles.example" in content_security_policy(("https://tiles.example",))
    True
    """
    tiles = "".join(f" {origin}" for origin in tile_origins)
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:{tiles}; "
        f"connect-src 'self'{tiles}; worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )


def common_headers(tile_origins: tuple[str, ...] = ()) -> list[tuple[bytes, bytes]]:
    """Return the headers that the NLGov REST API Design Rules ask of every answer."""
    return [
        (b"api-version", API_VERSION.encode()),
        (b"content-security-policy", content_security_policy(tile_origins).encode()),
        (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"DENY"),
        (b"referrer-policy", b"no-referrer"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"permissions-policy", _PERMISSIONS),
    ]


class Gateway:
    """Routes by path and adds the common headers; answers without a Cache-Control are not to be stored.

    Parameters
    ----------
    entrance
        What every request for data passes: who asks, how often, and what is written down of it.
    public
        What lies ready for everybody. It passes neither the entrance nor the framework: who asks makes no difference,
        governance was asked and the record was written when it was put there.
    """

    def __init__(
        self,
        web: Application,
        sensorthings: Application,
        pages: Application,
        entrance: Entrance,
        tile_origins: tuple[str, ...] = (),
        public: PublicDoor | None = None,
    ) -> None:
        self._public = public
        self._web = web
        self._sensorthings = sensorthings
        self._pages = pages
        self._entrance = entrance
        self._headers = common_headers(tile_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._web(scope, receive, send)
            return
        if self._public is not None and await self._public.serve(scope, send):
            return
        headers = self._headers

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _complete(message, headers)
            await send(message)

        part = self._part_of(scope["path"])
        if part is self._pages:
            await part(scope, receive, send_with_headers)
        else:
            await self._entrance.pass_through(part, scope, receive, send_with_headers)

    def _part_of(self, path: str) -> Application:
        if path.startswith(SENSORTHINGS_PATH) and path[len(SENSORTHINGS_PATH) :][:1] in ("", "/"):
            return self._sensorthings
        return self._web if path.startswith(("/api/", "/ngsi-ld/")) else self._pages


def _complete(message: Message, headers: list[tuple[bytes, bytes]]) -> None:
    own = list(message.get("headers", ()))
    names = {name.lower() for name, _ in own}
    own += [header for header in headers if header[0] not in names]
    if b"cache-control" not in names:
        own.append((b"cache-control", b"no-store"))
    message["headers"] = own
