# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Warnings on days of the simulated city, every five minutes, by the limits that the city declares."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.bench.fusion.case import bench_city
from baken.bench.warning.days import FIRST_MIN, STEP_MIN
from baken.bench.warning.judging import Found, found, play
from baken.evaluation.warnings.episodes import Rule
from baken.forecast.model import QUANTILES, Status
from baken.forecast.wall_clock import DAY_MIN
from baken.warning.looking import in_persons
from baken.warning.neighbourhood import Neighbourhood
from baken.warning.outlook import Outlook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.bench.warning.days import WarnedDay
    from baken.forecast.model import Float64
    from baken.warning.model import Limit
    from baken.warning.protocol import Condition

MINUTE_US: Final = 60_000_000
EVERY_MIN: Final = 5
PREPARATION_MIN: Final = 15
"""What the playbook of one-way walking needs (``cities/scheveningen/playbooks/one-way-after-fireworks.toml``)."""

RULE: Final = Rule(lead_us=PREPARATION_MIN * MINUTE_US, earliest_us=120 * MINUTE_US, window_us=60 * MINUTE_US)
JOIN_US: Final = 15 * MINUTE_US
SHORTEST_US: Final = 5 * MINUTE_US


@lru_cache(maxsize=1)
def limits_of_city() -> tuple[tuple[Limit, ...], Float64, tuple[int, ...]]:
    """Return the limits, each in persons, and the place of its area."""
    city = bench_city()
    place = {area.id: number for number, area in enumerate(city.areas)}
    limits = city.limits.limits
    persons = [in_persons(limit, city.areas[place[limit.area_id]]) for limit in limits]
    return limits, np.array(persons), tuple(place[limit.area_id] for limit in limits)


def judge_day(day: WarnedDay, condition: Condition) -> Found:
    """Return what came of the warnings of a day."""
    limits, persons, place = limits_of_city()
    city = bench_city()
    played = play(condition, limits, _outlooks(day), Neighbourhood.of_city(city.areas, city.gates))
    passed = day.truth[:, place] > persons
    times = MINUTE_US * np.arange(1, DAY_MIN + 1)
    lead_us = int(min(limit.lead_time_s for limit in limits)) * 1_000_000
    return found(played, passed, times, lead_us, RULE, join_us=JOIN_US, shortest_us=SHORTEST_US)


def _outlooks(day: WarnedDay) -> Iterator[Outlook]:
    limits, persons, place = limits_of_city()
    count, rows = len(limits), np.array(place)
    lead = np.array([limit.lead_time_s for limit in limits], np.int64)
    none = np.zeros(count, np.uint8)
    for minute in range(FIRST_MIN, DAY_MIN, EVERY_MIN):
        newest = int(np.searchsorted(day.origin_min, minute, side="right")) - 1
        origin, steps = int(day.origin_min[newest]), day.foreseen.shape[2]
        yield Outlook(
            at_us=minute * MINUTE_US,
            limits=persons,
            is_below=np.zeros(count, np.bool_),
            lead_s=lead,
            value=day.estimate[minute - 1, rows],
            standard_error=day.error[minute - 1, rows],
            precondition=np.ones(count),
            quality=none,
            doubt=none,
            sources=np.full(count, 2, np.int64),
            foreseen=day.foreseen[newest, rows],
            quantiles=QUANTILES,
            step_start_us=(origin + STEP_MIN * np.arange(steps, dtype=np.int64)) * MINUTE_US,
            step_s=60 * STEP_MIN,
            forecast_status=np.full(count, Status.OWN, np.uint8),
            forecast_issued_us=origin * MINUTE_US,
        )
