# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``make demo`` prints an address at which a page answers, and ends quietly with Ctrl+C."""

from __future__ import annotations

import os
import subprocess
import urllib.request
from typing import TYPE_CHECKING

import pytest

from running_server import GOOD_ENDINGS, running_server

if TYPE_CHECKING:
    from pathlib import Path

MAKE_INTERRUPTED = 2

NO_SCREEN = {
    name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY", "MAKEFLAGS")
}


@pytest.mark.slow
def test_demonstration_prints_its_address_and_answers(root: Path) -> None:
    command = ["make", "--no-print-directory", "demo"]
    environment = NO_SCREEN | {"BROWSER": "true"}
    endings = (*GOOD_ENDINGS, MAKE_INTERRUPTED)
    with (
        running_server(command, cwd=root, environment=environment, good_endings=endings) as address,
        urllib.request.urlopen(f"{address}/", timeout=30) as answer,
    ):
        assert b"<title>" in answer.read()


@pytest.mark.slow
def test_unknown_city_is_one_sentence_that_names_the_known_ones(root: Path) -> None:
    done = subprocess.run(
        ["make", "--no-print-directory", "demo", "CITY=atlantis"],
        cwd=root,
        env=NO_SCREEN,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "atlantis" in done.stderr
    assert "auckland, scheveningen" in done.stderr
    assert "Traceback" not in done.stderr
