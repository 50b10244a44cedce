# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Senders: how what a channel tells is sent, and what stands around every message of a city."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.city.channels import ChannelKind
from baken.service.notification.sending import Envelope
from baken.service.outward.addresses import Reach

if TYPE_CHECKING:
    import ssl
    from pathlib import Path

    from baken.city.channels import Channel
    from baken.city.model import City
    from baken.service.notification.patience import Patience
    from baken.service.notification.sending import Sender
    from baken.service.notification.signature import NotificationKey
    from baken.service.notification.subscriptions import Subscriptions
    from baken.service.notification.vapid import PushKey


class Senders:
    """Makes what sends, with the keys and secrets of a data folder."""

    def __init__(
        self, city: City, data: Path, subscriptions: Subscriptions, *, is_simulated: bool, tls: ssl.SSLContext | None
    ) -> None:
        self._data = data
        self._subscriptions = subscriptions
        self._envelope = envelope_of(city, is_simulated=is_simulated)
        self._tls = tls

    def push_key(self) -> PushKey:
        """Return the key that a browser needs to subscribe; made when it is asked for first.

        Raises
        ------
        KeyFileError
            When it cannot be read or written.
        """
        from baken.service.notification.vapid import PushKey

        return PushKey.of(self._data)

    def signing_key(self) -> NotificationKey:
        """Return the key with which webhooks are signed; made when it is asked for first.

        Raises
        ------
        KeyFileError
            When it cannot be read or written.
        """
        from baken.service.notification.signature import NotificationKey

        return NotificationKey.of(self._data)

    def of(self, channel: Channel, patience: Patience) -> Sender:
        """Return what sends over a channel."""
        from baken.service.notification.posting import Poster
        from baken.service.sources.secrets import Secrets

        envelope, secrets = self._envelope, Secrets.of(self._data)
        if channel.kind is ChannelKind.MAIL:
            from baken.service.notification.mail import Mail

            return Mail(channel, envelope, secrets, whole_s=patience.whole_s, tls=self._tls)
        if channel.kind is ChannelKind.MQTT:
            from baken.service.notification.mqtt import Mqtt

            return Mqtt(channel, envelope, secrets, whole_s=patience.whole_s, tls=self._tls)
        reach = Reach.INTERNAL if channel.is_internal else Reach.PUBLIC
        poster = Poster(reach, whole_s=patience.whole_s, connect_s=patience.connect_s, tls=self._tls)
        if channel.kind is ChannelKind.PUSH:
            from baken.service.notification.push import Push

            return Push(channel, envelope, poster, self.push_key(), self._subscriptions)
        from baken.service.notification.webhook import Webhook

        return Webhook(channel, envelope, poster, self.signing_key(), secrets)


def envelope_of(city: City, *, is_simulated: bool) -> Envelope:
    """Return what stands around every message of a city."""
    return Envelope(
        city=city.id,
        city_name=city.name,
        authority=city.authority.name,
        contact=city.authority.contact,
        sender=city.channels.sender,
        source=city.channels.source,
        website=city.channels.website,
        time_zone=city.time_zone,
        is_simulated=is_simulated,
    )
