# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The scenarios in ``scenarios/*.toml``, each a sentence that a lawyer can agree or disagree with, are so."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from baken.governance import specimen
from baken.governance.lists import Action, Layer, PartyKind, Purpose, Role
from baken.governance.model import (
    ANYBODY,
    THE_NODE,
    Agreement,
    Party,
    Principal,
    PrincipalKind,
    ProcessingActivity,
    Question,
    Recipient,
    State,
    Use,
)
from baken.governance.policy.answer import Answer, answer
from baken.governance.policy.engine import PolicyEngine
from baken.governance.policy.rules import Language
from baken.governance.policy.world import World

FOLDER = Path(__file__).parent / "scenarios"
CITY = tomllib.loads((FOLDER / "city.toml").read_text())
ALL = [
    pytest.param(scenario, id=f"{file.stem}: {scenario['name']}")
    for file in sorted(FOLDER.glob("*.toml"))
    for scenario in tomllib.loads(file.read_text()).get("scenario", ())
]


@cache
def engine() -> PolicyEngine:
    return PolicyEngine.shipped()


def activity_of(name: str, declared: dict[str, Any], public: tuple[str, ...] = ()) -> ProcessingActivity:
    recipients = {role: list(layers) for role, layers in declared["recipients"].items()}
    recipients["public"] = [*recipients.get("public", ()), *public]
    found = specimen.activity(
        name,
        name_nl=declared["name_nl"],
        purpose=Purpose(declared["purpose"]),
        recipients=tuple(
            Recipient(role=Role(role), layers=tuple(map(Layer, layers))) for role, layers in recipients.items()
        ),
        uses=tuple(
            Use(activity=other, layers=tuple(map(Layer, layers)), reason="assessed")
            for other, layers in declared.get("uses", {}).items()
        ),
    )
    return msgspec.structs.replace(found, name=declared["name"])


def agreement_of(declared: dict[str, Any]) -> Agreement:
    days = {key: datetime.combine(declared[key], time(), UTC) for key in ("valid_from", "valid_until")}
    found: Agreement = msgspec.convert(
        declared | days | {"reference": f"reference of {declared['id']}"}, Agreement, strict=False
    )
    return found


def world_of(when: dict[str, Any]) -> World:
    activities = CITY["activities"]
    asked = when.get("data", "").partition("/")[0]
    return World.of(
        (activity_of(n, a, tuple(when.get("public", ())) if n == asked else ()) for n, a in activities.items()),
        now=when.get("now", CITY["now"]),
        controller=CITY["controller"],
        states={n: State(a["state"]) for n, a in activities.items() if "state" in a},
        agreements=tuple(map(agreement_of, CITY["agreement"])),
        parties=tuple(Party(id=i, name=n, kind=PartyKind.OTHER) for i, n in CITY["parties"].items()),
        replaying=when.get("replaying", False),
    )


def signed_in(text: str | None, now: datetime) -> datetime | None:
    if text is None:
        return None
    found = re.fullmatch(r"(-?\d+) minutes ago", text)
    return now - timedelta(minutes=int(found[1])) if found else now


def principal_of(when: dict[str, Any], now: datetime) -> Principal:
    role = when.get("role")
    if role == Role.PUBLIC:
        return ANYBODY
    if role == Role.NODE:
        return THE_NODE
    kind = PrincipalKind.SENSOR if role in (Role.SENSOR, "integration") else PrincipalKind.PERSON
    role = Role.ADMINISTRATOR if role == "integration" else role
    return Principal(
        id="somebody",
        kind=kind,
        roles=frozenset() if role is None else frozenset({Role(role)}),
        party=when.get("party", CITY["controller"]),
        activity=when.get("key", ""),
        authenticated_at=signed_in(when.get("signed_in"), now),
    )


def answered(when: dict[str, Any], language: Language = Language.EN) -> Answer:
    world = world_of(when)
    activity, _, layer = when.get("data", "").partition("/")
    question = Question(
        principal=principal_of(when, world.now),
        action=Action(when["action"]),
        activity=activity or None,
        layer=Layer(layer) if layer else None,
        used_by=when.get("used_by"),
        purpose=Purpose(when["purpose"]) if "purpose" in when else None,
    )
    return answer(engine(), question, world, language)


@pytest.mark.parametrize("scenario", ALL)
def test_it_is_as_the_scenario_says(scenario: dict[str, Any]) -> None:
    assert scenario.keys() <= {"name", "given", "when", "then", "says", "remedy"}
    then, found = scenario["then"], answered(scenario["when"])
    assert (found.allowed, [rule.id for rule in found.rules]) == (then["allowed"], then["rules"]), found.reason
    assert {way.kind.value for way in found.ways} >= set(then.get("ways", ())), found.ways
    assert {rule.id for rule in found.nearest} >= set(then.get("nearest", ())), found.ways
    assert scenario.get("says", "") in found.reason
    assert scenario.get("remedy", "") in found.remedy


@pytest.mark.parametrize("scenario", ALL)
@pytest.mark.parametrize("language", Language)
def test_every_answer_says_something_in_every_language(scenario: dict[str, Any], language: Language) -> None:
    found = answered(scenario["when"], language)
    texts = (found.sentence, found.reason, *(way.text for way in found.ways))
    assert all(texts)
    assert found.allowed or found.remedy
    assert not [text for text in texts if re.search(r"[{}]|None|  |supposed|not there yet", text)]


def test_every_rule_decides_in_a_scenario() -> None:
    decided = {rule for scenario in ALL for rule in scenario.values[0]["then"]["rules"]}  # type: ignore[index]
    meant = {rule for scenario in ALL for rule in scenario.values[0]["then"].get("nearest", ())}  # type: ignore[index]
    assert {rule.id for rule in engine().rules} - decided - meant == set()


def test_dutch_is_not_english() -> None:
    when = {"role": "planner", "action": "read", "data": "camera-151c/observations", "purpose": "street-cleaning"}
    dutch = answered(when, Language.NL)
    assert dutch.sentence == (
        "Mag planner (Municipality of Duinstad): waarnemingen lezen van “Openbareordecamera's op het havenplein” "
        "voor straatreiniging?"
    )
    assert "is voor openbare orde, niet voor straatreiniging" in dutch.reason
    assert "Laat “Het havenplein schoonhouden” een [[use]] declareren" in " ".join(way.text for way in dutch.ways)
