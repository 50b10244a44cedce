# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""People at the desk: who may decide, what follows, and what the second of two is told."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.governance.lists import Role
from baken.response.book import Book
from baken.response.desk import Actor, Desk
from baken.response.errors import (
    ChangedMeanwhileError,
    NotYoursError,
    OppositeError,
    ResponseError,
    UnknownResponseError,
)
from baken.response.interventions import Claim, are_opposite
from baken.response.model import NODE, Command, CommandMoved, Evidence, Who
from baken.response.playbook import Conditions, Playbook
from baken.response.shift import accept, hand_over, move_task, write
from baken.response.specimen import ANNA, BORIS, evidence, playbook, reach, sign
from baken.response.transitions import (
    CommandState,
    ResponseDeed,
    ResponseState,
    TaskState,
    TransitionError,
)
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from collections.abc import Iterable

    from baken.response.model import Response, ResponseEvent

T0 = 1_786_000_000_000_000
MINUTE = 60_000_000
OFFICER = frozenset({Role.DUTY_OFFICER})
ANNA_ON_DUTY, BORIS_ON_DUTY = Actor(ANNA, OFFICER), Actor(BORIS, OFFICER)
TRAM = Actor(Who(id="p1", name="Tom of the trams", party="tram-company"), frozenset({Role.PARTNER}))
WITH_SIGNS = playbook("signs", signs=("sign-1", "sign-2"))


class Room:
    """A desk with its book, as the service holds them."""

    def __init__(self, *playbooks: Playbook) -> None:
        numbers = itertools.count(1)
        things = reach(sign(), sign("sign-2"))
        zone = ZoneInfo("Europe/Amsterdam")
        self.desk = Desk(playbooks or (playbook(),), things, zone, (), lambda: f"i{next(numbers)}")
        self.things = things
        self.book = Book()
        self.kept: list[ResponseEvent] = []
        self.now = T0

    def keep(self, events: Iterable[ResponseEvent]) -> None:
        for event in events:
            self.book.apply(event)
            self.kept.append(event)

    def warned(self, found: Evidence | None = None) -> tuple[Response, ...]:
        before = set(self.book.responses)
        self.keep(self.desk.warned(self.book, found or evidence(at_us=self.now)))
        return tuple(r for r in self.book.responses.values() if r.id not in before)

    def decide(
        self, response: Response, deed: ResponseDeed, actor: Actor = ANNA_ON_DUTY, *, version: int | None = None
    ) -> Response:
        self.keep(
            self.desk.decide(
                self.book, response.id, deed, actor, at_us=self.now, machine_us=self.now,
                version=self.book.response(response.id).version if version is None else version, because="As agreed.",
            )
        )  # fmt: skip
        return self.book.response(response.id)

    def task(self, name: str, state: TaskState, actor: Actor = ANNA_ON_DUTY) -> None:
        task = self.book.task(name)
        moved = move_task(self.book, name, state, actor, at_us=self.now, version=task.version, note="No tram left.")
        self.keep(moved)
        self.keep(self.desk.settle(self.book, task.response_id, at_us=self.now))

    def command(self, command: Command, *states: CommandState) -> None:
        for state in states:
            self.keep((CommandMoved(at_us=self.now, key=command.key, state=state),))
        self.keep(self.desk.settle(self.book, command.response_id, at_us=self.now))


def test_a_warning_brings_up_its_playbook_once_and_with_its_evidence() -> None:
    room = Room()
    (response,) = room.warned()
    assert response.state is ResponseState.PROPOSED
    assert response.evidence is not None
    assert response.evidence.probability == 0.8
    assert response.steps[0].by == NODE
    assert room.warned() == ()
    assert room.warned(evidence(warning_id="another")) == (), "it waits for a decision already"


@pytest.mark.parametrize(
    "found",
    [evidence(probability=0.49), evidence(probability=float("nan")), evidence(area_ids=("south",)), evidence(kinds=())],
)
def test_what_does_not_fit_is_not_proposed(found: Evidence) -> None:
    assert Room().warned(found) == ()


def test_a_playbook_is_proposed_in_its_hours_only() -> None:
    at_night = playbook("night", conditions=Conditions(from_min=22 * 60, until_min=2 * 60))
    room = Room(at_night)
    summer = datetime(2026, 8, 5, tzinfo=UTC)  # two hours behind Amsterdam
    assert room.warned(evidence(at_us=to_us(summer.replace(hour=19, minute=59)))) == ()
    assert room.warned(evidence(at_us=to_us(summer))) == (), "at two o'clock the night is over"
    assert len(room.warned(evidence(at_us=to_us(summer.replace(hour=23))))) == 1


def test_a_follow_up_waits_for_what_it_follows() -> None:
    first, then = playbook("first"), playbook("then", after=("first",), interventions=())
    room = Room(first, then)
    (one,) = room.warned()
    assert one.playbook.id == "first"
    room.decide(one, ResponseDeed.APPROVE)
    (two,) = room.warned()
    assert two.playbook.id == "then"


def test_an_approval_names_who_and_begins_the_execution() -> None:
    room = Room()
    (response,) = room.warned()
    response = room.decide(response, ResponseDeed.APPROVE)
    assert response.state is ResponseState.EXECUTING
    assert [(step.deed, step.by.name) for step in response.steps] == [
        ("propose", "Baken"), ("approve", "Anna"), ("begin", "Baken"),
    ]  # fmt: skip
    (task,) = room.book.tasks_of(response.id)
    assert (task.party, task.state, task.due_at_us) == ("municipality", TaskState.OPEN, T0 + 10 * MINUTE)


def test_who_has_not_the_role_of_the_playbook_does_not_approve() -> None:
    room = Room()
    (response,) = room.warned()
    with pytest.raises(NotYoursError, match="duty officer"):
        room.decide(response, ResponseDeed.APPROVE, Actor(BORIS, frozenset({Role.PLANNER})))


def test_the_second_of_two_who_decide_is_told_who_was_first() -> None:
    room = Room()
    (response,) = room.warned()
    room.decide(response, ResponseDeed.APPROVE, BORIS_ON_DUTY, version=1)
    with pytest.raises(ChangedMeanwhileError, match="Baken was first: this response is executing now"):
        room.decide(response, ResponseDeed.REFUSE, ANNA_ON_DUTY, version=1)


def test_the_second_of_two_who_approve_opposites_is_told_what_is_in_the_way() -> None:
    room = Room(playbook("north"), playbook("south", towards="south"))
    north, south = room.warned()
    room.decide(north, ResponseDeed.APPROVE, ANNA_ON_DUTY)
    with pytest.raises(OppositeError, match=r"north is executing, approved by Anna.*gate:bridge.*Withdraw one"):
        room.decide(south, ResponseDeed.APPROVE, BORIS_ON_DUTY)
    assert room.book.response(south.id).state is ResponseState.PROPOSED
    room.decide(north, ResponseDeed.WITHDRAW)
    assert room.decide(south, ResponseDeed.APPROVE, BORIS_ON_DUTY).is_in_force


def test_a_refusal_and_a_withdrawal_say_why() -> None:
    room = Room()
    (response,) = room.warned()
    with pytest.raises(ResponseError, match="not been said why"):
        room.desk.decide(
            room.book, response.id, ResponseDeed.REFUSE, ANNA_ON_DUTY, at_us=T0, machine_us=T0, version=1, because=" "
        )


def test_what_was_refused_is_not_proposed_again_for_the_same_warning() -> None:
    room = Room()
    (response,) = room.warned()
    room.decide(response, ResponseDeed.REFUSE)
    assert room.warned() == ()
    assert len(room.warned(evidence(warning_id="w2"))) == 1


def test_a_proposal_expires_when_nobody_decides_or_its_warning_is_over() -> None:
    room = Room()
    (response,) = room.warned()
    assert room.desk.tidy(room.book, at_us=response.expires_at_us - 1) == ()
    room.keep(room.desk.tidy(room.book, at_us=response.expires_at_us))
    assert room.book.response(response.id).state is ResponseState.EXPIRED
    (again,) = room.warned(evidence(warning_id="w2"))
    room.keep(room.desk.closed(room.book, "w2", at_us=T0, because="The warning is over."))
    assert room.book.response(again.id).state is ResponseState.EXPIRED


def test_a_warning_that_is_over_ends_nothing_that_was_approved() -> None:
    room = Room()
    (response,) = room.warned()
    room.decide(response, ResponseDeed.APPROVE)
    assert room.desk.closed(room.book, "w1", at_us=T0, because="Over.") == ()


def test_a_response_is_executed_when_every_task_is_done_and_every_sign_answered() -> None:
    room = Room(WITH_SIGNS)
    (response,) = room.warned()
    room.decide(response, ResponseDeed.APPROVE)
    (task,) = room.book.tasks_of(response.id)
    one, two = room.book.commands_of(response.id)
    assert {one.actuator_id, two.actuator_id} == {"sign-1", "sign-2"}
    room.command(one, CommandState.SENDING, CommandState.SENT, CommandState.CONFIRMED)
    room.task(task.id, TaskState.DONE)
    assert room.book.response(response.id).state is ResponseState.EXECUTING
    room.command(two, CommandState.SENDING, CommandState.SENT, CommandState.CONFIRMED)
    assert room.book.response(response.id).state is ResponseState.EXECUTED


def test_a_partner_who_declines_makes_it_fail_and_it_can_be_taken_up_again() -> None:
    room = Room()
    (response,) = room.warned()
    room.decide(response, ResponseDeed.APPROVE)
    (task,) = room.book.tasks_of(response.id)
    room.task(task.id, TaskState.DECLINED)
    failed = room.book.response(response.id)
    assert failed.state is ResponseState.FAILED
    assert failed.steps[-1].because == "municipality declined: No tram left."
    room.decide(failed, ResponseDeed.BEGIN)
    *_, newest = room.book.tasks_of(response.id)
    assert newest.state is TaskState.OPEN
    room.task(newest.id, TaskState.DONE)
    assert room.book.response(response.id).state is ResponseState.EXECUTED


def test_withdrawing_sends_signs_back_and_asks_for_the_counterpart() -> None:
    room = Room(WITH_SIGNS)
    (response,) = room.warned()
    room.decide(response, ResponseDeed.APPROVE)
    (task,) = room.book.tasks_of(response.id)
    room.task(task.id, TaskState.DONE)
    room.decide(response, ResponseDeed.WITHDRAW)
    back = [c for c in room.book.commands_of(response.id) if c.reverses]
    assert {(c.actuator_id, c.preset) for c in back} == {("sign-1", "blank"), ("sign-2", "blank")}
    assert [t.text for t in room.book.tasks_to_do()] == ["Undo: One-way walking"]


def test_a_sign_that_another_response_holds_stays_as_it_is() -> None:
    room = Room(WITH_SIGNS, playbook("more", signs=("sign-2",)))
    one, two = room.warned()
    room.decide(one, ResponseDeed.APPROVE)
    room.decide(two, ResponseDeed.APPROVE)
    room.decide(one, ResponseDeed.WITHDRAW)
    back = [c for c in room.book.commands_of(one.id) if c.reverses]
    assert [(c.actuator_id, c.preset) for c in back] == [("sign-1", "blank")]


def test_a_task_is_for_its_party_or_the_duty_officer_and_others_do_not_hear_of_it() -> None:
    room = Room()
    (response,) = room.warned()
    room.decide(response, ResponseDeed.APPROVE)
    (task,) = room.book.tasks_of(response.id)
    with pytest.raises(UnknownResponseError, match="no such task"):
        room.task(task.id, TaskState.ACKNOWLEDGED, TRAM)
    room.task(task.id, TaskState.ACKNOWLEDGED)
    with pytest.raises(TransitionError, match="acknowledged cannot become acknowledged"):
        room.task(task.id, TaskState.ACKNOWLEDGED)


def test_a_note_that_is_sent_twice_is_one_note_and_a_correction_names_what_it_corrects() -> None:
    room = Room()
    room.keep(write(room.book, ANNA_ON_DUTY, note_id="n1", at_us=T0, text="Quiet.", key="k"))
    assert write(room.book, ANNA_ON_DUTY, note_id="n2", at_us=T0, text="Quiet.", key="k") == ()
    room.keep(write(room.book, ANNA_ON_DUTY, note_id="n3", at_us=T0, text="Not so quiet.", corrects="n1"))
    assert room.book.notes["n1"].text == "Quiet."
    with pytest.raises(UnknownResponseError):
        write(room.book, ANNA_ON_DUTY, note_id="n4", at_us=T0, text="What?", corrects="nothing")


def test_a_shift_hands_over_what_is_open_and_another_person_takes_over() -> None:
    room = Room()
    (response,) = room.warned()
    room.decide(response, ResponseDeed.APPROVE)
    room.keep(hand_over(room.book, ANNA_ON_DUTY, hand_over_id="h1", at_us=T0, text="One street is one-way."))
    made = room.book.hand_overs["h1"]
    assert made.response_ids == (response.id,)
    assert len(made.task_ids) == 1
    with pytest.raises(NotYoursError, match="oneself"):
        accept(room.book, "h1", ANNA_ON_DUTY, at_us=T0)
    room.keep(accept(room.book, "h1", BORIS_ON_DUTY, at_us=T0))
    with pytest.raises(ChangedMeanwhileError, match="Boris has taken over"):
        accept(room.book, "h1", BORIS_ON_DUTY, at_us=T0)


claims = st.builds(
    Claim, st.sampled_from(["gate:a", "gate:b", "message:a"]), st.sampled_from(["stay-away", "all-clear", "other-time"])
)


@given(claims, claims)
def test_being_opposite_is_mutual_and_never_of_oneself(one: Claim, other: Claim) -> None:
    assert are_opposite(one, other) == are_opposite(other, one)
    assert not are_opposite(one, one)


DEEDS = st.tuples(
    st.integers(0, 2), st.sampled_from(ResponseDeed), st.sampled_from([ANNA_ON_DUTY, BORIS_ON_DUTY, TRAM])
)


@given(st.lists(DEEDS, max_size=25))
@settings(max_examples=60, deadline=None)
def test_whatever_people_try_no_opposites_are_in_force_and_the_book_follows_from_the_events(
    tried: list[tuple[int, ResponseDeed, Actor]],
) -> None:
    room = Room(playbook("north"), playbook("south", towards="south"), WITH_SIGNS)
    found = room.warned()
    for place, deed, actor in tried:
        before = room.book.revision
        try:
            room.decide(found[place], deed, actor)
        except (TransitionError, OppositeError, NotYoursError):
            assert room.book.revision == before
        held = [claim for r in room.book.in_force() for _, claim in r.playbook.claims]
        assert not [1 for one in held for other in held if are_opposite(one, other)]
        for response in room.book.in_force():
            assert response.approved_by is not None
            assert response.approved_by.by in (ANNA, BORIS)
    again = Book(room.kept)
    assert (again.responses, again.tasks, again.commands) == (room.book.responses, room.book.tasks, room.book.commands)
