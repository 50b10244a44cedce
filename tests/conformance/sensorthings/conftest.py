# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A SensorThings service behind a real server on a free port."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import TYPE_CHECKING

import pytest
import uvicorn

from baken.observation.catalogue import Catalogue
from baken.observation.methods.duckdb_store import DuckDBStore
from baken.observation.register import SqlRegister
from baken.service.sensorthings.specimen import SensorThingsSpecimen
from baken.vocabulary.time import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class _Server(uvicorn.Server):
    """A server in a thread that says when it is ready."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@pytest.fixture(scope="module")
def sensorthings_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running service with a store and a register on disk."""
    folder: Path = tmp_path_factory.mktemp("sensorthings")
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/sta/v1.1"
    store = DuckDBStore(folder / "observations.duckdb")
    catalogue = Catalogue(SqlRegister(f"sqlite:///{folder / 'register.db'}"))
    app = SensorThingsSpecimen(catalogue, store, SystemClock(), url)
    server = _Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listening])))
    thread.start()
    try:
        assert server.ready.wait(20)
        yield url
    finally:
        server.should_exit = True
        thread.join()
        catalogue.close()
        store.close()
