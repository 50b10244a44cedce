# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A simulated day: nobody is lost, nothing is overfull, and it happens what the scenario says."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.simulation.making import simulate, start_us
from baken.simulation.model import SimulationError
from baken.simulation.specimen import small_city, small_day

if TYPE_CHECKING:
    from baken.simulation.day import Day

SHOW = {
    "id": "show",
    "name": "Show",
    "start_h": 21.0,
    "end_h": 21.5,
    "areas": {"beach": 1.0, "promenade": 0.3},
    "visitors": 4000,
    "modes": {"tram": 0.5, "foot": 0.5},
    "at_once": 0.8,
}


@lru_cache(maxsize=32)
def _day(seed: int, changes: bytes) -> Day:
    return simulate(small_city(), small_day(**msgspec.json.decode(changes)), seed=seed)


def day(seed: int = 1, **changes: Any) -> Day:
    """Return a day of the small place, made once."""
    return _day(seed, msgspec.json.encode(changes))


def at(hour: float) -> int:
    """Return the minute of an hour."""
    return round((hour - 4.0) * 60)


def net_flow(made: Day) -> np.ndarray[Any, Any]:
    """Return what the crossings add to each area in each minute."""
    added = np.zeros((made.minutes, len(made.city.areas) + 1), dtype=np.int64)
    for gate, (one, other) in enumerate(made.city.gate_areas.tolist()):
        forth, back = made.crossings[:, gate, 0], made.crossings[:, gate, 1]
        added[:, other] += forth - back
        added[:, one] += back - forth
    return added[:, :-1]


@settings(max_examples=6, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    crowding=st.sampled_from([0.0, 0.1, 1.0, 3.0]),
    rain=st.sampled_from([0.0, 12.0]),
    with_show=st.booleans(),
    fails=st.booleans(),
)
def test_persons_are_conserved_exactly_whatever_happens(
    seed: int, crowding: float, rain: float, with_show: bool, fails: bool
) -> None:
    made = day(
        seed,
        crowding=crowding,
        weather={"temperature_c": [[4, 16], [14, 26]], "rain_mm_h": [[14, 0], [14.1, rain], [16, 0]]},
        event=[SHOW] if with_show else [],
        line_failure=[{"line": "1", "start_h": 13, "end_h": 17}] if fails else [],
    )
    assert np.array_equal(np.diff(made.persons.astype(np.int64), axis=0), net_flow(made))
    assert (made.persons >= 0).all()
    assert (made.in_panel <= made.persons).all()
    assert (made.persons <= made.city.most_persons).all()
    assert (made.cars >= 0).all()
    assert (made.cycles >= 0).all()


def test_the_same_seed_is_the_same_day_and_another_another() -> None:
    one = simulate(small_city(), small_day(), seed=5)
    again = simulate(small_city(), small_day(), seed=5)
    other = simulate(small_city(), small_day(), seed=6)
    for name in ("persons", "crossings", "cars", "cycles", "alighted", "boarded", "departures"):
        assert np.array_equal(getattr(one, name), getattr(again, name)), name
    assert not np.array_equal(one.persons, other.persons)


def test_no_gate_lets_more_through_than_its_width() -> None:
    made = day(crowding=4.0, event=[SHOW])
    both = made.crossings.sum(axis=2)
    doors = made.city.gate_index("doors")  # trams are boarded by their own capacity
    for gate in range(len(made.city.gates)):
        if gate != doors:
            assert both[:, gate].max() <= made.city.through_per_min[gate]


def test_a_narrow_gate_makes_people_wait() -> None:
    wide = simulate(small_city(), small_day(event=[SHOW]), seed=2)
    gates = list(wide.city.gates)
    narrow_gates = [msgspec.structs.replace(g, effective_width_m=0.6) if g.id == "stairs" else g for g in gates]
    narrow = replace(wide.city, through_per_min=np.floor(82.0 * np.array([g.effective_width_m for g in narrow_gates])))
    slow = simulate(narrow, small_day(event=[SHOW]), seed=2)
    stairs = wide.city.gate_index("stairs")
    assert wide.crossings[:, stairs].sum(axis=1).max() > 82 * 0.6
    assert slow.crossings[:, stairs].sum(axis=1).max() <= np.floor(82 * 0.6)


def test_car_parks_hold_no_more_than_their_spaces_and_empty_at_their_exits() -> None:
    made = day(crowding=3.0)
    for place, park in enumerate(made.city.network.car_park):
        assert made.cars[:, place].max() <= park.spaces - park.regulars
        assert made.cars_out[:, place].max() <= np.ceil(park.exits_per_min) + 1
        assert np.array_equal(np.diff(made.cars[:, place]), made.cars_in[:, place] - made.cars_out[:, place])
    assert made.cars[:, 0].max() == 52, "the garage is full on such a day"


def test_who_finds_the_garage_full_parks_elsewhere() -> None:
    calm, busy = day(crowding=0.3), day(crowding=3.0)
    share = [made.cars_in.sum(axis=0)[1] / made.cars_in.sum() for made in (calm, busy)]
    assert share[1] > share[0] + 0.1


def test_trams_bring_and_take_whom_they_carry() -> None:
    made = day(crowding=2.0)
    doors = made.city.gate_index("doors")
    assert np.array_equal(made.crossings[:, doors, 0].sum(), made.alighted.sum())
    assert np.array_equal(made.crossings[:, doors, 1], made.boarded.sum(axis=1))
    assert (made.departures[:, 2] <= 150).all()
    assert made.boarded.sum() == pytest.approx(made.alighted.sum(), rel=0.1)
    assert made.boarded.max() > 100, "many wait for the same tram"


def test_arrivals_follow_the_modes() -> None:
    made = day()
    visitors = made.visitors
    assert made.alighted.sum() / visitors == pytest.approx(0.5 * 0.87, abs=0.08)


def test_nobody_comes_when_it_is_cold_and_wet() -> None:
    warm, cold = day(), day(weather={"temperature_c": [[4, 5]], "rain_mm_h": [[4, 3]]})
    beach = warm.city.area_index("beach")
    assert cold.persons[:, beach].max() < 0.05 * warm.persons[:, beach].max()


def test_rain_empties_the_beach_within_the_hour() -> None:
    weather = {"temperature_c": [[4, 16], [14, 26]], "rain_mm_h": [[15, 0], [15.1, 10], [17, 10], [17.1, 0]]}
    made = day(weather=weather)
    beach = made.persons[:, made.city.area_index("beach")]
    assert beach[at(14.8)] > 500
    assert beach[at(16.2)] < 0.15 * beach[at(14.8)]


def test_a_tram_failure_shifts_to_other_ways() -> None:
    calm = day(seed=8)
    failed = day(seed=8, line_failure=[{"line": "1", "start_h": 11, "end_h": 15}])
    during = slice(at(11.3), at(14.8))
    first = [number for number, call in enumerate(calm.calls) if calm.city.network.line[call.line].id == "1"]
    second = [number for number in range(len(calm.calls)) if number not in first]
    assert failed.alighted[during, first].sum() == 0
    assert failed.boarded[during, first].sum() == 0
    assert failed.alighted[during, second].sum() > 1.2 * calm.alighted[during, second].sum()
    assert failed.visitors < calm.visitors


def test_a_show_fills_the_beach_and_lets_it_go_at_once() -> None:
    made = day(event=[SHOW])
    beach = made.persons[:, made.city.area_index("beach")]
    assert beach[at(21.3)] > 1500
    assert beach[at(22.3)] < 0.5 * beach[at(21.3)]
    stairs = made.crossings[:, made.city.gate_index("stairs"), 1]
    before, after = stairs[at(20) : at(21.4)].mean(), stairs[at(21.5) : at(22)].mean()
    assert after > 3.0 * before, "the way home has its peak after the end"


def test_everybody_goes_home() -> None:
    made = day(event=[SHOW])
    assert made.persons[-1].sum() < 0.02 * made.persons.sum(axis=1).max()


def test_a_day_in_the_night_of_the_clocks_begins_at_four() -> None:
    assert start_us(small_day(date="2026-10-25"), "Europe/Amsterdam") % 86_400_000_000 == 3 * 3_600_000_000
    assert start_us(small_day(date="2026-10-24"), "Europe/Amsterdam") % 86_400_000_000 == 2 * 3_600_000_000


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"network": {"street": []}}, "street"),
        ({"network": {"street": [{"gate": "stairs"}]}}, "does not lead outside"),
        ({"network": {"street": [{"gate": "no-such"}]}}, "no gate 'no-such'"),
        ({"network": {"area": [{"id": "moon"}]}}, "no area 'moon'"),
        ({"demand": {"shelter": "nowhere"}}, "no activity 'nowhere'"),
        ({"network": {"road": [{"id": "a", "car_parks": ["x"]}]}}, "no car park 'x'"),
    ],
)
def test_a_place_that_contradicts_itself_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(SimulationError, match=said):
        small_city(**changes)


def test_a_day_type_without_numbers_is_refused() -> None:
    with pytest.raises(SimulationError, match="'kingsday'"):
        simulate(small_city(), small_day(day="kingsday"), seed=1)


def test_a_large_day_takes_seconds_not_minutes() -> None:
    import time

    begun = time.process_time()
    made = simulate(small_city(), small_day(crowding=10.0), seed=1)
    assert made.visitors > 20_000
    assert time.process_time() - begun < 20.0


def test_the_truth_has_no_other_columns_than_are_explained() -> None:
    made = day()
    text = type(made).__doc__ or ""
    hidden = {"city", "scenario", "calls", "weather"}
    assert all(field.name in text for field in fields(made) if field.name not in hidden)
