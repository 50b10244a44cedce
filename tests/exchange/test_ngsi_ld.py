# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The picture as a context broker reads it, and what another node understands of it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from baken.connectors.ngsi_ld.connector import NgsiLd, connect
from baken.governance.lists import Role
from baken.plugin.live import Delivery, Poll
from baken.plugin.protocol import Settings
from baken.vocabulary.time import format_us
from people import signed_in
from replaying import wire
from servers import FIXTURES, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

    from servers import BakenServer

ENTITIES = "/ngsi-ld/v1/entities"
OURS = f"{ENTITIES}?type=CrowdFlowObserved"
URN = "urn:ngsi-ld:CrowdFlowObserved:squares"
NORTH, SOUTH, PROMENADE = (f"{URN}:area:{area}" for area in ("north", "south", "promenade"))
COUNTER = f"{URN}:gate:promenade-gate:promenade-count"
CONTEXT = "https://raw.githubusercontent.com/smart-data-models/dataModel.Transportation/master/context.jsonld"
ERRORS = "https://uri.etsi.org/ngsi-ld/errors/"
BEGIN = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=5)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BakenServer]:
    """Four squares whose observations are for officers only, and whose estimates are for everybody."""
    home = tmp_path_factory.mktemp("broker")
    city = shutil.copytree(FIXTURES / "cities" / "squares", home / "squares")
    file = city / "activities" / "square-counting.toml"
    text = file.read_text()
    open_to_all = 'role = "public"\nlayers = ["observations", "estimates", "forecasts"]'
    assert open_to_all in text
    file.write_text(text.replace(open_to_all, 'role = "public"\nlayers = ["estimates"]'))
    with serving("serve", city, "--data", home / "data", home=home) as running, running.client() as client:
        _observe(client)
        yield running


def _observe(client: httpx.Client) -> None:
    end = wire(BEGIN + timedelta(minutes=1))
    for stream, body in (
        ("north-persons", {"phenomenonTime": wire(BEGIN), "result": 250}),
        ("promenade-count", {"phenomenonTime": f"{wire(BEGIN)}/{end}", "result": 42}),
    ):
        found = client.get("/sta/v1.1/Datastreams").json()["value"]
        (number,) = [d["@iot.id"] for d in found if stream in repr(d)]
        client.post(f"/sta/v1.1/Datastreams({number})/Observations", json=body).raise_for_status()


@pytest.fixture(scope="module")
def officer(server: BakenServer) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client


@pytest.fixture(scope="module")
def anybody(server: BakenServer) -> Iterator[httpx.Client]:
    with server.anonymous() as client:
        yield client


def by_id(answer: httpx.Response) -> dict[str, Any]:
    return {entity["id"]: entity for entity in answer.raise_for_status().json()}


def test_area_has_its_persons_with_their_error_and_quality(anybody: httpx.Client) -> None:
    north = by_id(anybody.get(OURS))[NORTH]
    assert north["type"] == "CrowdFlowObserved"
    count = north["peopleCount"]
    assert (count["type"], count["value"], count["unitCode"]) == ("Property", 250, "IE")
    assert count["standardError"]["value"] == pytest.approx(25, rel=0.1)
    assert north["dateObserved"] == {"type": "Property", "value": wire(BEGIN)}
    assert north["quality"]["value"] == "good"
    assert north["location"]["type"] == "GeoProperty"
    assert north["location"]["value"]["type"] == "Polygon"


def test_area_of_which_nothing_is_known_has_no_count(anybody: httpx.Client) -> None:
    south = by_id(anybody.get(OURS))[SOUTH]
    assert "peopleCount" not in south
    assert "congested" not in south
    assert south["quality"]["value"] == "missing"


def test_counters_are_told_of_only_to_who_may_read_observations(officer: httpx.Client, anybody: httpx.Client) -> None:
    counter = by_id(officer.get(OURS))[COUNTER]
    assert counter["peopleCount"]["value"] == 42
    assert counter["dateObserved"]["value"] == f"{wire(BEGIN)}/{wire(BEGIN + timedelta(minutes=1))}"
    assert COUNTER not in by_id(anybody.get(OURS))
    hidden = anybody.get(f"{ENTITIES}/{COUNTER}")
    assert (hidden.status_code, hidden.json()["type"]) == (404, f"{ERRORS}ResourceNotFound")
    assert anybody.get(f"{OURS}&count=true").headers["ngsild-results-count"] == "4"
    assert officer.get(f"{OURS}&count=true").headers["ngsild-results-count"] == "5"


def test_what_is_given_of_counters_is_written_down_as_observations(server: BakenServer, officer: httpx.Client) -> None:
    assert server.data is not None
    reader_of_logs = signed_in(server.data, server.city_folder, Role.PRIVACY_OFFICER)
    for entity, names in ((NORTH, {"read estimates"}), (COUNTER, {"read estimates", "read observations"})):
        answer = officer.get(f"{ENTITIES}/{entity}").raise_for_status()
        trace_id = answer.headers["traceresponse"].split("-")[1]
        with server.anonymous() as client:
            found = client.get(f"/api/v1/processing-log?traceId={trace_id}", headers=reader_of_logs.headers)
        assert {record["name"] for record in found.raise_for_status().json()["records"]} == names


@pytest.mark.parametrize("form", ["", "&options=concise", "&options=keyValues", "&format=simplified"])
@pytest.mark.parametrize("accept", ["application/json", "application/ld+json"])
def test_what_goes_out_comes_in_again(tmp_path: Path, officer: httpx.Client, form: str, accept: str) -> None:
    connector = reader(tmp_path, officer)
    (poll,) = connector.endpoints
    assert isinstance(poll, Poll)
    answer = officer.get(poll.url + form, headers=dict(poll.headers) | {"accept": accept}).raise_for_status()
    (reading,) = connector.read(Delivery(poll.name, 0, answer.content))
    rows = reading.rows
    found = {
        (rows.provider_ids[s], format_us(t)): v
        for s, t, v in zip(rows.series.tolist(), rows.phenomenon_time_us.tolist(), rows.result.tolist(), strict=True)
    }
    assert found[f"{NORTH}/persons_present/0s", wire(BEGIN)] == 250.0
    assert found[f"{COUNTER}/pedestrian_count/60s", wire(BEGIN)] == 42.0
    unknown = [
        entry for entry in reading.skipped if entry.reason != "an entity without peopleCount and averageCrowdSpeed"
    ]
    assert unknown == []


def reader(folder: Path, client: httpx.Client) -> NgsiLd:
    (folder / "ngsi_ld.toml").write_text(f'[poll]\nurl = "{client.base_url}/ngsi-ld/v1"\n', encoding="utf-8")
    return connect(Settings(folder=folder, file="ngsi_ld.toml"))


def test_context_is_in_a_link_or_in_the_entity(anybody: httpx.Client) -> None:
    plain = anybody.get(f"{ENTITIES}/{NORTH}")
    assert plain.headers["content-type"].startswith("application/json")
    assert f"<{CONTEXT}>" in plain.headers["link"]
    assert "@context" not in plain.json()
    linked = anybody.get(f"{ENTITIES}/{NORTH}", headers={"accept": "application/ld+json, application/json;q=0.5"})
    assert linked.headers["content-type"].startswith("application/ld+json")
    assert linked.json()["@context"][0] == CONTEXT
    assert "link" not in linked.headers


def test_pages_together_are_the_whole(officer: httpx.Client) -> None:
    whole = list(by_id(officer.get(OURS)))
    seen: list[str] = []
    path: str | None = f"{OURS}&limit=2&count=true"
    while path:
        answer = officer.get(path)
        seen += by_id(answer)
        assert answer.headers["ngsild-results-count"] == str(len(whole))
        path = answer.links.get("next", {}).get("url")
    assert seen == whole
    last = officer.get(f"{OURS}&limit=2&offset=4")
    assert "offset=2" in last.links["prev"]["url"]
    nothing = officer.get(f"{OURS}&limit=0&count=true")
    assert (nothing.json(), nothing.headers["ngsild-results-count"]) == ([], str(len(whole)))


def test_attributes_ids_and_types_choose(officer: httpx.Client) -> None:
    chosen = by_id(officer.get(f"{ENTITIES}?id={NORTH},{SOUTH}&attrs=peopleCount,quality&options=keyValues"))
    assert chosen == {
        NORTH: {"id": NORTH, "type": "CrowdFlowObserved", "quality": "good", "peopleCount": 250},
        SOUTH: {"id": SOUTH, "type": "CrowdFlowObserved", "quality": "missing"},
    }
    assert list(by_id(officer.get(f"{ENTITIES}?attrs=peopleCount&type=CrowdFlowObserved"))).count(SOUTH) == 0
    full = "https://smartdatamodels.org/dataModel.Transportation/CrowdFlowObserved"
    assert len(by_id(officer.get(f"{ENTITIES}?type={full},Room"))) == 5
    assert by_id(officer.get(f"{ENTITIES}?type=Room")) == {}
    expanded = officer.get(ENTITIES, params={"type": full, "attrs": full.replace("CrowdFlowObserved", "peopleCount")})
    assert all(set(entity) == {"id", "type", "peopleCount"} for entity in by_id(expanded).values())
    assert len(by_id(expanded)) == 3
    assert officer.get("/ngsi-ld/v1/types").json()["typeList"] == ["CrowdFlowObserved"]


@pytest.mark.parametrize(
    ("query", "status", "kind"),
    [
        ("", 400, "BadRequestData"),
        ("?limit=2", 400, "BadRequestData"),
        ("?type=CrowdFlowObserved&limit=-1", 400, "BadRequestData"),
        ("?type=CrowdFlowObserved&limit=9999", 400, "BadRequestData"),
        ("?type=CrowdFlowObserved&limit=0", 400, "BadRequestData"),
        ("?type=CrowdFlowObserved&offset=%C2%B2", 400, "BadRequestData"),
        ("?type=CrowdFlowObserved&count=maybe", 400, "BadRequestData"),
        ("?type=CrowdFlowObserved&type=Room", 400, "BadRequestData"),
        ("?type=,", 400, "BadRequestData"),
        ("?type=CrowdFlowObserved&colour=red", 400, "BadRequestData"),
        ("?type=CrowdFlowObserved&options=concise,keyValues", 400, "BadRequestData"),
        ("?type=CrowdFlowObserved&options=sysAttrs", 422, "OperationNotSupported"),
        ("?type=CrowdFlowObserved&q=peopleCount>10", 422, "OperationNotSupported"),
        ("?type=CrowdFlowObserved&georel=within&geometry=Point&coordinates=[1,2]", 422, "OperationNotSupported"),
        ("?type=(CrowdFlowObserved|Room)", 422, "OperationNotSupported"),
        ("?type=CrowdFlowObserved&idPattern=.*", 422, "OperationNotSupported"),
    ],
)  # fmt: skip
def test_what_is_not_done_is_refused_in_the_words_of_the_standard(
    anybody: httpx.Client, query: str, status: int, kind: str
) -> None:
    answer = anybody.get(ENTITIES + query)
    assert answer.status_code == status
    problem = answer.json()
    assert problem["type"] == ERRORS + kind
    assert problem["title"]
    assert problem["detail"]
    assert problem["status"] == status


def test_what_the_view_cannot_speak_is_refused(anybody: httpx.Client) -> None:
    assert anybody.get(OURS, headers={"accept": "application/geo+json"}).status_code == 406
    other = '<https://elsewhere.example/context.jsonld>; rel="http://www.w3.org/ns/json-ld#context"'
    assert anybody.get(OURS, headers={"link": other}).status_code == 422
    ours = other.replace("https://elsewhere.example/context.jsonld", CONTEXT)
    assert anybody.get(OURS, headers={"link": ours}).status_code == 200
    for method in ("POST", "PATCH", "DELETE"):
        assert anybody.request(method, ENTITIES).status_code == 405
    assert anybody.get("/ngsi-ld/v1/subscriptions").status_code == 404


def test_every_answer_has_the_agreed_headers(anybody: httpx.Client) -> None:
    for path in (OURS, ENTITIES, f"{ENTITIES}/nobody", "/ngsi-ld/v1/types"):
        headers = anybody.get(path).headers
        assert headers["api-version"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "cache-control" in headers


def test_view_stands_outside_the_document_that_follows_other_rules(anybody: httpx.Client) -> None:
    document = anybody.get("/api/v1/openapi.json").json()
    assert not any(path.startswith("/ngsi-ld") for path in document["paths"])
    assert "/ngsi-ld/v1" in document["info"]["description"]
