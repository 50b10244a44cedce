# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages: the same notice as CAP, as JSON and as words for people; all made here, and all marked when not real."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import msgspec

from baken.city.channels import Channel, Told
from baken.vocabulary.time import format_instant
from baken.warning.cap import (
    CapArea,
    Category,
    Info,
    Message,
    MessageType,
    Reference,
    ResponseType,
    Scope,
    Status,
    status_of,
)
from baken.warning.kinds import Cause
from baken.warning.words import Urgency

if TYPE_CHECKING:
    from datetime import datetime

    from baken.service.notification.notice import Earlier, Notice, NoticeText
    from baken.service.notification.sending import Envelope

LANGUAGES: Final = {"nl": "nl-NL", "en": "en-GB"}
CATEGORIES: Final = {
    Cause.CROWDING: (Category.SAFETY,),
    Cause.SOUND: (Category.ENV,),
    Cause.WIND: (Category.MET,),
    Cause.WATER: (Category.MET, Category.SAFETY),
    Cause.SOURCE: (Category.INFRA,),
}
"""What CAP calls that which a warning is about."""

MARKS: Final = {
    Status.EXERCISE: {"nl": "OEFENING: ", "en": "EXERCISE: "},
    Status.TEST: {"nl": "TEST: ", "en": "TEST: "},
}
"""How the first words of a message say that nothing is the matter."""

_EXPLAINED: Final = {
    Status.EXERCISE: {
        "nl": "Dit gaat over een gesimuleerde of nagespeelde dag. Er is niets aan de hand.",
        "en": "This is about a simulated or replayed day. Nothing is the matter.",
    },
    Status.TEST: {
        "nl": "Dit bericht probeert alleen of het kanaal werkt. Er is niets aan de hand.",
        "en": "This message only tries whether the channel works. Nothing is the matter.",
    },
}
_NOT_IN_NAMES: Final = re.compile(r"[^A-Za-z0-9._:-]")


def status(notice: Notice, envelope: Envelope) -> Status:
    """Return whether it is meant: never when the city, the day or the message is made up."""
    return status_of(is_simulated=notice.is_simulated or envelope.is_simulated, is_test=notice.is_test)


def marked(text: NoticeText, of: Status) -> NoticeText:
    """Return the same text, which says first and last when nothing is the matter."""
    if of is Status.ACTUAL:
        return text
    language = "nl" if text.language == "nl" else "en"
    description = f"{text.description}\n\n{_EXPLAINED[of][language]}".strip()
    return msgspec.structs.replace(text, headline=MARKS[of][language] + text.headline, description=description)


def identifier(notice_id: str, envelope: Envelope) -> str:
    """Return the name of a message in the whole world."""
    return f"{envelope.sender}:{_NOT_IN_NAMES.sub('-', notice_id)}"


def message_type(notice: Notice, earlier: tuple[Earlier, ...]) -> MessageType:
    """Return what a message is to the earlier ones that the same receiver got."""
    if not earlier:
        return MessageType.ALERT
    return MessageType.CANCEL if notice.told is Told.FALSE else MessageType.UPDATE


def cap(notice: Notice, earlier: tuple[Earlier, ...], envelope: Envelope, channel: Channel) -> Message:
    """Return a notice as CAP 1.2; times are written in the zone of the city."""
    zone = ZoneInfo(envelope.time_zone)
    of = status(notice, envelope)
    references = tuple(
        Reference(sender=envelope.sender, identifier=identifier(e.id, envelope), sent=e.at.astimezone(zone))
        for e in earlier
    )
    return Message(
        identifier=identifier(notice.id, envelope),
        sender=envelope.sender,
        sent=notice.at.astimezone(zone),
        status=of,
        message_type=message_type(notice, earlier),
        source=f"Baken, {envelope.city_name}",
        scope=Scope.RESTRICTED,
        restriction=f"For {channel.party or channel.role} only, as was agreed.",
        note=_EXPLAINED[of]["en"] if of in _EXPLAINED else "A draft for a person to judge; it is no NL-Alert.",
        references=references,
        info=tuple(_info(notice, marked(t, of), envelope, zone) for t in notice.texts_in(channel.languages)),
    )


def _info(notice: Notice, text: NoticeText, envelope: Envelope, zone: ZoneInfo) -> Info:
    def local(at: datetime | None) -> datetime | None:
        return None if at is None else at.astimezone(zone)

    parameters = [("urn:baken:version", str(notice.version)), ("urn:baken:change", notice.told.value)]
    if notice.probability is not None:
        parameters.append(("urn:baken:probability", f"{notice.probability:.2f}"))
    if text.doubt:
        parameters.append(("urn:baken:doubt", text.doubt))
    return Info(
        language=LANGUAGES.get(text.language, text.language),
        categories=CATEGORIES[notice.cause],
        event=text.event,
        response_types=(_response(notice),),
        urgency=Urgency.PAST if notice.told.is_end else notice.urgency,
        severity=notice.severity,
        certainty=notice.certainty,
        effective=local(notice.at),
        onset=local(notice.onset),
        expires=local(notice.expires),
        sender_name=envelope.authority or envelope.city_name,
        headline=text.headline,
        description=_with_doubt(text),
        instruction=text.instruction,
        web=envelope.website,
        contact=envelope.contact,
        parameters=tuple(parameters),
        areas=tuple(
            CapArea(
                description=area.name,
                polygons=(area.ring,) if len(area.ring) > 3 else (),
                geocodes=((f"urn:baken:{envelope.city}:area", area.id),),
            )
            for area in notice.areas
        ),
    )


def _response(notice: Notice) -> ResponseType:
    if notice.told.is_end:
        return ResponseType.ALL_CLEAR
    return ResponseType.MONITOR if notice.is_test or notice.urgency is Urgency.FUTURE else ResponseType.PREPARE


def _with_doubt(text: NoticeText) -> str:
    return f"{text.description}\n\n{text.doubt}" if text.doubt else text.description


def as_json(
    notice: Notice, earlier: tuple[Earlier, ...], envelope: Envelope, channel: Channel, *, geometry: bool = True
) -> dict[str, Any]:
    """Return a notice as an object for machines; names in camelCase, times in UTC."""
    of = status(notice, envelope)
    texts = {t.language: marked(t, of) for t in notice.texts_in(channel.languages)}
    return {
        "id": notice.id,
        "warning": notice.warning,
        "version": notice.version,
        "change": notice.told.value,
        "status": of.value,
        "messageType": message_type(notice, earlier).value,
        "earlier": [e.id for e in earlier],
        "at": format_instant(notice.at),
        "onset": None if notice.onset is None else format_instant(notice.onset),
        "expires": None if notice.expires is None else format_instant(notice.expires),
        "cause": notice.cause.value,
        "kinds": [kind.value for kind in notice.kinds],
        "severity": notice.severity.value,
        "urgency": Urgency.PAST.value if notice.told.is_end else notice.urgency.value,
        "certainty": notice.certainty.value,
        "probability": notice.probability,
        "areas": [
            {"id": area.id, "name": area.name}
            | ({"geometry": {"type": "Polygon", "coordinates": [area.ring]}} if geometry and area.ring else {})
            for area in notice.areas
        ],
        "texts": {
            language: {
                "event": t.event,
                "headline": t.headline,
                "description": t.description,
                "instruction": t.instruction,
                "doubt": t.doubt,
            }
            for language, t in texts.items()
        },
    }
