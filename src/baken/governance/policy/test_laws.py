# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Laws of the rules: they hold whatever activities, parties, agreements and questions there are."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from baken.governance import specimen
from baken.governance.lists import Action, Layer, Purpose, Role
from baken.governance.model import (
    ANYBODY,
    THE_NODE,
    Agreement,
    Principal,
    PrincipalKind,
    ProcessingActivity,
    Question,
    Recipient,
    State,
    Use,
)
from baken.governance.policy.changes import changes
from baken.governance.policy.engine import PolicyEngine
from baken.governance.policy.facts import PROGRAMS
from baken.governance.policy.rules import Effect, Origin, PolicyFile, shipped_files, statements
from baken.governance.policy.world import World

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NOW = datetime(2026, 7, 18, 14, tzinfo=UTC)
CONTROLLER = "municipality"
NAMES = ("a", "b", "c")
PARTIES = (CONTROLLER, "police", "tram", "")
DATA = (Action.OBSERVE, Action.READ, Action.EXPORT)
INSIDE = {Layer.RAW_PAYLOAD, Layer.BACKUPS, Layer.ACCOUNTS, Layer.PROCESSING_LOG, Layer.SECURITY_LOG}
CITY_RULE = """@id("{name}") @title("t") @why("w") @change("c") forbid (principal, {action}, resource) {when};\n"""

CHECKS = (HealthCheck.too_slow, HealthCheck.filter_too_much)
"""Of the machine and of assume(); both say nothing about the rules."""
law = settings(max_examples=70, deadline=None, suppress_health_check=CHECKS)
exhaustive = settings(max_examples=12, deadline=None, suppress_health_check=CHECKS)
"""For laws that try every question in each world."""


@cache
def engine() -> PolicyEngine:
    return PolicyEngine.shipped()


layers = st.lists(st.sampled_from(Layer), unique=True).map(tuple)
moments = st.integers(-3_000, 3_000).map(lambda minutes: NOW + timedelta(minutes=minutes))


@st.composite
def activities(draw: st.DrawFn, name: str) -> ProcessingActivity:
    roles = draw(st.lists(st.sampled_from(Role), unique=True, max_size=4))
    others = draw(st.lists(st.sampled_from([n for n in NAMES if n != name]), unique=True, max_size=2))
    return specimen.activity(
        name,
        purpose=draw(st.sampled_from(Purpose)),
        recipients=tuple(Recipient(role=role, layers=draw(layers)) for role in roles),
        uses=tuple(Use(activity=other, layers=draw(layers), reason="") for other in others),
    )


@st.composite
def agreements(draw: st.DrawFn, name: str) -> Agreement:
    begin, end = sorted((draw(moments), draw(moments)))
    return Agreement(
        id=name,
        party=draw(st.sampled_from([p for p in PARTIES if p != CONTROLLER])),
        activities=tuple(draw(st.lists(st.sampled_from(NAMES), unique=True))),
        layers=draw(layers),
        purposes=tuple(draw(st.lists(st.sampled_from(Purpose), unique=True))),
        valid_from=begin,
        valid_until=end,
        reference="",
        may_export=draw(st.booleans()),
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    return World.of(
        [draw(activities(name)) for name in NAMES],
        now=NOW,
        controller=CONTROLLER,
        states={name: draw(st.sampled_from([State.ACTIVE, State.ACTIVE, *State])) for name in NAMES},
        agreements=tuple(draw(agreements(f"agreement-{i}")) for i in range(draw(st.integers(0, 3)))),
        replaying=draw(st.booleans()),
    )


persons = st.builds(
    Principal,
    id=st.just("somebody"),
    kind=st.sampled_from([PrincipalKind.PERSON, PrincipalKind.PERSON, PrincipalKind.SENSOR]),
    roles=st.frozensets(st.sampled_from(Role), max_size=3),
    party=st.sampled_from(PARTIES),
    activity=st.sampled_from(["", *NAMES]),
    authenticated_at=st.none() | moments,
)
principals = persons | st.sampled_from([ANYBODY, THE_NODE])
questions = st.builds(
    Question,
    principal=principals,
    action=st.sampled_from([*DATA, Action.READ, Action.READ, *Action]),
    activity=st.none() | st.sampled_from([*NAMES, *NAMES, "unknown"]),
    layer=st.none() | st.sampled_from([Layer.OBSERVATIONS, Layer.ESTIMATES, *Layer]),
    used_by=st.none() | st.none() | st.sampled_from([*NAMES, "unknown"]),
    purpose=st.none() | st.none() | st.sampled_from(Purpose),
)


def asked(question: Question, world: World) -> bool:
    return engine().verdict(question, world)[0]


def permitted(
    principal: Principal, world: World, actions: Iterable[Action] = Action, used_by: str | None = None
) -> Iterator[Question]:
    """Yield every question of somebody that is answered with yes."""
    for action, layer, activity in itertools.product(actions, (None, *Layer), (None, *NAMES)):
        question = Question(principal=principal, action=action, layer=layer, activity=activity, used_by=used_by)
        if asked(question, world):
            yield question


def replaced(record: Any, **fields: Any) -> Any:
    return msgspec.structs.replace(record, **fields)


def recipients_of(question: Question, world: World) -> set[Role]:
    activity = world.activity(question.activity or "")
    return {r.role for r in activity.recipients if question.layer in r.layers} if activity else set()


@given(questions, worlds())
@law
def test_a_stopped_activity_never_lets_data_pass(question: Question, world: World) -> None:
    assume(question.activity is not None and question.action in DATA)
    for name in {question.activity, question.used_by} - {None}:
        if not world.standing(str(name)).is_active:
            assert not asked(question, world)


@given(principals, worlds(), st.none() | st.sampled_from(NAMES), st.sampled_from(Purpose))
@exhaustive
def test_data_never_serve_a_purpose_that_the_activity_does_not_have(
    principal: Principal, world: World, used_by: str | None, purpose: Purpose
) -> None:
    for question in permitted(principal, world, DATA, used_by):
        using = world.activity(used_by or question.activity or "")
        assert using is not None
        own = using.id == question.activity
        assert own or any(use.activity == question.activity and question.layer in use.layers for use in using.uses)
        assert purpose is using.purpose or not asked(replaced(question, purpose=purpose), world)


@given(questions, worlds(), agreements("theirs"))
@law
def test_an_agreement_of_another_party_never_helps(question: Question, world: World, other: Agreement) -> None:
    assume(other.party != question.principal.party)
    more = World.of(
        [a for a in map(world.activity, NAMES) if a],
        now=NOW,
        controller=CONTROLLER,
        states={name: world.standing(name).state for name in NAMES},
        agreements=(*world.agreements, other),
        replaying=world.replaying,
    )
    assert asked(question, world) == asked(question, more)


@given(questions, worlds())
@law
def test_an_agreement_never_helps_outside_its_time(question: Question, world: World) -> None:
    ended = tuple(a for a in world.agreements if a.valid_from <= NOW < a.valid_until)
    valid_only = World.of(
        [a for a in map(world.activity, NAMES) if a],
        now=NOW,
        controller=CONTROLLER,
        states={name: world.standing(name).state for name in NAMES},
        agreements=ended,
        replaying=world.replaying,
    )
    assert asked(question, world) == asked(question, valid_only)


@given(questions, worlds())
@law
def test_the_public_never_reads_a_layer_that_is_not_given_to_it(question: Question, world: World) -> None:
    assume(question.action in (Action.READ, Action.EXPORT))
    public = replaced(question, principal=ANYBODY)
    if Role.PUBLIC not in recipients_of(question, world):
        assert not asked(public, world)


@given(persons, worlds())
@exhaustive
def test_nobody_outside_reads_what_is_inside(principal: Principal, world: World) -> None:
    outside = replaced(principal, party="police") if principal.party == CONTROLLER else principal
    for who in (outside, ANYBODY):
        assert not [q for q in permitted(who, world, (Action.READ, Action.EXPORT)) if q.layer in INSIDE]


@given(persons, worlds())
@exhaustive
def test_a_person_of_another_party_looks_and_does_its_part_of_responses(principal: Principal, world: World) -> None:
    other = replaced(principal, kind=PrincipalKind.PERSON, party="police", authenticated_at=NOW)
    look = {Action.READ, Action.EXPORT, Action.READ_REGISTER, Action.CONTROL_REPLAY}
    found = list(permitted(other, world))
    assert {question.action for question in found} <= look | {Action.RESPOND}
    assert {q.layer for q in found if q.action is Action.RESPOND} <= {Layer.RESPONSES}


@given(questions, worlds())
@law
def test_roles_make_nobody_a_node_or_a_sensor(question: Question, world: World) -> None:
    principal = question.principal
    assume(principal.kind is PrincipalKind.PERSON)
    plain = replaced(principal, roles=principal.roles - {Role.NODE, Role.SENSOR, Role.PUBLIC, Role.PARTNER})
    named = Role.NODE in recipients_of(question, world) or Role.SENSOR in recipients_of(question, world)
    named = named or Role.PARTNER in recipients_of(question, world)
    if not named:
        assert asked(question, world) == asked(replaced(question, principal=plain), world)


@given(persons, worlds())
@exhaustive
def test_a_sensor_does_nothing_but_deliver_its_own_observations(principal: Principal, world: World) -> None:
    roles = principal.roles - PROGRAMS
    sensor = replaced(principal, kind=PrincipalKind.SENSOR, roles=roles, authenticated_at=NOW)
    for question in permitted(sensor, world):
        assert (question.action, question.layer) == (Action.OBSERVE, Layer.OBSERVATIONS)
        assert question.activity == sensor.activity
        assert sensor.party == CONTROLLER


@given(questions, worlds())
@law
def test_what_is_not_mentioned_is_denied(question: Question, world: World) -> None:
    unknown = replaced(question, activity="unknown")
    assert not asked(unknown, world)
    decision = engine().decide(question, world)
    assert not decision.allowed or any(engine().rule(name).effect is Effect.PERMIT for name in decision.rules)
    assert PolicyEngine(()).verdict(question, world) == (False, ())


@given(questions, worlds())
@law
def test_without_the_rules_that_permit_nothing_is_permitted(question: Question, world: World) -> None:
    assert not _without_permits().verdict(question, world)[0]


@cache
def _without_permits() -> PolicyEngine:
    kept = [s.text for file in shipped_files() for s in statements(file.text) if "\nforbid" in s.text]
    return PolicyEngine([PolicyFile("forbids.cedar", "\n".join(kept))])


@given(
    questions,
    worlds(),
    st.sampled_from([a.value for a in Action]),
    st.sampled_from(["", "when { principal is Person }", 'unless { resource in Activity::"a" }', "when { 1 == 2 }"]),
)
@settings(law, max_examples=40)
def test_adding_a_rule_that_forbids_never_allows(question: Question, world: World, action: str, when: str) -> None:
    rule = CITY_RULE.format(name="own", action=f'action == Action::"{action}"', when=when)
    stricter = PolicyEngine.shipped([PolicyFile("own.cedar", rule, Origin.CITY)])
    assert not stricter.verdict(question, world)[0] or asked(question, world)


@given(persons, worlds())
@exhaustive
def test_what_has_consequences_takes_a_recent_sign_in(principal: Principal, world: World) -> None:
    consequences = (Action.WITHDRAW, Action.ADMINISTER, Action.APPROVE)
    moment = principal.authenticated_at
    if moment is None or not timedelta(0) <= NOW - moment <= timedelta(minutes=10):
        assert not list(permitted(principal, world, consequences))


@given(questions, worlds())
@law
def test_deciding_says_the_same_as_the_verdict(question: Question, world: World) -> None:
    decision = engine().decide(question, world)
    assert decision.allowed == asked(question, world)
    assert decision.reason
    assert decision.allowed or decision.remedy


@given(questions, worlds())
@settings(law, max_examples=30)
def test_a_change_that_is_named_changes_the_answer(question: Question, world: World) -> None:
    assume(not asked(question, world))
    for change in changes(engine(), question, world):
        then = (question, world)
        for step in change.steps:
            then = step.apply(*then)
        assert asked(*then)
