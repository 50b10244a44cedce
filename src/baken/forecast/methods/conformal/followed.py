# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forecasts that are followed until their targets are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.methods.conformal.normal_score import ScoreMap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from baken.forecast.model import Float64, Int64, Panel

_LATE_MIN: Final = 2 * 1440
"""A value may come so late and still be learned from."""


@dataclass(slots=True)
class Followed:
    """One forecast, as it was issued.

    Attributes
    ----------
    leads, buckets
        Shape (L,).
    raw
        Quantiles of the forecaster that is calibrated, shape (S, L, K).
    scale
        What its scores were divided by, shape (S, L).
    thresholds
        Scores of the quantiles that were issued, shape (S, B, K).
    learned
        Whose error was learned from already, shape (S, L).
    """

    origin_min: int
    leads: Int64
    buckets: Int64
    raw: NDArray[np.float32]
    scale: NDArray[np.float32]
    thresholds: NDArray[np.float32]
    learned: NDArray[np.bool_]

    def is_over(self, now_min: int, step_min: int) -> bool:
        """Tell whether nothing more will be learned from it."""
        return bool(self.origin_min + int(self.leads[-1]) * step_min + _LATE_MIN <= now_min)


@dataclass(frozen=True, slots=True)
class Errors:
    """Errors that have become known, N of them.

    Attributes
    ----------
    series, bucket, target_min
        Of which series, in which horizon bucket, for the step that begins when.
    score
        Normal score of the value in the raw forecast.
    scale, thresholds
        As issued; shape (N,) and (N, K).
    weight
        A step of a series weighs one per bucket, however many forecasts foresaw it: their errors are much the same.
    """

    series: Int64
    bucket: Int64
    target_min: Int64
    score: Float64
    scale: Float64
    thresholds: Float64
    weight: Float64


def errors_now_known(followed: list[Followed], panel: Panel, quantiles: Sequence[float]) -> Errors | None:
    """Return the errors of all steps that have ended and were not learned from yet, and mark them."""
    parts = [part for one in followed if (part := _of_one(one, panel)) is not None]
    if not parts:
        return None
    series, bucket, step, raw, scale, thresholds = (np.concatenate(each) for each in zip(*parts, strict=True))
    value = panel.values[step, series] + _between_whole_numbers(step, series)
    score = ScoreMap.of(raw.astype(np.float64), quantiles).to_scores(value)
    target_min = panel.start_min + step * panel.step_min
    key = (series * 16 + bucket) * (len(panel) + 1) + step
    _, place, count = np.unique(key, return_inverse=True, return_counts=True)
    return Errors(series, bucket, target_min, score, scale.astype(np.float64), thresholds, 1.0 / count[place])


def _of_one(one: Followed, panel: Panel) -> tuple[NDArray[np.generic], ...] | None:
    target_min = one.origin_min + (one.leads - 1) * panel.step_min
    first = int(np.searchsorted(target_min, max(panel.end_min - _LATE_MIN - panel.step_min, panel.start_min)))
    last = int(np.searchsorted(target_min, panel.end_min - panel.step_min, side="right"))
    if not one.learned[:, :first].any():
        first = int(np.searchsorted(target_min, panel.start_min))  # nothing was looked at yet: a leap in time
    if last <= first:
        return None
    step = (target_min[first:last] - panel.start_min) // panel.step_min
    known = np.isfinite(panel.values[step].T) & ~one.learned[:, first:last] & np.isfinite(one.raw[:, first:last, 0])
    series, lead = np.nonzero(known)
    if not len(series):
        return None
    one.learned[series, first + lead] = True
    bucket = one.buckets[first + lead]
    return (
        series,
        bucket,
        step[lead],
        one.raw[series, first + lead],
        one.scale[series, first + lead],
        one.thresholds[series, bucket],
    )


def _between_whole_numbers(step: Int64, series: Int64) -> Float64:
    """Return a fixed, evenly spread number from -0.5 to 0.5: counts are whole, and ties would gather in one score."""
    return (step * 0.6180339887 + series * 0.7548776662) % 1.0 - 0.5
