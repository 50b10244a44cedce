# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Car parks and cycle parks: who finds a space, who drives on, and how fast they empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from baken.simulation.crowd import first_come
from baken.simulation.parties import NOBODY, draw_each

if TYPE_CHECKING:
    from baken.simulation.model import Network

Float64 = NDArray[np.float64]
Index = NDArray[np.intp]
Bool = NDArray[np.bool_]

SEATS: Final = 5
MOST_TRIES: Final = 4
_SEARCH_MIN: Final = (4.0, 11.0)
_ON_A_CYCLE_OF_ONES_OWN: Final = 0.92


def cars_of(size: Index) -> Index:
    """Return in how many cars parties come.

    Examples
    --------
    >>> cars_of(np.array([1, 5, 6])).tolist()
    [1, 1, 2]
    """
    return np.asarray(-(-size // SEATS))


class CarParks:
    """The cars of visitors in every car park.

    Attributes
    ----------
    cars
        Parked now, per car park.
    came, went
        In the present minute; the caller clears them.
    """

    def __init__(self, network: Network) -> None:
        parks = network.car_park
        self._room = np.array([park.spaces - park.regulars for park in parks], dtype=np.int64)
        self._share = np.array([park.share for park in parks])
        self._exits = np.array([park.exits_per_min for park in parks])
        self.walk_min = np.array([park.walk_s / 60.0 for park in parks])
        self.gate_of = [park.gate for park in parks]
        self.cars = np.zeros(len(parks), dtype=np.int64)
        self.came = np.zeros(len(parks), dtype=np.int64)
        self.went = np.zeros(len(parks), dtype=np.int64)

    def enter(self, park: Index, size: Index, moment: Float64) -> Bool:
        """Park the cars of parties, and return who found spaces."""
        cars = cars_of(size)
        found = first_come(park, moment, cars, (self._room - self.cars).astype(np.float64))
        parked = np.bincount(park[found], weights=cars[found], minlength=len(self.cars)).astype(np.int64)
        self.cars += parked
        self.came += parked
        return found

    def elsewhere(self, park: Index, rng: np.random.Generator) -> tuple[Index, Float64]:
        """Return to which car park those who found theirs full drive, -1 when all are full, and how long it takes."""
        open_ = self._share * (self.cars < self._room)
        weights = np.repeat(open_[None], len(park), axis=0)
        weights[np.arange(len(park)), park] = 0.0
        return draw_each(weights, rng), rng.uniform(*_SEARCH_MIN, len(park)) if len(self.cars) else np.zeros(len(park))

    def leave(self, park: Index, size: Index, moment: Float64, minute: int) -> Bool:
        """Let parties drive out as fast as the exits allow, and return who is out."""
        cars = cars_of(size)
        budget = np.floor(self._exits * (minute + 1)) - np.floor(self._exits * minute)
        out = first_come(park, moment, cars, np.maximum(budget, 1.0 + (cars.max(initial=1) > 1)))
        gone = np.bincount(park[out], weights=cars[out], minlength=len(self.cars)).astype(np.int64)
        self.cars -= gone
        self.went += gone
        return out


def cycles_of(size: Index, rng: np.random.Generator) -> Index:
    """Draw on how many cycles parties come: small children sit on those of their parents."""
    return np.maximum(rng.binomial(size, _ON_A_CYCLE_OF_ONES_OWN), 1)


__all__ = ["MOST_TRIES", "NOBODY", "CarParks", "cars_of", "cycles_of"]
