# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads ``policies/*.cedar`` of a city folder: rules that forbid more, with file, line and remedy.

A city can only be stricter than the rules that come with Baken: a rule of a city that permits is refused, and so is
one that would keep the node from deleting, or people from registers, logs and withdrawing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from baken.declaration.document import read_text
from baken.declaration.fault import Fault
from baken.declaration.reader import suggestion
from baken.governance.lists import Action
from baken.governance.policy.rules import (
    Effect,
    Origin,
    PolicyFile,
    Rule,
    Statement,
    read_rule,
    read_rules,
    schema_text,
    shipped_files,
    statements,
)
from baken.governance.policy.world import PolicyError

if TYPE_CHECKING:
    from pathlib import Path

    from cedarpy import Schema

POLICIES_FOLDER: Final = "policies"
LARGEST_FILE_BYTES: Final = 100_000
MOST_FILES: Final = 100
LONGEST_RULE: Final = 6_000
"""Characters, with its texts."""
DEEPEST: Final = 30
"""Brackets within brackets. The parser of Cedar recurses, and ends the process when that goes too deep."""
NEVER_FORBIDDEN: Final = frozenset(
    {Action.DELETE, Action.WITHDRAW, Action.READ_REGISTER, Action.READ_LOG, Action.READ_SECURITY_LOG}
)
"""What no city can forbid: deleting in time, stopping, and seeing what was done."""

_BRACKETS: Final = re.compile(r'//[^\n]*|"(?:[^"\\]|\\.)*"|[(\[{]|[)\]}]')
_RULE_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def read_policies(folder: Path, faults: list[Fault]) -> tuple[PolicyFile, ...]:
    """Return the files of rules of a city; none when one of them has a fault.

    Invariants: never raises because of what the files contain; no file outside the folder is read.
    """
    names = _names(folder, faults)
    if not names:
        return ()
    before = len(faults)
    reader = _Reader(faults)
    found = []
    for name in names:
        text = read_text(folder, name, faults, largest=LARGEST_FILE_BYTES)
        if text is not None:
            file = PolicyFile(name, text, Origin.CITY)
            reader.check(file)
            found.append(file)
    return tuple(found) if len(faults) == before else ()


def _names(folder: Path, faults: list[Fault]) -> list[str]:
    inside = folder / POLICIES_FOLDER
    names = sorted(f"{POLICIES_FOLDER}/{path.name}" for path in inside.glob("*.cedar")) if inside.is_dir() else []
    if len(names) > MOST_FILES:
        message = f"There are {len(names)} files of rules; at most {MOST_FILES} are read."
        faults.append(Fault(POLICIES_FOLDER, 0, message, "Put rules that belong together into one file."))
        return []
    return names


class _Reader:
    """Checks rules one by one, so that each fault has its line."""

    def __init__(self, faults: list[Fault]) -> None:
        from cedarpy import Schema

        self._faults = faults
        self._schema: Schema = Schema.from_str(schema_text())
        self._seen = {rule.id: rule for rule in read_rules(shipped_files())}

    def check(self, file: PolicyFile) -> None:
        """Note what is wrong with the rules of one file."""
        for statement in statements(file.text):
            if not self._is_small(statement, file):
                continue
            try:
                rule = read_rule(statement, file)
            except PolicyError as error:
                where = f"{file.name}:{statement.line}: "
                message = error.message.removeprefix(where)
                self._fault(file, statement, message[0].upper() + message[1:], error.remedy)
                continue
            self._check_rule(rule, statement, file)
            self._seen.setdefault(rule.id, rule)

    def _is_small(self, statement: Statement, file: PolicyFile) -> bool:
        remedy = "Write several rules in its place; each of them forbids."
        if len(statement.text) > LONGEST_RULE:
            message = f"The rule has {len(statement.text)} characters; at most {LONGEST_RULE} are read."
            self._fault(file, statement, message, remedy)
        elif nesting(statement.text) > DEEPEST:
            message = f"The rule has brackets within brackets, more than {DEEPEST} deep."
            self._fault(file, statement, message, remedy)
        else:
            return True
        return False

    def _check_rule(self, rule: Rule, statement: Statement, file: PolicyFile) -> None:
        if rule.effect is not Effect.FORBID:
            message = f"The rule {rule.id!r} permits; a city can only forbid."
            remedy = "Declare a [[recipient]] in the activity, or an [[agreement]] in parties.toml, to give access."
            self._fault(file, statement, message, remedy)
        if not _RULE_ID.fullmatch(rule.id):
            message = f"{rule.id!r} cannot be the name of a rule."
            self._fault(file, statement, message, "Use lower-case letters, digits and hyphens, for example no-exports.")
        if rule.id in self._seen:
            other = self._seen[rule.id]
            message = f"There is a rule {rule.id!r} in {other.file} already."
            self._fault(file, statement, message, "Give this one another @id.")
        self._check_actions(rule, statement, file)
        self._check_sign_in(rule, statement, file)
        self._check_schema(statement, file)

    def _check_actions(self, rule: Rule, statement: Statement, file: PolicyFile) -> None:
        barred = sorted(rule.actions & NEVER_FORBIDDEN)
        if not rule.actions:
            message = f"The rule {rule.id!r} does not say which actions it forbids."
            remedy = 'Name them, for example: action in [Action::"read", Action::"export"].'
            self._fault(file, statement, message, remedy)
        elif barred:
            message = f"The rule {rule.id!r} forbids {', '.join(barred)}, which no city can."
            remedy = "Leave it out: data must be deletable, and what is done must be visible and stoppable."
            self._fault(file, statement, message, remedy)

    def _check_sign_in(self, rule: Rule, statement: Statement, file: PolicyFile) -> None:
        """Leave to read is kept for whoever has the same role, so it cannot depend on when one of them signed in."""
        if "authenticatedAt" in rule.text:
            message = f"The rule {rule.id!r} looks at when somebody signed in, which no rule of a city can."
            remedy = "Let it look at roles, parties, data or the time; how long a session lasts is a setting."
            self._fault(file, statement, message, remedy)

    def _check_schema(self, statement: Statement, file: PolicyFile) -> None:
        from cedarpy import validate_policies

        for error in validate_policies(statement.text, self._schema).errors:
            said = re.sub(r"^for policy `policy0`[:,]\s*", "", error.error)
            unknown = re.search(r"unrecognized action `Action::\"([^\"]*)\"`", said)
            remedy = suggestion(unknown[1], [a.value for a in Action]) if unknown else ""
            self._fault(
                file, statement, f"The rule does not fit the schema: {said}.", remedy or "See docs/0-governance."
            )

    def _fault(self, file: PolicyFile, statement: Statement, message: str, remedy: str) -> None:
        self._faults.append(Fault(file.name, statement.line, message, remedy))


def nesting(text: str) -> int:
    """Return how deep brackets stand within brackets, outside texts and comments.

    Examples
    --------
    >>> nesting('when { [1, (2)] == "((((" } // [[[['), nesting("))))((")
    (3, 2)
    """
    depth = deepest = 0
    for token in _BRACKETS.finditer(text):
        if token.group() in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif token.group() in ")]}":
            depth = max(depth - 1, 0)
    return deepest
