# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The one thing to implement for a source that goes on delivering: :class:`LiveConnector`.

A live connector says *where* its provider delivers (:data:`Endpoint`) and understands *what* arrives
(:meth:`LiveConnector.read`). It never opens a connection itself: fetching politely (conditional requests, back-off with
jitter, limits of size and time, a breaker per source), subscribing and receiving are done once, for all connectors, by
the service. So every connector can be held against the laws without a network, with recorded deliveries
(:class:`~baken.plugin.recorded.RecordedConnector`).
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, TypeGuard

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.plugin.protocol import Connector, Field, ProviderRows, Skipped

LARGEST_DELIVERY_BYTES = 64 * 1024 * 1024
"""More than this is not taken from a provider, unless the endpoint says so."""


class Content(StrEnum):
    """What kind of document an endpoint delivers; anything else is refused before it is parsed."""

    JSON = "json"
    XML = "xml"
    CSV = "csv"
    TEXT = "text"
    PROTOBUF = "protobuf"
    ZIP = "zip"
    CALENDAR = "calendar"


class Poll(msgspec.Struct, frozen=True, kw_only=True):
    """A document that is fetched again and again over HTTP.

    Attributes
    ----------
    name
        Which of the connector's documents this is; kebab-case.
    interval_s
        How often to ask; the provider's own Cache-Control and Retry-After may make it longer, never shorter.
    headers
        Sent along, for example a key. They are never logged, and never sent to another host.
    body
        JSON that is posted, where the provider answers questions only by POST; empty for an ordinary GET.
    window_s
        When above zero, ``{start}`` and ``{end}`` in the url and the body stand for a window of this length that ends
        at the moment of asking (``2026-07-11T10:00:00Z``), where the provider must be told a period.
    largest_bytes
        Of the document after decompression.
    """

    name: str
    url: str
    content: Content
    interval_s: float
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    body: str = ""
    window_s: float = 0.0
    largest_bytes: int = LARGEST_DELIVERY_BYTES


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """Messages that an MQTT broker hands on.

    Attributes
    ----------
    topic
        Filter with ``+`` and ``#``.
    username, password
        Empty when the broker asks for none.
    """

    name: str
    host: str
    port: int
    topic: str
    qos: int = 1
    tls: bool = True
    username: str = ""
    password: str = ""
    largest_bytes: int = 1024 * 1024


class Inbox(msgspec.Struct, frozen=True, kw_only=True):
    """Messages that the provider posts to us, with the key of an integration."""

    name: str
    content: Content = Content.JSON
    largest_bytes: int = 4 * 1024 * 1024


Endpoint = Poll | Subscription | Inbox


@dataclass(frozen=True, slots=True)
class Delivery:
    """What arrived at one endpoint at one moment.

    Attributes
    ----------
    endpoint
        Name of the endpoint.
    received_at_us
        When it arrived, microseconds since 1970.
    body
        The bytes, or a file that holds them when they are many.
    topic
        Of an MQTT message; empty otherwise.

    Examples
    --------
    >>> with Delivery("counts", 0, b"{}").open() as stream:
    ...     stream.read()
    b'{}'
    """

    endpoint: str
    received_at_us: int
    body: bytes | Path
    topic: str = ""

    def open(self) -> BinaryIO:
        """Return the bytes as a stream, from the beginning."""
        return self.body.open("rb") if isinstance(self.body, Path) else io.BytesIO(self.body)

    def read_bytes(self) -> bytes:
        """Return all bytes; for documents that are small."""
        return self.body.read_bytes() if isinstance(self.body, Path) else self.body


@dataclass(frozen=True, slots=True)
class Reading:
    """What a delivery, or a part of a large one, says.

    Attributes
    ----------
    fields
        The series that occur in it, each once, whether or not they were asked for.
    rows
        ``provider_ids`` are those of ``fields``. ``available_at_us`` is when the provider says that it published the
        value, or the end of the interval where it says nothing; the time of arrival is added by whoever received it.
    skipped
        What could not be understood, with reasons.
    """

    fields: tuple[Field, ...]
    rows: ProviderRows
    skipped: tuple[Skipped, ...] = ()


class LiveConnector(Protocol):
    """Speaks for one product of one provider that goes on delivering."""

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Where the provider delivers, as the city configured it."""
        ...

    def field_of(self, provider_id: str) -> Field | None:
        """Return the series that this name stands for, or None when no series can be called so.

        Answered without a network: from the settings, or from the form of the name. A name says everything
        that the field needs, for example ``RWS01_MONIBAS_0021hrl0414ra/1/vehicle_count``.
        """
        ...

    def read(self, delivery: Delivery) -> Iterator[Reading]:
        """Yield what a delivery says, in parts when it is large, so that memory stays bounded.

        A value that the provider says it does not have is NaN; one that cannot be understood is skipped with a reason.

        Raises
        ------
        ConnectorError
            When the delivery cannot be understood at all: truncated, of another kind, hostile.
        """
        ...


def is_live(connector: Connector | LiveConnector) -> TypeGuard[LiveConnector]:
    """Tell whether a connector goes on delivering."""
    return hasattr(connector, "endpoints")


def has_history(connector: Connector | LiveConnector) -> TypeGuard[Connector]:
    """Tell whether a connector can deliver the past."""
    return hasattr(connector, "history")
