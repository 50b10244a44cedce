# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a verification of a log found."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class LogFaultKind(StrEnum):
    """In which way a log is not what was written."""

    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    REORDERED = "reordered"
    TRUNCATED = "truncated"
    SIGNATURE = "signature"
    """A signature is not that of the node, or not under what stands there."""
    REPLACED = "replaced"
    """A whole file is another one."""
    MALFORMED = "malformed"
    """A line is no entry at all."""
    GAP = "gap"
    """An earlier start found that entries were missing."""


class LogFault(msgspec.Struct, frozen=True):
    """One place where a log is not what was written.

    Attributes
    ----------
    file, line
        Where; the line counts from 1, and is 0 when it is about the file as a whole.
    sentence
        What is wrong, for a person.
    """

    file: str
    line: int
    kind: LogFaultKind
    sentence: str

    def __str__(self) -> str:
        """Return it as one line."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.kind.value}: {self.sentence}"


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in one log.

    Attributes
    ----------
    entries, records
        All entries, and those among them that are processings or security events.
    first, sequence, hash
        Sequence of the first entry that is there, and sequence and hash of the last.
    anchors
        Signatures that were checked and are right.
    notes
        What is worth knowing and no fault: a line that a power failure broke off, files that retention took away.
    """

    log: str
    files: int
    bytes: int
    entries: int
    records: int
    first: int
    sequence: int
    hash: str
    anchors: int
    key: str
    faults: tuple[LogFault, ...]
    notes: tuple[str, ...]

    @property
    def is_intact(self) -> bool:
        """Return whether nothing is wrong."""
        return not self.faults
