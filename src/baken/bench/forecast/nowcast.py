# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The nowcast of the simulated city: two hours ahead, beside no change and the climatology.

Each is held against what was estimated later, which is all that a city ever has, and against what really was. The
nowcast sees the estimates of persons and flows as they were at each origin, two weeks of other days, and the events
that were announced; it learned from the two weeks. No day that is judged was used to choose anything.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.bench.context import Context, Size
from baken.bench.forecast.simulated_days import ORDINARY, STEP_MIN, SUNDAYS, followed, is_made
from baken.bench.fusion.case import CaseId, scenarios
from baken.bench.model import Figure, Target, at_most
from baken.forecast.methods.climatology import Climatology
from baken.forecast.methods.nowcast.conformal import ConformalNowcast

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from baken.bench.forecast.simulated_days import Followed
    from baken.forecast.model import Float64, QuantileForecast

FOLDER: Final = "nowcast"
SEEDS: Final = (0, 1, 2, 3, 4)
STEPS: Final = 8
MOST_OF_PERSISTENCE: Final = 0.70
"""It beats persistence by 30 %."""

AGAINST: Final = ("the estimate", "the truth")
METHODS: Final = ("nowcast", "persistence", "persistence of the newest minute", "climatology")
BANDS: Final = (0.8, 0.95)
_FIRST_MIN: Final = 60
_DAY_S: Final = 3.0


@dataclass(frozen=True, slots=True)
class NowcastScores:
    """Scores of one day.

    Attributes
    ----------
    mae
        Persons, plain mean over areas and origins, shape (against, methods, leads).
    inside
        Share of values in the bands of the nowcast, shape (against, bands): of what is estimated later in those that it
        gives without the doubts of estimates, of the truth in those with them.
    """

    case: CaseId
    mae: Float64
    inside: Float64

    def of_persistence(self, against: int, lead: int | slice = slice(None)) -> float:
        """Return the mean absolute error of the nowcast as a share of that of persistence."""
        return float(self.mae[against, 0, lead].mean() / self.mae[against, 1, lead].mean())


def judge_day(case: CaseId, day: Followed, *, every: int = 1) -> NowcastScores:
    """Return the scores of a day.

    Parameters
    ----------
    every
        Of so many origins, a quarter of an hour apart, one is taken.
    """
    history, method, usual = day.history, ConformalNowcast(), Climatology()
    method.fit(history.known_at(day.first_min))
    panel, leads = history.panel, np.arange(1, STEPS + 1)
    errors: list[Float64] = []
    inside: list[Float64] = []
    last = panel.end_min - STEPS * STEP_MIN
    for origin in range(day.first_min + _FIRST_MIN, last + 1, STEP_MIN * every):
        known, row = history.known_at(origin), (origin - panel.start_min) // STEP_MIN
        method.update(known)
        said = method.forecast(known, leads)  # with doubts: of the truth
        estimated = method.forecast(replace(known, doubts=None), leads)
        came = np.stack([p.values[row : row + STEPS].T for p in (panel, day.truth)])
        same, newest = (np.repeat(v[:, None], STEPS, axis=1) for v in (panel.values[row - 1], day.newest(origin)))
        made = np.stack([said.median, same, newest, usual.forecast(known, leads).median])
        errors.append(np.nanmean(np.abs(made[None] - came[:, None]), axis=2))
        inside.append(np.stack([_inside(estimated, came[0]), _inside(said, came[1])]))
    return NowcastScores(case, np.mean(errors, axis=0), np.mean(inside, axis=0))


def _inside(said: QuantileForecast, came: Float64) -> Float64:
    """Return how many values lie in each band, shape (bands,)."""
    return np.array([np.mean((came >= low) & (came <= high)) for low, high in map(said.band, BANDS)])


def nowcast_report(context: Context) -> tuple[tuple[Figure, ...], tuple[Target, ...]]:
    """Return figures and targets; a quick run judges days that are in the cache, at one origin an hour."""
    names = context.choice.scenarios or scenarios()
    seeds = context.choice.seeds or (SEEDS if context.size is Size.FULL else SEEDS[:1])
    cache, scores, why = context.cache / "forecast" / FOLDER, [], ""
    for case in (CaseId(name, seed) for seed in seeds for name in names):
        why = _why_not(context, case, cache)
        if why:
            break
        context.say(f"nowcast of {case.scenario}, seed {case.seed}")
        scores.append(judge_day(case, followed(case, cache), every=1 if context.size is Size.FULL else 4))
    return judged(scores, why)


def _why_not(context: Context, case: CaseId, cache: Path) -> str:
    if context.size is Size.FULL:
        return ""
    if context.size is Size.TINY:
        return "not in a tiny run"
    if not all(is_made(one, cache) for one in (*ORDINARY, *SUNDAYS, case)):
        return "its days are not in the cache: run once without --quick"
    return "" if context.has_time_for(_DAY_S) else "no time left in a quick run"


def judged(scores: Iterable[NowcastScores], why: str = "") -> tuple[tuple[Figure, ...], tuple[Target, ...]]:
    """Return the figures of scenarios, and whether the nowcast beats persistence by 30 % over all of them.

    Days of a scenario are averaged before a ratio is taken; scenarios have one vote each in the mean of the ratios, so
    that a crowded evening does not decide.
    """
    by_scenario: dict[str, list[NowcastScores]] = defaultdict(list)
    for score in scores:
        by_scenario[score.case.scenario].append(score)
    means = [_mean(days) for days in by_scenario.values()]
    figures = [figure for mean in means for figure in _figures(mean, len(by_scenario[mean.case.scenario]))]
    return tuple(figures), tuple(_target(number, means, why) for number in range(len(AGAINST)))


def _mean(days: list[NowcastScores]) -> NowcastScores:
    case = CaseId(days[0].case.scenario, -1)
    return NowcastScores(case, np.mean([d.mae for d in days], axis=0), np.mean([d.inside for d in days], axis=0))


def _figures(mean: NowcastScores, days: int) -> list[Figure]:
    found, minutes = [], STEP_MIN * np.arange(1, STEPS + 1)
    for against, what in enumerate(AGAINST):
        title = f"nowcast, {mean.case.scenario}, against {what}"
        ratios = ", ".join(f"{m} min {mean.of_persistence(against, i):.2f}" for i, m in enumerate(minutes.tolist()))
        note = f"{days} days; {ratios}"
        found.append(Figure(name=f"{title}: MAE to persistence's", value=mean.of_persistence(against), note=note))
        for number, method in enumerate(METHODS):
            by_lead = ", ".join(f"{m} min {v:.1f}" for m, v in zip(minutes, mean.mae[against, number], strict=True))
            mae = float(mean.mae[against, number].mean())
            found.append(Figure(name=f"{title}: MAE of {method}", value=mae, unit="{person}", note=by_lead))
        for band, share in enumerate(BANDS):
            found.append(Figure(name=f"{title}: in the {share:.0%} band", value=float(mean.inside[against, band])))
    return found


def _target(against: int, means: list[NowcastScores], why: str) -> Target:
    name = f"nowcast beats persistence by 30 % in MAE, against {AGAINST[against]}"
    if not means:
        return at_most(name, None, MOST_OF_PERSISTENCE, note=why)
    ratios = {mean.case.scenario: mean.of_persistence(against) for mean in means}
    worse = [f"{scenario} {ratio:.2f}" for scenario, ratio in ratios.items() if ratio > MOST_OF_PERSISTENCE]
    note = f"mean of {len(ratios)} scenarios, 15 to 120 min"
    note += f"; not in {', '.join(worse)}" if worse else "; in each of them"
    value = float(np.mean(list(ratios.values())))
    return at_most(name, value, MOST_OF_PERSISTENCE, note="; ".join(filter(None, (note, why))))
