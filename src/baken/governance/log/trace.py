# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where a processing belongs in a chain of processings: W3C Trace Context, in and out.

What comes in is hostile until it is read: a header that is not exactly right is as good as none, and a new trace
begins. Nothing is sampled away, so what goes out always says that it is recorded.

Source: W3C Trace Context (Recommendation, 23 November 2021), https://www.w3.org/TR/trace-context-1/.
"""

from __future__ import annotations

import os
import re
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_MEMBERS: Final = 32
LONGEST_STATE: Final = 512
_LONGEST_HEADER: Final = 4_096

_VERSION_00: Final = re.compile(rb"00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}")
_LATER_VERSION: Final = re.compile(
    rb"(?!00|ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?", re.DOTALL
)
_MEMBER: Final = re.compile(
    r"(?:[a-z][a-z0-9_\-*/]{0,255}|[a-z0-9][a-z0-9_\-*/]{0,240}@[a-z][a-z0-9_\-*/]{0,13})"
    r"=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]"
)
_RECORDED: Final = "01"
_POOL_BYTES: Final = 8_192
_SPAN_BYTES: Final = 8


class Trace(msgspec.Struct, frozen=True):
    """One action within a trace.

    Attributes
    ----------
    trace_id
        32 hexadecimal digits: the whole processing, over all applications.
    span_id
        16 hexadecimal digits: this action.
    caller
        The action that called this one; empty when none did.
    is_foreign
        Whether the caller is another application.
    state
        ``tracestate`` of others, handed on unchanged.

    Examples
    --------
    >>> came_in = [(b"traceparent", b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    >>> trace = Trace.of(came_in)
    >>> trace.trace_id, trace.caller
    ('4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7')
    >>> trace.span_id == trace.caller
    False
    """

    trace_id: str
    span_id: str
    caller: str = ""
    state: str = ""
    is_foreign: bool = False

    @classmethod
    def new(cls) -> Trace:
        """Return the first action of a new trace."""
        return cls(new_trace_id(), new_span_id())

    @classmethod
    def of(cls, headers: Iterable[tuple[bytes, bytes]]) -> Trace:
        """Return the action that a request is, continuing the caller's trace when it sent a valid one.

        Parameters
        ----------
        headers
            Names in lower case with their values, as ASGI has them.
        """
        parents, states = [], []
        for name, value in headers:
            if name == b"traceparent":
                parents.append(value)
            elif name == b"tracestate":
                states.append(value)
        found = parse_traceparent(parents[0]) if len(parents) == 1 else None
        if found is None:
            return cls(new_trace_id(), new_span_id())
        return cls(found[0], new_span_id(), found[1], parse_tracestate(states) if states else "", True)

    def child(self) -> Trace:
        """Return another action within the same trace, called by this one."""
        return Trace(self.trace_id, new_span_id(), self.span_id, self.state)

    def sibling(self) -> Trace:
        """Return another action within the same trace, with the same caller."""
        return Trace(self.trace_id, new_span_id(), self.caller, self.state, self.is_foreign)

    @property
    def traceparent(self) -> str:
        """Return the header that tells a called application who called."""
        return f"00-{self.trace_id}-{self.span_id}-{_RECORDED}"

    def headers(self) -> list[tuple[str, str]]:
        """Return the headers of a request to another application."""
        state = [("tracestate", self.state)] if self.state else []
        return [("traceparent", self.traceparent), *state]

    def answer_header(self) -> tuple[bytes, bytes]:
        """Return the header that tells the caller which action its request became.

        It is the ``traceresponse`` of the Trace Context Level 2 drafts: without it a caller could not log our action
        as its foreign operation.
        """
        return b"traceresponse", self.traceparent.encode()


CURRENT: Final[ContextVar[Trace | None]] = ContextVar("baken_trace", default=None)
"""The action under way; None outside a request."""


def outgoing_headers() -> dict[str, str]:
    """Return the headers of a request to another application, on behalf of the action under way.

    Without one the request begins a trace of its own. The state of others is not handed on: it is for whom they chose.

    Examples
    --------
    >>> list(outgoing_headers())
    ['traceparent']
    """
    current = CURRENT.get()
    return {"traceparent": (Trace.new() if current is None else current.child()).traceparent}


def parse_traceparent(value: bytes) -> tuple[str, str] | None:
    """Return trace id and parent id; None when the header is not exactly right.

    Examples
    --------
    >>> parse_traceparent(b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
    ('4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7')
    >>> parse_traceparent(b"00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01") is None
    True
    """
    if len(value) > _LONGEST_HEADER:
        return None
    value = value.strip(b" \t")
    match = _VERSION_00.fullmatch(value) or _LATER_VERSION.fullmatch(value)
    return None if match is None else (match[1].decode(), match[2].decode())


def parse_tracestate(values: Iterable[bytes]) -> str:
    """Return the members of all ``tracestate`` headers as one; empty when any of them is wrong.

    Of what is longer than 512 characters the members at the end are left out, as the recommendation allows.

    Examples
    --------
    >>> parse_tracestate([b"congo=t61 , rojo=00", b"a@b=1"])
    'congo=t61,rojo=00,a@b=1'
    >>> parse_tracestate([b"congo=1,congo=2"])
    ''
    """
    whole = b",".join(values)
    if len(whole) > _LONGEST_HEADER or not whole.isascii():
        return ""
    members = [m for part in whole.decode("ascii").split(",") if (m := part.strip(" \t"))]
    if len(members) > MOST_MEMBERS or not all(_MEMBER.fullmatch(m) for m in members):
        return ""
    if len({m.partition("=")[0] for m in members}) < len(members):
        return ""
    while members and sum(map(len, members)) + len(members) - 1 > LONGEST_STATE:
        members.pop()
    return ",".join(members)


class _Pool:
    """Random bytes asked of the system in large pieces: a tenth of the price of asking each time."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self._hex: Iterator[str] = iter(())

    def next(self) -> str:
        """Return 16 fresh hexadecimal digits that are not all zero."""
        for digits in self._hex:
            return digits
        fresh = os.urandom(_POOL_BYTES).hex()
        width = 2 * _SPAN_BYTES
        pieces = (fresh[i : i + width] for i in range(0, len(fresh), width))
        self._hex = iter([p for p in pieces if p.strip("0")])
        return self.next()


_POOL: Final = _Pool()


def new_span_id() -> str:
    """Return a new id of an action: 16 hexadecimal digits.

    Examples
    --------
    >>> len(new_span_id())
    16
    """
    return _POOL.next()


def new_trace_id() -> str:
    """Return a new id of a trace: 32 hexadecimal digits.

    Examples
    --------
    >>> len(new_trace_id())
    32
    """
    return _POOL.next() + _POOL.next()


os.register_at_fork(after_in_child=_POOL.forget)  # a child must not give out the same ids as its parent
