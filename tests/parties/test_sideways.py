# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a party may not see does not exist for it, whichever way it tries.

One node is a municipality's. The police have an agreement about the counts of the north square, the organiser of a fair
had one, the tram company has none; nobody but the municipality may know what the camera of the south square sees. The
other node is the police's own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx
import pytest
from tests.people import signed_in
from tests.servers import FIXTURES, BakenServer, serving

from baken.governance.lists import Role

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.people import Person

NORTH, CAMERA, PROMENADE = 111, 31_337, 42_424
SECRETS = ("31337", "42424", "CANARY-CAMERA", "CANARY-PROMENADE")
MOMENT = "2026-01-01T12:00:00Z"


class Town(NamedTuple):
    """A served city and its datastreams by name."""

    server: BakenServer
    datastreams: dict[str, int]
    things: dict[str, int]

    def client(self, person: Person | None) -> httpx.Client:
        headers = {} if person is None else person.headers
        return httpx.Client(base_url=self.server.address, timeout=20, headers=headers)

    def person(self, *roles: Role, party: str = "") -> Person:
        assert self.server.data is not None
        return signed_in(self.server.data, self.server.city_folder, *roles, party=party)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A municipality's node with one observation of each datastream."""
    yield from a_town("boulevard", tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def precinct(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The node of the police."""
    yield from a_town("precinct", tmp_path_factory.mktemp("precinct"))


def a_town(city: str, home: Path) -> Iterator[Town]:
    from baken.service.identity import create_key

    data = home / "data"
    with serving("serve", FIXTURES / "cities" / city, "--data", data, home=home) as server:
        officer = signed_in(data, server.city_folder, Role.DUTY_OFFICER)
        with httpx.Client(base_url=server.address, headers=officer.headers) as client:
            answer = client.get("/sta/v1.1/Datastreams?$expand=Thing")
            assert answer.status_code == 200, answer.text
            found = answer.json()["value"]
            ids = {d["properties"]["streamId"]: d["@iot.id"] for d in found}
            things = {d["properties"]["streamId"]: d["Thing"]["@iot.id"] for d in found}
            owner = {d["properties"]["streamId"]: d["properties"]["processingActivity"] for d in found}
        values = {"north-persons": NORTH, "south-persons": CAMERA, "promenade-count": PROMENADE}
        for stream, value in values.items():
            key = create_key(data, activity=owner[stream])
            body = {"phenomenonTime": MOMENT, "result": value}
            path = f"{server.address}/sta/v1.1/Datastreams({ids[stream]})/Observations"
            answer = httpx.post(path, json=body, headers={"authorization": f"Bearer {key}"})
            assert answer.status_code == 201, answer.text
        yield Town(server, ids, things)


def sideways(town: Town) -> list[str]:
    """Return the ways in which somebody could try to reach the camera."""
    camera, thing = town.datastreams["south-persons"], town.things["south-persons"]
    at_us = 1_767_268_800_000_000
    sta = [
        f"Datastreams({camera})",
        f"Datastreams({camera})/name",
        f"Datastreams({camera})/name/$value",
        f"Datastreams({camera})/Observations",
        f"Datastreams({camera})/Thing",
        f"Things({thing})",
        f"Things({thing})/Datastreams",
        f"Things({thing})/Datastreams({camera})/Observations",
        f"Observations('{camera}-{at_us}')",
        f"Observations('{camera}-{at_us}')/result/$value",
        f"Observations('{camera}-{at_us}')/Datastream",
        "Observations",
        "Observations?$filter=result eq 31337&$count=true",
        f"Observations?$filter=Datastream/id eq {camera}&$count=true",
        "Observations?$filter=Datastream/name eq 'CANARY-CAMERA'&$count=true",
        "Observations?$orderby=result desc&$top=1",
        "Observations?$resultFormat=dataArray",
        "Observations?$expand=Datastream,FeatureOfInterest",
        "Datastreams?$expand=Observations,Thing,Sensor,ObservedProperty",
        "Datastreams?$filter=Observations/result eq 31337&$count=true",
        "Datastreams/$ref",
        "Things?$expand=Datastreams/Observations",
        "Things?$filter=Datastreams/name eq 'CANARY-CAMERA'&$count=true",
        "Things?$filter=Datastreams/Observations/result eq 31337&$count=true",
        "Things?$orderby=name",
        "Locations?$expand=Things/Datastreams/Observations",
        "Locations?$expand=HistoricalLocations/Thing",
        "HistoricalLocations?$expand=Thing/Datastreams",
        "Sensors?$expand=Datastreams/Observations",
        "ObservedProperties?$expand=Datastreams/Observations",
        "FeaturesOfInterest?$expand=Observations",
    ]
    api = [
        "areas",
        "gates",
        "areas/south",
        "areas/south/history?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z",
        f"areas/south?at={MOMENT}",
        "picture",
        f"picture?at={MOMENT}",
        "timeline?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z",
        "health",
        "processing-log",
        "security-log",
        "retention",
        "own-permissions",
    ]
    return [f"/sta/v1.1/{path}" for path in sta] + [f"/api/v1/{path}" for path in api]


PARTIES = {
    "the police, whose agreement is about the north square": ((Role.PARTNER,), "police"),
    "the organiser, whose agreement has ended": ((Role.PARTNER,), "organiser"),
    "the tram company, with which nothing was agreed": ((Role.PARTNER,), "tram"),
    "a planner of the municipality, who is no recipient of the camera": ((Role.PLANNER,), ""),
}


@pytest.mark.parametrize("who", [*PARTIES, "anybody"])
def test_no_way_leads_to_the_camera(town: Town, who: str) -> None:
    person = None if who == "anybody" else town.person(*PARTIES[who][0], party=PARTIES[who][1])
    with town.client(person) as client:
        for path in sideways(town):
            answer = client.get(path)
            assert answer.status_code < 500, (path, answer.text)
            told = [secret for secret in SECRETS if secret in answer.text.replace(path, "")]
            assert not told or ("eq" in path and not answer.is_success), (path, answer.text)
            if "$count" in path and answer.is_success:
                assert answer.json()["@iot.count"] == 0, path


def test_the_police_see_what_was_agreed_and_the_duty_officer_everything(town: Town) -> None:
    with town.client(town.person(Role.PARTNER, party="police")) as client:
        seen = client.get("/sta/v1.1/Datastreams?$expand=Observations").json()["value"]
        assert [d["@iot.id"] for d in seen] == [town.datastreams["north-persons"]]
        assert [o["result"] for d in seen for o in d["Observations"]] == [NORTH]
        assert client.get("/api/v1/picture").status_code == 200
    with town.client(town.person(Role.DUTY_OFFICER)) as client:
        results = [o["result"] for o in client.get("/sta/v1.1/Observations").json()["value"]]
        assert sorted(results) == [NORTH, CAMERA, PROMENADE]


def shape(answer: httpx.Response) -> Any:
    """Return an answer without what is different in each: references and the id that was asked."""
    body = answer.json()
    body.pop("reference", None)
    return answer.status_code, sorted(body), body.get("title")


def test_what_may_not_be_seen_is_refused_as_what_does_not_exist(town: Town) -> None:
    camera, thing = town.datastreams["south-persons"], town.things["south-persons"]
    with town.client(town.person(Role.PARTNER, party="police")) as client:
        for hidden, absent in (
            (f"Datastreams({camera})", "Datastreams(9999)"),
            (f"Things({thing})", "Things(9999)"),
            (f"Datastreams({camera})/Observations", "Datastreams(9999)/Observations"),
            (f"Observations('{camera}-1767268800000000')", "Observations('9999-1767268800000000')"),
        ):
            there, nowhere = client.get(f"/sta/v1.1/{hidden}"), client.get(f"/sta/v1.1/{absent}")
            assert shape(there) == shape(nowhere)
            words = [re.sub(r"\d+", "#", answer.json()["detail"]) for answer in (there, nowhere)]
            assert words[0] == words[1]


@pytest.mark.parametrize("who", [((Role.PARTNER,), "tram"), ((Role.PARTNER,), "organiser")])
def test_without_an_agreement_that_holds_there_is_no_picture_and_no_stream(
    town: Town, who: tuple[tuple[Role, ...], str]
) -> None:
    with town.client(town.person(*who[0], party=who[1])) as client:
        for path in ("/api/v1/picture", "/api/v1/ticks", "/api/v1/timeline", "/sta/v1.1/Datastreams"):
            answer = client.get(path)
            assert answer.status_code == 403, (path, answer.text)
            assert answer.json()["reference"]


def test_a_sensor_writes_its_own_datastreams_and_reads_nothing(town: Town) -> None:
    from baken.service.identity import create_key

    assert town.server.data is not None
    own, other = town.datastreams["north-persons"], town.datastreams["south-persons"]
    key = create_key(town.server.data, activity="square-counting", datastreams={own})
    headers = {"authorization": f"Bearer {key}"}
    body = {"phenomenonTime": "2026-01-01T12:01:00Z", "result": 5}
    with httpx.Client(base_url=town.server.address, headers=headers) as client:
        assert client.post(f"/sta/v1.1/Datastreams({own})/Observations", json=body).status_code == 201
        hidden = client.post(f"/sta/v1.1/Datastreams({other})/Observations", json=body)
        absent = client.post("/sta/v1.1/Datastreams(9999)/Observations", json=body)
        assert shape(hidden) == shape(absent)
        assert hidden.status_code == 404
        rows = [
            {"Datastream": {"@iot.id": number}, "components": ["phenomenonTime", "result"], "dataArray": [[MOMENT, 9]]}
            for number in (other, 9999)
        ]
        refused = client.post("/sta/v1.1/CreateObservations", json=rows)
        assert refused.status_code == 400
        assert refused.json()["errors"] == [
            f"row 1: Datastream {other} does not exist.",
            "row 2: Datastream 9999 does not exist.",
        ]
        for path in ("/sta/v1.1/Datastreams", f"/sta/v1.1/Datastreams({own})", "/api/v1/picture", "/api/v1/accounts"):
            assert client.get(path).status_code == 403, path
        assert client.post("/sta/v1.1/Things", json={"name": "x", "description": ""}).status_code == 403
        assert client.delete(f"/sta/v1.1/Datastreams({own})").status_code == 403


def test_nobody_of_the_municipality_sees_anything_of_the_police(precinct: Town) -> None:
    with precinct.client(precinct.person(Role.PARTNER, party="municipality")) as client:
        for path in sideways(precinct):
            answer = client.get(path)
            assert answer.status_code < 500
            assert not any(secret in answer.text for secret in ("31337", "42424", "CANARY-POLICE", '"result":111')), (
                path
            )
    with precinct.client(precinct.person(Role.DUTY_OFFICER)) as client:
        assert len(client.get("/sta/v1.1/Observations").json()["value"]) == 3


def test_asking_for_the_methods_of_a_path_does_nothing_and_is_open(town: Town) -> None:
    with town.client(None) as client:
        answer = client.options("/api/v1/picture")
        assert answer.status_code == 204
        assert "GET" in answer.headers["allow"]
