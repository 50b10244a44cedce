# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The root of every error that Baken raises on purpose."""

from __future__ import annotations


class BakenError(Exception):
    """Something that a person can understand and act upon.

    Every subclass is one kind of fault. It is caught only at a boundary (the HTTP service, the command line,
    a connector), where it becomes a problem document, a message or an explicit quality state; never a default
    value.

    Parameters
    ----------
    message
        One sentence that says what is wrong, in words of the field.
    remedy
        One sentence that says what to do about it, or empty when there is nothing to be done.

    Examples
    --------
    >>> str(BakenError("The store is locked.", remedy="Stop the other server."))
    'The store is locked. Stop the other server.'
    """

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        """Return the message, followed by the remedy when there is one."""
        return f"{self.message} {self.remedy}".strip()
