# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The simplest contenders: the same hour of last week, and the mean of the last four same hours of the week.

Their quantiles are those of their own errors at the same hour of the week over the half year before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.bench.forecast.anchors.intervals import quantiles_of_known
from baken.forecast.backtest.fingerprint import digest
from baken.forecast.filled import WEEK_H
from baken.forecast.model import QUANTILES, QuantileForecast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.forecast.backtest.contender import Past
    from baken.forecast.model import Float64, Int64, Known

VERSION: Final = 1
ERROR_WEEKS: Final = 26
LONGEST_GAP_WEEKS: Final = 12
"""Of values that are missing the next older ones are taken, up to so many weeks back."""
_HOUR_MIN: Final = 60


@dataclass(frozen=True, slots=True)
class SeasonalAnchor:
    """The mean of the last values of the same hour of the week.

    Attributes
    ----------
    values
        Of how many: 1 is the seasonal naive forecast.
    """

    id: str
    values: int
    refit_months: int = 12

    def fingerprint(self) -> str:
        """Return version and settings."""
        return digest(VERSION, self.id, self.values, ERROR_WEEKS, LONGEST_GAP_WEEKS)

    def fit(self, known: Known, *, seed: int) -> bytes:
        """Learn nothing."""
        return b""

    def issue(
        self, fitted: bytes, past: Past, origins_min: tuple[int, ...], wanted: frozenset[int], lead_steps: Int64
    ) -> Iterator[QuantileForecast]:
        """Yield one after the other."""
        for origin in origins_min:
            if origin in wanted:
                known = past.known_at(origin)
                values = _foreseen(known, self.values)[(np.asarray(lead_steps) - 1) % WEEK_H]
                yield QuantileForecast.of(known, lead_steps, np.moveaxis(values, 1, 0), method=f"{self.id}/{VERSION}")


def _foreseen(known: Known, number: int) -> Float64:
    """Return quantiles for the week from the origin on, shape (168, series, quantiles)."""
    weeks = ERROR_WEEKS + LONGEST_GAP_WEEKS
    panel = known.panel.since(known.origin_min - weeks * WEEK_H * _HOUR_MIN)
    rows = np.full((weeks * WEEK_H, len(panel.series)), np.nan)
    rows[len(rows) - len(panel) :] = panel.values
    by_week = rows.reshape(weeks, WEEK_H, -1)
    point = _mean_of_last(by_week, number)
    errors = np.stack(
        [by_week[week] - _mean_of_last(by_week[:week], number) for week in range(LONGEST_GAP_WEEKS, weeks)]
    )
    spread = quantiles_of_known(errors, QUANTILES)
    return np.moveaxis(point + np.nan_to_num(spread), 0, -1)


def _mean_of_last(by_week: Float64, number: int) -> Float64:
    """Return the mean of the last known values, of the last weeks, per hour of the week and series."""
    latest = by_week[::-1][:LONGEST_GAP_WEEKS]
    known = np.isfinite(latest)
    used = known & (np.cumsum(known, axis=0) <= number)
    total = np.where(used, latest, 0.0).sum(axis=0)
    mean: Float64 = np.where(used.any(axis=0), total / np.maximum(used.sum(axis=0), 1), np.nan)
    return np.where(np.isnan(mean), _anything(latest), mean)


def _anything(latest: Float64) -> Float64:
    """Return the mean over the hours that are known of a series, for an hour of the week of which nothing is."""
    known = np.isfinite(latest)
    number = known.sum(axis=(0, 1))
    total = np.where(known, latest, 0.0).sum(axis=(0, 1))
    return np.asarray(np.where(number > 0, total / np.maximum(number, 1), np.nan))
