# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is done over HTTP stands in the log, and only those who may see it do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from baken.governance.lists import Role
from people import Person, signed_in
from servers import FIXTURES, BakenServer, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

SQUARES = FIXTURES / "cities" / "squares"
LOG, SECURITY = "/api/v1/processing-log", "/api/v1/security-log"
CALLER = "00f067aa0ba902b7"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BakenServer]:
    home = tmp_path_factory.mktemp("squares")
    with serving("serve", SQUARES, "--data", home / "data", home=home) as running:
        yield running


@pytest.fixture(scope="module")
def officer(server: BakenServer) -> Person:
    assert server.data is not None
    return signed_in(server.data, SQUARES, Role.PRIVACY_OFFICER)


@pytest.fixture(scope="module")
def visitor(server: BakenServer) -> Iterator[httpx.Client]:
    with server.anonymous() as client:
        yield client


def read(client: httpx.Client, person: Person, path: str, **query: Any) -> Any:
    answer = client.get(path, headers=person.headers, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def trace_of(answer: httpx.Response) -> tuple[str, str]:
    _, trace_id, span_id, flags = answer.headers["traceresponse"].split("-")
    assert flags == "01"
    return trace_id, span_id


def test_a_read_is_logged_before_its_answer_has_come(visitor: httpx.Client, officer: Person) -> None:
    answer = visitor.get("/api/v1/picture")
    trace_id, span_id = trace_of(answer)
    page = read(visitor, officer, LOG, traceId=trace_id)
    first = page["records"][0]
    assert first["span_id"] == span_id
    assert first["status"] == "Unset"
    assert first["start_time"] <= first["end_time"]
    assert first["attributes"]["dpl.core.processing_activity_id"].startswith("urn:baken:processing-activity:squares:")
    assert first["attributes"]["baken.principal"] == "anonymous"
    assert first["attributes"]["baken.role"] == "public"
    assert "dpl.core.data_subject_id" not in first["attributes"], "numbers of persons are about nobody"
    assert page["next"] is None


def test_a_caller_s_trace_goes_on_in_the_log(visitor: httpx.Client, officer: Person) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    headers = {"traceparent": f"00-{trace}-{CALLER}-00", "tracestate": "congo=t61rcWkgMzE"}
    answer = visitor.get("/api/v1/picture", headers=headers)
    assert trace_of(answer)[0] == trace
    record = read(visitor, officer, LOG, traceId=trace)["records"][0]
    assert record["parent_span_id"] == CALLER
    assert record["attributes"]["dpl.core.foreign_operation.span_id"] == CALLER


@pytest.mark.parametrize("parent", ["nonsense", f"00-{'0' * 32}-{CALLER}-01", f"ff-{'a' * 32}-{CALLER}-01", "x" * 3000])
def test_a_hostile_trace_is_not_taken_over(visitor: httpx.Client, parent: str) -> None:
    answer = visitor.get("/api/v1/picture", headers={"traceparent": parent})
    assert answer.status_code == 200
    assert trace_of(answer)[0] not in parent


def test_a_write_is_logged_with_its_rows_and_a_pseudonym(
    server: BakenServer, visitor: httpx.Client, officer: Person
) -> None:
    with server.client() as client:
        body = [
            {
                "Datastream": {"@iot.id": 1},
                "components": ["phenomenonTime", "result"],
                "dataArray": [[f"2026-01-01T00:00:0{n}Z", n] for n in range(3)],
            }
        ]
        answer = client.post("/sta/v1.1/CreateObservations", json=body)
        assert answer.status_code == 201, answer.text
    records = read(visitor, officer, LOG, traceId=trace_of(answer)[0])["records"]
    observed = [r for r in records if r["attributes"]["baken.action"] == "observe"]
    assert [r["attributes"]["baken.rows"] for r in observed] == [3]
    assert observed[0]["attributes"]["baken.principal"].startswith("sensor-")


def test_the_picture_that_follows_is_logged_as_the_node_s_work(
    server: BakenServer, visitor: httpx.Client, officer: Person
) -> None:
    with server.client() as client:
        body = {"phenomenonTime": "2026-02-01T00:00:00Z", "result": 7}
        assert client.post("/sta/v1.1/Datastreams(1)/Observations", json=body).status_code == 201
    names = {
        r["name"]
        for r in read(visitor, officer, LOG, limit=1000)["records"]
        if r["attributes"]["baken.principal"] == "node"
    }
    assert "estimate" in names


def test_pages_follow_each_other(visitor: httpx.Client, officer: Person) -> None:
    for _ in range(7):
        visitor.get("/api/v1/picture")
    sequences: list[int] = []
    cursor: dict[str, str] = {}
    for _ in range(3):
        page = read(visitor, officer, LOG, limit=2, **cursor)
        sequences += [r["sequence"] for r in page["records"]]
        cursor = {"cursor": page["next"]}
    assert len(sequences) == 6
    assert sequences == sorted(sequences, reverse=True)


def test_records_can_be_asked_for_by_activity_time_and_status(visitor: httpx.Client, officer: Person) -> None:
    visitor.get("/api/v1/picture")
    uri = read(visitor, officer, LOG)["records"][0]["attributes"]["dpl.core.processing_activity_id"]
    by_uri = read(visitor, officer, LOG, activity=uri)["records"]
    by_id = read(visitor, officer, LOG, activity=uri.split(":")[-2])["records"]
    assert by_uri
    assert by_uri == by_id
    assert {r["attributes"]["dpl.core.processing_activity_id"] for r in by_uri} == {uri}
    assert read(visitor, officer, LOG, activity="nothing-like-it")["records"] == []
    assert read(visitor, officer, LOG, to="2020-01-01T00:00:00Z")["records"] == []
    assert read(visitor, officer, LOG, status="Error")["records"] == []
    assert read(visitor, officer, LOG, **{"from": "2020-01-01T00:00:00Z"})["records"]


@pytest.mark.parametrize(
    "query",
    ["from=yesterday", "limit=0", "limit=1001", "cursor=-1", "cursor=x", "cursor=0", "traceId=ABC", "status=Good",
     "activity=a%00b", "activity=", "from=2026-01-01T00:00:00"],
)  # fmt: skip
def test_a_question_that_cannot_be_is_a_400(visitor: httpx.Client, officer: Person, query: str) -> None:
    answer = visitor.get(f"{LOG}?{query}", headers=officer.headers)
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize("path", [LOG, SECURITY])
def test_nobody_else_sees_a_log(server: BakenServer, visitor: httpx.Client, path: str) -> None:
    assert server.data is not None
    assert visitor.get(path).status_code == 401
    with server.client() as key:
        assert key.get(path).status_code in (401, 403)
    people = [signed_in(server.data, SQUARES, role) for role in (Role.ANALYST, Role.DUTY_OFFICER, Role.PLANNER)]
    people.append(signed_in(server.data, SQUARES, Role.PARTNER, party="police"))
    for person in people:
        assert visitor.get(path, headers=person.headers).status_code == 403


def test_a_refusal_is_found_by_the_reference_that_its_caller_was_told(visitor: httpx.Client, officer: Person) -> None:
    refused = visitor.get(LOG)
    reference = refused.json()["reference"]
    (event,) = {
        (e["kind"], e["principal"], e["action"], e["reference"])
        for e in read(visitor, officer, SECURITY, reference=reference)["events"]
    }
    assert event == ("refused", "anonymous", "read-log", reference)


def test_a_storm_of_refusals_does_not_fill_the_log(visitor: httpx.Client, officer: Person) -> None:
    before = read(visitor, officer, SECURITY, limit=1)["chain"]["sequence"]
    references = {visitor.get("/api/v1/assessment-drafts").json().get("reference") for _ in range(60)}
    page = read(visitor, officer, SECURITY, kind="refused", limit=1000)
    written = [e for e in page["events"] if e["sequence"] > before and e["reference"] in references]
    assert len(references) <= 3
    assert 1 <= len(written) < 30


def test_who_reads_a_log_is_logged(visitor: httpx.Client, officer: Person) -> None:
    read(visitor, officer, LOG)
    events = read(visitor, officer, SECURITY, kind="log-read")["events"]
    assert {"processing", "security"} >= {e["about"] for e in events}
    assert {e["role"] for e in events} == {"privacy-officer"}
    assert all(e["principal"].startswith("person-") for e in events)


def test_events_can_be_asked_for_by_who_acted(visitor: httpx.Client, officer: Person) -> None:
    who = read(visitor, officer, SECURITY, kind="log-read")["events"][0]["principal"]
    assert {e["principal"] for e in read(visitor, officer, SECURITY, principal=who)["events"]} == {who}
    assert read(visitor, officer, SECURITY, principal="person-0000000000000000")["events"] == []


def test_the_chain_is_shown_as_it_stands(server: BakenServer, visitor: httpx.Client, officer: Person) -> None:
    import base64

    from baken.governance.log.node_key import public_key_of

    assert server.data is not None
    chain = read(visitor, officer, LOG)["chain"]
    assert chain["state"] == "intact"
    assert chain["faults"] == []
    assert base64.b64decode(chain["publicKey"]) == public_key_of(server.data).raw
    assert chain["sequence"] >= chain["anchoredSequence"] >= 1


def test_no_word_of_a_person_or_their_question_stands_in_a_log(server: BakenServer, officer: Person) -> None:
    assert server.data is not None
    with server.anonymous() as client:
        client.get(
            "/sta/v1.1/Things?$filter=name eq 'Needle Haystack'",
            headers={"user-agent": "Needle-Browser", "x-forwarded-for": "203.0.113.77", **officer.headers},
        )
    written = b"".join(p.read_bytes() for p in (server.data / "log").rglob("*") if p.is_file())
    for needle in (b"Needle", b"203.0.113.77", b"127.0.0.1", officer.account.encode(), b"privacy-officer-"):
        assert needle not in written
