# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Carrying on: how a level that was foreseen last goes over into what is foreseen of later, without a jump.

    q'(h) = q(h) r^exp(-(h - e) / 4 h),  r = what ends / what goes on, mean of the last half hour before the end e

so that a full evening does not become a usual one from one step to the next. The constant is the one by which a level
fades in the nowcast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.methods.nowcast.settings import NowcastSettings

if TYPE_CHECKING:
    from baken.forecast.model import Float64

FADES_MIN: Final = NowcastSettings().level_min
LOOKED_AT_MIN: Final = 30
_MOST: Final = 20.0
_FEW: Final = 5.0


def ratio_of(ending: Float64, going_on: Float64) -> Float64:
    """Return r of medians of the last half hour, shape (series, steps); 1 where either is not known.

    Examples
    --------
    >>> ratio_of(np.array([[95.0, 95.0], [np.nan, 1.0]]), np.array([[45.0, 45.0], [5.0, 5.0]])).tolist()
    [2.0, 1.0]
    """
    ratio = (ending.mean(axis=1) + _FEW) / (going_on.mean(axis=1) + _FEW)
    return np.where(np.isfinite(ratio), np.clip(ratio, 1.0 / _MOST, _MOST), 1.0)


def carried(values: Float64, ratio: Float64, minutes: Float64) -> Float64:
    """Return what is foreseen of later, with the ratio in it.

    Parameters
    ----------
    values
        Shape (series, steps, quantiles).
    ratio
        Shape (series,).
    minutes
        From the end of what was foreseen to each step, shape (steps,).
    """
    return np.asarray(values * (ratio[:, None] ** np.exp(-minutes / FADES_MIN))[:, :, None])
