# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The nowcast with calibrated bands: the same median, and bands that adapt per area and horizon within hours.

Where the doubts of the estimates are known (:attr:`~baken.forecast.model.Known.doubts`) the bands are of what will
truly be, else of what will be estimated. Definition: :mod:`.adapting`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.methods.nowcast.adapting import quantiles_of, scored, size_today, widened, with_doubts
from baken.forecast.methods.nowcast.forecaster import DEFINITION as OF_NOWCAST
from baken.forecast.methods.nowcast.forecaster import Nowcast
from baken.forecast.methods.nowcast.learned import Learned, kinds_of
from baken.forecast.protocol import ForecasterDefinition

if TYPE_CHECKING:
    from baken.forecast.model import Float64, Int64, Known

DEFINITION: Final = ForecasterDefinition(
    id="nowcast-conformal",
    version=100 + OF_NOWCAST.version,
    title=f"{OF_NOWCAST.title}, with adaptive conformal bands",
    source="docs/3-forecast/nowcast.md; Lei et al. (2018), Distribution-free predictive inference for regression, JASA",
)


class ConformalNowcast(Nowcast):
    """The nowcast, with bands calibrated on scores that know how large errors are today."""

    @property
    def definition(self) -> ForecasterDefinition:
        """What it is."""
        return DEFINITION

    def _with_bands(self, learned: Learned, known: Known, origins_min: Int64) -> Learned:
        """Return what was learned with the quantiles of scores in the place of those of errors."""
        kinds = kinds_of(known.panel)
        scores = scored(learned.errors, origins_min, learned.step_min, kinds, self._settings)
        shape = quantiles_of(scores, kinds)
        too_few = ~shape.any(axis=2, keepdims=True)  # then the errors as they are tell how wide bands have to be
        return replace(learned, shape=np.where(too_few, learned.shape, shape), errors=np.empty((0, 0, 0)))

    def _offsets(self, learned: Learned, errors: Float64, ages_min: Float64, kinds: Int64) -> Float64:
        return widened(learned.shape[kinds], size_today(errors, ages_min, kinds, self._settings), self._settings)

    def _in_persons(self, offsets: Float64, middle: Float64, known: Known) -> Float64:
        return with_doubts(offsets, middle, known, self._settings)
