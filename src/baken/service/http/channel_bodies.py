# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bodies of the API about channels, dead letters and push subscriptions; camelCase on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from baken.service.http.bodies import Body

Base64Url = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class ChannelBody(Body, frozen=True):
    """One receiver of warnings, and how many messages to it stand how. Addresses and secrets are not told."""

    id: str
    kind: str
    party: str
    role: str
    is_lost: bool
    waiting: int
    sent: int
    dead: int
    refused: int
    outdated: int


class ChannelsBody(Body, frozen=True):
    """Every channel of the city; ``isSending`` is false where nothing goes out, as in a replay of a real day."""

    now: datetime
    is_sending: bool
    is_simulated: bool
    channels: list[ChannelBody]


class DeadLetterBody(Body, frozen=True):
    """A message that was not delivered, and why; ``target`` is shortened where it is somebody's address."""

    number: int
    channel: str
    target: str
    notice: str
    warning: str
    change: str
    headline: str
    headline_nl: str
    state: str
    attempts: int
    made_at: datetime
    done_at: datetime | None
    problem: str
    problem_nl: str
    can_be_sent_again: bool


class DeadLettersBody(Body, frozen=True):
    """Newest first; ``next`` is the cursor of the page after this one."""

    items: list[DeadLetterBody]
    next: str | None


class PushChannelBody(Body, frozen=True):
    """A channel that one may subscribe a browser to."""

    id: str
    languages: list[str]


class PushSubscriptionBody(Body, frozen=True):
    """One browser of one's own; ``service`` is the host of its push service."""

    id: str
    channel: str
    language: str
    service: str
    made_at: datetime


class PushSubscriptionsBody(Body, frozen=True):
    """One's own subscriptions, what one may subscribe to, and the key that a browser needs for it."""

    application_server_key: str
    channels: list[PushChannelBody]
    subscriptions: list[PushSubscriptionBody]


class NewPushSubscriptionRequest(Body, frozen=True, forbid_unknown_fields=True):
    """What a browser gives when it subscribes: its endpoint and two keys, base64url."""

    channel: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    endpoint: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
    p256dh: Base64Url
    auth: Base64Url
    language: Annotated[str, msgspec.Meta(min_length=2, max_length=10)] = "nl"


class NotificationKeyBody(Body, frozen=True):
    """An Ed25519 key (RFC 8037); ``kid`` is the ``keyid`` of signatures, ``x`` 32 bytes as base64url."""

    kty: str
    crv: str
    kid: str
    alg: str
    x: str


class NotificationKeysBody(Body, frozen=True):
    """The keys with which webhooks are signed (RFC 7517)."""

    keys: list[NotificationKeyBody]
