# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Subscriptions to web push: which browser of whom, and with which keys.

A subscription belongs to an account. Before each message it is asked what that account may do then; one that is gone or
disabled gets nothing. An endpoint is an address that a stranger gives us to post to, so only
the push services that the channel names are accepted.
"""

from __future__ import annotations

import fnmatch
import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import delete, func, insert, select

from baken.errors import BakenError
from baken.governance.database import durable_engine, translated
from baken.service.notification.outbox_tables import METADATA, SUBSCRIPTIONS
from baken.service.notification.push_encryption import require_keys
from baken.vocabulary.time import from_us, to_us

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

MOST_OF_ACCOUNT: Final = 20
LONGEST_ENDPOINT: Final = 2000


class SubscriptionError(BakenError):
    """A subscription that cannot be made."""


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """One browser.

    Attributes
    ----------
    public_key, secret
        ``p256dh`` and ``auth`` of the browser.
    """

    id: str
    channel: str
    account: str
    endpoint: str
    public_key: bytes
    secret: bytes
    language: str
    made_at: datetime


class Subscriptions:
    """Subscriptions in the register database."""

    def __init__(self, url: str) -> None:
        self._engine = durable_engine(url)
        self._do(METADATA.create_all)

    def add(
        self, channel: str, account: str, endpoint: str, public_key: bytes, secret: bytes, language: str
    ) -> Subscription:
        """Keep a subscription; the same endpoint again replaces what was there.

        Raises
        ------
        SubscriptionError
            When the account has too many.
        PushKeyError
            When its keys are none.
        """
        require_keys(public_key, secret)
        made = Subscription(
            id=hashlib.sha256(endpoint.encode()).hexdigest()[:24],
            channel=channel,
            account=account,
            endpoint=endpoint,
            public_key=public_key,
            secret=secret,
            language=language,
            made_at=datetime.now(UTC),
        )

        def work(connection: Connection) -> None:
            connection.execute(delete(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.endpoint == endpoint))
            own = select(func.count()).select_from(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.account == account)
            if connection.execute(own).scalar_one() >= MOST_OF_ACCOUNT:
                raise SubscriptionError("You have too many subscriptions.", remedy="Remove one that is not used.")
            connection.execute(insert(SUBSCRIPTIONS).values(**_row(made)))

        self._do(work)
        return made

    def of_account(self, account: str) -> list[Subscription]:
        """Return the subscriptions of one account."""
        return self._select(SUBSCRIPTIONS.c.account == account)

    def of_channel(self, channel: str) -> list[Subscription]:
        """Return the subscriptions to one channel."""
        return self._select(SUBSCRIPTIONS.c.channel == channel)

    def find(self, subscription_id: str) -> Subscription | None:
        """Return a subscription, or None."""
        return next(iter(self._select(SUBSCRIPTIONS.c.id == subscription_id)), None)

    def remove(self, subscription_id: str) -> None:
        """Forget a subscription."""
        self._do(lambda c: c.execute(delete(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.id == subscription_id)))

    def close(self) -> None:
        """Release the connections."""
        self._engine.dispose()

    def _select(self, condition: Any) -> list[Subscription]:
        query = select(SUBSCRIPTIONS).where(condition).order_by(SUBSCRIPTIONS.c.made_us, SUBSCRIPTIONS.c.id)
        return [_subscription(row) for row in self._do(lambda connection: connection.execute(query).all())]

    def _do(self, work: Callable[[Connection], Any]) -> Any:
        with translated(_broken), self._engine.begin() as connection:
            return work(connection)


def _broken(_cause: str) -> SubscriptionError:
    return SubscriptionError("Subscriptions cannot be read or written.", remedy="Check the disk.")


def is_of_service(endpoint: str, services: tuple[str, ...]) -> bool:
    """Tell whether an endpoint lies at one of these push services.

    Examples
    --------
    >>> is_of_service("https://fcm.googleapis.com/fcm/send/x", ("fcm.googleapis.com",))
    True
    >>> is_of_service("https://fcm.googleapis.com.evil.example/x", ("fcm.googleapis.com", "*.notify.windows.com"))
    False
    >>> is_of_service("https://fcm.googleapis.com:22/x", ("fcm.googleapis.com",))
    False
    >>> is_of_service("https://x.example#@fcm.googleapis.com/", ("fcm.googleapis.com",))
    False
    """
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme != "https" or parts.username is not None or len(endpoint) > LONGEST_ENDPOINT:
        return False
    if not endpoint.isascii() or not endpoint.isprintable() or " " in endpoint or "\\" in endpoint:
        return False
    named = host if port in (None, 443) else f"{host}:{port}"
    return any(fnmatch.fnmatchcase(named, service) for service in services)


def _row(made: Subscription) -> dict[str, Any]:
    return {
        "id": made.id,
        "channel": made.channel,
        "account": made.account,
        "endpoint": made.endpoint,
        "public_key": made.public_key,
        "secret": made.secret,
        "language": made.language,
        "made_us": to_us(made.made_at),
    }


def _subscription(row: Any) -> Subscription:
    return Subscription(
        id=row.id,
        channel=row.channel,
        account=row.account,
        endpoint=row.endpoint,
        public_key=bytes(row.public_key),
        secret=bytes(row.secret),
        language=row.language,
        made_at=from_us(row.made_us),
    )
