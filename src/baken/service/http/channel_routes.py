# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Routes about how warnings go out: channels, what was not delivered, subscriptions of browsers, and our public key."""

from __future__ import annotations

import asyncio
from typing import Annotated, Final
from urllib.parse import urlsplit

from litestar import delete, get, post
from litestar.datastructures import CacheControlHeader
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from baken.city.channels import Channel, ChannelKind
from baken.governance.lists import Action, Layer
from baken.governance.model import Principal
from baken.identity.sign_in import acting
from baken.observation.governed_store import TOUCHED
from baken.service.http.access import access, open_to_all
from baken.service.http.channel_bodies import (
    ChannelBody,
    ChannelsBody,
    DeadLetterBody,
    DeadLettersBody,
    NewPushSubscriptionRequest,
    NotificationKeyBody,
    NotificationKeysBody,
    PushChannelBody,
    PushSubscriptionBody,
    PushSubscriptionsBody,
)
from baken.service.http.problems import InvalidInputError, NotFoundError
from baken.service.http.session_routes import OWN
from baken.service.http.signed_in import AnyRequest, read, signed_in
from baken.service.node import Node
from baken.service.notification.leave import may_subscribe, require_leave
from baken.service.notification.outbox import Delivery
from baken.service.notification.outbox_tables import DeliveryState
from baken.service.notification.subscriptions import Subscription, is_of_service
from baken.service.notification.vapid import decoded, encoded

_ROOM: Final = access(Action.RESPOND)
_KEYS: Final = open_to_all("Whoever gets a warning must be able to check who signed it (RFC 9421).")
_MOST: Final = 500
_LANGUAGES: Final = ("nl", "en")

Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=_MOST, description="Most of them on a page.")]
Cursor = Annotated[
    str | None, QueryParameter(name="cursor", pattern="^[1-9][0-9]{0,17}$", description="`next` of the page before.")
]


@get("/api/v1/channels", operation_id="listChannels", tags=["channels"], opt=_ROOM)
async def channels(node: NamedDependency[Node]) -> ChannelsBody:
    """Return to whom warnings go out, and whether they arrive."""

    def found() -> ChannelsBody:
        counts = node.notifications.outbox.counts()
        return ChannelsBody(
            now=node.clock.now(),
            is_sending=node.notifications.sends,
            is_simulated=node.notifications.is_simulated,
            channels=[_channel(node, one, counts.get(one.id, {})) for one in node.city.channels.channels],
        )

    return await asyncio.to_thread(found)


@get("/api/v1/dead-letters", operation_id="listDeadLetters", tags=["channels"], opt=_ROOM)
async def dead_letters(node: NamedDependency[Node], limit: Limit = 100, cursor: Cursor = None) -> DeadLettersBody:
    """Return what was given up, refused or came too late, newest first, and why."""
    before = None if cursor is None else int(cursor)
    found = await asyncio.to_thread(node.notifications.outbox.dead, limit=limit + 1, before=before)
    _touch(node, len(found[:limit]))
    following = str(found[limit - 1].number) if len(found) > limit else None
    return DeadLettersBody(items=[_letter(one) for one in found[:limit]], next=following)


@post(
    "/api/v1/dead-letters/{number:int}/send-again",
    operation_id="sendDeadLetterAgain",
    tags=["channels"],
    opt=_ROOM,
    status_code=202,
)
async def send_again(node: NamedDependency[Node], number: FromPath[int]) -> DeadLetterBody:
    """Let a message be sent again, as it was and with the same identifier; governance is asked again too."""
    if not await asyncio.to_thread(node.notifications.send_again, number):
        raise NotFoundError("There is no dead letter of this number that can be sent again.")
    found = await asyncio.to_thread(node.notifications.outbox.find, number)
    if found is None:
        raise NotFoundError("The message has been deleted meanwhile.")
    return _letter(found)


@get("/api/v1/push-subscriptions", operation_id="listPushSubscriptions", tags=["channels"], opt=OWN)
async def push_subscriptions(node: NamedDependency[Node], request: AnyRequest) -> PushSubscriptionsBody:
    """Return one's own subscriptions, and what one may subscribe to."""
    who = acting(signed_in(request).account)
    found = await asyncio.to_thread(node.notifications.subscriptions.of_account, who.id)
    key = await asyncio.to_thread(node.notifications.senders.push_key)
    return PushSubscriptionsBody(
        application_server_key=key.public,
        channels=[PushChannelBody(id=c.id, languages=list(c.languages)) for c in _open_to(node, who)],
        subscriptions=[_subscription(one) for one in found],
    )


@post("/api/v1/push-subscriptions", operation_id="addPushSubscription", tags=["channels"], opt=OWN)
async def add_push_subscription(
    node: NamedDependency[Node], request: AnyRequest, data: JSONBody[NewPushSubscriptionRequest]
) -> PushSubscriptionBody:
    """Have the warnings of a channel sent to this browser, for as long as one may have them."""
    who, wish = acting(signed_in(request).account), await read(request, type(data))
    channel = node.city.channels.find(wish.channel)
    if channel is None or channel.kind is not ChannelKind.PUSH:
        raise NotFoundError("There is no channel of this name that a browser can subscribe to.")
    require_leave(node.governance, who, node.notifications.activity)
    if not may_subscribe(node.governance, channel, who, node.notifications.activity):
        raise NotFoundError("There is no channel of this name that a browser can subscribe to.")
    if not is_of_service(wish.endpoint, channel.services):
        raise InvalidInputError("The endpoint is not at a push service that this city sends to.")
    if wish.language not in _LANGUAGES:
        raise InvalidInputError("The language is nl or en.")
    try:
        public, secret = decoded(wish.p256dh), decoded(wish.auth)
    except ValueError as error:
        raise InvalidInputError("The keys of the subscription are not base64url.") from error
    add = node.notifications.subscriptions.add
    return _subscription(await asyncio.to_thread(add, channel.id, who.id, wish.endpoint, public, secret, wish.language))


@delete("/api/v1/push-subscriptions/{subscription_id:str}", operation_id="removePushSubscription",
        tags=["channels"], opt=OWN)  # fmt: skip
async def remove_push_subscription(
    node: NamedDependency[Node], request: AnyRequest, subscription_id: FromPath[str]
) -> None:
    """Send nothing more to a browser of one's own."""
    who = signed_in(request).account.id
    found = await asyncio.to_thread(node.notifications.subscriptions.find, subscription_id)
    if found is None or found.account != who:
        raise NotFoundError("There is no such subscription.")
    await asyncio.to_thread(node.notifications.subscriptions.remove, subscription_id)


@get("/api/v1/notification-keys", operation_id="listNotificationKeys", tags=["channels"], opt=_KEYS,
     cache_control=CacheControlHeader(max_age=300, public=True))  # fmt: skip
async def notification_keys(node: NamedDependency[Node]) -> NotificationKeysBody:
    """Return the public key with which webhooks are signed, as a set of keys (RFC 7517)."""
    public = await asyncio.to_thread(lambda: node.notifications.senders.signing_key().public)
    key = NotificationKeyBody(kty="OKP", crv="Ed25519", kid=public.id, alg="EdDSA", x=encoded(public.raw))
    return NotificationKeysBody(keys=[key])


def _open_to(node: Node, who: Principal) -> list[Channel]:
    """Return the push channels that somebody may subscribe to."""
    pushed = (channel for channel in node.city.channels.channels if channel.kind is ChannelKind.PUSH)
    return [c for c in pushed if may_subscribe(node.governance, c, who, node.notifications.activity)]


def _touch(node: Node, rows: int) -> None:
    touched = TOUCHED.get()
    if touched is not None and rows and node.notifications.activity:
        touched.note(node.notifications.activity, Action.READ, Layer.WARNINGS, rows)


def _channel(node: Node, channel: Channel, counts: dict[DeliveryState, int]) -> ChannelBody:
    return ChannelBody(
        id=channel.id,
        kind=channel.kind,
        party=channel.party,
        role="" if channel.role is None else channel.role.value,
        is_lost=node.notifications.is_lost(channel.id),
        waiting=counts.get(DeliveryState.WAITING, 0),
        sent=counts.get(DeliveryState.SENT, 0),
        dead=counts.get(DeliveryState.DEAD, 0),
        refused=counts.get(DeliveryState.REFUSED, 0),
        outdated=counts.get(DeliveryState.OUTDATED, 0),
    )


def _letter(found: Delivery) -> DeadLetterBody:
    headlines = {text.language: text.headline for text in found.notice.texts}
    return DeadLetterBody(
        number=found.number,
        channel=found.channel,
        target=found.target if len(found.target) <= 6 else f"…{found.target[-6:]}",
        notice=found.notice.id,
        warning=found.notice.warning,
        change=found.notice.told,
        headline=headlines.get("en", ""),
        headline_nl=headlines.get("nl", ""),
        state=found.state,
        attempts=found.attempts,
        made_at=found.made_at,
        done_at=found.done_at,
        problem=found.problem,
        problem_nl=found.problem_nl,
        can_be_sent_again=found.state in (DeliveryState.DEAD, DeliveryState.REFUSED),
    )


def _subscription(found: Subscription) -> PushSubscriptionBody:
    service = urlsplit(found.endpoint).hostname or ""
    return PushSubscriptionBody(
        id=found.id, channel=found.channel, language=found.language, service=service, made_at=found.made_at
    )


CHANNEL_ROUTES: Final = (
    channels,
    dead_letters,
    send_again,
    push_subscriptions,
    add_push_subscription,
    remove_push_subscription,
    notification_keys,
)
