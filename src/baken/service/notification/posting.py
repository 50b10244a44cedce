# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Post a message to a receiver over HTTP: bounded in time and size, never redirected, only where it may reach."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from baken import __version__
from baken.service.notification.sending import NotSentError
from baken.service.outward.addresses import Reach, UnreachableAddressError
from baken.service.outward.client import opened_client
from baken.service.sources.freshness import retry_after_s

if TYPE_CHECKING:
    import httpx

LONGEST_RETRY_AFTER_S: Final = 3600.0
LARGEST_ANSWER: Final = 64 * 1024
_LONGEST_TALK_S: Final = 1.0
_TRY_AGAIN: Final = frozenset({408, 421, 425, 429})
_GONE: Final = frozenset({HTTPStatus.GONE})


class Poster:
    """Posts to receivers within one reach.

    Parameters
    ----------
    whole_s, connect_s
        How long a whole exchange may take, also when the answer drips, and how long a connection.
    tls
        Whom to trust; None for those that the machine trusts.
    """

    def __init__(self, reach: Reach, *, whole_s: float, connect_s: float, tls: ssl.SSLContext | None = None) -> None:
        self._reach = reach
        self._whole_s = whole_s
        self._connect_s = connect_s
        self._tls = tls
        self._client: httpx.AsyncClient | None = None

    async def post(self, url: str, body: bytes, headers: dict[str, str]) -> None:
        """Post a message; return when it was taken.

        Raises
        ------
        NotSentError
            When it was not; nothing secret is in its words.
        """
        try:
            async with asyncio.timeout(self._whole_s):
                status, wait_s = await self._answered(url, body, headers)
        except TimeoutError as error:
            raise NotSentError(
                f"It did not answer within {self._whole_s:g} s.", f"Het antwoordde niet binnen {self._whole_s:g} s."
            ) from error
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            raise refusal(status, wait_s)

    async def _answered(self, url: str, body: bytes, headers: dict[str, str]) -> tuple[int, float | None]:
        import httpx

        headers = {"user-agent": f"baken/{__version__}", "accept": "*/*", **headers}
        try:
            client = self._opened()
            request = client.build_request("POST", url, content=body, headers=headers)
            answer = await client.send(request, stream=True)
            try:
                await _read_a_little(answer)
            finally:
                with contextlib.suppress(httpx.HTTPError):
                    await answer.aclose()
        except UnreachableAddressError as error:
            raise unreachable(error) from error
        except httpx.TimeoutException as error:
            raise NotSentError("It does not answer in time.", "Het antwoordt niet op tijd.") from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ssl.SSLError, OSError, ValueError) as error:
            raise _failed(error) from error
        return answer.status_code, retry_after_s(answer.headers.get("retry-after", ""))

    def _opened(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = opened_client(
                silence_s=self._whole_s, connect_s=self._connect_s, reach=self._reach, tls=self._tls
            )
        return self._client

    async def close(self) -> None:
        """Close connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None


async def _read_a_little(answer: httpx.Response) -> None:
    """Read what is said, so that the connection can be used again; a receiver that talks without end is cut off."""
    import httpx

    taken = 0
    with contextlib.suppress(httpx.HTTPError, TimeoutError):  # the status has been said; what follows does not matter
        async with asyncio.timeout(_LONGEST_TALK_S):
            async for chunk in answer.aiter_raw():
                taken += len(chunk)
                if taken > LARGEST_ANSWER:
                    return


def refusal(status: int, wait_s: float | None) -> NotSentError:
    """Return what an answer that is no success means.

    Examples
    --------
    >>> refusal(503, 30.0).is_final, refusal(400, None).is_final, refusal(410, None).is_gone
    (False, True, True)
    """
    try:
        phrase = f" ({HTTPStatus(status).phrase})"
    except ValueError:
        phrase = ""
    if 300 <= status < 400:
        return NotSentError(
            f"It redirects (status {status}), which is not followed: declare the new address.",
            f"Het verwijst door (status {status}); dat wordt niet gevolgd: declareer het nieuwe adres.",
            is_final=True,
        )
    wait = None if wait_s is None else min(wait_s, LONGEST_RETRY_AFTER_S)
    return NotSentError(
        f"It answered with status {status}{phrase}.",
        f"Het antwoordde met status {status}{phrase}.",
        is_final=400 <= status < 500 and status not in _TRY_AGAIN,
        is_gone=status in _GONE,
        retry_after_s=wait,
        status=status,
    )


def unreachable(error: UnreachableAddressError) -> NotSentError:
    """Return what an address that may not be reached, or is not there, means."""
    nl = "De naam is niet te vinden." if "found" in error.message else "Het ligt op een adres dat niet mag."
    return NotSentError(error.message, nl, is_final="found" not in error.message)


def _failed(error: Exception) -> NotSentError:
    text = str(error).lower()
    if "certificate" in text or "ssl" in text:
        return NotSentError("Its certificate cannot be trusted.", "Het certificaat is niet te vertrouwen.")
    kind = type(error).__name__
    return NotSentError(f"The connection failed ({kind}).", f"De verbinding mislukte ({kind}).")
