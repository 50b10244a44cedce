# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the nowcast learns of the past: what each candidate weighs per lead, and how large errors are."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.model import MEDIAN, QUANTILES, SeriesKind
from baken.forecast.saved import arrays_from_bytes, arrays_to_bytes

if TYPE_CHECKING:
    from baken.forecast.model import Float64, Int64, Panel

KINDS: Final = tuple(SeriesKind)
FEWEST_ERRORS: Final = 30
"""From fewer forecasts no tenth of a distribution can be told."""

LEAST_WEIGHT: Final = 0.02
"""So much of a candidate is left, so that it can come back on a day like no other."""

TODAY_POWER: Final = 2.0
"""Weights go with the inverse of the mean squared error, as for independent errors."""

_POWER: Final = 0.75
"""Errors grow with persons: by the square root were all of them chance, in proportion were all of them the day."""

_TENTHS: Final = np.array([w for w in product(range(11), repeat=3) if sum(w) == 10]) / 10.0
_MOST_SAMPLES: Final = 20_000


def scale_of(persons: Float64) -> Float64:
    """Return what an error of a forecast of so many persons is held against."""
    return np.asarray((np.maximum(persons, 0.0) + 5.0) ** _POWER)


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned.

    Attributes
    ----------
    weights
        Of the candidates, shape (kinds, steps, candidates); each sums to 1.
    sizes
        Mean absolute error over its scale, shape (series, steps).
    shape
        Quantiles of the error over its scale and size, shape (kinds, steps, quantiles).
    errors
        The errors themselves, over scale and size, shape (origins, steps, series); empty once it was kept.
    """

    step_min: int
    series_ids: tuple[str, ...]
    weights: Float64
    sizes: Float64
    shape: Float64
    errors: Float64 = field(default_factory=lambda: np.empty((0, 0, 0)))

    @classmethod
    def of(cls, panel: Panel, made: Float64, truth: Float64) -> Learned:
        """Return what follows from forecasts of the past.

        Parameters
        ----------
        made
            Of the candidates, shape (candidates, origins, steps, series).
        truth
            Shape (origins, steps, series); NaN where there is none.
        """
        kinds = kinds_of(panel)
        steps = made.shape[2]
        weights = np.zeros((len(KINDS), steps, len(made)))
        weights[:, :, -1] = 1.0
        shape = np.zeros((len(KINDS), steps, len(QUANTILES)))
        for kind in np.unique(kinds).tolist():
            mine = kinds == kind
            for step in range(steps):
                weights[kind, step] = _best(made[:, :, step, mine], truth[:, step, mine])
        middle = combined(made, weights[kinds])
        error = (truth - middle) / scale_of(middle)
        sizes = _mean_size(np.abs(error))
        with np.errstate(invalid="ignore"):
            relative = error / sizes.T
        for kind in np.unique(kinds).tolist():
            for step in range(steps):
                found = relative[:, step, kinds == kind]
                found = found[np.isfinite(found)]
                if len(found) >= FEWEST_ERRORS:
                    shape[kind, step] = np.quantile(found, QUANTILES)
        shape -= shape[:, :, MEDIAN : MEDIAN + 1]
        return cls(panel.step_min, tuple(s.id for s in panel.series), weights, sizes, shape, relative)

    def sizes_for(self, ids: tuple[str, ...]) -> Float64:
        """Return the sizes of errors of series; of strangers, half as large again as the middle of the others.

        NaN where no error is known at all, as on the first day.
        """
        place = {name: number for number, name in enumerate(self.series_ids)}
        other = np.full(self.weights.shape[1], np.nan)
        told = np.isfinite(self.sizes).any(axis=0) if len(self.sizes) else np.zeros(len(other), np.bool_)
        other[told] = 1.5 * np.nanmedian(self.sizes[:, told], axis=0)
        found = [self.sizes[place[name]] if name in place else other for name in ids]
        return np.array(found).reshape(len(ids), self.weights.shape[1])

    def to_bytes(self) -> bytes:
        """Return it to be kept."""
        return arrays_to_bytes(
            {
                "step_min": np.array(self.step_min),
                "series_ids": np.array(self.series_ids, dtype=np.str_),
                "weights": self.weights,
                "sizes": self.sizes,
                "shape": self.shape,
            }
        )

    @classmethod
    def from_bytes(cls, content: bytes) -> Learned:
        """Return what was kept; raises KeyError or ValueError when something is lacking."""
        found = arrays_from_bytes(content)
        ids = tuple(str(one) for one in found["series_ids"].tolist())
        return cls(int(found["step_min"]), ids, found["weights"], found["sizes"], found["shape"])


def kinds_of(panel: Panel) -> Int64:
    """Return the place of the kind of each series in :data:`KINDS`."""
    return np.array([KINDS.index(s.kind) for s in panel.series], dtype=np.int64)


def combined(made: Float64, weights: Float64) -> Float64:
    """Return the weighted mean of candidates, shape (origins, steps, series).

    Parameters
    ----------
    weights
        Shape (series, steps, candidates).
    """
    return np.asarray(np.einsum("cols,slc->ols", made.transpose(0, 1, 2, 3), weights) if made.size else made[0])


def today(weights: Float64, made: Float64, truth: Float64, kinds: Int64) -> Float64:
    """Return weights for today: a candidate that does worse than the others in these hours weighs less.

    Parameters
    ----------
    weights
        As learned, shape (kinds, steps, candidates).
    made, truth
        Of origins of the last hours, shapes (candidates, origins, steps, series) and (origins, steps, series).

    Returns
    -------
    Shape (kinds, steps, candidates): in proportion to the learned weight and to the inverse square of the error of
    today. Errors of shorter leads count for longer ones too, of which fewer are known.
    """
    found = weights.copy()
    for kind in np.unique(kinds).tolist():
        mine = kinds == kind
        error = np.abs(made[..., mine] - truth[..., mine])
        given = ~np.isnan(error).any(axis=0)
        count = np.cumsum(given.sum(axis=(0, 2)))
        total = np.cumsum(np.where(given, error, 0.0).sum(axis=(1, 3)), axis=1)
        if not count.any():
            continue
        mean = total / np.maximum(count, 1)
        level = np.maximum(mean.mean(axis=0), 1e-9)
        factor = ((mean + 0.1 * level) / level) ** -TODAY_POWER
        weighed = (weights[kind] + LEAST_WEIGHT) * np.where(count > 0, factor, 1.0).T
        found[kind] = weighed / weighed.sum(axis=1, keepdims=True)
    return found


def _best(made: Float64, truth: Float64) -> Float64:
    """Return the weights, in tenths, of the least mean absolute error, shape (candidates,)."""
    given = ~np.isnan(truth) & ~np.isnan(made).any(axis=0)
    values, wanted = made[:, given], truth[given]
    if not len(wanted):
        return np.array([0.0, 0.0, 1.0])
    every = -(-len(wanted) // _MOST_SAMPLES)
    values, wanted = values[:, ::every], wanted[::every]
    errors = [np.abs(weights @ values - wanted).mean() for weights in _TENTHS]
    return np.asarray(_TENTHS[int(np.argmin(errors))])


def _mean_size(error: Float64) -> Float64:
    """Return the mean per series and step, drawn towards that of all series where there are few, (series, steps)."""
    given = ~np.isnan(error)
    total, count = np.where(given, error, 0.0).sum(axis=0), given.sum(axis=0)
    everyone = total.sum(axis=1, keepdims=True) / np.maximum(count.sum(axis=1, keepdims=True), 1)
    everyone = np.where(count.sum(axis=1, keepdims=True) > 0, everyone, np.nan)
    return np.asarray(((total + FEWEST_ERRORS * everyone) / (count + FEWEST_ERRORS)).T)
