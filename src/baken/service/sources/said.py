# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is said of a source, in English and Dutch, and the errors that carry it."""

from __future__ import annotations

import msgspec

from baken.errors import BakenError


class Said(msgspec.Struct, frozen=True):
    """One sentence in both languages."""

    en: str
    nl: str


class SourceError(BakenError):
    """A source that did not deliver, or whose delivery was refused.

    Attributes
    ----------
    said
        The same in both languages, without anything secret: no headers, no query of an address.
    retry_after_s
        The provider asks to be left alone for so long; None when it says nothing.
    """

    def __init__(self, en: str, nl: str, *, remedy: str = "", retry_after_s: float | None = None) -> None:
        super().__init__(en, remedy=remedy)
        self.said = Said(en, nl)
        self.retry_after_s = retry_after_s


class UnusableSourceError(SourceError):
    """A source that cannot be tried before somebody has mended its settings."""
