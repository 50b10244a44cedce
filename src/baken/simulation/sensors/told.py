# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What every simulated sensor is given, what it returns, and the chance that they share."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from baken.simulation.model import SimulationError

if TYPE_CHECKING:
    from baken.observation.stream import Stream
    from baken.simulation.day import Day
    from baken.simulation.sensors.model import Imperfections

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]

MOMENT_MIN: Final = 1
"""Streams of moments (interval 0) tell something every minute."""


@dataclass(frozen=True, slots=True)
class Look:
    """A sensor that looks at a day.

    Attributes
    ----------
    rng
        Its own chance: what other sensors there are makes no difference to it.
    supplier
        Chance that is the same for all streams of a quantity: what one supplier does wrong everywhere.
    device
        Chance that is the same for all streams of a quantity at one place: what one camera does wrong in both ways.
    """

    day: Day
    stream: Stream
    flaws: Imperfections
    rng: np.random.Generator
    supplier: np.random.Generator
    device: np.random.Generator

    @classmethod
    def of(cls, day: Day, stream: Stream, flaws: Imperfections, seed: int) -> Look:
        """Return the look of a stream's sensor at a day."""
        quantity = stream.quantity.value
        place = f"{quantity} {stream.gate_id or stream.area_id or stream.id}"
        chances = (
            np.random.default_rng([seed, number, zlib.crc32(text.encode())])
            for number, text in ((2, stream.id), (5, quantity), (6, place))
        )
        return cls(day, stream, flaws, *chances)

    @property
    def minutes(self) -> int:
        """Length of the interval of its values in minutes."""
        interval = self.stream.interval_s
        if interval % 60 or interval > 60 * self.day.minutes:
            raise SimulationError(
                f"Stream {self.stream.id!r} has an interval of {interval:g} s.",
                remedy="Give whole minutes, or 0 for moments.",
            )
        return max(int(interval // 60), MOMENT_MIN)

    def bias(self, most: float = 3.0, *, common: float = 0.0, among: np.random.Generator | None = None) -> float:
        """Draw what one person really gives: log-normal around what is declared, within the declared error.

        Parameters
        ----------
        common, among
            Share of the variance that it has in common with others, and with whom: ``supplier`` or ``device``.
        """
        chances = (self.rng, among or self.rng)
        own, shared = (float(np.clip(rng.normal(0.0, 1.0), -2.5, 2.5)) for rng in chances)
        drawn = np.sqrt(1.0 - common) * own + np.sqrt(common) * shared
        return min(self.stream.per_person * float(np.exp(self.stream.per_person_error * drawn)), most)

    def wander(
        self, sd: float, hours: float, *, common: float = 0.0, among: np.random.Generator | None = None
    ) -> Float64:
        """Draw a factor per minute that wanders around 1: an AR(1) process of the logarithm with such a memory."""
        own = _wandering(self.rng, self.day.minutes + 1, hours) * np.sqrt(1.0 - common)
        if among is not None:
            own = own + _wandering(among, self.day.minutes + 1, hours) * np.sqrt(common)
        return np.asarray(np.exp(sd * own))

    def noise(self, n: int) -> Float64:
        """Draw the declared error of single values."""
        return 1.0 + self.stream.relative_error * np.clip(self.rng.normal(0.0, 1.0, n), -3.0, 3.0)

    def summed(self, per_minute: Float64) -> Float64:
        """Return the sums over the intervals of the stream, from values per minute."""
        k = self.minutes
        n = len(per_minute) // k
        return np.asarray(per_minute[: n * k].reshape(n, k).sum(axis=1))

    def averaged(self, per_minute: Float64) -> Float64:
        """Return the means over the intervals of the stream, or the values at the moments of one that has none."""
        if self.stream.interval_s == 0:
            return np.asarray(per_minute[1 :: self.minutes], dtype=np.float64)
        return self.summed(per_minute[: self.day.minutes]) / self.minutes

    def times(self, n: int) -> tuple[Int64, Int64]:
        """Return start and end of n values."""
        step = self.minutes * 60_000_000
        start = self.day.start_us + step * np.arange(n, dtype=np.int64)
        if self.stream.interval_s == 0:
            return start + step, start + step
        return start, start + step


def _wandering(rng: np.random.Generator, n: int, hours: float) -> Float64:
    """Return an AR(1) process with standard deviation 1 and a memory of so many hours, per minute."""
    keep = float(np.exp(-1.0 / (60.0 * hours)))
    kicks = rng.normal(0.0, np.sqrt(1.0 - keep**2), n)
    state = float(rng.normal())
    path = []
    for kick in kicks.tolist():
        state = keep * state + kick
        path.append(state)
    return np.array(path)


def areas_of(look: Look) -> list[int]:
    """Return the areas that a stream observes; raises :class:`SimulationError` when it names none."""
    stream = look.stream
    names = stream.catchment or (() if stream.area_id is None else (stream.area_id,))
    if not names:
        raise SimulationError(f"Stream {stream.id!r} must name an area or a catchment.")
    return [look.day.city.area_index(name) for name in names]


def thinned(number: Float64, share: Float64 | float, rng: np.random.Generator) -> Float64:
    """Draw how many of a number of persons are told when each is with some probability; above 1 some count twice."""
    whole = np.asarray(np.rint(number), dtype=np.int64)
    share = np.broadcast_to(np.asarray(share, dtype=np.float64), whole.shape)
    once = np.floor(share)
    return np.asarray(whole * once + rng.binomial(whole, np.clip(share - once, 0.0, 1.0)), dtype=np.float64)
