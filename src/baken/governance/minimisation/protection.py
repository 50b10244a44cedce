# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The protection of one number of contributors: withheld when it is small, otherwise rounded to a multiple of k."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def protect(
    counts: NDArray[np.float64], k: NDArray[np.int64] | int, noise: NDArray[np.int64] | int = 0
) -> NDArray[np.float64]:
    """Return what may be shown of numbers of contributors; NaN where nothing may, or nothing is known.

    p(n) = k round((n + noise) / k), halves upwards, where n >= k and n + noise >= k; withheld otherwise. None at all is
    withheld too: where zero is shown, "fewer than k" would say that somebody was there.

    Invariants
    ----------
    Sums and differences of what is shown are multiples of k, so that none is one of 1 … k - 1; without noise, every
    number that is shown is about at least k contributors and differs from theirs by at most k / 2.

    Examples
    --------
    >>> protect(np.array([0.0, 9.0, 10.0, 14.0, 15.0, 104.0]), 10).tolist()
    [nan, nan, 10.0, 10.0, 20.0, 100.0]
    """
    seen = counts + noise
    with np.errstate(invalid="ignore"):
        enough = (counts >= k) & (seen >= k)
        return np.where(enough, np.floor(seen / k + 0.5) * k, np.nan)
