# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A question in words becomes one that the rules can answer, or says what there is to ask."""

from __future__ import annotations

import pytest

from baken.governance import specimen
from baken.governance.lists import Action, Layer, Purpose, Role
from baken.governance.model import ANYBODY, THE_NODE, PrincipalKind
from baken.governance.policy.asking import Asked, AskingError, language_of, question_of
from baken.governance.policy.world import World

WORLD = World.of(
    [specimen.activity("counting"), specimen.activity("south-camera", purpose=Purpose.PUBLIC_ORDER)],
    now=specimen.NOW,
    controller=specimen.CONTROLLER.id,
    parties=(specimen.CONTROLLER, specimen.POLICE),
)
ALONE = World.of([], now=specimen.NOW, controller="municipality", parties=(specimen.CONTROLLER,))


def test_what_is_left_out_is_what_most_people_mean() -> None:
    question = question_of(Asked(role="planner", data="counting"), WORLD)
    assert (question.action, question.activity, question.layer) == (Action.READ, "counting", Layer.OBSERVATIONS)
    assert (question.used_by, question.purpose) == (None, None)
    assert question.principal.party == "municipality"
    assert question.principal.roles == {Role.PLANNER}
    assert question.principal.authenticated_at == WORLD.now


def test_all_that_can_be_said_is_taken() -> None:
    asked = Asked(
        role="partner",
        party="police",
        data="south-camera/estimates",
        action="export",
        purpose="research",
        used_by="counting",
    )
    question = question_of(asked, WORLD)
    assert (question.action, question.layer, question.purpose) == (Action.EXPORT, Layer.ESTIMATES, Purpose.RESEARCH)
    assert (question.used_by, question.principal.party) == ("counting", "police")


def test_a_partner_is_of_another_party() -> None:
    assert question_of(Asked(role="partner", data="counting"), WORLD).principal.party == "police"
    with pytest.raises(AskingError, match="There is no other party"):
        question_of(Asked(role="partner", action="administer"), ALONE)


def test_the_public_the_node_and_sensors_are_no_persons() -> None:
    assert question_of(Asked(role="public", data="counting"), WORLD).principal == ANYBODY
    assert question_of(Asked(role="node", data="counting"), WORLD).principal == THE_NODE
    sensor = question_of(Asked(role="sensor", data="counting", action="observe"), WORLD).principal
    assert (sensor.kind, sensor.activity) == (PrincipalKind.SENSOR, "counting")


def test_what_is_about_no_data_needs_none() -> None:
    question = question_of(Asked(role="administrator", action="administer"), WORLD)
    assert (question.activity, question.layer) == (None, None)
    assert question_of(Asked(role="administrator", action="withdraw", data="counting"), WORLD).layer is None


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (Asked(role="planer", data="counting"), "Did you mean 'planner'?"),
        (Asked(role="planner", data="south-camra"), "Did you mean 'south-camera'?"),
        (Asked(role="planner", data="counting", used_by="south-camra"), "Did you mean 'south-camera'?"),
        (Asked(role="planner", data="counting/observation"), "Did you mean 'observations'?"),
        (Asked(role="planner", data="counting/"), "There is no layer ''"),
        (Asked(role="planner", data="counting", purpose="litter"), "Use one of: crowd-safety"),
        (Asked(role="planner", data="counting", action="raed"), "Did you mean 'read'?"),
        (Asked(role="partner", data="counting", party="polise"), "Did you mean 'police'?"),
        (Asked(role="planner"), "Name an activity, with or without a layer: counting, south-camera"),
        (Asked(role="x" * 1_000, data="counting"), f"There is no role '{'x' * 80}'"),
    ],
)
def test_what_does_not_exist_is_said_with_what_does(asked: Asked, says: str) -> None:
    with pytest.raises(AskingError) as caught:
        question_of(asked, WORLD)
    assert says in str(caught.value)


def test_there_are_two_languages() -> None:
    assert [language_of(text).value for text in ("en", "nl")] == ["en", "nl"]
    with pytest.raises(AskingError, match="Use one of: en, nl"):
        language_of("fr")
