# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest

from baken.observation.stream import Stream
from baken.situation.estimator import StationaryEstimator
from baken.situation.model import SituationError
from baken.situation.picture import LivePicture
from baken.situation.scenario import bench_case
from baken.situation.topology import Topology
from baken.vocabulary.place import Area, AreaKind, Gate
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.quantity import Quantity
from baken.vocabulary.time import NO_TIME_US

MINUTE = 60_000_000
HOUR = 60 * MINUTE
NAN = float("nan")


def area(name: str, kind: AreaKind = AreaKind.WALKWAY, **more: Any) -> Area:
    length = 100.0 if kind in (AreaKind.WALKWAY, AreaKind.STAIRS) else 0.0
    return Area(id=name, name=name, kind=kind, usable_area_m2=400.0, length_m=length, polygon=(), **more)


def gate(name: str, *areas: str, width: float = 4.0) -> Gate:
    return Gate(id=name, name=name, line=(), effective_width_m=width, area_ids=areas)


def counter(name: str, gate_id: str, **more: Any) -> Stream:
    given: dict[str, Any] = {"interval_s": 3600.0, "stale_after_s": 7200.0, "relative_error": 0.1, **more}
    return Stream(
        id=name,
        name=name,
        connector="t",
        provider_id=name,
        gate_id=gate_id,
        quantity=Quantity.PEDESTRIAN_COUNT,
        **given,
    )


def camera(name: str, area_id: str, **more: Any) -> Stream:
    given: dict[str, Any] = {"interval_s": 0.0, "stale_after_s": 600.0, "relative_error": 0.1, **more}
    return Stream(
        id=name,
        name=name,
        connector="t",
        provider_id=name,
        area_id=area_id,
        quantity=Quantity.PERSONS_PRESENT,
        **given,
    )


def live(areas: list[Area], gates: list[Gate], streams: list[Stream]) -> LivePicture:
    return LivePicture(StationaryEstimator(Topology.of(areas, gates, streams)))


@pytest.fixture
def street() -> LivePicture:
    """A street with two gates and a counter at each."""
    return live(
        [area("street")], [gate("east", "street"), gate("west", "street")], [counter("a", "east"), counter("b", "west")]
    )


def test_nothing_is_known_before_anything_was_heard(street: LivePicture) -> None:
    picture = street.picture
    assert picture.sequence == 0
    assert picture.quality.tolist() == [QualityFlag.MISSING]
    assert picture.summary().streams_missing == 2


def test_two_counters_of_one_street_give_its_mean_flow(street: LivePicture) -> None:
    picture = street.apply([0, 1], [0, 0], [1200.0, 2400.0], now_us=HOUR)
    assert picture.flow_per_m_min.tolist() == pytest.approx([7.5])
    assert picture.quality.tolist() == [QualityFlag.GOOD]


def test_counters_that_disagree_widen_the_band(street: LivePicture) -> None:
    agree = street.apply([0, 1], [0, 0], [1800.0, 1800.0], now_us=HOUR)
    differ = street.apply([0, 1], [0, 0], [600.0, 3000.0], now_us=HOUR)
    assert differ.persons_standard_error[0] > 2.0 * agree.persons_standard_error[0]


def test_an_area_falls_back_on_the_sensor_that_is_left_and_says_so(street: LivePicture) -> None:
    street.apply([0, 1], [0, 0], [1200.0, 2400.0], now_us=HOUR)
    picture = street.apply([1], [HOUR], [NAN], quality=[QualityFlag.MISSING], now_us=2 * HOUR)
    assert picture.flow_per_m_min.tolist() == pytest.approx([5.0])
    assert picture.quality.tolist() == [QualityFlag.SUSPECT]


def test_a_sensor_that_was_never_heard_leaves_its_area_suspect(street: LivePicture) -> None:
    assert street.apply([0], [0], [1200.0], now_us=HOUR).quality.tolist() == [QualityFlag.SUSPECT]


@pytest.mark.parametrize("flag", [QualityFlag.SPIKE, QualityFlag.FROZEN, QualityFlag.OUT_OF_RANGE])
def test_an_area_whose_only_sensor_lapses_keeps_its_value_and_shows_why_until_it_is_stale(flag: QualityFlag) -> None:
    one = live([area("street")], [gate("east", "street")], [counter("a", "east")])
    before = one.apply([0], [0], [1200.0], now_us=HOUR)
    after = one.apply([0], [HOUR], [90000.0], quality=[flag], now_us=2 * HOUR)
    assert after.persons.tolist() == before.persons.tolist()
    assert after.quality.tolist() == [flag]
    assert one.at(3 * HOUR + 1).quality.tolist() == [QualityFlag.STALE]


def test_an_area_whose_source_says_missing_is_stale_at_once(street: LivePicture) -> None:
    street.apply([0, 1], [0, 0], [1200.0, 2400.0], now_us=HOUR)
    picture = street.apply([0, 1], [HOUR, HOUR], [NAN, NAN], now_us=2 * HOUR)
    assert picture.quality.tolist() == [QualityFlag.STALE]
    assert picture.flow_per_m_min.tolist() == pytest.approx([7.5])


def test_the_sequence_stays_when_time_passes_and_nothing_changes(street: LivePicture) -> None:
    first = street.apply([0, 1], [0, 0], [1200.0, 2400.0], now_us=HOUR)
    assert street.at(2 * HOUR) is first
    assert street.at(3 * HOUR) is first
    stale = street.at(3 * HOUR + 1)
    assert stale.sequence == first.sequence + 1
    assert stale.quality.tolist() == [QualityFlag.STALE]
    assert street.at(30 * HOUR) is stale


def test_a_stale_area_comes_back_with_a_new_value(street: LivePicture) -> None:
    street.apply([0, 1], [0, 0], [1200.0, 2400.0], now_us=HOUR)
    street.at(9 * HOUR)
    picture = street.apply([0, 1], [8 * HOUR, 8 * HOUR], [600.0, 600.0], now_us=9 * HOUR)
    assert picture.quality.tolist() == [QualityFlag.GOOD]
    assert picture.flow_per_m_min.tolist() == pytest.approx([2.5])


def test_a_fresh_camera_outweighs_a_stale_counter() -> None:
    both = live([area("street")], [gate("east", "street")], [counter("a", "east"), camera("c", "street")])
    both.apply([0], [0], [1800.0], now_us=HOUR)
    picture = both.apply([1], [10 * HOUR], [300.0], now_us=10 * HOUR)
    assert picture.persons.tolist() == [300.0]
    assert np.isnan(picture.flow_per_m_min).tolist() == [True]
    assert picture.quality.tolist() == [QualityFlag.SUSPECT]


def test_a_camera_and_a_counter_that_agree_are_surer_together() -> None:
    both = live([area("street")], [gate("east", "street")], [counter("a", "east"), camera("c", "street")])
    counted = both.apply([0], [0], [1800.0], now_us=HOUR)
    together = both.apply([1], [HOUR], [37.0], now_us=HOUR)
    assert together.persons_standard_error[0] < counted.persons_standard_error[0]
    assert together.quality.tolist() == [QualityFlag.GOOD]


def test_a_camera_and_a_counter_that_contradict_each_other_are_suspect() -> None:
    both = live([area("street")], [gate("east", "street")], [counter("a", "east"), camera("c", "street")])
    picture = both.apply([0, 1], [0, HOUR], [1800.0, 900.0], now_us=HOUR)
    assert picture.quality.tolist() == [QualityFlag.SUSPECT]


def test_a_place_that_is_full_with_a_probability_of_one_in_a_hundred_is_shown_as_full() -> None:
    """Level 4 of 400 m2 begins at 288 persons: 228 +- 23 reach 283 in one of a hundred cases, 236 +- 24 reach 292."""
    watched = live([area("street")], [], [camera("c", "street")])
    below = watched.apply([0], [0], [228.0], now_us=HOUR)
    assert (below.level.tolist(), below.level_likely.tolist()) == ([3], [3])
    above = watched.apply([0], [HOUR], [236.0], now_us=2 * HOUR)
    assert (above.level.tolist(), above.level_likely.tolist()) == ([4], [3])
    assert above.above_limit().tolist() == [True]
    assert above.summary().highest_level == 4
    assert 0.01 < above.level_probabilities[0, 3:].sum() < 0.1


def test_any_other_level_is_the_highest_that_is_at_least_ten_per_cent_likely() -> None:
    """Level 5 of 400 m2 begins at 432 persons: 380 +- 38 reach 429 in one of ten cases, 390 +- 39 reach 440."""
    watched = live([area("street")], [], [camera("c", "street")])
    below = watched.apply([0], [0], [380.0], now_us=HOUR)
    assert (below.level.tolist(), below.level_likely.tolist()) == ([4], [4])
    above = watched.apply([0], [HOUR], [390.0], now_us=2 * HOUR)
    assert (above.level.tolist(), above.level_likely.tolist()) == ([5], [4])


def test_flow_at_capacity_is_suspect_at_the_highest_level_and_wide(street: LivePicture) -> None:
    jammed = 1.3 * 4.0 * 3600.0
    picture = street.apply([0, 1], [0, 0], [jammed, jammed], now_us=HOUR)
    assert picture.quality.tolist() == [QualityFlag.SUSPECT]
    assert picture.level.tolist() == [5]
    assert picture.density_per_m2[0] == pytest.approx(1.75, abs=0.01)
    assert picture.density_standard_error[0] == pytest.approx((5.4 - 1.751) / 3**0.5, abs=0.01)
    assert picture.above_limit().tolist() == [True]


def test_a_gate_between_two_streets_informs_both() -> None:
    two = live([area("one"), area("two"), area("else")], [gate("corner", "one", "two")], [counter("a", "corner")])
    picture = two.apply([0], [0], [1800.0], now_us=HOUR)
    assert (picture.persons[:2] > 0.0).all()
    assert picture.quality.tolist() == [QualityFlag.GOOD, QualityFlag.GOOD, QualityFlag.MISSING]


def test_a_gate_of_a_square_says_nothing_about_who_is_on_it() -> None:
    square = live([area("square", AreaKind.SQUARE)], [gate("edge", "square")], [counter("a", "edge")])
    assert square.apply([0], [0], [1800.0], now_us=HOUR).quality.tolist() == [QualityFlag.MISSING]


def test_the_inputs_of_an_area_name_stream_time_value_and_use(street: LivePicture) -> None:
    street.apply([0, 1], [0, 0], [1200.0, 2400.0], now_us=HOUR)
    picture = street.apply([1], [HOUR], [NAN], now_us=2 * HOUR)
    first, second = picture.inputs("street")
    assert (first.stream_id, first.start_us, first.end_us, first.result, first.used) == ("a", 0, HOUR, 1200.0, True)
    assert (second.stream_index, second.start_us, second.quality, second.used) == (1, HOUR, QualityFlag.MISSING, False)
    assert np.isnan(second.result)


def test_inputs_of_an_unknown_area_are_refused(street: LivePicture) -> None:
    with pytest.raises(SituationError, match="no area 'lane'"):
        street.picture.inputs("lane")


def test_an_unknown_stream_is_refused_and_nothing_is_taken(street: LivePicture) -> None:
    for wrong in (2, -1):
        with pytest.raises(SituationError, match="does not have"):
            street.apply([0, wrong], [0, 0], [1.0, 1.0], now_us=HOUR)
    assert street.picture.sequence == 0


def test_newest_observation_of_an_area_gives_its_times() -> None:
    both = live([area("street")], [gate("east", "street")], [counter("a", "east"), camera("c", "street")])
    picture = both.apply(
        [0, 1],
        [0, HOUR + MINUTE],
        [1800.0, 40.0],
        available_at_us=[HOUR + 5, HOUR + 2 * MINUTE],
        now_us=HOUR + 2 * MINUTE,
    )
    assert picture.start_us.tolist() == [HOUR + MINUTE]
    assert picture.end_us.tolist() == [HOUR + MINUTE]
    assert picture.available_at_us.tolist() == [HOUR + 2 * MINUTE]


def test_a_value_with_its_own_interval_is_counted_over_that() -> None:
    one = live([area("street")], [gate("east", "street")], [counter("a", "east")])
    picture = one.apply([0], [0], [900.0], end_us=[HOUR // 2], now_us=HOUR)
    assert picture.flow_per_m_min.tolist() == pytest.approx([7.5])


def test_the_summary_adds_up_what_is_known() -> None:
    city = live(
        [area("a", capacity_persons=10.0), area("b"), area("c")],
        [],
        [camera("1", "a"), camera("2", "b"), camera("3", "c")],
    )
    summary = city.apply([0, 1], [0, 0], [30.0, 40.0], now_us=MINUTE).summary()
    assert summary.persons == 70.0
    assert summary.persons_standard_error == pytest.approx((9.0 + 16.0 + 2 / 12) ** 0.5)
    assert (summary.areas, summary.areas_known, summary.areas_above_limit) == (3, 2, 1)  # above its capacity
    assert (summary.streams_fresh, summary.streams_stale, summary.streams_missing) == (2, 0, 1)
    assert city.picture.summary(now_us=HOUR).streams_stale == 2


def test_a_reset_forgets_everything_and_goes_on_counting(street: LivePicture) -> None:
    before = street.apply([0], [0], [1200.0], now_us=HOUR)
    empty = street.reset()
    assert empty.sequence == before.sequence + 1
    assert empty.quality.tolist() == [QualityFlag.MISSING]
    assert empty.newest.start_us.tolist() == [NO_TIME_US, NO_TIME_US]
    assert street.apply([0], [0], [1200.0], now_us=HOUR).sequence == before.sequence + 2


def test_a_published_picture_cannot_be_written(street: LivePicture) -> None:
    picture = street.apply([0, 1], [0, 0], [1200.0, 2400.0], now_us=HOUR)
    with pytest.raises(ValueError, match="read-only"):
        picture.persons[0] = 0.0


def test_streams_in_any_declared_order_reach_their_own_area() -> None:
    places = [area(f"a{i}", AreaKind.SQUARE) for i in range(6)]
    order = [4, 1, 5, 0, 3, 2]
    city = live(places, [], [camera(f"c{i}", f"a{i}") for i in order])
    picture = city.apply(range(6), [0] * 6, [10.0 * i for i in order], now_us=0)
    assert picture.persons.tolist() == [0.0, 10.0, 20.0, 30.0, 40.0, 50.0]


def test_readers_see_whole_pictures_while_writers_work() -> None:
    case = bench_case(streams=400, areas=20)
    torn: list[str] = []
    done = threading.Event()

    def read() -> None:
        last = -1
        while not done.is_set():
            picture = case.live.picture
            known = ~np.isnan(picture.persons)
            if picture.sequence < last or (picture.start_us[known] != picture.start_us[known][:1]).any():
                torn.append(f"sequence {picture.sequence} after {last}")
            last = picture.sequence

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 100):
        start, result, now_us = case.round(number)
        case.live.apply(case.stream_index, start, result, now_us=now_us)
    done.set()
    reader.join()
    assert torn == []
    assert case.live.picture.sequence == 99


@pytest.mark.parametrize(
    ("areas", "gates", "streams", "message"),
    [
        ([area("a")], [], [camera("c", "b")], "area 'b', which does not exist"),
        ([area("a")], [], [counter("c", "g")], "gate 'g', which does not exist"),
        ([area("a")], [gate("g", "a", width=0.0)], [counter("c", "g")], "has no width"),
        ([area("a")], [gate("g", "a")], [counter("c", "g", interval_s=0.0)], "names no interval"),
    ],
)
def test_a_city_that_cannot_be_estimated_is_refused_with_a_reason(
    areas: list[Area], gates: list[Gate], streams: list[Stream], message: str
) -> None:
    with pytest.raises(SituationError, match=message):
        Topology.of(areas, gates, streams)


def test_a_city_without_streams_has_an_empty_picture() -> None:
    nothing = live([area("a")], [], [])
    assert nothing.at(HOUR).summary().areas_known == 0
    assert nothing.apply([], [], [], now_us=HOUR).sequence == 0
