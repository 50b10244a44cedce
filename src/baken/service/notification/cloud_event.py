# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A notice as an event of the NL GOV profile for CloudEvents 1.1: structured mode, JSON.

``id`` is that of the notice and stays the same when it is sent again. ``source`` is declared by the city, ``type`` is
the reversed name of its sender with what became of the warning, ``subject`` the warning, ``time`` when the change was
written down, ``sequence`` the version of the warning: within one subject a higher one supersedes a lower one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from baken.city.channels import MessageFormat
from baken.service.notification.messages import as_json, cap
from baken.vocabulary.time import format_instant
from baken.warning.cap import MEDIA_TYPE, to_xml

if TYPE_CHECKING:
    from baken.city.channels import Channel
    from baken.service.notification.notice import Earlier, Notice
    from baken.service.notification.sending import Envelope

CONTENT_TYPE: Final = "application/cloudevents+json; charset=utf-8"
LARGEST_BYTES: Final = 64 * 1024
"""What everybody who passes an event on must be able to carry (CloudEvents 1.0, size limits)."""


def event_type(notice: Notice, envelope: Envelope) -> str:
    """Return the type of an event: a reversed name of the internet, and what became of the warning."""
    reverse = ".".join(reversed(envelope.sender.lower().split(".")))
    return f"{reverse}.warning-{'test' if notice.is_test else notice.told.value}"


def cloud_event(notice: Notice, earlier: tuple[Earlier, ...], envelope: Envelope, channel: Channel) -> bytes:
    """Return an event as JSON; shapes of areas are left out when it would be larger than others must carry."""
    body = _encoded(notice, earlier, envelope, channel, geometry=True)
    return body if len(body) <= LARGEST_BYTES else _encoded(notice, earlier, envelope, channel, geometry=False)


def _encoded(
    notice: Notice, earlier: tuple[Earlier, ...], envelope: Envelope, channel: Channel, *, geometry: bool
) -> bytes:
    event: dict[str, Any] = {
        "specversion": "1.0",
        "id": notice.id,
        "source": envelope.source,
        "type": event_type(notice, envelope),
        "subject": notice.warning,
        "time": format_instant(notice.at),
        "sequence": f"{notice.version:010d}",
    }
    if channel.message_format is MessageFormat.CAP:
        message = cap(notice if geometry else _shapeless(notice), earlier, envelope, channel)
        event |= {"datacontenttype": MEDIA_TYPE, "data": to_xml(message).decode()}
    else:
        data = as_json(notice, earlier, envelope, channel, geometry=geometry)
        event |= {"datacontenttype": "application/json", "data": data}
    if envelope.website:
        event["dataref"] = f"{envelope.website.rstrip('/')}/api/v1/warnings/{notice.warning}"
    return msgspec.json.encode(event)


def _shapeless(notice: Notice) -> Notice:
    areas = tuple(msgspec.structs.replace(area, ring=()) for area in notice.areas)
    return msgspec.structs.replace(notice, areas=areas)
