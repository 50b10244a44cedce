# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What would have been, if it had changed as comparable days changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from baken.evaluation.effects.methods.levels import Levelled
from baken.evaluation.effects.model import Gaps

if TYPE_CHECKING:
    from baken.evaluation.effects.model import Comparison


@dataclass(frozen=True, slots=True)
class DifferenceInDifferences:
    r"""Difference in differences against the mean of all donors.

    .. math:: g_j = (\bar z_{j,\text{during}} - \bar z_{j,\text{before}}) - \tfrac1n \sum_{k \ne j}
              (\bar z_{k,\text{during}} - \bar z_{k,\text{before}})

    Attributes
    ----------
    in_shares
        Compare changes as a share of each unit's own level before, :math:`z = y / m`: what is alike between a busy and
        a quiet day is by what factor they change. Otherwise in the unit of what is observed, :math:`z = y`.

    References
    ----------
    Ashenfelter and Card (1985), Review of Economics and Statistics 67; Abadie (2005), Review of Economic Studies 72.
    """

    in_shares: bool = True

    @property
    def id(self) -> str:
        """Return identity and version."""
        return f"difference-in-differences{'' if self.in_shares else '-in-units'}/1"

    def gaps(self, comparison: Comparison) -> Gaps:
        """Return the change of every unit beyond the mean change of all others."""
        own = Levelled.of(comparison, is_levelled=self.in_shares)
        units = len(own.early)
        weight = 1.0 / max(units - 1, 1)
        start = own.early.mean(axis=1)
        change = own.during.mean(axis=1) - start
        leak = np.full(units, weight)
        leak[0] = -1.0
        course = np.hstack([own.early, own.during]) - start[:, None]
        total = course.sum(axis=0)
        before = course[:, : own.before] - weight * (total[: own.before] - course[:, : own.before])
        level = own.level if self.in_shares else np.ones(units)
        size = 1.0 if self.in_shares else np.maximum(start, 1e-12)
        return Gaps(
            gap=change - weight * (change.sum() - change),
            leak=leak,
            spread=np.ones(units),
            misfit=np.sqrt((before**2).mean(axis=1)) / size,
            expected=(start[0] + weight * (total - course[0])) * level[0],
            weights=np.full(units - 1, weight),
            level=float(level[0]),
        )
