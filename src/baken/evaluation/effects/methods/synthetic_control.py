# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What would have been, as the mixture of comparable days that went most like it until then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from baken.evaluation.effects.methods.levels import Levelled
from baken.evaluation.effects.model import Gaps
from baken.evaluation.effects.simplex import mixtures_of_others

if TYPE_CHECKING:
    from baken.evaluation.effects.model import Comparison


@dataclass(frozen=True, slots=True)
class SyntheticControl:
    r"""Synthetic control on levelled values.

    .. math:: \hat z_{0t} = \sum_j w_j z_{jt}, \quad w = \arg\min_{w_j \ge 0,\, \sum w_j = 1} \tfrac1{T_0}
              \sum_{t < T_0} \Big(z_{0t} - \sum_j w_j z_{jt}\Big)^2 + \lambda \lVert w \rVert^2, \quad
              z_{jt} = y_{jt} / m_j

    with :math:`m_j` the mean of unit j before the intervention, so that a day twice as busy is comparable by how it
    went (Ferman and Pinto 2021 subtract the mean; crowds multiply). The intervention may have shifted the level of
    what is observed, never of what was before it.

    Attributes
    ----------
    ridge
        :math:`\lambda`: few steps cannot tell many donors apart, and a mixture of several that are nearly as near errs
        less than the nearest alone.

    References
    ----------
    Abadie and Gardeazabal (2003), AER 93; Abadie, Diamond and Hainmueller (2010), JASA 105; Doudchenko and Imbens
    (2016), NBER 22791; Ferman and Pinto (2021), Synthetic controls with imperfect pretreatment fit, Quantitative
    Economics 12.
    """

    ridge: float = 0.02

    @property
    def id(self) -> str:
        """Return identity and version."""
        return "synthetic-control/1"

    def gaps(self, comparison: Comparison) -> Gaps:
        """Return the gap of every unit to the mixture of all others."""
        own = Levelled.of(comparison)
        units = len(own.early)
        weights = mixtures_of_others(own.early, ridge=self.ridge)
        before = own.early - weights @ own.early
        leak = weights[:, 0].copy()
        leak[0] = -1.0
        return Gaps(
            gap=(own.during - weights @ own.during).mean(axis=1),
            leak=leak,
            spread=np.ones(units),
            misfit=np.sqrt((before**2).mean(axis=1)),
            expected=weights[0] @ np.hstack([own.early, own.during]) * own.level[0],
            weights=weights[0, 1:],
            level=float(own.level[0]),
        )
