# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How the errors of the middle are distributed, in units of the spread: per part of the horizon and of the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.buckets import BUCKETS, bucket_of
from baken.forecast.model import QUANTILES

if TYPE_CHECKING:
    from baken.forecast.model import Float64, Int64

PARTS: Final = 8
"""Parts of a day of three hours each."""

_PRIOR: Final = 200.0
"""So many errors of all parts of the day stand beside those of one."""


def part_of_day(minute: Int64) -> Int64:
    """Return the part of the day, 0 to 7, of minutes of the day."""
    return np.asarray(minute * PARTS // 1440)


def distribution(scaled: Float64, lead: Int64, minute: Int64, step_min: int) -> Float64:
    """Return quantiles of scaled errors, shape (buckets, parts, quantiles), rising along the last.

    A bucket of which nothing was seen has what the one before it has.
    """
    bucket, part = bucket_of(lead, step_min), part_of_day(minute)
    found = np.zeros((len(BUCKETS), PARTS, len(QUANTILES)))
    for b in range(len(BUCKETS)):
        of_bucket = bucket == b
        if of_bucket.sum() < 2 * len(QUANTILES):
            found[b] = found[max(b - 1, 0)]
            continue
        whole = np.quantile(scaled[of_bucket], QUANTILES)
        for p in range(PARTS):
            own = scaled[of_bucket & (part == p)]
            share = len(own) / (len(own) + _PRIOR)
            found[b, p] = share * np.quantile(own, QUANTILES) + (1.0 - share) * whole if len(own) else whole
    return found
