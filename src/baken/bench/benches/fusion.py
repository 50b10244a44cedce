# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fusion: how right the picture of a city is whose truth is known, and what it costs for a large city."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.bench.context import Context, Size
from baken.bench.fusion.case import PUBLISHED, CaseId, scenarios
from baken.bench.fusion.judging import judge
from baken.bench.fusion.large import LargeCity, LargeNetwork, measure
from baken.bench.fusion.running import DAY_MIN, Result, run_cases
from baken.bench.model import Figure, Report, Target, at_most
from baken.bench.registry import Bench, BenchError
from baken.bench.timing import duration_s, median_ms, percentile_ms
from baken.situation.estimators import EstimationMethod

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_MS: Final = 50.0
MOST_MB: Final = 200.0
_QUICK: Final = ("fireworks-evening", "warm-sunday", "sensor-sabotage")
_TINY_MIN: Final = 40
_UPDATES: Final = {Size.FULL: 61, Size.QUICK: 21}
_CASE_S: Final = 12.0


def _measure(context: Context) -> Report:
    figures, targets = _large(context)
    cases, left_out = _cases(context)
    results = _results(context, cases)
    done = {result.case for result in results}
    if len(done) < len(cases):
        left_out += (f"{len(cases) - len(done)} of {len(cases)} days, for want of time",)
    judged = judge(results)
    if context.choice.report is not None:
        from baken.bench.fusion.report import write_report

        context.say("drawing")
        write_report(context.choice.report, results, (*figures, *judged.figures), (*judged.targets, *targets))
    return Report(
        name=bench.name,
        title=bench.title,
        figures=(*judged.figures, *figures),
        targets=(*judged.targets, *targets),
        left_out=left_out,
    )


def _cases(context: Context) -> tuple[tuple[CaseId, ...], tuple[str, ...]]:
    """Return which days are played, and what is left out of what is published."""
    chosen = context.choice
    if context.size is Size.TINY:
        return (CaseId("sensor-sabotage", 0), CaseId("sensor-sabotage", 0, dead=True)), ("almost everything",)
    for name in chosen.scenarios:
        if name not in scenarios():
            raise BenchError(f"There is no scenario {name!r}.", remedy=f"Choose of: {', '.join(scenarios())}.")
    names = chosen.scenarios or (_QUICK if context.size is Size.QUICK else scenarios())
    seeds = chosen.seeds or (PUBLISHED[:1] if context.size is Size.QUICK else PUBLISHED)
    left_out = []
    if set(names) != set(scenarios()):
        left_out.append(f"scenarios other than {', '.join(names)}")
    if seeds != PUBLISHED:
        left_out.append(f"the published seeds 0 to 19: these are {', '.join(map(str, seeds))}")
    # One of each first, so that a run that must end early has seen the most different days.
    cases = [CaseId(name, seed, dead) for seed in seeds for dead in (False, True) for name in names]
    return tuple(cases), tuple(left_out)


def _results(context: Context, cases: Sequence[CaseId]) -> list[Result]:
    minutes = _TINY_MIN if context.size is Size.TINY else DAY_MIN
    processes = 1 if context.size is Size.TINY else None
    keep = frozenset(case for case in cases if case.seed == cases[0].seed and not case.dead)
    results: list[Result] = []
    # Without a report nothing is drawn, so nothing needs to be kept.
    kept = keep if context.choice.report is not None else frozenset()
    lots = [list(cases[i : i + 2]) for i in range(0, len(cases), 2)] if context.size is Size.QUICK else [list(cases)]
    for lot in lots:
        if results and not context.has_time_for(_CASE_S):
            break
        for result in run_cases(lot, minutes=minutes, keep=kept, processes=processes):
            results.append(result)
            context.say(f"day {len(results)} of {len(cases)}: {result.case.scenario}, seed {result.case.seed}")
    return results


def _large(context: Context) -> tuple[tuple[Figure, ...], tuple[Target, ...]]:
    context.say("updating 500 areas, 2,000 gates and 10,000 streams")
    held: float | None = None
    if context.size is Size.TINY:
        city = LargeCity(LargeNetwork.of(12, 40, 200), EstimationMethod.FUSION, context.seed)
        took: tuple[float, ...] = (duration_s(city.update),)
    else:
        own = measure(EstimationMethod.FUSION, _UPDATES[context.size])
        took, held = own.took_s, own.resident_mb - measure(EstimationMethod.STATIONARY, 5).resident_mb
    note = "all 10,000 values changed, one step of a minute; one core"
    figures = (
        Figure(name="one update of a large city, median", value=median_ms(took), unit="ms", note=note),
        Figure(name="one update of a large city, p99", value=percentile_ms(took, 99), unit="ms"),
    )
    targets = (
        at_most("one update of a large city, median", median_ms(took), MOST_MS, "ms"),
        at_most("memory above the picture's", held, MOST_MB, "MB", note="fresh processes, resident"),
    )
    return figures, targets


bench = Bench(
    "fusion",
    "the picture of a simulated city against its truth, and simple methods",
    _measure,
    frozenset({"scenarios", "seeds", "report"}),
)
