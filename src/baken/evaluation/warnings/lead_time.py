# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How long before something happened it was warned of: the distribution, and what it means for a response."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Float64 = NDArray[np.float64]


def share_warned_by(lead: Float64, asked: Sequence[float] | Float64) -> Float64:
    r"""Return the share of episodes that were warned of at least so long ahead, per lead that is asked.

    .. math:: S(\ell) = \overline{[L_i \ge \ell]}

    over all episodes, those never warned of among them: it is the hit rate that a response would meet that takes
    :math:`\ell` to prepare, and so tells which responses are possible at all.

    Parameters
    ----------
    lead
        Per episode how long before its onset it was warned of, in any unit; NaN when never. Shape (episodes,).
    asked
        In the same unit.

    Invariants: does not rise with what is asked; between 0 and 1; NaN without episodes.

    Examples
    --------
    >>> share_warned_by(np.array([45.0, 10.0, np.nan, 90.0]), [0, 30, 60]).tolist()
    [0.75, 0.5, 0.25]
    """
    levels = np.asarray(asked, dtype=np.float64)
    if not len(lead):
        return np.full(levels.shape, np.nan)
    with np.errstate(invalid="ignore"):
        return np.asarray((lead[:, None] >= levels).mean(axis=0))


def lead_quantiles(lead: Float64, quantiles: Sequence[float] = (0.1, 0.5, 0.9)) -> Float64:
    """Return quantiles of the lead of the episodes that were warned of; NaN when none was.

    They leave out what was never warned of, so read them beside the hit rate.

    Examples
    --------
    >>> lead_quantiles(np.array([10.0, np.nan, 20.0, 30.0]), (0.5,)).tolist()
    [20.0]
    """
    known = lead[np.isfinite(lead)]
    return np.quantile(known, quantiles) if len(known) else np.full(len(quantiles), np.nan)
