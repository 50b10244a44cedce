# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Warning: would somebody have known in time, and how often for nothing; against "80 % of the limit is reached"."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.bench.context import Context, Size
from baken.bench.fusion.case import PUBLISHED, CaseId, bench_city, scenarios
from baken.bench.model import Figure, Report, Target, at_least, at_most
from baken.bench.registry import Bench
from baken.bench.warning.days import is_ready, made_up_day, warned_day
from baken.bench.warning.judging import Found
from baken.bench.warning.report import write_report
from baken.bench.warning.scenarios import PREPARATION_MIN, judge_day
from baken.bench.warning.year import foreseen_year, judge_year
from baken.bench.warning.year import is_ready as year_is_ready
from baken.warning.calibrating import learned
from baken.warning.methods.share_of_limit import ShareOfLimit
from baken.warning.methods.within_lead import WithinLead

if TYPE_CHECKING:
    from pathlib import Path

    from baken.evaluation.warnings.contingency import Contingency
    from baken.warning.probability import Calibration

FOLDER: Final = "warning"
HIT_RATE: Final = 0.85
FALSE_ALARM_RATIO: Final = 0.3
SLOPE: Final = (0.9, 1.1)
_QUICK_SEEDS: Final = PUBLISHED[:1]
_QUICK_WEEKS: Final = 4
_YEAR_WEEKS: Final = 52
_DAY_S: Final = 8.0


@dataclass(frozen=True, slots=True)
class _Both:
    """What came of our warnings, and of those of the simple rule."""

    ours: Found = field(default_factory=Found)
    rule: Found = field(default_factory=Found)

    def __add__(self, other: _Both) -> _Both:
        return _Both(self.ours + other.ours, self.rule + other.rule)


def _measure(context: Context) -> Report:
    if context.size is Size.TINY:
        return _tiny()
    cache, days = context.cache / FOLDER, context.cache / "forecast" / "nowcast"
    by_scenario, left_out = _scenarios(context, cache, days)
    figures = [figure for name, both in by_scenario.items() for figure in _figures(name, both)]
    courses: dict[str, _Both] = {}
    if by_scenario:
        courses["scenarios"] = sum(by_scenario.values(), _Both())
    weeks = _QUICK_WEEKS if context.size is Size.QUICK else _YEAR_WEEKS
    if context.size is Size.FULL or (year_is_ready(cache, weeks) and context.has_time_for(15.0)):
        courses["Auckland"] = _year(context, cache, weeks)
        left_out += (f"all but {weeks} weeks of Auckland's year",) if weeks < _YEAR_WEEKS else ()
    else:
        left_out += ("Auckland: its forecasts are not in the cache; run once without --quick",)
    for name, both in courses.items():
        figures += _figures(_title(name), both)
    targets = _targets(courses)
    if context.choice.report is not None:
        pairs = {name: (both.ours, both.rule) for name, both in by_scenario.items()}
        pairs |= {_title(name): (both.ours, both.rule) for name, both in courses.items()}
        write_report(context.choice.report, pairs, targets, left_out)
    return Report(name=bench.name, title=bench.title, figures=tuple(figures), targets=targets, left_out=left_out)


def _title(course: str) -> str:
    return "all scenarios" if course == "scenarios" else course


def _tiny() -> Report:
    day = made_up_day(len(bench_city().areas))
    both = _Both(judge_day(day, WithinLead()), judge_day(day, ShareOfLimit()))
    figures = tuple(_figures("made up", both))
    return Report(
        name=bench.name, title=bench.title, figures=figures, targets=_targets({}), left_out=("almost everything",)
    )


def _scenarios(context: Context, cache: Path, days: Path) -> tuple[dict[str, _Both], tuple[str, ...]]:
    names = context.choice.scenarios or scenarios()
    seeds = context.choice.seeds or (PUBLISHED if context.size is Size.FULL else _QUICK_SEEDS)
    found: dict[str, _Both] = {}
    left_out: tuple[str, ...] = ()
    for case in (CaseId(name, seed) for seed in seeds for name in names):
        if context.size is Size.QUICK and not (is_ready(case, days) and context.has_time_for(_DAY_S)):
            left_out += (f"{case.scenario}, seed {case.seed}: no time, or not in the cache",)
            continue
        context.say(f"{case.scenario}, seed {case.seed}")
        day = warned_day(case, days, cache)
        both = _Both(judge_day(day, WithinLead()), judge_day(day, ShareOfLimit()))
        found[case.scenario] = found.get(case.scenario, _Both()) + both
    if seeds != PUBLISHED:
        left_out += (f"the published seeds 0 to 19: these are {', '.join(map(str, seeds))}",)
    return found, left_out


def _corrected(shown: Found, source: str) -> Calibration:
    return learned(shown.said.probability, shown.said.happened, source)


def _year(context: Context, cache: Path, weeks: int) -> _Both:
    """Return what came of a year; every quarter is corrected by what all hours before it showed."""
    before, year = foreseen_year(cache, weeks, context.say)
    context.say("a quarter of Auckland, to learn from")
    shown, both = judge_year(before, WithinLead()), _Both()
    for number, quarter in enumerate(year.quarters()):
        context.say(f"quarter {number + 1} of Auckland")
        ours = WithinLead(calibration=_corrected(shown, "all hours before the quarter"))
        both += _Both(judge_year(quarter, ours), judge_year(quarter, ShareOfLimit()))
        shown += judge_year(quarter, WithinLead())
    return both


def _ratio(one: float) -> float | None:
    return None if np.isnan(one) else float(one)


def _figures(name: str, both: _Both) -> list[Figure]:
    found = []
    for who, one in (("ours", both.ours), ("80 % of the limit", both.rule)):
        table, title = one.episodes, f"{name}, {who}"
        note = f"{table.hits:.0f} of {table.hits + table.misses:.0f} episodes, {one.alarms} alarms in {one.warnings}"
        found += [
            Figure(name=f"{title}: hit rate", value=_ratio(table.hit_rate), note=note + " warnings"),
            Figure(
                name=f"{title}: false-alarm ratio",
                value=_ratio(table.false_alarm_ratio),
                note=f"{table.false_alarms:.0f} false beside {table.hits:.0f} hits",
            ),
            Figure(name=f"{title}: alarms that were false", value=_ratio(_share(table.false_alarms, one.alarms))),
            Figure(name=f"{title}: warnings that were false", value=_ratio(_share(one.false_warnings, one.warnings))),
            Figure(name=f"{title}: Peirce skill score of moments", value=_ratio(one.moments.peirce)),
            Figure(name=f"{title}: Peirce skill score of episodes", value=_ratio(table.peirce)),
            *_leads(title, one),
        ]
    line, hindsight = both.ours.said.line, both.ours.in_hindsight.line
    return [
        *found,
        Figure(name=f"{name}, ours: slope of reliability", value=_ratio(line.slope), note=_error(line.slope_error)),
        Figure(name=f"{name}, ours: slope over moments that were truly calm", value=_ratio(hindsight.slope)),
    ]


def _error(error: float) -> str:
    return f"standard error {error:.3f}, moments taken as independent, which they are not"


def _share(some: float, of: float) -> float:
    return some / of if of else float("nan")


def _leads(title: str, one: Found) -> list[Figure]:
    given = one.leads_s[~np.isnan(one.leads_s)] / 60.0
    if not len(given):
        return []
    tenth, half, most = np.quantile(given, [0.1, 0.5, 0.9])
    note = f"of {len(given)} of {len(one.leads_s)} episodes; tenth {tenth:.0f}, nine tenths {most:.0f}"
    return [Figure(name=f"{title}: lead time, median", value=float(half), unit="min", note=note)]


def _targets(courses: dict[str, _Both]) -> tuple[Target, ...]:
    there = courses.get("scenarios")
    table: Contingency | None = None if there is None else there.ours.episodes
    hit, false = (None, None) if table is None else (_ratio(table.hit_rate), _ratio(table.false_alarm_ratio))
    note = f"warned at least {PREPARATION_MIN} min before the onset, what the playbook needs"
    targets = [
        at_least("hit rate on the scenarios", hit, HIT_RATE, note=note),
        at_most("false-alarm ratio on the scenarios", false, FALSE_ALARM_RATIO),
    ]
    for name in ("scenarios", "Auckland"):
        both = courses.get(name)
        better = None if both is None else both.ours.moments.peirce - both.rule.moments.peirce
        targets.append(at_least(f"Peirce skill score above that of 80 % of the limit, {name}", better, 0.0))
    for name in ("scenarios", "Auckland"):
        both = courses.get(name)
        slope = None if both is None else both.ours.said.line.slope
        targets.append(at_least(f"slope of reliability not below, {name}", slope, SLOPE[0]))
        targets.append(at_most(f"slope of reliability not above, {name}", slope, SLOPE[1]))
    return tuple(targets)


bench = Bench(
    "warning",
    "warnings of simulated days and of a real year, against the rule that everybody has",
    _measure,
    frozenset({"scenarios", "seeds", "report"}),
)
