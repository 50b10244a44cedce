# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Scores of several forecasters on exactly the same targets, kept apart by origin, series and horizon bucket.

What decides between models, warns of drift or stands in a model card is made from these sums and nothing else, so that
all of them say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.buckets import BUCKETS, bucket_of
from baken.forecast.model import ForecastError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.forecast.model import Bool, Float64, Int64, Panel, QuantileForecast

DECILES: Final = tuple(round(0.1 * k, 1) for k in range(1, 10))


@dataclass(frozen=True, slots=True)
class OriginScores:
    """Sums over targets, each of shape (O, S, B).

    Attributes
    ----------
    method
        Whose they are.
    loss
        2 / 9 times the sum of the pinball losses of the deciles, persons.
    absolute
        |y - median|, persons.
    observed
        y, persons.
    inside_80, inside_95
        Targets in the band.
    count
        Targets.
    """

    method: str
    origins_min: Int64
    series_ids: tuple[str, ...]
    loss: Float64
    absolute: Float64
    observed: Float64
    inside_80: Float64
    inside_95: Float64
    count: Float64

    def during(self, first_min: int, last_min: int) -> OriginScores:
        """Return the scores of origins in ``[first, last)``."""
        return self.at((self.origins_min >= first_min) & (self.origins_min < last_min))

    def at(self, origins: Bool) -> OriginScores:
        """Return the scores of some origins."""
        sums = (self.loss, self.absolute, self.observed, self.inside_80, self.inside_95, self.count)
        return OriginScores(self.method, self.origins_min[origins], self.series_ids, *(one[origins] for one in sums))

    def wql(self, bucket: int | None = None) -> Float64:
        """Return the weighted quantile loss per series, NaN where nothing was observed."""
        return _share(self._over(self.loss, bucket), self._over(self.observed, bucket))

    def mae(self, bucket: int | None = None) -> Float64:
        """Return the mean absolute error of the median per series, persons."""
        return _share(self._over(self.absolute, bucket), self._over(self.count, bucket))

    def coverage(self, share: float, bucket: int | None = None) -> Float64:
        """Return the share of targets in the band of 0.8 or 0.95, per series."""
        inside = {0.8: self.inside_80, 0.95: self.inside_95}[share]
        return _share(self._over(inside, bucket), self._over(self.count, bucket))

    def targets(self, bucket: int | None = None) -> int:
        """Return the number of targets."""
        return int(self._over(self.count, bucket).sum())

    def _over(self, sums: Float64, bucket: int | None) -> Float64:
        chosen = sums if bucket is None else sums[:, :, bucket : bucket + 1]
        return np.asarray(chosen.sum(axis=(0, 2)))


def mean(per_series: Float64) -> float:
    """Return the plain mean over series that have a score; NaN when none has.

    Examples
    --------
    >>> mean(np.array([0.1, np.nan, 0.3]))
    0.2
    """
    told = per_series[np.isfinite(per_series)]
    return float(told.mean()) if len(told) else float("nan")


def scored_together(forecasts: Sequence[Sequence[QuantileForecast]], panel: Panel) -> tuple[OriginScores, ...]:
    """Return the scores of several forecasters, on targets that are known and that all of them foresaw.

    Parameters
    ----------
    forecasts
        Per forecaster its forecasts, of the same origins, leads and series.
    panel
        What came; series in the order of the forecasts.

    Raises
    ------
    ForecastError
        When origins, leads or series differ.
    """
    if not forecasts or not forecasts[0]:
        raise ForecastError("Without forecasts there is nothing to score.", remedy="Issue some first.")
    if any(len(each) != len(forecasts[0]) for each in forecasts):
        raise ForecastError("Forecasters are compared on the same origins.", remedy="Take those that all have.")
    rows = [_of_one_origin(each, panel) for each in zip(*forecasts, strict=True)]
    first = forecasts[0]
    origins = np.array([one.origin_min for one in first], dtype=np.int64)
    sums = np.stack(rows, axis=2)  # (forecasters, kinds, origins, series, buckets)
    return tuple(
        OriginScores(each[0].method, origins, first[0].series_ids, *sums[place]) for place, each in enumerate(forecasts)
    )


def _of_one_origin(each: tuple[QuantileForecast, ...], panel: Panel) -> Float64:
    first = each[0]
    _require_alike(each, panel)
    target = (first.target_min - panel.start_min) // panel.step_min
    there = (target >= 0) & (target < len(panel))
    observed = np.full((len(first.series_ids), len(target)), np.nan)
    observed[:, there] = panel.values[target[there]].T
    both = np.isfinite(observed)
    for one in each:
        both &= np.isfinite(one.values).all(axis=2)
    in_bucket = np.zeros((len(target), len(BUCKETS)))
    in_bucket[np.arange(len(target)), bucket_of(first.lead_steps, first.step_min)] = 1.0
    return np.stack([np.stack([kind @ in_bucket for kind in _kinds(one, observed, both)]) for one in each])


def _kinds(one: QuantileForecast, observed: Float64, both: Bool) -> list[Float64]:
    told = np.where(both, observed, 0.0)
    deciles = one.values[:, :, [one.quantiles.index(level) for level in DECILES]]
    error = told[..., None] - np.where(both[..., None], deciles, 0.0)
    levels = np.array(DECILES)
    loss = 2.0 / len(DECILES) * np.maximum(levels * error, (levels - 1.0) * error).sum(axis=2)
    bands = [one.band(share) for share in (0.8, 0.95)]
    inside = [((told >= lower) & (told <= upper) & both).astype(np.float64) for lower, upper in bands]
    absolute = np.abs(told - np.where(both, one.median, 0.0))
    return [loss, absolute, told, *inside, both.astype(np.float64)]


def _require_alike(each: tuple[QuantileForecast, ...], panel: Panel) -> None:
    first = each[0]
    for one in each:
        same = one.origin_min == first.origin_min and one.series_ids == first.series_ids
        if not same or not np.array_equal(one.lead_steps, first.lead_steps) or one.step_min != panel.step_min:
            raise ForecastError(
                f"Forecasts of {one.method} and {first.method} are not of the same targets.",
                remedy="Compare the same origins, leads and series.",
            )
    if first.series_ids != tuple(series.id for series in panel.series):
        raise ForecastError("The panel is of other series than the forecasts.", remedy="Take its columns.")


def _share(part: Float64, whole: Float64) -> Float64:
    return np.asarray(np.where(whole > 0.0, part / np.where(whole > 0.0, whole, 1.0), np.nan))
