# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import msgspec
import numpy as np
import pytest

from baken.city.load import load
from baken.response.interventions import InterventionKind
from baken.response.model import Response, Step, Who
from baken.response.specimen import evidence, playbook
from baken.response.transitions import ResponseDeed, ResponseState
from baken.service.evaluating.assembling import course_of, foreseen_of, place_of, taken_of, warned_of
from baken.service.evaluating.simulated import Evening, SimulatedEveningError, simulated_record, varied
from baken.service.places import find_city
from baken.simulation.specimen import small_day
from baken.vocabulary.place import Area, AreaKind
from baken.warning import model as warning_model
from baken.warning.kinds import Cause, LimitKind
from baken.warning.model import Judgement, Limit, Limits, Member, Severity, WarningRecord, WarningState
from baken.warning.states import Deed

QUAY = Area(id="quay", name="Quay", kind=AreaKind.WALKWAY, usable_area_m2=1000.0, polygon=(), length_m=100.0)
OFFICER = Who(id="a1", name="J. de Vries", party="city")


def limit(severity: Severity, value: float, kind: LimitKind = LimitKind.PERSONS) -> Limit:
    return Limit(id=f"quay-{severity.value}", area_id="quay", kind=kind, value=value, source="plan", severity=severity)


def judged(probability: float) -> Judgement:
    nothing = float("nan")
    return Judgement(
        limit_id="l", at_us=100, probability=probability, lower=0.2, upper=0.9, now=nothing, value=nothing,
        value_lower=nothing, value_upper=nothing, peak=nothing, peak_at_us=400,
    )  # fmt: skip


def member(area: str, since_us: int, ended_us: int | None) -> Member:
    one = Limit(id=f"{area}-l", area_id=area, kind=LimitKind.PERSONS, value=1.0, source="plan")
    return Member(limit=one, since_us=since_us, first=judged(0.6), newest=judged(0.1), ended_us=ended_us)


def warning(state: WarningState, *members: Member) -> WarningRecord:
    steps = tuple(
        warning_model.Step(deed=deed.value, state=WarningState.SEEN, by="a1", at_us=at)
        for deed, at in ((Deed.SEE, 120), (Deed.HANDLE, 150))
    )
    return WarningRecord(
        id="w", version=3, state=state, cause=next(iter(Cause)), raised_at_us=100, changed_at_us=500,
        members=members, steps=steps,
    )  # fmt: skip


def test_the_limit_that_is_judged_is_that_of_the_severity_or_the_next_below() -> None:
    limits = Limits(limits=(limit(Severity.MODERATE, 300.0), limit(Severity.EXTREME, 900.0)))
    assert place_of(QUAY, limits).limit == 300.0
    assert place_of(QUAY, limits, Severity.EXTREME).limit == 900.0
    assert place_of(QUAY, Limits()).limit is None


def test_limits_of_density_and_level_are_given_in_persons() -> None:
    assert place_of(QUAY, Limits(limits=(limit(Severity.SEVERE, 0.5, LimitKind.DENSITY),))).limit == 500.0
    assert place_of(QUAY, Limits(limits=(limit(Severity.SEVERE, 4.0, LimitKind.LEVEL),))).limit == 720.0
    assert place_of(QUAY, Limits(limits=(limit(Severity.SEVERE, 20.0, LimitKind.WIND),))).limit is None


def test_a_warning_is_taken_place_by_place() -> None:
    one, other = warned_of(warning(WarningState.HANDLED, member("quay", 100, 300), member("square", 200, None)))
    assert (one.place_ids, one.raised_us, one.closed_us) == (("quay",), 100, 300)
    assert (other.place_ids, other.raised_us, other.closed_us) == (("square",), 200, None)
    assert (one.probability, one.expected_us, one.seen_us, one.handled_us) == (0.6, 400, 120, 150)


def test_a_warning_that_is_closed_stands_nowhere_any_more() -> None:
    assert warned_of(warning(WarningState.CLOSED, member("quay", 100, None)))[0].closed_us == 500


def response(*deeds: tuple[ResponseDeed, int]) -> Response:
    steps = tuple(Step(deed=deed.value, state=ResponseState.APPROVED, by=OFFICER, at_us=at) for deed, at in deeds)
    return Response(
        id="r1", version=len(steps), state=ResponseState.EXECUTED, playbook=playbook(), steps=steps,
        proposed_at_us=100, expires_at_us=900, evidence=evidence(area_ids=("square",)),
    )  # fmt: skip


def test_a_response_is_one_intervention_with_its_moments_and_without_a_name() -> None:
    taken = taken_of(
        response((ResponseDeed.APPROVE, 200), (ResponseDeed.BEGIN, 300), (ResponseDeed.WITHDRAW, 700)),
        ("lane", "square"),
    )
    assert (taken.proposed_us, taken.approved_us, taken.from_us, taken.until_us) == (100, 200, 300, 700)
    assert taken.kind == InterventionKind.ONE_WAY_WALKING.value
    assert (taken.place_ids, taken.reaches) == (("square",), ("lane",))
    assert b"Vries" not in msgspec.json.encode(taken)
    assert b"a1" not in msgspec.json.encode(taken)


def test_a_proposal_that_nobody_approved_was_never_in_force() -> None:
    taken = taken_of(response())
    assert taken.approved_us is taken.from_us is taken.until_us is None


def test_what_is_missing_stays_missing() -> None:
    course = course_of("quay", 0, 60, np.array([1.0, np.nan]), np.array([[0.0, np.nan], [2.0, np.nan]]))
    assert course.persons == (1.0, None)
    assert course.upper == (2.0, None)
    assert foreseen_of("quay", 0, 0, 60, (0.5,), np.array([[np.nan]]), "m/1").values == ((None,),)


def test_like_days_have_another_crowd_and_other_weather_and_are_the_same_by_the_same_seed() -> None:
    day = small_day()
    assert varied(day, 3) == varied(day, 3)
    assert varied(day, 3).crowding != varied(day, 4).crowding
    assert varied(day, 3).weather.temperature_c != day.weather.temperature_c


def test_an_event_that_is_not_simulated_is_said_with_what_there_is() -> None:
    city = load(find_city("scheveningen"))
    with pytest.raises(SimulatedEveningError, match="fireworks-2026-08-14"):
        simulated_record(city, "parade")
    with pytest.raises(SimulatedEveningError, match="no record"):
        simulated_record(msgspec.structs.replace(city, simulated=False), "fireworks-2026-08-14")


def test_a_played_evening_is_compared_with_days_of_its_own_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    city = load(find_city("scheveningen"))
    rng = np.random.default_rng(1)
    names = ("boulevard-midden", "boulevard-kurhaus", "halte-kurhaus")
    steps = np.arange(90)
    course = 1500.0 + 4000.0 * np.exp(-0.5 * ((steps - 56) / 6.0) ** 2)
    like = course[None, :, None] * np.exp(rng.normal(0.0, 0.1, (24, 1, 3)) + rng.normal(0.0, 0.01, (24, 90, 3)))
    without = np.repeat(course[:, None], 3, axis=1)
    treated = without.copy()
    treated[54:66, 1] *= 0.7
    from baken.service.evaluating import simulated

    event = next(one for one in city.events if one.id == "fireworks-2026-08-14")
    start = 1_786_738_500_000_000 - 4 * 3_600_000_000
    monkeypatch.setattr(simulated, "_played", lambda *_: Evening(event, start, names, treated, without, like))
    record = simulated_record(city, event.id)
    compared, beside = record.comparisons
    assert (compared.place_id, beside.place_id) == ("boulevard-kurhaus", "boulevard-midden")
    assert record.interventions[0].reaches == ("boulevard-midden",)
    assert beside.true_change == 0.0
    assert len(compared.unit_ids) == 25
    assert compared.true_change == pytest.approx((treated - without)[54:66, 1].mean())
    assert {one.place_ids[0] for one in record.warnings} <= set(names)
    assert record.warnings
    assert len(record.kpis) == 5
    assert all(one.issued_us < record.as_of_us for one in record.foreseen)
