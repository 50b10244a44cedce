# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Watch over one endpoint: in which state it is, since when and why; logged once when lost, and once when back."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from baken.service.sources.breaker import Breaker
from baken.service.sources.said import Said, SourceError, UnusableSourceError
from baken.service.sources.states import TRANSITIONS, Happening, SourceState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from baken.service.sources.pace import Pace
    from baken.vocabulary.time import Clock

_LOG: Final = logging.getLogger("baken.sources")
_BAD: Final = frozenset({SourceState.LOST, SourceState.MISCONFIGURED})


class Watch:
    """What is known of one endpoint.

    Attributes
    ----------
    name
        ``<connector>/<endpoint>``.
    where
        Host that is asked, or listened to; empty for an inbox.
    since
        When the present state began.
    failing_since
        When the first of the present row of failures was; None when the last attempt succeeded.
    latest_refusal
        When and why something was not taken, the last time.
    """

    def __init__(
        self, name: str, kind: str, where: str, clock: Clock, pace: Pace, on_changed: Callable[[], None]
    ) -> None:
        self.name = name
        self.kind = kind
        self.where = where
        self.state = SourceState.WAITING
        self.since = clock.now()
        self.failing_since: datetime | None = None
        self.last_success: datetime | None = None
        self.last_news: datetime | None = None
        self.next_attempt: datetime | None = None
        self.latest_refusal: tuple[datetime, Said] | None = None
        self.breaker = Breaker(pace)
        self.deliveries = self.unchanged = self.failures = 0
        self._clock = clock
        self._on_changed = on_changed
        self._is_told_lost = False

    @property
    def endpoint(self) -> str:
        """Return the name of the endpoint within its connector."""
        return self.name.partition("/")[2]

    def delivered(self, *, news: bool) -> None:
        """Note that something came and was understood."""
        now = self._clock.now()
        self.breaker.succeeded()
        self.failing_since = None
        self.last_success = now
        self.deliveries += 1
        if news:
            self.last_news = now
        self._go(Happening.DELIVERED)

    def found_unchanged(self) -> None:
        """Note that the provider has nothing new, and says so."""
        self.unchanged += 1
        self.delivered(news=False)

    def connected(self) -> None:
        """Note that there is a connection, over which something may come."""
        self.breaker.succeeded()
        self.failing_since = None
        self.next_attempt = None
        self.last_success = self._clock.now()
        if self.state is not SourceState.WAITING:
            self._go(Happening.DELIVERED)

    def refused(self, error: SourceError) -> None:
        """Note why something was not taken, without counting an attempt as failed."""
        self.latest_refusal = (self._clock.now(), error.said)
        self._on_changed()

    def failed(self, error: SourceError) -> float:
        """Note that an attempt failed; return how many seconds to leave the provider alone."""
        now = self._clock.now()
        self.failures += 1
        self.failing_since = self.failing_since or now
        self.latest_refusal = (now, error.said)
        until_s = self.breaker.failed(now.timestamp(), error.retry_after_s)
        self.next_attempt = now + timedelta(seconds=until_s - now.timestamp())
        if isinstance(error, UnusableSourceError):
            self._go(Happening.UNUSABLE, error)
        else:
            self._go(Happening.GAVE_OUT if self.breaker.is_lost else Happening.MISSED, error)
        return until_s - now.timestamp()

    def missed(self) -> None:
        """Note that what was due has not come."""
        self._go(Happening.MISSED)

    def stopped(self) -> None:
        """Note that nothing may come now."""
        self.next_attempt = None
        self._go(Happening.WAS_STOPPED)

    def may_again(self) -> None:
        """Note that something may come again."""
        self._go(Happening.MAY_AGAIN)

    def _go(self, happening: Happening, error: SourceError | None = None) -> None:
        before, self.state = self.state, TRANSITIONS[self.state][happening]
        if self.state is not before:
            self.since = self._clock.now()
            self._tell(error)
        self._on_changed()

    def _tell(self, error: SourceError | None) -> None:
        """Write it to the log once when it is lost, and once when it is back."""
        if self.state in _BAD and not self._is_told_lost:
            self._is_told_lost = True
            _LOG.warning("The source %s is %s: %s", self.name, self.state.value, error or "nothing comes")
        elif self.state is SourceState.FRESH and self._is_told_lost:
            self._is_told_lost = False
            _LOG.warning("The source %s is back", self.name)
