# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Values by their own level before the intervention."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from baken.evaluation.effects.model import Comparison, Float64


@dataclass(frozen=True, slots=True)
class Levelled:
    """Values of all units, divided by each one's mean before the intervention.

    Attributes
    ----------
    level
        That mean, shape (units,); above zero.
    """

    early: Float64
    during: Float64
    level: Float64

    @property
    def before(self) -> int:
        """Return the number of steps before the intervention."""
        return int(self.early.shape[1])

    @classmethod
    def of(cls, comparison: Comparison, *, is_levelled: bool = True) -> Self:
        """Return the values of a comparison; what is not to be levelled is left as it is."""
        level = np.maximum(comparison.early.mean(axis=1), 1e-12)
        by = level if is_levelled else np.ones_like(level)
        return cls(comparison.early / by[:, None], comparison.during / by[:, None], level)
