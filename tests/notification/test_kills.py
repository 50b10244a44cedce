# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Kill the process while it changes warnings and tells of them: nothing is lost, and a repeat is known as one."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from tests.notification.conftest import SQUARES, Bench, channel, governed, quick, until, with_channels
from tests.notification.receivers import Receiver, Taken
from tests.notification.sending_process import WARNINGS

from baken.city.load import load
from baken.governance.database import durable_engine
from baken.service.notification.outbox_tables import DeliveryState
from baken.service.places import register_url
from servers import environment

KILLS = 3
PROGRAM = Path(__file__).with_name("sending_process.py")


def live_and_be_killed(data: Path, port: int, first: int, changes: int) -> int:
    """Let the process live for so many changes; return the last number that it said was committed."""
    process = subprocess.Popen(
        [sys.executable, PROGRAM, data, str(port), str(first)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(data),
    )
    assert process.stdout is not None
    said = first - 1
    for line in process.stdout:
        said = int(line) if line.strip().isdigit() else said
        if said >= first + changes - 1:
            process.kill()
            break
    for line in process.stdout:
        said = int(line) if line.endswith("\n") and line.strip().isdigit() else said
    process.wait(20)
    return said


@pytest.mark.slow
async def test_no_change_is_lost_and_none_is_told_twice_to_who_knows_identifiers(tmp_path: Path) -> None:
    receiver = Receiver().start()
    chance = random.Random(11)
    last = 0
    for _ in range(KILLS):
        last = live_and_be_killed(tmp_path, receiver.port, last + 1000, chance.randint(3, 40))
    engine = durable_engine(register_url(tmp_path))
    with engine.connect() as connection:
        changes = {row.number for row in connection.execute(sql("select number from changes"))}
    assert last in changes
    bench = with_channels(
        Bench(tmp_path, load(SQUARES), governed()), channel(url=f"http://127.0.0.1:{receiver.port}/in")
    )
    async with bench.at_work(quick(look_s=0.01)) as at_work:
        await until(
            at_work,
            lambda _every: at_work.outbox.counts().get("police", {}).get(DeliveryState.SENT) == len(changes),
        )
    receiver.stop()
    taken = [receiver.taken.get_nowait() for _ in range(receiver.taken.qsize())]
    numbers = [numbered(one) for one in taken]
    times = Counter(numbers)
    assert set(times) == changes, "a change was lost, or one was told that never was"
    # a change is repeated when its node was killed while it was under way: at most once by each kill, of which two may
    # follow so soon on each other that the same one is under way at both
    assert max(times.values()) <= 1 + KILLS
    assert sum(count - 1 for count in times.values()) <= KILLS * WARNINGS, "more repeats than were under way"
    assert all(len({one.body for one in taken if numbered(one) == n}) == 1 for n, count in times.items() if count > 1)
    for warning in range(WARNINGS):
        of_warning = list(dict.fromkeys(n for n in numbers if n % WARNINGS == warning))
        assert of_warning == sorted(of_warning), "told in another order than it happened"


def numbered(taken: Taken) -> int:
    found: int = json.loads(taken.body)["data"]["version"]
    return found
