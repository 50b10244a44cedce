# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Scores of forecasts that are given as quantiles.

All are *proper*: on average nobody does better by saying something else than what he believes. All are in the unit of
what is foreseen, except the weighted quantile loss, which has none. Lower is better.

NaN: a pair of which the observation or a quantile is NaN has no score; elementwise functions return NaN for it and
means leave it out. Leaving out flatters a forecaster that is silent when it is difficult, so whoever compares several
must see to it that they speak of the same pairs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Float64 = NDArray[np.float64]


def quantile_loss(observed: Float64, foreseen: Float64, quantile: float | Float64) -> Float64:
    r"""Return the quantile loss, or pinball loss, of each pair.

    .. math:: L_\tau(y, q) = (y - q)\,\tau \text{ if } y \ge q \text{, else } (q - y)(1 - \tau)

    Parameters
    ----------
    observed, foreseen, quantile
        Broadcast against each other; the quantile is between 0 and 1.

    Examples
    --------
    Ten too low costs nine times as much as ten too high, for the quantile 0.9.

    >>> quantile_loss(np.array([110.0, 90.0]), np.array([100.0, 100.0]), 0.9).round(6).tolist()
    [9.0, 1.0]

    References
    ----------
    Koenker and Bassett (1978), Regression quantiles, Econometrica 46; Gneiting and Raftery (2007), Strictly proper
    scoring rules, prediction, and estimation, JASA 102, section 6.1 (there positively oriented).
    """
    difference = np.asarray(observed) - foreseen
    return np.asarray(np.maximum(quantile * difference, (quantile - 1.0) * difference), dtype=np.float64)


def weighted_quantile_loss(observed: Float64, foreseen: Float64, quantiles: Sequence[float]) -> float:
    r"""Return the weighted quantile loss (WQL) over all pairs.

    .. math:: \mathrm{WQL} = \frac{2 \sum_i \sum_{k=1}^{Q} L_{\tau_k}(y_i, q_{ik})}{Q \sum_i y_i}

    Of a forecast that says one number for all quantiles, placed symmetrically, it is the sum of absolute errors by the
    sum of observations.

    Parameters
    ----------
    observed
        Shape (...); not negative.
    foreseen
        Shape (..., Q); a pair with NaN in any quantile is left out.

    Returns
    -------
    Without unit; NaN when there are no pairs, or nothing was observed in them.

    Examples
    --------
    >>> weighted_quantile_loss(np.array([100.0]), np.full((1, 3), 90.0), (0.1, 0.5, 0.9))
    0.1

    References
    ----------
    Salinas et al. (2020), DeepAR, Int. J. Forecasting 36, section 4 (the rho-risk, averaged over quantiles); GluonTS
    ``mean_weighted_quantile_loss``.
    """
    losses = quantile_loss(observed[..., None], foreseen, np.asarray(quantiles)).mean(axis=-1)
    scored = np.isfinite(losses)
    total = float(np.sum(observed, where=scored))
    return 2.0 * float(np.sum(losses, where=scored)) / total if total > 0 else float("nan")


def crps_from_quantiles(observed: Float64, foreseen: Float64, quantiles: Sequence[float]) -> Float64:
    r"""Return the continuous ranked probability score (CRPS) of each pair, as far as the quantiles tell.

    .. math:: \mathrm{CRPS}(F, y) = 2 \int_0^1 L_\tau(y, F^{-1}(\tau))\,d\tau
              \approx 2 \sum_k w_k L_{\tau_k}(y, q_k)

    The weight of a quantile is the share of (0, 1) that is nearest to it, so that unevenly spaced quantiles do not
    count for more where they are dense. With quantiles in the middle of equal parts it is exact for a distribution of
    that many equally likely values.

    Parameters
    ----------
    observed
        Shape (...).
    foreseen
        Shape (..., Q).
    quantiles
        Rising, strictly between 0 and 1.

    Returns
    -------
    Shape (...), in the unit of what is observed.

    Examples
    --------
    An equal chance of 0 and 10, and 10 comes: mean distance 5, less half of the mean distance 5 of two draws.

    >>> crps_from_quantiles(np.array([10.0]), np.array([[0.0, 10.0]]), (0.25, 0.75)).tolist()
    [2.5]

    References
    ----------
    Gneiting and Ranjan (2011), Comparing density forecasts using threshold- and quantile-weighted scoring rules, JBES
    29, equation 10; Laio and Tamea (2007), Hydrol. Earth Syst. Sci. 11.
    """
    levels = np.asarray(quantiles, dtype=np.float64)
    edges = np.concatenate([[0.0], (levels[1:] + levels[:-1]) / 2.0, [1.0]])
    losses = quantile_loss(np.asarray(observed)[..., None], foreseen, levels)
    return np.asarray(2.0 * (losses @ np.diff(edges)))


def interval_score(observed: Float64, lower: Float64, upper: Float64, share: float) -> Float64:
    r"""Return the interval score, or Winkler score, of each pair: the width, and a fine for each miss.

    .. math:: S_\alpha(l, u; y) = (u - l) + \tfrac{2}{\alpha}(l - y)\,[y < l] + \tfrac{2}{\alpha}(y - u)\,[y > u]

    Parameters
    ----------
    share
        What the interval should hold, :math:`1 - \alpha`, such as 0.8.

    Examples
    --------
    >>> interval_score(np.array([10.0, 25.0]), np.array([0.0, 0.0]), np.array([20.0, 20.0]), 0.8).round(6).tolist()
    [20.0, 70.0]

    References
    ----------
    Gneiting and Raftery (2007), equation 43; Winkler (1972), JASA 67.
    """
    fine = 2.0 / (1.0 - share)
    miss = np.maximum(lower - observed, 0.0) + np.maximum(np.asarray(observed) - upper, 0.0)
    return np.asarray(upper - lower + fine * miss)


def weighted_interval_score(observed: Float64, foreseen: Float64, quantiles: Sequence[float]) -> Float64:
    r"""Return the weighted interval score (WIS) of each pair.

    .. math:: \mathrm{WIS} = \frac{1}{K + 1/2}\Big(\tfrac12 |y - m| + \sum_{k=1}^{K} \tfrac{\alpha_k}{2}
              S_{\alpha_k}(l_k, u_k; y)\Big)

    which, for a median and K central intervals, is twice the mean quantile loss over the 2K + 1 quantiles; that is how
    it is computed.

    Parameters
    ----------
    quantiles
        A median and quantiles that come in pairs :math:`\alpha/2` and :math:`1 - \alpha/2`.

    Examples
    --------
    >>> weighted_interval_score(np.array([25.0]), np.array([[0.0, 10.0, 20.0]]), (0.1, 0.5, 0.9)).round(6).tolist()
    [9.666667]

    References
    ----------
    Bracher, Ray, Gneiting and Reich (2021), Evaluating epidemic forecasts in an interval format, PLoS Comput. Biol. 17,
    equation 1 and section 2.2.
    """
    losses = quantile_loss(np.asarray(observed)[..., None], foreseen, np.asarray(quantiles))
    return np.asarray(2.0 * losses.mean(axis=-1))
