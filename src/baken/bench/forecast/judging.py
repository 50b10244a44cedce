# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From scores to figures and targets.

The *best anchor* is one of them: the one with the smallest weighted quantile loss over all horizons. Where a single
number is held against the anchors (all horizons, a bucket, unusual hours) the limit is taken from whichever anchor is
best at just that, which is never easier.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.bench.forecast.protocol import HORIZON_H
from baken.bench.forecast.taking_part import ANCHORS, CHAMPION
from baken.bench.model import Figure, Target, at_least, at_most
from baken.evaluation.verification.tally import BANDS, Scores
from baken.forecast.backtest.scoring import bucket_masks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.bench.forecast.scores import ModelScores

LEADS: Final = bucket_masks(np.arange(1, HORIZON_H + 1), 60)
"""Which leads each bucket has; the last is all of them."""
BUCKETS: Final = tuple(LEADS)[:-1]
ALL: Final = "all"

MOST_OF_ANCHOR: Final = 0.92
WANTED_OF_ANCHOR: Final = 0.88
MOST_OF_A_SENSOR: Final = 1.0
MOST_OF_A_BUCKET: Final = 0.97
MOST_UNUSUAL: Final = 0.95
MOST_UNUSUAL_BUCKET: Final = 1.0
MOST_OFF: Final = {0.8: 0.02, 0.95: 0.015}
"""How far the coverage of a band may be from its share, in every bucket."""
SENSOR_OFF: Final = 0.05
FEWEST_SENSORS: Final = 18
MOST_ISSUE_S: Final = 2.0
MOST_FIT_S: Final = 180.0
MOST_MB: Final = 2048.0
_FIRST: Final = "all horizons: WQL to the best anchor's"


@dataclass(frozen=True, slots=True)
class Judged:
    """What the scores say, and of whom the targets are."""

    figures: tuple[Figure, ...]
    targets: tuple[Target, ...]
    own: ModelScores | None


def mean(model: ModelScores, bucket: str = ALL, *, unusual: bool = False) -> Scores:
    """Return the scores of a model, plain mean over sensors."""
    return (model.unusual if unusual else model.everything).scores(LEADS[bucket]).mean()


def champion(asked: Sequence[str]) -> str | None:
    """Return which of those that were asked for the targets are about: the champion, or the first that is no anchor.

    Examples
    --------
    >>> champion(["how_mean4", "climatology"])
    'climatology'
    """
    ours = [name for name in asked if name not in ANCHORS]
    return CHAMPION if CHAMPION in ours else next(iter(ours), None)


def best_anchor(models: Sequence[ModelScores]) -> ModelScores | None:
    """Return the single best anchor."""
    anchors = [model for model in models if model.name in ANCHORS]
    return min(anchors, key=lambda model: float(mean(model).wql)) if anchors else None


def judge(models: Sequence[ModelScores], asked: Sequence[str]) -> Judged:
    """Return the figures of every model, and whether what was promised is kept.

    Parameters
    ----------
    asked
        Names of all that were to take part; of those that could not there are no scores.
    """
    figures = tuple(figure for model in models for figure in _figures(model))
    name = champion(asked)
    own = next((model for model in models if model.name == name), None)
    if own is None:
        note = "no forecaster of ours was asked for" if name is None else f"{name} was not measured"
        return Judged(figures, (at_most(_FIRST, None, MOST_OF_ANCHOR, note=note),), None)
    return Judged(figures, (*_against(models, own), *_bands(own), *_costs(own)), own)


def _figures(model: ModelScores) -> list[Figure]:
    name, costs = model.name, model.costs
    rare = ", ".join(f"{bucket} {float(mean(model, bucket, unusual=True).wql):.3f}" for bucket in BUCKETS)
    figures = [_plain(f"{name}: WQL, {bucket}", float(mean(model, bucket).wql)) for bucket in LEADS]
    figures += [_plain(f"{name}: MAE, {bucket}", float(mean(model, bucket).mae)) for bucket in LEADS]
    figures.append(_plain(f"{name}: WQL, unusual hours", float(mean(model, unusual=True).wql), note=rare))
    for band, share in enumerate(BANDS):
        note = ", ".join(f"{bucket} {float(mean(model, bucket).coverage[band]):.3f}" for bucket in BUCKETS)
        figures.append(_plain(f"{name}: in the {share:.0%} band", float(mean(model).coverage[band]), note=note))
    return [
        *figures,
        _plain(
            f"{name}: learning, whole year",
            costs.fit_s,
            "s",
            f"{costs.fits} times, longest {costs.fit_longest_s:.1f} s",
        ),
        _plain(
            f"{name}: issuing, whole year", costs.issue_s, "s", f"{costs.issue_mean_s:.2f} s an origin at the slowest"
        ),
        _plain(f"{name}: peak memory", costs.peak_mb, "MB", "of the whole process"),
    ]


def _plain(name: str, value: float, unit: str = "", note: str = "") -> Figure:
    return Figure(name=name, value=None if np.isnan(value) else value, unit=unit, note=note)


def _against(models: Sequence[ModelScores], own: ModelScores) -> list[Target]:
    """Return the targets that hold ours against the anchors."""
    anchors = [model for model in models if model.name in ANCHORS]

    def held(bucket: str, score: str, *, unusual: bool = False) -> tuple[float | None, str]:
        if not anchors:
            return None, "no anchor was measured"
        there = {a.name: float(getattr(mean(a, bucket, unusual=unusual), score)) for a in anchors}
        best = min(there, key=lambda each: there[each])
        said = float(getattr(mean(own, bucket, unusual=unusual), score))
        ratio = said / there[best]
        return (ratio if np.isfinite(ratio) else None), f"{own.name} {said:.4g}, {best} {there[best]:.4g}"

    targets = []
    for score in ("wql", "mae"):
        ratio, note = held(ALL, score)
        wanted = f"{note}; wanted {WANTED_OF_ANCHOR}"
        targets.append(
            at_most(f"all horizons: {score.upper()} to the best anchor's", ratio, MOST_OF_ANCHOR, note=wanted)
        )
    targets.append(_worst_sensor(models, own))
    for score in ("wql", "mae"):
        for bucket in BUCKETS:
            ratio, note = held(bucket, score)
            name = f"{bucket}: {score.upper()} to the best anchor's"
            targets.append(at_most(name, ratio, MOST_OF_A_BUCKET, note=note))
    for bucket in LEADS:
        ratio, note = held(bucket, "wql", unusual=True)
        limit = MOST_UNUSUAL if bucket == ALL else MOST_UNUSUAL_BUCKET
        targets.append(at_most(f"unusual hours, {bucket}: WQL to the best anchor's", ratio, limit, note=note))
    return targets


def _worst_sensor(models: Sequence[ModelScores], own: ModelScores) -> Target:
    name = "worst sensor: WQL to the best anchor's"
    best = best_anchor(models)
    if best is None:
        return at_most(name, None, MOST_OF_A_SENSOR, note="no anchor was measured")
    ratio = own.everything.scores().wql / best.everything.scores().wql
    return at_most(name, float(np.nanmax(ratio)), MOST_OF_A_SENSOR, note=f"to {best.name}")


def _bands(own: ModelScores) -> list[Target]:
    targets = []
    for band, share in enumerate(BANDS):
        for bucket in BUCKETS:
            covered = float(mean(own, bucket).coverage[band])
            name = f"{share:.0%} band, {bucket}: off by"
            targets.append(at_most(name, abs(covered - share), MOST_OFF[share], note=f"holds {covered:.1%}"))
        per_sensor = own.everything.scores().coverage[band]
        near = int((np.abs(per_sensor - share) <= SENSOR_OFF).sum())
        targets.append(at_least(f"{share:.0%} band: sensors within 5 points", near, FEWEST_SENSORS))
    targets.append(at_most("required forecasts that are lacking", own.lacking, 0))
    return targets


def _costs(own: ModelScores) -> list[Target]:
    costs = own.costs
    clock = "what a machine takes that does nothing else"
    peak = None if np.isnan(costs.peak_mb) else costs.peak_mb
    return [
        at_most(
            "all sensors and horizons issued", costs.issue_mean_s, MOST_ISSUE_S, "s", note=f"with updating; {clock}"
        ),
        at_most("a monthly refit", costs.fit_longest_s, MOST_FIT_S, "s", note=clock),
        at_most("memory", peak, MOST_MB, "MB", note="peak of the process that learns and issues"),
    ]
