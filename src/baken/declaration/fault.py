# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fault: what is wrong in a file that a person wrote, where, and what to do about it."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from baken.errors import BakenError


class Severity(StrEnum):
    """Whether a fault stops the server."""

    ERROR = "error"
    """Nothing starts until it is mended."""
    WARNING = "warning"
    """Works, but somebody should look at it."""


class Fault(msgspec.Struct, frozen=True):
    """One thing that is wrong in one file.

    Attributes
    ----------
    file
        Path relative to the folder that was checked, with forward slashes.
    line
        Counted from 1; 0 when the fault has no line (a file that is not there).
    message
        What is wrong, in one sentence.
    remedy
        What to do about it, in one sentence.
    severity
        Error or warning.

    Examples
    --------
    >>> print(Fault("city.toml", 3, "There is no time zone 'Mars'.", "Use a name such as 'Europe/Amsterdam'."))
    city.toml:3: error: There is no time zone 'Mars'. Use a name such as 'Europe/Amsterdam'.
    """

    file: str
    line: int
    message: str
    remedy: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        """Return ``file:line: severity: message remedy``, which editors can jump to."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.severity.value}: {self.message} {self.remedy}".strip()


class FaultyFileError(BakenError):
    """Files that cannot be used; carries every fault that was found.

    Examples
    --------
    >>> str(FaultyFileError("The manifest has faults.", (Fault("manifest.toml", 1, "No id.", "Add one."),)))
    'The manifest has faults.\\nmanifest.toml:1: error: No id. Add one.'
    """

    def __init__(self, message: str, faults: tuple[Fault, ...], *, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.faults = faults

    def __str__(self) -> str:
        """Return the message and the first twenty faults, one per line."""
        shown = [super().__str__(), *(str(fault) for fault in self.faults[:20])]
        if len(self.faults) > 20:
            shown.append(f"... and {len(self.faults) - 20} more.")
        return "\n".join(shown)


def has_errors(faults: list[Fault]) -> bool:
    """Return whether any of the faults stops the server.

    Examples
    --------
    >>> has_errors([Fault("a", 1, "Odd.", "", Severity.WARNING)])
    False
    """
    return any(fault.severity is Severity.ERROR for fault in faults)
