# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads messages in the Common Alerting Protocol 1.2, also from strangers: no entities, no document type, bounded."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from baken.warning.cap import (
    NAMESPACE,
    CapArea,
    CapError,
    Category,
    Info,
    Message,
    MessageType,
    Reference,
    ResponseType,
    Scope,
    Status,
)
from baken.warning.model import Severity
from baken.warning.words import Certainty, Urgency

if TYPE_CHECKING:
    from enum import StrEnum

    from baken.vocabulary.place import Position, Ring

LARGEST_BYTES: Final = 1_000_000
UNKNOWN: Final = "Unknown"
"""What CAP calls an urgency, severity or certainty that nobody can tell."""

_GROUP: Final = re.compile(r'"([^"]*)"|(\S+)')
_TAG: Final = f"{{{NAMESPACE}}}"


def from_xml(body: bytes) -> Message:
    """Return the message in a document.

    Raises
    ------
    CapError
        When it is too large, no XML, declares a document type, or is no CAP 1.2 message.
    """
    if len(body) > LARGEST_BYTES:
        raise CapError(f"A message is at most {LARGEST_BYTES} bytes.")
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body or b"\x00" in body:
        raise CapError("A message has no document type, no entities and no other encoding than UTF-8.")
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
        if root.tag != f"{_TAG}alert":
            raise CapError("This is not a message of CAP 1.2.")
        return _message(root)
    except (etree.XMLSyntaxError, ValueError, TypeError) as error:
        raise CapError(f"This is not a message of CAP 1.2: {error}.") from error


def _message(root: Any) -> Message:
    return Message(
        identifier=_text(root, "identifier"),
        sender=_text(root, "sender"),
        sent=_moment(_text(root, "sent")),
        status=Status(_text(root, "status")),
        message_type=MessageType(_text(root, "msgType")),
        scope=Scope(_text(root, "scope")),
        restriction=_text(root, "restriction"),
        addresses=_group(_text(root, "addresses")),
        source=_text(root, "source"),
        codes=_texts(root, "code"),
        note=_text(root, "note"),
        references=tuple(_reference(word) for word in _text(root, "references").split()),
        incidents=_group(_text(root, "incidents")),
        info=tuple(_info(element) for element in root.iterfind(f"{_TAG}info")),
    )


def _info(element: Any) -> Info:
    return Info(
        language=_text(element, "language") or "en-US",
        categories=tuple(Category(word) for word in _texts(element, "category")),
        event=_text(element, "event"),
        urgency=_word(_text(element, "urgency"), Urgency),
        severity=_word(_text(element, "severity"), Severity),
        certainty=_word(_text(element, "certainty"), Certainty),
        headline=_text(element, "headline"),
        description=_text(element, "description"),
        instruction=_text(element, "instruction"),
        response_types=tuple(ResponseType(word) for word in _texts(element, "responseType")),
        audience=_text(element, "audience"),
        effective=_moment_or_none(_text(element, "effective")),
        onset=_moment_or_none(_text(element, "onset")),
        expires=_moment_or_none(_text(element, "expires")),
        sender_name=_text(element, "senderName"),
        web=_text(element, "web"),
        contact=_text(element, "contact"),
        parameters=_pairs(element, "parameter"),
        areas=tuple(_area(area) for area in element.iterfind(f"{_TAG}area")),
    )


def _area(element: Any) -> CapArea:
    return CapArea(
        description=_text(element, "areaDesc"),
        polygons=tuple(_ring(text) for text in _texts(element, "polygon")),
        circles=tuple(_circle(text) for text in _texts(element, "circle")),
        geocodes=_pairs(element, "geocode"),
    )


def _word(word: str, words: type[StrEnum]) -> str:
    return word if word == UNKNOWN else words(word).value


def _reference(word: str) -> Reference:
    sender, identifier, sent = word.split(",")
    return Reference(sender=sender, identifier=identifier, sent=_moment(sent))


def _ring(text: str) -> Ring:
    return tuple(_position(word) for word in text.split())


def _circle(text: str) -> tuple[Position, float]:
    centre, radius = text.split()
    return _position(centre), float(radius)


def _position(word: str) -> Position:
    latitude, longitude = word.split(",")
    return float(longitude), float(latitude)


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise CapError(f"{text!r} has no time zone.")
    return at


def _moment_or_none(text: str) -> datetime | None:
    return _moment(text) if text else None


def _group(text: str) -> tuple[str, ...]:
    return tuple(quoted or plain for quoted, plain in _GROUP.findall(text))


def _pairs(parent: Any, tag: str) -> tuple[tuple[str, str], ...]:
    return tuple((_text(e, "valueName"), _text(e, "value")) for e in parent.iterfind(f"{_TAG}{tag}"))


def _texts(parent: Any, tag: str) -> tuple[str, ...]:
    return tuple((e.text or "").strip() for e in parent.iterfind(f"{_TAG}{tag}"))


def _text(parent: Any, tag: str) -> str:
    found: str = parent.findtext(f"{_TAG}{tag}") or ""
    return found
