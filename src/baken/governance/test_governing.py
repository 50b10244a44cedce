# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""No permit outlives what it rests on: time, withdrawals and agreements begin a new epoch."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from baken.governance.lists import Action, Layer, Purpose, Role
from baken.governance.model import ANYBODY, THE_NODE, Agreement, Principal, PrincipalKind, Question
from baken.governance.permit import PermitEndedError, RefusedError
from baken.governance.policy.rules import Origin, PolicyFile
from baken.governance.specimen import ADMINISTRATOR, NOW, POLICE, activity, governance
from baken.vocabulary.time import FixedClock

PARTNER = Principal(id="p1", kind=PrincipalKind.PERSON, roles=frozenset({Role.PARTNER}), party=POLICE.id)
HOUR = timedelta(hours=1)


def agreement(valid_until: datetime) -> Agreement:
    return Agreement(
        id="covenant",
        party=POLICE.id,
        activities=("counting",),
        layers=(Layer.ESTIMATES,),
        purposes=(Purpose.CROWD_SAFETY,),
        valid_from=NOW - HOUR,
        valid_until=valid_until,
        reference="Covenant 12",
    )


def test_the_same_rights_get_the_same_permit_until_something_changes() -> None:
    some = governance()
    first = some.permit(ANYBODY, Action.READ, Layer.OBSERVATIONS)
    assert some.permit(ANYBODY, Action.READ, Layer.OBSERVATIONS) is first
    some.withdraw("counting", by="a", because="No.")
    with pytest.raises(PermitEndedError):
        some.check(first)


def test_a_review_date_that_passes_ends_every_permit_and_tells_who_depends() -> None:
    clock = FixedClock(NOW)
    some = governance([activity(review_by=date(2026, 6, 1))], clock=clock)
    permit = some.permit(ANYBODY, Action.READ, Layer.ESTIMATES)
    told: list[int] = []
    some.on_changed.append(lambda: told.append(some.epoch))
    clock.set(datetime(2026, 6, 2, tzinfo=UTC))
    with pytest.raises(PermitEndedError):
        some.check(permit)
    assert told == [2]
    with pytest.raises(RefusedError, match="2026-06-01"):
        some.permit(ANYBODY, Action.READ, Layer.ESTIMATES)


def test_an_agreement_gives_until_its_end_and_not_a_second_longer() -> None:
    clock = FixedClock(NOW)
    closed = activity(recipients=())
    some = governance([closed], agreements=[agreement(NOW + HOUR)], clock=clock)
    assert some.permit(PARTNER, Action.READ, Layer.ESTIMATES).activities == {"counting"}
    assert not some.permit_or_none(PARTNER, Action.READ, Layer.OBSERVATIONS).activities
    clock.set(NOW + HOUR)
    with pytest.raises(RefusedError):
        some.permit(PARTNER, Action.READ, Layer.ESTIMATES)


def test_a_sign_in_is_recent_for_ten_minutes_by_the_clock_of_the_question() -> None:
    clock = FixedClock(NOW)
    some = governance(clock=clock)
    stop = Question(principal=ADMINISTRATOR, action=Action.WITHDRAW, activity="counting")
    assert some.decide(stop).allowed
    clock.set(NOW + timedelta(minutes=11))
    assert not some.decide(stop).allowed
    assert some.may_somehow(ADMINISTRATOR, Action.WITHDRAW), "signing in again is enough"


def test_a_refusal_is_written_down_and_its_reference_is_told() -> None:
    some = governance([activity(recipients=())])
    written: list[Question] = []

    def write(_principal: Principal, question: Question, _decision: object) -> str:
        written.append(question)
        return "K7QF2M9X"

    some.on_refused = write
    with pytest.raises(RefusedError) as refused:
        some.permit(ANYBODY, Action.READ, Layer.OBSERVATIONS)
    assert refused.value.reference == "K7QF2M9X"
    assert [question.action for question in written] == [Action.READ]


def test_the_picture_uses_only_what_its_activity_may_use() -> None:
    some = governance([activity(), activity("camera", recipients=())])
    assert some.for_picture().activities == {"counting"}
    assert some.for_control().activities == {"counting", "camera"}
    assert some.permit_or_none(THE_NODE, Action.READ, Layer.OBSERVATIONS, used_by="camera").activities == {"camera"}


def test_a_rule_of_the_city_about_the_time_of_day_holds_within_a_minute() -> None:
    night = PolicyFile(
        "policies/night.cedar",
        '@id("night") @title("Nobody reads at night") @why("Council") @change("Wait")\n'
        'forbid (principal, action == Action::"read", resource)\n'
        'when { context.now.toTime() >= duration("22h") };',
        Origin.CITY,
    )
    clock = FixedClock(NOW.replace(hour=21, minute=59, second=59))
    some = governance(clock=clock, policies=[night])
    evening = some.permit(ANYBODY, Action.READ, Layer.OBSERVATIONS)
    assert some.check(evening) is evening
    clock.set(NOW.replace(hour=22))
    with pytest.raises(PermitEndedError):
        some.check(evening)
    with pytest.raises(RefusedError, match="Nobody reads at night"):
        some.permit(ANYBODY, Action.READ, Layer.OBSERVATIONS)


def test_what_somebody_may_somehow_is_asked_anew_when_something_changes() -> None:
    some = governance()
    assert some.may_somehow(ANYBODY, Action.READ)
    assert not some.may_somehow(ANYBODY, Action.ADMINISTER)
    some.withdraw("counting", by="a", because="No.")
    assert not some.may_somehow(ANYBODY, Action.READ)
