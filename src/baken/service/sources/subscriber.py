# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Subscribe to an MQTT topic for as long as the node lives: a message is acknowledged after it has been committed.

The session is kept by the broker under a name of this node, so that what is sent with QoS 1 while the node is away is
delivered when it is back (MQTT 3.1.1, sections 3.1.2.4 and 4.3.2). A repeat is harmless: the store is idempotent.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
from typing import TYPE_CHECKING, Any, Final

from baken.errors import BakenError
from baken.plugin.live import Delivery
from baken.service.sources.poller import not_stored, not_understood, unforeseen
from baken.service.sources.said import SourceError
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from aiomqtt import Client, Message

    from baken.plugin.live import Subscription
    from baken.service.sources.resting import Resting
    from baken.service.sources.secrets import Secrets
    from baken.service.sources.watch import Watch
    from baken.vocabulary.time import Clock

MOST_AT_ONCE: Final = 500
MOST_WAITING: Final = 10_000
_REFUSED: Final = 128
_LOG: Final = logging.getLogger("baken.sources")


class Subscriber:
    """Listens to one topic filter.

    Parameters
    ----------
    identifier
        Name of the session at the broker; the same after a restart, and of no other node.
    take
        As of :class:`~.poller.Poller`.
    too_large
        Notes a message that is larger than the endpoint allows.

    Invariants
    ----------
    A message of QoS 1 is acknowledged only when its rows are committed, or when it cannot be understood. While the
    activity is stopped the broker keeps nothing for us: what was observed then never comes in.
    """

    def __init__(
        self,
        subscription: Subscription,
        identifier: str,
        secrets: Secrets,
        watch: Watch,
        resting: Resting,
        take: Callable[[Sequence[Delivery]], Awaitable[tuple[bool, list[str]]]],
        too_large: Callable[[str], None],
        clock: Clock,
    ) -> None:
        self._subscription = subscription
        self._identifier = identifier
        self._secrets = secrets
        self._watch = watch
        self._resting = resting
        self._take = take
        self._too_large = too_large
        self._clock = clock
        self._begin_clean = False

    async def run(self) -> None:
        """Listen until cancelled."""
        while True:
            self._begin_clean |= await self._resting.until_permitted()
            await self._resting.rest(await self._attempt())

    async def _attempt(self) -> float:
        """Listen until the connection ends; return after how many seconds to connect again."""
        from aiomqtt import MqttError

        try:
            if self._begin_clean:
                async with self._client(clean=True):
                    self._begin_clean = False  # the broker forgets what it kept
            await self._listen()
        except MqttError as error:
            return self._watch.failed(_of_broker(error))
        except SourceError as error:
            return self._watch.failed(error)
        except BakenError as error:
            return self._watch.failed(not_stored(error))
        except (OSError, ssl.SSLError, ValueError) as error:
            return self._watch.failed(_of_broker(error))
        except Exception as error:  # noqa: BLE001 - one source never stops another
            _LOG.error("Listening to %s failed", self._watch.name, exc_info=error)
            return self._watch.failed(unforeseen(error))
        return 0.0

    def _client(self, *, clean: bool) -> Client:
        from aiomqtt import Client

        endpoint = self._subscription
        username, password = self._secrets.fill(endpoint.username), self._secrets.fill(endpoint.password)
        client = Client(
            endpoint.host,
            endpoint.port,
            username=username or None,
            password=password or None,
            identifier=self._identifier,
            clean_session=clean,
            keepalive=30,
            max_queued_incoming_messages=MOST_WAITING,
            tls_context=ssl.create_default_context() if endpoint.tls else None,
        )
        client._client.manual_ack_set(True)  # acknowledging is ours: aiomqtt has no word for it
        return client

    async def _listen(self) -> None:
        async with self._client(clean=False) as client:
            granted = await client.subscribe(self._subscription.topic, qos=self._subscription.qos)
            if any(_code(code) >= _REFUSED for code in granted):
                raise SourceError(
                    "The broker does not let us listen to the topic.",
                    "De broker laat ons niet naar het topic luisteren.",
                )
            self._watch.connected()
            hearing = asyncio.create_task(self._hear(client))
            stopping = asyncio.create_task(self._resting.until_stopped())
            try:
                await asyncio.wait({hearing, stopping}, return_when=asyncio.FIRST_COMPLETED)
                if hearing.done():
                    await hearing
                else:
                    hearing.cancel()
                    await client.unsubscribe(self._subscription.topic)
            finally:
                for task in (hearing, stopping):
                    task.cancel()
                await asyncio.gather(hearing, stopping, return_exceptions=True)

    async def _hear(self, client: Client) -> None:
        messages = client.messages
        while True:
            some = [await anext(messages)]
            while len(messages) and len(some) < MOST_AT_ONCE:
                some.append(await anext(messages))
            await self._take_in(some)
            for message in some:
                client._client.ack(message.mid, message.qos)

    async def _take_in(self, messages: list[Message]) -> None:
        """Commit what messages say; returns only when it is."""
        received_us = to_us(self._clock.now())
        deliveries = []
        for message in messages:
            body = payload_of(message)
            if len(body) > self._subscription.largest_bytes:
                self._too_large(str(message.topic))
            else:
                deliveries.append(Delivery(self._subscription.name, received_us, body, str(message.topic)))
        has_news, refused = await self._take(deliveries)
        if refused:
            self._watch.refused(not_understood(refused[0]))
        if len(refused) < len(deliveries):
            self._watch.delivered(news=has_news)


def payload_of(message: Message) -> bytes:
    """Return the bytes of a message; what came over the network is never of another type."""
    payload: object = message.payload
    return bytes(payload) if isinstance(payload, (bytes, bytearray)) else b""


def _code(granted: Any) -> int:
    return int(getattr(granted, "value", granted))


def _of_broker(error: Exception) -> SourceError:
    """Return why there is no connection, in words; what brokers say has no secrets in it."""
    with contextlib.suppress(AttributeError):
        reason = str(error.rc).lower()  # type: ignore[attr-defined]  # of MqttCodeError
        if "not authorized" in reason or "bad user name" in reason or "not authorised" in reason:
            return SourceError(
                "The broker does not accept the name and password.",
                "De broker accepteert naam en wachtwoord niet.",
                remedy="Look at username and password in the settings of the connector.",
            )
    if isinstance(error, ssl.SSLError) or "certificate" in str(error).lower():
        return SourceError(
            "The broker's certificate cannot be trusted.", "Het certificaat van de broker is niet te vertrouwen."
        )
    return SourceError("The broker cannot be reached.", "De broker is niet bereikbaar.")
