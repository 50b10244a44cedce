# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The whole node over a real broker: what an officer approved is there after a kill, and the sign hears it once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from tests.responding.conftest import responding_city
from tests.responding.test_over_http import Shift
from tests.responding.test_over_mqtt import Listener, broker, listener
from tests.servers import BakenServer

from baken.service.response.journal import ResponseJournal

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sources.broker import Broker

__all__ = ["broker", "listener"]


@pytest.mark.slow
async def test_what_was_approved_survives_a_kill_and_the_sign_hears_it_once(
    broker: Broker,
    listener: Listener,
    tmp_path: Path,
) -> None:
    transport = f'kind = "mqtt"\nhost = "127.0.0.1"\nport = {broker.port}\ntls = false'
    city, data = responding_city(tmp_path, transport), tmp_path / "data"
    name = ""
    for told, deed in enumerate(("approve", "withdraw"), 1):
        server = await asyncio.to_thread(lambda: BakenServer("serve", city, "--data", data, home=tmp_path))
        shift = Shift(server)
        if not name:
            name = (await asyncio.to_thread(shift.proposed, "to-north"))["id"]
        version = shift.get(f"/responses/{name}", shift.anna)["version"]
        answer = await asyncio.to_thread(shift.decide, name, deed, version)
        assert answer.status_code == 200, answer.text
        server.kill()  # whatever it was doing about the sign
        server = await asyncio.to_thread(lambda: BakenServer("serve", city, "--data", data, home=tmp_path))
        await listener.until(told)
        server.stop()
    book = ResponseJournal(f"sqlite:///{data / 'register.sqlite'}").read()
    assert [step.deed for step in book.response(name).steps] == ["propose", "approve", "begin", "withdraw"]
    commands = book.commands_of(name)
    assert [(c.preset, c.reverses) for c in commands] == [("one-way", False), ("blank", True)]
    assert listener.keys == [command.key for command in commands]
