# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A city can be stricter, never more lenient; what is wrong is told with file, line and remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from baken.governance.policy.city_policies import LARGEST_FILE_BYTES, LONGEST_RULE, MOST_FILES, read_policies
from baken.governance.policy.rules import Origin, read_rules

if TYPE_CHECKING:
    from pathlib import Path

    from baken.declaration.fault import Fault

TEXTS = '@title("No files leave at night")\n@why("Council decision 12")\n@change("Ask the council")\n'
GOOD = f"""
@id("no-files-of-the-beach")
{TEXTS}forbid (principal, action == Action::"export", resource in Activity::"beach-counting");
"""


def faults_of(folder: Path, text: str) -> list[Fault]:
    (folder / "policies").mkdir(exist_ok=True)
    (folder / "policies" / "own.cedar").write_text(text)
    faults: list[Fault] = []
    assert bool(read_policies(folder, faults)) is (not faults)
    return faults


def test_a_city_without_rules_of_its_own_is_in_order(tmp_path: Path) -> None:
    faults: list[Fault] = []
    assert read_policies(tmp_path, faults) == ()
    assert not faults


def test_a_rule_that_forbids_is_read(tmp_path: Path) -> None:
    assert not faults_of(tmp_path, GOOD)
    (rule,) = read_rules(read_policies(tmp_path, []))
    assert (rule.id, rule.origin, rule.file) == ("no-files-of-the-beach", Origin.CITY, "policies/own.cedar")


@pytest.mark.parametrize(
    ("text", "line", "says", "remedy"),
    [
        ('\n\n@id("x")\n{texts}permit (principal, action == Action::"read", resource);', 3, "permits", "recipient"),
        ('// note\n@id("x")\n{texts}forbid (principal, action, resource);', 2, "which actions", "Name them"),
        ('@id("x")\n{texts}forbid (principal, action == Action::"delete", resource);', 1, "delete", "deletable"),
        ('@id("x")\n{texts}forbid (principal, action == Action::"raed", resource);', 1, "raed", "'read'"),
        ('@id("recent-sign-in")\n{texts}forbid (principal, action == Action::"read", resource);', 1, "already", "@id"),
        ('@id("Né t")\n{texts}forbid (principal, action == Action::"read", resource);', 1, "name of a rule", "hyphens"),
        ('@id("x")\nforbid (principal, action == Action::"read", resource);', 1, "@title, @why, @change", "what it"),
        ('@id("x")\n{texts}forbid (principal, action == Action::"read"', 1, "not a Cedar policy", "syntax"),
        (
            '@id("x")\n{texts}forbid (principal, action == Action::"read", resource) when {{ principal.age < 18 }};',
            1, "age", "docs/0-governance",
        ),
        (
            '@id("x")\n{texts}forbid (principal in Role::"police", action == Action::"read", resource);',
            1, "police", "docs/0-governance",
        ),
        (
            '@id("x")\n{texts}forbid (principal, action == Action::"read", resource) {since};',
            1, "signed in", "session",
        ),
        (GOOD + GOOD, 8, "already", "another @id"),
    ],
)  # fmt: skip
def test_what_is_wrong_has_a_line_and_a_remedy(tmp_path: Path, text: str, line: int, says: str, remedy: str) -> None:
    since = "unless { context has authenticatedAt }"
    faults = faults_of(tmp_path, text.format(texts=TEXTS, since=since) if "{texts}" in text else text)
    fault = faults[0]
    assert (fault.file, fault.line) == ("policies/own.cedar", line)
    assert says in fault.message
    assert remedy in fault.remedy


@pytest.mark.parametrize(
    "bomb", ["(" * 2_000 + "true" + ")" * 2_000, "[" * 40_000, "if true then true else " * 4_000 + "true", "((" * 20]
)
def test_a_rule_that_would_end_the_process_is_not_parsed(tmp_path: Path, bomb: str) -> None:
    rule = f'forbid (principal, action == Action::"read", resource) when {{ {bomb} }};'
    fault = faults_of(tmp_path, f'@id("x")\n{TEXTS}{rule}')[0]
    assert fault.line == 1
    assert "several rules" in fault.remedy


@pytest.mark.parametrize("part", ["true && ", "if true then true else ", "true || ", "context.a.a.a.a == 1 || "])
def test_the_longest_rule_that_is_parsed_ends_nothing(tmp_path: Path, part: str) -> None:
    head = f'@id("x")\n{TEXTS}forbid (principal, action == Action::"read", resource) when {{ '
    many = (LONGEST_RULE - len(head) - 10) // len(part)
    assert all(fault.line == 1 for fault in faults_of(tmp_path, f"{head}{part * many}true }};"))


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, "// " + "x" * LARGEST_FILE_BYTES)
    assert "at most" in fault.message


def test_a_file_that_is_no_text_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "own.cedar").write_bytes(b"\xff\xfe")
    faults: list[Fault] = []
    assert read_policies(tmp_path, faults) == ()
    assert "UTF-8" in faults[0].message


def test_a_link_out_of_the_city_folder_is_not_followed(tmp_path: Path) -> None:
    city = tmp_path / "city"
    (city / "policies").mkdir(parents=True)
    (tmp_path / "outside.cedar").write_text(GOOD)
    (city / "policies" / "own.cedar").symlink_to(tmp_path / "outside.cedar")
    faults: list[Fault] = []
    assert read_policies(city, faults) == ()
    assert "out of the folder" in faults[0].message


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    for number in range(MOST_FILES + 1):
        (tmp_path / "policies" / f"{number}.cedar").write_text("")
    faults: list[Fault] = []
    assert read_policies(tmp_path, faults) == ()
    assert "at most" in faults[0].message
