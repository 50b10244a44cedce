# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The table of states is closed: every path stays in it, and only persons do what is for persons."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baken.warning.model import OPEN, SYSTEM, WarningState
from baken.warning.states import NEED_A_NOTE, OF_PERSONS, OF_THE_SYSTEM, TRANSITIONS, Deed, TransitionError, after


@given(st.lists(st.tuples(st.sampled_from(Deed), st.booleans(), st.sampled_from(["", "because"])), max_size=30))
def test_no_path_of_deeds_leaves_the_table(path: list[tuple[Deed, bool, str]]) -> None:
    state = WarningState.RAISED
    for deed, by_system, note in path:
        try:
            found = after(state, deed, by=SYSTEM if by_system else "a.jansen", note=note)
        except TransitionError:
            continue
        assert found is TRANSITIONS[state, deed]
        assert deed in (OF_THE_SYSTEM if by_system else OF_PERSONS)
        assert note or by_system or deed not in NEED_A_NOTE
        state = found
    assert state in WarningState


def test_every_state_can_be_reached_and_every_open_one_can_end() -> None:
    reached, frontier = {WarningState.RAISED}, [WarningState.RAISED]
    while frontier:
        state = frontier.pop()
        for (begin, _), end in TRANSITIONS.items():
            if begin is state and end not in reached:
                reached.add(end)
                frontier.append(end)
    assert reached == set(WarningState)
    assert all(any(b is state and e not in OPEN for (b, _), e in TRANSITIONS.items()) for state in OPEN)


def test_what_is_over_never_opens_again_and_false_stays_false() -> None:
    assert all(end not in OPEN for (begin, _), end in TRANSITIONS.items() if begin not in OPEN)
    assert not [deed for (begin, deed) in TRANSITIONS if begin is WarningState.FALSE]


@pytest.mark.parametrize(
    ("state", "deed", "by", "note", "says"),
    [
        (WarningState.CLOSED, Deed.SEE, "a.jansen", "", "cannot be: see"),
        (WarningState.RAISED, Deed.SEE, SYSTEM, "", "Only a person"),
        (WarningState.SEEN, Deed.EXPIRE, "a.jansen", "", "Only the system"),
        (WarningState.RAISED, Deed.CLOSE, SYSTEM, "", "only what somebody handled"),
        (WarningState.RAISED, Deed.CLOSE, "a.jansen", " ", "needs a reason"),
        (WarningState.HANDLED, Deed.DENY, "a.jansen", "", "needs a reason"),
        (WarningState.RAISED, Deed.SEE, " ", "", "Nobody is named"),
    ],
)
def test_what_may_not_be_done_says_why(state: WarningState, deed: Deed, by: str, note: str, says: str) -> None:
    with pytest.raises(TransitionError, match=says):
        after(state, deed, by=by, note=note)


def test_a_handled_warning_closes_without_a_note() -> None:
    assert after(WarningState.HANDLED, Deed.CLOSE, by="a.jansen") is WarningState.CLOSED
    assert after(WarningState.HANDLED, Deed.CLOSE, by=SYSTEM) is WarningState.CLOSED
