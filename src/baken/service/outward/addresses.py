# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which addresses may be reached: a name is looked up once, every address that it has is judged, and one is used.

Looking up and connecting are one step, so that a name cannot stand for another machine in between (DNS rebinding).
Where nothing inside the own network is meant, nothing inside it is reached, whatever name or number it goes by; and
addresses of the link, under which clouds keep the credentials of a machine, never are.

Source: RFC 6890 (special-purpose addresses), OWASP Server-Side Request Forgery Prevention Cheat Sheet.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from enum import StrEnum
from typing import TYPE_CHECKING

from baken.errors import BakenError

if TYPE_CHECKING:
    from collections.abc import Iterable

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Reach(StrEnum):
    """How far a connection may go."""

    PUBLIC = "public"
    """The public internet, and nothing inside the own network."""
    INTERNAL = "internal"
    """Also the own network, because somebody wrote down that it lies there."""


class UnreachableAddressError(BakenError):
    """A name without an address, or one with an address that may not be reached."""


def may_reach(address: str, reach: Reach) -> bool:
    """Tell whether an address may be reached.

    Examples
    --------
    >>> may_reach("9.9.9.9", Reach.PUBLIC), may_reach("10.1.2.3", Reach.PUBLIC), may_reach("10.1.2.3", Reach.INTERNAL)
    (True, False, True)
    >>> may_reach("169.254.169.254", Reach.INTERNAL), may_reach("::ffff:169.254.169.254", Reach.INTERNAL)
    (False, False)
    >>> may_reach("64:ff9b::a01:203", Reach.PUBLIC)
    False
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_may(each, reach) for each in _meant(found))


def _meant(address: _Address) -> Iterable[_Address]:
    """Yield the address, and the one that it carries inside: mapped, NAT64, 6to4 and Teredo lead there too."""
    yield address
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            yield address.ipv4_mapped
        if address.sixtofour is not None:
            yield address.sixtofour
        if address.teredo is not None:
            yield from address.teredo
        if address in _NAT64:
            yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def _may(address: _Address, reach: Reach) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return True  # judged by what it stands for
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    if reach is Reach.INTERNAL and (address.is_private or address.is_loopback):
        return str(address) != "255.255.255.255"
    return address.is_global


async def addresses_of(host: str, port: int, reach: Reach) -> list[str]:
    """Return the addresses of a name, all of which may be reached.

    Raises
    ------
    UnreachableAddressError
        When it has none, or one of them may not be.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreachableAddressError("Its name cannot be found.") from error
    return _judged(found, reach)


def addresses_now(host: str, port: int, reach: Reach) -> list[str]:
    """Return the same, waiting for it: for use in a thread.

    Raises
    ------
    UnreachableAddressError
        As :func:`addresses_of`.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreachableAddressError("Its name cannot be found.") from error
    return _judged(found, reach)


def _judged(found: Iterable[tuple[object, object, object, object, tuple[object, ...]]], reach: Reach) -> list[str]:
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not addresses or not all(may_reach(address, reach) for address in addresses):
        raise UnreachableAddressError(
            "It lies at an address that may not be reached.",
            remedy='Where it is meant to lie inside the own network, say network = "internal".',
        )
    return addresses
