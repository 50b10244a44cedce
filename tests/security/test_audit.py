# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""An audit fails for a known vulnerability, and says so when it could not ask; it never takes silence for safety."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from servers import ROOT

sys.path.insert(0, str(ROOT / "tools"))

import audit
from audit import Outcome


def done(told: Any, code: int = 0, stderr: str = "") -> audit.Run:
    return subprocess.CompletedProcess([], code, told if isinstance(told, str) else json.dumps(told), stderr)


def packages(*found: dict[str, Any]) -> audit.Run:
    return done({"dependencies": [{"name": "a", "version": "1", "vulns": []}, *found]})


def screens(vulnerabilities: dict[str, Any]) -> audit.Run:
    return done({"vulnerabilities": vulnerabilities, "metadata": {"dependencies": {"prod": 74}}})


CASES = (
    (audit.python_answer, packages(), Outcome.CLEAN, "1 packages"),
    (audit.python_answer, packages({"name": "b", "version": "2", "vulns": [{"id": "CVE-1"}]}), Outcome.FOUND, "CVE-1"),
    (audit.python_answer, packages({"name": "b", "skip_reason": "not found"}), Outcome.NOT_MEASURED, "not found"),
    (audit.python_answer, done("", 1, "Traceback\nConnectionError: no way there"), Outcome.NOT_MEASURED, "no way"),
    (audit.python_answer, done("[]"), Outcome.NOT_MEASURED, "did not answer"),
    (audit.node_answer, screens({}), Outcome.CLEAN, "74 packages"),
    (audit.node_answer, screens({"b": {"severity": "high"}}), Outcome.FOUND, "b: high"),
    (audit.node_answer, done({"message": "request failed"}, 1), Outcome.NOT_MEASURED, "did not answer"),
    (audit.node_answer, done("", 1, "npm error audit endpoint returned an error"), Outcome.NOT_MEASURED, "endpoint"),
)


@pytest.mark.parametrize(("read", "run", "outcome", "words"), CASES)
def test_an_answer_is_read_for_what_it_is(read: Any, run: audit.Run, outcome: Outcome, words: str) -> None:
    answer = read(run)
    assert answer.outcome is outcome
    assert words in answer.line


@pytest.mark.parametrize(
    ("runs", "status", "words"),
    [
        ((packages(), screens({})), 0, "ok"),
        ((done("", 1, "no network"), done("", 1, "no network")), 0, "not measured  Python packages"),
        ((packages({"name": "b", "version": "2", "vulns": [{"id": "CVE-1"}]}), done("", 1)), 1, "FAIL"),
    ],
)
def test_only_a_vulnerability_fails_and_nothing_asked_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], runs: Any, status: int, words: str
) -> None:
    asked = [
        (name, lambda _folder, run=run: run, read) for (name, _, read), run in zip(audit.QUESTIONS, runs, strict=True)
    ]
    monkeypatch.setattr(audit, "QUESTIONS", asked)
    assert audit.main() == status
    said = capsys.readouterr().out
    assert words in said
    assert ("Not measured is not the same as safe" in said) == ("not measured" in said)
