# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Simulated sensors: they tell about what is there, with the errors that they should have, and each fault shows."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from baken.observation.stream import Stream
from baken.simulation.making import simulate
from baken.simulation.model import SimulationError
from baken.simulation.sensors.faults import drawn_faults
from baken.simulation.sensors.model import FaultKind, Imperfections, SensorFault
from baken.simulation.sensors.observing import MODELS, observe
from baken.simulation.specimen import small_city, small_day
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.simulation.day import Day
    from baken.simulation.sensors.rows import Rows

PERFECT = Imperfections(
    bias_drift=0.0,
    occlusion=0.0,
    wrong_way=0.0,
    false_per_min=0.0,
    skewed=0.0,
    panel_drift=0.0,
    panel_rounding=1.0,
    fixed_devices=0,
    spill=0.0,
    board_jumps=0.0,
    old_cycles=0.0,
    outages=0.0,
    batches=0.0,
    spikes=0.0,
    freezes=0.0,
)
"""Sensors that do nothing wrong but what their streams declare."""


@lru_cache(maxsize=1)
def the_day() -> Day:
    return simulate(small_city(), small_day(crowding=1.5), seed=4)


def stream(name: str = "in", **changes: Any) -> Stream:
    known: dict[str, Any] = {
        "id": name,
        "name": name,
        "connector": "simulated_city",
        "provider_id": name,
        "quantity": Quantity.PEDESTRIAN_COUNT,
        "gate_id": "stairs",
        "into": "beach",
        "interval_s": 60.0,
        "stale_after_s": 300.0,
    }
    return Stream(**{**known, **changes})


def inside(name: str = "camera", **changes: Any) -> Stream:
    return stream(
        name, gate_id=None, into=None, **{"quantity": Quantity.PERSONS_PRESENT, "area_id": "beach", **changes}
    )


def told(one: Stream, flaws: Imperfections = PERFECT, faults: Sequence[SensorFault] = (), seed: int = 1) -> Rows:
    return observe(the_day(), [one], seed=seed, flaws=flaws, faults=faults)


def test_a_perfect_counter_tells_the_crossings_of_its_way() -> None:
    gate = the_day().city.gate_index("stairs")
    for name, way in (({"into": "beach"}, 0), ({"into": "promenade"}, 1), ({"into": None, "out_of": "beach"}, 1)):
        rows = told(stream(**name))
        assert np.array_equal(rows.value, the_day().crossings[:, gate, way])


def test_a_counter_of_both_ways_adds_them() -> None:
    gate = the_day().city.gate_index("stairs")
    assert np.array_equal(told(stream(into=None)).value, the_day().crossings[:, gate].sum(axis=1))


def test_a_longer_interval_adds_its_minutes() -> None:
    gate = the_day().city.gate_index("stairs")
    rows = told(stream(interval_s=300.0))
    assert np.array_equal(rows.value, the_day().crossings[:, gate, 0].reshape(-1, 5).sum(axis=1))
    assert (rows.end_us - rows.start_us == 300_000_000).all()


def test_a_perfect_camera_tells_who_is_there() -> None:
    rows = told(inside(interval_s=0.0))
    assert np.array_equal(rows.value, the_day().persons[1:, 0])
    assert np.array_equal(rows.end_us, the_day().minute_us[1:])


def test_the_bias_of_sensors_is_drawn_from_what_is_declared() -> None:
    truth = the_day().crossings[:, the_day().city.gate_index("stairs"), 0].sum()
    ratios = [
        told(stream(f"s{i}", per_person=0.9, per_person_error=0.1), seed=i).value.sum() / truth for i in range(60)
    ]
    assert np.mean(np.log(ratios)) == pytest.approx(np.log(0.9), abs=0.05)
    assert np.std(np.log(ratios)) == pytest.approx(0.1, rel=0.35)


def test_one_camera_counts_both_ways_and_errs_in_both_alike() -> None:
    both = [stream("forth", per_person_error=0.2), stream("back", into="promenade", per_person_error=0.2)]
    truth = the_day().crossings[:, the_day().city.gate_index("stairs")].sum(axis=0)
    ratios = []
    for seed in range(30):
        rows = observe(the_day(), both, seed=seed, flaws=PERFECT)
        ratios.append([rows.value[rows.stream == way].sum() / truth[way] for way in range(2)])
    logs = np.log(np.array(ratios))
    assert np.std(logs[:, 0] - logs[:, 1]) < 0.5 * np.std(logs[:, 0])


def test_people_hide_each_other_where_it_is_dense() -> None:
    flaws = Imperfections(**{**_of(PERFECT), "occlusion": 0.5, "occlusion_per_m2": 0.05, "occlusion_flow_per_m_min": 3})
    truth = the_day().persons[1:, 0].astype(float)
    seen = told(inside(interval_s=0.0), flaws).value / np.maximum(truth, 1.0)
    assert seen[truth > 1500].mean() < 0.8
    assert seen[(truth > 50) & (truth < 200)].mean() > 0.95
    counted = told(stream(), flaws).value.sum()
    assert counted < 0.98 * told(stream()).value.sum()


def test_a_counter_counts_some_who_are_not_there() -> None:
    flaws = Imperfections(**{**_of(PERFECT), "false_per_min": 0.5})
    assert told(stream(), flaws).value[:60].sum() > told(stream()).value[:60].sum() + 10


def test_a_clock_that_is_behind_shifts_the_counts_and_loses_none() -> None:
    flaws = Imperfections(**{**_of(PERFECT), "skewed": 1.0, "skew_s": 90.0})
    right, late = told(stream()).value, told(stream(), flaws).value
    assert not np.array_equal(right, late)
    assert late.sum() == pytest.approx(right.sum(), abs=right[-3:].sum())
    assert (np.cumsum(late) <= np.cumsum(right)).all()


def test_a_panel_sees_a_share_of_some_and_is_silent_below_the_smallest_cell() -> None:
    panel = inside(quantity=Quantity.PANEL_VISITORS, interval_s=900.0, per_person=0.05)
    rows = told(panel)
    seen = ~np.isnan(rows.value)
    assert np.isnan(rows.value).any()
    assert np.nanmin(rows.value) >= PERFECT.smallest_cell
    eligible = the_day().in_panel[:1440, 0].reshape(96, 15).mean(axis=1)
    assert rows.value[seen].sum() / eligible[seen].sum() == pytest.approx(0.05 / 0.8, rel=0.06)


def test_the_share_of_a_panel_wanders() -> None:
    panel = inside(quantity=Quantity.PANEL_VISITORS, interval_s=900.0, per_person=0.5)
    calm = told(panel)
    wandering = told(panel, Imperfections(**{**_of(PERFECT), "panel_drift": 0.4}))
    ratio = wandering.value / calm.value
    assert np.nanstd(np.log(ratio)) > 0.15


def test_most_of_what_is_not_known_of_a_panel_is_the_same_everywhere() -> None:
    names = [inside(area, quantity=Quantity.PANEL_VISITORS, interval_s=900.0, per_person=0.2, per_person_error=0.3,
                    area_id=area) for area in ("beach", "promenade")]  # fmt: skip
    eligible = the_day().in_panel[:1440].sum(axis=0)
    shares = []
    for seed in range(30):
        rows = observe(the_day(), names, seed=seed, flaws=PERFECT)
        shares.append([15 * np.nansum(rows.value[rows.stream == i]) / eligible[i] for i in range(2)])
    assert np.corrcoef(np.log(np.array(shares)).T)[0, 1] > 0.5


def test_devices_are_also_heard_from_next_door_and_of_nobody() -> None:
    devices = inside(quantity=Quantity.DEVICES_PRESENT, interval_s=300.0, area_id="stop", per_person=0.6)
    few = told(devices).value
    flaws = Imperfections(**{**_of(PERFECT), "spill": 0.1, "fixed_devices": 60})
    assert np.nansum(told(devices, flaws).value) > 1.5 * np.nansum(few)


def test_a_board_shows_cars_and_regular_users() -> None:
    board = stream("garage", quantity=Quantity.PARKING_SPACES_OCCUPIED, gate_id="street", into=None, interval_s=0.0)
    shown = told(board).value
    assert shown.max() <= 60
    assert 3 <= shown[:30].mean() <= 14, "regular users stand there before anybody comes"
    assert np.corrcoef(shown, the_day().cars[1:, 0])[0, 1] > 0.98


def test_full_racks_show_no_more_than_their_spaces() -> None:
    racks = stream("racks", quantity=Quantity.PARKING_SPACES_OCCUPIED, gate_id="street", into=None, interval_s=0.0)
    assert the_day().cycles.max() > 120
    assert told(racks).value.max() == 120


def test_tickets_are_a_share_of_those_who_alight() -> None:
    tickets = stream("t", quantity=Quantity.PASSENGERS_ALIGHTED, gate_id="doors", into="stop", per_person=0.9)
    assert told(tickets).value.sum() / the_day().alighted.sum() == pytest.approx(0.9, abs=0.04)


def test_what_is_around_the_crowd_is_told() -> None:
    def one(quantity: Quantity, name: str = "x") -> np.ndarray[Any, Any]:
        return told(stream(name, quantity=quantity, gate_id=None, into=None, interval_s=600.0)).value

    assert one(Quantity.AIR_TEMPERATURE).max() == pytest.approx(26, abs=2)
    assert one(Quantity.PRECIPITATION_RATE).max() == 0
    assert np.ptp(one(Quantity.WATER_LEVEL)) == pytest.approx(2.0, abs=0.1)
    assert one(Quantity.VEHICLE_COUNT, "avenue/in").sum() >= the_day().cars_in.sum()
    assert (
        0
        <= np.nanmin(one(Quantity.VEHICLE_OCCUPANCY, "1@terminus"))
        < np.nanmax(one(Quantity.VEHICLE_OCCUPANCY, "1@terminus"))
    )
    assert np.nanmax(one(Quantity.SCHEDULE_DELAY, "1@terminus")) > 30
    assert (one(Quantity.EXPECTED_VISITORS) == 0).all()


@pytest.mark.parametrize(
    "wrong",
    [
        stream(gate_id="elsewhere"),
        stream(gate_id=None, into=None),
        inside(area_id="elsewhere"),
        inside(area_id=None),
        stream("x", quantity=Quantity.PARKING_SPACES_OCCUPIED),
        stream("x", quantity=Quantity.VEHICLE_COUNT),
        stream("x", quantity=Quantity.SCHEDULE_DELAY),
        stream(quantity=Quantity.SOUND_PRESSURE_LEVEL),
        stream(interval_s=90.0),
    ],
    ids=lambda one: f"{one.quantity.value}-{one.gate_id}-{one.interval_s:g}",
)
def test_a_stream_that_cannot_be_simulated_is_refused_or_left_out(wrong: Stream) -> None:
    with pytest.raises(SimulationError):
        told(wrong)
    refused: list[str] = []
    rows = observe(
        the_day(), [wrong, stream("good")], seed=1, refused=lambda one, error: refused.append(f"{one.id}: {error}")
    )
    assert len(refused) == 1
    assert set(rows.stream.tolist()) == {1}


def during(rows: Rows, fault: SensorFault) -> np.ndarray[Any, Any]:
    """Return which rows end while a fault lasts."""
    midnight = the_day().start_us - 4 * 3_600_000_000
    first, last = (midnight + hour * 3_600_000_000 for hour in (fault.start_h, fault.end_h))
    return (rows.end_us >= first) & (rows.end_us < last)


def with_fault(kind: FaultKind, value: float = 0.0) -> tuple[Rows, Rows, SensorFault]:
    fault = SensorFault(kind=kind, start_h=13.0, end_h=15.0, value=value, streams=("in",))
    return told(stream()), told(stream(), faults=[fault]), fault


def test_a_dead_sensor_says_nothing() -> None:
    right, wrong, fault = with_fault(FaultKind.DEAD)
    assert not during(wrong, fault).any()
    assert len(wrong) == len(right) - 120


def test_a_frozen_sensor_repeats_its_last_value() -> None:
    right, wrong, fault = with_fault(FaultKind.FROZEN)
    last = right.value[np.argmax(during(right, fault)) - 1]
    assert (wrong.value[during(wrong, fault)] == last).all()


def test_a_delayed_sensor_tells_the_same_later() -> None:
    right, wrong, fault = with_fault(FaultKind.DELAYED, 600.0)
    spoiled, whole = wrong.take(np.argsort(wrong.start_us)), right.take(np.argsort(right.start_us))
    assert np.array_equal(spoiled.value, whole.value)
    later = (spoiled.available_us - whole.available_us)[during(spoiled, fault)]
    assert (later == 600_000_000).all()


def test_a_late_batch_comes_at_once_the_newest_first() -> None:
    _, wrong, fault = with_fault(FaultKind.LATE)
    batch = wrong.take(during(wrong, fault))
    assert np.ptp(batch.available_us) <= 15_000_000
    assert (np.diff(batch.start_us[np.argsort(batch.available_us)][:-1]) < 0).all()


def test_a_skewed_clock_says_another_time() -> None:
    right, wrong, _ = with_fault(FaultKind.SKEW, 120.0)
    assert set((np.sort(wrong.start_us) - np.sort(right.start_us)).tolist()) >= {0, 120_000_000}
    assert (wrong.available_us >= wrong.end_us).all()


def test_spikes_are_single_and_large() -> None:
    right, wrong, _ = with_fault(FaultKind.SPIKE, 50.0)
    wild = wrong.value != right.value
    assert 0 < wild.sum() < 20
    assert (wrong.value[wild] >= 50).all()


def test_sabotage_says_the_same_always_or_several_times_as_much() -> None:
    _, constant, fault = with_fault(FaultKind.CONSTANT, 40.0)
    assert (constant.value[during(constant, fault)] == 40).all()
    right, tripled, fault = with_fault(FaultKind.FACTOR, 3.0)
    assert np.array_equal(tripled.value[during(tripled, fault)], 3 * right.value[during(right, fault)])


def test_faults_are_drawn_by_the_seed_and_none_twice() -> None:
    streams = [stream(f"s{i}") for i in range(10)] + [inside("c")]
    faults = [
        SensorFault(kind=FaultKind.DEAD, draw=4, of=("pedestrian_count",)),
        SensorFault(kind=FaultKind.FACTOR, value=3.0, draw=6, of=("pedestrian_count",)),
    ]
    found = drawn_faults(faults, streams, 1)
    assert len(found) == 10
    assert all(len(each) == 1 for each in found.values())
    assert found == drawn_faults(faults, streams, 1)
    assert any(drawn_faults(faults, streams, seed) != found for seed in range(2, 5))
    with pytest.raises(SimulationError, match="'nobody'"):
        drawn_faults([SensorFault(kind=FaultKind.DEAD, streams=("nobody",))], streams, 1)


def test_other_streams_change_nothing_for_a_sensor() -> None:
    alone = told(stream(), Imperfections())
    among = observe(the_day(), [inside("other"), stream(), stream("more")], seed=1, flaws=Imperfections())
    mine = among.take(among.stream == 1)
    assert np.array_equal(alone.value, mine.value)
    assert np.array_equal(alone.available_us, mine.available_us)


def test_rows_come_in_the_order_in_which_they_could_be_known_and_never_before_they_happened() -> None:
    rows = observe(the_day(), [stream(delay_s=10.0), inside("c", interval_s=300.0, delay_s=60.0)], seed=3)
    assert (np.diff(rows.available_us) >= 0).all()
    assert (rows.available_us >= rows.end_us + 10_000_000).all()


def test_every_model_is_of_a_quantity_and_tells_what_it_does() -> None:
    assert all(model.__doc__ for model in MODELS.values())


def _of(flaws: Imperfections) -> dict[str, Any]:
    return {name: getattr(flaws, name) for name in flaws.__struct_fields__}
