# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The tables of the outbox, in the register database beside the warnings. Times are microseconds since 1970, UTC."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table, UniqueConstraint

METADATA: Final = MetaData()


class DeliveryState(StrEnum):
    """What became of a message to one receiver."""

    WAITING = "waiting"
    SENT = "sent"
    """The receiver said that it has it."""
    DEAD = "dead"
    """Given up; somebody has to look, and may have it sent again."""
    REFUSED = "refused"
    """Governance did not give leave, so nothing was sent."""
    OUTDATED = "outdated"
    """The warning expired before the receiver could be reached."""


NOTICES: Final = Table(
    "notification_notices",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", String(200), nullable=False, unique=True),
    Column("warning", String(200), nullable=False, index=True),
    Column("at_us", BigInteger, nullable=False),
    Column("activity", String(200), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("spread_us", BigInteger, nullable=True, index=True),
    sqlite_autoincrement=True,
)
"""What there is to tell, in the order in which it was written; ``spread_us`` is when it was laid out for channels."""

DELIVERIES: Final = Table(
    "notification_deliveries",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("notice", String(200), nullable=False, index=True),
    Column("warning", String(200), nullable=False),
    Column("channel", String(100), nullable=False),
    Column("target", String(400), nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("made_us", BigInteger, nullable=False),
    Column("next_us", BigInteger, nullable=False),
    Column("done_us", BigInteger, nullable=True),
    Column("problem", String(1000), nullable=False),
    Column("problem_nl", String(1000), nullable=False),
    UniqueConstraint("notice", "channel", "target"),
    Index("notification_waiting", "channel", "state", "number"),
    Index("notification_of_warning", "warning", "channel", "target"),
    sqlite_autoincrement=True,
)
"""One message to one receiver: a target is an address or a subscription, or empty where a channel has one receiver."""

SUBSCRIPTIONS: Final = Table(
    "notification_subscriptions",
    METADATA,
    Column("id", String(100), primary_key=True),
    Column("channel", String(100), nullable=False),
    Column("account", String(200), nullable=False, index=True),
    Column("endpoint", String(2000), nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("language", String(10), nullable=False),
    Column("made_us", BigInteger, nullable=False),
)
"""Browsers that subscribed to web push: of whom, where, and for which keys."""
