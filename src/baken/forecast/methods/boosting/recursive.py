# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""A recursive forecast: the next hour, and from what it says of that the hour after, up to a week ahead.

    y(t) = h(series, y(t-1), y(t-2), ... , means, calendar),   min sum |y - h| over the last two years

Every other part of the boosting foresees each lead by itself (directly) and relative to what is usual. This one looks
at counts as they are, and knows which series it looks at. Alone it errs more, for errors add up from hour to hour. But
it errs differently, and a mean of both kinds errs less than either:

    sqrt y_q  +=  a (sqrt y_recursive - sqrt y_0.5),   a = 1/5

for leads beyond the next hour up to a week, fading over the day after. The width of bands stays as it was.

Only steps of an hour, only with a year of them, and only series that were there when it learned.

Source: Ben Taieb et al. (2012), A review and comparison of strategies for multi-step ahead time series forecasting,
Expert Systems with Applications 39; Bates and Granger (1969), The combination of forecasts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.filled import WEEK_H, filled
from baken.forecast.methods.boosting.lags import calendar_columns
from baken.forecast.methods.boosting.trees import grow
from baken.forecast.model import MEDIAN

if TYPE_CHECKING:
    from baken.forecast.methods.boosting.days import Days
    from baken.forecast.methods.boosting.profile import Clock, Float32
    from baken.forecast.methods.boosting.settings import BoostingSettings
    from baken.forecast.methods.boosting.trees import Trees
    from baken.forecast.model import Float64, Int64

LAGS_H: Final = (1, 2, 3, 24, 48, 72, 144, 168, 336, 504)
_MEANS_H: Final = (24, WEEK_H)
_WEEKS: Final = (1, 2, 3, 4)
_BACK_H: Final = 4 * WEEK_H
"""So many hours before an hour are looked at."""
_FIRST_LEAD: Final = 2
LAST_LEAD: Final = WEEK_H
_FADES_H: Final = 24
REACH_H: Final = LAST_LEAD + _FADES_H
"""Leads beyond it are not foreseen hour by hour."""
_HOUR_MIN: Final = 60
_FEWEST_WEEKS: Final = 52
_FILLED_WEEKS: Final = 8


def can_learn(clock: Clock, hours: int) -> bool:
    """Tell whether there is a year of steps of an hour."""
    return clock.step_min == _HOUR_MIN and hours >= _FEWEST_WEEKS * WEEK_H


def learn_recursive(
    values: Float64, start_step: int, days: Days, clock: Clock, settings: BoostingSettings, seed: int
) -> Trees:
    """Return the trees of h.

    Parameters
    ----------
    values
        Shape (T, S), hourly; gaps are filled in to look back at, and never learned from.
    """
    generator = np.random.default_rng(seed)
    first = max(_BACK_H, len(values) - settings.recursive_weeks * WEEK_H)
    row, series = (at.astype(np.int64) for at in np.nonzero(np.isfinite(values[first:])))
    if len(row) > settings.recursive_rows:
        chosen = np.sort(generator.permutation(len(row))[: settings.recursive_rows])
        row, series = row[chosen], series[chosen]
    row = row + first
    columns = _columns_of_past(filled(values), row, series, start_step, days, clock)
    own = {
        "objective": "l1",
        "learning_rate": settings.recursive_rate,
        "feature_fraction": 1.0,
        "bagging_freq": 0,
    }
    return grow(columns, values[row, series], None, settings, settings.recursive_rounds, own, seed, (0,))


def foresee_recursively(
    trees: Trees, values: Float64, place: Int64, start_step: int, days: Days, clock: Clock, longest: int
) -> Float64:
    """Return what is foreseen of leads 1, 2, ... up to eight days, shape (S, leads).

    Parameters
    ----------
    values
        Up to the origin, shape (T, S).
    place
        Place of each series among those that were learned from, shape (S,).
    """
    leads = min(longest, REACH_H)
    past = filled(values[-(_BACK_H + _FILLED_WEEKS * WEEK_H) :])[-_BACK_H:]
    end, lags = len(past), np.array(LAGS_H)
    known = np.concatenate([past, np.empty((leads, past.shape[1]))])
    calendar = calendar_columns(days, start_step + len(values) + np.arange(leads), clock)
    for k in range(leads):
        row = end + k
        parts = [
            place[None],
            known[row - lags],
            np.stack([known[row - hours : row].mean(axis=0) for hours in _MEANS_H]),
            known[[row - weeks * WEEK_H for weeks in _WEEKS]].mean(axis=0)[None],
            np.repeat(calendar[:, k : k + 1], len(place), axis=1),
        ]
        columns = np.concatenate(parts).T.astype(np.float32)
        known[row] = np.maximum(trees.predict(columns, threads=1), 0.0)
    return known[end:].T


def toward(values: Float64, recursive: Float64, leads: Int64, share: float) -> Float64:
    """Return quantiles, shape (S, H, quantiles), moved towards a recursive forecast, shape (S, leads); NaN moves none.

    Examples
    --------
    >>> direct = np.repeat(np.array([[[81.0, 100.0, 121.0]]]), 3, axis=1)
    >>> said = np.full((1, 3), 196.0)
    >>> toward(np.tile(direct[..., 1:2], 11), said, np.array([1, 2, 3]), 0.25)[0, :, 5].tolist()
    [100.0, 121.0, 121.0]
    """
    weight = share * np.clip((REACH_H - leads) / _FADES_H, 0.0, 1.0) * (leads >= _FIRST_LEAD)
    reached = np.minimum(leads, recursive.shape[1]) - 1
    root = np.sqrt(values)
    step = weight * (np.sqrt(recursive[:, reached]) - root[:, :, MEDIAN])
    return np.asarray(np.maximum(root + np.where(np.isfinite(step), step, 0.0)[:, :, None], 0.0) ** 2)


def _columns_of_past(known: Float64, row: Int64, series: Int64, start_step: int, days: Days, clock: Clock) -> Float32:
    total = np.concatenate([np.zeros((1, known.shape[1])), known.cumsum(axis=0)])
    parts = [
        series,
        *(known[row - hours, series] for hours in LAGS_H),
        *((total[row, series] - total[row - hours, series]) / hours for hours in _MEANS_H),
        np.mean([known[row - weeks * WEEK_H, series] for weeks in _WEEKS], axis=0),
        *calendar_columns(days, start_step + row, clock),
    ]
    return np.column_stack(parts).astype(np.float32)
