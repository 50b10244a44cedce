# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the scores of many days to figures and targets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Final

from baken.bench.fusion import simple
from baken.bench.fusion.running import ESTIMATOR
from baken.bench.model import Figure, Target, at_least, at_most

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.bench.fusion.running import Result
    from baken.bench.fusion.scores import Score

MOST_OF_SIMPLE: Final = 0.5
COVERAGE: Final = (0.87, 0.93)
LEVELS_NEAR: Final = 0.97
MOST_MISSED: Final = 0.02
SABOTAGE: Final = "sensor-sabotage"


@dataclass(frozen=True, slots=True)
class Judged:
    """What the days say."""

    figures: tuple[Figure, ...]
    targets: tuple[Target, ...]


def added(results: Sequence[Result], *, dead: bool) -> dict[str, dict[str, Score]]:
    """Return the scores of all methods per scenario, seeds added up, with all sensors or with 30 % dead."""
    found: dict[str, list[dict[str, Score]]] = {}
    for result in results:
        if result.case.dead is dead:
            found.setdefault(result.case.scenario, []).append(result.scores)
    return {
        name: {method: reduce(add, [scores[method] for scores in days]) for method in days[0]}
        for name, days in sorted(found.items())
    }


def best_simple(scores: dict[str, Score]) -> tuple[str, Score]:
    """Return the simple method with the smallest error in a scenario."""
    name = min(simple.NAMES, key=lambda each: scores[each].rmse)
    return name, scores[name]


def judge(results: Sequence[Result]) -> Judged:
    """Return the figures of every scenario, and whether what was promised is kept."""
    alive, dead = added(results, dead=False), added(results, dead=True)
    figures: list[Figure] = []
    targets: list[Target] = []
    for name, scores in alive.items():
        figures += _figures(name, scores)
        best, reference = best_simple(scores)
        ratio = scores[ESTIMATOR].rmse / reference.rmse if reference.rmse else None
        note = f"the best is: {best}"
        targets.append(at_most(f"{name}: error to best simple method", ratio, MOST_OF_SIMPLE, note=note))
    for name, scores in dead.items():
        figures.append(_error(f"{name}, 30 % dead: error", scores[ESTIMATOR]))
        figures.append(_share(f"{name}, 30 % dead: truth in the band", scores[ESTIMATOR].coverage))
        figures.append(_share(f"{name}, 30 % dead: level 4-5 shown where it is lower", scores[ESTIMATOR].false_high))
    targets += _of_all(alive, dead)
    return Judged(tuple(figures), tuple(targets))


def _figures(name: str, scores: dict[str, Score]) -> list[Figure]:
    own = scores[ESTIMATOR]
    return [
        _error(f"{name}: error", own),
        *(_error(f"{name}: error, {method}", scores[method]) for method in simple.NAMES),
        _share(f"{name}: truth in the band", own.coverage),
        _share(f"{name}: level right or one off", own.levels_near),
        _share(f"{name}: level 4-5 shown where it is lower", own.false_high),
        Figure(name=f"{name}: episodes of level 4-5", value=float(own.episodes.sum())),
        Figure(name=f"{name}: of these missed", value=float(own.missed.sum())),
        Figure(name=f"{name}: of these not even in the band", value=float(own.unforeseen.sum())),
        Figure(name=f"{name}: time per simulated day", value=own.seconds_a_day, unit="s"),
    ]


def _of_all(alive: dict[str, dict[str, Score]], dead: dict[str, dict[str, Score]]) -> list[Target]:
    all_alive = reduce(add, [scores[ESTIMATOR] for scores in alive.values()]) if alive else None
    all_dead = reduce(add, [scores[ESTIMATOR] for scores in dead.values()]) if dead else None
    sabotaged = alive.get(SABOTAGE, {}).get(ESTIMATOR)
    targets = []
    for what, score in (("all days", all_alive), ("30 % of sensors dead", all_dead), ("sabotage", sabotaged)):
        coverage = None if score is None else 100.0 * score.coverage
        targets.append(at_least(f"truth in the 90 % band, {what}", coverage, 100.0 * COVERAGE[0], "%"))
        targets.append(at_most(f"truth in the 90 % band, at most, {what}", coverage, 100.0 * COVERAGE[1], "%"))
    near = None if all_alive is None else 100.0 * all_alive.levels_near
    missed = None if all_alive is None or all_alive.share_missed is None else 100.0 * all_alive.share_missed
    targets.append(at_least("level right or one off", near, 100.0 * LEVELS_NEAR, "%"))
    targets.append(at_most("episodes of level 4-5 missed for longer than 5 min", missed, 100.0 * MOST_MISSED, "%"))
    return targets


def _error(name: str, score: Score) -> Figure:
    return Figure(name=name, value=score.rmse, unit="persons", note=f"mean absolute {score.mae:.0f}")


def _share(name: str, share: float) -> Figure:
    return Figure(name=name, value=100.0 * share, unit="%")
