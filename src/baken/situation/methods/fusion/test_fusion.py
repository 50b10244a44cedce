# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The fusion on a street that leads to a square, where it is known who walks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from msgspec.structs import replace

from baken.situation.methods.fusion import FusionEstimator
from baken.situation.methods.fusion.assumptions import Assumptions
from baken.situation.methods.fusion.partition import clusters
from baken.situation.methods.fusion.specimen import counter, stream
from baken.situation.picture import LivePicture
from baken.vocabulary.place import Area, AreaKind, Gate
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

MINUTE_US = 60_000_000
STREET = Area(id="street", name="", kind=AreaKind.WALKWAY, usable_area_m2=2000.0, length_m=200.0, polygon=())
SQUARE = Area(id="square", name="", kind=AreaKind.SQUARE, usable_area_m2=3000.0, polygon=())
GATES = (
    Gate(id="mouth", name="", line=(), effective_width_m=8.0, area_ids=("outside", "street")),
    Gate(id="corner", name="", line=(), effective_width_m=8.0, area_ids=("street", "square")),
)


STREAMS = (
    counter("mouth", "street"),
    counter("mouth", "outside", "street"),
    counter("corner", "square"),
    counter("corner", "street", "square"),
    stream("camera", Quantity.PERSONS_PRESENT, area_id="square"),
)
FLOWS = (40.0, 20.0, 30.0, 15.0)
"""Persons per minute past the four counters."""


def swing(minute: int) -> float:
    """Let no two counts in a row be equal, for a counter that tells the same again and again is not believed."""
    return float(minute % 3 - 1)


def fed(minutes: int = 30, *, silent: tuple[int, ...] = (), camera: float = 300.0) -> LivePicture:
    live = LivePicture(FusionEstimator.of([STREET, SQUARE], GATES, STREAMS))
    for minute in range(minutes):
        values = (*(flow + swing(minute) for flow in FLOWS), camera + 15.0 * minute)
        heard = [i for i in range(len(STREAMS)) if i not in silent]
        start = [minute * MINUTE_US if i < 4 else (minute + 1) * MINUTE_US for i in heard]
        live.apply(heard, start, [values[i] for i in heard], now_us=(minute + 1) * MINUTE_US + 1)
    return live


def test_persons_are_conserved_in_the_mean() -> None:
    live = fed()
    table = live.estimator.origin_destination(20.0)  # type: ignore[attr-defined]
    assert table[:-1, :-1].min() >= 0.0
    assert table[:, :-1].sum(axis=0) == pytest.approx(live.picture.persons, rel=1e-3)
    flows = live.estimator.flows()  # type: ignore[attr-defined]
    assert flows.persons_per_min == pytest.approx([flow + swing(29) for flow in FLOWS], rel=0.1)


def test_flows_of_the_past_are_those_that_were_estimated_when_they_were_passed() -> None:
    live, seen = fed(4), []
    for minute in range(4, 25):
        start = [minute * MINUTE_US] * 4
        live.apply(range(4), start, [flow + swing(minute) for flow in FLOWS], now_us=(minute + 1) * MINUTE_US + 1)
        seen.append(live.estimator.flows().persons_per_min)  # type: ignore[attr-defined]
    moments = np.array([-1, 10, 20, 40]) * MINUTE_US
    told = live.estimator.flows_passed(moments)  # type: ignore[attr-defined]
    assert np.isnan(told[[0, 3]]).all()
    assert told[1] == pytest.approx(np.mean(seen[1:6], axis=0), rel=1e-4)
    assert told[2] == pytest.approx(np.mean(seen[11:16], axis=0), rel=1e-4)


def test_a_camera_pins_the_area_that_it_sees() -> None:
    picture = fed(camera=500.0).picture
    assert picture.persons[1] == pytest.approx(500.0 + 15.0 * 29, rel=0.1)


def test_a_camera_that_is_dead_widens_the_band_of_its_area_and_breaks_nothing() -> None:
    whole, part = fed().picture, fed(silent=(4,)).picture
    assert part.persons_standard_error[1] > whole.persons_standard_error[1]
    assert not np.isnan(part.persons).any()


def test_a_late_row_counts_as_if_it_had_come_in_time() -> None:
    late = LivePicture(FusionEstimator.of([STREET, SQUARE], GATES, STREAMS))
    start = np.arange(20) * MINUTE_US
    for i in (4, 2, 0, 3, 1):
        offset = MINUTE_US if i == 4 else 0
        value = [300.0 + 15.0 * m if i == 4 else FLOWS[i] + swing(m) for m in range(20)]
        late.apply(np.full(20, i), start + offset, value, now_us=20 * MINUTE_US + 1)
    np.testing.assert_array_equal(late.picture.persons, fed(20).picture.persons)


def test_a_row_from_before_the_window_is_counted_and_not_used() -> None:
    live = fed(100)
    before = live.picture.persons
    after = live.apply([4], [5 * MINUTE_US], [3000.0], now_us=100 * MINUTE_US + 1)
    assert live.estimator.too_late == 1  # type: ignore[attr-defined]
    np.testing.assert_array_equal(before, after.persons)


def test_a_tram_that_fills_a_square_within_a_minute_does_not_discredit_its_camera() -> None:
    live = fed(30, camera=0.0)
    for minute in range(30, 50):
        at = (minute + 1) * MINUTE_US
        live.apply([4], [at], [850.0 + 10.0 * swing(minute)], now_us=at + 1)
    assert live.picture.persons[1] > 700.0


def test_a_camera_that_falls_to_a_quarter_at_once_is_not_believed() -> None:
    live = fed(30, camera=600.0)
    before = live.picture.persons[1]
    for minute in range(30, 40):
        live.apply([4], [(minute + 1) * MINUTE_US], [250.0], now_us=(minute + 1) * MINUTE_US + 1)
    assert live.picture.persons[1] > 0.6 * before


def test_shares_of_an_explanation_add_up_and_a_sensor_inside_helps() -> None:
    live = fed(silent=(4,))
    said = live.estimator.explain(1)
    assert said.measured_share + said.modelled_share + said.assumed_share == pytest.approx(1.0)
    assert {c.stream_id for c in said.carriers} <= {s.id for s in STREAMS}
    assert said.improvements[0].persons_standard_error <= live.picture.persons_standard_error[1]


def test_an_area_without_any_sensor_has_an_estimate_when_its_neighbour_is_seen() -> None:
    live = fed(silent=(0, 1, 2, 3))
    assert live.picture.persons[0] > 0.0
    assert live.picture.persons_standard_error[0] > live.picture.persons_standard_error[1]


def test_clusters_are_cut_the_same_way_every_time_and_hold_every_area_once() -> None:
    ways = [(i, (i * 7 + 1) % 100) for i in range(100)]
    parts = clusters(100, ways, 10)
    assert parts == clusters(100, ways, 10)
    assert sorted(a for part in parts for a in part) == list(range(100))


def a_field_that_empties(minutes: int, assumptions: Assumptions | None = None) -> Iterator[LivePicture]:
    """Thousands leave a field from minute 40 on, by a way that is counted and by another that is not."""
    sides = [("west", "field", "street"), ("east", "field", "lane")]
    field = Area(id="field", name="", kind=AreaKind.BEACH, usable_area_m2=9000.0, polygon=())
    lane = Area(id="lane", name="", kind=AreaKind.WALKWAY, usable_area_m2=2000.0, length_m=200.0, polygon=())
    gates = [Gate(id=n, name="", line=(), effective_width_m=8.0, area_ids=(a, b)) for n, a, b in sides]
    west, camera = counter("west", "street"), stream("seen", Quantity.PERSONS_PRESENT, area_id="field")
    estimator = FusionEstimator.of([field, STREET, lane], gates, [west, camera], assumptions=assumptions)
    live = LivePicture(estimator)
    for minute in range(minutes):
        leaving = max(0, minute - 40) > 0
        gone = 150.0 * max(0, minute - 40)
        values = ((150.0 if leaving else 5.0) + swing(minute), 3000.0 - 2.0 * gone + 7.0 * swing(minute))
        start = [minute * MINUTE_US, (minute + 1) * MINUTE_US]
        live.apply([0, 1], start, list(values), now_us=(minute + 1) * MINUTE_US + 1)
        yield live


def test_a_crowd_that_leaves_by_the_way_that_is_counted_leaves_by_the_others_too() -> None:
    lane = [float(live.picture.persons[2]) for live in a_field_that_empties(45)]
    assert lane[44] > lane[40] + 200.0


def test_how_many_leave_unseen_is_less_certain_when_people_suddenly_leave_than_while_they_leave_as_ever() -> None:
    as_ever = Assumptions(surge_weight=0.0)
    runs = zip(a_field_that_empties(45), a_field_that_empties(45, as_ever), strict=True)
    variance = np.array([[float(live.picture.persons_standard_error[2]) ** 2 for live in both] for both in runs])
    assert variance[20:41, 0] == pytest.approx(variance[20:41, 1], rel=0.01)
    more, as_before = variance[43] - variance[40]
    assert more > 1.1 * as_before > 0.0


def test_a_counter_that_suddenly_counts_three_times_as_many_is_no_longer_believed() -> None:
    live = fed(60)
    for minute in range(60, 150):
        values = [flow + swing(minute) for flow in FLOWS] + [300.0 + 15.0 * minute]
        values[2] *= 3.0
        start = [minute * MINUTE_US if i < 4 else (minute + 1) * MINUTE_US for i in range(5)]
        live.apply(range(5), start, values, now_us=(minute + 1) * MINUTE_US + 1)
    told = live.estimator.flows().persons_per_min[2]  # type: ignore[attr-defined]
    assert told < 1.5 * FLOWS[2]


def unwatched_beach(largest_cluster: int, minutes: int) -> LivePicture:
    """Return a picture of four areas in a row, of which all but the beach are watched by cameras."""
    kinds = {"far": AreaKind.WALKWAY, "near": AreaKind.SQUARE, "beach": AreaKind.BEACH, "pier": AreaKind.WALKWAY}
    areas = [
        Area(id=name, name="", kind=kind, usable_area_m2=400_000.0 if name == "beach" else 500.0, polygon=())
        for name, kind in kinds.items()
    ]
    pairs = (("far", "near"), ("near", "beach"), ("beach", "pier"))
    gates = [Gate(id=f"{a}-{b}", name="", line=(), effective_width_m=3.0, area_ids=(a, b)) for a, b in pairs]
    cameras = [stream(name, Quantity.PERSONS_PRESENT, area_id=name) for name in ("near", "far", "pier")]
    live = LivePicture(FusionEstimator.of(areas, gates, cameras, largest_cluster=largest_cluster))
    for minute in range(minutes):
        end = (minute + 1) * MINUTE_US
        values = [100.0 + minute % 3, 20.0 + minute % 4, 15.0 + minute % 3]
        live.apply([0, 1, 2], [end] * 3, values, now_us=end + 1)
    return live


def test_doubt_of_an_unwatched_place_does_not_feed_itself_across_a_cut() -> None:
    whole = unwatched_beach(30, 240).picture.persons_standard_error
    cut = unwatched_beach(2, 240).picture.persons_standard_error
    assert cut[2] < 2.0 * whole[2]
    assert cut[:2] == pytest.approx(whole[:2], rel=0.3)
    assert unwatched_beach(2, 480).picture.persons_standard_error[2] < 1.1 * cut[2], "it has come to rest"


def test_a_crowd_that_stands_in_one_square_neither_drains_away_nor_fills_the_empty_ones() -> None:
    squares = [replace(SQUARE, id=f"square-{i}") for i in range(4)]
    ends = [(f"square-{i}", f"square-{i + 1}") for i in range(3)] + [("outside", "square-3")]
    gates = [
        Gate(id=f"gate-{i}", name="", line=(), effective_width_m=8.0, area_ids=pair) for i, pair in enumerate(ends)
    ]
    counters = [
        counter(gate.id, into, gate.area_ids[1] if into == "outside" else "outside")
        for gate in gates
        for into in gate.area_ids
    ]
    cameras = [stream(f"camera-{i}", Quantity.PERSONS_PRESENT, area_id=f"square-{i}") for i in range(2)]
    live, came = LivePicture(FusionEstimator.of(squares, gates, [*counters, *cameras])), 0.0
    enters = next(i for i, one in enumerate(counters) if one.gate_id == "gate-3" and one.into == "square-3")
    for minute in range(150):
        passed = [float(minute % 2)] * len(counters)
        passed[enters] = 80.0 + swing(minute) if minute < 40 else float(minute % 2)
        came += passed[enters] - float(minute % 2)
        values = [*passed, *(50.0 + swing(minute) for _ in cameras)]
        start = [minute * MINUTE_US] * len(counters) + [(minute + 1) * MINUTE_US] * len(cameras)
        live.apply(range(len(values)), start, values, now_us=(minute + 1) * MINUTE_US + 1)
    persons, error = live.picture.persons[3], live.picture.persons_standard_error[3]
    assert persons == pytest.approx(came, rel=0.15)
    assert abs(persons - came) < 1.645 * error
    assert live.picture.persons[2] < 150.0
