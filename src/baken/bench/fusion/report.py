# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The results as a page with tables and plots."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from baken.bench.fusion import simple
from baken.bench.fusion.case import DEAD_SHARE, PUBLISHED, bench_city
from baken.bench.fusion.judging import added, best_simple
from baken.bench.fusion.plots import draw_day, draw_overview
from baken.bench.fusion.running import ESTIMATOR
from baken.bench.machine import this_machine, versions
from baken.bench.targets_markdown import targets_as_markdown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from baken.bench.fusion.running import Result
    from baken.bench.fusion.scores import Score
    from baken.bench.model import Figure, Target

PAGE: Final = "fusion-results.md"

_HEAD: Final = """\
<!-- SPDX-FileCopyrightText: 2026 Baken contributors -->
<!-- SPDX-License-Identifier: EUPL-1.2 -->

# Fusion: results

Written by `baken bench fusion --report`; do not edit. How right the picture of the simulated city is, whose truth is
known. The estimator sees what the simulated sensors tell, in the order in which it becomes known, and nothing else;
every number is of the picture as it was at that minute, not smoothed afterwards. Definitions are in
`src/baken/bench/fusion/scores.py`.

The truth comes from [individuals with plans of their own](../../src/baken/simulation/README.md), not from the model
that the estimator assumes. It is a simulation all the same: what is shown here is that the estimator does what it
should where its assumptions are broken in known ways, **not** how well it does in a real city.
"""


def write_report(folder: Path, results: Sequence[Result], figures: Sequence[Figure], targets: Sequence[Target]) -> None:
    """Write ``fusion-results.md`` and its plots into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    alive, dead = added(results, dead=False), added(results, dead=True)
    draw_overview(folder / "fusion-overview.png", alive, dead)
    parts = [_HEAD, _made(results), targets_as_markdown(targets), _errors(alive, dead), _bands(alive, dead)]
    parts.append("![Error and coverage per scenario](fusion-overview.png)\n")
    parts += [_per_area(alive), _days(folder, results), _large(figures)]
    (folder / PAGE).write_text("\n".join(part for part in parts if part), encoding="utf-8")


def _made(results: Sequence[Result]) -> str:
    seeds = tuple(sorted({result.case.seed for result in results}))
    told = f"seeds {seeds[0]} to {seeds[-1]}" if len(seeds) > 1 else f"seed {seeds[0]}"
    told += "" if seeds == PUBLISHED else f" only (scores are meant for seeds {PUBLISHED[0]} to {PUBLISHED[-1]})"
    machine, known = this_machine(), versions()
    with_ = ", ".join(f"{name} {known[name]}" for name in ("baken", "python", "numpy") if name in known)
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {told}, {len(results)} simulated days; "
        f"{with_}; {machine.processor}, {machine.cores} cores.\n"
    )


def _errors(alive: dict[str, dict[str, Score]], dead: dict[str, dict[str, Score]]) -> str:
    heading = " | ".join(simple.NAMES)
    lines = [
        "## Error of persons per area\n",
        "Root mean square error over all areas and minutes, in persons; in brackets the mean absolute error. The ratio",
        "is to the best simple method of that scenario.\n",
        f"| scenario | estimator | {heading} | ratio | estimator, {DEAD_SHARE:.0%} of sensors dead |",
        "|---|---|" + "---|" * (len(simple.NAMES) + 2),
    ]
    for name, scores in alive.items():
        others = " | ".join(_error(scores[method]) for method in simple.NAMES)
        ratio = scores[ESTIMATOR].rmse / best_simple(scores)[1].rmse
        without = _error(dead[name][ESTIMATOR]) if name in dead else "-"
        lines.append(f"| {name} | {_error(scores[ESTIMATOR])} | {others} | {ratio:.2f} | {without} |")
    return "\n".join([*lines, ""])


def _bands(alive: dict[str, dict[str, Score]], dead: dict[str, dict[str, Score]]) -> str:
    lines = [
        "## Bands and levels\n",
        "How often the 90 % band holds the truth; how often the level that is shown (1 to 5, the highest that is at",
        "least 10 % likely, and 4 from 1 % on) is right or one off; how many episodes of level 4 or 5 were missed for",
        "longer than five minutes: by that level, and in brackets even by the upper end of the band. False high is",
        "what this caution costs: the share of area-minutes shown at level 4 or 5 while they are lower. The last",
        "column is what a day costs.\n",
        (
            f"| scenario | in the band | width | in it, {DEAD_SHARE:.0%} dead | width | level near | missed "
            f"| false high | false high, {DEAD_SHARE:.0%} dead | s/day |"
        ),
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, scores in alive.items():
        own = scores[ESTIMATOR]
        other = dead[name][ESTIMATOR] if name in dead else None
        without = "- | -" if other is None else f"{other.coverage:.1%} | {_width(other):.0f}"
        costs = "-" if other is None else f"{other.false_high:.2%}"
        lines.append(
            f"| {name} | {own.coverage:.1%} | {_width(own):.0f} | {without} | {own.levels_near:.1%} "
            f"| {own.missed.sum():.0f} ({own.unforeseen.sum():.0f}) of {own.episodes.sum():.0f} "
            f"| {own.false_high:.2%} | {costs} | {own.seconds_a_day:.1f} |"
        )
    return "\n".join([*lines, ""])


def _per_area(alive: dict[str, dict[str, Score]]) -> str:
    scores = list(alive.values())
    lines = [
        "## Per area, all scenarios\n",
        "| area | root mean square error | mean error | in the band | mean width |",
        "|---|---|---|---|---|",
    ]
    for i, area in enumerate(bench_city().areas):
        number = sum(s[ESTIMATOR].number[:, i].sum() for s in scores)
        means = {
            key: sum(getattr(s[ESTIMATOR], key)[:, i].sum() for s in scores) / number
            for key in ("squares", "difference", "covered", "width")
        }
        lines.append(
            f"| {area.name} | {means['squares'] ** 0.5:.0f} | {means['difference']:+.0f} "
            f"| {means['covered']:.1%} | {means['width']:.0f} |"
        )
    return "\n".join([*lines, ""])


def _days(folder: Path, results: Sequence[Result]) -> str:
    city = bench_city()
    parts = ["## Days\n", "The first seed of each scenario, in the four areas that become fullest.\n"]
    for result in sorted(results, key=lambda each: each.case.scenario):
        if result.kept is not None:
            name = f"fusion-{result.case.scenario}.png"
            best = best_simple(result.scores)[0]
            draw_day(folder / name, result.case.scenario, result.kept, [area.name for area in city.areas], best)
            parts.append(f"![{result.case.scenario}: truth, estimate and band]({name})\n")
    return "\n".join(parts)


def _large(figures: Sequence[Figure]) -> str:
    large = [figure for figure in figures if figure.unit == "ms"]
    if not large:
        return ""
    lines = ["## Cost for a large city\n", "| | |", "|---|---|"]
    lines += [f"| {figure.name} | {figure.value:.3g} {figure.unit} |" for figure in large if figure.value is not None]
    return "\n".join([*lines, ""])


def _error(score: Score) -> str:
    return f"{score.rmse:.0f} ({score.mae:.0f})"


def _width(score: Score) -> float:
    return float(score.width.sum() / score.number.sum())
