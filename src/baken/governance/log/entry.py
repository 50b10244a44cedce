# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""One line of a log: an entry and the hash that ties it to the one before.

A line is a JSON object on one line. Its last member is ``hash``, and

    hash = SHA-256(hash of the entry before, 32 bytes ‖ the line up to the comma before ``"hash"``)

so what is hashed are the bytes as they stand in the file; nobody has to agree on a canonical form of JSON. The first
two members are ``sequence`` (1, 2, 3, … over all files) and ``entry``, the kind of entry:

- ``segment``: the first line of each file; repeats the hash of the last line of the file before;
- ``record``: a processing, or a security event;
- ``anchor``: the node's signature under the hash of the entry before;
- ``repair``: a last line that a power failure left half written was taken out; what it was stands in it;
- ``gap``: at a start, entries that a signature vouches for were not there. It stays a fault for ever;
- ``removal``: retention took away whole files from the beginning; signed.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Any, Final

import msgspec

HASH_BYTES: Final = 32
NOTHING: Final = bytes(HASH_BYTES)
"""What stands for the hash before the first entry."""

_MARK: Final = b',"hash":"'
_CLOSE: Final = b'"}\n'
TRAILER_BYTES: Final = len(_MARK) + 2 * HASH_BYTES + len(_CLOSE)


UNREADABLE: Final = (msgspec.DecodeError, ValueError, RecursionError)
"""What the decoder raises for bytes that are no JSON, no UTF-8, or nested without end."""


class EntryKind(StrEnum):
    """Kinds of entries."""

    SEGMENT = "segment"
    RECORD = "record"
    ANCHOR = "anchor"
    REPAIR = "repair"
    GAP = "gap"
    REMOVAL = "removal"


class Entry(msgspec.Struct, frozen=True):
    """A line as it was read: its place, kind and hash; the rest undecoded.

    Attributes
    ----------
    hash
        As the line states it, 32 bytes.
    """

    sequence: int
    kind: str
    hash: bytes
    line: bytes

    def members(self) -> dict[str, Any]:
        """Return the whole object; empty when somebody made it unreadable."""
        try:
            return msgspec.json.decode(self.line, type=dict[str, Any])
        except UNREADABLE:
            return {}


class _Place(msgspec.Struct):
    sequence: int
    entry: str


_PLACE: Final = msgspec.json.Decoder(_Place)


def seal(previous: bytes, sequence: int, kind: EntryKind, body: bytes) -> tuple[bytes, bytes]:
    r"""Return an entry as a line, and its hash.

    Parameters
    ----------
    previous
        Hash of the entry before, 32 bytes.
    body
        A JSON object on one line, not empty, without the members ``sequence``, ``entry`` and ``hash``.

    Examples
    --------
    >>> line, digest = seal(NOTHING, 1, EntryKind.RECORD, b'{"name":"read"}')
    >>> line[:41]
    b'{"sequence":1,"entry":"record","name":"re'
    >>> expected(NOTHING, line) == digest
    True
    """
    text = b'{"sequence":%d,"entry":"%b",%b' % (sequence, kind.encode(), body[1:-1])
    digest = hashlib.sha256(previous + text)
    return b"".join((text, _MARK, digest.hexdigest().encode(), _CLOSE)), digest.digest()


def expected(previous: bytes, line: bytes) -> bytes:
    """Return the hash that a line should state, given that of the entry before."""
    return hashlib.sha256(previous + line[:-TRAILER_BYTES]).digest()


def stated(line: bytes) -> bytes | None:
    """Return the hash that a line states; None when it has none where it should be, written as it should be.

    Examples
    --------
    >>> stated(b"{}") is None
    True
    """
    if len(line) <= TRAILER_BYTES or not line.endswith(_CLOSE):
        return None
    mark = line[-TRAILER_BYTES : -TRAILER_BYTES + len(_MARK)]
    digits = line[-TRAILER_BYTES + len(_MARK) : -len(_CLOSE)]
    if mark != _MARK:
        return None
    try:
        found = bytes.fromhex(digits.decode())
    except ValueError:
        return None
    return found if found.hex().encode() == digits else None


def read_entry(line: bytes) -> Entry | None:
    """Return a line as an entry; None when it is not one."""
    digest = stated(line)
    if digest is None:
        return None
    try:
        place = _PLACE.decode(line)
    except UNREADABLE:
        return None
    return Entry(place.sequence, place.entry, digest, line)
