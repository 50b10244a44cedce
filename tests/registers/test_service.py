# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The registers of a server that runs: complete, public, in every form; drafts for those who may."""

from __future__ import annotations

import csv
import io
import shutil
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from rdflib import DCAT, DCTERMS, RDF, Graph, URIRef
from test_dcat import broken_rules

from baken.governance.lists import Role
from baken.registers.dcat.vocabulary import PUBLIC
from baken.registers.forms import REGISTERS
from baken.service.identity import create_key
from people import signed_in
from servers import FIXTURES, BakenServer, exchange, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

FORMS = [(r.id, f.name, f.media_type) for r in REGISTERS.values() for f in r.forms]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BakenServer]:
    """A city with a camera that only its own people may see, and a police that has an agreement."""
    home = tmp_path_factory.mktemp("registers")
    city = shutil.copytree(FIXTURES / "cities" / "boulevard", home / "boulevard")
    with serving("serve", city, "--data", home / "data", home=home) as running:
        yield running


@pytest.fixture(scope="module")
def public(server: BakenServer) -> Iterator[httpx.Client]:
    with server.anonymous() as client:
        yield client


def as_role(server: BakenServer, *roles: Role, party: str = "") -> dict[str, str]:
    assert server.data is not None
    return signed_in(server.data, server.city_folder, *roles, party=party).headers


def json_of(client: httpx.Client, path: str, **parameters: Any) -> Any:
    answer = client.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_list_names_every_register_and_each_form_can_be_had(public: httpx.Client) -> None:
    listed = json_of(public, "/api/v1/registers")
    assert [r["id"] for r in listed] == list(REGISTERS)
    for form in (f for r in listed for f in r["formats"]):
        assert public.get(form["link"]).headers["content-type"].split(";")[0] == form["mediaType"]


@pytest.mark.parametrize(("register", "form", "media_type"), FORMS)
def test_every_form_is_for_everybody(public: httpx.Client, register: str, form: str, media_type: str) -> None:
    answer = public.get(f"/api/v1/registers/{register}", params={"format": form})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media_type)
    assert answer.headers["content-type"].count("charset") <= 1
    assert answer.headers["cache-control"] == "no-cache"
    assert "accept" in answer.headers["vary"].lower()
    assert len(answer.content) > 100


@pytest.mark.parametrize(
    ("path", "accept", "media_type"),
    [
        ("/api/v1/registers/sensors", "application/geo+json", "application/geo+json"),
        ("/api/v1/registers/sensors", "*/*", "application/json"),
        ("/api/v1/registers/data-sets", "text/turtle", "text/turtle"),
        ("/api/v1/registers/data-sets", "application/json", "application/ld+json"),
        ("/api/v1/registers/processing-activities", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("/api/v1/registers/algorithms", "text/csv;q=0.2, application/json;q=0.1", "text/csv"),
        ("/api/v1/registers/algorithms", "text/csv;q=x", "application/json"),
    ],
)
def test_what_is_accepted_decides_when_no_form_is_named(
    public: httpx.Client, path: str, accept: str, media_type: str
) -> None:
    assert public.get(path, headers={"accept": accept}).headers["content-type"].startswith(media_type)


def test_another_form_is_refused_with_what_there_is(public: httpx.Client) -> None:
    answer = public.get("/api/v1/registers/sensors", params={"format": "xlsx"})
    assert answer.status_code == 400
    assert "json, geojson, csv" in answer.json()["detail"]


def test_every_datastream_of_the_node_is_registered_exactly_once_also_one_that_came_by_itself(
    server: BakenServer, public: httpx.Client
) -> None:
    assert server.data is not None
    key = create_key(server.data, activity="square-counting", role=Role.ADMINISTRATOR, name="Integration")
    with server.anonymous() as integration:
        integration.headers["authorization"] = f"Bearer {key}"
        made = integration.post("/sta/v1.1/Things", json=thing("A mast of its own"))
        assert made.status_code == 201, made.text
        streams = integration.get("/sta/v1.1/Datastreams", params={"$top": 1000, "$select": "id"}).json()["value"]
    registered = Counter(e["baken"]["datastream"] for e in json_of(public, "/api/v1/registers/sensors")["entries"])
    assert set(registered.values()) == {1}
    assert {f"/sta/v1.1/Datastreams({s['@iot.id']})" for s in streams} <= set(registered)
    shown = {s["name"] for s in json_of(public, "/api/v1/registers/here")["sensors"]}
    assert "Wind at A mast of its own" in shown


def thing(name: str) -> dict[str, Any]:
    """A thing with a place and a datastream, as a sensor posts itself."""
    return {
        "name": name,
        "description": "A mast",
        "Locations": [
            {
                "name": name,
                "description": "here",
                "encodingType": "application/geo+json",
                "location": {"type": "Point", "coordinates": [4.28, 52.114]},
            }
        ],
        "Datastreams": [
            {
                "name": f"Wind at {name}",
                "description": "Wind",
                "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
                "unitOfMeasurement": {"name": "metre per second", "symbol": "m/s", "definition": "m/s"},
                "ObservedProperty": {
                    "name": "wind_speed",
                    "definition": "https://baken.example/def/quantity/wind_speed",
                    "description": "Mean wind speed at 10 m above ground.",
                },
                "Sensor": {
                    "name": "anemometer",
                    "description": "",
                    "encodingType": "application/pdf",
                    "metadata": "https://x.example/anemometer.pdf",
                },
            }
        ],
    }


def test_around_a_place_only_what_is_near_is_told(public: httpx.Client) -> None:
    everywhere = json_of(public, "/api/v1/registers/here")
    placed = next(s for s in everywhere["sensors"] if s["place"]["lon"] is not None)
    near = json_of(public, "/api/v1/registers/here", lon=placed["place"]["lon"], lat=placed["place"]["lat"], radiusM=1)
    assert near["sensors"][0]["distanceM"] == 0
    assert len(near["sensors"]) < len(everywhere["sensors"])


@pytest.mark.parametrize(
    "parameters",
    [{"lon": 4.0}, {"lat": 52.0}, {"lon": 181.0, "lat": 0.0}, {"lon": 0.0, "lat": 91.0}, {"radiusM": 0},
     {"radiusM": 5001}, {"lon": "x", "lat": 1.0}, {"lon": "nan", "lat": 1.0}],
)  # fmt: skip
def test_a_place_that_is_none_is_refused(public: httpx.Client, parameters: dict[str, Any]) -> None:
    assert public.get("/api/v1/registers/here", params=parameters).status_code == 400


def test_the_catalogue_of_a_running_node_keeps_the_rules_and_has_its_own_address(
    server: BakenServer, public: httpx.Client
) -> None:
    graph = Graph().parse(data=public.get("/api/v1/registers/data-sets?format=ttl").content, format="turtle")
    assert broken_rules(graph) == ""
    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    assert str(catalogue) == f"{server.address}/api/v1/registers/data-sets"


def test_every_public_data_set_can_be_had_where_the_catalogue_says(shared_server: BakenServer) -> None:
    with shared_server.anonymous() as public:
        _hold_that_places_answer(public)


def _hold_that_places_answer(public: httpx.Client) -> None:
    graph = Graph().parse(data=public.get("/api/v1/registers/data-sets?format=ttl").content, format="turtle")
    open_sets = list(graph.subjects(DCTERMS.accessRights, URIRef(PUBLIC)))
    places = {str(place) for s in open_sets for d in graph.objects(s, DCAT.distribution) for place in
              graph.objects(d, DCAT.accessURL)}  # fmt: skip
    assert any("/sta/v1.1/" in place for place in places)
    for place in places:
        answer = public.get(place)
        assert answer.status_code == 200, place
        if "/sta/v1.1/" in place:
            assert answer.json()["value"], place


@pytest.mark.parametrize("host", ['evil"><script>', "evil example", "a/../b", "x\t", "[::1", "<b>"])
def test_a_host_that_is_none_does_not_get_into_a_register(server: BakenServer, host: str) -> None:
    request = f"GET /api/v1/registers/data-sets?format=ttl HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    answer = exchange(server, request.encode())
    assert answer.status in (200, 400)
    assert b"<script" not in answer.body
    assert host.encode() not in answer.body


def test_each_version_of_an_activity_has_an_address(public: httpx.Client) -> None:
    register = json_of(public, "/api/v1/registers/processing-activities")
    for entry in register["entries"]:
        for version in entry["versions"]:
            told = json_of(public, version["link"])
            assert (told["id"], told["version"], told["uri"]) == (entry["id"], version["version"], version["uri"])


@pytest.mark.parametrize("path", ["nobody/versions/1", "square-counting/versions/99"])
def test_a_version_that_is_not_there_is_not_found(public: httpx.Client, path: str) -> None:
    assert public.get(f"/api/v1/processing-activities/{path}").status_code == 404


def test_a_withdrawal_shows_in_every_register_at_once(server: BakenServer, public: httpx.Client) -> None:
    headers = as_role(server, Role.PRIVACY_OFFICER)
    path = "/api/v1/processing-activities/square-counting/withdrawal"
    stopped = public.post(path, json={"because": "=Not needed any more."}, headers=headers)
    assert stopped.status_code == 200, stopped.text
    try:
        here = json_of(public, "/api/v1/registers/here")
        activity = next(a for a in here["activities"] if a["id"] == "square-counting")
        assert activity["standing"]["state"] == "withdrawn"
        assert "=Not needed any more." in activity["standing"]["because"]["nl"]
        assert {s["standing"]["active"] for s in here["sensors"] if s["activity"] == "square-counting"} == {False}
        algorithms = json_of(public, "/api/v1/registers/algorithms")["entries"]
        picture = [e for e in algorithms if ":square-counting:" in (e["baken"]["processingActivity"] or "")]
        assert {e["status"] for e in picture} == {"Buiten gebruik"}
        table = public.get("/api/v1/registers/processing-activities?format=csv").text
        row = next(r for r in csv.DictReader(io.StringIO(table)) if r["id"] == "square-counting")
        assert row["status"] == "gestopt: ingetrokken"
        turtle = public.get("/api/v1/registers/data-sets?format=ttl").text
        assert "dataset-status/WITHDRAWN" in turtle
        page = public.get("/api/v1/registers/processing-activities?format=html").text
        assert '<p class="stopped">gestopt: ingetrokken.' in page
    finally:
        assert public.delete(path, headers=headers).status_code == 200
    again = json_of(public, "/api/v1/registers/here")
    assert next(a for a in again["activities"] if a["id"] == "square-counting")["standing"]["active"]


# -- drafts -------------------------------------------------------------------------------------------------------


def test_nobody_reads_a_draft_unknown(public: httpx.Client) -> None:
    for path in ("", "/square-counting/dpia", "/nobody/dpia"):
        assert public.get(f"/api/v1/assessment-drafts{path}").status_code == 401


@pytest.mark.parametrize(
    ("roles", "party"), [((Role.DUTY_OFFICER,), ""), ((Role.PLANNER,), ""), ((Role.PARTNER,), "police")]
)
def test_a_role_that_may_not_read_a_draft_is_refused(
    server: BakenServer, public: httpx.Client, roles: tuple[Role, ...], party: str
) -> None:
    headers = as_role(server, *roles, party=party)
    for path in ("", "/square-counting/dpia"):
        assert public.get(f"/api/v1/assessment-drafts{path}", headers=headers).status_code == 403


def test_the_privacy_officer_reads_every_draft_in_every_form(server: BakenServer, public: httpx.Client) -> None:
    headers = as_role(server, Role.PRIVACY_OFFICER)
    listed = public.get("/api/v1/assessment-drafts", headers=headers)
    assert listed.status_code == 200, listed.text
    activities = {e["id"] for e in json_of(public, "/api/v1/registers/processing-activities")["entries"]}
    both = {(a, k) for a in activities for k in ("dpia", "iama")}
    assert {(d["activity"], d["kind"]) for d in listed.json()} == both
    first = listed.json()[0]
    for form in first["formats"]:
        answer = public.get(form["link"], headers=headers)
        assert answer.headers["content-type"].startswith(form["mediaType"])
        assert answer.headers["cache-control"] == "no-store"
    draft = public.get(first["link"], headers=headers).json()
    assert draft["summary"] == {k: first[k] for k in ("answered", "partly", "open")}
    assert {"text", "from"} == set(draft["parts"][0]["sections"][0]["questions"][0]["answers"][0])


@pytest.mark.parametrize("path", ["square-counting/fria", "nobody/dpia"])
def test_a_draft_that_is_none_is_not_found_by_who_may_read_drafts(
    server: BakenServer, public: httpx.Client, path: str
) -> None:
    headers = as_role(server, Role.PRIVACY_OFFICER)
    assert public.get(f"/api/v1/assessment-drafts/{path}", headers=headers).status_code in (400, 403, 404)


def test_a_page_is_shown_under_a_policy_that_allows_what_it_needs(public: httpx.Client) -> None:
    page = public.get("/api/v1/registers/processing-activities?format=html")
    policy = page.headers["content-security-policy"]
    assert "style-src 'self'" in policy
    assert "unsafe-inline" not in policy
    style = public.get("/api/v1/registers/print.css")
    assert style.headers["content-type"].startswith("text/css")
    assert style.headers["x-content-type-options"] == "nosniff"
