# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a backtest of a city gave: scores of each model, when it is off, and by how much at worst."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.backtest.scoring import bucket_masks, enough_known, tally_of, truth_at
from baken.forecast.model import MEDIAN, QUANTILES, ForecastError
from baken.forecast.registry import REFERENCE
from baken.forecast.wall_clock import DAY_MIN, weekday

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from baken.evaluation.verification.tally import Scores, Tally
    from baken.forecast.backtest.cost import Cost
    from baken.forecast.backtest.engine import Backtest, Done
    from baken.forecast.backtest.rows import Delivered
    from baken.forecast.model import Float64, Int64, Panel

WORST: Final = 12
"""So many of the worst hours are told."""
AHEAD_H: Final = 24
"""The worst hours are those of forecasts up to so many hours ahead."""
_EVER_H, _LATELY_H, _LOOKED_AT_H = 672, 84, 336


@dataclass(frozen=True, slots=True, order=True)
class Miss:
    """One forecast that was far off, per hour of the city the farthest.

    Attributes
    ----------
    off
        Absolute error of the median, persons.
    """

    off: float
    target_min: int
    series: int
    lead: int
    came: float
    median: float
    lower80: float
    upper80: float


@dataclass(slots=True)
class Outcome:
    """What came of one model.

    Attributes
    ----------
    error_sum, error_number
        Sum and number of absolute errors of the median by weekday (Monday first) and hour of the target, shape (7, 24).
    why_not
        Why months of it are missing; empty when none is.
    """

    model: str
    tally: Tally | None = None
    error_sum: Float64 = field(default_factory=lambda: np.zeros((7, 24)))
    error_number: Float64 = field(default_factory=lambda: np.zeros((7, 24)))
    worst: list[Miss] = field(default_factory=list)
    months: list[Done] = field(default_factory=list)
    why_not: str = ""

    @property
    def error_calendar(self) -> Float64:
        """Return the mean absolute error by weekday and hour, shape (7, 24); NaN where nothing was scored."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(self.error_sum / self.error_number)


@dataclass(frozen=True, slots=True)
class Row:
    """The scores of a model in a bucket of horizons, mean over series.

    Attributes
    ----------
    skill
        1 less the weighted quantile loss by that of the reference; above zero is better than it.
    lacking
        Pairs with a count that have no forecast.
    """

    model: str
    bucket: str
    mae: float
    wql: float
    skill: float
    coverage80: float
    coverage95: float
    bias: float
    number: int
    lacking: int


def required(panel: Panel, origins_min: Int64) -> NDArray[np.bool_]:
    """Return which series are scored at which origin: with four weeks of values ever and 3.5 days in the last 14."""
    steps = 60 / panel.step_min
    return enough_known(
        panel,
        origins_min,
        ever=round(_EVER_H * steps),
        lately=round(_LATELY_H * steps),
        lately_steps=round(_LOOKED_AT_H * steps),
    )


def outcomes(backtest: Backtest, panel: Panel, done: Sequence[Done]) -> dict[str, Outcome]:
    """Return what came of each model, in the order of the contenders.

    Raises
    ------
    ForecastError
        When the reference could not be made, or nothing could be scored.
    """
    found = {one.id: Outcome(one.id) for one in backtest.contenders}
    for item in sorted(done, key=lambda each: each.item.month):
        outcome = found[item.item.model]
        if not item.path:
            outcome.why_not = outcome.why_not or item.why_not
            continue
        outcome.months.append(item)
        _take(outcome, panel, backtest.read(item))
    for outcome in found.values():
        outcome.worst = sorted(outcome.worst, reverse=True)[:WORST]
    reference = found[REFERENCE].tally
    if reference is None or not reference.number.sum():
        raise ForecastError(
            found[REFERENCE].why_not or "No series has four weeks of counts behind it at any origin.",
            remedy="Take later origins, with --from.",
        )
    return found


def rows_of(found: dict[str, Outcome], panel: Panel, lead_steps: Int64) -> list[Row]:
    """Return the table: per model the scores over all horizons and per bucket."""
    masks = bucket_masks(np.asarray(lead_steps), panel.step_min)
    reference = found[REFERENCE].tally
    if reference is None:
        return []
    rows = []
    for outcome in found.values():
        if outcome.tally is None or outcome.why_not:
            continue
        for bucket in ("all", *(name for name in masks if name != "all")):
            scores, theirs = (t.scores(masks[bucket]).mean() for t in (outcome.tally, reference))
            lacking = outcome.tally.lacking[:, masks[bucket]].sum()
            rows.append(_row(outcome.model, bucket, scores, float(theirs.wql), int(lacking)))
    return rows


def _row(model: str, bucket: str, scores: Scores, reference: float, lacking: int) -> Row:
    return Row(
        model=model,
        bucket=bucket,
        mae=float(scores.mae),
        wql=float(scores.wql),
        skill=1.0 - float(scores.wql) / reference if reference > 0 else float("nan"),
        coverage80=float(scores.coverage[0]),
        coverage95=float(scores.coverage[1]),
        bias=float(scores.bias),
        number=int(scores.number),
        lacking=lacking,
    )


def _take(outcome: Outcome, panel: Panel, delivered: Delivered) -> None:
    """Add a month to sums, calendar and worst hours."""
    asked = required(panel, delivered.origins_min)
    tally = tally_of(panel, delivered, asked=asked)
    outcome.tally = tally if outcome.tally is None else outcome.tally + tally
    order = [delivered.series_ids.index(series.id) for series in panel.series]
    said = delivered.values[:, order]
    truth = np.where(asked[:, :, None], truth_at(panel, delivered.origins_min, delivered.lead_steps), np.nan)
    off = np.abs(said[..., MEDIAN] - truth)
    target = delivered.origins_min[:, None] + (delivered.lead_steps - 1)[None, :] * panel.step_min
    cell = weekday(target), target % DAY_MIN // 60
    known = np.isfinite(off)
    np.add.at(outcome.error_sum, cell, np.where(known, off, 0.0).sum(axis=1))
    np.add.at(outcome.error_number, cell, known.sum(axis=1))
    outcome.worst += _worst(off, said, truth, target, delivered.lead_steps, AHEAD_H * 60 // panel.step_min)


def _worst(
    off: Float64, said: NDArray[np.float32], truth: Float64, target: Int64, leads: Int64, most_steps: int
) -> list[Miss]:
    """Return the farthest forecasts up to a day ahead, of each hour of the city at most one."""
    near = np.where(leads[None, None, :] <= most_steps, np.nan_to_num(off, nan=-1.0), -1.0)
    found: dict[int, Miss] = {}
    low, high = QUANTILES.index(0.1), QUANTILES.index(0.9)
    # several forecasts of one hour are near each other in this order: look at some more than are wanted
    for place in np.argsort(near, axis=None)[::-1][: WORST * 60]:
        o, s, h = (int(k) for k in np.unravel_index(place, near.shape))
        minute = int(target[o, h])
        if near[o, s, h] <= 0 or minute in found or len(found) == WORST:
            continue
        quantiles = said[o, s, h]
        found[minute] = Miss(
            off=float(near[o, s, h]),
            target_min=minute,
            series=s,
            lead=int(leads[h]),
            came=float(truth[o, s, h]),
            median=float(quantiles[MEDIAN]),
            lower80=float(quantiles[low]),
            upper80=float(quantiles[high]),
        )
    return list(found.values())


def cost_of(outcome: Outcome) -> tuple[float, float]:
    """Return seconds of work to learn and to issue, all months together (:attr:`Cost.work_s`)."""
    fits: list[Cost] = [done.fit for done in outcome.months if done.fit is not None]
    issued = [done.issue for done in outcome.months if done.issue is not None]
    return sum(cost.work_s for cost in fits), sum(issue.all.work_s for issue in issued)
