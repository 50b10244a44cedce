# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Days of the simulated city as a nowcast meets them: what was estimated as it went, and what really was.

A day follows on two weeks of others, as in a city that has run for a while: ordinary days, and warm Sundays on the
Sundays, of seeds that are judged nowhere. They are of June and July whatever the date that follows on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import numpy as np

from baken.bench.fusion.case import CaseId, bench_city, make_case
from baken.bench.fusion.playing import PictureMethod, play, truth_of
from baken.forecast.calendar import Calendar
from baken.forecast.events import PlannedEvent
from baken.forecast.model import History, Panel, Series, SeriesKind
from baken.forecast.rain import RainForecast
from baken.forecast.wall_clock import DAY_MIN, to_wall_min, weekday
from baken.simulation.methods.individuals import weather_of_day
from baken.simulation.radar import STEP_MIN as STEP_OF_RADAR_MIN
from baken.simulation.radar import radar_of
from baken.simulation.reading import read_scenario

if TYPE_CHECKING:
    from pathlib import Path

    from baken.bench.fusion.playing import Answer, Heard
    from baken.city.model import City
    from baken.forecast.model import Float64

STEP_MIN: Final = 15
HISTORY_DAYS: Final = 14
ORDINARY: Final = tuple(CaseId("ordinary-day", seed) for seed in range(200, 212))
SUNDAYS: Final = tuple(CaseId("warm-sunday", seed) for seed in (200, 201))
_SUNDAY: Final = 6
_TOLD_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class SimulatedDay:
    """One day of 24 hours, by the minute.

    Attributes
    ----------
    start_us
        When it begins.
    truth, fused, error
        Persons at the end of each minute, shape (minutes, areas): as they were, as they were estimated then, and with
        which standard error.
    flows
        Persons on each way in each minute, as they were estimated then, shape (minutes, ways).
    ways
        Identities ``way:<gate>:<from>:<to>``.
    """

    start_us: int
    truth: Float64
    fused: Float64
    error: Float64
    flows: Float64
    ways: tuple[str, ...]


class _WithFlows:
    """The network filter, of which the flows are noted as well."""

    def __init__(self, city: City) -> None:
        self._method = PictureMethod.fusion(city)
        self.flows: list[Float64] = []
        self.error: list[Float64] = []
        self.ways: tuple[str, ...] = ()
        self._ids = (*(area.id for area in city.areas), "outside")

    def hear(self, heard: Heard, now_us: int) -> Answer:
        said = self._method.hear(heard, now_us)
        found = self._method.flows()
        self.flows.append(found.persons_per_min.copy())
        self.error.append(self._method.standard_error())
        if not self.ways:
            ends = zip(found.gate_ids, found.origin.tolist(), found.destination.tolist(), strict=True)
            self.ways = tuple(f"way:{gate}:{self._ids[a]}:{self._ids[b]}" for gate, a, b in ends)
        return said


def simulated_day(case: CaseId, cache: Path) -> SimulatedDay:
    """Return a day from the cache, or make it (some 15 seconds).

    A day in the cache is what the filter said when it was made; ``--fresh`` makes all of them anew.
    """
    path = _file(case, cache)
    if not path.exists():
        made, method = make_case(case), _WithFlows(bench_city())
        said = play(made.city, made.rows, made.day.start_us, DAY_MIN, method)
        cache.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part.npz")
        np.savez_compressed(
            part,
            start_us=made.day.start_us,
            truth=truth_of(made.day, DAY_MIN),
            fused=said.persons,
            error=np.array(method.error),
            flows=np.array(method.flows),
            ways=np.array(method.ways),
        )
        part.replace(path)
    with np.load(path) as found:
        ways = tuple(str(one) for one in found["ways"].tolist())
        truth, fused, error, flows = (found[name] for name in ("truth", "fused", "error", "flows"))
        return SimulatedDay(int(found["start_us"]), truth, fused, error, flows, ways)


def is_made(case: CaseId, cache: Path) -> bool:
    """Tell whether a day is in the cache."""
    return _file(case, cache).exists()


def _file(case: CaseId, cache: Path) -> Path:
    return cache / f"{case.scenario}-{case.seed}-with-error.npz"


@dataclass(frozen=True, slots=True)
class Followed:
    """A day that follows on two weeks of others.

    Attributes
    ----------
    history
        What was estimated as it went, of persons, and flows and standard errors beside it.
    truth
        What really was, on the same steps.
    first_min
        When the day begins.
    estimated
        Of each minute of the day, shape (minutes, areas).
    """

    history: History
    truth: Panel
    first_min: int
    estimated: Float64

    def newest(self, origin_min: int) -> Float64:
        """Return what was estimated of the minute that ends at an origin, shape (areas,)."""
        return np.asarray(self.estimated[origin_min - self.first_min - 1])


def followed(case: CaseId, cache: Path, *, step_min: int = STEP_MIN) -> Followed:
    """Return a day with the two weeks before it."""
    today = simulated_day(case, cache)
    city = bench_city()
    first = int(to_wall_min(np.array([today.start_us]), ZoneInfo(city.time_zone))[0])
    ordinary, sundays = iter(ORDINARY), iter(SUNDAYS)
    cases = []
    for ago in range(HISTORY_DAYS, 0, -1):
        sunday = int(weekday(np.array(first - ago * DAY_MIN))) == _SUNDAY
        cases.append(next(sundays) if sunday else next(ordinary))
    days = [*(simulated_day(one, cache) for one in cases), today]
    persons = tuple(Series(id=f"area:{a.id}", kind=SeriesKind.PERSONS, place_id=a.id) for a in city.areas)
    ways = tuple(Series(id=way, kind=SeriesKind.FLOW, place_id=way.split(":")[1]) for way in today.ways)
    start = first - HISTORY_DAYS * DAY_MIN

    def panel(series: tuple[Series, ...], values: list[Float64], scale: float) -> Panel:
        return Panel(series, start, step_min, scale * _means(np.concatenate(values), step_min))

    fused = panel(persons, [day.fused for day in days], 1.0)
    flows = panel(ways, [day.flows for day in days], float(step_min))
    doubts = panel(persons, [day.error for day in days], 1.0)
    truth = panel(persons, [day.truth for day in days], 1.0)
    begins = start + DAY_MIN * np.arange(len(days))
    rain = [radar(one, begin) for one, begin in zip([*cases, case], begins.tolist(), strict=True)]
    history = History(
        fused,
        Calendar("NL"),
        events=_announced(case.scenario, first),
        flows=flows,
        doubts=doubts,
        rain=tuple(issue for day in rain for issue in day),
    )
    return Followed(history, truth, first, today.fused)


def radar(case: CaseId, first_min: int) -> tuple[RainForecast, ...]:
    """Return what a radar would have foretold of a day that begins at a wall-clock minute."""
    scenario = read_scenario(bench_city().folder, case.scenario)
    told = radar_of(weather_of_day(scenario, case.seed), case.seed)
    return tuple(
        RainForecast(first_min + minute, first_min + minute, STEP_OF_RADAR_MIN, rates)
        for minute, rates in zip(told.issued_minute.tolist(), told.rain_mm_h, strict=True)
    )


def _means(values: Float64, step_min: int) -> Float64:
    parts = values.reshape(-1, step_min, values.shape[1])
    given = ~np.isnan(parts)
    count = given.sum(axis=1)
    return np.where(count > 0, np.where(given, parts, 0.0).sum(axis=1) / np.maximum(count, 1), np.nan)


def _announced(scenario: str, first_min: int) -> tuple[PlannedEvent, ...]:
    """Return the events of a scenario as an organiser announced them, a week before."""
    midnight = first_min // DAY_MIN * DAY_MIN
    return tuple(
        PlannedEvent(
            id=event.id,
            title=event.name,
            kind=event.id,
            announced_min=midnight - _TOLD_DAYS * DAY_MIN,
            start_min=midnight + round(event.start_h * 60.0),
            end_min=midnight + round(event.end_h * 60.0),
            area_ids=tuple(event.areas),
            expected_visitors=float(event.announced or np.nan),
            source=f"scenario {scenario}",
        )
        for event in read_scenario(bench_city().folder, scenario).event
    )
