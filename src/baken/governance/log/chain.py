# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A log as a chain of entries in files: written at once, brought to the disk soon after, signed regularly.

``append`` hands the bytes to the operating system before it returns, so that they survive whatever happens to this
process (``kill -9``). A power failure can take what was written within the last second or so, unless ``Sync.ALWAYS`` is
chosen; it can never do so unnoticed.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Self

import msgspec

from baken.governance.log.anchor import (
    Anchor,
    Anchored,
    Removed,
    read_head,
    signed_anchor,
    signed_removal,
    write_head,
)
from baken.governance.log.entry import EntryKind, seal
from baken.governance.log.errors import LogError, told
from baken.governance.log.guard import Guard
from baken.governance.log.keeper import Keeper
from baken.governance.log.recovery import BEGINNING, Position, Recovered, Torn, forward, recover, since, take_out
from baken.governance.log.removal import what_goes
from baken.governance.log.segments import LONGEST_LINE, day_of, end_of_day, name_of, segments
from baken.governance.whole_file import sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from baken.governance.log.node_key import NodeKey

FORMAT: Final = 1
ANCHOR_EVERY_MS: Final = 60_000
LONGEST_BODY: Final = LONGEST_LINE - 512
_LOG: Final = logging.getLogger(__name__)


class Sync(StrEnum):
    """When what was written is brought to the disk."""

    SOON = "soon"
    """About a second later, many entries together."""
    ALWAYS = "always"
    """Before ``append`` returns: some milliseconds each time."""


def now_ms() -> int:
    """Return the present moment in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


class Chain:
    """A log in a folder. Several threads may append; ``close`` it at the end.

    Parameters
    ----------
    name
        What the log is called in what the node signs.
    shared
        Whether other processes append to it too (the command line, beside the server). A log that is not shared
        belongs to one process at a time, and is quicker.
    clock
        Milliseconds since 1970; for tests.

    Attributes
    ----------
    on_kept
        Called, in a thread of the log, each time after what was written has been brought to the disk.

    Raises
    ------
    LogError
        When the folder cannot be written, or another process has the log.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        key: NodeKey,
        *,
        shared: bool = False,
        sync: Sync = Sync.SOON,
        clock: Callable[[], int] = now_ms,
    ) -> None:
        self.folder = folder
        self.name = name
        self.key = key
        self.recovered = Recovered(BEGINNING)
        self.repaired: tuple[str, ...] = ()
        self.on_kept: list[Callable[[], None]] = []
        self._shared = shared
        self._sync = sync
        self.clock = clock
        self._lock = threading.RLock()
        self._position = BEGINNING
        self._file = -1
        self._day_end = 0
        self._failure: OSError | None = None
        self._anchored_at = clock()
        self._head: Anchored | None = None
        self.keeper = Keeper(f"log {name}", self._keep)
        try:
            with told(f"The log {folder} cannot be opened"):
                self._guard = Guard(folder, shared=shared)
                with self._lock, self._guard.held():
                    self._begin()
        except BaseException:
            self.keeper.close()
            raise

    def __enter__(self) -> Self:
        """Return the log."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    # -- writing ---------------------------------------------------------------------------------------------

    def append(self, bodies: Sequence[bytes], kind: EntryKind = EntryKind.RECORD) -> int:
        """Write entries and return the sequence of the last.

        Parameters
        ----------
        bodies
            JSON objects, each on one line and not empty.

        Raises
        ------
        LogError
            When they could not be written; then none of them was.
        """
        with self._lock:
            if self._shared:
                with self._alone():
                    return self._append(bodies, kind)
            return self._append(bodies, kind)

    def _append(self, bodies: Sequence[bytes], kind: EntryKind) -> int:
        self.require_open()
        if self.clock() >= self._day_end:
            with told(f"The log {self.name} cannot begin a new day"):
                self._roll()
        return self._put(bodies, kind)

    def require_open(self) -> None:
        """Refuse when the log is closed, or a disk that fails has ended all writing.

        Raises
        ------
        LogError
            Saying so.
        """
        if self._failure is not None or self._file < 0:
            raise LogError(f"The log {self.name} cannot be written.", remedy="See the messages of the service.")

    def _put(self, bodies: Sequence[bytes], kind: EntryKind) -> int:
        at = self._position
        digest, sequence, lines = at.hash, at.sequence, []
        for body in bodies:
            if len(body) > LONGEST_BODY:
                raise LogError(f"An entry of {len(body)} bytes is too long.")
            sequence += 1
            line, digest = seal(digest, sequence, kind, body)
            lines.append(line)
        data = lines[0] if len(lines) == 1 else b"".join(lines)
        self._write(data)
        self._position = Position(at.segment, at.offset + len(data), sequence, digest)
        if self._sync is Sync.ALWAYS:
            self._bring_to_disk()
        else:
            self.keeper.tell()
        return sequence

    def _write(self, data: bytes) -> None:
        """Write all of it, or nothing and raise."""
        try:
            written = os.write(self._file, data)
            if written == len(data):
                return
            reason = "the disk is full"
        except OSError as error:
            reason = error.strerror or str(error)
        try:
            os.ftruncate(self._file, self._position.offset)
        except OSError as error:
            self._failure = error
        raise LogError(
            f"The log {self.name} cannot be written: {reason}.", remedy="Make room on the disk of the data folder."
        )

    # -- anchors and files -----------------------------------------------------------------------------------

    @property
    def position(self) -> Position:
        """Return the end of the newest entry."""
        return self._position

    @property
    def head(self) -> Anchored | None:
        """Return the newest anchor beside the log."""
        return self._head

    @property
    def is_new(self) -> bool:
        """Return whether there was nothing at all of it when it was opened."""
        return self.recovered == Recovered(BEGINNING)

    def anchor(self) -> Anchored:
        """Sign how far the log reaches, in the log and beside it, after bringing it to the disk."""
        with self._lock, self._alone():
            self._put_anchor()
            self._bring_to_disk()
            self._write_head()
            assert self._head is not None  # noqa: S101 - just written
            return self._head

    def remove_before(self, day: str, because: str) -> Removed | None:
        """Take away whole files of days before a day, and leave a signed tombstone in the log.

        The file that is being written stays. Returns what was removed; None when there was nothing to remove.

        Raises
        ------
        LogError
            When it cannot be done.
        """
        with self._lock, self._alone():
            there = [s for s in segments(self.folder) if s.name != self._position.segment]
            old = [s for s in there if s.day < day]
            if not old:
                return None
            removed = what_goes(self.name, old, day, because, self.clock())
            self.append([msgspec.json.encode(signed_removal(self.key, removed))], EntryKind.REMOVAL)
            self.anchor()
            with told("Old log files cannot be removed"):
                for segment in old:
                    segment.path.unlink()
                sync_folder(self.folder)
            return removed

    def close(self) -> None:
        """Sign how far the log reaches and bring everything to the disk."""
        self.keeper.close()
        with self._lock:
            if self._file < 0:
                return
            with self._alone():
                if self._failure is None:
                    self._put_anchor()
                    self._bring_to_disk()
                    self._write_head()
                os.close(self._file)
                self._file = -1
            self._guard.close()

    def _keep(self) -> None:
        """Bring to the disk what was written; called by the keeper's thread."""
        try:
            with self._lock, self._alone():
                if self._file < 0 or self._failure is not None:
                    return
                if self.clock() - self._anchored_at >= ANCHOR_EVERY_MS:
                    self._put_anchor()
                file, at = os.dup(self._file), self._position
            self._sync_apart(file)
            with self._lock, self._alone():
                self._write_head(at)
            for told in self.on_kept:
                told()
        except (OSError, LogError) as error:
            _LOG.error("The log %s is written, but could not be kept safe: %s", self.name, error)

    def _sync_apart(self, file: int) -> None:
        """Bring a file to the disk without the lock: writers need not wait for it."""
        try:
            _sync_data(file)
        except OSError as error:
            self._failure = error
            raise
        finally:
            os.close(file)

    def _put_anchor(self) -> None:
        self._put([msgspec.json.encode(self._signed(self._position))], EntryKind.ANCHOR)
        self._anchored_at = self.clock()

    def _bring_to_disk(self) -> None:
        try:
            _sync_data(self._file)
        except OSError as error:
            self._failure = error  # after a failed sync nobody knows what is on the disk
            raise LogError(f"The log {self.name} cannot be brought to the disk: {error.strerror}.") from error

    def _write_head(self, at: Position | None = None) -> None:
        at = at or self._position
        if self._shared:
            self._head = _head_beside(self.folder) or self._head
        if self._head is not None and at.sequence <= self._head.sequence:
            return
        signed = self._signed(at)
        write_head(self.folder, signed)
        self._head = signed.anchored

    def _signed(self, at: Position) -> Anchor:
        said = Anchored(self.name, at.sequence, at.hash.hex(), self.clock(), at.segment, at.offset)
        return signed_anchor(self.key, said)

    def _roll(self) -> None:
        """End this file and begin that of today; a clock that was set back stays in the newest file."""
        self._put_anchor()
        self._bring_to_disk()
        self._write_head()
        self._new_segment()

    def _new_segment(self) -> None:
        there = segments(self.folder)
        day = max([day_of(self.clock()), *(s.day for s in there)])
        number = 1 + max((s.number for s in there if s.day == day), default=0)
        name, at = name_of(day, number), self._position
        file = os.open(self.folder / name, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o640)
        if self._file >= 0:
            os.close(self._file)
        self._file, self._day_end = file, end_of_day(day)
        self._position = Position(name, 0, at.sequence, at.hash)
        header = {
            "log": self.name, "format": FORMAT, "segment": name, "previous": at.hash.hex(),
            "at": self.clock(), "key": self.key.public.id,
        }  # fmt: skip
        self._put([msgspec.json.encode(header)], EntryKind.SEGMENT)
        self._bring_to_disk()
        sync_folder(self.folder)
        self._write_head()

    # -- beginning -------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        self.recovered = found = recover(self.folder, self.key.public)
        self._position = found.position
        self._head = None if found.head is None or found.gap else found.head.anchored
        if found.head is None and not found.gap:
            write_head(self.folder, self._signed(BEGINNING))  # from now on a log without a head was tampered with
        self._go_on(found.position, found.torn, fresh=bool(found.gap))
        if found.gap:
            _LOG.critical("The log %s was tampered with: %s", self.name, found.gap)
            self._put([msgspec.json.encode({"because": found.gap, "head": found.head})], EntryKind.GAP)

    def _go_on(self, at: Position, torn: Torn | None, *, fresh: bool = False) -> None:
        """Go on after a position, without what a power failure left half written there; the log says so."""
        said = None if torn is None else take_out(self.folder, torn)
        if fresh or at == BEGINNING:
            self._new_segment()
        else:
            file = os.open(self.folder / at.segment, os.O_WRONLY | os.O_APPEND)
            if self._file >= 0:
                os.close(self._file)
            self._file, self._position, self._day_end = file, at, end_of_day(at.segment[:10])
        if said is not None:
            self._put([msgspec.json.encode(said)], EntryKind.REPAIR)
            self.repaired += (f"{said.bytes} bytes at the end of {said.segment} were half written and were taken out.",)
            _LOG.warning("Log %s: %s", self.name, self.repaired[-1])

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes out, and take in what they wrote meanwhile."""
        with self._guard.held() as others:
            if others and self._file >= 0 and os.fstat(self._file).st_size != self._position.offset:
                self._go_on(*forward(since(segments(self.folder), self._position), self._position))
            yield


def _head_beside(folder: Path) -> Anchored | None:
    with contextlib.suppress(ValueError):
        head = read_head(folder)
        return None if head is None else head.anchored
    return None


def _sync_data(file: int) -> None:
    getattr(os, "fdatasync", os.fsync)(file)
