# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Effects: is what an intervention changed found where it is built in, and nothing where nothing is?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.bench.context import Context, Size
from baken.bench.effects.cases import Cases
from baken.bench.effects.days import SCENARIOS, is_made, like_day
from baken.bench.effects.judging import METHODS, judge, scores
from baken.bench.effects.simulated import PLAYED, SimulatedCases
from baken.bench.fusion.case import bench_city
from baken.bench.model import Figure, Report, Target, at_least, at_most
from baken.bench.registry import Bench

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.bench.effects.judging import Judgement

FOLDER: Final = "effects"
SEEDS: Final = tuple(range(100, 130))
"""Of the days. Nothing was fitted to them; of the one setting, three values were tried and all kept to the limits."""

PLAYED_DAYS: Final = 6
"""So many days are lived with each played intervention; each is judged several times, with other errors and donors."""

LEAST_COVERAGE, MOST_COVERAGE, MOST_FOUND = 0.85, 0.95, 0.07
_CASES: Final = {Size.FULL: 150, Size.QUICK: 40, Size.TINY: 2}
_PLAYED: Final = {Size.FULL: 40, Size.QUICK: 10}
_CASE_S: Final = 0.25
_DAY_S: Final = 2.0


def _measure(context: Context) -> Report:
    cache = context.cache / FOLDER
    seeds, names, left_out = _days(context)
    judgements: list[Judgement] = []
    if names or context.size is Size.TINY:
        cases = Cases.read(cache, seeds, names) if names else Cases.made_up(context.seed)
        kinds = [(is_placebo, is_chosen) for is_placebo in (False, True) for is_chosen in (False, True)]
        for number in range(_CASES[context.size]):
            if not context.has_time_for(_CASE_S * len(kinds)):
                left_out += (f"{_CASES[context.size] - number} of {_CASES[context.size]} cases of each kind",)
                break
            context.say(f"case {number + 1} of {_CASES[context.size]}")
            for is_placebo, is_chosen in kinds:
                case = cases.draw(number, seed=context.seed, is_placebo=is_placebo, is_chosen=is_chosen)
                judgements += judge(case)
        judgements += _played(context, seeds)
    figures, targets = figures_of(judgements), targets_of(judgements)
    if context.choice.report is not None and judgements:
        from baken.bench.effects.report import write_report

        write_report(context.choice.report, judgements, targets, seeds, names)
    return Report(name=bench.name, title=bench.title, figures=figures, targets=targets, left_out=left_out)


def _played(context: Context, seeds: tuple[int, ...]) -> list[Judgement]:
    """Return what is said of interventions that the simulation played; a full run makes days that are not there."""
    if context.size is Size.TINY:
        return []
    cache, found = context.cache / FOLDER, []
    areas = tuple(area.id for area in bench_city().areas)
    for name, played in PLAYED.items():
        absent = [k for k in seeds[:PLAYED_DAYS] if not is_made(played.scenario, k, cache, name)]
        absent += [k for k in seeds if not is_made(played.scenario, k, cache)]
        if context.has_time_for(_DAY_S * len(absent) + _CASE_S):
            context.say(f"playing {name}")
            cases = SimulatedCases(name, cache, seeds, areas, days=PLAYED_DAYS)
            number = _PLAYED[context.size]
            found += [one for k in range(number) for one in judge(cases.draw(k, seed=context.seed))]
    return found


def _days(context: Context) -> tuple[tuple[int, ...], tuple[str, ...], tuple[str, ...]]:
    """Return which seeds and scenarios there are; a full run makes what is not in the cache."""
    cache, names = context.cache / FOLDER, context.choice.scenarios or SCENARIOS
    seeds = context.choice.seeds or SEEDS
    if context.size is Size.TINY:
        return seeds, (), ("almost everything",)
    made = []
    for name in names:
        absent = [seed for seed in seeds if not is_made(name, seed, cache)]
        for number, seed in enumerate(absent):
            if not context.has_time_for(_DAY_S * (len(absent) - number)):
                break
            context.say(f"making {name}, seed {seed}")
            like_day(name, seed, cache)
        if all(is_made(name, seed, cache) for seed in seeds):
            made.append(name)
    absent_names = [name for name in names if name not in made]
    left_out = (f"days that are not in the cache: {', '.join(absent_names)}",) if absent_names else ()
    return seeds, tuple(made), left_out


def figures_of(judgements: Sequence[Judgement]) -> tuple[Figure, ...]:
    """Return per method how often intervals hold what is built in, how wide they are, and what is found."""
    figures = []
    for method in METHODS:
        for is_chosen, days in ((False, "any day"), (True, "busy days")):
            own = [one for one in built_in(judgements) if one.method == method.id and one.is_chosen is is_chosen]
            real = scores([one for one in own if not one.is_placebo])
            none = scores([one for one in own if one.is_placebo])
            title = f"{method.id}, {days}"
            rows = (
                ("effect is told", real.told, "share of cases; else it says why not"),
                ("90 % interval holds the effect", real.coverage, f"{real.number} cases; as a share of who would come"),
                ("90 % interval holds it in persons", real.coverage_change, ""),
                ("mean width of the interval", real.width, "as a share of who would come"),
                ("mean absolute error", real.error, "as a share of who would come"),
                ("effects found significant", real.found, "of changes of 5 to 50 %"),
                ("placebos found significant", none.found, f"{none.number} cases without any effect"),
            )
            figures += [Figure(name=f"{title}: {name}", value=_known(value), note=note) for name, value, note in rows]
        for name in PLAYED:
            own = [one for one in judgements if one.method == method.id and one.scenario == name]
            real = scores(own)
            note = f"{real.number} cases, told {real.told:.0%}, true effect {np.mean([o.true_share for o in own]):+.0%}"
            title = f"{method.id}, played {name}: 90 % interval holds the effect"
            figures.append(Figure(name=title, value=_known(real.coverage), note=note if own else "not in this run"))
    return tuple(figures)


def built_in(judgements: Sequence[Judgement]) -> list[Judgement]:
    """Return those of changes by a share, without those that the simulation played."""
    return [one for one in judgements if one.scenario not in PLAYED]


def targets_of(judgements: Sequence[Judgement]) -> tuple[Target, ...]:
    """Return the promises of each method, over all cases together: any day, busy days, and played interventions."""
    targets = []
    for method in METHODS:
        own = [one for one in judgements if one.method == method.id]
        coverage = _known(scores([one for one in own if not one.is_placebo]).coverage)
        found = _known(scores([one for one in own if one.is_placebo]).found)
        note = "" if own else "not in this run"
        targets += [
            at_least(f"{method.id}: 90 % intervals hold the effect", coverage, LEAST_COVERAGE, note=note),
            at_most(f"{method.id}: 90 % intervals are not too wide", coverage, MOST_COVERAGE, note=note),
            at_most(f"{method.id}: placebos found significant", found, MOST_FOUND, note=note),
        ]
    return tuple(targets)


def _known(value: float) -> float | None:
    return None if value != value or value in (float("inf"), float("-inf")) else value


bench = Bench(
    "effects",
    "effects of interventions that are built in, and placebos, on simulated days",
    _measure,
    frozenset({"scenarios", "seeds", "report"}),
)
