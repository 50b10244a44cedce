# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""An inbox: what a provider posts to us. The same message twice is taken once."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

import msgspec

from baken.errors import BakenError
from baken.plugin.live import Delivery
from baken.service.sources.content import require_content
from baken.service.sources.poller import not_understood
from baken.service.sources.report import SkippedReport, UnknownReport, skipped_of, unknown_of
from baken.service.sources.said import SourceError
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from baken.plugin.live import Inbox
    from baken.service.sources.source import Source
    from baken.service.sources.taking import Admitted
    from baken.service.sources.watch import Watch
    from baken.vocabulary.time import Clock

REMEMBERED: Final = 1000
"""So many messages are recognised when they come again."""


class RefusedDeliveryError(BakenError):
    """A message of which nothing could be taken."""


class TooLargeDeliveryError(BakenError):
    """A message that is larger than the endpoint allows."""


class InboxAnswer(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """What became of a message; an earlier message of the same content is answered as it was then."""

    rows_taken: int
    rows_repeated: int
    rows_not_admitted: int
    skipped: list[SkippedReport]
    unknown_series: UnknownReport
    is_repeat: bool = False


class InboxDoor:
    """Takes what is posted to one endpoint."""

    def __init__(self, inbox: Inbox, source: Source, watch: Watch, clock: Clock) -> None:
        self.inbox = inbox
        self._source = source
        self._watch = watch
        self._clock = clock
        self._seen: OrderedDict[bytes, InboxAnswer] = OrderedDict()

    async def accept(self, body: bytes, sender: bytes, as_whom: Admitted) -> InboxAnswer:
        """Take a message in; return when its rows are committed.

        Parameters
        ----------
        sender
            Who sends it: what was done for one sender answers no other.

        Raises
        ------
        TooLargeDeliveryError, RefusedDeliveryError
            Saying why nothing of it was taken.
        """
        if len(body) > self.inbox.largest_bytes:
            raise TooLargeDeliveryError(
                f"A message may have {self.inbox.largest_bytes:,} bytes.", remedy="Send it in parts."
            )
        key = hashlib.sha256(sender + b"\0" + body).digest()
        seen = self._seen.get(key)
        if seen is not None:
            self._watch.delivered(news=False)
            return msgspec.structs.replace(seen, is_repeat=True)
        answer = await self._take(body, as_whom)
        self._seen[key] = answer
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return answer

    async def _take(self, body: bytes, as_whom: Admitted) -> InboxAnswer:
        try:
            require_content(body[:4096], self.inbox.content)
            delivery = Delivery(self.inbox.name, to_us(self._clock.now()), body)
            tally, refused = await self._source.take((delivery,), as_whom=as_whom)
            if refused:
                raise not_understood(refused[0])
        except SourceError as error:
            self._watch.refused(error)
            raise RefusedDeliveryError(error.message, remedy=error.remedy) from error
        if not tally.has_news and tally.skipped:
            reasons = "; ".join(f"{entry.reason} ({entry.count})" for entry in tally.skipped)
            nothing = SourceError(
                f"No value could be taken: {reasons}.", f"Geen waarde kon worden aangenomen: {reasons}."
            )
            self._watch.refused(nothing)
            raise RefusedDeliveryError(nothing.message)
        self._watch.delivered(news=tally.has_news)
        return InboxAnswer(
            rows_taken=tally.taken,
            rows_repeated=tally.repeated,
            rows_not_admitted=tally.not_admitted,
            skipped=skipped_of(tally),
            unknown_series=unknown_of(tally),
        )
