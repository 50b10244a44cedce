# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What one datastream has to go through before its values leave the node."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, Self

import msgspec

from baken.errors import BakenError
from baken.governance.lists import NoiseKind
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from baken.governance.model import Minimisation


class MinimisationError(BakenError):
    """A declaration of minimisation that cannot be carried out."""


class Merging(StrEnum):
    """How the values of one cell become one."""

    SUM = "sum"
    """Of what passed during an interval."""
    MEAN = "mean"
    """Of what is there at a moment: at least so many were there at some moment of the cell."""


COUNTS_CONTRIBUTORS: Final[dict[Quantity, Merging]] = {
    Quantity.PEDESTRIAN_COUNT: Merging.SUM,
    Quantity.PERSONS_PRESENT: Merging.MEAN,
    Quantity.PANEL_VISITORS: Merging.MEAN,
    Quantity.DEVICES_PRESENT: Merging.MEAN,
    Quantity.PASSENGERS_ALIGHTED: Merging.SUM,
    Quantity.PASSENGERS_BOARDED: Merging.SUM,
    Quantity.VEHICLE_COUNT: Merging.SUM,
    Quantity.PARKING_SPACES_OCCUPIED: Merging.MEAN,
}
"""The quantities whose value is a number of contributors: persons, or vehicles, each of which has somebody in it."""

MICROSECONDS: Final = 1_000_000
LARGEST_K: Final = 1_000_000
LEAST_EPSILON: Final = 0.001
MOST_EPSILON: Final = 10.0


class CellRule(msgspec.Struct, frozen=True, kw_only=True):
    """How the cells of one datastream are protected.

    A cell is what one released value is about: an observation, or all observations of one interval of ``cell_us``.

    Attributes
    ----------
    k
        Fewer contributors than this are not shown; more are rounded to a multiple of it.
    cell_us
        Length of a cell in microseconds, aligned to 1970; 0 when each observation is a cell of its own.
    settling_us
        How long after its end a cell is first shown, so that it is complete by then.
    merging
        How the observations of a cell become one value.
    epsilon
        Privacy loss of the noise on each cell; None for no noise.
    """

    k: int = 1
    cell_us: int = 0
    settling_us: int = 0
    merging: Merging = Merging.SUM
    epsilon: float | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.k <= LARGEST_K:
            raise MinimisationError(f"k is {self.k}.", remedy=f"Give a whole number from 1 to {LARGEST_K}.")
        if self.epsilon is not None and not LEAST_EPSILON <= self.epsilon <= MOST_EPSILON:
            raise MinimisationError(
                f"epsilon is {self.epsilon}.", remedy=f"Give a number from {LEAST_EPSILON} to {MOST_EPSILON:g}."
            )

    @classmethod
    def of(
        cls, minimisation: Minimisation, quantity: Quantity, interval_s: float = 0.0, settling_s: float | None = None
    ) -> Self:
        """Return the rule for a datastream of an activity.

        Parameters
        ----------
        interval_s
            How long each observation of the datastream lasts; 0 when that is not known or differs.
        settling_s
            How long after the end of an interval its observation may come; the interval by default.

        Examples
        --------
        >>> from baken.governance.lists import AggregationPlace
        >>> from baken.governance.model import Minimisation
        >>> declared = Minimisation(aggregated=AggregationPlace.ON_NODE, k=10, smallest_cell_s=900)
        >>> CellRule.of(declared, Quantity.PEDESTRIAN_COUNT, 60.0).cell_us
        900000000
        >>> CellRule.of(declared, Quantity.PEDESTRIAN_COUNT, 3600.0).cell_us
        0
        >>> CellRule.of(declared, Quantity.AIR_TEMPERATURE).is_idle
        True
        """
        if quantity not in COUNTS_CONTRIBUTORS:
            return cls()
        is_fine = interval_s < minimisation.smallest_cell_s
        settles_s = (interval_s or minimisation.smallest_cell_s) if settling_s is None else settling_s
        return cls(
            k=minimisation.k,
            cell_us=round(minimisation.smallest_cell_s * MICROSECONDS) if is_fine else 0,
            settling_us=round(settles_s * MICROSECONDS) if is_fine else 0,
            merging=COUNTS_CONTRIBUTORS[quantity],
            epsilon=minimisation.epsilon if minimisation.noise is NoiseKind.GEOMETRIC else None,
        )

    @property
    def is_idle(self) -> bool:
        """Return whether values leave as they are."""
        return self.k == 1 and not self.cell_us and self.epsilon is None
