# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Simulated days on which warnings are judged: the truth, the picture as it was, and a forecast every five minutes.

Forecasts are of steps of five minutes: a limit is passed by the fullest moment, and the mean of a quarter of an hour
does not know it (docs/decisions/0067).

A day follows on two weeks of others (:mod:`baken.bench.forecast.simulated_days`). Of an event that is announced three
earlier editions were observed, of seeds that are judged nowhere, seven, five and three days before: as far apart as the
evenings of a festival of fireworks; of a bonfire of New Year it stands for three earlier years. Of every day it is
known what a radar foretold of rain, and of a year earlier three days on which a shower emptied the beach.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from zlib import crc32

import numpy as np

from baken.bench.forecast.simulated_days import ORDINARY, SUNDAYS, followed, is_made, radar, simulated_day
from baken.bench.fusion.case import CITY, CaseId
from baken.forecast.methods.editions import Editions
from baken.forecast.model import QUANTILES, Earlier, Panel
from baken.forecast.wall_clock import DAY_MIN
from baken.service.places import find_city
from baken.simulation.reading import read_scenario

if TYPE_CHECKING:
    from pathlib import Path

    from baken.bench.forecast.simulated_days import SimulatedDay
    from baken.forecast.events import PlannedEvent
    from baken.forecast.model import Float64, History, Int64
    from baken.forecast.rain import RainForecast

EDITIONS: Final = (300, 301, 302)
AGO_DAYS: Final = (7, 5, 3)
SHOWERS: Final = "sudden-rain"
SHOWERS_AGO_DAYS: Final = (378, 371, 364)
STEP_MIN: Final = 5
STEPS: Final = 12
FIRST_MIN: Final = 60


@dataclass(frozen=True, slots=True)
class WarnedDay:
    """One day.

    Attributes
    ----------
    truth, estimate, error
        Persons at the end of each minute, shape (minutes, areas).
    origin_min
        Minutes of the day at which a forecast was issued, shape (origins,).
    foreseen
        Shape (origins, areas, steps, Q); step 1 begins at the origin.
    """

    case: CaseId
    truth: Float64
    estimate: Float64
    error: Float64
    origin_min: Int64
    foreseen: Float64


def is_ready(case: CaseId, days: Path) -> bool:
    """Tell whether nothing need be simulated for a day."""
    needed = [*ORDINARY, *SUNDAYS, *(CaseId(SHOWERS, seed) for seed in EDITIONS), case]
    if _has_event(case.scenario):
        needed += [CaseId(case.scenario, seed) for seed in EDITIONS]
    return all(is_made(one, days) for one in needed)


def warned_day(case: CaseId, days: Path, cache: Path) -> WarnedDay:
    """Return a day; forecasts are made once and kept in the cache (some 5 seconds).

    Forecasts of a day that was estimated otherwise since are made anew.

    Parameters
    ----------
    days
        The cache of simulated days.
    """
    day = simulated_day(case, days)
    path = _file(case, day, cache)
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        origins, values = _foreseen(case, days)
        part = path.with_suffix(".part.npz")
        np.savez_compressed(part, origins=origins, values=values.astype(np.float32))
        part.replace(path)
    with np.load(path) as found:
        origins, values = found["origins"], found["values"].astype(np.float64)
    return WarnedDay(case, day.truth, day.fused, day.error, origins, values)


def made_up_day(areas: int) -> WarnedDay:
    """Return a day that means nothing: a crowd that comes and goes everywhere, foreseen as it is."""
    minute = np.arange(DAY_MIN)
    course = 20_000.0 * np.exp(-(((minute - 900.0) / 90.0) ** 2))
    truth = np.repeat(course[:, None], areas, axis=1)
    origins = np.arange(FIRST_MIN, DAY_MIN, STEP_MIN)
    targets = np.minimum(origins[:, None] + STEP_MIN * np.arange(STEPS), DAY_MIN - 1)
    spread = np.linspace(0.8, 1.2, len(QUANTILES))
    values = course[targets][:, None, :, None] * spread
    return WarnedDay(CaseId("made-up", 0), truth, truth, 0.1 * truth, origins, np.repeat(values, areas, axis=1))


def _file(case: CaseId, day: SimulatedDay, cache: Path) -> Path:
    estimated = crc32(np.ascontiguousarray(day.fused).tobytes())
    return cache / f"{case.scenario}-{case.seed}-{Editions().definition.version}-{STEP_MIN}-{estimated:08x}.npz"


def _foreseen(case: CaseId, days: Path) -> tuple[Int64, Float64]:
    base = followed(case, days, step_min=STEP_MIN)
    history = _with_editions(base.history, case, base.first_min, days)
    earlier, rain = _showers_before(history, base.first_min, days)
    history = replace(history, rain=(*rain, *history.rain))
    method, leads = Editions(), np.arange(1, STEPS + 1)
    method.fit(history.known_at(base.first_min))
    origins = np.arange(base.first_min + FIRST_MIN, base.first_min + DAY_MIN, STEP_MIN)
    values = []
    for origin in origins.tolist():
        known = replace(history.known_at(origin), earlier=earlier)
        method.update(known)
        values.append(method.forecast(known, leads).values)
    return origins - base.first_min, np.array(values)


def _has_event(scenario: str) -> bool:
    return bool(read_scenario(find_city(CITY), scenario).event)


def _with_editions(history: History, case: CaseId, first_min: int, days: Path) -> History:
    """Return a past in which three of its days were earlier editions; the same past where nothing is announced."""
    announced = tuple(replace(event, edition_of=event.id) for event in history.events)
    if not announced:
        return history
    if history.flows is None or history.doubts is None:
        raise ValueError("days of the simulated city have flows and doubts")
    panels: list[tuple[Panel, str, float]] = [
        (history.panel, "fused", 1.0),
        (history.doubts, "error", 1.0),
        (history.flows, "flows", float(STEP_MIN)),
    ]
    made = {name: panel.values.copy() for panel, name, _ in panels}
    events: list[PlannedEvent] = list(announced)
    steps = DAY_MIN // STEP_MIN
    for ago, seed in zip(AGO_DAYS, EDITIONS, strict=True):
        day = simulated_day(CaseId(case.scenario, seed), days)
        first = (first_min - ago * DAY_MIN - history.panel.start_min) // STEP_MIN
        for _, name, scale in panels:
            minutes = getattr(day, name).reshape(steps, STEP_MIN, -1)
            made[name][first : first + steps] = scale * np.nanmean(minutes, axis=1)
        events += [_earlier(event, ago) for event in announced]
    panel, doubts, flows = (replace(panel, values=made[name]) for panel, name, _ in panels)
    return replace(history, panel=panel, doubts=doubts, flows=flows, events=tuple(events))


def _showers_before(
    history: History, first_min: int, days: Path
) -> tuple[tuple[Earlier, ...], tuple[RainForecast, ...]]:
    """Return three days of the year before on which a shower came, and what a radar foretold on them."""
    steps, earlier = DAY_MIN // STEP_MIN, []
    rain: list[RainForecast] = []
    for ago, seed in zip(SHOWERS_AGO_DAYS, EDITIONS, strict=True):
        case, first = CaseId(SHOWERS, seed), first_min - ago * DAY_MIN
        day = simulated_day(case, days)
        panels = [
            Panel(history.panel.series, first, STEP_MIN, values.reshape(steps, STEP_MIN, -1).mean(axis=1))
            for values in (day.fused, day.error)
        ]
        earlier.append(Earlier(*panels))
        rain += radar(case, first)
    return tuple(earlier), tuple(rain)


def _earlier(event: PlannedEvent, ago_days: int) -> PlannedEvent:
    shift = ago_days * DAY_MIN
    return replace(
        event,
        id=f"{event.id}-{ago_days}",
        announced_min=event.announced_min - shift,
        start_min=event.start_min - shift,
        end_min=event.end_min - shift,
    )
