# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Interventions do what they say, to the same people, and nothing before they begin."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec
import numpy as np
import pytest

from baken.simulation.interventions import ExtraTrams, Intervention, OneWayWalking, RoadClosed
from baken.simulation.making import simulate, start_us
from baken.simulation.model import Scenario, SimulationError
from baken.simulation.pair import Pair, pair, with_interventions, without
from baken.simulation.specimen import small_city, small_day
from baken.simulation.test_days import SHOW, at

ONE_WAY = OneWayWalking(gate="arcade", towards="square", start_h=21.25, end_h=23.0, obeyed=1.0)
CLOSED = RoadClosed(car_parks=("garage", "field"), start_h=11.0, end_h=15.0, stays_away=0.5)
TRAMS = ExtraTrams(line="1", extra_per_h=12.0, start_h=21.5, end_h=23.5)


@lru_cache(maxsize=8)
def made(*interventions: Intervention, seed: int = 1) -> Pair:
    scenario = with_interventions(small_day(event=[SHOW]), *interventions)
    return pair(small_city(), scenario, seed=seed, start_us=start_us(scenario, "Europe/Amsterdam"))


@pytest.mark.parametrize("one", [ONE_WAY, CLOSED, TRAMS], ids=lambda one: type(one).__name__)
def test_the_days_of_a_pair_are_equal_until_the_intervention_begins(one: Intervention) -> None:
    both, begin = made(one), at(one.start_h)
    for column in ("persons", "crossings", "cars_in", "cars_out", "boarded", "alighted"):
        first, second = getattr(both.treated, column), getattr(both.untreated, column)
        assert np.array_equal(first[:begin], second[:begin]), column
    assert not np.array_equal(both.treated.persons, both.untreated.persons)


def test_the_same_people_come_whatever_is_done() -> None:
    for one in (ONE_WAY, TRAMS):
        assert np.array_equal(made(one).treated.alighted, made(one).untreated.alighted)


def test_the_same_seed_gives_the_same_day() -> None:
    scenario = with_interventions(small_day(event=[SHOW]), ONE_WAY)
    again = simulate(small_city(), scenario, seed=1)
    assert np.array_equal(again.persons, made(ONE_WAY).treated.persons)


def test_a_day_in_which_nobody_intervenes_is_the_day_without_interventions() -> None:
    plain = simulate(small_city(), small_day(event=[SHOW]), seed=1)
    assert np.array_equal(plain.persons, made(ONE_WAY).untreated.persons)


def test_nobody_walks_against_a_direction_that_all_obey_and_some_do_when_not_all_do() -> None:
    gate, begin, end = small_city().gate_index("arcade"), at(ONE_WAY.start_h), at(ONE_WAY.end_h)
    both = made(ONE_WAY)
    against = both.treated.crossings[begin:end, gate, 0]  # from square to promenade
    assert both.untreated.crossings[begin:end, gate, 0].sum() > 0
    assert against.sum() == 0
    some = made(msgspec.structs.replace(ONE_WAY, obeyed=0.5)).treated.crossings[begin:end, gate, 0]
    assert some.sum() > 0
    assert both.effect("promenade", begin, end) < 0, "nobody comes in any more"


def test_a_gate_opens_again_when_the_intervention_ends() -> None:
    early = msgspec.structs.replace(ONE_WAY, start_h=14.0, end_h=15.0)
    gate = small_city().gate_index("arcade")
    crossings = made(early).treated.crossings[:, gate, 0]
    assert crossings[at(14.0) : at(15.0)].sum() == 0
    assert crossings[at(15.0) : at(15.5)].sum() > 0


def test_no_car_comes_in_behind_a_closed_road_and_some_people_stay_away() -> None:
    both, begin, end = made(CLOSED), at(CLOSED.start_h), at(CLOSED.end_h)
    assert both.untreated.cars_in[begin:end].sum() > 0
    assert both.treated.cars_in[begin + 1 : end].sum() == 0
    assert both.treated.cars_out[begin:end].sum() > 0
    assert both.effect("beach", end - 60, end) < 0


def test_extra_trams_take_more_people_away_and_bring_nobody() -> None:
    both, begin, end = made(TRAMS), at(TRAMS.start_h), at(TRAMS.end_h)
    assert both.treated.boarded[begin:end].sum() > both.untreated.boarded[begin:end].sum()
    assert both.effect("stop", begin + 15, end) < 0
    assert both.relative_effect("stop", begin + 15, end) < 0


def test_nobody_is_lost_or_stands_in_an_area_that_is_full() -> None:
    for one in (ONE_WAY, CLOSED, TRAMS):
        day = made(one).treated
        assert (day.persons >= 0).all()
        assert (day.persons <= day.city.most_persons).all()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"kind": "one-way-walking", "gate": "arcade", "towards": "beach"}, "does not lead towards 'beach'"),
        ({"kind": "one-way-walking", "gate": "bridge", "towards": "beach"}, "no gate 'bridge'"),
        ({"kind": "extra-trams", "line": "9", "extra_per_h": 3}, "no line '9'"),
        ({"kind": "close-road", "car_parks": ["moon"]}, "car parks"),
        ({"kind": "extra-trams", "line": "1", "extra_per_h": 3, "end_h": 9}, "ends before it begins"),
    ],
)
def test_what_is_not_there_is_refused_with_a_sentence(wrong: dict[str, Any], says: str) -> None:
    scenario = small_day(intervention=[{"start_h": 10, "end_h": 11} | wrong])
    with pytest.raises(SimulationError, match=says):
        simulate(small_city(), scenario, seed=1)


def test_a_scenario_says_what_is_done_in_its_file() -> None:
    told = {"kind": "extra-trams", "line": "1", "extra_per_h": 3.0, "start_h": 9, "end_h": 10}
    kept: Scenario = small_day(intervention=[told])
    assert kept.intervention == (ExtraTrams(line="1", extra_per_h=3.0, start_h=9, end_h=10),)
    assert without(kept).intervention == ()
