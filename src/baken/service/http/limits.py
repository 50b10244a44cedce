# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How much one identity may ask at the same time and in the course of time.

An identity is a signed-in person, a sensor's key or the node; of anybody else it is the network address, of IPv6 the
/64 that one subscriber has. Reads, writes and attempts to sign in have budgets of their own, so that looking much does
not stop a sensor, and trying passwords does not stop looking.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import msgspec

from baken.errors import BakenError
from baken.governance.model import Principal, PrincipalKind
from baken.service.http.asgi import Scope
from baken.service.http.rate_limit import UNLIMITED, Budget, TokenBuckets

READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
SIGN_IN_PATHS: Final = (
    "/api/v1/sessions", "/api/v1/passkey", "/api/v1/one-time-links", "/api/v1/second-factors", "/api/v1/openid",
)  # fmt: skip
"""What is sent with POST to a path that begins with one of these is an attempt to prove who one is."""

_UNKNOWN_ADDRESS: Final = "unknown"


class TooManyRequestsError(BakenError):
    """An identity asks more than it may.

    Attributes
    ----------
    retry_after_s
        Whole seconds after which it may try again, at least 1.
    headers
        What belongs to the answer: ``Retry-After`` (RFC 9110, section 10.2.3).
    """

    def __init__(self, message: str, wait_s: float) -> None:
        self.retry_after_s = max(1, math.ceil(min(wait_s, 86_400.0)))
        self.headers = {"Retry-After": str(self.retry_after_s)}
        super().__init__(message, remedy=f"Try again in {self.retry_after_s} s.")


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """The figures.

    Attributes
    ----------
    anonymous_reads, reads
        Of one address, and of one signed-in person. A screen asks about 100 files once, then some 3 times a second.
    writes
        Of one person or address.
    sensor
        Reads and writes of one sensor's key that states no limit of its own; a request may carry many observations.
    sign_ins
        Attempts of one address to prove who it is, right or wrong. An office comes to work at the same time; one
        account is protected by its own lock.
    at_once
        Requests of one identity under way at the same time, event streams included.
    """

    anonymous_reads: Budget = Budget(200.0, 2_000)
    reads: Budget = Budget(200.0, 2_000)
    writes: Budget = Budget(20.0, 200)
    sensor: Budget = Budget(100.0, 1_000)
    sign_ins: Budget = Budget(0.5, 30)
    at_once: int = 128


def limits_without(*, rates: bool) -> Limits:
    """Return the limits, or those that let everybody ask as often as they like: for benches.

    Examples
    --------
    >>> limits_without(rates=True).writes.per_s
    0.0
    """
    if not rates:
        return Limits()
    none = dict.fromkeys(("anonymous_reads", "reads", "writes", "sensor", "sign_ins"), UNLIMITED)
    return Limits(**none, at_once=10_000)


class Admission:
    """Lets requests in, or says when to come back.

    Parameters
    ----------
    clock
        Seconds that never go back.
    """

    def __init__(self, limits: Limits | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits or Limits()
        self._clock = clock
        self._reads, self._writes, self._sign_ins = TokenBuckets(), TokenBuckets(), TokenBuckets()
        self._under_way: dict[str, int] = {}

    def enter(self, identity: str, scope: Scope, principal: Principal) -> None:
        """Let a request in; :meth:`leave` must follow when this returns, and must not when it raises.

        Raises
        ------
        TooManyRequestsError
            When the identity has too many under way, or used up its budget.
        """
        under_way = self._under_way.get(identity, 0)
        if under_way >= self.limits.at_once:
            raise TooManyRequestsError(f"No more than {self.limits.at_once} requests at the same time.", 1.0)
        self._charge(identity, scope, principal)
        self._under_way[identity] = under_way + 1

    def leave(self, identity: str) -> None:
        """Note that a request has been answered."""
        left = self._under_way[identity] - 1
        if left:
            self._under_way[identity] = left
        else:
            del self._under_way[identity]

    def failed(self, scope: Scope) -> None:
        """Charge an attempt with credentials that are not right, so that they cannot be guessed at speed.

        Raises
        ------
        TooManyRequestsError
            When this address has tried too often.
        """
        wait = self._sign_ins.take(address_class(scope), self.limits.sign_ins, self._clock())
        if wait:
            raise TooManyRequestsError("Too many attempts from this address.", wait)

    def identity_of(self, principal: Principal, scope: Scope) -> str:
        """Return by what name a caller is counted."""
        return address_class(scope) if principal.kind is PrincipalKind.ANONYMOUS else principal.id

    def _charge(self, identity: str, scope: Scope, principal: Principal) -> None:
        now = self._clock()
        if scope["method"] in READING:
            wait = self._reads.take(identity, self._budget(scope, principal, reads=True), now)
        elif scope["method"] == "POST" and scope["path"].startswith(SIGN_IN_PATHS):
            self.failed(scope)
            return
        else:
            wait = self._writes.take(identity, self._budget(scope, principal, reads=False), now)
        if wait:
            raise TooManyRequestsError("Too many requests.", wait)

    def _budget(self, scope: Scope, principal: Principal, *, reads: bool) -> Budget:
        if principal.kind is PrincipalKind.SENSOR:
            own: Any = scope.get("state", {}).get("requests_per_s")
            return _own(own) if own else self.limits.sensor
        if not reads:
            return self.limits.writes
        return self.limits.anonymous_reads if principal.kind is PrincipalKind.ANONYMOUS else self.limits.reads


@lru_cache(1024)
def _own(per_s: float) -> Budget:
    """Return the budget of a key: ten seconds' worth at once."""
    return Budget(per_s, max(1.0, 10 * per_s))


def address_class(scope: Scope) -> str:
    """Return the address of a caller as far as it tells subscribers apart.

    Examples
    --------
    >>> address_class({"client": ("203.0.113.7", 50_000)}), address_class({"client": ("2001:db8:1:2:3::4", 50_000)})
    ('203.0.113.7', '2001:db8:1:2::/64')
    """
    client = scope.get("client")
    if not client:
        return _UNKNOWN_ADDRESS
    address: str = client[0]
    return _network(address) if ":" in address else address


@lru_cache(4096)
def _network(address: str) -> str:
    try:
        parsed = ipaddress.IPv6Address(address)
    except ValueError:
        return _UNKNOWN_ADDRESS
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(parsed) >> 64 << 64, 64)))
