# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How often a source is asked, how long one waits for it, and how one leaves it alone when it fails.

Exponential back-off with full jitter: after the n-th failure in a row the delay is uniform between nothing and
``min(longest, first * 2**(n - 1))``, so that many nodes that lost the same provider do not come back together.

Reference
---------
M. Brooker (2015). Exponential backoff and jitter. AWS Architecture Blog.
"""

from __future__ import annotations

import random
import zlib
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The figures; tests make them small.

    Attributes
    ----------
    first_s, longest_s
        Upper bound of the delay after the first failure, and after many.
    failures_until_lost
        So many in a row open the breaker.
    connect_s, silence_s, whole_s
        How long a connection may take, how long a provider may say nothing, and how long a whole answer may take, also
        when it drips.
    part_s
        How long a connector may take to understand one part of a delivery.
    look_s
        How often it is looked at what a screen should know.
    chance
        For the jitter; seeded in tests.
    """

    first_s: float = 2.0
    longest_s: float = 900.0
    failures_until_lost: int = 3
    connect_s: float = 10.0
    silence_s: float = 30.0
    whole_s: float = 180.0
    part_s: float = 60.0
    look_s: float = 1.0
    chance: random.Random = field(default_factory=random.Random)

    def delay_s(self, failures: int) -> float:
        """Return how long to wait after so many failures in a row.

        Examples
        --------
        >>> pace = Pace(first_s=2, longest_s=60, chance=random.Random(1))
        >>> all(pace.delay_s(3) <= 8 for _ in range(1000)), all(pace.delay_s(50) <= 60 for _ in range(1000))
        (True, True)
        """
        bound = min(self.longest_s, self.first_s * 2.0 ** min(failures - 1, 30))
        return self.chance.uniform(0.0, bound)


def next_slot_s(now_s: float, interval_s: float, name: str = "") -> float:
    """Return when to ask next: the first moment after now on a grid of the interval, so that nothing drifts.

    Each name has a grid of its own, so that not all sources are asked at once.

    Examples
    --------
    >>> next_slot_s(100.0, 60.0), next_slot_s(119.9, 60.0), next_slot_s(120.0, 60.0)
    (120.0, 120.0, 180.0)
    """
    offset = 0.0 if not name else zlib.crc32(name.encode()) / 2**32 * interval_s
    return ((now_s - offset) // interval_s + 1) * interval_s + offset
