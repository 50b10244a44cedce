# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import shutil
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from baken.governance.log.checking import ChainState, LogCheck
from baken.governance.log.errors import LogError
from baken.governance.log.processing_log import ProcessingLog, processing_folder
from baken.governance.log.reading import LogQuery, oldest
from baken.governance.log.security_log import SecurityLog, security_folder
from baken.governance.log.segments import segments
from baken.governance.log.trace import Trace
from baken.governance.log.verification import LogFaultKind
from baken.governance.model import ANYBODY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def node(data: Path) -> Iterator[tuple[ProcessingLog, LogCheck]]:
    """The logs of a node as it opens them, with its check."""
    with ExitStack() as stack:
        log = stack.enter_context(ProcessingLog.open(data))
        security = stack.enter_context(SecurityLog.open(data))
        check = LogCheck((log.chain, security.chain), security)
        stack.callback(check.close)
        yield log, check


def write(log: ProcessingLog, number: int = 3) -> None:
    for _ in range(number):
        log.write_request(Trace.new(), "read", ["urn:a"], principal=ANYBODY, start_time=1)


def said(data: Path) -> list[dict[str, Any]]:
    return list(oldest(security_folder(data), LogQuery()))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with node(tmp_path) as (log, _):
        write(log)
    return tmp_path


def test_logs_that_nobody_touched_are_intact_and_nothing_is_said(data: Path) -> None:
    with node(data) as (_, check):
        assert check.of("processing").state is ChainState.NOT_CHECKED
        check.check()
        checked = check.of("processing")
        assert (checked.state, checked.records, checked.faults) == (ChainState.INTACT, 3, ())
        assert checked.at is not None
    assert said(data) == []


def test_a_change_is_in_the_security_log_and_in_the_state(data: Path) -> None:
    file = segments(processing_folder(data))[0].path
    file.write_bytes(file.read_bytes().replace(b"read", b"none", 1))
    with node(data) as (_, check):
        check.check()
        checked = check.of("processing")
        assert checked.state is ChainState.TAMPERED
        assert [f.kind for f in checked.faults] == [LogFaultKind.CHANGED]
        assert check.of("security").state is ChainState.INTACT
    (event,) = said(data)
    assert event["event"] == "log-tampered"
    assert event["about"] == f"processing/{file.name}"
    assert event["principal"] == "node"


def test_what_was_found_on_opening_is_said(data: Path) -> None:
    file = segments(processing_folder(data))[0].path
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    with node(data) as (_, check):
        check.start()
    assert "log-tampered" in [e["event"] for e in said(data)]


def test_half_a_line_is_said_to_be_repaired(data: Path) -> None:
    with segments(processing_folder(data))[0].path.open("ab") as file:
        file.write(b'{"sequ')
    with node(data) as (_, check):
        check.start()
    assert [e["event"] for e in said(data)] == ["log-repaired"]


@pytest.mark.parametrize("gone", ["processing", "security"])
def test_a_whole_log_that_is_gone_is_said_while_the_other_is_there(data: Path, gone: str) -> None:
    shutil.rmtree(data / "log" / gone)
    with node(data) as (_, check):
        check.start()
    assert [(e["event"], e["about"]) for e in said(data)] == [("log-tampered", gone)]


def test_a_new_node_has_nothing_to_say(tmp_path: Path) -> None:
    with node(tmp_path) as (_, check):
        check.start()
    assert said(tmp_path) == []


def test_a_check_ends_with_the_node(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with node(data) as (log, check):
        log.chain.append([b'{"name":"read","end_time":1}'] * 50_000)
        monkeypatch.setattr("baken.governance.log.checking._REST_S", 60.0)
        check.start()
        check.close()  # does not wait for the rests of a long check
    assert check.of("processing").state in (ChainState.CHECKING, ChainState.NOT_CHECKED)


def test_a_log_that_cannot_be_read_is_not_called_tampered(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(*_: object, **__: object) -> None:
        raise LogError("The log cannot be read: Permission denied.")

    with node(data) as (_, check):
        monkeypatch.setattr("baken.governance.log.checking.verify", unreadable)
        check.check()
        assert check.of("processing").state is ChainState.NOT_CHECKED
    assert said(data) == []
