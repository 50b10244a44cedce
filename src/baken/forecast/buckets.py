# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How far ahead, in a few classes: what is known an hour before and a week before are two different things.

Scores, calibration and weights are kept per class and not per lead, so that each has enough to learn from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Int64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class HorizonBucket:
    """Leads from one number of hours to another, both included.

    A step belongs to the hour in which it *ends*: with steps of 15 minutes the first four leads are hour 1.
    """

    name: str
    first_h: int
    last_h: int


BUCKETS: Final = (
    HorizonBucket("1 h", 1, 1),
    HorizonBucket("2-6 h", 2, 6),
    HorizonBucket("7-24 h", 7, 24),
    HorizonBucket("25-168 h", 25, 168),
    HorizonBucket("over 168 h", 169, 720),
)
"""The next hour, the same part of the day, the next day, the next week, the next month."""

NAMES: Final = tuple(bucket.name for bucket in BUCKETS)


def lead_hours(lead_steps: Int64, step_min: int) -> Int64:
    """Return in which hour ahead each lead ends, from 1 on.

    Examples
    --------
    >>> lead_hours(np.array([1, 4, 5, 96]), 15).tolist()
    [1, 1, 2, 24]
    """
    return -(-np.asarray(lead_steps, dtype=np.int64) * step_min // 60)


def bucket_of(lead_steps: Int64, step_min: int) -> Int64:
    """Return the place in :data:`BUCKETS` of each lead; the last one also takes what lies beyond it.

    Parameters
    ----------
    lead_steps
        From 1 on, any shape.
    step_min
        Length of a step, minutes; steps longer than an hour end in a later bucket than they begin in.

    Examples
    --------
    >>> [NAMES[b] for b in bucket_of(np.array([1, 2, 6, 7, 24, 25, 168, 169]), 60).tolist()]
    ['1 h', '2-6 h', '2-6 h', '7-24 h', '7-24 h', '25-168 h', '25-168 h', 'over 168 h']
    >>> bucket_of(np.array([4, 5, 24, 25]), 15).tolist()
    [0, 1, 1, 2]
    """
    return np.searchsorted([bucket.last_h for bucket in BUCKETS[:-1]], lead_hours(lead_steps, step_min))
