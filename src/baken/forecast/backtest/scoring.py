# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What came, beside what was foreseen: the truth in the shape of forecasts, and which of it is scored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from baken.evaluation.verification.tally import Tally
from baken.forecast.buckets import BUCKETS, bucket_of
from baken.forecast.model import ForecastError
from baken.forecast.wall_clock import WEEK_MIN, minute_of_week

if TYPE_CHECKING:
    from baken.forecast.backtest.rows import Delivered
    from baken.forecast.model import Float64, Int64, Panel

Bool = NDArray[np.bool_]

SCALE_WEEKS: Final = 52
"""The scale of the scaled error is taken from so many weeks before the origin."""
UNUSUAL_SHARE: Final = 0.02


def truth_at(panel: Panel, origins_min: Int64, lead_steps: Int64) -> Float64:
    """Return what came at each lead of each origin, shape (origins, series, leads); NaN where nothing is known."""
    return _at(panel, panel.values, origins_min, lead_steps, np.nan)


def flags_at(panel: Panel, flags: Bool, origins_min: Int64, lead_steps: Int64) -> Bool:
    """Return flags of the steps of a panel, shape (steps, series), as :func:`truth_at` does; false beyond it."""
    return np.asarray(_at(panel, flags, origins_min, lead_steps, False), dtype=np.bool_)


def _at(panel: Panel, values: NDArray[Any], origins_min: Int64, lead_steps: Int64, beyond: Any) -> NDArray[Any]:
    first = (np.asarray(origins_min) - panel.start_min) // panel.step_min
    row = first[:, None] + np.asarray(lead_steps)[None, :] - 1
    there = (row >= 0) & (row < len(values))
    found = values[np.where(there, row, 0)]
    found = np.where(there[..., None], found, beyond)
    return np.ascontiguousarray(found.transpose(0, 2, 1))


def enough_known(panel: Panel, origins_min: Int64, *, ever: int, lately: int, lately_steps: int) -> Bool:
    """Return at which origins a series has enough behind it to be asked for, shape (origins, series).

    Parameters
    ----------
    ever
        So many values at any time before the origin, and
    lately, lately_steps
        so many among the last steps before it.
    """
    counts = np.zeros((len(panel) + 1, len(panel.series)), dtype=np.int64)
    np.cumsum(np.isfinite(panel.values), axis=0, out=counts[1:])
    end = np.clip((np.asarray(origins_min) - panel.start_min) // panel.step_min, 0, len(panel))
    begin = np.maximum(end - lately_steps, 0)
    return np.asarray((counts[end] >= ever) & (counts[end] - counts[begin] >= lately))


def unusual_hours(panel: Panel, first_min: int, last_min: int, share: float = UNUSUAL_SHARE) -> Bool:
    r"""Return the most unusual steps of some time, per series: the largest :math:`|y - \mathrm{median}|`.

    The median is that of the same time of the week, over the same time. Chosen by outcome: scores on these steps can be
    held against each other, not against what a band promises.

    Returns
    -------
    Shape (steps of the panel, series); false outside ``[first_min, last_min)`` and where nothing is known.
    """
    start = panel.start_of_steps_min
    inside = np.flatnonzero((start >= first_min) & (start < last_min))
    values = panel.values[inside]
    of_week = minute_of_week(start[inside]) // panel.step_min
    flags = np.zeros(panel.values.shape, dtype=np.bool_)
    distance = np.full(values.shape, np.nan)
    for step in np.unique(of_week):
        rows = of_week == step
        known = np.isfinite(values[rows]).any(axis=0)
        median = np.full(values.shape[1], np.nan)
        median[known] = np.nanmedian(values[rows][:, known], axis=0)
        distance[rows] = np.abs(values[rows] - median)
    for series in range(values.shape[1]):
        known = distance[np.isfinite(distance[:, series]), series]
        if len(known):
            flags[inside, series] = distance[:, series] >= np.quantile(known, 1.0 - share)
    return flags


def weekly_scale(panel: Panel, origins_min: Int64, weeks: int = SCALE_WEEKS) -> Float64:
    """Return what repeating the last week cost over the weeks before each origin, shape (origins, series).

    See :func:`baken.evaluation.verification.point_errors.seasonal_scale`; NaN where nothing is known.
    """
    week = WEEK_MIN // panel.step_min
    change = np.full(panel.values.shape, np.nan)
    change[week:] = np.abs(panel.values[week:] - panel.values[:-week])
    known = np.isfinite(change)
    nothing = np.zeros((1, len(panel.series)))
    sums = np.vstack([nothing, np.cumsum(np.where(known, change, 0.0), axis=0)])
    counts = np.vstack([nothing, np.cumsum(known, axis=0)])
    end = np.clip((np.asarray(origins_min) - panel.start_min) // panel.step_min, 0, len(panel))
    begin = np.maximum(end - weeks * week, 0)
    number = counts[end] - counts[begin]
    scale: Float64 = np.where(number > 0, (sums[end] - sums[begin]) / np.maximum(number, 1), np.nan)
    return scale


def tally_of(panel: Panel, delivered: Delivered, *, asked: Bool, only: Bool | None = None) -> Tally:
    """Return the sums of delivered forecasts over what is asked for.

    Parameters
    ----------
    panel
        What came. Its series are those that are scored, in their order.
    delivered
        Any order of series; a series that is not delivered counts as lacking.
    asked
        Which (origin, series) are scored, shape (origins delivered, series of the panel).
    only
        If given, only these steps of the panel, shape (steps, series).
    """
    if delivered.step_min != panel.step_min:
        raise ForecastError(
            f"Forecasts in steps of {delivered.step_min} min do not fit counts in steps of {panel.step_min} min.",
            remedy="Deliver them in the steps of the counts.",
        )
    truth = truth_at(panel, delivered.origins_min, delivered.lead_steps)
    scored = np.broadcast_to(asked[:, :, None], truth.shape)
    if only is not None:
        scored = scored & flags_at(panel, only, delivered.origins_min, delivered.lead_steps)
    place = {name: k for k, name in enumerate(delivered.series_ids)}
    order = [place.get(series.id, -1) for series in panel.series]
    foreseen = delivered.values[:, order]
    foreseen[:, [k for k, at in enumerate(order) if at < 0]] = np.nan
    scale = weekly_scale(panel, delivered.origins_min)
    return Tally.of(np.where(scored, truth, np.nan), foreseen, delivered.quantiles, scale)


def bucket_masks(lead_steps: Int64, step_min: int) -> dict[str, Bool]:
    """Return which leads are in each bucket that has any, and last all of them."""
    places = bucket_of(lead_steps, step_min)
    masks = {bucket.name: places == k for k, bucket in enumerate(BUCKETS) if (places == k).any()}
    return masks | {"all": np.ones(len(places), dtype=np.bool_)}
