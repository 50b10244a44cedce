# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Conformal intervals as mlforecast makes them, from windows that end at the origin.

The library's own are fitted with the model, at midnight of the first of a month. Used at 06 and 14 h they pair every
horizon with the error of another hour of the day, and then 80 % bands cover 17 to 60 %. Windows that end at the origin,
a week apart, pair each horizon with the same hour of the same day of the week.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Float64 = NDArray[np.float64]

WINDOWS: Final = 10


def conformal(point: Float64, errors: Float64, quantiles: Sequence[float]) -> Float64:
    r"""Return quantiles from the absolute errors of earlier windows: those of :math:`\{\hat y \pm |e_w|\}`.

    Parameters
    ----------
    point
        Shape (...).
    errors
        Signed or absolute, shape (windows, ...); NaN where the truth of then is not known. Without any error known, all
        quantiles are the point.

    Examples
    --------
    >>> conformal(np.array([100.0]), np.array([[10.0], [-20.0]]), (0.0, 0.5, 1.0)).tolist()
    [[80.0, 100.0, 120.0]]

    References
    ----------
    Stankeviciute, Alaa and van der Schaar (2021), Conformal time-series forecasting, NeurIPS; mlforecast 1.x,
    ``conformal_distribution``.
    """
    size = np.abs(errors)
    ends = np.concatenate([point - size, point + size])
    none = ~np.isfinite(size).any(axis=0)
    ends[:, none] = point[none]
    return np.moveaxis(quantiles_of_known(ends, quantiles), 0, -1)


def quantiles_of_known(values: Float64, quantiles: Sequence[float]) -> Float64:
    """Return quantiles along the first axis of what is not NaN, shape (quantiles, ...), as ``numpy.nanquantile`` does.

    That works column by column when anything is missing; this sorts once, NaN last, and is a hundred times as quick.
    A column of nothing but NaN gives NaN.

    Examples
    --------
    >>> quantiles_of_known(np.array([[3.0], [np.nan], [1.0]]), (0.25,)).tolist()
    [[1.5]]
    """
    ordered = np.sort(values, axis=0)
    number = np.isfinite(ordered).sum(axis=0)
    made = np.empty((len(quantiles), *values.shape[1:]))
    for k, quantile in enumerate(quantiles):
        place = quantile * np.maximum(number - 1, 0)
        below = np.floor(place).astype(np.int64)
        above = np.minimum(below + 1, np.maximum(number - 1, 0))
        low = np.take_along_axis(ordered, below[None], axis=0)[0]
        high = np.take_along_axis(ordered, above[None], axis=0)[0]
        made[k] = low + (high - low) * (place - below)
    return made
