# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Two real OpenID providers, and a server that trusts them."""

from __future__ import annotations

import fcntl
import shutil
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from provider import FOLDER, RealProvider, install, running_provider
from somebody import Screen, forget_attempts
from trusting import TrustingServer, new_client_key, write_settings

from baken.city.load import load
from baken.identity.security_events import NoSecurityEvents
from baken.service.identity import opened_identity
from servers import FIXTURES, ROOT, BakenServer, NotServingError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.identity.identity import Identity

_TRIES = 5
CITY = FIXTURES / "cities" / "squares"


@pytest.fixture(scope="session")
def provider_installed() -> Path:
    """The folder of the provider, with its packages; one worker installs them, the others wait."""
    locks = ROOT / ".tools"
    locks.mkdir(exist_ok=True)
    with (locks / "provider.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        install()
    return FOLDER


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def trusting(tmp_path_factory: pytest.TempPathFactory, provider_installed: Path) -> Iterator[TrustingServer]:
    """The four squares, live, with the municipality's provider and that of the other party."""
    for tried in range(_TRIES):
        home = tmp_path_factory.mktemp("trusting")
        port = free_port()  # the providers and the server have to know it before it is taken
        key = new_client_key()
        with running_provider(port, key) as own, running_provider(port, key) as other:
            city = shutil.copytree(FIXTURES / "cities" / "boulevard", home / "boulevard")
            write_settings(home / "data", port, own, other, key)
            try:
                server = BakenServer("serve", city, "--data", home / "data", home=home, port=port)
            except NotServingError:
                if tried == _TRIES - 1:
                    raise
                continue
            try:
                yield TrustingServer(server, home / "data", city, own, other)
            finally:
                server.stop()
            return


@pytest.fixture
def own(trusting: TrustingServer) -> RealProvider:
    return trusting.own


@pytest.fixture
def identity(shared_server: BakenServer) -> Iterator[Identity]:
    """The accounts of the running server, from another process."""
    city = load(CITY)
    with opened_identity(shared_server.data, city.parties, NoSecurityEvents(), city_folder=CITY) as opened:
        forget_attempts(opened)
        yield opened


@pytest.fixture
def screen(shared_server: BakenServer) -> Screen:
    return Screen(shared_server)
