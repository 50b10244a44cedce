# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Laws of the table: who may do what in which state, and where it ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baken.response.transitions import (
    COMMAND_TRANSITIONS,
    FINAL,
    IN_FORCE,
    TASK_TRANSITIONS,
    TRANSITIONS,
    By,
    CommandState,
    ResponseDeed,
    ResponseState,
    TaskState,
    TransitionError,
    after,
    possible_deeds,
    require_command,
    require_task,
)

states = st.sampled_from(ResponseState)
deeds = st.sampled_from(ResponseDeed)


@given(states, deeds, st.booleans())
def test_what_is_not_in_the_table_is_not_possible(state: ResponseState, deed: ResponseDeed, by_person: bool) -> None:
    row = TRANSITIONS.get((state, deed))
    if row is not None and row[1] in (By.EITHER, By.PERSON if by_person else By.NODE):
        assert after(state, deed, by_person=by_person) is row[0]
        assert deed in possible_deeds(state, by_person=by_person)
    else:
        with pytest.raises(TransitionError):
            after(state, deed, by_person=by_person)
        assert deed not in possible_deeds(state, by_person=by_person)


@given(st.lists(st.tuples(deeds, st.booleans()), max_size=12))
def test_nothing_comes_in_force_without_a_person_who_approved_it(tried: list[tuple[ResponseDeed, bool]]) -> None:
    state, approved = ResponseState.PROPOSED, False
    for deed, by_person in tried:
        try:
            state = after(state, deed, by_person=by_person)
        except TransitionError:
            continue
        approved = approved or (deed is ResponseDeed.APPROVE and by_person)
        assert approved or state not in IN_FORCE


def test_what_is_over_stays_over() -> None:
    assert not [state for state in FINAL for who in (True, False) if possible_deeds(state, by_person=who)]
    assert set(ResponseState) == FINAL | IN_FORCE | {ResponseState.PROPOSED}


def test_whatever_is_in_force_can_be_withdrawn_by_a_person_and_by_nobody_else() -> None:
    for state in IN_FORCE:
        assert after(state, ResponseDeed.WITHDRAW, by_person=True) is ResponseState.WITHDRAWN
        assert ResponseDeed.WITHDRAW not in possible_deeds(state, by_person=False)


def test_every_state_can_be_reached_and_left_or_is_final() -> None:
    reached = {ResponseState.PROPOSED} | {end for end, _ in TRANSITIONS.values()}
    assert reached == set(ResponseState)
    assert {state for state, _ in TRANSITIONS} == set(ResponseState) - FINAL


@given(st.sampled_from(CommandState), st.sampled_from(CommandState))
def test_a_command_never_goes_back_to_be_sent_again(start: CommandState, end: CommandState) -> None:
    if end not in COMMAND_TRANSITIONS[start]:
        with pytest.raises(TransitionError):
            require_command(start, end)
    assert CommandState.DUE not in COMMAND_TRANSITIONS[start]
    if start not in (CommandState.DUE,):
        assert CommandState.SENDING not in COMMAND_TRANSITIONS[start]


@given(st.sampled_from(TaskState), st.sampled_from(TaskState))
def test_a_task_only_goes_forward(start: TaskState, end: TaskState) -> None:
    if end in TASK_TRANSITIONS[start]:
        require_task(start, end)
        assert start not in TASK_TRANSITIONS[end]
    else:
        with pytest.raises(TransitionError):
            require_task(start, end)
