# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Behind a reverse proxy: who the caller is, and whether the line is encrypted, is what the proxy says; nobody else.

``Forwarded`` (RFC 7239) and ``X-Forwarded-For/-Proto/-Host`` are believed only when they come from a trusted proxy, and
read from the right, where the nearest proxy wrote. A proxy writes one of the two kinds; when a caller sends the other
kind along, both must name the same caller, or the request is refused. Nothing behind this module sees these headers.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Final

from baken.errors import BakenError
from baken.service.http.asgi import Application, Receive, Scope, Send
from baken.service.http.refusals import refuse

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Headers = list[tuple[bytes, bytes]]

FORWARDED: Final = frozenset(
    {b"forwarded", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"x-forwarded-port", b"x-real-ip"}
)
_MOST_HOPS: Final = 20
_HOST: Final = re.compile(r"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
_PAIR: Final = re.compile(r'\s*([!#$%&\'*+.^_`|~\w-]+)=(?:([!#$%&\'*+.^_`|~\w-]+)|"((?:[^"\\]|\\.)*)")\s*', re.ASCII)
_NODE: Final = re.compile(r"\[(?P<six>[0-9A-Fa-f:.]+)\](?::\d{1,5})?|(?P<four>\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5})?")


class ProxyError(BakenError):
    """Something about a proxy that cannot be."""


@dataclass(frozen=True, slots=True)
class Hop:
    """What one proxy says about who spoke to it: empty where it says nothing."""

    address: str
    scheme: str = ""
    host: str = ""


class TrustedProxies:
    """The networks that trusted proxies speak from.

    Raises
    ------
    ProxyError
        When a network is none, or would trust everybody.

    Examples
    --------
    >>> "10.0.0.7" in TrustedProxies(["10.0.0.0/24"]), "10.0.1.7" in TrustedProxies(["10.0.0.0/24"])
    (True, False)
    """

    def __init__(self, networks: Sequence[str]) -> None:
        self._networks = [_network(text) for text in networks]
        self.trusts = lru_cache(4096)(self._trusts)

    def __contains__(self, address: str) -> bool:
        """Tell whether a proxy speaks from this address."""
        return self.trusts(address)

    def _trusts(self, address: str) -> bool:
        parsed = parse_address(address)
        return parsed is not None and any(parsed in network for network in self._networks)


class BehindProxy:
    """An ASGI application that knows the caller from what trusted proxies say.

    Parameters
    ----------
    only
        Refuse whoever comes past the proxy, except from this machine: the line is not encrypted there.
    """

    def __init__(self, application: Application, trusted: TrustedProxies, *, only: bool) -> None:
        self._application = application
        self._trusted = trusted
        self._only = only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        address = scope["client"][0] if scope.get("client") else ""
        headers: _Headers = scope["headers"]
        scope["headers"] = [header for header in headers if header[0] not in FORWARDED]
        if address in self._trusted:
            try:
                _apply(scope, caller(headers, self._trusted))
            except ProxyError as error:
                await refuse(send, HTTPStatus.BAD_REQUEST, str(error), address)
                return
        elif self._only and not is_loopback(address):
            await refuse(send, HTTPStatus.FORBIDDEN, "This node is reached through its proxy only.", address)
            return
        await self._application(scope, receive, send)


def caller(headers: Iterable[tuple[bytes, bytes]], trusted: TrustedProxies) -> Hop | None:
    """Return who spoke to the first trusted proxy; None when the headers do not say.

    Raises
    ------
    ProxyError
        When the headers cannot be read, or name different callers.
    """
    written: dict[bytes, list[str]] = {}
    for name, value in headers:
        if name in FORWARDED:
            written.setdefault(name, []).append(value.decode("latin-1"))
    found = [
        _outermost(hops, trusted)
        for hops in (_standard_hops(written), _customary_hops(written))
        if hops
    ]  # fmt: skip
    if len({hop.address for hop in found}) > 1:
        raise ProxyError("Forwarded and X-Forwarded-For name different callers.")
    if not found:
        return None
    return Hop(found[0].address, found[-1].scheme or found[0].scheme, found[-1].host or found[0].host)


def parse_forwarded(text: str) -> list[Hop]:
    """Return the elements of a ``Forwarded`` header (RFC 7239, section 4).

    Raises
    ------
    ProxyError
        When it is not of that form.

    Examples
    --------
    >>> parse_forwarded('for=192.0.2.60;proto=https, for="[2001:db8::17]:4711";host=a.example')
    [Hop(address='192.0.2.60', scheme='https', host=''), Hop(address='2001:db8::17', scheme='', host='a.example')]
    """
    hops: list[Hop] = []
    pairs: dict[str, str] = {}
    at = 0
    while at <= len(text):
        found = _PAIR.match(text, at)
        if found is None or found[1].lower() in pairs or len(hops) >= _MOST_HOPS:
            raise ProxyError("The header Forwarded cannot be understood.")
        pairs[found[1].lower()] = found[2] or re.sub(r"\\(.)", r"\1", found[3] or "")
        at = found.end()
        end = text[at : at + 1]
        if end not in ("", ",", ";"):
            raise ProxyError("The header Forwarded cannot be understood.")
        at += 1
        if end != ";":
            hops.append(Hop(_node(pairs.get("for", "")), pairs.get("proto", "").lower(), pairs.get("host", "")))
            pairs = {}
    return hops


def parse_address(text: str) -> _Address | None:
    """Return an address; one of IPv4 written as IPv6 is one of IPv4; None when it is none."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def is_loopback(address: str) -> bool:
    """Return whether an address is of this machine itself.

    Examples
    --------
    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("::ffff:127.0.0.1"), is_loopback("192.0.2.1")
    (True, True, True, False)
    """
    parsed = parse_address(address)
    return parsed is not None and parsed.is_loopback


def _network(text: str) -> _Network:
    try:
        network = ipaddress.ip_network(text.strip())
    except ValueError as error:
        raise ProxyError(
            f"{text!r} is no network: {error}.", remedy="Write it as 192.0.2.0/24 or 2001:db8::1."
        ) from error
    if network.prefixlen == 0:
        raise ProxyError(f"{text} is everybody.", remedy="Name the address of the proxy itself.")
    return network


def _standard_hops(written: dict[bytes, list[str]]) -> list[Hop]:
    text = ",".join(written.get(b"forwarded", ()))
    return parse_forwarded(text) if text else []


def _customary_hops(written: dict[bytes, list[str]]) -> list[Hop]:
    addresses = [_node(part.strip()) for line in written.get(b"x-forwarded-for", ()) for part in line.split(",")]
    if len(addresses) > _MOST_HOPS:
        raise ProxyError("The header X-Forwarded-For is too long.")
    scheme, host = (
        written[name][-1].rpartition(",")[2].strip() if name in written else ""
        for name in (b"x-forwarded-proto", b"x-forwarded-host")
    )
    return [Hop(address, scheme.lower(), host) for address in addresses]


def _node(text: str) -> str:
    """Return the address of a node identifier without its port; empty when the proxy hides it."""
    found = _NODE.fullmatch(text)
    address = text if found is None else (found["six"] or found["four"])
    return address if parse_address(address) is not None else ""


def _outermost(hops: list[Hop], trusted: TrustedProxies) -> Hop:
    """Return the first hop from the right that is no trusted proxy itself; the last one when all are."""
    return next((hop for hop in reversed(hops) if hop.address not in trusted), hops[0])


def _apply(scope: Scope, hop: Hop | None) -> None:
    if hop is None:
        return
    if hop.address:
        scope["client"] = (hop.address, 0)
    if hop.scheme in ("http", "https"):
        scope["scheme"] = hop.scheme
    if hop.host and _HOST.fullmatch(hop.host):
        scope["headers"] = [header for header in scope["headers"] if header[0] != b"host"]
        scope["headers"].append((b"host", hop.host.encode()))
