# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Can bands be trusted? How often they hold the truth, and how wide they are for it.

"Maximise sharpness subject to calibration" (Gneiting, Balabdaoui and Raftery, 2007, Probabilistic forecasts,
calibration and sharpness, JRSS B 69): of two forecasts whose bands hold the truth as often as they say, the one with
the narrower bands is better; narrow bands that do not hold it are worth nothing.

NaN: a pair of which the observation or an end is NaN is left out; without any pair the answer is NaN.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]


def coverage(observed: Float64, lower: Float64, upper: Float64) -> float:
    r"""Return the share of pairs with :math:`l \le y \le u`; both ends belong to the band.

    Examples
    --------
    >>> coverage(np.array([1.0, 5.0, 9.0, np.nan]), np.array([1.0] * 4), np.array([6.0] * 4)).__round__(3)
    0.667
    """
    known = np.isfinite(observed) & np.isfinite(lower) & np.isfinite(upper)
    inside = (np.asarray(observed) >= lower) & (np.asarray(observed) <= upper)
    return _share(inside, known)


def relative_width(observed: Float64, lower: Float64, upper: Float64) -> float:
    r"""Return how wide bands are beside what comes, :math:`\sum (u - l) / \sum y`, without unit.

    A ratio of sums, as the weighted quantile loss: the mean of ratios would be ruled by quiet hours.

    Examples
    --------
    >>> relative_width(np.array([10.0, 30.0]), np.array([5.0, 20.0]), np.array([15.0, 50.0]))
    1.0
    """
    known = np.isfinite(observed) & np.isfinite(lower) & np.isfinite(upper)
    total = float(np.sum(observed, where=known))
    return float(np.sum(np.subtract(upper, lower), where=known)) / total if total > 0 else float("nan")


def reliability(observed: Float64, foreseen: Float64) -> Float64:
    r"""Return, per quantile, the share of observations that are at most as large: :math:`\overline{[y \le q_k]}`.

    Plotted against the quantiles it is the reliability diagram; on the diagonal they mean what they say. Of counts,
    which often are exactly equal to a quantile (above all to zero), the share lies above the diagonal also for a
    perfect forecast, by at most the share of ties.

    Shape (Q,) of observations (...) and quantiles (..., Q).

    Examples
    --------
    >>> reliability(np.array([1.0, 2.0, 3.0, 4.0]), np.tile([2.0, 3.5], (4, 1))).tolist()
    [0.5, 0.75]
    """
    quantiles = foreseen.shape[-1]
    seen, said = np.broadcast_to(np.asarray(observed)[..., None], foreseen.shape), foreseen
    known = np.isfinite(seen) & np.isfinite(said)
    return np.array([_share(seen[..., k] <= said[..., k], known[..., k]) for k in range(quantiles)])


def _share(flags: NDArray[np.bool_], known: NDArray[np.bool_]) -> float:
    return float(flags[known].mean()) if known.any() else float("nan")
