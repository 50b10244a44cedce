# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Running servers. Each worker of the test run has its own; a test that needs a certain state makes it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent / "browser"))

from servers import FIXTURES, ROOT, BakenServer, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx
    from playwright.sync_api import Browser


def pytest_configure() -> None:
    """Let tests that open a node in this process find the connector of the four squares."""
    sys.path.append(str(FIXTURES / "plugins"))


@pytest.fixture
def squares(tmp_path: Path) -> Path:
    """A copy of the made-up city whose sensors deliver by themselves."""
    return shutil.copytree(FIXTURES / "cities" / "squares", tmp_path / "squares")


@pytest.fixture(scope="session")
def replay_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BakenServer]:
    """Auckland, replayed; tests pause it and go to the moment they need."""
    home = tmp_path_factory.mktemp("replay")
    with serving("replay", ROOT / "cities" / "auckland", "--speed", "1", home=home) as server:
        yield server


@pytest.fixture(scope="session")
def replay_client(replay_server: BakenServer) -> Iterator[httpx.Client]:
    with replay_server.client() as client:
        yield client


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BakenServer]:
    """The four squares, live, in whatever state earlier tests left behind."""
    home = tmp_path_factory.mktemp("live")
    city = shutil.copytree(FIXTURES / "cities" / "squares", home / "squares")
    with serving("serve", city, "--data", home / "data", home=home) as server:
        yield server


@pytest.fixture(scope="session")
def shared_client(shared_server: BakenServer) -> Iterator[httpx.Client]:
    with shared_server.client() as client:
        yield client


@pytest.fixture
def live_server(squares: Path, tmp_path: Path) -> Iterator[BakenServer]:
    """The four squares, live, with an empty store of their own."""
    with serving("serve", squares, "--data", tmp_path / "data", home=tmp_path) as server:
        yield server


@pytest.fixture
def live_client(live_server: BakenServer) -> Iterator[httpx.Client]:
    with live_server.client() as client:
        yield client


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser without a window, for one file of tests; what these leave open in it ends with it."""
    from chromium import launch
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()
