# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands that were under way when a back-up was made are handed to people, and never sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.responding.conftest import responding_city

from baken.response.model import CommandMoved
from baken.response.outbox import to_send
from baken.response.specimen import evidence, playbook, reach, sign
from baken.response.test_desk import ANNA_ON_DUTY, Room
from baken.response.transitions import CommandState, ResponseDeed
from baken.vocabulary.time import to_us
from keeping import opened
from restoring import MADE, back_up, put_back

if TYPE_CHECKING:
    from pathlib import Path

    from baken.response.book import Book
    from baken.response.model import ResponseEvent
    from baken.service.opened import Opened

MADE_US = to_us(MADE)
REACHED = {
    "sign-1": (),
    "sign-2": (CommandState.SENDING,),
    "sign-3": (CommandState.SENDING, CommandState.SENT),
    "sign-4": (CommandState.SENDING, CommandState.SENT, CommandState.CONFIRMED),
}
"""How far the command to each sign has come; only the first sign is still there."""


def approve(found: Opened) -> None:
    """Let somebody approve a playbook that switches signs, and their commands come as far as told."""
    desk = Room(playbook("signs", signs=tuple(REACHED))).desk
    desk.reach = reach(*(sign(name) for name in REACHED))

    def write(*events: ResponseEvent) -> None:
        found.responses.write(lambda _: events, activity=activity, written_us=MADE_US)

    activity = found.governance.coverage.of_responses
    assert activity is not None
    write(*desk.warned(found.responses.read(), evidence(at_us=MADE_US)))
    (response,) = found.responses.read().open_proposals()
    write(
        *desk.decide(
            found.responses.read(),
            response.id,
            ResponseDeed.APPROVE,
            ANNA_ON_DUTY,
            at_us=MADE_US,
            machine_us=MADE_US,
            version=response.version,
            because="As agreed.",
        )
    )
    for command in found.responses.read().commands.values():
        for state in REACHED[command.actuator_id]:
            write(CommandMoved(at_us=MADE_US, key=command.key, state=state))


def states(book: Book) -> dict[str, CommandState]:
    return {command.actuator_id: command.state for command in book.commands.values()}


def test_commands_that_were_under_way_become_tasks_of_people_and_nothing_is_sent(tmp_path: Path) -> None:
    city, data = responding_city(tmp_path), tmp_path / "data"
    with opened(city, data) as found:
        approve(found)
        assert states(found.responses.read())["sign-3"] is CommandState.SENT
        made = back_up(found)
        before = {task.id for task in found.responses.read().tasks.values()}
    assert put_back(city, data, made.name).commands_by_hand == 3
    with opened(city, data) as found:
        book = found.responses.read()
        assert states(book) == dict.fromkeys(REACHED, CommandState.BY_HAND) | {"sign-4": CommandState.CONFIRMED}
        assert to_send(book.commands.values(), found.city.reach, to_us(MADE) * 2) == ()
        given = [task for task in book.tasks.values() if task.id not in before]
        assert len(given) == 3
        assert given[0].text.startswith("Look what Sign one shows"), "what was asked then may be over long ago"
        assert "Turn the key." in given[0].text
        assert {task.party for task in given} == {"municipality"}
