# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The rules as texts: they fit the schema, the schema fits the closed lists, and people can read them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from baken.governance.lists import Action, Layer, Purpose, Role
from baken.governance.model import State
from baken.governance.policy.engine import RECENT_SIGN_IN, PolicyEngine
from baken.governance.policy.rules import TEXTS, Language, PolicyFile, read_rules, schema_text, shipped_files
from baken.governance.policy.world import PolicyError

if TYPE_CHECKING:
    from enum import StrEnum

TEXTS_OF_A_RULE = '@title("t") @why("w") @change("c")'


def test_the_shipped_rules_fit_the_schema() -> None:
    from cedarpy import validate_policies

    found = validate_policies("\n".join(file.text for file in shipped_files()), schema_text())
    assert found.validation_passed, [str(error) for error in found.errors]


@pytest.mark.parametrize(("name", "words"), [("Role", Role), ("Layer", Layer), ("Purpose", Purpose), ("State", State)])
def test_the_schema_has_exactly_the_closed_lists(name: str, words: type[StrEnum]) -> None:
    found = re.search(rf"^entity {name} enum \[(.*)\];$", schema_text(), re.MULTILINE)
    assert found
    assert re.findall(r'"([^"]+)"', found[1]) == [word.value for word in words]


def test_the_schema_has_exactly_the_actions() -> None:
    found = re.search(r"^action (.*)$", schema_text(), re.MULTILINE)
    assert found
    assert re.findall(r'"([^"]+)"', found[1]) == [action.value for action in Action]


def test_every_rule_is_told_in_both_languages() -> None:
    for rule in read_rules(shipped_files()):
        assert {f"{text}{suffix}" for text in TEXTS for suffix in ("", "_nl")} <= rule.annotations.keys(), rule.id
        assert rule.say("title", Language.EN) != rule.say("title", Language.NL), rule.id


def test_the_engine_has_all_rules_in_the_order_of_the_files() -> None:
    engine = PolicyEngine.shipped()
    assert [rule.file for rule in engine.rules] == sorted(rule.file for rule in engine.rules)
    assert engine.rule(RECENT_SIGN_IN).effect == "forbid"


def test_a_rule_without_its_texts_names_file_and_line() -> None:
    file = PolicyFile("x.cedar", '\n// why\n@id("a")\nforbid (principal, action, resource);')
    with pytest.raises(PolicyError, match=r"x\.cedar:3: the rule lacks @title, @why, @change"):
        read_rules([file])


def test_two_rules_of_one_name_are_refused() -> None:
    one = f'@id("a") {TEXTS_OF_A_RULE}\nforbid (principal, action, resource);\n'
    with pytest.raises(PolicyError, match=r"y\.cedar:1: there are two rules 'a'"):
        read_rules([PolicyFile("x.cedar", one), PolicyFile("y.cedar", one)])


@pytest.mark.parametrize("text", ["permit (principal", "forbid (principal, action, resource) when { foo };"])
def test_what_is_not_cedar_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(PolicyError, match=r"x\.cedar:2: this is not a Cedar policy"):
        read_rules([PolicyFile("x.cedar", f"\n{text}")])


def test_a_template_is_refused() -> None:
    with pytest.raises(PolicyError, match="decides nothing"):
        read_rules([PolicyFile("x.cedar", "permit (principal == ?principal, action, resource);")])
