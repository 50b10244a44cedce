# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""Calibrating: what earlier warnings tell of the probabilities, as a correction of their log-odds.

The two numbers of a :class:`~baken.warning.probability.Calibration` are those with the least mean squared difference of
probability and outcome (the Brier score), found by Gauss and Newton's method. The likelihood, which is more common,
is ruled by the thousands of moments at which next to nothing was probable; the Brier score by those at which one has
to decide. What earlier warnings showed comes in as a stored record; the warner learns nothing by itself.

Sources: G. W. Brier, *Verification of forecasts expressed in terms of probability*, Monthly Weather Review 78, 1950,
1-3; J. C. Platt (1999) for the two parameters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.warning.probability import Calibration

if TYPE_CHECKING:
    from baken.warning.outlook import Bool, Float64

FEWEST: Final = 20
"""With fewer passings, or fewer moments without one, nothing is learned."""

_STEPS: Final = 200
_SMALL: Final = 1e-4
_ENOUGH: Final = 1e-8
_STEEPEST: Final = (0.25, 4.0)


def learned(probability: Float64, happened: Bool, source: str, *, weight: Float64 | None = None) -> Calibration:
    """Return the correction that earlier probabilities ask for; none where they do not tell.

    Parameters
    ----------
    probability, happened
        Of each moment, shape (n,); NaN is left out.
    source
        From which warnings.
    weight
        How often each was said, shape (n,); once by default.

    Invariants: the slope is between a quarter and four; the Brier score on what it learned from is not worse.

    Examples
    --------
    >>> said = np.repeat([0.2, 0.8], 100)
    >>> happened = np.arange(200) % 100 < np.repeat([40, 60], 100)
    >>> found = learned(said, happened, "a test")
    >>> found(np.array([0.2, 0.8])).round(2).tolist()
    [0.4, 0.6]
    """
    told = ~np.isnan(probability) & (probability > _SMALL) & (probability < 1.0 - _SMALL)
    odds = np.log(probability[told]) - np.log1p(-probability[told])
    outcome = happened[told].astype(np.float64)
    often = np.ones_like(odds) if weight is None else weight[told]
    if min(often @ outcome, often @ (1.0 - outcome)) < FEWEST or np.ptp(odds[often > 0.0]) <= 0.0:
        return Calibration()
    best, least = np.array([0.0, 1.0]), _brier(np.array([0.0, 1.0]), odds, outcome, often)
    columns = np.stack([np.ones_like(odds), odds], axis=1)
    damping = 1e-3
    for _ in range(_STEPS):
        said = _said(best, odds)
        slope = (said * (1.0 - said))[:, None] * columns
        square = slope.T @ (often[:, None] * slope)
        error = slope.T @ (often * (outcome - said))
        step = np.linalg.solve(square + damping * np.diag(np.diag(square) + 1e-12), error)
        tried = best + step
        tried[1] = np.clip(tried[1], *_STEEPEST)
        score = _brier(tried, odds, outcome, often)
        if score < least:
            best, least, damping = tried, score, 0.3 * damping
        else:
            damping *= 4.0
        if np.abs(step).max() < _ENOUGH:
            break
    return Calibration(intercept=float(best[0]), slope=float(best[1]), source=source)


def _said(weights: Float64, odds: Float64) -> Float64:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(weights[0] + weights[1] * odds, -700.0, 700.0))))


def _brier(weights: Float64, odds: Float64, outcome: Float64, often: Float64) -> float:
    return float(often @ (_said(weights, odds) - outcome) ** 2 / often.sum())
