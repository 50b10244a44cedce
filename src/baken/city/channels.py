# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Channels: to whom warnings go out, and how; declared in ``channels.toml`` of a city.

Nothing secret is in these records: ``${secret:name}`` stands for the first line of a file of the machine.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec

from baken.governance.lists import Role
from baken.warning.kinds import LimitKind
from baken.warning.model import Severity


class ChannelKind(StrEnum):
    """How a warning travels."""

    WEBHOOK = "webhook"
    """An HTTP request for each message, as an NL GOV CloudEvent, signed."""
    MAIL = "mail"
    """A message to each address."""
    PUSH = "push"
    """To the browsers and telephones of who subscribed."""
    MQTT = "mqtt"
    """A message to a broker."""


class MessageFormat(StrEnum):
    """What is in a message to a machine."""

    JSON = "json"
    """The warning as JSON."""
    CAP = "cap"
    """The warning as CAP 1.2."""


class Told(StrEnum):
    """What became of a warning, as a receiver is told."""

    RAISED = "raised"
    GREW = "grew"
    """More areas, or a higher level, since it was told."""
    SEEN = "seen"
    HANDLED = "handled"
    CLOSED = "closed"
    EXPIRED = "expired"
    FALSE = "false"
    """There was nothing the matter."""

    @property
    def is_end(self) -> bool:
        """Whether the warning does not hold any more."""
        return self in (Told.CLOSED, Told.EXPIRED, Told.FALSE)


USUALLY_TOLD: Final = (Told.RAISED, Told.GREW, Told.CLOSED, Told.EXPIRED, Told.FALSE)
"""What a receiver is told unless it asked for something else."""


class TransportSecurity(StrEnum):
    """How a connection to a mail server is protected."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"
    """Only inside the own network."""


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """One receiver.

    Attributes
    ----------
    party, role
        Whose leave it rests on: of another party (its agreement), or of a role of the controller or the public (the
        recipients of the activity). Exactly one of them.
    languages
        The first one is that of a message that has room for one.
    kinds
        Of which limits; empty for all.
    told
        Of which changes; a receiver that was told of a warning is told of its end in any case.
    minimum_probability, minimum_severity
        A warning that is less probable, or less bad, is not told.
    is_internal
        Whether it lies inside the own network.
    keep_trying_min
        For so long it is tried; after that it is a dead letter.
    url, token
        Of a webhook; the token goes in the header ``Authorization: Bearer``.
    host, port, username, password
        Of a mail server or a broker.
    sender, addresses
        Of mail.
    topic, tls
        Of MQTT.
    services
        Of web push: the hosts to which a subscription may point.
    """

    id: str
    kind: ChannelKind
    party: str = ""
    role: Role | None = None
    languages: tuple[str, ...] = ("nl", "en")
    kinds: tuple[LimitKind, ...] = ()
    told: tuple[Told, ...] = USUALLY_TOLD
    minimum_probability: float = 0.0
    minimum_severity: Severity = Severity.MINOR
    message_format: MessageFormat = MessageFormat.JSON
    is_internal: bool = False
    keep_trying_min: int = 360
    url: str = ""
    token: str = ""
    host: str = ""
    port: int = 0
    username: str = ""
    password: str = ""
    security: TransportSecurity = TransportSecurity.STARTTLS
    sender: str = ""
    addresses: tuple[str, ...] = ()
    topic: str = ""
    tls: bool = True
    services: tuple[str, ...] = ()


class Channels(msgspec.Struct, frozen=True, kw_only=True):
    """All channels of a city.

    Attributes
    ----------
    sender
        A name of the internet that the city owns: who sends, in CAP, in mail and to webhooks.
    source
        Who publishes, and with which system: the ``source`` of the NL GOV profile for CloudEvents.
    website
        Where somebody who gets a message reads more; may be empty.
    """

    sender: str = ""
    source: str = ""
    website: str = ""
    channels: tuple[Channel, ...] = ()

    def find(self, channel_id: str) -> Channel | None:
        """Return a channel, or None."""
        return next((channel for channel in self.channels if channel.id == channel_id), None)


PUSH_SERVICES: Final = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "web.push.apple.com",
    "*.push.apple.com",
    "*.notify.windows.com",
)
"""The push services of the browsers in use; a subscription that points elsewhere is refused."""
