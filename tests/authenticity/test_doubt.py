# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Laws of doubt: on a street of sensors that see the same people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.observation.stream import Stream
from baken.situation.estimator import StationaryEstimator
from baken.situation.model import Changes
from baken.situation.picture import LivePicture
from baken.situation.plausibility.doubt import Doubt, PlausibilityTest
from baken.situation.plausibility.graph import NOBODY, neighbours_of
from baken.situation.plausibility.plausibility import Plausibility
from baken.situation.topology import Topology
from baken.situation.withholding import Thresholds, withheld
from baken.vocabulary.place import Area, AreaKind, Gate
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.situation.model import Picture

HOUR = 3_600_000_000
NAN = float("nan")


class Street:
    """Stretches of pavement in a row, 100 m apart, each with one counting line 2 m wide."""

    def __init__(self, stretches: int = 5, *, apart_deg: float = 0.0009) -> None:
        self.areas = [
            Area(id=f"a{i}", name="", kind=AreaKind.WALKWAY, usable_area_m2=100.0, length_m=50.0, polygon=())
            for i in range(stretches)
        ]
        self.gates = [
            Gate(id=f"g{i}", name="", line=((0.0, i * apart_deg),) * 2, effective_width_m=2.0, area_ids=(f"a{i}",))
            for i in range(stretches)
        ]
        self.streams = [
            Stream(
                id=f"s{i}",
                name="",
                connector="c",
                provider_id=str(i),
                quantity=Quantity.PEDESTRIAN_COUNT,
                gate_id=f"g{i}",
                interval_s=3600,
                stale_after_s=7500,
                relative_error=0.1,
            )
            for i in range(stretches)
        ]
        self.topology = Topology.of(self.areas, self.gates, self.streams)
        self.live = LivePicture(StationaryEstimator(self.topology))
        self.plausibility = Plausibility(self.topology, self.areas, self.gates, self.streams)
        self.hour = 0

    def say(self, values: Sequence[float], streams: Sequence[int] | None = None, *, at: int | None = None) -> Picture:
        """Feed one hour, and return the picture judged."""
        hour = self.hour if at is None else at
        index = np.arange(len(values)) if streams is None else np.array(streams)
        start = np.full(len(index), hour * HOUR)
        now = (hour + 1) * HOUR
        n = len(index)
        rows = Changes(index, start, start + HOUR, np.array(values, float), np.zeros(n, np.uint8), np.full(n, now))
        self.plausibility.take(rows, self.live.picture.newest, now_us=now)
        self.live.apply(index, start, rows.result, now_us=now, end_us=start + HOUR)
        self.hour = max(self.hour, hour + 1)
        return self.plausibility.judge(self.live.picture)

    def live_for(self, days: int, rng: np.random.Generator, *, usual: float = 800.0) -> Street:
        """Let people walk: all see the same, each sees it 10 % differently."""
        for _ in range(days * 24):
            self.say(self.people(rng, usual=usual))
        return self

    def people(self, rng: np.random.Generator, *, usual: float = 800.0) -> list[float]:
        crowd = usual * np.exp(rng.normal(0, 0.3))
        share = np.linspace(0.5, 1.5, len(self.streams))
        said: list[float] = rng.poisson(crowd * share * np.exp(rng.normal(0, 0.1, len(share)))).astype(float).tolist()
        return said


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """Several streets that lived for three weeks, to be copied."""
    return {"street": Street().live_for(21, np.random.default_rng(1))}


def street_of(told: dict[str, Any]) -> Street:
    import copy

    street: Street = told["street"]
    again = Street(len(street.streams))
    again.plausibility._agreement = copy.deepcopy(street.plausibility._agreement)
    again.plausibility._latest_us = street.plausibility._latest_us.copy()
    again.plausibility._learned_at_us = street.plausibility._learned_at_us.copy()
    again.hour = street.hour
    return again


def reasons_of(picture: Picture, area: int) -> set[PlausibilityTest]:
    assert picture.doubts is not None
    return {reason.test for reason in picture.doubts.about_area(area)}


def test_who_agrees_is_not_doubted(told: dict[str, Any]) -> None:
    picture = street_of(told).say(Street().people(np.random.default_rng(2)))
    assert picture.doubt.tolist() == [Doubt.NONE] * 5
    assert picture.quality.tolist() == [QualityFlag.GOOD] * 5


def test_a_jump_is_doubted_with_its_numbers_and_still_shown(told: dict[str, Any]) -> None:
    values = Street().people(np.random.default_rng(2))
    values[2] *= 10
    picture = street_of(told).say(values)
    assert picture.doubt.tolist() == [0, 0, Doubt.DOUBTED, 0, 0]
    assert picture.quality.tolist() == [0, 0, QualityFlag.SUSPECT, 0, 0]
    assert picture.persons[2] > 5 * picture.persons[1]
    assert picture.doubts is not None
    [reason] = [r for r in picture.doubts.about_stream(2) if r.test is PlausibilityTest.NEIGHBOURS]
    assert f"{values[2]:,.0f}" in reason.text
    assert "4 neighbours" in reason.text
    assert "4 buren" in reason.text_nl
    assert picture.summary().areas_in_doubt == 1
    assert picture.inputs("a2")[0].used


def test_zero_among_busy_neighbours_is_doubted(told: dict[str, Any]) -> None:
    values = Street().people(np.random.default_rng(2))
    values[2] = 0.0
    assert street_of(told).say(values).doubt.tolist() == [0, 0, Doubt.DOUBTED, 0, 0]


def test_zero_everywhere_is_a_quiet_night(told: dict[str, Any]) -> None:
    assert street_of(told).say([0.0] * 5).doubt.tolist() == [0] * 5


def test_a_busy_hour_for_everybody_is_no_lie(told: dict[str, Any]) -> None:
    values = [6 * x for x in Street().people(np.random.default_rng(2))]
    picture = street_of(told).say(values)
    assert not {PlausibilityTest.NEIGHBOURS, PlausibilityTest.NOT_CORROBORATED} & reasons_of(picture, 1)


def test_a_drift_is_found_within_days(told: dict[str, Any]) -> None:
    street, rng = street_of(told), np.random.default_rng(3)
    found = []
    for _ in range(72):
        values = street.people(rng)
        values[2] = round(1.5 * values[2])
        found.append(PlausibilityTest.DRIFT in reasons_of(street.say(values), 2))
    assert any(found)
    assert not any(found[:3])


def test_more_than_can_pass_a_gate_is_doubted_before_anything_was_learned() -> None:
    most = 82 * 2 * 60
    street = Street()
    assert reasons_of(street.say([0.99 * most] * 5), 0) <= {PlausibilityTest.NOT_CORROBORATED}
    assert PlausibilityTest.WIDTH in reasons_of(street.say([2.0 * most] * 5), 0)


def test_high_without_anybody_to_ask_says_so() -> None:
    picture = Street().say([7000.0] * 5)
    assert (picture.level >= 4).all()
    assert picture.doubt.tolist() == [Doubt.NOT_CORROBORATED] * 5
    assert reasons_of(picture, 0) == {PlausibilityTest.NOT_CORROBORATED}


def test_low_without_anybody_to_ask_is_not_worth_a_word() -> None:
    assert Street().say([100.0] * 5).doubt.tolist() == [Doubt.NONE] * 5


def test_a_doubt_goes_when_the_neighbours_have_answered(told: dict[str, Any]) -> None:
    street = street_of(told)
    values = [6 * x for x in street.people(np.random.default_rng(2), usual=1500.0)]
    first = street.say(values[2:3], [2])
    assert first.level[2] >= 4
    assert first.doubt[2] == Doubt.NOT_CORROBORATED
    assert street.say(values[:2] + values[3:], [0, 1, 3, 4], at=street.hour - 1).doubt[2] == Doubt.NONE


@settings(max_examples=150, deadline=None)
@given(
    factor=st.one_of(st.floats(1.0, 20.0), st.floats(1.0, 1e6)),
    liar=st.integers(0, 4),
    seed=st.integers(0, 10**6),
    usual=st.sampled_from([20.0, 400.0, 800.0, 3000.0]),
    silent=st.sets(st.integers(0, 4), max_size=4),
)
def test_raising_one_sensor_never_gives_a_high_level_without_doubt_unless_neighbours_agree(
    told: dict[str, Any], factor: float, liar: int, seed: int, usual: float, silent: set[int]
) -> None:
    street = street_of(told)
    truth = street.people(np.random.default_rng(seed), usual=usual)
    streams = [i for i in range(5) if i == liar or i not in silent]
    values = [min(truth[i] * factor, 1e7) if i == liar else truth[i] for i in streams]
    picture = street.say(values, streams)
    assert picture.doubts is not None
    if picture.level[liar] >= 4 and picture.quality[liar] == QualityFlag.GOOD and picture.doubt[liar] == Doubt.NONE:
        place = street.topology.place_of[liar]
        assert picture.doubts.compared.agrees[place]
        expected = picture.doubts.compared.expected[place]
        assert values[streams.index(liar)] < 3.0 * expected  # it says what the others lead to expect


@settings(max_examples=50, deadline=None)
@given(order=st.permutations(range(5)), cut=st.integers(0, 5))
def test_doubt_does_not_depend_on_how_an_hour_arrives(told: dict[str, Any], order: list[int], cut: int) -> None:
    values = Street().people(np.random.default_rng(5))
    values[1] *= 10
    whole, parted = street_of(told), street_of(told)
    expected = whole.say(values)
    hour = parted.hour
    for part in (order[:cut], order[cut:]):
        if part:
            found = parted.say([values[i] for i in part], part, at=hour)
    assert found.doubt.tolist() == expected.doubt.tolist()
    assert found.quality.tolist() == expected.quality.tolist()


def test_a_value_from_the_future_does_not_stop_the_learning(told: dict[str, Any]) -> None:
    street, rng = street_of(told), np.random.default_rng(7)
    before = street.plausibility._agreement._learned_us.copy()
    street.say([5.0], [0], at=street.hour)
    street.plausibility.take(
        Changes(
            np.array([0]),
            np.array([10**18]),
            np.array([10**18 + HOUR]),
            np.array([5.0]),
            np.zeros(1, np.uint8),
            np.array([0]),
        ),
        street.live.picture.newest,
        now_us=street.hour * HOUR,
    )
    for _ in range(3):
        street.say(street.people(rng))
    assert (street.plausibility._agreement._learned_us[1:] > before[1:]).all()


def test_priming_from_history_learns_what_living_learned() -> None:
    rng = np.random.default_rng(1)
    lived, primed = Street(), Street()
    said = [lived.people(rng) for _ in range(14 * 24)]
    for values in said:
        lived.say(values)
    n = len(said)
    start = np.repeat(np.arange(n) * HOUR, 5)
    rows = Changes(
        np.tile(np.arange(5), n), start, start + HOUR, np.concatenate(said), np.zeros(5 * n, np.uint8), start + HOUR
    )
    primed.plausibility.prime(rows, (np.arange(n - 1) + 1) * HOUR)
    assert np.allclose(primed.plausibility._agreement._location, lived.plausibility._agreement._location, atol=1e-5)
    assert np.allclose(primed.plausibility._agreement._scale, lived.plausibility._agreement._scale, atol=1e-5)


def test_neighbours_are_the_nearest_and_not_far_away() -> None:
    near, far = Street(8), Street(3, apart_deg=0.1)
    found = neighbours_of(near.topology, [gate.line[0] for gate in near.gates])
    assert set(found[0].tolist()) == {1, 2, 3, 4, 5, 6}
    assert (neighbours_of(far.topology, [gate.line[0] for gate in far.gates]) == NOBODY).all()
    assert (neighbours_of(near.topology, [None] * 8) == NOBODY).all()


def test_an_area_out_of_balance_is_doubted_with_its_numbers() -> None:
    street = Street(1)
    hall = Area(id="hall", name="", kind=AreaKind.BUILDING, usable_area_m2=100.0, polygon=(), counted_all_around=True)
    ways: list[dict[str, Any]] = [{"into": "hall"}, {"out_of": "hall"}]
    doors = [
        Stream(
            id=f"door-{i}",
            name="",
            connector="c",
            provider_id=f"door-{i}",
            quantity=Quantity.PEDESTRIAN_COUNT,
            gate_id="g0",
            interval_s=3600,
            stale_after_s=7500,
            relative_error=0.05,
            **way,
        )
        for i, way in enumerate(ways)
    ]
    street.areas, street.streams = [*street.areas, hall], [*street.streams, *doors]
    street.topology = Topology.of(street.areas, street.gates, street.streams)
    street.live = LivePicture(StationaryEstimator(street.topology))
    street.plausibility = Plausibility(street.topology, street.areas, street.gates, street.streams)
    for _ in range(5):
        picture = street.say([100.0, 200.0, 0.0])
    assert picture.doubt.tolist() == [Doubt.NONE, Doubt.DOUBTED]
    assert picture.doubts is not None
    [reason] = picture.doubts.about_area(1)
    assert reason.test is PlausibilityTest.BALANCE
    assert "1,000 persons more than out; at most 710 fit" in reason.text
    assert "1.000 personen meer" in reason.text_nl


def test_where_few_people_are_withheld_the_reasons_name_no_numbers(told: dict[str, Any]) -> None:
    street, values = street_of(told), Street().people(np.random.default_rng(2))
    values[2] *= 100
    picture = street.say(values)
    shown = withheld(picture, Thresholds.of(street.topology, np.array([1, 1, 1, 1, 5])))
    assert shown.doubts is not None
    assert shown.doubt.tolist() == picture.doubt.tolist()
    reasons = [r for i in range(5) for r in (*shown.doubts.about_area(i), *shown.doubts.about_stream(i))]
    assert {r.test for r in reasons} >= {PlausibilityTest.NEIGHBOURS, PlausibilityTest.WIDTH}
    assert not any(letter.isdigit() for r in reasons for letter in r.text + r.text_nl)
