# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sums from which all scores follow: they can be added over months, models' rows need not be kept in memory together.

Scores are made *per series* from the sums over its pairs, and then averaged plainly over series, so that a busy street
does not count for more than a quiet one. Definitions are those of the modules ``quantile_scores``, ``point_errors`` and
``calibration`` beside this one.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from baken.evaluation.verification.quantile_scores import quantile_loss

if TYPE_CHECKING:
    from collections.abc import Sequence

Float64 = NDArray[np.float64]

DECILES: Final = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""The quantiles that the weighted quantile loss is of."""
BANDS: Final = (0.8, 0.95)
"""The shares of the central bands that are judged."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores per series, shape (series,); NaN for a series without pairs.

    Attributes
    ----------
    number
        Pairs.
    mae, bias
        Of the median, in the unit of what is observed; bias is above zero when too much is foreseen.
    mase, wql
        Mean absolute scaled error and weighted quantile loss over the deciles; without unit.
    coverage, width
        Of the bands of :data:`BANDS`, shape (bands, series): share that they hold, and width by what was observed.
    """

    number: Float64
    mae: Float64
    mase: Float64
    wql: Float64
    bias: Float64
    coverage: Float64
    width: Float64

    def mean(self) -> Scores:
        """Return the plain mean over series that have pairs, as arrays without that axis; ``number`` is the sum."""
        made = {f.name: _mean_known(getattr(self, f.name)) for f in fields(self)}
        return Scores(**{**made, "number": np.asarray(self.number.sum())})


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over pairs per series and lead, shape (series, leads) unless said otherwise.

    A pair counts when there is an observation and every quantile; one with an observation that lacks a quantile is
    counted in ``lacking``, so that silence is seen and not rewarded.

    Attributes
    ----------
    number, lacking
        Pairs that count, and pairs that have no forecast.
    observed, absolute, scaled, difference
        Sums of what was observed, of the absolute error of the median, of the same by its scale, and of the signed one.
    scaled_number
        Pairs with a scale.
    loss
        Sum of the mean quantile loss over the deciles.
    covered, width
        Pairs that a band holds, and sum of its widths; shape (bands, series, leads).
    at_most
        Pairs whose observation is at most the quantile, shape (quantiles, series, leads).
    """

    number: Float64
    lacking: Float64
    observed: Float64
    absolute: Float64
    scaled: Float64
    scaled_number: Float64
    difference: Float64
    loss: Float64
    covered: Float64
    width: Float64
    at_most: Float64

    @classmethod
    def of(
        cls, observed: Float64, foreseen: NDArray[Any], quantiles: Sequence[float], scale: Float64 | None = None
    ) -> Self:
        """Return the sums over some origins.

        Parameters
        ----------
        observed
            Shape (origins, series, leads); NaN is not scored.
        foreseen
            Shape (origins, series, leads, quantiles).
        quantiles
            Rising; deciles and ends of the bands must be among them.
        scale
            Of the scaled error, shape (origins, series); none gives no scaled error.
        """
        place = {round(float(q), 6): k for k, q in enumerate(quantiles)}
        asked = np.isfinite(observed)
        counts = asked & np.isfinite(foreseen).all(axis=3)
        truth = np.where(counts, observed, 0.0)

        def total(values: NDArray[Any]) -> Float64:
            return np.asarray(np.sum(values, axis=0, where=counts, dtype=np.float64))

        def quantile(level: float) -> Float64:
            return np.where(counts, foreseen[..., place[round(level, 6)]], 0.0).astype(np.float64)

        median = quantile(0.5)
        unit = np.full(observed.shape[:2], np.nan) if scale is None else np.where(scale > 0, scale, np.nan)
        scaled = np.abs(truth - median) / unit[..., None]
        bands = [(quantile((1 - share) / 2), quantile((1 + share) / 2)) for share in BANDS]
        return cls(
            number=counts.sum(axis=0).astype(np.float64),
            lacking=(asked & ~counts).sum(axis=0).astype(np.float64),
            observed=total(truth),
            absolute=total(np.abs(truth - median)),
            scaled=total(np.nan_to_num(scaled)),
            scaled_number=total(np.isfinite(scaled)),
            difference=total(median - truth),
            loss=sum((total(quantile_loss(truth, quantile(q), q)) for q in DECILES), start=np.zeros(())) / len(DECILES),
            covered=np.stack([total((truth >= lower) & (truth <= upper)) for lower, upper in bands]),
            width=np.stack([total(upper - lower) for lower, upper in bands]),
            at_most=np.stack([total(truth <= quantile(q)) for q in quantiles]),
        )

    def __add__(self, other: Self) -> Self:
        """Return the sums over the pairs of both."""
        return type(self)(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def scores(self, leads: slice | NDArray[np.bool_] = slice(None)) -> Scores:
        """Return the scores per series over some of the leads."""

        def total(values: Float64) -> Float64:
            return np.asarray(values[..., leads].sum(axis=-1))

        number, observed = total(self.number), total(self.observed)
        return Scores(
            number=number,
            mae=_ratio(total(self.absolute), number),
            mase=_ratio(total(self.scaled), total(self.scaled_number)),
            wql=_ratio(2.0 * total(self.loss), observed),
            bias=_ratio(total(self.difference), number),
            coverage=_ratio(total(self.covered), number),
            width=_ratio(total(self.width), observed),
        )

    def skill_by_lead(self, other: Tally) -> Float64:
        """Return 1 less the weighted quantile loss by that of another, mean over series, shape (leads,)."""
        own, others = (_ratio(2.0 * t.loss, t.observed) for t in (self, other))
        return 1.0 - _mean_known(own.T) / _mean_known(others.T)

    def reliability(self, leads: slice | NDArray[np.bool_] = slice(None)) -> Float64:
        """Return per quantile the share of observations that are at most as large, over all series."""
        number = self.number[:, leads].sum()
        return _ratio(self.at_most[:, :, leads].sum(axis=(1, 2)), number)


def _ratio(above: Float64, below: Float64) -> Float64:
    return np.asarray(np.divide(above, below, out=np.full(np.shape(above), np.nan), where=np.asarray(below) > 0))


def _mean_known(values: Float64) -> Float64:
    known = np.isfinite(values)
    return _ratio(np.where(known, values, 0.0).sum(axis=-1), known.sum(axis=-1))
