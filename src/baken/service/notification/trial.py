# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A trial: a message that only tries a channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import uuid4

from baken.city.channels import Told
from baken.service.notification.notice import Notice, NoticeText
from baken.warning.kinds import Cause, LimitKind
from baken.warning.model import Severity
from baken.warning.words import Certainty, Urgency

if TYPE_CHECKING:
    from datetime import datetime

    from baken.city.channels import Channel
    from baken.city.model import City

_TEST: Final = {
    "nl": ("Proefbericht", "Proefbericht van {city} over het kanaal {channel}."),
    "en": ("Test message", "Test message of {city} over the channel {channel}."),
}


def trial(channel: Channel, city: City, now: datetime, *, activity: str) -> Notice:
    """Return a notice that only tries a channel, and says so wherever a person or a machine looks."""
    texts = tuple(
        NoticeText(
            language=language,
            event=event,
            headline=event,
            description=words.format(city=city.name, channel=channel.id),
        )
        for language, (event, words) in _TEST.items()
    )
    name = f"test-{uuid4()}"
    return Notice(
        id=name,
        warning=name,
        version=1,
        told=Told.RAISED,
        at=now,
        cause=Cause.CROWDING,
        kinds=(LimitKind.LEVEL,),
        severity=Severity.MINOR,
        urgency=Urgency.FUTURE,
        certainty=Certainty.UNKNOWN,
        areas=(),
        texts=texts,
        activity=activity,
        is_simulated=city.simulated,
        is_test=True,
    )
