# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken may`` and ``/api/v1/permissions`` answer the same question the same way, for people and for programs."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from tests.servers import FIXTURES, run_baken, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BOULEVARD = FIXTURES / "cities" / "boulevard"
CAMERA_FOR_LITTER = {"role": "planner", "data": "south-camera/observations", "purpose": "street-cleaning"}
ALLOWED, NOT_ALLOWED, COULD_NOT = 0, 1, 3


def may(home: Path, *words: str, city: Path = BOULEVARD) -> Any:
    return run_baken("may", "--city", city, *words, home=home)


def options(asked: dict[str, str]) -> list[str]:
    return [word for name, value in asked.items() for word in (f"--{name}", value)]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("home")
    with serving("serve", BOULEVARD, "--data", home / "data", home=home) as server:
        yield server.address


def test_a_camera_for_public_order_is_not_for_litter(tmp_path: Path) -> None:
    done = may(tmp_path, *options(CAMERA_FOR_LITTER))
    assert done.returncode == NOT_ALLOWED, done.stderr
    said = " ".join(done.stdout.split())
    assert "is for public order, not for street cleaning" in said
    assert "no-other-purpose (2-purpose.cedar:" in said
    assert "Decide on a processing activity for street cleaning" in said


def test_the_same_in_dutch(tmp_path: Path) -> None:
    done = may(tmp_path, *options(CAMERA_FOR_LITTER), "--language", "nl")
    assert done.returncode == NOT_ALLOWED, done.stderr
    said = " ".join(done.stdout.split())
    assert "Nee." in said
    assert "is voor openbare orde, niet voor straatreiniging" in said
    assert "Besluit tot een verwerking voor straatreiniging" in said


def test_what_is_allowed_has_exit_status_0(tmp_path: Path) -> None:
    done = may(tmp_path, "--role", "duty-officer", "--data", "south-camera")
    assert done.returncode == ALLOWED, done.stderr
    assert "Yes." in done.stdout
    assert "recipient-reads" in done.stdout


def test_an_agreement_that_has_ended_is_named(tmp_path: Path) -> None:
    done = may(tmp_path, "--role", "partner", "--party", "organiser", "--data", "square-counting")
    assert done.returncode == NOT_ALLOWED, done.stderr
    assert "organiser-fair" in done.stdout
    assert "it ended on 2025-01-01" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--role", "planer", "--data", "south-camera"), "Did you mean 'planner'?"),
        (("--role", "planner"), "Name an activity"),
    ],
)
def test_what_does_not_exist_is_said_with_what_does(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    done = may(tmp_path, *words)
    assert done.returncode == COULD_NOT
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_rule_of_the_city_forbids(tmp_path: Path) -> None:
    city = shutil.copytree(BOULEVARD, tmp_path / "boulevard")
    (city / "policies").mkdir()
    (city / "policies" / "own.cedar").write_text(
        '@id("no-camera-for-now") @title("Nobody looks at the camera of the south square") '
        '@why("Council decision 12") @change("Ask the council.")\n'
        'forbid (principal, action == Action::"read", resource in Activity::"south-camera");\n'
    )
    done = may(tmp_path, "--role", "duty-officer", "--data", "south-camera", city=city)
    assert done.returncode == NOT_ALLOWED, done.stderr
    said = " ".join(done.stdout.split())
    assert "no-camera-for-now (policies/own.cedar:1)" in said
    assert "Council decision 12" in said


def test_a_rule_of_the_city_that_permits_stops_the_start(tmp_path: Path) -> None:
    city = shutil.copytree(BOULEVARD, tmp_path / "boulevard")
    (city / "policies").mkdir()
    (city / "policies" / "own.cedar").write_text('@id("all") permit (principal, action, resource);\n')
    done = run_baken("check", city, home=tmp_path)
    assert done.returncode == NOT_ALLOWED
    assert "policies/own.cedar:1: error:" in done.stdout


def test_the_interface_says_the_same_as_the_command(address: str, tmp_path: Path) -> None:
    done = may(tmp_path, *options(CAMERA_FOR_LITTER), "--json")
    answer = httpx.get(f"{address}/api/v1/permissions", params={**CAMERA_FOR_LITTER, "language": "en"})
    assert answer.status_code == 200, answer.text
    assert answer.json() == json.loads(done.stdout)
    assert answer.json()["allowed"] is False
    assert [rule["id"] for rule in answer.json()["rules"]] == ["no-other-purpose"]
    assert answer.json()["changes"][0]["kind"] == "use"


def test_the_interface_refuses_what_does_not_exist(address: str) -> None:
    for asked in ({"role": "king"}, {"role": "planner", "data": "x" * 150}, {"role": "planner", "language": "xx"}, {}):
        answer = httpx.get(f"{address}/api/v1/permissions", params={"data": "south-camera", **asked})
        assert answer.status_code == 400, answer.text
        assert answer.headers["content-type"] == "application/problem+json"


def test_the_options_are_answers_that_can_be_asked(address: str) -> None:
    options = httpx.get(f"{address}/api/v1/permission-options?language=nl").json()
    assert {"id": "duty-officer", "name": "Officier van dienst"} in options["roles"]
    assert [party["id"] for party in options["parties"] if party["isController"]] == ["municipality"]
    activity = next(a["id"] for a in options["activities"])
    with httpx.Client(base_url=address) as client:
        for action in options["actions"]:
            for role in options["roles"]:
                asked = {"role": role["id"], "action": action["id"], "data": activity}
                answer = client.get("/api/v1/permissions", params=asked)
                assert answer.status_code == 200, answer.text


def test_every_rule_can_be_read(address: str) -> None:
    rules = httpx.get(f"{address}/api/v1/policies?language=en").json()["rules"]
    assert len(rules) > 20
    assert all(rule["title"] and rule["why"] and rule["change"] for rule in rules)
    assert all(rule["text"].startswith(rule["effect"]) for rule in rules)
