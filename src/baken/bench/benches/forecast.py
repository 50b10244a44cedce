# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forecast: what would have been foreseen through 2025 of real counts, by us and by what anyone would pick instead."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from baken.bench.context import Context, Size
from baken.bench.forecast.judging import judge
from baken.bench.forecast.nowcast import nowcast_report
from baken.bench.forecast.protocol import full_plan, quick_plan
from baken.bench.forecast.scores import ModelScores, score
from baken.bench.forecast.taking_part import ANCHORS, LIGHTGBM, OURS, RECURSIVE, contender
from baken.bench.forecast.truth import CITY, history_of
from baken.bench.model import Figure, Report
from baken.bench.registry import Bench
from baken.forecast.backtest.engine import Backtest, Done
from baken.forecast.registry import FORECASTERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.forecast.backtest.plan import Plan, WorkItem

FOLDER: Final = "forecast"
_REPORT_S: Final = 6.0
"""A quick run keeps so much time for scores and the table."""
_FITTED_S: Final = 4.0
"""About what an item takes whose fit is there."""


@dataclass(slots=True)
class _Gathered:
    """What has been finished so far, by model; and of what is not, why."""

    months: dict[str, list[Done]] = field(default_factory=lambda: defaultdict(list))
    why_not: dict[str, str] = field(default_factory=dict)


def _measure(context: Context) -> Report:
    names = _names(context)
    cache = context.cache / FOLDER
    contenders = tuple(contender(name, cache) for name in names)
    backtest = Backtest(folder=cache, load=history_of, contenders=contenders, plan=_plan(context))
    gathered = _run(context, backtest)
    models = _scores(context, backtest, gathered)
    judged = judge(models, names)
    figures, targets = nowcast_report(context)
    absent = tuple(Figure(name=f"{name}: not measured", value=None, note=why) for name, why in gathered.why_not.items())
    if context.choice.report is not None and models:
        from baken.bench.forecast.report import write_report

        context.say("drawing")
        write_report(context.choice.report, backtest, models, judged, gathered.why_not)
    return Report(
        name=bench.name,
        title=bench.title,
        figures=(*judged.figures, *figures, *absent),
        targets=(*judged.targets, *targets),
        left_out=_left_out(context, names),
    )


def _names(context: Context) -> tuple[str, ...]:
    if context.choice.models:
        return tuple(dict.fromkeys(context.choice.models))
    if context.size is Size.TINY:
        return "climatology", "how_mean4"
    if context.size is Size.QUICK:
        return *OURS, LIGHTGBM
    return *OURS, *ANCHORS


def _plan(context: Context) -> Plan:
    if context.size is Size.FULL:
        return full_plan(context.seed)
    plan = quick_plan(context.seed)
    if context.size is Size.QUICK:
        return plan
    first = plan.origins_min[:2]
    return replace(plan, origins_min=first, only_min=None)


def _run(context: Context, backtest: Backtest) -> _Gathered:
    """Finish the items one by one, as far as a quick run has time for them; what is finished already comes first."""
    gathered = _Gathered()
    items = backtest.items([CITY])
    if context.size is Size.QUICK:
        items = tuple(sorted(items, key=lambda item: not backtest.is_done(item)))
    for number, item in enumerate(items):
        if item.model in gathered.why_not:
            continue
        context.say(f"{item.model} in {item.month}, {number + 1} of {len(items)}")
        why_not = _no_time(context, backtest, item)
        if not why_not:
            done = backtest(item)
            why_not = done.why_not
            gathered.months[item.model].append(done)
        if why_not:
            gathered.why_not[item.model] = why_not
    return gathered


def _no_time(context: Context, backtest: Backtest, item: WorkItem) -> str:
    """Return why a quick run does not make an item; empty when it does."""
    if context.size is not Size.QUICK or backtest.is_done(item):
        return ""
    if not backtest.is_fitted(item) and _learns(item.model):
        return f"what it learned by {item.month} is not in the cache: run once without --quick"
    return "" if context.has_time_for(_REPORT_S + _FITTED_S) else "no time left in a quick run"


def _learns(model: str) -> bool:
    """Tell whether a model takes long to learn, as far as is known beforehand."""
    return model in RECURSIVE or (model in FORECASTERS and FORECASTERS[model].learns)


def _scores(context: Context, backtest: Backtest, gathered: _Gathered) -> list[ModelScores]:
    """Return the scores of all that finished every month."""
    found = []
    for one in backtest.contenders:
        if one.id not in gathered.why_not:
            context.say(f"scoring {one.id}")
            months: Sequence[Done] = sorted(gathered.months[one.id], key=lambda done: done.item.month)
            found.append(score(backtest, one.id, months, one.refit_months))
    return found


def _left_out(context: Context, names: tuple[str, ...]) -> tuple[str, ...]:
    if context.size is Size.TINY:
        return ("almost everything",)
    left_out = []
    if context.size is Size.QUICK:
        left_out.append("all but every thirtieth day: 26 of 730 origins, so that scores differ by chance")
    absent = [name for name in ANCHORS if name not in names]
    if absent:
        left_out.append(f"the anchors {', '.join(absent)}")
    return tuple(left_out)


bench = Bench(
    "forecast",
    "forecasts of real counts through 2025, against what anyone would pick instead",
    _measure,
    frozenset({"models", "report"}),
)
