# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The doctor finds what is wrong, says it in a sentence and names a remedy."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING

import duckdb
import msgspec
import pytest

from baken.service import doctor
from baken.service.doctor import Health, Surroundings
from baken.service.unfinished_restore import begin_placing, place, ready_folder

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def surroundings(tmp_path: Path) -> Surroundings:
    static = tmp_path / "static"
    static.mkdir()
    (static / "index.html").write_text("<!doctype html>")
    city = tmp_path / "city"
    city.mkdir()
    return Surroundings(
        data_folder=tmp_path / "data",
        store_file=tmp_path / "data" / "observations.duckdb",
        static_folder=static,
        host="127.0.0.1",
        port=0,
        city_folder=city,
        city_faults=lambda folder: [],
        now=NOW,
    )


def test_sound_installation_has_no_complaints(surroundings: Surroundings) -> None:
    findings = doctor.examine(surroundings)
    assert doctor.worst(findings) is Health.OK, findings


def test_every_complaint_has_a_remedy(surroundings: Surroundings, tmp_path: Path) -> None:
    broken = tmp_path / "broken.duckdb"
    broken.write_bytes(b"this is no database" * 1000)
    sick = msgspec.structs.replace(
        surroundings,
        data_folder=broken / "below-a-file",
        store_file=broken,
        static_folder=tmp_path / "nowhere",
        host="192.0.2.1",
        city_folder=tmp_path / "no-city",
        now=datetime(1970, 1, 1, tzinfo=UTC),
    )
    complaints = [finding for finding in doctor.examine(sick) if finding.health is not Health.OK]
    assert {c.check for c in complaints} == {"data-folder", "store", "port", "front-end", "clock", "city"}
    assert all(complaint.remedy for complaint in complaints)


def test_names_of_the_checks_are_unique(surroundings: Surroundings) -> None:
    names = [finding.check for finding in doctor.examine(surroundings)]
    assert len(names) == len(set(names))


def test_looking_makes_no_data_folder(surroundings: Surroundings) -> None:
    doctor.examine(surroundings)
    assert not surroundings.data_folder.exists()


def test_port_in_use_is_found() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        finding = doctor.check_port("127.0.0.1", server.getsockname()[1])
    assert finding.health is Health.WARN
    assert "--port" in finding.remedy


def test_sound_store_opens(tmp_path: Path) -> None:
    file = tmp_path / "observations.duckdb"
    duckdb.connect(str(file)).close()
    assert doctor.check_store(file).health is Health.OK


def test_store_of_a_running_server_is_no_failure(tmp_path: Path) -> None:
    file = tmp_path / "observations.duckdb"
    program = f"import duckdb, sys; c = duckdb.connect({str(file)!r}); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        finding = doctor.check_store(file)
        holder.communicate()
    assert finding.health is Health.WARN
    assert "in use" in finding.sentence


def test_clock_behind_our_own_files_is_found() -> None:
    assert doctor.check_clock(NOW, NOW + timedelta(days=1)).health is Health.WARN
    assert doctor.check_clock(NOW, NOW - timedelta(days=1)).health is Health.OK


def test_newest_write_is_read_from_the_files(tmp_path: Path) -> None:
    file = tmp_path / "observations.duckdb"
    file.touch()
    os.utime(file, (NOW.timestamp(), NOW.timestamp()))
    assert doctor.newest_write(tmp_path) == NOW


def test_first_fault_of_a_city_is_shown_and_the_others_counted(tmp_path: Path) -> None:
    finding = doctor.check_city(tmp_path, lambda folder: ["city.toml:1: error: No name.", "b", "c"])
    assert finding.sentence == "city.toml:1: error: No name. (and 2 more)"


def test_full_disk_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for free, health in ((10 * 1024**2, Health.FAIL), (1024**3, Health.WARN), (10 * 1024**3, Health.OK)):
        usage = SimpleNamespace(free=free)
        monkeypatch.setattr("shutil.disk_usage", lambda _, usage=usage: usage)
        assert doctor.check_disk_space(tmp_path).health is health


def test_a_back_up_that_is_only_partly_back_is_a_failure_with_the_command_that_finishes_it(
    surroundings: Surroundings,
) -> None:
    data = surroundings.data_folder
    assert doctor.check_restore(data).health is Health.OK
    ready_folder(data).mkdir(parents=True)
    assert doctor.check_restore(data).health is Health.OK, "what is made ready only is no harm"
    (ready_folder(data) / "observations.duckdb").touch()
    begin_placing(data, backup="2026-05-01T03-00-00-000000Z", made_at=NOW, told=b"{}")
    (finding,) = [one for one in doctor.examine(surroundings) if one.check == "restore"]
    assert finding.health is Health.FAIL
    assert f"restore CITY 2026-05-01T03-00-00-000000Z --data {data}" in finding.remedy
    place(data, lambda _name: False)
    assert doctor.check_restore(data).health is Health.OK


def test_a_note_of_a_restore_that_cannot_be_read_is_a_failure(tmp_path: Path) -> None:
    note = ready_folder(tmp_path).with_name("placing.json")
    note.mkdir(parents=True)
    found = doctor.check_restore(tmp_path)
    assert (found.health, found.sentence.endswith("cannot be told: Is a directory.")) == (Health.FAIL, True)
    note.rmdir()
    note.write_text("half")
    found = doctor.check_restore(tmp_path)
    assert found.health is Health.FAIL
    assert "does not tell how far" in found.sentence


def test_a_data_folder_that_others_can_read_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    assert doctor.check_secrecy(folder).health is doctor.Health.OK
    (folder / "node.secret").touch(0o600)
    assert doctor.check_secrecy(folder).health is doctor.Health.OK
    folder.chmod(0o755)
    assert doctor.check_secrecy(folder).health is doctor.Health.WARN
    (folder / "node.secret").chmod(0o644)
    finding = doctor.check_secrecy(folder)
    assert finding.health is doctor.Health.FAIL
    assert "chmod 600" in finding.remedy
