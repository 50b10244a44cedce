# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from baken.observation.catalogue import Kind
from baken.observation.register import RegisterError
from baken.service.sensorthings.conftest import ROOT, datastream_body, thing_body

if TYPE_CHECKING:
    from baken.service.sensorthings.conftest import Service

PATCH_TYPE = {"content-type": "application/json-patch+json"}


async def test_a_thing_comes_with_everything_inside_it(service: Service) -> None:
    observations = [{"phenomenonTime": "2025-12-24T00:00:00Z", "result": 3}]
    answer = await service.send("POST", "Things", thing_body(Datastreams=[datastream_body(Observations=observations)]))
    assert answer.headers["location"] == f"{ROOT}/Things(1)"
    assert answer.json()["name"] == "Mast"
    [observation] = await service.values("Things(1)/Datastreams(1)/Observations", expand="FeatureOfInterest")
    assert observation["result"] == 3
    assert observation["FeatureOfInterest"]["feature"]["coordinates"] == [4.3, 52.1]
    assert len(await service.values("Things(1)/HistoricalLocations")) == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Datastreams": [datastream_body(unitOfMeasurement={"name": "m", "definition": "m"})]}, "'{person}'"),
        ({"Datastreams": [datastream_body(ObservedProperty={"name": "face"})]}, "not a quantity"),
        ({"Datastreams": [datastream_body(Sensor={"@iot.id": 9})]}, "no Sensor with id 9"),
        ({"Datastreams": [datastream_body(Sensor=None)]}, "needs a Sensor"),
        ({"Datastreams": [{"name": "x"}]}, "needs"),
        ({"Datastreams": {}}, "must be a list"),
        ({"Locations": [{"name": "x", "location": {"type": "Nope"}}]}, "GeoJSON"),
        ({"Locations": ["x"]}, "JSON object"),
        ({"Datastreams": [datastream_body(Observations=[{"result": True, "phenomenonTime": "x"}])]}, "x"),
        ({"name": None}, "needs name"),
        ({"name": 5}, "must be a text"),
        ({"name": "x" * 30_000}, "more than"),
        ({"properties": "x"}, "JSON object"),
        ({"colour": "red"}, "no property 'colour'"),
    ],
)
async def test_a_wrong_deep_insert_leaves_nothing(service: Service, change: dict[str, Any], reason: str) -> None:
    answer = await service.send("POST", "Things", thing_body(**change), status=400)
    assert reason in answer.json()["detail"]
    for kind in set(Kind) - {Kind.OBSERVED_PROPERTY}:
        assert service.catalogue.count(kind) == 0


async def test_a_register_that_cannot_write_is_503_and_nothing_is_there(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise RegisterError("The disk is full.")

    monkeypatch.setattr(service.catalogue._register, "write", fail)
    await service.send("POST", "Things", thing_body(), status=503)
    assert await service.values("Things") == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"null", b"[" * 100_000, b'{"name": "\xff"}', b"NaN"])
async def test_malformed_json_is_400(mast: Service, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    for path in ("Things", "Observations", "CreateObservations", "Datastreams(1)/Observations"):
        answer = await mast.client.post(path, content=body, headers=headers)
        empty_batch = path == "CreateObservations" and body == b"[]"
        assert answer.status_code == (201 if empty_batch else 400), (path, answer.text)


async def test_deeply_nested_properties_are_kept_or_refused(mast: Service) -> None:
    for depth in (50, 400, 900):
        nested = '{"a":' * depth + "1" + "}" * depth
        body = f'{{"properties": {nested}}}'.encode()
        answer = await mast.client.patch("Things(1)", content=body, headers={"content-type": "application/json"})
        assert answer.status_code in {200, 400}
        operations = f'[{{"op": "add", "path": "/properties/x", "value": {nested}}}]'.encode()
        answer = await mast.client.patch("Things(1)", content=operations, headers=PATCH_TYPE)
        assert answer.status_code in {200, 400}
        assert (await mast.client.get("Things(1)")).status_code == 200


async def test_links_are_made_through_the_path_and_the_body(mast: Service) -> None:
    body = datastream_body("Two", Sensor={"@iot.id": 1}, ObservedProperty={"definition": await _definition(mast)})
    await mast.send("POST", "Things(1)/Datastreams", body)
    assert (await mast.get("Datastreams(2)/Thing"))["@iot.id"] == 1
    assert (await mast.get("Datastreams(2)/Sensor"))["@iot.id"] == 1
    assert (await mast.get("Datastreams(2)/ObservedProperty"))["name"] == "pedestrian_count"
    assert mast.catalogue.count(Kind.SENSOR) == 1


async def _definition(service: Service) -> str:
    return str((await service.get("ObservedProperties(1)"))["definition"])


async def test_a_known_observed_property_is_given_and_another_refused(service: Service) -> None:
    answer = await service.send("POST", "ObservedProperties", {"name": "wind_speed", "definition": "x"})
    assert answer.json()["name"] == "wind_speed"
    count = service.catalogue.count(Kind.OBSERVED_PROPERTY)
    await service.send("POST", "ObservedProperties", {"name": "face", "definition": "x", "description": ""}, status=400)
    assert service.catalogue.count(Kind.OBSERVED_PROPERTY) == count
    await service.send("DELETE", "ObservedProperties(1)", status=409)
    await service.send("PATCH", "ObservedProperties(1)", {"name": "x"}, status=409)


async def test_a_new_location_moves_the_thing_and_is_remembered(mast: Service) -> None:
    body = {"name": "B", "description": "", "location": {"type": "Point", "coordinates": [5, 53]}}
    await mast.send("POST", "Things(1)/Locations", body)
    assert [x["name"] for x in await mast.values("Things(1)/Locations")] == ["B"]
    histories = await mast.values("Things(1)/HistoricalLocations", expand="Locations($select=name)")
    assert [h["Locations"][0]["name"] for h in histories] == ["Corner", "B"]
    await mast.batch([["2025-12-24T09:00:00Z", 1]])
    [newest] = await mast.values("Observations", orderby="phenomenonTime desc", top=1, expand="FeatureOfInterest")
    assert newest["FeatureOfInterest"]["name"] == "B"
    assert len(await mast.values("FeaturesOfInterest(1)/Observations")) == 5


async def test_patch_changes_only_what_it_names(mast: Service) -> None:
    await mast.send("PATCH", "Things(1)", {"description": "New"}, status=200)
    thing = await mast.get("Things(1)")
    assert (thing["name"], thing["description"]) == ("Mast", "New")
    await mast.send("PATCH", "Things(1)", {"@iot.id": 2}, status=409)
    await mast.send("PATCH", "Things(1)", {"name": None}, status=400)
    await mast.send("PATCH", "Things(1)", {"Locations": [{"@iot.id": 9}]}, status=400)
    await mast.send("PATCH", "Things(9)", {}, status=404)
    await mast.send("PATCH", "Datastreams(1)", {"unitOfMeasurement": {"definition": "m"}}, status=400)
    await mast.send("PATCH", "Datastreams(1)", {"ObservedProperty": {"@iot.id": 2}}, status=409)


async def test_put_puts_back_what_it_leaves_out(mast: Service) -> None:
    await mast.send("PUT", "Things(1)", {"name": "Other"}, status=200)
    thing = await mast.get("Things(1)")
    assert (thing["name"], thing["description"], thing["properties"]) == ("Other", "", {})
    assert len(await mast.values("Things(1)/Locations")) == 1
    await mast.send("PUT", "Things(1)", {"description": "x"}, status=400)


async def test_json_patch_changes_inside_properties(mast: Service) -> None:
    operations = [
        {"op": "test", "path": "/name", "value": "Mast"},
        {"op": "add", "path": "/properties/tags/-", "value": "c"},
        {"op": "replace", "path": "/properties/owner/name", "value": "province"},
    ]
    await mast.send("PATCH", "Things(1)", operations, status=200, headers=PATCH_TYPE)
    properties = (await mast.get("Things(1)"))["properties"]
    assert properties == {"owner": {"name": "province"}, "tags": ["a", "b", "c"]}


@pytest.mark.parametrize(
    "operations",
    [
        {},
        ["x"],
        [{"op": "test", "path": "/name", "value": "x"}],
        [{"op": "remove", "path": "/name"}],
        [{"op": "remove", "path": "/nope"}],
        [{"op": "remove", "path": ""}],
        [{"op": "move", "from": "/properties", "path": "/properties/owner"}],
        [{"op": "add", "path": "/properties/tags/9", "value": 1}],
        [{"op": "add", "path": "/name/x", "value": 1}],
        [{"op": "fly", "path": "/name"}],
        [{"path": "/name"}],
        [{"op": "add", "path": "name", "value": 1}],
        [{"op": "test", "path": "/name", "value": "Mast"}] * 101,
    ],
)
async def test_a_wrong_json_patch_changes_nothing(mast: Service, operations: Any) -> None:
    before = await mast.get("Things(1)")
    await mast.send("PATCH", "Things(1)", operations, status=400, headers=PATCH_TYPE)
    assert await mast.get("Things(1)") == before


async def test_a_thing_goes_with_its_datastreams_and_their_observations(mast: Service) -> None:
    await mast.send("DELETE", "Things(1)", status=200)
    assert await mast.values("Datastreams") == []
    assert await mast.values("Observations") == []
    assert mast.store.extent(1) is None
    assert mast.catalogue.erasures() == ()
    await mast.send("DELETE", "Things(1)", status=404)
    await mast.send("POST", "Things", thing_body())
    assert (await mast.get("Datastreams"))["value"][0]["@iot.id"] == 2


async def test_a_feature_goes_with_its_observations_only(mast: Service) -> None:
    body = {"name": "Square", "description": "", "feature": {"type": "Point", "coordinates": [4, 52]}}
    await mast.send("POST", "FeaturesOfInterest", body)
    components = ["result", "FeatureOfInterest/id", "phenomenonTime"]
    await mast.batch([[9, 2, "2025-12-24T08:00:00Z"]], components)
    assert [o["result"] for o in await mast.values("FeaturesOfInterest(2)/Observations")] == [9]
    await mast.send("DELETE", "FeaturesOfInterest(2)", status=200)
    assert len(await mast.values("Observations")) == 5
    await mast.send("DELETE", "FeaturesOfInterest(1)", status=200)
    assert await mast.values("Observations") == []


async def test_a_location_goes_with_its_history_and_its_thing_stays(mast: Service) -> None:
    await mast.send("DELETE", "Locations(1)", status=200)
    assert await mast.values("Things(1)/Locations") == []
    assert await mast.values("HistoricalLocations") == []
    assert len(await mast.values("Observations")) == 5


async def test_an_observation_goes_alone(mast: Service) -> None:
    await mast.send("DELETE", "Observations('1-1766534400000000')", status=200)
    await mast.get("Observations('1-1766534400000000')", status=404)
    assert len(await mast.values("Observations")) == 4


async def test_an_erasure_that_was_interrupted_is_finished_at_the_next_start(mast: Service) -> None:
    from baken.observation.catalogue_rules import remove

    with mast.catalogue.change() as change:
        remove(change, Kind.DATASTREAM, 1)
    assert await mast.values("Observations") == []
    mast.app.app._started = False
    await mast.get("")
    assert mast.store.extent(1) is None


async def test_a_correction_needs_another_result(mast: Service) -> None:
    path = "Observations('1-1766534400000000')"
    await mast.send("PATCH", path, {"parameters": {"a": 1}}, status=409)
    await mast.send("PATCH", path, {"result": 8, "parameters": {"a": 1}}, status=200)
    corrected = await mast.get(path)
    assert (corrected["result"], corrected["parameters"]) == (8, {"a": 1})
    await mast.send("PATCH", path, {"phenomenonTime": "2025-12-24T00:00:01Z"}, status=409)
    await mast.send("PATCH", path, {"Datastream": {"@iot.id": 2}}, status=409)
    await mast.send("PATCH", path, {"result": "x"}, status=400)
    await mast.send("PUT", path, {"phenomenonTime": "2025-12-24T00:00:00Z", "result": 9}, status=200)
    assert (await mast.get(path))["result"] == 9


async def test_bodies_of_another_type_are_415(mast: Service) -> None:
    for headers in (
        {"content-type": "text/plain"},
        {"content-type": "application/jsonx"},
        {"content-type": "multipart/form-data"},
        {"content-type": "application/json", "content-encoding": "gzip"},
    ):
        answer = await mast.client.post("Things", content=b"{}", headers=headers)
        assert answer.status_code == 415, headers


async def test_json_with_parameters_or_a_suffix_is_json(mast: Service) -> None:
    for kind in ("application/json; charset=utf-8", "application/ld+json", "APPLICATION/JSON"):
        answer = await mast.client.post("Things", content=b'{"name": "x"}', headers={"content-type": kind})
        assert answer.status_code == 201, kind
