# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fetch a document politely and warily: the one place in Baken that asks providers for data over HTTP.

Politely: it asks whether anything has changed (RFC 9110, section 13), takes compression, and does not come back before
the provider's ``Retry-After`` and ``max-age`` are over. Warily: every answer is bounded in size and time, a redirect is
followed only within the same scheme, host and port, and what a city configured as secret goes nowhere else.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from baken import __version__
from baken.service.outward.client import opened_client
from baken.service.sources import refusals
from baken.service.sources.content import require_content
from baken.service.sources.decompress import Inflate, Unpacking
from baken.service.sources.freshness import max_age_s, retry_after_s
from baken.service.sources.said import SourceError
from baken.service.sources.spool import Spool
from baken.vocabulary.time import format_instant

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path
    from types import TracebackType

    import httpx

    from baken.plugin.live import Content, Poll
    from baken.service.sources.pace import Pace
    from baken.service.sources.secrets import Secrets

MOST_REDIRECTS: Final = 5
_CHUNK: Final = 64 * 1024
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_BUSY: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


@dataclass(frozen=True, slots=True)
class Validators:
    """By what a provider recognises the document that we have."""

    etag: str = ""
    last_modified: str = ""

    def headers(self) -> dict[str, str]:
        """Return the headers that ask for something newer only."""
        asked = {"if-none-match": self.etag, "if-modified-since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer.

    Attributes
    ----------
    body
        The bytes, or a file that whoever reads it deletes; None when nothing has changed.
    max_age_s
        So long the provider calls it fresh; asking earlier brings nothing.
    """

    body: bytes | Path | None
    validators: Validators
    max_age_s: float = 0.0


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is sent to a provider; it holds secrets, so it is never shown."""

    method: str
    url: str = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class Fetcher:
    """Asks providers; one client for all of them.

    Parameters
    ----------
    spool
        Folder for deliveries that are too large for memory.
    """

    def __init__(self, pace: Pace, secrets: Secrets, spool: Path) -> None:
        self._pace = pace
        self._secrets = secrets
        self._spool = spool
        self._client: httpx.AsyncClient | None = None

    async def __aenter__(self) -> Fetcher:
        """Open the client at its first use."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the client."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def fetch(self, poll: Poll, known: Validators | None = None) -> Fetched:
        """Return what an endpoint delivers now.

        Raises
        ------
        SourceError
            When it does not answer, or with something that may not be taken; nothing secret is in its words.
        """
        known = known or Validators()
        asked = self._asked(poll, known)
        try:
            async with asyncio.timeout(self._pace.whole_s):
                return await self._followed(asked, poll, known)
        except TimeoutError as error:
            raise refusals.too_slow(self._pace.whole_s) from error

    def _asked(self, poll: Poll, known: Validators) -> _Asked:
        """Return what is sent, with its secrets and its period in it."""
        end = datetime.now(UTC).replace(microsecond=0)
        period = {"{start}": end - timedelta(seconds=poll.window_s), "{end}": end} if poll.window_s > 0 else {}

        def filled(text: str) -> str:
            for word, moment in period.items():
                text = text.replace(word, format_instant(moment))
            return self._secrets.fill(text)

        url, body = filled(poll.url), filled(poll.body).encode()
        headers = {"user-agent": f"baken/{__version__}", "accept-encoding": "gzip", "accept": "*/*"}
        headers |= {"content-type": "application/json"} if body else {}
        headers |= {name.lower(): filled(value) for name, value in poll.headers.items()} | known.headers()
        try:
            if urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname:
                return _Asked("POST" if body else "GET", url, headers, body)
        except ValueError:
            pass
        raise refusals.not_an_address()

    async def _followed(self, asked: _Asked, poll: Poll, known: Validators) -> Fetched:
        """Fetch, and follow redirects that stay at home."""
        for _ in range(MOST_REDIRECTS + 1):
            async with self._answer(asked) as answer:
                if answer.status_code not in _MOVED:
                    return await self._taken(answer, poll, known)
                asked = replace(asked, url=_followable(asked.url, answer.headers.get("location", "")))
        raise refusals.in_circles(MOST_REDIRECTS)

    @contextlib.asynccontextmanager
    async def _answer(self, asked: _Asked) -> AsyncIterator[httpx.Response]:
        import httpx

        try:
            request = self._opened().build_request(
                asked.method, asked.url, headers=asked.headers, content=asked.body or None
            )
            answer = await self._opened().send(request, stream=True)
            try:
                yield answer
            finally:
                await answer.aclose()
        except httpx.TimeoutException as error:
            raise refusals.silent() from error
        except httpx.RemoteProtocolError as error:
            raise refusals.broken_off() from error
        except httpx.ConnectError as error:
            raise refusals.unreachable(error) from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ssl.SSLError, UnicodeError, ValueError) as error:
            raise refusals.failed(type(error).__name__) from error

    def _opened(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = opened_client(silence_s=self._pace.silence_s, connect_s=self._pace.connect_s)
        return self._client

    async def _taken(self, answer: httpx.Response, poll: Poll, known: Validators) -> Fetched:
        """Return a final answer, or refuse it."""
        status = answer.status_code
        if status == HTTPStatus.NOT_MODIFIED and known.headers():
            return Fetched(None, known, max_age_s(answer.headers))
        if status in _BUSY:
            raise refusals.busy(status, retry_after_s(answer.headers.get("retry-after", "")))
        if status == HTTPStatus.NO_CONTENT:
            return Fetched(None, known, max_age_s(answer.headers))
        if status != HTTPStatus.OK:
            raise refusals.status(status)
        spool = Spool(self._spool, poll.largest_bytes)
        try:
            await self._receive(answer, spool, poll.content)
            require_content(spool.head, poll.content)
            body = spool.finish()
        except BaseException:
            spool.discard()
            raise
        validators = Validators(answer.headers.get("etag", ""), answer.headers.get("last-modified", ""))
        return Fetched(body, validators, max_age_s(answer.headers))

    async def _receive(self, answer: httpx.Response, spool: Spool, content: Content) -> None:
        """Read the body, undo its compression, and keep it."""
        coded = answer.headers.get("content-encoding", "identity").strip().lower()
        if coded not in ("identity", "", "gzip", "x-gzip", "deflate"):
            raise refusals.unknown_encoding(coded)
        stages = [] if coded in ("identity", "") else [Inflate()]
        packed = Unpacking(content)
        async for chunk in answer.aiter_raw(_CHUNK):
            for piece in _through(stages, chunk):
                for plain in packed.feed(piece):
                    spool.write(plain)
                await asyncio.sleep(0)  # a large answer must not keep the picture waiting
        for stage in stages:
            stage.close()
        packed.close()


def _through(stages: list[Inflate], data: bytes) -> Iterator[bytes]:
    if stages:
        yield from stages[0].feed(data)
    else:
        yield data


def _followable(url: str, location: str) -> str:
    """Return where a redirect leads when it stays at the same scheme, host and port."""
    try:
        there = urljoin(url, location)
        home, away = urlsplit(url), urlsplit(there)
        same = (home.scheme, home.hostname, home.port) == (away.scheme, away.hostname, away.port)
        host = away.hostname or ""
    except ValueError as error:
        raise refusals.not_an_address() from error
    if not location:
        raise SourceError("It redirects, but does not say where to.", "Het verwijst door, maar zegt niet waarheen.")
    if not same:
        raise refusals.redirected(host, is_weaker=home.scheme == "https" and away.scheme != "https")
    return there
