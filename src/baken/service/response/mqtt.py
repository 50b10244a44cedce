# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Actuators over MQTT: each command is a retained message of its own key, and the broker is asked what it has.

``<topic>/set`` holds the newest command of an actuator: ``{"key", "preset", "until", "issuedAt"}``, QoS 1, retained, so
that a sign that was without power learns what it should show. ``<topic>/state`` is what the actuator says, retained:
``{"key", "preset", "byHand"}``. An actuator does nothing when it sees a key again, and goes back to normal by itself
after ``until``.

Nothing is sent twice. Whoever comes with the same client identifier takes the place of the one before, whose connection
the broker closes (MQTT 3.1.1, section 3.1.4): after that nothing of a node that was killed can still arrive, and the
retained message says for good whether it had.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from typing import TYPE_CHECKING, Any, Final

import msgspec

from baken.errors import BakenError
from baken.response.protocol import Told, UnreachableError
from baken.vocabulary.time import format_us

if TYPE_CHECKING:
    from aiomqtt import Client

    from baken.response.model import Command
    from baken.response.reach import Actuator, Reach, Transport

PATIENCE_S: Final = 10.0
_LARGEST: Final = 4_096


class _State(msgspec.Struct, frozen=True, rename="camel"):
    """What an actuator says."""

    key: str = ""
    preset: str = ""
    by_hand: bool = False


class _Set(msgspec.Struct, frozen=True, rename="camel"):
    """What an actuator is told."""

    key: str
    preset: str
    until: str
    issued_at: str


class MqttActuators:
    """Commands over one broker.

    Parameters
    ----------
    identifier
        Name of the session at the broker: of this node and of no other.
    username, password
        With the secrets in them.
    """

    def __init__(
        self, transport: Transport, reach: Reach, identifier: str, *, username: str = "", password: str = ""
    ) -> None:
        self._where, self._identifier = transport, identifier
        self._username, self._password = username, password
        self._topics = {actuator.topic: actuator for actuator in reach.actuators if actuator.topic}
        self._client: Client | None = None
        self._hearing: asyncio.Task[None] | None = None
        self._said: list[Told] = []
        self._held: dict[str, str] = {}
        self._marks: dict[str, asyncio.Event] = {}
        self._stack = contextlib.AsyncExitStack()
        self._number = 0

    async def deliver(self, command: Command, actuator: Actuator) -> None:
        """Publish a command; the broker has it when this returns."""
        client = await self._connected()
        told = _Set(command.key, command.preset, format_us(command.until_us), format_us(command.asked_at_us))
        body = msgspec.json.encode(told)
        await self._guarded(client.publish(f"{actuator.topic}/set", body, qos=1, retain=True))

    async def has(self, command: Command, actuator: Actuator) -> bool:
        """Ask the broker which command it holds, after taking the place of whoever was there before."""
        client = await self._connected()
        topic = f"{actuator.topic}/set"
        self._held.pop(topic, None)
        await self._guarded(client.subscribe(topic, qos=1))
        # What the broker holds is sent before anything that is published after; a mark of ours says that it was.
        self._number += 1
        mark = f"{self._mark_topic()}/{self._number}"
        self._marks[mark] = asyncio.Event()
        try:
            await self._guarded(client.publish(mark, b"", qos=1))
            await self._guarded(self._marks[mark].wait())
        finally:
            del self._marks[mark]
        await self._guarded(client.unsubscribe(topic))
        return self._held.get(topic) == command.key

    def said(self) -> tuple[Told, ...]:
        """Return what actuators said since they were asked last."""
        said, self._said = tuple(self._said), []
        return said

    async def close(self) -> None:
        """Leave the broker."""
        if self._hearing is not None:
            self._hearing.cancel()
            await asyncio.gather(self._hearing, return_exceptions=True)
        self._hearing, self._client = None, None
        with contextlib.suppress(Exception):
            await self._stack.aclose()
        self._stack = contextlib.AsyncExitStack()

    # -- inside --------------------------------------------------------------------------------------------------

    def _mark_topic(self) -> str:
        return f"baken/{self._identifier}/mark"

    async def _connected(self) -> Client:
        if self._client is not None and self._hearing is not None and not self._hearing.done():
            return self._client
        await self.close()
        from aiomqtt import Client

        where = self._where
        client = Client(
            where.host,
            where.port,
            username=self._username or None,
            password=self._password or None,
            identifier=self._identifier,
            clean_session=True,
            keepalive=15,
            timeout=PATIENCE_S,
            tls_context=ssl.create_default_context() if where.tls else None,
        )
        await self._guarded(self._stack.enter_async_context(client))
        self._client = client
        self._hearing = asyncio.create_task(self._hear(client))
        for topic in (f"{self._mark_topic()}/+", *(f"{topic}/state" for topic in self._topics)):
            await self._guarded(client.subscribe(topic, qos=1))
        return client

    async def _hear(self, client: Client) -> None:
        from aiomqtt import MqttError

        with contextlib.suppress(MqttError):
            async for message in client.messages:
                payload: Any = message.payload
                self._take(str(message.topic), bytes(payload) if isinstance(payload, (bytes, bytearray)) else b"")

    def _take(self, topic: str, body: bytes) -> None:
        if topic in self._marks:
            self._marks[topic].set()
            return
        if len(body) > _LARGEST:
            return
        with contextlib.suppress(msgspec.DecodeError):
            if topic.endswith("/set"):
                self._held[topic] = msgspec.json.decode(body, type=_Set).key
                return
            actuator = self._topics.get(topic.removesuffix("/state"))
            if actuator is not None:
                state = msgspec.json.decode(body, type=_State)
                self._said.append(
                    Told(actuator_id=actuator.id, key=state.key, preset=state.preset, by_hand=state.by_hand)
                )

    async def _guarded(self, doing: Any) -> Any:
        """Do something at the broker, or say that it cannot be reached and forget the connection."""
        from aiomqtt import MqttError

        try:
            async with asyncio.timeout(PATIENCE_S):
                return await doing
        except (MqttError, OSError, ssl.SSLError, TimeoutError, ValueError) as error:
            await self.close()
            raise UnreachableError("The broker of the actuators cannot be reached.") from error
        except BakenError:
            await self.close()
            raise
