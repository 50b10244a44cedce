# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The threat model names tests that exist, for every threat at least one, and says of each what remains."""

from __future__ import annotations

import ast
import re

import pytest

from servers import ROOT

PAGE = ROOT / "docs" / "0-governance" / "threat-model.md"
NAMED = re.compile(r"`((?:src|tests)/[\w/.-]+\.py)::(test_\w+)`")
TEXT = PAGE.read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if line.startswith("|") and "`" in line
]


def functions_in(file: str) -> set[str]:
    path = ROOT / file
    if not path.is_file():
        return set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("named", sorted(set(NAMED.findall(TEXT))), ids=lambda named: named[1])
def test_a_named_test_exists(named: tuple[str, str]) -> None:
    file, name = named
    assert name in functions_in(file), f"{file} has no {name}"


def test_every_threat_is_answered_and_shown() -> None:
    threats = [row for row in ROWS if len(row) == 5]
    assert len(threats) > 25
    for number, threat, answer, shown, _remains in threats:
        assert all((number, threat, answer)), threat
        assert NAMED.search(shown), f"{number}: which test shows it?"


def test_every_kind_of_threat_is_thought_of() -> None:
    kinds = {row[0][0] for row in ROWS if re.fullmatch(r"[A-Z]\d", row[0])}
    assert kinds == set("STRIDE")
    words = {row[0] for row in ROWS}
    assert {"linking", "identifying", "non-repudiation", "detecting", "disclosing", "unawareness"} <= words


@pytest.mark.parametrize("actor", ["curious partner", "malicious sensor", "insider", "thief of the disk", "the public"])
def test_every_actor_is_thought_of(actor: str) -> None:
    assert actor in TEXT
