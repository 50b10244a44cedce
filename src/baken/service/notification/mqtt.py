# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""MQTT: a message to a broker, with quality of service 1: sent is when the broker has acknowledged it."""

from __future__ import annotations

import asyncio
import secrets as chance
import ssl
from typing import TYPE_CHECKING

import msgspec

from baken.city.channels import MessageFormat
from baken.service.notification.cloud_event import cloud_event
from baken.service.notification.messages import cap
from baken.service.notification.posting import unreachable
from baken.service.notification.sending import NotSentError
from baken.service.notification.to_server import ToServer
from baken.service.outward.addresses import Reach, UnreachableAddressError, addresses_of
from baken.warning.cap import to_xml

if TYPE_CHECKING:
    from baken.city.channels import Channel
    from baken.service.notification.notice import Earlier, Notice
    from baken.service.notification.outbox import Delivery
    from baken.service.notification.sending import Envelope

_QOS: int = 1


class Mqtt(ToServer):
    """Publishes to one topic of one broker; each message over a connection of its own, since they are few."""

    def receiver_of(self, target: str) -> str:
        """Return the one broker."""
        return target

    async def send(self, delivery: Delivery, earlier: tuple[Earlier, ...]) -> None:
        """Publish one message."""
        from aiomqtt import MqttError

        payload = mqtt_payload(delivery.notice, earlier, self._envelope, self._channel)
        password = await self._password()
        try:
            async with asyncio.timeout(self._whole_s):
                await self._publish(payload, password)
        except TimeoutError as error:
            raise NotSentError(
                f"The broker did not acknowledge within {self._whole_s:g} s.",
                f"De broker bevestigde niet binnen {self._whole_s:g} s.",
            ) from error
        except UnreachableAddressError as error:
            raise unreachable(error) from error
        except (MqttError, OSError, ssl.SSLError, ValueError) as error:
            raise _of_broker(error) from error

    async def _publish(self, payload: bytes, password: str) -> None:
        from aiomqtt import Client

        channel = self._channel
        await addresses_of(channel.host, channel.port, Reach.INTERNAL if channel.is_internal else Reach.PUBLIC)
        context = self._trust() if channel.tls else None
        async with Client(
            channel.host,
            channel.port,
            username=channel.username or None,
            password=password or None,
            identifier=f"baken-{chance.token_hex(8)}",
            clean_session=True,
            timeout=self._whole_s,
            tls_context=context,
        ) as client:
            await client.publish(channel.topic, payload, qos=_QOS)

    async def close(self) -> None:
        """Nothing is held."""


def mqtt_payload(notice: Notice, earlier: tuple[Earlier, ...], envelope: Envelope, channel: Channel) -> bytes:
    """Return the payload: a CloudEvent as JSON, or CAP as XML."""
    if channel.message_format is MessageFormat.CAP:
        return to_xml(cap(notice, earlier, envelope, channel))
    plain = msgspec.structs.replace(channel, message_format=MessageFormat.JSON)
    return cloud_event(notice, earlier, envelope, plain)


def _of_broker(error: Exception) -> NotSentError:
    reason = f"{error} {getattr(error, 'rc', '')}".lower()
    if "not authori" in reason or "bad user name" in reason:
        return NotSentError(
            "The broker does not accept the name and password.", "De broker accepteert naam en wachtwoord niet."
        )
    if isinstance(error, ssl.SSLError) or "certificate" in reason:
        return NotSentError(
            "The broker's certificate cannot be trusted.", "Het certificaat van de broker is niet te vertrouwen."
        )
    return NotSentError("The broker cannot be reached.", "De broker is niet bereikbaar.")
