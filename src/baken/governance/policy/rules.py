# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rules: Cedar policies as people read them, with the texts that explain them, from files.

Each policy carries annotations: ``@id`` (unique), ``@title`` (the rule in one sentence), ``@why`` (the law or
principle behind it) and ``@change`` (what would change the answer); ``_nl`` behind the name has the Dutch text.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from baken.governance.policy.world import PolicyError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SCHEMA: Final = "schema.cedarschema"
TEXTS: Final = ("title", "why", "change")
_TOKEN: Final = re.compile(r'//[^\n]*|"(?:[^"\\]|\\.)*"|;')
_LEADING: Final = re.compile(r"(?:\s+|//[^\n]*\n?)*")


class Effect(StrEnum):
    """What a rule does where it holds. One that forbids outweighs all that permit."""

    PERMIT = "permit"
    FORBID = "forbid"


class Origin(StrEnum):
    """Where a rule comes from."""

    BAKEN = "baken"
    CITY = "city"
    """The city folder; such a rule can only forbid."""


class Language(StrEnum):
    """Languages that rules are explained in."""

    EN = "en"
    NL = "nl"


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """One file of rules; ``name`` is what people find it by."""

    name: str
    text: str
    origin: Origin = Origin.BAKEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One policy as it stands in a file: its text, without the comments before it, and its line."""

    text: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule.

    Attributes
    ----------
    id
        What decisions name it by.
    annotations
        Its texts by name.
    actions
        Values of Action that it is about; empty for all of them.
    principal
        Cedar type of who it is about; empty for everybody.
    """

    id: str
    effect: Effect
    annotations: dict[str, str]
    actions: frozenset[str]
    principal: str
    file: str
    line: int
    origin: Origin
    text: str

    def say(self, what: str, language: Language = Language.EN) -> str:
        """Return the title, why or change in a language; in the other one when it has no such text."""
        other = Language.EN if language is Language.NL else Language.NL
        names = [what if one is Language.EN else f"{what}_{one}" for one in (language, other)]
        return next((self.annotations[name] for name in names if self.annotations.get(name)), "")


def shipped_files() -> tuple[PolicyFile, ...]:
    """Return the files of rules that come with Baken, in the order of their names."""
    folder = files("baken.governance.policy") / "policies"
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".cedar")), key=lambda f: f.name)
    return tuple(PolicyFile(f.name, f.read_text("utf-8")) for f in found)


def schema_text() -> str:
    """Return the Cedar schema: what a question is made of."""
    return (files("baken.governance.policy") / SCHEMA).read_text("utf-8")


def statements(text: str) -> Iterator[Statement]:
    r"""Yield the policies of a file one by one; the last may lack its semicolon.

    Examples
    --------
    >>> [s.line for s in statements('// a; b\n@why("no; really")\npermit (principal, action, resource);\n\nforbid')]
    [2, 5]
    """
    start = 0
    for token in _TOKEN.finditer(text):
        if token.group() == ";":
            yield from _statement(text, start, token.end())
            start = token.end()
    yield from _statement(text, start, len(text))


def _statement(text: str, start: int, end: int) -> Iterator[Statement]:
    leading = _LEADING.match(text, start, end)
    begin = leading.end() if leading else start
    if begin < end:
        yield Statement(text=text[begin:end], line=text.count("\n", 0, begin) + 1)


def read_rules(policies: Sequence[PolicyFile]) -> tuple[Rule, ...]:
    """Return the rules of some files, in their order.

    Raises
    ------
    PolicyError
        When one cannot be read, has no id or title, or has the id of another.
    """
    rules: dict[str, Rule] = {}
    for file in policies:
        for statement in statements(file.text):
            rule = read_rule(statement, file)
            if rule.id in rules:
                raise PolicyError(f"{file.name}:{statement.line}: there are two rules {rule.id!r}.")
            rules[rule.id] = rule
    return tuple(rules.values())


def read_rule(statement: Statement, file: PolicyFile) -> Rule:
    """Return one rule.

    Raises
    ------
    PolicyError
        When it cannot be read or has no id or title.
    """
    policy = _parsed(statement, file)
    annotations: dict[str, str] = {k: v or "" for k, v in policy.get("annotations", {}).items()}
    rule = Rule(
        id=annotations.get("id", ""),
        effect=Effect(policy["effect"]),
        annotations=annotations,
        actions=_actions(policy["action"]),
        principal=policy["principal"].get("entity_type", ""),
        file=file.name,
        line=statement.line,
        origin=file.origin,
        text=rule_text(statement.text),
    )
    missing = [f"@{name}" for name in ("id", *TEXTS) if not (rule.id if name == "id" else rule.say(name))]
    if missing:
        message = f"{file.name}:{statement.line}: the rule lacks {', '.join(missing)}."
        raise PolicyError(message, remedy="Write what it is called, what it says, why, and what would change it.")
    return rule


def rule_text(statement: str) -> str:
    """Return a policy without its annotations."""
    start = re.search(r"^(permit|forbid)\b", statement, re.MULTILINE)
    return statement[start.start() :] if start else statement


def _parsed(statement: Statement, file: PolicyFile) -> dict[str, Any]:
    from cedarpy import policies_to_json_str

    try:
        found = json.loads(policies_to_json_str(statement.text))
    except ValueError as error:
        message = f"{file.name}:{statement.line}: this is not a Cedar policy: {error}."
        raise PolicyError(message, remedy="See https://docs.cedarpolicy.com for the syntax.") from error
    except RecursionError as error:
        message = f"{file.name}:{statement.line}: the conditions of the rule are nested too deeply."
        raise PolicyError(message, remedy="Write several rules in its place; each of them forbids.") from error
    policies: dict[str, Any] = found["staticPolicies"]
    if len(policies) != 1:
        message = f"{file.name}:{statement.line}: a policy with a slot (?principal) decides nothing."
        raise PolicyError(message, remedy="Write out for whom it is.")
    return next(iter(policies.values()))


def _actions(scope: dict[str, Any]) -> frozenset[str]:
    entities = scope.get("entities") or ([scope["entity"]] if "entity" in scope else [])
    return frozenset(entity["id"] for entity in entities)
