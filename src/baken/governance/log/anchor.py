# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the node signs about its logs: how far a log reached at a moment, and what retention took away.

An anchor stands in the log itself, so that nobody without the key can compute the hashes anew from an entry on. The
newest one also stands beside the log in ``head.json``, renewed about once a second while something is written, so that
a tail that was cut off, or a last file that was taken away, shows.
"""

from __future__ import annotations

import base64
import binascii
import os
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from baken.governance.log.entry import HASH_BYTES, UNREADABLE

if TYPE_CHECKING:
    from pathlib import Path

    from baken.governance.log.node_key import NodeKey, PublicKey

HEAD_FILE: Final = "head.json"
_LARGEST_HEAD: Final = 4_096


class Anchored(msgspec.Struct, frozen=True):
    """How far a log reached.

    Attributes
    ----------
    log
        ``processing`` or ``security``.
    sequence, hash
        Of the newest entry; the hash as 64 hexadecimal digits.
    at
        Milliseconds since 1970.
    segment, offset
        The file it stands in, and where it ends there, in bytes.
    """

    log: str
    sequence: int
    hash: str
    at: int
    segment: str
    offset: int

    @property
    def digest(self) -> bytes:
        """Return the hash as 32 bytes."""
        return bytes.fromhex(self.hash)


class Removed(msgspec.Struct, frozen=True):
    """What retention took away from the beginning of a log.

    Attributes
    ----------
    sequence, hash
        Of the last entry that was taken away.
    segments, entries
        How many files and entries, this time.
    until
        Entries of days before this one are gone.
    """

    log: str
    sequence: int
    hash: str
    segments: int
    entries: int
    until: str
    because: str
    at: int


S = TypeVar("S", Anchored, Removed)


class Signed(msgspec.Struct, frozen=True):
    """Who signed, and the signature in base64."""

    key: str
    signature: str


class Anchor(Signed, frozen=True):
    """A signed statement about how far a log reached."""

    anchored: Anchored


class Removal(Signed, frozen=True):
    """A signed statement about what retention took away: the tombstone of log entries."""

    removed: Removed


_SUBJECT: Final[dict[type[msgspec.Struct], str]] = {Anchored: "log anchor", Removed: "log removal"}


def signed_anchor(key: NodeKey, anchored: Anchored) -> Anchor:
    """Return a signed anchor."""
    return Anchor(key.public.id, _signature(key, anchored), anchored)


def signed_removal(key: NodeKey, removed: Removed) -> Removal:
    """Return a signed tombstone."""
    return Removal(key.public.id, _signature(key, removed), removed)


def is_confirmed(key: PublicKey, signed: Anchor | Removal) -> bool:
    """Return whether the holder of this key signed it."""
    if signed.key != key.id:
        return False
    statement = signed.anchored if isinstance(signed, Anchor) else signed.removed
    try:
        signature = base64.b64decode(signed.signature, validate=True)
    except (binascii.Error, ValueError):
        return False
    if base64.b64encode(signature).decode() != signed.signature:
        return False  # the last letter has bits that no decoder reads: this is another spelling of the signature
    return key.confirms(signature, msgspec.json.encode(statement), subject=_SUBJECT[type(statement)])


def _signature(key: NodeKey, statement: Anchored | Removed) -> str:
    signature = key.sign(msgspec.json.encode(statement), subject=_SUBJECT[type(statement)])
    return base64.b64encode(signature).decode()


def write_head(folder: Path, anchor: Anchor, *, sync: bool = True) -> None:
    """Put the newest anchor beside the log; a reader sees the old one or the new one, never a half."""
    draft = folder / f".{HEAD_FILE}.{os.getpid()}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640)
    try:
        os.write(descriptor, msgspec.json.encode(anchor) + b"\n")
        if sync:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
    draft.replace(folder / HEAD_FILE)


def read_head(folder: Path) -> Anchor | None:
    """Return the newest anchor as it stands beside the log, not checked; None when it is not there.

    Raises
    ------
    ValueError
        When it is there and cannot be read.
    """
    try:
        with (folder / HEAD_FILE).open("rb") as stream:
            text = stream.read(_LARGEST_HEAD)
    except FileNotFoundError:
        return None
    try:
        head = msgspec.json.decode(text, type=Anchor)
        digest = head.anchored.digest
    except UNREADABLE as error:
        raise ValueError("not an anchor") from error
    if len(digest) != HASH_BYTES or text != msgspec.json.encode(head) + b"\n":
        raise ValueError("not an anchor as this node writes it")
    return head
