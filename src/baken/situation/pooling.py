# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""One value per group of links: a weighted mean with an honest standard error.

    mean = sum(w_i * x_i) / sum(w_i)            over the links that are used
    promised = sum(w_i**2 * var_i) / sum(w_i)**2
    seen     = k / (k - 1) * sum(w_i**2 * (x_i - mean)**2) / sum(w_i)**2    with k links; 0 for one
    var = max(promised, seen)

``promised`` holds if every sensor is as good as declared and sees the same thing; ``seen`` is the sandwich estimate
(White 1980) from how far the sensors lie apart, for example because the flow differs along a street.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from baken.situation.links import LinkKind, Links
from baken.situation.methods.direct_count import ROUNDING_VARIANCE
from baken.vocabulary.time import MICROSECONDS_PER_SECOND

if TYPE_CHECKING:
    from baken.situation.model import Bool, Float64, NewestColumns

_SECONDS: float = 1.0 / MICROSECONDS_PER_SECOND


@dataclass(frozen=True, slots=True)
class Pooled:
    """Per group, shape (..., groups): weighted mean, its variance, and the mean of 1 / width."""

    mean: Float64
    variance: Float64
    inverse_width: Float64


class Pool:
    """Sums over the groups of some links.

    Everything that does not depend on values is computed once.
    """

    def __init__(self, links: Links) -> None:
        self.links = links
        crossing = links.kind == LinkKind.CROSSING
        self._poisson = crossing.astype(np.float64)
        self._floor = np.where(crossing, 1.0, ROUNDING_VARIANCE)
        self._moment = ~crossing
        best = np.maximum.reduceat(links.weight, links.group_start)
        self._weight = (
            links.weight / best[links.group_of]
        )  # exactly 1 for a sensor alone: its value comes out unrounded
        self._weight_squared = np.square(self._weight)
        self._is_even = bool((self._weight == 1.0).all())
        self._width_weight = self._weight * links.inverse_width
        self._size = np.diff(links.group_start, append=len(links))
        rate = np.where(crossing, MICROSECONDS_PER_SECOND / np.maximum(links.interval_us, 1), 1.0)
        self._declared = (rate, self._poisson * rate, self._floor * rate * rate)
        self._all = self._sums(None)

    def _sums(self, used: Bool | None) -> tuple[Float64, Float64, Float64]:
        """Return sum of weights, 1 / its square times k / (k - 1), and mean 1 / width per group."""
        mask = np.ones(len(self.links)) if used is None else used.astype(np.float64)
        total = self._add(self._weight * mask)
        number = self._add(mask)
        total = np.where(number > 0.0, total, np.nan)
        correction = np.where(number > 1.0, number / np.maximum(number - 1.0, 1.0), 0.0)
        return total, correction, self._add(self._width_weight * mask) / total

    def _add(self, column: Float64) -> Float64:
        return np.add.reduceat(column, self.links.group_start, axis=-1)

    def _values(self, newest: NewestColumns, *, is_declared: bool) -> tuple[Float64, Float64]:
        """Return value and variance of every link: persons/s for crossings, persons for stocks.

        Crossings: ``x = c / T``, ``var = (c + 1) / T**2 + (r * x)**2``. Stocks: ``x = n``,
        ``var = 1 / 12 + (r * n)**2``.
        """
        rate, poisson, floor = self._declared
        if not is_declared:
            seconds = (newest.end_us - newest.start_us) * _SECONDS
            seconds[..., self._moment] = 1.0
            rate = 1.0 / np.where(seconds > 0.0, seconds, np.nan)
            poisson, floor = self._poisson * rate, self._floor * rate * rate
        value = newest.value * rate
        variance = value * self.links.relative_variance
        variance += poisson
        variance *= value
        variance += floor
        return value, variance

    def has_declared_intervals(self, newest: NewestColumns) -> bool:
        """Tell whether every value is of the interval that its stream declares."""
        return newest.is_regular or bool((newest.end_us - newest.start_us == self.links.interval_us).all())

    def of(self, newest: NewestColumns, used: Bool | None, *, is_declared: bool) -> Pooled:
        """Return the pooled value of every group; NaN where no link is used.

        ``used=None`` means that all are; ``is_declared`` that all intervals are the declared ones.
        """
        value, variance = self._values(newest, is_declared=is_declared)
        weight_squared: Float64 | None = None if self._is_even else self._weight_squared
        total, correction, inverse_width = self._all
        if used is not None:
            total, correction, inverse_width = self._sums(used)
            value, variance = np.where(used, value, 0.0), np.where(used, variance, 0.0)
        mean = self._add(value if self._is_even else value * self._weight)
        mean /= total
        value -= np.repeat(mean, self._size, axis=-1)
        value *= value
        if weight_squared is not None:
            value *= weight_squared
            variance *= weight_squared
        if used is not None:
            np.copyto(value, 0.0, where=~used)
        pooled = self._add(value)
        pooled *= correction
        np.maximum(pooled, self._add(variance), out=pooled)
        pooled /= total * total
        return Pooled(mean, pooled, inverse_width)
