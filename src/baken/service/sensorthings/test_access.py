# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may write what over SensorThings, and for what purpose: nothing comes in without an activity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from baken.governance.lists import Role
from baken.governance.model import ANYBODY, Principal, PrincipalKind
from baken.governance.specimen import ADMINISTRATOR
from baken.observation.protocol import ObservationQuery
from baken.service.sensorthings.conftest import Service, datastream_body, thing_body

if TYPE_CHECKING:
    import httpx

ONE = {"phenomenonTime": "2025-12-24T06:00:00Z", "result": 7}
SENSOR = Principal(
    id="key-1", kind=PrincipalKind.SENSOR, roles=frozenset({Role.SENSOR}), party="municipality", activity="counting"
)


def group(datastream: int) -> dict[str, Any]:
    rows = [["2025-12-24T08:00:00Z", 1]]
    return {"Datastream": {"@iot.id": datastream}, "components": ["phenomenonTime", "result"], "dataArray": rows}


async def as_(service: Service, principal: Principal, path: str, body: Any, method: str = "POST") -> httpx.Response:
    service.app.principal = principal
    try:
        return await service.client.request(method, path, json=body)
    finally:
        service.app.principal = ADMINISTRATOR


async def test_a_datastream_made_with_a_key_belongs_to_the_activity_of_the_key(service: Service) -> None:
    await service.send("POST", "Things", thing_body())
    stream = await service.get("Datastreams(1)")
    assert stream["properties"] == {"processingActivity": "counting"}


async def test_without_an_activity_no_datastream_is_made(service: Service) -> None:
    person = replace(ADMINISTRATOR, activity="")
    answer = await as_(service, person, "Things", thing_body())
    assert answer.status_code == 400
    assert "without a purpose no data" in answer.json()["detail"]
    assert await service.values("Things") == [], "all of it or nothing"
    named = thing_body(Datastreams=[datastream_body(properties={"processingActivity": "counting"})])
    assert (await as_(service, person, "Things", named)).status_code == 201


async def test_an_activity_that_is_not_declared_or_not_of_the_key_is_refused(service: Service) -> None:
    for activity, said in (("litter", "no processing activity 'litter'"), (7, "needs a processing activity")):
        body = thing_body(Datastreams=[datastream_body(properties={"processingActivity": activity})])
        answer = await as_(service, ADMINISTRATOR, "Things", body)
        assert answer.status_code == 400
        assert said in answer.json()["detail"]


async def test_the_activity_of_a_datastream_never_changes(mast: Service) -> None:
    other = {"properties": {"processingActivity": "litter"}}
    answer = await mast.send("PATCH", "Datastreams(1)", other, status=409)
    assert "that cannot change" in answer.json()["detail"]
    await mast.send("PATCH", "Datastreams(1)", {"properties": {"colour": "red"}}, status=200)
    assert (await mast.get("Datastreams(1)"))["properties"] == {"colour": "red", "processingActivity": "counting"}
    better = {**datastream_body("Better"), "ObservedProperty": {"@iot.id": 1}, "Sensor": {"@iot.id": 1}}
    await mast.send("PUT", "Datastreams(1)", better, status=200)
    assert (await mast.get("Datastreams(1)"))["properties"] == {"processingActivity": "counting"}


async def test_anybody_reads_what_is_open_and_writes_nothing(mast: Service) -> None:
    for path, body in (
        ("Observations", {**ONE, "Datastream": {"@iot.id": 1}}),
        ("Datastreams(1)/Observations", ONE),
        ("Things", thing_body()),
        (
            "CreateObservations",
            [{"Datastream": {"@iot.id": 1}, "components": ["phenomenonTime", "result"], "dataArray": []}],
        ),
    ):
        answer = await as_(mast, ANYBODY, path, body)
        assert answer.status_code == 401, path
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert "Sign in" in answer.json()["detail"]
    for method in ("PATCH", "PUT", "DELETE"):
        assert (await as_(mast, ANYBODY, "Things(1)", {}, method)).status_code == 401
    assert (await as_(mast, ANYBODY, "Observations", None, "GET")).status_code == 200


async def test_a_sensor_delivers_and_does_nothing_else(mast: Service) -> None:
    assert (await as_(mast, SENSOR, "Datastreams(1)/Observations", ONE)).status_code == 201
    inline = {**ONE, "phenomenonTime": "2025-12-24T07:00:00Z", "Datastream": datastream_body()}
    refused = [
        await as_(mast, SENSOR, "Observations", inline),
        await as_(mast, SENSOR, "Things", thing_body()),
        await as_(mast, SENSOR, "Things(1)", {"name": "Mine"}, "PATCH"),
        await as_(mast, SENSOR, "Things(1)", None, "DELETE"),
        await as_(mast, SENSOR, "Observations", None, "GET"),
    ]
    assert [answer.status_code for answer in refused] == [403] * 5
    assert len(await mast.values("Things")) == 1


async def test_a_sensor_writes_its_own_datastreams_and_others_do_not_exist_for_it(mast: Service) -> None:
    await mast.send("POST", "Things", thing_body("Other"))
    own = replace(SENSOR, datastreams=frozenset({1}))
    assert (await as_(mast, own, "Datastreams(1)/Observations", ONE)).status_code == 201
    hidden, absent = [await as_(mast, own, f"Datastreams({i})/Observations", ONE) for i in (2, 99)]
    assert hidden.status_code == absent.status_code == 404
    assert hidden.json()["detail"].replace("2", "99") == absent.json()["detail"]
    rows = [
        {
            "Datastream": {"@iot.id": i},
            "components": ["phenomenonTime", "result"],
            "dataArray": [["2025-12-24T08:00:00Z", 1]],
        }
        for i in (1, 2, 99)
    ]
    answers = (await as_(mast, own, "CreateObservations", rows)).json()
    assert answers[0].endswith("Observations('1-1766563200000000')")
    assert answers[1:] == ["error: row 2: Datastream 2 does not exist.", "error: row 3: Datastream 99 does not exist."]
    assert mast.store.count(ObservationQuery(datastream_ids=(2,))) == 0


async def test_a_withdrawn_activity_tells_its_sensor_why_and_hides_its_data_from_everybody(mast: Service) -> None:
    mast.app.governance.withdraw("counting", by="account-1", because="The council said no.")
    answer = await as_(mast, SENSOR, "Datastreams(1)/Observations", ONE)
    assert answer.status_code == 403
    assert "The council said no." in answer.json()["detail"]
    rows = [
        {
            "Datastream": {"@iot.id": 1},
            "components": ["phenomenonTime", "result"],
            "dataArray": [["2025-12-24T08:00:00Z", 1]],
        }
    ]
    batch = await as_(mast, SENSOR, "CreateObservations", rows)
    assert "The council said no." in batch.json()["errors"][0]
    assert (await as_(mast, ANYBODY, "Observations", None, "GET")).status_code == 401
    assert await mast.values("Observations") == [], "the administrator sees things, and no data"
    assert len(await mast.values("Datastreams")) == 1
    assert mast.store.count(ObservationQuery()) == 5
    mast.app.governance.reinstate("counting", by="account-1", because="It said yes.")
    assert len(await mast.values("Observations")) == 5
    assert (await as_(mast, SENSOR, "Datastreams(1)/Observations", ONE)).status_code == 201


async def test_what_was_deleted_of_a_withdrawn_activity_is_really_gone(mast: Service) -> None:
    mast.app.governance.withdraw("counting", by="account-1", because="No.")
    await mast.send("DELETE", "Things(1)", status=200)
    assert mast.store.count(ObservationQuery()) == 0
