# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Hear a source once: from a file, over HTTP, or for a while over MQTT. For trials; nothing is kept."""

from __future__ import annotations

import asyncio
import contextlib
import math
import secrets as random_names
import ssl
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

import msgspec

from baken.errors import BakenError
from baken.plugin.live import Delivery, Inbox, Poll, Subscription
from baken.plugin.recorded import MESSAGES, recorded_deliveries
from baken.service.sources.content import require_content
from baken.service.sources.decompress import Unpacking
from baken.service.sources.fetcher import Fetcher
from baken.service.sources.pace import Pace
from baken.service.sources.said import SourceError
from baken.service.sources.spool import Spool
from baken.service.sources.subscriber import payload_of
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from pathlib import Path

    from baken.plugin.live import Endpoint
    from baken.service.sources.secrets import Secrets
    from baken.vocabulary.time import Clock

MOST_MESSAGES: Final = 20
MORE_S: Final = 5.0
"""So long after the first message more are waited for."""
_CHUNK: Final = 64 * 1024
_MQTT: Final = {"mqtt": (1883, False), "mqtts": (8883, True)}


class HearingError(BakenError):
    """There is nothing to hear."""


def endpoint_for(endpoints: tuple[Endpoint, ...], name: str, url: str) -> Endpoint | None:
    """Return the endpoint that is meant, at another address when one is given; None when there is none at all.

    Raises
    ------
    HearingError
        When there is none of this name, or it has no such address.

    Examples
    --------
    >>> endpoint_for((Subscription(name="a", host="h", port=1, topic="t"),), "", "mqtt://b:1883/x/+").topic
    'x/+'
    """
    kind: type[Endpoint] | None = None
    if url:
        kind = Subscription if urlsplit(url).scheme in _MQTT else Poll
    fitting = [e for e in endpoints if (not name or e.name == name) and (kind is None or isinstance(e, kind))]
    if not fitting:
        if name or url:
            known = ", ".join(e.name for e in endpoints) or "none"
            raise HearingError("There is no endpoint of this name and kind.", remedy=f"There are: {known}.")
        return None
    found = fitting[0]
    if isinstance(found, Poll) and url:
        return msgspec.structs.replace(found, url=url)
    if isinstance(found, Subscription) and url:
        return _at_broker(found, url)
    return found


def _at_broker(endpoint: Subscription, url: str) -> Subscription:
    address = urlsplit(url)
    port, tls = _MQTT[address.scheme]
    try:
        port = address.port or port
    except ValueError as error:
        raise HearingError("The port of the broker is no number.") from error
    topic = unquote(url.split("//", 1)[1].partition("/")[2]) or endpoint.topic
    return msgspec.structs.replace(endpoint, host=address.hostname or "", port=port, tls=tls, topic=topic)


async def received(
    endpoint: Endpoint | None,
    file: Path | None,
    connector: str,
    patience_s: float,
    secrets: Secrets,
    clock: Clock,
    spool: Path,
) -> tuple[tuple[Delivery, ...], str]:
    """Return deliveries, and where they come from.

    Raises
    ------
    BakenError
        When nothing comes, or what comes is refused.
    """
    if file is not None:
        name = "" if endpoint is None else endpoint.name
        now_us = to_us(clock.now())
        if isinstance(endpoint, Poll) and _is_one_document(file):
            return (Delivery(name, now_us, _unpacked(file, endpoint, spool)),), file.name
        found = recorded_deliveries(file, name)
        return tuple(Delivery(d.endpoint, d.received_at_us or now_us, d.body, d.topic) for d in found), file.name
    if isinstance(endpoint, Poll):
        pace = Pace(whole_s=patience_s, connect_s=min(10.0, patience_s), silence_s=min(30.0, patience_s))
        async with Fetcher(pace, secrets, spool) as fetcher:
            fetched = await fetcher.fetch(endpoint)
        if fetched.body is None:
            raise HearingError("The provider has nothing now.")
        where = urlsplit(endpoint.url).hostname or ""
        return (Delivery(endpoint.name, to_us(clock.now()), fetched.body),), where
    if isinstance(endpoint, Subscription):
        return await _messages(endpoint, patience_s, secrets, clock), f"{endpoint.host}, topic {endpoint.topic}"
    if isinstance(endpoint, Inbox):
        raise HearingError(
            f"The provider posts to /api/v1/sources/{connector}/{endpoint.name} of a node; there is nothing to fetch.",
            remedy="Give a message of the provider with --file.",
        )
    raise HearingError("The settings name nothing to fetch.", remedy="Give --url or --file.")


def _is_one_document(file: Path) -> bool:
    return file.is_file() and file.suffix != MESSAGES


def _unpacked(file: Path, poll: Poll, folder: Path) -> bytes | Path:
    """Return a file as it would have been fetched: unpacked, within bounds, and of the kind that was promised."""
    spool, packed = Spool(folder, poll.largest_bytes), Unpacking(poll.content)
    try:
        with file.open("rb") as opened:
            while chunk := opened.read(_CHUNK):
                for piece in packed.feed(chunk):
                    spool.write(piece)
        packed.close()
        require_content(spool.head, poll.content)
    except OSError as error:
        raise HearingError(f"The file {file.name} cannot be read: {error.strerror}.") from error
    return spool.finish()


async def _messages(endpoint: Subscription, patience_s: float, secrets: Secrets, clock: Clock) -> tuple[Delivery, ...]:
    """Listen for a while, in a session that the broker forgets."""
    from aiomqtt import Client, MqttError

    found: list[Delivery] = []
    client = Client(
        endpoint.host,
        endpoint.port,
        username=secrets.fill(endpoint.username) or None,
        password=secrets.fill(endpoint.password) or None,
        identifier=f"baken-try-{random_names.token_hex(5)}",
        tls_context=ssl.create_default_context() if endpoint.tls else None,
    )
    try:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience_s) as limit, client:
                await client.subscribe(endpoint.topic, qos=endpoint.qos)
                async for message in client.messages:
                    body = payload_of(message)
                    found.append(Delivery(endpoint.name, to_us(clock.now()), body, str(message.topic)))
                    if len(found) >= MOST_MESSAGES:
                        break
                    if len(found) == 1:
                        limit.reschedule(min(limit.when() or math.inf, asyncio.get_running_loop().time() + MORE_S))
    except (MqttError, OSError) as error:
        raise SourceError("The broker cannot be reached.", "De broker is niet bereikbaar.") from error
    if not found:
        raise HearingError(
            f"No message came on {endpoint.topic} in {patience_s:g} s.",
            remedy="Look at the topic, or give it longer with --seconds.",
        )
    return tuple(found)
