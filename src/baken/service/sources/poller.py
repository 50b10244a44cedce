# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Poll one document for as long as the node lives: on the clock, and never quicker than the provider allows."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from baken.errors import BakenError
from baken.plugin.live import Delivery
from baken.service.sources.fetcher import Validators
from baken.service.sources.pace import next_slot_s
from baken.service.sources.said import SourceError
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from baken.plugin.live import Poll
    from baken.service.sources.fetcher import Fetcher
    from baken.service.sources.resting import Resting
    from baken.service.sources.watch import Watch
    from baken.vocabulary.time import Clock

_LOG: Final = logging.getLogger("baken.sources")


class Poller:
    """Asks for one document again and again.

    Parameters
    ----------
    take
        Takes deliveries in; returns whether there was news for the city, and why a delivery was not understood.
    """

    def __init__(
        self,
        poll: Poll,
        fetcher: Fetcher,
        watch: Watch,
        resting: Resting,
        take: Callable[[Sequence[Delivery]], Awaitable[tuple[bool, list[str]]]],
        clock: Clock,
    ) -> None:
        self._poll = poll
        self._fetcher = fetcher
        self._watch = watch
        self._resting = resting
        self._take = take
        self._clock = clock
        self._known = Validators()

    async def run(self) -> None:
        """Ask until cancelled."""
        while True:
            await self._resting.until_permitted()
            await self._resting.rest(await self._attempt())

    async def _attempt(self) -> float:
        """Ask once; return after how many seconds to ask again."""
        try:
            return await self._once()
        except SourceError as error:
            return self._watch.failed(error)
        except BakenError as error:
            return self._watch.failed(not_stored(error))
        except Exception as error:  # noqa: BLE001 - one source never stops another
            _LOG.error("Polling %s failed", self._watch.name, exc_info=error)
            return self._watch.failed(unforeseen(error))

    async def _once(self) -> float:
        self._watch.next_attempt = None
        fetched = await self._fetcher.fetch(self._poll, self._known)
        if fetched.body is None:
            self._watch.found_unchanged()
        else:
            delivery = Delivery(self._poll.name, to_us(self._clock.now()), fetched.body)
            has_news, refused = await self._take((delivery,))
            if refused:
                # Asked without the validators again, so that "not changed" does not hide that it was not understood.
                self._known = Validators()
                raise not_understood(refused[0])
            self._known = fetched.validators
            self._watch.delivered(news=has_news)
        now_s = self._clock.now().timestamp()
        slot_s = next_slot_s(now_s, self._poll.interval_s, self._watch.name)
        until_s = max(slot_s, now_s + fetched.max_age_s)
        self._watch.next_attempt = datetime.fromtimestamp(until_s, UTC)
        return until_s - now_s


def not_understood(why: str) -> SourceError:
    """Return that a delivery was not understood, in the words of the connector."""
    return SourceError(f"What it delivers cannot be understood: {why}", f"Wat het levert is niet te begrijpen: {why}")


def not_stored(error: BakenError) -> SourceError:
    """Return that the node could not keep what came; the provider is not to blame."""
    return SourceError(
        f"The node could not store it: {error.message}", f"Het knooppunt kon het niet opslaan: {error.message}"
    )


def unforeseen(error: Exception) -> SourceError:
    """Return that something happened that nobody thought of."""
    kind = type(error).__name__
    return SourceError(f"An unforeseen fault ({kind}).", f"Een onvoorziene fout ({kind}).")
