# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Warnings rise, grow, are acted upon and end; the same rows give the same warnings, whatever the clock does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.vocabulary.place import Area, AreaKind, Gate
from baken.warning.events import Blind, ClockJumped, Raised, Updated, WarningEvent, Withheld
from baken.warning.judging import Judged, judge
from baken.warning.kinds import LimitKind
from baken.warning.ledger import ConflictError, Ledger, UnknownWarningError
from baken.warning.methods.within_lead import WithinLead
from baken.warning.model import DoubtCode, Inhibition, Limit, Limits, QuietRule, Severity, Suppression, WarningState
from baken.warning.neighbourhood import Neighbourhood
from baken.warning.record import standing_periods
from baken.warning.specimen import AT_US, limit, outlook, without_forecast, without_present
from baken.warning.states import Deed
from baken.warning.warner import Warner, WarnerState

MINUTE = 60_000_000
ROW = Neighbourhood({"a": frozenset("b"), "b": frozenset("ac"), "c": frozenset("b"), "z": frozenset()})
PLACES = ("a", "b", "c", "z")


def limits(*names: str, **changes: object) -> Limits:
    return Limits(limits=tuple(limit(f"{name}-persons", **changes) for name in names or PLACES))


def said(declared: Limits, persons: list[float], minute: float = 0.0, **changes: Any) -> Judged:
    """Return what is thought when so many persons are there, and are foreseen to stay."""
    values = np.array(persons)
    one = outlook(
        values, np.repeat(np.nan_to_num(values)[:, None], 8, axis=1), at_us=AT_US + int(minute * MINUTE), error=20.0
    )
    foreseen = np.where(np.isnan(values)[:, None, None], np.nan, one.foreseen)
    one = replace(one, foreseen=foreseen, **changes)
    return judge(WithinLead(), declared.limits, one)


def warner(declared: Limits, **changes: object) -> Warner:
    return Warner(declared, ROW, **changes)  # type: ignore[arg-type]


CALM, FULL = 100.0, 2000.0


def test_ten_areas_of_one_cause_are_one_warning() -> None:
    places = [f"p{i}" for i in range(10)]
    row = {p: frozenset(places[max(0, i - 1) : i] + places[i + 1 : i + 2]) for i, p in enumerate(places)}
    declared = limits(*places)
    one = Warner(declared, Neighbourhood(row))
    events = one.judge(said(declared, [FULL] * 10))
    assert [type(event) for event in events] == [Raised]
    assert len(one.ledger.open[0].members) == 10


def test_areas_that_do_not_hang_together_are_warned_of_apart() -> None:
    declared = limits()
    one = warner(declared)
    one.judge(said(declared, [FULL, CALM, CALM, FULL]))
    assert [record.area_ids for record in one.ledger.open] == [("a",), ("z",)]


def test_a_neighbour_that_follows_joins_and_the_warning_asks_to_be_seen_again() -> None:
    declared = limits()
    one = warner(declared)
    one.judge(said(declared, [FULL, CALM, CALM, CALM]))
    name = one.ledger.open[0].id
    one.act(name, Deed.SEE, by="a.jansen", at_us=AT_US, version=1)
    events = one.judge(said(declared, [FULL, FULL, CALM, CALM], 5))
    assert [type(event) for event in events] == [Updated]
    record = one.ledger[name]
    assert record.area_ids == ("a", "b")
    assert record.state is WarningState.RAISED
    assert [step.state.value for step in record.steps] == ["raised", "seen", "raised"]


def test_a_neighbour_that_follows_hours_later_is_another_warning() -> None:
    declared = limits()
    one = warner(declared)
    for minute in range(0, 70, 5):
        one.judge(said(declared, [FULL, CALM, CALM, CALM], minute))
    one.judge(said(declared, [FULL, FULL, CALM, CALM], 71))
    assert [record.area_ids for record in one.ledger.open] == [("a",), ("b",)]


def test_wind_over_a_whole_city_is_one_warning() -> None:
    declared = limits(kind=LimitKind.WIND, stream_id="mast")
    one = warner(declared)
    one.judge(said(declared, [FULL] * 4))
    assert len(one.ledger.open) == 1


def test_it_is_over_after_calm_and_expires_when_nobody_did_anything() -> None:
    declared = limits("a")
    one = warner(declared)
    events = [*one.judge(said(declared, [FULL]))]
    for minute in range(1, 15):
        events += one.judge(said(declared, [CALM], minute))
    record = one.ledger.records[0]
    assert record.state is WarningState.EXPIRED
    assert record.members[0].ended_us == AT_US + 11 * MINUTE
    assert [(p.area_id, p.raised_us, p.ended_us) for p in standing_periods(events)] == [
        ("a", AT_US, AT_US + 11 * MINUTE)
    ]


def test_what_was_handled_closes_by_itself_when_it_is_over() -> None:
    declared = limits("a", calm_s=0)
    one = warner(declared)
    one.judge(said(declared, [FULL]))
    one.act(one.ledger.open[0].id, Deed.HANDLE, by="a.jansen", at_us=AT_US, version=1)
    one.judge(said(declared, [CALM], 1))
    assert one.ledger.records[0].state is WarningState.CLOSED


def test_two_officers_cannot_both_change_what_they_saw() -> None:
    declared = limits("a")
    one = warner(declared)
    one.judge(said(declared, [FULL]))
    name = one.ledger.open[0].id
    one.act(name, Deed.HANDLE, by="a.jansen", at_us=AT_US, version=1)
    before = one.ledger[name]
    with pytest.raises(ConflictError, match="version 2, not 1") as caught:
        one.act(name, Deed.DENY, by="b.vries", at_us=AT_US, version=1, note="nothing there")
    assert caught.value.version == 2
    assert one.ledger[name] == before
    with pytest.raises(UnknownWarningError):
        one.act("nothing", Deed.SEE, by="a.jansen", at_us=AT_US, version=1)


def test_what_was_denied_while_it_stands_is_raised_anew_after_half_an_hour_only() -> None:
    declared = limits("a")
    one = warner(declared)
    one.judge(said(declared, [FULL]))
    one.act(one.ledger.open[0].id, Deed.DENY, by="a.jansen", at_us=AT_US, version=1, note="camera looks at a flag")
    for minute in range(1, 30):
        assert not one.judge(said(declared, [FULL], minute))
    assert isinstance(one.judge(said(declared, [FULL], 30))[0], Raised)


def test_nothing_known_is_a_statement_and_ends_no_warning() -> None:
    declared = limits("a")
    one = warner(declared)
    one.judge(said(declared, [FULL]))
    unknown = judge(
        WithinLead(),
        declared.limits,
        replace(
            without_forecast(without_present(outlook(np.array([np.nan]), np.full((1, 8), np.nan)))),
            at_us=AT_US + MINUTE,
        ),
    )
    events = one.judge(unknown)
    blind = next(event for event in events if isinstance(event, Blind))
    assert set(blind.doubts) >= {DoubtCode.NO_ESTIMATE, DoubtCode.NO_FORECAST}
    assert one.blind == declared.limits
    assert one.ledger.open
    seen = one.judge(said(declared, [FULL], 2))
    assert any(isinstance(event, Blind) and not event.is_blind for event in seen)


def test_a_warning_that_rests_on_one_suspect_sensor_says_so() -> None:
    declared = limits("a")
    one = warner(declared)
    one.judge(
        said(declared, [FULL], sources=np.array([1]), quality=np.array([1], np.uint8), doubt=np.array([2], np.uint8))
    )
    assert one.ledger.open[0].doubts == (DoubtCode.ONE_SOURCE, DoubtCode.SUSPECT_SOURCE)


def test_without_a_forecast_it_warns_of_the_present_and_says_that_nothing_is_foreseen() -> None:
    declared = limits("a")
    one = warner(declared)
    alone = without_forecast(outlook(np.array([FULL]), np.full((1, 8), FULL)))
    one.judge(judge(WithinLead(), declared.limits, alone))
    assert DoubtCode.NO_FORECAST in one.ledger.open[0].doubts


def suppression(**changes: object) -> Suppression:
    values: dict[str, object] = {
        "id": "s1",
        "area_ids": ("a",),
        "kinds": (),
        "reason": "parade",
        "by": "a.jansen",
        "from_us": AT_US,
        "until_us": AT_US + 20 * MINUTE,
    }
    return Suppression(**(values | changes))  # type: ignore[arg-type]


def test_what_is_suppressed_is_recorded_once_and_raised_when_the_suppression_ends() -> None:
    declared = limits("a")
    one = warner(declared)
    one.silences.suppress(suppression())
    events = [event for minute in range(25) for event in one.judge(said(declared, [FULL], minute))]
    assert [type(event) for event in events] == [Withheld, Raised]
    assert isinstance(events[0], Withheld)
    assert events[0].because == "suppression:s1"
    assert events[1].at_us == AT_US + 20 * MINUTE


def test_quiet_hours_silence_all_but_what_is_extreme() -> None:
    quiet = QuietRule(area_ids=("a", "b"), kinds=(), from_min=0, until_min=1440, reason="rehearsal")
    declared = Limits(
        limits=(limit("a-persons"), limit("b-persons", severity=Severity.EXTREME)),
        quiet=(quiet,),
    )
    one = warner(declared)
    events = one.judge(said(declared, [FULL, FULL]))
    assert [type(event) for event in events] == [Withheld, Raised]
    assert one.ledger.open[0].area_ids == ("b",)


def test_what_only_follows_from_a_warning_is_not_raised_beside_it_but_is_without_it() -> None:
    inhibition = Inhibition(limit_id="a-persons", silences=("z-persons",), reason="the tram stops there")
    declared = Limits(limits=limits("z", "a").limits, inhibitions=(inhibition,))
    one = warner(declared)
    one.judge(said(declared, [FULL, FULL]))
    assert [record.area_ids for record in one.ledger.open] == [("a",)]
    other = warner(declared)
    other.silences.suppress(suppression())
    other.judge(said(declared, [FULL, FULL]))
    assert [record.area_ids for record in other.ledger.open] == [("z",)]


def test_a_clock_that_jumps_raises_and_ends_nothing_by_itself() -> None:
    declared = limits("a", lasting_s=600)
    one = warner(declared)
    one.judge(said(declared, [FULL], 0))
    forward = one.judge(said(declared, [FULL], 600))
    assert [type(event) for event in forward] == [ClockJumped]
    back = one.judge(said(declared, [FULL], 5))
    assert [type(event) for event in back] == [ClockJumped]
    later = [event for minute in range(6, 16) for event in one.judge(said(declared, [FULL], minute))]
    assert [type(event) for event in later] == [Raised]
    jump = one.judge(said(declared, [CALM], 6000))
    assert isinstance(jump[0], ClockJumped)
    assert one.ledger.open[0].standing


def test_the_same_limit_raised_at_a_moment_that_comes_twice_has_another_id() -> None:
    declared = limits("a", calm_s=0)
    one = warner(declared)
    one.judge(said(declared, [FULL], 10))
    one.judge(said(declared, [CALM], 11))
    one.judge(said(declared, [FULL], 10))
    assert [record.id for record in one.ledger.records] == [
        "20260814T181000Z-a-persons",
        "20260814T181000Z-a-persons-2",
    ]


def test_a_limit_that_is_declared_anew_ends_and_begins_again() -> None:
    declared = limits("a")
    one = warner(declared)
    one.judge(said(declared, [FULL]))
    changed = limits("a", value=1500.0)
    other = warner(changed, ledger=one.ledger, state=one.state)
    other.judge(said(changed, [FULL], 1))
    values = [member.limit.value for record in other.ledger.open for member in record.standing]
    assert values == [1500.0]


NUMBERS = st.one_of(st.sampled_from([CALM, 900.0, 1000.0, FULL]), st.just(float("nan")))
COURSES = st.lists(st.tuples(st.integers(-20, 40), st.lists(NUMBERS, min_size=4, max_size=4)), max_size=15)


def play(course: list[tuple[int, list[float]]], stop_after: int | None = None) -> tuple[list[WarningEvent], Warner]:
    """Play a course; when told, stop after so many moments and go on from what was kept."""
    declared = limits(calm_s=120)
    one, minute = warner(declared), 0
    events: list[WarningEvent] = []
    for number, (pause, persons) in enumerate(course):
        if number == stop_after:
            kept = msgspec.msgpack.encode((events, one.state))
            again, state = msgspec.msgpack.decode(kept, type=tuple[list[WarningEvent], WarnerState])
            one = warner(declared, ledger=Ledger(again), state=state)
        minute += pause
        events += one.judge(said(declared, persons, minute))
    return events, one


def same(one: list[WarningEvent], other: list[WarningEvent]) -> bool:
    return [msgspec.msgpack.encode(event) for event in one] == [msgspec.msgpack.encode(event) for event in other]


@given(COURSES)
@settings(max_examples=25, deadline=None)
def test_the_same_rows_give_the_same_warnings_and_the_ledger_follows_from_the_record(
    course: list[tuple[int, list[float]]],
) -> None:
    events, one = play(course)
    assert same(events, play(course)[0])
    kept = msgspec.msgpack.decode(msgspec.msgpack.encode(events), type=list[WarningEvent])
    encode = msgspec.msgpack.encode
    assert encode(Ledger(kept).records) == encode(one.ledger.records)


@given(COURSES, st.integers(0, 15))
@settings(max_examples=25, deadline=None)
def test_stopped_anywhere_it_goes_on_as_if_it_had_not(course: list[tuple[int, list[float]]], stop: int) -> None:
    assert same(play(course)[0], play(course, stop)[0])


@given(COURSES)
@settings(max_examples=25, deadline=None)
def test_no_limit_stands_in_two_warnings_and_none_is_left_open_without_one_standing(
    course: list[tuple[int, list[float]]],
) -> None:
    _, one = play(course)
    standing = [member.limit.id for record in one.ledger.open for member in record.standing]
    assert len(standing) == len(set(standing))
    assert all(record.standing for record in one.ledger.open)


@given(st.lists(st.sampled_from(PLACES), max_size=8))
def test_grouping_twice_is_grouping_once(names: list[str]) -> None:
    parts = ROW.parts(names)
    assert sorted(name for part in parts for name in part) == sorted(set(names))
    assert all(ROW.parts(part) == [part] for part in parts)


def test_areas_without_gates_are_neighbours_when_they_are_near() -> None:
    def area(name: str, east: float) -> Area:
        ring = ((4.0 + east, 52.0), (4.001 + east, 52.0), (4.001 + east, 52.001), (4.0 + east, 52.0))
        return Area(id=name, name=name, kind=AreaKind.SQUARE, usable_area_m2=1.0, polygon=(ring,))

    areas = [area("a", 0.0), area("b", 0.002), area("c", 0.1), area("d", 0.003)]
    gates = [
        Gate(id="g", name="g", line=(), effective_width_m=1.0, area_ids=("c", "d")),
        Gate(id="o", name="o", line=(), effective_width_m=1.0, area_ids=("outside", "a")),
    ]
    found = Neighbourhood.of_city(areas, gates)
    assert found.of == {"a": {"b"}, "b": {"a"}, "c": {"d"}, "d": {"c"}}


def test_a_limit_must_fit_its_outlook() -> None:
    from baken.warning.model import WarningError

    with pytest.raises(WarningError, match="do not fit"):
        judge(WithinLead(), (limit(),), outlook(np.zeros(2), np.zeros((2, 8))))


def test_a_limit_knows_its_cause() -> None:
    assert Limit(id="w", area_id="a", kind=LimitKind.WIND, value=20.0, source="permit").cause.value == "wind"
