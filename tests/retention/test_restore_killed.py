# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A restore that is killed in the middle leaves what there was, or data that do not open until it is finished."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from baken.service.backup import Backups
from baken.service.unfinished_restore import UnfinishedRestoreError
from keeping import opened
from restoring import back_up, observe, put_back, values
from servers import FIXTURES, PLUGINS, environment

if TYPE_CHECKING:
    from pathlib import Path

    from baken.service.backup_inventory import Backup

_CHILD = """
import pathlib, sys
sys.path[:0] = [sys.argv[4]]
from baken.service import restore as restoring, unfinished_restore
from baken.service.cli.of_city import AT_THE_CONSOLE
from baken.vocabulary.time import FixedClock
from keeping import NOW

def told(name, whole):
    def tell(*given, **named):
        print(name, flush=True)
        sys.stdin.readline()
        return whole(*given, **named)
    return tell

restoring._copy = told("copy", restoring._copy)
restoring.say_again = told("say again", restoring.say_again)
restoring.begin_placing = told("begin", restoring.begin_placing)
pathlib.Path.rename = told("rename", pathlib.Path.rename)
unfinished_restore.sync_folder = told("sync", unfinished_restore.sync_folder)
city, data, backup = map(pathlib.Path, sys.argv[1:4])
restoring.restore(city, data, backup, by=AT_THE_CONSOLE, may_replace=True, clock=FixedClock(NOW))
print("done", flush=True)
"""


def killed_at(city: Path, data: Path, backup: Path, step: str, times: int) -> bool:
    """Restore in another process, kill it before a step is done; return whether it came so far."""
    script = [sys.executable, "-c", _CHILD, str(city), str(data), str(backup), str(FIXTURES.parent)]
    child_environment = environment(data.parent) | {"PYTHONPATH": str(PLUGINS)}
    with subprocess.Popen(
        script, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=child_environment
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        for line in child.stdout:
            times -= line.strip() == step
            if times == 0:
                child.send_signal(signal.SIGKILL)
                return True
            if line.strip() == "done":
                return False
            child.stdin.write("\n")
            child.stdin.flush()
    return False


@pytest.fixture
def before_and_after(city: Path, data: Path) -> Backup:
    """Data with three rows, and a back-up of when there was one."""
    with opened(city, data) as found:
        observe(found, 3, value=1.0)
        made = back_up(found)
        observe(found, 2, 1, value=9.0)
    return made


@pytest.mark.parametrize(("step", "times"), [("copy", 1), ("copy", 3), ("say again", 1), ("begin", 1)])
def test_killed_before_it_takes_its_place_it_leaves_what_there_was(
    step: str, times: int, before_and_after: Backup, city: Path, data: Path
) -> None:
    assert killed_at(city, data, Backups(data).path(before_and_after.name), step, times)
    assert (data / "restore").exists()
    assert values(city, data) == [1.0, 9.0, 9.0]
    assert not (data / "restore").exists(), "the copy went when the data were opened"
    put_back(city, data, before_and_after.name)
    assert values(city, data) == [1.0]


@pytest.mark.parametrize(("step", "times"), [("rename", 1), ("rename", 2), ("rename", 4), ("rename", 7), ("sync", 1)])
def test_killed_while_it_takes_its_place_nobody_opens_it_until_it_is_finished(
    step: str, times: int, before_and_after: Backup, city: Path, data: Path
) -> None:
    name = before_and_after.name
    assert killed_at(city, data, Backups(data).path(name), step, times)
    with pytest.raises(UnfinishedRestoreError, match=f"{name} is only partly back"):
        values(city, data)
    with pytest.raises(UnfinishedRestoreError, match=f"Name {name}"):
        put_back(city, data, "2026-01-01T00-00-00Z")
    shutil.rmtree(Backups(data).path(name))  # it is not needed any more
    told = put_back(city, data, name)
    assert (told.was_begun, told.observations, told.logs_reach_back) == (True, 1, False)
    assert values(city, data) == [1.0]
    assert not (data / "restore").exists()


def test_killed_when_it_is_in_place_only_leftovers_are_to_go(before_and_after: Backup, city: Path, data: Path) -> None:
    assert killed_at(city, data, Backups(data).path(before_and_after.name), "sync", 2)
    assert values(city, data) == [1.0]
    assert not (data / "restore").exists()


def test_a_copy_under_another_name_is_finished_by_the_same_command(
    before_and_after: Backup, city: Path, data: Path
) -> None:
    monday = data.parent / "kept" / "monday"
    shutil.copytree(Backups(data).path(before_and_after.name), monday)
    assert killed_at(city, data, monday, "rename", 2)
    with pytest.raises(UnfinishedRestoreError, match="monday is only partly back") as found:
        values(city, data)
    assert "restore CITY monday " in (found.value.remedy or "")
    assert put_back(city, data, monday).was_begun
    assert values(city, data) == [1.0]
