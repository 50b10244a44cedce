# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What was carried out is what somebody did, not what was approved."""

from __future__ import annotations

from baken.response.carried_out import carried_out
from baken.response.interventions import OneWayWalking
from baken.response.test_desk import MINUTE, T0, WITH_SIGNS, Room
from baken.response.transitions import ResponseDeed, TaskState


def test_an_approval_and_a_task_that_is_only_taken_up_carry_nothing_out() -> None:
    room = Room()
    (response,) = room.warned()
    room.decide(response, ResponseDeed.APPROVE)
    assert carried_out(room.book) == ()
    (task,) = room.book.tasks.values()
    room.task(task.id, TaskState.ACKNOWLEDGED)
    assert carried_out(room.book) == ()


def test_an_intervention_is_carried_out_when_its_task_is_done_until_its_response_is_withdrawn() -> None:
    room = Room()
    (response,) = room.warned()
    room.decide(response, ResponseDeed.APPROVE)
    (task,) = room.book.tasks.values()
    room.now = T0 + 12 * MINUTE
    room.task(task.id, TaskState.DONE)
    (one,) = carried_out(room.book)
    assert isinstance(one.deed, OneWayWalking)
    assert (one.response_id, one.intervention_id) == (response.id, "walking")
    assert (one.from_us, one.until_us) == (T0 + 12 * MINUTE, None)
    room.now = T0 + 40 * MINUTE
    room.decide(response, ResponseDeed.WITHDRAW)
    (one,) = carried_out(room.book)
    assert (one.from_us, one.until_us) == (T0 + 12 * MINUTE, T0 + 40 * MINUTE)
    undoing = next(task for task in room.book.tasks.values() if task.undoes)
    room.task(undoing.id, TaskState.DONE)
    assert carried_out(room.book) == (one,), "undoing it is not doing it again"


def test_what_was_withdrawn_before_it_was_done_was_never_carried_out() -> None:
    room = Room()
    (response,) = room.warned()
    room.decide(response, ResponseDeed.APPROVE)
    room.decide(response, ResponseDeed.WITHDRAW)
    assert carried_out(room.book) == ()


def test_whoever_completes_a_response_says_that_all_of_it_was_done() -> None:
    room = Room(WITH_SIGNS)
    (response,) = room.warned()
    room.decide(response, ResponseDeed.APPROVE)
    room.now = T0 + 5 * MINUTE
    room.decide(response, ResponseDeed.COMPLETE)
    found = carried_out(room.book)
    assert {one.intervention_id for one in found} == {"walking", "signs"}
    assert {one.from_us for one in found} == {T0 + 5 * MINUTE}
