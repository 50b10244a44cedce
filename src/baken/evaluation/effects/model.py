# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The words of effects: what is compared with what, what came of it, and why sometimes nothing can be said."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from baken.errors import BakenError

Float64 = NDArray[np.float64]

SHARE: Final = 0.9
"""An interval holds the true effect so often."""

SIGNIFICANT: Final = 0.05
"""An effect is significant when without one a result at least as large would be seen at most so often."""


class EffectError(BakenError):
    """A comparison that contradicts itself."""


class Reason(StrEnum):
    """Why an effect cannot be told."""

    TOO_FEW_DONORS = "too-few-donors"
    """So few comparable days or places that no interval of 90 % can follow from them."""
    POOR_FIT = "poor-fit"
    """Nothing that is comparable went like it, even before the intervention."""
    MOVED_BEFORE = "moved-before"
    """It already differed from what is comparable in the time just before, as if there had been an effect."""
    OVERLAPPING = "overlapping-interventions"
    """Another intervention was in force in the same place and time: their effects cannot be told apart."""
    CONTAMINATED = "contaminated-donors"
    """What would be comparable was itself changed by this intervention or by others, and too little is left."""
    TOO_SHORT_BEFORE = "too-short-before"
    """Too little is known of the time before to see whether it is comparable."""
    MISSING_VALUES = "missing-values"
    """Too many values are missing."""
    NOBODY_THERE = "nobody-there"
    """There was hardly anybody, so that there is nothing to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Values of what had the intervention, and of what had none, at the same steps.

    A *unit* is a place on a day: usually the place of the intervention on like days, seldom other places on the same
    day.

    Attributes
    ----------
    unit_ids
        The unit that had the intervention first, then its donors.
    values
        What was observed, not below zero, shape (units, steps); NaN is missing.
    before
        So many steps lie before the intervention.
    foreseen
        What had been foreseen, before the intervention began, of the steps from then on, shape (units, steps -
        before); of each donor as of the same moment of its day. None when nothing was.
    excluded
        Units that would have been donors, and why they are not.
    overlapping
        Other interventions in the same place and time.

    Raises
    ------
    EffectError
        When the shapes do not fit, or there is nothing before or after.
    """

    unit_ids: tuple[str, ...]
    values: Float64
    before: int
    foreseen: Float64 | None = None
    excluded: dict[str, Reason] = field(default_factory=dict)
    overlapping: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check the shape."""
        if self.values.ndim != 2 or len(self.unit_ids) != len(self.values) or not len(self.values):
            raise EffectError(
                f"{len(self.unit_ids)} units do not fit values of shape {self.values.shape}.",
                remedy="Give one row per unit, the one that had the intervention first.",
            )
        if not 0 < self.before < self.values.shape[1]:
            raise EffectError(
                f"With {self.before} of {self.values.shape[1]} steps before there is nothing to compare.",
                remedy="Give steps from before the intervention and from during it.",
            )
        if self.foreseen is not None and self.foreseen.shape != self.during.shape:
            raise EffectError(
                f"Forecasts of shape {self.foreseen.shape} do not fit the {self.during.shape} of what came.",
                remedy="Give what was foreseen of each unit for each step from the intervention on.",
            )

    @property
    def early(self) -> Float64:
        """Return the values before the intervention, shape (units, before)."""
        return self.values[:, : self.before]

    @property
    def during(self) -> Float64:
        """Return the values from the intervention on, shape (units, steps - before)."""
        return self.values[:, self.before :]

    @property
    def donors(self) -> int:
        """Return the number of units without intervention."""
        return len(self.values) - 1


@dataclass(frozen=True, slots=True)
class Gaps:
    """How far every unit came from what it would have been, by one method.

    Attributes
    ----------
    gap
        Mean over the steps from the intervention on of observed less expected, in units of scale, shape (units,); that
        which had the intervention first.
    leak
        By how much a gap rises when the intervention took one away from the first unit, shape (units,): its weight in
        what was expected of each. Of the first itself it is -1.
    spread
        By what each gap is divided before gaps are compared, shape (units,); above zero.
    misfit
        Root mean square of observed less expected before the intervention, as a share of the level; NaN where a method
        does not look at the time before. Shape (units,).
    expected
        What the first would have been without the intervention, shape (steps,); NaN where the method does not say.
    weights
        Of the donors in what was expected of the first, shape (donors,).
    level
        Persons (or whatever is observed) in one unit of scale, for the first.
    """

    gap: Float64
    leak: Float64
    spread: Float64
    misfit: Float64
    expected: Float64
    weights: Float64
    level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What an intervention changed: the mean, over the time asked about, of what was less what would have been.

    Where ``why_not`` is not empty the effect cannot be told, and no number of it should be shown as if it could.

    Attributes
    ----------
    method
        Identity and version, such as ``synthetic-control/1``.
    change, lower, upper
        In the unit of what was observed; an interval of :data:`SHARE`. Infinite ends where there is no bound.
    relative, relative_lower, relative_upper
        The same as a share of what would have been: -0.2 is a fifth fewer.
    p_value
        How often a result at least as large would be seen if there were no effect.
    observed, expected
        Of the unit that had the intervention, shape (steps,).
    placebos
        The change that the same method finds where there was none, one per donor.
    misfit
        How far the expected is off before the intervention, as a share of the level.
    donors
        How many.
    weights
        Donor and its weight in what would have been, heaviest first, those above 0.
    """

    method: str
    change: float
    lower: float
    upper: float
    relative: float
    relative_lower: float
    relative_upper: float
    p_value: float
    observed: Float64
    expected: Float64
    before: int
    placebos: Float64
    misfit: float
    donors: int
    weights: tuple[tuple[str, float], ...] = ()
    why_not: tuple[Reason, ...] = ()

    @property
    def is_told(self) -> bool:
        """Return whether anything can be said."""
        return not self.why_not

    @property
    def is_significant(self) -> bool:
        """Return whether it can be said that there was an effect at all."""
        return self.is_told and self.p_value <= SIGNIFICANT
