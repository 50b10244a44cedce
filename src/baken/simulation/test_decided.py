# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""People act on what is decided from the minute on from which it is known, and what was before stays as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from baken.simulation.day import MINUTE_US
from baken.simulation.decided import (
    Decided,
    acted_on_from,
    extra_trams,
    moments_of,
    one_way,
    road_closed,
    with_decided,
)
from baken.simulation.making import simulate, start_us
from baken.simulation.specimen import small_city, small_day
from baken.simulation.test_days import SHOW, at

if TYPE_CHECKING:
    from baken.simulation.day import Day
    from baken.simulation.interventions import Intervention

DAY_US = 1440 * MINUTE_US
SCENARIO = small_day(event=[SHOW])
BEGINS = start_us(SCENARIO, "Europe/Amsterdam")
KINDS: list[Intervention] = [one_way("arcade", "square"), road_closed(("garage", "field")), extra_trams("1", 12.0)]


def lived(*decided: Decided) -> Day:
    return simulate(small_city(), with_decided(SCENARIO, decided, BEGINS, BEGINS + DAY_US), seed=1)


def minute(hour: float) -> int:
    return BEGINS + at(hour) * MINUTE_US


@pytest.mark.parametrize("one", KINDS, ids=lambda one: type(one).__name__)
def test_a_day_is_equal_until_a_decision_and_until_it_is_taken_back(one: Intervention) -> None:
    begin, end = (12.0, 13.0) if one is KINDS[1] else (21.5, 22.25)
    plain, stays = lived(), lived(Decided(intervention=one, from_us=minute(begin)))
    ends = lived(Decided(intervention=one, from_us=minute(begin), until_us=minute(end)))
    for column in ("persons", "crossings", "cars_in", "boarded"):
        without, on, over = (getattr(day, column) for day in (plain, stays, ends))
        assert np.array_equal(without[: at(begin)], on[: at(begin)]), column
        assert np.array_equal(on[: at(end)], over[: at(end)]), column
    assert not np.array_equal(plain.persons, ends.persons)
    assert not np.array_equal(stays.persons, ends.persons)


def test_nothing_that_was_decided_is_a_day_like_any_other() -> None:
    yesterday = Decided(intervention=KINDS[0], from_us=BEGINS - 2 * MINUTE_US, until_us=BEGINS)
    assert np.array_equal(lived().persons, lived(yesterday).persons)
    assert with_decided(SCENARIO, (yesterday,), BEGINS, BEGINS + DAY_US) is SCENARIO


def test_what_is_known_at_a_moment_does_not_look_ahead() -> None:
    one = Decided(intervention=KINDS[0], from_us=3, until_us=7)
    assert moments_of((one,)) == (3, 7)
    assert one.known_at(2) is None
    assert one.known_at(3) == Decided(intervention=KINDS[0], from_us=3)
    assert one.known_at(7) == one


def test_people_act_some_whole_minutes_after_something_is_carried_out() -> None:
    moment = acted_on_from(minute(21.5) + 1)
    assert moment % MINUTE_US == 0
    assert moment == minute(21.5) + 3 * MINUTE_US
