# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken log``, as it is typed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from baken.governance.lists import Action, Layer
from baken.governance.log.processing_log import ProcessingLog
from baken.governance.log.security_log import SecurityEvent, SecurityEventKind, SecurityLog
from baken.governance.log.trace import Trace
from baken.governance.model import ANYBODY
from servers import run_baken

if TYPE_CHECKING:
    from pathlib import Path

URI = "urn:baken:processing-activity:squares:counting:1"
OTHER = "urn:baken:processing-activity:squares:cameras:2"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    with ProcessingLog.open(folder) as log, SecurityLog.open(folder) as security:
        for number in range(5):
            log.write_request(
                Trace.new(), f"read {number}", [URI, OTHER][: 1 + number % 2], principal=ANYBODY, start_time=1_000,
                action=Action.READ, layer=Layer.OBSERVATIONS, rows=number,
            )  # fmt: skip
        security.write(SecurityEvent(kind=SecurityEventKind.KEY_CREATED, about="key-1"))
    return folder


def file_of(data: Path, log: str = "processing") -> Path:
    (file,) = (data / "log" / log).glob("*.jsonl")
    return file


def test_a_log_that_nobody_touched_is_intact(data: Path, tmp_path: Path) -> None:
    done = run_baken("log", "verify", data, home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "processing: intact; 7 records in 1 file(s)" in done.stdout
    assert "security: intact; 1 records" in done.stdout


def test_a_changed_log_is_named_with_file_line_and_what_is_wrong(data: Path, tmp_path: Path) -> None:
    file = file_of(data)
    file.write_bytes(file.read_bytes().replace(b"read 1", b"read 7", 1))
    done = run_baken("log", "verify", data, home=tmp_path)
    assert done.returncode == 1
    assert f"{file.name}:3: changed: Entry 3 has been changed." in done.stdout
    as_json = json.loads(run_baken("log", "verify", data, "--json", home=tmp_path).stdout)
    assert [f["kind"] for f in as_json[0]["faults"]] == ["changed"]
    assert as_json[1]["faults"] == []


def test_an_anchor_that_was_noted_is_looked_for(data: Path, tmp_path: Path) -> None:
    noted = [line.split()[0] for line in run_baken("log", "anchor", data, home=tmp_path).stdout.splitlines()]
    assert [n.split(":")[0] for n in noted] == ["processing", "security"]
    key = data / "keys" / "node.pub"
    with_both = ("--anchor", noted[0], "--anchor", noted[1], "--public-key", key)
    assert run_baken("log", "verify", data, *with_both, home=tmp_path).returncode == 0
    elsewhere = f"{noted[0][:-1]}{'0' if noted[0][-1] != '0' else '1'}"
    done = run_baken("log", "verify", data, "--anchor", elsewhere, home=tmp_path)
    assert done.returncode == 1
    assert "the log, or its end, is another one" in done.stdout


def test_another_key_does_not_vouch(data: Path, tmp_path: Path) -> None:
    with ProcessingLog.open(tmp_path / "other"):
        pass
    key = tmp_path / "other" / "keys" / "node.pub"
    done = run_baken("log", "verify", data, "--public-key", key, home=tmp_path)
    assert done.returncode == 1
    assert "signature" in done.stdout


@pytest.mark.parametrize("arguments", [("--anchor", "nonsense"), ("--public-key", __file__)])
def test_what_cannot_be_done_is_said(data: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = run_baken("log", "verify", data, *arguments, home=tmp_path)
    assert done.returncode == 3
    assert done.stderr.startswith("baken: ")
    assert "Traceback" not in done.stderr


def test_a_folder_without_a_log_is_no_log(tmp_path: Path) -> None:
    done = run_baken("log", "verify", tmp_path, home=tmp_path)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr


def test_records_are_shown_by_activity_and_time(data: Path, tmp_path: Path) -> None:
    everything = run_baken("log", "show", data, home=tmp_path).stdout.splitlines()
    assert len(everything) == 7
    assert "read 0  0 rows" in everything[0]
    for activity in ("cameras", OTHER):
        shown = run_baken("log", "show", data, "--activity", activity, home=tmp_path).stdout.splitlines()
        assert len(shown) == 2
        assert all(OTHER in line for line in shown)
    assert run_baken("log", "show", data, "--to", "2020-01-01T00:00:00Z", home=tmp_path).stdout == ""
    assert len(run_baken("log", "show", data, "--limit", "2", home=tmp_path).stdout.splitlines()) == 2
    trace = everything[1].rsplit(" ", 1)[1]
    assert len(run_baken("log", "show", data, "--trace", trace, home=tmp_path).stdout.splitlines()) == 2


def test_security_events_are_shown(data: Path, tmp_path: Path) -> None:
    (line,) = run_baken("log", "show", data, "--log", "security", home=tmp_path).stdout.splitlines()
    assert "key-created" in line
    assert "about=key-1" in line


def test_records_are_exported_as_the_standard_has_them(data: Path, tmp_path: Path) -> None:
    done = run_baken("log", "export", data, home=tmp_path)
    assert done.stderr == "7 records\n"
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert set(records[0]) == {"trace_id", "span_id", "status", "name", "start_time", "end_time", "attributes"}


def test_records_are_exported_as_spans(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "spans.jsonl"
    done = run_baken("log", "export", data, "--format", "otlp", "-o", file, home=tmp_path)
    assert done.returncode == 0, done.stderr
    (request,) = (json.loads(line) for line in file.read_text().splitlines())
    assert len(request["resourceSpans"][0]["scopeSpans"][0]["spans"]) == 7


def test_a_time_without_a_zone_is_refused(data: Path, tmp_path: Path) -> None:
    done = run_baken("log", "show", data, "--from", "2026-01-01", home=tmp_path)
    assert done.returncode == 3
    assert "time zone" in done.stderr
