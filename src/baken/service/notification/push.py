# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Web push: a message to a browser, through the service of its maker, which cannot read it.

Source: RFC 8030, Generic Event Delivery Using HTTP Push.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import msgspec

from baken.service.notification.messages import marked, status
from baken.service.notification.push_encryption import LARGEST_PLAINTEXT, encrypt
from baken.service.notification.sending import NotSentError
from baken.service.notification.subscriptions import is_of_service
from baken.warning.words import Urgency

if TYPE_CHECKING:
    from baken.city.channels import Channel
    from baken.service.notification.notice import Earlier, Notice
    from baken.service.notification.outbox import Delivery
    from baken.service.notification.posting import Poster
    from baken.service.notification.sending import Envelope
    from baken.service.notification.subscriptions import Subscriptions
    from baken.service.notification.vapid import PushKey

_SHORTEST_TTL_S: Final = 60
_USUAL_TTL_S: Final = 3600
_LONGEST_TEXT: Final = 1500
_GONE: Final = ("This subscription is there no more.", "Dit abonnement bestaat niet meer.")


class Push:
    """Sends to the browsers that subscribed to one channel."""

    def __init__(
        self, channel: Channel, envelope: Envelope, poster: Poster, key: PushKey, subscriptions: Subscriptions
    ) -> None:
        self._channel = channel
        self._envelope = envelope
        self._poster = poster
        self._key = key
        self._subscriptions = subscriptions

    def receiver_of(self, target: str) -> str:
        """Return each browser for itself: one service carries many, and may refuse one of them."""
        return target

    async def send(self, delivery: Delivery, _earlier: tuple[Earlier, ...]) -> None:
        """Send one message to one browser."""
        subscription = await asyncio.to_thread(self._subscriptions.find, delivery.target)
        if subscription is None or not is_of_service(subscription.endpoint, self._channel.services):
            raise NotSentError(*_GONE, is_gone=True)
        notice = delivery.notice
        text = push_text(notice, subscription.language, self._envelope)
        body = encrypt(text, subscription.public_key, subscription.secret)
        now_s = int(time.time())
        subject = f"https://{self._envelope.sender}"
        headers = {
            "authorization": self._key.authorization(subscription.endpoint, subject, now_s=now_s),
            "content-encoding": "aes128gcm",
            "content-type": "application/octet-stream",
            "ttl": str(ttl_s(notice, now_s)),
            "urgency": "high" if notice.urgency is Urgency.IMMEDIATE else "normal",
            "topic": topic(notice.warning),
        }
        try:
            await self._poster.post(subscription.endpoint, body, headers)
        except NotSentError as error:
            if (
                error.status == HTTPStatus.NOT_FOUND
            ):  # push services say so too of a subscription that has ended (RFC 8030, 7.3)
                raise NotSentError(*_GONE, is_gone=True) from error
            raise

    async def close(self) -> None:
        """Close connections."""
        await self._poster.close()


def push_text(notice: Notice, language: str, envelope: Envelope) -> bytes:
    """Return what the browser shows, as JSON: short, and with one tag for each warning so that news replaces it."""
    of = status(notice, envelope)
    text = marked(notice.text((language,)), of)
    shown = {
        "id": notice.id,
        "tag": notice.warning,
        "status": of.value,
        "change": notice.told.value,
        "language": text.language,
        "title": text.headline[:200],
        "body": "\n".join(part for part in (text.description, text.instruction, text.doubt) if part)[:_LONGEST_TEXT],
        "url": "/",
    }
    body = msgspec.json.encode(shown)
    while len(body) > LARGEST_PLAINTEXT:
        shown["body"] = shown["body"][: len(shown["body"]) // 2]
        body = msgspec.json.encode(shown)
    return body


def topic(warning: str) -> str:
    """Return under which name a push service keeps only the newest message (RFC 8030, 5.4: at most 32 letters)."""
    return hashlib.sha256(warning.encode()).hexdigest()[:32]


def ttl_s(notice: Notice, now_s: int) -> int:
    """Return for how many seconds a push service keeps the message for a browser that is away."""
    if notice.expires is None:
        return _USUAL_TTL_S
    return max(_SHORTEST_TTL_S, int(notice.expires.timestamp()) - now_s)
