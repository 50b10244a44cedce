# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A back-up is put back while others want the same data: whoever is first is served, and nobody gets half of it."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from baken.service.unfinished_restore import UnfinishedRestoreError, alone
from keeping import opened
from restoring import back_up, observe, put_back, values
from servers import FIXTURES, PLUGINS, environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OPENING = """
import pathlib, sys
sys.path[:0] = [sys.argv[3]]
from baken.observation.protocol import ObservationQuery
from baken.service import opened
from keeping import opened as opened_data

whole = opened.opened_logs

def told(data):
    print("files are open, logs are not", flush=True)
    sys.stdin.readline()
    return whole(data)

opened.opened_logs = told
with opened_data(*map(pathlib.Path, sys.argv[1:3])) as found:
    print(found.store.count(ObservationQuery()), flush=True)
"""


@contextmanager
def half_open(city: Path, data: Path) -> Iterator[subprocess.Popen[str]]:
    """Open the data in another process, which has its files but not its logs until it is told to go on."""
    script = [sys.executable, "-c", _OPENING, str(city), str(data), str(FIXTURES.parent)]
    environ = environment(data.parent) | {"PYTHONPATH": str(PLUGINS)}
    with subprocess.Popen(script, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "files are open, logs are not\n"
        yield child


def test_who_was_opening_the_data_keeps_a_restore_out_and_serves_what_there_is(city: Path, data: Path) -> None:
    with opened(city, data) as found:
        observe(found, 2)
        made = back_up(found)
        observe(found, 1)
    with half_open(city, data) as child:
        with pytest.raises(UnfinishedRestoreError, match="opens the data"):
            put_back(city, data, made.name)
        assert child.communicate("\n")[0] == "2\n"
    assert len(values(city, data)) == 2


def test_nobody_opens_the_data_while_a_back_up_is_being_restored(city: Path, data: Path) -> None:
    with opened(city, data):
        pass
    with alone(data), pytest.raises(UnfinishedRestoreError, match="is being restored"):
        values(city, data)
    assert values(city, data) == []
