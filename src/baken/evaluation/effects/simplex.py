# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Weights that are not below zero and sum to 1, by least squares."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]

_MOST_STEPS: Final = 5000
_CLOSE: Final = 1e-8
_NEAR: Final = 1e-6
_LOOK_EVERY: Final = 10
_NEVER: Final = -1e30


def simplex_weights(target: Float64, donors: Float64, *, ridge: float = 0.0) -> Float64:
    r"""Return the mixture of donors that comes nearest to a target.

    .. math:: \min_w \tfrac1T \lVert y - w^\top X \rVert^2 + \lambda \lVert w \rVert^2
              \quad \text{with} \quad w_j \ge 0,\ \sum_j w_j = 1

    Solved by accelerated projected gradients with restarts (Beck and Teboulle 2009; O'Donoghue and Candès 2015) until
    the gap between the problem and its dual is nothing beside the target's own size.

    Parameters
    ----------
    target
        Shape (steps,), without NaN.
    donors
        Shape (donors, steps), without NaN.
    ridge
        :math:`\lambda`: above zero it spreads the weight over donors that are alike, and makes the answer unique.

    Returns
    -------
    Shape (donors,).

    Invariants: weights are not below zero and sum to 1; no other such mixture is nearer; a target that is one of the
    donors (without ridge) is met exactly.

    Examples
    --------
    >>> simplex_weights(np.array([1.0, 2.0, 3.0]), np.array([[0.0, 0.0, 0.0], [4.0, 8.0, 12.0]])).round(6).tolist()
    [0.75, 0.25]

    References
    ----------
    Abadie, Diamond and Hainmueller (2010), Synthetic control methods for comparative case studies, JASA 105.
    """
    steps = donors.shape[1]
    gram = donors @ donors.T / steps + ridge * np.eye(len(donors))
    pull = (donors @ target / steps)[None, :]
    size = np.array([target @ target / steps])
    return np.asarray(_solved(gram, pull, np.ones(pull.shape, np.bool_), _CLOSE * size)[0])


def mixtures_of_others(values: Float64, *, ridge: float = 0.0) -> Float64:
    """Return for every row the mixture of all other rows that comes nearest to it, shape (rows, rows).

    Invariants: the diagonal is zero; each row is what :func:`simplex_weights` gives for it, to a millionth of its size.

    Examples
    --------
    >>> mixtures_of_others(np.array([[1.0, 2.0], [0.0, 0.0], [4.0, 8.0]])).round(3).tolist()
    [[0.0, 0.75, 0.25], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0]]
    """
    rows, steps = values.shape
    inner = values @ values.T / steps
    allowed = ~np.eye(rows, dtype=np.bool_)
    return _solved(inner + ridge * np.eye(rows), inner, allowed, _NEAR * np.diag(inner))


def onto_simplex(points: Float64) -> Float64:
    r"""Return per row the nearest point with parts that are not below zero and sum to 1.

    Examples
    --------
    >>> onto_simplex(np.array([[0.5, 0.9, -3.0]])).round(6).tolist()
    [[0.3, 0.7, 0.0]]

    References
    ----------
    Held, Wolfe and Crowder (1974); Duchi et al. (2008), Efficient projections onto the l1-ball, ICML.
    """
    falling = -np.sort(-points, axis=1)
    excess = np.cumsum(falling, axis=1) - 1.0
    kept = (falling > excess / np.arange(1, points.shape[1] + 1)).sum(axis=1)
    off = excess[np.arange(len(points)), kept - 1] / kept
    return np.asarray(np.maximum(points - off[:, None], 0.0))


def _solved(gram: Float64, pull: Float64, allowed: NDArray[np.bool_], enough: Float64) -> Float64:
    """Return per row the weights over what is allowed to it, when the gap to the dual is small enough."""
    rate = 1.0 / max(float(np.linalg.norm(gram, 2)), 1e-300)
    weights: Float64 = allowed / np.maximum(allowed.sum(axis=1, keepdims=True), 1)
    if not allowed.any():
        return weights
    ahead, momentum = weights, np.ones((len(pull), 1))
    for step in range(_MOST_STEPS):
        moved: Float64 = onto_simplex(np.where(allowed, ahead - rate * (ahead @ gram - pull), _NEVER))
        if step % _LOOK_EVERY == 0:
            slope = moved @ gram - pull
            gap = (slope * moved).sum(axis=1) - np.where(allowed, slope, np.inf).min(axis=1)
            if (gap <= np.maximum(enough, 1e-300)).all():
                return moved
        turned = ((ahead - moved) * (moved - weights)).sum(axis=1, keepdims=True) > 0.0
        momentum = np.where(turned, 1.0, momentum)
        faster = 0.5 * (1.0 + np.sqrt(1.0 + 4.0 * momentum**2))
        ahead = moved + (momentum - 1.0) / faster * (moved - weights)
        weights, momentum = moved, faster
    return weights
