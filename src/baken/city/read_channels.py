# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads ``channels.toml``: to whom warnings go out, how, and by whose leave. The file may be left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit

from baken.city.channels import (
    PUSH_SERVICES,
    USUALLY_TOLD,
    Channel,
    ChannelKind,
    Channels,
    MessageFormat,
    Told,
    TransportSecurity,
)
from baken.city.read_places import PERMANENT_ID
from baken.declaration.document import read_document
from baken.declaration.fault import Fault
from baken.declaration.reader import TableReader, suggestion
from baken.governance.lists import Layer, Role
from baken.warning.kinds import LimitKind
from baken.warning.model import Severity

if TYPE_CHECKING:
    from collections.abc import Collection
    from enum import StrEnum
    from pathlib import Path

    from baken.governance.coverage import Coverage
    from baken.governance.model import Agreement, ProcessingActivity

    E = TypeVar("E", bound=StrEnum)

CHANNELS_FILE: Final = "channels.toml"
MOST_CHANNELS: Final = 200
MOST_ADDRESSES: Final = 200
LONGEST_TRYING_MIN: Final = 7 * 24 * 60

_SECRET: Final = re.compile(r"\$\{secret:[a-z0-9][a-z0-9._-]{0,99}\}")
_HOST: Final = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9-]{1,63})*")
_SERVICE: Final = re.compile(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?")
_MAIL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_SOURCE: Final = re.compile(r"(urn:[a-z0-9][a-z0-9-]{0,31}:|https://)[A-Za-z0-9()+,.:=@;$_!*'%/?#~&-]+")
_LANGUAGES: Final = ("nl", "en")
_ROLES: Final = (Role.DUTY_OFFICER, Role.ANALYST, Role.PLANNER)
_KEEP_SECRETS_OUT: Final = (
    "Write ${secret:some-name} here, and the secret itself into the file some-name in the folder for secrets."
)


def read_channels(folder: Path, parties: Collection[str], controller: str, faults: list[Fault]) -> Channels:
    """Return the channels of a city; what is at fault is left out, after noting the fault.

    Invariants: never raises because of what the file contains.
    """
    if not (folder / CHANNELS_FILE).exists() and not (folder / CHANNELS_FILE).is_symlink():
        return Channels()
    document = read_document(folder, CHANNELS_FILE, faults)
    if document is None:
        return Channels()
    top = TableReader(document, (), document.data, faults)
    sender, source = top.text("sender") or "", top.text("source") or ""
    website = top.text("website", required=False) or ""
    _require(
        top, "sender", sender, _HOST, "no name of the internet", "Write one that the city owns: drukte.example.nl."
    )
    remedy = "Write a URN such as urn:nld:oin:00000001821002193000:systeem:drukte."
    _require(top, "source", source, _SOURCE, "no source of the NL GOV profile", remedy)
    if website and urlsplit(website).scheme != "https":
        top.fault("website", "The website is no https address.", "Write https://…")
    tables = top.tables("channel", required=False)
    if len(tables) > MOST_CHANNELS:
        top.fault("channel", f"There are more than {MOST_CHANNELS} channels.", "Remove some.")
    found = [c for c in (_Entry(t, parties, controller).read() for t in tables[:MOST_CHANNELS]) if c is not None]
    for i, channel in enumerate(found):
        if channel.id in {other.id for other in found[:i]}:
            top.fault("channel", f"There are two channels {channel.id!r}.", "Give one another id.")
    top.close()
    return Channels(sender=sender, source=source, website=website, channels=tuple(found))


def check_leave(
    channels: Channels,
    coverage: Coverage,
    activities: Collection[ProcessingActivity],
    agreements: Collection[Agreement],
    faults: list[Fault],
) -> None:
    """Note each channel over which nothing could ever go out, because nobody gave leave to take warnings away."""
    owners = set(coverage.by_kind["warnings"].values())
    if channels.channels and not owners:
        message = "Warnings go out over channels, and belong to no processing activity."
        remedy = "List them under warnings in the [covers] of one activity."
        faults.append(Fault(CHANNELS_FILE, 1, message, remedy))
        return
    roles = {r.role for a in activities if a.id in owners for r in a.recipients if Layer.WARNINGS in r.layers}
    agreed = {a.party for a in agreements if a.may_export and Layer.WARNINGS in a.layers and owners & set(a.activities)}
    for channel in channels.channels:
        if channel.party and channel.party not in agreed:
            message = f"No agreement lets {channel.party} take warnings away, so nothing will go out over {channel.id}."
            remedy = 'Agree on it, and declare it in parties.toml: layers = ["warnings"], may_export = true.'
            faults.append(Fault(CHANNELS_FILE, 1, message, remedy))
        elif channel.role is not None and channel.role not in roles:
            message = f"No activity has {channel.role} as a recipient of warnings, for channel {channel.id}."
            faults.append(Fault(CHANNELS_FILE, 1, message, "Add a [[recipient]] with that role and layer."))


class _Entry:
    """One channel."""

    def __init__(self, table: TableReader, parties: Collection[str], controller: str) -> None:
        self._table = table
        self._parties = parties
        self._controller = controller
        self._is_internal = self._network()

    def read(self) -> Channel | None:
        table = self._table
        name, kind = table.text("id"), table.choice("kind", ChannelKind)
        party, role = self._receiver()
        values: dict[str, Any] = {
            "party": party,
            "role": role,
            "languages": self._languages(),
            "kinds": self._choices("warnings", LimitKind) or (),
            "told": self._choices("told", Told) or USUALLY_TOLD,
            "minimum_probability": table.number("minimum_probability", required=False, low=0.0, high=1.0) or 0.0,
            "minimum_severity": self._severity(),
            "is_internal": self._is_internal,
            "keep_trying_min": table.integer("keep_trying_min", required=False, low=1, high=LONGEST_TRYING_MIN) or 360,
        }
        if name is not None and not PERMANENT_ID.fullmatch(name):
            table.fault("id", f"{name[:80]!r} is not a permanent id.", "Use small letters, digits and hyphens.")
        if name is None or kind is None:
            return None
        values |= {
            ChannelKind.WEBHOOK: self._webhook,
            ChannelKind.MAIL: self._mail,
            ChannelKind.PUSH: self._push,
            ChannelKind.MQTT: self._mqtt,
        }[kind]()
        table.close()
        return Channel(id=name, kind=kind, **values)

    def _receiver(self) -> tuple[str, Role | None]:
        table = self._table
        party = table.text("party", required=False) or ""
        role = table.choice("role", Role, required=False)
        if bool(party) == bool(role):
            remedy = 'Write either party = "police" (its agreement) or role = "duty-officer" (of your own people).'
            table.fault("party" if party else None, "A channel has one receiver: a party, or a role.", remedy)
        if party and party == self._controller:
            table.fault("party", "This is the controller itself.", 'Write role = "duty-officer" instead.')
        elif party and party not in self._parties:
            others = [p for p in self._parties if p != self._controller]
            table.fault("party", f"There is no other party {party[:80]!r}.", suggestion(party, others))
        if role is Role.PUBLIC:
            message = "What the public is told is decided by a person each time, and not by a channel."
            table.fault("role", message, "The public page shows levels; a public message is a response.")
        elif role is not None and role not in _ROLES:
            table.fault("role", f"Nobody is warned as {role}.", suggestion(role, [r.value for r in _ROLES]))
        return party, role

    def _languages(self) -> tuple[str, ...]:
        found = self._table.texts("languages", required=False) or _LANGUAGES
        for word in found:
            if word not in _LANGUAGES:
                self._table.fault("languages", f"There are no texts in {word[:20]!r}.", 'Write ["nl"] or ["nl", "en"].')
        return tuple(word for word in found if word in _LANGUAGES) or _LANGUAGES

    def _choices(self, key: str, kinds: type[E]) -> tuple[E, ...]:
        found = []
        for word in self._table.texts(key, required=False) or ():
            try:
                found.append(kinds(word))
            except ValueError:
                self._table.fault(
                    key, f"{word[:80]!r} is not one of {key}.", suggestion(word, [k.value for k in kinds])
                )
        return tuple(found)

    def _severity(self) -> Severity:
        word = self._table.text("minimum_severity", required=False)
        known = {severity.value.lower(): severity for severity in Severity}
        if word is not None and word not in known:
            self._table.fault("minimum_severity", f"{word[:80]!r} is no severity.", suggestion(word, list(known)))
        return known.get(word or "", Severity.MINOR)

    def _network(self) -> bool:
        word = self._table.text("network", required=False)
        if word not in (None, "public", "internal"):
            self._table.fault("network", f"{word[:80]!r} is no network.", 'Write "public" or "internal".')
        return word == "internal"

    def _webhook(self) -> dict[str, object]:
        url = self._table.text("url") or ""
        self._check_url(url)
        return {"url": url, "token": self._secret("token"), "message_format": self._format()}

    def _check_url(self, url: str) -> None:
        if not url:
            return
        try:
            parts = urlsplit(url)
            sound = bool(parts.hostname) and (parts.port or 1) > 0 and parts.username is None and not parts.fragment
        except ValueError:
            sound, parts = False, urlsplit("")
        allowed = ("https", "http") if self._is_internal else ("https",)
        if not sound or parts.scheme not in allowed:
            message = "This is no address to which a warning may go."
            self._table.fault("url", message, "Write https://…, without a name and a password in it.")
        if _SECRET.search(url):
            self._table.fault("url", "A secret in an address ends in the logs of others.", "Use token instead.")

    def _format(self) -> MessageFormat:
        return self._table.choice("format", MessageFormat, required=False) or MessageFormat.JSON

    def _secret(self, key: str) -> str:
        value = self._table.text(key, required=False) or ""
        if value and not _SECRET.fullmatch(value):
            self._table.fault(key, f"{key} is written into a folder that others read.", _KEEP_SECRETS_OUT)
            return ""
        return value

    def _server(self, ports: tuple[int, int]) -> dict[str, object]:
        table = self._table
        host = table.text("host") or ""
        if host:
            _require(table, "host", host, _HOST, "no name of a machine", "Write mail.example.nl, or an address.")
        port = table.integer("port", required=False, low=1, high=65535) or ports[0]
        username, password = table.text("username", required=False) or "", self._secret("password")
        return {"host": host, "port": port, "username": username, "password": password}

    def _mail(self) -> dict[str, object]:
        table = self._table
        server = self._server((587, 465))
        security = table.choice("security", TransportSecurity, required=False) or TransportSecurity.STARTTLS
        if security is TransportSecurity.NONE and not self._is_internal:
            table.fault("security", "Mail without encryption stays inside.", 'Use "starttls" or "tls".')
        sender, addresses = table.text("from") or "", table.texts("to") or ()
        for key, words in (("from", (sender,) if sender else ()), ("to", addresses)):
            for word in words:
                if not _MAIL.fullmatch(word):
                    table.fault(key, f"{word[:80]!r} is no e-mail address.", "Write name@example.nl, nothing else.")
        if len(addresses) > MOST_ADDRESSES:
            table.fault("to", f"There are more than {MOST_ADDRESSES} addresses.", "Use the address of a list.")
        return server | {"security": security, "sender": sender, "addresses": tuple(dict.fromkeys(addresses))}

    def _mqtt(self) -> dict[str, object]:
        table = self._table
        tls = table.boolean("tls", required=False)
        tls = True if tls is None else tls
        if not tls and not self._is_internal:
            table.fault("tls", "A broker without encryption lies inside.", 'Write tls = true, or network = "internal".')
        topic = table.text("topic") or ""
        if topic and (any(c in topic for c in "#+\0") or topic.startswith("$") or len(topic.encode()) > 1000):
            table.fault("topic", f"{topic[:80]!r} is no topic to publish to.", "Write it without #, + and a leading $.")
        server = self._server((8883 if tls else 1883, 0))
        return server | {"topic": topic, "tls": tls, "message_format": self._format()}

    def _push(self) -> dict[str, object]:
        services = self._table.texts("services", required=False) or PUSH_SERVICES
        for word in services:
            remedy = "Write a host such as fcm.googleapis.com or *.notify.windows.com."
            _require(self._table, "services", word, _SERVICE, "no push service", remedy)
        return {"services": services}


def _require(table: TableReader, key: str, value: str, pattern: re.Pattern[str], what: str, remedy: str) -> None:
    if value and not pattern.fullmatch(value):
        table.fault(key, f"{value[:80]!r} is {what}.", remedy)
