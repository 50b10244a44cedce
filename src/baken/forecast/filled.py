# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Series without gaps, for models that cannot have any: a missing hour is what it was a week before."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]

WEEK_H = 168


def filled(values: Float64) -> Float64:
    """Return hourly values in which gaps hold the last known value of the same hour of the week, and zero before any.

    Looks back only, so that what is filled in was known then.

    Parameters
    ----------
    values
        Shape (hours, series), on the wall clock.

    Examples
    --------
    >>> hours = np.arange(3 * 168.0)[:, None]
    >>> hours[[200, 368]] = np.nan
    >>> filled(hours)[[200, 368], 0].tolist()
    [32.0, 32.0]
    """
    made = np.array(values, dtype=np.float64)
    made[:WEEK_H] = np.nan_to_num(made[:WEEK_H])
    for first in range(WEEK_H, len(made), WEEK_H):
        week = made[first : first + WEEK_H]
        before = made[first - WEEK_H : first - WEEK_H + len(week)]
        np.copyto(week, before, where=np.isnan(week))
    return made
