# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Three ways to foresee the next two hours, of many origins at once: conservation, the usual course, no change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.methods.nowcast.conservation import Seen, moved_on, ratio, returning
from baken.forecast.methods.nowcast.leaving import coming, leaving
from baken.forecast.methods.nowcast.usual import Days
from baken.forecast.methods.nowcast.ways import Ways
from baken.forecast.model import Panel, SeriesKind
from baken.forecast.wall_clock import DAY_MIN

if TYPE_CHECKING:
    from baken.forecast.methods.nowcast.settings import NowcastSettings
    from baken.forecast.model import Float64, Int64, Known

CANDIDATES: Final = ("conservation", "usual course", "no change")


@dataclass(frozen=True, slots=True)
class Past:
    """What was known, by days: of what is foreseen, and of the ways; the same clock.

    Attributes
    ----------
    way_of
        Column of each series among the ways, -1 where it is none.
    """

    known: Known
    panel: Days
    flows: Days
    ways: Ways
    way_of: Int64

    @classmethod
    def of(cls, known: Known, settings: NowcastSettings) -> Past:
        """Return the last days of what is known; without flows the ways are none."""
        panel, flows = known.panel, flows_of(known)
        ways = Ways.of(panel.series, flows.series)
        place = {flows.series[column].id: number for number, column in enumerate(ways.flow.tolist())}
        days = Days.of(flows, known.origin_min, settings.past_days)
        of_panel = Days.of(panel, known.origin_min, settings.past_days)
        first = max(days.first, of_panel.first)
        return cls(
            known,
            _since(of_panel, first),
            replace(_since(days, first), values=_since(days, first).values[:, :, ways.flow]),
            ways,
            np.array([place.get(s.id, -1) for s in panel.series], dtype=np.int64),
        )


def flows_of(known: Known) -> Panel:
    """Return the panel of flows, or the flows in the panel; those of another step are of no use."""
    panel = known.panel
    if known.flows is not None and known.flows.step_min == panel.step_min and len(known.flows):
        return known.flows
    return panel.take([i for i, s in enumerate(panel.series) if s.kind is SeriesKind.FLOW])


def _since(days: Days, first: int) -> Days:
    return Days(first, days.step_min, days.values[first - days.first :])


def candidates(past: Past, origins_min: Int64, steps: int, settings: NowcastSettings) -> Float64:
    """Return what each candidate foresees, shape (candidates, origins, steps, series); NaN where it cannot tell.

    The usual is that of other days than the origin's, so for an origin of the past too no target is looked at.
    """
    step = past.panel.step_min
    back = max(2, round(3 * settings.memory_min / step))
    times = origins_min[:, None] + step * np.arange(-back, steps)[None, :]
    usual = np.empty((*times.shape, past.panel.values.shape[2]))
    usual_flows = np.empty((*times.shape, past.flows.values.shape[2]))
    for day in np.unique(origins_min // DAY_MIN).tolist():
        mine = origins_min // DAY_MIN == day
        slots = times[mine] % DAY_MIN // step
        usual[mine] = past.panel.usual(day, settings)[slots]
        usual_flows[mine] = past.flows.usual(day, settings)[slots]
    seen, newest = _filled(past.panel.rows(times[:, :back]), usual[:, :back], step, settings)
    level = returning(ratio(seen, usual[:, :back], step, settings), _middles(steps, step), settings.level_min)
    few = settings.few_persons
    course = (usual[:, back:] + few) * level - few
    same = np.repeat(newest[:, None, :], steps, axis=1)
    course = np.where(np.isnan(course), same, np.maximum(course, 0.0))
    conserved = course.copy()
    if len(past.ways.flow):
        areas = past.ways.areas
        flows = past.flows.rows(times[:, :back])
        inner = Seen(np.where(np.isnan(seen[:, :, areas]), newest[:, None, areas], seen[:, :, areas]), flows,
                     usual[:, :, areas], usual_flows)  # fmt: skip
        of_events = [law(past.known, past.ways, origins_min, steps * step, inner) for law in (leaving, coming)]
        inner = replace(inner, leaving=of_events[0], coming=of_events[1])
        persons, passing = moved_on(inner, past.ways, step, settings)
        served = areas[past.ways.served]
        conserved[:, :, served] = persons[:, :, past.ways.served]
        if inner.coming is not None:  # what was usual, or is so now, says nothing of an audience that comes
            alone = np.asarray((inner.coming > 1.0).any(axis=1))[:, None, past.ways.served]
            for other in (course, same):
                other[:, :, served] = np.where(alone, persons[:, :, past.ways.served], other[:, :, served])
        of_flow = np.flatnonzero(past.way_of >= 0)
        conserved[:, :, of_flow] = passing[:, :, past.way_of[of_flow]]
    blank = np.isnan(np.repeat(newest[:, None, :], steps, axis=1))
    conserved = np.where(np.isnan(conserved), course, conserved)
    return np.stack([np.where(blank, np.nan, one) for one in (conserved, course, same)])


def _middles(steps: int, step_min: int) -> Float64:
    return np.asarray(step_min * (np.arange(steps, dtype=np.float64) + 0.5))


def _filled(seen: Float64, usual: Float64, step_min: int, settings: NowcastSettings) -> tuple[Float64, Float64]:
    """Return the last steps with gaps of the newest filled, and the newest value; NaN where it is too old.

    A gap is filled by what is usual then, at the level of the steps that were seen.
    """
    allowed = max(2, settings.newest_min // step_min)
    given = ~np.isnan(seen)
    recent = given[:, -allowed:].any(axis=1)
    level = ratio(seen, usual, step_min, settings)
    guess = usual * level[:, None, :]
    last = np.where(given, np.arange(seen.shape[1])[None, :, None], -1).max(axis=1)
    value = np.take_along_axis(seen, np.maximum(last, 0)[:, None, :], axis=1)[:, 0]
    filled = np.where(given, seen, np.where(np.isnan(guess), value[:, None, :], guess))
    return filled, np.where(recent, filled[:, -1], np.nan)
