# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Counters that cannot be as they were declared: what was declared of their bias is withdrawn.

The bias b of a counter is declared to be normal around zero with variance s; what was learned of it since is worth one
observation x of b with variance R, by which prior and posterior (mean m, variance v) differ:

    1 / R = 1 / v - 1 / s        x = m R / v

Of the bias of a counter that is broken, turned round or tampered with only the order is known, variance S. The Bayes
factor of that against the declaration is the density of x under N(0, S + R) over that under N(0, s + R). Once it
exceeds the odds against a counter being wrong, the declaration is withdrawn. With p the column of P that belongs to b,
what follows from b is from then on known only as well as b itself,

    P' = P + p p' (S - s) / v**2

and its bias is followed as one of which nothing is known. The mean does not jump: what is told next moves it. One
counter per cluster and step, that with the largest factor, for what one does wrong moves the biases of others. Counts
over more than a step are not judged: when exactly they passed looks like a bias.

Source: A. S. Willsky, H. L. Jones, A generalized likelihood ratio approach to the detection and estimation of jumps in
linear systems, *IEEE Transactions on Automatic Control* 21(1), 108-112, 1976.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec.structs import replace

from baken.situation.methods.fusion.state import COUNTED

if TYPE_CHECKING:
    from baken.situation.methods.fusion.network import Network
    from baken.situation.methods.fusion.state import State
    from baken.situation.model import Float64


def reconsidered(network: Network, state: State) -> State:
    """Return the state after the declaration of a counter was withdrawn that cannot be as declared, if there is one."""
    layout, assumptions = network.layout, network.assumptions
    first = layout.places
    ways = slice(first, first + layout.way.shape[1])
    declared = network.bias_variance
    wide = assumptions.broken_spread**2
    asked = (state.mode == COUNTED) & ~state.withdrawn & (declared > 0.0) & (network.lasts <= 1.0)
    bias = state.mean[:, ways]
    if not (asked & (bias**2 > 2.0 * declared)).any():
        return state
    diagonal = np.diagonal(state.covariance, axis1=1, axis2=2)[:, ways]
    factor = np.where(asked, _log_factor(bias, diagonal, declared, wide), -np.inf)
    covariance, withdrawn = state.covariance, state.withdrawn
    limit = -math.log(assumptions.broken_chance)
    for c in np.flatnonzero(factor.max(axis=1, initial=-np.inf) > limit).tolist():
        if covariance is state.covariance:
            covariance, withdrawn = covariance.copy(), withdrawn.copy()
        d = int(factor[c].argmax())
        column = covariance[c, :, first + d].copy()
        # of one that was doubted before something of this is in its variance already
        more = min(wide - declared[c, d], max(wide - diagonal[c, d], 0.0))
        covariance[c] += np.outer(column, column) * more / diagonal[c, d] ** 2
        withdrawn[c, d] = True
    if covariance is state.covariance:
        return state
    return replace(state, covariance=covariance, withdrawn=withdrawn)


def _log_factor(bias: Float64, variance: Float64, declared: Float64, wide: float) -> Float64:
    """Return the logarithm of the Bayes factor of a broken counter against one as declared."""
    prior = np.maximum(declared, 1e-12)
    information = np.maximum(1.0 / np.maximum(variance, 1e-12) - 1.0 / prior, 1e-9)
    noise = 1.0 / information
    told = bias / np.maximum(variance, 1e-12) * noise
    factor: Float64 = log_factor_broken(told, noise, prior, wide)
    return factor


def log_factor_broken(told: Any, noise: Any, declared: Any, wide: float) -> Any:
    """Return the logarithm of the Bayes factor of a broken counter against one as declared.

    Parameters
    ----------
    told, noise
        What is told of the bias, and the variance of that.
    declared, wide
        Variance of the bias of a counter as declared, and of one that is broken.

    Examples
    --------
    Eight per cent too many is what a counter may be off that is declared to be within six; three times as many is not:

    >>> [bool(log_factor_broken(told, 0.01, 0.06**2, 1.1**2) > 0.0) for told in (0.08, 1.1)]
    [False, True]
    """
    narrow, broad = declared + noise, wide + noise
    return 0.5 * np.log(narrow / broad) + 0.5 * told**2 * (1.0 / narrow - 1.0 / broad)
