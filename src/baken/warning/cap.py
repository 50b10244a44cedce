# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages in the Common Alerting Protocol 1.2: the records, and how they are written as XML.

A message that Baken writes is a draft for a person or a partner's system; it is never a claim to have sent an NL-Alert.
What is read again comes from :mod:`baken.warning.cap_reader`.

Source
------
OASIS, *Common Alerting Protocol Version 1.2*, OASIS Standard, 1 July 2010. Section numbers below are of that document.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import msgspec

from baken.vocabulary.place import Position, Ring
from baken.warning.model import WarningError

if TYPE_CHECKING:
    from collections.abc import Iterable

NAMESPACE: Final = "urn:oasis:names:tc:emergency:cap:1.2"
MEDIA_TYPE: Final = "application/cap+xml"

_NOT_IN_NAMES: Final = re.compile(r"[\s,<&]")
_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DECIMALS: Final = 6


class CapError(WarningError):
    """A message that CAP does not allow."""


class Status(StrEnum):
    """Whether it is meant (3.2.1). Of a simulated city nothing ever is."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    SYSTEM = "System"
    TEST = "Test"
    DRAFT = "Draft"


class MessageType(StrEnum):
    """What the message is to earlier ones (3.2.1)."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"
    ACK = "Ack"
    ERROR = "Error"


class Scope(StrEnum):
    """Who may know of it (3.2.1)."""

    PUBLIC = "Public"
    RESTRICTED = "Restricted"
    PRIVATE = "Private"


class Category(StrEnum):
    """What kind of event it is (3.2.2)."""

    GEO = "Geo"
    MET = "Met"
    SAFETY = "Safety"
    SECURITY = "Security"
    RESCUE = "Rescue"
    FIRE = "Fire"
    HEALTH = "Health"
    ENV = "Env"
    TRANSPORT = "Transport"
    INFRA = "Infra"
    CBRNE = "CBRNE"
    OTHER = "Other"


class ResponseType(StrEnum):
    """What is recommended (3.2.2)."""

    SHELTER = "Shelter"
    EVACUATE = "Evacuate"
    PREPARE = "Prepare"
    EXECUTE = "Execute"
    AVOID = "Avoid"
    MONITOR = "Monitor"
    ASSESS = "Assess"
    ALL_CLEAR = "AllClear"
    NONE = "None"


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """An earlier message: who sent it, its identifier, and when (3.2.1, references)."""

    sender: str
    identifier: str
    sent: datetime


class CapArea(msgspec.Struct, frozen=True, kw_only=True):
    """Where (3.2.4).

    Attributes
    ----------
    polygons
        Outer rings, CRS84 lon, lat; CAP writes them as WGS 84 lat, lon.
    circles
        Centre lon, lat and radius in km.
    geocodes
        Name of a list of codes, and the code.
    """

    description: str
    polygons: tuple[Ring, ...] = ()
    circles: tuple[tuple[Position, float], ...] = ()
    geocodes: tuple[tuple[str, str], ...] = ()


class Info(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to say in one language (3.2.2).

    Attributes
    ----------
    urgency, severity, certainty
        A word of :class:`~baken.warning.words.Urgency`, of :class:`~baken.warning.model.Severity` and of
        :class:`~baken.warning.words.Certainty`, or ``Unknown``.
    onset, expires
        When it is expected to begin, and until when the message holds.
    parameters
        Further values with their names, such as the probability.
    """

    language: str
    categories: tuple[Category, ...]
    event: str
    urgency: str
    severity: str
    certainty: str
    headline: str = ""
    description: str = ""
    instruction: str = ""
    response_types: tuple[ResponseType, ...] = ()
    audience: str = ""
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str = ""
    web: str = ""
    contact: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    areas: tuple[CapArea, ...] = ()


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message (3.2.1).

    Attributes
    ----------
    identifier, sender
        Together unique in the world; without spaces, commas, ``<`` and ``&``.
    sent
        Aware; CAP writes it with the offset of its zone and never with a Z.
    restriction
        Who may have it, when the scope is restricted.
    addresses
        For whom it is, when the scope is private.
    references
        The earlier messages that it updates, cancels or acknowledges, oldest first.
    """

    identifier: str
    sender: str
    sent: datetime
    status: Status
    message_type: MessageType
    scope: Scope
    restriction: str = ""
    addresses: tuple[str, ...] = ()
    source: str = ""
    codes: tuple[str, ...] = ()
    note: str = ""
    references: tuple[Reference, ...] = ()
    incidents: tuple[str, ...] = ()
    info: tuple[Info, ...] = ()


def status_of(*, is_simulated: bool, is_test: bool) -> Status:
    """Return the status of what a node sends: a made-up or replayed city is always an exercise.

    Examples
    --------
    >>> status_of(is_simulated=True, is_test=False).value, status_of(is_simulated=False, is_test=False).value
    ('Exercise', 'Actual')
    >>> status_of(is_simulated=True, is_test=True).value
    'Test'
    """
    if is_test:
        return Status.TEST
    return Status.EXERCISE if is_simulated else Status.ACTUAL


def acknowledgement(of: Message, *, identifier: str, sender: str, sent: datetime, note: str = "") -> Message:
    """Return the message that says to its sender that a message was received and accepted."""
    return Message(
        identifier=identifier,
        sender=sender,
        sent=sent,
        status=of.status,
        message_type=MessageType.ACK,
        scope=Scope.PRIVATE,
        addresses=(of.sender,),
        note=note,
        references=(Reference(sender=of.sender, identifier=of.identifier, sent=of.sent),),
    )


def to_xml(message: Message) -> bytes:
    """Return a message as XML, UTF-8.

    Invariants: what the schema of CAP 1.2 asks for; text of strangers cannot become markup, and characters that XML
    does not know become U+FFFD.

    Raises
    ------
    CapError
        When the message is not one that CAP allows.
    """
    _require_sound(message)
    return _Writer().write(message)


def _require_sound(message: Message) -> None:
    named = [message.identifier, message.sender, *(r.identifier for r in message.references)]
    named += [r.sender for r in message.references]
    for name in named:
        if not name or _NOT_IN_NAMES.search(name):
            raise CapError(f"{name[:80]!r} cannot be an identifier or a sender in CAP: no spaces, commas, < or &.")
    if message.scope is Scope.RESTRICTED and not message.restriction:
        raise CapError("A restricted message says who may have it.", remedy="Give its restriction.")
    if message.scope is Scope.PRIVATE and not message.addresses:
        raise CapError("A private message says for whom it is.", remedy="Give its addresses.")
    if message.message_type is not MessageType.ALERT and not message.references:
        raise CapError(f"{message.message_type} is about an earlier message.", remedy="Give its references.")


def moment(at: datetime) -> str:
    """Return a time as CAP writes it (3.3.2): whole seconds and an offset, ``-00:00`` for UTC itself.

    Examples
    --------
    >>> moment(datetime(2026, 8, 14, 20, 30, tzinfo=UTC))
    '2026-08-14T20:30:00-00:00'
    """
    offset = at.utcoffset()
    if offset is None:
        raise CapError(f"{at.isoformat()} has no time zone.")
    if offset % timedelta(minutes=1):  # local mean time of long ago; CAP has whole minutes
        at, offset = at.astimezone(UTC), timedelta(0)
    text = at.isoformat(timespec="seconds")
    return text[:-6] + "-00:00" if offset == timedelta(0) else text


def point(position: Position) -> str:
    """Return a place as CAP writes it: latitude first (3.3.2).

    Examples
    --------
    >>> point((4.28, 52.11))
    '52.11,4.28'
    """
    longitude, latitude = position
    if not (math.isfinite(longitude) and math.isfinite(latitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        raise CapError(f"{position} is no place on earth.")
    return f"{_number(latitude)},{_number(longitude)}"


def polygon(ring: Ring) -> str:
    """Return a closed ring; closes it when it is open."""
    closed = ring if ring and ring[0] == ring[-1] else (*ring, *ring[:1])
    if len(closed) < 4:
        raise CapError("A polygon has at least three corners.")
    return " ".join(point(position) for position in closed)


def _number(value: float) -> str:
    text = f"{value:.{_DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def group(names: Iterable[str]) -> str:
    """Return a list of names separated by spaces; one with a space in it is put in double quotes (3.2.1)."""
    return " ".join(f'"{_clean(name)}"' if re.search(r"\s", name) else _clean(name) for name in names)


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)


class _Writer:
    """Writes elements in the order that the schema prescribes."""

    def __init__(self) -> None:
        from lxml import etree

        self._etree = etree
        self._root = etree.Element(f"{{{NAMESPACE}}}alert", nsmap={None: NAMESPACE})

    def write(self, message: Message) -> bytes:
        add, alert = self._add, self._root
        add(alert, "identifier", message.identifier)
        add(alert, "sender", message.sender)
        add(alert, "sent", moment(message.sent))
        add(alert, "status", message.status)
        add(alert, "msgType", message.message_type)
        add(alert, "source", message.source)
        add(alert, "scope", message.scope)
        add(alert, "restriction", message.restriction if message.scope is Scope.RESTRICTED else "")
        add(alert, "addresses", group(message.addresses))
        for code in message.codes:
            add(alert, "code", code)
        add(alert, "note", message.note)
        add(alert, "references", " ".join(f"{r.sender},{r.identifier},{moment(r.sent)}" for r in message.references))
        add(alert, "incidents", group(message.incidents))
        for info in message.info:
            self._info(info)
        written: bytes = self._etree.tostring(alert, xml_declaration=True, encoding="UTF-8", pretty_print=True)
        return written

    def _info(self, info: Info) -> None:
        element, add = self._add(self._root, "info"), self._add
        add(element, "language", info.language)
        for category in info.categories:
            add(element, "category", category)
        add(element, "event", info.event, always=True)
        for kind in info.response_types:
            add(element, "responseType", kind)
        add(element, "urgency", info.urgency)
        add(element, "severity", info.severity)
        add(element, "certainty", info.certainty)
        add(element, "audience", info.audience)
        for name in ("effective", "onset", "expires"):
            at = getattr(info, name)
            add(element, name, "" if at is None else moment(at))
        add(element, "senderName", info.sender_name)
        add(element, "headline", info.headline)
        add(element, "description", info.description)
        add(element, "instruction", info.instruction)
        add(element, "web", info.web)
        add(element, "contact", info.contact)
        for name, value in info.parameters:
            self._pair(element, "parameter", name, value)
        for area in info.areas:
            self._area(element, area)

    def _area(self, info: Any, area: CapArea) -> None:
        element, add = self._add(info, "area"), self._add
        add(element, "areaDesc", area.description, always=True)
        for ring in area.polygons:
            add(element, "polygon", polygon(ring))
        for centre, radius_km in area.circles:
            add(element, "circle", f"{point(centre)} {_number(radius_km)}")
        for name, value in area.geocodes:
            self._pair(element, "geocode", name, value)

    def _pair(self, parent: Any, tag: str, name: str, value: str) -> None:
        element = self._add(parent, tag)
        self._add(element, "valueName", name, always=True)
        self._add(element, "value", value, always=True)

    def _add(self, parent: Any, tag: str, text: str | None = None, *, always: bool = False) -> Any:
        """Add an element; an optional one without a text is left out."""
        if text == "" and not always:
            return None
        element = self._etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}")
        if text:
            element.text = _clean(str(text))
        return element
