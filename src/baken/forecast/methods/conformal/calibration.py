# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""What was learned of the errors of a forecaster.

With ``x`` the normal score of a value in its raw forecast, per series s, horizon bucket b and hour of the day:

    size of errors      c(s, hour)   geometric mean of |x| over weeks, against that of a standard normal score
    present size        v(s, b)      the same over days, against the usual size in that bucket
    scaled score        e = x / (c v), with c and v as they were when the forecast was issued
    distribution        F(s, b)      of e over weeks, shrunk to that of all series
    shift               theta(s, b, tau): theta += gain (tau - share of e <= issued threshold)

A quantile tau is corrected to the score ``c v (F^-1(tau) + theta_tau)``. The last line is quantile tracking: it sums up
what was missed, so that in the long run the share below the issued quantile is tau whatever the errors do, since theta
is bounded (Angelopoulos, Candes and Tibshirani 2023, proposition 1; adaptive conformal inference: Gibbs and Candes
2021); the distribution is their scorecaster, and adapts at once where the shift would take weeks.

The quantiles between the bands' ends promise nothing of their own, and what is learned of a level that moves by itself
is chance. So of them only a share of the correction is issued: per series and bucket that of 0, 1/4 ... 1 which would
have had the least quantile loss lately. The ends of the bands are issued with all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.buckets import BUCKETS
from baken.forecast.methods.conformal.normal_score import normal_levels
from baken.forecast.methods.conformal.score_distribution import BINS, bin_of, pooled, quantiles_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.forecast.methods.conformal.followed import Errors
    from baken.forecast.methods.conformal.settings import ConformalSettings
    from baken.forecast.model import Bool, Float64, Int64

_LEAST: Final = 0.02
"""Added to the size of a score before its logarithm is taken."""
_USUAL: Final = -0.556
"""Mean of ln(|x| + 0.02) of a standard normal score."""
_HOURS: Final = 24
SHARES: Final = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
_ENDS: Final = (0.15, 0.85)
"""Quantiles beyond these are ends of bands."""


@dataclass(slots=True)
class Calibration:
    """Fading sums, all weights in targets.

    Attributes
    ----------
    histograms
        Weight of scaled scores, shape (S, B, bins).
    shifts
        theta, shape (S, B, K).
    hours
        Sum of ln |x| and weight per hour of the day, shape (2, S, 24).
    usual, present
        Sum of ln |x / c| and weight per bucket, over weeks and over days, shape (2, S, B).
    losses
        Quantile loss of the middle quantiles, in scores, per share of the correction, shape (5, S, B).
    """

    as_of_min: int
    histograms: Float64
    shifts: Float64
    hours: Float64
    usual: Float64
    present: Float64
    losses: Float64

    @classmethod
    def nothing(cls, series: int, quantiles: int, as_of_min: int) -> Calibration:
        """Return that nothing was learned: the raw forecast is taken at its word."""
        buckets = len(BUCKETS)
        return cls(
            as_of_min,
            np.zeros((series, buckets, BINS)),
            np.zeros((series, buckets, quantiles)),
            np.zeros((2, series, _HOURS)),
            np.zeros((2, series, buckets)),
            np.zeros((2, series, buckets)),
            np.zeros((len(SHARES), series, buckets)),
        )

    def with_sizes_only(self) -> Calibration:
        """Return only how large errors are: a second look at the same errors begins with it."""
        fresh = Calibration.nothing(len(self.shifts), self.shifts.shape[2], self.as_of_min)
        fresh.hours, fresh.usual = self.hours, self.usual
        return fresh

    def scale(self, target_min: Int64, buckets: Int64, settings: ConformalSettings) -> Float64:
        """Return c times v per series and lead, shape (S, L)."""
        size = self._size_by_hour(settings)[:, target_min // 60 % _HOURS]
        return np.asarray(np.exp(size + self._present_size(settings)[:, buckets]))

    def thresholds(self, quantiles: Sequence[float], settings: ConformalSettings) -> Float64:
        """Return the scaled score at which each quantile is issued, shape (S, B, K), rising along K."""
        mixed = pooled(self.histograms, shrinkage=settings.shrinkage_targets, prior=settings.prior_targets)
        return np.asarray(np.sort(quantiles_of(mixed, quantiles) + self.shifts, axis=-1))

    def issued(
        self, thresholds: Float64, scale: Float64, buckets: Int64, quantiles: Sequence[float], part: slice
    ) -> Float64:
        """Return the scores at which quantiles of some of the series are issued, shape (S, L, K), rising along K.

        Parameters
        ----------
        thresholds, scale
            Of all series, as :meth:`thresholds` and :meth:`scale` give them.
        """
        raw, middle = normal_levels(quantiles), _middle(quantiles)
        corrected = thresholds[part][:, buckets] * scale[part, :, None]
        share = np.where(middle, self._shares()[part][:, buckets, None], 1.0)
        inner, outer = np.flatnonzero(middle), np.flatnonzero(~middle)
        result = raw + share * (corrected - raw)
        # the ends stand; what lies between them keeps its order
        lower, upper = outer[outer < inner[0]].max(), outer[outer > inner[-1]].min()
        result[:, :, inner] = np.clip(result[:, :, inner], result[:, :, [lower]], result[:, :, [upper]])
        return np.asarray(result)

    def learn(
        self, errors: Errors | None, now_min: int, quantiles: Sequence[float], settings: ConformalSettings
    ) -> None:
        """Fade what was learned, and add errors that have become known."""
        days = max(0.0, (now_min - self.as_of_min) / 1440)
        self.as_of_min = max(now_min, self.as_of_min)
        slow, fast = 0.5 ** (days / settings.memory_days), 0.5 ** (days / settings.fast_days)
        for sums in (self.histograms, self.hours, self.usual, self.losses):
            np.multiply(sums, slow, out=sums)
        self.present *= fast
        if errors is not None:
            self._track(errors, min(days, 1.0), quantiles, settings)
            self._add_sizes(errors, settings)
            self._add_losses(errors, quantiles)
            place = (errors.series * len(BUCKETS) + errors.bucket) * BINS + bin_of(errors.score / errors.scale)
            _add(self.histograms, place, errors.weight)

    def _track(self, errors: Errors, days: float, quantiles: Sequence[float], settings: ConformalSettings) -> None:
        below = (errors.score / errors.scale)[:, None] <= errors.thresholds
        place = errors.series * len(BUCKETS) + errors.bucket
        cells = self.shifts.shape[0] * self.shifts.shape[1]
        weight = np.bincount(place, errors.weight, cells)
        for k, level in enumerate(quantiles):
            share = np.bincount(place, errors.weight * below[:, k], cells) / np.maximum(weight, 1e-300)
            step = np.where(weight > 0, settings.gain_per_day * days * (level - share), 0.0)
            self.shifts[:, :, k] += step.reshape(self.shifts.shape[:2])
        np.clip(self.shifts, -settings.most_shift, settings.most_shift, out=self.shifts)

    def _add_sizes(self, errors: Errors, settings: ConformalSettings) -> None:
        size = np.log(np.abs(errors.score) + _LEAST) - _USUAL
        hour = errors.target_min // 60 % _HOURS
        by_hour = self._size_by_hour(settings)[errors.series, hour]
        _add(self.hours[0], errors.series * _HOURS + hour, errors.weight * size)
        _add(self.hours[1], errors.series * _HOURS + hour, errors.weight)
        place = errors.series * len(BUCKETS) + errors.bucket
        for sums in (self.usual, self.present):
            _add(sums[0], place, errors.weight * (size - by_hour))
            _add(sums[1], place, errors.weight)

    def _add_losses(self, errors: Errors, quantiles: Sequence[float]) -> None:
        """Add the quantile loss that each share of the correction would have had."""
        middle = _middle(quantiles)
        levels, raw = np.asarray(quantiles)[middle], normal_levels(quantiles)[middle]
        correction = errors.scale[:, None] * errors.thresholds[:, middle] - raw
        place = errors.series * len(BUCKETS) + errors.bucket
        for share, sums in zip(SHARES, self.losses, strict=True):
            error = errors.score[:, None] - raw - share * correction
            _add(sums, place, errors.weight * np.maximum(levels * error, (levels - 1.0) * error).sum(axis=1))

    def _shares(self) -> Float64:
        """Return which share of the correction is issued, shape (S, B)."""
        own, everyone = self.losses, self.losses.sum(axis=1, keepdims=True)
        weight = self.histograms.sum(axis=2)
        total = np.maximum(weight.sum(axis=0), 1e-300)
        # half of what decides is of all series, half of this one
        mixed = own / np.maximum(weight, 1e-300) + everyone / total
        return np.asarray(SHARES[np.argmin(mixed, axis=0)])

    def _size_by_hour(self, settings: ConformalSettings) -> Float64:
        """Return ln c, shape (S, 24): an hour that is seldom seen is as the hours of that series are."""
        total, weight = self.hours
        overall = total.sum(axis=1, keepdims=True) / (weight.sum(axis=1, keepdims=True) + settings.prior_targets)
        return np.asarray((total + settings.hour_targets * overall) / (weight + settings.hour_targets))

    def _present_size(self, settings: ConformalSettings) -> Float64:
        """Return ln v, shape (S, B)."""
        usual = self.usual[0] / (self.usual[1] + settings.prior_targets)
        excess = self.present[0] - self.present[1] * usual
        least, most = np.log(settings.fast_range)
        return np.asarray(np.clip(excess / (self.present[1] + settings.fast_targets), least, most))


def _middle(quantiles: Sequence[float]) -> Bool:
    levels = np.asarray(quantiles)
    return np.asarray((levels > _ENDS[0]) & (levels < _ENDS[1]))


def _add(sums: Float64, place: Int64, weight: Float64) -> None:
    """Add weights to places of an array, counted through."""
    sums += np.bincount(place, weight, sums.size).reshape(sums.shape)
