# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A process of its own that approves a response for many signs and tells them over MQTT, until it is killed.

``python street.py FOLDER PORT approve`` approves once more, says so, and sends; ``... resume`` only sends what is left.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from baken.governance.lists import Role
from baken.response.desk import Actor, Desk
from baken.response.interventions import DynamicSigns
from baken.response.playbook import Intervention
from baken.response.reach import Reach, Transport, TransportKind
from baken.response.specimen import ANNA, evidence, playbook, sign
from baken.response.transitions import CommandState, ResponseDeed
from baken.service.response.dispatch import Dispatch
from baken.service.response.journal import ResponseJournal
from baken.service.response.mqtt import MqttActuators
from baken.service.response.responding import new_id
from baken.vocabulary.time import SystemClock, to_us

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.response.book import Book
    from baken.response.model import ResponseEvent

SIGNS = 12
ANNA_ON_DUTY = Actor(ANNA, frozenset({Role.DUTY_OFFICER}))
NOT_SENT = (CommandState.DUE, CommandState.SENDING)


def reach(port: int) -> Reach:
    signs = tuple(sign(f"sign-{n}", answers_within_s=600.0) for n in range(SIGNS))
    where = Transport(kind=TransportKind.MQTT, host="127.0.0.1", port=port, tls=False)
    return Reach(actuators=signs, transport=where)


async def main(folder: Path, port: int, task: str) -> None:
    things, clock = reach(port), SystemClock()
    journal = ResponseJournal(f"sqlite:///{folder / 'register.sqlite'}")

    def keep(deed: Callable[[Book], tuple[ResponseEvent, ...]]) -> tuple[ResponseEvent, ...]:
        return journal.write(deed, activity="a", written_us=to_us(clock.now()))

    if task == "approve":
        approve(journal, things, clock, keep)
    transport = MqttActuators(things.transport, things, "baken-act-test")
    dispatch = Dispatch(journal, things, transport, clock, clock, keep, new_id)
    while any(command.state in NOT_SENT for command in journal.read().commands.values()):
        await dispatch.once()
    await transport.close()
    print("sent", flush=True)


def approve(journal: ResponseJournal, things: Reach, clock: SystemClock, keep: Callable[..., object]) -> None:
    number, now = len(journal.read().responses), to_us(clock.now())
    names = tuple(one.id for one in things.actuators)
    show = Intervention(
        id="signs", title="Signs", title_nl="Borden", owner="municipality", preparation_min=1.0,
        deed=DynamicSigns(actuators=names, shows="one-way" if number % 2 == 0 else "slow"),
    )  # fmt: skip
    book = playbook(f"p{number}", interventions=(show,))
    desk = Desk((book,), things, ZoneInfo("Europe/Amsterdam"), (), new_id)
    for response in journal.read().in_force():
        version = response.version
        keep(
            lambda b, name=response.id, version=version: desk.decide(
                b,
                name,
                ResponseDeed.WITHDRAW,
                ANNA_ON_DUTY,
                at_us=now,
                machine_us=now,
                version=version,
                because="Next.",
            )
        )
    keep(lambda b: desk.warned(b, evidence(warning_id=f"w{number}")))
    (made,) = journal.read().open_proposals()
    keep(
        lambda b: desk.decide(
            b, made.id, ResponseDeed.APPROVE, ANNA_ON_DUTY, at_us=now, machine_us=now, version=1, because="As agreed."
        )
    )
    print(f"approved {made.id}", flush=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
