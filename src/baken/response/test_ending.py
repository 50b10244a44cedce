# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A response that has done its work is said to; a person ends it."""

from __future__ import annotations

from baken.response.ending import should_end
from baken.response.test_desk import MINUTE, T0, Room
from baken.response.transitions import ResponseDeed
from baken.warning.kinds import Cause, LimitKind
from baken.warning.model import Judgement, Limit, Member, WarningRecord, WarningState


def warning(ended_us: int | None) -> WarningRecord:
    limit = Limit(id="l", area_id="north", kind=LimitKind.DENSITY, value=2.0, source="Test.")
    thought = Judgement(
        limit_id="l", at_us=T0, probability=0.8, lower=0.7, upper=0.9, now=0.1, value=1.0, value_lower=0.9,
        value_upper=1.1, peak=2.5, peak_at_us=T0,
    )  # fmt: skip
    member = Member(limit=limit, since_us=T0, first=thought, newest=thought, ended_us=ended_us)
    return WarningRecord(
        id="w1", version=1, state=WarningState.HANDLED, cause=Cause.CROWDING, raised_at_us=T0, changed_at_us=T0,
        members=(member,), steps=(),
    )  # fmt: skip


def test_a_response_should_end_after_its_time_or_when_its_warning_has_been_over_for_a_while() -> None:
    room = Room()
    (response,) = room.warned()
    assert should_end(response, None, T0 + 999 * MINUTE) is None, "it has not begun"
    response = room.decide(response, ResponseDeed.APPROVE)
    assert should_end(response, None, T0 + 119 * MINUTE) is None
    ended = should_end(response, None, T0 + 120 * MINUTE)
    assert ended is not None
    assert ended[0] == "It has lasted 120 minutes; its playbook gives it 120."
    assert should_end(response, warning(None), T0 + 60 * MINUTE) is None
    assert should_end(response, warning(T0 + 51 * MINUTE), T0 + 60 * MINUTE) is None
    calm = should_end(response, warning(T0 + 50 * MINUTE), T0 + 60 * MINUTE)
    assert calm == ("Its warning has been over for 10 minutes.", "De waarschuwing is al 10 minuten voorbij.")
    withdrawn = room.decide(response, ResponseDeed.WITHDRAW)
    assert should_end(withdrawn, None, T0 + 999 * MINUTE) is None
