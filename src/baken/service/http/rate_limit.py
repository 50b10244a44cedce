# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How often one identity may ask: a token bucket per identity, in one number each and in bounded memory.

Source: ITU-T I.371 (2004), annex A: the generic cell rate algorithm, a token bucket that needs no clock of its own.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

import msgspec

from baken.errors import BakenError

CAPACITY: Final = 50_000
"""How many identities are remembered; one takes some 150 bytes."""

_BETWEEN_SWEEPS_S: Final = 1.0
_THE_OTHERS: Final = object()


class BudgetError(BakenError):
    """A budget that cannot be."""


class Budget(msgspec.Struct, frozen=True):
    """How often: a steady rate, and how many at once after a pause.

    Attributes
    ----------
    per_s
        Requests per second in the long run; 0 means without limit.
    burst
        Requests at once, at least 1.

    Raises
    ------
    BudgetError
        When a figure is negative, no number, or the burst is less than one request.
    """

    per_s: float
    burst: float = 1.0

    def __post_init__(self) -> None:
        if not (0 <= self.per_s < float("inf") and 1 <= self.burst < float("inf")):
            raise BudgetError(
                f"{self.per_s:g} a second with bursts of {self.burst:g} is no limit.",
                remedy="Give a number of requests per second, and a burst of at least one.",
            )


UNLIMITED: Final = Budget(0.0)
"""As often as one likes."""


class TokenBuckets:
    """One bucket per identity.

    An identity whose bucket is full again is forgotten, because it cannot be told from one that never came. When there
    are more identities than fit, the ones that do not fit share one bucket: a flood of made-up identities limits
    itself, and those that were known keep their own.

    Invariants
    ----------
    In any span of t seconds an identity is let through at most ``burst + t * per_s`` times.

    Examples
    --------
    >>> buckets, twice_then_one_a_second = TokenBuckets(), Budget(1.0, burst=2)
    >>> [buckets.take("a", twice_then_one_a_second, now) for now in (0.0, 0.0, 0.0, 0.5, 1.0)]
    [0.0, 0.0, 1.0, 0.5, 0.0]
    >>> buckets.take("b", twice_then_one_a_second, 0.0)
    0.0
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._full_at: dict[Hashable, float] = {}
        self._swept_at = float("-inf")

    def __len__(self) -> int:
        """Return how many identities are remembered."""
        return len(self._full_at)

    def take(self, identity: Hashable, budget: Budget, now: float) -> float:
        """Take one token.

        Parameters
        ----------
        now
            Seconds on a clock that never goes back.

        Returns
        -------
        0.0 when there was one; else after how many seconds there will be, and nothing was taken.
        """
        if not budget.per_s:
            return 0.0
        full_at = self._full_at.get(identity)
        if full_at is None:
            identity, full_at = self._newcomer(identity, now)
        if full_at < now:
            full_at = now
        each = 1.0 / budget.per_s
        wait = full_at + each - now - each * budget.burst
        if wait > each * 1e-6:  # adding up many times must not make one refused that was due
            return wait
        self._full_at[identity] = full_at + each
        return 0.0

    def _newcomer(self, identity: Hashable, now: float) -> tuple[Hashable, float]:
        if len(self._full_at) >= self._capacity and now - self._swept_at >= _BETWEEN_SWEEPS_S:
            self._swept_at = now
            self._full_at = {known: full_at for known, full_at in self._full_at.items() if full_at > now}
        if len(self._full_at) >= self._capacity:
            identity = _THE_OTHERS
        return identity, self._full_at.get(identity, now)
