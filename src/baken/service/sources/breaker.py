# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A breaker per endpoint: a provider that is down is left alone, and tried again carefully.

Reference
---------
M. Nygard (2007). Release It!, chapter 5.2: Circuit Breaker.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baken.service.sources.pace import Pace


class BreakerState(StrEnum):
    """Whether a provider is asked."""

    CLOSED = "closed"
    """It is asked at its pace."""
    OPEN = "open"
    """It is left alone for a while."""
    HALF_OPEN = "half-open"
    """The while is over: one attempt decides."""


class Breaker:
    """Counts failures in a row, and says when the next attempt may be made.

    Invariants
    ----------
    While it is open nothing is asked. One success closes it, whatever was before.

    Examples
    --------
    >>> from baken.service.sources.pace import Pace
    >>> breaker = Breaker(Pace(failures_until_lost=2))
    >>> _ = breaker.failed(0.0); breaker.state(0.0).value
    'closed'
    >>> until = breaker.failed(1.0, retry_after_s=60.0); breaker.state(60.0).value, breaker.state(61.0).value
    ('open', 'half-open')
    """

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._until_s = 0.0
        self.failures = 0

    def state(self, now_s: float) -> BreakerState:
        """Return whether the provider may be asked now."""
        if self.failures < self._pace.failures_until_lost:
            return BreakerState.CLOSED
        return BreakerState.OPEN if now_s < self._until_s else BreakerState.HALF_OPEN

    def succeeded(self) -> None:
        """Note a success."""
        self.failures = 0
        self._until_s = 0.0

    def failed(self, now_s: float, retry_after_s: float | None = None) -> float:
        """Note a failure; return the moment before which nothing is to be asked."""
        self.failures += 1
        wait_s = max(self._pace.delay_s(self.failures), retry_after_s or 0.0)
        self._until_s = now_s + wait_s
        return self._until_s

    @property
    def is_lost(self) -> bool:
        """Whether there were so many failures in a row that the provider counts as lost."""
        return self.failures >= self._pace.failures_until_lost
