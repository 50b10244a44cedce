# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Is a log still what was written? Reads it once from beginning to end, in bounded memory.

After a fault it goes on with what the line says about itself, so that one fault does not make everything behind it look
wrong, and several are told apart.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from baken.governance.log.anchor import HEAD_FILE, Anchor, Removal, Removed, is_confirmed, read_head
from baken.governance.log.entry import NOTHING, TRAILER_BYTES, UNREADABLE, EntryKind, expected, read_entry
from baken.governance.log.errors import LogError
from baken.governance.log.segments import lines_from, segments
from baken.governance.log.verification import LogFault, LogFaultKind, Verification

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from baken.governance.log.entry import Entry
    from baken.governance.log.node_key import PublicKey
    from baken.governance.log.segments import Segment

MOST_FAULTS: Final = 100
S = TypeVar("S", Anchor, Removal)


class NotedAnchor(msgspec.Struct, frozen=True):
    """A hash that somebody noted outside the node, with its sequence where that was noted too."""

    hash: bytes
    sequence: int | None = None

    @classmethod
    def parse(cls, text: str) -> NotedAnchor:
        """Return what was noted as ``1234:<64 hexadecimal digits>``, or as the digits alone.

        Raises
        ------
        LogError
            When it is neither.

        Examples
        --------
        >>> NotedAnchor.parse("12:" + "ab" * 32).sequence
        12
        """
        number, _, digits = text.strip().rpartition(":")
        try:
            found = cls(bytes.fromhex(digits), int(number) if number else None)
        except ValueError:
            found = cls(b"")
        if len(found.hash) != len(NOTHING):
            raise LogError(f"{text!r} is not an anchor.", remedy="Write it as it was noted: 1234:<64 digits>.")
        return found


def verify(
    folder: Path,
    public: PublicKey,
    *,
    noted: Iterable[NotedAnchor] = (),
    between: Callable[[], None] | None = None,
) -> Verification:
    """Verify the log in a folder.

    Parameters
    ----------
    public
        The node's public key, best from outside the node: whoever has node and key can sign anything.
    noted
        Anchors that were noted outside the node; each must be in the log.
    between
        Called between files and every two thousand lines, for who wants to be slow or to stop.

    Raises
    ------
    LogError
        When there is no log, or it cannot be read.
    """
    return _Verifier(folder, public, tuple(noted), between or _nothing).run()


class _Verifier:
    """Goes through a log with what is known so far."""

    def __init__(
        self, folder: Path, public: PublicKey, noted: tuple[NotedAnchor, ...], between: Callable[[], None]
    ) -> None:
        self._folder, self._public, self._between = folder, public, between
        self._faults: list[LogFault] = []
        self._notes: list[str] = []
        self._noted = {n.hash: n for n in noted}
        self._file, self._line = "", 0
        self._first = self._sequence = 0
        self._hash = self._before = NOTHING
        self._also: bytes | None = None
        self._is_lost = self._was_lost = False
        self._last_kind = ""
        self._missing: dict[range, LogFault] = {}
        self._owed: tuple[int, bytes] | None = None
        self._entries = self._records = self._bytes = self._anchors = 0

    def run(self) -> Verification:
        try:
            self._head = self._read_head()  # first: what is written meanwhile lies behind it
            there = segments(self._folder)
            if self._head is None and not there and not self._faults:
                raise LogError(f"There is no log in {self._folder}.", remedy="Give the data folder of a node.")
            for segment in there:
                self._between()
                self._go_through(segment, is_newest=segment is there[-1])
        except OSError as error:
            raise LogError(f"The log {self._folder} cannot be read: {error.strerror or error}.") from error
        self._end()
        return Verification(
            log=self._folder.name, files=len(there), bytes=self._bytes, entries=self._entries, records=self._records,
            first=self._first, sequence=self._sequence, hash=self._hash.hex(), anchors=self._anchors,
            key=self._public.id, faults=tuple(self._faults), notes=tuple(self._notes),
        )  # fmt: skip

    # -- one file --------------------------------------------------------------------------------------------

    def _go_through(self, segment: Segment, *, is_newest: bool) -> None:
        """Check the lines of a file; the way through here is short for a line that is as it should be."""
        self._file, self._line = segment.name, 0
        sha256, watched = hashlib.sha256, self._watched()
        for line in lines_from(segment.path):
            self._line += 1
            self._bytes += len(line)
            digest = sha256(self._hash + line[:-TRAILER_BYTES])
            sequence = self._sequence + 1
            if (
                self._line > 1
                and line.startswith(b'{"sequence":%d,"entry":"record",' % sequence)
                and line.endswith(b',"hash":"%b"}\n' % digest.hexdigest().encode())
            ):
                self._before, self._hash, self._sequence, self._also = self._hash, digest.digest(), sequence, None
                self._last_kind = EntryKind.RECORD
                self._records += 1
                self._entries += 1
                if sequence == watched or self._noted:
                    self._watch()
                if not self._line % 2_000:
                    self._between()
            else:
                self._look_closer(line, is_newest=is_newest)

    def _watched(self) -> int:
        return -1 if self._head is None else self._head.anchored.sequence

    def _watch(self) -> None:
        """Hold an entry against what was signed or noted about it."""
        self._noted.pop(self._hash, None)
        if self._head is not None and self._sequence == self._watched() and self._hash != self._head.anchored.digest:
            self._say(LogFaultKind.REPLACED, f"Entry {self._sequence} is not the one that {HEAD_FILE} vouches for.")

    def _look_closer(self, line: bytes, *, is_newest: bool) -> None:
        entry = read_entry(line)
        if entry is None:
            self._no_entry(line, is_newest=is_newest)
            return
        if self._line == 1:
            self._begin_file(entry)
        elif entry.kind == EntryKind.SEGMENT:
            self._say(LogFaultKind.INSERTED, "The first line of a file stands in the middle.")
        if self._fits(entry) and self._take(entry):
            self._understand(entry)

    def _no_entry(self, line: bytes, *, is_newest: bool) -> None:
        vouched = self._sequence < self._watched()
        if is_newest and not vouched and not line.endswith(b"\n"):
            self._notes.append(
                f"{self._file}:{self._line}: {len(line)} bytes are half a line: it is being written, or was broken "
                "off by a power failure. At its next start the node takes it out and says so in the log."
            )
            return
        if line.endswith(b"\n"):
            self._say(LogFaultKind.MALFORMED, f"Entry {self._sequence + 1} cannot be read any more: it was changed.")
        else:
            self._say(LogFaultKind.TRUNCATED, f"The file ends in the middle of entry {self._sequence + 1}.")
        self._sequence += 1
        self._is_lost = True

    def _begin_file(self, entry: Entry) -> None:
        """Check that the first line of a file says so, and goes on where the file before ended."""
        if entry.kind != EntryKind.SEGMENT:
            self._say(LogFaultKind.REMOVED, "The first line of this file is gone.")
            return
        members = entry.members()
        if members.get("segment") != self._file:
            self._say(LogFaultKind.REPLACED, f"This file was {members.get('segment')!r}.")
        if members.get("key") != self._public.id:
            self._say(LogFaultKind.SIGNATURE, f"Written under the key {members.get('key')!r}, not {self._public.id!r}.")
        previous = _digest(members.get("previous"))
        if self._first == 0:
            self._sequence, self._hash = entry.sequence - 1, previous if entry.sequence > 1 else NOTHING
            self._first = entry.sequence
            if entry.sequence > 1:
                self._owed = (self._sequence, previous)
        elif expected(previous, entry.line) == entry.hash and previous != self._hash and not self._is_lost:
            self._does_not_go_on(entry)
            self._sequence, self._hash = entry.sequence - 1, previous

    def _does_not_go_on(self, entry: Entry) -> None:
        missing = f"Entries {self._sequence + 1} to {entry.sequence - 1} before it are missing"
        if entry.sequence <= self._sequence + 1:
            self._say(LogFaultKind.REPLACED, "This file does not go on where the one before ends.")
        elif self._last_kind == EntryKind.ANCHOR:
            self._say(LogFaultKind.REMOVED, f"{missing}: a file was taken away.")
        else:
            self._say(LogFaultKind.TRUNCATED, f"{missing}: the file before was cut off.")

    # -- one entry -------------------------------------------------------------------------------------------

    def _fits(self, entry: Entry) -> bool:
        """Return whether an entry is tied to the one before; where that is not so, say what is wrong."""
        follows = entry.sequence == self._sequence + 1
        if follows and (self._is_lost or expected(self._hash, entry.line) == entry.hash):
            return True
        if follows and self._also is not None and expected(self._also, entry.line) == entry.hash:
            self._hash = self._also  # only the hash that the line before states was changed
            return True
        if entry.sequence == self._sequence and expected(self._before, entry.line) == entry.hash:
            self._before_was_inserted()
            return True
        self._what_is_wrong(entry)
        return False

    def _before_was_inserted(self) -> None:
        if self._faults and self._faults[-1].line == self._line - 1 and self._faults[-1].file == self._file:
            fault = self._faults.pop()
            said = f"An entry was inserted before entry {self._sequence}."
            self._faults.append(LogFault(fault.file, fault.line, LogFaultKind.INSERTED, said))
        self._sequence -= 1

    def _what_is_wrong(self, entry: Entry) -> None:
        if entry.sequence <= self._sequence:
            self._too_late(entry)
            return
        if entry.sequence == self._sequence + 1:
            self._say(LogFaultKind.CHANGED, f"Entry {entry.sequence} has been changed.")
        else:
            gone = range(self._sequence + 1, entry.sequence)
            what = f"Entry {gone[0]} is" if len(gone) == 1 else f"Entries {gone[0]} to {gone[-1]} are"
            self._say(LogFaultKind.REMOVED, f"{what} missing before this line.")
            if self._faults:
                self._missing[gone] = self._faults[-1]
        self._also = expected(self._hash, entry.line)
        self._adopt(entry)

    def _too_late(self, entry: Entry) -> None:
        for gone, fault in self._missing.items():
            if entry.sequence in gone:
                said = f"Entry {entry.sequence} stands behind entry {self._sequence}: lines have changed places."
                if fault in self._faults:
                    self._faults.remove(fault)
                self._say(LogFaultKind.REORDERED, said)
                return
        self._say(LogFaultKind.INSERTED, f"An entry {entry.sequence} was inserted after entry {self._sequence}.")

    def _take(self, entry: Entry) -> bool:
        self._also = None
        self._adopt(entry)
        return True

    def _adopt(self, entry: Entry) -> None:
        self._before, self._hash, self._sequence = self._hash, entry.hash, entry.sequence
        self._was_lost, self._is_lost = self._is_lost, False
        self._last_kind = entry.kind
        self._first = self._first or entry.sequence
        self._entries += 1
        self._watch()

    def _understand(self, entry: Entry) -> None:
        """Look into an entry that is what was written."""
        if entry.kind == EntryKind.RECORD:
            self._records += 1
        elif entry.kind == EntryKind.ANCHOR:
            self._check_anchor(entry)
        elif entry.kind == EntryKind.REMOVAL:
            self._check_removal(entry)
        elif entry.kind == EntryKind.GAP:
            self._say(LogFaultKind.GAP, f"At a start the node found: {entry.members().get('because')}")
        elif entry.kind == EntryKind.REPAIR:
            size = entry.members().get("bytes")
            self._notes.append(
                f"{self._file}:{self._line}: {size} half written bytes were taken out after a power failure."
            )

    def _check_anchor(self, entry: Entry) -> None:
        anchor = _decoded(entry, Anchor)
        if anchor is None or not is_confirmed(self._public, anchor):
            self._say(LogFaultKind.SIGNATURE, "The anchor is not signed by this node.")
        elif anchor.anchored.sequence != self._sequence - 1 or (
            _digest(anchor.anchored.hash) != self._before and not self._was_lost
        ):
            self._say(LogFaultKind.SIGNATURE, "The anchor was signed under other entries: they were written anew.")
        elif anchor.anchored.log != self._folder.name:
            self._say(LogFaultKind.SIGNATURE, f"The anchor is of the log {anchor.anchored.log!r}.")
        else:
            self._anchors += 1

    def _check_removal(self, entry: Entry) -> None:
        removal = _decoded(entry, Removal)
        if removal is None or not is_confirmed(self._public, removal):
            self._say(LogFaultKind.SIGNATURE, "The tombstone of retention is not signed by this node.")
            return
        self._anchors += 1
        said = removal.removed
        if said.log == self._folder.name and self._owed is not None and _covers(said, *self._owed):
            self._owed = None
            self._notes.append(
                f"Entries up to {said.sequence}, of days before {said.until}, were taken away: {said.because}"
            )

    # -- the end ---------------------------------------------------------------------------------------------

    def _read_head(self) -> Anchor | None:
        try:
            head = read_head(self._folder)
        except ValueError:
            self._fault(HEAD_FILE, 0, LogFaultKind.CHANGED, "It is not as the node writes it.")
            return None
        if head is not None and not is_confirmed(self._public, head):
            self._fault(HEAD_FILE, 0, LogFaultKind.SIGNATURE, "It is not signed by this node.")
            return None
        return head

    def _end(self) -> None:
        if self._head is None:
            if not self._faults or self._faults[0].file != HEAD_FILE:
                self._fault(HEAD_FILE, 0, LogFaultKind.REMOVED, "It is gone; it says how far the log reaches.")
        elif self._head.anchored.sequence > self._sequence:
            what = f"The log ends at entry {self._sequence}; the node signed for {self._head.anchored.sequence}."
            self._fault(self._file or HEAD_FILE, self._line, LogFaultKind.TRUNCATED, what)
        if self._owed is not None:
            what = f"Entries 1 to {self._owed[0]} are gone, and no signed tombstone says that retention took them."
            self._fault(self._folder.name, 0, LogFaultKind.REMOVED, what)
        for noted in self._noted.values():
            self._not_seen(noted)

    def _not_seen(self, noted: NotedAnchor) -> None:
        if noted.sequence is not None and noted.sequence < self._first and self._owed is None:
            self._notes.append(f"Entry {noted.sequence}, whose hash was noted, was taken away by retention.")
            return
        what = f"No entry has the hash {noted.hash.hex()} that was noted: the log, or its end, is another one."
        self._fault(self._folder.name, 0, LogFaultKind.REPLACED, what)

    def _say(self, kind: LogFaultKind, sentence: str) -> None:
        self._fault(self._file, self._line, kind, sentence)

    def _fault(self, file: str, line: int, kind: LogFaultKind, sentence: str) -> None:
        if len(self._faults) < MOST_FAULTS:
            self._faults.append(LogFault(file, line, kind, sentence))


def _covers(removed: Removed, sequence: int, digest: bytes) -> bool:
    """Return whether a tombstone is about the entries up to one; fewer are gone when the removal was broken off."""
    return sequence < removed.sequence or (sequence == removed.sequence and _digest(removed.hash) == digest)


def _decoded(entry: Entry, kind: type[S]) -> S | None:
    try:
        return msgspec.json.decode(entry.line, type=kind)
    except UNREADABLE:
        return None


def _digest(text: Any) -> bytes:
    try:
        found = bytes.fromhex(str(text))
    except ValueError:
        return NOTHING
    return found if len(found) == len(NOTHING) else NOTHING


def _nothing() -> None:
    """Do nothing between files."""
