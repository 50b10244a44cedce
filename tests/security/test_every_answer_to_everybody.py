# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The whole interface as its document describes it, asked rightly and wrongly by everybody there is (schemathesis).

No answer is a fault of the server, every answer is as described, every refusal is a problem document with a reference,
and nobody gets what belongs to others: values and names that were put where this caller may not look.
"""

from __future__ import annotations

import itertools
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import sampled_from
from schemathesis import checks
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks as openapi_checks

from baken.governance.lists import Role
from baken.service.identity import create_key
from people import signed_in
from servers import FIXTURES, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from servers import BakenServer

DOCUMENT: Final = "/api/v1/openapi.json"
CHECKS: Final = (
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_headers_conformance,
    openapi_checks.response_schema_conformance,
)
EXAMPLES: Final = 3
"""Of each operation, rightly and wrongly asked; each is sent by everybody."""

ENDLESS: Final = {"GET /api/v1/ticks"}
CAMERA, PROMENADE = 31_337, 42_424
VALUES: Final = {"north-persons": 111, "south-persons": CAMERA, "promenade-count": PROMENADE}
CANARIES: Final = (str(CAMERA), str(PROMENADE))
NAMES: Final = ("north", "south", "promenade", "square-counting", "camera", "1", "unknown")
PEOPLE: Final = {role.value: ((role,), "") for role in Role if role not in (Role.PUBLIC, Role.SENSOR, Role.NODE)}
PARTNERS: Final = {party: ((Role.PARTNER,), party) for party in ("police", "tram", "organiser")}
OUTSIDERS: Final = {"anybody", "police", "tram", "organiser", "a sensor"}
"""They may see neither what the camera of the south square saw, nor what is counted on the promenade."""


class Town:
    """A served city and everybody who asks it."""

    def __init__(self, server: BakenServer) -> None:
        assert server.data is not None
        self.server, self.data = server, server.data
        self.session = requests.Session()
        key = create_key(self.data, activity="square-counting")
        self.headers: dict[str, dict[str, str]] = {
            "anybody": {},
            "a sensor": {"authorization": f"Bearer {key}"},
            "somebody with a wrong key": {"authorization": "Bearer bk_wrong"},
        }
        for name in (*PEOPLE, *PARTNERS):
            if name != "partner":
                self.sign_in(name)

    def sign_in(self, name: str) -> None:
        roles, party = {**PEOPLE, **PARTNERS}[name]
        self.headers[name] = signed_in(self.data, self.server.city_folder, *roles, party=party).headers

    def ask(self, name: str, case: schemathesis.Case) -> schemathesis.Response:
        """Send a case for somebody; who lost their session by it signs in again."""
        headers = dict(self.headers[name])
        answer = case.call(headers=headers, session=self.session, timeout=20, allow_redirects=False)
        self.session.cookies.clear()
        if "cookie" in headers and case.method != "GET" and answer.status_code < 400:
            self.sign_in(name)
        return answer


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    home: Path = tmp_path_factory.mktemp("town")
    data = home / "data"
    with serving("serve", FIXTURES / "cities" / "boulevard", "--data", data, home=home) as server:
        officer = signed_in(data, server.city_folder, Role.DUTY_OFFICER)
        with httpx.Client(base_url=server.address, timeout=20) as client:
            found = client.get("/sta/v1.1/Datastreams", headers=officer.headers).json()["value"]
            assert {d["properties"]["streamId"] for d in found} == set(VALUES)
            for stream in found:
                key = create_key(data, activity=stream["properties"]["processingActivity"])
                body = {"phenomenonTime": "2026-01-01T12:00:00Z", "result": VALUES[stream["properties"]["streamId"]]}
                path = f"/sta/v1.1/Datastreams({stream['@iot.id']})/Observations"
                answer = client.post(path, json=body, headers={"authorization": f"Bearer {key}"})
                assert answer.status_code == 201, answer.text
        yield Town(server)


@pytest.fixture(scope="module")
def api(town: Town) -> Any:
    return schemathesis.openapi.from_url(town.server.address + DOCUMENT)


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda mode: f"{mode.value} examples")
def test_everybody_gets_an_answer_as_described_and_nothing_of_others(
    town: Town, api: Any, mode: schemathesis.GenerationMode
) -> None:
    wrong: dict[str, set[str]] = {}
    for operation in (result.ok() for result in api.get_all_operations()):
        if operation.label not in ENDLESS:
            for who, fault in faults_of(town, operation, mode):
                wrong.setdefault(f"{operation.label}: {fault}", set()).add(who)
    told = [f"{fault} (to {', '.join(sorted(callers))})" for fault, callers in wrong.items()]
    assert not told, "\n".join(told)


def faults_of(town: Town, operation: Any, mode: schemathesis.GenerationMode) -> list[tuple[str, str]]:
    """Return who got a wrong answer of one operation, and what was wrong with it."""
    wrong: list[tuple[str, str]] = []
    needs_input = bool(operation.query or operation.body or operation.path_parameters)
    if mode is schemathesis.GenerationMode.NEGATIVE and not needs_input:
        return wrong  # nothing can be asked wrongly

    @seed(1234)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode), sampled_from(NAMES))
    def ask_all(case: schemathesis.Case, name: str) -> None:
        if mode is schemathesis.GenerationMode.POSITIVE:
            for parameter in case.path_parameters:
                case.path_parameters[parameter] = name
        for who in tuple(town.headers):
            wrong.extend((who, fault) for fault in faults(case, who, town.ask(who, case)))

    with suppress(Unsatisfiable):  # there is nothing that could be wrong: every text is a name
        ask_all()
    return wrong


def faults(case: schemathesis.Case, who: str, answer: schemathesis.Response) -> Iterator[str]:
    try:
        case.validate_response(answer, checks=CHECKS)
    except FailureGroup as error:
        yield "; ".join(" ".join(str(one).split())[:200] for one in error.exceptions)
    text = answer.text
    problem = answer.json() if answer.status_code >= 400 else {}
    if who in OUTSIDERS:
        # a reference is made by chance, and one in thousands holds the digits of a canary
        told = text.replace(problem.get("reference", ""), "")
        yield from (f"tells {canary}" for canary in CANARIES if canary in told)
    if answer.status_code >= 400:
        if answer.headers["content-type"] != ["application/problem+json"] or problem["status"] != answer.status_code:
            yield f"{answer.status_code} is no problem document"
        if not problem.get("reference") or not problem.get("detail"):
            yield f"{answer.status_code} has no reference or no reason: {text[:200]}"
        if "Traceback" in text or "site-packages" in text or str(FIXTURES) in text:
            yield f"tells of the inside: {text[:200]}"


def test_the_canaries_can_be_seen_by_who_may(town: Town) -> None:
    seen = ""
    for who in ("duty-officer", "analyst", "privacy-officer", "administrator"):
        for path in ("/sta/v1.1/Observations?$top=100", "/api/v1/picture"):
            seen += requests.get(town.server.address + path, headers=town.headers[who], timeout=20).text
    assert all(canary in seen for canary in CANARIES), "else their absence proves nothing"


def test_the_interface_is_whole(api: Any) -> None:
    labels = {result.ok().label for result in api.get_all_operations()}
    assert len(labels) > 40
    assert {"POST /api/v1/sessions", "GET /api/v1/processing-log", "GET /api/v1/accounts"} <= labels
    assert len(list(itertools.chain(PEOPLE, PARTNERS))) == 9
