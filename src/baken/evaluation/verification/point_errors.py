# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Errors of one number per pair, such as the median of a forecast.

The mean absolute error is least for the median, not for the mean, of what is believed (Gneiting, 2011, Making and
evaluating point forecasts, JASA 106): hold it against medians.

NaN: a pair of which either is NaN is left out; without any pair the answer is NaN.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]


def mean_absolute_error(observed: Float64, foreseen: Float64) -> float:
    r"""Return the mean absolute error (MAE), :math:`\overline{|y - \hat y|}`, in the unit of what is observed.

    Examples
    --------
    >>> mean_absolute_error(np.array([10.0, 20.0, np.nan]), np.array([12.0, 16.0, 1.0]))
    3.0
    """
    return _mean(np.abs(np.asarray(observed) - foreseen))


def bias(observed: Float64, foreseen: Float64) -> float:
    r"""Return the mean error, :math:`\overline{\hat y - y}`: above zero when too much is foreseen.

    Examples
    --------
    >>> bias(np.array([10.0, 20.0]), np.array([12.0, 16.0]))
    -1.0
    """
    return _mean(np.asarray(foreseen) - observed)


def mean_absolute_scaled_error(observed: Float64, foreseen: Float64, scale: float | Float64) -> float:
    r"""Return the mean absolute scaled error (MASE), :math:`\overline{|y - \hat y| / s}`, without unit.

    Below 1 it is better than repeating the last season was on average, over the time that the scale was taken from.

    Parameters
    ----------
    scale
        What :func:`seasonal_scale` returns; one number, or one per pair. A pair whose scale is zero is left out.

    Examples
    --------
    >>> mean_absolute_scaled_error(np.array([10.0, 20.0]), np.array([12.0, 16.0]), 6.0)
    0.5

    References
    ----------
    Hyndman and Koehler (2006), Another look at measures of forecast accuracy, Int. J. Forecasting 22, section 3.
    """
    given = np.asarray(scale, dtype=np.float64)
    return _mean(np.abs(np.asarray(observed) - foreseen) / np.where(given > 0, given, np.nan))


def seasonal_scale(values: Float64, season: int) -> Float64:
    r"""Return what repeating the last season costs: :math:`s = \overline{|y_t - y_{t-m}|}`, per series.

    Parameters
    ----------
    values
        Shape (steps,) or (steps, series), of the time before what is scored.
    season
        Steps in a season, :math:`m`: 168 for hours and a week.

    Returns
    -------
    Shape () or (series,); NaN where no two values are a season apart.

    Examples
    --------
    >>> seasonal_scale(np.array([1.0, 5.0, 2.0, 8.0]), 2)
    array(2.)
    """
    change = np.abs(values[season:] - values[:-season])
    known = np.isfinite(change)
    number = known.sum(axis=0)
    total = np.where(known, change, 0.0).sum(axis=0)
    return np.asarray(np.where(number > 0, total / np.maximum(number, 1), np.nan))


def _mean(errors: Float64) -> float:
    known = errors[np.isfinite(errors)]
    return float(known.mean()) if len(known) else float("nan")
