# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What would have been, as it had been foreseen before the intervention began."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from baken.evaluation.effects.model import Gaps

if TYPE_CHECKING:
    from baken.evaluation.effects.model import Comparison


@dataclass(frozen=True, slots=True)
class IssuedForecast:
    r"""The forecast issued last before the intervention, beside its usual errors.

    .. math:: g_j = (\bar y_j - \bar f_j) / \bar f_j

    over the steps from the intervention on, for the unit that had it and for every donor, of which the forecast was
    issued at the same moment of its day. What the forecast gets wrong on days without intervention is its usual
    error; only a gap beyond that is an effect. Bands of single steps do not tell how far off the mean of several can
    be, so they are not used.

    A forecast that knew of the intervention (because it was planned) says what would be *with* it: give the forecast
    without.
    """

    @property
    def id(self) -> str:
        """Return identity and version."""
        return "issued-forecast/1"

    def gaps(self, comparison: Comparison) -> Gaps | None:
        """Return by how much every unit differed from what was foreseen; None when nothing was."""
        if comparison.foreseen is None or np.isnan(comparison.foreseen).any():
            return None
        during, foreseen = comparison.during, comparison.foreseen
        said = np.maximum(foreseen.mean(axis=1), 1e-12)
        units = len(said)
        leak = np.zeros(units)
        leak[0] = -1.0
        return Gaps(
            gap=(during.mean(axis=1) - said) / said,
            leak=leak,
            spread=np.ones(units),
            misfit=np.full(units, np.nan),
            expected=np.concatenate([np.full(comparison.before, np.nan), foreseen[0]]),
            weights=np.zeros(units - 1),
            level=float(said[0]),
        )
