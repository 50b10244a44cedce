# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A process that changes warnings and tells of them, until it is killed: ``python sending_process.py DATA PORT FIRST``.

Each change and its notice are one transaction; after it the number is printed, so that the test knows what was
committed. Delivery goes on meanwhile.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from sqlalchemy import text as sql
from tests.notification.conftest import SQUARES, Bench, channel, governed, notice, quick, with_channels

from baken.city.load import load
from baken.governance.database import durable_engine
from baken.service.notification.outbox import Outbox
from baken.service.places import register_url

WARNINGS = 3


async def main(data: Path, port: int, first: int) -> None:
    """Work until killed."""
    bench = with_channels(Bench(data, load(SQUARES), governed()), channel(url=f"http://127.0.0.1:{port}/in"))
    engine = durable_engine(register_url(data))
    with engine.begin() as connection:
        connection.execute(sql("create table if not exists changes (number integer primary key)"))
    async with bench.at_work(quick(look_s=0.01)) as at_work:
        print("ready", flush=True)
        number = first
        while True:
            with engine.begin() as connection:
                connection.execute(sql("insert into changes values (:n)"), {"n": number})
                Outbox.put(connection, notice(number, f"w{number % WARNINGS}"))
            print(number, flush=True)
            at_work.wake()
            number += 1
            await asyncio.sleep(0.002)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
