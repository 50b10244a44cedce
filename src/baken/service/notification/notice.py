# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A notice: what is told of one change of one warning, complete and for good.

It is written down in the transaction that changes the warning, and every message over every channel is made from it
alone. So a message that is sent again is the same message, however the warning stands by then.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from baken.city.channels import Told
from baken.vocabulary.place import Ring
from baken.warning.kinds import Cause, LimitKind
from baken.warning.model import Severity
from baken.warning.words import Certainty, Urgency


class NoticeText(msgspec.Struct, frozen=True, kw_only=True):
    """What is said in one language; plain text.

    Attributes
    ----------
    doubt
        Why to take it with care; empty when there is no reason.
    """

    language: str
    event: str
    headline: str
    description: str
    instruction: str = ""
    doubt: str = ""


class NoticeArea(msgspec.Struct, frozen=True, kw_only=True):
    """Where: the outer ring of an area, CRS84."""

    id: str
    name: str
    ring: Ring


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """One change of one warning.

    Attributes
    ----------
    id
        The same for ever: of the warning and its version. Receivers recognise a repeat by it.
    warning, version
        A later change of a warning has a higher version.
    at
        When the change was written down.
    onset, expires
        When the limit is expected to be passed, and until when the notice holds.
    probability
        That it is passed within the lead time; None when it cannot be told.
    is_simulated
        Whether the city, or the day, is made up: then nothing that is made of it may look real.
    is_test
        Whether it only tries a channel.
    activity
        The processing activity whose data it is.
    """

    id: str
    warning: str
    version: int
    told: Told
    at: datetime
    cause: Cause
    kinds: tuple[LimitKind, ...]
    severity: Severity
    urgency: Urgency
    certainty: Certainty
    areas: tuple[NoticeArea, ...]
    texts: tuple[NoticeText, ...]
    activity: str
    probability: float | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    is_simulated: bool = True
    is_test: bool = False

    def text(self, languages: tuple[str, ...]) -> NoticeText:
        """Return what is said in the first of these languages that there is."""
        by_language = {text.language: text for text in self.texts}
        return next((by_language[word] for word in languages if word in by_language), self.texts[0])

    def texts_in(self, languages: tuple[str, ...]) -> tuple[NoticeText, ...]:
        """Return what is said in these languages, in their order; in whatever there is when there is none of them."""
        found = tuple(text for word in languages for text in self.texts if text.language == word)
        return found or self.texts[:1]


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """A message about the same warning that went to the same receiver before."""

    id: str
    at: datetime
