# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The real command: help that teaches, JSON that parses, exit codes for scripts, sentences instead of tracebacks."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import shutil
import signal
import socket
import subprocess
from typing import TYPE_CHECKING

import click
import pytest

from baken.service.cli import COMMANDS
from servers import BAKEN, FIXTURES, ROOT, BakenServer, environment, run_baken, serving

if TYPE_CHECKING:
    from pathlib import Path

FOUND_FAULTS, WRONG_USE, COULD_NOT, INTERRUPTED = 1, 2, 3, 130
SQUARES = FIXTURES / "cities" / "squares"


def assert_one_sentence(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Hold that a command could not do it and says why, in one line that names what to do."""
    assert done.returncode == COULD_NOT, done.stderr
    said = done.stderr.strip().splitlines()
    assert len(said) == 1, done.stderr
    assert said[0].startswith("baken: ")
    assert said[0].endswith(".")
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in said[0]


# -- help ------------------------------------------------------------------------------------------------------------


def test_help_names_every_command_and_where_to_begin(tmp_path: Path) -> None:
    done = run_baken("--help", home=tmp_path)
    assert done.returncode == 0
    for name in COMMANDS:
        assert f"\n  {name} " in done.stdout
    assert "baken demo" in done.stdout
    assert "Exit codes" in done.stdout
    assert run_baken("-h", home=tmp_path).stdout == done.stdout


@pytest.mark.parametrize("command", [*COMMANDS, "new city", "new connector"])
def test_every_command_teaches_with_an_example(tmp_path: Path, command: str) -> None:
    done = run_baken(*command.split(), "--help", home=tmp_path)
    assert done.returncode == 0
    assert f"Usage: baken {command} " in done.stdout
    if command != "new":
        assert "Example" in done.stdout
        assert f"  baken {command}" in done.stdout


@pytest.mark.parametrize("module", COMMANDS.values(), ids=COMMANDS)
def test_every_option_is_explained(module: str) -> None:
    command = importlib.import_module(module).command
    for option in command.params:
        assert isinstance(option, click.Argument) or option.help


def test_without_a_command_the_help_is_shown(tmp_path: Path) -> None:
    done = run_baken(home=tmp_path)
    assert "Usage: baken" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_the_version_is_said(tmp_path: Path) -> None:
    done = run_baken("--version", home=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("baken, version ")


# -- written wrongly -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing"],
        ["serve"],
        ["check", SQUARES, "--jsno"],
        ["serve", SQUARES, "--port", "80000"],
        ["serve", SQUARES, "--port", "http"],
        ["replay", "auckland", "--speed", "0"],
        ["replay", "auckland", "--speed", "100000"],
        ["replay", "auckland", "--from", "yesterday"],
        ["new", "village", "x"],
        ["bench", "nothing"],
    ],
    ids=lambda arguments: " ".join(str(a).rpartition("/")[2] for a in arguments),
)
def test_a_command_that_is_written_wrongly_shows_how_to_get_help(tmp_path: Path, arguments: list[str]) -> None:
    done = run_baken(*arguments, home=tmp_path)
    assert done.returncode == WRONG_USE
    assert "Try 'baken" in done.stderr
    assert "Error: " in done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout


# -- could not be done -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "city"),
    [
        ("check", "atlantis"),
        ("serve", "cities/atlantis"),
        ("replay", "/no/such/folder"),
        ("demo", "atlantis"),
        ("import", "../atlantis"),
        ("doctor --city", "atlantis"),
    ],
)
def test_a_city_that_is_not_there_is_told_with_those_that_are(tmp_path: Path, command: str, city: str) -> None:
    assert_one_sentence(run_baken(*command.split(), city, home=tmp_path), city, "auckland")


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run_baken("serve", SQUARES, "--data", tmp_path / "data", "--port", port, home=tmp_path)
        assert_one_sentence(done, port, "--port")
    assert not (tmp_path / "data").exists(), "nothing was made for a server that cannot be"


@pytest.mark.parametrize("host", ["300.1.1.1", "192.0.2.1", "no.such.host.invalid"])
def test_an_address_of_another_machine_is_told(tmp_path: Path, host: str) -> None:
    done = run_baken("serve", SQUARES, "--data", tmp_path / "data", "--host", host, "--port", "0", home=tmp_path)
    assert_one_sentence(done, host)


@pytest.mark.parametrize("command", ["serve", "replay", "import"])
def test_a_data_folder_that_cannot_be_made_is_told(tmp_path: Path, command: str) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    data = tmp_path / "file" / "data"
    options = [] if command == "import" else ["--port", "0"]
    done = run_baken(command, SQUARES, "--data", data, *options, home=tmp_path)
    assert done.returncode == COULD_NOT
    assert f"{data} cannot be written" in done.stderr
    assert "--data" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="whoever is root may write everywhere")
def test_a_data_folder_without_permission_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o500)
    done = run_baken("serve", SQUARES, "--data", tmp_path / "data", "--port", "0", home=tmp_path)
    assert_one_sentence(done, "cannot be written", "--data")


@pytest.mark.parametrize("file", ["observations.duckdb", "register.sqlite"])
def test_a_damaged_file_is_told_and_left_as_it_is(tmp_path: Path, file: str) -> None:
    damaged = tmp_path / "data" / file
    damaged.parent.mkdir()
    damaged.write_bytes(b"not a database at all" * 1000)
    done = run_baken("serve", SQUARES, "--data", damaged.parent, "--port", "0", home=tmp_path)
    assert_one_sentence(done, file)
    assert damaged.read_bytes() == b"not a database at all" * 1000


def test_a_city_without_history_cannot_be_replayed(tmp_path: Path) -> None:
    assert_one_sentence(run_baken("replay", SQUARES, "--port", "0", home=tmp_path), "Four squares", "baken serve")


def test_a_second_server_on_one_data_folder_says_so(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving("serve", SQUARES, "--data", data, home=tmp_path) as first:
        second = run_baken("serve", SQUARES, "--data", data, "--port", "0", home=tmp_path)
        assert_one_sentence(second, "in use", str(first.process.pid))
        importing = run_baken("import", SQUARES, "--data", data, home=tmp_path)
        assert importing.returncode == COULD_NOT
        assert "in use" in importing.stderr
        with first.client() as client:
            assert client.get("/api/v1/health").status_code == 200
        doctor = run_baken("doctor", "--city", SQUARES, "--data", data, "--port", str(first.port), home=tmp_path)
        assert doctor.returncode == 0
        assert "in use by another process" in doctor.stdout


# -- faults ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("city", [ROOT / "cities" / "auckland", SQUARES], ids=lambda path: path.name)
def test_a_sound_city_has_no_faults(tmp_path: Path, city: Path) -> None:
    done = run_baken("check", city, home=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "no faults" in done.stdout
    assert json.loads(run_baken("check", city, "--json", home=tmp_path).stdout) == []


def test_every_fault_of_a_city_is_named_with_file_line_and_remedy(squares: Path, tmp_path: Path) -> None:
    file = squares / "streams.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('area = "north"', 'area = "nroth"\ncolour = "red"', 1), encoding="utf-8")
    line = text[: text.index('area = "north"')].count("\n") + 1
    done = run_baken("check", squares, home=tmp_path)
    assert done.returncode == FOUND_FAULTS
    assert f"streams.toml:{line}: error: There is no area 'nroth'." in done.stdout
    assert f"streams.toml:{line + 1}: error: " in done.stdout
    faults = json.loads(run_baken("check", squares, "--json", home=tmp_path).stdout)
    assert {(fault["file"], fault["line"]) for fault in faults} == {("streams.toml", line), ("streams.toml", line + 1)}
    assert all(fault["message"] and fault["remedy"] for fault in faults)


@pytest.mark.parametrize("command", ["serve", "replay", "import"])
def test_a_city_with_faults_does_not_start(squares: Path, tmp_path: Path, command: str) -> None:
    with (squares / "city.toml").open("a", encoding="utf-8") as file:
        file.write("\n[mpa]\nzoom = 3\n")
    options = [] if command == "import" else ["--port", "0"]
    done = run_baken(command, squares, "--data", tmp_path / "data", *options, home=tmp_path)
    assert done.returncode == COULD_NOT
    assert "has faults" in done.stderr
    assert "city.toml:" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff\xfe", b"[[[", b"name = ", b'{"type": "FeatureCollection"', b"[" * 50_000], ids=len
)
def test_city_files_that_are_none_are_faults(squares: Path, tmp_path: Path, content: bytes) -> None:
    files = ("city.toml", "areas.geojson", "gates.geojson")
    for file in files:
        (squares / file).write_bytes(content)
    done = run_baken("check", squares, home=tmp_path)
    assert done.returncode == FOUND_FAULTS
    assert "Traceback" not in done.stderr
    for file in files:
        assert f"{file}:" in done.stdout


# -- scaffolds, import, doctor ---------------------------------------------------------------------------------------


def test_a_new_city_is_a_list_of_what_is_left_to_do(tmp_path: Path) -> None:
    made = run_baken("new", "city", "almere", home=tmp_path)
    assert made.returncode == 0
    assert "baken check cities/almere" in made.stdout
    checked = run_baken("check", "cities/almere", home=tmp_path)
    assert checked.returncode == FOUND_FAULTS
    assert "Left to do" in checked.stdout
    assert_one_sentence(run_baken("new", "city", "almere", home=tmp_path), "already")


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("city", "Not A Name"),
        ("city", "../outside"),
        ("city", ""),
        ("connector", "a/b"),
        ("connector", "."),
        ("connector", "x" * 300),
    ],
    ids=["capitals", "outside", "nothing", "folder", "here", "long"],
)
def test_a_name_that_cannot_be_makes_nothing(tmp_path: Path, kind: str, name: str) -> None:
    assert_one_sentence(run_baken("new", kind, name, home=tmp_path))
    assert not list(tmp_path.iterdir())


def test_a_new_connector_is_a_package_with_tests(tmp_path: Path) -> None:
    done = run_baken("new", "connector", "city_bikes", home=tmp_path)
    assert done.returncode == 0
    names = {path.name for path in (tmp_path / "city_bikes").rglob("*")}
    assert {"manifest.toml", "connector.py", "README.md"} <= names


def test_an_import_tells_what_it_did_as_json(tmp_path: Path) -> None:
    done = run_baken("import", SQUARES, "--data", tmp_path / "data", "--json", home=tmp_path)
    assert done.returncode == 0
    assert not done.stderr
    report = json.loads(done.stdout)
    assert [entry["connector"] for entry in report["connectors"]] == ["square_sensors"]


@pytest.mark.slow
def test_what_was_imported_is_served(tmp_path: Path) -> None:
    city, data = ROOT / "cities" / "auckland", tmp_path / "data"
    done = run_baken("import", city, "--data", data, "--json", home=tmp_path, patience_s=120)
    assert done.returncode == 0, done.stderr
    (report,) = json.loads(done.stdout)["connectors"]
    again = run_baken("import", city, "--data", data, "--json", home=tmp_path, patience_s=120)
    assert json.loads(again.stdout)["connectors"][0]["stored"] == report["stored"]
    with serving("serve", city, "--data", data, home=tmp_path) as server, server.client() as client:
        query = {"$count": "true", "$top": "0"}
        assert client.get("/sta/v1.1/Observations", params=query).json()["@iot.count"] == report["stored"]
        health = client.get("/api/v1/health").json()
        assert health["datastreams"]["stale"] + health["datastreams"]["missing"] == 21, "history is not fresh"


def test_the_doctor_answers_programs_too(tmp_path: Path) -> None:
    done = run_baken("doctor", "--city", SQUARES, "--data", tmp_path / "data", "--port", "0", "--json", home=tmp_path)
    findings = json.loads(done.stdout)
    assert {finding["health"] for finding in findings} <= {"ok", "warn", "fail"}
    assert done.returncode == (FOUND_FAULTS if any(f["health"] == "fail" for f in findings) else 0)
    text = run_baken("doctor", "--city", SQUARES, "--data", tmp_path / "data", "--port", "0", home=tmp_path)
    assert len(text.stdout.splitlines()) == len(findings)
    assert not (tmp_path / "data").exists(), "looking makes nothing"


def test_the_doctor_finds_a_city_with_faults(squares: Path, tmp_path: Path) -> None:
    (squares / "gates.geojson").unlink()
    done = run_baken("doctor", "--city", squares, "--data", tmp_path / "data", "--port", "0", home=tmp_path)
    assert done.returncode == FOUND_FAULTS
    assert "gates.geojson" in done.stdout


# -- starting and stopping -------------------------------------------------------------------------------------------


def test_a_server_says_where_it_is_and_how_to_stop_it(tmp_path: Path) -> None:
    server = BakenServer("serve", SQUARES, "--data", tmp_path / "data", home=tmp_path)
    assert server.city == "Four squares"
    said = server.stdout.readline() + server.stdout.readline()
    assert "/first-sign-in#" in said
    assert "Ctrl+C" in said
    assert server.stop() == INTERRUPTED
    assert server.said().split() == ["Stopped."]


def test_a_demo_leaves_nothing_behind(tmp_path: Path) -> None:
    server = BakenServer("demo", "auckland", "--no-browser", home=tmp_path)
    with server.client() as client:
        assert client.get("/").status_code == 200
    assert server.stop() == INTERRUPTED
    assert list(tmp_path.iterdir()) == []


def _can_be_interrupted() -> None:
    """Undo that whoever runs these tests in the background made them deaf to Ctrl+C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_a_start_can_be_interrupted(tmp_path: Path) -> None:
    own = environment(tmp_path) | {"TMPDIR": str(tmp_path)}
    process = subprocess.Popen(
        [BAKEN, "replay", "auckland", "--port", "0"], cwd=tmp_path, env=own,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        preexec_fn=_can_be_interrupted,  # noqa: PLW1509 - no other thread of this process holds a lock
    )  # fmt: skip
    try:
        while not any(tmp_path.glob("baken-*")):  # until it has begun to make its store
            with contextlib.suppress(subprocess.TimeoutExpired):
                message = f"ended with {process.wait(0.02)} before it began"
                raise AssertionError(message)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == INTERRUPTED
    assert b"Traceback" not in said
    assert not any(tmp_path.glob("baken-*"))


def test_output_that_nobody_reads_is_no_error(tmp_path: Path) -> None:
    command = f"{BAKEN} check {shutil.copytree(SQUARES, tmp_path / 'Bad_Name')} | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
