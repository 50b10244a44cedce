# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whose a sensor is, and how to reach them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import msgspec

from baken.governance.lists import Kind

if TYPE_CHECKING:
    from baken.registers.model import Facts, RegisteredSensor

_OF_ANOTHER: Final = frozenset({Kind.OPEN_DATA, Kind.PANEL})
_MAIL: Final = re.compile(r"[^@\s<>\"'(),:;\\\[\]]+@[A-Za-z0-9.-]+")


class Owner(msgspec.Struct, frozen=True, kw_only=True):
    """Name, e-mail address and website of whose a sensor is; empty where not known."""

    name: str
    email: str = ""
    website: str = ""


def owner_of(sensor: RegisteredSensor, facts: Facts) -> Owner:
    """Return whose a sensor is: of open data and panels a provider that is known, else the controller."""
    activity = facts.activity(sensor.activity)
    manifest = facts.manifests.get(sensor.connector)
    if activity is not None and activity.kind in _OF_ANOTHER and manifest is not None and manifest.provider.url:
        return Owner(name=manifest.provider.name, website=web_address(manifest.provider.url))
    party = facts.controller if activity is None else facts.party(activity.controller)
    contact = party.contact
    return Owner(
        name=party.name, email=mail_address(contact), website=web_address(contact) or facts.city.authority.website
    )


def mail_address(contact: str) -> str:
    """Return a contact when it is an e-mail address, or nothing.

    Examples
    --------
    >>> mail_address("fg@city.example"), mail_address("https://city.example")
    ('fg@city.example', '')
    """
    contact = contact.strip().removeprefix("mailto:")
    return contact if _MAIL.fullmatch(contact) else ""


def web_address(contact: str) -> str:
    """Return a contact when it is an http(s) address, or nothing; so ``javascript:`` never becomes a link.

    Examples
    --------
    >>> web_address("https://city.example/privacy"), web_address("javascript:alert(1)"), web_address("x@y.example")
    ('https://city.example/privacy', '', '')
    """
    contact = contact.strip()
    if any(c.isspace() or ord(c) < 32 for c in contact):
        return ""
    try:
        parts = urlsplit(contact)
    except ValueError:
        return ""
    return contact if parts.scheme in ("http", "https") and parts.netloc else ""
