# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""Averaging of quantiles (Vincentization).

    q_tau(s, h) = sum over members m of w(m, s, b(h)) q_tau(m, s, h)

Averaging quantiles keeps the shape of the members' distributions: the average of normal distributions is normal, with
the average of their means and of their standard deviations. Averaging probabilities instead adds what members disagree
by to the spread, so that the mixture of calibrated members is too wide (Lichtendahl, Grushka-Cockayne and Winkler 2013,
Is it better to average probabilities or quantiles?, Management Science 59).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from baken.forecast.model import Bool, Float64


def averaged(quantiles: Float64, weights: Float64) -> Float64:
    """Return the weighted average of quantiles over members that have one.

    Parameters
    ----------
    quantiles
        Shape (M, S, H, Q); NaN where a member says nothing.
    weights
        Not below zero, shape (M, S, H). The weights of members that say nothing go to the others in proportion; members
        without any weight are taken equally where only they say something.

    Returns
    -------
    Shape (S, H, Q); NaN where no member says anything. Not falling along Q when no member falls.

    Examples
    --------
    >>> two = np.array([[[[1.0, 3.0]]], [[[2.0, 8.0]]]])
    >>> averaged(two, np.full((2, 1, 1), 0.5)).tolist()
    [[[1.5, 5.5]]]
    >>> two[1] = np.nan
    >>> averaged(two, np.full((2, 1, 1), 0.5)).tolist()
    [[[1.0, 3.0]]]
    """
    says: Bool = np.asarray(np.isfinite(quantiles).all(axis=3))
    share = np.where(says, weights, 0.0)
    share = np.where(share.sum(axis=0) > 0.0, share, says.astype(np.float64))
    total = share.sum(axis=0)
    share = share / np.where(total > 0.0, total, 1.0)
    mean = (share[..., None] * np.where(says[..., None], quantiles, 0.0)).sum(axis=0)
    somebody: Bool = np.asarray(says.any(axis=0))
    return np.asarray(np.where(somebody[..., None], mean, np.nan))
