# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where a log goes on after a start: from its signed head forward, and what is wrong there.

A power failure can leave the last second half written: what lies after the head and does not fit is taken out, and an
entry says so. What the head vouches for must be there: when it is not, that is no power failure.
"""

from __future__ import annotations

import base64
import hashlib
import os
from typing import TYPE_CHECKING, Final

import msgspec

from baken.governance.log.anchor import Anchor, is_confirmed, read_head
from baken.governance.log.entry import NOTHING, TRAILER_BYTES, EntryKind, expected, read_entry, stated
from baken.governance.log.segments import lines_from, segments

if TYPE_CHECKING:
    from pathlib import Path

    from baken.governance.log.node_key import PublicKey
    from baken.governance.log.segments import Segment


_TORN_SHOWN: Final = 1_024


class Position(msgspec.Struct, frozen=True):
    """The end of an entry.

    Attributes
    ----------
    segment
        Name of the file it stands in; empty before the first one.
    offset
        Where it ends in that file, in bytes.
    """

    segment: str
    offset: int
    sequence: int
    hash: bytes


BEGINNING = Position("", 0, 0, NOTHING)


class Torn(msgspec.Struct, frozen=True):
    """Bytes at the end of the newest file that are no entry: what a power failure left behind."""

    segment: str
    offset: int
    size: int


class Recovered(msgspec.Struct, frozen=True):
    """Where a log goes on.

    Attributes
    ----------
    position
        After the last entry that fits.
    torn
        What a power failure left behind after it; to be taken out.
    gap
        Why the log cannot simply go on, in a sentence; it then goes on in a new file. Empty when all is well.
    head
        The signed head, where there is one that this node signed.
    """

    position: Position
    torn: Torn | None = None
    gap: str = ""
    head: Anchor | None = None


def recover(folder: Path, public: PublicKey) -> Recovered:
    """Find where a log goes on."""
    there = segments(folder)
    try:
        head = read_head(folder)
    except ValueError:
        return _without_head(there, "The signed head is damaged.")
    if head is None:
        if not there:
            return Recovered(BEGINNING)
        return _without_head(there, "The signed head is missing.")
    if not is_confirmed(public, head):
        return _without_head(there, "The head is not signed by this node.")
    at = position_of(head)
    if at == BEGINNING:
        return _forward(there, at, head)
    if not is_there(folder, at):
        return Recovered(at, gap=f"Entry {at.sequence}, for which the signed head vouches, is not there.", head=head)
    return _forward(there, at, head)


def position_of(anchor: Anchor) -> Position:
    """Return the place that an anchor is about."""
    said = anchor.anchored
    return Position(said.segment, said.offset, said.sequence, said.digest)


def is_there(folder: Path, position: Position) -> bool:
    """Return whether an entry with this hash ends at this place."""
    if position.offset < TRAILER_BYTES or "/" in position.segment:
        return False
    try:
        with (folder / position.segment).open("rb") as stream:
            stream.seek(position.offset - TRAILER_BYTES)
            end = stream.read(TRAILER_BYTES)
    except OSError:
        return False
    return stated(b"{" + end) == position.hash


def since(there: list[Segment], position: Position) -> list[Segment]:
    """Return the files from the one of a position on."""
    names = [s.name for s in there]
    return there[names.index(position.segment) :] if position.segment in names else there


def forward(there: list[Segment], position: Position) -> tuple[Position, Torn | None]:
    """Follow a log from a position as far as it fits.

    Parameters
    ----------
    there
        The files from the one of the position on.

    Returns
    -------
    tuple
        The end of the last entry that fits, and what lies behind it and does not.
    """
    for segment in there:
        offset = position.offset if segment.name == position.segment else 0
        for line in lines_from(segment.path, offset):
            found = read_entry(line)
            if found is None or found.sequence != position.sequence + 1 or expected(position.hash, line) != found.hash:
                return position, Torn(segment.name, offset, segment.path.stat().st_size - offset)
            offset += len(line)
            position = Position(segment.name, offset, found.sequence, found.hash)
    return position, None


def _forward(there: list[Segment], at: Position, head: Anchor) -> Recovered:
    later = since(there, at)
    position, torn = forward(later, at)
    if torn is not None and torn.segment != later[-1].name:
        return Recovered(position, gap=f"After entry {position.sequence} the log does not fit together.", head=head)
    return Recovered(position, torn=torn, head=head)


def _without_head(there: list[Segment], why: str) -> Recovered:
    """Go on after the newest file as far as it fits in itself; the whole verification says what is wrong before."""
    for segment in reversed(there):
        first = next(lines_from(segment.path), b"")
        found = read_entry(first)
        if found is None or found.kind != EntryKind.SEGMENT:
            continue
        try:
            before = bytes.fromhex(str(found.members().get("previous")))
        except ValueError:
            continue
        if expected(before, first) == found.hash:
            begin = Position(segment.name, len(first), found.sequence, found.hash)
            return Recovered(forward([segment], begin)[0], gap=why)
    return Recovered(BEGINNING, gap=why)


class Repair(msgspec.Struct, frozen=True):
    """What a power failure left half written and was taken out, as the log says it.

    Attributes
    ----------
    sha256
        Of all of it.
    beginning
        Its first bytes in base64, so that nothing is hidden.
    """

    segment: str
    bytes: int
    sha256: str
    beginning: str


def take_out(folder: Path, torn: Torn) -> Repair:
    """Take out of the newest file what is no entry; a file with nothing else in it goes away."""
    path = folder / torn.segment
    with path.open("rb") as stream:
        stream.seek(torn.offset)
        whole = hashlib.file_digest(stream, "sha256").hexdigest()
        stream.seek(torn.offset)
        beginning = base64.b64encode(stream.read(_TORN_SHOWN)).decode()
    if torn.offset:
        os.truncate(path, torn.offset)
    else:
        path.unlink()  # its first line was half written: it never held an entry
    return Repair(torn.segment, torn.size, whole, beginning)
