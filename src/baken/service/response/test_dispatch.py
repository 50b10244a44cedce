# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands go out once, at the pace that a sign allows, and a person is asked where nothing answers."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.response.methods.simulated import SimulatedActuators
from baken.response.model import Command
from baken.response.outbox import may_be_told_from_us, superseded, to_send
from baken.response.protocol import UnreachableError
from baken.response.specimen import evidence, playbook, reach, sign
from baken.response.test_desk import ANNA_ON_DUTY, T0, Room
from baken.response.transitions import CommandState, ResponseDeed, ResponseState, TaskState
from baken.service.response.dispatch import Dispatch
from baken.service.response.journal import ResponseJournal
from baken.vocabulary.time import from_us, to_us

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from baken.response.book import Book
    from baken.response.model import ResponseEvent
    from baken.response.reach import Actuator, Reach

SECOND = 1_000_000


class Hands:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.moment = from_us(T0)

    def now(self) -> datetime:
        return self.moment

    def wait(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


class Crowd:
    """One approved playbook with two signs, and the dispatch that switches them."""

    def __init__(self, file: Path, *signs: Actuator) -> None:
        self.things: Reach = reach(*(signs or (sign("sign-1"), sign("sign-2"))))
        room = Room(playbook("signs", signs=tuple(s.id for s in self.things.actuators)))
        room.desk.reach = self.things
        self.desk, self.clock, self.street = room.desk, Hands(), SimulatedActuators()
        self.journal = ResponseJournal(f"sqlite:///{file}")
        self.numbers = itertools.count(1)
        self.dispatch = self.new_dispatch()

    def new_dispatch(self) -> Dispatch:
        return Dispatch(
            self.journal, self.things, self.street, self.clock, self.clock, self.keep, lambda: f"t{next(self.numbers)}"
        )

    def keep(self, deed: Callable[[Book], tuple[ResponseEvent, ...]]) -> tuple[ResponseEvent, ...]:
        return self.journal.write(deed, activity="a", written_us=T0)

    def approve(self) -> str:
        self.keep(lambda book: self.desk.warned(book, evidence()))
        (name,) = [one.id for one in self.journal.read().open_proposals()]
        self.decide(name, ResponseDeed.APPROVE)
        return name

    def decide(self, name: str, deed: ResponseDeed) -> None:
        version = self.journal.read().response(name).version
        now = to_us(self.clock.now())
        self.keep(
            lambda book: self.desk.decide(
                book, name, deed, ANNA_ON_DUTY, at_us=now, machine_us=now, version=version, because="As agreed."
            )
        )

    @property
    def states(self) -> list[str]:
        return [command.state.value for command in self.journal.read().commands.values()]


@pytest.fixture
def crowd(tmp_path: Path) -> Crowd:
    return Crowd(tmp_path / "register.sqlite")


async def test_an_approved_command_switches_its_sign_once(crowd: Crowd) -> None:
    crowd.approve()
    for _ in range(3):
        await crowd.dispatch.once()
    assert crowd.street.shows == {"sign-1": "one-way", "sign-2": "one-way"}
    assert len(crowd.street.effects) == 2
    assert crowd.states == ["confirmed", "confirmed"]


async def test_a_withdrawal_sends_the_signs_back(crowd: Crowd) -> None:
    name = crowd.approve()
    await crowd.dispatch.once()
    crowd.decide(name, ResponseDeed.WITHDRAW)
    await crowd.dispatch.once()
    assert crowd.street.shows == {"sign-1": "blank", "sign-2": "blank"}


async def test_a_command_that_was_withdrawn_before_it_was_sent_is_never_sent(tmp_path: Path) -> None:
    crowd = Crowd(tmp_path / "r.sqlite", sign("sign-1"))
    crowd.street.unreachable.add("sign-1")
    name = crowd.approve()
    crowd.decide(name, ResponseDeed.WITHDRAW)
    crowd.street.unreachable.clear()
    await crowd.dispatch.once()
    assert crowd.street.shows == {"sign-1": "blank"}
    assert crowd.states == ["superseded", "confirmed"]


async def test_a_sign_is_not_told_more_often_than_it_allows(tmp_path: Path) -> None:
    crowd = Crowd(tmp_path / "r.sqlite", sign("sign-1", shortest_interval_s=30.0))
    name = crowd.approve()
    await crowd.dispatch.once()
    crowd.decide(name, ResponseDeed.WITHDRAW)
    crowd.clock.wait(29)
    await crowd.dispatch.once()
    assert crowd.street.shows == {"sign-1": "one-way"}
    crowd.clock.wait(2)
    await crowd.dispatch.once()
    assert crowd.street.shows == {"sign-1": "blank"}


async def test_a_person_is_asked_where_a_sign_does_not_answer(tmp_path: Path) -> None:
    crowd = Crowd(tmp_path / "r.sqlite", sign("sign-1"))
    crowd.street.unreachable.add("sign-1")
    name = crowd.approve()
    await crowd.dispatch.once()
    assert crowd.states == ["sending"]
    crowd.clock.wait(400)
    await crowd.dispatch.once()
    assert crowd.states == ["by-hand"]
    tasks = crowd.journal.read().tasks_of(name)
    assert tasks[-1].text == "Set Sign sign-1 to 'one-way' by hand: it does not answer. Turn the key on the post."
    assert tasks[-1].state is TaskState.OPEN
    assert crowd.journal.read().response(name).state is ResponseState.EXECUTING


async def test_a_sign_that_somebody_has_taken_over_is_left_to_people(tmp_path: Path) -> None:
    crowd = Crowd(tmp_path / "r.sqlite", sign("sign-1"))
    crowd.street.by_hand.add("sign-1")
    crowd.approve()
    await crowd.dispatch.once()
    assert crowd.states == ["by-hand"]
    assert crowd.street.effects == []


async def test_a_clock_that_jumps_back_ends_in_a_task_for_a_person_and_not_in_silence(tmp_path: Path) -> None:
    crowd = Crowd(tmp_path / "r.sqlite", sign("sign-1", shortest_interval_s=30.0))
    name = crowd.approve()
    await crowd.dispatch.once()
    crowd.clock.wait(-3600)
    crowd.decide(name, ResponseDeed.WITHDRAW)
    await crowd.dispatch.once()
    assert crowd.states == ["confirmed", "due"], "by its clock the sign was told something in an hour"
    crowd.clock.wait(400)
    await crowd.dispatch.once()
    assert crowd.states == ["confirmed", "by-hand"]
    assert [task.text for task in crowd.journal.read().tasks_to_do()][-1].startswith("Set Sign sign-1 to 'blank'")


async def test_what_was_being_sent_at_a_crash_is_asked_for_before_it_is_sent_again(crowd: Crowd) -> None:
    crowd.approve()
    delivered = crowd.street.deliver
    calls: list[str] = []

    async def killed(command: Command, actuator: Actuator) -> None:
        calls.append(command.key)
        if len(calls) == 1:
            await delivered(command, actuator)
        raise UnreachableError("The node is killed here.")

    crowd.street.deliver = killed  # type: ignore[method-assign]
    await crowd.dispatch.once()
    crowd.street.deliver = delivered  # type: ignore[method-assign]
    again = crowd.new_dispatch()
    for _ in range(2):
        await again.once()
    assert crowd.states == ["confirmed", "confirmed"]
    assert sorted(crowd.street.effects) == sorted(crowd.journal.read().commands)


times = st.lists(st.integers(0, 4000), max_size=30).map(sorted)


@given(times, st.integers(1, 6), st.integers(1, 120))
@settings(max_examples=60, deadline=None)
def test_however_much_is_asked_no_sign_is_told_more_often_than_declared(
    asked: list[int], most: int, interval_s: int
) -> None:
    thing = sign(shortest_interval_s=float(interval_s), most_per_h=most)
    things, sent, commands = reach(thing), list[int](), list[Command]()
    for number, second in enumerate(asked):
        commands.append(made(str(number), second))
        now = T0 + second * SECOND
        commands = [c for c in commands if c.key not in {m.key for m in superseded(commands, now)}]
        for command, _ in to_send(commands, things, now):
            assert may_be_told_from_us(thing, commands) <= now
            commands = [c for c in commands if c.key != command.key]
            commands.append(made(command.key, second, state=CommandState.SENT, sent_at_us=now))
            sent.append(second)
    assert all(b - a >= interval_s for a, b in itertools.pairwise(sent))
    assert all(len([s for s in sent if s0 <= s < s0 + 3600]) <= most for s0 in sent)


def made(key: str, second: int, **rest: object) -> Command:
    values = {
        "key": key, "state": CommandState.DUE, "response_id": "r", "intervention_id": "i", "actuator_id": "sign-1",
        "preset": "slow", "asked_at_us": T0 + second * SECOND, "until_us": T0 + 9000 * SECOND,
    } | rest  # fmt: skip
    return Command(**values)  # type: ignore[arg-type]
