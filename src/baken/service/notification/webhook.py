# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Webhooks: an NL GOV CloudEvent to a receiver, signed.

Who receives it was agreed upon and is declared by the city, so no handshake precedes it (guideline for webhooks of the
NL GOV profile, recommendations: non-automated validation).
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from baken.errors import BakenError
from baken.service.notification.cloud_event import CONTENT_TYPE, cloud_event
from baken.service.notification.sending import NotSentError

if TYPE_CHECKING:
    from baken.city.channels import Channel
    from baken.service.notification.notice import Earlier
    from baken.service.notification.outbox import Delivery
    from baken.service.notification.posting import Poster
    from baken.service.notification.sending import Envelope
    from baken.service.notification.signature import NotificationKey
    from baken.service.sources.secrets import Secrets


class Webhook:
    """Sends to one receiver."""

    def __init__(
        self, channel: Channel, envelope: Envelope, poster: Poster, key: NotificationKey, secrets: Secrets
    ) -> None:
        self._channel = channel
        self._envelope = envelope
        self._poster = poster
        self._key = key
        self._secrets = secrets

    def receiver_of(self, target: str) -> str:
        """Return the one receiver."""
        return target

    async def send(self, delivery: Delivery, earlier: tuple[Earlier, ...]) -> None:
        """Send one event."""
        url = self._channel.url
        body = cloud_event(delivery.notice, earlier, self._envelope, self._channel)
        headers = {"content-type": CONTENT_TYPE, "webhook-request-origin": self._envelope.sender}
        if self._channel.token:
            headers["authorization"] = f"Bearer {await filled(self._secrets, self._channel.token)}"
        headers |= self._key.headers("POST", url, body, CONTENT_TYPE, created=int(time.time()))
        await self._poster.post(url, body, headers)

    async def close(self) -> None:
        """Close connections."""
        await self._poster.close()


async def filled(secrets: Secrets, text: str) -> str:
    """Return a setting with its secrets in it.

    Raises
    ------
    NotSentError
        When one is not there; it is tried again, because a file can be put there.
    """
    if not text:
        return ""
    try:
        return await asyncio.to_thread(secrets.fill, text)
    except BakenError as error:
        raise NotSentError(str(error), "Een geheim van dit kanaal kan niet worden gelezen.") from error
